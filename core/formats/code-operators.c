/* Operators of ONNX as expressions: those that ng_onnx_from_layers() writes. A row has a text for
 * each language, in which {0} is the first operand, or a function that is more than a text. */

#include "core/formats/code-site.h"

#include "core/formats/onnx-model.h"

#include <math.h>
#include <string.h>

/* ---- element by element ---- */

static void
put_cast (NgCodeSite *self)
{
  gint64 to = ng_onnx_node_integer (self->node, "to", 1);
  NgElement element = NG_ELEMENT_F32;
  g_autofree char *x = ng_code_tensor_of (self, 0);

  for (int e = NG_ELEMENT_F32; e <= NG_ELEMENT_BOOL; e++) {
    if (ng_onnx_code ((NgElement) e) == to)
      element = (NgElement) e;
  }
  if (self->is_torch)
    ng_code_give_first (self, "%s.to(torch.%s)", x, ng_element_name (element));
  else
    ng_code_give_first (self, "ops.cast(%s, \"%s\")", x, ng_element_name (element));
}

/* Of a value and a number a bound, of two values the greater or the lesser. */
static void
put_extreme (NgCodeSite *self)
{
  gboolean is_max = g_str_equal (self->node->op, "Max");

  if (self->n != 2) {
    ng_code_refuse (self, "it compares more than two values");
    return;
  }
  for (gsize i = 0; self->is_torch && i < 2; i++) {
    NgTensor *tensor = self->operands[i].tensor;
    if (tensor != NULL && ng_tensor_count (tensor) == 1) {
      g_autofree char *x = ng_code_tensor_of (self, 1 - i);
      ng_code_give_first (
          self, "%s.clamp(%s=%s)", x, is_max ? "min" : "max", ng_code_text_of (self, i));
      return;
    }
  }
  ng_code_give_first (self,
                      self->is_torch ? "torch.%simum(%s, %s)" : "ops.%simum(%s, %s)",
                      is_max ? "max" : "min",
                      ng_code_text_of (self, 0),
                      ng_code_text_of (self, 1));
}

static void
put_where (NgCodeSite *self)
{
  g_autofree char *a = ng_code_tensor_of (self, 1);
  g_autofree char *b = ng_code_tensor_of (self, 2);

  g_autofree char *condition = ng_code_tensor_of (self, 0);

  if (self->is_torch)
    ng_code_give_first (self, "torch.where(%s, %s, %s)", condition, a, b);
  else
    ng_code_give_first (self,
                        "ops.where(%s, %s, %s)",
                        ng_code_text_of (self, 0),
                        ng_code_text_of (self, 1),
                        ng_code_text_of (self, 2));
}

/* Of truth values, of which one may be a constant. */
static void
put_logical (NgCodeSite *self)
{
  g_autofree char *a = ng_code_tensor_of (self, 0);
  g_autofree char *b = ng_code_tensor_of (self, 1);

  ng_code_give_first (self,
                      self->is_torch ? "torch.logical_%s(%s, %s)" : "ops.logical_%s(%s, %s)",
                      g_str_equal (self->node->op, "And") ? "and" : "or",
                      a,
                      b);
}

static void
put_layer_normalization (NgCodeSite *self)
{
  g_autofree char *epsilon = NULL;
  g_autoptr (NgTensor) tensor =
      ng_tensor_new_scalar (NG_ELEMENT_F32, ng_onnx_node_real (self->node, "epsilon", 1e-5));
  g_autofree char *x = ng_code_tensor_of (self, 0);
  g_autofree char *scale = ng_code_tensor_of (self, 1);
  g_autofree char *offset = ng_code_tensor_of (self, 2);

  epsilon = ng_code_number (tensor, 0);
  if (self->is_torch)
    ng_code_give_first (self,
                        "functional.layer_norm(%s, %s.shape[-1:], %s, %s, eps=%s)",
                        x,
                        x,
                        scale,
                        offset,
                        epsilon);
  else
    ng_code_give_first (
        self,
        "(%s - ops.mean(%s, -1, keepdims=True)) / ops.sqrt(ops.var(%s, -1, keepdims=True) + %s) "
        "* %s + %s",
        x,
        x,
        x,
        epsilon,
        scale,
        offset);
}

static void
put_instance_normalization (NgCodeSite *self)
{
  g_autoptr (NgTensor) tensor =
      ng_tensor_new_scalar (NG_ELEMENT_F32, ng_onnx_node_real (self->node, "epsilon", 1e-5));
  g_autofree char *epsilon = ng_code_number (tensor, 0);
  g_autofree char *x = ng_code_tensor_of (self, 0);
  g_autofree char *scale = ng_code_tensor_of (self, 1);
  g_autofree char *offset = ng_code_tensor_of (self, 2);

  if (self->is_torch)
    ng_code_give_first (self,
                        "functional.instance_norm(%s, weight=%s, bias=%s, eps=%s)",
                        x,
                        scale,
                        offset,
                        epsilon);
  else
    ng_code_refuse (self, "no operation of Keras is it");
}

/* ---- random numbers ---- */

static void
put_zeros (NgCodeSite *self)
{
  g_autofree char *sizes = ng_code_list_of (self, 0);

  if (sizes == NULL)
    ng_code_refuse (self, "a size in it is computed");
  else
    ng_code_give_first (self, self->is_torch ? "torch.zeros((%s,))" : "ops.zeros((%s,))", sizes);
}

/* As many as @sizes say, or as the operand has elements. */
static void
put_drawn (NgCodeSite *self)
{
  gboolean is_normal = g_str_has_prefix (self->node->op, "RandomNormal");
  NgElement element = ng_onnx_element (ng_onnx_node_integer (self->node, "dtype", 1));
  gsize n = 0;
  const gint64 *sizes = ng_onnx_node_integers (self->node, "shape", &n);
  g_autoptr (GString) shape = g_string_new (NULL);

  if (sizes == NULL)
    g_string_printf (
        shape, self->is_torch ? "%s.shape" : "ops.shape(%s)", ng_code_text_of (self, 0));
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (shape, "%s%" G_GINT64_FORMAT ",", i == 0 ? "(" : " ", sizes[i]);
  if (n > 0)
    g_string_append_c (shape, ')');
  if (self->is_torch)
    ng_code_give_first (self,
                        "torch.%s(%s, dtype=torch.%s)",
                        is_normal ? "randn" : "rand",
                        shape->str,
                        ng_element_name (element));
  else
    ng_code_give_first (self,
                        "keras.random.%s(%s, dtype=\"%s\")",
                        is_normal ? "normal" : "uniform",
                        shape->str,
                        ng_element_name (element));
}

static const struct {
  const char *op;
  const char *texts[NG_N_CODES];
  void (*put) (NgCodeSite *self);
} rows[] = {
  { "Abs", { "torch.abs({0})", "ops.abs({0})" } },
  { "Acos", { "torch.acos({0})", "ops.arccos({0})" } },
  { "Acosh", { "torch.acosh({0})", "ops.arccosh({0})" } },
  { "Add", { "{0} + {1}", "{0} + {1}" } },
  { "And", .put = put_logical },
  { "ArgMax",
    { "torch.argmax({0}, dim={axis})", "ops.cast(ops.argmax({0}, axis={axis}), \"int64\")" } },
  { "ArgMin",
    { "torch.argmin({0}, dim={axis})", "ops.cast(ops.argmin({0}, axis={axis}), \"int64\")" } },
  { "Asin", { "torch.asin({0})", "ops.arcsin({0})" } },
  { "Asinh", { "torch.asinh({0})", "ops.arcsinh({0})" } },
  { "Atan", { "torch.atan({0})", "ops.arctan({0})" } },
  { "Atanh", { "torch.atanh({0})", "ops.arctanh({0})" } },
  { "AveragePool", .put = ng_code_put_pool },
  { "Cast", .put = put_cast },
  { "Ceil", { "torch.ceil({0})", "ops.ceil({0})" } },
  { "Concat", .put = ng_code_put_concat },
  { "ConstantOfShape", .put = put_zeros },
  { "Conv", .put = ng_code_put_convolve },
  { "ConvTranspose", .put = ng_code_put_convolve },
  { "Cos", { "torch.cos({0})", "ops.cos({0})" } },
  { "Cosh", { "torch.cosh({0})", "ops.cosh({0})" } },
  { "CumSum", { "torch.cumsum({0}, dim={1})", "ops.cumsum({0}, axis={1})" } },
  { "Div", { "{0} / {1}", "{0} / {1}" } },
  { "Dropout", { "{0}", "{0}" } },
  { "Equal", { "{0} == {1}", "ops.equal({0}, {1})" } },
  { "Erf", { "torch.erf({0})", "ops.erf({0})" } },
  { "Exp", { "torch.exp({0})", "ops.exp({0})" } },
  { "Expand", .put = ng_code_put_expand },
  { "Flatten", .put = ng_code_put_flatten },
  { "Floor", { "torch.floor({0})", "ops.floor({0})" } },
  { "Gather", .put = ng_code_put_gather },
  { "Gemm", .put = ng_code_put_gemm },
  { "Identity", { "{0}", "{0}" } },
  { "InstanceNormalization", .put = put_instance_normalization },
  { "IsNaN", { "torch.isnan({0})", "ops.isnan({0})" } },
  { "LayerNormalization", .put = put_layer_normalization },
  { "Less", { "{0} < {1}", "{0} < {1}" } },
  { "LessOrEqual", { "{0} <= {1}", "{0} <= {1}" } },
  { "Log", { "torch.log({0})", "ops.log({0})" } },
  { "MatMul", { "{0} @ {1}", "ops.matmul({0}, {1})" } },
  { "Max", .put = put_extreme },
  { "MaxPool", .put = ng_code_put_pool },
  { "Min", .put = put_extreme },
  { "Mod", { "torch.remainder({0}, {1})", "ops.mod({0}, {1})" } },
  { "Mul", .put = ng_code_put_multiply },
  { "Neg", { "-{0}", "-{0}" } },
  { "Not", { "torch.logical_not({0})", "ops.logical_not({0})" } },
  { "Or", .put = put_logical },
  { "Pad", .put = ng_code_put_pad },
  { "Pow", { "{0} ** {1}", "{0} ** {1}" } },
  { "RandomNormal", .put = put_drawn },
  { "RandomNormalLike", .put = put_drawn },
  { "RandomUniform", .put = put_drawn },
  { "RandomUniformLike", .put = put_drawn },
  { "Range", .put = ng_code_put_range },
  { "ReduceMax", .put = ng_code_put_reduced },
  { "ReduceMean", .put = ng_code_put_reduced },
  { "ReduceMin", .put = ng_code_put_reduced },
  { "ReduceProd", .put = ng_code_put_reduced },
  { "ReduceSum", .put = ng_code_put_reduced },
  { "Relu", { "torch.relu({0})", "ops.relu({0})" } },
  { "Reshape", .put = ng_code_put_reshape },
  { "Round", { "torch.round({0})", "ops.round({0})" } },
  { "Shape", .put = ng_code_put_shape },
  { "Sigmoid", { "torch.sigmoid({0})", "ops.sigmoid({0})" } },
  { "Sign", { "torch.sign({0})", "ops.sign({0})" } },
  { "Sin", { "torch.sin({0})", "ops.sin({0})" } },
  { "Sinh", { "torch.sinh({0})", "ops.sinh({0})" } },
  { "Slice", .put = ng_code_put_slice },
  { "Softmax", { "torch.softmax({0}, dim={axis})", "ops.softmax({0}, axis={axis})" } },
  { "Sqrt", { "torch.sqrt({0})", "ops.sqrt({0})" } },
  { "Squeeze", .put = ng_code_put_squeeze },
  { "Sub", { "{0} - {1}", "{0} - {1}" } },
  { "Tan", { "torch.tan({0})", "ops.tan({0})" } },
  { "Tanh", { "torch.tanh({0})", "ops.tanh({0})" } },
  { "TopK", .put = ng_code_put_order },
  { "Transpose", .put = ng_code_put_transpose },
  { "Unsqueeze", .put = ng_code_put_unsqueeze },
  { "Where", .put = put_where },
};

/* What stands in braces: an operand by its number, or an attribute that is an integer. */
static void
append_field (GString *text, const NgCodeSite *self, const char *field)
{
  if (g_ascii_isdigit (*field))
    g_string_append (text, ng_code_text_of (self, (gsize) (*field - '0')));
  else
    g_string_append_printf (
        text, "%" G_GINT64_FORMAT, ng_onnx_node_integer (self->node, field, -1));
}

static void
put_text (NgCodeSite *self, const char *pattern)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *p = pattern; *p != '\0'; p++) {
    const char *end = *p == '{' ? strchr (p, '}') : NULL;
    if (end == NULL) {
      g_string_append_c (text, *p);
      continue;
    }
    g_autofree char *field = g_strndup (p + 1, (gsize) (end - p - 1));
    append_field (text, self, field);
    p = end;
  }
  ng_code_give_first (self, "%s", text->str);
}

/* A constant: a number where it has one element, else an attribute. */
static NgCodeValue
constant_value (NgCodeScope *scope, const NgOnnxNode *node, gsize index)
{
  NgTensor *tensor = node->tensors->pdata[index];
  const char *name = g_array_index (node->arrays, NgOnnxPort, index).value;
  NgCodeValue value = { .tensor = ng_tensor_ref (tensor) };

  if (name != NULL) {
    const char *last = strrchr (name, '/');
    g_autofree char *attribute = ng_code_snake (last != NULL ? last + 1 : name);
    value.text = g_strdup (ng_code_constant (scope, tensor, attribute));
  } else if (ng_tensor_count (tensor) == 1) {
    value.text = ng_code_number (tensor, 0);
  }
  return value;
}

/* Operands of these places are read as numbers; nothing is made of them. */
static gboolean
is_read_at_once (const NgOnnxNode *node, gsize operand)
{
  static const char *const ops[] = { "Expand",    "Pad",        "ReduceMax", "ReduceMean",
                                     "ReduceMin", "ReduceProd", "ReduceSum", "Reshape",
                                     "Slice",     "Squeeze",    "TopK",      "Unsqueeze" };

  for (gsize i = 0; operand > 0 && i < G_N_ELEMENTS (ops); i++) {
    if (g_str_equal (ops[i], node->op))
      return TRUE;
  }
  return g_str_equal (node->op, "Concat") &&
         ng_tensor_element (node->tensors->pdata[node->operands[operand].index]) == NG_ELEMENT_I64;
}

/* A constant that was left as it is gets an attribute. */
static void
settle (NgCodeSite *self)
{
  for (gsize i = 0; i < self->n; i++) {
    NgCodeValue *value = &self->operands[i];
    if (value->text != NULL || value->tensor == NULL)
      continue;
    if (self->node->operands[i].kind == NG_OPERAND_ARRAY && is_read_at_once (self->node, i) &&
        (!g_str_equal (self->node->op, "Concat") || ng_code_has_sizes (self)))
      continue;
    value->text = g_strdup (ng_code_constant (self->scope, value->tensor, NULL));
  }
}

void
ng_code_put_operator (NgCodeScope *self, const NgOnnxNode *node)
{
  g_autofree NgCodeValue *operands = g_new0 (NgCodeValue, node->n_operands + 1);
  NgCodeSite site = { .scope = self,
                      .node = node,
                      .operands = operands,
                      .n = node->n_operands,
                      .is_torch = self->script->language == NG_CODE_TORCH };
  gboolean is_known = FALSE;

  for (gsize i = 0; i < node->n_operands; i++) {
    const NgOperand *operand = &node->operands[i];
    if (operand->kind == NG_OPERAND_ARRAY) {
      operands[i] = constant_value (self, node, (gsize) operand->index);
    } else if (operand->kind == NG_OPERAND_PORT) {
      const NgCodeValue *input = &self->inputs[operand->index];
      operands[i] =
          (NgCodeValue){ .text = g_strdup (input->text), .sizes = g_strdup (input->sizes) };
    }
  }
  settle (&site);
  for (gsize i = 0; i < G_N_ELEMENTS (rows) && !is_known; i++) {
    if (!g_str_equal (rows[i].op, node->op))
      continue;
    is_known = TRUE;
    if (rows[i].put != NULL) {
      rows[i].put (&site);
    } else {
      for (gsize k = 0; k < site.n; k++) {
        if (operands[k].sizes != NULL) {
          char *text = ng_code_tensor (self, &operands[k]);
          g_free (operands[k].text);
          operands[k].text = text;
        }
      }
      put_text (&site, rows[i].texts[self->script->language]);
    }
  }
  if (!is_known) {
    g_autofree char *what = g_strdup_printf ("nothing there is its operator \"%s\"", node->op);
    ng_code_fail (self, "%s", what);
  }
  for (gsize i = 0; i < node->n_operands; i++)
    ng_code_value_clear (&operands[i]);
}
