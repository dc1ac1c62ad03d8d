/* Operators typed by name into models of ONNX: which are offered, what they are made of, and that
 * the model with each of them is written and read back. */

#include "core/formats/onnx.h"
#include "core/graph/layer-notation.h"
#include "core/notation/read.h"
#include "core/operators/new-operator.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include "ui/add-layer.h"
#include "ui/edits.h"
#include "ui/operator-words.h"

#include <math.h>
#include <string.h>

static const gint64 pictures[] = { 2, 4, 6, 6 };

/* x, Identity "first", Identity "last", y */
static NgNet *
read_model (gint64 opset, NgElement element, const gint64 *dims, gsize rank)
{
  GString *graph = g_string_new (NULL), *first = ng_proto_node ("Identity", "x", "a");
  GString *last = ng_proto_node ("Identity", "a", "y");
  gint64 code = ng_onnx_code (element);
  g_autoptr (GError) error = NULL;
  NgNet *net;

  ng_proto_text (first, 3, "first");
  ng_proto_text (last, 3, "last");
  ng_proto_text (graph, 2, "between");
  ng_proto_message (graph, 1, first);
  ng_proto_message (graph, 1, last);
  ng_proto_message (graph, 11, ng_proto_value ("x", code, dims, rank));
  ng_proto_message (graph, 12, ng_proto_value ("y", code, dims, rank));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, opset);
  net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return net;
}

static NgSubject *
find_first (NgNet *net)
{
  return ng_subject_of_layer (net, "", (gsize) ng_net_find (net, "first"));
}

static GPtrArray *
words_of (NgNet *net, const char *text)
{
  g_autoptr (NgSubject) at = find_first (net);

  return ng_operator_words (net, "", at, text);
}

/* What the first word becomes behind "first", read back from a file. */
static NgNet *
add (NgNet *net, const char *text)
{
  g_autoptr (GPtrArray) words = words_of (net, text);
  g_autoptr (NgSubject) at = find_first (net);
  g_autoptr (GError) error = NULL;
  const NgLayerWord *word = words->pdata[0];
  NgNet *back;

  if (word->layer == NULL)
    g_error ("%s: %s", text, word->sentence);
  g_autoptr (NgNet) edited = ng_edit_add (net, "", word->layer, "new", at, NULL, &error);
  g_assert_no_error (error);
  if (!ng_net_check (edited, &error))
    g_error ("%s: %s", text, error->message);
  g_autoptr (GBytes) bytes = ng_onnx_write (edited, NULL, &error);
  g_assert_no_error (error);
  back = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return back;
}

static const NgOnnxNode *
node_of (const NgNet *net)
{
  return ng_layer_onnx_node (ng_net_layer (net, (gsize) ng_net_find (net, "new")));
}

/* How many operators fit in a version of them, of four elements and four ranks each. */
typedef struct {
  int opset;
  guint n;
} Offer;

/* Every operator that is offered behind values of many elements and ranks makes a model that is
 * read again, in which it stands behind "first", with all its inputs fed. */
static void
test_all (gconstpointer data)
{
  static const NgElement elements[] = {
    NG_ELEMENT_F32, NG_ELEMENT_I64, NG_ELEMENT_BOOL, NG_ELEMENT_U8
  };
  const Offer *offer = data;
  gint64 opset = offer->opset;
  guint n_tried = 0;

  for (gsize e = 0; e < G_N_ELEMENTS (elements); e++)
    for (gsize rank = 1; rank <= 4; rank++) {
      g_autoptr (NgNet) net = read_model (opset, elements[e], pictures, rank);
      g_autoptr (NgSubject) at = find_first (net);
      g_autoptr (GPtrArray) words = ng_operator_words (net, "", at, "");

      for (guint i = 0; i < words->len; i++) {
        const NgLayerWord *word = words->pdata[i];
        NgPlacement placement = { .path = (char *) "", .at = at };
        g_autoptr (NgTrial) trial = NULL;

        if (word->layer == NULL) {
          g_assert_cmpstr (word->sentence, !=, "");
          continue;
        }
        trial = ng_trial_new (net, word->layer, &placement);
        if (trial->reason != NULL || ng_layer_n_inputs (word->layer) == 0)
          continue;
        g_autoptr (NgNet) back = add (net, word->name);
        gsize index = (gsize) ng_net_find (back, "new");
        const NgLayer *layer = ng_net_layer (back, index);
        gboolean reads_first = FALSE;
        g_assert_cmpstr (ng_layer_onnx_node (layer)->op, ==, ng_layer_onnx_node (word->layer)->op);
        for (gsize k = 0; k < ng_layer_n_inputs (layer); k++) {
          NgSource source = ng_net_source (back, index, k);

          g_assert_cmpint (source.kind, !=, NG_SOURCE_NONE);
          reads_first |=
              source.kind == NG_SOURCE_LAYER && source.index == ng_net_find (back, "first");
        }
        g_assert_true (reads_first);
        n_tried++;
      }
    }
  g_assert_cmpuint (n_tried, ==, offer->n);
}

static void
assert_array (const NgOnnxNode *node, guint index, const char *name, const char *expected)
{
  NgAttribute attribute = { .kind = NG_ATTRIBUTE_TENSOR, .tensor = node->tensors->pdata[index] };
  g_autofree char *text = ng_attribute_text (&attribute);

  g_assert_cmpstr (g_array_index (node->arrays, NgOnnxPort, index).name, ==, name);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_attribute (const NgOnnxNode *node, const char *name, const char *expected)
{
  g_autofree char *text = ng_attribute_text (ng_onnx_node_attribute (node, name));

  g_assert_cmpstr (text, ==, expected);
}

/* Constants are sized by what comes in, and by what is said. */
static void
test_sizes (void)
{
  g_autoptr (NgNet) net = read_model (17, NG_ELEMENT_F32, pictures, 4);
  g_autoptr (NgNet) matrix = read_model (17, NG_ELEMENT_F64, pictures, 2);
  g_autoptr (NgNet) conv = add (net, "Conv");
  g_autoptr (NgNet) wide = add (net, "conv 8 5x3 2");
  g_autoptr (NgNet) gemm = add (matrix, "Gemm 10");
  g_autoptr (NgNet) norm = add (net, "LayerNormalization");
  g_autoptr (NgNet) slice = add (net, "Slice 1 4 axes=2");
  g_autoptr (NgNet) turned = add (net, "Transpose 0 2 3 1");
  g_autoptr (NgNet) cast = add (net, "Cast int64");

  assert_array (node_of (conv), 0, "W", "float32 4×4×3×3");
  assert_array (node_of (conv), 1, "B", "float32 4");
  assert_attribute (node_of (conv), "pads", "{1, 1, 1, 1}");
  assert_array (node_of (wide), 0, "W", "float32 8×4×5×3");
  assert_attribute (node_of (wide), "kernel_shape", "{5, 3}");
  assert_attribute (node_of (wide), "strides", "{2, 2}");
  assert_attribute (node_of (wide), "pads", "{2, 1, 2, 1}");
  assert_array (node_of (gemm), 0, "B", "float64 10×4");
  assert_array (node_of (gemm), 1, "C", "float64 10");
  assert_array (node_of (norm), 0, "Scale", "float32 6");
  assert_array (node_of (slice), 0, "starts", "int64 1");
  g_assert_cmpint (ng_tensor_get_int (node_of (slice)->tensors->pdata[1], 0), ==, 4);
  g_assert_cmpint (ng_tensor_get_int (node_of (slice)->tensors->pdata[2], 0), ==, 2);
  assert_attribute (node_of (turned), "perm", "{0, 2, 3, 1}");
  assert_attribute (node_of (cast), "to", "7");
}

static void
assert_sentence (NgNet *net, const char *text, const char *part)
{
  g_autoptr (GPtrArray) words = words_of (net, text);
  const NgLayerWord *word = words->pdata[0];

  g_assert_null (word->layer);
  if (strstr (word->sentence, part) == NULL)
    g_error ("\"%s\" does not say \"%s\"", word->sentence, part);
}

/* What the model's version lacks, or does not take, is said. */
static void
test_versions (void)
{
  g_autoptr (NgNet) old = read_model (9, NG_ELEMENT_F32, pictures, 4);
  g_autoptr (NgNet) new = read_model (13, NG_ELEMENT_I64, pictures, 4);
  g_autoptr (NgNet) upsampled = add (old, "Upsample 2");
  g_autoptr (NgNet) slice = read_model (9, NG_ELEMENT_F32, pictures, 4);
  g_autoptr (NgNet) sliced = add (slice, "Slice 1 3");

  assert_sentence (old, "LayerNormalization", "needs version 17");
  assert_sentence (new, "Upsample", "is gone since version 10");
  assert_sentence (new, "Sin", "does not take int64");
  assert_sentence (new, "Conv", "does not take int64");
  assert_attribute (node_of (sliced), "starts", "{1}");
  assert_attribute (node_of (sliced), "ends", "{3}");
}

/* Sizes that nobody knows have to be said. */
static void
test_unknown (void)
{
  g_autoptr (NgNet) net = read_model (13, NG_ELEMENT_F32, pictures, 4);
  g_autoptr (GPtrArray) alone = ng_operator_words (net, "", NULL, "Conv");
  g_autoptr (GPtrArray) said = ng_operator_words (net, "", NULL, "Conv W=8x3x5x5");
  g_autoptr (GPtrArray) none = ng_operator_words (NULL, "", NULL, "Conv");

  g_assert_null (((NgLayerWord *) alone->pdata[0])->layer);
  g_assert_nonnull (strstr (((NgLayerWord *) alone->pdata[0])->sentence, "W=64x3x3x3"));
  g_assert_nonnull (((NgLayerWord *) said->pdata[0])->layer);
  g_assert_cmpuint (none->len, ==, 0);
}

/* What comes besides gets an input of the model, which goes when something else feeds it. */
static void
test_others (void)
{
  g_autoptr (NgNet) net = read_model (17, NG_ELEMENT_F32, pictures, 4);
  g_autoptr (NgSubject) at = find_first (net);
  g_autoptr (GPtrArray) words = ng_operator_words (net, "", at, "Where");
  g_autoptr (NgSubject) added = NULL, condition = NULL, other = NULL;
  g_autoptr (GError) error = NULL;
  const NgLayerWord *word = words->pdata[0];
  g_autoptr (NgNet) edited = ng_edit_add (net, "", word->layer, NULL, at, &added, &error);
  const NgType *type;
  int index;

  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_inputs (edited), ==, 3);
  index = ng_net_find_input (edited, "where_condition");
  type = ng_net_input_type (edited, (gsize) index);
  g_assert_cmpint (type->element, ==, NG_ELEMENT_BOOL);
  g_assert_cmpint (type->rank, ==, 4);
  g_assert_cmpint (ng_net_input_type (edited, 2)->element, ==, NG_ELEMENT_F32);
  other = ng_subject_new (NG_PICK_INPUT, added->id, 2, "", NULL);
  condition = ng_subject_new (NG_PICK_NET_INPUT, 0, 0, "", NULL);
  g_autoptr (NgNet) wired = ng_edit_connect (edited, condition, other, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_inputs (wired), ==, 2);
  g_assert_cmpint (ng_net_find_input (wired, "where_Y"), <, 0);
  g_assert_cmpint (ng_net_find_input (wired, "x"), >=, 0);
}

static char *
shape_of (NgNet *net, const char *text)
{
  g_autoptr (GPtrArray) words = ng_layer_words (text);
  g_autoptr (NgSubject) at = find_first (net);
  NgPlacement placement = { .path = (char *) "", .at = at };
  g_autoptr (NgTrial) trial =
      ng_trial_new (net, ((NgLayerWord *) words->pdata[0])->layer, &placement);

  return g_strdup (trial->reason != NULL ? trial->reason : trial->shape);
}

/* A layer speaks of one example: where the first axis is the batch it is mapped over that, and
 * takes channels for channels. */
static void
test_batch (void)
{
  static const gint64 sizes[] = { -1, 4, 6, 6 };
  g_autoptr (NgNet) net = read_model (17, NG_ELEMENT_F32, pictures, 4);
  g_autoptr (NgNet) open = read_model (17, NG_ELEMENT_F32, sizes, 2);
  g_autofree char *norm = shape_of (net, "BatchNormalization");
  g_autofree char *conv = shape_of (net, "Convolution 8 3");
  g_autofree char *flat = shape_of (net, "Flatten");
  g_autofree char *ramp = shape_of (net, "Ramp");
  g_autofree char *linear = shape_of (open, "Linear 5");

  g_assert_cmpstr (norm, ==, "2×4×6×6");
  g_assert_cmpstr (conv, ==, "2×8×4×4");
  g_assert_cmpstr (flat, ==, "2×144");
  g_assert_cmpstr (ramp, ==, "2×4×6×6");
  g_assert_cmpstr (linear, ==, "N×5");
}

/* An input that the model has by itself stays when nothing reads it any more, though its name
 * begins as that of one that was made. */
static void
test_own_input (void)
{
  GString *graph = g_string_new (NULL), *add = ng_proto_node ("Add", "x add_Bias", "a");
  GString *first = ng_proto_node ("Neg", "x", "b"), *last = ng_proto_node ("Add", "a b", "y");
  g_autoptr (GError) error = NULL;

  ng_proto_text (add, 3, "add");
  ng_proto_text (first, 3, "first");
  ng_proto_message (graph, 1, add);
  ng_proto_message (graph, 1, first);
  ng_proto_message (graph, 1, last);
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, pictures, 2));
  ng_proto_message (graph, 11, ng_proto_value ("add_Bias", 1, pictures, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, pictures, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 17);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  gsize index = (gsize) ng_net_find (net, "add");
  g_autoptr (NgSubject) from = find_first (net);
  g_autoptr (NgSubject) to =
      ng_subject_new (NG_PICK_INPUT, ng_net_vertex (net, index), 1, "", NULL);
  g_autoptr (NgNet) wired = ng_edit_connect (net, from, to, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_net_find_input (wired, "add_Bias"), >=, 0);
}

/* The input that an operator on the empty canvas reads stays when an attribute changes. */
static void
test_input_stays (void)
{
  g_autoptr (NgNet) net = read_model (17, NG_ELEMENT_F32, pictures, 4);
  g_autoptr (GPtrArray) words = ng_operator_words (net, "", NULL, "LeakyRelu");
  g_autoptr (NgSubject) added = NULL;
  g_autoptr (GError) error = NULL;
  const NgLayerWord *word = words->pdata[0];
  g_autoptr (NgNet) edited = ng_edit_add (net, "", word->layer, NULL, NULL, &added, &error);

  g_assert_no_error (error);
  g_assert_cmpint (ng_net_find_input (edited, "leakyRelu_X"), >=, 0);
  g_autoptr (NgNet) changed =
      ng_edit_set_attribute (edited, added, "alpha", NG_ATTRIBUTE_REAL, "0.2", &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_net_find_input (changed, "leakyRelu_X"), >=, 0);
}

static GString *
branch (const char *op)
{
  GString *graph = g_string_new (NULL), *node = ng_proto_node (op, "h", "b");

  ng_proto_text (node, 3, "inner");
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 12, ng_proto_value ("b", 1, pictures, 2));
  return graph;
}

/* x, Neg, If "choose" of a condition, y */
static NgNet *
read_branches (void)
{
  GString *graph = g_string_new (NULL), *node = ng_proto_node ("If", "c", "y");
  g_autoptr (GError) error = NULL;
  NgNet *net;

  ng_proto_text (node, 3, "choose");
  ng_proto_add_graph (node, "then_branch", branch ("Tanh"));
  ng_proto_add_graph (node, "else_branch", branch ("Exp"));
  ng_proto_message (graph, 1, ng_proto_node ("Neg", "x", "h"));
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 11, ng_proto_value ("c", 9, NULL, 0));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, pictures, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, pictures, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 17);
  net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return net;
}

/* What an operator in a body reads besides comes from inputs of the model, through the node around.
 */
static void
test_bodies (void)
{
  static const char *const inputs[] = { "choose_where_condition", "choose_where_Y" };
  g_autoptr (NgNet) net = read_branches ();
  g_autoptr (NgSubject) at = ng_path_subject (net, "choose/then_branch/inner");
  g_autoptr (GPtrArray) words = ng_operator_words (net, "choose/then_branch", at, "Where");
  g_autoptr (GError) error = NULL;
  const NgLayerWord *word = words->pdata[0];
  g_autoptr (NgNet) added =
      ng_edit_add (net, "choose/then_branch", word->layer, NULL, at, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) beside = ng_edit_branch (net, at, word->layer, NULL, &error);
  g_assert_no_error (error);
  NgNet *const nets[] = { added, beside };

  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++) {
    g_autoptr (GBytes) bytes = ng_onnx_write (nets[i], NULL, &error);
    g_assert_no_error (error);
    g_autoptr (NgNet) back = ng_onnx_read (bytes, NULL, NULL, &error);
    g_assert_no_error (error);
    const NgLayer *choose = ng_net_layer (back, (gsize) ng_net_find (back, "choose"));

    g_assert_cmpuint (ng_net_n_inputs (back), ==, 4);
    g_assert_cmpuint (ng_layer_n_inputs (choose), ==, 4);
    for (gsize k = 0; k < G_N_ELEMENTS (inputs); k++) {
      int input = ng_net_find_input (back, inputs[k]);
      const NgType *type;

      g_assert_cmpint (input, >=, 0);
      type = ng_net_input_type (back, (gsize) input);
      g_assert_cmpint (type->element, ==, k == 0 ? NG_ELEMENT_BOOL : NG_ELEMENT_F32);
      g_assert_cmpint (type->rank, ==, 2);
    }
  }
}

/* x, Identity "first", @op "last", y of @element */
static NgNet *
read_reader (const char *op, NgElement element)
{
  GString *graph = g_string_new (NULL), *first = ng_proto_node ("Identity", "x", "a");
  g_autoptr (GError) error = NULL;
  NgNet *net;

  ng_proto_text (first, 3, "first");
  ng_proto_message (graph, 1, first);
  ng_proto_message (graph, 1, ng_proto_node (op, "a", "y"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, pictures, 2));
  ng_proto_message (
      graph,
      12,
      ng_proto_value ("y", ng_onnx_code (element), pictures, element == NG_ELEMENT_I64 ? 1 : 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 17);
  net = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return net;
}

static char *
cast_reason (const char *op, NgElement element)
{
  g_autoptr (NgNet) net = read_reader (op, element);
  g_autoptr (NgSubject) at = find_first (net);
  g_autoptr (GPtrArray) words = words_of (net, "Cast int64");
  NgPlacement placement = { .path = (char *) "", .at = at };
  g_autoptr (NgTrial) trial =
      ng_trial_new (net, ((NgLayerWord *) words->pdata[0])->layer, &placement);

  return g_strdup (trial->reason);
}

/* An operator of another element fits where those behind it take that. */
static void
test_elements (void)
{
  g_autofree char *shape = cast_reason ("Shape", NG_ELEMENT_I64);
  g_autofree char *sine = cast_reason ("Sin", NG_ELEMENT_F32);

  g_assert_cmpstr (shape, ==, NULL);
  g_assert_nonnull (sine);
  g_assert_nonnull (strstr (sine, "Sin does not take int64"));
}

/* Among layers no operators are offered, whatever other nets of the model hold. */
static void
test_places (void)
{
  g_autoptr (NgNet) branches = read_branches ();
  g_autoptr (NgNet) net = read_model (17, NG_ELEMENT_F32, pictures, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr =
      ng_notation_read (NULL, "NetChain[{Ramp, Tanh}]", -1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgLayer) layers = ng_layer_read (expr, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) mixed = ng_edit_add (net, "", layers, "block", NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) inside = ng_operator_words (branches, "choose/then_branch", NULL, "Neg");
  g_autoptr (GPtrArray) beside = ng_operator_words (mixed, "", NULL, "Neg");
  g_autoptr (GPtrArray) among = ng_operator_words (mixed, "block", NULL, "Neg");

  g_assert_nonnull (ng_path_resolve (mixed, "block"));
  g_assert_cmpuint (inside->len, >, 0);
  g_assert_cmpuint (beside->len, >, 0);
  g_assert_cmpuint (among->len, ==, 0);
}

/* Weights are drawn, biases are not. */
static void
test_weights (void)
{
  g_autoptr (NgNet) net = read_model (17, NG_ELEMENT_F32, pictures, 4);
  g_autoptr (GPtrArray) words = words_of (net, "Conv");
  const NgLayerWord *word = words->pdata[0];
  g_autoptr (NgLayer) drawn = ng_operator_draw_weights (word->layer, 1);
  g_autoptr (NgLayer) again = ng_operator_draw_weights (word->layer, 1);
  double square = 0;
  const NgTensor *w = ng_layer_array (drawn, 0);

  for (gint64 i = 0; i < ng_tensor_count (w); i++)
    square += ng_tensor_get_real (w, i) * ng_tensor_get_real (w, i);
  /* 144 draws of the variance 2/36: their mean square is within five standard errors of that, each
   * sqrt (2/144) of it. */
  ng_assert_near (square / 144, 2.0 / 36, 5 * sqrt (2.0 / 144) * 2 / 36);
  g_assert_true (ng_tensor_equal (w, ng_layer_array (again, 0)));
  g_assert_true (ng_tensor_get_real (ng_layer_array (drawn, 1), 0) == 0);
}

int
main (int argc, char **argv)
{
  static const Offer offers[] = { { 7, 590 },   { 9, 798 },   { 11, 956 }, { 13, 1044 },
                                  { 17, 1105 }, { 18, 1160 }, { 21, 1164 } };

  ng_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (offers); i++) {
    g_autofree char *name = g_strdup_printf ("/ui/operator-words/all/%d", offers[i].opset);

    g_test_add_data_func (name, &offers[i], test_all);
  }
  g_test_add_func ("/ui/operator-words/sizes", test_sizes);
  g_test_add_func ("/ui/operator-words/versions", test_versions);
  g_test_add_func ("/ui/operator-words/unknown", test_unknown);
  g_test_add_func ("/ui/operator-words/others", test_others);
  g_test_add_func ("/ui/operator-words/batch", test_batch);
  g_test_add_func ("/ui/operator-words/own-input", test_own_input);
  g_test_add_func ("/ui/operator-words/bodies", test_bodies);
  g_test_add_func ("/ui/operator-words/input-stays", test_input_stays);
  g_test_add_func ("/ui/operator-words/elements", test_elements);
  g_test_add_func ("/ui/operator-words/places", test_places);
  g_test_add_func ("/ui/operator-words/weights", test_weights);
  return g_test_run ();
}
