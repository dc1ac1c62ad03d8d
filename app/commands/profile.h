/* Where the time of an application went. */

#pragma once

#include "core/engine/evaluator.h"

G_BEGIN_DECLS

/** ng_print_profile: prints tables of the kernels and of the layers of the last application, which
 *   was profiled, by the time they took */
void ng_print_profile (const NgEvaluator *evaluator);

G_END_DECLS
