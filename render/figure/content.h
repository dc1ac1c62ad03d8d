/* What nets are made of, and what papers call them, in few words. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** ng_figure_content: Returns: (transfer full): what learns or attends in a net, and whether there
 *   is a sum: "Conv 1×1, 3×3, 1×1", "2 Linear, LSTM, +"; what it does where nothing learns, and "…"
 *   for kinds that are too many */
char *ng_figure_content (const NgNet *net);

/** ng_figure_content_of: Returns: (transfer full) (nullable): likewise of some layers; NULL where
 *   they but normalize or apply functions; @layers: (array length=n) */
char *ng_figure_content_of (const NgNet *net, const int *layers, guint n);

/** ng_figure_windows: Returns: (transfer full) (nullable): the windows of a net in which nothing
 * but a few convolutions learns: "Conv 1×1, 3×3, 1×1"; NULL of others */
char *ng_figure_windows (const NgNet *net);

/** ng_figure_block: Returns: (nullable): what papers call a net in which something is added to what
 *   it is made of: "bottleneck" where 1×1 convolutions stand round others, "inverted residual"
 *   where these take each channel by itself, else "residual block"; NULL of others */
const char *ng_figure_block (const NgNet *net);

G_END_DECLS
