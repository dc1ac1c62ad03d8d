/* NetModel[], the names in the gallery; NetModel["name"], the net; NetModel["name", "property"],
 * what is known about it. */

#include "core/formats/document.h"
#include "core/formats/gallery.h"
#include "core/graph/literal.h"
#include "core/language/session.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include <string.h>

static NgNet *
load (NgSession *session, const char *path, GError **error)
{
  GError *failure = NULL;
  g_autoptr (NgNet) net = ng_document_load (path, NULL, ng_session_cancellable (session), &failure);

  if (net != NULL && ng_net_check (net, &failure))
    return g_steal_pointer (&net);
  ng_import_fail (path, failure, error);
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
get_net (NgSession *session, const NgGalleryNet *entry, GError **error)
{
  g_autoptr (NgNet) net = load (session, entry->path, error);

  return net != NULL ? ng_session_add_net (session, net) : NULL;
}

/* The net without the arrays that its file may hold. */
static NgExpr *
get_uninitialized (NgSession *session, const NgGalleryNet *entry, GError **error)
{
  g_autoptr (NgNet) net = load (session, entry->path, error);
  g_autoptr (NgExpr) notation = net != NULL ? ng_net_write (net, FALSE) : NULL;
  g_autoptr (NgNet) bare = notation != NULL ? ng_net_read (notation, error) : NULL;

  return bare != NULL ? ng_session_add_net (session, bare) : NULL;
}

static NgExpr *
get_name (NgSession *session, const NgGalleryNet *entry, GError **error)
{
  return ng_expr_new_string (entry->name, NULL);
}

/* What is known of every net; the rest its file says. */
static const struct {
  const char *name;
  NgExpr *(*get) (NgSession *session, const NgGalleryNet *entry, GError **error);
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
    const NgExpr *key = ng_expr_arg (ng_expr_arg (entry->about, i), 0);

    if (ng_expr_kind (key) == NG_EXPR_STRING && strcmp (ng_expr_text (key), "Name") != 0)
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
  g_autofree char *all = g_strjoinv ("\", \"", (char **) names->pdata);
  g_autofree char *shown = ng_print_short (property, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "NetModel::property", ng_expr_place (property), "%s is no property of a net.", shown);

  ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "There are \"%s\".", all));
  return NULL;
}

static NgExpr *
get_property (NgSession *session, const NgGalleryNet *entry, NgExpr *property, GError **error)
{
  const char *name = ng_expr_kind (property) == NG_EXPR_STRING ? ng_expr_text (property) : "";
  NgExpr *said = entry->about != NULL ? ng_expr_lookup (entry->about, name) : NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++) {
    if (strcmp (properties[i].name, name) == 0)
      return properties[i].get (session, entry, error);
  }
  if (strcmp (name, "Properties") == 0)
    return get_properties (entry);
  if (said != NULL)
    return ng_expr_ref (said);
  return g_strv_contains (optional, name) ? get_missing () : fail_property (entry, property, error);
}

static NgExpr *
do_model (NgSession *session, NgExpr *call, GError **error)
{
  g_autoptr (GPtrArray) gallery = NULL;
  const NgGalleryNet *entry;
  gsize n = ng_expr_n_args (call);

  if (n > 2 || (n > 0 && ng_expr_kind (ng_expr_arg (call, 0)) != NG_EXPR_STRING)) {
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (call),
                      "NetModel takes the name of a net of the gallery, and maybe a property.");
    return NULL;
  }
  gallery = ng_gallery_new ();
  if (n == 0)
    return list_names (gallery);
  entry = ng_gallery_find (gallery, ng_expr_text (ng_expr_arg (call, 0)), error);
  if (entry == NULL)
    return NULL;
  return n == 2 ? get_property (session, entry, ng_expr_arg (call, 1), error)
                : get_net (session, entry, error);
}

const NgOperation ng_model_operation = {
  "NetModel",
  "NetModel[\"name\", \"property\"]",
  "A net of the gallery by its name, or what is known about it; NetModel[] lists the names",
  do_model,
};
