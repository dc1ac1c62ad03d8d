/* Nodes are collected while a layer is written, since a layer of one node gives it its name, and
 * the nodes of others are called "layer/Operator". */

#include "core/formats/onnx-emit.h"

#include "core/operators/operator-class.h"
#include <string.h>

static void
add_port (GArray *list, char *name, const char *value)
{
  NgOnnxPort port = { g_ref_string_new (name), value != NULL ? g_ref_string_new (value) : NULL };

  g_array_append_val (list, port);
  g_free (name);
}

void
ng_onnx_begin (NgOnnxEmitter *self, const char *op)
{
  self->node = ng_onnx_node_new ("", op, self->opset, ng_operator_find ("", op));
  self->node_sources = g_array_new (FALSE, FALSE, sizeof (NgSource));
}

void
ng_onnx_operand (NgOnnxEmitter *self, NgOnnxRef ref)
{
  NgOnnxNode *node = self->node;
  NgOperand operand = { NG_OPERAND_ABSENT, 0 };
  char *name = ng_operator_input_name (node->operator, node->n_operands);

  if (ref.kind == NG_REF_SOURCE) {
    operand = (NgOperand){ NG_OPERAND_PORT, (int) node->ports->len };
    add_port (node->ports, name, NULL);
    g_array_append_val (self->node_sources, ref.source);
  } else if (ref.kind == NG_REF_CONSTANT) {
    operand = (NgOperand){ NG_OPERAND_ARRAY, (int) node->arrays->len };
    add_port (node->arrays, name, ref.name);
    g_ptr_array_add (node->tensors, ng_tensor_ref (ref.tensor));
  } else {
    g_free (name);
  }
  node->operands = g_renew (NgOperand, node->operands, node->n_operands + 1);
  node->operands[node->n_operands++] = operand;
}

void
ng_onnx_integer (NgOnnxEmitter *self, const char *name, gint64 value)
{
  NgAttribute attribute = { .name = g_ref_string_new (name),
                            .kind = NG_ATTRIBUTE_INTEGER,
                            .integer = value };

  g_array_append_val (self->node->attributes, attribute);
}

void
ng_onnx_real (NgOnnxEmitter *self, const char *name, double value)
{
  NgAttribute attribute = { .name = g_ref_string_new (name),
                            .kind = NG_ATTRIBUTE_REAL,
                            .real = (double) (float) value };

  g_array_append_val (self->node->attributes, attribute);
}

void
ng_onnx_text_attribute (NgOnnxEmitter *self, const char *name, const char *value)
{
  NgAttribute attribute = { .name = g_ref_string_new (name),
                            .kind = NG_ATTRIBUTE_TEXT,
                            .text = g_ref_string_new (value) };

  g_array_append_val (self->node->attributes, attribute);
}

void
ng_onnx_integers (NgOnnxEmitter *self, const char *name, const gint64 *values, gsize n)
{
  NgAttribute attribute = { .name = g_ref_string_new (name),
                            .kind = NG_ATTRIBUTE_INTEGERS,
                            .numbers = g_array_new (FALSE, FALSE, sizeof (gint64)) };

  g_array_append_vals (attribute.numbers, values, (guint) n);
  g_array_append_val (self->node->attributes, attribute);
}

void
ng_onnx_body (NgOnnxEmitter *self, const char *name, NgNet *net, gsize n_formal)
{
  NgAttribute attribute = { .name = g_ref_string_new (name),
                            .kind = NG_ATTRIBUTE_NET,
                            .net = ng_net_ref (net),
                            .n_formal = n_formal,
                            .captures = g_array_new (FALSE, TRUE, sizeof (NgOperand)),
                            .is_edited = TRUE };

  g_array_append_val (self->node->attributes, attribute);
}

void
ng_onnx_capture (NgOnnxEmitter *self, NgOnnxRef ref)
{
  NgOnnxNode *node = self->node;
  GArray *attributes = node->attributes;
  NgAttribute *body = &g_array_index (attributes, NgAttribute, attributes->len - 1);
  NgOperand operand = { NG_OPERAND_PORT, (int) node->ports->len };
  const char *name = ng_net_input_name (body->net, body->n_formal + body->captures->len);

  add_port (node->ports, g_strdup (name), NULL);
  g_array_append_val (self->node_sources, ref.source);
  g_array_append_val (body->captures, operand);
}

/* Versions from which on operators have the form in which they are written here; all others have it
 * since version 7. @attribute: what their second operand was before, where there is nothing else
 * to it. */
static const struct {
  const char *op;
  int since;
  const char *attribute;
} forms[] = {
  { "Acosh", 9 },
  { "Asinh", 9 },
  { "Atanh", 9 },
  { "BatchNormalization", 9 },
  { "Clip", 11 },
  { "ConstantOfShape", 9 },
  { "Cosh", 9 },
  { "CumSum", 11 },
  { "Dropout", 12, "ratio" },
  { "Equal", 11 }, /* of real numbers */
  { "Erf", 9 },
  { "Expand", 8 },
  { "GreaterOrEqual", 12 },
  { "IsNaN", 9 },
  { "LayerNormalization", 17 },
  { "LessOrEqual", 12 },
  { "Max", 8 },
  { "MaxPool", 10 },
  { "Min", 8 },
  { "Mod", 10 },
  { "OneHot", 9 },
  { "Pad", 11 },
  { "Range", 11 },
  { "ReduceSum", 13, "axes" },
  { "Resize", 13 },
  { "Round", 11 },
  { "Scan", 9 },
  { "Sign", 9 },
  { "Sinh", 9 },
  { "Slice", 10 },
  { "Squeeze", 13, "axes" },
  { "TopK", 11 },
  { "Unsqueeze", 13, "axes" },
  { "Where", 9 },
};

/* The last operand, a constant, becomes an attribute. */
static void
turn_operand (NgOnnxEmitter *self, const char *name)
{
  NgOnnxNode *node = self->node;
  g_autoptr (NgTensor) tensor = g_ptr_array_steal_index (node->tensors, node->tensors->len - 1);

  g_array_set_size (node->arrays, node->arrays->len - 1);
  node->n_operands--;
  if (ng_tensor_element (tensor) == NG_ELEMENT_I64)
    ng_onnx_integers (
        self, name, (const gint64 *) ng_tensor_data (tensor), (gsize) ng_tensor_count (tensor));
  else
    ng_onnx_real (self, name, ng_tensor_get_real (tensor, 0));
}

static gboolean
has_integers (const NgOnnxNode *node)
{
  for (guint i = 0; i < node->tensors->len; i++)
    if (!ng_element_is_real (ng_tensor_element (node->tensors->pdata[i])))
      return TRUE;
  return FALSE;
}

/* Among operators of an older version layers are written as that version has it, or not at all. */
static void
heed_version (NgOnnxEmitter *self)
{
  const char *op = self->node->op;
  const char *attribute = NULL;
  int since = 7;

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    if (g_str_equal (forms[i].op, op)) {
      since = forms[i].since;
      attribute = forms[i].attribute;
    }
  }
  if ((g_str_equal (op, "Max") || g_str_equal (op, "Min")) && has_integers (self->node))
    since = 12;
  /* Before that, the third operand was not optional. */
  if (self->opset < 11 && g_str_equal (op, "Gemm") && self->node->n_operands == 2)
    ng_onnx_operand (self, ng_onnx_scalar (self, NG_ELEMENT_F32, 0));
  if (self->opset >= since)
    return;
  if (self->opset >= 7 && attribute != NULL && self->node->n_operands == 2 &&
      self->node->operands[1].kind == NG_OPERAND_ARRAY)
    turn_operand (self, attribute);
  else
    ng_onnx_fail (self,
                  "%s needs version %d of the operators, and those of the model are of version %d",
                  op,
                  since,
                  self->opset);
}

NgOnnxRef
ng_onnx_end (NgOnnxEmitter *self, gsize n_outputs)
{
  heed_version (self);
  NgOnnxPending pending = { self->node, self->node_sources };
  int index = (int) (ng_net_builder_n_layers (self->builder) + self->pending->len);
  NgType unknown = ng_type_unknown ();

  pending.node->n_results = n_outputs;
  pending.node->results = g_new (int, MAX (n_outputs, 1));
  for (gsize i = 0; i < n_outputs; i++) {
    pending.node->results[i] = (int) i;
    add_port (pending.node->outputs, ng_operator_output_name (pending.node->operator, i), NULL);
    g_array_append_val (pending.node->declared, unknown);
  }
  g_array_append_val (self->pending, pending);
  self->node = NULL;
  self->node_sources = NULL;
  return (NgOnnxRef){ .kind = NG_REF_SOURCE, .source = { NG_SOURCE_LAYER, index, 0 } };
}

NgOnnxRef
ng_onnx_other (NgOnnxRef first, int index)
{
  first.source.port = index;
  return first;
}

NgOnnxRef
ng_onnx_unary (NgOnnxEmitter *self, const char *op, NgOnnxRef x)
{
  ng_onnx_begin (self, op);
  ng_onnx_operand (self, x);
  return ng_onnx_end (self, 1);
}

NgOnnxRef
ng_onnx_binary (NgOnnxEmitter *self, const char *op, NgOnnxRef x, NgOnnxRef y)
{
  if (self->opset < 12 && g_str_has_suffix (op, "OrEqual")) {
    g_autofree char *strict = g_strndup (op, strlen (op) - strlen ("OrEqual"));
    NgOnnxRef less = ng_onnx_binary (self, strict, x, y);

    return ng_onnx_binary (self, "Or", less, ng_onnx_binary (self, "Equal", x, y));
  }
  ng_onnx_begin (self, op);
  ng_onnx_operand (self, x);
  ng_onnx_operand (self, y);
  return ng_onnx_end (self, 1);
}

NgOnnxRef
ng_onnx_reduce (NgOnnxEmitter *self, const char *op, NgOnnxRef x, const gint64 *axes, gsize n)
{
  gboolean is_input = g_str_equal (op, "ReduceSum") || self->opset >= 18;
  NgOnnxRef list = { .kind = NG_REF_NONE };

  if (is_input)
    list = ng_onnx_list (self, axes, n);
  ng_onnx_begin (self, op);
  ng_onnx_operand (self, x);
  if (is_input)
    ng_onnx_operand (self, list);
  else
    ng_onnx_integers (self, "axes", axes, n);
  ng_onnx_integer (self, "keepdims", 0);
  return ng_onnx_end (self, 1);
}

NgOnnxRef
ng_onnx_softmax (NgOnnxEmitter *self, NgOnnxRef x, int axis, int rank)
{
  if (self->opset < 13 && axis != rank - 1)
    ng_onnx_fail (self,
                  "Softmax of an axis with others behind it needs version 13 of the operators, and "
                  "those of the model are of version %d",
                  self->opset);
  ng_onnx_begin (self, "Softmax");
  ng_onnx_operand (self, x);
  ng_onnx_integer (self, "axis", axis);
  return ng_onnx_end (self, 1);
}

NgOnnxRef
ng_onnx_sizes (NgOnnxEmitter *self, NgOnnxRef x, gint64 start, gint64 end)
{
  ng_onnx_begin (self, "Shape");
  ng_onnx_operand (self, x);
  if (self->opset >= 15) {
    ng_onnx_integer (self, "start", start);
    if (end != G_MAXINT64)
      ng_onnx_integer (self, "end", end);
    return ng_onnx_end (self, 1);
  }
  NgOnnxRef all = ng_onnx_end (self, 1);
  NgOnnxRef first = ng_onnx_list (self, &start, 1), last = ng_onnx_list (self, &end, 1);
  ng_onnx_begin (self, "Slice");
  ng_onnx_operand (self, all);
  ng_onnx_operand (self, first);
  ng_onnx_operand (self, last);
  return ng_onnx_end (self, 1);
}

NgOnnxRef
ng_onnx_tensor (NgOnnxEmitter *self, NgTensor *tensor)
{
  g_ptr_array_add (self->held, ng_tensor_ref (tensor));
  return (NgOnnxRef){ .kind = NG_REF_CONSTANT, .tensor = tensor };
}

NgOnnxRef
ng_onnx_list (NgOnnxEmitter *self, const gint64 *values, gsize n)
{
  gint64 length = (gint64) n;
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_I64, &length, 1, values);

  return ng_onnx_tensor (self, tensor);
}

NgOnnxRef
ng_onnx_scalar (NgOnnxEmitter *self, NgElement element, double value)
{
  g_autoptr (NgTensor) tensor = ng_tensor_new_scalar (element, value);

  return ng_onnx_tensor (self, tensor);
}

NgOnnxRef
ng_onnx_array (NgOnnxEmitter *self, gsize index)
{
  const NgLayer *layer = ng_net_layer (self->net, self->layer);
  NgTensor *tensor = ng_layer_array (layer, index);
  NgOnnxRef ref = { .kind = NG_REF_NONE };

  if (tensor != NULL && !ng_layer_array_is_absent (layer, index)) {
    char *name = g_strconcat (self->path, "/", ng_layer_array_spec (layer, index)->name, NULL);
    NgElement element = ng_tensor_element (tensor);
    gboolean is_other = ng_element_is_real (element) && element != NG_ELEMENT_F32;
    /* What is mapped stays so, at whatever byte it begins. */
    g_autoptr (NgTensor) plain =
        is_other ? ng_tensor_convert (tensor, NG_ELEMENT_F32) : ng_tensor_ref (tensor);
    g_ptr_array_add (self->texts, name);
    ref = ng_onnx_tensor (self, plain);
    ref.name = name;
  }
  return ref;
}

gboolean
ng_onnx_is_read (const NgOnnxEmitter *self, gsize output)
{
  NgSource source = { NG_SOURCE_LAYER, (int) self->layer, (int) output };
  gsize n;

  ng_net_targets (self->net, source, &n);
  return n > 0;
}

NgType
ng_onnx_own_type (NgNetBuilder *builder, GHashTable *lengths, const NgType *type)
{
  NgType own = *type;

  for (int i = 0; i < own.rank; i++) {
    gpointer key = GINT_TO_POINTER ((int) own.dims[i].value), known;
    if (own.dims[i].state != NG_DIM_VARYING)
      continue;
    known = g_hash_table_lookup (lengths, key);
    if (known == NULL) {
      NgDim fresh = ng_net_builder_fresh_length (builder, NULL);
      known = GINT_TO_POINTER ((int) fresh.value);
      g_hash_table_insert (lengths, key, known);
    }
    own.dims[i] = ng_dim_varying (GPOINTER_TO_INT (known));
  }
  own.element = NG_ELEMENT_NONE;
  return own;
}

void
ng_onnx_fail (NgOnnxEmitter *self, const char *format, ...)
{
  const NgLayer *layer = ng_net_layer (self->net, self->layer);
  g_autofree char *text = NULL;
  va_list arguments;
  NgPlace place = { .path = self->path };

  if (*self->error != NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_error_set_new (self->error,
                    "ONNX::write",
                    &place,
                    "Layer \"%s\" (%s) has no form in ONNX: %s.",
                    self->path,
                    ng_layer_kind (layer),
                    text);
}
