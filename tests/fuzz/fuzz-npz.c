/* Bytes read as the arrays of a .npz file. */

#include "core/formats/npz.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);

  ng_npz_read (bytes, names, tensors, NULL);
  g_assert_cmpuint (names->len, ==, tensors->len);
  return 0;
}
