/* A net as text in the DOT language, for other tools. */

#pragma once

#include "core/graph/net.h"
#include "render/layout/layout.h"

G_BEGIN_DECLS

/** ng_dot_write: Returns: (transfer full): the file; nested nets are closed nodes */
char *ng_dot_write (const NgNet *net, NgDirection direction);

G_END_DECLS
