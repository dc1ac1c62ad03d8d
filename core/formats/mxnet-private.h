/* A node of a graph of MXNet while it becomes a layer. */

#pragma once

#include "core/base/json.h"
#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/**
 * NgMxnetNode:
 * @attributes: (nullable): what the node says, all as texts
 * @inputs: (element-type utf8): names of the variables among its inputs, %NULL for others
 * @n_data: how many inputs are data, and no arrays
 * @params: (element-type utf8 NgTensor) (nullable): arrays by name
 * @arrays: (element-type utf8 NgTensor): path in the net -> values
 * @notation: (out): of the layer
 * @missing: (out) (nullable): the array that is not there
 * @note: (out) (nullable): what is otherwise here
 */
typedef struct {
  const char *op, *name;
  const NgJson *attributes;
  GPtrArray *inputs;
  guint n_data;
  GHashTable *params, *arrays;
  const char *path;
  GString *notation;
  const char *missing, *note;
} NgMxnetNode;

/** ng_mxnet_n_arrays: Returns: how many inputs of the operator from the second on are arrays, or
 *   others that a net here does not take, such as labels */
guint ng_mxnet_n_arrays (const char *op);
/** ng_mxnet_put: writes the layer. Returns: whether we have a counterpart of it */
gboolean ng_mxnet_put (NgMxnetNode *self);

G_END_DECLS
