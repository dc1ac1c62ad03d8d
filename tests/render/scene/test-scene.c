/* Scenes: what is added is found again, by pick, by place and in text. */

#include "render/scene/builder.h"
#include "render/scene/dump.h"
#include "render/scene/glyph.h"
#include "render/scene/number.h"
#include "render/scene/pick.h"

#include "core/base/rng.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

static NgPick
vertex (guint32 id)
{
  return (NgPick){ NG_PICK_VERTEX, 0, id, 0 };
}

/* Many boxes in a random picture, one long line, one frame round all. */
static NgScene *
make_crowd (guint64 seed, int n)
{
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());

  ng_scene_builder_set_pick (builder, (NgPick){ NG_PICK_GROUP, 0, 0, 0 });
  ng_scene_builder_add_box (builder, NG_ROLE_FRAME, (NgBox){ -10, -10, 5020, 320 }, 4);
  for (int i = 0; i < n; i++) {
    guint64 k = (guint64) i;
    NgBox box = { (float) (ng_rng_unit (seed, 0, k) * 4900),
                  (float) (ng_rng_unit (seed, 1, k) * 270),
                  10 + (float) (ng_rng_unit (seed, 2, k) * 50),
                  5 + (float) (ng_rng_unit (seed, 3, k) * 20) };
    ng_scene_builder_set_pick (builder, vertex ((guint32) i));
    ng_scene_builder_add_box (builder, NG_ROLE_LAYER, box, 2);
  }
  ng_scene_builder_set_pick (builder, (NgPick){ NG_PICK_EDGE, 0, 0, 0 });
  ng_scene_builder_add_path (builder,
                             NG_ROLE_EDGE,
                             "MC",
                             (NgPoint[]){ { 0, 0 }, { 2000, 0 }, { 3000, 300 }, { 5000, 300 } });
  return ng_scene_builder_end (builder, 5);
}

static gboolean
meets (NgBox a, NgBox b)
{
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height &&
         b.y <= a.y + a.height;
}

static void
count_item (const NgScene *scene, const NgItem *item, gpointer data)
{
  g_array_append_val ((GArray *) data, item);
}

/* What a grid finds is what a look at every item finds, in the order of painting. */
static void
test_grid (void)
{
  for (guint64 seed = 1; seed <= 8; seed++) {
    g_autoptr (NgScene) scene = make_crowd (seed, 700);
    const NgItem *items = ng_scene_items (scene);
    for (guint64 k = 0; k < 60; k++) {
      NgBox box = { (float) (ng_rng_unit (seed, 4, k) * 5200 - 100),
                    (float) (ng_rng_unit (seed, 5, k) * 400 - 60),
                    (float) (ng_rng_unit (seed, 6, k) * 900),
                    (float) (ng_rng_unit (seed, 7, k) * 200) };
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (NgItem *));
      ng_scene_foreach_in (scene, &box, count_item, found);
      guint next = 0;
      NgBox grown = { box.x - 4, box.y - 4, box.width + 8, box.height + 8 };
      for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
        if (!meets (items[i].bounds, grown))
          continue;
        g_assert_cmpuint (next, <, found->len);
        g_assert_true (g_array_index (found, const NgItem *, next) == &items[i]);
        next++;
      }
      g_assert_cmpuint (next, ==, found->len);
    }
  }
}

static void
test_find (void)
{
  g_autoptr (NgScene) scene = make_crowd (3, 300);
  NgBox box;

  for (guint32 i = 0; i < 300; i++) {
    g_assert_true (ng_scene_find (scene, vertex (i), &box));
    g_assert_cmpfloat (box.x, ==, ng_scene_items (scene)[i + 1].bounds.x);
  }
  g_assert_false (ng_scene_find (scene, vertex (300), NULL));
  g_assert_false (ng_scene_find (scene, (NgPick){ 0 }, NULL));
}

static NgScene *
make_pair (void)
{
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());

  ng_scene_builder_set_pick (builder, (NgPick){ NG_PICK_GROUP, 0, 0, 0 });
  ng_scene_builder_add_box (builder, NG_ROLE_FRAME, (NgBox){ -20, -20, 240, 100 }, 4);
  ng_scene_builder_set_pick (builder, (NgPick){ NG_PICK_EDGE, 0, 2, 0 });
  ng_scene_builder_add_path (builder, NG_ROLE_EDGE, "ML", (NgPoint[]){ { 60, 20 }, { 140, 20 } });
  for (guint32 i = 1; i <= 2; i++) {
    float x = i == 1 ? 0 : 140;
    ng_scene_builder_set_pick (builder, vertex (i));
    ng_scene_builder_add_box (builder, NG_ROLE_LAYER, (NgBox){ x, 0, 60, 40 }, 4);
    ng_scene_builder_add_text (builder,
                               NG_ROLE_NAME,
                               (NgFont){ 9, NG_FAMILY_SANS, TRUE, FALSE },
                               NG_ALIGN_MIDDLE,
                               x + 30,
                               20,
                               "name");
    ng_scene_builder_set_pick (builder,
                               (NgPick){ i == 1 ? NG_PICK_OUTPUT : NG_PICK_INPUT, 0, i, 0 });
    ng_scene_builder_add_box (builder, NG_ROLE_ANCHOR, (NgBox){ i == 1 ? 60 : 140, 20, 0, 0 }, 0);
  }
  return ng_scene_builder_end (builder, 5);
}

static NgPick
pick_at (const NgScene *scene, float x, float y, float tolerance)
{
  NgPick pick;

  ng_scene_pick (scene, x, y, tolerance, &pick);
  return pick;
}

static void
test_pick (void)
{
  g_autoptr (NgScene) scene = make_pair ();

  /* Within the box, on its words, beside it within the tolerance. */
  g_assert_cmpint (pick_at (scene, 20, 10, 4).kind, ==, NG_PICK_VERTEX);
  g_assert_cmpuint (pick_at (scene, 30, 18, 4).id, ==, 1);
  g_assert_cmpint (pick_at (scene, 20, 43, 4).kind, ==, NG_PICK_VERTEX);
  g_assert_cmpint (pick_at (scene, 20, 45, 4).kind, ==, NG_PICK_NONE);
  /* A port wins over its layer and over the edge that begins there. */
  g_assert_cmpint (pick_at (scene, 61, 20, 4).kind, ==, NG_PICK_OUTPUT);
  g_assert_cmpint (pick_at (scene, 138, 21, 4).kind, ==, NG_PICK_INPUT);
  /* The edge, near its line only. */
  g_assert_cmpint (pick_at (scene, 100, 22, 4).kind, ==, NG_PICK_EDGE);
  g_assert_cmpint (pick_at (scene, 100, 30, 4).kind, ==, NG_PICK_NONE);
  /* A frame is its border. */
  g_assert_cmpint (pick_at (scene, -20, 60, 4).kind, ==, NG_PICK_GROUP);
  g_assert_cmpint (pick_at (scene, 100, 60, 4).kind, ==, NG_PICK_NONE);
}

static void
test_pick_box (void)
{
  g_autoptr (NgScene) scene = make_pair ();
  g_autoptr (GArray) one = ng_scene_pick_box (scene, &(NgBox){ -5, -5, 100, 60 });
  g_autoptr (GArray) both = ng_scene_pick_box (scene, &(NgBox){ -5, -5, 220, 60 });
  g_autoptr (GArray) none = ng_scene_pick_box (scene, &(NgBox){ 5, 5, 20, 20 });

  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpuint (g_array_index (one, NgPick, 0).id, ==, 1);
  g_assert_cmpuint (both->len, ==, 2);
  g_assert_cmpuint (none->len, ==, 0);
}

/* A stroke cuts the edge that it crosses, and no other one. */
static void
test_cross (void)
{
  g_autoptr (NgScene) scene = make_pair ();
  g_autoptr (GArray) crossed = ng_scene_cross (scene, (NgPoint){ 90, 0 }, (NgPoint){ 110, 40 });
  g_autoptr (GArray) short_of = ng_scene_cross (scene, (NgPoint){ 90, 0 }, (NgPoint){ 110, 19 });
  g_autoptr (GArray) beside = ng_scene_cross (scene, (NgPoint){ 150, -5 }, (NgPoint){ 150, 45 });
  NgPoint middle = { 0, 0 };

  g_assert_cmpuint (crossed->len, ==, 1);
  g_assert_cmpint (g_array_index (crossed, NgPick, 0).kind, ==, NG_PICK_EDGE);
  g_assert_cmpuint (short_of->len, ==, 0);
  g_assert_cmpuint (beside->len, ==, 0);
  g_assert_true (ng_scene_edge_middle (scene, g_array_index (crossed, NgPick, 0), &middle));
  g_assert_cmpfloat (middle.x, ==, 100);
  g_assert_cmpfloat (middle.y, ==, 20);
  g_assert_false (ng_scene_edge_middle (scene, vertex (1), &middle));
}

static NgScene *
make_all_kinds (void)
{
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
  guint32 path = ng_scene_builder_add_path_name (builder, "a/b c");
  guint32 pixels[6] = { 0xff000000, 0xffffffff, 0x80ff0000, 0, 0xff00ff00, 0xff0000ff };
  NgFont font = { 8.5F, NG_FAMILY_MONO, TRUE, TRUE };

  ng_scene_builder_set_pick (builder, (NgPick){ NG_PICK_GROUP, 0, path, 0 });
  ng_scene_builder_add_box (builder, NG_ROLE_FRAME, (NgBox){ 0, 0.25F, 100, 50 }, 4);
  ng_scene_builder_set_pick (builder, (NgPick){ NG_PICK_INPUT, 3, 7, path });
  ng_scene_builder_add_path (builder,
                             NG_ROLE_EDGE_UNKNOWN,
                             "MCLZ",
                             (NgPoint[]){ { 0, 0 }, { 1, 2 }, { 3, 4 }, { 5, 6 }, { -7.5F, 8 } });
  ng_scene_builder_set_pick (builder, (NgPick){ 0 });
  ng_scene_builder_add_glyph (builder, NG_ROLE_GLYPH, "M2 2h12v12h-12z", 10, 10, 18);
  ng_scene_builder_add_glyph (builder, NG_ROLE_GLYPH + 3, "M2 2h12v12h-12z", 40, 10, 18);
  ng_scene_builder_add_text (builder, NG_ROLE_TEXT, font, NG_ALIGN_END, 50, 30, " 3×28  \"ℝ\" ");
  ng_scene_builder_add_image (builder, (NgBox){ 60, 10, 30, 20 }, pixels, 3, 2);
  return ng_scene_builder_end (builder, 2);
}

/* There and back, and the same again. */
static void
test_dump (void)
{
  g_autoptr (NgScene) scene = make_all_kinds ();
  g_autofree char *text = ng_scene_dump (scene);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgScene) again = ng_scene_read (text, ng_metrics_test (), &error);

  g_assert_no_error (error);
  g_autofree char *second = ng_scene_dump (again);
  g_assert_cmpstr (text, ==, second);
  g_assert_cmpuint (ng_scene_n_items (again), ==, ng_scene_n_items (scene));
  g_assert_cmpuint (ng_scene_find_path (again, "a/b c"), ==, 1);
}

static void
test_dump_refuses (void)
{
  static const char *const broken[] = {
    "box frame - 0 0 1",
    "box nothing - 0 0 1 1 0",
    "box frame vertex:1:0:0 0 0 1 1 0",
    "path edge - MQ 0 0 1 1",
    "path edge - C 0 0 1 1 2 2",
    "path edge - M 0",
    "text name - middle sans 9 0",
    "text name - middle papyrus 9 0 0 x",
    "image - 0 0 1 1 2 2 ff000000",
    "image - 0 0 1 1 -1 -1 ff000000",
    "group",
    "page 0 0",
    "box frame - 0 0 nan 1 0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (ng_scene_read (broken[i], ng_metrics_test (), &error));
    ng_assert_tag (&error, "Scene::line");
  }
}

static void
test_add_scene (void)
{
  g_autoptr (NgScene) inner = make_all_kinds ();
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
  guint32 other = ng_scene_builder_add_path_name (builder, "other");

  ng_scene_builder_set_pick (builder, vertex (5));
  ng_scene_builder_add_scene (builder, inner, 100, 200);
  g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 0);
  const NgItem *from = ng_scene_items (inner), *to = ng_scene_items (scene);
  float dx = 100 - ng_scene_bounds (inner).x, dy = 200 - ng_scene_bounds (inner).y;

  g_assert_cmpuint (other, ==, 1);
  g_assert_cmpuint (ng_scene_n_items (scene), ==, ng_scene_n_items (inner));
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    ng_assert_near ((double) to[i].bounds.x, (double) (from[i].bounds.x + dx), 1e-3);
    ng_assert_near ((double) to[i].bounds.y, (double) (from[i].bounds.y + dy), 1e-3);
  }
  g_assert_cmpstr (ng_scene_path (scene, to[0].pick.id), ==, "a/b c");
  g_assert_cmpstr (ng_scene_item_text (scene, &to[4]), ==, ng_scene_item_text (inner, &from[4]));
  g_assert_true (ng_pick_equal (to[4].pick, vertex (5)));
  NgPath a = ng_scene_item_path (inner, &from[1]), b = ng_scene_item_path (scene, &to[1]);
  for (gsize i = 0; i < a.n_points; i++)
    ng_assert_near ((double) (b.points[i].x - a.points[i].x), (double) dx, 1e-3);
}

static void
check_glyph (const char *data, const char *ops, NgPoint last)
{
  g_autoptr (GString) read = g_string_new (NULL);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (NgPoint));

  ng_glyph_parse (data, read, points);
  g_assert_cmpstr (read->str, ==, ops);
  if (points->len > 0) {
    NgPoint p = g_array_index (points, NgPoint, points->len - 1);
    ng_assert_near ((double) p.x, (double) last.x, 1e-4);
    ng_assert_near ((double) p.y, (double) last.y, 1e-4);
  }
}

static void
test_glyph (void)
{
  check_glyph ("M2 2h3v3h-3z", "MLLLZ", (NgPoint){ 2, 5 });
  check_glyph ("m1,1 2,2 l-1-1.5", "MLL", (NgPoint){ 2, 1.5F });
  check_glyph ("M0 0C1 1 2 2 3 3s2 0 3 1", "MCC", (NgPoint){ 6, 4 });
  check_glyph ("M0 0q1 1 2 0t2 0", "MCC", (NgPoint){ 4, 0 });
  check_glyph ("M8 2a6 6 0 1 1 0 12", "MCC", (NgPoint){ 8, 14 });
  check_glyph ("M0 0A0 3 0 0 1 4 4", "ML", (NgPoint){ 4, 4 });
  check_glyph ("L1 1", "", (NgPoint){ 0, 0 });
  check_glyph ("M1 1L2", "M", (NgPoint){ 1, 1 });
  check_glyph ("M1 1L1e9 2", "M", (NgPoint){ 1, 1 });

  /* Points of an arc lie on its circle. */
  g_autoptr (GString) ops = g_string_new (NULL);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  ng_glyph_parse ("M13 8a5 5 0 1 1-5-5", ops, points);
  for (guint i = 0; i < points->len; i += 3) {
    NgPoint p = g_array_index (points, NgPoint, i);
    ng_assert_near (hypot ((double) p.x - 8, (double) p.y - 8), 5, 1e-4);
  }
}

static void
test_metrics (void)
{
  const NgMetrics *metrics = ng_metrics_test ();
  NgFont font = { 10, NG_FAMILY_SANS, FALSE, FALSE };

  ng_assert_near ((double) ng_metrics_width (metrics, font, "abcd"), 22, 1e-4);
  ng_assert_near ((double) ng_metrics_width (metrics, font, "漢字"), 20, 1e-4);
  for (float width = 0; width < 80; width += 3) {
    g_autofree char *end = ng_metrics_ellipsize (metrics, font, "convolution", width, FALSE);
    g_autofree char *middle = ng_metrics_ellipsize (metrics, font, "convolution", width, TRUE);
    g_assert_true (g_utf8_validate (end, -1, NULL));
    if (width >= 6) {
      g_assert_cmpfloat (ng_metrics_width (metrics, font, end), <=, width);
      g_assert_cmpfloat (ng_metrics_width (metrics, font, middle), <=, width);
    }
    if (width > 12 && width < 60)
      g_assert_true (g_str_has_suffix (middle, "n") || width < 18);
  }
  g_autofree char *broken = ng_metrics_ellipsize (metrics, font, "a\nb\xff", 100, FALSE);
  g_assert_cmpstr (broken, ==, "a b\xef\xbf\xbd");
}

static void
test_number (void)
{
  static const struct {
    double number;
    const char *text;
  } cases[] = {
    { 0, "0" },
    { -0.001, "0" },
    { 0.1, "0.1" },
    { -0.25, "-0.25" },
    { 3.14159, "3.14" },
    { 1.999, "2" },
    { -7.05, "-7.05" },
    { 12000.5, "12000.5" },
    { 0.07, "0.07" },
    { -1e12, "-1000000000000" },
    { 1e18, "1000000000000000000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) out = g_string_new ("x");

    ng_append_number (out, cases[i].number);
    g_assert_cmpstr (out->str + 1, ==, cases[i].text);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/scene/grid", test_grid);
  g_test_add_func ("/scene/find", test_find);
  g_test_add_func ("/scene/pick", test_pick);
  g_test_add_func ("/scene/pick-box", test_pick_box);
  g_test_add_func ("/scene/cross", test_cross);
  g_test_add_func ("/scene/dump", test_dump);
  g_test_add_func ("/scene/dump-refuses", test_dump_refuses);
  g_test_add_func ("/scene/add-scene", test_add_scene);
  g_test_add_func ("/scene/glyph", test_glyph);
  g_test_add_func ("/scene/metrics", test_metrics);
  g_test_add_func ("/scene/number", test_number);
  return g_test_run ();
}
