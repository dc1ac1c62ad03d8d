/* ParametricRampLayer[levels]: x where it is not negative, and s x elsewhere; the slopes s are
 * learned, one for each place at the chosen levels. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"

enum { LEVELS };
enum { SLOPE };

static void
parametric_ramp_infer (NgRelation *relation)
{
  const NgParam *levels = ng_layer_param (ng_relation_layer (relation), LEVELS);
  const NgType *input = ng_relation_input (relation, 0);
  NgType slope;
  int n = 0;
  guint mask;

  if (input->rank < 0 || !ng_levels_find (levels, input->rank, &mask))
    return;
  slope = ng_type_of_rank (__builtin_popcount (mask));
  for (int i = 0; i < input->rank; i++)
    if (mask & 1u << i && input->dims[i].state == NG_DIM_NUMBER)
      slope.dims[n++] = input->dims[i];
    else
      n += (mask >> i) & 1;
  ng_relation_refine_array (relation, SLOPE, &slope);
  slope = *ng_relation_array (relation, SLOPE);
  n = 0;
  for (int i = 0; i < input->rank; i++)
    if (mask & 1u << i && slope.rank > n)
      ng_relation_refine_input_level (relation, 0, i, slope.dims[n++]);
}

static void
parametric_ramp_verify (NgRelation *relation)
{
  const NgParam *levels = ng_layer_param (ng_relation_layer (relation), LEVELS);
  const NgType *input = ng_relation_input (relation, 0);
  g_autofree char *shown = ng_param_label (levels);
  guint mask;

  if (input->rank < 0)
    return;
  if (!ng_levels_find (levels, input->rank, &mask)) {
    ng_relation_fail (relation,
                      "NetGraph::level",
                      "The input has %d levels, and slopes are wanted at %s.",
                      input->rank,
                      shown);
    return;
  }
  for (int i = 0; i < input->rank; i++)
    if (mask & 1u << i && input->dims[i].state == NG_DIM_VARYING)
      ng_relation_fail (relation,
                        "NetGraph::varying",
                        "Level %d of the input varies, and cannot have a slope for each place.",
                        i + 1);
}

/* x, y: (batch, *s) */
static void
parametric_ramp_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_real_input (to, 0), slope = ng_lowering_array (to, SLOPE), is_upper;
  int axes[NG_MAX_RANK], n = 0;
  NgShape shape;
  guint mask;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, x);
  ng_levels_find (ng_lowering_param (to, LEVELS), shape.rank - 1, &mask);
  for (int i = 1; i < shape.rank; i++)
    if (mask & 1u << (i - 1))
      axes[n++] = i;
  slope = ng_build_broadcast (b, slope, shape.dims, shape.rank, axes);
  is_upper = ng_build_binary (b, NG_PRIMITIVE_LESS_EQUAL, ng_build_fill_like (b, x, 0), x);
  ng_lowering_output (to, 0, ng_build_select (b, is_upper, x, ng_build_multiply (b, slope, x)));
}

static char *
parametric_ramp_label (const NgLayer *layer)
{
  const NgParam *levels = ng_layer_param (layer, LEVELS);

  return levels->is_given ? ng_param_label (levels) : g_strdup ("");
}

const NgLayerClass ng_layer_parametric_ramp = {
  .name = "ParametricRampLayer",
  .summary = "Keeps what is positive, and multiplies the rest by slopes that are learned",
  .category = NG_CATEGORY_ELEMENTWISE,
  .glyph = "M1.5 11l6.5-3l5.5-6 M1.5 8h12.5 M8 1.5v13",
  .law = "y = x for x >= 0, else s x",
  .params = { { "Levels",
                NG_PARAM_LEVELS,
                .position = 1,
                .value = "1",
                .help = "At which levels there is a slope for each place: n, {n1, …}, n1;;n2, or "
                        "{} for one slope." } },
  .inputs = { { "Input", "*s" } },
  .outputs = { { "Output", "*s" } },
  .arrays = { { "Slope", NULL, NG_INIT_SLOPE } },
  .flags = NG_LAYER_ELIDE,
  .infer = parametric_ramp_infer,
  .verify = parametric_ramp_verify,
  .lower = parametric_ramp_lower,
  .label = parametric_ramp_label,
  .term = "PReLU",
  .examples = { "ParametricRampLayer[\"Input\" -> {3, 2}]",
                "ParametricRampLayer[{}, \"Input\" -> {\"Varying\", 2}]",
                "ParametricRampLayer[{-1}, \"Input\" -> {\"Varying\", 2}]",
                "ParametricRampLayer[1 ;; 2, \"Output\" -> {2, 3, 2}]",
                "ParametricRampLayer[{}, \"Input\" -> \"Real\", \"Slope\" -> 0.5]" },
};
