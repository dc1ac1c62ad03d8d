/* StandardForm: golden scenes, and what holds for the picture of any net. */

#include "render/standard/standard.h"

#include "core/formats/onnx.h"
#include "core/notation/read.h"
#include "render/scene/dump.h"
#include "render/standard/chart.h"
#include "render/standard/depth.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

typedef struct {
  const char *name, *text;
  NgStandardOptions options;
} Golden;

#define RESIDUAL                                                                                   \
  "NetGraph[<|\"conv\" -> ConvolutionLayer[8, 3, \"PaddingSize\" -> 1], \"bn\" -> "                \
  "BatchNormalizationLayer[], \"sum\" -> TotalLayer[], \"out\" -> Ramp|>, {NetPort[\"Input\"] -> " \
  "\"conv\" -> \"bn\" -> \"sum\" -> \"out\", NetPort[\"Input\"] -> \"sum\"}, \"Input\" -> {8, 5, " \
  "5}]"
#define NESTED                                                                                     \
  "NetGraph[<|\"stem\" -> LinearLayer[4], \"body\" -> NetGraph[{LinearLayer[4], Ramp, "            \
  "TotalLayer[]}, "                                                                                \
  "{1 -> 2 -> 3, 1 -> 3}], \"cat\" -> CatenateLayer[]|>, {\"stem\" -> \"body\" -> \"cat\", "       \
  "\"stem\" "                                                                                      \
  "-> \"cat\"}, \"Input\" -> 3]"
#define SCOPES                                                                                     \
  "NetGraph[<|\"a/x\" -> LinearLayer[4], \"a/y\" -> Ramp, \"b/p/x\" -> LinearLayer[4], \"b/p/y\" " \
  "-> "                                                                                            \
  "Tanh, \"b/z\" -> TotalLayer[], \"end\" -> LinearLayer[2]|>, {\"a/x\" -> \"a/y\" -> \"b/p/x\" "  \
  "-> "                                                                                            \
  "\"b/p/y\" -> \"b/z\" -> \"end\", \"a/y\" -> \"b/z\"}, \"Input\" -> 3]"
#define WRONG                                                                                      \
  "NetGraph[{LinearLayer[5, \"Input\" -> 3], LinearLayer[7], ThreadingLayer[Plus], "               \
  "CatenateLayer[]}, {NetPort[\"a\"] -> 1 -> 3, NetPort[\"b\"] -> 2 -> 3, {3, 1, 2} -> 4}]"

static const char *const open_body[] = { "body", NULL };

static const Golden goldens[] = {
  { "residual", RESIDUAL, { .depth = -1, .header = TRUE, .badges = TRUE } },
  { "residual-down", RESIDUAL, { .direction = NG_DIRECTION_DOWN, .depth = -1 } },
  { "residual-up-changes",
    RESIDUAL,
    { .direction = NG_DIRECTION_UP, .dimensions = NG_DIMENSIONS_CHANGES, .depth = -1 } },
  { "nested-closed", NESTED, { .depth = -1 } },
  { "nested-open", NESTED, { .depth = -1, .open = open_body } },
  { "nested-inside", NESTED, { .depth = -1, .path = "around/body" } },
  { "nested-down", NESTED, { .direction = NG_DIRECTION_DOWN, .depth = 1 } },
  { "nested-rows", NESTED, { .depth = 1, .wrap = 420 } },
  { "scopes-0", SCOPES, { .depth = 0 } },
  { "scopes-1", SCOPES, { .depth = 1 } },
  { "scopes-2", SCOPES, { .depth = 2 } },
  { "wrong", WRONG, { .depth = -1, .header = TRUE, .badges = TRUE } },
};

static NgScene *
draw (NgNet *net, NgStandardOptions options)
{
  g_autoptr (GError) error = NULL;

  options.metrics = ng_metrics_test ();
  options.without_dot = TRUE;
  NgScene *scene = ng_standard_draw (net, &options, NULL, &error);
  g_assert_no_error (error);
  return scene;
}

static void
test_golden (gconstpointer data)
{
  const Golden *golden = data;
  g_autofree char *name = g_strconcat (golden->name, ".scene", NULL);
  g_autoptr (NgNet) net = ng_test_net (golden->text);
  g_autoptr (NgScene) scene = draw (net, golden->options);
  g_autofree char *text = ng_scene_dump (scene);
  ng_assert_golden (name, text);
}

static gboolean
overlap (NgBox a, NgBox b)
{
  return a.x + 0.1F < b.x + b.width && b.x + 0.1F < a.x + a.width && a.y + 0.1F < b.y + b.height &&
         b.y + 0.1F < a.y + a.height;
}

static gboolean
is_layer_box (const NgItem *item)
{
  return item->kind == NG_ITEM_BOX && item->role >= NG_ROLE_LAYER &&
         item->role < NG_ROLE_LAYER + NG_N_ROLE_CATEGORIES;
}

static gboolean
is_dimension (const NgItem *item)
{
  return item->role >= NG_ROLE_DIMENSION && item->role <= NG_ROLE_DIMENSION_PROBLEM;
}

/* Every layer and port is there, as are its edges; boxes and labels lie apart and within the page.
 */
static void
check_picture (NgNet *net, NgStandardOptions options)
{
  g_autoptr (NgScene) scene = draw (net, options);
  const NgItem *items = ng_scene_items (scene);
  NgBox page = ng_scene_bounds (scene);
  g_autoptr (GPtrArray) apart = g_ptr_array_new ();

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    NgBox box = items[i].bounds;
    g_assert_cmpfloat (box.x, >=, page.x - 0.1F);
    g_assert_cmpfloat (box.y, >=, page.y - 0.1F);
    g_assert_cmpfloat (box.x + box.width, <=, page.x + page.width + 0.1F);
    g_assert_cmpfloat (box.y + box.height, <=, page.y + page.height + 0.1F);
    if (is_layer_box (&items[i]) || is_dimension (&items[i]))
      g_ptr_array_add (apart, (gpointer) &items[i]);
  }
  for (guint i = 0; i < apart->len && apart->len < 3000; i++)
    for (guint j = 0; j < i; j++) {
      const NgItem *a = g_ptr_array_index (apart, i), *b = g_ptr_array_index (apart, j);
      if (overlap (a->bounds, b->bounds))
        g_error ("two things overlap: %s at %g, %g and %s at %g, %g",
                 ng_role_name (a->role),
                 (double) a->bounds.x,
                 (double) a->bounds.y,
                 ng_role_name (b->role),
                 (double) b->bounds.x,
                 (double) b->bounds.y);
    }

  for (gsize i = 0; options.depth < 0 && i < ng_net_n_layers (net); i++) {
    NgVertexId id = ng_net_vertex (net, i);
    g_assert_true (ng_scene_find (scene, (NgPick){ NG_PICK_VERTEX, 0, id, 0 }, NULL));
    for (gsize k = 0; k < ng_layer_n_inputs (ng_net_layer (net, i)); k++)
      if (ng_net_source (net, i, k).kind != NG_SOURCE_NONE && k < G_MAXUINT16) {
        g_assert_true (ng_scene_find (scene, (NgPick){ NG_PICK_EDGE, (guint32) k, id, 0 }, NULL));
        g_assert_true (ng_scene_find (scene, (NgPick){ NG_PICK_INPUT, (guint32) k, id, 0 }, NULL));
      }
  }
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    g_assert_true (ng_scene_find (scene, (NgPick){ NG_PICK_NET_INPUT, (guint32) i, 0, 0 }, NULL));
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    g_assert_true (ng_scene_find (scene, (NgPick){ NG_PICK_NET_OUTPUT, (guint32) i, 0, 0 }, NULL));
}

static void
check_all_ways (NgNet *net)
{
  for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_UP; direction++)
    for (int depth = -1; depth < 3; depth++)
      for (float wrap = NG_WRAP_AUTOMATIC; wrap < 500; wrap += 301)
        check_picture (net,
                       (NgStandardOptions){
                           .direction = direction, .depth = depth, .wrap = wrap, .header = TRUE });
}

static void
test_properties (void)
{
  static const char *const texts[] = {
    RESIDUAL,
    NESTED,
    SCOPES,
    WRONG,
    "NetGraph[{Ramp}, {}]",
    "NetGraph[{LinearLayer[3], LinearLayer[4]}, {}]",
    "NetGraph[{ThreadingLayer[Times]}, {{NetPort[\"a\"], NetPort[\"a\"]} -> 1}]",
    /* A path that leaves a scope and enters it again. */
    "NetGraph[<|\"s/a\" -> Ramp, \"t\" -> Tanh, \"s/b\" -> Ramp|>, {\"s/a\" -> \"t\" -> \"s/b\"}]",
    "NetGraph[<|\"s/t/a\" -> Ramp, \"u\" -> Tanh, \"s/t/b\" -> Ramp, \"s/c\" -> Ramp|>, {\"s/t/a\" "
    "-> "
    "\"u\" -> \"s/t/b\" -> \"s/c\"}]",
    "NetChain[{LinearLayer[4], NetChain[{Ramp, NetChain[{Tanh, LinearLayer[2]}]}], Ramp}, "
    "\"Input\" -> "
    "{5, 2}]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (NgNet) net = ng_test_net (texts[i]);
    check_all_ways (net);
  }
}

/* Names that would break lines, markup or boxes. */
static void
test_names (void)
{
  g_autoptr (NgNet) net = ng_test_net (
      "NetGraph[<|\"a very long name that no box can hold, and then some more of it\" -> Ramp, "
      "\"<b>&amp;\\n\" -> Ramp, \"///\" -> Tanh, \"/\" -> Tanh, \"x//y\" -> Tanh, \"\\\"\" -> "
      "Ramp|>, {1 -> "
      "2 -> 3 -> 4 -> 5 -> 6}]");

  check_all_ways (net);
}

static void
test_state (void)
{
  g_autoptr (NgNet) raw = ng_test_net (RESIDUAL);
  g_autoptr (NgNet) whole = ng_net_initialize (raw, FALSE, 1, "Kaiming", NULL);
  g_autoptr (NgNet) open = ng_test_net ("NetGraph[{LinearLayer[3]}, {}]");
  g_autoptr (NgNet) wrong = ng_test_net (WRONG);

  g_assert_cmpint (ng_standard_state (raw), ==, NG_STATE_UNINITIALIZED);
  g_assert_nonnull (whole);
  g_assert_cmpint (ng_standard_state (whole), ==, NG_STATE_COMPLETE);
  g_assert_cmpint (ng_standard_state (open), ==, NG_STATE_UNINITIALIZED | NG_STATE_UNSPECIFIED);
  g_assert_true (ng_standard_state (wrong) & NG_STATE_WRONG);
}

static guint
count_role (const NgScene *scene, NgRole role)
{
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    n += ng_scene_items (scene)[i].role == role;
  return n;
}

static gboolean
has_role (const NgScene *scene, NgRole role)
{
  return count_role (scene, role) > 0;
}

/* What is wrong inside is told where it is seen: at the closed net, at the layer in an open one,
 * and in the picture of the inner net by itself. */
static void
test_problem_inside (void)
{
  g_autoptr (NgNet) net = ng_test_net (
      "NetGraph[<|\"a\" -> Tanh, \"in\" -> NetGraph[<|\"b\" -> Ramp, \"c\" -> "
      "ConvolutionLayer[2, 3]|>, {\"b\" -> \"c\"}]|>, {\"a\" -> \"in\"}, \"Input\" -> 4]");
  NgNet *inside = ng_layer_net (ng_net_layer (net, 1));
  const char *const open[] = { "in", NULL };
  g_autoptr (NgScene) closed = draw (net, (NgStandardOptions){ .depth = -1 });
  g_autoptr (NgScene) opened = draw (net, (NgStandardOptions){ .depth = -1, .open = open });
  g_autoptr (NgScene) alone =
      draw (inside, (NgStandardOptions){ .depth = -1, .whole = net, .path = "in" });
  const NgPick c = {
    NG_PICK_VERTEX, 0, ng_net_vertex (inside, 1), ng_scene_find_path (opened, "in")
  };
  gboolean is_marked = FALSE;

  g_assert_cmpuint (count_role (closed, NG_ROLE_PROBLEM_MARK), ==, 1);
  for (gsize i = 0; i < ng_scene_n_items (opened); i++)
    is_marked |= ng_scene_items (opened)[i].role == NG_ROLE_PROBLEM_MARK &&
                 ng_pick_equal (ng_scene_items (opened)[i].pick, c);
  g_assert_true (is_marked);
  g_assert_cmpuint (count_role (alone, NG_ROLE_PROBLEM_MARK), ==, 1);
}

/* A conflict is told by a thick line, a mark and a chip, not by its colour alone. */
static void
test_problem (void)
{
  g_autoptr (NgNet) net = ng_test_net (WRONG);
  g_autoptr (NgScene) scene = draw (net, (NgStandardOptions){ .depth = -1 });

  g_assert_true (has_role (scene, NG_ROLE_EDGE_PROBLEM));
  g_assert_true (has_role (scene, NG_ROLE_PROBLEM_MARK));
  g_assert_true (has_role (scene, NG_ROLE_CHIP_PROBLEM));
  g_assert_true (has_role (scene, NG_ROLE_EDGE_UNKNOWN));
}

static NgNet *
read_model (const char *name)
{
  g_autofree char *path = ng_test_data (name);
  char *data;
  gsize size;

  if (path == NULL || !g_file_get_contents (path, &data, &size, NULL))
    return NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
  return ng_onnx_read (bytes, NULL, NULL, NULL);
}

static void
test_models (void)
{
  static const char *const models[] = { "models/mnist.onnx",
                                        "models/silero_vad.onnx",
                                        "models/yolox_nano.onnx",
                                        "models/super-resolution-10.onnx",
                                        "models/dtln_model_1.onnx" };

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    g_autoptr (NgNet) net = read_model (models[i]);
    if (net != NULL)
      check_all_ways (net);
  }
}

/* Whatever can be read of a broken file can be drawn. */
static void
test_malformed (void)
{
  g_autofree char *folder = ng_test_data ("malformed");
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename ("malformed", name, NULL);
    if (!g_str_has_suffix (name, ".onnx"))
      continue;
    g_autoptr (NgNet) net = read_model (path);
    for (int depth = -1; net != NULL && depth < 2; depth++) {
      g_autoptr (NgScene) scene = draw (net, (NgStandardOptions){ .depth = depth, .header = TRUE });
      g_assert_cmpuint (ng_scene_n_items (scene), >, 0);
    }
  }
}

/* A net of one layer with very many outputs, in a closed group with another layer; each is read. */
static NgNet *
build_wide (int n)
{
  NgNetBuilder *inside = ng_net_builder_new (TRUE, FALSE), *builder;
  g_autoptr (NgNet) ramp = ng_test_net ("NetChain[{Ramp, Tanh}]");
  g_autoptr (NgNet) few =
      ng_test_net ("NetGraph[{CatenateLayer[]}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}]");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;
  g_autoptr (NgLayer) wide = NULL;
  g_autoptr (NgLayer) join = ng_layer_with_slots (ng_net_layer (few, 0), (gsize) n);
  int input = ng_net_builder_input (inside, "Input", NULL);

  ng_net_builder_add_layer (inside, "ramp", ng_net_layer (ramp, 0), NULL, &error);
  ng_net_builder_connect (inside, (NgSource){ NG_SOURCE_INPUT, input, 0 }, 0, 0, NULL, &error);
  for (int i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("o%d", i);

    ng_net_builder_output (inside, name, (NgSource){ NG_SOURCE_LAYER, 0, 0 }, NULL, &error);
  }
  g_assert_no_error (error);
  net = ng_net_builder_end (inside, &error);
  g_assert_no_error (error);
  wide = ng_layer_new_net (net, NULL);
  builder = ng_net_builder_new (TRUE, FALSE);
  input = ng_net_builder_input (builder, "Input", NULL);
  ng_net_builder_add_layer (builder, "s/tanh", ng_net_layer (ramp, 1), NULL, &error);
  ng_net_builder_add_layer (builder, "s/wide", wide, NULL, &error);
  ng_net_builder_add_layer (builder, "join", join, NULL, &error);
  ng_net_builder_connect (builder, (NgSource){ NG_SOURCE_INPUT, input, 0 }, 0, 0, NULL, &error);
  ng_net_builder_connect (builder, (NgSource){ NG_SOURCE_LAYER, 0, 0 }, 1, 0, NULL, &error);
  for (int i = 0; i < n; i++)
    ng_net_builder_connect (builder, (NgSource){ NG_SOURCE_LAYER, 1, i }, 2, i, NULL, &error);
  g_assert_no_error (error);
  NgNet *whole = ng_net_builder_end (builder, &error);
  g_assert_no_error (error);
  return whole;
}

/* No port is taken for another one, however many there are. */
static void
test_many_ports (void)
{
  enum { N = 70000 };
  g_autoptr (NgNet) net = build_wide (N);
  NgStandardOptions options = { .depth = 0, .metrics = ng_metrics_test () };
  g_autoptr (NgChartMaker) maker = ng_chart_maker_new (&options);
  g_autoptr (NgChart) chart = ng_chart_new (maker, net);
  int n_groups = 0;

  for (guint i = 0; i < chart->nodes->len; i++) {
    const NgChartNode *node = &g_array_index (chart->nodes, NgChartNode, i);

    if (node->kind != NG_CHART_GROUP)
      continue;
    n_groups++;
    g_assert_cmpuint (node->exits->len, ==, N);
    g_assert_cmpint (g_array_index (node->exits, NgSource, N - 1).port, ==, N - 1);
  }
  g_assert_cmpint (n_groups, ==, 1);
  g_assert_false (
      ng_pick_equal ((NgPick){ NG_PICK_OUTPUT, 1, 0, 0 }, (NgPick){ NG_PICK_OUTPUT, 65537, 0, 0 }));
}

/* Lines that follow the axes are led in one row, however long it is. */
static void
test_rows (void)
{
  g_autoptr (NgNet) net = ng_test_net (RESIDUAL);

  for (NgWires wires = NG_WIRES_SPLINE; wires <= NG_WIRES_ORTHOGONAL; wires++) {
    g_autoptr (NgPositions) positions = ng_positions_new ();
    NgStandardOptions options = { .depth = -1, .positions = positions };
    g_autoptr (NgScene) strip = NULL, rows = NULL;

    ng_positions_set_wires (positions, wires);
    strip = draw (net, options);
    options.wrap = 480;
    rows = draw (net, options);
    if (wires == NG_WIRES_ORTHOGONAL) {
      g_autofree char *text = ng_scene_dump (strip), *same = ng_scene_dump (rows);

      g_assert_cmpstr (same, ==, text);
    } else {
      g_assert_cmpfloat (ng_scene_bounds (rows).width, <=, 480);
      g_assert_cmpfloat (ng_scene_bounds (strip).width, >, 480);
    }
  }
}

typedef struct {
  int n_outer, n_inner, n_layers;
  const char *outer, *inner, *layer; /* what stands before the three numbers of a name */
  const char *last;
  int depth;
} Deep;

/* A chain of Ramp in scopes, and one layer more. */
static NgNet *
read_deep (const Deep *deep)
{
  g_autoptr (GString) text = g_string_new ("NetChain[<|");

  for (int i = 0; i < deep->n_outer * deep->n_inner * deep->n_layers; i++)
    g_string_append_printf (text,
                            "\"%s%d%s%d%s%d\" -> Ramp, ",
                            deep->outer,
                            i / (deep->n_inner * deep->n_layers),
                            deep->inner,
                            i / deep->n_layers % deep->n_inner,
                            deep->layer,
                            i % deep->n_layers);
  g_string_append_printf (text, "\"last\" -> %s|>]", deep->last);
  return ng_test_net (text->str);
}

/* How deep a net is open at first: some dozens of boxes, counted here by hand. */
static void
test_depth (void)
{
  static const Deep cases[] = {
    /* 33 layers, which are not many; 161, all but the last of which repeat. */
    { 8, 2, 2, "a", "/b", "/", "Tanh", -1 },
    { 1, 1, 160, "a", " ", " ", "Tanh", 0 },
    /* 9 boxes, 49 boxes, 193 boxes. */
    { 8, 6, 4, "a", "/b", "/", "Tanh", 1 },
    /* The same in one more scope: 2, 9, 49, 193. */
    { 8, 6, 4, "all/a", "/b", "/", "Tanh", 2 },
    /* 81 boxes, which no scope makes fewer. */
    { 80, 1, 3, "a", "/b", "/", "Tanh", 0 },
    /* 2 boxes say too little, so 81 it is; then 241. */
    { 80, 1, 3, "all/a", " ", "/", "Tanh", 1 },
    /* With a nested net: 51 boxes, then 202. */
    { 50, 1, 4, "a", " ", "/", "NetChain[{Ramp, Tanh}]", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgNet) net = read_deep (&cases[i]);

    g_assert_cmpint (ng_standard_depth (net, NULL, NULL), ==, cases[i].depth);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (goldens); i++) {
    g_autofree char *path = g_strconcat ("/standard/golden/", goldens[i].name, NULL);
    g_test_add_data_func (path, &goldens[i], test_golden);
  }
  g_test_add_func ("/standard/properties", test_properties);
  g_test_add_func ("/standard/depth", test_depth);
  g_test_add_func ("/standard/rows", test_rows);
  g_test_add_func ("/standard/names", test_names);
  g_test_add_func ("/standard/state", test_state);
  g_test_add_func ("/standard/problem", test_problem);
  g_test_add_func ("/standard/problem-inside", test_problem_inside);
  g_test_add_func ("/standard/models", test_models);
  g_test_add_func ("/standard/malformed", test_malformed);
  g_test_add_func ("/standard/many-ports", test_many_ports);
  return g_test_run ();
}
