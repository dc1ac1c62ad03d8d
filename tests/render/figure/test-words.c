/* Words of mathematical figures: variables are slanted, raised and lowered digits are small. */

#include "render/figure/words.h"

#include "tests/support/test.h"

#include <string.h>

static const NgFont font = { 10, NG_FAMILY_SERIF, FALSE, FALSE };

/* The runs of a text, slanted ones in /…/, raised ones behind ^ and lowered ones behind _. */
static char *
runs_of (const char *text, float most)
{
  g_autoptr (NgWords) words = ng_words_new (ng_metrics_test (), font, text, most);
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
  GString *runs = g_string_new (NULL);
  float end = 5;

  ng_words_draw (words, builder, NG_ROLE_NAME, NG_ALIGN_START, 5, 20);
  g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 0);
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    const char *run = ng_scene_item_text (scene, item);
    if (item->font.italic)
      g_string_append_printf (runs, "/%s/", run);
    else if (item->y != 20)
      g_string_append_printf (runs, "%c%s", item->y < 20 ? '^' : '_', run);
    else
      g_string_append (runs, run);
    g_assert_cmpint (item->font.size < 10, ==, item->y != 20);
    ng_assert_near ((double) item->bounds.x, (double) end, 0.01);
    end = item->bounds.x + item->bounds.width;
  }
  ng_assert_near ((double) ng_words_width (words), (double) (end - 5), 0.01);
  return g_string_free (runs, FALSE);
}

static void
test_runs (void)
{
  static const struct {
    const char *text, *runs;
  } cases[] = {
    { "Conv 3×3, 64", "Conv 3×3, 64" },
    { "tanh", "tanh" },
    { "n × 512", "/n/ × 512" },
    { "x² + 1", "/x/^2 + 1" },
    { "x₁₂", "/x/_12" },
    { "√(x + 10⁻¹²)", "√(/x/ + 10^−12)" },
    { "2 x y − é", "2 /x/ /y/ − é" },
    { "éa", "éa" },
    { "aé", "aé" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *runs = runs_of (cases[i].text, 1000);
    g_assert_cmpstr (runs, ==, cases[i].runs);
  }
}

/* What is too long, or no text at all, is one line that fits. */
static void
test_hostile (void)
{
  g_autofree char *long_text = g_strnfill (500, 'W');
  g_autofree char *short_runs = runs_of (long_text, 60);
  g_autofree char *line = runs_of ("a\tb\nc", 1000);
  g_autofree char *broken = runs_of ("a\xff"
                                     "b",
                                     1000);

  g_assert_nonnull (strstr (short_runs, "…"));
  g_assert_cmpstr (line, ==, "/a/ /b/ /c/");
  g_assert_true (g_utf8_validate (broken, -1, NULL));
}

/* The end and the middle are where they are said to be. */
static void
test_align (void)
{
  g_autoptr (NgWords) words = ng_words_new (ng_metrics_test (), font, "x² + 1", 1000);
  static const NgAlign aligns[] = { NG_ALIGN_START, NG_ALIGN_MIDDLE, NG_ALIGN_END };

  for (int i = 0; i < 3; i++) {
    NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
    ng_words_draw (words, builder, NG_ROLE_NAME, aligns[i], 100, 20);
    g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 0);
    ng_assert_near ((double) ng_scene_bounds (scene).x,
                    (double) (100 - (float) i * ng_words_width (words) / 2),
                    0.01);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/words/runs", test_runs);
  g_test_add_func ("/words/hostile", test_hostile);
  g_test_add_func ("/words/align", test_align);
  return g_test_run ();
}
