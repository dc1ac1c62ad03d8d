/* NetReplacePart and NetReplace: other arrays, layers and types in the same net. Parts are replaced
 * one after another, and only what comes out at the end is judged. */

#include "core/base/nearest.h"
#include "core/expr/items.h"
#include "core/graph/builder.h"
#include "core/graph/delete.h"
#include "core/graph/layer-notation.h"
#include "core/language/operation.h"
#include "core/language/parts.h"
#include "core/language/points.h"
#include "core/language/select.h"
#include "core/notation/read.h"
#include "core/notation/value.h"
#include <string.h>

/* ---- arrays and types ---- */

static gboolean
fail_dims (
    const char *name, const NgType *known, const NgTensor *tensor, NgExpr *at, GError **error)
{
  NgType type = ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));
  g_autofree char *given = ng_type_notation (&type);
  g_autofree char *needed = ng_type_notation (known);

  ng_error_set_new (error,
                    "NetGraph::arrdims",
                    ng_expr_place (at),
                    "\"%s\" is %s; it has to be %s.",
                    name,
                    given,
                    needed);
  return FALSE;
}

/* The layer with another array, of the dimensions that are known of it. */
static NgLayer *
replace_array (NgLayer *layer, gsize array, const NgType *known, NgExpr *value, GError **error)
{
  g_autoptr (NgLayer) changed = ng_layer_read_array (layer, array, value, error);
  NgTensor *numbers = changed != NULL ? ng_layer_array (changed, array) : NULL;

  if (numbers != NULL && ng_type_is_fixed (known) && !ng_layer_array_is_absent (layer, array)) {
    NgType met = ng_type_real (ng_tensor_dims (numbers), (int) ng_tensor_rank (numbers));

    if (ng_type_meet (&met, known) == NG_MEET_CONFLICT) {
      fail_dims (ng_layer_array_spec (layer, array)->name, known, numbers, value, error);
      return NULL;
    }
  }
  return g_steal_pointer (&changed);
}

static gboolean
set_port (NgNetBuilder *builder, const char *name, NgExpr *key, NgExpr *value, GError **error)
{
  NgType unknown = ng_type_unknown ();
  g_autoptr (NgExpr) options = NULL;

  if (ng_expr_is_symbol (value, "None")) {
    ng_net_builder_set_port_type (builder, name, &unknown, NULL, NULL);
    return TRUE;
  }
  options = ng_expr_new_call (
      "List",
      ng_expr_new_call (
          "Rule", ng_expr_new_string (name, ng_expr_place (key)), ng_expr_ref (value), NULL),
      NULL);
  return ng_net_options_read (builder, options, 0, error);
}

/* ---- NetReplacePart ---- */

/* An array of a layer, or the type of a port of the net, by name. Returns whether there is one. */
static gboolean
replace_named (NgNet *net,
               NgNetBuilder *builder,
               int layer,
               NgExpr *key,
               NgExpr *value,
               gboolean *is_done,
               GError **error)
{
  const char *name = ng_expr_text (key);
  g_autoptr (NgLayer) changed = NULL;
  NgLayer *old;
  int array;

  if (layer < 0 && (ng_net_find_input (net, name) >= 0 || ng_net_find_output (net, name) >= 0)) {
    int output = ng_net_find_output (net, name);

    if (output >= 0 && ng_net_find_input (net, name) < 0)
      name = ng_net_output_name (net, (gsize) output);
    *is_done = set_port (builder, name, key, value, error);
    return TRUE;
  }
  if (layer < 0 && ng_net_n_layers (net) == 1)
    layer = 0;
  if (layer < 0)
    return FALSE;
  old = ng_net_builder_layer (builder, (gsize) layer);
  array = ng_layer_find_array (old, name);
  if (array < 0)
    return FALSE;
  changed = replace_array (
      old, (gsize) array, ng_net_array_type (net, (gsize) layer, (gsize) array), value, error);
  *is_done = changed != NULL;
  if (changed != NULL)
    ng_net_builder_set_layer (builder, (gsize) layer, changed);
  return TRUE;
}

static gboolean
replace_layer (NgNetBuilder *builder, int index, NgExpr *value, GError **error)
{
  g_autoptr (NgLayer) layer = ng_layer_read (value, error);

  return layer != NULL && ng_net_builder_replace_layer (builder, (gsize) index, layer, error);
}

static NgNet *
replace_part (NgNet *net, NgExpr *const *path, gsize n, NgExpr *value, GError **error);

/* A part of the net that a layer is. */
static gboolean
replace_inside (
    NgNetBuilder *builder, int index, NgExpr *const *path, gsize n, NgExpr *value, GError **error)
{
  NgLayer *layer = ng_net_builder_layer (builder, (gsize) index);
  g_autoptr (NgNet) inner = NULL;
  g_autoptr (NgLayer) changed = NULL;

  if (ng_layer_net (layer) == NULL) {
    g_autofree char *shown = ng_print_short (path[0], NG_MAX_SHOWN_NAME);
    gboolean is_word = ng_expr_kind (path[0]) == NG_EXPR_STRING;
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::nolayer",
                                                  ng_expr_place (path[0]),
                                                  "There is no layer and no array %s in a %s.",
                                                  shown,
                                                  ng_layer_kind (layer));

    for (gsize i = 0; is_word && i < ng_layer_n_arrays (layer); i++)
      g_ptr_array_add (names, (gpointer) ng_layer_array_spec (layer, i)->name);
    g_ptr_array_add (names, NULL);
    ng_error_set (error,
                  ng_diagnostic_with_names (diagnostic,
                                            is_word ? ng_expr_text (path[0]) : NULL,
                                            (const char *const *) names->pdata));
    return FALSE;
  }
  inner = replace_part (ng_layer_net (layer), path, n, value, error);
  if (inner == NULL)
    return FALSE;
  changed = ng_layer_with_net (layer, inner);
  return ng_net_builder_replace_layer (builder, (gsize) index, changed, error);
}

/* @path: of layers; the last part may name an array or a port. Recursion goes along the path. */
static NgNet *
replace_part (NgNet *net, NgExpr *const *path, gsize n, NgExpr *value, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);
  gboolean is_done = FALSE;
  gboolean is_word = ng_expr_kind (path[0]) == NG_EXPR_STRING;

  if (ng_find_holder (net, path[0]) != NULL) {
    is_done = replace_inside (builder, 0, path, n, value, error);
  } else if (n == 1 && is_word && ng_find_named_layer (net, ng_expr_text (path[0])) < 0) {
    if (!replace_named (net, builder, -1, path[0], value, &is_done, error) &&
        ng_find_layer (net, path[0], error) < 0)
      return NULL;
  } else {
    int index = ng_find_layer (net, path[0], error);

    if (index < 0)
      return NULL;
    if (n == 1)
      is_done = replace_layer (builder, index, value, error);
    else if (n > 2 || ng_expr_kind (path[1]) != NG_EXPR_STRING ||
             !replace_named (net, builder, index, path[1], value, &is_done, error))
      is_done = replace_inside (builder, index, path + 1, n - 1, value, error);
  }
  return is_done ? ng_net_builder_end (g_steal_pointer (&builder), error) : NULL;
}

/* The coder as it is written, with another value for a parameter in front: of two the first holds.
 */
static NgExpr *
write_coder (const NgCoder *coder, NgExpr *key, NgExpr *value)
{
  g_autoptr (NgExpr) written = ng_coder_notation (coder);
  gsize n_levels = ng_expr_is_call (written, "List") ? ng_expr_n_args (written) - 1 : 0;
  NgExpr *call = n_levels > 0 ? ng_expr_arg (written, n_levels) : written;
  NgExpr *what = ng_expr_arg (call, 0);
  gboolean is_list = ng_expr_is_call (what, "List");
  g_autoptr (GPtrArray) items = ng_list_new ();
  NgExpr *changed;

  g_ptr_array_add (items, ng_expr_ref (is_list ? ng_expr_arg (what, 0) : what));
  g_ptr_array_add (items, ng_expr_new_call ("Rule", ng_expr_ref (key), ng_expr_ref (value), NULL));
  for (gsize i = 1; is_list && i < ng_expr_n_args (what); i++)
    g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (what, i)));
  changed =
      ng_expr_new_call (ng_expr_text (ng_expr_head (call)), ng_list_write ("List", items), NULL);
  if (n_levels == 0)
    return changed;
  g_ptr_array_set_size (items, 0);
  for (gsize i = 0; i < n_levels; i++)
    g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (written, i)));
  g_ptr_array_add (items, changed);
  return ng_list_write ("List", items);
}

/* {"port", "parameter"}: another value for what the coder of a port was given. */
static NgNet *
replace_coder_param (
    NgNet *net, const NgCoder *coder, NgExpr *const *path, NgExpr *value, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);
  g_autoptr (NgExpr) written = write_coder (coder, path[1], value);
  g_autoptr (NgCoder) changed = ng_coder_read (written, ng_coder_side (coder), error);
  g_autoptr (NgExpr) notation = changed != NULL ? ng_coder_notation (changed) : NULL;

  if (notation == NULL || !set_port (builder, ng_expr_text (path[0]), path[0], notation, error))
    return NULL;
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

/* Every use of a NetArray with that value. Recursion goes as deep as nets are nested. */
static NgNet *
replace_shared (NgNet *net, const char *name, NgExpr *value, guint *n_hits, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);

  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    g_autoptr (NgLayer) layer = ng_layer_ref (ng_net_builder_layer (builder, l));

    if (ng_layer_net (layer) != NULL) {
      g_autoptr (NgNet) inner = replace_shared (ng_layer_net (layer), name, value, n_hits, error);
      NgLayer *next = inner != NULL ? ng_layer_with_net (layer, inner) : NULL;

      if (next == NULL)
        return NULL;
      ng_layer_unref (layer);
      layer = next;
    }
    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      NgLayer *next;

      if (g_strcmp0 (ng_layer_array_shared (layer, a), name) != 0)
        continue;
      next = replace_array (layer, a, ng_net_array_type (net, l, a), value, error);
      if (next == NULL)
        return NULL;
      ng_layer_unref (layer);
      layer = next;
      ++*n_hits;
    }
    ng_net_builder_set_layer (builder, l, layer);
  }
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

/* NetArray["name"] -> value */
static NgNet *
replace_net_array (NgNet *net, const NgExpr *key, NgExpr *value, GError **error)
{
  const NgExpr *name = ng_expr_n_args (key) == 1 ? ng_expr_arg (key, 0) : NULL;
  g_autoptr (NgNet) result = NULL;
  g_autofree char *shown = NULL;
  guint n_hits = 0;

  if (name != NULL && ng_expr_kind (name) == NG_EXPR_STRING) {
    result = replace_shared (net, ng_expr_text (name), value, &n_hits, error);
    if (result == NULL || n_hits > 0)
      return g_steal_pointer (&result);
  }
  shown = ng_print_short (key, NG_MAX_SHOWN_NAME);
  ng_error_set_new (
      error, "NetGraph::nolayer", ng_expr_place (key), "The net has no array %s.", shown);
  return NULL;
}

/* The name of the NetArray that a path leads to; NULL for anything else. */
static const char *
find_shared (const NgNet *net, NgExpr *const *path, gsize n)
{
  const NgLayer *layer = NULL;
  int array;

  for (gsize i = 0; i + 1 < n; i++) {
    int index = net != NULL ? ng_find_layer (net, path[i], NULL) : -1;

    if (index < 0)
      return NULL;
    layer = ng_net_layer (net, (gsize) index);
    net = ng_layer_net (layer);
  }
  if (layer == NULL || ng_expr_kind (path[n - 1]) != NG_EXPR_STRING)
    return NULL;
  array = ng_layer_find_array (layer, ng_expr_text (path[n - 1]));
  return array >= 0 ? ng_layer_array_shared (layer, (gsize) array) : NULL;
}

static NgNet *
replace_rule (NgNet *net, const NgExpr *rule, GError **error)
{
  NgExpr *key = ng_expr_arg (rule, 0);
  const NgExpr *holder;
  const char *shared;
  const NgCoder *coder;
  g_autofree NgExpr **path = NULL;
  guint n_hits = 0;
  gsize n;

  if (ng_expr_is_call (key, "NetPort") && ng_expr_n_args (key) == 1 &&
      ng_expr_kind (ng_expr_arg (key, 0)) == NG_EXPR_STRING) {
    g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);
    NgExpr *name = ng_expr_arg (key, 0);

    if (ng_net_find_input (net, ng_expr_text (name)) < 0 &&
        ng_net_find_output (net, ng_expr_text (name)) < 0) {
      ng_points_fail_port (net, name, ng_expr_text (name), error);
      return NULL;
    }
    if (!set_port (builder, ng_expr_text (name), name, ng_expr_arg (rule, 1), error))
      return NULL;
    return ng_net_builder_end (g_steal_pointer (&builder), error);
  }
  if (ng_expr_is_call (key, "NetArray"))
    return replace_net_array (net, key, ng_expr_arg (rule, 1), error);
  holder = ng_expr_is_call (key, "List") && ng_expr_n_args (key) > 0 ? key : NULL;
  n = holder != NULL ? ng_expr_n_args (holder) : 1;
  path = g_new (NgExpr *, n);
  for (gsize i = 0; i < n; i++)
    path[i] = holder != NULL ? ng_expr_arg (holder, i) : key;
  shared = find_shared (net, path, n);
  if (shared != NULL)
    return replace_shared (net, shared, ng_expr_arg (rule, 1), &n_hits, error);
  coder = n == 2 && ng_expr_kind (path[0]) == NG_EXPR_STRING &&
                  ng_expr_kind (path[1]) == NG_EXPR_STRING &&
                  ng_find_named_layer (net, ng_expr_text (path[0])) < 0
              ? ng_find_port_coder (net, ng_expr_text (path[0]))
              : NULL;
  if (coder != NULL)
    return replace_coder_param (net, coder, path, ng_expr_arg (rule, 1), error);
  return replace_part (net, path, n, ng_expr_arg (rule, 1), error);
}

static gboolean
check_rules (const NgExpr *call, const NgExpr *rules, GError **error)
{
  gboolean is_list = ng_expr_is_call (rules, "List") && ng_expr_n_args (rules) > 0;

  for (gsize i = 0; i < (is_list ? ng_expr_n_args (rules) : 1); i++) {
    const NgExpr *rule = is_list ? ng_expr_arg (rules, i) : rules;

    if (!ng_expr_is_rule (rule)) {
      ng_call_fail_type (call, rule, "a rule, or a list of rules", error);
      return FALSE;
    }
  }
  return TRUE;
}

/* NetReplacePart[net, spec -> value | {spec -> value, …}] */
NgExpr *
ng_do_replace_part (NgSession *session, NgExpr *call, GError **error)
{
  g_autoptr (NgNet) result = NULL;
  const NgExpr *rules;
  gboolean is_list;
  NgNet *net;

  if (!ng_call_check_count (call, 2, 2, error))
    return NULL;
  net = ng_call_net (call, error);
  rules = ng_expr_arg (call, 1);
  if (net == NULL || !check_rules (call, rules, error))
    return NULL;
  is_list = ng_expr_is_call (rules, "List");
  result = ng_net_ref (net);
  for (gsize i = 0; i < (is_list ? ng_expr_n_args (rules) : 1); i++) {
    NgNet *next = replace_rule (result, is_list ? ng_expr_arg (rules, i) : rules, error);

    if (next == NULL)
      return NULL;
    ng_net_unref (result);
    result = next;
  }
  return ng_call_finish_alike (call, g_steal_pointer (&result), error);
}

/* ---- NetReplace ---- */

typedef struct {
  const NgExpr *rules;
  GPtrArray *patterns; /* NgLayer to be like, or NULL for a blank */
  guint n_hits;
} Replacing;

static gsize
count_rules (const Replacing *self)
{
  return ng_expr_is_call (self->rules, "List") ? ng_expr_n_args (self->rules) : 1;
}

static NgExpr *
get_rule (const Replacing *self, gsize index)
{
  return ng_expr_is_call (self->rules, "List") ? ng_expr_arg (self->rules, index)
                                               : (NgExpr *) self->rules;
}

/* Whether both were given the same parameters; types of their ports do not count. */
static gboolean
is_like (const NgLayer *layer, const NgLayer *pattern)
{
  if (ng_layer_class (layer) != ng_layer_class (pattern))
    return FALSE;
  for (gsize p = 0; p < ng_layer_n_params (layer); p++)
    if (!ng_expr_equal (ng_layer_param (layer, p)->expr, ng_layer_param (pattern, p)->expr))
      return FALSE;
  if (ng_layer_n_nets (layer) > 0 || ng_layer_payload (layer) != NULL) {
    g_autoptr (NgExpr) left = ng_layer_notation (layer, FALSE);
    g_autoptr (NgExpr) right = ng_layer_notation (pattern, FALSE);

    return ng_expr_equal (left, right);
  }
  return TRUE;
}

/* _Head matches by the class, _ everything. */
static gboolean
matches (const NgLayer *layer, const NgExpr *pattern, const NgLayer *literal)
{
  if (literal != NULL)
    return is_like (layer, literal);
  return ng_expr_n_args (pattern) == 0 ||
         ng_expr_is_symbol (ng_expr_arg (pattern, 0), ng_layer_class (layer)->name);
}

/* The rule for a layer, or -1. */
static int
find_rule (const Replacing *self, const NgLayer *layer)
{
  for (gsize r = 0; r < count_rules (self); r++)
    if (matches (layer, ng_expr_arg (get_rule (self, r), 0), self->patterns->pdata[r]))
      return (int) r;
  return -1;
}

/* Recursion goes as deep as nets are nested; what a rule put in is left alone. */
static NgNet *
replace_layers (Replacing *self, NgNet *net, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);
  g_autofree gboolean *is_deleted = g_new0 (gboolean, ng_net_n_layers (net) + 1);
  g_autoptr (NgNet) replaced = NULL;
  gboolean deletes = FALSE;

  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    NgLayer *layer = ng_net_builder_layer (builder, l);
    int rule = find_rule (self, layer);
    g_autoptr (NgLayer) changed = NULL;

    if (rule < 0 && ng_layer_net (layer) != NULL) {
      g_autoptr (NgNet) inner = replace_layers (self, ng_layer_net (layer), error);

      if (inner == NULL)
        return NULL;
      changed = ng_layer_with_net (layer, inner);
      if (!ng_net_builder_replace_layer (builder, l, changed, error))
        return NULL;
      continue;
    }
    if (rule < 0)
      continue;
    self->n_hits++;
    if (ng_expr_is_symbol (ng_expr_arg (get_rule (self, (gsize) rule), 1), "Nothing")) {
      is_deleted[l] = deletes = TRUE;
      continue;
    }
    changed = ng_layer_read (ng_expr_arg (get_rule (self, (gsize) rule), 1), error);
    if (changed == NULL || !ng_net_builder_replace_layer (builder, l, changed, error))
      return NULL;
  }
  replaced = ng_net_builder_end (g_steal_pointer (&builder), error);
  if (replaced == NULL || !deletes)
    return g_steal_pointer (&replaced);
  return ng_net_delete (replaced, is_deleted, NG_DELETION_REFUSES, error);
}

static gboolean
read_patterns (Replacing *self, GError **error)
{
  for (gsize r = 0; r < count_rules (self); r++) {
    NgExpr *pattern = ng_expr_arg (get_rule (self, r), 0);
    NgLayer *literal = NULL;

    if (!ng_expr_is_call (pattern, "Blank")) {
      literal = ng_layer_read (pattern, error);
      if (literal == NULL)
        return FALSE;
    }
    g_ptr_array_add (self->patterns, literal);
  }
  return TRUE;
}

static void
unref_pattern (gpointer layer)
{
  g_clear_pointer ((NgLayer **) &layer, ng_layer_unref);
}

/* NetReplace[net, pattern -> layer | {…}] */
NgExpr *
ng_do_replace (NgSession *session, NgExpr *call, GError **error)
{
  g_autoptr (GPtrArray) patterns = g_ptr_array_new_with_free_func (unref_pattern);
  Replacing replacing = { .patterns = patterns };
  g_autoptr (NgNet) result = NULL;
  NgNet *net;

  if (!ng_call_check_count (call, 2, 2, error))
    return NULL;
  net = ng_call_net (call, error);
  replacing.rules = ng_expr_arg (call, 1);
  if (net == NULL || !check_rules (call, replacing.rules, error) ||
      !read_patterns (&replacing, error))
    return NULL;
  result = replace_layers (&replacing, net, error);
  if (result == NULL)
    return NULL;
  if (replacing.n_hits == 0) {
    g_autofree char *shown = ng_print_short (replacing.rules, NG_MAX_SHOWN_NAME);

    ng_session_warn (session,
                     ng_diagnostic_new ("NetReplace::nomatch",
                                        ng_expr_place (call),
                                        "No layer matches %s; the net is unchanged.",
                                        shown));
    return ng_expr_new_net (net, FALSE);
  }
  return ng_call_finish_alike (call, g_steal_pointer (&result), error);
}
