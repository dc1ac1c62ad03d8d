/* NetMapThreadOperator[net, n]: applies a net of several inputs to the elements at the first n
 * levels of its inputs, side by side; n given for some ports leaves the others whole, the same for
 * all elements. The levels are folded into the batch, so the net runs once. */

#include "core/graph/inner.h"
#include "core/graph/literal.h"

enum { LEVELS };

/* How many levels of a port are mapped, by its name. */
static gint64
depth_of (const NgLayer *layer, const char *port)
{
  NgExpr *levels = ng_layer_param (layer, LEVELS)->expr;
  NgExpr *depth;

  if (ng_expr_kind (levels) == NG_EXPR_INTEGER)
    return ng_expr_integer (levels);
  depth = ng_expr_lookup (levels, port);
  return depth != NULL ? ng_expr_integer (depth) : 0;
}

/* The depth that all mapped inputs have. */
static int
common_depth (const NgLayer *layer)
{
  NgExpr *levels = ng_layer_param (layer, LEVELS)->expr;

  if (ng_expr_kind (levels) == NG_EXPR_INTEGER)
    return (int) ng_expr_integer (levels);
  return (int) ng_expr_integer (ng_expr_arg (ng_expr_arg (levels, 0), 1));
}

static gboolean
is_depth (const NgExpr *expr)
{
  return ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) >= 1 &&
         ng_expr_integer (expr) < NG_MAX_RANK;
}

static gboolean
is_sound (const NgLayer *layer)
{
  NgExpr *levels = ng_layer_param (layer, LEVELS)->expr;

  if (!ng_expr_is_call (levels, "Association"))
    return is_depth (levels);
  for (gsize i = 0; i < ng_expr_n_args (levels); i++) {
    NgExpr *rule = ng_expr_arg (levels, i);

    if (ng_expr_kind (ng_expr_arg (rule, 0)) != NG_EXPR_STRING ||
        ng_layer_find_input (layer, ng_expr_text (ng_expr_arg (rule, 0))) < 0 ||
        !is_depth (ng_expr_arg (rule, 1)) ||
        ng_expr_integer (ng_expr_arg (rule, 1)) !=
            ng_expr_integer (ng_expr_arg (ng_expr_arg (levels, 0), 1)))
      return FALSE;
  }
  return ng_expr_n_args (levels) > 0;
}

static void
net_map_thread_operator_ports (NgLayer *layer)
{
  NgLayer *net = ng_layer_inner (layer, 0);

  for (gsize i = 0; i < ng_layer_n_inputs (net); i++)
    if (!ng_layer_input_is_optional (net, i))
      ng_layer_add_port (layer, FALSE, ng_inner_input_name (net, i), NULL);
  for (gsize o = 0; o < ng_layer_n_outputs (net); o++)
    if (!ng_layer_output_is_optional (net, o))
      ng_layer_add_port (layer, TRUE, ng_layer_output_name (net, o), NULL);
}

static gboolean
net_map_thread_operator_check (const NgLayer *layer, GError **error)
{
  if (is_sound (layer))
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (ng_layer_param (layer, LEVELS)->expr),
                    "NetMapThreadOperator takes a number of levels, or an association of inputs of "
                    "its net with the number of levels, the same for all that are mapped.");
  return FALSE;
}

static NgType
strip (const NgType *type, int depth)
{
  NgType element = *type;

  for (int d = 0; d < depth; d++)
    element = ng_type_element_of (&element);
  return element;
}

static NgType
put_in_front (const NgType *type, const NgDim *lengths, int depth)
{
  NgType whole = *type;

  for (int d = depth - 1; d >= 0; d--)
    whole = ng_type_sequence_of (&whole, lengths[d]);
  return whole;
}

static void
meet_lengths (const NgType *type, NgDim *lengths, int depth)
{
  for (int d = 0; d < depth && type->rank >= depth; d++)
    if (type->dims[d].state != NG_DIM_UNKNOWN)
      ng_dim_meet (&lengths[d], type->dims[d]);
}

/* The input of the net that port @port of the layer feeds. */
static gsize
inner_input (const NgLayer *layer, gsize port)
{
  return (gsize) ng_layer_find_input (ng_layer_inner (layer, 0), ng_layer_input_name (layer, port));
}

static gsize
inner_output (const NgLayer *layer, gsize port)
{
  return (gsize) ng_layer_find_output (ng_layer_inner (layer, 0),
                                       ng_layer_output_name (layer, port));
}

static void
net_map_thread_operator_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  int depth = common_depth (layer);
  NgDim lengths[NG_MAX_RANK];
  NgType type;

  for (int d = 0; d < NG_MAX_RANK; d++)
    lengths[d] = ng_dim_unknown ();
  for (gsize p = 0; p < ng_layer_n_inputs (layer); p++)
    if (depth_of (layer, ng_layer_input_name (layer, p)) > 0)
      meet_lengths (ng_relation_input (relation, p), lengths, depth);
  for (gsize p = 0; p < ng_layer_n_outputs (layer); p++)
    meet_lengths (ng_relation_output (relation, p), lengths, depth);
  for (gsize p = 0; p < ng_layer_n_inputs (layer); p++) {
    int mapped = (int) depth_of (layer, ng_layer_input_name (layer, p));
    gsize i = inner_input (layer, p);

    type = strip (ng_relation_input (relation, p), mapped);
    ng_relation_refine_inner_input (relation, 0, i, &type);
    type = put_in_front (ng_relation_inner_input (relation, 0, i), lengths, mapped);
    ng_relation_refine_input (relation, p, &type);
  }
  for (gsize p = 0; p < ng_layer_n_outputs (layer); p++) {
    gsize o = inner_output (layer, p);

    type = strip (ng_relation_output (relation, p), depth);
    ng_relation_refine_inner_output (relation, 0, o, &type);
    type = put_in_front (ng_relation_inner_output (relation, 0, o), lengths, depth);
    ng_relation_refine_output (relation, p, &type);
  }
}

static void
net_map_thread_operator_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  int depth = common_depth (layer);

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    const NgType *type = ng_relation_input (relation, i);

    if (type->rank >= 0 && type->rank < depth &&
        depth_of (layer, ng_layer_input_name (layer, i)) > 0)
      ng_relation_fail (relation,
                        "NetGraph::level",
                        "\"%s\" has %d levels, and %d are mapped.",
                        ng_layer_input_name (layer, i),
                        type->rank,
                        depth);
  }
}

static gboolean
net_map_thread_operator_steps (const NgLayer *layer, gsize input, int rank)
{
  return depth_of (layer, ng_layer_input_name (layer, input)) > 0;
}

/* x: (batch, *d) -> (batch n1 … nk, *d), the same for every element */
static NgValue
repeat (NgLowering *to, NgValue x, const gint64 *dims, int depth)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  gint64 sizes[NG_MAX_RANK];
  int axes[NG_MAX_RANK];
  const NgShape shape = *ng_build_shape (b, x);

  if (shape.rank + depth > NG_MAX_RANK) {
    ng_lowering_fail (to, "NetGraph::limit", "The inputs have too many levels.");
    return NG_NO_VALUE;
  }
  for (int i = 0; i <= depth; i++)
    sizes[i] = dims[i];
  for (int i = 0; i < shape.rank; i++) {
    axes[i] = i == 0 ? 0 : i + depth;
    sizes[axes[i]] = shape.dims[i];
  }
  x = ng_build_broadcast (b, x, sizes, shape.rank + depth, axes);
  return ng_build_merge_axes (b, x, 0, depth + 1);
}

static void
net_map_thread_operator_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  const NgLayer *layer = ng_lowering_layer (to);
  NgLayer *net = ng_layer_inner (layer, 0);
  int depth = common_depth (layer);
  g_autofree NgValue *inputs = g_new (NgValue, ng_layer_n_inputs (net));
  g_autofree NgValue *outputs = g_new (NgValue, ng_layer_n_outputs (net));
  gint64 dims[NG_MAX_RANK] = { 0 };

  if (ng_program_builder_has_failed (b))
    return;
  for (gsize i = 0; i < ng_layer_n_inputs (net); i++)
    inputs[i] = NG_NO_VALUE;
  for (gsize p = 0; p < ng_layer_n_inputs (layer); p++)
    if (depth_of (layer, ng_layer_input_name (layer, p)) > 0)
      for (int d = 0; d <= depth; d++)
        dims[d] = ng_build_shape (b, ng_lowering_input (to, p))->dims[d];
  for (gsize p = 0; p < ng_layer_n_inputs (layer) && !ng_program_builder_has_failed (b); p++) {
    NgValue x = ng_lowering_input (to, p);

    inputs[inner_input (layer, p)] = depth_of (layer, ng_layer_input_name (layer, p)) > 0
                                         ? ng_build_merge_axes (b, x, 0, depth + 1)
                                         : repeat (to, x, dims, depth);
  }
  ng_lowering_inner (to, 0, inputs, outputs);
  for (gsize p = 0; p < ng_layer_n_outputs (layer); p++)
    ng_lowering_output (
        to, p, ng_build_split_axis (b, outputs[inner_output (layer, p)], 0, dims, depth + 1));
}

const NgLayerClass ng_layer_net_map_thread_operator = {
  .name = "NetMapThreadOperator",
  .summary = "Applies a net of several inputs to their elements side by side",
  .category = NG_CATEGORY_CONTAINER,
  .glyph = "M1 1.5h4v3h-4z M6 1.5h4v3h-4z M11 1.5h4v3h-4z M1 6h4v3h-4z M6 6h4v3h-4z M11 6h4v3h-4z "
           "M1 11h14v3.5h-14z",
  .nets = { "Net" },
  .law = "y[i] = net (a[i], b[i], …)",
  .params = { { "Levels",
                NG_PARAM_EXPR,
                .position = 1,
                .value = "1",
                .help = "How many levels are mapped: for all inputs, or <|\"port\" -> n, …|>." } },
  .ports = net_map_thread_operator_ports,
  .check = net_map_thread_operator_check,
  .infer = net_map_thread_operator_infer,
  .verify = net_map_thread_operator_verify,
  .steps = net_map_thread_operator_steps,
  .lower = net_map_thread_operator_lower,
  .examples = { "NetMapThreadOperator[ThreadingLayer[#a*#b + #a &], \"a\" -> {\"Varying\", 2}]",
                "NetMapThreadOperator[ThreadingLayer[#a - #b &], 2, \"a\" -> {2, 3}]",
                "NetMapThreadOperator[ThreadingLayer[#a*#b &], <|\"a\" -> 1|>, \"a\" -> {3, 2}]" },
};
