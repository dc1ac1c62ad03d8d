/* NgLowering: one layer while its meaning is written. What NgLayerClass.lower sees.
 *
 * Values of ports have the batch axis in front, (batch, *s), but for operators (NG_LAYER_RAW),
 * whose ports show every axis. Arrays have no batch axis. All sizes are known. */

#pragma once

#include "core/graph/layer.h"
#include "core/tensor/texts.h"

G_BEGIN_DECLS

typedef enum {
  NG_MODE_TEST,
  NG_MODE_TRAINING,
} NgMode;

/** ng_lowering_layer: Returns: (transfer none): the layer whose meaning is written */
const NgLayer *ng_lowering_layer (const NgLowering *self);
/** ng_lowering_mode: Returns: whether the net is trained or only applied */
NgMode ng_lowering_mode (const NgLowering *self);
/** ng_lowering_element: Returns: the element of real values */
NgElement ng_lowering_element (const NgLowering *self);
/** ng_lowering_builder: Returns: (transfer none): where to write; its origin is this layer */
NgProgramBuilder *ng_lowering_builder (NgLowering *self);

/** ng_lowering_batch: Returns: how many examples there are; 0 in nets whose types show the batch */
gint64 ng_lowering_batch (const NgLowering *self);

/** ng_lowering_input: Returns: the value at an input, %NG_NO_VALUE for an absent optional one */
NgValue ng_lowering_input (NgLowering *self, gsize index);
/** ng_lowering_input_element: Returns: the element that inference found, which a real need not be
 *   computed in; %NG_ELEMENT_NONE where it found none */
NgElement ng_lowering_input_element (const NgLowering *self, gsize index);
/** ng_lowering_real_input: Returns: the same as real numbers, where it holds integers or bool */
NgValue ng_lowering_real_input (NgLowering *self, gsize index);
/**
 * ng_lowering_places:
 * @numbers: int64, counted from 1, or from the end of @n when negative
 *
 * Returns: the same counted from 0. A run in which one is not among the @n fails with
 *   "Program::index".
 */
NgValue ng_lowering_places (NgLowering *self, NgValue numbers, gint64 n);
/** ng_lowering_n_inputs: Returns: number of inputs of the layer */
gsize ng_lowering_n_inputs (const NgLowering *self);
/** ng_lowering_array: Returns: an array, %NG_NO_VALUE where it is None */
NgValue ng_lowering_array (NgLowering *self, gsize index);
/** ng_lowering_output_type: Returns: what inference found, every dimension a number; without the
 *   batch axis (but for operators, and there maybe still unknown) */
const NgType *ng_lowering_output_type (const NgLowering *self, gsize index);

/** ng_lowering_param_real: Returns: the real of parameter @index */
double ng_lowering_param_real (const NgLowering *self, gsize index);
/** ng_lowering_param_integer: Returns: the integer of parameter @index */
gint64 ng_lowering_param_integer (const NgLowering *self, gsize index);
/** ng_lowering_param: Returns: (transfer none): parameter @index of the layer */
const NgParam *ng_lowering_param (const NgLowering *self, gsize index);

/** ng_lowering_output: says which value output @index is */
void ng_lowering_output (NgLowering *self, gsize index, NgValue value);

/**
 * ng_lowering_batch_mean:
 * @mask: bit a set for axis a; that of the examples is among them
 *
 * Returns: the mean of @x along these axes over the whole batch, examples of other lengths too
 */
NgValue ng_lowering_batch_mean (NgLowering *self, NgValue x, guint mask);

/** ng_lowering_update: in training, what a statistic becomes after this batch */
void ng_lowering_update (NgLowering *self, gsize array, NgValue value);

/** ng_lowering_net: lowers a nested net in place; @inputs and @outputs are in the order of its
 *   ports, with the batch axis in front. */
void ng_lowering_net (NgLowering *self, const NgNet *net, const NgValue *inputs, NgValue *outputs);

/**
 * ng_lowering_inner:
 * @index: which of the nets that the layer holds as its own
 * @inputs: (array): for each input of that net its value, batch axis in front; %NG_NO_VALUE for an
 *   optional one that is left open
 * @outputs: (out caller-allocates) (array): for each output of that net
 *
 * Writes the net in place, with its arrays; each call draws random numbers of its own. The batch
 * may be another one than the layer's: a map folds a level into it.
 */
void ng_lowering_inner (NgLowering *self, gsize index, const NgValue *inputs, NgValue *outputs);

/**
 * ng_lowering_list:
 *
 * Sequences of ONNX are lists of values while a program is written: no primitive takes one, and no
 * net gives one out.
 *
 * Returns: a value that stands for the @n values
 */
NgValue ng_lowering_list (NgLowering *self, const NgValue *values, gsize n);
/** ng_lowering_list_items: Returns: (nullable) (array length=n): the values that @list stands for,
 *   until another list is made; %NULL where it is no list */
const NgValue *ng_lowering_list_items (const NgLowering *self, NgValue list, gsize *n);

/**
 * ng_lowering_ask:
 *
 * What a program is depends on values that only a run can tell, such as how often a loop goes
 * round. Where there is no answer yet, the layer fails with "ONNX::constant"; the program up to
 * @value is run, and lowering begins anew with the answer.
 *
 * Returns: (transfer none) (nullable): the values of @value
 */
NgTensor *ng_lowering_ask (NgLowering *self, NgValue value);

/** ng_lowering_texts: Returns: (transfer none): the numbers that stand for texts in the program;
 * new texts may be added */
NgTexts *ng_lowering_texts (NgLowering *self);

/** ng_lowering_has_room: Returns: whether a value or a table of @count elements of @size bytes may
 *   be made; else fails with "NetGraph::limit", before anything is allocated */
gboolean ng_lowering_has_room (NgLowering *self, double count, gsize size);

/** ng_lowering_fail: the layer cannot be lowered: the evaluation fails with this. */
void ng_lowering_fail (NgLowering *self, const char *tag, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

G_END_DECLS
