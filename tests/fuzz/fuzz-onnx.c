/* Bytes read as an ONNX model. What can be read is written as it was, unless its data lie in files
 * that are missing; who reads a file without nodes keeps nothing of it. */

#include "core/formats/onnx.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) diagnostics = ng_diagnostic_list_new ();
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, diagnostics, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) written =
      net != NULL && ng_net_n_layers (net) > 0 ? ng_onnx_write (net, NULL, &error) : NULL;

  g_assert_true (error == NULL || ng_error_has_tag (error, "ONNX::external"));
  g_assert_true (written == NULL || g_bytes_equal (bytes, written));
  return 0;
}
