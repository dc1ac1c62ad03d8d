/* NormalizationLayer[aggregation, scaling]: takes the mean over some levels away, divides by the
 * deviation over them, then scales and moves by arrays that are learned, whose levels are others.
 *
 *   y = s (x - μ)/√(v + ε) + b, or y = s x/√(mean x² + ε) + b by the method "RMS"
 *
 * "GroupNumber" divides aggregated levels into groups that are normalized each by itself. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"
#include "core/program/compose.h"

#include <math.h>

enum { AGGREGATION, SCALING_LEVELS, EPSILON, METHOD, UNBIASED, GROUP_NUMBER };
enum { COMPLEMENT, SAME };
enum { STANDARDIZE, RMS };
enum { SCALING, BIASES, N_ARRAYS };

static const char *const scalings[] = { "Complement", "Same", NULL };
static const char *const methods[] = { "Standardize", "RMS", NULL };

/* ---- groups ---- */

static gboolean
is_group (const NgExpr *expr)
{
  return ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) >= 1;
}

static gboolean
normalization_check (const NgLayer *layer, GError **error)
{
  NgExpr *groups = ng_layer_param (layer, GROUP_NUMBER)->expr;
  gboolean is_sound = ng_expr_is_symbol (groups, "None") || is_group (groups);
  g_autofree char *shown = NULL;

  if (ng_expr_is_call (groups, "List")) {
    is_sound = ng_expr_n_args (groups) <= NG_MAX_RANK;
    for (gsize i = 0; i < ng_expr_n_args (groups); i++)
      is_sound = is_sound && is_group (ng_expr_arg (groups, i));
  }
  if (is_sound)
    return TRUE;
  shown = ng_print_short (groups, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (groups),
                    "\"GroupNumber\" has to be None, a number of groups, or a list of numbers, one "
                    "for each level that is aggregated, and %s is given.",
                    shown);
  return FALSE;
}

/* How many groups aggregated level @index has; a single number is for the first of them. */
static gint64
group_number (const NgLayer *layer, gsize index)
{
  const NgExpr *groups = ng_layer_param (layer, GROUP_NUMBER)->expr;

  if (ng_expr_is_call (groups, "List"))
    return index < ng_expr_n_args (groups) ? ng_expr_integer (ng_expr_arg (groups, index)) : 1;
  return index == 0 && ng_expr_kind (groups) == NG_EXPR_INTEGER ? ng_expr_integer (groups) : 1;
}

/* ---- levels ---- */

static gboolean
find_levels (const NgLayer *layer, int rank, guint *aggregated, guint *scaled)
{
  const NgParam *scaling = ng_layer_param (layer, SCALING_LEVELS);

  if (!ng_levels_find (ng_layer_param (layer, AGGREGATION), rank, aggregated) || *aggregated == 0)
    return FALSE;
  if (ng_expr_kind (scaling->expr) != NG_EXPR_STRING)
    return ng_levels_find (scaling, rank, scaled);
  *scaled = scaling->integer == SAME ? *aggregated : ((1u << rank) - 1) & ~*aggregated;
  return TRUE;
}

/* The arrays have the levels that are scaled, in order. */
static void
normalization_infer (NgRelation *relation)
{
  NgType input = *ng_relation_input (relation, 0);
  guint aggregated, scaled;
  NgType array = ng_type_of_rank (0);

  if (input.rank < 0 ||
      !find_levels (ng_relation_layer (relation), input.rank, &aggregated, &scaled))
    return;
  for (int i = 0; i < input.rank; i++)
    if (scaled & 1u << i)
      array.dims[array.rank++] =
          input.dims[i].state == NG_DIM_VARYING ? ng_dim_unknown () : input.dims[i];
  for (gsize a = 0; a < N_ARRAYS; a++) {
    int level = 0;

    ng_relation_refine_array (relation, a, &array);
    if (ng_relation_array (relation, a)->rank != array.rank)
      continue;
    for (int i = 0; i < input.rank; i++) {
      NgDim dim = ng_dim_unknown ();

      if (scaled & 1u << i)
        dim = ng_relation_array (relation, a)->dims[level++];
      if (input.dims[i].state == NG_DIM_UNKNOWN)
        input.dims[i] = dim;
    }
  }
  ng_relation_refine_input (relation, 0, &input);
}

static void
verify_groups (NgRelation *relation, guint aggregated)
{
  const NgLayer *layer = ng_relation_layer (relation);
  const NgType *input = ng_relation_input (relation, 0);
  const NgExpr *groups = ng_layer_param (layer, GROUP_NUMBER)->expr;
  gsize n = 0;

  for (int i = 0; i < input->rank; i++) {
    gint64 number;

    if (!(aggregated & 1u << i))
      continue;
    number = group_number (layer, n++);
    if (input->dims[i].state == NG_DIM_VARYING && number > 1)
      ng_relation_fail (relation,
                        "NetGraph::varying",
                        "Level %d varies and cannot be divided into groups.",
                        i + 1);
    else if (input->dims[i].state == NG_DIM_NUMBER && input->dims[i].value % number != 0)
      ng_relation_fail (relation,
                        "NetGraph::badarg",
                        "%" G_GINT64_FORMAT " elements along level %d cannot be divided into "
                        "%" G_GINT64_FORMAT " groups.",
                        input->dims[i].value,
                        i + 1,
                        number);
  }
  if (ng_expr_is_call (groups, "List") && ng_expr_n_args (groups) > n)
    ng_relation_fail (relation,
                      "NetGraph::badarg",
                      "%" G_GSIZE_FORMAT " numbers of groups are given, and %" G_GSIZE_FORMAT
                      " level%s aggregated.",
                      ng_expr_n_args (groups),
                      n,
                      n == 1 ? " is" : "s are");
}

static void
normalization_verify (NgRelation *relation)
{
  const NgType *input = ng_relation_input (relation, 0);
  guint aggregated, scaled;

  if (input->rank < 0)
    return;
  if (!find_levels (ng_relation_layer (relation), input->rank, &aggregated, &scaled)) {
    ng_relation_fail (relation,
                      "NetGraph::level",
                      "An input of %d level%s does not have the levels to aggregate or scale.",
                      input->rank,
                      input->rank == 1 ? "" : "s");
    return;
  }
  for (int i = 0; i < input->rank; i++)
    if ((scaled & 1u << i) && input->dims[i].state == NG_DIM_VARYING)
      ng_relation_fail (
          relation, "NetGraph::varying", "Level %d varies and cannot be scaled.", i + 1);
  verify_groups (relation, aggregated);
}

static gboolean
normalization_steps (const NgLayer *layer, gsize input, int rank)
{
  guint aggregated, scaled;

  return find_levels (layer, rank, &aggregated, &scaled) && ((aggregated | scaled) & 1) == 0;
}

/* ---- meaning ---- */

/* @array in the dims of x, (batch, *s); its axes are the levels of @scaled. */
static NgValue
spread (NgProgramBuilder *b, NgValue array, NgValue x, guint scaled)
{
  NgShape shape = *ng_build_shape (b, x);
  int axes[NG_MAX_RANK] = { 0 }, n = 0;

  for (int i = 1; i < shape.rank; i++)
    if (scaled & 1u << (i - 1))
      axes[n++] = i;
  return ng_build_broadcast (b, array, shape.dims, shape.rank, axes);
}

/* x, y: (batch, *s); a level of g groups is (g, d/g) while it is normalized. */
static NgValue
normalize (NgLowering *to, NgValue x, guint aggregated)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgShape shape = *ng_build_shape (b, x);
  double epsilon = ng_lowering_param_real (to, EPSILON);
  gint64 dims[2 * NG_MAX_RANK] = { shape.dims[0] };
  guint mask = 0;
  int rank = 1;
  gsize n = 0;

  for (int i = 1; i < shape.rank; i++) {
    gboolean is_aggregated = (aggregated & 1u << (i - 1)) != 0;
    gint64 groups = is_aggregated ? group_number (ng_lowering_layer (to), n++) : 1;

    if (groups > 1)
      dims[rank++] = groups;
    mask |= is_aggregated ? 1u << rank : 0;
    dims[rank++] = shape.dims[i] / groups;
  }
  x = ng_build_reshape (b, x, dims, rank);
  if (ng_lowering_param_integer (to, METHOD) == RMS)
    x = ng_build_divide_by_rms (b, x, mask, epsilon);
  else
    x = ng_build_standardize (
        b, x, mask, (int) ng_lowering_param_integer (to, UNBIASED), epsilon, NULL, NULL);
  return ng_build_reshape (b, x, shape.dims, shape.rank);
}

static void
normalization_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  NgValue scaling = ng_lowering_array (to, SCALING), biases = ng_lowering_array (to, BIASES);
  guint aggregated, scaled;

  if (ng_program_builder_has_failed (b))
    return;
  find_levels (ng_lowering_layer (to), ng_build_shape (b, x)->rank - 1, &aggregated, &scaled);
  x = normalize (to, x, aggregated);
  if (scaling != NG_NO_VALUE)
    x = ng_build_multiply (b, x, spread (b, scaling, x, scaled));
  if (biases != NG_NO_VALUE)
    x = ng_build_add (b, x, spread (b, biases, x, scaled));
  ng_lowering_output (to, 0, x);
}

static char *
normalization_label (const NgLayer *layer)
{
  const NgParam *aggregation = ng_layer_param (layer, AGGREGATION);

  return aggregation->is_given ? ng_print_short (aggregation->expr, NG_MAX_SHOWN_NAME)
                               : g_strdup ("");
}

const NgLayerClass ng_layer_normalization = {
  .name = "NormalizationLayer",
  .summary = "Gives the elements of some levels mean 0 and variance 1",
  .category = NG_CATEGORY_NORMALIZATION,
  .glyph = "M2 13h12 M2 10c4 0 3-7 6-7s2 7 6 7 M4.5 13v1.5 M8 13v1.5 M11.5 13v1.5",
  .law = "y = s (x - μ)/√(v + ε) + b",
  .params = { { "AggregationLevels",
                NG_PARAM_LEVELS,
                .position = 1,
                .value = "2;;All",
                .help = "Over which levels mean and variance are taken." },
              { "ScalingLevels",
                NG_PARAM_LEVELS,
                .position = 2,
                .value = "\"Complement\"",
                .choices = scalings,
                .help = "Which levels the learned arrays have: Complement for all others, Same, or "
                        "levels." },
              { "Epsilon",
                NG_PARAM_REAL,
                .value = "0.001",
                .below = INFINITY,
                .help = "What is added to the variance or the mean square." },
              { "Method",
                NG_PARAM_WORD,
                .value = "\"Standardize\"",
                .choices = methods,
                .help = "Standardize, or RMS, which takes no mean away." },
              { "Unbiased",
                NG_PARAM_BOOLEAN,
                .value = "False",
                .help = "Whether the variance of n elements is divided by n - 1." },
              { "GroupNumber",
                NG_PARAM_EXPR,
                .value = "None",
                .help = "Into how many groups the first aggregated level is divided, or each." } },
  .inputs = { { "Input", "*s" } },
  .outputs = { { "Output", "*s" } },
  .arrays = { { "Scaling", NULL, NG_INIT_ONE, .is_optional = TRUE },
              { "Biases", NULL, NG_INIT_BIAS, .is_optional = TRUE } },
  .flags = NG_LAYER_ELIDE,
  .check = normalization_check,
  .infer = normalization_infer,
  .verify = normalization_verify,
  .steps = normalization_steps,
  .lower = normalization_lower,
  .label = normalization_label,
  .term = "Norm",
  .examples = { "NormalizationLayer[\"Input\" -> {2, 3, 2}]",
                "NormalizationLayer[2, \"Same\", \"Input\" -> {\"Varying\", 3}]",
                "NormalizationLayer[1, \"Unbiased\" -> True, \"Biases\" -> None, \"Input\" -> "
                "{\"Varying\", 2}]",
                "NormalizationLayer[{1, -1}, {2}, \"GroupNumber\" -> {2, 1}, \"Input\" -> {4, 2, "
                "3}]",
                "NormalizationLayer[1;;3, 1, \"GroupNumber\" -> 2, \"Epsilon\" -> 0.1, \"Input\" "
                "-> "
                "{4, 2, 2}]",
                "NormalizationLayer[-1, {}, Method -> \"RMS\", \"Input\" -> {2, 3}]" },
};
