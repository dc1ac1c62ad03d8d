/* UnitVectorLayer[n]: turns an integer k into the vector of n zeros with a 1 at place k. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"
#include "core/graph/steps.h"

enum { SIZE };

static void
unit_vector_infer (NgRelation *relation)
{
  const NgParam *size = ng_layer_param (ng_relation_layer (relation), SIZE);
  const NgType *output = ng_relation_output (relation, 0);
  NgDim n = ng_dim_unknown ();

  if (!size->is_automatic)
    n = ng_dim_number (size->integer);
  else if (output->rank > 0)
    n = output->dims[output->rank - 1];
  n = ng_relation_index_size (relation, 0, n);
  if (output->rank > 0)
    ng_relation_refine_output_level (relation, 0, output->rank - 1, n);
}

/* x: int64 (batch, *s) -> (batch, *s, n) */
static void
unit_vector_lower (NgLowering *to)
{
  const NgType *type = ng_lowering_output_type (to, 0);
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue place = ng_lowering_input (to, 0);
  int axes[NG_MAX_RANK + 1];
  NgShape shape;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, place);
  if (shape.rank == NG_MAX_RANK) {
    ng_lowering_fail (to, "NetGraph::limit", "The output has too many levels.");
    return;
  }
  for (int i = 0; i < shape.rank; i++)
    axes[i] = i;
  shape.dims[shape.rank++] = type->dims[type->rank - 1].value;
  place = ng_lowering_places (to, place, shape.dims[shape.rank - 1]);
  place = ng_build_broadcast (b, place, shape.dims, shape.rank, axes);
  shape.element = NG_ELEMENT_I64;
  place = ng_build_binary (b, NG_PRIMITIVE_EQUAL, place, ng_build_iota (b, &shape, shape.rank - 1));
  ng_lowering_output (to, 0, ng_build_convert (b, place, ng_lowering_element (to)));
}

static char *
unit_vector_label (const NgLayer *layer)
{
  const NgParam *size = ng_layer_param (layer, SIZE);

  return size->is_automatic ? g_strdup ("") : ng_param_label (size);
}

const NgLayerClass ng_layer_unit_vector = {
  .name = "UnitVectorLayer",
  .summary = "Turns integers into unit vectors",
  .category = NG_CATEGORY_BASIC,
  .glyph = "M2 10h2.5v2.5h-2.5z M6.5 3h2.5v9.5h-2.5z M11 10h2.5v2.5h-2.5z",
  .law = "y[k] = 1 at k = x, else 0",
  .params = { { "Size",
                NG_PARAM_INTEGER,
                .position = 1,
                .value = "Automatic",
                .at_least = 1,
                .below = 0x1p34,
                .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                .help = "The length of the vectors; Automatic takes it from the range of the "
                        "integers." } },
  .inputs = { { "Input", "*s", NG_KIND_INTEGER } },
  .outputs = { { "Output", "*s n" } },
  .infer = unit_vector_infer,
  .steps = ng_steps_all,
  .lower = unit_vector_lower,
  .label = unit_vector_label,
  .term = "one-hot %s",
  .examples = { "UnitVectorLayer[3, \"Input\" -> {2}]",
                "UnitVectorLayer[\"Input\" -> Restricted[\"Integer\", 4]]",
                "UnitVectorLayer[5, \"Input\" -> {\"Varying\", 2}]" },
};
