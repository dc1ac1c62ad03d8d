#include "core/graph/steps.h"

#include "core/graph/levels.h"

gboolean
ng_steps_all (const NgLayer *layer, gsize input, int rank)
{
  return TRUE;
}

gboolean
ng_steps_sequences (const NgLayer *layer, gsize input, int rank)
{
  return !ng_layer_input_is_optional (layer, input);
}

gboolean
ng_steps_beside_level (const NgLayer *layer, gsize input, int rank)
{
  return ng_level_axis (ng_layer_param (layer, 0)->integer, rank) > 0;
}
