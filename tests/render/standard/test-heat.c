/* Layers coloured by a number: what the numbers are, of layers, nets and groups, and that a picture
 * says them. */

#include "render/standard/standard.h"

#include "render/standard/scopes.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

/* 12 and 20 parameters in the group "a", 10 in the nested net, 0 in Ramp. */
#define NET                                                                                        \
  "NetGraph[<|\"a/x\" -> LinearLayer[4], \"a/y\" -> LinearLayer[4], \"r\" -> Ramp, \"in\" -> "     \
  "NetChain[{LinearLayer[2]}]|>, {\"a/x\" -> \"a/y\" -> \"r\" -> \"in\"}, \"Input\" -> 2]"

static void
assert_says (const NgHeat *heat, const char *path, const char *text, double share)
{
  g_autofree char *said = ng_heat_text (heat, path);

  g_assert_cmpstr (said, ==, text);
  ng_assert_near (ng_heat_share (heat, path), share, 1e-9);
}

static NgHeat *
find_heat (NgNet *net, NgMeasure measure, GHashTable *values)
{
  g_autoptr (NgRepeatStore) repeats = ng_repeat_store_new ();

  return ng_heat_new (net, measure, values, &(NgScopeRules){ .repeats = repeats });
}

static void
test_parameters (void)
{
  g_autoptr (NgNet) net = ng_test_net (NET);
  g_autoptr (NgHeat) heat = find_heat (net, NG_MEASURE_PARAMETERS, NULL);

  assert_says (heat, "a/x", "12", 12 / 32.0);
  assert_says (heat, "a/y", "20", 20 / 32.0);
  assert_says (heat, "a", "32", 1);
  assert_says (heat, "r", "0", 0);
  assert_says (heat, "in", "10", 10 / 32.0);
  assert_says (heat, "in/1", "10", 10 / 32.0);
  assert_says (heat, "nowhere", "?", -1);
}

static void
test_costs (void)
{
  g_autoptr (NgNet) net = ng_test_net (NET);
  g_autoptr (NgHeat) products = find_heat (net, NG_MEASURE_MULTIPLY_ADDS, NULL);
  g_autoptr (NgHeat) bytes = find_heat (net, NG_MEASURE_ACTIVATIONS, NULL);

  assert_says (products, "a/x", "8", 8 / 24.0);
  assert_says (products, "a/y", "16", 16 / 24.0);
  assert_says (products, "a", "24", 1);
  assert_says (products, "in", "8", 8 / 24.0);
  assert_says (bytes, "a/x", "16 B", 0.5);
  assert_says (bytes, "a", "32 B", 1);
  assert_says (bytes, "in", "8 B", 0.25);
}

/* The greatest, not the sum, of what a run has found; what is not finite is not known. */
static void
test_values (void)
{
  g_autoptr (NgNet) net = ng_test_net (NET);
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  double x = 2, y = 8, r = (double) INFINITY;

  g_hash_table_insert (values, (gpointer) "a/x", &x);
  g_hash_table_insert (values, (gpointer) "a/y", &y);
  g_hash_table_insert (values, (gpointer) "r", &r);
  g_autoptr (NgHeat) heat = find_heat (net, NG_MEASURE_VALUES, values);
  assert_says (heat, "a/x", "2", 0.25);
  assert_says (heat, "a", "8", 1);
  assert_says (heat, "r", "?", -1);
  assert_says (heat, "in", "?", -1);
}

/* Shapes that are not known have numbers that are not known. */
static void
test_unfinished (void)
{
  g_autoptr (NgNet) net = ng_test_net ("NetChain[{LinearLayer[3], Ramp}]");

  for (NgMeasure measure = NG_MEASURE_PARAMETERS; measure < NG_N_MEASURES; measure++) {
    g_autoptr (NgHeat) heat = find_heat (net, measure, NULL);
    assert_says (heat,
                 "1",
                 measure == NG_MEASURE_ACTIVATIONS ? "12 B" : "?",
                 measure == NG_MEASURE_ACTIVATIONS ? 1 : -1);
  }
}

/* A name may have scopes without end; those that a picture gathers are known. */
static void
test_deep (void)
{
  g_autoptr (GString) text = g_string_new ("NetGraph[<|\"");
  for (int i = 0; i < 2000; i++)
    g_string_append (text, "a/");
  g_string_append (text, "x\" -> LinearLayer[4]|>, {}, \"Input\" -> 2]");
  g_autoptr (NgNet) net = ng_test_net (text->str);
  g_autoptr (NgHeat) heat = find_heat (net, NG_MEASURE_PARAMETERS, NULL);
  g_autoptr (GString) path = g_string_new ("a");

  for (int depth = 1; depth < 100; depth++) {
    ng_assert_near (ng_heat_share (heat, path->str), depth <= NG_MAX_SCOPE_DEPTH ? 1 : -1, 0);
    g_string_append (path, "/a");
  }
}

/* Each card says its number, in the colour of its share. */
static void
test_picture (void)
{
  g_autoptr (NgNet) net = ng_test_net (NET);
  g_autoptr (NgHeat) heat = find_heat (net, NG_MEASURE_PARAMETERS, NULL);
  NgStandardOptions options = {
    .depth = 0, .heat = heat, .metrics = ng_metrics_test (), .without_dot = TRUE
  };
  g_autoptr (NgScene) scene = ng_standard_draw (net, &options, NULL, NULL);
  const NgItem *items = ng_scene_items (scene);
  guint n_most = 0, n_none = 0, n_numbers = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    n_most += items[i].role == NG_ROLE_HEAT + NG_N_HEAT_STEPS - 1;
    n_none += items[i].role == NG_ROLE_HEAT;
    n_numbers += items[i].kind == NG_ITEM_TEXT && items[i].role == NG_ROLE_KIND &&
                 strchr ("0123456789", *ng_scene_item_text (scene, &items[i])) != NULL;
  }
  g_assert_cmpuint (n_most, ==, 1);
  g_assert_cmpuint (n_none, ==, 1);
  g_assert_cmpuint (n_numbers, ==, 3);
  g_assert_cmpint (ng_heat_role (0), ==, NG_ROLE_HEAT);
  g_assert_cmpint (ng_heat_role (-1), ==, NG_ROLE_HEAT_UNKNOWN);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/heat/parameters", test_parameters);
  g_test_add_func ("/heat/costs", test_costs);
  g_test_add_func ("/heat/values", test_values);
  g_test_add_func ("/heat/unfinished", test_unfinished);
  g_test_add_func ("/heat/deep", test_deep);
  g_test_add_func ("/heat/picture", test_picture);
  return g_test_run ();
}
