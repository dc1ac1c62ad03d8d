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

/** ng_figure_apart_check: as ng_figure_path_check(), also where @path is that of a name scope, or
 * "×decoder/conv1+5", a repeat that begins with that layer. Returns: whether there is such a thing
 */
gboolean ng_figure_apart_check (NgNet *net, const char *path, GError **error);

G_END_DECLS
