/* NgOnnxProgram: a layer as a program, whose sizes are told apart: those that are numbers, and
 * those that grow with what has no size yet, the batch and lengths that vary.
 *
 * The layer is lowered alone, once for some sizes of what is open, and once more for each of them
 * with another size. A size in the program that grows in proportion is a multiple of what is open;
 * where programs differ in more than sizes, there is no form in ONNX. */

#pragma once

#include "core/formats/onnx-emit.h"

G_BEGIN_DECLS

#define NG_MAX_OPEN 8

/**
 * NgOnnxOpen:
 * @length: the varying length of the net, 0 for the batch
 * @size, @other: what stands for it in programs
 */
typedef struct {
  gint64 length;
  gint64 size, other;
} NgOnnxOpen;

/** NgOnnxSize: @number times the sizes of what is open, each as often as @times says. */
typedef struct {
  gboolean is_known;
  gint64 number;
  guint8 times[NG_MAX_OPEN];
} NgOnnxSize;

/**
 * NgOnnxProgram:
 * @has_batch: whether the batch is open; not in a net whose types show it
 * @has_many: whether the batch is large
 * @is_small: whether lengths are tried with small sizes, since values of large ones do not fit
 * @is_flat: whether values stand without the batch axis that the program has: in a net that shows
 *   the batch, where all goes element by element
 * @arrays: (element-type NgTensor): inputs of the program behind those of the layer
 * @others: (array): the program with the other size of what is open
 * @refs: (array): by value, what it is among the nodes
 * @n_uses: (array): by value, of those that count
 * @is_joined: (array): by value, whether another node does its work
 *
 * Values of the program may be narrow: what it repeats along an axis, ONNX broadcasts.
 */
typedef struct {
  NgOnnxEmitter *emitter;
  gboolean has_batch;
  gboolean has_many;
  gboolean is_small;
  gboolean is_flat;
  NgOnnxOpen open[NG_MAX_OPEN];
  gsize n_open;
  GPtrArray *arrays;
  NgProgram *program;
  NgProgram *others[NG_MAX_OPEN];
  NgOnnxRef *refs;
  guint *n_uses;
  gboolean *is_joined;
} NgOnnxProgram;

/** ng_onnx_own_arrays: Returns: (transfer full) (element-type gsize): the arrays of the layer
 * itself that its program has, in their order */
GArray *ng_onnx_own_arrays (const NgLayer *layer);
/** ng_onnx_program_lower: the programs of the emitter's layer. Fails with: "ONNX::write" where they
 *   differ in more than sizes */
gboolean ng_onnx_program_lower (NgOnnxProgram *self);
void ng_onnx_program_forget (NgOnnxProgram *self);

const NgInstruction *ng_onnx_program_at (const NgOnnxProgram *self, NgValue value);
const NgShape *ng_onnx_program_shape (const NgOnnxProgram *self, NgValue value);
/** ng_onnx_program_size: Returns: the size of an axis; of another kind than a multiple: not known
 */
NgOnnxSize ng_onnx_program_size (const NgOnnxProgram *self, NgValue value, int axis);
gboolean ng_onnx_program_is_one (const NgOnnxProgram *self, NgValue value, int axis);
gboolean ng_onnx_size_is_fixed (const NgOnnxSize *self);
gboolean ng_onnx_size_equal (const NgOnnxSize *a, const NgOnnxSize *b);

/** ng_onnx_program_open_size: Returns: the size of something open, as a vector of one number */
NgOnnxRef ng_onnx_program_open_size (NgOnnxProgram *self, gsize index);
/** ng_onnx_program_size_ref: Returns: one size as a vector of one number */
NgOnnxRef ng_onnx_program_size_ref (NgOnnxProgram *self, const NgOnnxSize *size);
/** ng_onnx_program_shape_ref: Returns: several as a vector */
NgOnnxRef ng_onnx_program_shape_ref (NgOnnxProgram *self, const NgOnnxSize *sizes, int rank);

/** ng_onnx_program_widen: Returns: the value with its whole size along the axes of @mask */
NgOnnxRef ng_onnx_program_widen (NgOnnxProgram *self, NgValue value, guint mask);
/** ng_onnx_program_whole: the same along all axes */
NgOnnxRef ng_onnx_program_whole (NgOnnxProgram *self, NgValue value);
/** ng_onnx_program_number: Returns: a scalar of the element that @value has */
NgOnnxRef ng_onnx_program_number (NgOnnxProgram *self, NgValue value, double number);

/** ng_onnx_other_sizes: Returns: along which axes two tensors have other sizes, bit a for axis a */
guint ng_onnx_other_sizes (const NgTensor *a, const NgTensor *b);
/** ng_onnx_narrow_tensor: Returns: (transfer full) (nullable): the tensor with size 1 along the
 * axes of @mask, if it repeats itself there */
NgTensor *ng_onnx_narrow_tensor (NgTensor *tensor, guint mask);

/* Primitives that make or move elements. Returns: what @value is among the nodes */
NgOnnxRef ng_onnx_put_constant_value (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_fill (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_iota (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_reshape (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_transpose (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_broadcast (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_slice (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_pad (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_concat (NgOnnxProgram *self, NgValue value);

/* Those that make few elements of many; @op is the operator. */
NgOnnxRef ng_onnx_put_reduced (NgOnnxProgram *self, const char *op, NgValue x, guint mask);
NgOnnxRef ng_onnx_put_arg (NgOnnxProgram *self, NgValue value, const char *op);
NgOnnxRef ng_onnx_put_order (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_cumulate (NgOnnxProgram *self, NgValue value);

/* Primitives that no operator is. */
NgOnnxRef ng_onnx_put_random (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_atan2 (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_erf_inverse (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_log_gamma (NgOnnxProgram *self, NgValue value);

/** ng_onnx_join_normal: @joins: whether what leads to @value is marked as joined. Returns: whether
 *   @value is a normal number that is made of two uniform ones */
gboolean ng_onnx_join_normal (NgOnnxProgram *self, NgValue value, gboolean joins);
NgOnnxRef ng_onnx_put_normal (NgOnnxProgram *self, NgValue value);

/* Products and windows; @bias: a vector that is added to each channel, or %NG_NO_VALUE. */
gboolean ng_onnx_can_be_gemm (const NgInstruction *at);
NgOnnxRef ng_onnx_put_gemm (NgOnnxProgram *self, const NgInstruction *at, NgValue bias);
NgOnnxRef ng_onnx_put_matmul (NgOnnxProgram *self, NgValue value);
NgOnnxRef ng_onnx_put_convolve (NgOnnxProgram *self, const NgInstruction *at, NgValue bias);
NgOnnxRef ng_onnx_put_pool (NgOnnxProgram *self, const NgInstruction *at, const char *op);
NgOnnxRef ng_onnx_put_pool_sum (NgOnnxProgram *self, NgValue value);
/** ng_onnx_count_taps: Returns: how many elements a window covers */
double ng_onnx_count_taps (const NgWindow *window);

G_END_DECLS
