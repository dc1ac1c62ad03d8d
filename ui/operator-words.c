/* Words -> new nodes of ONNX, by the forms that the model's version has. */

#include "ui/operator-words.h"

#include "core/operators/new-operator.h"
#include "core/operators/version.h"
#include "ui/layer-call.h"
#include "ui/word-match.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  NgLayerWord *word;
  NgMatch match;
  gsize length;
} Found;

static void
found_clear (gpointer data)
{
  g_clear_pointer (&((Found *) data)->word, ng_layer_word_free);
}

/* ---- values ---- */

static void
append_value (GHashTable *values, const char *name, NgExpr *value)
{
  NgExpr *before = g_hash_table_lookup (values, name);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  if (before == NULL) {
    g_hash_table_insert (values, g_strdup (name), ng_expr_ref (value));
    return;
  }
  if (ng_expr_is_call (before, "List"))
    for (gsize i = 0; i < ng_expr_n_args (before); i++)
      g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (before, i)));
  else
    g_ptr_array_add (items, ng_expr_ref (before));
  g_ptr_array_add (items, ng_expr_ref (value));
  g_hash_table_insert (
      values,
      g_strdup (name),
      ng_expr_new_normal (
          ng_expr_new_symbol ("List", NULL), (NgExpr **) items->pdata, items->len, NULL));
}

/* Returns: (transfer full) (nullable) (element-type utf8 NgExpr): what the words say, by name */
static GHashTable *
read_values (const NgOperatorForm *form, char *const *words, GError **error)
{
  g_autoptr (GHashTable) values =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ng_expr_unref);
  gsize next = 0;

  for (; *words != NULL; words++) {
    const char *equals = strchr (*words, '=');
    g_autofree char *typed =
        equals != NULL ? g_strndup (*words, (gsize) (equals - *words)) : g_strdup (*words);
    g_autofree char *name = ng_operator_form_find_name (form, typed);
    g_autoptr (NgExpr) value = NULL;

    if (name == NULL && equals != NULL)
      name = g_strdup (typed);
    else if (name != NULL && equals == NULL && words[1] == NULL)
      continue;
    else if (name != NULL && equals == NULL)
      words++;
    value = ng_word_value (NULL, equals != NULL ? equals + 1 : *words, error);
    if (value == NULL)
      return NULL;
    if (name == NULL)
      name = ng_operator_form_slot (form, next++);
    if (name == NULL) {
      g_set_error (
          error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("%s has no place for “%s”"), form->op, *words);
      return NULL;
    }
    append_value (values, name, value);
  }
  return g_steal_pointer (&values);
}

/* ---- operators ---- */

/* The attributes, and how large the constants are. */
static char *
parameters_text (const NgLayer *layer)
{
  const NgOnnxNode *node = ng_layer_onnx_node (layer);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < node->arrays->len; i++) {
    const NgTensor *tensor = node->tensors->pdata[i];
    NgAttribute attribute = { .kind = NG_ATTRIBUTE_TENSOR, .tensor = (NgTensor *) tensor };
    g_autofree char *value = ng_attribute_text (&attribute);

    g_string_append_printf (text,
                            "%s%s %s",
                            text->len > 0 ? ", " : "",
                            g_array_index (node->arrays, NgOnnxPort, i).name,
                            value);
  }
  for (guint i = 0; i < node->attributes->len; i++) {
    const NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, i);
    g_autofree char *value = ng_attribute_text (attribute);

    g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", attribute->name, value);
  }
  return g_string_free (text, FALSE);
}

static NgLayerWord *
word_new (const NgOperatorForm *form, NgLayer *layer, const char *problem)
{
  const NgOperatorClass *class = ng_operator_find (form->domain, form->op);
  NgLayerWord *word = g_new0 (NgLayerWord, 1);

  word->class = ng_operator_layer_class (class);
  word->name = *form->domain != '\0' ? g_strdup_printf ("%s (%s)", form->op, form->domain)
                                     : g_strdup (form->op);
  word->layer = layer;
  word->parameters = layer != NULL ? parameters_text (layer) : g_strdup ("");
  word->sentence = g_strdup (problem != NULL ? problem : class != NULL ? class->summary : "");
  return word;
}

static NgLayerWord *
read_operator (const NgOperatorForm *form, gint64 version, const NgType *given, char *const *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) values = read_values (form, words, &error);
  g_autofree char *problem = NULL;
  NgLayer *layer = NULL;

  if (!ng_operator_form_takes (form, version, given->element))
    problem = g_strdup_printf (_ ("%s of version %d does not take %s, which comes here"),
                               form->op,
                               (int) version,
                               ng_element_name (given->element));
  else if (values != NULL)
    layer = ng_operator_new (form, version, given, values, &error);
  return word_new (form, layer, problem != NULL ? problem : error != NULL ? error->message : NULL);
}

/* Of a name that the version lacks. */
static NgLayerWord *
other_version (const NgOperatorForm *form, gint64 version)
{
  g_autofree char *problem =
      form->operands != NULL
          ? g_strdup_printf (
                _ ("%s needs version %d of the operators, and the model asks for version %d"),
                form->op,
                form->since,
                (int) version)
          : g_strdup_printf (
                _ ("%s is gone since version %d of the operators; the model asks for version %d"),
                form->op,
                form->since,
                (int) version);

  return word_new (form, NULL, problem);
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *x = a, *y = b;
  gboolean is_whole = x->word->layer != NULL, other_is_whole = y->word->layer != NULL;

  if (x->match != y->match)
    return x->match < y->match ? -1 : 1;
  if (is_whole != other_is_whole)
    return is_whole ? -1 : 1;
  if (x->length != y->length)
    return x->length < y->length ? -1 : 1;
  return strcmp (x->word->name, y->word->name);
}

static void
add_operator (GArray *found,
              const NgOperatorForm *form,
              gint64 version,
              const NgType *given,
              char *const *words)
{
  const NgOperatorForm *nearest = ng_operator_form_nearest (form, version);
  Found one = { .match = words[0] != NULL ? ng_match (words[0], form->op) : NG_MATCH_EXACT,
                .length = words[0] != NULL ? strlen (form->op) : 0 };

  if (one.match == NG_MATCH_NONE)
    return;
  if (nearest->since <= version && nearest->operands != NULL)
    one.word = read_operator (nearest, version, given, words[0] != NULL ? words + 1 : words);
  else if (words[0] != NULL && one.match <= NG_MATCH_PREFIX)
    one.word = other_version (nearest, version);
  else
    return;
  one.word->is_weak = one.match > NG_MATCH_WORD;
  g_array_append_val (found, one);
}

GPtrArray *
ng_operator_words (NgNet *root, const char *path, const NgSubject *at, const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_layer_word_free);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  g_auto (GStrv) parts = ng_words_split (text);
  NgType given = ng_type_unknown ();
  NgNet *net = root != NULL ? ng_path_resolve (root, path) : NULL;
  gint64 standard, fused;

  if (net == NULL || (ng_net_operator_version (net, "") == 0 &&
                      ng_net_operator_version (net, "com.microsoft") == 0))
    return words;
  standard = ng_net_operator_version (root, "");
  fused = ng_net_operator_version (root, "com.microsoft");
  given = ng_subject_given (at, root);
  g_array_set_clear_func (found, found_clear);
  for (const NgOperatorForm *form = NULL; (form = ng_operator_form_next (form)) != NULL;) {
    gint64 version = *form->domain == '\0' ? standard : fused;

    if (version > 0)
      add_operator (found, form, version, &given, parts);
  }
  g_array_sort (found, compare_found);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (words, g_steal_pointer (&g_array_index (found, Found, i).word));
  return words;
}
