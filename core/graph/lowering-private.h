/* What stands behind NgLowering: for lowering.c and engine/lower.c alone. */

#pragma once

#include "core/graph/lowering.h"
#include "core/graph/net.h"
#include "core/tensor/texts.h"

G_BEGIN_DECLS

/**
 * NgLowering:
 * @batch: number of examples
 * @inputs: (array): values of the layer's inputs
 * @input_elements: (array): what inference found
 * @arrays: (array): values of its arrays, %NG_NO_VALUE for None
 * @output_types: (array): what inference found, lengths replaced by numbers
 * @outputs: (array): to be filled
 * @updates: (array): to be filled, for statistics: their values after this batch
 * @path: of the layer, "outer/inner"
 * @texts: the numbers that stand for texts
 * @lower_net: lowers a nested net
 * @lower_inner: lowers one of the nets that the layer holds as its own
 * @batch_mean: takes a mean over the whole batch
 * @lists: (element-type GArray): of values, each of which -2 less its index stands for
 * @ask: gives the values of a value that a run has told
 * @owner: for the four
 */
struct _NgLowering {
  const NgLayer *layer;
  NgProgramBuilder *builder;
  NgMode mode;
  NgElement element;
  gint64 batch;
  const NgValue *inputs;
  const NgElement *input_elements;
  const NgValue *arrays;
  const NgType *output_types;
  NgValue *outputs;
  NgValue *updates;
  const char *path;
  NgTexts *texts;
  void (*lower_net) (NgLowering *self, const NgNet *net, const NgValue *inputs, NgValue *outputs);
  void (*lower_inner) (NgLowering *self, gsize index, const NgValue *inputs, NgValue *outputs);
  NgValue (*batch_mean) (NgLowering *self, NgValue x, guint mask);
  GPtrArray *lists;
  NgTensor *(*ask) (NgLowering *self, NgValue value);
  gpointer owner;
};

G_END_DECLS
