/* How deep a net is open when it is shown for the first time. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_standard_depth:
 *
 * A net that is not large is shown as it is, its nested nets closed. Of a large one so much is
 * closed that some dozens of boxes are left, if name scopes or nested nets give the choice. Scopes
 * that a picture cannot close, because a path leaves them and enters them again, are not looked
 * for.
 *
 * Cost: linear in layers and levels.
 *
 * Returns: the depth, as in NgStandardOptions
 */
int ng_standard_depth (const NgNet *net);

G_END_DECLS
