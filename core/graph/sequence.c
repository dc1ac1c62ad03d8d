#include "core/graph/sequence.h"

#include "core/graph/levels.h"
#include <string.h>

#define NOTHING_LEFT "One item is a sequence of which nothing would be left."

void
ng_sequence_verify (NgRelation *relation)
{
  if (ng_relation_input (relation, 0)->rank == 0)
    ng_relation_fail (relation, "NetGraph::level", "A single number is no sequence.");
}

void
ng_sequence_infer_shorter (NgRelation *relation)
{
  int rank = ng_relation_input (relation, 0)->rank;
  int from[NG_MAX_RANK] = { -1 };

  if (rank < 0)
    rank = ng_relation_output (relation, 0)->rank;
  ng_relation_share_elements (relation, 0);
  for (int i = 1; i < rank; i++)
    from[i] = i;
  if (rank > 0 && ng_relation_map_levels (relation, 0, rank, from, rank))
    ng_relation_resize_level (relation, 0, -1);
}

void
ng_sequence_verify_shorter (NgRelation *relation)
{
  const NgType *input = ng_relation_input (relation, 0);

  ng_sequence_verify (relation);
  if (input->rank > 0 && input->dims[0].state == NG_DIM_NUMBER && input->dims[0].value == 1)
    ng_relation_fail (relation, "NetGraph::part", NOTHING_LEFT);
}

/* x: (batch, n, *d) -> (batch, n - 1, *d) */
void
ng_sequence_lower_shorter (NgLowering *to, gint64 first)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  gint64 start[NG_MAX_RANK] = { 0, first }, step[NG_MAX_RANK];
  NgShape shape;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, x);
  if (--shape.dims[1] < 1) {
    ng_lowering_fail (to, "NetGraph::part", NOTHING_LEFT);
    return;
  }
  for (int i = 0; i < shape.rank; i++)
    step[i] = 1;
  ng_lowering_output (to, 0, ng_build_slice (b, x, start, step, shape.dims));
}

/* Whether the element may be of the levels that the output has behind the first; else it is
 * refused.
 */
static gboolean
fits_element (NgRelation *relation, int rank)
{
  const NgType *output = ng_relation_output (relation, 0);
  const NgType *element = ng_relation_input (relation, 1);
  NgType type = ng_type_of_rank (rank - 1);
  NgType met;

  if (element->rank < 0 || output->rank != rank)
    return TRUE;
  memcpy (type.dims, output->dims + 1, (gsize) (rank - 1) * sizeof *type.dims);
  met = type;
  if (ng_type_meet (&met, element) != NG_MEET_CONFLICT)
    return TRUE;
  ng_relation_refine_input (relation, 1, &type);
  return FALSE;
}

void
ng_sequence_infer_longer (NgRelation *relation)
{
  int element = ng_relation_input (relation, 1)->rank;
  int rank = ng_relation_input (relation, 0)->rank;
  int sequence_from[NG_MAX_RANK] = { -1 }, element_from[NG_MAX_RANK] = { -1 };

  if (rank < 0)
    rank = ng_relation_output (relation, 0)->rank;
  if (rank < 0 && element >= 0)
    rank = element + 1;
  ng_relation_share_kind (relation, 0);
  ng_relation_share_kind (relation, 1);
  if (rank < 1 || rank > NG_MAX_RANK)
    return;
  for (int i = 1; i < rank; i++) {
    sequence_from[i] = i;
    element_from[i] = i - 1;
  }
  if (ng_relation_map_levels (relation, 0, rank, sequence_from, rank))
    ng_relation_resize_level (relation, 0, 1);
  if (fits_element (relation, rank))
    ng_relation_map_levels (relation, 1, rank - 1, element_from, rank);
}

void
ng_sequence_verify_longer (NgRelation *relation)
{
  ng_sequence_verify (relation);
  ng_relation_verify_longer (relation, 0, 1);
}

/* x: (batch, n, *d), element: (batch, *d) -> (batch, n + 1, *d) */
void
ng_sequence_lower_longer (NgLowering *to, gboolean in_front)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0), element = ng_lowering_input (to, 1);
  NgShape shape;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, x);
  shape.dims[1] = 1;
  element = ng_build_reshape (b, element, shape.dims, shape.rank);
  ng_lowering_output (
      to,
      0,
      ng_build_concat (b, in_front ? (NgValue[]){ element, x } : (NgValue[]){ x, element }, 2, 1));
}
