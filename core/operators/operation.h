/* NgOperation: one ONNX operator while its meaning is written, be it into the program of a net, or
 * into a small program of its own by which inference finds shapes and constants. */

#pragma once

#include "core/operators/operator-class.h"

G_BEGIN_DECLS

/**
 * NgOperation:
 * @builder: where to write
 * @inputs: (array length=n_inputs): a value for each input of the node, %NG_NO_VALUE where absent
 * @outputs: (array length=n_outputs): for each output of the node, to be filled
 * @is_training: whether random layers are on
 * @lowering: (nullable): the lowering, %NULL during inference
 * @elements: (array length=n_inputs): what inference found that the inputs' elements are;
 *   %NG_ELEMENT_NONE where that is not known
 * @text_outputs: bit i set where output i was said to be texts
 */
struct _NgOperation {
  const NgOnnxNode *node;
  NgProgramBuilder *builder;
  NgValue *inputs;
  gsize n_inputs;
  NgValue *outputs;
  gsize n_outputs;
  gboolean is_training;
  NgLowering *lowering;
  const NgElement *elements;
  guint text_outputs;
};

/** ng_operation_fail: what the node asks for cannot be: the message "ONNX::operator" */
void ng_operation_fail (NgOperation *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** ng_operation_lack: we cannot run it: the message "NetGraph::operator" */
void ng_operation_lack (NgOperation *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** ng_operation_lack_constant: input @index has to be known to write the program: the message
 *   "ONNX::constant" */
void ng_operation_lack_constant (NgOperation *self, gsize index);
gboolean ng_operation_has_failed (const NgOperation *self);

/** ng_operation_input: Returns: the value, %NG_NO_VALUE where it is absent */
NgValue ng_operation_input (const NgOperation *self, gsize index);
/** ng_operation_need: Returns: the value; its absence is a failure */
NgValue ng_operation_need (NgOperation *self, gsize index);
/** ng_operation_shape: Returns: shape of a value; of rank 0 after a failure */
const NgShape *ng_operation_shape (const NgOperation *self, NgValue value);
void ng_operation_output (NgOperation *self, gsize index, NgValue value);
/** ng_operation_output_texts: the output is the numbers of texts; only needed where no input is
 * texts
 */
void ng_operation_output_texts (NgOperation *self, gsize index, NgValue value);
/** ng_operation_element: Returns: the element that an input has in the file; programs compute all
 *   reals in one, ng_operation_real(), and integers in 8 bits at least */
NgElement ng_operation_element (const NgOperation *self, gsize index);
NgElement ng_operation_real (const NgOperation *self);

/** ng_operation_ask: Returns: (transfer none) (nullable): the values of @value, where they are
 *   constant or a run has told them */
NgTensor *ng_operation_ask (NgOperation *self, NgValue value);
/** ng_operation_known: Returns: (transfer none) (nullable): the values of an input, whose absence
 * or not being known is a failure */
NgTensor *ng_operation_known (NgOperation *self, gsize index);

/**
 * ng_operation_integers:
 * @index: an input that has to be constant
 * @values: (out): at most @limit of them
 *
 * Returns: how many there are, or -1 after a failure
 */
int ng_operation_integers (NgOperation *self, gsize index, gint64 *values, int limit);

/**
 * ng_operation_list:
 * @attribute: where older versions have it
 * @index: the input where newer versions have it
 *
 * Returns: how many numbers, -1 where neither is given, -2 after a failure
 */
int ng_operation_list (
    NgOperation *self, const char *attribute, gsize index, gint64 *values, int limit);

/** ng_operation_axis: Returns: the axis counted from 0; -1 after a failure */
int ng_operation_axis (NgOperation *self, gint64 axis, int rank);
/** ng_operation_axes: Returns: their mask; a failure where one is outside or comes twice */
guint ng_operation_axes (NgOperation *self, const gint64 *axes, int n, int rank);

/** ng_operation_broadcast: makes the values equal in shape by NumPy's rule. */
gboolean ng_operation_broadcast (NgOperation *self, NgValue *values, gsize n);
/** ng_operation_binary: of two values that are broadcast first */
NgValue ng_operation_binary (NgOperation *self, NgPrimitive primitive, NgValue x, NgValue y);
/** ng_operation_shape_tensor: Returns: a constant int64 vector */
NgValue ng_operation_constant_integers (NgOperation *self, const gint64 *values, gint64 n);
/**
 * ng_operation_texts:
 * @value: texts, of input @index
 *
 * Returns: (transfer full) (nullable): the texts, as strings; their not being known, or being too
 *   many, is a failure
 */
NgTensor *ng_operation_texts (NgOperation *self, NgValue value, gsize index);
/** ng_operation_constant_texts: Returns: the numbers that stand for a tensor of strings; during
 *   inference numbers of no meaning */
NgValue ng_operation_constant_texts (NgOperation *self, const NgTensor *strings);
/** ng_operation_attribute_list: Returns: (transfer full) (nullable): an attribute that is a list or
 *   a tensor, of numbers or texts, as a vector; %NULL where there is none of that name */
NgTensor *ng_operation_attribute_list (NgOperation *self, const char *name);
/** ng_operation_constant: Returns: @tensor as programs have it, reals in one precision and texts as
 *   numbers */
NgValue ng_operation_constant (NgOperation *self, NgTensor *tensor);
/** ng_operation_has_room: Returns: whether a table of @count numbers may be written for one node;
 *   else it cannot be run */
gboolean ng_operation_has_room (NgOperation *self, double count);

/** ng_operation_has_rank: Returns: whether there may be arrays of @rank dimensions; else the node
 *   fails */
gboolean ng_operation_has_rank (NgOperation *self, gsize rank);

/** ng_operation_has_steps: Returns: whether the node has not failed, and of the steps in which it
 *   may compare texts with patterns none is lacking; else it cannot be run */
gboolean ng_operation_has_steps (NgOperation *self, gint64 steps);

/** ng_operation_has_text_room: Returns: whether one node may make or read @count texts of so many
 *   letters in all; else it cannot be run */
gboolean ng_operation_has_text_room (NgOperation *self, gint64 count, double letters);

/** ng_operation_call: runs a subgraph once. @formal are its own inputs; the outer values come from
 * the layer's ports. Returns: whether that went well */
gboolean ng_operation_call (NgOperation *self,
                            const NgAttribute *body,
                            const NgValue *formal,
                            NgValue *outputs);

/**
 * ng_operation_part:
 *
 * Returns: elements @start, @start + @step, … along the axis, as many as @count
 */
NgValue
ng_operation_part (NgOperation *self, NgValue x, int axis, gint64 start, gint64 step, gint64 count);

/** ng_operation_matmul: Returns: the product of two stacks of matrices by NumPy's rule, in which a
 *   vector gets the axis that it lacks */
NgValue ng_operation_matmul (NgOperation *self, NgValue a, NgValue b);
/** ng_operation_split_heads: Returns: x (n, s, h d) as (n, h, s, d); another rank than 3 stays as
 * it is */
NgValue ng_operation_split_heads (NgOperation *self, NgValue x, gint64 heads);
/** ng_operation_join_heads: Returns: x (n, h, s, d) as (n, s, h d) */
NgValue ng_operation_join_heads (NgOperation *self, NgValue x);
/** ng_operation_window: fills @window from the attributes of a convolution of @x (n, c, *d) and @w
 * (o, c/g, *k). Returns: whether all fit */
gboolean ng_operation_window (NgOperation *self, NgValue x, NgValue w, NgWindow *window);

/**
 * ng_operation_cast:
 * @saturates: whether what is too large for a real of 8 bits becomes the greatest one
 * @round_mode: of reals that are powers of two: "up", "down" or "nearest"
 *
 * Returns: the numbers that @target can hold, in the element that programs compute in
 */
NgValue ng_operation_cast (
    NgOperation *self, NgValue x, NgElement target, gboolean saturates, const char *round_mode);

G_END_DECLS
