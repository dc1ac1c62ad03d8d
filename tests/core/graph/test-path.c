#include "core/graph/path.h"

#include "core/notation/read.h"
#include "tests/support/test.h"

static void
test_join (void)
{
  static const struct {
    const char *prefix, *name, *path;
  } cases[] = {
    { "", "a", "a" },          { "a", "Weights", "a/Weights" }, { "", "a/b", "a~1b" },
    { "a~1b", "c", "a~1b/c" }, { "", "a~1b", "a~01b" },         { "a", "~", "a/~0" },
    { "a", "", "a/" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = ng_path_join (cases[i].prefix, cases[i].name);
    g_assert_cmpstr (path, ==, cases[i].path);
  }
}

/* Two layers whose names read the same when they are joined do not begin with the same weights. */
static void
test_streams (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (
      "NetGraph[<|\"a/b\" -> LinearLayer[3, \"Input\" -> 3], \"a\" -> NetGraph[<|\"b\" -> "
      "LinearLayer[3]|>, {}]|>, {\"a/b\" -> \"a\"}]",
      -1,
      NULL,
      &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) ready =
      ng_net_initialize (net, FALSE, 1, ng_net_initialize_methods ()[0], &error);
  g_assert_no_error (error);
  NgLayer *plain = ng_net_layer (ready, 0);
  NgLayer *nested = ng_net_layer (ng_layer_net (ng_net_layer (ready, 1)), 0);

  g_assert_false (ng_tensor_equal (ng_layer_array (plain, 0), ng_layer_array (nested, 0)));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/path/join", test_join);
  g_test_add_func ("/graph/path/streams", test_streams);
  return g_test_run ();
}
