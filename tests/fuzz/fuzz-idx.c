/* Bytes read as an array of IDX, also out of a compressed file. */

#include "core/formats/idx.h"
#include "core/formats/inflate.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) content = ng_gunzip (bytes, NULL);
  g_autoptr (NgTensor) tensor = content != NULL ? ng_idx_read (content, NULL) : NULL;

  g_assert_true (tensor == NULL || ng_idx_is (content));
  return 0;
}
