/* The named functions of function.c, and the values they compute with. Private to function*.c. */

#pragma once

#include "core/program/builder.h"

G_BEGIN_DECLS

/* What a sub-expression is: a number known while compiling, real numbers, or truth values. */
typedef struct {
  enum { NG_OPERAND_NUMBER, NG_OPERAND_REAL, NG_OPERAND_TRUTH } kind;
  double number;
  NgValue value;
} NgOperand;

/**
 * NgFormula:
 * @builder: (nullable): where to write; %NULL while a function is only checked
 * @like: a value of the shape of all of them
 */
typedef struct {
  NgProgramBuilder *builder;
  NgValue like;
} NgFormula;

/**
 * NgFunctionRule:
 * @at_least, @at_most: numbers of arguments it may have
 * @primitive: what it is, where it has no @build
 * @inversion: whether 1/x goes in, or 1/y comes out
 */
typedef struct {
  const char *name;
  guint at_least, at_most;
  NgPrimitive primitive;
  NgOperand (*build) (NgFormula *formula, const NgOperand *arguments, gsize n);
  enum { NG_RULE_PLAIN, NG_RULE_INVERTS_ARGUMENT, NG_RULE_INVERTS_VALUE } inversion;
} NgFunctionRule;

/** ng_function_rule: Returns: (nullable): the function of that name */
const NgFunctionRule *ng_function_rule (const char *name);
/** ng_function_rule_apply: the arguments are as many as the rule allows */
NgOperand ng_function_rule_apply (const NgFunctionRule *rule,
                                  NgFormula *formula,
                                  const NgOperand *arguments,
                                  gsize n);

NgOperand ng_operand_number (double number);
NgOperand ng_operand_unary (NgFormula *formula, NgPrimitive primitive, NgOperand x);
NgOperand ng_operand_binary (NgFormula *formula, NgPrimitive primitive, NgOperand x, NgOperand y);
NgOperand ng_operand_truth (NgFormula *formula, gboolean truth);
NgOperand ng_operand_select (NgFormula *formula, NgOperand condition, NgOperand x, NgOperand y);
/** ng_operand_as_real: Returns: truth values as 0 and 1 */
NgOperand ng_operand_as_real (NgFormula *formula, NgOperand x);
/** ng_operand_value: Returns: the value, numbers repeated */
NgValue ng_operand_value (NgFormula *formula, NgOperand x);

/* Arithmetic. */
NgOperand ng_operand_add (NgFormula *formula, NgOperand x, NgOperand y);
NgOperand ng_operand_subtract (NgFormula *formula, NgOperand x, NgOperand y);
NgOperand ng_operand_multiply (NgFormula *formula, NgOperand x, NgOperand y);
NgOperand ng_operand_divide (NgFormula *formula, NgOperand x, NgOperand y);
NgOperand ng_operand_max (NgFormula *formula, NgOperand x, NgOperand y);
NgOperand ng_operand_min (NgFormula *formula, NgOperand x, NgOperand y);
NgOperand ng_operand_less (NgFormula *formula, NgOperand x, NgOperand y);
NgOperand ng_operand_scale (NgFormula *formula, double factor, NgOperand x);
/** ng_operand_clip: Clip[x], with @n 3 between x[1] and x[2], with 5 giving x[3] and x[4] outside
 */
NgOperand ng_operand_clip (NgFormula *formula, const NgOperand *x, gsize n);

/* Activations, each of x[0]. */
NgOperand ng_activation_ramp (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_elu (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_selu (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_gelu (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_swish (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_hard_swish (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_soft_plus (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_mish (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_soft_sign (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_hard_tanh (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_hard_sigmoid (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_soft_shrink (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_hard_shrink (NgFormula *formula, const NgOperand *x, gsize n);
NgOperand ng_activation_leaky (NgFormula *formula, const NgOperand *x, gsize n);

G_END_DECLS
