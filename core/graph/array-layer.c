#include "core/graph/array-layer.h"

void
ng_array_layer_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue array = ng_lowering_array (to, 0);
  gint64 dims[NG_MAX_RANK + 1] = { ng_lowering_batch (to) };
  int axes[NG_MAX_RANK];
  NgShape shape;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, array);
  for (int i = 0; i < shape.rank; i++) {
    dims[i + 1] = shape.dims[i];
    axes[i] = i + 1;
  }
  ng_lowering_output (to, 0, ng_build_broadcast (b, array, dims, shape.rank + 1, axes));
}
