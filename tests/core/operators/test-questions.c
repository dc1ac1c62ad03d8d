/* Nets whose program depends on what their data turn out to be. */

#include "core/engine/evaluator.h"
#include "core/formats/onnx.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

static NgNet *
read_net (GString *graph)
{
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_onnx_read (bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  return net;
}

static NgTensor *
run (NgEvaluator *evaluator, NgTensor *x)
{
  g_autoptr (GError) error = NULL;
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1 };
  NgTensor *y = NULL;

  g_assert_true (ng_evaluator_apply (evaluator, &apply, NULL, &y, &error));
  g_assert_no_error (error);
  return y;
}

static void
add_number (GString *graph, const char *name, NgElement element, double value)
{
  g_autoptr (NgTensor) tensor = ng_tensor_new_scalar (element, value);

  ng_proto_message (graph, 5, ng_proto_tensor (name, tensor));
}

/* A body (iteration, condition, v) -> (2 v < limit, 2 v) */
static GString *
doubling (void)
{
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 11, ng_proto_value ("i", 7, NULL, 0));
  ng_proto_message (graph, 11, ng_proto_value ("c", 9, NULL, 0));
  ng_proto_message (graph, 11, ng_proto_value ("v", 1, NULL, 0));
  ng_proto_message (graph, 1, ng_proto_node ("Add", "v v", "w"));
  ng_proto_message (graph, 1, ng_proto_node ("Less", "w limit", "more"));
  ng_proto_message (graph, 12, ng_proto_value ("more", 9, NULL, 0));
  ng_proto_message (graph, 12, ng_proto_value ("w", 1, NULL, 0));
  return graph;
}

/* A loop goes round as often as its own numbers say: from the sum of x, doubled up to 100. The same
 * evaluator takes another number of rounds for other data. */
static void
test_loop (void)
{
  static const gint64 dims[] = { 200 };
  GString *graph = g_string_new (NULL), *sum = ng_proto_node ("ReduceSum", "x", "s");
  GString *loop = ng_proto_node ("Loop", "- yes s", "y");
  float data[200] = { 0 };

  ng_proto_add_integer (sum, "keepdims", 0);
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  add_number (graph, "limit", NG_ELEMENT_F32, 100);
  add_number (graph, "yes", NG_ELEMENT_BOOL, 1);
  ng_proto_message (graph, 1, sum);
  ng_proto_add_graph (loop, "body", doubling ());
  ng_proto_message (graph, 1, loop);
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, NULL, 0));
  g_autoptr (NgNet) net = read_net (graph);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  for (int i = 0; i < 3; i++) {
    static const float starts[] = { 3, 40, 3 };
    static const double ends[] = { 192, 160, 192 }; /* 3, 6, …, 96, 192; 40, 80, 160 */
    data[17] = starts[i];
    g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 1, data);
    g_autoptr (NgTensor) y = run (evaluator, x);
    ng_assert_near (ng_tensor_get_real (y, 0), ends[i], 0);
  }
}

/* What is found among many numbers, gathered: the ones above 0.5 of 300. */
static void
test_selection (void)
{
  static const gint64 dims[] = { 300 };
  GString *graph = g_string_new (NULL);
  float data[300] = { 0 };

  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  add_number (graph, "half", NG_ELEMENT_F32, 0.5);
  ng_proto_message (graph, 1, ng_proto_node ("Less", "half x", "kept"));
  ng_proto_message (graph, 1, ng_proto_node ("Compress", "x kept", "c"));
  ng_proto_message (graph, 1, ng_proto_node ("Exp", "c", "y"));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, NULL, 0));
  g_autoptr (NgNet) net = read_net (graph);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  const NgType *type = ng_net_output_type (net, 0);

  g_assert_cmpint (type->rank, ==, 1);
  g_assert_cmpint (type->dims[0].state, ==, NG_DIM_VARYING);
  for (int n = 0; n < 3; n++) {
    for (int i = 0; i < 300; i++)
      data[i] = i % 100 < n ? 1 : 0.25f;
    g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 1, data);
    g_autoptr (NgTensor) y = run (evaluator, x);
    g_assert_cmpint (ng_tensor_count (y), ==, 3 * n);
    for (int i = 0; i < 3 * n; i++)
      ng_assert_near (ng_tensor_get_real (y, i), G_E, 1e-6);
  }
}

static GString *
branch (const char *op)
{
  static const gint64 dims[] = { 100 };
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 1, ng_proto_node (op, "x", "r"));
  ng_proto_message (graph, 12, ng_proto_value ("r", 1, dims, 1));
  return graph;
}

/* Which of two branches is taken goes by what the first node makes of the data. */
static void
test_branch (void)
{
  static const gint64 dims[] = { 100 };
  GString *graph = g_string_new (NULL), *greatest = ng_proto_node ("ReduceMax", "x", "m");
  GString *choice = ng_proto_node ("If", "c", "y");
  float data[100] = { 0 };

  ng_proto_add_integer (greatest, "keepdims", 0);
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  add_number (graph, "zero", NG_ELEMENT_F32, 0);
  ng_proto_message (graph, 1, greatest);
  ng_proto_message (graph, 1, ng_proto_node ("Less", "zero m", "c"));
  ng_proto_add_graph (choice, "then_branch", branch ("Neg"));
  ng_proto_add_graph (choice, "else_branch", branch ("Identity"));
  ng_proto_message (graph, 1, choice);
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 1));
  g_autoptr (NgNet) net = read_net (graph);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  for (int i = -2; i <= 2; i += 4) {
    for (int k = 0; k < 100; k++)
      data[k] = (float) i;
    g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 1, data);
    g_autoptr (NgTensor) y = run (evaluator, x);
    ng_assert_near (ng_tensor_get_real (y, 7), -2, 0);
  }
}

/* s, x -> s + x, and the same to be put together */
static GString *
running_sum (void)
{
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 11, ng_proto_value ("s", 1, NULL, 0));
  ng_proto_message (graph, 11, ng_proto_value ("e", 1, NULL, 0));
  ng_proto_message (graph, 1, ng_proto_node ("Add", "s e", "t"));
  ng_proto_message (graph, 1, ng_proto_node ("Identity", "t", "u"));
  ng_proto_message (graph, 12, ng_proto_value ("t", 1, NULL, 0));
  ng_proto_message (graph, 12, ng_proto_value ("u", 1, NULL, 0));
  return graph;
}

/* Version 8 of Scan goes along each example by itself, as far as its length says; what is behind
 * that we give as 0. */
static void
test_scan_8 (void)
{
  static const gint64 dims[] = { 2, 3 }, two[] = { 2 }, lengths[] = { 3, 2 };
  static const float numbers[] = { 1, 2, 3, 4, 5, 6 }, start[] = { 0, 10 };
  static const double sums[] = { 1, 3, 6, 14, 19, 0 };
  GString *graph = g_string_new (NULL), *scan = ng_proto_node ("Scan", "n s0 x", "last y");
  g_autoptr (NgTensor) n = ng_tensor_new_copy (NG_ELEMENT_I64, two, 1, lengths);
  g_autoptr (NgTensor) first = ng_tensor_new_copy (NG_ELEMENT_F32, two, 1, start);
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, numbers);
  g_autoptr (GError) error = NULL;

  ng_proto_add_integer (scan, "num_scan_inputs", 1);
  ng_proto_add_graph (scan, "body", running_sum ());
  ng_proto_message (graph, 1, scan);
  ng_proto_message (graph, 5, ng_proto_tensor ("n", n));
  ng_proto_message (graph, 5, ng_proto_tensor ("s0", first));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 0, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 8);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_assert_no_error (error);
  g_autoptr (NgTensor) y = run (evaluator, x);
  g_assert_cmpint (ng_tensor_count (y), ==, 6);
  for (int i = 0; i < 6; i++)
    ng_assert_near (ng_tensor_get_real (y, i), sums[i], 0);
  g_assert_cmpint (ng_net_output_type (net, 0)->rank, ==, 2);
}

/* c, s -> c, s with one element more: the iteration's number times x */
static GString *
collecting (void)
{
  GString *graph = g_string_new (NULL), *cast = ng_proto_node ("CastLike", "i x", "f");

  ng_proto_message (graph, 11, ng_proto_value ("i", 7, NULL, 0));
  ng_proto_message (graph, 11, ng_proto_value ("c", 9, NULL, 0));
  ng_proto_message (graph, 11, ng_proto_value ("s", 0, NULL, 0));
  ng_proto_message (graph, 1, cast);
  ng_proto_message (graph, 1, ng_proto_node ("Mul", "f x", "p"));
  ng_proto_message (graph, 1, ng_proto_node ("SequenceInsert", "s p", "t"));
  ng_proto_message (graph, 1, ng_proto_node ("Identity", "c", "d"));
  ng_proto_message (graph, 12, ng_proto_value ("d", 9, NULL, 0));
  ng_proto_message (graph, 12, ng_proto_value ("t", 0, NULL, 0));
  return graph;
}

/* A sequence that a loop collects, of which one element is dropped before the rest is put together;
 * and an element of an array taken apart, which the data name. */
static void
test_sequence (void)
{
  static const gint64 dims[] = { 2 };
  static const float numbers[] = { 1, -2 };
  static const double together[] = { 0, 0, 2, -4, 3, -6 };
  GString *graph = g_string_new (NULL), *loop = ng_proto_node ("Loop", "n - e", "s");
  GString *concat = ng_proto_node ("ConcatFromSequence", "r", "y");
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 1, numbers);
  g_autoptr (GError) error = NULL;
  NgWant wants[2] = { { .kind = NG_WANT_OUTPUT }, { .kind = NG_WANT_OUTPUT, .port = 1 } };
  NgApply apply = { .inputs = &x, .wants = wants, .n_wants = 2 };
  NgTensor *results[2] = { NULL };

  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  add_number (graph, "n", NG_ELEMENT_I64, 4);
  add_number (graph, "one", NG_ELEMENT_I64, 1);
  ng_proto_message (graph, 1, ng_proto_node ("SequenceEmpty", "", "e"));
  ng_proto_add_graph (loop, "body", collecting ());
  ng_proto_message (graph, 1, loop);
  ng_proto_message (graph, 1, ng_proto_node ("SequenceErase", "s one", "r"));
  ng_proto_add_integer (concat, "axis", 0);
  ng_proto_add_integer (concat, "new_axis", 1);
  ng_proto_message (graph, 1, concat);
  ng_proto_message (graph, 1, ng_proto_node ("SplitToSequence", "x", "q"));
  ng_proto_message (graph, 1, ng_proto_node ("ArgMin", "x", "place"));
  ng_proto_message (graph, 1, ng_proto_node ("SequenceAt", "q place", "z"));
  ng_proto_message (graph, 12, ng_proto_value ("y", 0, NULL, 0));
  ng_proto_message (graph, 12, ng_proto_value ("z", 0, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 15);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_assert_no_error (error);
  g_assert_true (ng_evaluator_apply (evaluator, &apply, NULL, results, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_dims (results[0])[0], ==, 3);
  for (int i = 0; i < 6; i++)
    ng_assert_near (ng_tensor_get_real (results[0], i), together[i], 0);
  g_assert_cmpint (ng_tensor_count (results[1]), ==, 1);
  ng_assert_near (ng_tensor_get_real (results[1], 0), -2, 0);
  ng_tensor_unref (results[0]);
  ng_tensor_unref (results[1]);
}

/* A sequence is nothing that a net can give out. */
static void
test_sequence_output (void)
{
  static const gint64 dims[] = { 2 };
  static const float numbers[] = { 1, -2 };
  GString *graph = g_string_new (NULL);
  g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 1, numbers);
  g_autoptr (GError) error = NULL;
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1 };
  NgTensor *none = NULL;

  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  ng_proto_message (graph, 1, ng_proto_node ("SequenceConstruct", "x x", "s"));
  ng_proto_message (graph, 12, ng_proto_value ("s", 0, NULL, 0));
  g_autoptr (NgNet) net = read_net (graph);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  g_assert_false (ng_evaluator_apply (evaluator, &apply, NULL, &none, &error));
  ng_assert_tag (&error, "NetGraph::operator");
}

/* Several values decide one after the other: how many zeros there are, n of them, and which of the
 * numbers are counted; exponentials from before the first question are read behind the last one,
 * with a list of arrays between them or without. */
static void
test_stages (void)
{
  static const gint64 dims[] = { 300 };

  for (int has_list = 0; has_list < 2; has_list++) {
    GString *graph = g_string_new (NULL), *cast = ng_proto_node ("Cast", "s", "n");
    GString *sum = ng_proto_node ("ReduceSum", "x", "s"), *back = ng_proto_node ("Cast", "r", "f");
    GString *all = ng_proto_node ("ReduceSum", "w", "y");
    float data[300] = { 0 };

    ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
    add_number (graph, "half", NG_ELEMENT_F32, 0.5);
    add_number (graph, "zero", NG_ELEMENT_I64, 0);
    add_number (graph, "one", NG_ELEMENT_I64, 1);
    static const gint64 vector[] = { 1 };
    g_autoptr (NgTensor) minus = ng_tensor_new_copy (NG_ELEMENT_I64, vector, 1, &(gint64){ -1 });
    ng_proto_message (graph, 5, ng_proto_tensor ("minus", minus));
    ng_proto_add_integer (sum, "keepdims", 0);
    ng_proto_add_integer (cast, "to", 7);
    ng_proto_add_integer (back, "to", 1);
    ng_proto_add_integer (all, "keepdims", 0);
    ng_proto_message (graph, 1, sum);
    ng_proto_message (graph, 1, cast);
    ng_proto_message (graph, 1, ng_proto_node ("Exp", "x", "e"));
    if (has_list)
      ng_proto_message (graph, 1, ng_proto_node ("SequenceConstruct", "e x", "list"));
    ng_proto_message (graph, 1, ng_proto_node ("Reshape", "n minus", "v"));
    ng_proto_message (graph, 1, ng_proto_node ("ConstantOfShape", "v", "z"));
    ng_proto_message (graph, 1, ng_proto_node ("Range", "zero n one", "r"));
    ng_proto_message (graph, 1, back);
    ng_proto_message (graph, 1, ng_proto_node ("Add", "z f", "g"));
    ng_proto_message (graph, 1, ng_proto_node ("Less", "half g", "k"));
    ng_proto_message (graph, 1, ng_proto_node ("Compress", "g k", "c"));
    if (has_list)
      ng_proto_message (graph, 1, ng_proto_node ("SequenceAt", "list zero", "d"));
    GString *concat = ng_proto_node ("Concat", has_list ? "c d" : "c e", "w");
    ng_proto_add_integer (concat, "axis", 0);
    ng_proto_message (graph, 1, concat);
    ng_proto_message (graph, 1, all);
    ng_proto_message (graph, 12, ng_proto_value ("y", 1, NULL, 0));
    g_autoptr (NgNet) net = read_net (graph);
    g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
    for (int i = 0; i < 3; i++) {
      int n = i == 1 ? 9 : 5;
      for (int k = 0; k < 300; k++)
        data[k] = k < n ? 1 : 0;
      g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 1, data);
      g_autoptr (NgTensor) y = run (evaluator, x);
      /* 1 + … + (n - 1), and the exponentials; each of 300 additions rounds by 2^-16 at most */
      ng_assert_near (ng_tensor_get_real (y, 0), n * (n - 1) / 2.0 + n * G_E + (300 - n), 5e-3);
    }
  }
}

/* A body (iteration, condition, v) -> (condition, v + size of zeros as many as number i of c says)
 */
static GString *
counting (void)
{
  GString *graph = g_string_new (NULL), *cast = ng_proto_node ("Cast", "size", "f");

  ng_proto_add_integer (cast, "to", 1);
  ng_proto_message (graph, 11, ng_proto_value ("i", 7, NULL, 0));
  ng_proto_message (graph, 11, ng_proto_value ("go", 9, NULL, 0));
  ng_proto_message (graph, 11, ng_proto_value ("v", 1, NULL, 0));
  ng_proto_message (graph, 1, ng_proto_node ("Gather", "c i", "n"));
  ng_proto_message (graph, 1, ng_proto_node ("Reshape", "n minus", "d"));
  ng_proto_message (graph, 1, ng_proto_node ("ConstantOfShape", "d", "z"));
  ng_proto_message (graph, 1, ng_proto_node ("Size", "z", "size"));
  ng_proto_message (graph, 1, cast);
  ng_proto_message (graph, 1, ng_proto_node ("Add", "v f", "w"));
  ng_proto_message (graph, 1, ng_proto_node ("Identity", "go", "on"));
  ng_proto_message (graph, 12, ng_proto_value ("on", 9, NULL, 0));
  ng_proto_message (graph, 12, ng_proto_value ("w", 1, NULL, 0));
  return graph;
}

/* A loop that asks in each of its rounds. */
static void
test_rounds (void)
{
  static const gint64 dims[] = { 200 }, vector[] = { 1 };
  GString *graph = g_string_new (NULL), *cast = ng_proto_node ("Cast", "e", "c");
  GString *loop = ng_proto_node ("Loop", "rounds yes zero", "y");
  g_autoptr (NgTensor) minus = ng_tensor_new_copy (NG_ELEMENT_I64, vector, 1, &(gint64){ -1 });

  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 1));
  ng_proto_message (graph, 5, ng_proto_tensor ("minus", minus));
  add_number (graph, "rounds", NG_ELEMENT_I64, 12);
  add_number (graph, "yes", NG_ELEMENT_BOOL, 1);
  add_number (graph, "zero", NG_ELEMENT_F32, 0);
  ng_proto_add_integer (cast, "to", 7);
  ng_proto_message (graph, 1, ng_proto_node ("Abs", "x", "e"));
  ng_proto_message (graph, 1, cast);
  ng_proto_add_graph (loop, "body", counting ());
  ng_proto_message (graph, 1, loop);
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, NULL, 0));
  g_autoptr (NgNet) net = read_net (graph);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  for (int i = 0; i < 4; i++) {
    float data[200] = { 0 };
    double sum = 0;
    for (int k = 0; k < 12; k++) {
      data[k] = (float) (k * k % 7 + i % 2);
      sum += k * k % 7 + i % 2;
    }
    g_autoptr (NgTensor) x = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 1, data);
    g_autoptr (NgTensor) y = run (evaluator, x);
    ng_assert_near (ng_tensor_get_real (y, 0), sum, 0);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/operators/questions/loop", test_loop);
  g_test_add_func ("/operators/questions/selection", test_selection);
  g_test_add_func ("/operators/questions/branch", test_branch);
  g_test_add_func ("/operators/questions/scan-8", test_scan_8);
  g_test_add_func ("/operators/questions/sequence", test_sequence);
  g_test_add_func ("/operators/questions/sequence-output", test_sequence_output);
  g_test_add_func ("/operators/questions/stages", test_stages);
  g_test_add_func ("/operators/questions/rounds", test_rounds);
  return g_test_run ();
}
