/* New nodes of ONNX by the table of forms: what they are made of, and what is refused. */

#include "core/notation/read.h"
#include "core/operators/new-operator.h"
#include "tests/support/test.h"

#include <string.h>

static NgType
type_of (NgElement element, int rank)
{
  static const gint64 sizes[] = { 2, 4, 6, 6, 6 };
  NgType type = ng_type_of_rank (rank);

  type.element = element;
  for (int i = 0; i < rank; i++) {
    type.dims[i].state = NG_DIM_NUMBER;
    type.dims[i].value = sizes[i];
  }
  return type;
}

/* @text: "kernel_shape={3, 3}; group=2" */
static NgLayer *
make (const char *domain,
      const char *op,
      gint64 version,
      const NgType *given,
      const char *text,
      GError **error)
{
  const NgOperatorForm *form = ng_operator_form_find (domain, op, version);
  g_autoptr (GHashTable) values =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ng_expr_unref);
  g_auto (GStrv) words = g_strsplit (text, "; ", -1);

  g_assert_nonnull (form);
  for (guint i = 0; words[i] != NULL; i++) {
    const char *equals = strchr (words[i], '=');
    NgExpr *value = ng_notation_read (NULL, equals + 1, -1, NULL, NULL, NULL);

    g_assert_nonnull (value);
    g_hash_table_insert (values, g_strndup (words[i], (gsize) (equals - words[i])), value);
  }
  return ng_operator_new (form, version, given, values, error);
}

static void
assert_fails (const char *op, gint64 version, int rank, const char *text, const char *part)
{
  NgType given = rank < 0 ? ng_type_unknown () : type_of (NG_ELEMENT_F32, rank);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgLayer) layer = make ("", op, version, &given, text, &error);

  if (layer != NULL)
    g_error ("%s %s is made", op, text);
  if (strstr (error->message, part) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, part);
}

static NgLayer *
make_well (const char *op, gint64 version, int rank, const char *text)
{
  NgType given = rank < 0 ? ng_type_unknown () : type_of (NG_ELEMENT_F32, rank);
  const char *domain = strcmp (op, "FusedMatMul") == 0 ? "com.microsoft" : "";
  g_autoptr (GError) error = NULL;
  NgLayer *layer = make (domain, op, version, &given, text, &error);

  g_assert_no_error (error);
  return layer;
}

/* Each form makes a node of something that it takes, so every word of the table means something. */
static void
test_forms (void)
{
  static const NgElement elements[] = {
    NG_ELEMENT_F32, NG_ELEMENT_I64, NG_ELEMENT_BOOL, NG_ELEMENT_U8
  };
  const NgOperatorForm *form;

  for (gsize i = 0; (form = ng_operator_form_at (i)) != NULL; i++) {
    g_autoptr (NgLayer) layer = NULL;
    g_autoptr (GError) error = NULL;

    for (gsize e = 0; layer == NULL && form->operands != NULL && e < G_N_ELEMENTS (elements); e++)
      for (int rank = 1; layer == NULL && rank <= 5; rank++) {
        NgType given = type_of (elements[e], rank);

        g_clear_error (&error);
        if (ng_operator_form_takes (form, form->since, elements[e]))
          layer = ng_operator_new (form, form->since, &given, NULL, &error);
      }
    if (form->operands != NULL && layer == NULL)
      g_error (
          "%s of %d: %s", form->op, form->since, error != NULL ? error->message : "no element");
  }
}

/* Operators with a record and without a form: they hold nets or sequences, take texts or weights
 * that are quantized, or several values of sizes that only their maker knows. */
static const char *const exceptions[] = {
  "Affine",
  "AffineGrid",
  "BitCast",
  "CausalConvWithState",
  "Col2Im",
  "ConcatFromSequence",
  "Crop",
  "DFT",
  "DeformConv",
  "If",
  "ImageScaler",
  "LinearAttention",
  "Loop",
  "MelWeightMatrix",
  "Optional",
  "OptionalGetElement",
  "OptionalHasElement",
  "QLinearConv",
  "QLinearMatMul",
  "RegexFullMatch",
  "RotaryEmbedding",
  "STFT",
  "Scan",
  "SequenceAt",
  "SequenceConstruct",
  "SequenceEmpty",
  "SequenceErase",
  "SequenceInsert",
  "SequenceLength",
  "SequenceMap",
  "SimplifiedLayerNormalization",
  "SplitToSequence",
  "StringConcat",
  "StringNormalizer",
  "StringSplit",
  "SwiGLU",
  "TensorScatter",
  "TfIdfVectorizer",
  "com.microsoft.Attention",
  "com.microsoft.DequantizeLinear",
  "com.microsoft.EmbedLayerNormalization",
  "com.microsoft.FusedConv",
  "com.microsoft.FusedGemm",
  "com.microsoft.MultiHeadAttention",
  "com.microsoft.QLinearAdd",
  "com.microsoft.QLinearConcat",
  "com.microsoft.QLinearGlobalAveragePool",
  "com.microsoft.QLinearLeakyRelu",
  "com.microsoft.QLinearMul",
  "com.microsoft.QLinearSigmoid",
  "com.microsoft.QuantizeLinear",
  "com.microsoft.SimplifiedLayerNormalization",
  "com.microsoft.Tokenizer",
  NULL,
};

static const char *
domain_of (const NgOperatorClass *class)
{
  return class->domain != NULL ? class->domain : "";
}

static gboolean
has_form (const NgOperatorClass *class)
{
  const NgOperatorForm *form;

  for (gsize i = 0; (form = ng_operator_form_at (i)) != NULL; i++)
    if (g_str_equal (form->op, class->name) && g_str_equal (form->domain, domain_of (class)))
      return TRUE;
  return FALSE;
}

/* Every operator can be added, or is one of the exceptions; those of ai.onnx.ml and of training are
 * tables that a program makes. */
static void
test_records (void)
{
  for (gsize i = 0; ng_operator_families[i] != NULL; i++)
    for (const NgOperatorClass *class = ng_operator_families[i]; class->name != NULL; class ++) {
      g_autofree char *name = *domain_of (class) != '\0'
                                  ? g_strdup_printf ("%s.%s", class->domain, class->name)
                                  : g_strdup (class->name);

      if (g_str_has_prefix (domain_of (class), "ai.onnx."))
        continue;
      if (has_form (class) == g_strv_contains (exceptions, name))
        g_error ("%s has %s", name, has_form (class) ? "a form, too" : "no form");
    }
}

/* What the operator does not have is refused, and what is optional is taken. */
static void
test_names (void)
{
  g_autoptr (NgLayer) pad = make_well ("Pad", 13, 4, "constant_value=3");
  g_autoptr (NgLayer) resize = make_well ("Resize", 13, 4, "sizes={1, 3, 8, 8}");
  g_autoptr (NgLayer) hot = make_well ("OneHot", 11, 2, "values={0, 5}");
  g_autoptr (NgLayer) gemm = make_well ("Gemm", 13, 2, "alpha=2");
  g_autoptr (NgLayer) late = make_well ("ArgMax", 12, 2, "select_last_index=1");
  const NgOnnxNode *node = ng_layer_onnx_node (resize);

  assert_fails ("Conv", 13, 4, "kernel=3", "no input or attribute \"kernel\"");
  assert_fails ("Relu", 13, 4, "X=3", "no input or attribute \"X\"");
  assert_fails ("ArgMax", 11, 2, "select_last_index=1", "select_last_index");
  assert_fails ("LSTM", 13, 3, "W=3", "hidden_size");
  g_assert_cmpuint (ng_layer_onnx_node (pad)->tensors->len, ==, 2);
  g_assert_cmpuint (node->n_operands, ==, 4);
  g_assert_cmpint (node->operands[2].kind, ==, NG_OPERAND_ABSENT);
  g_assert_cmpint (ng_tensor_element (node->tensors->pdata[0]), ==, NG_ELEMENT_I64);
  ng_assert_near (ng_tensor_get_real (ng_layer_onnx_node (hot)->tensors->pdata[1], 1), 5, 0);
  g_assert_cmpint (
      ng_onnx_node_attribute (ng_layer_onnx_node (gemm), "alpha")->kind, ==, NG_ATTRIBUTE_REAL);
  g_assert_nonnull (ng_onnx_node_attribute (ng_layer_onnx_node (late), "select_last_index"));
}

static void
assert_outputs (gint64 version, const char *text, gsize n)
{
  g_autoptr (NgLayer) layer = make_well ("Split", version, 2, text);

  g_assert_cmpuint (ng_layer_n_outputs (layer), ==, n);
}

static void
test_outputs (void)
{
  g_autoptr (NgLayer) sized = make_well ("Split", 18, 2, "split={1, 3}");

  assert_outputs (11, "split={1, 2, 1}", 3);
  assert_outputs (13, "axis=1", 2);
  assert_outputs (13, "axis=1; split={1, 1, 2}", 3);
  assert_outputs (18, "num_outputs=4", 4);
  g_assert_null (ng_onnx_node_attribute (ng_layer_onnx_node (sized), "num_outputs"));
  assert_fails ("Split", 18, 2, "num_outputs=0", "outputs");
}

/* What has to be known is asked for where nobody knows how many axes come. */
static void
test_unknown (void)
{
  g_autoptr (NgLayer) pool = make_well ("MaxPool", 13, -1, "kernel_shape={2, 2}");
  g_autoptr (NgLayer) pad = make_well ("Pad", 2, -1, "pads={0, 1, 0, 1}");
  g_autoptr (NgLayer) last = make_well ("ArgMax", 11, -1, "keepdims=0");
  g_autoptr (NgLayer) lasts = make_well ("ReduceMean", 13, -1, "keepdims=0");
  gsize n;

  assert_fails ("MaxPool", 13, -1, "strides={2, 2}", "kernel_shape=");
  assert_fails ("Pad", 2, -1, "mode=reflect", "pads");
  assert_fails ("ArgMax", 9, -1, "keepdims=0", "axis=");
  assert_fails ("GridSample", 16, 5, "mode=bilinear", "takes 4 axes");
  assert_fails ("GridSample", 20, 3, "mode=linear", "takes 4 to 5 axes");
  assert_fails ("ReverseSequence", 10, 1, "", "takes 2 axes or more");
  assert_fails ("Multinomial", 13, 3, "sample_size=2", "takes 2 axes");
  g_assert_cmpint (ng_onnx_node_integer (ng_layer_onnx_node (last), "axis", 7), ==, -1);
  g_assert_cmpint (ng_onnx_node_integers (ng_layer_onnx_node (lasts), "axes", &n)[0], ==, -1);
}

/* Numbers beyond all sizes are refused before anything is computed from them. */
static void
test_large (void)
{
  assert_fails (
      "ConvTranspose", 13, 4, "W={4, 4611686018427387904, 3, 3}; group=4", "cannot have 4 groups");
  assert_fails ("LSTM", 13, 3, "hidden_size=4611686018427387904", "units");
  assert_fails ("Gemm", 13, 2, "B=1000000000", "too many elements");
  assert_fails ("MaxPool", 13, 4, "kernel_shape={0, 0}", "from 1 on");
}

static void
assert_sizes (const char *op, gint64 version, const char *text, gint64 rows, gint64 columns)
{
  g_autoptr (NgLayer) layer = make_well (op, version, 2, text);
  const gint64 *dims = ng_tensor_dims (ng_layer_onnx_node (layer)->tensors->pdata[0]);

  g_assert_cmpint (dims[0], ==, rows);
  g_assert_cmpint (dims[1], ==, columns);
}

/* Matrices stand as the node's attributes say. */
static void
test_products (void)
{
  assert_sizes ("Gemm", 13, "B=5", 5, 4);
  assert_sizes ("Gemm", 13, "B=5; transB=0", 4, 5);
  assert_sizes ("Gemm", 13, "B=5; transA=1", 5, 2);
  assert_sizes ("MatMul", 13, "B=5", 4, 5);
  assert_sizes ("FusedMatMul", 1, "B=5; transB=1", 5, 4);
}

static double
mean_square (const char *op, const char *text, int rank)
{
  g_autoptr (NgLayer) layer = make_well (op, strcmp (op, "FusedMatMul") == 0 ? 1 : 13, rank, text);
  g_autoptr (NgLayer) drawn = ng_operator_draw_weights (layer, 1);
  const NgTensor *w = ng_layer_onnx_node (drawn)->tensors->pdata[0];
  double square = 0;

  for (gint64 i = 0; i < ng_tensor_count (w); i++)
    square += ng_tensor_get_real (w, i) * ng_tensor_get_real (w, i);
  return square / (double) ng_tensor_count (w);
}

/* The variance of weights is 2 by what goes into one sum; 5 standard errors of the mean square of n
 * draws are 5 sqrt (2/n) of it, at most 0.12 for the 4000 and more here. */
static void
test_draws (void)
{
  ng_assert_near (mean_square ("Gemm", "B=1000", 2) / (2.0 / 4), 1, 0.12);
  ng_assert_near (mean_square ("Gemm", "B=1000; transB=0", 2) / (2.0 / 4), 1, 0.12);
  ng_assert_near (mean_square ("FusedMatMul", "B=1000; transB=1", 2) / (2.0 / 4), 1, 0.12);
  ng_assert_near (mean_square ("ConvTranspose", "W=200", 4) / (2.0 / 36), 1, 0.12);
  ng_assert_near (mean_square ("Conv", "W=200", 4) / (2.0 / 36), 1, 0.12);
  ng_assert_near (mean_square ("LSTM", "hidden_size=300", 3) / (2.0 / 6), 1, 0.12);
  ng_assert_near (mean_square ("GRU", "hidden_size=400", 3) / (2.0 / 6), 1, 0.12);
  ng_assert_near (mean_square ("RNN", "hidden_size=1000", 3) / (2.0 / 6), 1, 0.12);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/operators/new/forms", test_forms);
  g_test_add_func ("/operators/new/records", test_records);
  g_test_add_func ("/operators/new/names", test_names);
  g_test_add_func ("/operators/new/outputs", test_outputs);
  g_test_add_func ("/operators/new/unknown", test_unknown);
  g_test_add_func ("/operators/new/large", test_large);
  g_test_add_func ("/operators/new/products", test_products);
  g_test_add_func ("/operators/new/draws", test_draws);
  return g_test_run ();
}
