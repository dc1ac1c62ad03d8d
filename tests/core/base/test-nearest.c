#include "core/base/nearest.h"
#include "tests/support/test.h"

static void
test_nearest (void)
{
  static const char *const names[] = { "LinearLayer", "SoftmaxLayer", "Input", NULL };
  static const char *const letters[] = { "a", "ab", NULL };
  static const char *const short_ones[] = { "Cos", "Log", NULL };
  static const char *const encoders[] = { "encoder2b", "encoder2", "recoder", "encoder", NULL };

  g_assert_cmpstr (ng_nearest ("Inptu", names), ==, "Input");
  g_assert_cmpstr (ng_nearest ("Linear", names), ==, "LinearLayer");
  g_assert_cmpstr (ng_nearest ("softmaxlayer", names), ==, "SoftmaxLayer");
  g_assert_null (ng_nearest ("Convolution", names));
  g_assert_null (ng_nearest ("z", letters));
  g_assert_null (ng_nearest ("xy", letters));
  g_assert_cmpstr (ng_nearest ("A", letters), ==, "a");
  g_assert_cmpstr (ng_nearest ("b", letters), ==, "ab");
  g_assert_cmpstr (ng_nearest ("Encoder", encoders), ==, "encoder");
  g_assert_cmpstr (ng_nearest ("Encod", encoders), ==, "encoder");
  g_assert_cmpstr (ng_nearest ("ENCODER2", encoders), ==, "encoder2");
  g_assert_cmpstr (ng_nearest ("decoder", encoders), ==, "recoder");
  g_assert_null (ng_nearest ("", letters));
  g_assert_null (ng_nearest ("Foo", short_ones));
  g_assert_cmpstr (ng_nearest ("Cot", short_ones), ==, "Cos");
}

static char *
hint (const char *name, const char *const *names)
{
  g_autoptr (NgDiagnostic) diagnostic = ng_diagnostic_with_names (
      ng_diagnostic_new ("NetGraph::noport", NULL, "There is no such port."), name, names);

  return g_strdup (diagnostic->hint);
}

static void
test_hint (void)
{
  static const char *const names[] = { "Input", "Mask", NULL };
  static const char *const none[] = { NULL };
  static const char *const many[] = { "a1", "b1", "c1", "d1", "e1", "f1", "g1",
                                      "h1", "i1", "j1", "k1", "l1", "m1", NULL };
  g_autofree char *near = hint ("Inptu", names);
  g_autofree char *far = hint ("Weights", names);
  g_autofree char *unnamed = hint (NULL, names);
  g_autofree char *cut = hint ("Weights", many);

  g_assert_cmpstr (near, ==, "Did you mean \"Input\"?");
  g_assert_cmpstr (far, ==, "There is \"Input\", \"Mask\".");
  g_assert_cmpstr (unnamed, ==, far);
  g_assert_true (g_str_has_suffix (cut, "\"l1\", …."));
  g_assert_null (hint ("Weights", none));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/base/nearest/name", test_nearest);
  g_test_add_func ("/base/nearest/hint", test_hint);
  return g_test_run ();
}
