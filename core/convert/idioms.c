/* Several operators that are one layer. A pattern is notation: operators with their inputs, x, y,
 * p, q, k, v for values, the same for the same, a, b, c, e, m, w for constants, numbers for
 * constants of about that value; a text is the order of the axes of a Transpose. What lies inside
 * is used there alone. */

#include "core/convert/conversion.h"

#include "core/convert/products.h"
#include <math.h>
#include <string.h>

#define MAX_NODES  24
#define MAX_PLACES 8

/**
 * NgIdiom:
 * @inputs: letters of the pattern, in the order in which the rule counts them as inputs
 * @text: for the rule
 */
typedef struct {
  const char *pattern;
  const char *inputs;
  NgRule rule;
  const char *text;
} NgIdiom;

struct _NgIdiomMatch {
  const NgIdiom *idiom;
  NgOperandPlace places[MAX_PLACES];
  gsize n_places;
  gsize nodes[MAX_NODES];
  gsize n_nodes;
};

const gsize *
ng_idiom_match_nodes (const NgIdiomMatch *self, gsize *n)
{
  *n = self->n_nodes;
  return self->nodes;
}

void
ng_idiom_match_free (NgIdiomMatch *self)
{
  g_free (self);
}

/* ---- rules ---- */

static gboolean
convert_function (NgConversion *self)
{
  return ng_conversion_put_function (self, 0, self->idioms[self->index]->idiom->text);
}

static gboolean
convert_linear (NgConversion *self)
{
  NgTensor *weights = ng_conversion_constant (self, 1);

  if (ng_tensor_rank (weights) != 2 || !ng_element_is_real (ng_tensor_element (weights)))
    return ng_conversion_refuse (self, "what it multiplies with is no matrix");
  NgTensor *biases =
      ng_conversion_vector (self, ng_conversion_constant (self, 2), ng_tensor_dims (weights)[1], 1);
  if (biases == NULL)
    return ng_conversion_refuse (self, "what it adds is no vector");
  return ng_conversion_put_linear (self, 0, ng_conversion_matrix (self, weights, TRUE, 1), biases);
}

/* Over the last axis; x, ε, and arrays where there are some. */
static gboolean
convert_normalization (NgConversion *self)
{
  NgTensor *epsilon = ng_conversion_constant (self, 1);
  const char *text = self->idioms[self->index]->idiom->text;

  if (ng_tensor_count (epsilon) != 1)
    return ng_conversion_refuse (self, "it adds an array to the variance");
  return ng_conversion_put_normalization (self,
                                          0,
                                          ng_conversion_type (self, 0).rank - 1,
                                          ng_conversion_constant (self, 2),
                                          ng_conversion_constant (self, 3),
                                          ng_tensor_get_real (epsilon, 0),
                                          text != NULL);
}

static gboolean
convert_embedding (NgConversion *self)
{
  return ng_conversion_put_embedding (self, ng_conversion_constant (self, 1), 0, TRUE);
}

/* Unit vectors times a matrix are its rows: x, how many, {0, 1}, the matrix. */
static gboolean
convert_unit_vectors (NgConversion *self)
{
  NgTensor *count = ng_conversion_constant (self, 1), *values = ng_conversion_constant (self, 2);
  NgTensor *weights = ng_conversion_constant (self, 3);
  NgType x = ng_conversion_type (self, 0);

  if (ng_tensor_count (values) != 2 || ng_tensor_get_real (values, 0) < 0 ||
      ng_tensor_get_real (values, 0) > 0 || ng_tensor_get_real (values, 1) < 1 ||
      ng_tensor_get_real (values, 1) > 1 || ng_tensor_count (count) != 1 ||
      ng_tensor_rank (weights) != 2 ||
      ng_tensor_get_int (count, 0) != ng_tensor_dims (weights)[0] ||
      !ng_element_is_integer (x.element))
    return ng_conversion_refuse (self, "its rows are no unit vectors of a matrix");
  return ng_conversion_put_embedding (self, weights, 0, FALSE);
}

/* A picture, what says where its parts come from, and its size. */
static gboolean
convert_window (NgConversion *self)
{
  NgTensor *size = ng_conversion_constant (self, 2);
  NgType x = ng_conversion_type (self, 0), levels = ng_type_of_rank (1);
  NgFeed feeds[2];

  if (ng_tensor_count (size) != 4 || x.rank != 4)
    return ng_conversion_refuse (self, "it reads no pictures");
  gint64 height = ng_tensor_get_int (size, 2), width = ng_tensor_get_int (size, 3);
  if (height < 2 || width < 2)
    return ng_conversion_refuse (self, "its result has a single row or column");
  const NgCarried *first = ng_conversion_operand (self, 0),
                  *second = ng_conversion_operand (self, 1);
  if (first == NULL || second == NULL || first->axis != 0 || second->axis != 0)
    return ng_conversion_refuse (self, "the batch does not stand in front");
  levels.dims[0] = ng_dim_number (6);
  if (!ng_conversion_take (self, 0, &feeds[0]) ||
      !ng_conversion_take_as (self, 1, &levels, &feeds[1]))
    return FALSE;
  int layer =
      ng_conversion_put (self,
                         feeds,
                         2,
                         NULL,
                         0,
                         "SpatialTransformationLayer[{%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "}]",
                         height,
                         width);
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), 0);
}

/* k, v, q, then what the scores are divided by or, where the text says "times", multiplied with,
 * and a mask. */
static gboolean
convert_attention (NgConversion *self)
{
  const char *text = self->idioms[self->index]->idiom->text;
  NgTensor *scale = ng_conversion_constant (self, 3), *mask = ng_conversion_constant (self, 4);
  NgFeed feeds[3];
  NgType keys = ng_conversion_type (self, 0);
  gboolean has_heads = keys.rank == 4;
  NgDim size = keys.dims[keys.rank - 1];
  double factor = 1;

  for (gsize i = 0; i < 3; i++) {
    const NgCarried *carried = ng_conversion_operand (self, i);
    if (carried == NULL || carried->axis != 0 || !ng_conversion_take (self, i, &feeds[i]))
      return ng_conversion_refuse (self, "the batch does not stand in front");
  }
  if (scale != NULL) {
    factor = ng_tensor_count (scale) == 1 ? ng_tensor_get_real (scale, 0) : 0;
    factor = strstr (text, "times") != NULL ? factor : 1 / factor;
    if (strstr (text, "twice") != NULL)
      factor *= factor;
  }
  double root = size.state == NG_DIM_NUMBER ? 1 / sqrt ((double) size.value) : 0;
  gboolean is_rescaled = fabs (factor - root) < 1e-5 * root;
  if ((!is_rescaled && !(factor >= 1 && factor <= 1)) ||
      (mask != NULL && !ng_mask_is_causal (mask)))
    return ng_conversion_refuse (self, "no attention has its scale or mask");
  int layer = ng_conversion_put (self,
                                 feeds,
                                 3,
                                 NULL,
                                 0,
                                 "AttentionLayer[\"Dot\"%s%s%s]",
                                 mask != NULL ? ", \"Mask\" -> \"Causal\"" : "",
                                 has_heads ? ", \"MultiHead\" -> True" : "",
                                 is_rescaled ? ", \"ScoreRescaling\" -> \"DimensionSqrt\"" : "");
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), 0);
}

/* ---- the table ---- */

#define HEADS_OF(scores) "Transpose[MatMul[Softmax[" scores "], Transpose[v, \"0213\"]], \"0213\"]"
#define QK               "MatMul[Transpose[q, \"0213\"], Transpose[k, \"0231\"]]"
#define QKT              "MatMul[Transpose[q, \"0213\"], Transpose[Transpose[k, \"0213\"], \"0132\"]]"
#define PLAIN_QK         "MatMul[q, Transpose[k, \"021\"]]"
#define CENTRED          "Sub[x, ReduceMean[x, -1]]"
#define VARIANCE         "ReduceMean[Pow[" CENTRED ", 2], -1]"
#define SQUARE           "ReduceMean[Mul[" CENTRED ", " CENTRED "], -1]"
#define STANDARD(v)      "Div[" CENTRED ", Sqrt[Add[" v ", e]]]"

/* Larger ones stand before those that they contain. */
static const NgIdiom idioms[] = {
  { HEADS_OF ("Add[Div[" QK ", c], m]"), "kvqcm", convert_attention, "" },
  { HEADS_OF ("Add[Mul[" QK ", c], m]"), "kvqcm", convert_attention, "times" },
  { HEADS_OF ("Div[" QK ", c]"), "kvqc", convert_attention, "" },
  { HEADS_OF ("Mul[" QK ", c]"), "kvqc", convert_attention, "times" },
  { HEADS_OF ("Div[" QKT ", c]"), "kvqc", convert_attention, "" },
  { HEADS_OF ("Mul[" QKT ", c]"), "kvqc", convert_attention, "times" },
  { HEADS_OF (QK), "kvq", convert_attention, "" },
  { HEADS_OF ("MatMul[Mul[Transpose[q, \"0213\"], c], Mul[Transpose[k, \"0231\"], c]]"),
    "kvqc",
    convert_attention,
    "times twice" },
  { HEADS_OF ("MatMul[Mul[Transpose[q, \"0213\"], c], Transpose[k, \"0231\"]]"),
    "kvqc",
    convert_attention,
    "times" },
  { HEADS_OF ("MatMul[Div[Transpose[q, \"0213\"], c], Transpose[k, \"0231\"]]"),
    "kvqc",
    convert_attention,
    "" },
  { "MatMul[Softmax[Add[Div[" PLAIN_QK ", c], m]], v]", "kvqcm", convert_attention, "" },
  { "MatMul[Softmax[Add[Mul[" PLAIN_QK ", c], m]], v]", "kvqcm", convert_attention, "times" },
  { "MatMul[Softmax[Div[" PLAIN_QK ", c]], v]", "kvqc", convert_attention, "" },
  { "MatMul[Softmax[Mul[" PLAIN_QK ", c]], v]", "kvqc", convert_attention, "times" },
  { "MatMul[Softmax[" PLAIN_QK "], v]", "kvq", convert_attention, "" },
  { "Add[Mul[" STANDARD (VARIANCE) ", a], b]", "xeab", convert_normalization },
  { "Add[Mul[" STANDARD (SQUARE) ", a], b]", "xeab", convert_normalization },
  { "Mul[" STANDARD (VARIANCE) ", a]", "xea", convert_normalization },
  { STANDARD (VARIANCE), "xe", convert_normalization },
  { STANDARD (SQUARE), "xe", convert_normalization },
  { "Mul[Div[x, Sqrt[Add[ReduceMean[Pow[x, 2], -1], e]]], a]",
    "xea",
    convert_normalization,
    "RMS" },
  { "Mul[Mul[x, Reciprocal[Sqrt[Add[ReduceMean[Pow[x, 2], -1], e]]]], a]",
    "xea",
    convert_normalization,
    "RMS" },
  { "Mul[Mul[x, Add[Erf[Div[x, 1.4142135]], 1]], 0.5]", "x", convert_function, "\"GELU\"" },
  { "Mul[x, Mul[Add[Erf[Div[x, 1.4142135]], 1], 0.5]]", "x", convert_function, "\"GELU\"" },
  { "Mul[Mul[x, 0.5], Add[Erf[Div[x, 1.4142135]], 1]]", "x", convert_function, "\"GELU\"" },
  { "Mul[Mul[x, Add[Erf[Mul[x, 0.70710678]], 1]], 0.5]", "x", convert_function, "\"GELU\"" },
  { "Mul[x, Mul[Add[Erf[Mul[x, 0.70710678]], 1], 0.5]]", "x", convert_function, "\"GELU\"" },
  { "Mul[Mul[x, 0.5], Add[Erf[Mul[x, 0.70710678]], 1]]", "x", convert_function, "\"GELU\"" },
  { "Mul[x, Tanh[Softplus[x]]]", "x", convert_function, "\"Mish\"" },
  { "Mul[x, Sigmoid[x]]", "x", convert_function, "\"Swish\"" },
  { "Mul[x, HardSigmoid[x]]", "x", convert_function, "\"HardSwish\"" },
  { "Div[Mul[x, Clip[Add[x, 3], 0, 6]], 6]", "x", convert_function, "\"HardSwish\"" },
  { "Mul[x, Div[Clip[Add[x, 3], 0, 6], 6]]", "x", convert_function, "\"HardSwish\"" },
  { "Gather[w, Sub[x, 1]]", "xw", convert_embedding },
  { "Gather[w, Add[x, -1]]", "xw", convert_embedding },
  { "Add[MatMul[x, w], b]", "xwb", convert_linear },
  { "MatMul[OneHot[x, a, b], w]", "xabw", convert_unit_vectors },
  { "MatMul[Cast[OneHot[x, a, b]], w]", "xabw", convert_unit_vectors },
  { "GridSample[x, AffineGrid[p, c]]", "xpc", convert_window },
};

/* ---- matching ---- */

typedef struct {
  NgConversion *conversion;
  NgOperandPlace bound[26];
  gboolean is_bound[26];
  gsize nodes[MAX_NODES];
  gsize n_nodes;
} Matcher;

static gboolean match_node (Matcher *self, const NgExpr *pattern, gsize layer);

static gboolean
is_constant_letter (char letter)
{
  return strchr ("abcemw", letter) != NULL;
}

static gboolean
match_letter (Matcher *self, char letter, gsize layer, gsize index)
{
  const NgConversion *conversion = self->conversion;
  gsize at = (gsize) (letter - 'a');
  int value = ng_conversion_operand_value (conversion, layer, index);
  NgTensor *tensor = ng_conversion_tensor_of (conversion, layer, index);

  if (is_constant_letter (letter) != (tensor != NULL) || (tensor == NULL && value < 0))
    return FALSE;
  if (self->is_bound[at]) {
    NgOperandPlace place = self->bound[at];
    NgTensor *other = ng_conversion_tensor_of (conversion, place.layer, place.index);
    return tensor != NULL
               ? other != NULL && ng_tensor_equal (tensor, other)
               : ng_conversion_operand_value (conversion, place.layer, place.index) == value;
  }
  self->is_bound[at] = TRUE;
  self->bound[at] = (NgOperandPlace){ layer, index };
  return TRUE;
}

static gboolean
match_number (Matcher *self, double number, gsize layer, gsize index)
{
  const NgTensor *tensor = ng_conversion_tensor_of (self->conversion, layer, index);

  return tensor != NULL && ng_tensor_count (tensor) == 1 &&
         ng_tensor_element (tensor) != NG_ELEMENT_STRING &&
         fabs (ng_tensor_get_real (tensor, 0) - number) <= 1e-6 * fmax (1, fabs (number));
}

static gboolean
match_operand (Matcher *self, const NgExpr *pattern, gsize layer, gsize index)
{
  if (ng_expr_kind (pattern) == NG_EXPR_SYMBOL)
    return match_letter (self, *ng_expr_text (pattern), layer, index);
  if (ng_expr_is_number (pattern))
    return match_number (self, ng_expr_number (pattern), layer, index);
  int value = ng_conversion_operand_value (self->conversion, layer, index);
  int maker = value >= 0 ? ng_conversion_maker (self->conversion, value) : -1;
  return maker >= 0 && (guint) value == self->conversion->first[maker] &&
         self->conversion->values[value].kind != NG_CARRIED_CONSTANT &&
         match_node (self, pattern, (gsize) maker);
}

/* The attributes that a pattern leaves no choice about. */
static gboolean
match_attributes (const NgConversion *self,
                  const NgOnnxNode *node,
                  const NgExpr *pattern,
                  gsize layer)
{
  const NgType *y = ng_net_type (self->net, (NgSource){ NG_SOURCE_LAYER, (int) layer, 0 });
  gsize n;

  if (g_str_equal (node->op, "Softmax")) {
    gint64 axis = ng_onnx_node_integer (node, "axis", node->version < 13 ? 1 : -1);
    return axis == -1 || axis == y->rank - 1;
  }
  if (g_str_equal (node->op, "HardSigmoid"))
    return fabs (ng_onnx_node_real (node, "alpha", 0.2) - 1.0 / 6) < 1e-6 &&
           fabs (ng_onnx_node_real (node, "beta", 0.5) - 0.5) < 1e-6;
  if (g_str_equal (node->op, "OneHot")) {
    gint64 axis = ng_onnx_node_integer (node, "axis", -1);
    return axis == -1 || axis == y->rank - 1;
  }
  if (g_str_equal (node->op, "Cast"))
    return ng_onnx_node_integer (node, "to", 0) == 1;
  if (g_str_equal (node->op, "AffineGrid"))
    return ng_onnx_node_integer (node, "align_corners", 0) != 0;
  if (g_str_equal (node->op, "GridSample"))
    return ng_onnx_node_integer (node, "align_corners", 0) != 0 &&
           g_str_equal (ng_onnx_node_text (node, "padding_mode", "zeros"), "zeros") &&
           g_str_has_suffix (ng_onnx_node_text (node, "mode", "linear"), "linear");
  if (g_str_equal (node->op, "Gather"))
    return ng_onnx_node_integer (node, "axis", 0) == 0;
  if (g_str_equal (node->op, "Transpose")) {
    const gint64 *perm = ng_onnx_node_integers (node, "perm", &n);
    const char *text = ng_expr_text (ng_expr_arg (pattern, 1));
    if (perm == NULL || n != strlen (text))
      return FALSE;
    for (gsize i = 0; i < n; i++) {
      if (perm[i] != text[i] - '0')
        return FALSE;
    }
  }
  if (g_str_equal (node->op, "ReduceMean")) {
    const gint64 *axes = ng_onnx_node_integers (node, "axes", &n);
    const NgTensor *tensor = ng_conversion_tensor_of (self, layer, 1);
    gint64 axis = axes != NULL && n == 1                            ? axes[0]
                  : tensor != NULL && ng_tensor_count (tensor) == 1 ? ng_tensor_get_int (tensor, 0)
                                                                    : G_MAXINT64;
    return (axis == -1 || axis == y->rank - 1) && ng_onnx_node_integer (node, "keepdims", 1) != 0;
  }
  return TRUE;
}

static gsize
count_inputs (const NgOnnxNode *node, const NgExpr *pattern)
{
  return g_str_equal (node->op, "Transpose") || g_str_equal (node->op, "ReduceMean")
             ? 1
             : ng_expr_n_args (pattern);
}

static gboolean
match_in_order (Matcher *self, const NgExpr *pattern, gsize layer, gsize n, gboolean is_turned)
{
  for (gsize i = 0; i < n; i++) {
    if (!match_operand (self, ng_expr_arg (pattern, i), layer, is_turned ? n - 1 - i : i))
      return FALSE;
  }
  return TRUE;
}

static gboolean
match_node (Matcher *self, const NgExpr *pattern, gsize layer)
{
  const NgConversion *conversion = self->conversion;
  const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (conversion->net, layer));
  const char *op = ng_expr_text (ng_expr_head (pattern));

  if (node == NULL || !g_str_equal (node->op, op) || *node->domain != '\0' ||
      conversion->owner[layer] >= 0 || conversion->is_refused[layer] ||
      (conversion->is_chosen != NULL && !conversion->is_chosen[layer]) ||
      self->n_nodes == MAX_NODES || !match_attributes (conversion, node, pattern, layer))
    return FALSE;
  self->nodes[self->n_nodes++] = layer;
  gsize n = count_inputs (node, pattern);
  if (g_str_equal (op, "Clip") && node->n_operands != n)
    return FALSE;
  Matcher before = *self;
  if (match_in_order (self, pattern, layer, n, FALSE))
    return TRUE;
  *self = before;
  return n == 2 && (g_str_equal (op, "Add") || g_str_equal (op, "Mul")) &&
         match_in_order (self, pattern, layer, n, TRUE);
}

static gboolean
is_matched (const Matcher *self, gsize layer)
{
  for (gsize i = 0; i < self->n_nodes; i++) {
    if (self->nodes[i] == layer)
      return TRUE;
  }
  return FALSE;
}

/* Whether nothing outside of the idiom reads what lies inside. */
static gboolean
is_closed (const Matcher *self)
{
  const NgConversion *conversion = self->conversion;

  for (gsize i = 0; i < self->n_nodes; i++) {
    gsize inner = self->nodes[i];
    guint n_inside = 0, n_uses = 0;
    if (inner == self->nodes[0])
      continue;
    for (gsize j = 0; j < ng_layer_n_outputs (ng_net_layer (conversion->net, inner)); j++)
      n_uses += conversion->n_uses[conversion->first[inner] + j];
    NgSource source = { NG_SOURCE_LAYER, (int) inner, 0 };
    gsize n;
    const NgTarget *targets = ng_net_targets (conversion->net, source, &n);
    for (gsize j = 0; j < n; j++)
      n_inside += targets[j].index >= 0 && is_matched (self, (gsize) targets[j].index);
    if (n_inside != n_uses)
      return FALSE;
  }
  return TRUE;
}

static NgIdiomMatch *
make_match (const Matcher *self, const NgIdiom *idiom)
{
  const guint *ranks = self->conversion->ranks;
  NgIdiomMatch *match = g_new0 (NgIdiomMatch, 1);

  /* Along the flow; a node may stand in the pattern twice. */
  for (gsize i = 0; i < self->n_nodes; i++) {
    gsize at = match->n_nodes;
    while (at > 0 && ranks[match->nodes[at - 1]] > ranks[self->nodes[i]])
      at--;
    if (at > 0 && match->nodes[at - 1] == self->nodes[i])
      continue;
    for (gsize j = match->n_nodes++; j > at; j--)
      match->nodes[j] = match->nodes[j - 1];
    match->nodes[at] = self->nodes[i];
  }

  match->idiom = idiom;
  for (const char *letter = idiom->inputs; *letter != '\0'; letter++)
    match->places[match->n_places++] = self->bound[*letter - 'a'];
  return match;
}

static void
find_idiom (NgConversion *self, NgExpr *const *patterns, gsize layer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (idioms) && self->owner[layer] < 0; i++) {
    Matcher matcher = { .conversion = self };
    if (!match_node (&matcher, patterns[i], layer) || !is_closed (&matcher))
      continue;
    self->idioms[layer] = make_match (&matcher, &idioms[i]);
    for (gsize j = 1; j < matcher.n_nodes; j++) {
      if (matcher.nodes[j] != layer)
        self->owner[matcher.nodes[j]] = (int) layer;
    }
    return;
  }
}

void
ng_conversion_find_idioms (NgConversion *self)
{
  NgExpr *patterns[G_N_ELEMENTS (idioms)];

  for (gsize i = 0; i < G_N_ELEMENTS (idioms); i++) {
    patterns[i] = ng_parse_one (idioms[i].pattern, -1, NULL, NULL);
    g_assert (patterns[i] != NULL);
  }
  for (gsize i = ng_net_n_layers (self->net); i > 0; i--)
    find_idiom (self, patterns, (gsize) ng_net_order (self->net)[i - 1]);
  for (gsize i = 0; i < G_N_ELEMENTS (idioms); i++)
    ng_expr_unref (patterns[i]);
}

gboolean
ng_conversion_apply_idiom (NgConversion *self)
{
  const NgIdiomMatch *match = self->idioms[self->index];

  self->places = match->places;
  self->n_places = match->n_places;
  gboolean ok = match->idiom->rule (self);
  self->places = NULL;
  return ok;
}

void
ng_conversion_drop_idiom (NgConversion *self, gsize index)
{
  if (self->idioms[index] == NULL)
    return;
  for (gsize i = 0; i < self->idioms[index]->n_nodes; i++) {
    if (self->owner[self->idioms[index]->nodes[i]] == (int) index)
      self->owner[self->idioms[index]->nodes[i]] = -1;
  }
  g_clear_pointer (&self->idioms[index], ng_idiom_match_free);
  self->is_stale = TRUE;
}
