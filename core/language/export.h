/* Export["file", value]: nets, arrays, texts and images as files. */

#pragma once

#include "core/language/evaluate.h"

G_BEGIN_DECLS

/**
 * NgPictureWriter:
 * @value: a net, or what a program has added
 * @options: (nullable): a call, whose arguments from the third on say how it is to look
 * @warnings: (nullable) (element-type NgDiagnostic): gets what the picture lacks
 * @is_known: (out): whether a file of that name is a picture of it
 *
 * Returns: whether it was written
 */
typedef gboolean (*NgPictureWriter) (NgExpr *value,
                                     const char *path,
                                     const NgExpr *options,
                                     GPtrArray *warnings,
                                     GCancellable *cancellable,
                                     gboolean *is_known,
                                     GError **error);

/** ng_export_add: gives a session Export; @pictures: (nullable): writes what it does not know */
void ng_export_add (NgSession *session, NgPictureWriter pictures);

/**
 * ng_value_export:
 * @path: its ending says what is written: of a net .wl, .netgraph or .onnx
 * @options: (nullable): as of NgPictureWriter; nothing but pictures and ONNX files have any
 * @pictures: (nullable): asked first
 * @warnings: (nullable) (element-type NgDiagnostic): gets what the file lacks
 *
 * Fails with: "File::write", "File::format", "Eval::arguments", and what the formats say.
 */
gboolean ng_value_export (NgExpr *value,
                          const char *path,
                          const NgExpr *options,
                          NgPictureWriter pictures,
                          GPtrArray *warnings,
                          GCancellable *cancellable,
                          GError **error);

/** ng_session_export: ng_value_export() as Export of the session does it, which says what the file
 *   lacks */
gboolean ng_session_export (
    NgSession *session, NgExpr *value, const char *path, const NgExpr *options, GError **error);

G_END_DECLS
