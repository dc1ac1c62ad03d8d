/* What a net consists of: its layers as nets of their own. */

#pragma once

#include "core/language/session.h"

G_BEGIN_DECLS

/** ng_layer_as_net: Returns: (transfer full) (nullable): layer @index of @net as a net of its own,
 *   with the types that its ports have there */
NgNet *ng_layer_as_net (const NgNet *net, gsize index, GError **error);

/** ng_find_port_coder: Returns: (transfer none) (nullable): the coder of the port of @net of that
 *   name, an input if it has one, or else an output */
const NgCoder *ng_find_port_coder (const NgNet *net, const char *name);

G_END_DECLS
