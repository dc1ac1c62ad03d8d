/* Bytes read as an ONNX tensor. */

#include "core/formats/onnx-model.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  NgOnnxFile file = { .bytes = bytes, .error = &error };
  NgWire wire;

  ng_wire_open (&wire, g_bytes_get_data (bytes, NULL), size, &error);
  g_autoptr (NgTensor) tensor = ng_onnx_tensor_parse (&file, &wire, NULL);
  g_assert_true (tensor != NULL || error != NULL);
  return 0;
}
