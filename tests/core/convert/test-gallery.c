/* Nets of the gallery, written as ONNX and read as layers again: the same nets. Without what the
 * file says of layers, operators become layers with the same values. */

#include "core/formats/document.h"
#include "core/formats/gallery.h"
#include "core/formats/onnx.h"
#include "core/graph/same.h"
#include "tests/support/agree.h"
#include "tests/support/battery.h"
#include "tests/support/onnx-file.h"
#include "tests/support/test.h"

/* Sums go in another order, in float32, through a hundred layers. */
#define TOLERANCE 1e-4

/* Arrays as a file has them, all other than 0. */
static NgNet *
fill (NgNet *open)
{
  const NgInitialization how = { .seed = 3,
                                 .method = "Kaiming",
                                 .biases = { NG_DISTRIBUTION_NORMAL, 0, 0.1 } };
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_net_initialize_with (open, &how, &error);

  g_assert_no_error (error);
  return net;
}

static NgNet *
read_again (NgNet *net)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ng_onnx_write (net, NULL, &error);

  g_assert_no_error (error);
  NgNet *raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return raw;
}

static void
check_net (NgNet *net, const char *name)
{
  g_autoptr (NgNet) raw = read_again (net);
  g_autoptr (GError) error = NULL;
  g_auto (NgLayersReport) report = { 0 };

  g_autoptr (NgNet) again = ng_onnx_to_layers (raw, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.left->len, ==, 0);
  if (!ng_net_same (net, again, 0))
    g_error ("%s is another net when it comes back", name);
  g_autoptr (NgNet) layers = ng_net_to_layers (raw, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ng_net_check (layers, &error));
  g_assert_no_error (error);
  ng_test_values_agree (raw, layers, TOLERANCE, name);
}

/* @data: how many parameters nets may have, and how many nets there are at least */
static void
test_gallery (gconstpointer data)
{
  const gint64 *most = data;
  g_autoptr (GPtrArray) gallery = ng_gallery_new ();
  gint64 n_done = 0;

  for (guint i = 0; i < gallery->len; i++) {
    const NgGalleryNet *entry = gallery->pdata[i];
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) open = ng_document_load (entry->path, NULL, NULL, &error);
    g_assert_no_error (error);
    if (!ng_net_check_specified (open, NULL) || ng_net_n_parameters (open) > most[0])
      continue;
    g_autoptr (NgNet) net = fill (open);
    check_net (net, entry->name);
    n_done++;
  }
  g_assert_cmpint (n_done, >=, most[1]);
}

/* A file that somebody changed is what its nodes say, and not what its notation says. */
static void
test_changed (void)
{
  g_autoptr (NgNet) open =
      ng_test_read ("NetChain[<|\"a\" -> LinearLayer[3], \"b\" -> Tanh, \"c\" -> LinearLayer[2]|>, "
                    "\"Input\" -> 4]");
  g_autoptr (NgNet) net = fill (open);
  g_autoptr (NgNet) raw = read_again (net);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) same = ng_onnx_to_layers (raw, NULL, NULL, &error);
  g_assert_true (ng_net_same (net, same, 0));
  g_autoptr (NgNet) renamed = ng_test_rename_layer (raw, "b", "squash");
  g_autoptr (NgNet) layers = ng_onnx_to_layers (renamed, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_net_find (layers, "squash"), ==, 1);
  /* The file of the change has the old notation still, which tells another net. */
  g_autoptr (NgNet) saved = ng_test_onnx_again (renamed);
  g_autoptr (NgNet) again = ng_onnx_to_layers (saved, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_net_find (again, "squash"), ==, 1);
  ng_test_values_agree (raw, again, TOLERANCE, "changed");
}

int
main (int argc, char **argv)
{
  static const gint64 small[] = { 2000000, 18 }, large[] = { 30000000, 28 };

  ng_test_init (&argc, &argv);
  g_test_add_data_func ("/convert/gallery/nets", argc > 1 ? large : small, test_gallery);
  g_test_add_func ("/convert/gallery/changed", test_changed);
  return g_test_run ();
}
