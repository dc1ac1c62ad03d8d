/* Every operator that has a record is found by name, and what lowerings and inference say agrees:
 * small graphs are run, and compared with what is computed here. */

#include "core/graph/phrase.h"
#include "core/operators/operator-class.h"

#include "core/engine/blame.h"
#include "core/engine/evaluator.h"
#include "core/formats/onnx.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <math.h>
#include <string.h>

/* A net of one node with one float input x of @dims. */
static NgNet *
net_of (GString *node, const gint64 *dims, gsize rank, gint64 opset, NgTensor *w, GError **error)
{
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 1, node);
  if (w != NULL)
    ng_proto_message (graph, 5, ng_proto_tensor ("w", w));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, rank));
  ng_proto_message (graph, 12, ng_proto_value ("y", 0, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, opset);

  return ng_onnx_read (bytes, NULL, NULL, error);
}

static NgTensor *
run (NgNet *net, NgTensor *x)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1 };
  NgTensor *y = NULL;

  g_assert_no_error (error);
  g_assert_true (ng_evaluator_apply (evaluator, &apply, NULL, &y, &error));
  g_assert_no_error (error);
  return y;
}

static NgTensor *
ramp (const gint64 *dims, gsize rank)
{
  gint64 count;

  ng_dims_count (dims, rank, &count);
  float *data = g_new (float, (gsize) count);
  for (gint64 i = 0; i < count; i++)
    data[i] = (float) sin ((double) (3 * i));
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, data);
}

static void
test_table (void)
{
  for (gsize i = 0; ng_operator_families[i] != NULL; i++) {
    for (const NgOperatorClass *class = ng_operator_families[i]; class->name != NULL; class ++) {
      const char *glyph = ng_operator_glyph (class->name);
      g_assert_true (glyph == NULL || *glyph == 'M');
      const char *domain = class->domain != NULL ? class->domain : "";
      g_assert_true (ng_operator_find (domain, class->name) == class);
      g_assert_nonnull (class->summary);
      g_assert_false (g_str_has_suffix (class->summary, "."));
      g_assert_true (class->infer != NULL || class->lower != NULL);
    }
  }
  g_assert_null (ng_operator_find ("", "Frobnicate"));
  g_autofree char *second = ng_operator_input_name (ng_operator_find ("", "Conv"), 1);
  g_autofree char *third = ng_operator_input_name (ng_operator_find ("", "Concat"), 2);
  g_assert_cmpstr (second, ==, "W");
  g_assert_cmpstr (third, ==, "inputs3");
}

/* The sizes that inference finds are those that come out, and the elements those of plain loops. */
static void
test_average_pool (void)
{
  enum { H = 7, W = 6, K = 3, S = 2 };
  static const gint64 dims[] = { 1, 2, H, W }, kernel[] = { K, K }, strides[] = { S, S };
  static const gint64 pads[] = { 1, 0, 1, 2 };
  g_autoptr (GError) error = NULL;
  GString *node = ng_proto_node ("AveragePool", "x", "y");

  ng_proto_add_integers (node, "kernel_shape", kernel, 2);
  ng_proto_add_integers (node, "strides", strides, 2);
  ng_proto_add_integers (node, "pads", pads, 4);
  g_autoptr (NgNet) net = net_of (node, dims, 4, 13, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgTensor) x = ramp (dims, 4);
  g_autoptr (NgTensor) y = run (net, x);
  gint64 rows = (H + 2 - K) / S + 1, columns = (W + 2 - K) / S + 1;
  g_assert_cmpint (ng_net_output_type (net, 0)->dims[2].value, ==, rows);
  g_assert_cmpint (ng_tensor_dims (y)[2], ==, rows);
  g_assert_cmpint (ng_tensor_dims (y)[3], ==, columns);
  for (gint64 c = 0; c < 2; c++) {
    for (gint64 i = 0; i < rows; i++) {
      for (gint64 j = 0; j < columns; j++) {
        double sum = 0;
        int n = 0;
        for (gint64 a = i * S - 1; a < i * S - 1 + K; a++) {
          for (gint64 b = j * S; b < j * S + K; b++) {
            if (a < 0 || a >= H || b >= W)
              continue;
            sum += ng_tensor_get_real (x, (c * H + a) * W + b);
            n++;
          }
        }
        ng_assert_near (ng_tensor_get_real (y, (c * rows + i) * columns + j), sum / n, 1e-6);
      }
    }
  }
}

/* The first k of all, sorted, of which those that are equal stand as they stood: the values go
 * round in a circle of 8, so the greatest are 7 at places 7, 15, 23 and so on. */
static void
test_top_k (void)
{
  enum { N = 800, K = 600 };
  static const gint64 dims[] = { 1, N };
  gint64 one = 1, k = K;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) count = ng_tensor_new_copy (NG_ELEMENT_I64, &one, 1, &k);
  g_autoptr (NgNet) net = net_of (ng_proto_node ("TopK", "x w", "v y"), dims, 2, 13, count, &error);
  float *data = g_new (float, N);

  g_assert_no_error (error);
  for (int i = 0; i < N; i++)
    data[i] = (float) (i % 8);
  g_autoptr (NgTensor) x = ng_tensor_new_take (NG_ELEMENT_F32, dims, 2, data);
  g_autoptr (NgTensor) y = run (net, x);
  g_assert_cmpint (ng_tensor_dims (y)[1], ==, K);
  for (int i = 0; i < K; i++)
    g_assert_cmpint (ng_tensor_get_int (y, i), ==, 8 * (i % (N / 8)) + 7 - i / (N / 8));
}

/* Softmax was over all axes from 1 on before version 13, over the last one since. */
static void
test_softmax_versions (void)
{
  static const gint64 dims[] = { 2, 3, 4 };
  g_autoptr (NgTensor) x = ramp (dims, 3);

  for (int is_new = 0; is_new < 2; is_new++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) net =
        net_of (ng_proto_node ("Softmax", "x", "y"), dims, 3, is_new ? 13 : 11, NULL, &error);
    g_assert_no_error (error);
    g_autoptr (NgTensor) y = run (net, x);
    gint64 group = is_new ? 4 : 12;
    for (gint64 start = 0; start < 24; start += group) {
      double sum = 0;
      for (gint64 i = 0; i < group; i++)
        sum += exp (ng_tensor_get_real (x, start + i));
      for (gint64 i = 0; i < group; i++)
        ng_assert_near (
            ng_tensor_get_real (y, start + i), exp (ng_tensor_get_real (x, start + i)) / sum, 1e-6);
    }
  }
}

/* Three steps of an RNN by its formula. */
static void
test_recurrence (void)
{
  static const gint64 dims[] = { 3, 1, 1 }, w_dims[] = { 1, 1, 1 };
  static const float weight = 0.5f;
  g_autoptr (NgTensor) x = ramp (dims, 3);
  g_autoptr (NgTensor) w = ng_tensor_new_copy (NG_ELEMENT_F32, w_dims, 3, &weight);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = net_of (ng_proto_node ("RNN", "x w w", "y"), dims, 3, 14, w, &error);
  double h = 0;

  g_assert_no_error (error);
  g_autoptr (NgTensor) y = run (net, x);
  g_assert_cmpuint (ng_tensor_rank (y), ==, 4);
  for (gint64 t = 0; t < 3; t++) {
    h = tanh (0.5 * ng_tensor_get_real (x, t) + 0.5 * h);
    ng_assert_near (ng_tensor_get_real (y, t), h, 1e-6);
  }
}

static void
expect_diagnostic (GString *node, const gint64 *dims, gsize rank)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = net_of (node, dims, rank, 13, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_diagnostics (net), ==, 1);
  g_assert_cmpstr (ng_net_diagnostic (net, 0)->tag, ==, "ONNX::operator");
  g_assert_cmpstr (ng_net_diagnostic (net, 0)->place.path, ==, "y");
}

/* What a node cannot do is a diagnostic of the net at that node. */
static void
test_mistakes (void)
{
  static const gint64 dims[] = { 1, 2, 5, 5 }, zero[] = { 0, 1 }, twice[] = { 0, 0, 1, 2 };
  static const gint64 three[] = { 3, 3 };
  GString *node = ng_proto_node ("MaxPool", "x", "y");

  ng_proto_add_integers (node, "kernel_shape", zero, 2);
  expect_diagnostic (node, dims, 4);
  node = ng_proto_node ("MaxPool", "x", "y");
  ng_proto_add_integers (node, "kernel_shape", three, 2);
  ng_proto_add_integers (node, "pads", three, 2);
  expect_diagnostic (node, dims, 4);
  node = ng_proto_node ("Transpose", "x", "y");
  ng_proto_add_integers (node, "perm", twice, 4);
  expect_diagnostic (node, dims, 4);
  node = ng_proto_node ("Softmax", "x", "y");
  ng_proto_add_integer (node, "axis", 4);
  expect_diagnostic (node, dims, 4);
  node = ng_proto_node ("Concat", "x x", "y");
  ng_proto_add_integer (node, "axis", -9);
  expect_diagnostic (node, dims, 4);
  node = ng_proto_node ("DepthToSpace", "x", "y");
  ng_proto_add_integer (node, "blocksize", 3);
  expect_diagnostic (node, dims, 4);
}

/* A file that says other sizes than its nodes make is warned of, and what they make stands. */
static void
test_declared (void)
{
  static const gint64 dims[] = { 2, 3 }, wrong[] = { 2, 4 };
  GString *graph = g_string_new (NULL);
  g_autoptr (GPtrArray) warnings =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ng_diagnostic_unref);
  g_autoptr (GError) error = NULL;

  ng_proto_message (graph, 1, ng_proto_node ("Relu", "x", "y"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, wrong, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_diagnostics (net), ==, 0);
  g_assert_cmpint (ng_net_output_type (net, 0)->dims[1].value, ==, 3);
  g_assert_cmpuint (warnings->len, ==, 1);
  const NgDiagnostic *warning = warnings->pdata[0];
  g_assert_cmpstr (warning->tag, ==, "ONNX::declared");
  g_assert_cmpstr (warning->place.path, ==, "y");
  g_assert_nonnull (strstr (warning->message, "2×4"));
  g_assert_nonnull (strstr (warning->message, "2×3"));
}

/* A varying length goes through convolution as a length of its own, and through what keeps sizes as
 * it is. */
static void
test_varying (void)
{
  static const gint64 dims[] = { -1, 8 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) kept =
      net_of (ng_proto_node ("LayerNormalization", "x x", "y"), dims, 2, 17, NULL, &error);
  g_autofree char *label = ng_type_label (ng_net_output_type (kept, 0), ng_net_length_names (kept));

  g_assert_no_error (error);
  g_assert_cmpstr (label, ==, "N×8");
  GString *node = ng_proto_node ("Flatten", "x", "y");
  ng_proto_add_integer (node, "axis", 0);
  g_autoptr (NgNet) joined = net_of (node, dims, 2, 13, NULL, &error);
  g_assert_no_error (error);
  const NgType *type = ng_net_output_type (joined, 0);
  g_assert_cmpint (type->dims[0].value, ==, 1);
  g_assert_cmpint (type->dims[1].state, ==, NG_DIM_VARYING);
}

/* A graph (iteration, condition, v) -> (condition, v) that holds loops of loops. */
static GString *
loop_body (int depth, const char *op)
{
  static const gint64 one[] = { 1 };
  g_autofree char *i = g_strdup_printf ("i%d", depth), *c = g_strdup_printf ("c%d", depth);
  g_autofree char *v = g_strdup_printf ("v%d", depth), *w = g_strdup_printf ("w%d", depth);
  g_autofree char *kept = g_strdup_printf ("k%d", depth);
  g_autofree char *inputs = g_strdup_printf ("M %s %s", c, v);
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 11, ng_proto_value (i, 7, one, 0));
  ng_proto_message (graph, 11, ng_proto_value (c, 9, one, 0));
  ng_proto_message (graph, 11, ng_proto_value (v, 1, one, 0));
  ng_proto_message (graph, 1, ng_proto_node ("Identity", c, kept));
  GString *node = ng_proto_node (depth == 0 ? op : "Loop", depth == 0 ? v : inputs, w);
  if (depth > 0)
    ng_proto_add_graph (node, "body", loop_body (depth - 1, op));
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 12, ng_proto_value (kept, 9, one, 0));
  ng_proto_message (graph, 12, ng_proto_value (w, 1, one, 0));
  return graph;
}

/* v -> @op of v, @trips times at each level. */
static NgNet *
loop_net (int depth, gint64 trips, const char *op)
{
  g_autoptr (NgTensor) limit = ng_tensor_new_copy (NG_ELEMENT_I64, NULL, 0, &trips);
  g_autoptr (NgTensor) yes = ng_tensor_new_scalar (NG_ELEMENT_BOOL, 1);
  g_autoptr (GError) error = NULL;
  GString *graph = g_string_new (NULL), *node = ng_proto_node ("Loop", "M T x", "y");

  ng_proto_message (graph, 5, ng_proto_tensor ("M", limit));
  ng_proto_message (graph, 5, ng_proto_tensor ("T", yes));
  ng_proto_add_graph (node, "body", loop_body (depth, op));
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, &trips, 0));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, &trips, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  NgNet *net = ng_onnx_read (bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  return net;
}

/* Three times three negations are one; loops of loops that would run for days are refused. */
static void
test_loops (void)
{
  g_autoptr (NgNet) few = loop_net (1, 3, "Neg"), many = loop_net (3, 9999, "Neg");
  g_autoptr (NgTensor) x = ng_tensor_new_scalar (NG_ELEMENT_F32, 5);
  g_autoptr (NgTensor) y = run (few, x);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (many, &error);
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1 };
  NgTensor *none = NULL;

  ng_assert_near (ng_tensor_get_real (y, 0), -5, 0);
  g_assert_no_error (error);
  g_assert_false (ng_evaluator_apply (evaluator, &apply, NULL, &none, &error));
  ng_assert_tag (&error, "NetGraph::limit");
}

/* A loop may be long; of one that is too long the count is told, and how many rounds there may be.
 */
static void
test_long_loop (void)
{
  g_autoptr (NgNet) longer = loop_net (0, 20001, "Neg"), endless = loop_net (0, 1 << 30, "Neg");
  g_autoptr (NgTensor) x = ng_tensor_new_scalar (NG_ELEMENT_F32, 5);
  g_autoptr (NgTensor) y = run (longer, x);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (endless, &error);
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = &x, .wants = &want, .n_wants = 1 };
  NgTensor *none = NULL;

  ng_assert_near (ng_tensor_get_real (y, 0), -5, 0);
  g_assert_no_error (error);
  g_assert_false (ng_evaluator_apply (evaluator, &apply, NULL, &none, &error));
  g_assert_nonnull (strstr (error->message, "100000 times"));
  g_assert_nonnull (strstr (error->message, "1073741824"));
  ng_assert_tag (&error, "NetGraph::operator");
}

/* Of what is not finite the loop is to blame, whose body is no net of layers with names. */
static void
test_blame (void)
{
  g_autoptr (NgNet) net = loop_net (0, 2, "Log");
  g_autoptr (NgTensor) x = ng_tensor_new_scalar (NG_ELEMENT_F32, -1);
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, NULL);
  g_autofree char *sentence = ng_blame (net, evaluator, &(NgApply){ .inputs = &x }, NULL);

  g_assert_cmpstr (sentence, ==, "It begins in the Loop \"y\".");
}

/* Different work looks different, and the table is sorted so that all of it is found. */
static void
test_glyphs (void)
{
  static const char *const different[] = { "Abs",   "Add",       "Cast",  "Equal",   "Identity",
                                           "Relu",  "Round",     "Slice", "Squeeze", "Sub",
                                           "Where", "Transpose", "Xor" };

  for (gsize i = 0; i < G_N_ELEMENTS (different); i++) {
    g_assert_nonnull (ng_operator_glyph (different[i]));
    for (gsize j = 0; j < i; j++)
      g_assert_cmpstr (ng_operator_glyph (different[i]), !=, ng_operator_glyph (different[j]));
  }
  g_assert_null (ng_operator_glyph ("Unheard"));
}

/* Operators are called what mathematicians call them, with what their constants say. */
static void
test_terms (void)
{
  static const struct {
    const char *op, *inputs, *term, *phrase;
    gboolean has_window;
  } cases[] = {
    { "Conv", "x w", "Conv 3×3, 5, /2", "convolution", TRUE },
    { "MaxPool", "x", "max pool 3×3, /2", "max pooling", TRUE },
    { "Add", "x w", "+ c", "added constant", FALSE },
    { "Add", "w x", "+ c", "added constant", FALSE },
    { "Sub", "w x", "c −", "subtraction from a constant", FALSE },
    { "Mul", "x x", "×", "product", FALSE },
    { "Relu", "x", "ReLU", "ReLU", FALSE },
    { "Reshape", "x w", "reshape", "reshape", FALSE },
    { "Unheard", "x", "Unheard", "unheard", FALSE },
  };
  static const gint64 dims[] = { 1, 2, 9, 9 }, kernel[] = { 5, 2, 3, 3 }, sizes[] = { 3, 3 },
                      steps[] = { 2, 2 };
  g_autoptr (NgTensor) w = ramp (kernel, 4);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *node = ng_proto_node (cases[i].op, cases[i].inputs, "y");
    g_autoptr (GError) error = NULL;

    if (cases[i].has_window) {
      ng_proto_add_integers (node, "kernel_shape", sizes, 2);
      ng_proto_add_integers (node, "strides", steps, 2);
    }
    g_autoptr (NgNet) net = net_of (node, dims, 4, 13, w, &error);
    g_assert_no_error (error);
    g_autofree char *term = ng_layer_term (ng_net_layer (net, 0), ng_net_input_type (net, 0));
    g_assert_cmpstr (term, ==, cases[i].term);
    g_autofree char *phrase = ng_layer_phrase (ng_net_layer (net, 0));
    g_assert_cmpstr (phrase, ==, cases[i].phrase);
  }
}

/* A value times a matrix is a linear layer; a matrix times a value is none. */
static void
test_linear_terms (void)
{
  static const struct {
    const char *op, *inputs, *term;
    gboolean is_transposed;
  } cases[] = {
    { "MatMul", "x w", "Linear 7", FALSE },
    { "MatMul", "w x", "c ·", FALSE },
    { "Gemm", "x w", "Linear 7", FALSE },
    { "Gemm", "x w", "Linear 4", TRUE },
  };
  static const gint64 dims[] = { 4, 4 }, rows[] = { 7, 7 }, sizes[] = { 4, 7 };
  g_autoptr (NgTensor) w = ramp (sizes, 2);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *node = ng_proto_node (cases[i].op, cases[i].inputs, "y");
    gboolean is_right = cases[i].inputs[0] == 'w' || cases[i].is_transposed;
    g_autoptr (GError) error = NULL;

    if (cases[i].is_transposed)
      ng_proto_add_integer (node, "transB", 1);
    g_autoptr (NgNet) net = net_of (node, is_right ? rows : dims, 2, 13, w, &error);
    g_assert_no_error (error);
    g_autofree char *term = ng_layer_term (ng_net_layer (net, 0), ng_net_input_type (net, 0));
    g_assert_cmpstr (term, ==, cases[i].term);
  }
}

/* What stands under the glyph: sizes, or an attribute with its name. */
static void
test_labels (void)
{
  static const struct {
    const char *op, *inputs, *label, *attribute;
    gint64 value;
    gint64 dims[4];
    int rank;
    gint64 kernel[4];
    gsize kernel_rank;
  } cases[] = {
    { "Conv", "x w", "3×3, 6", NULL, 0, { 1, 4, 9, 9 }, 4, { 6, 4, 3, 3 }, 4 },
    { "Conv", "x w", "3×1, 6, 2 groups", "group", 2, { 1, 4, 9, 9 }, 4, { 6, 2, 3, 1 }, 4 },
    { "ConvTranspose",
      "x w",
      "3×3, 10, 2 groups",
      "group",
      2,
      { 1, 4, 9, 9 },
      4,
      { 4, 5, 3, 3 },
      4 },
    { "Gemm", "x w", "4 → 7", NULL, 0, { 2, 4 }, 2, { 4, 7 }, 2 },
    { "Gemm", "x w", "4 → 7", "transB", 1, { 2, 4 }, 2, { 7, 4 }, 2 },
    { "MatMul", "x w", "4 → 7", NULL, 0, { 2, 4 }, 2, { 4, 7 }, 2 },
    { "Gemm", "x x", "", "transB", 1, { 4, 4 }, 2, { 1 }, 1 },
    { "Flatten", "x", "axis 1", "axis", 1, { 2, 4 }, 2, { 1 }, 1 },
    { "Softmax", "x", "axis -1", "axis", -1, { 2, 4 }, 2, { 1 }, 1 },
    { "Cast", "x", "to int64", "to", 7, { 2, 4 }, 2, { 1 }, 1 },
    { "Relu", "x", "", NULL, 0, { 2, 4 }, 2, { 1 }, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgTensor) w = ramp (cases[i].kernel, cases[i].kernel_rank);
    GString *node = ng_proto_node (cases[i].op, cases[i].inputs, "y");
    g_autoptr (GError) error = NULL;

    if (cases[i].attribute != NULL)
      ng_proto_add_integer (node, cases[i].attribute, cases[i].value);
    g_autoptr (NgNet) net = net_of (node, cases[i].dims, cases[i].rank, 13, w, &error);
    g_assert_no_error (error);
    g_autofree char *label = ng_layer_label (ng_net_layer (net, 0));
    g_assert_cmpstr (label, ==, cases[i].label);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/operators/table", test_table);
  g_test_add_func ("/operators/labels", test_labels);
  g_test_add_func ("/operators/average-pool", test_average_pool);
  g_test_add_func ("/operators/softmax-versions", test_softmax_versions);
  g_test_add_func ("/operators/top-k", test_top_k);
  g_test_add_func ("/operators/recurrence", test_recurrence);
  g_test_add_func ("/operators/mistakes", test_mistakes);
  g_test_add_func ("/operators/declared", test_declared);
  g_test_add_func ("/operators/varying", test_varying);
  g_test_add_func ("/operators/loops", test_loops);
  g_test_add_func ("/operators/loops/long", test_long_loop);
  g_test_add_func ("/operators/blame", test_blame);
  g_test_add_func ("/operators/glyphs", test_glyphs);
  g_test_add_func ("/operators/terms", test_terms);
  g_test_add_func ("/operators/linear-terms", test_linear_terms);
  return g_test_run ();
}
