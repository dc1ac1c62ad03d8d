/* Each operator as layers: which, with the same values, and the same again out of every file. */

#include "core/convert/to-layers.h"
#include "core/formats/document.h"
#include "core/formats/onnx.h"
#include "core/graph/same.h"
#include "core/notation/write.h"
#include "core/operators/onnx-node.h"
#include "tests/support/agree.h"
#include "tests/support/back.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

#include <string.h>

/* Sums go in another order, in float32. */
#define TOLERANCE 2e-5

/**
 * Case:
 * @nodes: operators, parted by ";": "Add axis=1: x #2 -> y". What stands behind ":" are inputs, a
 *   number #2, a list of integers [1,2], an array $2x3, or absent, "-"; the last gives outputs.
 * @layers: kinds of the layers, or what is said of an operator that stays
 */
typedef struct {
  gint64 opset;
  const char *nodes;
  const char *layers;
} Case;

static const struct {
  const char *name;
  gint64 code;
  gint64 dims[4];
  gsize rank;
} inputs[] = {
  { "x", 1, { -1, 4, 6 }, 3 },        { "z", 1, { -1, 4, 6 }, 3 },
  { "u", 1, { -1, 1, 6 }, 3 },        { "v", 1, { -1, 6, 3 }, 3 },
  { "r", 1, { -1, 5 }, 2 },           { "p", 1, { -1, 4, 6, 6 }, 4 },
  { "i", 7, { -1, 4 }, 2 },           { "b", 9, { -1, 4, 6 }, 3 },
  { "q", 1, { -1, 2, 5, 4 }, 4 },     { "k", 1, { -1, 2, 5, 4 }, 4 },
  { "w", 1, { -1, 2, 5, 4 }, 4 },     { "m", 1, { -1, 1, 1, 5 }, 4 },
  { "g", 1, { 3, 2, 4, 5 }, 4 },      { "t", 1, { 3, 2, 3 }, 3 },
  { "j", 7, { -1, 4, 2 }, 3 },        { "n", 1, { -1, 1, 5, 4 }, 4 },
  { "sequence", 1, { 5, -1, 4 }, 3 }, { "class", 7, { -1 }, 1 },
  { "classes", 7, { -1, 3 }, 2 },
};

static const Case logic[] = {
  { 13, "Less: x z -> a; Where: a x z -> y", "ThreadingLayer ThreadingLayer" },
  { 13, "GreaterOrEqual: x #0.2 -> a; Where: a x #-5 -> y", "ElementwiseLayer ThreadingLayer" },
  { 13, "Greater: #0.2 x -> a; Where: a #1 #-5 -> y", "ElementwiseLayer ElementwiseLayer" },
  { 13, "Where: b x $6 -> y", "NetArrayLayer ThreadingLayer" },
  { 13,
    "Less: x u -> a; Equal: x #0 -> b1; Or: a b1 -> c; Xor: c a -> d; Not: d -> e; And: e a -> f; "
    "Cast to=1: f -> y",
    "ThreadingLayer ElementwiseLayer ThreadingLayer ThreadingLayer ElementwiseLayer ThreadingLayer "
    "ElementwiseLayer" },
  { 13, "LessOrEqual: i #2 -> a; Cast to=1: a -> y", "ElementwiseLayer ElementwiseLayer" },
  { 13, "Mod fmod=1: x z -> y", "ThreadingLayer" },
  { 13, "Mod fmod=1: x #0.3 -> y", "ElementwiseLayer" },
  { 13,
    "IsNaN: x -> a; IsInf: x -> c; Or: a c -> d; Cast to=1: d -> y",
    "ElementwiseLayer ElementwiseLayer ThreadingLayer ElementwiseLayer" },
  { 13,
    "Mul: x #5 -> a; Cast to=7: a -> c; Cast to=1: c -> y",
    "ElementwiseLayer ElementwiseLayer ElementwiseLayer" },
  { 13, "Cast to=9: x -> a; Cast to=1: a -> y", "ElementwiseLayer ElementwiseLayer" },
  { 15, "Neg: x -> a; CastLike: a #1 -> y", "ElementwiseLayer" },
  { 13, "Mod: i i -> y", "its integers may be too great for layers" },
  { 24, "Swish alpha=1.5: x -> y", "ElementwiseLayer" },
  { 13, "PRelu: x z -> y", "ThreadingLayer" },
};

static const Case products[] = {
  { 13, "MatMul: x v -> y", "DotLayer" },
  { 13, "MatMul: $3x4 x -> y", "TransposeLayer NetMapOperator TransposeLayer" },
  { 13, "MatMul: x $6 -> y", "NetMapOperator FlattenLayer" },
  { 13, "MatMul: p $4x6x3 -> y", "NetArrayLayer NetMapThreadOperator" },
  { 13, "MatMul: p v -> y", "its inputs do not agree on where the batch is" },
  { 13, "Gemm transB=1: r $3x5 -> y", "LinearLayer" },
  { 13, "Einsum equation='bij,bjk->bik': x v -> y", "DotLayer" },
  { 13, "Einsum equation='bij,bkj->bik': x z -> y", "TransposeLayer DotLayer" },
  { 13, "Einsum equation='bij,kij->bk': x $3x4x6 -> y", "FlattenLayer LinearLayer" },
  { 13,
    "Einsum equation='bhqd,bhkd->bqhk': q k -> y",
    "TransposeLayer NetMapThreadOperator TransposeLayer" },
  { 13, "Einsum equation='bij,bij->bi': x z -> y", "NetMapThreadOperator" },
  { 13, "Einsum equation='...ij->...ji': x -> y", "TransposeLayer" },
  { 13, "Einsum equation='bij->bj': x -> y", "AggregationLayer" },
  { 13,
    "Einsum equation='bij,cij->bc': x z -> y",
    "its inputs do not agree on where the batch is" },
  { 13, "FusedMatMul transB=1 alpha=0.3 domain='com.microsoft': x z -> y", "" },
  { 13, "FusedMatMul transB=1 alpha=0.3 domain='com.microsoft': x $3x6 -> y", "NetMapOperator" },
};

static const Case parts[] = {
  { 13,
    "ArgMax axis=2 keepdims=0: x -> y",
    "ElementwiseLayer NetMapOperator ElementwiseLayer FlattenLayer" },
  { 13, "ArgMin axis=1: x -> y", "TransposeLayer NetMapOperator ElementwiseLayer ReshapeLayer" },
  { 13, "ArgMax axis=1 select_last_index=1: r -> y", "OrderingLayer ElementwiseLayer" },
  { 13, "ArgMax axis=0: r -> y", "it goes over examples" },
  { 11, "TopK: r [2] -> y -", "ElementwiseLayer OrderingLayer ReshapeLayer ExtractLayer" },
  { 11, "TopK largest=0 axis=1: x [2] -> y o", "" },
  { 10, "TopK: x [3] -> - y", "ElementwiseLayer NetMapOperator ElementwiseLayer" },
  { 13, "OneHot: i [5] $2 -> y", "ElementwiseLayer UnitVectorLayer ElementwiseLayer" },
  { 13, "OneHot axis=1: i [5] <0,1> -> y", "ElementwiseLayer UnitVectorLayer TransposeLayer" },
  { 13, "OneHot: i [5] <0,1> -> a; MatMul: a $5x3 -> y", "ElementwiseLayer EmbeddingLayer" },
  { 13, "Gather: $5x3 i -> y", "ElementwiseLayer EmbeddingLayer" },
  { 13, "Gather axis=1: x [0,2,1] -> y", "PartLayer PartLayer CatenateLayer" },
  { 13, "Gather axis=2: x [4,2,0] -> y", "PartLayer" },
  { 13, "GatherND batch_dims=1: x j -> y", "ElementwiseLayer ExtractLayer" },
  { 13, "GatherND: x [0] -> y", "its places name examples" },
  { 13, "GatherElements axis=1: r i -> y", "ElementwiseLayer ReshapeLayer ExtractLayer" },
};

static const Case losses[] = {
  { 13,
    "SoftmaxCrossEntropyLoss reduction='none': r class -> y",
    "ElementwiseLayer SoftmaxLayer CrossEntropyLossLayer" },
  { 13,
    "LogSoftmax axis=1: v -> l; NegativeLogLikelihoodLoss reduction='none': l classes -> y",
    "SoftmaxLayer ElementwiseLayer ElementwiseLayer TransposeLayer ElementwiseLayer "
    "NetMapThreadOperator" },
  { 13, "SoftmaxCrossEntropyLoss: r class -> y", "it sums up over examples" },
};

static const Case windows[] = {
  { 13,
    "AveragePool kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]: p -> y",
    "PoolingLayer NetArrayLayer ThreadingLayer" },
  { 13,
    "AveragePool kernel_shape=[3,3] strides=[2,2] ceil_mode=1: p -> y",
    "PoolingLayer NetArrayLayer ThreadingLayer" },
  { 13,
    "AveragePool kernel_shape=[2,3] auto_pad='SAME_LOWER': p -> y",
    "PoolingLayer NetArrayLayer ThreadingLayer" },
  { 13,
    "AveragePool kernel_shape=[3,3] pads=[1,1,1,1] count_include_pad=1: p -> y",
    "PoolingLayer" },
  { 13, "MaxPool kernel_shape=[2,2] dilations=[2,2]: p -> y", "its windows are dilated" },
  { 13,
    "LpPool kernel_shape=[2,2] p=2 pads=[1,0,0,1]: p -> y",
    "ElementwiseLayer PoolingLayer ElementwiseLayer" },
  { 13, "GlobalLpPool p=1: p -> y", "ElementwiseLayer AggregationLayer ReshapeLayer" },
  { 19,
    "Pad mode='wrap': x [0,1,2,0,2,1] -> y",
    "PartLayer PartLayer CatenateLayer PartLayer PartLayer CatenateLayer" },
  { 13, "Pad: x [0,-1,2,0,1,-2] #3 -> y", "PartLayer PartLayer PaddingLayer" },
  { 13, "Tile: x [1,2,3] -> y", "ReplicateLayer ReshapeLayer ReplicateLayer ReshapeLayer" },
  { 13, "Tile: x [2,1,1] -> y", "it repeats examples" },
  { 13, "SpaceToDepth blocksize=2: p -> y", "ReshapeLayer TransposeLayer ReshapeLayer" },
  { 13, "DepthToSpace blocksize=2 mode='CRD': p -> y", "ReshapeLayer TransposeLayer ReshapeLayer" },
  { 13,
    "Resize mode='linear': p - <1,1,1.3,1.0> -> y",
    "its sizes are no whole multiples of its scales" },
  { 18, "Resize mode='linear' axes=[2,3]: p - <2,2> -> y", "ResizeLayer" },
  { 20,
    "AffineGrid align_corners=1: t [3,2,6,7] -> a; GridSample align_corners=1: g a -> y",
    "FlattenLayer SpatialTransformationLayer" },
};

static const Case normalizations[] = {
  { 13, "LpNormalization axis=1: x -> y", "NormalizationLayer" },
  { 13,
    "LpNormalization p=1: x -> y",
    "ElementwiseLayer AggregationLayer ReshapeLayer ThreadingLayer" },
  { 13, "MeanVarianceNormalization axes=[2,3]: p -> y", "NormalizationLayer" },
  { 13, "MeanVarianceNormalization: p -> y", "it takes means over examples" },
  { 17, "LayerNormalization axis=1: x $6 $4x1 -> y", "NormalizationLayer" },
  { 18, "GroupNormalization num_groups=2: p $2 $2 -> y", "NormalizationLayer" },
  { 23, "RMSNormalization axis=1: x $4x6 -> y", "NormalizationLayer" },
  { 13, "LRN size=3 alpha=0.5: p -> y", "LocalResponseNormalizationLayer" },
  { 13, "LRN size=5: p -> y", "its window is larger than there are channels" },
  { 9, "Softmax: x -> y", "FlattenLayer SoftmaxLayer ReshapeLayer" },
  { 9, "LogSoftmax axis=2: x -> y", "SoftmaxLayer ElementwiseLayer" },
  { 13,
    "ReduceLogSumExp axes=[1]: x -> y",
    "AggregationLayer ReshapeLayer ThreadingLayer AggregationLayer ThreadingLayer ReshapeLayer" },
};

static const Case attentions[] = {
  { 23,
    "Attention: q k w -> y",
    "TransposeLayer TransposeLayer TransposeLayer AttentionLayer TransposeLayer" },
  { 23, "Attention is_causal=1 scale=0.3: q k w -> y", "" },
  { 23, "Attention: q n n -> y", "" },
  { 23,
    "Attention q_num_heads=2 kv_num_heads=2: x z z -> y",
    "ReshapeLayer ReshapeLayer ReshapeLayer AttentionLayer ReshapeLayer" },
  { 23, "Attention softcap=2: q k w m -> y", "" },
  { 23, "Attention: q k w - q k -> y", "it keeps keys and values" },
  { 13, "MultiHeadAttention num_heads=2 domain='com.microsoft': x z z -> y", "" },
};

/* Cells that no layer has become nets that are folded. */
static const Case recurrent[] = {
  { 14, "GRU hidden_size=3: sequence $1x9x4 $1x9x3 -> y", "NetFoldOperator ReshapeLayer" },
  { 14,
    "GRU hidden_size=3 linear_before_reset=1: sequence $1x9x4 $1x9x3 $1x18 -> y",
    "NetFoldOperator ReshapeLayer" },
  { 14,
    "GRU hidden_size=3 linear_before_reset=1 direction='bidirectional': sequence $2x9x4 $2x9x3 "
    "$2x18 -> y",
    "NetBidirectionalOperator ReshapeLayer" },
  { 14,
    "GRU hidden_size=3 linear_before_reset=1: sequence $1x9x4 $1x9x3 -> y",
    "GatedRecurrentLayer ReshapeLayer" },
  { 14, "GRU hidden_size=3: sequence $1x9x4 $1x9x3 $1x18 -> - y", "NetFoldOperator ReshapeLayer" },
};

/* Sizes of a batch of any size: what does not depend on it is constant. */
static const Case sizes[] = {
  { 13,
    "Shape: x -> s; Gather: s [1] -> d; Sub: d [1] -> e; Gather axis=1: x e -> y",
    "PartLayer" },
  { 13,
    "Shape: x -> s; Gather: s [0] -> d; Add: d [1] -> e; Gather axis=1: x e -> y",
    "no layer does this" },
};

/* PyTorch has sequences in front, and heads in the axis of the batch. */
static const Case merged[] = {
  { 13,
    "Transpose perm=[1,0,2]: x -> a; Reshape: a [4,-1,3] -> h; Transpose perm=[1,0,2]: h -> c; "
    "Transpose perm=[1,2,0]: h -> d; MatMul: c d -> e; Add: e $4x4 -> s; Softmax axis=-1: s -> f; "
    "MatMul: f c -> o; Transpose perm=[1,0,2]: o -> l; Reshape: l [-1,6] -> n1; "
    "Gemm: n1 $6x5 -> n2; Reshape: n2 [4,-1,5] -> n3; Transpose perm=[1,0,2]: n3 -> y",
    "ReshapeLayer TransposeLayer TransposeLayer NetMapThreadOperator NetArrayLayer ThreadingLayer "
    "SoftmaxLayer NetMapThreadOperator TransposeLayer ReshapeLayer NetMapOperator" },
};

/* ---- files of cases ---- */

static NgTensor *
random_array (const gint64 *dims, gsize rank)
{
  gint64 n;

  g_assert_true (ng_dims_count (dims, rank, &n));
  float *data = g_new (float, (gsize) n);
  for (gint64 i = 0; i < n; i++)
    data[i] = (float) (0.37 * (double) ((i * 7) % 11) - 1.5);
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, data);
}

/* #2, [1,2], <0.5,1> or $2x3 */
static NgTensor *
read_constant (const char *word)
{
  g_autofree char *inner =
      g_strndup (word + 1, strlen (word) - (*word == '[' || *word == '<' ? 2 : 1));
  g_auto (GStrv) items = g_strsplit (inner, *word == '$' ? "x" : ",", -1);
  gint64 n = (gint64) g_strv_length (items), whole[NG_MAX_RANK];
  g_autofree float *real = g_new (float, (gsize) n);

  for (gint64 i = 0; i < n; i++) {
    whole[i] = g_ascii_strtoll (items[i], NULL, 10);
    real[i] = (float) g_ascii_strtod (items[i], NULL);
  }
  switch (*word) {
  case '#':
    return ng_tensor_new_scalar (NG_ELEMENT_F32, (double) real[0]);
  case '[':
    return ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, whole);
  case '<':
    return ng_tensor_new_copy (NG_ELEMENT_F32, &n, 1, real);
  default:
    return random_array (whole, (gsize) n);
  }
}

static void
add_attribute (GString *node, const char *name, const char *value)
{
  if (g_str_equal (name, "domain")) {
    g_autofree char *domain = g_strndup (value + 1, strlen (value) - 2);
    ng_proto_text (node, 7, domain);
  } else if (*value == '\'') {
    GString *attribute = g_string_new (NULL);
    ng_proto_text (attribute, 1, name);
    ng_proto_integer (attribute, 20, 3);
    ng_proto_bytes (attribute, 4, value + 1, strlen (value) - 2);
    ng_proto_message (node, 5, attribute);
  } else if (*value == '[') {
    g_autoptr (NgTensor) list = read_constant (value);
    ng_proto_add_integers (node, name, ng_tensor_data (list), (gsize) ng_tensor_count (list));
  } else if (strchr (value, '.') != NULL || g_str_equal (name, "alpha") ||
             g_str_equal (name, "softcap")) {
    ng_proto_add_real (node, name, g_ascii_strtod (value, NULL));
  } else {
    ng_proto_add_integer (node, name, g_ascii_strtoll (value, NULL, 10));
  }
}

/* "x #2" as names of values; constants become initializers, inputs are noted. */
static char *
read_operands (GString *graph, const char *text, guint *n_constants, GHashTable *used)
{
  g_auto (GStrv) words = g_strsplit (g_strstrip ((char *) text), " ", -1);
  GString *names = g_string_new (NULL);

  for (gsize i = 0; words[i] != NULL; i++) {
    g_autofree char *name = g_strdup (words[i]);
    if (strchr ("#[<$", *name) != NULL && *name != '\0') {
      g_autoptr (NgTensor) tensor = read_constant (words[i]);
      g_free (name);
      name = g_strdup_printf ("constant%u", (*n_constants)++);
      ng_proto_message (graph, 5, ng_proto_tensor (name, tensor));
    }
    g_hash_table_add (used, g_strdup (name));
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", name);
  }
  return g_string_free (names, FALSE);
}

static GBytes *
make_file (const Case *self)
{
  g_auto (GStrv) nodes = g_strsplit (self->nodes, ";", -1);
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *graph = g_string_new (NULL);
  guint n_constants = 0;

  for (gsize i = 0; nodes[i] != NULL; i++) {
    g_auto (GStrv) sides = g_strsplit (nodes[i], " -> ", 2);
    g_auto (GStrv) halves = g_strsplit (sides[0], ": ", 2);
    g_auto (GStrv) words = g_strsplit (g_strstrip (halves[0]), " ", -1);
    g_autofree char *operands = read_operands (graph, halves[1], &n_constants, used);
    GString *node = ng_proto_node (words[0], operands, g_strstrip (sides[1]));
    g_autofree char *name = g_strdup_printf ("the_%s%" G_GSIZE_FORMAT, words[0], i);
    ng_proto_text (node, 3, name);
    for (gsize j = 1; words[j] != NULL; j++) {
      g_auto (GStrv) pair = g_strsplit (words[j], "=", 2);
      add_attribute (node, pair[0], pair[1]);
    }
    ng_proto_message (graph, 1, node);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++) {
    if (g_hash_table_contains (used, inputs[i].name))
      ng_proto_message (
          graph,
          11,
          ng_proto_value (inputs[i].name, inputs[i].code, inputs[i].dims, inputs[i].rank));
  }
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, NULL, 0));
  return ng_proto_model (graph, self->opset);
}

/* ---- what becomes of them ---- */

static void
assert_again (NgNet *net, const char *folder, const char *name, const char *what)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) loaded = NULL;

  if (!ng_document_save (net, path, &error))
    g_error ("%s: %s: %s", what, name, error->message);
  loaded = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  if (ng_net_is_raw (loaded)) {
    NgNet *layers = ng_onnx_to_layers (loaded, NULL, NULL, &error);
    g_assert_no_error (error);
    ng_net_unref (loaded);
    loaded = layers;
  }
  if (!ng_net_same (net, loaded, 0))
    g_error ("%s is another net when it comes out of %s", what, name);
}

static void
check (const Case *self, const char *folder)
{
  g_autoptr (GBytes) bytes = make_file (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_auto (NgLayersReport) report = { 0 };
  g_autoptr (GString) kinds = g_string_new (NULL);

  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_net_to_layers (raw, NULL, &report, &error);
  if (g_str_has_prefix (self->layers, "it") || g_str_has_prefix (self->layers, "no ")) {
    const char *said = net == NULL ? error->message : "it became a layer";
    if (strstr (said, self->layers) == NULL)
      g_error ("%s: %s", self->nodes, said);
    return;
  }
  if (net == NULL)
    g_error ("%s: %s", self->nodes, error->message);
  g_assert_cmpuint (report.left->len, ==, 0);
  g_assert_false (ng_net_is_raw (net));
  if (!ng_net_check (net, &error))
    g_error ("%s: %s", self->nodes, error->message);
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    g_string_append_printf (
        kinds, "%s%s", i > 0 ? " " : "", ng_layer_class (ng_net_layer (net, i))->name);
  if (*self->layers != '\0' && !g_str_equal (kinds->str, self->layers))
    g_error ("%s: %s", self->nodes, kinds->str);
  ng_test_values_agree (raw, net, TOLERANCE, self->nodes);
  ng_test_goes_back (report.origin, TOLERANCE, self->nodes);
  assert_again (net, folder, "again.netgraph", self->nodes);
  assert_again (net, folder, "again.wl", self->nodes);
  assert_again (net, folder, "again.onnx", self->nodes);
}

typedef struct {
  const Case *cases;
  gsize n;
} Cases;

static void
test_cases (gconstpointer data)
{
  const Cases *self = data;
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);

  for (gsize i = 0; i < self->n; i++)
    check (&self->cases[i], folder);
  ng_test_remove (folder);
}

/* Sums along the second axis, backwards, and what is left of them in the end. */
static void
test_scan (void)
{
  static const gint64 step[] = { -1, 4 }, whole[] = { -1, 5, 4 };
  GString *graph = g_string_new (NULL), *body = g_string_new (NULL);
  GString *node = ng_proto_node ("Scan", "s xs", "last ys");
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autoptr (GError) error = NULL;

  ng_proto_message (body, 1, ng_proto_node ("Add", "state element", "sum"));
  ng_proto_message (body, 1, ng_proto_node ("Tanh", "sum", "next"));
  ng_proto_message (body, 1, ng_proto_node ("Neg", "next", "given"));
  ng_proto_message (body, 11, ng_proto_value ("state", 1, step, 2));
  ng_proto_message (body, 11, ng_proto_value ("element", 1, step, 2));
  ng_proto_message (body, 12, ng_proto_value ("next", 1, step, 2));
  ng_proto_message (body, 12, ng_proto_value ("given", 1, step, 2));
  ng_proto_text (node, 3, "the_scan");
  ng_proto_add_graph (node, "body", body);
  ng_proto_add_integer (node, "num_scan_inputs", 1);
  ng_proto_add_integers (node, "scan_input_axes", (gint64[]){ 1 }, 1);
  ng_proto_add_integers (node, "scan_input_directions", (gint64[]){ 1 }, 1);
  ng_proto_add_integers (node, "scan_output_axes", (gint64[]){ 1 }, 1);
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 11, ng_proto_value ("s", 1, step, 2));
  ng_proto_message (graph, 11, ng_proto_value ("xs", 1, whole, 3));
  ng_proto_message (graph, 12, ng_proto_value ("last", 1, step, 2));
  ng_proto_message (graph, 12, ng_proto_value ("ys", 1, whole, 3));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_net_to_layers (raw, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (net), ==, 2);
  g_assert_cmpint (ng_net_find (net, "the_scan"), >=, 0);
  ng_test_values_agree (raw, net, TOLERANCE, "scan");
  assert_again (net, folder, "again.netgraph", "scan");
  assert_again (net, folder, "again.wl", "scan");
  assert_again (net, folder, "again.onnx", "scan");
  ng_test_remove (folder);
}

/* Four rounds of one state. */
static void
test_loop (void)
{
  static const gint64 step[] = { -1, 4 };
  GString *graph = g_string_new (NULL), *body = g_string_new (NULL);
  GString *node = ng_proto_node ("Loop", "rounds - x", "y");
  gint64 four = 4;
  g_autoptr (NgTensor) rounds = ng_tensor_new_copy (NG_ELEMENT_I64, NULL, 0, &four);
  g_autoptr (GError) error = NULL;

  ng_proto_message (body, 1, ng_proto_node ("Sin", "state", "turned"));
  ng_proto_message (body, 1, ng_proto_node ("Add", "state turned", "next"));
  ng_proto_message (body, 1, ng_proto_node ("Identity", "goes", "goes_on"));
  ng_proto_message (body, 11, ng_proto_value ("round", 7, NULL, 0));
  ng_proto_message (body, 11, ng_proto_value ("goes", 9, NULL, 0));
  ng_proto_message (body, 11, ng_proto_value ("state", 1, step, 2));
  ng_proto_message (body, 12, ng_proto_value ("goes_on", 9, NULL, 0));
  ng_proto_message (body, 12, ng_proto_value ("next", 1, step, 2));
  ng_proto_add_graph (node, "body", body);
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 5, ng_proto_tensor ("rounds", rounds));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, step, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, step, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_net_to_layers (raw, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (net), ==, 1);
  g_assert_cmpstr (ng_layer_class (ng_net_layer (net, 0))->name, ==, "NetNestOperator");
  ng_test_values_agree (raw, net, TOLERANCE, "loop");
}

/* What mixes examples stays: the same layers and operators come out of our own file, and the same
 * values out of one of ONNX. */
static void
test_mixed (void)
{
  static const Case cases[] = {
    { 13, "Relu: x -> a; CumSum: a [0] -> c; MatMul: c v -> d; Softmax axis=-1: d -> y", "" },
    { 13,
      "Mul: q k -> a; CumSum: a [0] -> c; Transpose perm=[0,1,3,2]: c -> d; MatMul: w d -> y",
      "" },
    { 17,
      "Tanh: x -> a; Trilu: a -> c; Add: c $4x6 -> d; LayerNormalization axis=1: d $6 -> y",
      "" },
  };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *own = g_build_filename (folder, "mixed.netgraph", NULL);
  g_autofree char *other = g_build_filename (folder, "mixed.onnx", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = make_file (&cases[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) raw = ng_onnx_read (bytes, NULL, NULL, &error);
    g_assert_no_error (error);
    g_auto (NgLayersReport) report = { 0 };
    g_autoptr (NgNet) net = ng_net_to_layers (raw, NULL, &report, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (report.left->len, ==, 1);
    g_assert_true (ng_net_is_raw (net));
    ng_test_values_agree (raw, net, TOLERANCE, cases[i].nodes);
    g_assert_true (ng_document_save (net, own, &error));
    g_autoptr (NgNet) loaded = ng_document_load (own, NULL, NULL, &error);
    g_assert_no_error (error);
    /* What is known of elements between operators may be more. */
    g_autoptr (NgExpr) before = ng_net_write (net, TRUE);
    g_autoptr (NgExpr) after = ng_net_write (loaded, TRUE);
    g_assert_true (ng_expr_equal (before, after));
    ng_test_values_agree (raw, loaded, TOLERANCE, "loaded");
    g_assert_true (ng_document_save (net, other, &error));
    g_autoptr (NgNet) back = ng_document_load (other, NULL, NULL, &error);
    g_assert_no_error (error);
    ng_test_values_agree (raw, back, TOLERANCE, "back");
  }
  ng_test_remove (folder);
}

int
main (int argc, char **argv)
{
  static const Cases all[] = { { logic, G_N_ELEMENTS (logic) },
                               { products, G_N_ELEMENTS (products) },
                               { parts, G_N_ELEMENTS (parts) },
                               { windows, G_N_ELEMENTS (windows) },
                               { normalizations, G_N_ELEMENTS (normalizations) },
                               { attentions, G_N_ELEMENTS (attentions) },
                               { merged, G_N_ELEMENTS (merged) },
                               { sizes, G_N_ELEMENTS (sizes) },
                               { recurrent, G_N_ELEMENTS (recurrent) },
                               { losses, G_N_ELEMENTS (losses) } };

  ng_test_init (&argc, &argv);
  g_test_add_data_func ("/convert/rules/logic", &all[0], test_cases);
  g_test_add_data_func ("/convert/rules/products", &all[1], test_cases);
  g_test_add_data_func ("/convert/rules/parts", &all[2], test_cases);
  g_test_add_data_func ("/convert/rules/windows", &all[3], test_cases);
  g_test_add_data_func ("/convert/rules/normalizations", &all[4], test_cases);
  g_test_add_data_func ("/convert/rules/attentions", &all[5], test_cases);
  g_test_add_data_func ("/convert/rules/merged", &all[6], test_cases);
  g_test_add_data_func ("/convert/rules/sizes", &all[7], test_cases);
  g_test_add_data_func ("/convert/rules/recurrent", &all[8], test_cases);
  g_test_add_data_func ("/convert/rules/losses", &all[9], test_cases);
  g_test_add_func ("/convert/rules/scan", test_scan);
  g_test_add_func ("/convert/rules/loop", test_loop);
  g_test_add_func ("/convert/rules/mixed", test_mixed);
  return g_test_run ();
}
