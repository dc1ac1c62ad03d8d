/* NgOnnxReading: an ONNX file and the net that was made of it, with all that tells which layer was
 * which node. */

#pragma once

#include "core/formats/onnx-scope.h"

G_BEGIN_DECLS

/**
 * NgOnnxReading:
 * @assembly: of the outermost graph; instance i is layer i of @net, and the first of its frames
 *   that of the graph
 * @reason: where @file puts errors
 */
typedef struct {
  NgOnnxFile file;
  NgOnnxReader reader;
  NgOnnxModel *model;
  NgOnnxAssembly *assembly;
  NgNet *net;
  GError *reason;
} NgOnnxReading;

/** ng_onnx_reading_new: Fails with: what ng_onnx_read() says. Returns: (transfer full) (nullable):
 *   the file, read */
NgOnnxReading *ng_onnx_reading_new (NgOnnxOrigin *origin, GPtrArray *diagnostics, GError **error);
void ng_onnx_reading_free (NgOnnxReading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgOnnxReading, ng_onnx_reading_free)

/** ng_onnx_check_declared: adds a warning for each value of which the file declares another
 * element, rank or size than inference found, up to a number of them */
void ng_onnx_check_declared (const NgNet *net, GPtrArray *warnings);

G_END_DECLS
