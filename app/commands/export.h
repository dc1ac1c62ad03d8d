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
 * @warnings: (nullable) (element-type NgDiagnostic): gets what the file lacks: what
 *   ng_picture_new() says of pictures, and ng_onnx_losses() of models
 * @cancellable: (nullable): ends the drawing of a picture
 *
 * Fails with: "File::write", "File::format".
 */
gboolean ng_export_net (
    NgNet *net, const char *path, GPtrArray *warnings, GCancellable *cancellable, GError **error);

G_END_DECLS
