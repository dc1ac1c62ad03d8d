/* What kind of thing a layer is shown as: its name, its category, its glyph, whether the order of
 * its inputs matters. */

#pragma once

#include "core/graph/net.h"
#include "render/scene/scene.h"

G_BEGIN_DECLS

/** ng_kind_glyph: Returns: path data, the class's own or that of the category */
const char *ng_kind_glyph (const NgLayer *layer);
/** ng_category_glyph: Returns: path data for the whole category */
const char *ng_category_glyph (NgCategory category);
/** ng_kind_is_symmetric: Returns: whether its inputs may change places: sums, products, maxima */
gboolean ng_kind_is_symmetric (const NgLayer *layer);

G_END_DECLS
