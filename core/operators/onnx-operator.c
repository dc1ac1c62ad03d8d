/* The class of layers that are ONNX nodes, and the table of operators by name.
 *
 * There is one record for each category, so that a convolution is drawn as one; all are called
 * ONNXOperator. What an operator is and does stands in its NgOperatorClass. */

#include "core/operators/inference.h"

#include "core/base/format.h"
#include "core/operators/new-operator.h"
#include "core/operators/onnx-node.h"
#include "core/operators/operation.h"

#include <string.h>

/* Whether the integers of @array are weights: those of few bits are, which nothing else is made
 * of, and whatever an operator takes that computes with zero points; but no zero point is. */
static gboolean
holds_weights (const NgOnnxNode *node, const char *array, NgElement element)
{
  gboolean has_zero_points = FALSE;

  if (node->operator== NULL || !ng_element_is_integer (element) ||
      g_str_has_suffix (array, "zero_point"))
    return FALSE;
  for (int i = 0; i < NG_MAX_OPERATOR_PORTS && node->operator->inputs[i] != NULL; i++)
    has_zero_points |= g_str_has_suffix (node->operator->inputs[i], "zero_point");
  return has_zero_points || ng_element_bits (element) <= 8;
}

static void
onnx_ports (NgLayer *layer)
{
  const NgOnnxNode *node = ng_layer_payload (layer);
  const NgType unknown = ng_type_unknown ();

  for (guint i = 0; i < node->ports->len; i++)
    ng_layer_add_port (layer, FALSE, g_array_index (node->ports, NgOnnxPort, i).name, &unknown);
  for (guint i = 0; i < node->outputs->len; i++)
    ng_layer_add_port (layer, TRUE, g_array_index (node->outputs, NgOnnxPort, i).name, &unknown);
  for (guint i = 0; i < node->arrays->len; i++) {
    const NgOnnxPort *array = &g_array_index (node->arrays, NgOnnxPort, i);
    NgTensor *tensor = node->tensors->pdata[i];
    NgElement element = ng_tensor_element (tensor);
    NgArraySpec spec = { .name = array->name,
                         .alias = array->value,
                         .is_statistic = !ng_element_is_real (element) };
    ng_layer_add_array (layer, &spec, tensor);
    if (holds_weights (node, array->name, element))
      ng_layer_count_array (layer, i);
  }
}

/* What the file declares fills in what inference cannot find, once all else is at rest; also where
 * a length stands that no input of the net has. */
static NgType
with_declared (NgRelation *relation, const NgOnnxNode *node, guint output)
{
  const NgType *declared = &g_array_index (node->declared, NgType, output);
  NgType type = *ng_relation_output (relation, output), whole = type;

  if (type.rank < 0) {
    ng_type_meet (&type, declared);
    return type;
  }
  whole.rank = -1;
  ng_type_meet (&whole, declared);
  type.kind = whole.kind;
  type.element = whole.element;
  for (int axis = 0; axis < type.rank && declared->rank == type.rank; axis++) {
    NgDim said = declared->dims[axis], *dim = &type.dims[axis];
    if (said.state == NG_DIM_NUMBER &&
        (dim->state == NG_DIM_UNKNOWN ||
         (dim->state == NG_DIM_VARYING && !ng_relation_is_given (relation, *dim))))
      *dim = said;
  }
  return type;
}

/* Lengths that stand for what nothing says, beside those that operators make. */
enum { OPEN = 1 };

static void
settle (NgRelation *relation, const NgOnnxNode *node)
{
  for (guint i = 0; i < node->outputs->len; i++) {
    NgType type = with_declared (relation, node, i);
    /* What nobody says is a length, so that inference can go on behind it. */
    for (int axis = 0; axis < type.rank; axis++) {
      if (type.dims[axis].state == NG_DIM_UNKNOWN)
        type.dims[axis] = ng_relation_fresh (relation, OPEN, i, axis);
    }
    ng_relation_refine_output (relation, i, &type);
  }
}

/* Subgraphs get their types from the node. */
static gboolean
has_nets (const NgOnnxNode *node)
{
  for (guint i = 0; i < node->attributes->len; i++)
    if (g_array_index (node->attributes, NgAttribute, i).net != NULL)
      return TRUE;
  return FALSE;
}

/* Whether every output has an element and as many dimensions as it will have. */
static gboolean
is_complete (NgRelation *relation, const NgOnnxNode *node)
{
  for (guint i = 0; i < node->outputs->len; i++) {
    const NgType *type = ng_relation_output (relation, i);
    if (type->element == NG_ELEMENT_NONE || !ng_type_is_specified (type))
      return FALSE;
  }
  return TRUE;
}

/* Whether one of the inputs is texts, of which the operator would take the numbers for data. */
static gboolean
refuses_texts (const NgOnnxNode *node, const NgElement *elements)
{
  for (gsize i = 0; i < node->n_operands; i++)
    if (elements[i] == NG_ELEMENT_STRING && !node->operator->takes_texts)
      return TRUE;
  return FALSE;
}

static void
infer_operator (NgRelation *relation, const NgOnnxNode *node)
{
  g_autofree NgElement *elements = g_new (NgElement, MAX (node->n_operands, 1));

  for (gsize i = 0; i < node->n_operands; i++)
    elements[i] = ng_operand_type (relation, node, i).element;
  if (refuses_texts (node, elements))
    return;
  if (node->operator->infer != NULL)
    node->operator->infer (relation, node);
  else if (node->operator->lower != NULL)
    ng_operator_infer_by_lowering (relation, node);
}

static void
onnx_infer (NgRelation *relation)
{
  const NgOnnxNode *node = ng_layer_onnx_node (ng_relation_layer (relation));
  const NgOperatorClass *operator= node->operator;
  gboolean is_second = ng_relation_is_second (relation);

  /* Operators whose results nobody names say nothing. */
  if (node->outputs->len > 0 && operator!=
      NULL && (!is_second || has_nets (node) || !is_complete (relation, node)))
    infer_operator (relation, node);
  if (operator== NULL && is_second)
    ng_operator_infer_sort (relation, node);
  if (is_second)
    settle (relation, node);
}

/* A value of another kind would be passed over. */
static void
verify_attributes (NgRelation *relation, const NgOnnxNode *node)
{
  for (guint i = 0; i < node->attributes->len; i++) {
    const NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, i);
    NgAttributeKind kind = ng_operator_attribute_kind (node->operator, attribute->name);

    if (kind != NG_ATTRIBUTE_OTHER && attribute->kind != kind)
      ng_relation_fail (relation,
                        "ONNX::attribute",
                        "the attribute \"%s\" has to be %s.",
                        attribute->name,
                        ng_attribute_kind_words (kind));
  }
}

/* What the operator has no name for, or cannot do without. */
static void
verify_operands (NgRelation *relation, const NgOnnxNode *node)
{
  const char *const *names = node->operator!= NULL ? node->operator->inputs : NULL;
  guint n_needed = node->operator!= NULL ? ng_operator_n_needed (node->operator) : 0, n_names = 0;

  for (guint i = 0; i < n_needed; i++)
    if (!ng_operand_is_present (node, i)) {
      g_autofree char *name = ng_operator_input_name (node->operator, i);

      ng_relation_fail (relation, "ONNX::operator", "%s lacks its input \"%s\".", node->op, name);
    }
  while (n_needed > 0 && n_names < NG_MAX_OPERATOR_PORTS && names[n_names] != NULL)
    n_names++;
  if (n_names > 0 && node->n_operands > n_names && !node->operator->is_variadic && !has_nets (node))
    ng_relation_fail (relation,
                      "ONNX::operator",
                      "%s takes %u inputs at most, and %" G_GSIZE_FORMAT " are given.",
                      node->op,
                      n_names,
                      node->n_operands);
}

/* The values that flow in are of elements that the operator takes. What its form does not name may
 * still be run; of texts it is said there. */
static void
verify_elements (NgRelation *relation, const NgOnnxNode *node)
{
  const NgOperatorForm *form = ng_operator_form_find (node->domain, node->op, node->version);
  g_auto (GStrv) words = form != NULL ? g_strsplit (form->operands, " ", -1) : NULL;

  for (gsize i = 0; words != NULL && words[i] != NULL && i < node->n_operands; i++) {
    NgElement element = ng_operand_type (relation, node, i).element;

    if ((!g_str_equal (words[i], "x") && !g_str_equal (words[i], "o")) ||
        element == NG_ELEMENT_STRING || ng_operator_form_takes (form, node->version, element) ||
        ng_operator_runs (relation, node))
      continue;
    g_autofree char *name = ng_operator_input_name (node->operator, i);
    ng_relation_fail (relation,
                      "ONNX::operator",
                      "%s does not take %s, which comes to \"%s\".",
                      node->op,
                      ng_element_name (element),
                      name);
    return;
  }
}

static void
onnx_verify (NgRelation *relation)
{
  const NgOnnxNode *node = ng_layer_onnx_node (ng_relation_layer (relation));

  verify_attributes (relation, node);
  verify_operands (relation, node);
  verify_elements (relation, node);

  /* What counts, or says places and sizes, cannot be a real number. */
  for (gsize i = 0; i < node->n_operands; i++) {
    const NgOperand *operand = &node->operands[i];
    NgElement element = operand->kind == NG_OPERAND_PORT
                            ? ng_relation_input (relation, (gsize) operand->index)->element
                            : NG_ELEMENT_NONE;

    if (ng_element_is_real (element) && ng_operator_counts (node, i)) {
      g_autofree char *name = ng_operator_input_name (node->operator, i);

      ng_relation_fail (relation,
                        "ONNX::operator",
                        "%s takes integers for \"%s\", and gets %s.",
                        node->op,
                        name,
                        ng_element_name (element));
    }
  }
}

static void
onnx_lower (NgLowering *to)
{
  const NgOnnxNode *node = ng_layer_onnx_node (ng_lowering_layer (to));
  g_autofree NgValue *inputs = g_new (NgValue, MAX (node->n_operands, 1));
  g_autofree NgValue *outputs = g_new (NgValue, MAX (node->n_results, 1));
  g_autofree NgElement *elements = g_new0 (NgElement, MAX (node->n_operands, 1));
  NgOperation operation = { .node = node,
                            .builder = ng_lowering_builder (to),
                            .inputs = inputs,
                            .n_inputs = node->n_operands,
                            .outputs = outputs,
                            .n_outputs = node->n_results,
                            .is_training = ng_lowering_mode (to) == NG_MODE_TRAINING,
                            .lowering = to,
                            .elements = elements };

  if (node->operator== NULL || node->operator->lower == NULL) {
    ng_lowering_fail (to,
                      "NetGraph::operator",
                      "The operator %s%s%s can be shown, but not run.",
                      node->domain,
                      *node->domain != '\0' ? "::" : "",
                      node->op);
    return;
  }
  for (gsize i = 0; i < node->n_operands; i++) {
    const NgOperand *operand = &node->operands[i];
    inputs[i] = operand->kind == NG_OPERAND_PORT    ? ng_lowering_input (to, (gsize) operand->index)
                : operand->kind == NG_OPERAND_ARRAY ? ng_lowering_array (to, (gsize) operand->index)
                                                    : NG_NO_VALUE;
    if (operand->kind == NG_OPERAND_PORT)
      elements[i] = ng_lowering_input_element (to, (gsize) operand->index);
    else if (operand->kind == NG_OPERAND_ARRAY)
      elements[i] = ng_tensor_element (node->tensors->pdata[operand->index]);
  }
  for (gsize i = 0; i < node->n_results; i++)
    outputs[i] = NG_NO_VALUE;
  if (refuses_texts (node, elements)) {
    ng_operation_lack (&operation, "of texts cannot be run");
    return;
  }
  node->operator->lower (&operation);
  for (gsize i = 0; i < node->n_results; i++) {
    if (node->results[i] >= 0 && outputs[i] != NG_NO_VALUE)
      ng_lowering_output (to, (gsize) node->results[i], outputs[i]);
  }
}

static const char *
onnx_title (const NgLayer *layer)
{
  const NgOnnxNode *node = ng_layer_onnx_node (layer);

  return *node->op != '\0' ? node->op : "ONNXOperator";
}

/* The subgraphs among the attributes. */
static NgNet *
onnx_net_at (const NgLayer *layer, gsize index, const char **name)
{
  const NgOnnxNode *node = ng_layer_onnx_node (layer);

  for (guint i = 0; i < node->attributes->len; i++) {
    const NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, i);
    if (attribute->net != NULL && index-- == 0) {
      *name = attribute->name;
      return attribute->net;
    }
  }
  return NULL;
}

static NgNet *
onnx_inside (const NgLayer *layer)
{
  return ng_onnx_node_inside (ng_layer_onnx_node (layer));
}

static const char *
onnx_glyph (const NgLayer *layer)
{
  return ng_operator_glyph (ng_layer_onnx_node (layer)->op);
}

/* Steps of a window where they are not 1: ", /2". */
static void
append_steps (GString *text, const NgOnnxNode *node)
{
  gsize n;
  const gint64 *steps = ng_onnx_node_integers (node, "strides", &n);
  gboolean are_equal = TRUE;

  for (gsize i = 1; steps != NULL && i < n; i++)
    are_equal = are_equal && steps[i] == steps[0];
  if (steps == NULL || n == 0 || n > NG_MAX_RANK || (are_equal && steps[0] == 1))
    return;
  g_string_append (text, ", /");
  ng_append_numbers (text, steps, are_equal ? 1 : n, "×");
}

/* Whether rows of the matrix stand for what comes out. */
static gboolean
is_turned (const NgOnnxNode *node)
{
  return strcmp (node->op, "Gemm") == 0 && ng_onnx_node_integer (node, "transB", 0) != 0;
}

/* Returns: (nullable): the matrix of the model that a value is multiplied by */
static const NgTensor *
matrix_of (const NgLayer *layer, const NgOnnxNode *node)
{
  const NgTensor *matrix;

  if ((strcmp (node->op, "MatMul") != 0 && strcmp (node->op, "Gemm") != 0) ||
      node->n_operands < 2 || node->operands[0].kind != NG_OPERAND_PORT ||
      node->operands[1].kind != NG_OPERAND_ARRAY)
    return NULL;
  matrix = ng_layer_array (layer, (gsize) node->operands[1].index);
  return matrix != NULL && ng_tensor_rank (matrix) == 2 ? matrix : NULL;
}

/* "Linear 768": a matrix that a value is multiplied by. Returns: (nullable): NULL for all else */
static char *
linear_term (const NgLayer *layer, const NgOnnxNode *node)
{
  const NgTensor *matrix = matrix_of (layer, node);

  return matrix != NULL ? g_strdup_printf ("Linear %" G_GINT64_FORMAT,
                                           ng_tensor_dims (matrix)[is_turned (node) ? 0 : 1])
                        : NULL;
}

/* A sign that joins a value with a constant says so: "+ c"; what comes first matters of some. */
static char *
sign_term (const NgOnnxNode *node, const char *sign)
{
  gsize n_ports = 0, n_arrays = 0;
  gboolean commutes = strcmp (sign, "+") == 0 || strcmp (sign, "×") == 0;

  for (gsize i = 0; i < node->n_operands; i++) {
    n_ports += node->operands[i].kind == NG_OPERAND_PORT;
    n_arrays += node->operands[i].kind == NG_OPERAND_ARRAY;
  }
  if (g_ascii_isalpha (*sign) || n_ports != 1 || n_arrays != 1 || node->n_operands != 2)
    return g_strdup (sign);
  return commutes || node->operands[0].kind == NG_OPERAND_PORT ? g_strconcat (sign, " c", NULL)
                                                               : g_strconcat ("c ", sign, NULL);
}

/* "Conv 3×3, 64, /2" */
static char *
onnx_term (const NgLayer *layer, const NgType *input)
{
  const NgOnnxNode *node = ng_layer_onnx_node (layer);
  const char *term = ng_operator_term (node->op);
  gsize n;
  const gint64 *sizes = ng_onnx_node_integers (node, "kernel_shape", &n);
  const NgOperand *kernel = node->n_operands > 1 ? &node->operands[1] : NULL;
  char *linear = linear_term (layer, node);

  if (linear != NULL)
    return linear;
  if (sizes == NULL || n > NG_MAX_RANK)
    return term != NULL ? sign_term (node, term) : g_strdup (onnx_title (layer));

  GString *text = g_string_new (term != NULL ? term : onnx_title (layer));
  g_string_append_c (text, ' ');
  ng_append_numbers (text, sizes, n, "×");
  if (kernel != NULL && kernel->kind == NG_OPERAND_ARRAY && strcmp (node->op, "Conv") == 0) {
    const NgTensor *weights = ng_layer_array (layer, (gsize) kernel->index);
    if (weights != NULL && ng_tensor_rank (weights) > 0)
      g_string_append_printf (text, ", %" G_GINT64_FORMAT, ng_tensor_dims (weights)[0]);
  }
  append_steps (text, node);
  return g_string_free (text, FALSE);
}

/* The weights of a convolution, where they are in the model. */
static const NgTensor *
kernel_of (const NgLayer *layer, const NgOnnxNode *node)
{
  gsize operand = strcmp (node->op, "QLinearConv") == 0 ? 3 : 1;
  const NgTensor *weights;

  if (ng_layer_category (layer) != NG_CATEGORY_CONVOLUTION || node->n_operands <= operand ||
      node->operands[operand].kind != NG_OPERAND_ARRAY)
    return NULL;
  weights = ng_layer_array (layer, (gsize) node->operands[operand].index);
  return weights != NULL && ng_tensor_rank (weights) > 2 ? weights : NULL;
}

/* "3×3, 64, /2, 4 groups" of convolutions, "2×2, /2" of pooling. Returns: (nullable) */
static char *
window_label (const NgLayer *layer, const NgOnnxNode *node)
{
  gsize n;
  const gint64 *sizes = ng_onnx_node_integers (node, "kernel_shape", &n);
  const NgTensor *kernel = kernel_of (layer, node);
  const gint64 *dims = kernel != NULL ? ng_tensor_dims (kernel) : NULL;
  gint64 groups = ng_onnx_node_integer (node, "group", 1);
  GString *text;

  if (sizes == NULL && kernel != NULL) {
    sizes = dims + 2;
    n = ng_tensor_rank (kernel) - 2;
  }
  if (sizes == NULL || n > NG_MAX_RANK)
    return NULL;
  text = g_string_new (NULL);
  ng_append_numbers (text, sizes, n, "×");
  if (kernel != NULL)
    g_string_append_printf (text,
                            ", %" G_GINT64_FORMAT,
                            strcmp (node->op, "ConvTranspose") == 0 ? dims[1] * groups : dims[0]);
  append_steps (text, node);
  if (groups > 1)
    g_string_append_printf (text, ", %" G_GINT64_FORMAT " groups", groups);
  return g_string_free (text, FALSE);
}

/* An attribute that the glyph and the name do not tell; what is not a list with its name, as a
 * number alone says nothing. */
static char *
attribute_label (const NgAttribute *attribute)
{
  g_autofree char *value = NULL;

  if (strcmp (attribute->name, "to") == 0 && attribute->kind == NG_ATTRIBUTE_INTEGER &&
      ng_onnx_element (attribute->integer) != NG_ELEMENT_NONE)
    return g_strconcat ("to ", ng_element_name (ng_onnx_element (attribute->integer)), NULL);
  value = ng_attribute_text (attribute);
  return strcmp (attribute->name, "perm") == 0 || strcmp (attribute->name, "shape") == 0
             ? g_steal_pointer (&value)
             : g_strconcat (attribute->name, " ", value, NULL);
}

/* The size for windows and matrices, else the attribute that says most. */
static char *
onnx_label (const NgLayer *layer)
{
  static const char *const telling[] = { "perm", "axis", "axes", "to", "alpha", "shape" };
  const NgOnnxNode *node = ng_layer_onnx_node (layer);
  const NgTensor *matrix = matrix_of (layer, node);
  char *window = window_label (layer, node);

  if (window != NULL)
    return window;
  if (matrix != NULL) {
    const gint64 *dims = ng_tensor_dims (matrix);
    gsize out = is_turned (node) ? 0 : 1;
    return g_strdup_printf ("%" G_GINT64_FORMAT " → %" G_GINT64_FORMAT, dims[1 - out], dims[out]);
  }
  for (gsize i = 0; strcmp (node->op, "Gemm") != 0 && i < G_N_ELEMENTS (telling); i++) {
    const NgAttribute *attribute = ng_onnx_node_attribute (node, telling[i]);
    if (attribute != NULL && attribute->kind != NG_ATTRIBUTE_OTHER)
      return attribute_label (attribute);
  }
  return g_strdup ("");
}

/* Numbers and texts are themselves; tensors and subgraphs are told in short, as a string. */
static NgExpr *
write_attribute (const NgAttribute *attribute)
{
  NgExpr *expr = ng_attribute_expr (attribute);
  g_autofree char *text = NULL;

  if (expr != NULL)
    return expr;
  text = ng_attribute_text (attribute);
  return ng_expr_new_string (text, NULL);
}

/* "Conv", <|"kernel_shape" -> {5, 5}, …|>: for people; it does not read back. */
static void
onnx_write (const NgLayer *layer, GPtrArray *arguments)
{
  const NgOnnxNode *node = ng_layer_onnx_node (layer);
  g_autofree char *raw = *node->domain != '\0' ? g_strconcat (node->domain, "::", node->op, NULL)
                                               : g_strdup (node->op);
  g_autofree char *name = g_utf8_make_valid (raw, -1);
  guint n = node->attributes->len;
  g_autofree NgExpr **rules = g_new (NgExpr *, MAX (n, 1));

  g_ptr_array_add (arguments, ng_expr_new_string (name, NULL));
  for (guint i = 0; i < n; i++) {
    const NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, i);
    g_autofree char *key = g_utf8_make_valid (attribute->name, -1);

    rules[i] = ng_expr_new_call (
        "Rule", ng_expr_new_string (key, NULL), write_attribute (attribute), NULL);
  }
  if (n > 0)
    g_ptr_array_add (arguments,
                     ng_expr_new_normal (ng_expr_new_symbol ("Association", NULL), rules, n, NULL));
}

/* clang-format off */
#define ONNX_CLASS(CATEGORY) \
  [CATEGORY] = { .name = "ONNXOperator", .summary = "A node of an ONNX model", \
                 .category = CATEGORY, .flags = NG_LAYER_RAW, \
                 .ports = onnx_ports, .infer = onnx_infer, .verify = onnx_verify, .lower = onnx_lower, \
                 .label = onnx_label, .title = onnx_title, .write = onnx_write, \
                 .net_at = onnx_net_at, .inside = onnx_inside, \
                 .with_nets = ng_onnx_layer_with_nets, .glyph_of = onnx_glyph, \
                 .term_of = onnx_term }
/* clang-format on */

static const NgLayerClass onnx_classes[NG_N_CATEGORIES] = {
  ONNX_CLASS (NG_CATEGORY_BASIC),         ONNX_CLASS (NG_CATEGORY_ELEMENTWISE),
  ONNX_CLASS (NG_CATEGORY_STRUCTURE),     ONNX_CLASS (NG_CATEGORY_CONVOLUTION),
  ONNX_CLASS (NG_CATEGORY_NORMALIZATION), ONNX_CLASS (NG_CATEGORY_TRAINING),
  ONNX_CLASS (NG_CATEGORY_RECURRENT),     ONNX_CLASS (NG_CATEGORY_ATTENTION),
  ONNX_CLASS (NG_CATEGORY_LOSS),          ONNX_CLASS (NG_CATEGORY_CONTAINER),
  ONNX_CLASS (NG_CATEGORY_OPERATOR),
};

const NgLayerClass *
ng_operator_layer_class (const NgOperatorClass *self)
{
  return &onnx_classes[self != NULL ? self->category : NG_CATEGORY_OPERATOR];
}

NgLayer *
ng_onnx_node_layer (NgOnnxNode *self)
{
  return ng_layer_new_payload (
      ng_operator_layer_class (self->operator), self, (GDestroyNotify) ng_onnx_node_free);
}

NgLayer *
ng_onnx_node_renew (NgOnnxNode *self, NgLayer *old)
{
  NgLayer *layer = ng_onnx_node_layer (self);

  for (gsize i = 0; i < ng_layer_n_arrays (layer) && i < ng_layer_n_arrays (old); i++) {
    NgLayer *filled = ng_layer_with_array (layer, i, ng_layer_array (old, i));

    ng_layer_unref (layer);
    layer = filled;
  }
  return layer;
}

const NgOnnxNode *
ng_layer_onnx_node (const NgLayer *layer)
{
  const NgLayerClass *class = ng_layer_class (layer);

  if (class < onnx_classes || class >= onnx_classes + NG_N_CATEGORIES)
    return NULL;
  return ng_layer_payload (layer);
}

const NgOperatorClass *
ng_operator_find (const char *domain, const char *name)
{
  for (gsize family = 0; ng_operator_families[family] != NULL; family++) {
    for (const NgOperatorClass *class = ng_operator_families[family]; class->name != NULL;
         class ++) {
      if (g_str_equal (class->name, name) &&
          g_str_equal (class->domain != NULL ? class->domain : "", domain))
        return class;
    }
  }
  return NULL;
}

static char *
port_name (const char *const *names, gboolean is_variadic, gsize index, const char *fallback)
{
  gsize n = 0;

  while (n < NG_MAX_OPERATOR_PORTS && names[n] != NULL)
    n++;
  if (index < n && !(is_variadic && index == n - 1))
    return g_strdup (names[index]);
  if (is_variadic && n > 0)
    return g_strdup_printf ("%s%" G_GSIZE_FORMAT, names[n - 1], index - n + 2);
  return g_strdup_printf ("%s%" G_GSIZE_FORMAT, fallback, index + 1);
}

char *
ng_operator_input_name (const NgOperatorClass *self, gsize index)
{
  static const char *const none[NG_MAX_OPERATOR_PORTS];

  return port_name (
      self != NULL ? self->inputs : none, self != NULL && self->is_variadic, index, "Input");
}

char *
ng_operator_output_name (const NgOperatorClass *self, gsize index)
{
  static const char *const none[NG_MAX_OPERATOR_PORTS];

  return port_name (self != NULL ? self->outputs : none, FALSE, index, "Output");
}
