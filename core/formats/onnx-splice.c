#include "core/formats/onnx-splice.h"

#include <string.h>

/* Of tensors in a file of external data. */
#define EXTERNAL_ALIGNMENT 64

void
ng_onnx_put_span (NgWireWriter *out, const NgOnnxReading *reading, NgOnnxSpan span)
{
  ng_wire_put_fields (out, reading->file.bytes, span.start, span.end);
}

/* A message of the file that is gone through. What stands between fields, groups that nobody knows,
 * is copied. */
typedef struct {
  const NgOnnxReading *reading;
  NgWire wire;
  const guint8 *done;
} Walk;

static Walk
walk_into (const NgOnnxReading *reading, const NgWire *wire, const NgWireField *field)
{
  Walk walk = { .reading = reading };

  if (!ng_wire_message ((NgWire *) wire, field, &walk.wire))
    walk.wire = (NgWire){ 0 };
  walk.done = walk.wire.at;
  return walk;
}

/* The message that is the one field of @span. */
static Walk
walk_span (const NgOnnxReading *reading, NgOnnxSpan span)
{
  NgWireField field;
  NgWire wire;

  ng_wire_open (&wire, span.start, (gsize) (span.end - span.start), NULL);
  return ng_wire_next (&wire, &field) ? walk_into (reading, &wire, &field)
                                      : (Walk){ .reading = reading };
}

static gboolean
walk_next (Walk *self, NgWireWriter *out, NgWireField *field)
{
  gboolean is_there = ng_wire_next (&self->wire, field);

  ng_wire_put_fields (
      out, self->reading->file.bytes, self->done, is_there ? field->start : self->wire.end);
  self->done = self->wire.at;
  return is_there;
}

static void
walk_copy (Walk *self, NgWireWriter *out, const NgWireField *field)
{
  ng_wire_put_fields (out, self->reading->file.bytes, field->start, self->wire.at);
}

/* ---- tensors ---- */

static void fail (NgOnnxWriting *self, const char *path, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static void
fail (NgOnnxWriting *self, const char *path, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;
  NgPlace place = { .path = path };

  if (*self->error != NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_error_set_new (self->error, "ONNX::write", &place, "%s", text);
}

static void
put_entry (NgWireWriter *out, const char *key, const char *value)
{
  NgWireWriter *entry = ng_wire_writer_new ();

  ng_wire_put_text (entry, 1, key);
  ng_wire_put_text (entry, 2, value);
  ng_wire_put_message (out, 13, entry);
}

static GBytes *
bytes_of (NgTensor *tensor)
{
  return g_bytes_new_with_free_func (ng_tensor_data (tensor),
                                     ng_tensor_size (tensor),
                                     (GDestroyNotify) ng_tensor_unref,
                                     ng_tensor_ref (tensor));
}

/* The place of the tensor in the file of external data, where it is added. */
static void
put_external (NgOnnxWriting *self, NgWireWriter *out, GBytes *bytes)
{
  static const guint8 zeros[EXTERNAL_ALIGNMENT];
  gsize past = ng_wire_writer_length (self->data) % EXTERNAL_ALIGNMENT;

  if (past > 0)
    ng_wire_put_plain (self->data, zeros, EXTERNAL_ALIGNMENT - past);
  g_autofree char *offset =
      g_strdup_printf ("%" G_GSIZE_FORMAT, ng_wire_writer_length (self->data));
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (bytes));
  put_entry (out, "location", self->location);
  put_entry (out, "offset", offset);
  put_entry (out, "length", length);
  ng_wire_put_integer (out, 14, 1);
  ng_wire_put_shared (self->data, bytes);
}

/* Element, dimensions and numbers of a TensorProto. */
static void
put_numbers (NgOnnxWriting *self, NgWireWriter *out, const char *name, NgTensor *tensor)
{
  gint64 code = ng_onnx_code (ng_tensor_element (tensor));

  if (code == 0) {
    fail (self,
          name,
          "\"%s\" has elements of %s, which ONNX does not know.",
          name,
          ng_element_name (ng_tensor_element (tensor)));
    return;
  }
  for (gsize i = 0; i < ng_tensor_rank (tensor); i++)
    ng_wire_put_integer (out, 1, ng_tensor_dims (tensor)[i]);
  ng_wire_put_integer (out, 2, code);
  if (ng_tensor_element (tensor) == NG_ELEMENT_STRING) {
    for (gint64 i = 0; i < ng_tensor_count (tensor); i++)
      ng_wire_put_text (out, 6, ng_tensor_string (tensor, i));
    return;
  }
  g_autoptr (GBytes) bytes = bytes_of (tensor);
  if (self->data != NULL && g_bytes_get_size (bytes) >= NG_ONNX_EXTERNAL_BYTES)
    put_external (self, out, bytes);
  else
    ng_wire_put_bytes (out, 9, bytes);
}

static gboolean
holds_numbers (guint field)
{
  return field == 1 || field == 2 || (field >= 4 && field <= 7) || (field >= 9 && field <= 11) ||
         field == 13 || field == 14;
}

void
ng_onnx_put_constant (NgOnnxWriting *self,
                      NgWireWriter *out,
                      const NgOnnxConstant *old,
                      const char *name,
                      NgTensor *tensor)
{
  NgWireWriter *message = ng_wire_writer_new ();

  self->is_changed = TRUE;
  put_numbers (self, message, name, tensor);
  if (old == NULL)
    ng_wire_put_text (message, 8, name);
  if (old != NULL) {
    Walk walk = walk_span (self->draft->main, old->span);
    NgWireField field;
    while (walk_next (&walk, message, &field)) {
      if (!holds_numbers (field.number))
        walk_copy (&walk, message, &field);
    }
  }
  ng_wire_put_message (out, 5, message);
}

/* ---- values ---- */

static gint64
code_of_type (const NgType *type)
{
  if (type->element != NG_ELEMENT_NONE)
    return ng_onnx_code (type->element);
  switch (type->kind) {
  case NG_KIND_REAL:
    return ng_onnx_code (NG_ELEMENT_F32);
  case NG_KIND_INTEGER:
    return ng_onnx_code (NG_ELEMENT_I64);
  case NG_KIND_BOOLEAN:
    return ng_onnx_code (NG_ELEMENT_BOOL);
  case NG_KIND_STRING:
    return ng_onnx_code (NG_ELEMENT_STRING);
  case NG_KIND_UNKNOWN:
  case NG_KIND_OTHER:
    break;
  }
  return 0;
}

static void
put_dimension (const NgOnnxWriting *self, NgWireWriter *out, NgDim dim)
{
  const char *const *names = ng_net_length_names (self->draft->net);
  NgWireWriter *message = ng_wire_writer_new ();

  if (dim.state == NG_DIM_NUMBER)
    ng_wire_put_integer (message, 1, dim.value);
  else if (dim.state == NG_DIM_VARYING && names != NULL && dim.value <= (gint64) self->n_lengths &&
           *names[dim.value - 1] != '\0')
    ng_wire_put_text (message, 2, names[dim.value - 1]);
  ng_wire_put_message (out, 1, message);
}

/* A TypeProto of a tensor, as far as it is known. */
static void
put_type (const NgOnnxWriting *self, NgWireWriter *out, const NgType *type)
{
  NgWireWriter *message = ng_wire_writer_new (), *tensor = ng_wire_writer_new ();
  gint64 code = code_of_type (type);

  if (code != 0)
    ng_wire_put_integer (tensor, 1, code);
  if (type->rank >= 0) {
    NgWireWriter *shape = ng_wire_writer_new ();
    for (int i = 0; i < type->rank; i++)
      put_dimension (self, shape, type->dims[i]);
    ng_wire_put_message (tensor, 2, shape);
  }
  ng_wire_put_message (message, 1, tensor);
  ng_wire_put_message (out, 2, message);
}

/* A ValueInfoProto of @reading with another name. */
static void
put_renamed (NgWireWriter *out,
             guint number,
             const NgOnnxReading *reading,
             const NgOnnxValue *old,
             const char *name)
{
  NgWireWriter *message = ng_wire_writer_new ();
  Walk walk = walk_span (reading, old->span);
  NgWireField field;

  ng_wire_put_text (message, 1, name);
  while (walk_next (&walk, message, &field)) {
    if (field.number != 1)
      walk_copy (&walk, message, &field);
  }
  ng_wire_put_message (out, number, message);
}

void
ng_onnx_put_value (NgOnnxWriting *self,
                   NgWireWriter *out,
                   guint number,
                   const NgOnnxValue *old,
                   const char *name,
                   const NgType *type)
{
  NgWireWriter *message;
  NgWireField field;

  if (old != NULL && type == NULL && g_str_equal (old->name, name)) {
    ng_onnx_put_span (out, self->draft->main, old->span);
    return;
  }
  self->is_changed = TRUE;
  if (type == NULL) {
    put_renamed (out, number, self->draft->main, old, name);
    return;
  }
  message = ng_wire_writer_new ();
  ng_wire_put_text (message, 1, name);
  put_type (self, message, type);
  if (old != NULL) {
    Walk walk = walk_span (self->draft->main, old->span);
    while (walk_next (&walk, message, &field)) {
      if (field.number > 2)
        walk_copy (&walk, message, &field);
    }
  }
  ng_wire_put_message (out, number, message);
}

/* ---- attributes ---- */

/* AttributeProto.type by kind. */
static const guint8 codes[] = {
  [NG_ATTRIBUTE_REAL] = 1,     [NG_ATTRIBUTE_INTEGER] = 2, [NG_ATTRIBUTE_TEXT] = 3,
  [NG_ATTRIBUTE_TENSOR] = 4,   [NG_ATTRIBUTE_NET] = 5,     [NG_ATTRIBUTE_REALS] = 6,
  [NG_ATTRIBUTE_INTEGERS] = 7, [NG_ATTRIBUTE_TEXTS] = 8,
};

static void
put_value_of_attribute (NgOnnxWriting *self,
                        NgWireWriter *out,
                        const NgOnnxRow *row,
                        const NgAttribute *attribute)
{
  NgWireWriter *tensor;

  switch (attribute->kind) {
  case NG_ATTRIBUTE_REAL:
    ng_wire_put_float (out, 2, (float) attribute->real);
    break;
  case NG_ATTRIBUTE_INTEGER:
    ng_wire_put_integer (out, 3, attribute->integer);
    break;
  case NG_ATTRIBUTE_TEXT:
    ng_wire_put_text (out, 4, attribute->text);
    break;
  case NG_ATTRIBUTE_TENSOR:
    tensor = ng_wire_writer_new ();
    put_numbers (self, tensor, attribute->name, attribute->tensor);
    ng_wire_put_message (out, 5, tensor);
    break;
  case NG_ATTRIBUTE_REALS:
    for (guint i = 0; i < attribute->numbers->len; i++)
      ng_wire_put_float (out, 7, (float) g_array_index (attribute->numbers, double, i));
    break;
  case NG_ATTRIBUTE_INTEGERS:
    for (guint i = 0; i < attribute->numbers->len; i++)
      ng_wire_put_integer (out, 8, g_array_index (attribute->numbers, gint64, i));
    break;
  case NG_ATTRIBUTE_TEXTS:
    for (guint i = 0; i < attribute->texts->len; i++)
      ng_wire_put_text (out, 9, attribute->texts->pdata[i]);
    break;
  case NG_ATTRIBUTE_NET:
    self->put_net (self, out, row, attribute);
    break;
  case NG_ATTRIBUTE_OTHER:
    fail (self,
          attribute->name,
          "The attribute \"%s\" is not one that can be written.",
          attribute->name);
    break;
  }
}

static void
put_new_attribute (NgOnnxWriting *self,
                   NgWireWriter *out,
                   const NgOnnxRow *row,
                   const NgAttribute *attribute)
{
  NgWireWriter *message = ng_wire_writer_new ();

  ng_wire_put_text (message, 1, attribute->name);
  put_value_of_attribute (self, message, row, attribute);
  if (*self->error == NULL)
    ng_wire_put_integer (message, 20, codes[attribute->kind]);
  ng_wire_put_message (out, 5, message);
}

static void put_graph (NgWireWriter *out, Walk *walk, const NgOnnxGraph *graph, GHashTable *names);

static void
put_inner_attribute (NgWireWriter *out,
                     const NgOnnxReading *reading,
                     const NgOnnxProtoAttribute *attribute,
                     const char *name,
                     GHashTable *names)
{
  NgWireWriter *message = ng_wire_writer_new ();
  Walk walk = walk_span (reading, attribute->span);
  NgWireField field;

  if (!g_str_equal (name, attribute->value.name))
    ng_wire_put_text (message, 1, name);
  while (walk_next (&walk, message, &field)) {
    if (field.number == 6 && attribute->graph != NULL) {
      NgWireWriter *part = ng_wire_writer_new ();
      Walk inner = walk_into (reading, &walk.wire, &field);
      put_graph (part, &inner, attribute->graph, names);
      ng_wire_put_message (message, 6, part);
    } else if (field.number != 1 || g_str_equal (name, attribute->value.name)) {
      walk_copy (&walk, message, &field);
    }
  }
  ng_wire_put_message (out, 5, message);
}

static void
put_inner_node (NgWireWriter *out, Walk *around, const NgOnnxProtoNode *node, GHashTable *names)
{
  NgWireWriter *message = ng_wire_writer_new ();
  Walk walk = walk_span (around->reading, node->span);
  NgWireField field;
  guint n_inputs = 0, n_attributes = 0;

  while (walk_next (&walk, message, &field)) {
    const char *name =
        field.number == 1 ? g_hash_table_lookup (names, node->inputs->pdata[n_inputs++]) : NULL;
    const NgOnnxProtoAttribute *attribute =
        field.number == 5 ? &g_array_index (node->attributes, NgOnnxProtoAttribute, n_attributes++)
                          : NULL;
    if (name != NULL)
      ng_wire_put_text (message, 1, name);
    else if (attribute != NULL && attribute->graph != NULL)
      put_inner_attribute (message, around->reading, attribute, attribute->value.name, names);
    else
      walk_copy (&walk, message, &field);
  }
  ng_wire_put_message (out, 1, message);
}

/* The names that are not given anew in the graph. */
static GHashTable *
names_seen_in (const NgOnnxGraph *graph, GHashTable *names)
{
  g_autoptr (GHashTable) own = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *seen = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer old, new;

  for (guint i = 0; i < graph->nodes->len; i++) {
    const GPtrArray *outputs = ((NgOnnxProtoNode *) graph->nodes->pdata[i])->outputs;
    for (guint j = 0; j < outputs->len; j++)
      g_hash_table_add (own, outputs->pdata[j]);
  }
  for (guint i = 0; i < graph->inputs->len; i++)
    g_hash_table_add (own, g_array_index (graph->inputs, NgOnnxValue, i).name);
  for (guint i = 0; i < graph->constants->len; i++)
    g_hash_table_add (own, g_array_index (graph->constants, NgOnnxConstant, i).name);
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &old, &new)) {
    if (!g_hash_table_contains (own, old))
      g_hash_table_insert (seen, old, new);
  }
  return seen;
}

/* The fields of a subgraph, in which values outside have other names now. An attribute may have
 * several, of which the last counts; an earlier one may have more nodes. */
static void
put_graph (NgWireWriter *out, Walk *walk, const NgOnnxGraph *graph, GHashTable *names)
{
  g_autoptr (GHashTable) seen = names_seen_in (graph, names);
  NgWireField field;
  guint n_nodes = 0, n_outputs = 0;

  while (walk_next (walk, out, &field)) {
    const NgOnnxValue *output = field.number == 12 && n_outputs < graph->outputs->len
                                    ? &g_array_index (graph->outputs, NgOnnxValue, n_outputs++)
                                    : NULL;
    const char *name = output != NULL ? g_hash_table_lookup (seen, output->name) : NULL;
    if (field.number == 1 && n_nodes < graph->nodes->len)
      put_inner_node (out, walk, graph->nodes->pdata[n_nodes++], seen);
    else if (name != NULL)
      put_renamed (out, 12, walk->reading, output, name);
    else
      walk_copy (walk, out, &field);
  }
}

/* ---- nodes ---- */

static const NgOnnxBound *
find_bound (const GArray *bounds, const char *name)
{
  for (guint i = 0; i < bounds->len; i++) {
    const NgOnnxBound *bound = &g_array_index (bounds, NgOnnxBound, i);
    if (g_str_equal (bound->name, name))
      return bound;
  }
  return NULL;
}

/* What the names in subgraphs of the row have to be from now on, where they change. */
static GHashTable *
renamed_uses (NgOnnxWriting *self, const NgOnnxRow *row)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);
  const GArray *attributes = row->instance->node->attributes;

  for (guint i = 0; row->uses != NULL && i < row->uses->len; i++) {
    const NgOnnxUse *use = &g_array_index (row->uses, NgOnnxUse, i);
    const char *name = ng_onnx_draft_use (self->draft, row, use);
    if (!g_str_equal (name, use->text))
      g_hash_table_insert (names, (gpointer) use->text, (gpointer) name);
  }
  if (g_hash_table_size (names) == 0)
    return names;
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) defined = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < attributes->len; i++) {
    const NgOnnxGraph *graph = g_array_index (attributes, NgOnnxProtoAttribute, i).graph;
    if (graph != NULL)
      ng_onnx_graph_collect (graph, used, defined);
  }
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, NULL, &name)) {
    if (*(char *) name != '\0' && g_hash_table_contains (defined, name))
      fail (self,
            row->name,
            "The graphs inside layer \"%s\" have a value \"%s\" of their own, so that the one "
            "outside cannot be used there.",
            row->name,
            (char *) name);
  }
  return names;
}

/* The attribute as the file has it: as the node says it, or as its function is given it. */
static void
put_old_attribute (NgOnnxWriting *self,
                   NgWireWriter *out,
                   const NgOnnxRow *row,
                   const NgOnnxProtoAttribute *attribute,
                   const NgOnnxBound *bound,
                   GHashTable *names)
{
  gboolean has_names = bound->attribute->graph != NULL && g_hash_table_size (names) > 0;

  if (bound->attribute == attribute && !has_names) {
    ng_onnx_put_span (out, row->reading, attribute->span);
    return;
  }
  self->is_changed = TRUE;
  put_inner_attribute (out, row->reading, bound->attribute, bound->name, names);
}

/* Attribute @attribute of the file, unless it has another value now or none. */
static void
put_attribute (NgOnnxWriting *self,
               NgWireWriter *out,
               const NgOnnxRow *row,
               const NgOnnxProtoAttribute *attribute,
               const GArray *bounds,
               GHashTable *names)
{
  const char *name = attribute->value.name;
  const NgOnnxNode *old = ng_layer_onnx_node (ng_net_layer (row->reading->net, row->node->place));
  const NgAttribute *before = ng_onnx_node_attribute (old, name);
  const NgAttribute *now = ng_onnx_node_attribute (row->node, name);
  const NgOnnxBound *bound = find_bound (bounds, name);

  if (before != NULL && now != NULL && bound != NULL && ng_attribute_equal (before, now)) {
    put_old_attribute (self, out, row, attribute, bound, names);
    return;
  }
  self->is_changed = TRUE;
  if (now != NULL)
    put_new_attribute (self, out, row, now);
}

static void
put_names (const NgOnnxDraft *draft, NgWireWriter *out, const NgOnnxRow *row)
{
  for (gsize i = 0; i < row->node->n_operands; i++)
    ng_wire_put_text (out, 1, ng_onnx_draft_operand (draft, row, i));
  for (gsize i = 0; i < row->node->n_results; i++)
    ng_wire_put_text (out, 2, ng_onnx_draft_result (draft, row, i));
}

static gboolean
has_old_names (const NgOnnxDraft *draft, const NgOnnxRow *row)
{
  const NgOnnxProtoNode *node = row->instance->node;

  for (gsize i = 0; i < row->node->n_operands; i++) {
    if (!g_str_equal (ng_onnx_draft_operand (draft, row, i), node->inputs->pdata[i]))
      return FALSE;
  }
  for (gsize i = 0; i < row->node->n_results; i++) {
    if (!g_str_equal (ng_onnx_draft_result (draft, row, i), node->outputs->pdata[i]))
      return FALSE;
  }
  return TRUE;
}

static void
put_new_attributes (NgOnnxWriting *self, NgWireWriter *out, const NgOnnxRow *row)
{
  for (guint i = 0; i < row->node->attributes->len; i++) {
    const NgAttribute *attribute = &g_array_index (row->node->attributes, NgAttribute, i);
    const NgOnnxProtoNode *node = row->instance != NULL ? row->instance->node : NULL;
    gboolean is_old = FALSE;
    for (guint j = 0; node != NULL && node->attributes != NULL && j < node->attributes->len; j++)
      is_old = is_old ||
               g_str_equal (attribute->name,
                            g_array_index (node->attributes, NgOnnxProtoAttribute, j).value.name);
    if (is_old)
      continue;
    self->is_changed = TRUE;
    put_new_attribute (self, out, row, attribute);
  }
}

/* A node that no file has. */
static void
put_new_node (NgOnnxWriting *self, NgWireWriter *out, const NgOnnxRow *row)
{
  self->is_changed = TRUE;
  put_names (self->draft, out, row);
  ng_wire_put_text (out, 3, row->name);
  ng_wire_put_text (out, 4, row->node->op);
  put_new_attributes (self, out, row);
  if (*row->node->domain != '\0')
    ng_wire_put_text (out, 7, row->node->domain);
}

static void
put_old_node (NgOnnxWriting *self, NgWireWriter *out, const NgOnnxRow *row, gboolean keeps_name)
{
  const NgOnnxProtoNode *node = row->instance->node;
  g_autoptr (GArray) bounds = ng_onnx_frame_attributes (row->instance->frame, node);
  g_autoptr (GHashTable) names = renamed_uses (self, row);
  Walk walk = walk_span (row->reading, node->span);
  gboolean keeps_names = has_old_names (self->draft, row);
  NgWireField field;
  guint n_attributes = 0;

  if (!keeps_names)
    put_names (self->draft, out, row);
  if (!keeps_name)
    ng_wire_put_text (out, 3, row->name);
  if (!keeps_names || !keeps_name)
    self->is_changed = TRUE;
  while (walk_next (&walk, out, &field)) {
    if (field.number == 5)
      put_attribute (self,
                     out,
                     row,
                     &g_array_index (node->attributes, NgOnnxProtoAttribute, n_attributes++),
                     bounds,
                     names);
    else if (field.number > 3 || (field.number == 3 ? keeps_name : keeps_names))
      walk_copy (&walk, out, &field);
  }
  put_new_attributes (self, out, row);
}

void
ng_onnx_put_row (NgOnnxWriting *self, NgWireWriter *out, const NgOnnxRow *row, gboolean keeps_name)
{
  gboolean was_changed = self->is_changed;
  gboolean is_old = row->instance != NULL && row->instance->node != NULL;
  g_autoptr (NgWireWriter) node = ng_wire_writer_new ();

  self->is_changed = FALSE;
  if (is_old)
    put_old_node (self, node, row, keeps_name);
  else
    put_new_node (self, node, row);
  if (self->is_changed)
    ng_wire_put_message (out, 1, g_steal_pointer (&node));
  else
    ng_onnx_put_span (out, row->reading, row->instance->node->span);
  self->is_changed = self->is_changed || was_changed;
}

void
ng_onnx_put_identity (NgOnnxWriting *self, NgWireWriter *out, const char *from, const char *to)
{
  NgWireWriter *node = ng_wire_writer_new ();

  self->is_changed = TRUE;
  ng_wire_put_text (node, 1, from);
  ng_wire_put_text (node, 2, to);
  ng_wire_put_text (node, 3, to);
  ng_wire_put_text (node, 4, "Identity");
  ng_wire_put_message (out, 1, node);
}
