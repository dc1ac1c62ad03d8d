/* Cards: what a click tells is what the net says. */

#include "render/standard/card.h"

#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

static const NgCardRow *
find_row (const NgCard *card, NgRowKind kind, const char *name)
{
  for (guint i = 0; i < card->rows->len; i++) {
    const NgCardRow *row = g_ptr_array_index (card->rows, i);
    if (row->kind == kind && strcmp (row->name, name) == 0)
      return row;
  }
  g_error ("no row %s", name);
}

static void
test_layer (void)
{
  g_autoptr (NgNet) raw = ng_test_net (
      "NetGraph[<|\"conv\" -> ConvolutionLayer[8, 3], \"flat\" -> FlattenLayer[]|>, {\"conv\" -> "
      "\"flat\"}, \"Input\" -> {3, 9, 9}]");
  g_autoptr (NgCard) card = ng_card_layer (raw, 0, TRUE);

  g_assert_cmpstr (card->title, ==, "conv");
  g_assert_cmpstr (card->subtitle, ==, "ConvolutionLayer");
  g_assert_cmpint (card->category, ==, NG_CATEGORY_CONVOLUTION);
  g_assert_true (find_row (card, NG_ROW_PARAMETER, "Stride")->is_faint);
  g_assert_cmpstr (find_row (card, NG_ROW_INPUT, "Input")->value, ==, "3×9×9");
  g_assert_cmpstr (find_row (card, NG_ROW_INPUT, "Input")->note, ==, "from Input");
  g_assert_cmpstr (find_row (card, NG_ROW_OUTPUT, "Output")->value, ==, "8×7×7");
  g_assert_cmpstr (find_row (card, NG_ROW_OUTPUT, "Output")->note, ==, "to flat");
  const NgCardRow *weights = find_row (card, NG_ROW_ARRAY, "Weights");
  g_assert_cmpstr (weights->value, ==, "8×3×3×3");
  g_assert_cmpstr (weights->note, ==, "not initialized");
  g_assert_true (weights->is_faint);
}

static void
test_arrays (void)
{
  g_autoptr (NgNet) raw = ng_test_net ("NetGraph[{LinearLayer[40, \"Input\" -> 30]}, {}]");
  g_autoptr (NgNet) net = ng_net_initialize (raw, FALSE, 1, "Kaiming", NULL);
  g_autoptr (NgCard) with = ng_card_layer (net, 0, TRUE);
  g_autoptr (NgCard) without = ng_card_layer (net, 0, FALSE);
  const NgCardRow *row = find_row (with, NG_ROW_ARRAY, "Weights");

  g_assert_true (row->has_statistics);
  g_assert_cmpint (row->statistics.n, ==, 1200);
  g_assert_true (g_str_has_prefix (row->note, "float32, mean "));
  g_assert_false (row->is_faint);
  g_assert_false (find_row (without, NG_ROW_ARRAY, "Weights")->has_statistics);
  g_assert_cmpstr (find_row (without, NG_ROW_ARRAY, "Weights")->note, ==, "float32");
}

static void
test_edge (void)
{
  g_autoptr (NgNet) net = ng_test_net ("NetGraph[{LinearLayer[5, \"Input\" -> 3], LinearLayer[7, "
                                       "\"Input\" -> 3], ThreadingLayer[Plus]}, "
                                       "{{1, 2} -> 3}]");
  g_autoptr (NgCard) first = ng_card_edge (net, (NgTarget){ 0, 0 });
  g_autoptr (NgCard) out = ng_card_edge (net, (NgTarget){ -1, 0 });
  int n_problems = 0;

  g_assert_cmpstr (find_row (first, NG_ROW_FACT, "Dimensions")->value, ==, "3");
  g_assert_cmpstr (find_row (first, NG_ROW_FACT, "Memory")->value, ==, "12 B");
  g_assert_cmpstr (find_row (out, NG_ROW_FACT, "Destination")->value, ==, "Output");
  /* One of the two edges into the sum is told to be wrong, and the layer tells it too. */
  for (int port = 0; port < 2; port++) {
    g_autoptr (NgCard) card = ng_card_edge (net, (NgTarget){ 2, port });
    for (guint i = 0; i < card->rows->len; i++)
      n_problems += ((NgCardRow *) g_ptr_array_index (card->rows, i))->kind == NG_ROW_PROBLEM;
  }
  g_assert_cmpint (n_problems, ==, 1);
  g_autoptr (NgCard) layer = ng_card_layer (net, 2, FALSE);
  find_row (layer, NG_ROW_PROBLEM, "Error");
}

static void
test_net (void)
{
  g_autoptr (NgNet) net =
      ng_test_net ("NetGraph[{LinearLayer[4, \"Input\" -> 3], Ramp}, {1 -> 2}]");
  g_autoptr (NgCard) card = ng_card_net (net);

  g_assert_cmpstr (find_row (card, NG_ROW_FACT, "Layers")->value, ==, "2");
  g_assert_cmpstr (find_row (card, NG_ROW_FACT, "Parameters")->value, ==, "16");
  g_assert_cmpstr (find_row (card, NG_ROW_OUTPUT, "Output")->value, ==, "4");
}

/* All words stay on the card, and no two texts overlap. */
static void
test_draw (void)
{
  g_autoptr (NgNet) raw =
      ng_test_net ("NetGraph[<|\"a layer with a long name that does not fit\" -> "
                   "ConvolutionLayer[8, {3, 3}], \"b\" -> "
                   "Ramp|>, {1 -> 2}, \"Input\" -> {3, 9, 9}]");
  g_autoptr (NgNet) net = ng_net_initialize (raw, FALSE, 1, "Kaiming", NULL);
  g_autoptr (NgCard) card = ng_card_layer (net, 0, TRUE);
  g_autoptr (NgScene) scene = ng_card_draw (card, ng_metrics_test (), 220);
  const NgItem *items = ng_scene_items (scene);

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    NgBox a = items[i].bounds;
    g_assert_cmpfloat (a.x, >=, 13);
    g_assert_cmpfloat (a.x + a.width, <=, 207);
    for (gsize k = 0; k < i; k++) {
      NgBox b = items[k].bounds;
      if (items[i].kind == NG_ITEM_TEXT && items[k].kind == NG_ITEM_TEXT)
        g_assert_false (a.x < b.x + b.width && b.x < a.x + a.width && a.y + 1 < b.y + b.height &&
                        b.y + 1 < a.y + a.height);
    }
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/card/layer", test_layer);
  g_test_add_func ("/card/arrays", test_arrays);
  g_test_add_func ("/card/edge", test_edge);
  g_test_add_func ("/card/net", test_net);
  g_test_add_func ("/card/draw", test_draw);
  return g_test_run ();
}
