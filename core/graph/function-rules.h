/* The named functions of function.c, and the values they compute with. For function.c alone. */

#pragma once

#include "core/program/builder.h"

G_BEGIN_DECLS

/* What a sub-expression is: a number known while compiling, real numbers, or truth values. */
typedef struct {
  enum { NG_TERM_NUMBER, NG_TERM_REAL, NG_TERM_TRUTH } kind;
  double number;
  NgValue value;
} NgTerm;

/**
 * NgTerms:
 * @builder: (nullable): where to write; %NULL while a function is only checked
 * @like: a value of the shape of all of them
 */
typedef struct {
  NgProgramBuilder *builder;
  NgValue like;
} NgTerms;

typedef struct {
  const char *name;
  guint at_least, at_most;
  NgPrimitive primitive;
  NgTerm (*build) (NgTerms *terms, const NgTerm *arguments, gsize n);
} NgFunctionRule;

/** ng_function_rule: Returns: (nullable): the function of that name */
const NgFunctionRule *ng_function_rule (const char *name);
/** ng_function_rule_apply: the arguments are as many as the rule allows */
NgTerm ng_function_rule_apply (const NgFunctionRule *rule,
                               NgTerms *terms,
                               const NgTerm *arguments,
                               gsize n);

NgTerm ng_term_number (double number);
NgTerm ng_term_unary (NgTerms *terms, NgPrimitive primitive, NgTerm x);
NgTerm ng_term_binary (NgTerms *terms, NgPrimitive primitive, NgTerm x, NgTerm y);
NgTerm ng_term_truth (NgTerms *terms, gboolean truth);
NgTerm ng_term_select (NgTerms *terms, NgTerm condition, NgTerm x, NgTerm y);
/** ng_term_as_real: Returns: truth values as 0 and 1 */
NgTerm ng_term_as_real (NgTerms *terms, NgTerm x);
/** ng_term_value: Returns: the value, numbers repeated */
NgValue ng_term_value (NgTerms *terms, NgTerm x);

G_END_DECLS
