/* The parts of the reference executor. Private to this room.
 *
 * Floating-point elements are computed in double and rounded once at the end, integers and bool in
 * 64 bits that wrap. Each function writes all elements of @result and gives an error as
 * ng_reference_execute() does. */

#pragma once

#include "core/program/program.h"

G_BEGIN_DECLS

typedef double (*NgRealBinary) (double x, double y);
typedef gint64 (*NgIntegerBinary) (gint64 x, gint64 y, gboolean is_unsigned);

/** ng_reference_real_binary: what ADD, MIN, … do; %NULL for primitives that give bool */
NgRealBinary ng_reference_real_binary (NgPrimitive primitive);
NgIntegerBinary ng_reference_integer_binary (NgPrimitive primitive);

/** ng_reference_reals: Returns: (transfer full) (nullable): all elements as doubles */
double *ng_reference_reals (const NgTensor *tensor, GError **error);
/** ng_reference_zeros: Returns: (transfer full) (nullable): @n zeros of 8 bytes */
gpointer ng_reference_zeros (gint64 n, GError **error);

/** ng_index_fail: says that @index, from 0, is not below @size; @first is what whoever gave it
 * calls the first element. "Program::index" */
void ng_index_fail (gint64 index, gint64 size, int first, GError **error);

gboolean ng_reference_elementwise (const NgInstruction *instruction,
                                   NgTensor *const *operands,
                                   gpointer result);
gboolean ng_reference_move (const NgInstruction *instruction,
                            NgTensor *const *operands,
                            gpointer result,
                            GError **error);
gboolean ng_reference_scatter_add (const NgInstruction *instruction,
                                   NgTensor *const *operands,
                                   gpointer result,
                                   GError **error);
gboolean ng_reference_reduce (const NgInstruction *instruction,
                              NgTensor *const *operands,
                              gpointer result,
                              GError **error);
gboolean ng_reference_arg (const NgInstruction *instruction,
                           NgTensor *const *operands,
                           gpointer result,
                           GError **error);
gboolean ng_reference_order (const NgInstruction *instruction,
                             NgTensor *const *operands,
                             gpointer result,
                             GError **error);
gboolean ng_reference_cumulate (const NgInstruction *instruction,
                                NgTensor *const *operands,
                                gpointer result,
                                GError **error);
gboolean ng_reference_matmul (const NgInstruction *instruction,
                              NgTensor *const *operands,
                              gpointer result,
                              GError **error);
gboolean ng_reference_window (const NgInstruction *instruction,
                              NgTensor *const *operands,
                              gpointer result,
                              GError **error);

G_END_DECLS
