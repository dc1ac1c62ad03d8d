/* One use of a layer of Keras: the layer in notation, or a placeholder, and what feeds it. */

#include "core/formats/keras-model.h"

#include "core/expr/expr.h"
#include "core/graph/path.h"

#include <string.h>

void
ng_keras_known_free (gpointer data)
{
  NgKerasKnown *self = data;

  g_free (self->last);
  g_free (self);
}

gboolean
ng_keras_fail (NgKerasModel *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (*self->error == NULL)
    ng_error_set_new (self->error, "Keras::model", NULL, "The model of Keras %s.", text);
  return FALSE;
}

char *
ng_keras_quote (const char *text)
{
  g_autoptr (NgExpr) expr = ng_expr_new_string (text, NULL);

  return ng_print (expr, G_MAXUINT);
}

const char *
ng_keras_string (const NgJson *json, const char *name)
{
  const NgJson *value = json != NULL ? ng_json_member (json, name) : NULL;

  return value != NULL && ng_json_kind (value) == NG_JSON_STRING ? ng_json_string (value) : NULL;
}

/* ---- layers ---- */

/* Returns: (transfer full): a name that no layer has yet */
static char *
free_name (NgKerasModel *self, const char *wish)
{
  char *name = g_strdup (wish);

  for (int i = 2; g_hash_table_contains (self->names, name); i++) {
    g_free (name);
    name = g_strdup_printf ("%s_%d", wish, i);
  }
  g_hash_table_add (self->names, g_strdup (name));
  return name;
}

static void
add_layer (NgKerasModel *self, const char *name, const char *notation)
{
  g_autofree char *quoted = ng_keras_quote (name);

  g_string_append_printf (
      self->layers, "%s%s -> %s", self->layers->len > 0 ? ", " : "", quoted, notation);
}

void
ng_keras_add_edge (NgKerasModel *self, const char *from, const char *to)
{
  g_string_append_printf (self->edges, "%s%s -> %s", self->edges->len > 0 ? ", " : "", from, to);
}

/* What stands in the place of a layer that we do not have. */
static void
put_placeholder (NgKerasModel *self, NgKerasLayer *layer)
{
  g_autofree char *class = ng_keras_quote (layer->class);
  NgPlace place = { .path = layer->path };

  g_string_printf (
      layer->notation, "PlaceholderLayer[%s, \"Inputs\" -> %u]", class, MAX (layer->n_inputs, 1));
  g_string_truncate (layer->after, 0);
  layer->given = -1;
  if (self->diagnostics != NULL)
    g_ptr_array_add (self->diagnostics,
                     ng_diagnostic_as_warning (ng_diagnostic_new (
                         "Keras::layer",
                         &place,
                         "Layer \"%s\" (%s) has no counterpart here, and is a placeholder.",
                         layer->name,
                         layer->class)));
}

static void
tell_note (NgKerasModel *self, const NgKerasLayer *layer, const char *what)
{
  NgPlace place = { .path = layer->path };

  if (self->diagnostics != NULL)
    g_ptr_array_add (
        self->diagnostics,
        ng_diagnostic_as_warning (ng_diagnostic_new (
            "Keras::layer", &place, "Layer \"%s\" (%s) %s.", layer->name, layer->class, what)));
}

/* Words that come in are to be counted as the layer here does. */
static void
tell_words (NgKerasModel *self, const NgKerasLayer *layer)
{
  NgPlace place = { .path = layer->path };

  if (self->diagnostics != NULL)
    g_ptr_array_add (
        self->diagnostics,
        ng_diagnostic_with_hint (ng_diagnostic_as_warning (ng_diagnostic_new (
                                     "Keras::layer",
                                     &place,
                                     "Layer \"%s\" (%s) counts words from 1, and Keras from 0.",
                                     layer->name,
                                     layer->class)),
                                 "Add 1 to the words that Keras is fed."));
}

/* The rank of what the layer was built for, which newer files tell, or -1. */
static int
built_rank (const NgJson *json)
{
  const NgJson *shape = ng_json_member (json, "build_config");

  shape = shape != NULL ? ng_json_member (shape, "input_shape") : NULL;
  gsize n = shape != NULL && ng_json_kind (shape) == NG_JSON_ARRAY ? ng_json_length (shape) : 0;
  return n >= 1 && n <= NG_MAX_RANK ? (int) n - 1 : -1;
}

/* A model in the place of a layer. Returns: whether it has one output */
static gboolean
put_model (NgKerasModel *self, NgKerasLayer *layer, const NgJson *json, GPtrArray *inputs)
{
  g_autoptr (GString) layers = g_string_new (NULL);
  g_autoptr (GString) edges = g_string_new (NULL);
  g_autoptr (GString) ports = g_string_new (NULL);
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, ng_keras_known_free);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  NgKerasModel inner = *self;

  inner.root = layer->folder;
  inner.inside = self->is_numbered ? NULL : layer->folder;
  inner.path = layer->path;
  inner.layers = layers;
  inner.edges = edges;
  inner.ports = ports;
  inner.inputs = inputs;
  inner.n_outputs = 0;
  inner.known = known;
  inner.counts = counts;
  inner.names = names;
  if (!ng_keras_read_model (&inner, json, layer->rank) || inner.n_outputs != 1 ||
      inputs->len != layer->n_inputs)
    return FALSE;
  g_string_append_printf (layer->notation, "NetGraph[<|%s|>, {%s}]", layers->str, edges->str);
  layer->given =
      inner.n_outputs == 1 ? ((NgKerasKnown *) g_hash_table_lookup (known, "\n"))->rank : -1;
  return TRUE;
}

gboolean
ng_keras_is_model (const char *class)
{
  return g_str_equal (class, "Sequential") || g_str_equal (class, "Functional") ||
         g_str_equal (class, "Model");
}

/* A number beside the only tensor of an operation. */
static gboolean
put_operation (const NgKerasUse *use, NgKerasLayer *layer)
{
  static const struct {
    const char *class, *before, *behind;
  } operations[] = { { "Add", " + (", "# + (" },
                     { "Multiply", " (", "# (" },
                     { "Subtract", " - #", "# - (" },
                     { "TrueDivide", "/#", "#/(" },
                     { "Divide", "/#", "#/(" } };
  const NgJson *args = use->call != NULL ? ng_json_member (use->call, "args") : NULL;
  const NgJson *first = args != NULL && ng_json_length (args) == 2 ? ng_json_at (args, 0) : NULL,
               *second = first != NULL ? ng_json_at (args, 1) : NULL;

  if (use->sources->len > 1)
    return g_str_equal (use->class, "Add") || g_str_equal (use->class, "Multiply") ||
                   g_str_equal (use->class, "Subtract") || g_str_equal (use->class, "Maximum") ||
                   g_str_equal (use->class, "Minimum")
               ? ng_keras_put (layer)
               : FALSE;
  if (first == NULL)
    return FALSE;
  gboolean is_behind = ng_json_kind (second) == NG_JSON_NUMBER;
  if (!is_behind && ng_json_kind (first) != NG_JSON_NUMBER)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++) {
    if (!g_str_equal (operations[i].class, use->class))
      continue;
    gboolean is_fixed = !is_behind && g_str_has_suffix (operations[i].before, "#");
    g_string_append_printf (
        layer->notation, "ElementwiseLayer[%s", is_fixed ? "(" : operations[i].behind);
    ng_keras_append_real (layer->notation, ng_json_number (is_behind ? second : first));
    g_string_append_printf (layer->notation, ")%s &]", is_fixed ? operations[i].before : "");
    return TRUE;
  }
  return FALSE;
}

static gboolean
is_operation (const NgJson *json)
{
  const char *module = ng_keras_string (json, "module");

  return module != NULL &&
         (g_str_has_prefix (module, "keras.src.ops") || g_str_has_prefix (module, "keras.ops"));
}

static gboolean
is_called_causal (const NgJson *call)
{
  const NgJson *kwargs = call != NULL ? ng_json_member (call, "kwargs") : NULL;
  const NgJson *value = kwargs != NULL ? ng_json_member (kwargs, "use_causal_mask") : NULL;

  return value != NULL && ng_json_kind (value) == NG_JSON_BOOLEAN && ng_json_boolean (value);
}

/* Each input goes to the port that is named for it. */
static void
connect_sources (NgKerasModel *self,
                 const NgKerasLayer *layer,
                 const GPtrArray *sources,
                 const char *own,
                 const GPtrArray *inputs)
{
  g_autofree char *target = ng_keras_quote (own);

  for (guint i = 0; i < sources->len; i++) {
    const NgKerasKnown *source = g_hash_table_lookup (self->known, sources->pdata[i]);
    const char *names = inputs->len > 1          ? inputs->pdata[i]
                        : i < NG_MAX_KERAS_PORTS ? layer->ports[i]
                                                 : NULL;
    g_auto (GStrv) ports = names != NULL && inputs->len == 0 ? g_strsplit (names, ",", -1) : NULL;

    if (names == NULL) {
      ng_keras_add_edge (self, source->last, target);
    } else if (ports == NULL) {
      g_autofree char *quoted = ng_keras_quote (names);
      g_autofree char *port = g_strdup_printf ("NetPort[{%s, %s}]", target, quoted);
      ng_keras_add_edge (self, source->last, port);
    }
    for (gsize p = 0; ports != NULL && ports[p] != NULL; p++) {
      g_autofree char *port = g_strdup_printf ("NetPort[{%s, \"%s\"}]", target, ports[p]);
      ng_keras_add_edge (self, source->last, port);
    }
  }
}

static int
rank_of (NgKerasModel *self, const NgKerasUse *use, guint index)
{
  const NgKerasKnown *known = g_hash_table_lookup (self->known, use->sources->pdata[index]);

  return known->rank;
}

/* Of what feeds it all is known. */
gboolean
ng_keras_read_use (NgKerasModel *self, const NgKerasUse *use)
{
  g_autoptr (GString) notation = g_string_new (NULL);
  g_autoptr (GString) after = g_string_new (NULL);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  g_autofree char *own = free_name (self, use->name);
  g_autofree char *path = ng_path_join (self->path, own);
  NgKerasLayer layer = { .config = ng_json_member (use->json, "config"),
                         .class = use->class,
                         .name = use->name,
                         .file = self->file,
                         .folder = (char *) use->folder,
                         .is_numbered = self->is_numbered,
                         .arrays = self->arrays,
                         .path = path,
                         .n_inputs = use->sources->len,
                         .notation = notation,
                         .after = after,
                         .error = self->error,
                         .within = self->inside != NULL ? use->name : NULL,
                         .is_old = self->is_old,
                         .is_causal = is_called_causal (use->call) };
  NgKerasKnown *known;
  gboolean is_known;

  if (g_hash_table_contains (self->known, use->key))
    return ng_keras_fail (self, "has two layers called \"%s\"", use->name);
  if (*self->n_left == 0)
    return ng_keras_fail (self, "has too many layers");
  --*self->n_left;
  layer.rank = use->sources->len > 0 ? rank_of (self, use, 0) : -1;
  if (layer.rank < 0)
    layer.rank = built_rank (use->json);
  for (guint i = 1; i < use->sources->len; i++) {
    layer.is_uneven = layer.is_uneven || rank_of (self, use, i) != layer.rank;
  }
  layer.given = layer.rank;
  if (is_operation (use->json))
    is_known = put_operation (use, &layer);
  else if (ng_keras_is_model (use->class))
    is_known = put_model (self, &layer, use->json, inputs);
  else
    is_known = ng_keras_put (&layer);
  if (*self->error != NULL)
    return FALSE;
  if (!is_known) {
    g_ptr_array_set_size (inputs, 0);
    memset (layer.ports, 0, sizeof layer.ports);
    put_placeholder (self, &layer);
  } else {
    if (layer.from_one)
      tell_words (self, &layer);
    if (layer.note != NULL)
      tell_note (self, &layer, layer.note);
    if (!g_str_equal (use->key, use->name))
      tell_note (
          self, &layer, "is used more than once, and has arrays of its own here for each use");
  }
  add_layer (self, own, notation->str);
  connect_sources (self, &layer, use->sources, own, inputs);
  known = g_new0 (NgKerasKnown, 1);
  known->last = ng_keras_quote (own);
  known->rank = layer.given;
  g_hash_table_insert (self->known, g_strdup (use->key), known);
  if (after->len > 0) {
    g_autofree char *wish = g_strconcat (
        use->name, g_str_has_prefix (after->str, "Sequence") ? "_last" : "_activation", NULL);
    g_autofree char *behind = free_name (self, wish);
    char *quoted = ng_keras_quote (behind);
    add_layer (self, behind, after->str);
    ng_keras_add_edge (self, known->last, quoted);
    g_free (known->last);
    known->last = quoted;
  }
  return TRUE;
}
