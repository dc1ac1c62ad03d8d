/* net[data, selector, options]. */

#pragma once

#include "core/language/session.h"

G_BEGIN_DECLS

/**
 * ng_apply_net:
 * @reference: stands for the net
 * @call: the whole call; its head is not looked at
 *
 * Fails with: the messages of application, each at its place.
 *
 * Returns: (transfer full) (nullable): the value
 */
NgExpr *ng_apply_net (NgSession *session, const NgExpr *reference, NgExpr *call, GError **error);

G_END_DECLS
