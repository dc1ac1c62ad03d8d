/* Functions of numbers, written as names, pure functions or Compositions, compiled into primitives:
 * what ElementwiseLayer and ThreadingLayer hold. Their derivatives are those of the primitives. */

#pragma once

#include "core/expr/expr.h"
#include "core/program/builder.h"

G_BEGIN_DECLS

/** ng_function_takes: Returns: whether the function of that name may have @n arguments */
gboolean ng_function_takes (const char *name, gsize n);
/** ng_function_is_constant: Returns: whether a symbol is a number or a truth value: Pi, True */
gboolean ng_function_is_constant (const char *name);
/** ng_function_name: Returns: (nullable): the name of function @index, in the order of the
 * alphabet; %NULL past the last */
const char *ng_function_name (gsize index);

/**
 * ng_function_slots:
 * @function: a symbol, a string, Function[…] or Composition[…]
 *
 * Returns: (transfer full): names of the arguments that a pure function mentions: "1" … "n" up to
 * the greatest number, then the named ones in order of appearance. %NULL for a function by name.
 */
GStrv ng_function_slots (NgExpr *function);

/**
 * ng_function_check:
 * @n_arguments: how many arguments it will have
 *
 * Fails with: "NetGraph::badarg", naming the part that cannot be computed.
 */
gboolean ng_function_check (NgExpr *function, gsize n_arguments, GError **error);

/**
 * ng_function_build:
 * @function: one that ng_function_check() accepts
 * @arguments: (array length=n): real values of equal shape, in the order of ng_function_slots()
 *
 * Returns: the function's value, element by element
 */
NgValue
ng_function_build (NgProgramBuilder *builder, NgExpr *function, const NgValue *arguments, gsize n);

/** ng_function_keeps_integers: Returns: whether it makes an integer of integers, without any number
 *   in between that is none */
gboolean ng_function_keeps_integers (NgExpr *function);

/** ng_function_label: Returns: (transfer full): the function in short: its name, "Tanh", or the
 *   formula, "x² + 1", whose end may be left out */
char *ng_function_label (NgExpr *function);
/** ng_function_formula: Returns: (transfer full): the function as mathematicians write it: "tanh",
 * "+", "x² + 1"; its arguments are x, y and z, or x₁, x₂, … where there are more */
char *ng_function_formula (NgExpr *function);

G_END_DECLS
