/* Export["file", net] and Show[net] for expressions. */

#pragma once

#include "core/language/evaluate.h"

G_BEGIN_DECLS

/** ng_export_add: gives a session Export and Show */
void ng_export_add (NgSession *session);

/**
 * ng_export_net:
 * @path: its ending says what is written: .wl, .netgraph, or a picture
 *
 * @cancellable: (nullable): ends the drawing of a picture
 *
 * Fails with: "File::write", "File::format".
 */
gboolean ng_export_net (NgNet *net, const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
