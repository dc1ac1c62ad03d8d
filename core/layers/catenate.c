/* CatenateLayer[n]: joins its inputs along level n.
 *
 * The level is counted in the input of lowest rank; that one is repeated over the levels that the
 * others have in front. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"
#include "core/graph/slots.h"
#include "core/graph/steps.h"

enum { LEVEL, INPUTS };

static gboolean
catenate_check (const NgLayer *layer, GError **error)
{
  return ng_slots_check (ng_layer_param (layer, INPUTS), error);
}

static void
catenate_ports (NgLayer *layer)
{
  ng_slots_add (layer, ng_layer_param (layer, INPUTS));
}

/* The joined axis, counted from the last one as 0; negative where the level does not exist. */
static int
axis_from_end (gint64 level, int lowest_rank)
{
  gint64 axis = level > 0 ? lowest_rank - level : -level - 1;

  return axis < lowest_rank ? (int) axis : -1;
}

/* Ranks of the inputs. In the second stage a rank that is still unknown is that of the others. */
static gboolean
find_ranks (NgRelation *relation, gsize n, int *lowest, int *greatest)
{
  int output = ng_relation_output (relation, 0)->rank;

  *lowest = G_MAXINT;
  *greatest = -1;
  for (gsize i = 0; i < n; i++) {
    int rank = ng_relation_input (relation, i)->rank;

    *greatest = MAX (*greatest, rank);
  }
  if (*greatest < 0)
    *greatest = output;
  for (gsize i = 0; i < n; i++) {
    int rank = ng_relation_input (relation, i)->rank;

    if (rank < 0 && *greatest >= 0 && ng_relation_is_second (relation)) {
      NgType type = ng_type_of_rank (*greatest);

      ng_relation_refine_input (relation, i, &type);
      rank = ng_relation_input (relation, i)->rank;
    }
    if (rank < 0)
      return FALSE;
    *lowest = MIN (*lowest, rank);
  }
  return *greatest >= 0;
}

static NgDim
dim_from_end (const NgType *type, int axis)
{
  return type->rank > axis ? type->dims[type->rank - 1 - axis] : ng_dim_unknown ();
}

static void
refine_from_end (
    NgRelation *relation, gsize input, gboolean is_output, int rank, int axis, NgDim dim)
{
  NgType type = ng_type_unknown ();

  type.rank = rank;
  for (int i = 0; i < rank; i++)
    type.dims[i] = i == rank - 1 - axis ? dim : ng_dim_unknown ();
  if (is_output)
    ng_relation_refine_output (relation, 0, &type);
  else
    ng_relation_refine_input (relation, input, &type);
}

static gboolean
is_other (NgDim a, NgDim b)
{
  return a.state == NG_DIM_NUMBER && b.state == NG_DIM_NUMBER && a.value != b.value;
}

/* Inputs and output agree along every axis but the joined one. An input that differs from those
 * before it is refused as such. */
static void
infer_other_axis (NgRelation *relation, gsize n, int rank, int axis)
{
  for (gsize pass = 0; pass < 2; pass++)
    for (gsize i = 0; i < n; i++) {
      NgType type = *ng_relation_input (relation, i);
      NgDim met = dim_from_end (ng_relation_output (relation, 0), axis);

      if (type.rank <= axis)
        continue;
      if (pass > 0 || i > 0)
        refine_from_end (relation, i, FALSE, type.rank, axis, met);
      if (i == 0 || !is_other (dim_from_end (&type, axis), met))
        refine_from_end (relation, 0, TRUE, rank, axis, dim_from_end (&type, axis));
    }
}

/* The sizes add up; if one of them is missing, it is what is left. */
static void
infer_joined_axis (NgRelation *relation, gsize n, int rank, int axis)
{
  NgDim whole = dim_from_end (ng_relation_output (relation, 0), axis);
  gint64 sum = 0;
  gsize missing = n, n_missing = 0;
  gboolean varies = FALSE;

  for (gsize i = 0; i < n; i++) {
    NgDim dim = dim_from_end (ng_relation_input (relation, i), axis);

    if (dim.state == NG_DIM_NUMBER) {
      sum = ng_size_add (sum, dim.value);
      continue;
    }
    varies = varies || dim.state == NG_DIM_VARYING;
    n_missing += dim.state == NG_DIM_UNKNOWN;
    missing = dim.state == NG_DIM_UNKNOWN ? i : missing;
  }
  if (n == 1)
    refine_from_end (
        relation, 0, TRUE, rank, axis, dim_from_end (ng_relation_input (relation, 0), axis));
  else if (varies && n_missing == 0)
    refine_from_end (relation, 0, TRUE, rank, axis, ng_relation_fresh (relation, 0, 0, 0));
  else if (n_missing == 0)
    refine_from_end (relation, 0, TRUE, rank, axis, ng_dim_number (sum));
  else if (n_missing == 1 && !varies && whole.state == NG_DIM_NUMBER && whole.value > sum)
    refine_from_end (relation,
                     missing,
                     FALSE,
                     ng_relation_input (relation, missing)->rank,
                     axis,
                     ng_dim_number (whole.value - sum));
}

static void
catenate_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  gsize n = ng_layer_n_inputs (layer);
  NgType blank;
  int lowest, greatest, axis;

  for (gsize i = 0; i < n; i++)
    ng_relation_share_kind (relation, i);
  if (n == 0 || !find_ranks (relation, n, &lowest, &greatest))
    return;
  blank = ng_type_of_rank (greatest);
  ng_relation_refine_output (relation, 0, &blank);
  axis = axis_from_end (ng_layer_param (layer, LEVEL)->integer, lowest);
  if (axis < 0 || ng_relation_output (relation, 0)->rank != greatest)
    return;
  for (int i = 0; i < greatest; i++)
    if (i != axis)
      infer_other_axis (relation, n, greatest, i);
  infer_joined_axis (relation, n, greatest, axis);
}

/* Every input has at least one element to join. */
static void
verify_sum (NgRelation *relation, gsize n, int axis)
{
  NgDim whole = dim_from_end (ng_relation_output (relation, 0), axis);
  gint64 least = 0;

  for (gsize i = 0; i < n; i++) {
    NgDim dim = dim_from_end (ng_relation_input (relation, i), axis);

    least = ng_size_add (least, dim.state == NG_DIM_NUMBER ? dim.value : 1);
  }
  if (whole.state == NG_DIM_NUMBER && whole.value < least)
    ng_relation_fail (relation,
                      "NetGraph::shape",
                      "The inputs have %" G_GINT64_FORMAT
                      " elements to join at least, and the output would have %" G_GINT64_FORMAT ".",
                      least,
                      whole.value);
}

static void
catenate_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  gint64 level = ng_layer_param (layer, LEVEL)->integer;
  gsize n = ng_layer_n_inputs (layer);
  int lowest = G_MAXINT;

  for (gsize i = 0; i < n; i++) {
    int rank = ng_relation_input (relation, i)->rank;

    lowest = MIN (lowest, rank);
    if (rank >= 0 && axis_from_end (level, rank) < 0) {
      ng_relation_fail (relation,
                        "NetGraph::level",
                        "There is no level %" G_GINT64_FORMAT
                        " to join in input \"%s\", which has %d.",
                        level,
                        ng_layer_input_name (layer, i),
                        rank);
      return;
    }
  }
  if (n > 1 && lowest >= 0)
    verify_sum (relation, n, axis_from_end (level, lowest));
}

/* Each value: (batch, *s). Shorter ones are repeated over the axes behind the batch. */
static void
catenate_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  gsize n = ng_lowering_n_inputs (to), longest = 0;
  g_autofree NgValue *values = g_new (NgValue, MAX (n, 1));
  int lowest = G_MAXINT, rank, axis;

  if (ng_program_builder_has_failed (b))
    return;
  for (gsize i = 0; i < n; i++) {
    values[i] = ng_lowering_input (to, i);
    lowest = MIN (lowest, ng_build_shape (b, values[i])->rank - 1);
    if (ng_build_shape (b, values[i])->rank > ng_build_shape (b, values[longest])->rank)
      longest = i;
  }
  rank = ng_build_shape (b, values[longest])->rank;
  axis = rank - 1 - axis_from_end (ng_lowering_param_integer (to, LEVEL), lowest);
  for (gsize i = 0; i < n; i++) {
    NgShape own = *ng_build_shape (b, values[i]);
    NgShape whole = *ng_build_shape (b, values[longest]);
    int axes[NG_MAX_RANK] = { 0 };

    if (own.rank == rank)
      continue;
    whole.dims[axis] = own.dims[axis - (rank - own.rank)];
    for (int j = 1; j < own.rank; j++)
      axes[j] = j + rank - own.rank;
    values[i] = ng_build_broadcast (b, values[i], whole.dims, rank, axes);
  }
  ng_lowering_output (to, 0, ng_build_concat (b, values, n, axis));
}

static char *
catenate_label (const NgLayer *layer)
{
  const NgParam *level = ng_layer_param (layer, LEVEL);

  return level->is_given ? ng_param_label (level) : g_strdup ("");
}

const NgLayerClass ng_layer_catenate = {
  .name = "CatenateLayer",
  .summary = "Joins its inputs along a level",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M3 2h4v12h-4z M9 2h4v12h-4z M7 8h2",
  .law = "sizes add up along the level and agree elsewhere",
  .params = { { "Level",
                NG_PARAM_LEVEL,
                .position = 1,
                .value = "1",
                .help = "Along which level, counted from 1, or from the end when negative." },
              { "Inputs",
                NG_PARAM_EXPR,
                .alias = "InputPorts",
                .value = "Automatic",
                .help = "How many inputs there are, or their names or types." } },
  .inputs = { { "Input", NULL, .is_many = TRUE } },
  .outputs = { { "Output", NULL } },
  .check = catenate_check,
  .ports = catenate_ports,
  .infer = catenate_infer,
  .verify = catenate_verify,
  .steps = ng_steps_beside_level,
  .lower = catenate_lower,
  .label = catenate_label,
  .term = "‖",
  .examples = { "CatenateLayer[\"Inputs\" -> {2, 3}]",
                "CatenateLayer[2, \"Inputs\" -> {{2, 1}, {2, 3}, {2, 2}}]",
                "CatenateLayer[-1, \"Inputs\" -> {{2, 3}, 2}]",
                "CatenateLayer[\"Inputs\" -> {{\"Varying\", 2}, {3, 2}}]" },
};
