/* Whether arrays shrink and grow again, with skips between what is equally large, as those of a
 * U-Net do. */

#pragma once

#include "render/figure/tensors.h"

G_BEGIN_DECLS

/**
 * NgTensorLevel:
 * @level: from 0; what is there is smaller than what is above it
 * @rises: whether it stands behind the smallest
 */
typedef struct {
  int level;
  gboolean rises;
} NgTensorLevel;

/**
 * ng_tensor_levels:
 *
 * Returns: (transfer full) (nullable): the level of each node, where all are one chain with skips
 * over what is smaller, from at least two sizes to the same ones; else %NULL. Cost: linear in nodes
 * and edges.
 */
NgTensorLevel *ng_tensor_levels (const NgTensors *tensors);

G_END_DECLS
