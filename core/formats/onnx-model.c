/* ModelProto and what it holds, field by field, as plain structs. Nothing is linked here: names
 * stay names. Nesting is bounded by the depth of subgraphs and of types. */

#include "core/formats/onnx-model.h"

#include <string.h>

static void parse_failed (NgOnnxFile *file, const char *tag, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static void
parse_failed (NgOnnxFile *file, const char *tag, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (*file->error != NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_error_set_new (file->error, tag, NULL, "%s", text);
}

/* Parts without content take two bytes of a file, and much more here and where layers are made of
 * them. What has content takes as much of the file as is granted for it. */
gboolean
ng_onnx_take (NgOnnxFile *file, guint64 bytes)
{
  if (bytes <= file->n_left) {
    file->n_left -= bytes;
    return TRUE;
  }
  parse_failed (file, "ONNX::limit", "The model has more parts than its size is enough for.");
  return FALSE;
}

static void
clear_text (GRefString **text)
{
  g_clear_pointer (text, g_ref_string_release);
}

static void
value_clear (gpointer data)
{
  NgOnnxValue *self = data;

  clear_text (&self->name);
  for (guint i = 0; self->symbols != NULL && i < NG_MAX_RANK; i++)
    clear_text (&self->symbols[i]);
  g_clear_pointer (&self->symbols, g_free);
}

static void
constant_clear (gpointer data)
{
  NgOnnxConstant *self = data;

  clear_text (&self->name);
  g_clear_pointer (&self->tensor, ng_tensor_unref);
}

static void graph_free (NgOnnxGraph *self);

static void
attribute_clear (gpointer data)
{
  NgOnnxProtoAttribute *self = data;

  ng_attribute_clear (&self->value);
  clear_text (&self->reference);
  g_clear_pointer (&self->graph, graph_free);
}

static void
node_free (gpointer data)
{
  NgOnnxProtoNode *self = data;

  clear_text (&self->name);
  clear_text (&self->op);
  clear_text (&self->domain);
  clear_text (&self->overload);
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->outputs);
  g_clear_pointer (&self->attributes, g_array_unref);
  g_free (self);
}

static GArray *
array_of (guint size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, size);

  g_array_set_clear_func (array, clear);
  return array;
}

static void
graph_free (NgOnnxGraph *self)
{
  g_ptr_array_unref (self->nodes);
  g_array_unref (self->constants);
  g_array_unref (self->inputs);
  g_array_unref (self->outputs);
  g_array_unref (self->values);
  g_free (self);
}

static void
function_free (gpointer data)
{
  NgOnnxFunction *self = data;

  clear_text (&self->name);
  clear_text (&self->domain);
  clear_text (&self->overload);
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->outputs);
  g_array_unref (self->defaults);
  g_ptr_array_unref (self->nodes);
  ng_onnx_imports_clear (&self->imports);
  g_free (self);
}

void
ng_onnx_model_free (NgOnnxModel *self)
{
  g_clear_pointer (&self->graph, graph_free);
  ng_onnx_imports_clear (&self->imports);
  g_ptr_array_unref (self->functions);
  g_free (self);
}

/* Of a field that @wire has just read. */
static NgOnnxSpan
span_of (const NgWire *wire, const NgWireField *field)
{
  return (NgOnnxSpan){ field->start, wire->at };
}

static gboolean
read_text (NgWire *wire, const NgWireField *field, GRefString **text)
{
  const guint8 *data;
  gsize length;

  if (!ng_wire_bytes (wire, field, &data, &length))
    return FALSE;
  clear_text (text);
  *text = ng_onnx_text (data, length);
  return TRUE;
}

static gboolean
add_text (NgOnnxFile *file, NgWire *wire, const NgWireField *field, GPtrArray *list)
{
  GRefString *text = NULL;

  if (!ng_onnx_take (file, NG_ONNX_TEXT_BYTES) || !read_text (wire, field, &text))
    return FALSE;
  g_ptr_array_add (list, text);
  return TRUE;
}

static void
set_missing (GRefString **text)
{
  if (*text == NULL)
    *text = g_ref_string_new ("");
}

/* Dimension: a number, a symbol, or nothing. Old exporters write -1 or 0 for an unknown one. */
static gboolean
parse_dimension (NgWire *wire, NgDim *dim, GRefString **symbol)
{
  NgWireField field;
  gint64 size;

  while (ng_wire_next (wire, &field)) {
    if (field.number == 1) {
      if (!ng_wire_integer (wire, &field, &size))
        return FALSE;
      if (size > 0)
        *dim = ng_dim_number (size);
    } else if (field.number == 2 && !read_text (wire, &field, symbol)) {
      return FALSE;
    }
  }
  return !wire->has_failed;
}

static gboolean
parse_shape (NgWire *wire, NgOnnxValue *value)
{
  NgWireField field;
  NgWire child;
  gsize rank = 0;

  while (ng_wire_next (wire, &field)) {
    if (field.number != 1)
      continue;
    NgDim dim = ng_dim_unknown ();
    g_autoptr (GRefString) symbol = NULL;
    if (!ng_wire_message (wire, &field, &child) || !parse_dimension (&child, &dim, &symbol))
      return FALSE;
    if (rank < NG_MAX_RANK) {
      value->type.dims[rank] = dim;
      if (symbol != NULL && *symbol != '\0' && dim.state == NG_DIM_UNKNOWN) {
        if (value->symbols == NULL)
          value->symbols = g_new0 (GRefString *, NG_MAX_RANK);
        clear_text (&value->symbols[rank]);
        value->symbols[rank] = g_steal_pointer (&symbol);
      }
    }
    rank++;
  }
  /* A rank beyond the limit stays unknown. */
  value->type.rank = rank <= NG_MAX_RANK ? (int) rank : -1;
  return !wire->has_failed;
}

static void
set_element (NgType *type, NgElement element)
{
  type->element = element;
  type->min = G_MININT64;
  type->max = G_MAXINT64;
  if (element == NG_ELEMENT_NONE)
    type->kind = NG_KIND_UNKNOWN;
  else if (ng_element_is_real (element))
    type->kind = NG_KIND_REAL;
  else if (element == NG_ELEMENT_BOOL)
    type->kind = NG_KIND_BOOLEAN;
  else if (element == NG_ELEMENT_STRING)
    type->kind = NG_KIND_STRING;
  else if (ng_element_is_integer (element))
    type->kind = NG_KIND_INTEGER;
  else
    type->kind = NG_KIND_OTHER;
}

static gboolean
parse_tensor_type (NgWire *wire, NgOnnxValue *value)
{
  NgWireField field;
  NgWire child;
  gint64 code;

  while (ng_wire_next (wire, &field)) {
    if (field.number == 1) {
      if (!ng_wire_integer (wire, &field, &code))
        return FALSE;
      set_element (&value->type, ng_onnx_element (code));
    } else if (field.number == 2) {
      if (!ng_wire_message (wire, &field, &child) || !parse_shape (&child, value))
        return FALSE;
    }
  }
  return !wire->has_failed;
}

/* TypeProto: of tensors all is kept; of sequences, maps and optionals only that they are such, so
 * that their nesting is never followed. */
static gboolean
parse_type (NgWire *wire, NgOnnxValue *value)
{
  NgWireField field;
  NgWire child;

  while (ng_wire_next (wire, &field)) {
    if (field.number == 1) {
      if (!ng_wire_message (wire, &field, &child) || !parse_tensor_type (&child, value))
        return FALSE;
    } else if (field.number == 4 || field.number == 5 || field.number == 9) {
      value->type.kind = NG_KIND_OTHER;
    }
  }
  return !wire->has_failed;
}

static gboolean
parse_value (NgOnnxFile *file, NgWire *wire, const NgWireField *of, GArray *list)
{
  NgOnnxValue value = { .span = span_of (wire, of), .type = ng_type_unknown () };
  NgWireField field;
  NgWire self, child;
  gboolean ok = ng_onnx_take (file, NG_ONNX_VALUE_BYTES) && ng_wire_message (wire, of, &self);

  while (ok && ng_wire_next (&self, &field)) {
    if (field.number == 1)
      ok = read_text (&self, &field, &value.name);
    else if (field.number == 2)
      ok = ng_wire_message (&self, &field, &child) && parse_type (&child, &value);
  }
  ok = ok && !self.has_failed;
  set_missing (&value.name);
  g_array_append_val (list, value);
  return ok;
}

static NgOnnxGraph *parse_graph (NgOnnxFile *file, NgWire *wire, int depth);

/* The kind that AttributeProto.type names; 0, of IR 1, leaves it to the fields that are there. */
static NgAttributeKind
kind_of_code (gint64 code)
{
  static const NgAttributeKind kinds[] = {
    NG_ATTRIBUTE_OTHER,  NG_ATTRIBUTE_REAL,  NG_ATTRIBUTE_INTEGER, NG_ATTRIBUTE_TEXT,
    NG_ATTRIBUTE_TENSOR, NG_ATTRIBUTE_NET,   NG_ATTRIBUTE_REALS,   NG_ATTRIBUTE_INTEGERS,
    NG_ATTRIBUTE_TEXTS,  NG_ATTRIBUTE_OTHER, NG_ATTRIBUTE_OTHER,   NG_ATTRIBUTE_TENSOR,
  };

  return code > 0 && code < (gint64) G_N_ELEMENTS (kinds) ? kinds[code] : NG_ATTRIBUTE_OTHER;
}

typedef struct {
  gint64 code;
  float real;
  GArray *reals, *integers;
  NgAttributeKind seen;
} AttributeFields;

static gboolean
parse_attribute_field (NgOnnxFile *file,
                       NgWire *wire,
                       const NgWireField *field,
                       int depth,
                       NgOnnxProtoAttribute *attribute,
                       AttributeFields *fields)
{
  NgAttribute *value = &attribute->value;
  g_autoptr (GRefString) name = NULL;
  NgWire child;

  switch (field->number) {
  case 1:
    return read_text (wire, field, &value->name);
  case 2:
    fields->seen = NG_ATTRIBUTE_REAL;
    return ng_wire_float (wire, field, &fields->real);
  case 3:
    fields->seen = NG_ATTRIBUTE_INTEGER;
    return ng_wire_integer (wire, field, &value->integer);
  case 4:
    fields->seen = NG_ATTRIBUTE_TEXT;
    return read_text (wire, field, &value->text);
  case 5:
    fields->seen = NG_ATTRIBUTE_TENSOR;
    g_clear_pointer (&value->tensor, ng_tensor_unref);
    return ng_wire_message (wire, field, &child) &&
           (value->tensor = ng_onnx_tensor_parse (file, &child, &name)) != NULL;
  case 6:
    fields->seen = NG_ATTRIBUTE_NET;
    g_clear_pointer (&attribute->graph, graph_free);
    return ng_wire_message (wire, field, &child) &&
           (attribute->graph = parse_graph (file, &child, depth + 1)) != NULL;
  case 7:
    fields->seen = NG_ATTRIBUTE_REALS;
    return ng_wire_floats (wire, field, fields->reals);
  case 8:
    fields->seen = NG_ATTRIBUTE_INTEGERS;
    return ng_wire_integers (wire, field, fields->integers);
  case 9:
    fields->seen = NG_ATTRIBUTE_TEXTS;
    if (value->texts == NULL)
      value->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
    return add_text (file, wire, field, value->texts);
  case 20:
    return ng_wire_integer (wire, field, &fields->code);
  case 21:
    return read_text (wire, field, &attribute->reference);
  case 22:
    fields->seen = NG_ATTRIBUTE_TENSOR;
    g_clear_pointer (&value->tensor, ng_tensor_unref);
    return ng_wire_message (wire, field, &child) &&
           (value->tensor = ng_onnx_sparse_parse (file, &child, &name)) != NULL;
  default:
    return TRUE;
  }
}

/* Numbers become those of the attribute: doubles or integers. */
static void
finish_attribute (NgAttribute *value, AttributeFields *fields, gboolean has_graph)
{
  value->kind = fields->code == 0 ? fields->seen : kind_of_code (fields->code);
  value->real = (double) fields->real;
  if ((value->kind == NG_ATTRIBUTE_TENSOR && value->tensor == NULL) ||
      (value->kind == NG_ATTRIBUTE_TEXT && value->text == NULL) ||
      (value->kind == NG_ATTRIBUTE_NET && !has_graph))
    value->kind = NG_ATTRIBUTE_OTHER;
  if (value->kind == NG_ATTRIBUTE_REAL && fields->seen != NG_ATTRIBUTE_REAL &&
      fields->seen != NG_ATTRIBUTE_OTHER)
    value->kind = NG_ATTRIBUTE_OTHER;
  if (value->kind == NG_ATTRIBUTE_TEXTS && value->texts == NULL)
    value->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
  if (value->kind == NG_ATTRIBUTE_REALS) {
    value->numbers = g_array_sized_new (FALSE, FALSE, sizeof (double), fields->reals->len);
    for (guint i = 0; i < fields->reals->len; i++) {
      double real = (double) g_array_index (fields->reals, float, i);
      g_array_append_val (value->numbers, real);
    }
  } else if (value->kind == NG_ATTRIBUTE_INTEGERS) {
    value->numbers = g_array_ref (fields->integers);
  }
}

static gboolean
parse_attribute (NgOnnxFile *file, NgWire *wire, const NgWireField *of, int depth, GArray *list)
{
  NgOnnxProtoAttribute attribute = { .span = span_of (wire, of) };
  AttributeFields fields = { .reals = g_array_new (FALSE, FALSE, sizeof (float)),
                             .integers = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  NgWireField field;
  NgWire self;
  gboolean ok = ng_onnx_take (file, NG_ONNX_ATTRIBUTE_BYTES) && ng_wire_message (wire, of, &self);

  while (ok && ng_wire_next (&self, &field))
    ok = parse_attribute_field (file, &self, &field, depth, &attribute, &fields);
  ok = ok && !self.has_failed;
  set_missing (&attribute.value.name);
  finish_attribute (&attribute.value, &fields, attribute.graph != NULL);
  g_array_unref (fields.reals);
  g_array_unref (fields.integers);
  g_array_append_val (list, attribute);
  return ok;
}

static gboolean
parse_node (NgOnnxFile *file, NgWire *wire, const NgWireField *of, int depth, GPtrArray *list)
{
  NgOnnxProtoNode *node = g_new0 (NgOnnxProtoNode, 1);
  NgWireField field;
  NgWire self;
  gboolean ok = ng_onnx_take (file, NG_ONNX_NODE_BYTES) && ng_wire_message (wire, of, &self);

  node->span = span_of (wire, of);
  node->inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
  node->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
  g_ptr_array_add (list, node);
  while (ok && ng_wire_next (&self, &field)) {
    switch (field.number) {
    case 1:
      ok = add_text (file, &self, &field, node->inputs);
      break;
    case 2:
      ok = add_text (file, &self, &field, node->outputs);
      break;
    case 3:
      ok = read_text (&self, &field, &node->name);
      break;
    case 4:
      ok = read_text (&self, &field, &node->op);
      break;
    case 5:
      if (node->attributes == NULL)
        node->attributes = array_of (sizeof (NgOnnxProtoAttribute), attribute_clear);
      ok = parse_attribute (file, &self, &field, depth, node->attributes);
      break;
    case 7:
      ok = read_text (&self, &field, &node->domain);
      break;
    case 8:
      ok = read_text (&self, &field, &node->overload);
      break;
    default:
      break;
    }
  }
  set_missing (&node->name);
  set_missing (&node->op);
  set_missing (&node->domain);
  set_missing (&node->overload);
  return ok && !self.has_failed;
}

static gboolean
parse_constant (NgOnnxFile *file,
                NgWire *wire,
                const NgWireField *field,
                NgTensor *(*parse) (NgOnnxFile *file, NgWire *wire, GRefString **name),
                GArray *list)
{
  NgOnnxConstant constant = { .span = span_of (wire, field) };
  NgWire child;

  if (!ng_onnx_take (file, NG_ONNX_VALUE_BYTES) || !ng_wire_message (wire, field, &child))
    return FALSE;
  constant.tensor = parse (file, &child, &constant.name);
  if (constant.tensor == NULL)
    return FALSE;
  g_array_append_val (list, constant);
  return TRUE;
}

static gboolean
parse_graph_field (
    NgOnnxFile *file, NgWire *wire, const NgWireField *field, int depth, NgOnnxGraph *graph)
{
  switch (field->number) {
  case 1:
    if (graph->nodes->len >= NG_MAX_LAYERS) {
      parse_failed (file, "ONNX::limit", "The model has more than %d nodes.", NG_MAX_LAYERS);
      return FALSE;
    }
    return parse_node (file, wire, field, depth, graph->nodes);
  case 5:
    return parse_constant (file, wire, field, ng_onnx_initializer_parse, graph->constants);
  case 11:
    return parse_value (file, wire, field, graph->inputs);
  case 12:
    return parse_value (file, wire, field, graph->outputs);
  case 13:
    return parse_value (file, wire, field, graph->values);
  case 15:
    return parse_constant (file, wire, field, ng_onnx_sparse_parse, graph->constants);
  default:
    return TRUE;
  }
}

/* Adds what @wire says to @graph: a message that comes twice is merged. */
static gboolean
merge_graph (NgOnnxFile *file, NgWire *wire, int depth, NgOnnxGraph *graph)
{
  NgWireField field;

  while (ng_wire_next (wire, &field)) {
    if (!parse_graph_field (file, wire, &field, depth, graph))
      return FALSE;
  }
  return !wire->has_failed;
}

static NgOnnxGraph *
graph_new (void)
{
  NgOnnxGraph *graph = g_new0 (NgOnnxGraph, 1);

  graph->nodes = g_ptr_array_new_with_free_func (node_free);
  graph->constants = array_of (sizeof (NgOnnxConstant), constant_clear);
  graph->inputs = array_of (sizeof (NgOnnxValue), value_clear);
  graph->outputs = array_of (sizeof (NgOnnxValue), value_clear);
  graph->values = array_of (sizeof (NgOnnxValue), value_clear);
  return graph;
}

static NgOnnxGraph *
parse_graph (NgOnnxFile *file, NgWire *wire, int depth)
{
  NgOnnxGraph *graph;

  if (depth > NG_MAX_SUBGRAPH_DEPTH) {
    parse_failed (
        file, "ONNX::limit", "Subgraphs are nested more than %d deep.", NG_MAX_SUBGRAPH_DEPTH);
    return NULL;
  }
  graph = graph_new ();
  if (!merge_graph (file, wire, depth, graph))
    g_clear_pointer (&graph, graph_free);
  return graph;
}

static gboolean
parse_import (NgOnnxFile *file, NgWire *wire, const NgWireField *of, NgOnnxImports *imports)
{
  g_autoptr (GRefString) domain = NULL;
  gint64 version = 0;
  NgWireField field;
  NgWire self;
  gboolean ok = ng_onnx_take (file, NG_ONNX_IMPORT_BYTES) && ng_wire_message (wire, of, &self);

  while (ok && ng_wire_next (&self, &field)) {
    if (field.number == 1)
      ok = read_text (&self, &field, &domain);
    else if (field.number == 2)
      ok = ng_wire_integer (&self, &field, &version);
  }
  set_missing (&domain);
  ng_onnx_imports_add (imports, domain, version);
  return ok && !self.has_failed;
}

/* An attribute that a function takes and for which it has no default is only a name; nothing needs
 * it. */
static gboolean
parse_function (NgOnnxFile *file, NgWire *wire, const NgWireField *of, GPtrArray *list)
{
  NgOnnxFunction *function = g_new0 (NgOnnxFunction, 1);
  NgWireField field;
  NgWire self;
  gboolean ok = ng_onnx_take (file, NG_ONNX_FUNCTION_BYTES) && ng_wire_message (wire, of, &self);

  function->inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
  function->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
  function->defaults = array_of (sizeof (NgOnnxProtoAttribute), attribute_clear);
  function->nodes = g_ptr_array_new_with_free_func (node_free);
  ng_onnx_imports_init (&function->imports);
  g_ptr_array_add (list, function);
  while (ok && ng_wire_next (&self, &field)) {
    switch (field.number) {
    case 1:
      ok = read_text (&self, &field, &function->name);
      break;
    case 4:
      ok = add_text (file, &self, &field, function->inputs);
      break;
    case 5:
      ok = add_text (file, &self, &field, function->outputs);
      break;
    case 7:
      ok = parse_node (file, &self, &field, 0, function->nodes);
      break;
    case 9:
      ok = parse_import (file, &self, &field, &function->imports);
      break;
    case 10:
      ok = read_text (&self, &field, &function->domain);
      break;
    case 11:
      ok = parse_attribute (file, &self, &field, 0, function->defaults);
      break;
    case 13:
      ok = read_text (&self, &field, &function->overload);
      break;
    default:
      break;
    }
  }
  set_missing (&function->name);
  set_missing (&function->domain);
  set_missing (&function->overload);
  return ok && !self.has_failed;
}

static gboolean
parse_model_field (NgOnnxFile *file, NgWire *wire, const NgWireField *field, NgOnnxModel *model)
{
  NgWire child;

  switch (field->number) {
  case 1:
    return ng_wire_integer (wire, field, &model->ir_version);
  case 7:
    if (model->graph == NULL)
      model->graph = graph_new ();
    return ng_wire_message (wire, field, &child) && merge_graph (file, &child, 0, model->graph);
  case 8:
    return parse_import (file, wire, field, &model->imports);
  case 25:
    return parse_function (file, wire, field, model->functions);
  default:
    return TRUE;
  }
}

NgOnnxModel *
ng_onnx_model_parse (NgOnnxFile *file)
{
  g_autoptr (NgOnnxModel) model = g_new0 (NgOnnxModel, 1);
  NgWireField field;
  NgWire wire;
  gsize size;
  const void *data = g_bytes_get_data (file->bytes, &size);

  file->n_left = NG_ONNX_FREE_BYTES + size * NG_ONNX_GROWTH;
  ng_onnx_imports_init (&model->imports);
  model->functions = g_ptr_array_new_with_free_func (function_free);
  ng_wire_open (&wire, data, size, file->error);
  while (ng_wire_next (&wire, &field)) {
    if (!parse_model_field (file, &wire, &field, model))
      return NULL;
  }
  if (wire.has_failed)
    return NULL;
  if (model->graph == NULL) {
    parse_failed (file, "ONNX::model", "The file has no ONNX graph in it.");
    return NULL;
  }
  return g_steal_pointer (&model);
}
