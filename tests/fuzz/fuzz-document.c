/* Bytes opened as a file of the program's own format; the net in them is saved and opened again. */

#include "core/formats/document.h"
#include <glib/gstdio.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) diagnostics = ng_diagnostic_list_new ();
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = NULL;

  g_assert_no_error (error);
  path = g_build_filename (folder, "net.netgraph", NULL);
  g_assert_true (g_file_set_contents_full (
      path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_autoptr (NgNet) net = ng_document_load (path, diagnostics, NULL, NULL);
  if (net != NULL && ng_document_save (net, path, &error)) {
    g_autoptr (NgNet) again = ng_document_load (path, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (ng_net_n_layers (again), ==, ng_net_n_layers (net));
  }
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
