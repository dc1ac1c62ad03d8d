/* Bytes read as safetensors; what is read is written and read again. */

#include "core/formats/safetensors.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (NgSafetensors) file = ng_safetensors_read (bytes, NULL);
  g_autoptr (GBytes) written = file != NULL ? ng_safetensors_write (file, NULL) : NULL;
  g_autoptr (NgSafetensors) again = written != NULL ? ng_safetensors_read (written, NULL) : NULL;

  g_assert_true (written == NULL || again != NULL);
  return 0;
}
