/* What lies between two scenes: begins as the first, ends as the second, and finds things again
 * whatever their numbers. */

#include "render/scene/tween.h"

#include "render/scene/builder.h"
#include "tests/support/test.h"

#include <string.h>

static const NgBox everything = { -1e4F, -1e4F, 2e4F, 2e4F };

static NgPick
vertex (guint32 id, guint32 net)
{
  return (NgPick){ NG_PICK_VERTEX, 0, id, net };
}

/* Two layers and a line, the second layer in a net of its own, and a third one if wanted. */
static NgScene *
make_scene (float x, const char *other_path, gboolean is_curved, gboolean has_third)
{
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
  NgFont font = { 9, NG_FAMILY_SANS, FALSE, FALSE };

  if (other_path != NULL)
    ng_scene_builder_add_path_name (builder, other_path);
  guint32 net = ng_scene_builder_add_path_name (builder, "inner");
  ng_scene_builder_set_pick (builder, vertex (1, 0));
  ng_scene_builder_add_box (builder, NG_ROLE_LAYER, (NgBox){ 0, 0, 40, 20 }, 4);
  ng_scene_builder_set_pick (builder, vertex (1, net));
  ng_scene_builder_add_box (builder, NG_ROLE_LAYER, (NgBox){ x, 0, 40, 20 }, 4);
  ng_scene_builder_add_text (builder, NG_ROLE_NAME, font, NG_ALIGN_MIDDLE, x + 20, 12, "b");
  ng_scene_builder_set_pick (builder, (NgPick){ NG_PICK_EDGE, 0, 1, net });
  if (is_curved)
    ng_scene_builder_add_path (
        builder,
        NG_ROLE_EDGE,
        "MCC",
        (NgPoint[]){
            { 40, 10 }, { 50, 10 }, { 50, 60 }, { 60, 60 }, { 70, 60 }, { 70, 10 }, { x, 10 } });
  else
    ng_scene_builder_add_path (builder, NG_ROLE_EDGE, "ML", (NgPoint[]){ { 40, 10 }, { x, 10 } });
  if (has_third) {
    ng_scene_builder_set_pick (builder, vertex (7, 0));
    ng_scene_builder_add_box (builder, NG_ROLE_LAYER, (NgBox){ 0, 100, 40, 20 }, 4);
  }
  return ng_scene_builder_end (builder, 10);
}

static NgBox
box_at (const NgTween *tween, float t, NgPick pick, gboolean *is_there)
{
  g_autoptr (NgScene) scene = ng_tween_at (tween, t);
  NgBox box = { 0, 0, 0, 0 };

  *is_there = ng_scene_find (scene, pick, &box);
  return box;
}

static void
test_move (void)
{
  g_autoptr (NgScene) from = make_scene (100, NULL, FALSE, FALSE);
  g_autoptr (NgScene) to = make_scene (300, "another", TRUE, TRUE);
  g_autoptr (NgTween) tween = ng_tween_new (from, everything, to, everything, 100);
  NgPick moved = vertex (1, ng_scene_find_path (to, "inner"));
  gboolean is_there;

  g_assert_nonnull (tween);
  for (int i = 0; i <= 4; i++) {
    float t = (float) i / 4;
    g_autoptr (NgScene) scene = ng_tween_at (tween, t);
    gboolean has_text = FALSE, has_line = FALSE;

    g_assert_cmpfloat_with_epsilon (box_at (tween, t, moved, &is_there).x, 100 + 200 * t, 0.01);
    g_assert_true (is_there);
    g_assert_cmpfloat (box_at (tween, t, vertex (1, 0), &is_there).x, ==, 0);
    box_at (tween, t, vertex (7, 0), &is_there);
    g_assert_cmpint (is_there, ==, t >= 0.5F);
    for (gsize k = 0; k < ng_scene_n_items (scene); k++) {
      const NgItem *item = &ng_scene_items (scene)[k];

      if (item->kind == NG_ITEM_TEXT) {
        has_text = TRUE;
        g_assert_cmpstr (ng_scene_item_text (scene, item), ==, "b");
        g_assert_cmpfloat_with_epsilon (item->x, 120 + 200 * t, 0.01);
      } else if (item->kind == NG_ITEM_PATH) {
        NgPath path = ng_scene_item_path (scene, item);

        has_line = TRUE;
        g_assert_cmpfloat_with_epsilon (path.points[0].x, 40, 0.01);
        g_assert_cmpfloat_with_epsilon (path.points[path.n_points - 1].x, 100 + 200 * t, 0.01);
      }
    }
    g_assert_true (has_text && has_line);
  }
}

static void
test_nothing (void)
{
  g_autoptr (NgScene) from = make_scene (100, NULL, FALSE, FALSE);
  g_autoptr (NgScene) same = make_scene (100, "another", FALSE, TRUE);
  g_autoptr (NgScene) to = make_scene (300, NULL, FALSE, FALSE);
  NgBox elsewhere = { 5000, 5000, 10, 10 };

  g_assert_null (ng_tween_new (from, everything, same, everything, 100));
  g_assert_null (ng_tween_new (from, everything, to, everything, 5));
  g_assert_null (ng_tween_new (from, elsewhere, to, elsewhere, 100));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/tween/move", test_move);
  g_test_add_func ("/tween/nothing", test_nothing);
  return g_test_run ();
}
