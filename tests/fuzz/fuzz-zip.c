/* Bytes read as a ZIP archive, with all its entries. */

#include "core/formats/inflate.h"
#include "core/formats/zip.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
take (const char *name, GBytes *entry, gpointer user_data, GError **error)
{
  gsize *total = user_data;

  g_assert_true (g_utf8_validate (name, -1, NULL));
  if (entry != NULL)
    *total += g_bytes_get_size (entry);
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  gsize total = 0;

  g_assert_true (ng_zip_read (bytes, take, &total, &error) == (error == NULL));
  g_assert_cmpuint (total, <=, size + ng_inflate_most (size));
  return 0;
}
