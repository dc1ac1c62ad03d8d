/* TraditionalForm: golden scenes of nets of the gallery, and what its settings change. */

#include "render/figure/figure.h"

#include "render/scene/dump.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

typedef struct {
  const char *name, *net;
  NgFigure figure;
} Golden;

#define AUTOMATIC                     NG_FIGURE_AUTOMATIC
#define FIGURE(DIRECTION, DIMENSIONS) .depth = -1, .direction = DIRECTION, .dimensions = DIMENSIONS

static const Golden goldens[] = {
  { "residual", "residual-block", { FIGURE (AUTOMATIC, AUTOMATIC) } },
  { "residual-names-right",
    "residual-block",
    { FIGURE (NG_DIRECTION_RIGHT, AUTOMATIC), .names = TRUE } },
  { "residual-down-all", "residual-block", { FIGURE (NG_DIRECTION_DOWN, NG_DIMENSIONS_ALL) } },
  { "inception-stacked",
    "inception-block",
    { FIGURE (AUTOMATIC, AUTOMATIC), .stack = TRUE, .symbols = TRUE } },
  { "lenet-column", "lenet", { FIGURE (AUTOMATIC, AUTOMATIC), .width = 252 } },
  { "lenet-numbers",
    "lenet",
    { FIGURE (AUTOMATIC, AUTOMATIC), .numbers = TRUE, .legend = NG_LEGEND_RIGHT } },
  { "siamese-symbols",
    "siamese",
    { FIGURE (AUTOMATIC, AUTOMATIC), .symbols = TRUE, .legend = NG_LEGEND_BELOW } },
  { "loss-fills",
    "classifier-with-loss",
    { FIGURE (AUTOMATIC, AUTOMATIC), .symbols = TRUE, .fills = TRUE } },
  { "u-net", "u-net", { FIGURE (AUTOMATIC, NG_DIMENSIONS_NONE) } },
  { "encoder-open",
    "transformer-encoder",
    { .depth = 1, .direction = AUTOMATIC, .dimensions = AUTOMATIC, .width = 252 } },
  { "tagger-header", "sequence-tagger", { FIGURE (AUTOMATIC, AUTOMATIC), .header = TRUE } },
  { "autoencoder-inputs", "variational-autoencoder", { FIGURE (AUTOMATIC, AUTOMATIC) } },
  { "encoder-folded",
    "transformer-encoder",
    { .depth = 1, .direction = NG_DIRECTION_UP, .dimensions = AUTOMATIC, .fold = TRUE } },
  { "highway", "highway", { FIGURE (NG_DIRECTION_UP, AUTOMATIC) } },
};

static NgScene *
draw (NgNet *net, NgFigure figure)
{
  g_autoptr (GError) error = NULL;

  figure.form = ng_figure_form_find ("traditional");
  figure.metrics = ng_metrics_test ();
  figure.without_dot = TRUE;
  NgScene *scene = ng_figure_draw (net, &figure, NULL, &error);
  g_assert_no_error (error);
  return scene;
}

static void
test_golden (gconstpointer data)
{
  const Golden *golden = data;
  g_autofree char *name = g_strconcat ("traditional-", golden->name, ".scene", NULL);
  g_autoptr (NgNet) net = ng_test_gallery (golden->net);
  g_autoptr (NgScene) scene = draw (net, golden->figure);
  g_autofree char *text = ng_scene_dump (scene);
  ng_assert_golden (name, text);
}

/* Whether some run of text is @text. */
static gboolean
says (const NgScene *scene, const char *text)
{
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->kind == NG_ITEM_TEXT && strcmp (ng_scene_item_text (scene, item), text) == 0)
      return TRUE;
  }
  return FALSE;
}

static gsize
count_role (const NgScene *scene, NgRole role)
{
  gsize n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    n += ng_scene_items (scene)[i].role == role;
  return n;
}

/* Layers of one breath share a box: 7 layers of LeNet's 11 have two words each in one. */
static void
test_stack (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("lenet");
  g_autoptr (NgScene) apart = draw (net, (NgFigure){ FIGURE (AUTOMATIC, AUTOMATIC) });
  g_autoptr (NgScene) stacked =
      draw (net, (NgFigure){ FIGURE (AUTOMATIC, AUTOMATIC), .stack = TRUE });

  g_assert_cmpuint (count_role (apart, NG_ROLE_SHAPE), ==, ng_net_n_layers (net));
  g_assert_cmpuint (count_role (apart, NG_ROLE_SHAPE_RULE), ==, 0);
  g_assert_cmpuint (count_role (stacked, NG_ROLE_SHAPE) + count_role (stacked, NG_ROLE_SHAPE_RULE),
                    ==,
                    ng_net_n_layers (net));
  g_assert_cmpuint (count_role (stacked, NG_ROLE_SHAPE_RULE), ==, 5);

  /* What comes before a layer, as in dense blocks, goes with that one. */
  g_autoptr (NgNet) before = ng_test_net (
      "NetChain[{BatchNormalizationLayer[], Ramp, ConvolutionLayer[4, 3], "
      "BatchNormalizationLayer[], Ramp, ConvolutionLayer[4, 3]}, \"Input\" -> {2, 9, 9}]");
  g_autoptr (NgScene) scene =
      draw (before, (NgFigure){ FIGURE (AUTOMATIC, AUTOMATIC), .stack = TRUE });
  g_assert_cmpuint (count_role (scene, NG_ROLE_SHAPE), ==, 2);
}

static void
test_symbols (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("siamese");
  g_autoptr (NgScene) named = draw (net, (NgFigure){ FIGURE (AUTOMATIC, AUTOMATIC) });
  g_autoptr (NgScene) scene =
      draw (net, (NgFigure){ FIGURE (AUTOMATIC, AUTOMATIC), .symbols = TRUE });
  g_autoptr (NgScene) keyed = draw (
      net, (NgFigure){ FIGURE (AUTOMATIC, AUTOMATIC), .symbols = TRUE, .legend = NG_LEGEND_BELOW });

  g_assert_true (says (named, "Distance"));
  g_assert_false (says (scene, "Distance"));
  for (gsize i = 0; i < 3; i++)
    g_assert_true (says (scene, ((const char *const[]){ "t", "y", "ℒ" })[i]));
  g_assert_true (says (keyed, "Distance"));
}

/* A sum takes its lines from all sides; a difference is wider, and has them side by side. */
static void
test_signs (void)
{
  static const struct {
    const char *function;
    gboolean is_round;
  } cases[] = { { "Plus", TRUE }, { "Subtract", FALSE }, { "Times", TRUE }, { "Divide", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text =
        g_strdup_printf ("NetGraph[{LinearLayer[4], Tanh, ThreadingLayer[%s]}, {1 -> 2 -> 3, "
                         "1 -> 3}, \"Input\" -> 4]",
                         cases[i].function);
    g_autoptr (NgNet) net = ng_test_net (text);
    g_autoptr (NgScene) scene = draw (net, (NgFigure){ FIGURE (NG_DIRECTION_UP, AUTOMATIC) });
    NgBox sign = { 0 };

    for (gsize k = 0; k < ng_scene_n_items (scene); k++)
      if (ng_scene_items (scene)[k].role == NG_ROLE_SHAPE)
        sign = ng_scene_items (scene)[k].bounds;
    g_assert_cmpint (sign.width == sign.height, ==, cases[i].is_round);
  }
}

static void
test_dimensions (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("residual-block");
  g_autoptr (NgScene) none = draw (net, (NgFigure){ FIGURE (AUTOMATIC, NG_DIMENSIONS_NONE) });
  g_autoptr (NgScene) changes = draw (net, (NgFigure){ FIGURE (AUTOMATIC, AUTOMATIC) });
  g_autoptr (NgScene) all = draw (net, (NgFigure){ FIGURE (AUTOMATIC, NG_DIMENSIONS_ALL) });

  /* In the block all sizes are those of its ports. */
  g_assert_cmpuint (count_role (none, NG_ROLE_DIMENSION), ==, 0);
  g_assert_cmpuint (count_role (changes, NG_ROLE_DIMENSION), ==, 2);
  g_assert_cmpuint (count_role (all, NG_ROLE_DIMENSION), ==, ng_net_n_layers (net) + 1);
}

/* In a narrow column a long chain stands in pieces, and no word is smaller than it has to be. */
static void
test_width (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("vgg-16");
  g_autoptr (NgScene) wide =
      draw (net, (NgFigure){ FIGURE (NG_DIRECTION_UP, AUTOMATIC), .width = 504 });
  g_autoptr (NgScene) narrow =
      draw (net, (NgFigure){ FIGURE (NG_DIRECTION_UP, AUTOMATIC), .width = 252 });

  g_assert_cmpfloat (ng_scene_bounds (narrow).width, <, 252 * 1.15);
  g_assert_cmpfloat (ng_scene_bounds (wide).width, <, 504 * 1.15);
  g_assert_cmpfloat (ng_scene_bounds (wide).height, <, ng_scene_bounds (narrow).height);
}

/* Every net of the gallery can be read in a column of 8.5 cm: no text is smaller than 6 points
 * there.
 */
static void
test_legible (void)
{
  g_auto (GStrv) names = ng_test_gallery_names ();

  for (gsize k = 0; names[k] != NULL; k++) {
    g_autoptr (NgNet) net = ng_test_gallery (names[k]);
    g_autoptr (NgScene) scene =
        draw (net, (NgFigure){ FIGURE (AUTOMATIC, AUTOMATIC), .width = 241 });
    float scale = MIN (1, 241 / ng_scene_bounds (scene).width), least = G_MAXFLOAT;

    for (gsize i = 0; i < ng_scene_n_items (scene); i++)
      if (ng_scene_items (scene)[i].kind == NG_ITEM_TEXT)
        least = MIN (least, ng_scene_items (scene)[i].font.size);
    g_assert_cmpfloat (scale * least, >=, 5.99);
  }
}

static gboolean
touches (NgBox box, NgPoint p)
{
  gboolean is_in = p.x > box.x - 0.6F && p.x < box.x + box.width + 0.6F && p.y > box.y - 0.6F &&
                   p.y < box.y + box.height + 0.6F;
  gboolean is_within = p.x > box.x + 0.6F && p.x < box.x + box.width - 0.6F && p.y > box.y + 0.6F &&
                       p.y < box.y + box.height - 0.6F;

  return is_in && !is_within;
}

/* Every arrow ends at the border of a shape, or at the word of a port. */
static void
check_heads (const NgScene *scene, const char *name)
{
  const NgItem *items = ng_scene_items (scene);

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    gboolean is_found = FALSE;
    if (items[i].role != NG_ROLE_WIRE_HEAD || items[i].kind != NG_ITEM_PATH)
      continue;
    NgPoint tip = ng_scene_item_path (scene, &items[i]).points[0];
    for (gsize k = 0; k < ng_scene_n_items (scene) && !is_found; k++) {
      NgBox box = items[k].bounds;
      if (items[k].role == NG_ROLE_PORT_NAME)
        is_found = tip.x > box.x - 4 && tip.x < box.x + box.width + 4 && tip.y > box.y - 4 &&
                   tip.y < box.y + box.height + 4;
      else if (items[k].kind == NG_ITEM_BOX && items[k].role == NG_ROLE_SHAPE)
        is_found = touches (box, tip);
    }
    if (!is_found)
      g_error (
          "%s: an arrow ends at %g, %g, where nothing is", name, (double) tip.x, (double) tip.y);
  }
}

static void
test_heads (void)
{
  g_auto (GStrv) names = ng_test_gallery_names ();

  for (gsize k = 0; names[k] != NULL; k++) {
    g_autoptr (NgNet) net = ng_test_gallery (names[k]);
    for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_UP; direction++) {
      g_autoptr (NgScene) plain = draw (net, (NgFigure){ FIGURE (direction, AUTOMATIC) });
      g_autoptr (NgScene) named = draw (net,
                                        (NgFigure){ .depth = 1,
                                                    .direction = (int) direction,
                                                    .dimensions = NG_DIMENSIONS_ALL,
                                                    .names = TRUE,
                                                    .stack = TRUE,
                                                    .fold = TRUE,
                                                    .width = 300 });
      check_heads (plain, names[k]);
      check_heads (named, names[k]);
    }
  }
}

/* What repeats is drawn once, in a frame with its count, and lines go through the frame. */
static void
test_fold (void)
{
  g_autoptr (NgNet) encoder = ng_test_gallery ("transformer-encoder");
  g_autoptr (NgScene) whole = draw (encoder, (NgFigure){ FIGURE (AUTOMATIC, AUTOMATIC) });
  g_autoptr (NgScene) folded =
      draw (encoder, (NgFigure){ FIGURE (AUTOMATIC, AUTOMATIC), .fold = TRUE });

  g_assert_cmpuint (count_role (whole, NG_ROLE_SHAPE), ==, 6);
  g_assert_cmpuint (count_role (whole, NG_ROLE_REPEAT), ==, 0);
  g_assert_cmpuint (count_role (folded, NG_ROLE_SHAPE), ==, 1);
  g_assert_cmpuint (count_role (folded, NG_ROLE_REPEAT), ==, 1);
  g_assert_true (says (folded, "×6"));

  /* Two rows of two inside three: frames in a frame, and a line past all of them. */
  g_autoptr (NgNet) nested = ng_test_net (
      "NetGraph[{LinearLayer[4], Ramp, Ramp, LinearLayer[4], Ramp, Ramp, LinearLayer[4], Ramp, "
      "Ramp, Tanh, TotalLayer[]}, {1 -> 2 -> 3 -> 4 -> 5 -> 6 -> 7 -> 8 -> 9 -> 10 -> 11, "
      "NetPort[\"Input\"] -> 11}, \"Input\" -> 4]");
  g_autoptr (NgScene) scene =
      draw (nested, (NgFigure){ FIGURE (NG_DIRECTION_UP, AUTOMATIC), .fold = TRUE });
  g_assert_cmpuint (count_role (scene, NG_ROLE_REPEAT), ==, 2);
  g_assert_cmpuint (count_role (scene, NG_ROLE_SHAPE), ==, 4);
  g_assert_true (says (scene, "×3"));
  g_assert_true (says (scene, "×2"));
}

/* The dense blocks are the ones of table 1 of G. Huang et al., "Densely connected convolutional
 * networks", CVPR 2017, though every copy is wider than the one before it. */
static void
test_fold_growing (void)
{
  static const char *const counts[] = { "×6", "×12", "×24", "×16" };
  g_autoptr (NgNet) net = ng_test_gallery ("densenet-121");
  g_autoptr (NgScene) scene = draw (
      net, (NgFigure){ .depth = 1, .direction = AUTOMATIC, .dimensions = AUTOMATIC, .fold = TRUE });

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    g_assert_true (says (scene, counts[i]));
}

/* As many layers again, as much work again: places are found in linear time. */
static void
test_long (void)
{
  for (gsize n = 200; n <= 3200; n *= 4) {
    g_autoptr (GString) text = g_string_new ("NetChain[{");
    for (gsize i = 0; i < n; i++)
      g_string_append_printf (text, "%sTanh", i > 0 ? ", " : "");
    g_string_append (text, "}, \"Input\" -> 3]");
    g_autoptr (NgNet) net = ng_test_net (text->str);
    g_autoptr (NgScene) scene =
        draw (net, (NgFigure){ FIGURE (AUTOMATIC, AUTOMATIC), .width = 252 });
    g_assert_cmpuint (count_role (scene, NG_ROLE_SHAPE), ==, n);
    g_assert_cmpuint (ng_scene_n_items (scene), <, 5 * n + 20);
  }
}

/* The head of the wire to input @port of layer @layer: its tip, and the two ends of its base. */
static const NgPoint *
head_at (const NgScene *scene, const NgNet *net, gsize layer, guint port)
{
  NgPick pick = { NG_PICK_EDGE, (guint32) port, ng_net_vertex (net, layer), 0 };

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    if (item->role == NG_ROLE_WIRE_HEAD && item->kind == NG_ITEM_PATH &&
        ng_pick_equal (item->pick, pick))
      return ng_scene_item_path (scene, item).points;
  }
  g_assert_not_reached ();
}

/* What is joined, and the two factors of a product of matrices, come in side by side in their
 * order; of a sum nobody asks. */
static void
test_order (void)
{
  static const struct {
    const char *layer;
    gboolean has_order;
  } cases[] = { { "CatenateLayer[]", TRUE }, { "DotLayer[]", TRUE }, { "TotalLayer[]", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf (
        "NetGraph[{Ramp, Tanh, %s}, {{1, 2} -> 3}, \"Input\" -> {4, 4}]", cases[i].layer);
    g_autoptr (NgNet) net = ng_test_net (text);
    g_autoptr (NgScene) scene = draw (net, (NgFigure){ FIGURE (NG_DIRECTION_UP, AUTOMATIC) });
    const NgPoint *first = head_at (scene, net, 2, 0), *second = head_at (scene, net, 2, 1);
    gboolean go_up = first[1].y == first[2].y && second[1].y == second[2].y;

    g_assert_cmpint (go_up, ==, cases[i].has_order);
    if (cases[i].has_order) {
      g_assert_cmpfloat (second[0].x - first[0].x, >, 4);
      ng_assert_near (first[0].y, second[0].y, 0.01);
    }
  }
}

/* In U-Net lines part at four places, and where they come together is a sign; what goes up in size
 * does not say that it goes down. */
static void
test_skips (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("u-net");
  g_autoptr (NgScene) scene = draw (net, (NgFigure){ FIGURE (NG_DIRECTION_UP, AUTOMATIC) });
  guint n_dots = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    n_dots += item->role == NG_ROLE_WIRE_HEAD && item->kind == NG_ITEM_BOX;
  }
  g_assert_cmpuint (n_dots, ==, 4);
  g_assert_true (says (scene, "Deconv 2×2, 512, ↑2"));
}

/* The nets that a layer holds of its own are seen when it is open, in a frame that says what it is.
 */
static void
test_held (void)
{
  g_autoptr (NgNet) net = ng_test_gallery ("gan");

  for (int depth = -1; depth < 3; depth++) {
    g_autoptr (NgScene) scene =
        draw (net, (NgFigure){ .depth = depth, .direction = AUTOMATIC, .dimensions = AUTOMATIC });

    g_assert_true (says (scene, "GAN"));
    g_assert_cmpint (says (scene, "Generator"), ==, depth > 0);
    g_assert_cmpint (says (scene, "flatten"), ==, depth > 1);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (goldens); i++) {
    g_autofree char *path = g_strconcat ("/traditional/golden/", goldens[i].name, NULL);
    g_test_add_data_func (path, &goldens[i], test_golden);
  }
  g_test_add_func ("/traditional/stack", test_stack);
  g_test_add_func ("/traditional/symbols", test_symbols);
  g_test_add_func ("/traditional/signs", test_signs);
  g_test_add_func ("/traditional/dimensions", test_dimensions);
  g_test_add_func ("/traditional/width", test_width);
  g_test_add_func ("/traditional/heads", test_heads);
  g_test_add_func ("/traditional/legible", test_legible);
  g_test_add_func ("/traditional/fold", test_fold);
  g_test_add_func ("/traditional/fold-growing", test_fold_growing);
  g_test_add_func ("/traditional/long", test_long);
  g_test_add_func ("/traditional/order", test_order);
  g_test_add_func ("/traditional/skips", test_skips);
  g_test_add_func ("/traditional/held", test_held);
  return g_test_run ();
}
