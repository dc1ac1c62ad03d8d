/* Whether all numbers of a net are there. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_check_present:
 *
 * Fails with: what ng_tensor_missing() says of the first array whose numbers are not there, in the
 * net or in one that a layer keeps.
 *
 * Returns: whether all are there
 */
gboolean ng_net_check_present (const NgNet *self, GError **error);

G_END_DECLS
