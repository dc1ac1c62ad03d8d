/* Where the time of an application went. */

#pragma once

#include "core/engine/evaluator.h"

G_BEGIN_DECLS

/** ng_print_profile: prints tables of the kernels and of the layers of the last application of
 * @net, which was profiled, by the time they took; and which layers have no time of their own */
void ng_print_profile (const NgNet *net, const NgEvaluator *evaluator);

G_END_DECLS
