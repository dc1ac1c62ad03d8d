/* LinearLayer[n]: y = W x + b. The input is taken as one long vector, whatever its dimensions. */

#include "core/graph/lowering.h"
#include "core/graph/relation.h"

enum { SIZE };
enum { WEIGHTS, BIASES };

/* A side of which the weights alone tell the size, and nothing the rank, is a vector. */
static void
linear_infer (NgRelation *relation)
{
  const NgType *weights = ng_relation_array (relation, WEIGHTS);
  NgType type = ng_type_unknown ();

  if (!ng_relation_is_second (relation) || weights->rank != 2)
    return;
  type.rank = 1;
  type.dims[0] = weights->dims[0];
  if (type.dims[0].state == NG_DIM_NUMBER && ng_relation_output (relation, 0)->rank < 0)
    ng_relation_refine_output (relation, 0, &type);
  type.dims[0] = weights->dims[1];
  if (type.dims[0].state == NG_DIM_NUMBER && ng_relation_input (relation, 0)->rank < 0)
    ng_relation_refine_input (relation, 0, &type);
}

/* x: (batch, *i), W: (N, M), y: (batch, *o); M and N are the products of *i and of *o. */
static void
linear_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  NgValue weights = ng_lowering_array (to, WEIGHTS);
  NgValue biases = ng_lowering_array (to, BIASES);
  const NgType *type = ng_lowering_output_type (to, 0);
  gint64 batch = ng_lowering_batch (to);
  gint64 dims[NG_MAX_RANK + 1] = { batch };
  NgValue y;

  if (ng_program_builder_has_failed (b))
    return;
  x = ng_build_reshape (b, x, (gint64[]){ batch, ng_build_shape (b, weights)->dims[1] }, 2);
  y = ng_build_matmul (b, x, weights, FALSE, TRUE);
  if (biases != NG_NO_VALUE)
    y = ng_build_add (b, y, ng_build_broadcast_at (b, biases, y, 1));
  for (int i = 0; i < type->rank; i++)
    dims[i + 1] = type->dims[i].value;
  ng_lowering_output (to, 0, ng_build_reshape (b, y, dims, type->rank + 1));
}

static char *
linear_label (const NgLayer *layer)
{
  const NgParam *size = ng_layer_param (layer, SIZE);

  return size->is_automatic ? g_strdup ("") : ng_param_label (size);
}

const NgLayerClass ng_layer_linear = {
  .name = "LinearLayer",
  .summary = "Multiplies by a matrix and adds a vector",
  .category = NG_CATEGORY_BASIC,
  .glyph = "M3 3h4v10h-4z M9 3h4v10h-4z M3 6h4 M3 9.5h4 M9 6h4 M9 9.5h4",
  .law = "y = W x + b",
  .params = { { "Size",
                NG_PARAM_DIMS,
                .position = 1,
                .value = "Automatic",
                .binds = "*o",
                .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                .help = "Dimensions of the output; Automatic takes them from what follows." } },
  .inputs = { { "Input", "*i" } },
  .outputs = { { "Output", "*o" } },
  .arrays = { { "Weights", "(*o) (*i)", NG_INIT_KAIMING },
              { "Biases", "(*o)", NG_INIT_BIAS, .is_optional = TRUE } },
  .flags = NG_LAYER_FIXED,
  .infer = linear_infer,
  .lower = linear_lower,
  .label = linear_label,
  .examples = { "LinearLayer[3, \"Input\" -> 4]",
                "LinearLayer[{2, 3}, \"Input\" -> {2, 2}]",
                "LinearLayer[{}, \"Input\" -> 3, \"Biases\" -> None]",
                "LinearLayer[\"Input\" -> \"Real\", \"Output\" -> 2]" },
};
