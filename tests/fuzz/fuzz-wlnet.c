/* Bytes read as a net that Export wrote as .wlnet. */

#include "core/formats/wlnet.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) diagnostics = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_wlnet_read (bytes, diagnostics, &error);

  g_assert_true ((net == NULL) == (error != NULL));
  return 0;
}
