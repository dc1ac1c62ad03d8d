/* NetGraph[…] and NetChain[…], turned into calls of a NgNetBuilder. */

#include "core/notation/read.h"

#include "core/graph/builder.h"
#include "core/notation/connections.h"
#include "core/notation/names.h"
#include "core/notation/read-layer.h"
#include "core/notation/value.h"

static NgNet *read_any (NgNotationReader *self, NgExpr *expr, GError **error);

static void
refuse_shown (GError **error, const char *tag, const NgExpr *expr, const char *rest)
{
  g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  g_autofree char *message = g_strconcat (shown, rest, NULL);

  ng_notation_refuse (error, tag, expr, NULL, message);
}

/* ---- the container of layers ---- */

typedef struct {
  NgExpr *list; /* List or Association */
  gboolean is_named;
  GStrv names; /* one for each layer, in a named net */
} Container;

static gboolean
read_keys (Container *self, GError **error)
{
  gsize n = ng_expr_n_args (self->list);
  gboolean has_numbers =
      ng_expr_kind (ng_expr_arg (ng_expr_arg (self->list, 0), 0)) == NG_EXPR_INTEGER;

  self->is_named = !has_numbers;
  self->names = has_numbers ? NULL : g_new0 (char *, n + 1);
  for (gsize i = 0; i < n; i++) {
    NgExpr *key = ng_expr_arg (ng_expr_arg (self->list, i), 0);

    if (has_numbers && ng_expr_kind (key) == NG_EXPR_INTEGER &&
        ng_expr_integer (key) == (gint64) i + 1)
      continue;
    if (has_numbers || ng_expr_kind (key) != NG_EXPR_STRING || *ng_expr_text (key) == '\0') {
      refuse_shown (error, "NetGraph::badname", key, " cannot be the name of a layer.");
      return FALSE;
    }
    self->names[i] = g_strdup (ng_expr_text (key));
  }
  return TRUE;
}

/* Finds out whether the layers have names. */
static gboolean
read_container (Container *self, NgExpr *list, GError **error)
{
  gsize n = ng_expr_n_args (list);
  gboolean is_association = ng_expr_is_call (list, "Association");
  gboolean has_rules;

  *self = (Container){ .list = list };
  if (!is_association && !ng_expr_is_call (list, "List")) {
    ng_notation_refuse (
        error, "NetGraph::layers", list, NULL, "Layers must be given as a list or an association.");
    return FALSE;
  }
  if (n == 0) {
    ng_notation_refuse (error, "NetGraph::empty", list, NULL, "A net needs at least one layer.");
    return FALSE;
  }
  has_rules = ng_expr_is_rule (ng_expr_arg (list, 0));
  for (gsize i = 0; i < n; i++)
    if (ng_expr_is_rule (ng_expr_arg (list, i)) != has_rules) {
      ng_notation_refuse (error,
                          "NetGraph::mixed",
                          ng_expr_arg (list, i),
                          NULL,
                          "Either all layers have names or none.");
      return FALSE;
    }
  return !has_rules || read_keys (self, error);
}

static gboolean
add_layers (NgNotationReader *self,
            const Container *container,
            NgNetBuilder *builder,
            GError **error)
{
  for (gsize i = 0; i < ng_expr_n_args (container->list); i++) {
    NgExpr *entry = ng_expr_arg (container->list, i);
    NgExpr *expr = ng_expr_is_rule (entry) ? ng_expr_arg (entry, 1) : entry;
    const char *name = container->is_named ? container->names[i] : NULL;
    const NgExpr *key = name != NULL ? ng_expr_arg (entry, 0) : expr;
    g_autoptr (NgLayer) layer = ng_notation_read_layer (self, expr, error);

    if (layer == NULL ||
        ng_net_builder_add_layer (builder, name, layer, ng_expr_place (key), error) < 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
fail_chain (
    const Container *container, NgLayer *layer, gsize index, gboolean is_output, GError **error)
{
  gsize n = is_output ? ng_layer_n_outputs (layer) : ng_layer_n_inputs (layer);
  const char *noun = is_output ? "output" : "input";
  g_autofree char *name = container->is_named ? g_strdup_printf ("\"%s\"", container->names[index])
                                              : g_strdup_printf ("%" G_GSIZE_FORMAT, index + 1);

  ng_error_set_new (error,
                    is_output ? "NetChain::multout" : "NetChain::multin",
                    ng_layer_place (layer),
                    "Layer %s of a chain must have one %s, and %s has %" G_GSIZE_FORMAT ".",
                    name,
                    noun,
                    ng_layer_kind (layer),
                    n);
  return FALSE;
}

/* Each layer feeds the next. */
static gboolean
connect_chain (NgNetBuilder *builder, const Container *container, GError **error)
{
  for (gsize i = 0; i + 1 < ng_net_builder_n_layers (builder); i++) {
    NgLayer *source = ng_net_builder_layer (builder, i);
    NgLayer *target = ng_net_builder_layer (builder, i + 1);

    int output = ng_layer_only_output (source), input = ng_layer_only_input (target);

    if (output < 0)
      return fail_chain (container, source, i, TRUE, error);
    if (!ng_layer_has_open_slots (target) && input < 0)
      return fail_chain (container, target, i + 1, FALSE, error);
    if (!ng_net_builder_connect (builder,
                                 (NgSource){ NG_SOURCE_LAYER, (int) i, output },
                                 (int) i + 1,
                                 MAX (input, 0),
                                 ng_layer_place (source),
                                 error))
      return FALSE;
  }
  return TRUE;
}

/* ---- options ---- */

static NgDim
fresh_length (gpointer builder)
{
  return ng_net_builder_fresh_length (builder, NULL);
}

static gboolean
read_option (NgNetBuilder *builder, NgExpr *rule, GHashTable *seen, GError **error)
{
  NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;
  NgType type;

  if (key == NULL ||
      (ng_expr_kind (key) != NG_EXPR_STRING && ng_expr_kind (key) != NG_EXPR_SYMBOL)) {
    refuse_shown (error, "NetGraph::badopt", key != NULL ? key : rule, " is not an option.");
    return FALSE;
  }
  if (g_str_equal (ng_expr_text (key), "LearningRateMultipliers"))
    return TRUE;
  if (!g_hash_table_add (seen, (gpointer) ng_expr_text (key)))
    return TRUE;
  if (ng_coder_is_written (ng_expr_arg (rule, 1))) {
    ng_net_builder_set_port_coder (
        builder, ng_expr_text (key), ng_expr_arg (rule, 1), ng_expr_place (key));
    return TRUE;
  }
  if (!ng_port_type_read (ng_expr_arg (rule, 1), fresh_length, builder, &type, error))
    return FALSE;
  ng_net_builder_set_port_type (
      builder, ng_expr_text (key), &type, ng_expr_arg (rule, 1), ng_expr_place (key));
  return TRUE;
}

/* Options from argument @first on. */
gboolean
ng_notation_read_options (
    NgNetBuilder *builder, NgExpr *expr, gsize first, GHashTable *seen, GError **error)
{
  for (gsize i = first; i < ng_expr_n_args (expr); i++)
    if (!read_option (builder, ng_expr_arg (expr, i), seen, error))
      return FALSE;
  return TRUE;
}

gboolean
ng_net_options_read (NgNetBuilder *builder, NgExpr *expr, gsize first, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  return ng_notation_read_options (builder, expr, first, seen, error);
}

/* ---- nets ---- */

static NgNet *
read_chain (NgNotationReader *self, NgExpr *expr, gboolean is_chain, NgExpr *outer, GError **error)
{
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Container container;
  gboolean is_sound;

  is_sound = read_container (&container, ng_expr_arg (expr, 0), error);
  if (is_sound) {
    builder = ng_net_builder_new (container.is_named, is_chain);
    ng_net_builder_set_place (builder, ng_expr_place (outer));
    is_sound = add_layers (self, &container, builder, error) &&
               connect_chain (builder, &container, error) &&
               (outer == expr || ng_notation_read_options (builder, outer, 1, seen, error)) &&
               ng_notation_read_options (builder, expr, 1, seen, error);
  }
  g_strfreev (container.names);
  return is_sound ? ng_net_builder_end (g_steal_pointer (&builder), error) : NULL;
}

/* NetPort["name"], where @expr has one. The last part is gone into by the loop, so that chains may
 * be long. */
static const NgExpr *
find_net_port (const NgExpr *expr, const char *name)
{
  for (;;) {
    gsize n = ng_expr_n_args (expr);

    if (ng_expr_is_call (expr, "NetPort") && n == 1 &&
        ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_STRING &&
        g_str_equal (ng_expr_text (ng_expr_arg (expr, 0)), name))
      return expr;
    if (n == 0)
      return NULL;
    for (gsize i = 0; i + 1 < n; i++) {
      const NgExpr *found = find_net_port (ng_expr_arg (expr, i), name);

      if (found != NULL)
        return found;
    }
    expr = ng_expr_arg (expr, n - 1);
  }
}

static const char *
own_name (const NgNet *net, gsize output)
{
  NgSource source = ng_net_output_source (net, output);

  if (source.kind != NG_SOURCE_LAYER)
    return ng_net_output_name (net, output);
  return ng_layer_output_name (ng_net_layer (net, (gsize) source.index), (gsize) source.port);
}

/* Of the outputs that the rules of names found, from @first on, one that shares its name with no
 * other keeps it, and no input may be called so. */
static gboolean
check_own_names (const NgNet *net, gsize first, const NgExpr *connections, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) shared = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize o = first; o < ng_net_n_outputs (net); o++)
    if (!g_hash_table_add (seen, (gpointer) own_name (net, o)))
      g_hash_table_add (shared, (gpointer) own_name (net, o));
  for (gsize o = first; o < ng_net_n_outputs (net); o++) {
    const char *name = own_name (net, o);
    const NgExpr *at;
    g_autofree char *message = NULL;

    if (g_hash_table_contains (shared, name) || ng_net_find_input (net, name) < 0)
      continue;
    at = find_net_port (connections, name);
    message = g_strdup_printf ("\"%s\" is both an input and an output.", name);
    ng_notation_refuse (error,
                        "NetGraph::iodup",
                        at != NULL ? at : connections,
                        "Give the input or the output another name.",
                        message);
    return FALSE;
  }
  return TRUE;
}

/* NetGraph[{…}, connections, options]. */
static NgNet *
read_graph (NgNotationReader *self, NgExpr *expr, GError **error)
{
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  NgExpr *connections = ng_expr_arg (expr, 1);
  Container container;
  g_autoptr (NgNet) net = NULL;
  gsize n_outputs = 0;
  gboolean is_sound;

  is_sound = read_container (&container, ng_expr_arg (expr, 0), error);
  if (is_sound) {
    builder = ng_net_builder_new (container.is_named, FALSE);
    ng_net_builder_set_place (builder, ng_expr_place (expr));
    is_sound =
        add_layers (self, &container, builder, error) &&
        ng_connections_read (builder, (const char *const *) container.names, connections, error) &&
        ng_notation_read_options (builder, expr, 2, seen, error);
  }
  g_strfreev (container.names);
  if (is_sound) {
    n_outputs = ng_net_builder_n_outputs (builder);
    net = ng_net_builder_end (g_steal_pointer (&builder), error);
  }
  if (net == NULL || !check_own_names (net, n_outputs, connections, error))
    return NULL;
  return g_steal_pointer (&net);
}

/* A net of one layer, with the options of @expr from argument @first on. */
static NgNet *
read_single (NgNotationReader *self, NgExpr *layer_expr, NgExpr *expr, gsize first, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (FALSE, FALSE);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (NgLayer) layer = ng_notation_read_layer (self, layer_expr, error);

  if (layer == NULL ||
      ng_net_builder_add_layer (builder, NULL, layer, ng_expr_place (layer_expr), error) < 0)
    return NULL;
  ng_net_builder_set_place (builder, ng_expr_place (expr));
  if (!ng_notation_read_options (builder, expr, first, seen, error))
    return NULL;
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

/* Options of a net that exists are for ports that it has. */
static gboolean
check_port_names (const NgNet *net, const NgExpr *expr, GError **error)
{
  for (gsize i = 1; i < ng_expr_n_args (expr); i++) {
    const NgExpr *rule = ng_expr_arg (expr, i);
    const NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;
    gboolean is_name = key != NULL && (ng_expr_kind (key) == NG_EXPR_STRING ||
                                       ng_expr_kind (key) == NG_EXPR_SYMBOL);
    g_autofree char *message = NULL;

    if (!is_name || g_str_equal (ng_expr_text (key), "LearningRateMultipliers") ||
        ng_net_find_input (net, ng_expr_text (key)) >= 0 ||
        ng_net_find_output (net, ng_expr_text (key)) >= 0)
      continue;
    message = g_strdup_printf ("The net has no port \"%s\".", ng_expr_text (key));
    ng_notation_refuse (error, "NetGraph::noport", key, NULL, message);
    return FALSE;
  }
  return TRUE;
}

/* The net as a graph with the options of @expr from its second argument on. */
static NgNet *
add_options (NgNet *net, NgExpr *expr, GError **error)
{
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (ng_expr_n_args (expr) == 1 && !ng_net_is_chain (net))
    return ng_net_ref (net);
  if (!check_port_names (net, expr, error))
    return NULL;
  builder = ng_net_builder_new_from (net);
  ng_net_builder_set_chain (builder, FALSE);
  if (!ng_notation_read_options (builder, expr, 1, seen, error))
    return NULL;
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

static NgNet *
read_with_options (NgNotationReader *self, NgExpr *inner, NgExpr *expr, GError **error)
{
  g_autoptr (NgNet) net = read_any (self, inner, error);

  return net != NULL ? add_options (net, expr, error) : NULL;
}

static gboolean
is_traced (const NgExpr *expr)
{
  const NgLayerClass *class = ng_notation_class (expr);

  return class != NULL && (class->flags & NG_LAYER_TRACES) != 0;
}

/* NetGraph[FunctionLayer[…]] is the net that the function became. */
static NgNet *
read_body (NgNotationReader *self, NgExpr *inner, NgExpr *expr, GError **error)
{
  g_autoptr (NgLayer) layer = ng_notation_read_layer (self, inner, error);

  return layer != NULL ? add_options (ng_layer_body (layer), expr, error) : NULL;
}

static gboolean
is_container (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "List") || ng_expr_is_call (expr, "Association");
}

/* A net that exists, and is no layer taken out of one. */
static gboolean
is_whole_net (const NgExpr *expr)
{
  return ng_expr_net (expr) != NULL && !ng_expr_is_taken_layer (expr);
}

static gboolean
is_plain_layer (const NgExpr *expr)
{
  return ng_notation_class (expr) != NULL || ng_notation_is_short_form (expr) ||
         ng_expr_is_taken_layer (expr);
}

NgNet *
ng_notation_read_net (NgNotationReader *self, NgExpr *expr, GError **error)
{
  gsize n = ng_expr_n_args (expr);
  NgExpr *first = n > 0 ? ng_expr_arg (expr, 0) : NULL;

  if (n == 0) {
    ng_notation_refuse (
        error,
        "NetGraph::argx",
        expr,
        NULL,
        ng_expr_is_call (expr, "NetChain")
            ? "A chain needs a list or association of layers."
            : "A net needs a list or association of layers and a list of connections.");
    return NULL;
  }
  if (ng_expr_is_call (expr, "NetChain")) {
    if (n == 1 && (ng_expr_is_call (first, "NetChain") ||
                   (is_whole_net (first) && ng_net_is_chain (ng_expr_net (first)))))
      return read_any (self, first, error);
    return read_chain (self, expr, TRUE, expr, error);
  }
  if (!is_container (first) && (n == 1 || ng_expr_is_rule (ng_expr_arg (expr, 1)))) {
    if (ng_expr_is_call (first, "NetChain") && ng_expr_n_args (first) > 0)
      return read_chain (self, first, FALSE, expr, error);
    if (ng_expr_is_call (first, "NetGraph") || is_whole_net (first))
      return read_with_options (self, first, expr, error);
    if (is_traced (first))
      return read_body (self, first, expr, error);
    if (is_plain_layer (first))
      return read_single (self, first, expr, 1, error);
  }
  if (!is_container (first)) {
    ng_notation_refuse (error,
                        "NetGraph::layers",
                        first,
                        NULL,
                        "Layers must be given as a list or an association.");
    return NULL;
  }
  if (n == 1) {
    ng_notation_refuse (error,
                        "NetGraph::noconn",
                        expr,
                        "NetChain[layers] connects them one after another.",
                        "The list of connections is missing; write {} for none.");
    return NULL;
  }
  if (!ng_expr_is_call (ng_expr_arg (expr, 1), "List")) {
    ng_notation_refuse (error,
                        "NetGraph::connlist",
                        ng_expr_arg (expr, 1),
                        NULL,
                        "Connections must be given in a list.");
    return NULL;
  }
  return read_graph (self, expr, error);
}

static NgNet *
read_any (NgNotationReader *self, NgExpr *expr, GError **error)
{
  if (ng_expr_net (expr) != NULL)
    return ng_net_ref (ng_expr_net (expr));
  if (ng_notation_is_net (expr))
    return ng_notation_read_net (self, expr, error);
  if (is_container (expr)) {
    g_autoptr (NgLayer) layer = ng_notation_read_layer (self, expr, error);

    return layer != NULL ? ng_net_ref (ng_layer_net (layer)) : NULL;
  }
  return read_single (self, expr, expr, G_MAXSIZE, error);
}

NgNet *
ng_net_read (NgExpr *expr, GError **error)
{
  NgNotationReader reader = { 0 };
  g_autoptr (NgNet) net = NULL;

  g_return_val_if_fail (expr != NULL, NULL);

  net = read_any (&reader, expr, error);
  if (net == NULL || !ng_notation_check_slots (net, 0, error))
    return NULL;
  return g_steal_pointer (&net);
}

NgLayer *
ng_layer_read (NgExpr *expr, GError **error)
{
  NgNotationReader reader = { 0 };

  return ng_notation_read_layer (&reader, expr, error);
}

gboolean
ng_expr_is_net (const NgExpr *expr)
{
  return ng_notation_is_net (expr) ||
         (ng_expr_kind (expr) == NG_EXPR_NORMAL && ng_notation_class (expr) != NULL);
}

static void
set_name (GHashTable *names, const char *name, NgExpr *value)
{
  g_hash_table_insert (names, g_strdup (name), ng_expr_ref (value));
}

/* The value of one expression of a text; a definition joins @names, unless its name is @given. */
static NgExpr *
evaluate_next (NgExpr *expr, GHashTable *given, GHashTable *names, GError **error)
{
  gboolean defines = ng_expr_is_call (expr, "Set") && ng_expr_n_args (expr) == 2 &&
                     ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_SYMBOL;
  const char *name = defines ? ng_expr_text (ng_expr_arg (expr, 0)) : NULL;
  NgExpr *value;

  if (defines && given != NULL && g_hash_table_contains (given, name))
    return ng_expr_ref (g_hash_table_lookup (given, name));
  if (defines && ng_name_is_known (name)) {
    ng_name_refuse (ng_expr_arg (expr, 0), error);
    return NULL;
  }
  value = ng_expr_evaluate (defines ? ng_expr_arg (expr, 1) : expr, names, error);
  if (value != NULL && defines)
    set_name (names, name, value);
  return value;
}

/* Adds the layers of the nets in @expr to @n, until there are more than @most. The last part is
 * gone into by the loop, so that chains of rules may be long. */
static void
count_layers (const NgExpr *expr, gsize most, gsize *n)
{
  while (*n <= most && ng_expr_kind (expr) == NG_EXPR_NORMAL && !ng_expr_is_array (expr)) {
    gsize n_args = ng_expr_n_args (expr);

    if (n_args == 0)
      return;
    if (ng_notation_is_net (expr))
      *n += MAX (ng_expr_n_args (ng_expr_arg (expr, 0)), 1);
    for (gsize i = 0; i + 1 < n_args && *n <= most; i++)
      count_layers (ng_expr_arg (expr, i), most, n);
    expr = ng_expr_arg (expr, n_args - 1);
  }
}

/* Layers that the text itself says take a byte each at least; the others are what evaluation made
 * of it. */
static gboolean
check_layers (const NgExpr *expr, gsize length, GError **error)
{
  gsize n = 0;

  count_layers (expr, length + NG_MAX_UNROLLED, &n);
  if (n <= length + NG_MAX_UNROLLED)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::limit",
                    ng_expr_place (expr),
                    "This makes more than %d layers that the text does not say one by one.",
                    NG_MAX_UNROLLED);
  return FALSE;
}

NgExpr *
ng_notation_read (const char *file,
                  const char *text,
                  gssize length,
                  GHashTable *given,
                  GPtrArray *diagnostics,
                  GError **error)
{
  g_autoptr (GPtrArray) exprs = ng_parse_file (file, text, length, diagnostics, error);
  g_autoptr (GHashTable) names =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ng_expr_unref);
  g_autoptr (NgExpr) last = NULL;
  GHashTableIter iter;
  gpointer name, value;

  if (exprs == NULL)
    return NULL;
  if (given != NULL) {
    g_hash_table_iter_init (&iter, given);
    while (g_hash_table_iter_next (&iter, &name, &value))
      set_name (names, name, value);
  }
  for (guint i = 0; i < exprs->len; i++) {
    g_clear_pointer (&last, ng_expr_unref);
    last = evaluate_next (exprs->pdata[i], given, names, error);
    if (last == NULL)
      return NULL;
  }
  if (last == NULL) {
    ng_error_set_new (error,
                      "Syntax::empty",
                      &(NgPlace){ .line = 1, .column = 1, .file = g_intern_string (file) },
                      "There is no expression in the text.");
    return NULL;
  }
  if (!check_layers (last, length < 0 ? strlen (text) : (gsize) length, error))
    return NULL;
  return g_steal_pointer (&last);
}

NgNet *
ng_net_read_text (const char *text, gssize length, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (NgExpr) value = ng_notation_read (NULL, text, length, NULL, diagnostics, error);

  return value != NULL ? ng_net_read (value, error) : NULL;
}
