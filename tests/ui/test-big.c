/* Files that the window leaves where they are. */

#include "tests/support/big.h"
#include "tests/ui/ui-test.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* What a window may take for a net of 64 layers. */
#define MEMORY_ALLOWED (G_GUINT64_CONSTANT (64) << 20)

static guint64
get_memory (void)
{
  g_autofree char *text = NULL;
  unsigned long size, resident;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%lu %lu", &size, &resident), ==, 2);
  return (guint64) resident * (guint64) sysconf (_SC_PAGESIZE);
}

/* Four gigabytes of weights, of which none is looked at. */
static void
test_open (gconstpointer data)
{
  NgUiTest *self = (gpointer) data;
  g_autofree char *path = ng_ui_write ("big.netgraph", "");
  g_autofree char *net = ng_test_big_notation (64);
  guint64 before;

  ng_test_big_arrays (path, 64, net);
  ng_ui_start_text (self, "NetChain[{LinearLayer[3]}]");
  before = get_memory ();
  ng_ui_open (self, path);
  ng_ui_settle (self);
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (ng_ui_document (self))), ==, 64);
  if (g_getenv ("ASAN_OPTIONS") == NULL)
    g_assert_cmpuint (get_memory (), <, before + MEMORY_ALLOWED);
  ng_ui_stop (self);
  unlink (path);
}

/* Somebody cuts the file short while it is open: the window stays and says so. */
static void
test_shortened (gconstpointer data)
{
  NgUiTest *self = (gpointer) data;
  g_autofree char *path = ng_ui_write ("short.netgraph", "");
  g_autofree char *net = ng_test_big_notation (1);
  NgTensor *tensor;

  ng_test_big_arrays (path, 1, net);
  ng_ui_start (self, path);
  tensor = ng_layer_array (ng_net_layer (ng_document_net (ng_ui_document (self)), 0), 0);
  g_assert_cmpint (truncate (path, 8192), ==, 0);
  ng_assert_near (ng_tensor_get_real (tensor, ng_tensor_count (tensor) - 1), 0, 0);
  ng_ui_wait (ng_ui_find_widget (GTK_WIDGET (self->window), g_type_from_name ("AdwToastWidget")) !=
              NULL);
  ng_ui_stop (self);
  unlink (path);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/ui/big/open", &test, test_open);
  g_test_add_data_func ("/ui/big/shortened", &test, test_shortened);
  return ng_ui_run (&test);
}
