/* Bytes read as an array of NumPy; what is read is written and read again. */

#include "core/formats/npy.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (NgTensor) tensor = ng_npy_read (bytes, NULL);
  g_autoptr (GBytes) written = tensor != NULL ? ng_npy_write (tensor, NULL) : NULL;
  g_autoptr (NgTensor) again = written != NULL ? ng_npy_read (written, NULL) : NULL;

  g_assert_true (written == NULL || ng_tensor_equal (tensor, again));
  return 0;
}
