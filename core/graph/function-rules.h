/* The named functions of function.c, and the values they compute with. For function.c alone. */

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
  NgOperand (*build) (NgFormula *terms, const NgOperand *arguments, gsize n);
  enum { NG_RULE_PLAIN, NG_RULE_INVERTS_ARGUMENT, NG_RULE_INVERTS_VALUE } inversion;
} NgFunctionRule;

/** ng_function_rule: Returns: (nullable): the function of that name */
const NgFunctionRule *ng_function_rule (const char *name);
/** ng_function_rule_apply: the arguments are as many as the rule allows */
NgOperand ng_function_rule_apply (const NgFunctionRule *rule,
                                  NgFormula *terms,
                                  const NgOperand *arguments,
                                  gsize n);

NgOperand ng_operand_number (double number);
NgOperand ng_operand_unary (NgFormula *terms, NgPrimitive primitive, NgOperand x);
NgOperand ng_operand_binary (NgFormula *terms, NgPrimitive primitive, NgOperand x, NgOperand y);
NgOperand ng_operand_truth (NgFormula *terms, gboolean truth);
NgOperand ng_operand_select (NgFormula *terms, NgOperand condition, NgOperand x, NgOperand y);
/** ng_operand_as_real: Returns: truth values as 0 and 1 */
NgOperand ng_operand_as_real (NgFormula *terms, NgOperand x);
/** ng_operand_value: Returns: the value, numbers repeated */
NgValue ng_operand_value (NgFormula *terms, NgOperand x);

G_END_DECLS
