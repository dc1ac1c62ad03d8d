/* What Export of ONNX files can be told. */

#pragma once

#include "core/expr/expr.h"
#include "core/formats/onnx.h"

G_BEGIN_DECLS

/**
 * ng_export_read_onnx:
 * @call: (nullable): a call, whose arguments from the third on are options
 * @options: (out): how the net is written
 *
 * Fails with: "Eval::arguments".
 */
gboolean ng_export_read_onnx (const NgExpr *call, NgOnnxOptions *options, GError **error);

G_END_DECLS
