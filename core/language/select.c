/* Selectors: an output by name, a property of its decoder, NetPort[…] of an output, of a value
 * inside or of one that the file of a model names, NetPortGradient[…], All, None, and lists of
 * these. */

#include "core/language/select.h"

#include "core/base/nearest.h"
#include "core/graph/states.h"
#include "core/operators/onnx-node.h"
#include <string.h>

/* Inputs and arrays that a hint lists. */
enum { MOST_NAMES = 12 };

static gboolean
fail_nearest (const char *tag,
              const NgExpr *at,
              const char *sentence,
              const char *name,
              const char *const *names,
              GError **error)
{
  NgDiagnostic *diagnostic =
      ng_diagnostic_new (tag, ng_expr_place (at), "%s \"%s\".", sentence, name);

  ng_error_set (error, ng_diagnostic_with_names (diagnostic, name, names));
  return FALSE;
}

/* The output that alone has a decoder, or -1. */
static int
find_decoded (const NgNet *net)
{
  int found = -1;

  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    if (ng_net_output_coder (net, i) == NULL)
      continue;
    if (found >= 0)
      return -1;
    found = (int) i;
  }
  return found;
}

/* What the file that the node comes from calls the values that it makes. */
static void
add_value_names (GPtrArray *names, const NgOnnxNode *node)
{
  for (guint i = 0; node != NULL && i < node->outputs->len; i++) {
    const char *value = g_array_index (node->outputs, NgOnnxPort, i).value;

    if (value != NULL)
      g_ptr_array_add (names, (gpointer) value);
  }
}

/* @with_layers: whether a layer could stand there as well. */
static gboolean
fail_output (
    const NgNet *net, const NgExpr *at, const char *name, gboolean with_layers, GError **error)
{
  gsize n_layers = with_layers && ng_net_is_named (net) ? ng_net_n_layers (net) : 0;
  int decoded = with_layers ? -1 : find_decoded (net);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    g_ptr_array_add (names, (gpointer) ng_net_output_name (net, i));
  for (gsize i = 0; i < n_layers; i++)
    g_ptr_array_add (names, (gpointer) ng_net_name (net, i));
  for (gsize i = 0; i < n_layers; i++)
    add_value_names (names, ng_layer_onnx_node (ng_net_layer (net, i)));
  if (decoded >= 0)
    ng_coder_add_property_names (ng_net_output_coder (net, (gsize) decoded), names);
  g_ptr_array_add (names, NULL);
  return fail_nearest ("NetGraph::nooport",
                       at,
                       with_layers    ? "The net has no output and no layer"
                       : decoded >= 0 ? "The net has no output, and its decoder no property"
                                      : "The net has no output",
                       name,
                       (const char *const *) names->pdata,
                       error);
}

static gboolean
fail_statistic (const char *array, const NgExpr *at, GError **error)
{
  ng_error_set_new (error,
                    "NetPortGradient::noport",
                    ng_expr_place (at),
                    "\"%s\" holds statistics that training collects, and has no gradient.",
                    array);
  return FALSE;
}

static gboolean
fail_selector (const NgExpr *selector, GError **error)
{
  g_autofree char *shown = ng_print_short (selector, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "NetGraph::badsel", ng_expr_place (selector), "%s does not select anything.", shown);

  ng_error_set (error,
                ng_diagnostic_with_hint (diagnostic,
                                         "Write the name of an output, NetPort[…], "
                                         "NetPortGradient[…], All, or a list of these."));
  return FALSE;
}

int
ng_find_named_layer (const NgNet *net, const char *name)
{
  int index = ng_net_find (net, name);

  return index < 0 && strcmp (name, "ReverseNet") == 0 ? ng_net_find (net, "BackwardNet") : index;
}

NgLayer *
ng_find_holder (const NgNet *net, const NgExpr *spec)
{
  NgLayer *layer = ng_net_n_layers (net) == 1 ? ng_net_layer (net, 0) : NULL;

  if (layer == NULL || !ng_layer_wraps (layer) || ng_expr_kind (spec) != NG_EXPR_STRING ||
      ng_net_find (net, ng_expr_text (spec)) >= 0 ||
      ng_find_named_layer (ng_layer_net (layer), ng_expr_text (spec)) < 0)
    return NULL;
  return layer;
}

int
ng_find_layer (const NgNet *net, const NgExpr *spec, GError **error)
{
  gsize n = ng_net_n_layers (net);
  g_autofree char *shown = NULL;
  NgDiagnostic *diagnostic;
  int index = -1;

  if (ng_expr_kind (spec) == NG_EXPR_INTEGER) {
    gint64 position = ng_expr_integer (spec);

    if (position >= 1 && position <= (gint64) n)
      index = (int) position - 1;
    else if (position <= -1 && position >= -(gint64) n)
      index = (int) ((gint64) n + position);
  } else if (ng_expr_kind (spec) == NG_EXPR_STRING) {
    index = ng_find_named_layer (net, ng_expr_text (spec));
  }
  if (index >= 0)
    return index;
  shown = ng_print_short (spec, NG_MAX_SHOWN_NAME);
  diagnostic =
      ng_diagnostic_new ("NetGraph::nolayer", ng_expr_place (spec), "There is no layer %s.", shown);
  if (ng_expr_kind (spec) == NG_EXPR_SYMBOL && ng_net_find (net, ng_expr_text (spec)) >= 0) {
    diagnostic =
        ng_diagnostic_with_hint (diagnostic, "Names stand in quotes: \"%s\".", ng_expr_text (spec));
  } else if (ng_expr_kind (spec) == NG_EXPR_STRING && ng_net_is_named (net)) {
    g_autofree const char **names = g_new0 (const char *, n + 1);

    for (gsize i = 0; i < n; i++)
      names[i] = ng_net_name (net, i);
    diagnostic = ng_diagnostic_with_names (diagnostic, ng_expr_text (spec), names);
  } else {
    diagnostic = ng_diagnostic_with_hint (
        diagnostic, "The net has %" G_GSIZE_FORMAT " layer%s.", n, n == 1 ? "" : "s");
  }
  ng_error_set (error, diagnostic);
  return -1;
}

static void
unref_property (gpointer property)
{
  if (property != NULL)
    ng_expr_unref (property);
}

static void
init_selection (NgSelection *self)
{
  *self = (NgSelection){
    .keys = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref),
    .wants = g_array_new (FALSE, FALSE, sizeof (NgWant)),
    .properties = g_ptr_array_new_with_free_func (unref_property),
  };
}

static void
add_property (NgSelection *self, NgExpr *key, const NgWant *want, NgExpr *property)
{
  g_ptr_array_add (self->keys, ng_expr_ref (key));
  g_array_append_val (self->wants, *want);
  g_ptr_array_add (self->properties, property != NULL ? ng_expr_ref (property) : NULL);
}

static void
add_want (NgSelection *self, NgExpr *key, const NgWant *want)
{
  add_property (self, key, want, NULL);
}

/* What the layer is called in a path: its name, or its number. */
static NgExpr *
part_of (const NgNet *net, gsize layer)
{
  return ng_net_name (net, layer) != NULL ? ng_expr_new_string (ng_net_name (net, layer), NULL)
                                          : ng_expr_new_integer ((gint64) layer + 1, NULL);
}

/* An output that the net has not, though a layer in it may: the new state of a recurrent one. */
static gboolean
fail_no_output (const NgNet *net, const NgExpr *at, const char *name, GError **error)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_autoptr (NgExpr) key = NULL;
    g_autofree char *shown = NULL;

    /* "Output", which nearly every layer has, tells nothing. */
    if (ng_layer_n_outputs (ng_net_layer (net, i)) < 2 ||
        ng_layer_find_output (ng_net_layer (net, i), name) < 0)
      continue;
    key = ng_expr_new_call (
        "NetPort",
        ng_expr_new_call ("List", part_of (net, i), ng_expr_new_string (name, NULL), NULL),
        NULL);
    shown = ng_print_short (key, NG_MAX_SHOWN_NAME);
    ng_error_set (error,
                  ng_diagnostic_with_hint (ng_diagnostic_new ("NetGraph::nooport",
                                                              ng_expr_place (at),
                                                              "The net has no output \"%s\".",
                                                              name),
                                           "It is an output of a layer: write %s.",
                                           shown));
    return FALSE;
  }
  return fail_output (net, at, name, ng_expr_kind (at) != NG_EXPR_STRING, error);
}

static gboolean
select_output (NgNet *net, NgExpr *key, const char *name, NgSelection *self, GError **error)
{
  NgWant want = { .kind = NG_WANT_OUTPUT, .port = ng_net_find_output (net, name) };

  if (want.port < 0)
    return fail_no_output (net, key, name, error);
  add_want (self, key, &want);
  return TRUE;
}

static void
select_outputs (NgNet *net, NgSelection *self)
{
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    g_autoptr (NgExpr) key = ng_expr_new_string (ng_net_output_name (net, i), NULL);
    NgWant want = { .kind = NG_WANT_OUTPUT, .port = (int) i };

    add_want (self, key, &want);
  }
}

/* The list @path with @part, which is taken, behind. */
static NgExpr *
append_part (const NgExpr *path, NgExpr *part)
{
  gsize n = ng_expr_n_args (path);
  g_autofree NgExpr **parts = g_new (NgExpr *, n + 1);

  for (gsize i = 0; i < n; i++)
    parts[i] = ng_expr_ref (ng_expr_arg (path, i));
  parts[n] = part;
  return ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), parts, n + 1, NULL);
}

/* Walks down a path of layers; each but the last must hold a net. */
static gboolean
enter_layer (NgNet **net, NgLayer **layer, const NgExpr *spec, NgWant *want, GError **error)
{
  int index;

  if (*layer == NULL) {
    *layer = ng_find_holder (*net, spec);
    if (*layer != NULL)
      want->layers[want->n_layers++] = 0;
  }
  if (*layer != NULL) {
    *net = ng_layer_net (*layer);
    if (*net == NULL) {
      g_autofree char *shown = ng_print_short (spec, NG_MAX_SHOWN_NAME);

      ng_error_set_new (error,
                        "NetGraph::nolayer",
                        ng_expr_place (spec),
                        "There is no layer %s in a %s.",
                        shown,
                        ng_layer_kind (*layer));
      return FALSE;
    }
  }
  if (want->kind == NG_WANT_INTERIOR && *layer != NULL && ng_layer_wraps (*layer)) {
    NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::badsel",
                                                  ng_expr_place (spec),
                                                  "The nets in a %s run many times, so nothing "
                                                  "inside has one value.",
                                                  ng_layer_kind (*layer));

    ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "ask for the layer's own output"));
    return FALSE;
  }
  index = ng_find_layer (*net, spec, error);
  if (index < 0)
    return FALSE;
  if (want->n_layers == NG_MAX_NET_DEPTH) {
    ng_error_set_new (error, "NetGraph::limit", ng_expr_place (spec), "This path is too long.");
    return FALSE;
  }
  want->layers[want->n_layers++] = index;
  *layer = ng_net_layer (*net, index);
  return TRUE;
}

static gboolean
fail_interior (const NgLayer *layer, const NgExpr *at, const char *name, GError **error)
{
  gsize n = ng_layer_n_outputs (layer);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  g_autofree char *sentence = NULL;

  for (gsize i = 0; i < n; i++)
    names[i] = ng_layer_output_name (layer, i);
  sentence = g_strdup_printf ("The %s has no output", ng_layer_kind (layer));
  return fail_nearest ("NetGraph::nooport", at, sentence, name, names, error);
}

/* NetPort[n], NetPort["layer"], NetPort["layer", "p"], NetPort[{a, b, …, "p"}]. The last part is a
 * port if the layer before it has one of that name, else a layer. */
static gboolean
select_interior (
    NgNet *net, NgExpr *key, NgExpr *const *path, gsize n, NgSelection *self, GError **error)
{
  NgWant want = { .kind = NG_WANT_INTERIOR };
  NgLayer *layer = NULL;

  for (gsize i = 0; i < n; i++) {
    gboolean is_word = ng_expr_kind (path[i]) == NG_EXPR_STRING;

    if (i + 1 == n && i > 0 && is_word) {
      const char *name = ng_expr_text (path[i]);

      want.port = ng_layer_find_output (layer, name);
      if (want.port >= 0) {
        add_want (self, key, &want);
        return TRUE;
      }
      if (ng_layer_net (layer) == NULL || ng_find_named_layer (ng_layer_net (layer), name) < 0)
        return fail_interior (layer, path[i], name, error);
    }
    if (!is_word && ng_expr_kind (path[i]) != NG_EXPR_INTEGER)
      return fail_selector (key, error);
    if (!enter_layer (&net, &layer, path[i], &want, error))
      return FALSE;
  }
  if (layer == NULL)
    return fail_selector (key, error);
  want.port = ng_layer_only_output (layer);
  if (want.port < 0) {
    g_autofree char *shown = ng_print_short (key, NG_MAX_SHOWN_NAME);

    ng_error_set_new (error,
                      "NetGraph::ambout",
                      ng_expr_place (key),
                      "%s has %" G_GSIZE_FORMAT " outputs; choose one by its name.",
                      shown,
                      ng_layer_n_outputs (layer));
    return FALSE;
  }
  add_want (self, key, &want);
  return TRUE;
}

/* Output @name of every layer of @net and of the nets in it, or with "States" the states that
 * layers end with: NetPort[{layer, …, "p"}] in the order of the layers. */
static void
select_everywhere (
    NgNet *net, const NgWant *outer, const NgExpr *path, const char *name, NgSelection *self)
{
  gboolean are_states = strcmp (name, "States") == 0;

  for (gsize i = 0; i < ng_net_n_layers (net) && outer->n_layers < NG_MAX_NET_DEPTH; i++) {
    NgLayer *layer = ng_net_layer (net, i);
    g_autoptr (NgExpr) inner = append_part (path, part_of (net, i));
    NgWant want = *outer;

    want.layers[want.n_layers++] = (int) i;
    for (gsize port = 0; port < ng_layer_n_outputs (layer); port++) {
      const char *output = ng_layer_output_name (layer, port);
      int state = ng_layer_find_input (layer, output);
      g_autoptr (NgExpr) key = NULL;

      if (are_states ? state < 0 || ng_layer_next_state (layer, (gsize) state) != (int) port
                     : strcmp (output, name) != 0)
        continue;
      key = ng_expr_new_call (
          "NetPort", append_part (inner, ng_expr_new_string (output, NULL)), NULL);
      want.port = (int) port;
      add_want (self, key, &want);
    }
    if (ng_layer_body (layer) != NULL)
      select_everywhere (ng_layer_body (layer), &want, inner, name, self);
  }
}

/* NetPort[All, "p"] */
static gboolean
select_from_all (NgNet *net, NgExpr *selector, NgSelection *self, GError **error)
{
  NgExpr *name = ng_expr_n_args (selector) == 2 ? ng_expr_arg (selector, 1) : NULL;
  g_autoptr (NgExpr) path = ng_expr_new_call ("List", NULL);
  const NgWant outer = { .kind = NG_WANT_INTERIOR };
  guint before = self->wants->len;

  if (name == NULL || ng_expr_kind (name) != NG_EXPR_STRING)
    return fail_selector (selector, error);
  select_everywhere (net, &outer, path, ng_expr_text (name), self);
  self->is_association = TRUE;
  if (self->wants->len > before || strcmp (ng_expr_text (name), "States") == 0)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::nooport",
                    ng_expr_place (name),
                    "No layer has an output \"%s\".",
                    ng_expr_text (name));
  return FALSE;
}

/* The output of an operator whose value the file calls @name. */
static gboolean
find_value (const NgNet *net, const char *name, NgWant *want)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (net, i));

    for (guint o = 0; node != NULL && o < node->outputs->len; o++) {
      if (g_strcmp0 (g_array_index (node->outputs, NgOnnxPort, o).value, name) != 0)
        continue;
      *want = (NgWant){ .kind = NG_WANT_INTERIOR, .n_layers = 1, .port = (int) o };
      want->layers[0] = (int) i;
      return TRUE;
    }
  }
  return FALSE;
}

/* NetPort["name"] of an output, or of a value as the file of a model calls it; no layer has that
 * name. */
static gboolean
select_named (NgNet *net, NgExpr *key, const char *name, NgSelection *self, GError **error)
{
  NgWant want;

  if (ng_net_find_output (net, name) >= 0 || !find_value (net, name, &want))
    return select_output (net, key, name, self, error);
  add_want (self, key, &want);
  return TRUE;
}

static gboolean
select_port (NgNet *net, NgExpr *selector, NgSelection *self, GError **error)
{
  gsize n = ng_expr_n_args (selector);
  NgExpr *first = n > 0 ? ng_expr_arg (selector, 0) : NULL;
  g_autofree NgExpr **path = NULL;
  gboolean is_list = first != NULL && ng_expr_is_call (first, "List");
  const NgExpr *holder = is_list ? first : selector;

  if (first != NULL && ng_expr_is_symbol (first, "All"))
    return select_from_all (net, selector, self, error);
  if (first == NULL || (is_list && n > 1) || (!is_list && n > 2))
    return fail_selector (selector, error);
  if (n == 1 && ng_expr_kind (first) == NG_EXPR_STRING &&
      (ng_net_find_output (net, ng_expr_text (first)) >= 0 ||
       ng_net_find (net, ng_expr_text (first)) < 0))
    return select_named (net, selector, ng_expr_text (first), self, error);
  n = ng_expr_n_args (holder);
  path = g_new (NgExpr *, n + 1);
  for (gsize i = 0; i < n; i++)
    path[i] = ng_expr_arg (holder, i);
  return select_interior (net, selector, path, n, self, error);
}

/* Every learned array of @net and of the nets in it, under its path; a NetArray, noted in @seen,
 * under the first one. */
static void
select_arrays (
    NgNet *net, const NgWant *outer, const NgExpr *path, GHashTable *seen, NgSelection *self)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgLayer *layer = ng_net_layer (net, i);
    NgWant want = *outer;
    g_autoptr (NgExpr) inner = append_part (path, part_of (net, i));

    if (want.n_layers == NG_MAX_NET_DEPTH)
      return;
    want.kind = NG_WANT_ARRAY_GRADIENT;
    want.layers[want.n_layers++] = (int) i;
    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      g_autoptr (NgExpr) key = NULL;
      const char *shared = ng_layer_array_shared (layer, a);

      if (ng_layer_array_is_absent (layer, a) || ng_layer_array_spec (layer, a)->is_statistic ||
          (shared != NULL && !g_hash_table_add (seen, (gpointer) shared)))
        continue;
      key = append_part (inner, ng_expr_new_string (ng_layer_array_spec (layer, a)->name, NULL));
      want.port = (int) a;
      add_want (self, key, &want);
    }
    if (ng_layer_net (layer) != NULL)
      select_arrays (ng_layer_net (layer), &want, inner, seen, self);
  }
}

static void
select_all_gradients (NgNet *net, NgSelection *self)
{
  g_autoptr (NgExpr) path = ng_expr_new_call ("List", NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  NgWant outer = { .kind = NG_WANT_ARRAY_GRADIENT };

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    g_autoptr (NgExpr) key = ng_expr_new_string (ng_net_input_name (net, i), NULL);
    NgWant want = { .kind = NG_WANT_INPUT_GRADIENT, .port = (int) i };

    if (ng_net_input_type (net, i)->kind != NG_KIND_INTEGER)
      add_want (self, key, &want);
  }
  select_arrays (net, &outer, path, seen, self);
  self->is_association = TRUE;
}

/* What stands last in the path of an array, or what a port is called. */
static gboolean
is_called (const NgExpr *key, const char *name)
{
  const NgExpr *last =
      ng_expr_is_call (key, "List") ? ng_expr_arg (key, ng_expr_n_args (key) - 1) : key;

  return g_str_equal (ng_expr_text (last), name);
}

/* The hint is what has that name elsewhere, or else what there is. */
static gboolean
fail_gradient (NgNet *net, const NgExpr *at, GError **error)
{
  gboolean is_path = ng_expr_is_call (at, "List") && ng_expr_n_args (at) > 0;
  const NgExpr *last = is_path ? ng_expr_arg (at, ng_expr_n_args (at) - 1) : at;
  const char *name = ng_expr_kind (last) == NG_EXPR_STRING ? ng_expr_text (last) : NULL;
  g_autofree char *shown = ng_print_short (at, NG_MAX_SHOWN_NAME);
  g_autoptr (GString) alike = g_string_new (NULL), all = g_string_new (NULL);
  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "NetPortGradient::noport", ng_expr_place (at), "There is no input and no array %s.", shown);
  NgSelection there;

  init_selection (&there);
  select_all_gradients (net, &there);
  for (guint i = 0; i < there.keys->len && i <= MOST_NAMES; i++) {
    NgExpr *key = there.keys->pdata[i];
    g_autofree char *text = i < MOST_NAMES ? ng_print_short (key, NG_MAX_SHOWN_NAME) : NULL;

    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", text != NULL ? text : "…");
    if (name != NULL && text != NULL && is_called (key, name))
      g_string_append_printf (alike, "%s%s", alike->len > 0 ? " or " : "", text);
  }
  ng_selection_clear (&there);
  if (alike->len > 0)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "Did you mean %s?", alike->str);
  else if (all->len > 0)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "There is %s.", all->str);
  ng_error_set (error, diagnostic);
  return FALSE;
}

/* An array by its path; the last part is its name. */
static gboolean
select_array_gradient (NgNet *net,
                       NgExpr *key,
                       const NgExpr *at,
                       NgExpr *const *path,
                       gsize n,
                       NgSelection *self,
                       GError **error)
{
  NgWant want = { .kind = NG_WANT_ARRAY_GRADIENT };
  NgLayer *layer = NULL;
  NgNet *whole = net;

  for (gsize i = 0; i + 1 < n; i++) {
    if (!enter_layer (&net, &layer, path[i], &want, error))
      return FALSE;
  }
  if (n == 1 && ng_net_n_layers (net) == 1) {
    want.layers[want.n_layers++] = 0;
    layer = ng_net_layer (net, 0);
  }
  want.port = layer != NULL && ng_expr_kind (path[n - 1]) == NG_EXPR_STRING
                  ? ng_layer_find_array (layer, ng_expr_text (path[n - 1]))
                  : -1;
  if (want.port < 0 || ng_layer_array_is_absent (layer, want.port))
    return fail_gradient (whole, at, error);
  if (ng_layer_array_spec (layer, want.port)->is_statistic &&
      (ng_layer_class (layer)->flags & NG_LAYER_RAW) == 0)
    return fail_statistic (ng_layer_array_spec (layer, want.port)->name, at, error);
  add_want (self, key, &want);
  return TRUE;
}

/* The first use of a NetArray, in @net or a net in it. */
static gboolean
find_shared (NgNet *net, const char *name, NgWant *want)
{
  for (gsize i = 0; i < ng_net_n_layers (net) && want->n_layers < NG_MAX_NET_DEPTH; i++) {
    NgLayer *layer = ng_net_layer (net, i);

    want->layers[want->n_layers++] = (int) i;
    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      want->port = (int) a;
      if (g_strcmp0 (ng_layer_array_shared (layer, a), name) == 0)
        return TRUE;
    }
    if (ng_layer_net (layer) != NULL && find_shared (ng_layer_net (layer), name, want))
      return TRUE;
    want->n_layers--;
  }
  return FALSE;
}

static gboolean
select_shared_gradient (
    NgNet *net, NgExpr *selector, const NgExpr *of, NgSelection *self, GError **error)
{
  NgWant want = { .kind = NG_WANT_ARRAY_GRADIENT };

  if (ng_expr_n_args (of) != 1 || ng_expr_kind (ng_expr_arg (of, 0)) != NG_EXPR_STRING ||
      !find_shared (net, ng_expr_text (ng_expr_arg (of, 0)), &want))
    return fail_gradient (net, of, error);
  add_want (self, selector, &want);
  return TRUE;
}

static gboolean
select_gradient (NgNet *net, NgExpr *selector, NgSelection *self, GError **error)
{
  NgExpr *of = ng_expr_n_args (selector) == 1 ? ng_expr_arg (selector, 0) : NULL;
  NgWant want = { .kind = NG_WANT_INPUT_GRADIENT };
  g_autofree NgExpr **path = NULL;

  if (of == NULL)
    return fail_selector (selector, error);
  if (ng_expr_kind (of) == NG_EXPR_STRING) {
    want.port = ng_net_find_input (net, ng_expr_text (of));
    if (want.port < 0)
      return select_array_gradient (net, selector, of, &of, 1, self, error);
    add_want (self, selector, &want);
    return TRUE;
  }
  if (ng_expr_is_call (of, "NetArray"))
    return select_shared_gradient (net, selector, of, self, error);
  if (!ng_expr_is_call (of, "List") || ng_expr_n_args (of) == 0)
    return fail_gradient (net, of, error);
  path = g_new (NgExpr *, ng_expr_n_args (of));
  for (gsize i = 0; i < ng_expr_n_args (of); i++)
    path[i] = ng_expr_arg (of, i);
  return select_array_gradient (net, selector, of, path, ng_expr_n_args (of), self, error);
}

/* ---- properties of decoders ---- */

static int
find_named_output (const NgNet *net, const NgExpr *name)
{
  return ng_expr_kind (name) == NG_EXPR_STRING ? ng_net_find_output (net, ng_expr_text (name)) : -1;
}

static gboolean
is_property (const NgNet *net, const NgExpr *selector)
{
  int decoded = find_decoded (net);

  return decoded >= 0 &&
         ng_coder_has_property (ng_net_output_coder (net, (gsize) decoded), selector);
}

gboolean
ng_selects (const NgNet *net, const NgExpr *rule)
{
  return ng_expr_is_rule (rule) &&
         (find_named_output (net, ng_expr_arg (rule, 0)) >= 0 || is_property (net, rule));
}

/* {"property", argument, …}, and not a list of selectors. */
static gboolean
is_property_list (const NgNet *net, const NgExpr *list)
{
  const NgExpr *second = ng_expr_n_args (list) > 1 ? ng_expr_arg (list, 1) : NULL;

  return second != NULL && ng_expr_kind (ng_expr_arg (list, 0)) == NG_EXPR_STRING &&
         find_named_output (net, ng_expr_arg (list, 0)) < 0 && is_property (net, list) &&
         find_named_output (net, second) < 0 && !ng_selects (net, second) &&
         (ng_expr_is_call (second, "List") || !is_property (net, second)) &&
         !ng_expr_is_call (second, "NetPort") && !ng_expr_is_call (second, "NetPortGradient");
}

static gboolean
select_property (NgNet *net, NgExpr *selector, NgSelection *self)
{
  NgWant want = { .kind = NG_WANT_OUTPUT, .port = find_decoded (net) };

  add_property (self, selector, &want, selector);
  return TRUE;
}

/* "output" -> property */
static gboolean
select_rule (NgNet *net, NgExpr *selector, NgSelection *self, GError **error)
{
  NgExpr *name = ng_expr_arg (selector, 0);
  NgExpr *property = ng_expr_arg (selector, 1);
  NgWant want = { .kind = NG_WANT_OUTPUT, .port = find_named_output (net, name) };

  if (want.port < 0 && is_property (net, selector))
    return select_property (net, selector, self);
  if (want.port < 0 && ng_expr_kind (name) == NG_EXPR_STRING)
    return fail_no_output (net, name, ng_expr_text (name), error);
  if (want.port < 0)
    return fail_selector (selector, error);
  if (ng_net_output_coder (net, (gsize) want.port) == NULL &&
      !ng_expr_is_symbol (property, "None")) {
    ng_error_set_new (error,
                      "NetGraph::badsel",
                      ng_expr_place (selector),
                      "Output \"%s\" has no decoder that could be asked.",
                      ng_expr_text (name));
    return FALSE;
  }
  add_property (self, selector, &want, property);
  return TRUE;
}

static gboolean
select_one (NgNet *net, NgExpr *selector, NgSelection *self, GError **error)
{
  if (ng_expr_kind (selector) == NG_EXPR_STRING && find_named_output (net, selector) < 0 &&
      is_property (net, selector))
    return select_property (net, selector, self);
  if (ng_expr_kind (selector) == NG_EXPR_STRING)
    return select_output (net, selector, ng_expr_text (selector), self, error);
  if (ng_expr_is_rule (selector))
    return select_rule (net, selector, self, error);
  if (ng_expr_is_call (selector, "List") && is_property_list (net, selector))
    return select_property (net, selector, self);
  if (ng_expr_is_call (selector, "NetPort"))
    return select_port (net, selector, self, error);
  if (ng_expr_is_call (selector, "NetPortGradient"))
    return select_gradient (net, selector, self, error);
  return fail_selector (selector, error);
}

gboolean
ng_select (NgNet *net, NgExpr *selector, NgSelection *selection, GError **error)
{
  NgExpr *of = NULL;

  init_selection (selection);
  selection->is_raw = selector != NULL && ng_expr_is_symbol (selector, "None");
  if (selector == NULL || ng_expr_is_symbol (selector, "All") ||
      ng_expr_is_symbol (selector, "None")) {
    select_outputs (net, selection);
    selection->is_association =
        (selector != NULL && ng_expr_is_symbol (selector, "All")) || ng_net_n_outputs (net) != 1;
    return TRUE;
  }
  if (ng_expr_is_call (selector, "NetPortGradient") && ng_expr_n_args (selector) == 1)
    of = ng_expr_arg (selector, 0);
  if (of != NULL && ng_expr_is_symbol (of, "All")) {
    select_all_gradients (net, selection);
    return TRUE;
  }
  if (!ng_expr_is_call (selector, "List") || is_property_list (net, selector))
    return select_one (net, selector, selection, error);
  selection->is_association = TRUE;
  for (gsize i = 0; i < ng_expr_n_args (selector); i++) {
    if (!select_one (net, ng_expr_arg (selector, i), selection, error))
      return FALSE;
  }
  return TRUE;
}

void
ng_selection_clear (NgSelection *self)
{
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->wants, g_array_unref);
  g_clear_pointer (&self->properties, g_ptr_array_unref);
}

NgCoder *
ng_selection_coder (const NgSelection *self, const NgNet *net, gsize index)
{
  const NgWant *want = &g_array_index (self->wants, NgWant, index);

  return want->kind == NG_WANT_OUTPUT && !self->is_raw
             ? ng_net_output_coder (net, (gsize) want->port)
             : NULL;
}
