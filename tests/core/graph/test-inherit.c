/* A net that is read from an edited text is the next version of the one before: vertices, places
 * and arrays stay with the layers that they belong to. */

#include "core/graph/inherit.h"

#include "core/graph/same.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"

#include <string.h>

/* The net that @text says, as the next version of @before. */
static NgNet *
next (NgNet *before, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, &error);

  g_assert_no_error (error);
  return ng_net_inherit (net, before);
}

/* The layers of @net as places in @before, counted from 1; 0 for what is new: "1 2 0". */
static char *
partners (const NgNet *net, const NgNet *before)
{
  GString *text = g_string_new (NULL);

  for (gsize l = 0; l < ng_net_n_layers (net); l++)
    g_string_append_printf (text,
                            "%s%d",
                            l > 0 ? " " : "",
                            ng_net_index_of_vertex (before, ng_net_vertex (net, l)) + 1);
  for (gsize l = 0; l < ng_net_n_layers (net); l++)
    g_assert_cmpint (ng_net_index_of_vertex (net, ng_net_vertex (net, l)), ==, (int) l);
  return g_string_free (text, FALSE);
}

static void
assert_partners (const char *old, const char *text, const char *expected)
{
  g_autoptr (NgNet) before = ng_test_read (old);
  g_autoptr (NgNet) now = next (before, text);
  g_autofree char *found = partners (now, before);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_names (void)
{
  const char *old = "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> Ramp, \"c\" -> LinearLayer[2]|>, "
                    "{\"a\" -> \"b\" -> \"c\"}, \"Input\" -> 4]";

  assert_partners (old, old, "1 2 3");
  assert_partners (
      old,
      "NetGraph[<|\"c\" -> LinearLayer[2], \"new\" -> Tanh, \"a\" -> LinearLayer[5]|>, "
      "{\"a\" -> \"new\" -> \"c\"}, \"Input\" -> 4]",
      "3 2 1");
  /* A new name: the layer that is alike is the one. */
  assert_partners (
      old,
      "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> Ramp, \"last\" -> LinearLayer[2]|>, "
      "{\"a\" -> \"b\" -> \"last\"}, \"Input\" -> 4]",
      "1 2 3");
}

static void
test_places (void)
{
  const char *old = "NetChain[{LinearLayer[3], Ramp, LinearLayer[2], Ramp, LinearLayer[1]}, "
                    "\"Input\" -> 4]";

  assert_partners (
      old, "NetChain[{LinearLayer[3], Ramp, LinearLayer[2], Ramp, LinearLayer[1]}]", "1 2 3 4 5");
  assert_partners (
      old, "NetChain[{LinearLayer[3], Ramp, LinearLayer[2], LinearLayer[1]}]", "1 2 3 5");
  assert_partners (old,
                   "NetChain[{LinearLayer[3], Tanh, Ramp, LinearLayer[2], Ramp, LinearLayer[1]}]",
                   "1 0 2 3 4 5");
  /* One of another size, between those that stay; then the first ones only. */
  assert_partners (
      old, "NetChain[{LinearLayer[3], Ramp, LinearLayer[77], Ramp, LinearLayer[1]}]", "1 2 3 4 5");
  assert_partners (old, "NetChain[{LinearLayer[3], Ramp}]", "1 2");
  /* Another class in the same place. */
  assert_partners (
      old, "NetChain[{LinearLayer[3], Ramp, SoftmaxLayer[], Ramp, LinearLayer[1]}]", "1 2 3 4 5");
}

static void
test_nested (void)
{
  const char *old = "NetChain[{Ramp, NetChain[{LinearLayer[3], Tanh}]}, \"Input\" -> 4]";
  g_autoptr (NgNet) before = ng_test_read (old);
  g_autoptr (NgNet) now = next (
      before, "NetChain[{NetChain[{LinearLayer[3], Ramp, Tanh}], SoftmaxLayer[]}, \"Input\" -> 4]");
  NgNet *inner_before = ng_layer_net (ng_net_layer (before, 1));
  NgNet *inner = ng_layer_net (ng_net_layer (now, 0));
  g_autofree char *found = partners (now, before);
  g_autofree char *found_inside = partners (inner, inner_before);

  g_assert_cmpstr (found, ==, "2 0");
  g_assert_cmpstr (found_inside, ==, "1 0 2");
}

/* A text without arrays loses none, unless they fit no more. */
static void
test_arrays (void)
{
  g_autoptr (NgNet) read = ng_test_read (
      "NetGraph[<|\"a\" -> LinearLayer[3], \"in\" -> NetChain[{LinearLayer[5], Tanh}],"
      " \"c\" -> LinearLayer[2]|>, {\"a\" -> \"in\" -> \"c\"}, \"Input\" -> 4]");
  g_autoptr (NgNet) before = ng_net_initialize (read, FALSE, 1, "Kaiming", NULL);
  g_autoptr (NgExpr) expr = ng_net_write (before, FALSE);
  g_autofree char *text = ng_print (expr, 80);
  g_autoptr (NgNet) same = next (before, text);
  g_autoptr (NgNet) now =
      next (before,
            "NetGraph[<|\"a\" -> LinearLayer[3], \"in\" -> NetChain[{LinearLayer[6], Tanh}],"
            " \"c\" -> LinearLayer[2]|>, {\"a\" -> \"in\" -> \"c\"}, \"Input\" -> 4]");
  NgNet *inner = ng_layer_net (ng_net_layer (now, 1));

  g_assert_true (ng_net_same (same, before, 0));
  g_assert_true (ng_net_check_initialized (same, NULL));
  g_assert_true (ng_net_check (now, NULL));
  g_assert_true (ng_layer_array (ng_net_layer (now, 0), 0) ==
                 ng_layer_array (ng_net_layer (before, 0), 0));
  /* The weights inside were 5 by 3, and those behind 2 by 5; only biases of 2 still fit. */
  g_assert_null (ng_layer_array (ng_net_layer (inner, 0), 0));
  g_assert_null (ng_layer_array (ng_net_layer (now, 2), 0));
  g_assert_nonnull (ng_layer_array (ng_net_layer (now, 2), 1));
}

static void
test_shared (void)
{
  g_autoptr (NgNet) before = ng_test_read (
      "NetChain[{LinearLayer[2, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", \"Array\" -> {{1, 2}, "
      "{3, 4}}|>], \"Biases\" -> None], LinearLayer[2, \"Weights\" -> NetArray[\"w\"], \"Biases\" "
      "-> "
      "None]}, \"Input\" -> 2]");
  g_autoptr (NgExpr) expr = ng_net_write (before, FALSE);
  g_autofree char *text = ng_print (expr, 80);
  g_autoptr (NgNet) now = next (before, text);

  g_assert_null (strstr (text, "{3, 4}"));
  g_assert_true (ng_net_same (now, before, 0));
  g_assert_true (ng_layer_array (ng_net_layer (now, 0), 0) ==
                 ng_layer_array (ng_net_layer (now, 1), 0));
}

/* Where too much lies between what is the same at both ends, places and kinds decide, soon. */
static void
test_long (void)
{
  g_autoptr (GString) old = g_string_new ("NetChain[{Ramp");
  g_autoptr (GString) text = g_string_new ("NetChain[{Ramp");
  g_autoptr (NgNet) before = NULL;
  g_autoptr (NgNet) now = NULL;

  for (int i = 0; i < 6000; i++) {
    g_string_append (old, i % 2 == 0 ? ", Tanh" : ", Ramp");
    g_string_append (text, i % 2 == 0 ? ", Ramp" : ", Tanh");
  }
  g_string_append (old, ", Tanh, SoftmaxLayer[]}, \"Input\" -> 3]");
  g_string_append (text, ", Ramp, SoftmaxLayer[]}, \"Input\" -> 3]");
  before = ng_test_read (old->str);
  now = next (before, text->str);
  g_assert_cmpuint (ng_net_vertex (now, 6002), ==, ng_net_vertex (before, 6002));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/inherit/names", test_names);
  g_test_add_func ("/graph/inherit/places", test_places);
  g_test_add_func ("/graph/inherit/nested", test_nested);
  g_test_add_func ("/graph/inherit/arrays", test_arrays);
  g_test_add_func ("/graph/inherit/shared", test_shared);
  g_test_add_func ("/graph/inherit/long", test_long);
  return g_test_run ();
}
