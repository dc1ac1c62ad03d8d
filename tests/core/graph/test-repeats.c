/* Repeats: runs and regions held to their definitions; nets of the gallery and nets written for
 * this; random nets in which copies were planted; and the cost. */

#include "core/graph/repeats.h"

#include "core/formats/onnx.h"
#include "core/graph/builder.h"
#include "core/graph/regions.h"
#include "core/graph/runs.h"
#include "core/language/evaluate.h"
#include "core/notation/read.h"
#include "tests/support/random.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

/* ---- runs ---- */

static int
compare_runs (gconstpointer a, gconstpointer b)
{
  const NgRun *x = a, *y = b;

  if (x->period != y->period)
    return x->period - y->period;
  return x->first - y->first;
}

/* By the definition: as long as they can be, and of the least period. */
static GArray *
find_runs_slowly (const int *row, int n)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (NgRun));

  for (int period = 1; period <= n / 2; period++)
    for (int i = 0; i + period < n; i++) {
      int end = i;
      while (end + period < n && row[end] == row[end + period])
        end++;
      NgRun run = { i, end - i + period, period };
      gboolean is_new = run.length >= 2 * period;
      for (guint r = 0; r < runs->len; r++) {
        const NgRun *other = &g_array_index (runs, NgRun, r);
        is_new = is_new && !(other->first == run.first && other->length == run.length &&
                             period % other->period == 0);
      }
      if (is_new)
        g_array_append_val (runs, run);
      i = end;
    }
  return runs;
}

static void
test_runs (void)
{
  NgDraws draws = { .seed = 5 };

  for (int k = 0; k < 600; k++) {
    int row[48], n = ng_draw (&draws, 48), n_values = 1 + ng_draw (&draws, 3);
    for (int i = 0; i < n; i++)
      row[i] = (ng_draw (&draws, n_values) - 1) * (k % 2 == 0 ? 1 : 19) + (k % 3 == 0 ? 19 : 0);
    g_autoptr (GArray) runs = ng_runs_find (row, n, NULL);
    g_autoptr (GArray) slow = find_runs_slowly (row, n);
    g_array_sort (runs, compare_runs);
    g_array_sort (slow, compare_runs);
    g_assert_cmpuint (runs->len, ==, slow->len);
    for (guint r = 0; r < runs->len; r++)
      g_assert_cmpmem (&g_array_index (runs, NgRun, r),
                       sizeof (NgRun),
                       &g_array_index (slow, NgRun, r),
                       sizeof (NgRun));
  }
}

/* ---- regions ---- */

/* The net that the text evaluates to. */
static NgNet *
read_net (const char *text)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgExpr) value = ng_session_evaluate (session, expr, NULL, &error);
  g_assert_no_error (error);
  NgNet *net = ng_value_net (value);

  g_assert_nonnull (net);
  return ng_net_ref (net);
}

/* Whether a way leads from @from to @to past the node @without. */
static gboolean
leads (const NgRegions *regions, const gboolean *edges, int from, int to, int without)
{
  int n = regions->n_nodes;
  g_autofree gboolean *is_seen = g_new0 (gboolean, n);
  g_autofree int *stack = g_new (int, n + 1);
  int depth = 0;

  if (from == without || to == without)
    return FALSE;
  stack[depth++] = from;
  is_seen[from] = TRUE;
  while (depth > 0) {
    int node = stack[--depth];
    for (int other = 0; other < n; other++)
      if (edges[node * n + other] && other != without && !is_seen[other]) {
        is_seen[other] = TRUE;
        stack[depth++] = other;
      }
  }
  return is_seen[to];
}

/* Edges among the nodes in chains, but what is aside; nodes that nothing reads lead to the sink. */
static gboolean *
list_edges (const NgRegions *regions, const NgNet *net)
{
  int n = regions->n_nodes;
  gboolean *edges = g_new0 (gboolean, n * n);

  for (int node = 0; node < n; node++) {
    if (regions->chain[node] < 0)
      continue;
    gsize n_sources = 0;
    for (gsize i = 0; i < ng_regions_n_inputs (regions, net, node); i++) {
      int source = ng_regions_source (regions, ng_regions_input (regions, net, node, i));
      if (source < 0 || regions->is_aside[source] || regions->chain[source] < 0)
        continue;
      edges[source * n + node] = TRUE;
      n_sources++;
    }
    if (n_sources == 0 && node != regions->root && node != regions->sink)
      edges[regions->root * n + node] = TRUE;
  }
  for (int node = 0; node < n; node++) {
    gboolean is_read = FALSE;
    for (int other = 0; other < n; other++)
      is_read = is_read || edges[node * n + other];
    if (regions->chain[node] >= 0 && !is_read && node != regions->sink)
      edges[node * n + regions->sink] = TRUE;
  }
  return edges;
}

static void
check_regions (const NgNet *net)
{
  g_autoptr (NgRegions) regions = ng_regions_new (net);
  g_autofree gboolean *edges = list_edges (regions, net);
  int n_members = 0;

  for (int u = 0; u < regions->n_nodes; u++) {
    if (regions->chain[u] < 0)
      continue;
    n_members++;
    g_assert_cmpint (
        regions->members[regions->starts[regions->chain[u]] + regions->member[u]], ==, u);
    for (int w = 0; w < regions->n_nodes; w++) {
      if (w == u || regions->chain[w] < 0)
        continue;
      gboolean follows = leads (regions, edges, u, w, -1) &&
                         !leads (regions, edges, regions->root, w, u) &&
                         !leads (regions, edges, u, regions->sink, w);
      gboolean is_chained =
          regions->chain[u] == regions->chain[w] && regions->member[u] < regions->member[w];
      g_assert_cmpint (follows, ==, is_chained);
    }
  }
  g_assert_cmpint (n_members, ==, regions->starts[regions->n_chains]);
  for (int chain = 0; chain < regions->n_chains; chain++) {
    int end = regions->parent[chain];
    g_assert_cmpint (end < 0, ==, chain == 0);
    if (end < 0)
      continue;
    /* It lies between the end of its link and the node before. */
    int head = regions->members[regions->starts[chain]];
    int before = regions->members[regions->starts[regions->chain[end]] + regions->member[end] - 1];
    g_assert_cmpint (regions->chain[end], <, chain);
    g_assert_false (leads (regions, edges, regions->root, head, before));
    g_assert_false (leads (regions, edges, head, regions->sink, end));
  }
}

static void
test_regions (void)
{
  for (guint64 seed = 0; seed < 150; seed++) {
    g_autoptr (NgNet) net = ng_net_draw (seed);
    check_regions (net);
  }
}

/* ---- what is found ---- */

/* "3 x {a b}": each repeat at the top that is shown, as its count and the layers of its first copy,
 * "~" before one that is alike in parameters, "?" before one alike in form; other layers by name.
 */
static void
describe_into (const NgRepeats *repeats, const NgNet *net, int around, int *next, GString *text)
{
  int n = (int) ng_net_n_layers (net);

  while (*next < n) {
    int layer = *next, repeat = repeats->repeat[layer];
    if (!repeats->is_shown[layer]) {
      (*next)++;
      continue;
    }
    while (repeat >= 0 && repeat != around && repeats->repeats[repeat].parent != around)
      repeat = repeats->repeats[repeat].parent;
    if (repeat == around) {
      g_autofree char *name = ng_net_shown_name (net, (gsize) layer);
      if (text->len > 0 && text->str[text->len - 1] != '{')
        g_string_append_c (text, ' ');
      g_string_append (text, name);
      (*next)++;
    } else if (repeat < 0) {
      return;
    } else {
      static const char *const marks[] = { "", "~", "?" };
      if (text->len > 0 && text->str[text->len - 1] != '{')
        g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              "%s%d x {",
                              marks[repeats->repeats[repeat].likeness],
                              repeats->repeats[repeat].count);
      describe_into (repeats, net, repeat, next, text);
      g_string_append_c (text, '}');
    }
  }
}

static char *
describe (const NgNet *net, NgRepeatLikeness likeness, const char *path, const char *const *apart)
{
  g_autoptr (NgRepeatFinder) finder = ng_repeat_finder_new (likeness, apart);
  g_autoptr (NgRepeats) repeats = ng_repeats_new (finder, net, path);
  GString *text = g_string_new (NULL);
  int next = 0;

  describe_into (repeats, net, -1, &next, text);
  return g_string_free (text, FALSE);
}

static void
check (const char *text, NgRepeatLikeness likeness, const char *expected)
{
  g_autoptr (NgNet) net = read_net (text);
  g_autofree char *found = describe (net, likeness, "", NULL);

  g_assert_cmpstr (found, ==, expected);
}

#define BLOCK                                                                                      \
  "NetGraph[<|\"c\" -> ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], \"r\" -> Ramp, \"s\" -> "     \
  "TotalLayer[]|>, {NetPort[\"Input\"] -> \"c\" -> \"r\" -> \"s\", NetPort[\"Input\"] -> \"s\"}]"

static void
test_written (void)
{
  check ("NetChain[{Sin, Cos, Tanh}]", NG_REPEAT_FORM, "1 2 3");
  /* Unknown and wrong shapes, parts that nothing joins, nets without inputs. */
  check ("NetChain[{LinearLayer[], LinearLayer[], SoftmaxLayer[]}]", NG_REPEAT_EXACT, "2 x {1} 3");
  check ("NetGraph[{Sin, Sin, Cos, Cos}, {1 -> 2, 3 -> 4}]", NG_REPEAT_EXACT, "2 x {1} 2 x {3}");
  check ("NetGraph[{ConstantArrayLayer[\"Array\" -> {1, 2}], Sin, Sin, Tanh}, {1 -> 2 -> 3 -> 4}]",
         NG_REPEAT_EXACT,
         "1 2 x {2} 4");
  check ("NetChain[{Sin, Tanh, Tanh, Tanh, Cos}, \"Input\" -> 3]", NG_REPEAT_EXACT, "1 3 x {2} 5");
  /* A copy begins with what has learned. */
  check ("NetChain[{Ramp, 4, Ramp, 4, Ramp, 4, Ramp}, \"Input\" -> 4]",
         NG_REPEAT_EXACT,
         "1 3 x {2 3}");
  check ("NetChain[{4, Ramp, 4, Ramp, 4}, \"Input\" -> 4]", NG_REPEAT_EXACT, "2 x {1 2} 5");
  /* Sizes differ. */
  check ("NetChain[{16, Ramp, 8, Ramp, 4}, \"Input\" -> 4]", NG_REPEAT_PARAMETERS, "1 2 3 4 5");
  check ("NetChain[{16, Ramp, 8, Ramp, 4}, \"Input\" -> 4]", NG_REPEAT_FORM, "?2 x {1 2} 5");
  check ("NetChain[{PaddingLayer[{{1, 1}}], PaddingLayer[{{1, 1}}], Sin}, \"Input\" -> 4]",
         NG_REPEAT_FORM,
         "~2 x {1} 3");
  check ("NetChain[{PaddingLayer[{{1, 1}}], PaddingLayer[{{1, 1}}], Sin}, \"Input\" -> 4]",
         NG_REPEAT_EXACT,
         "1 2 3");
  /* Repeats in repeats, in branches, and of nets. */
  check ("NetChain[{Tanh, Tanh, Sin, Tanh, Tanh, Sin}, \"Input\" -> 4]",
         NG_REPEAT_EXACT,
         "2 x {2 x {1} 3}");
  check ("NetGraph[{Tanh, Tanh, Sin, TotalLayer[]}, {NetPort[\"Input\"] -> 1 -> 2 -> 3 -> 4, "
         "NetPort[\"Input\"] -> 4}]",
         NG_REPEAT_EXACT,
         "2 x {1} 3 4");
  check ("NetChain[{" BLOCK ", " BLOCK ", Ramp}, \"Input\" -> {4, 6, 6}]",
         NG_REPEAT_EXACT,
         "2 x {1} 3");
}

/* Shapes in conflict. */
static void
test_wrong (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (
      "NetChain[{LinearLayer[5, \"Input\" -> 3], LinearLayer[5, \"Input\" -> 3], Tanh}]",
      -1,
      NULL,
      &error);
  g_assert_no_error (error);
  g_autofree char *found = describe (net, NG_REPEAT_PARAMETERS, "", NULL);

  g_assert_cmpstr (found, ==, "~2 x {1} 3");
}

/* What all blocks read beside what flows through them ties nothing together. */
static void
test_aside (void)
{
  const char *masked =
      "NetGraph[{Sin, ThreadingLayer[Plus], Tanh, ThreadingLayer[Plus], Tanh, "
      "ThreadingLayer[Plus], Tanh, Cos}, {NetPort[\"Mask\"] -> 1 -> {2, 4, 6}, "
      "NetPort[\"Input\"] -> 2 -> 3 -> 4 -> 5 -> 6 -> 7 -> 8}, \"Input\" -> 4, \"Mask\" -> 4]";
  /* Each block looks at the end of another chain. */
  const char *decoder =
      "NetGraph[{Cos, Tanh, Tanh, Ramp, ThreadingLayer[Times], Ramp, ThreadingLayer[Times], Ramp, "
      "ThreadingLayer[Times]}, {NetPort[\"Source\"] -> 1 -> 2 -> 3, NetPort[\"Input\"] -> 4 -> 5 "
      "-> 6 -> 7 -> 8 -> 9, 3 -> 5, 3 -> 7, 3 -> 9}, \"Input\" -> 4, \"Source\" -> 4]";
  /* Constants of their own, one in each block. */
  const char *constants =
      "NetGraph[{ConstantArrayLayer[\"Array\" -> {1, 2, 3, 4}], ThreadingLayer[Plus], "
      "ConstantArrayLayer[\"Array\" -> {1, 2, 3, 4}], "
      "ThreadingLayer[Plus]}, {{NetPort[\"Input\"], 1} -> 2, {2, 3} -> 4}, \"Input\" -> 4]";

  check (masked, NG_REPEAT_EXACT, "1 3 x {2 3} 8");
  check (decoder, NG_REPEAT_EXACT, "1 2 x {2} 3 x {4 5}");
  check (constants, NG_REPEAT_EXACT, "2 x {1 2}");
}

/* An input that comes in late, once, does not keep layers from following one another; one that is
 * there at the beginning does. */
static void
test_late_input (void)
{
  g_autoptr (NgNet) late = read_net (
      "NetGraph[{Tanh, Sin, Cos, ThreadingLayer[Plus], Ramp}, {NetPort[\"Input\"] -> 1 -> 2 -> 3 "
      "-> 4 -> 5, NetPort[\"Side\"] -> 4}, \"Input\" -> 4, \"Side\" -> 4]");
  g_autoptr (NgNet) early = read_net (
      "NetGraph[{Tanh, Sin, ThreadingLayer[Plus], Ramp}, {NetPort[\"Input\"] -> 1 -> 3 -> 4, "
      "NetPort[\"Side\"] -> 2 -> 3}, \"Input\" -> 4, \"Side\" -> 4]");
  g_autoptr (NgRegions) one = ng_regions_new (late);
  g_autoptr (NgRegions) two = ng_regions_new (early);

  g_assert_false (one->is_aside[one->first_input]);
  g_assert_true (one->is_aside[one->first_input + 1]);
  for (int layer = 0; layer < one->n_layers; layer++)
    g_assert_cmpint (one->chain[layer], ==, 0);
  g_assert_false (two->is_aside[two->first_input + 1]);
  g_assert_cmpint (two->chain[0], !=, two->chain[1]);
  g_assert_cmpint (two->chain[2], ==, 0);
}

/* In whatever order layers are written, and whatever they are called. */
static void
test_order (void)
{
  check ("NetGraph[<|\"s2\" -> TotalLayer[], \"x\" -> Tanh, \"b\" -> Sin, \"s1\" -> "
         "TotalLayer[], \"a\" -> Sin, \"y\" -> Tanh|>, {NetPort[\"Input\"] -> \"a\" -> \"x\" -> "
         "\"s1\", NetPort[\"Input\"] -> \"s1\" -> \"b\" -> \"y\" -> \"s2\", \"s1\" -> \"s2\"}, "
         "\"Input\" -> 3]",
         NG_REPEAT_EXACT,
         "2 x {x s1 a}");
}

static void
test_apart (void)
{
  const char *text = "NetChain[{Tanh, Tanh, Tanh, Tanh, Tanh, Tanh}, \"Input\" -> 4]";
  const char *const third[] = { "3", NULL }, *const all[] = { "around", NULL };
  const char *const inner[] = { "around/2/5", NULL }, *const other[] = { "around/22", NULL };
  g_autoptr (NgNet) net = read_net (text);
  g_autofree char *a = describe (net, NG_REPEAT_EXACT, "", third);
  g_autofree char *b = describe (net, NG_REPEAT_EXACT, "around", all);
  g_autofree char *c = describe (net, NG_REPEAT_EXACT, "around", inner);
  g_autofree char *d = describe (net, NG_REPEAT_EXACT, "around", other);

  g_assert_cmpstr (a, ==, "2 x {1} 3 3 x {4}");
  g_assert_cmpstr (b, ==, "1 2 3 4 5 6");
  g_assert_cmpstr (c, ==, "1 2 4 x {3}");
  g_assert_cmpstr (d, ==, "6 x {1}");
}

/* A net around what is apart is apart; one of the same value elsewhere is not, and neither is one
 * in which a path only begins alike. */
static void
test_apart_inside (void)
{
  const char *const inner[] = { "2/1", NULL };
  g_autoptr (NgNet) net =
      read_net ("NetChain[{NetChain[{Tanh, Sin}], NetChain[{Tanh, Sin}], "
                "NetChain[{Tanh, Sin}], NetChain[{Tanh, Sin}]}, \"Input\" -> 4]");
  g_autofree char *whole = describe (net, NG_REPEAT_EXACT, "", inner);
  g_autofree char *alike = describe (net, NG_REPEAT_EXACT, "22", inner);
  g_autofree char *within = describe (net, NG_REPEAT_EXACT, "2/1/3", inner);

  g_assert_cmpstr (whole, ==, "1 2 2 x {3}");
  g_assert_cmpstr (alike, ==, "4 x {1}");
  g_assert_cmpstr (within, ==, "1 2 3 4");
}

static void
test_gallery (void)
{
  static const struct {
    const char *text, *expected;
    NgRepeatLikeness likeness;
  } cases[] = {
    { "NetExtract[NetModel[\"BERT-base\"], \"blocks\"]", "12 x {1}", NG_REPEAT_EXACT },
    { "NetExtract[NetModel[\"GPT-2\"], \"blocks\"]", "12 x {1}", NG_REPEAT_EXACT },
    { "NetModel[\"Transformer Encoder\"]", "6 x {1}", NG_REPEAT_EXACT },
    { "NetModel[\"Transformer Decoder\"]", "6 x {block1}", NG_REPEAT_EXACT },
    { "NetExtract[NetModel[\"ResNet-50\"], \"stage4\"]", "1 5 x {2}", NG_REPEAT_EXACT },
    { "NetModel[\"ResNet-18\"]",
      "conv1 norm1 ramp1 pool1 2 x {block2a} ?3 x {block3a block3b} mean flatten linear softmax",
      NG_REPEAT_FORM },
    { "NetExtract[NetModel[\"DenseNet-121\"], \"block3\"]", "~24 x {1}", NG_REPEAT_PARAMETERS },
    { "NetModel[\"VGG-16\"]",
      "?2 x {~2 x {conv1_1 ramp1_1} pool1} ?3 x {~3 x {conv3_1 ramp3_1} pool3} flatten "
      "~2 x {linear6 ramp6 drop6} linear8 softmax",
      NG_REPEAT_FORM },
    { "NetModel[\"MobileNetV2\"]",
      "conv norm ramp block1 block2 block3 block4 2 x {block5} block7 3 x {block8} block11 2 x "
      "{block12} block14 2 x {block15} block17 last conv last norm last ramp mean flatten drop "
      "linear softmax",
      NG_REPEAT_EXACT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check (cases[i].text, cases[i].likeness, cases[i].expected);
}

/* Without nets inside, blocks are found by their wiring alone. */
static void
test_flat (void)
{
  static const struct {
    const char *text;
    int count, n_layers;
  } cases[] = {
    { "NetFlatten[NetModel[\"BERT-base\"]]", 12, 12 },
    { "NetFlatten[NetModel[\"GPT-2\"]]", 12, 12 },
    { "NetFlatten[NetModel[\"Transformer Encoder\"]]", 6, 12 },
    { "NetFlatten[NetModel[\"Transformer Decoder\"]]", 6, 20 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgNet) net = read_net (cases[i].text);
    g_autoptr (NgRepeatFinder) finder = ng_repeat_finder_new (NG_REPEAT_EXACT, NULL);
    g_autoptr (NgRepeats) repeats = ng_repeats_new (finder, net, "");
    int best = 0;

    for (int r = 0; r < repeats->n_repeats; r++)
      if (repeats->repeats[r].n_layers > repeats->repeats[best].n_layers)
        best = r;
    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (repeats->n_repeats, >, 0);
    g_assert_cmpint (repeats->repeats[best].count, ==, cases[i].count);
    g_assert_cmpint (repeats->repeats[best].n_layers, ==, cases[i].n_layers);
  }
}

/* Five blocks of an exported model that share a mask. */
static void
test_onnx (void)
{
  g_autofree char *path = ng_test_data ("models/ort_bert_toy_optimized.onnx");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *data;
  gsize length;

  if (path == NULL)
    return;
  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (data, length);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgRepeatFinder) finder = ng_repeat_finder_new (NG_REPEAT_EXACT, NULL);
  g_autoptr (NgRepeats) repeats = ng_repeats_new (finder, net, "");
  g_assert_cmpint (repeats->n_repeats, ==, 1);
  g_assert_cmpint (repeats->repeats[0].count, ==, 5);
  g_assert_cmpint (repeats->repeats[0].n_layers, ==, 52);
}

/* ---- planted copies ---- */

/* A block of layers, each reading some before it in the block or what comes in, the last all that
 * nothing else has read; it begins with Exp, which is nowhere else. */
typedef struct {
  int n;
  const char *kinds[12];
  int reads[12][2]; /* layers of the block, -1 for what comes in, -2 for nothing */
  gboolean is_read[12];
} Block;

static void
draw_block (NgDraws *draws, Block *block)
{
  static const char *const kinds[] = { "Tanh", "Ramp", "SoftmaxLayer[]", "LogisticSigmoid" };

  block->n = 2 + ng_draw (draws, 9);
  for (int i = 0; i < block->n; i++) {
    gboolean has_two = i > 1 && ng_draw (draws, 3) == 0;
    block->kinds[i] = i == 0    ? "Exp"
                      : has_two ? "ThreadingLayer[Subtract]"
                                : kinds[ng_draw (draws, (int) G_N_ELEMENTS (kinds))];
    block->reads[i][0] = i == 0 ? -1 : ng_draw (draws, i + 1) - 1;
    block->reads[i][1] = has_two ? ng_draw (draws, i + 1) - 1 : -2;
    block->is_read[i] = FALSE;
    for (int k = 0; k < 2; k++)
      if (block->reads[i][k] >= 0)
        block->is_read[block->reads[i][k]] = TRUE;
  }
}

/* Names say which layer of the block it is, and in which copy: "7.2"; the last sums up, and goes
 * by "end.2". */
static void
write_block (const Block *block, int copy, const char *from, GPtrArray *layers, GString *edges)
{
  g_autofree char *in = copy == 0 ? g_strdup (from) : g_strdup_printf ("\"end.%d\"", copy - 1);

  for (int i = 0; i < block->n; i++) {
    g_ptr_array_add (layers, g_strdup_printf ("\"%d.%d\" -> %s", i, copy, block->kinds[i]));
    for (int k = 0; k < 2; k++) {
      g_autofree char *inner = g_strdup_printf ("\"%d.%d\"", block->reads[i][k], copy);
      if (block->reads[i][k] >= -1)
        g_string_append_printf (
            edges, "%s -> \"%d.%d\", ", block->reads[i][k] < 0 ? in : inner, i, copy);
    }
  }
  g_ptr_array_add (layers, g_strdup_printf ("\"end.%d\" -> TotalLayer[]", copy));
  for (int i = 0; i < block->n; i++)
    if (!block->is_read[i])
      g_string_append_printf (edges, "\"%d.%d\" -> \"end.%d\", ", i, copy, copy);
}

static void
test_planted (void)
{
  NgDraws draws = { .seed = 11 };

  for (int k = 0; k < 120; k++) {
    Block block;
    int count = 2 + ng_draw (&draws, 6);
    g_autoptr (GPtrArray) layers = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GString) edges = g_string_new ("NetPort[\"Input\"] -> \"first\", ");
    g_autoptr (GString) text = g_string_new ("NetGraph[<|");

    draw_block (&draws, &block);
    g_ptr_array_add (layers, g_strdup ("\"first\" -> Sin"));
    for (int copy = 0; copy < count; copy++)
      write_block (&block, copy, "\"first\"", layers, edges);
    g_ptr_array_add (layers, g_strdup ("\"last\" -> Cos"));
    g_string_append_printf (edges, "\"end.%d\" -> \"last\"", count - 1);
    for (guint i = layers->len; i > 0; i--) {
      int other = ng_draw (&draws, (int) i);
      gpointer swapped = layers->pdata[i - 1];
      layers->pdata[i - 1] = layers->pdata[other];
      layers->pdata[other] = swapped;
      g_string_append_printf (
          text, "%s%s", (const char *) layers->pdata[i - 1], i > 1 ? ", " : "|>, {");
    }
    g_string_append_printf (text, "%s}, \"Input\" -> 5]", edges->str);

    g_autoptr (NgNet) net = read_net (text->str);
    g_autoptr (NgRepeatFinder) finder = ng_repeat_finder_new (NG_REPEAT_EXACT, NULL);
    g_autoptr (NgRepeats) repeats = ng_repeats_new (finder, net, "");
    int n_shown = 0;
    g_test_message ("%s", text->str);
    for (gsize i = 0; i < ng_net_n_layers (net); i++) {
      const char *point = strchr (ng_net_name (net, i), '.');
      int repeat = repeats->repeat[i], copy = repeats->copy[i];
      n_shown += repeats->is_shown[i];
      if (point == NULL) {
        g_assert_cmpint (repeat, ==, -1);
        continue;
      }
      for (; repeat >= 0 && repeats->repeats[repeat].parent >= 0;
           repeat = repeats->repeats[repeat].parent)
        copy = repeats->repeats[repeat].parent_copy;
      g_assert_cmpint (repeat, >=, 0);
      g_assert_cmpint (repeats->repeats[repeat].count, ==, count);
      g_assert_cmpint (repeats->repeats[repeat].n_layers, ==, block.n + 1);
      g_assert_cmpint (copy, ==, atoi (point + 1));
      /* What stands for a layer is the same layer of the first copy, or its like in a repeat there.
       */
      int twin = repeats->twin[i];
      if (twin >= 0)
        g_assert_cmpint (repeats->kind[twin], ==, repeats->kind[i]);
    }
    g_assert_cmpint (n_shown, <=, block.n + 3);
  }
}

/* One layer less, another kind, or another wire, and it is no copy. */
static void
test_near_misses (void)
{
  check ("NetChain[{Tanh, Sin, Tanh, Cos}, \"Input\" -> 3]", NG_REPEAT_FORM, "1 2 3 4");
  check ("NetGraph[{Tanh, ThreadingLayer[Subtract], Tanh, ThreadingLayer[Subtract]}, "
         "{NetPort[\"Input\"] -> 1, {1, NetPort[\"Input\"]} -> 2 -> 3, {2, 3} -> 4}, \"Input\" -> "
         "3]",
         NG_REPEAT_FORM,
         "1 2 3 4");
  check ("NetGraph[{Tanh, ThreadingLayer[Subtract], Tanh, ThreadingLayer[Subtract]}, "
         "{NetPort[\"Input\"] -> 1, {1, NetPort[\"Input\"]} -> 2 -> 3, {3, 2} -> 4}, \"Input\" -> "
         "3]",
         NG_REPEAT_FORM,
         "2 x {1 2}");
}

/* ---- the cost ---- */

typedef enum {
  CHAIN,    /* all layers equal */
  RESIDUAL, /* two layers and a sum */
  MIXED,    /* a chain without any order in it */
  NESTED,   /* a skip connection from the i-th layer to the i-th from the end */
  DENSE,    /* every layer reads three that were drawn */
  LADDER,   /* two chains, with steps between */
  N_SHAPES
} Shape;

static NgNet *
build_net (Shape shape, int n)
{
  static const char *const kinds[] = { "Tanh", "Ramp", "Sin" };
  NgNetBuilder *builder = ng_net_builder_new (FALSE, FALSE);
  NgDraws draws = { .seed = 3 };
  g_autoptr (GError) error = NULL;
  NgLayer *layers[4];

  for (int i = 0; i < 4; i++) {
    g_autofree char *text = i < 3
                                ? g_strdup_printf ("NetGraph[{ElementwiseLayer[%s]}, {}]", kinds[i])
                                : g_strdup ("NetGraph[{TotalLayer[\"Inputs\" -> 2]}, {}]");
    g_autoptr (NgNet) one = read_net (text);
    layers[i] = ng_layer_ref (ng_net_layer (one, 0));
  }
  int input = ng_net_builder_input (builder, "Input", NULL);
  for (int i = 0; i < n; i++) {
    int reads[3] = { i - 1, -2, -2 }, kind = 0;
    if (shape == MIXED)
      kind = ng_draw (&draws, 3);
    else if (shape == RESIDUAL && i % 3 == 2)
      reads[1] = i - 3;
    else if (shape == NESTED && i >= (n + 1) / 2)
      reads[1] = n - 1 - i;
    else if (shape == DENSE)
      for (int k = 1; k < 3; k++)
        reads[k] = ng_draw (&draws, i + 1) - 1;
    else if (shape == LADDER) {
      reads[0] = i - 2 < 0 ? -1 : i - 2;
      reads[1] = i % 2 == 1 ? i - 1 : -2;
    }
    if (reads[1] > -2)
      kind = 3;
    NgLayer *layer = kind < 3 ? ng_layer_ref (layers[kind])
                              : ng_layer_with_slots (layers[3], reads[2] > -2 ? 3 : 2);
    ng_net_builder_add_layer (builder, NULL, layer, NULL, &error);
    g_assert_no_error (error);
    ng_layer_unref (layer);
    for (int k = 0; k < 3 && reads[k] > -2; k++) {
      NgSource source = { reads[k] < 0 ? NG_SOURCE_INPUT : NG_SOURCE_LAYER,
                          reads[k] < 0 ? input : reads[k],
                          0 };
      ng_net_builder_connect (builder, source, i, k, NULL, &error);
      g_assert_no_error (error);
    }
  }
  for (int i = 0; i < 4; i++)
    ng_layer_unref (layers[i]);
  NgNet *net = ng_net_builder_end (builder, &error);
  g_assert_no_error (error);
  return net;
}

static guint64
count_work (Shape shape, int n)
{
  g_autoptr (NgNet) net = build_net (shape, n);
  g_autoptr (NgRepeatFinder) finder = ng_repeat_finder_new (NG_REPEAT_FORM, NULL);
  g_autoptr (NgRepeats) repeats = ng_repeats_new (finder, net, "");

  if (shape == CHAIN) {
    g_assert_cmpint (repeats->n_repeats, ==, 1);
    g_assert_cmpint (repeats->repeats[0].count, ==, n);
  }
  if (shape == RESIDUAL)
    g_assert_cmpint (repeats->repeats[0].count, ==, n / 3);
  return repeats->work;
}

static void
test_cost (void)
{
  for (Shape shape = 0; shape < N_SHAPES; shape++) {
    double few = (double) count_work (shape, 1500), many = (double) count_work (shape, 12000);
    g_test_message (
        "shape %d: %g steps a layer of 1500, %g of 12000", shape, few / 1500, many / 12000);
    g_assert_cmpfloat (many / few, <, 8 * 2);
  }
}

/* A repeat that counts as none leaves what is in it to the one around it. */
static void
test_repeats_apart (void)
{
  static const struct {
    const char *text, *apart, *expected;
  } cases[] = {
    { "NetChain[{Tanh, Tanh, Sin, Tanh, Tanh, Sin}, \"Input\" -> 4]",
      "×1+2",
      "2 x {1} 3 2 x {4} 6" },
    { "NetChain[{Tanh, Tanh, Sin, Tanh, Tanh, Sin}, \"Input\" -> 4]", "×1+0", "2 x {1 2 3}" },
    { "NetChain[{Tanh, Tanh, Sin, Tanh, Tanh, Sin}, \"Input\" -> 4]", "×2+0", "2 x {2 x {1} 3}" },
    { "NetChain[{Tanh, Tanh, Cos, Tanh, Sin, Tanh, Sin}, \"Input\" -> 4]",
      "×4+1",
      "2 x {1} 3 4 5 6 7" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *const apart[] = { cases[i].apart, NULL };
    g_autoptr (NgNet) net = read_net (cases[i].text);
    g_autofree char *found = describe (net, NG_REPEAT_EXACT, "", apart);
    g_autofree char *elsewhere = describe (net, NG_REPEAT_EXACT, "net", apart);
    g_autofree char *all = describe (net, NG_REPEAT_EXACT, "", NULL);

    g_assert_cmpstr (found, ==, cases[i].expected);
    g_assert_cmpstr (elsewhere, ==, all);
  }
}

/* Very many layers apart: each is looked up, not compared with all. */
static void
test_many_apart (void)
{
  enum { N = 60000 };
  g_autoptr (NgNet) net = build_net (CHAIN, N);
  g_autoptr (GPtrArray) apart = g_ptr_array_new_with_free_func (g_free);

  for (int i = 1; i <= N; i++)
    if (i % 10 != 0)
      g_ptr_array_add (apart, g_strdup_printf ("%d", i));
  g_ptr_array_add (apart, NULL);
  g_autoptr (NgRepeatFinder) finder =
      ng_repeat_finder_new (NG_REPEAT_FORM, (const char *const *) apart->pdata);
  g_autoptr (NgRepeats) repeats = ng_repeats_new (finder, net, "");
  g_assert_cmpint (repeats->n_repeats, ==, 0);
}

/* Once it is cancelled, nothing is looked for any more: nothing repeats. */
static void
test_cancelled (void)
{
  g_autoptr (NgNet) net = build_net (CHAIN, 100);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NgRepeatFinder) finder = ng_repeat_finder_new (NG_REPEAT_FORM, NULL);

  ng_repeat_finder_set_cancellable (finder, cancellable);
  g_autoptr (NgRepeats) before = ng_repeats_new (finder, net, "");
  g_cancellable_cancel (cancellable);
  g_autoptr (NgRepeats) after = ng_repeats_new (finder, net, "");
  g_assert_cmpint (before->n_repeats, ==, 1);
  g_assert_cmpint (after->n_repeats, ==, 0);
  g_assert_cmpuint (after->work, <, before->work);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/repeats/runs", test_runs);
  g_test_add_func ("/graph/repeats/regions", test_regions);
  g_test_add_func ("/graph/repeats/written", test_written);
  g_test_add_func ("/graph/repeats/wrong", test_wrong);
  g_test_add_func ("/graph/repeats/aside", test_aside);
  g_test_add_func ("/graph/repeats/late-input", test_late_input);
  g_test_add_func ("/graph/repeats/order", test_order);
  g_test_add_func ("/graph/repeats/apart", test_apart);
  g_test_add_func ("/graph/repeats/apart-inside", test_apart_inside);
  g_test_add_func ("/graph/repeats/repeats-apart", test_repeats_apart);
  g_test_add_func ("/graph/repeats/many-apart", test_many_apart);
  g_test_add_func ("/graph/repeats/cancelled", test_cancelled);
  g_test_add_func ("/graph/repeats/gallery", test_gallery);
  g_test_add_func ("/graph/repeats/flat", test_flat);
  g_test_add_func ("/graph/repeats/onnx", test_onnx);
  g_test_add_func ("/graph/repeats/planted", test_planted);
  g_test_add_func ("/graph/repeats/near-misses", test_near_misses);
  g_test_add_func ("/graph/repeats/cost", test_cost);
  return g_test_run ();
}
