/* Symbolic dimensions on the command line. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_dims_bind:
 * @bindings: (nullable) (array zero-terminated=1): "batch=8"
 *
 * Fails with: "CommandLine::dim", also where no input has such a length.
 *
 * Returns: (transfer full) (nullable): the net with these sizes of its lengths
 */
NgNet *ng_dims_bind (NgNet *net, const char *const *bindings, GError **error);

/** ng_dims_notation: Returns: (transfer full): the type as notation, with the names of lengths that
 *   have one: "{batch, 3, 224, 224}" */
char *ng_dims_notation (const NgNet *net, const NgType *type);

G_END_DECLS
