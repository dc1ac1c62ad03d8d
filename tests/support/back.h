/* Whether layers become the operators again that they were made of. */

#pragma once

#include "core/convert/origin.h"

G_BEGIN_DECLS

/** ng_test_touch: Returns: (transfer full): the net with an equal layer of another
 *   name in the place of @index */
NgNet *ng_test_touch (NgNet *net, gsize index);

/** ng_test_count_kept: Returns: how many of the layers of @operators stand in @net */
guint ng_test_count_kept (const NgNet *operators, const NgNet *net);

/**
 * ng_test_goes_back:
 * @tolerance: of the greatest element of each output
 *
 * Fails the test unless the layers become the very operators again, and, with any one layer
 * touched, operators that give the same values. Returns: how many operators were other ones, over
 * all layers that were touched
 */
guint ng_test_goes_back (const NgLayersOrigin *origin, double tolerance, const char *what);

G_END_DECLS
