/* Figures of the arrays in a net: golden scenes, sizes and counts that follow from the net, and
 * what holds for any net beyond what holds for all figures: no text lies on a map, a solid or a
 * ray. */

#include "render/figure/figure.h"

#include "core/formats/document.h"
#include "core/formats/onnx.h"
#include "core/notation/read.h"
#include "render/figure/tensors.h"
#include "render/scene/dump.h"
#include "tests/render/drawn.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

#define DIGITS                                                                                     \
  "NetChain[{ConvolutionLayer[6, 5], Tanh, PoolingLayer[2, 2, \"Function\" -> Mean], "             \
  "ConvolutionLayer[16, 5], Tanh, PoolingLayer[2, 2], FlattenLayer[], 120, Ramp, 10, "             \
  "SoftmaxLayer[]}, \"Input\" -> {1, 32, 32}]"
#define RESIDUAL                                                                                   \
  "NetGraph[<|\"conv1\" -> ConvolutionLayer[8, 3, PaddingSize -> 1], \"ramp\" -> Ramp, \"conv2\" " \
  "-> ConvolutionLayer[8, 3, PaddingSize -> 1], \"narrow\" -> ConvolutionLayer[8, 1], \"sum\" -> " \
  "ThreadingLayer[Plus], \"sum2\" -> ThreadingLayer[Plus], \"out\" -> Ramp|>, {\"conv1\" -> "      \
  "\"ramp\" -> \"conv2\", {\"ramp\", \"conv2\"} -> \"sum\", \"conv1\" -> \"narrow\", {\"sum\", "   \
  "\"narrow\"} -> \"sum2\" -> \"out\"}, \"Input\" -> {4, 12, 24}]"
#define SKIP                                                                                       \
  "NetGraph[<|\"conv1\" -> ConvolutionLayer[4, 3, PaddingSize -> 1], \"pool\" -> "                 \
  "PoolingLayer[2, 2], \"conv2\" -> ConvolutionLayer[8, 3, PaddingSize -> 1], \"up\" -> "          \
  "DeconvolutionLayer[4, 2, \"Stride\" -> 2], \"join\" -> CatenateLayer[]|>, {\"conv1\" -> "       \
  "\"pool\" -> \"conv2\" -> \"up\", {\"conv1\", \"up\"} -> \"join\"}, \"Input\" -> {1, 16, 16}]"
/* Two layers read what is pooled, on rows of their own. */
#define BRANCH                                                                                     \
  "NetGraph[<|\"conv\" -> ConvolutionLayer[4, 1], \"pool\" -> PoolingLayer[2, 2], \"down\" -> "    \
  "ConvolutionLayer[4, 2, \"Stride\" -> 2], \"sum\" -> TotalLayer[]|>, {\"conv\" -> {\"pool\", "   \
  "\"down\"} -> \"sum\"}, \"Input\" -> {4, 8, 8}]"
#define BEHIND                                                                                     \
  "NetChain[{ConvolutionLayer[3, 3, Interleaving -> True], Ramp}, \"Input\" -> {9, 17, 2}]"
#define STEPS "NetChain[{ConvolutionLayer[4, {3}], Ramp}, \"Input\" -> {2, 40}]"
#define SOLID "NetChain[{ConvolutionLayer[4, {3, 3, 3}]}, \"Input\" -> {2, 8, 9, 10}]"

typedef struct {
  const char *name, *form, *text;
  double width;
  NgDirection direction;
} Golden;

static const Golden goldens[] = {
  { "maps-digits", "maps", DIGITS, 0 },
  { "maps-residual", "maps", RESIDUAL, 0 },
  { "maps-digits-narrow", "maps", DIGITS, 252 },
  { "volumes-digits", "volumes", DIGITS, 0 },
  { "volumes-residual", "volumes", RESIDUAL, 0 },
  { "volumes-residual-narrow", "volumes", RESIDUAL, 180 },
  { "volumes-skip", "volumes", SKIP, 0 },
  { "maps-digits-down", "maps", DIGITS, 0, NG_DIRECTION_DOWN },
  { "maps-residual-up", "maps", RESIDUAL, 0, NG_DIRECTION_UP },
  { "volumes-digits-down", "volumes", DIGITS, 0, NG_DIRECTION_DOWN },
  { "volumes-residual-up", "volumes", RESIDUAL, 0, NG_DIRECTION_UP },
  { "maps-u", "maps", NG_TEST_U, 0 },
  { "volumes-u", "volumes", NG_TEST_U, 0 },
};

static void
test_golden (gconstpointer data)
{
  const Golden *golden = data;
  g_autofree char *name = g_strconcat (golden->name, ".scene", NULL);
  NgFigure figure = ng_test_figure (golden->form);

  figure.width = golden->width;
  figure.direction = (int) golden->direction;
  g_autoptr (NgScene) scene = ng_test_draw (golden->text, &figure);
  g_autofree char *text = ng_scene_dump (scene);
  ng_assert_golden (name, text);
}

/* The number of items of a role, and the first of them. */
static guint
count (const NgScene *scene, NgRole role, const NgItem **first)
{
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->role != role)
      continue;
    if (n++ == 0 && first != NULL)
      *first = item;
  }
  return n;
}

/* A sheet for each channel up to eight, of the map's aspect; a bar for each vector. */
static void
test_sheets (void)
{
  NgFigure figure = ng_test_figure ("maps");
  g_autoptr (NgScene) scene = ng_test_draw (DIGITS, &figure);
  g_autoptr (NgScene) wide =
      ng_test_draw ("NetChain[{ConvolutionLayer[2, 1]}, \"Input\" -> {3, 20, 60}]", &figure);
  const NgItem *map = NULL;
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    n += item->kind == NG_ITEM_BOX && (item->role == NG_ROLE_MAP || item->role == NG_ROLE_MAP_BACK);
  }
  g_assert_cmpuint (n, ==, 1 + 6 + 6 + 8 + 8);
  n = 0;
  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    n += ng_scene_items (scene)[i].kind == NG_ITEM_PATH &&
         ng_scene_items (scene)[i].role == NG_ROLE_MAP;
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (ng_test_count_text (scene, "16@10×10"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (scene, "convolution 5×5"), ==, 2);
  g_assert_cmpuint (ng_test_count_text (scene, "mean pooling 2×2"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (scene, "max pooling 2×2"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (scene, "120"), ==, 1);
  g_assert_cmpuint (count (wide, NG_ROLE_MAP, &map), >, 0);
  ng_assert_near (map->bounds.width / map->bounds.height, 3, 0.001);
}

/* The window covers as much of its map as it does in the net, and its rays end in the place of what
 * is made of it. Each edge's window is followed by its four rays. */
static void
test_window (void)
{
  NgFigure figure = ng_test_figure ("maps");
  g_autoptr (NgScene) scene =
      ng_test_draw ("NetChain[{ConvolutionLayer[1, {3, 6}]}, \"Input\" -> {1, 12, 12}]", &figure);
  const NgItem *items = ng_scene_items (scene), *kernel = NULL, *map = NULL;

  g_assert_cmpuint (count (scene, NG_ROLE_MAP, &map), ==, 2);
  g_assert_cmpuint (count (scene, NG_ROLE_KERNEL, &kernel), ==, 1);
  g_assert_cmpuint (count (scene, NG_ROLE_RAY, NULL), ==, 4);
  ng_assert_near (kernel->bounds.width / map->bounds.width, 0.5, 0.001);
  ng_assert_near (kernel->bounds.height / map->bounds.height, 0.25, 0.001);
  g_assert_true (kernel->bounds.x >= map->bounds.x && kernel->bounds.y >= map->bounds.y);

  const NgItem *other = map + 1;
  g_assert_true (other->role == NG_ROLE_MAP);
  NgPath ray = ng_scene_item_path (scene, kernel + 1);
  g_assert_true (kernel + 1 < items + ng_scene_n_items (scene) && ray.n_points == 2);
  ng_assert_near ((ray.points[1].x - other->bounds.x) / other->bounds.width,
                  (kernel->bounds.x + kernel->bounds.width / 2 - map->bounds.x) / map->bounds.width,
                  0.001);
  ng_assert_near ((ray.points[1].y - other->bounds.y) / other->bounds.height,
                  (kernel->bounds.y + kernel->bounds.height / 2 - map->bounds.y) /
                      map->bounds.height,
                  0.001);
}

/* Channels under their solids, height and width at the sides, and a ball for each sum. */
static void
test_solids (void)
{
  NgFigure figure = ng_test_figure ("volumes");
  g_autoptr (NgScene) scene = ng_test_draw (DIGITS, &figure);
  g_autoptr (NgScene) residual = ng_test_draw (RESIDUAL, &figure);
  guint n_balls = 0;

  g_assert_cmpuint (ng_test_count_text (scene, "32"), ==, 2);
  g_assert_cmpuint (ng_test_count_text (scene, "6"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (scene, "16"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (scene, "120"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (residual, "+"), ==, 2);
  for (gsize i = 0; i < ng_scene_n_items (residual); i++) {
    const NgItem *item = &ng_scene_items (residual)[i];
    n_balls += item->role == NG_ROLE_LAYER + NG_CATEGORY_ELEMENTWISE && item->radius > 0;
  }
  g_assert_cmpuint (n_balls, ==, 2);
  g_autoptr (NgScene) varying = ng_test_draw (
      "NetChain[{ConvolutionLayer[4, 3, PaddingSize -> 1]}, \"Input\" -> {2, \"Varying\", 6}]",
      &figure);
  g_assert_cmpuint (ng_test_count_text (varying, "n"), ==, 2);
  g_autoptr (NgScene) solid = ng_test_draw (SOLID, &figure);
  g_assert_cmpuint (ng_test_count_text (solid, "2@8"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (solid, "4@6"), ==, 1);
  figure.legend = NG_LEGEND_BELOW;
  g_autoptr (NgScene) told = ng_test_draw (DIGITS, &figure);
  g_assert_cmpuint (ng_test_count_text (told, "activation"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (told, "pooling"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (told, "convolution"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (told, "input"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (told, "reshape, join"), ==, 0);
  g_autoptr (NgScene) without = ng_test_draw (RESIDUAL, &figure);
  g_assert_cmpuint (ng_test_count_text (without, "convolution"), ==, 1);
  figure.legend = NG_LEGEND_NONE;
  figure.dimensions = NG_DIMENSIONS_NONE;
  g_autoptr (NgScene) bare = ng_test_draw (DIGITS, &figure);
  g_assert_cmpuint (ng_test_count_text (bare, "32"), ==, 0);
}

/* A pooling stands at what it pools where other lines can leave that over the top, and else apart.
 */
static void
test_poolings (void)
{
  NgFigure figure = ng_test_figure ("volumes");
  g_autoptr (NgScene) skip = ng_test_draw (SKIP, &figure);
  g_autoptr (NgScene) branch = ng_test_draw (BRANCH, &figure);

  /* Input, convolution and pooling, convolution, deconvolution, join; all but the first are led to,
   * and the join twice. */
  g_assert_cmpuint (count (skip, NG_ROLE_LINK, NULL), ==, 5);
  /* Input, convolution, pooling, convolution, sum. */
  g_assert_cmpuint (count (branch, NG_ROLE_LINK, NULL), ==, 5);
  g_assert_cmpuint (ng_test_count_text (branch, "max pooling 2×2"), ==, 1);
}

/* An output is as large as it says, so a pooling that makes it stands apart. */
static void
test_output_size (void)
{
  NgFigure figure = ng_test_figure ("volumes");
  g_autoptr (NgScene) scene = ng_test_draw (
      "NetChain[{ConvolutionLayer[4, 3], PoolingLayer[2, 2]}, \"Input\" -> {1, 10, 10}]", &figure);

  g_assert_cmpuint (ng_test_count_text (scene, "8"), ==, 2);
  g_assert_cmpuint (ng_test_count_text (scene, "4"), ==, 4);
}

/* The depth of solids goes up at the angle of the figure. */
static void
test_angle (void)
{
  static const float angles[] = { 20, 45, 70 };

  for (gsize i = 0; i < G_N_ELEMENTS (angles); i++) {
    NgFigure figure = ng_test_figure ("volumes");
    const NgItem *top = NULL;
    figure.angle = angles[i];
    g_autoptr (NgScene) scene = ng_test_draw (DIGITS, &figure);
    g_assert_cmpuint (count (scene, NG_ROLE_TOP + NG_CATEGORY_CONVOLUTION, &top), >, 0);
    NgPath path = ng_scene_item_path (scene, top);
    g_assert_cmpuint (path.n_ops, ==, 5);
    double dx = (double) (path.points[2].x - path.points[1].x);
    double dy = (double) (path.points[1].y - path.points[2].y);
    ng_assert_near (atan2 (dy, dx) * 180 / G_PI, (double) angles[i], 0.01);
  }
}

/* What is deep looks as long as the sine of the angle that it is seen from. */
static void
test_view (void)
{
  static const float views[] = { 30, 75 };
  double lengths[2];

  for (gsize i = 0; i < G_N_ELEMENTS (views); i++) {
    NgFigure figure = ng_test_figure ("volumes");
    const NgItem *top = NULL;
    figure.view = views[i];
    g_autoptr (NgScene) scene = ng_test_draw (DIGITS, &figure);
    g_assert_cmpuint (count (scene, NG_ROLE_TOP + NG_CATEGORY_CONVOLUTION, &top), >, 0);
    NgPath path = ng_scene_item_path (scene, top);
    lengths[i] = hypot ((double) (path.points[2].x - path.points[1].x),
                        (double) (path.points[2].y - path.points[1].y));
  }
  ng_assert_near (lengths[1] / lengths[0], sin (75 * G_PI / 180) / sin (30 * G_PI / 180), 0.001);
}

/* Windows stand on the sides of solids, with four rays each, where straight lines were. */
static void
test_kernels (void)
{
  NgFigure figure = ng_test_figure ("volumes");
  g_autoptr (NgScene) plain = ng_test_draw (DIGITS, &figure);
  figure.kernels = TRUE;
  g_autoptr (NgScene) scene = ng_test_draw (DIGITS, &figure);
  guint n_windows = count (scene, NG_ROLE_KERNEL, NULL);
  g_autofree char *dump = ng_scene_dump (scene);
  ng_assert_golden ("volumes-kernels.scene", dump);

  g_assert_cmpuint (count (plain, NG_ROLE_KERNEL, NULL), ==, 0);
  g_assert_cmpuint (n_windows, ==, 2);
  g_assert_cmpuint (count (scene, NG_ROLE_RAY, NULL), ==, 4 * n_windows);
  g_assert_cmpuint (
      count (scene, NG_ROLE_LINK, NULL), ==, count (plain, NG_ROLE_LINK, NULL) - n_windows);
}

/* All that was done before and after a convolution is told, be it in fewer lines. */
static void
test_told (void)
{
  NgFigure figure = ng_test_figure ("maps");
  g_autoptr (NgScene) scene = ng_test_draw (
      "NetChain[{ConvolutionLayer[4, 3], BatchNormalizationLayer[], Ramp, DropoutLayer[], Tanh, "
      "Sin, LinearLayer[3]}, \"Input\" -> {1, 10, 10}]",
      &figure);
  g_autoptr (NgScene) before = ng_test_draw (
      "NetGraph[{BatchNormalizationLayer[], Ramp, ConvolutionLayer[4, 3], TotalLayer[]}, {1 -> "
      "2 -> 3, {NetPort[\"Input\"], NetPort[\"Input\"]} -> 4, NetPort[\"Input\"] -> 1}, "
      "\"Input\" -> {1, 10, 10}]",
      &figure);

  g_assert_cmpuint (ng_test_count_text (scene, "BatchNorm, ReLU, dropout"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (scene, "tanh, sin"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (before, "BatchNorm, ReLU"), ==, 1);
}

/* Rows are as long as asked for, and objects as big as ever. */
static void
test_rows (void)
{
  static const char *const forms[] = { "maps", "volumes", "strip" };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    NgFigure figure = ng_test_figure (forms[i]);
    g_autoptr (NgScene) row = ng_test_draw (DIGITS, &figure);
    figure.wrap = 250;
    g_autoptr (NgScene) rows = ng_test_draw (DIGITS, &figure);

    g_assert_cmpfloat (ng_scene_bounds (row).width, >, 260);
    g_assert_cmpfloat (ng_scene_bounds (rows).width, <=, 262);
    g_assert_cmpfloat (ng_scene_bounds (rows).height, >, 1.3F * ng_scene_bounds (row).height);
  }
}

static void
check_node (const char *text, guint index, NgTensorKind kind, const char *caption)
{
  NgFigure figure = ng_test_figure ("maps");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_net (text);
  g_autoptr (NgTensors) tensors = ng_tensors_new (net, &figure, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (tensors->nodes->len, >, index);
  const NgTensorNode *node = &g_array_index (tensors->nodes, NgTensorNode, index);
  g_assert_cmpint (node->kind, ==, kind);
  g_assert_cmpstr (node->caption, ==, caption);
}

/* Channels behind, one and three spatial axes, sizes that vary or are not known. */
static void
test_axes (void)
{
  check_node (BEHIND, 0, NG_TENSOR_MAPS, "2@9×17");
  check_node (BEHIND, 1, NG_TENSOR_MAPS, "3@7×15");
  check_node (STEPS, 1, NG_TENSOR_MAPS, "4@38");
  check_node (SOLID, 1, NG_TENSOR_MAPS, "4@6×7×8");
  check_node ("NetChain[{ConvolutionLayer[4, 3, PaddingSize -> 1]}, \"Input\" -> {2, \"Varying\", "
              "6}]",
              1,
              NG_TENSOR_MAPS,
              "4@n×6");
  check_node ("NetChain[{ConvolutionLayer[4, {3, 3}]}]", 1, NG_TENSOR_MAPS, "4@?×?");
}

/* A step that only the array made of it sees is told there; one that several read is an array. */
static void
test_steps (void)
{
  NgFigure figure = ng_test_figure ("maps");
  g_autoptr (NgNet) net = ng_test_net (
      "NetGraph[<|\"a\" -> ConvolutionLayer[4, 1], \"norm\" -> BatchNormalizationLayer[], \"ramp\" "
      "-> Ramp, \"b\" -> ConvolutionLayer[4, 1], \"join\" -> CatenateLayer[]|>, {\"a\" -> \"norm\" "
      "-> \"ramp\" -> \"b\", {\"a\", \"b\"} -> \"join\"}, \"Input\" -> {4, 6, 6}]");
  g_autoptr (NgTensors) tensors = ng_tensors_new (net, &figure, NULL, NULL);

  g_assert_nonnull (tensors);
  g_assert_cmpuint (tensors->nodes->len, ==, 4);
  const NgTensorNode *nodes = (const NgTensorNode *) (void *) tensors->nodes->data;
  g_assert_cmpuint (nodes[1].words->len, ==, 1);
  g_assert_cmpuint (nodes[2].words->len, ==, 3);
  g_assert_cmpstr (nodes[2].words->pdata[0], ==, "BatchNorm");
  g_assert_cmpstr (nodes[2].words->pdata[1], ==, "ReLU");
  g_assert_cmpstr (nodes[2].words->pdata[nodes[2].main], ==, "convolution 1×1");
  g_assert_cmpstr (nodes[3].words->pdata[0], ==, "concatenation");
  g_assert_cmpuint (tensors->edges->len, ==, 4);
}

/* What repeats in a row is drawn once, with its count. */
static void
test_fold (void)
{
  NgFigure figure = ng_test_figure ("maps");
  const char *text = "NetChain[{ConvolutionLayer[4, 1], Ramp, ConvolutionLayer[4, 1], Ramp, "
                     "ConvolutionLayer[4, 1], Ramp, PoolingLayer[2, 2]}, \"Input\" -> {4, 6, 6}]";

  g_autoptr (NgScene) whole = ng_test_draw (text, &figure);
  figure.fold = TRUE;
  g_autoptr (NgScene) folded = ng_test_draw (text, &figure);
  g_assert_cmpuint (ng_test_count_text (whole, "convolution 1×1"), ==, 3);
  g_assert_cmpuint (ng_test_count_text (folded, "3 × convolution 1×1"), ==, 1);
  g_assert_cmpuint (count (folded, NG_ROLE_KERNEL, NULL), ==, 2);
}

/* The count of nets that are told by what they hold is that of all of it. */
static void
test_count (void)
{
  NgFigure figure = ng_test_figure ("volumes");

  figure.depth = 0;
  g_autoptr (NgScene) scene = ng_test_draw (
      "NetChain[{NetChain[{ConvolutionLayer[4, 1], ConvolutionLayer[4, 1]}], "
      "NetChain[{ConvolutionLayer[4, 1], ConvolutionLayer[4, 1]}]}, \"Input\" -> {4, 6, 6}]",
      &figure);
  g_assert_cmpuint (ng_test_count_text (scene, "2 × (2 Conv 1×1)"), ==, 1);
}

/* Layers inside nets can be found by what depicts them. */
static void
test_picks (void)
{
  NgFigure figure = ng_test_figure ("maps");
  const char *text =
      "NetChain[<|\"net\" -> NetChain[<|\"conv\" -> ConvolutionLayer[4, 1], \"ramp\" "
      "-> Ramp|>], \"pool\" -> PoolingLayer[2, 2]|>, \"Input\" -> {4, 6, 6}]";
  g_autoptr (NgNet) net = ng_test_net (text);
  g_autoptr (NgScene) scene = ng_test_draw (text, &figure);
  guint32 inner = ng_scene_find_path (scene, "net");
  NgBox box;

  g_assert_cmpuint (inner, !=, G_MAXUINT32);
  NgVertexId conv = ng_net_vertex (ng_layer_net (ng_net_layer (net, 0)), 0);
  g_assert_true (ng_scene_find (scene, (NgPick){ NG_PICK_VERTEX, 0, conv, inner }, NULL));
  g_assert_true (
      ng_scene_find (scene, (NgPick){ NG_PICK_VERTEX, 0, ng_net_vertex (net, 1), 0 }, &box));
  g_assert_true (ng_scene_find (scene, (NgPick){ NG_PICK_NET_INPUT, 0, 0, 0 }, NULL));
  /* A closed net is one step. */
  figure.depth = 0;
  g_autoptr (NgScene) closed = ng_test_draw (text, &figure);
  g_assert_cmpuint (ng_scene_find_path (closed, "net"), ==, G_MAXUINT32);
  g_assert_cmpuint (ng_test_count_text (closed, "net"), ==, 1);
}

/* What the figure is of stands above it, whatever its form. */
static void
test_header (void)
{
  static const char *const forms[] = { "maps", "volumes", "traditional" };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    NgFigure figure = ng_test_figure (forms[i]);
    const NgItem *title = NULL, *count_of = NULL;

    figure.title = "Digits";
    g_autoptr (NgScene) bare = ng_test_draw (DIGITS, &figure);
    figure.header = TRUE;
    g_autoptr (NgScene) scene = ng_test_draw (DIGITS, &figure);
    g_assert_cmpuint (count (bare, NG_ROLE_TITLE, NULL), ==, 0);
    g_assert_cmpuint (count (scene, NG_ROLE_TITLE, &title), ==, 1);
    g_assert_cmpuint (count (scene, NG_ROLE_COUNT, &count_of), ==, 1);
    g_assert_cmpstr (ng_scene_item_text (scene, title), ==, "Digits");
    g_assert_nonnull (strstr (ng_scene_item_text (scene, count_of), "11 layers"));
    for (gsize k = 0; k < ng_scene_n_items (scene); k++) {
      const NgItem *item = &ng_scene_items (scene)[k];
      if (item->role < NG_ROLE_TITLE || item->role > NG_ROLE_BADGE_UNSPECIFIED_TEXT)
        g_assert_cmpfloat (item->bounds.y, >, count_of->bounds.y + count_of->bounds.height);
    }
  }
}

static void
test_refused (void)
{
  const char *const texts[] = { "NetChain[{LinearLayer[3], Ramp}, \"Input\" -> 4]",
                                "NetChain[{LinearLayer[3]}, \"Input\" -> {\"Varying\", 4}]",
                                "NetChain[{Ramp}]" };
  const char *const whats[] = { "vectors", "sequences", "known" };
  const char *const hints[] = { "traditional", "blocks", "dimensions" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    NgFigure figure = ng_test_figure (i % 2 == 0 ? "maps" : "volumes");
    g_autoptr (NgNet) net = ng_test_net (texts[i]);
    g_autoptr (GError) error = NULL;

    g_assert_null (ng_figure_draw (net, &figure, NULL, &error));
    const NgDiagnostic *told = ng_error_diagnostic (error);
    g_assert_nonnull (strstr (told->message, whats[i]));
    g_assert_nonnull (strstr (told->hint, hints[i]));
    ng_assert_tag (&error, "Figure::suit");
  }
}

static void
test_cancelled (void)
{
  NgFigure figure = ng_test_figure ("maps");
  g_autoptr (NgNet) net = ng_test_net (DIGITS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ng_figure_draw (net, &figure, cancellable, &error));
  g_assert_error (error, NG_ERROR, NG_ERROR_CANCELLED);
}

/* An edge that does not fit is a line that says so, not a window. */
static void
test_wrong (void)
{
  NgFigure figure = ng_test_figure ("maps");
  g_autoptr (NgScene) scene = ng_test_draw (
      "NetGraph[{ConvolutionLayer[4, 1, \"Input\" -> {3, 6, 6}], ConvolutionLayer[4, 3, \"Input\" "
      "-> {2, 6, 6}]}, {1 -> 2}]",
      &figure);

  g_assert_cmpuint (count (scene, NG_ROLE_EDGE_PROBLEM, NULL), ==, 1);
  g_assert_cmpuint (count (scene, NG_ROLE_KERNEL, NULL), ==, 1);
}

/* Whether a shape of straight sides, all corners in order round it, meets the box. */
static gboolean
shape_meets (NgPath path, NgBox box)
{
  NgPoint corners[] = { { box.x, box.y },
                        { box.x + box.width, box.y },
                        { box.x + box.width, box.y + box.height },
                        { box.x, box.y + box.height } };

  /* Convex shapes are apart where all of one is on one side of a line along a side of either. */
  for (gsize i = 0; i < path.n_points + 4; i++) {
    gboolean is_path = i < path.n_points;
    NgPoint a = is_path ? path.points[i] : corners[i - path.n_points];
    NgPoint b =
        is_path ? path.points[(i + 1) % path.n_points] : corners[(i - path.n_points + 1) % 4];
    NgPoint normal = { a.y - b.y, b.x - a.x };
    float least[2] = { G_MAXFLOAT, G_MAXFLOAT }, most[2] = { -G_MAXFLOAT, -G_MAXFLOAT };

    for (gsize k = 0; k < path.n_points + 4; k++) {
      NgPoint p = k < path.n_points ? path.points[k] : corners[k - path.n_points];
      float at = (normal.x * p.x + normal.y * p.y) / MAX (hypotf (normal.x, normal.y), 1e-6F);
      int which = k >= path.n_points;
      least[which] = MIN (least[which], at);
      most[which] = MAX (most[which], at);
    }
    if (most[0] < least[1] + 0.05F || most[1] < least[0] + 0.05F)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_solid (const NgItem *item)
{
  return item->role == NG_ROLE_MAP || item->role == NG_ROLE_MAP_BACK ||
         (item->role >= NG_ROLE_LAYER && item->role < NG_ROLE_GLYPH) ||
         (item->role >= NG_ROLE_SIDE && item->role < NG_ROLE_BAND + NG_N_ROLE_CATEGORIES);
}

/* Texts but the signs in balls lie on nothing; rays too meet none. */
static void
check_texts (const NgScene *scene, const char *what)
{
  const NgItem *items = ng_scene_items (scene);

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    if (items[i].kind != NG_ITEM_TEXT)
      continue;
    for (gsize j = 0; j < ng_scene_n_items (scene); j++) {
      NgBox a = items[i].bounds, b = items[j].bounds;
      gboolean is_ray = items[j].role == NG_ROLE_RAY;

      if ((!is_solid (&items[j]) && !is_ray) || items[j].radius > 0 || a.x >= b.x + b.width ||
          b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height)
        continue;
      if (items[j].kind != NG_ITEM_PATH || shape_meets (ng_scene_item_path (scene, &items[j]), a))
        g_error ("%s: \"%s\" at %g, %g lies on a %s at %g, %g",
                 what,
                 ng_scene_item_text (scene, &items[i]),
                 (double) a.x,
                 (double) a.y,
                 ng_role_name (items[j].role),
                 (double) b.x,
                 (double) b.y);
    }
  }
}

static void
check_net (NgNet *net, const char *name)
{
  static const char *const forms[] = { "maps", "volumes" };
  static const double widths[] = { 0, 160, 252, 516 };

  for (gsize i = 0; i < 3 * G_N_ELEMENTS (forms) * G_N_ELEMENTS (widths); i++) {
    NgFigure figure = ng_test_figure (forms[i % 2]);
    g_autoptr (GError) error = NULL;

    figure.width = widths[i / 2 % G_N_ELEMENTS (widths)];
    figure.direction = (int) (i / 2 / G_N_ELEMENTS (widths));
    figure.fold = i % 3 == 0;
    figure.names = i % 3 == 1;
    figure.kernels = i % 5 == 3;
    g_autofree char *what = g_strdup_printf (
        "%s of %s, %g, direction %d", forms[i % 2], name, figure.width, figure.direction);
    g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, &error);
    if (scene == NULL)
      ng_assert_tag (&error, "Figure::suit");
    else
      check_texts (scene, what);
  }
}

static void
test_gallery (void)
{
  g_auto (GStrv) names = ng_test_gallery_names ();

  for (gsize k = 0; names[k] != NULL; k++) {
    g_autoptr (NgNet) net = ng_test_gallery (names[k]);

    check_net (net, names[k]);
  }
}

/* Convolutions of groups say so, and what is pooled says its size though it stands at what it
 * pools. */
static void
test_said (void)
{
  NgFigure figure = ng_test_figure ("volumes");
  g_autoptr (NgScene) depthwise = ng_test_draw (
      "NetChain[{ConvolutionLayer[8, 3, \"ChannelGroups\" -> 4], ConvolutionLayer[8, 1, "
      "\"ChannelGroups\" -> 2], ConvolutionLayer[8, 1]}, \"Input\" -> {4, 12, 12}]",
      &figure);
  g_autoptr (NgScene) pooled = ng_test_draw (
      "NetChain[{ConvolutionLayer[4, 3], PoolingLayer[{2, 4}, {2, 4}], FlattenLayer[], "
      "LinearLayer[9]}, \"Input\" -> {1, 14, 14}]",
      &figure);
  g_autoptr (NgScene) names = ng_test_draw (
      "NetGraph[<|\"a\" -> ConvolutionLayer[4, 3]|>, {NetPort[\"discriminator/pictures\"] -> "
      "\"a\"}, \"discriminator/pictures\" -> {1, 14, 14}]",
      &figure);

  g_assert_cmpuint (ng_test_count_text (depthwise, "depthwise convolution"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (depthwise, "grouped convolution 1×1"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (depthwise, "convolution 1×1"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (pooled, "6×3"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (names, "discriminator/"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (names, "pictures"), ==, 1);
}

/* Where objects are small words are short, but for those that somebody chose. */
static void
test_short (void)
{
  NgFigure figure = ng_test_figure ("maps");
  g_autoptr (GHashTable) aliases = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (aliases, "4", "my convolution");
  figure.aliases = aliases;
  g_autoptr (NgScene) whole = ng_test_draw (DIGITS, &figure);
  figure.width = 252;
  g_autoptr (NgScene) narrow = ng_test_draw (DIGITS, &figure);
  g_assert_cmpuint (ng_test_count_text (whole, "convolution 5×5"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (narrow, "conv 5×5"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (narrow, "mean pool 2×2"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (narrow, "my convolution"), ==, 1);
}

/* In a column of text words have six points and more, whatever the net. */
static void
test_width (void)
{
  static const char *const nets[] = { "lenet", "vgg-16", "resnet-18", "u-net", "mobilenet-v2" };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (nets); i++) {
    g_autofree char *name = g_strdup_printf ("data/gallery/%s.wl", nets[i / 2]);
    g_autofree char *path = ng_test_source (name);
    g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, NULL);
    NgFigure figure = ng_test_figure (i % 2 == 0 ? "maps" : "volumes");

    figure.width = 252;
    g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, NULL);
    g_assert_nonnull (scene);
    for (gsize k = 0; k < ng_scene_n_items (scene); k++)
      if (ng_scene_items (scene)[k].kind == NG_ITEM_TEXT)
        g_assert_cmpfloat ((double) ng_scene_items (scene)[k].font.size * 252 /
                               (double) ng_scene_bounds (scene).width,
                           >=,
                           6);
  }
}

/* Names that are long, or no words, stay in their places. */
static void
test_names (void)
{
  g_autofree char *long_name = g_strnfill (500, 'W');
  g_autofree char *text = g_strdup_printf (
      "NetGraph[<|\"%s\" -> ConvolutionLayer[3, 3], \"\\:05d0\\:05d1\" -> PoolingLayer[2, 2], "
      "\"a\\tb\" -> ConvolutionLayer[4, 1], \"Clip\" -> ElementwiseLayer[Sqrt[Abs[Sin[#]*Cos[#] + "
      "Tan[#]^2 + 1]] &]|>, {\"%s\" -> \"\\:05d0\\:05d1\" -> \"a\\tb\" -> \"Clip\"}, \"Input\" -> "
      "{1, 12, 12}]",
      long_name,
      long_name);
  g_autoptr (NgNet) net = ng_test_net (text);

  check_net (net, "long names");
}

/* Operators show a batch axis, which no figure does. */
static void
test_operators (void)
{
  g_autofree char *path = ng_test_data ("models/mnist.onnx");
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  NgFigure figure = ng_test_figure ("maps");
  g_autoptr (NgScene) scene = ng_figure_draw (net, &figure, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_test_count_text (scene, "1@28×28"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (scene, "16@14×14"), ==, 1);
  g_assert_cmpuint (ng_test_count_text (scene, "convolution 5×5"), ==, 2);
  g_assert_cmpuint (ng_test_count_text (scene, "max pooling 3×3"), ==, 1);
  check_net (net, "mnist.onnx");
}

/* Many layers, one of which all others read: the lines over them are stacked without end, and yet
 * it does not take long. */
static void
test_long (void)
{
  NgFigure figure = ng_test_figure ("maps");
  g_autoptr (GString) text = g_string_new ("NetGraph[{");
  const int n = 3000;

  for (int i = 0; i < n; i++)
    g_string_append (text, i % 2 == 0 ? "ConvolutionLayer[2, 1]," : "ThreadingLayer[Plus],");
  g_string_append (text, "Ramp}, {");
  for (int i = 1; i < n; i += 2)
    g_string_append_printf (text, "{%d, 1} -> %d, %d -> %d, ", i, i + 1, i + 1, i + 2);
  g_string_append (text, "1 -> 2}, \"Input\" -> {2, 3, 3}]");
  g_autoptr (NgScene) scene = ng_test_draw (text->str, &figure);
  g_assert_cmpuint (count (scene, NG_ROLE_MAP, NULL), >, (guint) n / 2);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (goldens); i++) {
    g_autofree char *path = g_strconcat ("/tensors/golden/", goldens[i].name, NULL);
    g_test_add_data_func (path, &goldens[i], test_golden);
  }
  g_test_add_func ("/tensors/sheets", test_sheets);
  g_test_add_func ("/tensors/window", test_window);
  g_test_add_func ("/tensors/solids", test_solids);
  g_test_add_func ("/tensors/poolings", test_poolings);
  g_test_add_func ("/tensors/output-size", test_output_size);
  g_test_add_func ("/tensors/angle", test_angle);
  g_test_add_func ("/tensors/view", test_view);
  g_test_add_func ("/tensors/kernels", test_kernels);
  g_test_add_func ("/tensors/told", test_told);
  g_test_add_func ("/tensors/rows", test_rows);
  g_test_add_func ("/tensors/axes", test_axes);
  g_test_add_func ("/tensors/steps", test_steps);
  g_test_add_func ("/tensors/fold", test_fold);
  g_test_add_func ("/tensors/count", test_count);
  g_test_add_func ("/tensors/picks", test_picks);
  g_test_add_func ("/tensors/header", test_header);
  g_test_add_func ("/tensors/refused", test_refused);
  g_test_add_func ("/tensors/cancelled", test_cancelled);
  g_test_add_func ("/tensors/wrong", test_wrong);
  g_test_add_func ("/tensors/gallery", test_gallery);
  g_test_add_func ("/tensors/said", test_said);
  g_test_add_func ("/tensors/short", test_short);
  g_test_add_func ("/tensors/width", test_width);
  g_test_add_func ("/tensors/names", test_names);
  g_test_add_func ("/tensors/operators", test_operators);
  g_test_add_func ("/tensors/long", test_long);
  return g_test_run ();
}
