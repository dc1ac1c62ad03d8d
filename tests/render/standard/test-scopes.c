/* What layers are gathered in: names, what repeats, both, and what somebody has taken apart. */

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "render/standard/depth.h"
#include "render/standard/standard.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

/* Three times a linear layer with its ramp, and one more layer. */
#define CHAIN                                                                                      \
  "NetChain[{LinearLayer[4], Ramp, LinearLayer[4], Ramp, LinearLayer[4], Ramp, SoftmaxLayer[]}, "  \
  "\"Input\" -> 4]"
/* The same, where names say which belongs to which. */
#define NAMED                                                                                      \
  "NetChain[<|\"all/a/x\" -> LinearLayer[4], \"all/a/y\" -> Ramp, \"all/b/x\" -> LinearLayer[4], " \
  "\"all/b/y\" -> Ramp, \"all/c/x\" -> LinearLayer[4], \"all/c/y\" -> Ramp, \"end\" -> "           \
  "SoftmaxLayer[]|>, \"Input\" -> 4]"
/* The same again; but names gather across the copies. */
#define ACROSS                                                                                     \
  "NetChain[<|\"a/1\" -> LinearLayer[4], \"a/2\" -> Ramp, \"a/3\" -> LinearLayer[4], \"b/1\" -> "  \
  "Ramp, \"b/2\" -> LinearLayer[4], \"b/3\" -> Ramp, \"end\" -> SoftmaxLayer[]|>, \"Input\" -> 4]"
/* Twice: three blocks, and a layer. */
#define STAGES                                                                                     \
  "NetChain[{LinearLayer[4], Ramp, LinearLayer[4], Ramp, LinearLayer[4], Ramp, Tanh, "             \
  "LinearLayer[4], Ramp, LinearLayer[4], Ramp, LinearLayer[4], Ramp, Tanh}, \"Input\" -> 4]"

static NgScopes *
gather (const NgNet *net, NgGroups groups, const NgPositions *positions)
{
  g_autoptr (NgRepeatStore) repeats = ng_repeat_store_new ();

  return ng_scopes_new (net, "", &(NgScopeRules){ groups, repeats, positions, NULL, NULL });
}

/* All scopes that are not dissolved, in a line each: depth, path, name, layers. */
static char *
list (const NgScopes *scopes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 1; i < scopes->scopes->len; i++) {
    const NgScope *scope = &g_array_index (scopes->scopes, NgScope, i);

    if (!scope->is_dissolved)
      g_string_append_printf (text,
                              "%d %s \"%s\" %d %d\n",
                              scope->depth,
                              scope->path,
                              scope->name,
                              scope->count,
                              scope->n_layers);
  }
  return g_string_free (text, FALSE);
}

static void
test_gather (void)
{
  static const struct {
    const char *net;
    NgGroups groups;
    const char *scopes;
  } cases[] = {
    { CHAIN,
      NG_GROUPS_ALL,
      "1 ×1+1 \"×3\" 3 6\n2 ×1+1/1 \"1 of 3\" 0 2\n2 ×1+1/2 \"2 of 3\" 0 2\n"
      "2 ×1+1/3 \"3 of 3\" 0 2\n" },
    { CHAIN, NG_GROUPS_NAMES, "" },
    { NAMED,
      NG_GROUPS_ALL,
      "1 all \"all\" 3 6\n2 all/a \"a\" 0 2\n2 all/b \"b\" 0 2\n2 all/c \"c\" 0 2\n" },
    { NAMED,
      NG_GROUPS_NAMES,
      "1 all \"all\" 0 6\n2 all/a \"a\" 0 2\n2 all/b \"b\" 0 2\n2 all/c \"c\" 0 2\n" },
    { NAMED,
      NG_GROUPS_REPEATS,
      "1 ×all/a/x+1 \"×3\" 3 6\n2 ×all/a/x+1/1 \"1 of 3\" 0 2\n2 ×all/a/x+1/2 \"2 of 3\" 0 2\n"
      "2 ×all/a/x+1/3 \"3 of 3\" 0 2\n" },
    { ACROSS, NG_GROUPS_ALL, "1 a \"a\" 0 3\n1 b \"b\" 0 3\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgNet) net = ng_test_net (cases[i].net);
    g_autoptr (NgScopes) scopes = gather (net, cases[i].groups, NULL);
    g_autofree char *text = list (scopes);

    g_assert_cmpstr (text, ==, cases[i].scopes);
  }
}

static gboolean
has_scope (const NgScopes *scopes, const char *path)
{
  for (guint i = 1; i < scopes->scopes->len; i++) {
    const NgScope *scope = &g_array_index (scopes->scopes, NgScope, i);

    if (!scope->is_dissolved && strcmp (scope->path, path) == 0)
      return TRUE;
  }
  return FALSE;
}

/* What somebody has taken apart is no group any more, and what is in it still may be; that goes
 * with the layers when their names change, and through a file. */
static void
test_apart (void)
{
  g_autoptr (NgNet) net = ng_test_net (STAGES);
  g_autoptr (NgScopes) whole = gather (net, NG_GROUPS_ALL, NULL);
  g_autoptr (NgPositions) positions = ng_positions_new ();

  g_assert_true (has_scope (whole, "×1+6") && has_scope (whole, "×1+6/2/×8+1"));
  g_assert_true (ng_positions_is_empty (positions));
  ng_positions_set_apart (positions, TRUE, "1+6", TRUE);
  g_assert_false (ng_positions_is_empty (positions));

  g_autoptr (NgScopes) apart = gather (net, NG_GROUPS_ALL, positions);
  g_assert_false (has_scope (apart, "×1+6") || has_scope (apart, "×1+6/2"));
  g_assert_true (has_scope (apart, "×1+1") && has_scope (apart, "×8+1"));

  g_autofree char *text = ng_positions_print (positions);
  g_autoptr (NgPositions) again = ng_positions_parse (text, strlen (text), NULL);
  g_assert_true (ng_positions_equal (positions, again));
  g_assert_null (ng_positions_parse ("{\"apart\": {\"repeats\": [1]}}", 28, NULL));

  ng_positions_forget_apart (again);
  g_assert_true (ng_positions_is_empty (again) && !ng_positions_equal (positions, again));
}

/* A name scope can be taken apart, too. */
static void
test_apart_names (void)
{
  g_autoptr (NgNet) net = ng_test_net (NAMED);
  g_autoptr (NgPositions) positions = ng_positions_new ();

  ng_positions_set_apart (positions, FALSE, "all", TRUE);
  g_autoptr (NgScopes) scopes = gather (net, NG_GROUPS_ALL, positions);
  g_assert_false (has_scope (scopes, "all"));
  g_assert_true (has_scope (scopes, "all/a"));
  for (int layer = 0; layer < 6; layer++)
    g_assert_cmpstr (
        g_array_index (scopes->scopes, NgScope, ng_scopes_child (scopes, 0, layer)).name,
        ==,
        layer < 2   ? "a"
        : layer < 4 ? "b"
                    : "c");
}

/* The repeat is known by its first layer, whatever that is called. */
static void
test_follow (void)
{
  g_autoptr (NgNet) from = ng_test_net ("NetChain[<|\"a\" -> LinearLayer[4], \"b\" -> Ramp|>]");
  g_autoptr (NgNet) to = ng_test_net ("NetChain[<|\"new\" -> LinearLayer[4], \"b\" -> Ramp|>]");
  g_autoptr (NgPositions) positions = ng_positions_new ();

  ng_positions_set_apart (positions, TRUE, "a+1", TRUE);
  g_autoptr (NgPositions) followed = ng_positions_follow (positions, from, to);
  g_assert_true (ng_positions_is_apart (followed, TRUE, "new+1"));
  g_assert_cmpuint (ng_positions_n_apart (followed), ==, 1);
}

static NgHeat *
find_heat (NgNet *net, NgMeasure measure, GHashTable *values)
{
  g_autoptr (NgRepeatStore) repeats = ng_repeat_store_new ();

  return ng_heat_new (net, measure, values, &(NgScopeRules){ .repeats = repeats });
}

/* What is in a group counts for it: of 60 parameters the copies have 20 each. */
static void
test_heat (void)
{
  g_autoptr (NgNet) net = ng_test_net (CHAIN);
  g_autoptr (NgHeat) heat = find_heat (net, NG_MEASURE_PARAMETERS, NULL);
  g_autofree char *whole = ng_heat_text (heat, "×1+1"), *copy = ng_heat_text (heat, "×1+1/2");

  g_assert_cmpstr (whole, ==, "60");
  g_assert_cmpstr (copy, ==, "20");
  ng_assert_near (ng_heat_share (heat, "×1+1/2"), 1.0 / 3, 1e-9);
}

/* Of each net of the gallery: scopes lie behind the ones they are in, and hold what they say. */
static void
check_scopes (const NgNet *net, NgGroups groups)
{
  g_autoptr (NgScopes) scopes = gather (net, groups, NULL);
  guint n = scopes->scopes->len;
  g_autofree int *n_layers = g_new0 (int, n);

  for (gsize layer = 0; layer < ng_net_n_layers (net); layer++)
    for (int at = scopes->of_layer[layer]; at >= 0;
         at = g_array_index (scopes->scopes, NgScope, at).parent)
      n_layers[at]++;
  for (guint i = 0; i < n; i++) {
    const NgScope *scope = &g_array_index (scopes->scopes, NgScope, i);

    g_assert_cmpint (scope->n_layers, ==, n_layers[i]);
    g_assert_cmpint (scope->parent, <, (int) i);
    if (i > 0)
      g_assert_cmpint (
          scope->depth, ==, g_array_index (scopes->scopes, NgScope, scope->parent).depth + 1);
  }
  for (gsize layer = 0; layer < ng_net_n_layers (net); layer++)
    if (ng_layer_net (ng_net_layer (net, layer)) != NULL)
      check_scopes (ng_layer_net (ng_net_layer (net, layer)), groups);
}

typedef struct {
  gsize n_layers, n_groups;
} Count;

static Count
count (NgNet *net, NgGroups groups, int depth)
{
  NgStandardOptions options = {
    .depth = depth, .groups = groups, .metrics = ng_metrics_test (), .without_dot = TRUE
  };
  g_autoptr (NgScene) scene = ng_standard_draw (net, &options, NULL, NULL);
  const NgItem *items = ng_scene_items (scene);
  Count n = { 0, 0 };

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    n.n_layers +=
        items[i].role >= NG_ROLE_LAYER && items[i].role < NG_ROLE_LAYER + NG_N_ROLE_CATEGORIES;
    n.n_groups += items[i].role == NG_ROLE_GROUP;
  }
  return n;
}

static gsize
count_leaves (NgNet *net)
{
  gsize n = 0;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgNet *inner = ng_layer_net (ng_net_layer (net, i));

    n += inner != NULL ? count_leaves (inner) : 1;
  }
  return n;
}

static void
test_gallery (void)
{
  static const char *const names[] = { "gpt-2", "resnet-18", "u-net", "vgg-16", "densenet-121" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *file = g_strconcat ("data/gallery/", names[i], ".wl", NULL);
    g_autofree char *path = ng_test_source (file);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);

    g_assert_no_error (error);
    for (NgGroups groups = NG_GROUPS_ALL; groups <= NG_GROUPS_REPEATS; groups++) {
      g_autoptr (NgRepeatStore) repeats = ng_repeat_store_new ();
      int deepest = ng_standard_deepest (net, &(NgScopeRules){ groups, repeats, NULL, NULL, NULL });

      check_scopes (net, groups);
      g_assert_cmpuint (count (net, groups, deepest).n_layers, ==, count_leaves (net));
      g_assert_cmpuint (count (net, groups, deepest).n_groups, ==, 0);
      if (deepest > 0)
        g_assert_cmpuint (count (net, groups, deepest - 1).n_layers, <, count_leaves (net));
    }
  }
}

/* What is made of constants lies with what reads it, unless the net gives it out or several groups
 * read it. */
static void
test_constants (void)
{
  g_autoptr (NgNet) net = ng_test_net (
      "NetGraph[<|\"one\" -> ConstantArrayLayer[\"Array\" -> {1, 2}], \"more\" -> Tanh, \"shared\" "
      "-> ConstantArrayLayer[\"Array\" -> {3, 4}], \"out\" -> ConstantArrayLayer[\"Array\" -> {5, "
      "6}], \"a/x\" -> TotalLayer[], \"a/y\" -> TotalLayer[], \"b/x\" -> TotalLayer[], \"b/y\" -> "
      "TotalLayer[]|>, {\"one\" -> \"more\", {NetPort[\"Input\"], \"more\"} -> \"a/x\", "
      "{\"a/x\", \"shared\"} -> \"a/y\", {\"a/y\", \"shared\"} -> \"b/x\", {\"b/x\", \"out\"} -> "
      "\"b/y\", \"out\" -> NetPort[\"Rest\"]}, \"Input\" -> 2]");
  g_autoptr (NgScopes) scopes = gather (net, NG_GROUPS_NAMES, NULL);
  static const struct {
    const char *layer, *scope;
  } cases[] = { { "one", "a" }, { "more", "a" }, { "shared", "" }, { "out", "" }, { "a/x", "a" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    int layer = ng_net_find (net, cases[i].layer);

    g_assert_cmpstr (
        g_array_index (scopes->scopes, NgScope, scopes->of_layer[layer]).path, ==, cases[i].scope);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/scopes/gather", test_gather);
  g_test_add_func ("/scopes/apart", test_apart);
  g_test_add_func ("/scopes/apart-names", test_apart_names);
  g_test_add_func ("/scopes/follow", test_follow);
  g_test_add_func ("/scopes/heat", test_heat);
  g_test_add_func ("/scopes/gallery", test_gallery);
  g_test_add_func ("/scopes/constants", test_constants);
  return g_test_run ();
}
