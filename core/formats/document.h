/* Opening and saving nets, whatever the format: the one place that knows which ending is what. */

#pragma once

#include "core/graph/net.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ng_document_load:
 * @path: a file: .wl and .m notation, .netgraph, .onnx, .keras, .h5, .wxf, .wlnet
 * @diagnostics: (nullable) (element-type NgDiagnostic): where to add warnings
 *
 * Fails with: "File::missing", "File::directory", "File::empty", "File::format" (an ending or
 * content we do not read, saying what it looks like), "File::read", and what the format's reader
 * says. Nothing outside the file's folder is read.
 *
 * Returns: (transfer full) (nullable): the net
 */
NgNet *ng_document_load (const char *path,
                         GPtrArray *diagnostics,
                         GCancellable *cancellable,
                         GError **error);

/**
 * ng_document_save:
 *
 * Writes beside the file and renames: .wl as notation with arrays, .netgraph as a safetensors file
 * that ng_document_bytes() gives, .onnx by ng_onnx_save().
 *
 * Fails with: "File::write", "File::format", "ONNX::write", "Wxf::limit".
 */
gboolean ng_document_save (NgNet *net, const char *path, GError **error);

/**
 * ng_document_bytes:
 * @notes: (nullable) (array zero-terminated=1): names and texts by turns, which
 *   ng_safetensors_text() finds in the file
 *
 * A net of ONNX operators is kept as its model, an array of bytes.
 *
 * Fails with: what ng_onnx_write() says.
 *
 * Returns: (transfer full) (nullable): the content of a .netgraph file
 */
GBytes *ng_document_bytes (NgNet *net, const char *const *notes, GError **error);

/** ng_document_save_own: writes the file that ng_document_bytes() gives, without having all of it
 * in memory. Fails with: what that says, and ng_file_replace() */
gboolean
ng_document_save_own (NgNet *net, const char *path, const char *const *notes, GError **error);

/** ng_document_stem: Returns: (transfer full): the name without its ending, where that is one of
 *   files that hold nets, else the name */
char *ng_document_stem (const char *name);

/** ng_file_map: Returns: (transfer full) (nullable): the bytes, mapped, or copied when the file is
 *   below 1 MiB; see file-guard.h for what comes of those who shorten it. Fails with:
 * "File::missing", "::directory", "::read" */
GBytes *ng_file_map (const char *path, GError **error);

/** ng_file_map_open: ng_file_map() of a file that is open for reading, and stays open; messages
 * call it
 *   @path */
GBytes *ng_file_map_open (int fd, const char *path, GError **error);

/** ng_file_replace: writes @bytes beside what @path leads to and renames, keeping the mode: whoever
 *   looks finds the old file or the new one. Fails with: "File::write" */
gboolean ng_file_replace (const char *path, GBytes *bytes, GError **error);
/** ng_file_replace_parts: @parts: (element-type GBytes): ng_file_replace() of them, one behind the
 *   other */
gboolean ng_file_replace_parts (const char *path, const GPtrArray *parts, GError **error);

/** NgFileContent: @parts: (element-type GBytes): what is to stand in the file, one behind the other
 */
typedef struct {
  const char *path;
  const GPtrArray *parts;
} NgFileContent;

/** ng_file_replace_all: ng_file_replace() of files that belong together: all are written before the
 *   first is renamed, and where one cannot be, all old ones stay. Fails with: "File::write" */
gboolean ng_file_replace_all (const NgFileContent *files, gsize n, GError **error);

/** NgFileNeeds: Returns: whether what is in @file reads the file @name beside it */
typedef gboolean (*NgFileNeeds) (GBytes *file, const char *name);

/**
 * ng_file_check_beside:
 * @path: a file that is to be written, or written over
 * @beside: one that is to be written with it, in the same folder
 * @needs: asked of what stands at @path now
 *
 * Whether @beside may be written: nothing is there, or what the file that is written over needs.
 *
 * Fails with: "File::write".
 */
gboolean
ng_file_check_beside (const char *path, const char *beside, NgFileNeeds needs, GError **error);

G_END_DECLS
