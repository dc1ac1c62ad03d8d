/* Arithmetic of literal numbers: exact rationals while they fit 64 bits, doubles beyond. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

/**
 * ng_arithmetic:
 * @self: a number, Pi, E, or a call of Plus, Times, Power, Sqrt, Exp, Log, Abs, Minus, Subtract,
 *   Divide, Floor, Ceiling, Round, Mod, Quotient, Max, Min, N, Sin, Cos, Tan, Sinh, Cosh, Tanh or
 *   ArcTan of such
 *
 * Returns: (transfer full) (nullable): its value, an integer where it is one exactly; %NULL when
 *   @self is something else or has no finite real value
 */
NgExpr *ng_arithmetic (const NgExpr *self);

/** ng_arithmetic_is_undefined: Returns: whether @self is such a call, and has no finite real value:
 *   Sqrt[-1] */
gboolean ng_arithmetic_is_undefined (const NgExpr *self);

/** ng_arithmetic_is_inverse: Returns: whether @expr is 1/x, as sums and products keep it: Power[x,
 * -1] */
gboolean ng_arithmetic_is_inverse (const NgExpr *expr);

/** ng_number_compare: Returns: less than, equal to or greater than 0 as the number @a is to @b: by
 *   value, to the last bit, integers beyond 2^53 too; 0 where one is not a number */
int ng_number_compare (const NgExpr *a, const NgExpr *b);

/** ng_number_equal: Returns: whether two numbers are equal, as == says: integers exactly; a real
 * and another number when they differ in the last 7 of 53 bits at most */
gboolean ng_number_equal (const NgExpr *a, const NgExpr *b);

/** ng_arithmetic_is_listable: Returns: whether a function of numbers is taken element by element
 *   where it meets lists */
gboolean ng_arithmetic_is_listable (const NgExpr *head);

G_END_DECLS
