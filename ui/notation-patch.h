/* An edit of a net, as an edit of the text that somebody wrote for it. */

#pragma once

#include "ui/notation-map.h"

G_BEGIN_DECLS

/**
 * ng_notation_patch:
 * @text: says @before
 * @map: where its layers stand in @text
 *
 * Writes those layers anew that differ, and leaves names, spaces and comments of all else as they
 * are. This is possible where both nets have the same layers under the same names, connections and
 * ports, and where the text spells out the layers that differ.
 *
 * Returns: (transfer full) (nullable): a text that says @after; %NULL where that is not possible
 */
char *ng_notation_patch (const char *text,
                         const NgNotationMap *map,
                         const NgNet *before,
                         const NgNet *after);

G_END_DECLS
