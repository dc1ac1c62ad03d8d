/* Gradients compared with central differences. */

#pragma once

#include "core/program/builder.h"

G_BEGIN_DECLS

/**
 * NgTestGradient:
 * @name: for messages
 * @inputs: float64 inputs, up to the first whose name is %NULL: dims up to the first 0, and the
 *   range that elements are drawn from
 * @build: writes the value to be differentiated; @data is given on
 */
typedef struct {
  const char *name;
  struct {
    const char *name;
    gint64 dims[NG_MAX_RANK];
    double low, high;
  } inputs[3];
  NgValue (*build) (NgProgramBuilder *builder, const NgValue *inputs, gconstpointer data);
} NgTestGradient;

/**
 * ng_test_gradient:
 *
 * Draws inputs and a gradient that arrives, and compares ng_build_gradients() with central
 * differences of step 6e-6 for every element of every input, to 1e-6 relative. Where the estimates
 * of one step and of two do not agree, the inputs lie on a kink and are drawn again.
 */
void ng_test_gradient (const NgTestGradient *test, gconstpointer data, guint64 seed);

G_END_DECLS
