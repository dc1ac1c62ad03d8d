/* ONNX models. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_onnx_read:
 * @bytes: the model; kept by the net's arrays, not copied
 * @folder: (nullable): where external data may lie
 *
 * Every node becomes a layer of class ONNXOperator with its attributes; initializers are arrays.
 *
 * Fails with: "ONNX::wire" with the byte offset, "ONNX::model", "ONNX::tensor", "ONNX::external",
 * "ONNX::limit".
 *
 * Returns: (transfer full) (nullable): the net
 */
NgNet *ng_onnx_read (GBytes *bytes, const char *folder, GPtrArray *diagnostics, GError **error);

/* Bytes that one protobuf message can have. */
#define NG_ONNX_LIMIT ((gsize) G_MAXINT32)

/**
 * ng_onnx_save:
 * @limit: bytes of a model from which on large arrays go to a file beside it, the name with .data
 *   added; %NG_ONNX_LIMIT where nobody wants less
 *
 * Writes a net of ONNX operators. Of a net that was read from a file, what nobody touched stands in
 * the new one as it stood: nodes, attributes, texts, types and fields that we do not know. External
 * data of that file go along into another folder, or into the model where another file there has
 * the name. Layers inside other nets are called by their paths.
 *
 * Fails with: "ONNX::write" where a layer has no form in ONNX or no values; "File::write".
 */
gboolean ng_onnx_save (NgNet *net, const char *path, gsize limit, GError **error);

/** ng_onnx_write: ng_onnx_save() without a file: arrays in files of external data stay there.
 *   Returns: (transfer full) (nullable): the model */
GBytes *ng_onnx_write (NgNet *net, GError **error);

G_END_DECLS
