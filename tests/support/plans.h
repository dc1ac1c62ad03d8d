/* Programs run by plans of every kind, and compared with their definition. */

#pragma once

#include "core/engine/plan.h"
#include "core/program/builder.h"
#include "tests/support/test.h"

G_BEGIN_DECLS

/** ng_test_tensor: Returns: (transfer full): reproducible elements; reals in (-2, 2), integers in
 * 0 … 6, both kinds of bool */
NgTensor *ng_test_tensor (const NgShape *shape, guint64 seed);

/**
 * ng_test_check_plan:
 * @tolerance: that a result of float may be off, relative to the greatest magnitude of its output;
 *   results of double may be off a hundred-thousandth of that
 *
 * Runs @program by its definition and by plans with and without fusion and simplification, in
 * memory that holds NaN before, and fails the test when they differ.
 */
void ng_test_check_plan (NgProgram *program, double tolerance);

/**
 * ng_test_check_last:
 * @builder: (transfer full): a builder; @value becomes its output
 *
 * ng_test_check_plan() of what was built.
 */
void ng_test_check_last (NgProgramBuilder *builder, NgValue value, double tolerance);

/** ng_test_describe: Returns: (transfer full): ng_plan_describe() of a plan of @program */
char *ng_test_describe (NgProgram *program);

G_END_DECLS
