/* What does not fit with a batch of one does not fit with a symbolic batch either, and is said
 * then; what fits for some length is not complained of. */

#include "core/formats/onnx.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

#include <string.h>

/* One node: its inputs as "float32 dimensions" "N,7", or with ":" and numbers as int64 constants,
 * parted by blanks; with "+" one of the net alone. Attributes are integers or lists of them,
 * or texts. */
typedef struct {
  const char *op, *inputs, *attributes;
  int version;
} Row;

static const Row conflicts[] = {
  { "Gemm", "N,7 10,20", "transB=1", 13 },
  { "Gemm", "N,7 10,20", "", 13 },
  { "Gemm", "N,7 7,20 19", "", 13 },
  { "Gemm", "N+1,7 10,20 +N", "", 13 },
  { "MatMul", "N,7 10,20", "", 13 },
  { "MatMul", "N,7 10", "", 13 },
  { "Add", "N,7 10,20", "", 13 },
  { "Less", "N,7 20", "", 13 },
  { "Max", "N,7 20", "", 13 },
  { "PRelu", "N,7 20", "", 16 },
  { "Concat", "N,7,2 N,7,3", "axis=1", 13 },
  { "Concat", "N,7,2 N,7", "axis=1", 13 },
  { "Concat", "N,7 N,7", "axis=2", 13 },
  { "Conv", "N,7,5,5 4,3,3,3", "", 11 },
  { "Conv", "N,7,5,5 4,7,3", "", 11 },
  { "Conv", "N,3,5,5 4,3,7,7", "", 11 },
  { "Conv", "N,3,5,5 4,3,3,3 5", "", 11 },
  { "ConvTranspose", "N,7,5,5 3,4,3,3", "", 11 },
  { "MaxPool", "N,7,5,5", "kernel_shape=7,7", 12 },
  { "AveragePool", "N,7,5,5", "kernel_shape=2,2,2", 11 },
  { "BatchNormalization", "N,7,2,2 5 5 5 5", "", 15 },
  { "InstanceNormalization", "N,7,2,2 5 5", "", 6 },
  { "LayerNormalization", "N,7 5 5", "", 17 },
  { "GroupNormalization", "N,7,2 7 7", "num_groups=2", 21 },
  { "Reshape", "N,7 :0,-1,3", "", 13 },
  { "Reshape", "N,7 :0,8", "", 13 },
  { "Reshape", "N,7 :0,0,0", "", 13 },
  { "Expand", "N,7 :1,8", "", 13 },
  { "Split", "N,7 :3,3", "axis=1", 13 },
  { "Squeeze", "N,7 :1", "", 13 },
  { "Squeeze", "N,7 :4", "", 13 },
  { "Unsqueeze", "N,7 :4", "", 13 },
  { "Flatten", "N,7", "axis=4", 13 },
  { "Gather", "N,7 :1", "axis=2", 13 },
  { "GatherND", "N,7 :1,1,1", "", 13 },
  { "Slice", "N,7 :0 :1 :5", "", 13 },
  { "Pad", "N,7 :1,1,1", "", 13 },
  { "Tile", "N,7 :1,1,1", "", 13 },
  { "Transpose", "N,7", "perm=0,0", 13 },
  { "DepthToSpace", "N,7,2,2", "blocksize=2", 13 },
  { "SpaceToDepth", "N,7,3,2", "blocksize=2", 13 },
  { "LSTM", "4,N,7 1,20,6 1,20,5", "hidden_size=5", 14 },
  { "GRU", "4,N,7 1,15,6 1,15,5", "hidden_size=5", 14 },
  { "Softmax", "N,7", "axis=2", 13 },
  { "ArgMax", "N,7", "axis=2", 13 },
  { "ReduceSum", "N,7 :2", "", 13 },
  { "TopK", "N,7 :8", "axis=1", 11 },
  { "CumSum", "N,7 :2", "", 14 },
  { "Col2Im", "N,5,36 :7,7 :2,2", "", 18 },
  { "Det", "N,3,4", "", 11 },
  { "GridSample", "N,3,4,4 N,5,5,3", "", 16 },
  { "LpNormalization", "N,7", "axis=2", 1 },
  { "ScatterND", "N,7 :0,0,0 5", "", 13 },
  { "GlobalAveragePool", "N,7", "", 1 },
  { "Trilu", "N", "", 14 },
  { "Not", "N,7", "", 13 },
  { "Sin", ":1,2", "", 13 },
  { "And", ":1,2 :1,0", "", 13 },
  { "Or", "N,7 N,7", "", 13 },
  { "Xor", "N,7 N,7", "", 13 },
  { "Attention", "N,4,8 N,5,8 N,6,8", "q_num_heads=3 kv_num_heads=2", 23 },
};

static const Row fits[] = {
  { "Gemm", "N,7 10,7", "transB=1", 13 },
  { "Gemm", "5,N 7,20", "", 13 },
  { "Gemm", "N,M 7,20 20", "", 13 },
  { "MatMul", "N,7,4 M,4,2", "", 13 },
  { "MatMul", "N,M 10,20", "", 13 },
  { "Concat", "N,3 M,3", "axis=1", 13 },
  { "Concat", "N,3 2,3", "axis=1", 13 },
  { "Concat", "N,M,3 4,5,K", "axis=2", 13 },
  { "Conv", "N,M,5,5 4,3,3,3", "", 11 },
  { "Conv", "N,M,H,W 4,3,3,3", "", 11 },
  { "BatchNormalization", "N,M,2,2 5 5 5 5", "", 15 },
  { "LayerNormalization", "N,M 5 5", "", 17 },
  { "Reshape", "N,7 :1,7", "", 13 },
  { "Reshape", "N,3 :2,6", "", 13 },
  { "Reshape", "N,7 :-1,8", "", 13 },
  { "Reshape", "N,4,4 :1,4096", "", 13 },
  { "Reshape", "N,7 :-1,3,8,5,11", "", 13 },
  { "Reshape", "N,64 :-1,12,7,11", "", 13 },
  { "Reshape", "N,2 :-1,3,5,7", "", 13 },
  { "Reshape", "N,4 :-1,9,25", "", 13 },
  { "Reshape", "N,N,4 :14,14", "", 13 },
  { "Reshape", "N,N,M,M,M :8575", "", 13 },
  { "Reshape", "N+1,4 :-1,10,7 +N", "", 13 },
  { "Reshape", "ceil(N/2),floor(N/2) :12 +N", "", 13 },
  { "Col2Im", "N,4,L :7,7 :2,2", "", 18 },
  { "Col2Im", "1,4,L :7,7 :2,2", "", 18 },
  { "Conv", "1,C,5,5 8,3,3,3", "group=4", 11 },
  { "Expand", "N,7 :5,7", "", 13 },
  { "Split", "N,7 :3", "axis=0", 13 },
  { "Squeeze", "N,7 :0", "", 13 },
  { "DepthToSpace", "N,M,2,2", "blocksize=3", 13 },
  { "GroupNormalization", "N,M,2 7 7", "num_groups=7", 21 },
  { "Det", "N,M,4", "", 11 },
  { "PRelu", "N,M 20", "", 16 },
  { "LinearAttention", "2,4,J 2,4,K 2,4,L 2,4,M 2,4,N", "q_num_heads=8 kv_num_heads=4", 26 },
  { "CumSum", "N,7 :1", "", 14 },
  { "TopK", "N,7 :8", "axis=0", 11 },
  { "RandomNormalLike", ":1,2", "dtype=1", 13 },
};

static GArray *
read_integers (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; words[i] != NULL; i++) {
    gint64 number = g_ascii_strtoll (words[i], NULL, 10);
    g_array_append_val (numbers, number);
  }
  return numbers;
}

/* A dimension that is a letter is that symbol; with @batch N is that number. */
static GString *
value_of (const char *name, const char *text, gint64 batch)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  for (guint i = 0; batch > 0 && words[i] != NULL; i++)
    if (!g_ascii_isdigit (*words[i])) {
      g_free (words[i]);
      words[i] = g_strdup_printf ("%" G_GINT64_FORMAT, batch);
    }
  g_autofree char *dims = g_strjoinv (",", words);
  return ng_proto_value_words (name, 1, dims);
}

static GString *
node_of (const Row *row, const char *names)
{
  GString *node = ng_proto_node (row->op, names, "y");
  g_auto (GStrv) words = g_strsplit (row->attributes, " ", -1);

  ng_proto_text (node, 3, "it");
  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
    char *equals = strchr (words[i], '=');
    g_autoptr (GArray) numbers = read_integers (equals + 1);
    *equals = '\0';
    if (g_ascii_isalpha (equals[1]))
      ng_proto_add_text (node, words[i], equals + 1);
    else if (numbers->len == 1)
      ng_proto_add_integer (node, words[i], g_array_index (numbers, gint64, 0));
    else
      ng_proto_add_integers (node, words[i], (const gint64 *) numbers->data, numbers->len);
  }
  return node;
}

static NgNet *
net_of (const Row *row, gint64 batch)
{
  g_auto (GStrv) inputs = g_strsplit (row->inputs, " ", -1);
  GString *graph = g_string_new (NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; inputs[i] != NULL; i++) {
    g_autofree char *name = g_strdup_printf ("x%u", i);
    if (*inputs[i] != '+')
      g_string_append_printf (names, "%s ", name);
    if (*inputs[i] == ':') {
      g_autoptr (GArray) numbers = read_integers (inputs[i] + 1);
      gint64 n = numbers->len;
      g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, numbers->data);
      ng_proto_message (graph, 5, ng_proto_tensor (name, tensor));
    } else {
      ng_proto_message (graph, 11, value_of (name, inputs[i] + (*inputs[i] == '+'), batch));
    }
  }
  ng_proto_message (graph, 1, node_of (row, names->str));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, row->version);
  NgNet *net = ng_onnx_read (bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  return net;
}

/* Returns: (nullable): what is said of the node */
static const char *
complaint (const NgNet *net)
{
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++) {
    const NgDiagnostic *diagnostic = ng_net_diagnostic (net, i);
    if (diagnostic->severity == NG_SEVERITY_ERROR && strstr (diagnostic->message, "\"it\"") != NULL)
      return diagnostic->message;
  }
  return NULL;
}

static void
test_conflicts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (conflicts); i++) {
    const Row *row = &conflicts[i];
    g_autoptr (NgNet) of_one = net_of (row, 1);
    g_autoptr (NgNet) symbolic = net_of (row, 0);

    g_test_message ("%s of %s, %s", row->op, row->inputs, row->attributes);
    g_assert_nonnull (complaint (of_one));
    g_assert_nonnull (complaint (symbolic));
  }
}

static void
test_fits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fits); i++) {
    g_autoptr (NgNet) net = net_of (&fits[i], 0);

    g_test_message ("%s of %s, %s", fits[i].op, fits[i].inputs, fits[i].attributes);
    g_assert_cmpstr (complaint (net), ==, NULL);
  }
}

/* The message has the symbol where its numbers were tried. */
static void
test_words (void)
{
  static const Row products = { "Gemm", "N,7 10,20", "transB=1", 13 };
  static const Row elements = { "Reshape", "N,7 :0,8", "", 13 };
  static const Row integers = { "Sin", ":1,2", "", 13 };
  g_autoptr (NgNet) element = net_of (&integers, 0);
  g_autoptr (NgNet) product = net_of (&products, 0);
  g_autoptr (NgNet) reshape = net_of (&elements, 0);

  g_assert_nonnull (strstr (complaint (product), "{N, 7}"));
  g_assert_nonnull (strstr (complaint (element), "Sin does not take int64, which comes to"));
  g_assert_nonnull (strstr (complaint (reshape), "cannot arrange 7 elements as 8"));
  g_assert_nonnull (strstr (ng_net_diagnostic (reshape, 0)->hint, "each symbolic length is 1"));
}

/* An attribute of another kind than the standard's is no value that one may pass over. */
static void
test_attributes (void)
{
  static const Row sound = { "Flatten", "N,7", "axis=1", 13 };
  static const Row wrong = { "Flatten", "N,7", "axis=1,1", 13 };
  static const Row parts = { "Split", "N,8", "axis=1 num_outputs=one", 18 };
  static const Row curve = { "Gelu", "N,8", "approximate=1", 20 };
  static const Row cast = { "Cast", "N,4", "to=1 saturate=no", 19 };
  static const Row scaler = { "ImageScaler", "N,3,2,2", "bias=1,2,3", 1 };
  g_autoptr (NgNet) good = net_of (&sound, 0);
  g_autoptr (NgNet) bad = net_of (&wrong, 0);
  g_autoptr (NgNet) other = net_of (&scaler, 0);
  g_autoptr (NgNet) split = net_of (&parts, 0);
  g_autoptr (NgNet) gelu = net_of (&curve, 0);
  g_autoptr (NgNet) saturated = net_of (&cast, 0);

  g_assert_null (complaint (good));
  g_assert_null (complaint (other));
  g_assert_nonnull (strstr (complaint (bad), "\"axis\" has to be an integer"));
  g_assert_nonnull (strstr (complaint (split), "\"num_outputs\" has to be an integer"));
  g_assert_nonnull (strstr (complaint (gelu), "\"approximate\" has to be"));
  g_assert_nonnull (strstr (complaint (saturated), "\"saturate\" has to be an integer"));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/operators/conflicts/table", test_conflicts);
  g_test_add_func ("/operators/conflicts/fits", test_fits);
  g_test_add_func ("/operators/conflicts/words", test_words);
  g_test_add_func ("/operators/conflicts/attributes", test_attributes);
  return g_test_run ();
}
