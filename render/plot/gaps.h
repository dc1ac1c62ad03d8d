/* Data of plots that are no finite numbers: Infinity, Indeterminate, Missing[] and the like. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

/** ng_plot_with_gaps: Returns: (transfer full): @data, in which what stands for a missing or an
 *   infinite number, in lists and associations, is the real that is no number */
NgExpr *ng_plot_with_gaps (NgExpr *data);

G_END_DECLS
