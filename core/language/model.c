/* NetModel[], the names in the gallery; NetModel["name"], the net; NetModel["name", "property"],
 * what is known about it. NetModel[{"name", "parameter" -> value, …}] is the net with other values
 * of names that its file defines, of those that the file lists as "Parameters". */

#include "core/base/nearest.h"
#include "core/formats/document.h"
#include "core/formats/gallery.h"
#include "core/graph/literal.h"
#include "core/language/operation.h"
#include "core/notation/read.h"
#include "core/notation/value.h"
#include "core/notation/write.h"
#include <string.h>

/* What is asked for. */
typedef struct {
  NgSession *session;
  const NgGalleryNet *entry;
  GHashTable *given; /* values of parameters by their names; empty where none are given */
} Model;

/* The net of a file of notation, for other parameters. */
static NgNet *
read_with (const Model *self, GError **error)
{
  g_autoptr (GBytes) bytes = ng_file_map (self->entry->path, error);
  g_autoptr (NgExpr) value = NULL;
  gsize size;
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &size);
  value = ng_notation_read (self->entry->path, text, (gssize) size, self->given, NULL, error);
  return value != NULL ? ng_net_read (value, error) : NULL;
}

static NgNet *
load (const Model *self, GError **error)
{
  GError *failure = NULL;
  g_autoptr (NgNet) net = NULL;

  if (g_hash_table_size (self->given) > 0)
    net = read_with (self, &failure);
  else
    net = ng_document_load (
        self->entry->path, NULL, ng_session_cancellable (self->session), &failure);
  if (net != NULL && ng_net_check (net, &failure))
    return g_steal_pointer (&net);
  ng_import_fail (self->entry->path, failure, error);
  return NULL;
}

static NgExpr *
list_names (const GPtrArray *gallery)
{
  g_autofree NgExpr **names = g_new (NgExpr *, gallery->len + 1);

  for (guint i = 0; i < gallery->len; i++)
    names[i] = ng_expr_new_string (((NgGalleryNet *) gallery->pdata[i])->name, NULL);
  return ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), names, gallery->len, NULL);
}

static NgExpr *
get_net (const Model *self, GError **error)
{
  g_autoptr (NgNet) net = load (self, error);

  return net != NULL ? ng_expr_new_net (net, FALSE) : NULL;
}

/* The net without the arrays that its file may hold. */
static NgExpr *
get_uninitialized (const Model *self, GError **error)
{
  g_autoptr (NgNet) net = load (self, error);
  g_autoptr (NgExpr) notation = net != NULL ? ng_net_write (net, FALSE) : NULL;
  g_autoptr (NgNet) bare = notation != NULL ? ng_net_read (notation, error) : NULL;

  return bare != NULL ? ng_expr_new_net (bare, FALSE) : NULL;
}

static NgExpr *
get_name (const Model *self, GError **error)
{
  return ng_expr_new_string (self->entry->name, NULL);
}

/* What is known of every net; the rest its file says. */
static const struct {
  const char *name;
  NgExpr *(*get) (const Model *self, GError **error);
} properties[] = {
  { "EvaluationNet", get_net },
  { "Name", get_name },
  { "UninitializedEvaluationNet", get_uninitialized },
};

/* Properties that a file need not know. */
static const char *const optional[] = { "InputDomains",    "SourceMetadata",         "TaskType",
                                        "TrainingSetData", "TrainingSetInformation", NULL };

/* Returns: (element-type utf8): borrowed names, NULL at the end */
static GPtrArray *
list_properties (const NgGalleryNet *entry)
{
  GPtrArray *names = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    g_ptr_array_add (names, (gpointer) properties[i].name);
  g_ptr_array_add (names, (gpointer) "Properties");
  for (gsize i = 0; entry->about != NULL && i < ng_expr_n_args (entry->about); i++) {
    const NgExpr *rule = ng_expr_arg (entry->about, i);
    const NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;

    if (key != NULL && ng_expr_kind (key) == NG_EXPR_STRING &&
        strcmp (ng_expr_text (key), "Name") != 0)
      g_ptr_array_add (names, (gpointer) ng_expr_text (key));
  }
  g_ptr_array_add (names, NULL);
  return names;
}

static NgExpr *
get_properties (const NgGalleryNet *entry)
{
  g_autoptr (GPtrArray) names = list_properties (entry);
  g_autofree NgExpr **items = g_new (NgExpr *, names->len);

  for (guint i = 0; i + 1 < names->len; i++)
    items[i] = ng_expr_new_string (names->pdata[i], NULL);
  return ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), items, names->len - 1, NULL);
}

static NgExpr *
get_missing (void)
{
  NgExpr *reason = ng_expr_new_string ("NotAvailable", NULL);

  return ng_expr_new_normal (ng_expr_new_symbol ("Missing", NULL), &reason, 1, NULL);
}

static NgExpr *
fail_property (const NgGalleryNet *entry, const NgExpr *property, GError **error)
{
  g_autoptr (GPtrArray) names = list_properties (entry);
  g_autofree char *shown = ng_print_short (property, NG_MAX_SHOWN_NAME);
  const char *name = ng_expr_kind (property) == NG_EXPR_STRING ? ng_expr_text (property) : NULL;
  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "NetModel::property", ng_expr_place (property), "%s is no property of a net.", shown);

  ng_error_set (error,
                ng_diagnostic_with_names (diagnostic, name, (const char *const *) names->pdata));
  return NULL;
}

static NgExpr *
get_property (const Model *self, NgExpr *property, GError **error)
{
  const NgExpr *about = self->entry->about;
  const char *name = ng_expr_kind (property) == NG_EXPR_STRING ? ng_expr_text (property) : "";
  NgExpr *said = about != NULL ? ng_expr_lookup (about, name) : NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++) {
    if (strcmp (properties[i].name, name) == 0)
      return properties[i].get (self, error);
  }
  if (strcmp (name, "Properties") == 0)
    return get_properties (self->entry);
  if (said != NULL)
    return ng_expr_ref (said);
  return g_strv_contains (optional, name) ? get_missing ()
                                          : fail_property (self->entry, property, error);
}

/* Whether @name is one of the strings in the list of "Parameters"; those are added to @all. */
static gboolean
is_parameter (const NgExpr *about, const char *name, GString *all)
{
  const NgExpr *list = about != NULL ? ng_expr_lookup (about, "Parameters") : NULL;
  gboolean found = FALSE;

  for (gsize i = 0; list != NULL && i < ng_expr_n_args (list); i++) {
    const NgExpr *item = ng_expr_arg (list, i);

    if (ng_expr_kind (item) != NG_EXPR_STRING)
      continue;
    found = found || strcmp (ng_expr_text (item), name) == 0;
    g_string_append_printf (all, "%s\"%s\"", all->len > 0 ? ", " : "", ng_expr_text (item));
  }
  return found;
}

/* (transfer full): the value without its places, which are none in the file of the net; rules,
 * whose chains may be long, keep theirs. */
static NgExpr *
forget_places (const NgExpr *value)
{
  g_autofree NgExpr **args = NULL;
  gsize n = ng_expr_n_args (value);

  switch (ng_expr_kind (value)) {
  case NG_EXPR_INTEGER:
    return ng_expr_new_integer (ng_expr_integer (value), NULL);
  case NG_EXPR_REAL:
    return ng_expr_new_real (ng_expr_number (value), NULL);
  case NG_EXPR_STRING:
    return ng_expr_new_string (ng_expr_text (value), NULL);
  case NG_EXPR_SYMBOL:
    return ng_expr_new_symbol (ng_expr_text (value), NULL);
  case NG_EXPR_NORMAL:
    if (ng_expr_is_rule (value))
      break;
    args = g_new (NgExpr *, n + 1);
    for (gsize i = 0; i < n; i++)
      args[i] = forget_places (ng_expr_arg (value, i));
    return ng_expr_new_normal (forget_places (ng_expr_head (value)), args, n, NULL);
  default:
    break;
  }
  return ng_expr_ref ((NgExpr *) value);
}

/* Takes "parameter" -> value; of one given twice the first holds. */
static gboolean
give (Model *self, const NgExpr *rule, GError **error)
{
  const NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : rule;
  const char *name = ng_expr_kind (key) == NG_EXPR_STRING ? ng_expr_text (key) : "";
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *shown = NULL;
  NgDiagnostic *diagnostic;

  if (is_parameter (self->entry->about, name, all) && ng_expr_is_rule (rule)) {
    if (!g_hash_table_contains (self->given, name))
      g_hash_table_insert (self->given, (gpointer) name, forget_places (ng_expr_arg (rule, 1)));
    return TRUE;
  }
  shown = ng_print_short (key, NG_MAX_SHOWN_NAME);
  diagnostic = ng_diagnostic_new ("NetModel::parameter",
                                  ng_expr_place (key),
                                  "%s is no parameter of \"%s\" with a value.",
                                  shown,
                                  self->entry->name);
  if (all->len > 0)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "There are %s.", all->str);
  ng_error_set (error, diagnostic);
  return FALSE;
}

NgExpr *
ng_do_model (NgSession *session, NgExpr *call, GError **error)
{
  g_autoptr (GPtrArray) gallery = ng_gallery_new ();
  g_autoptr (GHashTable) given =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) ng_expr_unref);
  Model model = { .session = session, .given = given };
  gsize n = ng_expr_n_args (call);
  const NgExpr *first = n > 0 ? ng_expr_arg (call, 0) : NULL;
  gboolean is_list = first != NULL && ng_expr_is_call (first, "List") && ng_expr_n_args (first) > 0;
  const NgExpr *name = is_list ? ng_expr_arg (first, 0) : first;

  if (n == 0)
    return list_names (gallery);
  if (n > 2 || ng_expr_kind (name) != NG_EXPR_STRING) {
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (call),
                      "NetModel takes the name of a net of the gallery, or {name, parameter -> "
                      "value, …}, and maybe a property.");
    return NULL;
  }
  model.entry = ng_gallery_find (gallery, ng_expr_text (name), error);
  if (model.entry == NULL)
    return NULL;
  for (gsize i = 1; is_list && i < ng_expr_n_args (first); i++) {
    if (!give (&model, ng_expr_arg (first, i), error))
      return NULL;
  }
  return n == 2 ? get_property (&model, ng_expr_arg (call, 1), error) : get_net (&model, error);
}
