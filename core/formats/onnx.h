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

G_END_DECLS
