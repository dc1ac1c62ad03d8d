/* Bytes read as an HDF5 file, with all its arrays. */

#include "core/formats/hdf5.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (NgHdf5) file = ng_hdf5_read (bytes, NULL);

  for (gsize i = 0; file != NULL && i < ng_hdf5_length (file); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgTensor) tensor = ng_hdf5_tensor (file, i, &error);
    g_assert_true ((tensor == NULL) == (error != NULL));
  }
  return 0;
}
