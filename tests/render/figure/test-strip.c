/* Strips of glyphs: heights and widths by what flows, letters for equal steps, a key that spells
 * them out, and a square for each port of the net. */

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "render/figure/figure.h"
#include "render/scene/dump.h"
#include "tests/render/drawn.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

#define DIGITS                                                                                     \
  "NetChain[{ConvolutionLayer[6, 5], Ramp, PoolingLayer[2, 2], ConvolutionLayer[16, 5], Ramp, "    \
  "PoolingLayer[2, 2], FlattenLayer[], LinearLayer[10]}, \"Input\" -> {1, 28, 28}]"

/* The bodies of glyphs, which come before their stripes, from left to right: points left above,
 * right above, right below, left below. */
static GArray *
find_glyphs (const NgScene *scene)
{
  GArray *glyphs = g_array_new (FALSE, FALSE, 4 * sizeof (NgPoint));
  guint32 last = G_MAXUINT32;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->kind == NG_ITEM_PATH && item->role >= NG_ROLE_LAYER &&
        item->role < NG_ROLE_LAYER + NG_N_ROLE_CATEGORIES && item->pick.id != last) {
      g_array_append_vals (glyphs, ng_scene_item_path (scene, item).points, 1);
      last = item->pick.id;
    }
  }
  return glyphs;
}

static void
test_shapes (void)
{
  NgFigure figure = ng_test_figure ("strip");
  g_autoptr (NgScene) scene = ng_test_draw (DIGITS, &figure);
  g_autoptr (GArray) glyphs = find_glyphs (scene);
  float width[2];

  g_assert_cmpuint (glyphs->len, ==, 5);
  for (guint i = 0; i < glyphs->len; i++) {
    const NgPoint *at = (const NgPoint *) (void *) (glyphs->data + i * 4 * sizeof (NgPoint));
    /* Each narrows: a convolution without padding, a pooling, and a layer after flattening. */
    g_assert_cmpfloat (at[3].y - at[0].y, >, at[2].y - at[1].y);
    if (i == 1 || i == 3)
      width[i / 2] = at[1].x - at[0].x;
  }
  /* The poolings of 6 and of 16 channels, which have no band. */
  g_assert_cmpfloat (width[1], >, width[0]);
}

static void
test_key (void)
{
  NgFigure figure = ng_test_figure ("strip");
  g_autoptr (NgScene) scene = ng_test_draw (DIGITS, &figure);
  g_autofree char *names = ng_test_texts (scene, NG_ROLE_NAME);
  g_autofree char *key = ng_test_texts (scene, NG_ROLE_TEXT);
  g_autofree char *dimensions = ng_test_texts (scene, NG_ROLE_DIMENSION);

  g_assert_cmpstr (names, ==, "A|B|A|B|C|Input|Output");
  g_assert_cmpstr (key,
                   ==,
                   "A|convolution 5×5|ReLU|B|max pooling 2×2|C|flatten|linear|"
                   "above: channels or features; below: height × width");
  g_assert_cmpstr (dimensions, ==, "1|6|28×28|6|24×24|16|12×12|16|8×8|10|4×4");

  figure.dimensions = NG_DIMENSIONS_NONE;
  g_autoptr (NgScene) bare = ng_test_draw (DIGITS, &figure);
  g_autofree char *none = ng_test_texts (bare, NG_ROLE_DIMENSION);
  g_autofree char *unremarked = ng_test_texts (bare, NG_ROLE_TEXT);
  g_assert_cmpstr (none, ==, "");
  g_assert_null (strstr (unremarked, "above"));
}

/* Branches that join, in rows. */
static void
test_golden (void)
{
  NgFigure figure = ng_test_figure ("strip");
  figure.wrap = 260;
  g_autoptr (NgScene) scene = ng_test_draw (
      "NetGraph[{ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], Ramp, ConvolutionLayer[4, 1], "
      "TotalLayer[], PoolingLayer[2, 2], FlattenLayer[], LinearLayer[3], SoftmaxLayer[]}, "
      "{NetPort[\"Input\"] -> 1 -> 2 -> 4 -> 5 -> 6 -> 7 -> 8, NetPort[\"Input\"] -> 3 -> 4}, "
      "\"Input\" -> {2, 8, 8}]",
      &figure);
  g_autofree char *text = ng_scene_dump (scene);

  ng_assert_golden ("strip-branches.scene", text);
}

/* Each step has a stripe of its kind, as the key has it, before or after the layer in the middle.
 */
static void
test_stripes (void)
{
  NgFigure figure = ng_test_figure ("strip");
  g_autoptr (NgScene) scene =
      ng_test_draw ("NetChain[{FlattenLayer[], LinearLayer[4], BatchNormalizationLayer[], Ramp}, "
                    "\"Input\" -> {2, 3}]",
                    &figure);
  GString *kinds = g_string_new (NULL);
  float ends[2] = { 0, 0 };

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->kind != NG_ITEM_PATH || item->role < NG_ROLE_LAYER ||
        item->role >= NG_ROLE_LAYER + NG_N_ROLE_CATEGORIES)
      continue;
    const NgPoint *at = ng_scene_item_path (scene, item).points;
    if (kinds->len == 0) {
      ends[0] = at[0].x;
      ends[1] = at[1].x;
    }
    g_assert_cmpfloat (at[0].x, >=, ends[0] - 0.01F);
    g_assert_cmpfloat (at[1].x, <=, ends[1] + 0.01F);
    g_string_append_printf (
        kinds, "%d%c ", (int) item->role - NG_ROLE_LAYER, at[0].x > ends[0] + 0.01F ? '>' : '<');
  }
  g_autofree char *expected = g_strdup_printf ("%d< %d< %d> %d> ",
                                               NG_CATEGORY_BASIC,
                                               NG_CATEGORY_STRUCTURE,
                                               NG_CATEGORY_NORMALIZATION,
                                               NG_CATEGORY_ELEMENTWISE);
  g_assert_cmpstr (kinds->str, ==, expected);
  g_string_free (kinds, TRUE);
}

/* How many corners the shapes of a sort of layer have that are more than four: "12 20". */
static char *
count_corners (const NgScene *scene, NgCategory category)
{
  GString *all = g_string_new (NULL);

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->kind != NG_ITEM_PATH || item->role != NG_ROLE_LAYER + category)
      continue;
    gsize n = ng_scene_item_path (scene, item).n_points;
    if (n > 4)
      g_string_append_printf (all, "%s%" G_GSIZE_FORMAT, all->len > 0 ? " " : "", n);
  }
  return g_string_free (all, FALSE);
}

/* What joins lines is a glyph with an arm for each, and so is the place where they part: here an
 * input that is skipped to a sum, from above, and two branches that are joined, from below. */
static void
test_joints (void)
{
  static const char residual[] =
      "NetGraph[{LinearLayer[3], ThreadingLayer[Plus], Ramp}, "
      "{NetPort[\"Input\"] -> 1 -> 2 -> 3, NetPort[\"Input\"] -> 2}, \"Input\" -> 3]";
  static const char joined[] =
      "NetGraph[{LinearLayer[3], LinearLayer[2], CatenateLayer[], LinearLayer[2]}, "
      "{NetPort[\"Input\"] -> {1, 2} -> 3 -> 4}, \"Input\" -> 3]";
  static const NgDirection directions[] = { NG_DIRECTION_RIGHT,
                                            NG_DIRECTION_DOWN,
                                            NG_DIRECTION_UP };

  for (gsize i = 0; i < G_N_ELEMENTS (directions); i++) {
    NgFigure figure = ng_test_figure ("strip");
    figure.direction = (int) directions[i];
    g_autoptr (NgScene) sum = ng_test_draw (residual, &figure);
    g_autoptr (NgScene) list = ng_test_draw (joined, &figure);
    g_autofree char *sums = count_corners (sum, NG_CATEGORY_ELEMENTWISE);
    g_autofree char *forks = count_corners (sum, NG_CATEGORY_STRUCTURE);
    g_autofree char *lists = count_corners (list, NG_CATEGORY_STRUCTURE);
    g_autofree char *key = ng_test_texts (sum, NG_ROLE_TEXT);

    /* Two arms of four corners where lines join, three where they part. */
    g_assert_cmpstr (sums, ==, "12");
    g_assert_cmpstr (forks, ==, "16");
    g_assert_cmpstr (lists, ==, "16 12");
    g_assert_cmpstr (key,
                     ==,
                     i == 0 ? "A|linear|+|sum|ReLU|above: features"
                            : "A|linear|+|sum|ReLU|on the left: features");
  }
}

/* Lengths that vary are told of. */
static void
test_letters (void)
{
  NgFigure figure = ng_test_figure ("strip");
  g_autoptr (NgScene) scene = ng_test_draw (
      "NetChain[{EmbeddingLayer[4, 9], LongShortTermMemoryLayer[3], SequenceLastLayer[]}, "
      "\"Input\" -> {\"Varying\", \"Integer\"}]",
      &figure);
  g_autoptr (NgScene) unknown = ng_test_draw ("NetChain[{Ramp}]", &figure);
  g_autofree char *key = ng_test_texts (scene, NG_ROLE_TEXT);
  g_autofree char *none = ng_test_texts (unknown, NG_ROLE_TEXT);

  g_assert_nonnull (strstr (key, "n: a length that varies"));
  g_assert_nonnull (strstr (none, "?: not known"));
}

/* A layer is one glyph, whatever is read of it: here an output and two states. */
static void
test_outputs (void)
{
  g_autofree char *path = ng_test_source ("data/gallery/sequence-to-sequence.wl");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);
  NgFigure figure = ng_test_figure ("strip");
  g_assert_no_error (error);
  g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, NULL);
  g_autofree char *names = ng_test_texts (scene, NG_ROLE_NAME);

  g_assert_cmpstr (names, ==, "A|B|A|B|C|D|E|F|Source|Target|Output");
}

/* What is equal in a row is one glyph with its count where it is folded. */
static void
test_fold (void)
{
  NgFigure figure = ng_test_figure ("strip");
  figure.fold = TRUE;
  g_autoptr (NgScene) scene =
      ng_test_draw ("NetChain[{LinearLayer[4], Ramp, LinearLayer[4], Ramp, LinearLayer[4], Ramp, "
                    "LinearLayer[2]}, \"Input\" -> 3]",
                    &figure);
  g_autofree char *names = ng_test_texts (scene, NG_ROLE_NAME);
  g_autofree char *dimensions = ng_test_texts (scene, NG_ROLE_DIMENSION);

  g_assert_cmpstr (names, ==, "A|B|Input|Output");
  g_assert_cmpstr (dimensions, ==, "3|4, ×3|2");
}

/* Groups that repeat are drawn once, in a frame with their count, where somebody wants that; what
 * the last one gives is what the first one gives then. */
static void
test_groups (void)
{
  static const struct {
    const char *file, *counts, *names;
  } cases[] = {
    { "transformer-encoder.wl", "×6", "A|A|A|B|C|+|D|+|Input|Output" },
    { "bert-base.wl", "×12", NULL },
    { "resnet-50.wl", "×2|×3|×5|×2", NULL },
    { "resnet-18.wl", "×2", NULL },
    { "transformer-decoder.wl", "×6", NULL },
    { "lenet-5.wl", "", "A|B|A|B|C|D|E|Input|Output" },
    { "u-net.wl", "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *name = g_build_filename ("data/gallery", cases[i].file, NULL);
    g_autofree char *path = ng_test_source (name);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);
    NgFigure figure = ng_test_figure ("strip");
    g_assert_no_error (error);
    figure.fold = TRUE;
    g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, &error);
    g_assert_no_error (error);
    g_autofree char *counts = ng_test_texts (scene, NG_ROLE_REPEAT_COUNT);
    g_autofree char *names = ng_test_texts (scene, NG_ROLE_NAME);
    g_assert_cmpstr (counts, ==, cases[i].counts);
    if (cases[i].names != NULL)
      g_assert_cmpstr (names, ==, cases[i].names);
    figure.fold = FALSE;
    g_autoptr (NgScene) whole = ng_figure_draw (net, &figure, NULL, &error);
    g_autofree char *none = ng_test_texts (whole, NG_ROLE_REPEAT_COUNT);
    g_assert_cmpstr (none, ==, "");
  }
}

/* Where a row is broken in a group, its frame is open there, and nothing else is in it. */
static void
test_broken_groups (void)
{
  g_autofree char *path = ng_test_source ("data/gallery/bert-base.wl");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);
  NgFigure figure = ng_test_figure ("strip");
  NgBox frames[2];
  gsize n = 0;

  g_assert_no_error (error);
  figure.fold = TRUE;
  figure.width = 252;
  g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->role != NG_ROLE_FRAME)
      continue;
    g_assert_cmpint (item->kind, ==, NG_ITEM_PATH);
    g_assert_cmpuint (n, <, 2);
    frames[n++] = item->bounds;
  }
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpfloat (frames[0].y + frames[0].height, <, frames[1].y);
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    NgBox box = item->bounds;
    if (item->role != NG_ROLE_REPEAT)
      continue;
    for (gsize k = 0; k < 2; k++)
      g_assert_true (box.x >= frames[k].x + frames[k].width || box.x + box.width <= frames[k].x ||
                     box.y >= frames[k].y + frames[k].height || box.y + box.height <= frames[k].y);
  }
}

/* What two parts share that are not one after the other, or give to others, is no group. */
static void
test_no_groups (void)
{
  static const char *const nets[] = {
    /* The first sum is read from outside too. */
    "NetGraph[{LinearLayer[3], TotalLayer[], LinearLayer[3], TotalLayer[], CatenateLayer[]}, "
    "{NetPort[\"Input\"] -> 1 -> 2 -> 3 -> 4 -> 5, NetPort[\"Input\"] -> 2, 2 -> 4, 2 -> 5}, "
    "\"Input\" -> 3]",
    /* Something in the middle is an output. */
    "NetGraph[{LinearLayer[3], TotalLayer[], LinearLayer[3], TotalLayer[]}, {NetPort[\"Input\"] -> "
    "1 -> 2 -> 3 -> 4, NetPort[\"Input\"] -> 2, 2 -> 4, 2 -> NetPort[\"Middle\"]}, \"Input\" -> 3]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++) {
    NgFigure figure = ng_test_figure ("strip");
    figure.fold = TRUE;
    g_autoptr (NgScene) scene = ng_test_draw (nets[i], &figure);
    g_autofree char *counts = ng_test_texts (scene, NG_ROLE_REPEAT_COUNT);

    g_assert_cmpstr (counts, ==, "");
  }
}

/* It suits every net of the gallery, and has a square for each port. */
static void
test_gallery (void)
{
  g_auto (GStrv) names = ng_test_gallery_names ();

  for (gsize k = 0; names[k] != NULL; k++) {
    g_autoptr (NgNet) net = ng_test_gallery (names[k]);
    NgFigure figure = ng_test_figure ("strip");
    g_autoptr (GError) error = NULL;
    gsize n = 0, n_ports;

    g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, &error);
    g_assert_no_error (error);
    for (gsize i = 0; i < ng_scene_n_items (scene); i++)
      n += ng_scene_items (scene)[i].role == NG_ROLE_REPEAT;
    /* A layer that holds nets of its own shows their ports. */
    const NgNet *shown = net;
    if (ng_net_n_layers (net) == 1 && ng_layer_wraps (ng_net_layer (net, 0)))
      shown = ng_layer_net (ng_net_layer (net, 0));
    n_ports = ng_net_n_inputs (shown) + ng_net_n_outputs (shown);
    g_assert_cmpuint (n, ==, n_ports);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/figure/strip/shapes", test_shapes);
  g_test_add_func ("/figure/strip/key", test_key);
  g_test_add_func ("/figure/strip/golden", test_golden);
  g_test_add_func ("/figure/strip/stripes", test_stripes);
  g_test_add_func ("/figure/strip/joints", test_joints);
  g_test_add_func ("/figure/strip/letters", test_letters);
  g_test_add_func ("/figure/strip/outputs", test_outputs);
  g_test_add_func ("/figure/strip/fold", test_fold);
  g_test_add_func ("/figure/strip/groups", test_groups);
  g_test_add_func ("/figure/strip/broken-groups", test_broken_groups);
  g_test_add_func ("/figure/strip/no-groups", test_no_groups);
  g_test_add_func ("/figure/strip/gallery", test_gallery);
  return g_test_run ();
}
