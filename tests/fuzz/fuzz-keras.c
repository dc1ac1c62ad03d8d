/* Bytes read as a model of Keras. */

#include "core/formats/keras.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_keras_read (bytes, NULL, &error);

  g_assert_true ((net == NULL) == (error != NULL));
  return 0;
}
