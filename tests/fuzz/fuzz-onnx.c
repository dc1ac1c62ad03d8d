/* Bytes read as an ONNX model. */

#include "core/formats/onnx.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) diagnostics = ng_diagnostic_list_new ();
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, diagnostics, NULL);

  return 0;
}
