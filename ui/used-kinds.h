/* Which kinds of layers were added last, and which are favourites: kept in the settings. */

#pragma once

#include "core/graph/layer-class.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/** ng_recent_kinds, ng_favourite_kinds: @settings: (nullable). Returns: (transfer container)
 *   (element-type NgLayerClass): the last one first; in the order in which they became favourites
 */
GPtrArray *ng_recent_kinds (GSettings *settings);
GPtrArray *ng_favourite_kinds (GSettings *settings);
/** ng_recent_kinds_add: @settings: (nullable) */
void ng_recent_kinds_add (GSettings *settings, const NgLayerClass *class);
/** ng_favourite_kinds_toggle: @settings: (nullable) */
void ng_favourite_kinds_toggle (GSettings *settings, const NgLayerClass *class);

G_END_DECLS
