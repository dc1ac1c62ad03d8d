/* Block diagrams: what is folded, and what somebody settled about it; words of closed nets, and the
 * dimensions of branches. */

#include "render/figure/figure.h"
#include "render/scene/dump.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

static NgFigure
blocks (void)
{
  NgFigure figure = ng_figure_default ();

  figure.form = ng_figure_form_find ("blocks");
  figure.metrics = ng_metrics_test ();
  figure.without_dot = TRUE;
  return figure;
}

/* All texts of a role, or of all roles for NG_N_ROLES, as they were painted: "a|b". */
static char *
draw_texts (NgNet *net, const NgFigure *figure, NgRole role)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgScene) scene = ng_figure_draw (net, figure, NULL, &error);
  GString *all = g_string_new (NULL);

  g_assert_no_error (error);
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->kind == NG_ITEM_TEXT && (role == NG_N_ROLES || item->role == role))
      g_string_append_printf (
          all, "%s%s", all->len > 0 ? "|" : "", ng_scene_item_text (scene, item));
  }
  return g_string_free (all, FALSE);
}

/* Layers that are equal are one unless nothing is folded, or one of them is apart. */
static void
test_apart (void)
{
  g_autoptr (NgNet) net = ng_test_net ("NetChain[{Tanh, Tanh, Tanh, Sin}, \"Input\" -> 3]");
  NgFigure figure = blocks ();
  g_autofree char *folded = draw_texts (net, &figure, NG_ROLE_REPEAT_COUNT);
  g_assert_cmpstr (folded, ==, "×3");

  figure.fold = FALSE;
  g_autofree char *unfolded = draw_texts (net, &figure, NG_N_ROLES);
  g_assert_cmpstr (unfolded, ==, "Input|tanh|tanh|tanh|sin|Output");

  figure.fold = NG_FIGURE_AUTOMATIC;
  figure.apart = "nothing, 3";
  g_autofree char *cut = draw_texts (net, &figure, NG_N_ROLES);
  g_assert_cmpstr (cut, ==, "Input|tanh|×2|tanh|sin|Output");
}

/* Two stages that differ in their channels: 8, 16 and 16, 32 are one letter and its double. */
static void
test_alike (void)
{
  g_autoptr (NgNet) net = ng_test_net (
      "NetChain[{ConvolutionLayer[8, 3], Ramp, ConvolutionLayer[16, 1], Tanh, ConvolutionLayer[16, "
      "3], Ramp, ConvolutionLayer[32, 1], Tanh}, \"Input\" -> {3, 9, 9}]");
  NgFigure figure = blocks ();
  g_autofree char *exact = draw_texts (net, &figure, NG_ROLE_REPEAT_COUNT);
  g_assert_cmpstr (exact, ==, "");

  figure.alike = TRUE;
  g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, NULL);
  g_autofree char *dump = ng_scene_dump (scene);
  ng_assert_golden ("blocks-alike.scene", dump);
  g_autofree char *counts = draw_texts (net, &figure, NG_ROLE_REPEAT_COUNT);
  g_autofree char *letters = draw_texts (net, &figure, NG_ROLE_FRAME_NAME);
  g_autofree char *names = draw_texts (net, &figure, NG_ROLE_NAME);
  g_assert_cmpstr (counts, ==, "×2");
  g_assert_cmpstr (letters, ==, "C|i| = 8, 16");
  g_assert_cmpstr (names, ==, "Conv 3×3, C|i|ReLU|Conv 1×1, 2C|i|tanh");
}

/* Of the stages of a residual net the last three have the same form, and what is closed does not
 * say how it differs. */
static void
test_alike_nets (void)
{
  g_autoptr (NgNet) residual = ng_test_gallery ("resnet-18");
  g_autoptr (NgNet) closed = ng_test_gallery ("squeezenet");
  NgFigure figure = blocks ();

  figure.alike = TRUE;
  g_autofree char *counts = draw_texts (residual, &figure, NG_ROLE_REPEAT_COUNT);
  g_autofree char *names = draw_texts (residual, &figure, NG_ROLE_FRAME_NAME);
  g_autofree char *told = draw_texts (closed, &figure, NG_ROLE_FRAME_NAME);
  g_assert_cmpstr (counts, ==, "×2|×3");
  g_assert_cmpstr (names, ==, "residual block|C|i| = 128, 256, 512|residual block|residual block");
  g_assert_cmpstr (told, ==, "C|i| = 16, 32|fire|fire, C|i| = 48, 48, 64, 64");
}

/* Nets without a name, or one that but counts, are called as papers call them, and show what skips
 * unless somebody says how deep nets are open. */
static void
test_unnamed (void)
{
  static const struct {
    const char *net;
    int depth;
    const char *names, *frames;
  } cases[] = {
    { "resnet-50",
      -1,
      "max pool 3×3, /2|Conv 1×1, 3×3, 1×1|Conv 1×1, 256|+|Conv 1×1, 3×3, 1×1|+|",
      "stage2|bottleneck|bottleneck|stage3|" },
    { "resnet-50", 1, "max pool 3×3, /2|bottleneck|bottleneck|bottleneck|", "stage2|stage3|" },
    { "resnet-18", -1, "|2 Conv 3×3|+|2 Conv 3×3, /2|Conv 1×1, 128, /2|+|", "residual block|" },
    { "mobilenet-v2", -1, "ReLU6|Conv 3×3, 1×1|Conv 1×1, 3×3 /2, 1×1|", "inverted residual|" },
    { "mobilenet-v2", 0, "Conv 1×1, 3×3 /2, 1×1|inverted residual|", "" },
    { "densenet-121", -1, "Conv 1×1, 3×3|‖|", "block1|halve1|" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgNet) net = ng_test_gallery (cases[i].net);
    NgFigure figure = blocks ();

    figure.depth = cases[i].depth;
    g_autofree char *names = draw_texts (net, &figure, NG_ROLE_NAME);
    g_autofree char *frames = draw_texts (net, &figure, NG_ROLE_FRAME_NAME);
    g_assert_nonnull (strstr (names, cases[i].names));
    g_assert_nonnull (strstr (frames, cases[i].frames));
  }
}

/* What is closed and skipped is told by the one thing that learns in a row, with its tint. */
static void
test_brief (void)
{
  static const char *const pre =
      "NetGraph[{BatchNormalizationLayer[], Ramp, ConvolutionLayer[8, 3, \"PaddingSize\" -> 1], "
      "TotalLayer[]}, {NetPort[\"Input\"] -> 1 -> 2 -> 3 -> 4, NetPort[\"Input\"] -> 4}]";
  g_autoptr (NgNet) decoder = ng_test_gallery ("transformer-decoder");
  NgFigure figure = blocks ();
  g_autoptr (GString) text = g_string_new ("NetChain[{");
  g_autoptr (GError) error = NULL;

  figure.fold = FALSE;
  g_autofree char *names = draw_texts (decoder, &figure, NG_ROLE_NAME);
  g_assert_nonnull (strstr (names, "self|+|cross|+|feed|+|self"));
  for (int i = 0; i < 14; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", pre);
  g_string_append (text, "}, \"Input\" -> {8, 5, 5}]");
  g_autoptr (NgNet) net = ng_test_net (text->str);
  g_autofree char *short_names = draw_texts (net, &figure, NG_ROLE_NAME);
  g_assert_true (g_str_has_prefix (short_names, "Conv 3×3, 8|+|Conv 3×3, 8|+|"));
  g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    g_assert_cmpint (ng_scene_items (scene)[i].role, !=, NG_ROLE_LAYER + NG_CATEGORY_NORMALIZATION);
}

/* The nets of a layer that holds some, where it is all there is, stand open side by side. */
static void
test_operator (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("gan");
  NgFigure figure = blocks ();
  g_autofree char *frames = draw_texts (net, &figure, NG_ROLE_FRAME_NAME);
  g_assert_cmpstr (frames, ==, "Generator|Discriminator");

  figure.depth = 0;
  g_autofree char *closed = draw_texts (net, &figure, NG_ROLE_NAME);
  g_assert_cmpstr (closed, ==, "GAN");
}

/* A net that is applied to each element opens, too, and its frame says so. */
static void
test_applied (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("transformer-encoder");
  NgFigure figure = blocks ();
  figure.depth = 3;
  g_autofree char *frames = draw_texts (net, &figure, NG_ROLE_FRAME_NAME);
  g_autofree char *names = draw_texts (net, &figure, NG_ROLE_NAME);

  g_assert_cmpstr (frames, ==, "attention|feed, map");
  g_autoptr (GHashTable) aliases = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (aliases, (gpointer) "1/attention", (gpointer) "attention 2");
  g_hash_table_insert (aliases, (gpointer) "1", (gpointer) "block 1");
  figure.aliases = aliases;
  g_autofree char *other = draw_texts (net, &figure, NG_ROLE_FRAME_NAME);
  g_assert_cmpstr (other, ==, "block 1|attention 2|feed, map");
  g_assert_nonnull (strstr (names, "Linear 2048|ReLU|Linear 512|"));
}

/* Branches say what they give, where they come to something and where other branches read them. */
static void
test_dimensions (void)
{
  g_autoptr (NgNet) wide = ng_test_gallery ("wide-and-deep");
  g_autoptr (NgNet) sequence = ng_test_gallery ("sequence-to-sequence");
  NgFigure figure = blocks ();

  figure.dimensions = NG_DIMENSIONS_ALL;
  g_autofree char *first = draw_texts (wide, &figure, NG_ROLE_DIMENSION);
  g_autofree char *second = draw_texts (sequence, &figure, NG_ROLE_DIMENSION);
  g_assert_nonnull (strstr (first, "200"));
  g_assert_nonnull (strstr (second, "n×128, 128"));
}

/* Where they change, frames and branches tell again nothing that was told before them. */
static void
test_changes (void)
{
  static const struct {
    const char *net, *dimensions;
  } cases[] = {
    { "transformer-decoder", "n×512" },
    { "residual-block", "64×56×56" },
    { "resnet-50",
      "3×224×224|64×112×112|256×56×56|256×56×56|64×56×56|512×28×28|512×28×28|1024×14×14|1024×14×14|"
      "2048×7×7|2048×7×7|2048×1×1|2048|1000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgNet) net = ng_test_gallery (cases[i].net);
    NgFigure figure = blocks ();

    figure.dimensions = NG_DIMENSIONS_CHANGES;
    g_autofree char *told = draw_texts (net, &figure, NG_ROLE_DIMENSION);
    g_assert_cmpstr (told, ==, cases[i].dimensions);
  }
}

/* Columns are no longer than asked for, and nothing is lost. */
static void
test_columns (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("mobilenet-v2");
  NgFigure figure = blocks ();
  g_autofree char *whole = draw_texts (net, &figure, NG_N_ROLES);
  g_autoptr (NgScene) column = ng_figure_draw (net, &figure, NULL, NULL);

  for (int most = 150; most <= 450; most += 100) {
    figure.wrap = most;
    g_autofree char *texts = draw_texts (net, &figure, NG_N_ROLES);
    g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, NULL);
    NgBox page = ng_scene_bounds (scene), before = ng_scene_bounds (column);

    g_assert_cmpstr (texts, ==, whole);
    g_assert_cmpfloat (page.height, <, (float) most + 30);
    g_assert_cmpfloat (page.width, >, 1.5F * before.width);
  }
}

static guint
count_items (const NgScene *scene, NgItemKind kind)
{
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    n += ng_scene_items (scene)[i].kind == kind;
  return n;
}

/* Skips in one another: what leads down stands beside what leads up, and they go straight across.
 */
static void
test_turned (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("u-net");

  for (int direction = NG_DIRECTION_DOWN; direction <= (int) NG_DIRECTION_UP; direction++) {
    NgFigure figure = blocks ();
    guint n_across = 0;
    figure.direction = direction;
    g_autoptr (NgScene) whole = ng_figure_draw (net, &figure, NULL, NULL);
    figure.wrap = NG_WRAP_AUTOMATIC;
    g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, NULL);

    g_assert_cmpuint (count_items (scene, NG_ITEM_TEXT), ==, count_items (whole, NG_ITEM_TEXT));
    g_assert_cmpuint (count_items (scene, NG_ITEM_BOX), ==, count_items (whole, NG_ITEM_BOX));
    g_assert_cmpfloat (ng_scene_bounds (scene).height, <, 0.65F * ng_scene_bounds (whole).height);
    for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
      const NgItem *item = &ng_scene_items (scene)[i];
      if (item->role != NG_ROLE_EDGE)
        continue;
      NgPath path = ng_scene_item_path (scene, item);
      const NgPoint *end = path.points + path.n_points - 2;
      n_across += ABS (end[0].y - end[1].y) < 0.01F && end[1].x - end[0].x > 30;
    }
    g_assert_cmpuint (n_across, ==, 4);
  }
}

/* A column is as wide as what is in it: the last has no frame. */
static void
test_narrow_columns (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("densenet-121");
  NgFigure figure = blocks ();
  float widest = 0, last = 0;
  figure.wrap = 300;
  g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, NULL);
  NgBox page = ng_scene_bounds (scene);

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->kind == NG_ITEM_BOX)
      last = item->bounds.x + item->bounds.width;
    if (item->kind == NG_ITEM_BOX && item->role == NG_ROLE_FRAME)
      widest = MAX (widest, item->bounds.width);
  }
  g_assert_cmpfloat (page.x + page.width - last, <, 5);
  g_assert_cmpfloat (page.width, <, 5 * (widest + 18) - 10);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/figure/blocks/apart", test_apart);
  g_test_add_func ("/figure/blocks/alike", test_alike);
  g_test_add_func ("/figure/blocks/alike-nets", test_alike_nets);
  g_test_add_func ("/figure/blocks/unnamed", test_unnamed);
  g_test_add_func ("/figure/blocks/operator", test_operator);
  g_test_add_func ("/figure/blocks/applied", test_applied);
  g_test_add_func ("/figure/blocks/dimensions", test_dimensions);
  g_test_add_func ("/figure/blocks/brief", test_brief);
  g_test_add_func ("/figure/blocks/changes", test_changes);
  g_test_add_func ("/figure/blocks/columns", test_columns);
  g_test_add_func ("/figure/blocks/turned", test_turned);
  g_test_add_func ("/figure/blocks/narrow-columns", test_narrow_columns);
  return g_test_run ();
}
