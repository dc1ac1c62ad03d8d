/* NgOnnxNode: what a layer of class ONNXOperator keeps of the node it was made of. */

#include "core/operators/onnx-node.h"

#include "core/operators/operator-class.h"
#include <string.h>

/* Entries of a list that are shown. */
#define SHOWN_ENTRIES 8

/* By TensorProto.DataType. */
static const NgElement elements[] = {
  NG_ELEMENT_NONE,        NG_ELEMENT_F32,       NG_ELEMENT_U8,          NG_ELEMENT_I8,
  NG_ELEMENT_U16,         NG_ELEMENT_I16,       NG_ELEMENT_I32,         NG_ELEMENT_I64,
  NG_ELEMENT_STRING,      NG_ELEMENT_BOOL,      NG_ELEMENT_F16,         NG_ELEMENT_F64,
  NG_ELEMENT_U32,         NG_ELEMENT_U64,       NG_ELEMENT_C64,         NG_ELEMENT_C128,
  NG_ELEMENT_BF16,        NG_ELEMENT_F8_E4M3FN, NG_ELEMENT_F8_E4M3FNUZ, NG_ELEMENT_F8_E5M2,
  NG_ELEMENT_F8_E5M2FNUZ, NG_ELEMENT_U4,        NG_ELEMENT_I4,          NG_ELEMENT_F4_E2M1,
  NG_ELEMENT_F8_E8M0,     NG_ELEMENT_U2,        NG_ELEMENT_I2,
};

NgElement
ng_onnx_element (gint64 code)
{
  return code >= 0 && code < (gint64) G_N_ELEMENTS (elements) ? elements[code] : NG_ELEMENT_NONE;
}

gint64
ng_onnx_code (NgElement element)
{
  for (gsize i = 1; i < G_N_ELEMENTS (elements); i++) {
    if (elements[i] == element)
      return (gint64) i;
  }
  return 0;
}

NgOnnxOrigin *
ng_onnx_origin_new (GBytes *bytes, const char *folder)
{
  NgOnnxOrigin *self = g_new0 (NgOnnxOrigin, 1);

  g_atomic_ref_count_init (&self->references);
  self->bytes = g_bytes_ref (bytes);
  self->folder = g_strdup (folder);
  self->maps =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  return self;
}

NgOnnxOrigin *
ng_onnx_origin_ref (NgOnnxOrigin *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_onnx_origin_unref (NgOnnxOrigin *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_bytes_unref (self->bytes);
  g_free (self->folder);
  g_hash_table_unref (self->maps);
  g_free (self);
}

static GRefString *
acquire (GRefString *text)
{
  return text != NULL ? g_ref_string_acquire (text) : NULL;
}

void
ng_attribute_copy (const NgAttribute *self, NgAttribute *copy)
{
  *copy = *self;
  copy->name = acquire (self->name);
  copy->text = acquire (self->text);
  copy->tensor = self->tensor != NULL ? ng_tensor_ref (self->tensor) : NULL;
  copy->numbers = self->numbers != NULL ? g_array_ref (self->numbers) : NULL;
  copy->texts = self->texts != NULL ? g_ptr_array_ref (self->texts) : NULL;
  copy->net = self->net != NULL ? ng_net_ref (self->net) : NULL;
  copy->captures = self->captures != NULL ? g_array_ref (self->captures) : NULL;
}

void
ng_attribute_clear (NgAttribute *self)
{
  g_clear_pointer (&self->name, g_ref_string_release);
  g_clear_pointer (&self->text, g_ref_string_release);
  g_clear_pointer (&self->tensor, ng_tensor_unref);
  g_clear_pointer (&self->numbers, g_array_unref);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_pointer (&self->captures, g_array_unref);
}

static gboolean
numbers_equal (const GArray *a, const GArray *b)
{
  return a->len == b->len &&
         (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (gint64)) == 0);
}

static gboolean
texts_equal (const GPtrArray *a, const GPtrArray *b)
{
  for (guint i = 0; i < a->len && i < b->len; i++) {
    if (!g_str_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  }
  return a->len == b->len;
}

gboolean
ng_attribute_equal (const NgAttribute *a, const NgAttribute *b)
{
  if (a->kind != b->kind || !g_str_equal (a->name, b->name))
    return FALSE;
  switch (a->kind) {
  case NG_ATTRIBUTE_REAL:
    return memcmp (&a->real, &b->real, sizeof a->real) == 0;
  case NG_ATTRIBUTE_INTEGER:
    return a->integer == b->integer;
  case NG_ATTRIBUTE_TEXT:
    return g_str_equal (a->text, b->text);
  case NG_ATTRIBUTE_TENSOR:
    return ng_tensor_equal (a->tensor, b->tensor);
  case NG_ATTRIBUTE_REALS:
  case NG_ATTRIBUTE_INTEGERS:
    return numbers_equal (a->numbers, b->numbers);
  case NG_ATTRIBUTE_TEXTS:
    return texts_equal (a->texts, b->texts);
  case NG_ATTRIBUTE_NET:
    return a->is_edited == b->is_edited && (!a->is_edited || a->net == b->net);
  case NG_ATTRIBUTE_OTHER:
    break;
  }
  return TRUE;
}

static void
append_real (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.6g", value));
}

static void
append_list (GString *text, const NgAttribute *self)
{
  guint n = self->kind == NG_ATTRIBUTE_TEXTS ? self->texts->len : self->numbers->len;

  g_string_append_c (text, '{');
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append (text, ", ");
    if (i == SHOWN_ENTRIES) {
      g_string_append (text, "…");
      break;
    }
    if (self->kind == NG_ATTRIBUTE_TEXTS)
      g_string_append_printf (text, "\"%s\"", (char *) self->texts->pdata[i]);
    else if (self->kind == NG_ATTRIBUTE_REALS)
      append_real (text, g_array_index (self->numbers, double, i));
    else
      g_string_append_printf (text, "%" G_GINT64_FORMAT, g_array_index (self->numbers, gint64, i));
  }
  g_string_append_c (text, '}');
}

static void
append_tensor (GString *text, const NgTensor *tensor)
{
  if (ng_tensor_rank (tensor) == 0 && ng_tensor_element (tensor) != NG_ELEMENT_STRING) {
    append_real (text, ng_tensor_get_real (tensor, 0));
    return;
  }
  g_string_append (text, ng_element_name (ng_tensor_element (tensor)));
  for (gsize i = 0; i < ng_tensor_rank (tensor); i++)
    g_string_append_printf (
        text, "%s%" G_GINT64_FORMAT, i == 0 ? " " : "×", ng_tensor_dims (tensor)[i]);
}

char *
ng_attribute_text (const NgAttribute *self)
{
  GString *text = g_string_new (NULL);

  switch (self->kind) {
  case NG_ATTRIBUTE_REAL:
    append_real (text, self->real);
    break;
  case NG_ATTRIBUTE_INTEGER:
    g_string_append_printf (text, "%" G_GINT64_FORMAT, self->integer);
    break;
  case NG_ATTRIBUTE_TEXT:
    g_string_append_printf (text, "\"%.*s\"", 4 * NG_MAX_SHOWN_NAME, self->text);
    break;
  case NG_ATTRIBUTE_TENSOR:
    append_tensor (text, self->tensor);
    break;
  case NG_ATTRIBUTE_NET:
    g_string_append_printf (
        text, "NetGraph of %" G_GSIZE_FORMAT, self->net != NULL ? ng_net_n_layers (self->net) : 0);
    break;
  case NG_ATTRIBUTE_REALS:
  case NG_ATTRIBUTE_INTEGERS:
  case NG_ATTRIBUTE_TEXTS:
    append_list (text, self);
    break;
  case NG_ATTRIBUTE_OTHER:
    g_string_append (text, "?");
    break;
  }
  g_autofree char *raw = g_string_free (text, FALSE);

  return g_utf8_make_valid (raw, -1);
}

static void
port_clear (gpointer data)
{
  NgOnnxPort *self = data;

  g_clear_pointer (&self->name, g_ref_string_release);
  g_clear_pointer (&self->value, g_ref_string_release);
}

static GArray *
array_of (guint size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, size);

  if (clear != NULL)
    g_array_set_clear_func (array, clear);
  return array;
}

NgOnnxNode *
ng_onnx_node_new (
    const char *domain, const char *op, gint64 version, const NgOperatorClass *operator)
{
  NgOnnxNode *self = g_new0 (NgOnnxNode, 1);

  self->op = g_ref_string_new (op);
  self->domain = g_ref_string_new (domain);
  self->version = version;
  self->operator= operator;
  self->attributes = array_of (sizeof (NgAttribute), (GDestroyNotify) ng_attribute_clear);
  self->ports = array_of (sizeof (NgOnnxPort), port_clear);
  self->arrays = array_of (sizeof (NgOnnxPort), port_clear);
  self->tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  self->outputs = array_of (sizeof (NgOnnxPort), port_clear);
  self->declared = array_of (sizeof (NgType), NULL);
  return self;
}

static GArray *
copy_ports (const GArray *from)
{
  GArray *to = array_of (sizeof (NgOnnxPort), port_clear);

  for (guint i = 0; i < from->len; i++) {
    const NgOnnxPort *port = &g_array_index (from, NgOnnxPort, i);
    NgOnnxPort copy = { acquire (port->name), acquire (port->value) };

    g_array_append_val (to, copy);
  }
  return to;
}

NgOnnxNode *
ng_onnx_node_copy (const NgOnnxNode *self)
{
  NgOnnxNode *copy = ng_onnx_node_new (self->domain, self->op, self->version, self->operator);

  for (guint i = 0; i < self->attributes->len; i++) {
    NgAttribute attribute;

    ng_attribute_copy (&g_array_index (self->attributes, NgAttribute, i), &attribute);
    g_array_append_val (copy->attributes, attribute);
  }
  copy->operands = g_memdup2 (self->operands, self->n_operands * sizeof (NgOperand));
  copy->n_operands = self->n_operands;
  g_array_unref (copy->ports);
  copy->ports = copy_ports (self->ports);
  g_array_unref (copy->arrays);
  copy->arrays = copy_ports (self->arrays);
  for (guint i = 0; i < self->tensors->len; i++)
    g_ptr_array_add (copy->tensors, ng_tensor_ref (self->tensors->pdata[i]));
  copy->results = g_memdup2 (self->results, self->n_results * sizeof (int));
  copy->n_results = self->n_results;
  g_array_unref (copy->outputs);
  copy->outputs = copy_ports (self->outputs);
  g_array_append_vals (copy->declared, self->declared->data, self->declared->len);
  copy->origin = self->origin != NULL ? ng_onnx_origin_ref (self->origin) : NULL;
  copy->place = self->place;
  return copy;
}

void
ng_onnx_node_free (NgOnnxNode *self)
{
  g_ref_string_release (self->op);
  g_ref_string_release (self->domain);
  g_array_unref (self->attributes);
  g_free (self->operands);
  g_array_unref (self->ports);
  g_array_unref (self->arrays);
  g_ptr_array_unref (self->tensors);
  g_free (self->results);
  g_array_unref (self->outputs);
  g_array_unref (self->declared);
  g_clear_pointer (&self->origin, ng_onnx_origin_unref);
  g_clear_pointer (&self->inside, ng_net_unref);
  g_free (self);
}

const NgAttribute *
ng_onnx_node_attribute (const NgOnnxNode *self, const char *name)
{
  for (guint i = 0; i < self->attributes->len; i++) {
    const NgAttribute *attribute = &g_array_index (self->attributes, NgAttribute, i);
    if (g_str_equal (attribute->name, name))
      return attribute;
  }
  return NULL;
}

void
ng_onnx_node_forget_declared (NgOnnxNode *self)
{
  for (guint i = 0; i < self->declared->len; i++)
    g_array_index (self->declared, NgType, i) = ng_type_unknown ();
}

void
ng_onnx_node_set_attribute (NgOnnxNode *self, NgAttribute *attribute)
{
  NgAttribute *old = (NgAttribute *) ng_onnx_node_attribute (self, attribute->name);

  ng_onnx_node_forget_declared (self);
  if (old == NULL) {
    g_array_append_vals (self->attributes, attribute, 1);
    return;
  }
  ng_attribute_clear (old);
  *old = *attribute;
}

void
ng_onnx_node_remove_attribute (NgOnnxNode *self, const char *name)
{
  const NgAttribute *old = ng_onnx_node_attribute (self, name);

  if (old == NULL)
    return;
  ng_onnx_node_forget_declared (self);
  g_array_remove_index (self->attributes, (guint) (old - (NgAttribute *) self->attributes->data));
}

gint64
ng_onnx_node_integer (const NgOnnxNode *self, const char *name, gint64 missing)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (self, name);

  return attribute != NULL && attribute->kind == NG_ATTRIBUTE_INTEGER ? attribute->integer
                                                                      : missing;
}

double
ng_onnx_node_real (const NgOnnxNode *self, const char *name, double missing)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (self, name);

  return attribute != NULL && attribute->kind == NG_ATTRIBUTE_REAL ? attribute->real : missing;
}

const char *
ng_onnx_node_text (const NgOnnxNode *self, const char *name, const char *missing)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (self, name);

  return attribute != NULL && attribute->kind == NG_ATTRIBUTE_TEXT ? attribute->text : missing;
}

const gint64 *
ng_onnx_node_integers (const NgOnnxNode *self, const char *name, gsize *n)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (self, name);

  if (attribute == NULL || attribute->kind != NG_ATTRIBUTE_INTEGERS)
    return NULL;
  *n = attribute->numbers->len;
  /* An empty list is a list, so its address is never NULL. */
  return *n > 0 ? (const gint64 *) attribute->numbers->data : (const gint64 *) "";
}
