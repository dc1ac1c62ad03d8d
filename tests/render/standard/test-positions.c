/* Positions of layers that were moved: the picture keeps them, edits take them along, and text
 * gives them back or is refused. */

#include "render/standard/standard.h"

#include "core/graph/builder.h"
#include "core/graph/delete.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

#define NESTED                                                                                     \
  "NetGraph[<|\"stem\" -> LinearLayer[4], \"body\" -> NetGraph[<|\"a\" -> LinearLayer[4], \"b\" "  \
  "-> Ramp|>, {\"a\" -> \"b\"}], \"end\" -> SoftmaxLayer[]|>, {\"stem\" -> \"body\" -> "           \
  "\"end\"}, \"Input\" -> 3]"
#define SCOPES                                                                                     \
  "NetGraph[<|\"a/x\" -> LinearLayer[4], \"a/y\" -> Ramp, \"end\" -> LinearLayer[2]|>, {\"a/x\" "  \
  "-> \"a/y\" -> \"end\"}, \"Input\" -> 3]"

/* Where the pictures' parts are counted from, and where they are in the picture. */
static NgScene *
draw (NgNet *net, int depth, const NgPositions *positions, NgPositions *found)
{
  NgStandardOptions options = { .depth = depth,
                                .without_dot = TRUE,
                                .metrics = ng_metrics_test (),
                                .positions = positions,
                                .found = found };
  g_autoptr (GError) error = NULL;
  NgScene *scene = ng_standard_draw (net, &options, NULL, &error);

  g_assert_no_error (error);
  return scene;
}

static NgBox
box_of (const NgScene *scene, const NgNet *net, const char *path, const char *layer)
{
  NgPick pick = { .kind = NG_PICK_VERTEX,
                  .id = ng_net_vertex (net, (gsize) ng_net_find (net, layer)),
                  .net = ng_scene_find_path (scene, path) };
  NgBox box;

  g_assert_true (ng_scene_find (scene, pick, &box));
  return box;
}

static NgPosition
position_of (const NgPositions *found, const char *path)
{
  const NgPosition *position =
      ng_positions_find (found, NG_DIRECTION_RIGHT, NG_POSITION_LAYER, path);

  g_assert_nonnull (position);
  return *position;
}

/* A layer that was moved stands there in the picture, and nothing else has moved. */
static void
test_picture (void)
{
  g_autoptr (NgNet) net = ng_test_net (NESTED);
  g_autoptr (NgPositions) found = ng_positions_new (), moved = ng_positions_new ();
  g_autoptr (NgScene) before = draw (net, -1, NULL, found);
  NgPosition end = position_of (found, "end");

  g_assert_cmpuint (ng_positions_size (found), ==, 5);
  end.at.x += 20;
  end.at.y += 90;
  ng_positions_set (moved, &end);
  g_autoptr (NgScene) after = draw (net, -1, moved, NULL);
  NgBox a = box_of (before, net, "", "end"), b = box_of (after, net, "", "end");
  g_assert_cmpfloat_with_epsilon (b.x - a.x, 20, 0.01);
  g_assert_cmpfloat_with_epsilon (b.y - a.y, 90, 0.01);
  for (int i = 0; i < 2; i++) {
    const char *name = i == 0 ? "stem" : "body";

    a = box_of (before, net, "", name);
    b = box_of (after, net, "", name);
    g_assert_cmpfloat (a.x, ==, b.x);
    g_assert_cmpfloat (a.y, ==, b.y);
  }

  /* The other direction has positions of its own. */
  NgStandardOptions down = {
    .direction = NG_DIRECTION_DOWN, .depth = -1, .without_dot = TRUE, .metrics = ng_metrics_test ()
  };
  g_autoptr (NgScene) plain = ng_standard_draw (net, &down, NULL, NULL);
  down.positions = moved;
  g_autoptr (NgScene) same = ng_standard_draw (net, &down, NULL, NULL);
  a = box_of (plain, net, "", "end");
  b = box_of (same, net, "", "end");
  g_assert_cmpfloat (a.x, ==, b.x);
  g_assert_cmpfloat (a.y, ==, b.y);
}

/* In an open net, what is moved out beyond the border makes the frame larger, and everything stays
 * inside; positions are told as they were given. */
static void
test_frame (void)
{
  g_autoptr (NgNet) net = ng_test_net (NESTED);
  NgNet *body = ng_layer_net (ng_net_layer (net, (gsize) ng_net_find (net, "body")));
  g_autoptr (NgPositions) found = ng_positions_new (), moved = ng_positions_new ();
  g_autoptr (NgScene) before = draw (net, 1, NULL, found);
  g_autoptr (NgPositions) again = ng_positions_new ();
  NgPosition a = position_of (found, "body/a");

  a.at.x -= 150;
  a.at.y -= 60;
  ng_positions_set (moved, &a);
  g_autoptr (NgScene) after = draw (net, 1, moved, again);
  NgBox frame = box_of (after, net, "", "body"), inner = box_of (after, body, "body", "a");
  NgBox small = box_of (before, net, "", "body");
  g_assert_cmpfloat (frame.width, >=, small.width + 150);
  g_assert_cmpfloat (frame.height, >, small.height);
  g_assert_cmpfloat (inner.x, >, frame.x);
  g_assert_cmpfloat (inner.y, >, frame.y);
  NgPosition told = position_of (again, "body/a");
  g_assert_cmpfloat_with_epsilon (told.at.x, a.at.x, 0.01);
  g_assert_cmpfloat_with_epsilon (told.at.y, a.at.y, 0.01);
  NgPosition b = position_of (again, "body/b"), b_before = position_of (found, "body/b");
  g_assert_cmpfloat_with_epsilon (b.at.x, b_before.at.x, 0.01);
}

/* What was moved in an open group has no place where there are no groups. */
static void
test_group (void)
{
  g_autoptr (NgNet) net = ng_test_net (SCOPES);
  g_autoptr (NgPositions) found = ng_positions_new (), moved = ng_positions_new ();
  g_autoptr (NgScene) open = draw (net, 1, NULL, found), flat = draw (net, -1, NULL, NULL);
  NgPosition x = position_of (found, "a/x");

  g_assert_cmpstr (x.group, ==, "a");
  g_assert_nonnull (ng_positions_find (found, NG_DIRECTION_RIGHT, NG_POSITION_GROUP, "a"));
  x.at.y += 100;
  ng_positions_set (moved, &x);
  g_autoptr (NgScene) open_moved = draw (net, 1, moved, NULL);
  g_autoptr (NgScene) flat_moved = draw (net, -1, moved, NULL);
  g_assert_cmpfloat (box_of (flat, net, "", "a/x").y, ==, box_of (flat_moved, net, "", "a/x").y);
  g_assert_cmpfloat (
      box_of (open_moved, net, "", "a/x").y, >, box_of (open_moved, net, "", "a/y").y + 50);
}

static NgPositions *
some_positions (void)
{
  NgPositions *self = ng_positions_new ();
  static const NgPosition all[] = {
    { NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "stem", "", { 1, 2 } },
    { NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "body/a", "", { -3.5F, 4 } },
    { NG_DIRECTION_DOWN, NG_POSITION_LAYER, "body/a", "g/h", { 5, 6 } },
    { NG_DIRECTION_UP, NG_POSITION_GROUP, "g", "", { 7, 8 } },
    { NG_DIRECTION_RIGHT, NG_POSITION_INPUT, "Input", "", { 9, 10 } },
    { NG_DIRECTION_RIGHT, NG_POSITION_OUTPUT, "Output", "", { 11, 12 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    ng_positions_set (self, &all[i]);
  return self;
}

/* Names change, vertices do not; what is deleted is forgotten. */
static void
test_follow (void)
{
  g_autoptr (NgNet) net = ng_test_net (NESTED), other = ng_test_net (SCOPES);
  g_autoptr (NgPositions) positions = some_positions ();
  g_autoptr (GError) error = NULL;
  static const char *const names[] = { "stem", "trunk", "end" };
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (net);
  g_assert_true (ng_net_builder_rename_layers (builder, names, &error));
  g_autoptr (NgNet) renamed = ng_net_builder_end (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  g_autoptr (NgPositions) there = ng_positions_follow (positions, net, renamed);
  const NgPosition *a = ng_positions_find (there, NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "trunk/a");

  g_assert_nonnull (a);
  g_assert_cmpfloat (a->at.x, ==, -3.5F);
  g_assert_null (ng_positions_find (there, NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "body/a"));
  g_assert_cmpuint (ng_positions_size (there), ==, 6);

  g_autoptr (NgNet) smaller =
      ng_net_delete (net, (const gboolean[]){ TRUE, FALSE, FALSE }, NG_DELETION_CUTS, &error);
  g_assert_no_error (error);
  g_autoptr (NgPositions) left = ng_positions_follow (positions, net, smaller);
  g_assert_null (ng_positions_find (left, NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "stem"));
  g_assert_nonnull (ng_positions_find (left, NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "body/a"));

  g_autoptr (NgPositions) elsewhere = ng_positions_follow (positions, net, other);
  g_assert_null (ng_positions_find (elsewhere, NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "body/a"));
  g_assert_true (ng_positions_follow (positions, net, net) == positions);
  ng_positions_unref (positions);
}

static void
test_text (void)
{
  g_autoptr (NgPositions) positions = some_positions ();
  g_autofree char *text = ng_positions_print (positions);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPositions) again = ng_positions_parse (text, strlen (text), &error);
  g_autoptr (NgPositions) none = ng_positions_new ();
  g_autofree char *nothing = ng_positions_print (none);

  g_assert_no_error (error);
  g_assert_cmpstr (text,
                   ==,
                   "{\"right\":{\"layers\":{\"body/a\":[-3.5,4],\"stem\":[1,2]},"
                   "\"inputs\":{\"Input\":[9,10]},\"outputs\":{\"Output\":[11,12]}},"
                   "\"down\":{\"layers\":{\"body/a\":[5,6,\"g/h\"]}},"
                   "\"up\":{\"groups\":{\"g\":[7,8]}}}");
  g_assert_true (ng_positions_equal (positions, again));
  g_assert_false (ng_positions_equal (positions, none));
  g_assert_true (ng_positions_equal (NULL, none));
  g_assert_cmpstr (nothing, ==, "{}");
  g_assert_true (ng_positions_forget (again, NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "stem"));
  g_assert_false (ng_positions_equal (positions, again));
  ng_positions_forget_all (again, NG_DIRECTION_RIGHT);
  g_assert_cmpuint (ng_positions_size (again), ==, 2);
}

static guint
count_items (const NgScene *scene, NgRole role)
{
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    n += ng_scene_items (scene)[i].role == role;
  return n;
}

/* Connections that are drawn as tags: a tag where each leads to and one where it comes from,
 * whichever way it is drawn; renaming takes them along, and what is gone is forgotten. */
static void
test_tags (void)
{
  g_autoptr (NgNet) net = ng_test_net (NESTED);
  g_autoptr (NgPositions) positions = ng_positions_new ();
  g_autoptr (NgPositions) same = NULL, renamed = NULL, none = NULL;
  static const char *const names[] = { "stem", "trunk", "end" };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  ng_positions_set_cut (positions, FALSE, "end/Input", TRUE);
  ng_positions_set_cut (positions, FALSE, "body/b/Input", TRUE);
  ng_positions_set_cut (positions, TRUE, "Output", TRUE);
  ng_positions_set_cut (positions, FALSE, "stem/Input", TRUE);
  ng_positions_set_cut (positions, FALSE, "stem/Input", FALSE);
  g_assert_cmpuint (ng_positions_n_cuts (positions), ==, 3);
  for (NgWires wires = NG_WIRES_SPLINE; wires <= NG_WIRES_ORTHOGONAL; wires++) {
    ng_positions_set_wires (positions, wires);
    g_autoptr (NgScene) plain = draw (net, 1, NULL, NULL);
    g_autoptr (NgScene) scene = draw (net, 1, positions, NULL);
    g_assert_cmpuint (count_items (plain, NG_ROLE_TAG), ==, 0);
    g_assert_cmpuint (count_items (scene, NG_ROLE_TAG), ==, 6);
  }

  text = ng_positions_print (positions);
  g_assert_cmpstr (text,
                   ==,
                   "{\"wires\":\"orthogonal\",\"tags\":{\"inputs\":[\"body/b/Input\","
                   "\"end/Input\"],\"outputs\":[\"Output\"]}}");
  same = ng_positions_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_true (ng_positions_equal (same, positions));
  ng_positions_set_cut (same, TRUE, "Other", TRUE);
  g_assert_false (ng_positions_equal (same, positions));

  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (net);
  g_assert_true (ng_net_builder_rename_layers (builder, names, &error));
  g_autoptr (NgNet) other = ng_net_builder_end (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  renamed = ng_positions_follow (positions, net, other);
  g_assert_true (ng_positions_is_cut (renamed, FALSE, "trunk/b/Input"));
  g_assert_true (ng_positions_is_cut (renamed, FALSE, "end/Input"));
  g_assert_true (ng_positions_is_cut (renamed, TRUE, "Output"));
  g_assert_cmpuint (ng_positions_n_cuts (renamed), ==, 3);
  none = ng_positions_follow (positions, net, NULL);
  g_assert_cmpuint (ng_positions_n_cuts (none), ==, 0);
  g_assert_cmpint (ng_positions_wires (none), ==, NG_WIRES_ORTHOGONAL);
}

static void
test_broken (void)
{
  static const char *const broken[] = {
    "",
    "[]",
    "{\"right\": 3}",
    "{\"right\": {\"layers\": []}}",
    "{\"right\": {\"layers\": {\"a\": 1}}}",
    "{\"right\": {\"layers\": {\"a\": [1]}}}",
    "{\"right\": {\"layers\": {\"a\": [1, \"b\"]}}}",
    "{\"right\": {\"layers\": {\"a\": [1, 2, 3]}}}",
    "{\"right\": {\"layers\": {\"a\": [1, 2, \"\", 4]}}}",
    "{\"right\": {\"layers\": {\"a\": [1, 2]}}",
    "{\"wires\": 1}",
    "{\"tags\": [\"a\"]}",
    "{\"tags\": {\"inputs\": {}}}",
    "{\"tags\": {\"outputs\": [1]}}",
  };
  static const char far[] = "{\"right\": {\"layers\": {\"a\": [1e300, -1e300]}, \"colors\": 1}}";

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (ng_positions_parse (broken[i], strlen (broken[i]), &error));
    g_assert_nonnull (error);
  }
  g_autoptr (NgPositions) bounded = ng_positions_parse (far, strlen (far), NULL);
  NgPosition a = position_of (bounded, "a");
  g_assert_cmpfloat (a.at.x, ==, NG_MAX_POSITION);
  g_assert_cmpfloat (a.at.y, ==, -NG_MAX_POSITION);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/positions/picture", test_picture);
  g_test_add_func ("/positions/frame", test_frame);
  g_test_add_func ("/positions/group", test_group);
  g_test_add_func ("/positions/follow", test_follow);
  g_test_add_func ("/positions/text", test_text);
  g_test_add_func ("/positions/tags", test_tags);
  g_test_add_func ("/positions/broken", test_broken);
  return g_test_run ();
}
