/* ExtractLayer[]: the parts of an array that stand at positions. Each row of "Position", s numbers,
 * names one part by its places at the first s levels, counted from 1 or from the end when negative.
 */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"

enum { INPUT, POSITION };

/* How many levels of the input a position names; -1 while that is not known. */
static int
count_named (const NgType *position)
{
  NgDim last;

  if (position->rank <= 0)
    return position->rank == 0 ? 1 : -1;
  last = position->dims[position->rank - 1];
  return last.state == NG_DIM_NUMBER && last.value <= NG_MAX_RANK ? (int) last.value : -1;
}

/* Positions lie among the elements of the longest level that they name; the rest shows when they
 * are read. */
static void
infer_range (NgRelation *relation, int named)
{
  const NgType *input = ng_relation_input (relation, INPUT);
  NgType type = ng_type_unknown ();

  type.kind = NG_KIND_INTEGER;
  type.max = 1;
  for (int i = 0; i < named; i++)
    type.max =
        input->dims[i].state == NG_DIM_NUMBER ? MAX (type.max, input->dims[i].value) : G_MAXINT64;
  type.min = type.max == G_MAXINT64 ? G_MININT64 : -type.max;
  ng_relation_refine_input (relation, POSITION, &type);
}

static void
extract_infer (NgRelation *relation)
{
  NgType type = ng_type_unknown ();
  int rank = ng_relation_input (relation, INPUT)->rank;
  int named, grid, from[NG_MAX_RANK];

  type.kind = NG_KIND_INTEGER;
  ng_relation_refine_input (relation, POSITION, &type);
  ng_relation_share_elements (relation, INPUT);
  type = *ng_relation_input (relation, POSITION);
  named = count_named (&type);
  if (rank < 0 || named < 0 || named > rank)
    return;
  infer_range (relation, named);
  grid = MAX (type.rank - 1, 0);
  if (grid + rank - named > NG_MAX_RANK)
    return;
  for (int i = 0; i < grid + rank - named; i++)
    from[i] = i < grid ? -1 : i - grid + named;
  if (!ng_relation_map_levels (relation, INPUT, rank, from, grid + rank - named))
    return;
  for (int i = 0; i < grid; i++) {
    ng_relation_refine_output_level (relation, 0, i, type.dims[i]);
    ng_relation_refine_input_level (
        relation, POSITION, i, ng_relation_output (relation, 0)->dims[i]);
  }
}

static void
extract_verify (NgRelation *relation)
{
  const NgType *input = ng_relation_input (relation, INPUT);
  const NgType *position = ng_relation_input (relation, POSITION);
  int named = count_named (position);

  if (position->rank > 0 && position->dims[position->rank - 1].state == NG_DIM_VARYING)
    ng_relation_fail (relation,
                      "NetGraph::varying",
                      "The last level of \"Position\", the numbers of one position, cannot vary.");
  else if (input->rank >= 0 && named > input->rank)
    ng_relation_fail (relation,
                      "NetGraph::level",
                      "A position of %d numbers names %d levels, and the input has %d.",
                      named,
                      named,
                      input->rank);
  else if (input->rank >= 0 && named >= 0 &&
           MAX (position->rank - 1, 0) + input->rank - named > NG_MAX_RANK)
    ng_relation_fail (
        relation, "NetGraph::limit", "The output would have more than %d levels.", NG_MAX_RANK);
  else
    return;
  if (position->rank == 1 && input->rank == 1)
    ng_relation_hint (relation, "m positions in a vector are given as an array of {m, 1}");
}

/* x: (batch, *n, *d), positions: (batch, *m, s) or (batch) -> (batch, *m, *d). The batch and the
 * named levels of x become one axis, of which parts are gathered. */
static void
extract_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, INPUT), positions = ng_lowering_input (to, POSITION);
  gint64 dims[NG_MAX_RANK], size = 1;
  NgValue place = NG_NO_VALUE;
  NgShape shape, grid;
  int named, rank = 0;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, x);
  grid = *ng_build_shape (b, positions);
  if (grid.rank == 1) {
    grid.dims[grid.rank++] = 1;
    positions = ng_build_reshape (b, positions, grid.dims, grid.rank);
  }
  named = (int) grid.dims[--grid.rank];
  for (int i = named; i >= 1; i--) {
    NgValue number =
        ng_lowering_places (to, ng_build_part (b, positions, grid.rank, i - 1), shape.dims[i]);

    number = ng_build_scale (b, number, (double) size);
    place = place == NG_NO_VALUE ? number : ng_build_add (b, place, number);
    size *= shape.dims[i];
  }
  place = ng_build_add (b, place, ng_build_scale (b, ng_build_iota (b, &grid, 0), (double) size));
  dims[rank++] = shape.dims[0] * size;
  for (int i = named + 1; i < shape.rank; i++)
    dims[rank++] = shape.dims[i];
  x = ng_build_reshape (b, x, dims, rank);
  ng_lowering_output (to, 0, ng_build_gather (b, x, place, 0));
}

const NgLayerClass ng_layer_extract = {
  .name = "ExtractLayer",
  .summary = "Takes the parts of an array that stand at given positions",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M2 2h8v8h-8z M6 2v8 M2 6h8 M8 8l5 5 M13 10v3h-3",
  .law = "{n1, …, nd} at positions {m1, …, mp, s} gives {m1, …, mp, n(s+1), …, nd}",
  .inputs = { { "Input", NULL }, { "Position", NULL, NG_KIND_INTEGER } },
  .outputs = { { "Output", NULL } },
  .infer = extract_infer,
  .verify = extract_verify,
  .lower = extract_lower,
  .examples = { "ExtractLayer[\"Input\" -> {3, 2}, \"Position\" -> Restricted[\"Integer\", 3]]",
                "NetGraph[{OrderingLayer[2], ReshapeLayer[{2, 1}], ExtractLayer[]}, {1 -> 2 -> "
                "NetPort[3, \"Position\"], NetPort[\"Input\"] -> NetPort[3, \"Input\"]}, \"Input\" "
                "-> 4]",
                "NetGraph[{OrderingLayer[], ExtractLayer[\"Input\" -> {2, 2, 3}]}, {1 -> "
                "NetPort[2, "
                "\"Position\"], NetPort[\"x\"] -> NetPort[2, \"Input\"]}, \"Input\" -> 2]" },
};
