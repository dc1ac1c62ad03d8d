/* Bytes read as a graph of MXNet, or as its arrays. */

#include "core/formats/mxnet-params.h"
#include "core/formats/mxnet.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
see (const char *name, NgTensor *tensor, gpointer n_bytes)
{
  *(gsize *) n_bytes += ng_tensor_size (tensor);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  gsize n_bytes = 0;

  if (size > 0 && *data != '{') {
    gboolean ok = ng_mxnet_params_read (bytes, see, &n_bytes, &error);
    g_assert_true (ok == (error == NULL));
    g_assert_true (n_bytes <= size);
  } else {
    g_autoptr (NgNet) net = ng_mxnet_read (bytes, NULL, NULL, &error);
    g_assert_true ((net == NULL) == (error != NULL));
  }
  return 0;
}
