/* NgProgramBuilder: the way to write a program.
 *
 * Every function appends one or a few primitives and returns the value. A builder that met an
 * error (shapes that do not fit, sizes beyond the limits) keeps the first one, answers
 * %NG_NO_VALUE from then on, and fails in ng_program_builder_end(); so code that lowers need not
 * check each step. Constants of up to 4096 elements are folded as they are written, so that sizes
 * computed by a net are known at once: ng_build_known(). */

#pragma once

#include "core/program/program.h"

G_BEGIN_DECLS

typedef struct _NgProgramBuilder NgProgramBuilder;

/** ng_program_builder_new: Returns: (transfer full): a builder of an empty program */
NgProgramBuilder *ng_program_builder_new (void);
/** ng_program_builder_free: frees a builder that was not ended */
void ng_program_builder_free (NgProgramBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgProgramBuilder, ng_program_builder_free)

/**
 * ng_program_builder_end:
 * @self: (transfer full): a builder
 *
 * Fails with: the first error that it met.
 *
 * Returns: (transfer full) (nullable): the program
 */
NgProgram *ng_program_builder_end (NgProgramBuilder *self, GError **error);

/**
 * ng_program_builder_end_at:
 * @self: (transfer full): a builder, which may have met an error after @values were written
 *
 * Returns: (transfer full): the program of what was written, with @values as its outputs
 */
NgProgram *ng_program_builder_end_at (NgProgramBuilder *self, const NgValue *values, gsize n);

/** ng_program_builder_set_origin: names the layer (a path) that the next instructions come from. */
void ng_program_builder_set_origin (NgProgramBuilder *self, const char *path);

/** ng_program_builder_fail: keeps @diagnostic (transfer full) as the error, unless there is one. */
void ng_program_builder_fail (NgProgramBuilder *self, NgDiagnostic *diagnostic);
/** ng_program_builder_has_failed: Returns: whether it met an error */
gboolean ng_program_builder_has_failed (const NgProgramBuilder *self);

/** ng_program_builder_output: makes @value output number 0, 1, 2, … and returns that number. */
gsize ng_program_builder_output (NgProgramBuilder *self, NgValue value);

/** ng_build_shape: Returns: the shape of @value, valid as long as the builder; never %NULL */
const NgShape *ng_build_shape (const NgProgramBuilder *self, NgValue value);
/**
 * ng_build_known:
 *
 * Returns: (transfer none) (nullable): the tensor, where @value is a constant
 */
NgTensor *ng_build_known (NgProgramBuilder *self, NgValue value);

/* Sources. */
/** ng_build_input: Returns: the next input of the program */
NgValue ng_build_input (NgProgramBuilder *self, const char *name, const NgShape *shape);
/** ng_build_unused_input: the next input, which nothing reads */
void ng_build_unused_input (NgProgramBuilder *self, const char *name, const NgShape *shape);
/** ng_build_promise: Returns: a value that will be said by ng_build_settle() */
NgValue ng_build_promise (NgProgramBuilder *self, const NgShape *shape);
/**
 * ng_build_settle:
 * @promises: (array length=n): what ng_build_promise() returned
 * @values: (array length=n): what each is, of its shape; it must not depend on itself
 *
 * Puts each of @values in front of what reads the promise, and in its place. All values get new
 * numbers.
 *
 * Returns: (transfer full): the new number of each value
 */
NgValue *
ng_build_settle (NgProgramBuilder *self, const NgValue *promises, const NgValue *values, gsize n);
/** ng_build_constant: Returns: @tensor as a value */
NgValue ng_build_constant (NgProgramBuilder *self, NgTensor *tensor);
/** ng_build_fill: Returns: @value everywhere, in the given shape */
NgValue ng_build_fill (NgProgramBuilder *self, const NgShape *shape, double value);
/** ng_build_fill_like: Returns: @value in the shape and element of @like */
NgValue ng_build_fill_like (NgProgramBuilder *self, NgValue like, double value);
/** ng_build_iota: Returns: 0, 1, 2, … along @axis */
NgValue ng_build_iota (NgProgramBuilder *self, const NgShape *shape, int axis);
/** ng_build_random: Returns: uniform in [0, 1); the stream is the origin's path and a count */
NgValue ng_build_random (NgProgramBuilder *self, const NgShape *shape);
/** ng_build_keep: Returns: bool in the dims of @like, each element false with probability @rate */
NgValue ng_build_keep (NgProgramBuilder *self, NgValue like, double rate);
/** ng_build_drop: Returns: @x/(1 - @rate) where @kept is true, 0 elsewhere */
NgValue ng_build_drop (NgProgramBuilder *self, NgValue x, NgValue kept, double rate);

/* Element by element: operands of equal shape and element. */
/** ng_build_unary: Returns: a primitive of one operand, element by element */
NgValue ng_build_unary (NgProgramBuilder *self, NgPrimitive primitive, NgValue x);
/** ng_build_binary: Returns: a primitive of two operands, element by element */
NgValue ng_build_binary (NgProgramBuilder *self, NgPrimitive primitive, NgValue x, NgValue y);
/** ng_build_select: Returns: @x where @condition (bool) holds, elsewhere @y */
NgValue ng_build_select (NgProgramBuilder *self, NgValue condition, NgValue x, NgValue y);
/** ng_build_convert: Returns: the same numbers in another element */
NgValue ng_build_convert (NgProgramBuilder *self, NgValue x, NgElement element);
/** ng_build_bit_cast: Returns: the same bits as another element of that width */
NgValue ng_build_bit_cast (NgProgramBuilder *self, NgValue x, NgElement element);
/** ng_build_add: Returns: x + y */
NgValue ng_build_add (NgProgramBuilder *self, NgValue x, NgValue y);
/** ng_build_subtract: Returns: x - y */
NgValue ng_build_subtract (NgProgramBuilder *self, NgValue x, NgValue y);
/** ng_build_multiply: Returns: x y */
NgValue ng_build_multiply (NgProgramBuilder *self, NgValue x, NgValue y);
/** ng_build_divide: Returns: x/y */
NgValue ng_build_divide (NgProgramBuilder *self, NgValue x, NgValue y);
/** ng_build_scale: Returns: x times a number */
NgValue ng_build_scale (NgProgramBuilder *self, NgValue x, double factor);
/** ng_build_offset: Returns: x plus a number */
NgValue ng_build_offset (NgProgramBuilder *self, NgValue x, double summand);

/* The same elements elsewhere. */
/** ng_build_reshape: Returns: the same elements in other dimensions of equal product */
NgValue ng_build_reshape (NgProgramBuilder *self, NgValue x, const gint64 *dims, int rank);
/** ng_build_merge_axes: Returns: @x with its @n axes from @axis on as one */
NgValue ng_build_merge_axes (NgProgramBuilder *self, NgValue x, int axis, int n);
/** ng_build_split_axis: Returns: @x with its axis @axis as the @n axes of these sizes */
NgValue
ng_build_split_axis (NgProgramBuilder *self, NgValue x, int axis, const gint64 *dims, int n);
/** ng_build_transpose: output axis i is input axis axes[i] */
NgValue ng_build_transpose (NgProgramBuilder *self, NgValue x, const int *axes);
/** ng_build_broadcast: input axis i becomes output axis axes[i] (ascending), of size 1 or equal */
NgValue ng_build_broadcast (
    NgProgramBuilder *self, NgValue x, const gint64 *dims, int rank, const int *axes);
/**
 * ng_build_broadcast_at:
 * @first: output axis that the first axis of @x becomes; the others follow it
 *
 * Returns: @x repeated to the dims of @like
 */
NgValue ng_build_broadcast_at (NgProgramBuilder *self, NgValue x, NgValue like, int first);
/** ng_build_broadcast_numpy: Returns: @x in @dims by NumPy's rule, aligned at the last axis */
NgValue ng_build_broadcast_numpy (NgProgramBuilder *self, NgValue x, const gint64 *dims, int rank);
/** ng_build_slice: elements start, start + step, … as many as dims says, for each axis */
NgValue ng_build_slice (
    NgProgramBuilder *self, NgValue x, const gint64 *start, const gint64 *step, const gint64 *dims);
/** ng_build_reverse: Returns: @x with its axis @axis turned round */
NgValue ng_build_reverse (NgProgramBuilder *self, NgValue x, int axis);
/** ng_build_part: Returns: element @index, from 0, along @axis, without the axis */
NgValue ng_build_part (NgProgramBuilder *self, NgValue x, int axis, gint64 index);
/** ng_build_pad: Returns: @x with so many elements in front of and behind each axis */
NgValue ng_build_pad (
    NgProgramBuilder *self, NgValue x, const gint64 *before, const gint64 *after, double filling);
/** ng_build_concat: Returns: the values one after another along @axis */
NgValue ng_build_concat (NgProgramBuilder *self, const NgValue *values, gsize n, int axis);
/** ng_build_gather: @indices are int64, 0-based, not negative */
NgValue ng_build_gather (NgProgramBuilder *self, NgValue x, NgValue indices, int axis);

/** ng_build_scatter_add: Returns: zeros, of @size along @axis, with @y added at @indices */
NgValue
ng_build_scatter_add (NgProgramBuilder *self, NgValue y, NgValue indices, int axis, gint64 size);

/* Fewer elements. @mask has bit a set where axis a is reduced. */
/** ng_build_reduce: Returns: the sum, product, greatest or least along the axes of @mask */
NgValue ng_build_reduce (
    NgProgramBuilder *self, NgPrimitive primitive, NgValue x, guint mask, gboolean keep_dims);
/** ng_build_mean: Returns: the mean along the axes of @mask */
NgValue ng_build_mean (NgProgramBuilder *self, NgValue x, guint mask, gboolean keep_dims);
/** ng_build_arg: Returns: int64: where along @axis the extreme is; @primitive is ARG_MAX or ARG_MIN
 */
NgValue ng_build_arg (
    NgProgramBuilder *self, NgPrimitive primitive, NgValue x, int axis, gboolean keep_dim);
/** ng_build_order: Returns: the places along @axis, from 0, that sort @x, the least first */
NgValue ng_build_order (NgProgramBuilder *self, NgValue x, int axis);
/** ng_build_cumulate: Returns: the running sum along @axis */
NgValue ng_build_cumulate (NgProgramBuilder *self, NgValue x, int axis);
/** ng_build_softmax: exp (x - max) / sum along the axes of @mask */
NgValue ng_build_softmax (NgProgramBuilder *self, NgValue x, guint mask);

/* Products and windows. */
/** ng_build_matmul: Returns: the product of the last two axes, each operand transposed or not */
NgValue ng_build_matmul (
    NgProgramBuilder *self, NgValue a, NgValue b, gboolean transpose_a, gboolean transpose_b);
/** ng_build_convolve: Returns: @x under the sliding weights, (n, o, *e); see ARCHITECTURE.md */
NgValue
ng_build_convolve (NgProgramBuilder *self, NgValue x, NgValue weights, const NgWindow *window);
/** ng_build_convolve_data: Returns: the gradient of x, of spatial sizes @spatial, from that of the
 *   result, @y */
NgValue ng_build_convolve_data (NgProgramBuilder *self,
                                NgValue y,
                                NgValue weights,
                                const NgWindow *window,
                                const gint64 *spatial);
/** ng_build_convolve_weights: Returns: the gradient of weights, from that of the result, @y */
NgValue
ng_build_convolve_weights (NgProgramBuilder *self, NgValue x, NgValue y, const NgWindow *window);
/** ng_build_pool: @primitive is POOL_MAX or POOL_SUM */
NgValue
ng_build_pool (NgProgramBuilder *self, NgPrimitive primitive, NgValue x, const NgWindow *window);
/** ng_build_pool_max_data: Returns: @y, what arrives at the windows, at the greatest elements of @x
 */
NgValue
ng_build_pool_max_data (NgProgramBuilder *self, NgValue x, NgValue y, const NgWindow *window);
/** ng_build_pool_sum_data: Returns: @y, what arrives at the windows, at all that they cover */
NgValue ng_build_pool_sum_data (NgProgramBuilder *self,
                                NgValue y,
                                const NgWindow *window,
                                const gint64 *spatial);

/** ng_build_detach: ng_build_gradients() passes no gradient through @value. */
void ng_build_detach (NgProgramBuilder *self, NgValue value);

/**
 * ng_build_gradients:
 * @outputs: (array length=n_outputs): real values
 * @seeds: (array length=n_outputs): the gradient that arrives at each, of its shape
 * @wrt: (array length=n_wrt): values to differentiate by; not constants, since what is computed
 *   from them may have been folded
 * @gradients: (out caller-allocates) (array length=n_wrt): of the shapes of @wrt; zeros where no
 *   path leads
 *
 * Reverse mode: appends the primitives of the gradient. A fan-out is an addition. Comparisons,
 * rounding, places of extremes and random numbers pass no gradient; nor do integers and bool.
 */
void ng_build_gradients (NgProgramBuilder *self,
                         const NgValue *outputs,
                         const NgValue *seeds,
                         gsize n_outputs,
                         const NgValue *wrt,
                         gsize n_wrt,
                         NgValue *gradients);

G_END_DECLS
