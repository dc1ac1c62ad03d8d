/* Arithmetic of literal numbers: exact rationals while they fit 64 bits, doubles beyond. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

/**
 * ng_arithmetic:
 * @self: a number, Pi, E, or a call of Plus, Times, Power, Sqrt, Exp, Log, Abs, Minus, Subtract,
 *   Divide, Floor, Ceiling, Round, Mod, Quotient, Max or Min of such
 *
 * Returns: (transfer full) (nullable): its value, an integer where it is one exactly; %NULL when
 *   @self is something else or has no finite real value
 */
NgExpr *ng_arithmetic (const NgExpr *self);

/** ng_arithmetic_is_undefined: Returns: whether @self is such a call, and has no finite real value:
 *   Sqrt[-1] */
gboolean ng_arithmetic_is_undefined (const NgExpr *self);

/** ng_arithmetic_is_listable: Returns: whether a function of numbers is taken element by element
 *   where it meets lists */
gboolean ng_arithmetic_is_listable (const NgExpr *head);

G_END_DECLS
