/* What stands above a picture of a net: its title, how much there is of it, and what it lacks. */

#pragma once

#include "core/graph/net.h"
#include "render/scene/builder.h"

G_BEGIN_DECLS

/**
 * ng_header_draw:
 * @name: (nullable): of the net
 * @width: that the name may have
 * @corner: the upper left one of what it stands above
 * @has_badges: whether it says in colour that the net is uninitialized or unspecified
 */
void ng_header_draw (NgSceneBuilder *builder,
                     const NgMetrics *metrics,
                     const NgNet *net,
                     const char *name,
                     float width,
                     NgPoint corner,
                     gboolean has_badges);

G_END_DECLS
