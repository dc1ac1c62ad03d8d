/* Which version of ONNX operators a net has. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_operator_version:
 * @domain: "" for the operators of ONNX itself
 *
 * The version of operators that the net and nets inside it have, which others that join them have
 * to be of: that of the first one that was read from a file, else of the first one.
 *
 * Returns: the version, or 0 where the net has no operators of the domain
 */
gint64 ng_net_operator_version (const NgNet *net, const char *domain);

G_END_DECLS
