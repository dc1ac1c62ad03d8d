/* What figures say of a layer in a few words, and the window that it slides. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** ng_figure_phrase: Returns: (transfer full): of a net what ng_figure_content() says; else what
 *   ng_layer_phrase() does */
char *ng_figure_phrase (const NgLayer *layer);

/** ng_figure_sign: Returns: (transfer full): the sign of what joins several inputs: "+", "×", …;
 * "ƒ" of functions that have none */
char *ng_figure_sign (const NgLayer *layer);

/**
 * ng_figure_window:
 * @rank: number of spatial axes
 * @sizes: (out) (array length=rank): of the window along each
 *
 * Returns: whether the layer slides a window over its input, and its size is known
 */
gboolean ng_figure_window (const NgLayer *layer, int rank, gint64 *sizes);

/** ng_figure_groups: Returns: into how many groups a convolution divides the channels; 1 for all of
 *   them, and of other layers */
gint64 ng_figure_groups (const NgLayer *layer);

/** ng_figure_is_interleaved: Returns: whether the layer's channels are the last level */
gboolean ng_figure_is_interleaved (const NgLayer *layer);

G_END_DECLS
