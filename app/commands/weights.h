/* --weights: arrays of another file for a net. */

#pragma once

#include "app/commands/support.h"

G_BEGIN_DECLS

/**
 * ng_take_weights:
 * @by_shape: whether arrays that only their shape tells are taken
 * @is_partial: whether arrays of the net that have values and are not in the file may keep them
 * @net: the net
 *
 * Puts the arrays of the file into the net. What is not told by names is shown on standard output,
 * as a table or as JSON, and is an error without @by_shape. Arrays of either that are left over are
 * warnings; a net that would have values of both is an error without @is_partial.
 *
 * Fails with: "Weights::match", and what ng_weights_load() says.
 *
 * Returns: (transfer full) (nullable): the net with the arrays
 */
NgNet *ng_take_weights (const NgArguments *arguments,
                        NgNet *net,
                        const char *path,
                        gboolean by_shape,
                        gboolean is_partial,
                        GError **error);

G_END_DECLS
