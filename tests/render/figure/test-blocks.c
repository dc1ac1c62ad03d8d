/* Block diagrams: golden scenes, what is shown of nets of the gallery, and what is refused. */

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "render/figure/figure.h"
#include "render/scene/dump.h"
#include "tests/render/drawn.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

#define RESIDUAL                                                                                   \
  "NetGraph[<|\"conv\" -> ConvolutionLayer[8, 3, \"PaddingSize\" -> 1], \"norm\" -> "              \
  "BatchNormalizationLayer[], \"sum\" -> TotalLayer[]|>, {NetPort[\"Input\"] -> \"conv\" -> "      \
  "\"norm\" -> \"sum\", NetPort[\"Input\"] -> \"sum\"}, \"Input\" -> {8, 5, 5}]"
#define REPEATED                                                                                   \
  "NetChain[<|\"blocks\" -> NetChain[{" RESIDUAL ", " RESIDUAL ", " RESIDUAL                       \
  "}], \"end\" -> Ramp|>]"
/* Three branches into a box, and one past them. */
#define BRANCHES                                                                                   \
  "NetGraph[<|\"q\" -> LinearLayer[{2, 4}], \"k\" -> LinearLayer[{2, 4}], \"v\" -> "               \
  "LinearLayer[{2, 4}], \"join\" -> CatenateLayer[], \"all\" -> FunctionLayer[#a + #b * #c &]|>, " \
  "{NetPort[\"Input\"] -> {\"q\", \"k\", \"v\"}, \"q\" -> NetPort[\"all\", \"a\"], \"k\" -> "      \
  "NetPort[\"all\", \"b\"], \"v\" -> NetPort[\"all\", \"c\"], {\"all\", \"q\"} -> \"join\"}, "     \
  "\"Input\" -> 6]"
/* A second input that each block reads. */
#define ASIDE                                                                                      \
  "NetGraph[{Tanh, ThreadingLayer[Times], Tanh, ThreadingLayer[Times], Tanh, "                     \
  "ThreadingLayer[Times], Sin}, {NetPort[\"Input\"] -> 1 -> 2 -> 3 -> 4 -> 5 -> 6 -> 7, "          \
  "NetPort[\"Mask\"] -> {2, 4, 6}}, \"Input\" -> 4, \"Mask\" -> 4]"
#define WRONG                                                                                      \
  "NetGraph[{LinearLayer[5, \"Input\" -> 3], LinearLayer[7], ThreadingLayer[Plus], "               \
  "CatenateLayer[]}, {NetPort[\"a\"] -> 1 -> 3, NetPort[\"b\"] -> 2 -> 3, {3, 1, 2} -> 4}]"

/* What the blocks of one net read is made by another. */
#define BLOCK                                                                                      \
  "NetGraph[<|\"self\" -> Tanh, \"more\" -> Sin, \"cross\" -> ThreadingLayer[Max], \"end\" -> "    \
  "Ramp|>, "                                                                                       \
  "{NetPort[\"Input\"] -> \"self\" -> \"more\" -> \"cross\" -> \"end\", NetPort[\"Encoded\"] -> "  \
  "\"cross\"}]"
#define BESIDE                                                                                     \
  "NetGraph[<|\"encoder\" -> NetChain[{LinearLayer[4], LinearLayer[4]}], \"decoder\" -> "          \
  "NetGraph[<|\"b1\" -> " BLOCK ", \"b2\" -> " BLOCK ", \"b3\" -> " BLOCK "|>, "                   \
  "{NetPort[\"Input\"] -> NetPort[\"b1\", \"Input\"], \"b1\" -> NetPort[\"b2\", \"Input\"], "      \
  "\"b2\" -> NetPort[\"b3\", \"Input\"], NetPort[\"Encoded\"] -> {NetPort[\"b1\", "                \
  "\"Encoded\"], NetPort[\"b2\", \"Encoded\"], NetPort[\"b3\", \"Encoded\"]}}]|>, "                \
  "{NetPort[\"Source\"] -> \"encoder\" -> NetPort[\"decoder\", \"Encoded\"], "                     \
  "NetPort[\"Target\"] -> NetPort[\"decoder\", \"Input\"]}, \"Source\" -> 4, \"Target\" -> 4]"

typedef struct {
  const char *name, *text;
  int direction, depth;
  gboolean is_full; /* dimensions, names, and boxes that are shared */
} Golden;

static const Golden goldens[] = {
  { "blocks-residual", RESIDUAL, NG_FIGURE_AUTOMATIC, -1 },
  { "blocks-residual-right", RESIDUAL, NG_DIRECTION_RIGHT, -1 },
  { "blocks-repeated", REPEATED, NG_FIGURE_AUTOMATIC, -1 },
  { "blocks-repeated-down", REPEATED, NG_DIRECTION_DOWN, -1 },
  { "blocks-closed", REPEATED, NG_FIGURE_AUTOMATIC, 0 },
  { "blocks-branches", BRANCHES, NG_FIGURE_AUTOMATIC, -1 },
  { "blocks-aside", ASIDE, NG_FIGURE_AUTOMATIC, -1 },
  { "blocks-beside", BESIDE, NG_FIGURE_AUTOMATIC, -1 },
  { "blocks-beside-right", BESIDE, NG_DIRECTION_RIGHT, -1 },
  { "blocks-wrong", WRONG, NG_FIGURE_AUTOMATIC, -1 },
  { "blocks-full", REPEATED, NG_FIGURE_AUTOMATIC, -1, TRUE },
  { "blocks-full-right", RESIDUAL, NG_DIRECTION_RIGHT, -1, TRUE },
};

static NgFigure
figure_of (int direction, int depth)
{
  NgFigure figure = ng_figure_default ();

  figure.form = ng_figure_form_find ("blocks");
  figure.metrics = ng_metrics_test ();
  figure.without_dot = TRUE;
  figure.direction = direction;
  figure.depth = depth;
  return figure;
}

static void
test_golden (gconstpointer data)
{
  const Golden *golden = data;
  NgFigure figure = figure_of (golden->direction, golden->depth);
  figure.names = figure.stack = golden->is_full;
  if (golden->is_full)
    figure.dimensions = NG_DIMENSIONS_ALL;
  g_autofree char *name = g_strconcat (golden->name, ".scene", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_net (golden->text);
  g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *text = ng_scene_dump (scene);
  ng_assert_golden (name, text);
}

static guint
count_boxes (const NgScene *scene)
{
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    n += item->kind == NG_ITEM_BOX && item->role >= NG_ROLE_LAYER &&
         item->role < NG_ROLE_LAYER + NG_N_ROLE_CATEGORIES;
  }
  return n;
}

/* The counts that the nets are known for, and the boxes that remain. */
static void
test_gallery (void)
{
  static const struct {
    const char *file, *counts, *frames, *notes;
    guint n_boxes;
  } cases[] = {
    { "transformer-encoder.wl", "×6", "", "", 8 },
    { "transformer-decoder.wl", "×6", "block", "Encoded", 12 },
    { "bert-base.wl", "×12", "blocks|pooler", "", 12 },
    { "gpt-2.wl", "×12", "embedding|blocks", "", 16 },
    { "squeezenet.wl", "×2|×2|×2|×2", "fire|fire|fire|fire", "", 27 },
    { "densenet-121.wl",
      "×6|×12|×24|×16",
      "block1|halve1|block2|halve2|block3|halve3|block4",
      "",
      30 },
    { "lenet.wl", "", "", "", 13 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *name = g_build_filename ("data/gallery", cases[i].file, NULL);
    g_autofree char *path = ng_test_source (name);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);
    NgFigure figure = figure_of (NG_FIGURE_AUTOMATIC, -1);
    g_assert_no_error (error);
    g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, &error);
    g_assert_no_error (error);
    g_autofree char *counts = ng_test_texts (scene, NG_ROLE_REPEAT_COUNT);
    g_autofree char *frames = ng_test_texts (scene, NG_ROLE_FRAME_NAME);
    g_autofree char *notes = ng_test_texts (scene, NG_ROLE_TAG_NAME);
    g_assert_cmpstr (counts, ==, cases[i].counts);
    g_assert_cmpstr (frames, ==, cases[i].frames);
    g_assert_cmpstr (notes, ==, cases[i].notes);
    g_assert_cmpuint (count_boxes (scene), ==, cases[i].n_boxes);
  }
}

/* Boxes of one row are equally wide and stand on one line. */
static void
test_rhythm (void)
{
  g_autoptr (NgNet) net = ng_test_net (
      "NetChain[{LinearLayer[1000], Ramp, LinearLayer[10], SoftmaxLayer[]}, \"Input\" -> 5]");
  NgFigure figure = figure_of (NG_FIGURE_AUTOMATIC, -1);
  g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, NULL);
  const NgItem *last = NULL;
  float step = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->kind != NG_ITEM_BOX)
      continue;
    if (last != NULL) {
      g_assert_cmpfloat (item->bounds.width, ==, last->bounds.width);
      g_assert_cmpfloat (item->bounds.x, ==, last->bounds.x);
      if (step > 0)
        ng_assert_near (last->bounds.y - item->bounds.y, step, 1e-3);
      step = last->bounds.y - item->bounds.y;
    }
    last = item;
  }
  g_assert_cmpfloat (step, >, 0);
}

/* @n skip connections, one inside the other. */
static NgNet *
nest (int n)
{
  g_autoptr (GString) text = g_string_new ("NetGraph[{");

  for (int i = 0; i < n; i++)
    g_string_append (text, "Tanh, ");
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "TotalLayer[]%s", i + 1 < n ? ", " : "}, {");
  g_string_append (text, "NetPort[\"Input\"] -> 1");
  for (int i = 2; i <= 2 * n; i++)
    g_string_append_printf (text, ", %d -> %d", i - 1, i);
  for (int i = 1; i < n; i++)
    g_string_append_printf (text, ", %d -> %d", i, 2 * n - i);
  g_string_append_printf (text, ", NetPort[\"Input\"] -> %d}, \"Input\" -> 3]", 2 * n);
  return ng_test_net (text->str);
}

static void
test_nested (void)
{
  NgFigure figure = figure_of (NG_FIGURE_AUTOMATIC, -1);
  g_autoptr (NgNet) few = nest (30);
  g_autoptr (NgNet) many = nest (2000);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgScene) drawn = ng_figure_draw (few, &figure, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgScene) refused = ng_figure_draw (many, &figure, NULL, &error);

  g_assert_cmpuint (count_boxes (drawn), ==, 60);
  g_assert_null (refused);
  ng_assert_tag (&error, "Figure::suit");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (goldens); i++) {
    g_autofree char *name = g_strconcat ("/figure/blocks/golden/", goldens[i].name, NULL);
    g_test_add_data_func (name, &goldens[i], test_golden);
  }
  g_test_add_func ("/figure/blocks/gallery", test_gallery);
  g_test_add_func ("/figure/blocks/rhythm", test_rhythm);
  g_test_add_func ("/figure/blocks/nested", test_nested);
  return g_test_run ();
}
