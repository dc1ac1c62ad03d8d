/* Paths of layers that somebody names in the settings of a figure. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_figure_path_check:
 * @path: "decoder/conv1", names of layers from the outside inwards
 *
 * Fails with: "Figure::path" where there is no such layer, with the path that is most like it.
 *
 * Returns: whether @net has a layer there
 */
gboolean ng_figure_path_check (NgNet *net, const char *path, GError **error);

G_END_DECLS
