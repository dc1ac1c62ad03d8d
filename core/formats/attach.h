/* Arrays put into the layers of a net. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** NgFindArray: @path: "block/3/Weights", as ng_path_join() makes it. Returns: (transfer none)
 *   (nullable): the values, or %NULL to leave the array as it is */
typedef NgTensor *(*NgFindArray) (const char *path, gpointer user_data);

/**
 * ng_net_attach:
 *
 * Asks for every array of every layer, those of nets inside too. Types are inferred once for each
 * net, when all its layers have theirs.
 *
 * Returns: (transfer full) (nullable): the net with the values that were found
 */
NgNet *ng_net_attach (NgNet *self, NgFindArray find, gpointer user_data, GError **error);

/** NgSeeArray: @type: what is known of the array */
typedef void (*NgSeeArray) (const char *path,
                            const NgType *type,
                            gboolean has_values,
                            gpointer user_data);

/** ng_net_see_arrays: calls @see for every array that is not None, in the order of ng_net_attach()
 */
void ng_net_see_arrays (const NgNet *self, NgSeeArray see, gpointer user_data);

G_END_DECLS
