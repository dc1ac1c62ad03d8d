/* A net as a file of DOT. */

#pragma once

#include "render/layout/layout.h"

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_dot_write:
 * @depth: name scopes as deep as this are clusters; none for -1
 *
 * Nodes have the places and sizes of StandardForm, which `neato -n` keeps; `dot` lays out anew.
 *
 * Fails with: %NG_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): the file
 */
char *ng_dot_write (NgNet *net,
                    NgDirection direction,
                    int depth,
                    const NgMetrics *metrics,
                    GCancellable *cancellable,
                    GError **error);

G_END_DECLS
