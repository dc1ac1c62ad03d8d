#include "core/formats/onnx-program.h"

#include "core/engine/lower.h"

#include <math.h>
#include <string.h>

/* ---- the programs ---- */

static gsize
find_open (NgOnnxProgram *self, gint64 length)
{
  static const gint64 sizes[NG_MAX_OPEN][2] = { { 4157, 4243 }, { 4099, 4201 }, { 4111, 4211 },
                                                { 4127, 4217 }, { 4129, 4219 }, { 4133, 4229 },
                                                { 4139, 4231 }, { 4153, 4241 } };
  static const gint64 small[NG_MAX_OPEN][2] = { { 61, 67 },   { 71, 73 },   { 79, 83 },
                                                { 89, 97 },   { 101, 103 }, { 107, 109 },
                                                { 113, 127 }, { 131, 137 } };
  static const gint64 few[2] = { 2, 3 };
  gsize at = self->n_open;

  for (gsize i = 0; i < self->n_open; i++) {
    if (self->open[i].length == length)
      return i;
  }
  if (at == NG_MAX_OPEN) {
    ng_onnx_fail (self->emitter, "it has more than %d lengths that vary", NG_MAX_OPEN);
    return 0;
  }
  const gint64 *pair = length == 0 && !self->has_many ? few
                       : self->is_small               ? small[at]
                                                      : sizes[at];
  NgOnnxOpen open = { .length = length, .size = pair[0], .other = pair[1] };
  self->open[self->n_open] = open;
  return self->n_open++;
}

static const NgType *
type_of_input (const NgOnnxEmitter *emitter, gsize input)
{
  return ng_net_type (emitter->net, ng_net_source (emitter->net, emitter->layer, input));
}

/* The type with lengths of the builder's own. */
static NgType
own_type (NgOnnxProgram *self, NgNetBuilder *builder, const NgType *type, NgDim *lengths)
{
  NgType own = *type;

  for (int i = 0; i < own.rank; i++) {
    if (own.dims[i].state != NG_DIM_VARYING)
      continue;
    NgDim *length = &lengths[find_open (self, own.dims[i].value)];
    if (length->state == NG_DIM_UNKNOWN)
      *length = ng_net_builder_fresh_length (builder, NULL);
    own.dims[i] = *length;
  }
  return own;
}

/* A net of the layer alone, whose ports have the types that they have in the net around. */
static NgNet *
isolate (NgOnnxProgram *self, GError **error)
{
  const NgOnnxEmitter *emitter = self->emitter;
  NgLayer *layer = ng_net_layer (emitter->net, emitter->layer);
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (TRUE, FALSE);
  NgDim lengths[NG_MAX_OPEN] = { 0 };

  ng_net_builder_set_closed (builder);
  if (ng_net_builder_add_layer (builder, emitter->path, layer, NULL, error) < 0)
    return NULL;
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    if (ng_net_source (emitter->net, emitter->layer, i).kind == NG_SOURCE_NONE)
      continue;
    g_autofree char *name = g_strdup_printf ("in%" G_GSIZE_FORMAT, i);
    NgType type = own_type (self, builder, type_of_input (emitter, i), lengths);
    NgSource source = { NG_SOURCE_INPUT, ng_net_builder_input (builder, name, NULL), 0 };
    ng_net_builder_set_port_type (builder, name, &type, NULL, NULL);
    if (!ng_net_builder_connect (builder, source, 0, (int) i, NULL, error))
      return NULL;
  }
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    NgSource source = { NG_SOURCE_LAYER, (int) emitter->layer, (int) i };
    g_autofree char *name = g_strdup_printf ("out%" G_GSIZE_FORMAT, i);
    if (!ng_onnx_is_read (emitter, i))
      continue;
    NgType type = own_type (self, builder, ng_net_type (emitter->net, source), lengths);
    source.index = 0;
    if (!ng_net_builder_output (builder, name, source, NULL, error))
      return NULL;
    ng_net_builder_set_port_type (builder, name, &type, NULL, NULL);
  }
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

static NgElement
element_of (const NgType *type)
{
  if (type->element != NG_ELEMENT_NONE)
    return type->element;
  return type->kind == NG_KIND_INTEGER   ? NG_ELEMENT_I64
         : type->kind == NG_KIND_BOOLEAN ? NG_ELEMENT_BOOL
                                         : NG_ELEMENT_F32;
}

GArray *
ng_onnx_own_arrays (const NgLayer *layer)
{
  GArray *own = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr (GHashTable) shared = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < ng_layer_n_arrays (layer); i++) {
    const char *name = ng_layer_array_shared (layer, i);
    if (ng_layer_array (layer, i) == NULL || ng_layer_array_is_absent (layer, i) ||
        (name != NULL && !g_hash_table_add (shared, (gpointer) name)))
      continue;
    g_array_append_val (own, i);
  }
  return own;
}

/* The arrays of the program; those of a layer without nets stay where they are, in a file perhaps.
 */
static GPtrArray *
list_arrays (const NgLayer *layer, const NgNet *net, const NgRequest *request)
{
  g_autoptr (GArray) own = ng_onnx_own_arrays (layer);
  GPtrArray *list;

  if (ng_layer_net (layer) != NULL)
    return ng_lower_arrays (net, request);
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  for (guint i = 0; i < own->len; i++)
    g_ptr_array_add (list, ng_tensor_ref (ng_layer_array (layer, g_array_index (own, gsize, i))));
  return list;
}

/* The program of the layer, in which what is open has its first size, but for @changed (-1: none).
 */
static NgProgram *
lower (NgOnnxProgram *self, NgNet *net, int changed, GError **error)
{
  const NgOnnxEmitter *emitter = self->emitter;
  gsize n_outputs = ng_net_n_outputs (net), n = 0;
  g_autofree NgShape *shapes = g_new0 (NgShape, ng_net_n_inputs (net) + 1);
  g_autofree NgWant *wants = g_new0 (NgWant, n_outputs + 1);
  NgGroup group = { .batch = 1, .inputs = shapes };
  NgRequest request = { .groups = &group,
                        .n_groups = 1,
                        .element = NG_ELEMENT_F32,
                        .wants = wants,
                        .n_wants = n_outputs,
                        .arrays_are_inputs = TRUE };

  if (self->has_batch)
    group.batch = changed == 0 ? self->open[0].other : self->open[0].size;
  for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (emitter->net, emitter->layer)); i++) {
    if (ng_net_source (emitter->net, emitter->layer, i).kind == NG_SOURCE_NONE)
      continue;
    const NgType *type = type_of_input (emitter, i);
    NgShape *shape = &shapes[n++];
    shape->element = element_of (type);
    shape->rank = type->rank;
    for (int k = 0; k < type->rank; k++) {
      const NgDim *dim = &type->dims[k];
      int open = dim->state == NG_DIM_VARYING ? (int) find_open (self, dim->value) : -1;
      shape->dims[k] = open < 0          ? dim->value
                       : open == changed ? self->open[open].other
                                         : self->open[open].size;
    }
  }
  for (gsize i = 0; i < n_outputs; i++)
    wants[i] = (NgWant){ .kind = NG_WANT_OUTPUT, .port = (int) i };
  if (self->arrays == NULL)
    self->arrays = list_arrays (ng_net_layer (emitter->net, emitter->layer), net, &request);
  return ng_lower (net, &request, error);
}

NgTensor *
ng_onnx_narrow_tensor (NgTensor *tensor, guint mask)
{
  gsize rank = ng_tensor_rank (tensor), bits = ng_element_bits (ng_tensor_element (tensor));
  gsize size = bits / 8;
  const guint8 *data = ng_tensor_data (tensor);
  gint64 dims[NG_MAX_RANK];
  gint64 count = 1;

  if (ng_tensor_element (tensor) == NG_ELEMENT_STRING || bits % 8 != 0)
    return NULL;
  for (gsize i = 0; i < rank; i++) {
    dims[i] = (mask & 1u << i) != 0 ? 1 : ng_tensor_dims (tensor)[i];
    count *= dims[i];
  }
  g_autofree guint8 *first = g_malloc0 ((gsize) count * size + 1);
  g_autofree gboolean *is_set = g_new0 (gboolean, (gsize) count + 1);
  for (gint64 i = 0; i < ng_tensor_count (tensor); i++) {
    gint64 rest = i, place = 0, step = 1;
    for (gsize k = rank; k-- > 0;) {
      gint64 at = rest % ng_tensor_dims (tensor)[k];
      rest /= ng_tensor_dims (tensor)[k];
      place += dims[k] == 1 ? 0 : at * step;
      step *= dims[k];
    }
    const guint8 *element = data + (gsize) i * size;
    if (is_set[place] && memcmp (element, first + (gsize) place * size, size) != 0)
      return NULL;
    memcpy (first + (gsize) place * size, element, size);
    is_set[place] = TRUE;
  }
  return ng_tensor_new_copy (ng_tensor_element (tensor), dims, rank, first);
}

/* Along which axes two tensors have other sizes. */
guint
ng_onnx_other_sizes (const NgTensor *a, const NgTensor *b)
{
  guint mask = 0;

  for (gsize i = 0; i < ng_tensor_rank (a); i++) {
    if (ng_tensor_dims (a)[i] != ng_tensor_dims (b)[i])
      mask |= 1u << i;
  }
  return mask;
}

static gboolean
are_same_constants (NgTensor *a, NgTensor *b)
{
  if (a == b || a == NULL || b == NULL)
    return a == b;
  if (ng_tensor_rank (a) != ng_tensor_rank (b))
    return FALSE;
  guint mask = ng_onnx_other_sizes (a, b);
  if (mask == 0)
    return ng_tensor_equal (a, b);
  g_autoptr (NgTensor) left = ng_onnx_narrow_tensor (a, mask);
  g_autoptr (NgTensor) right = ng_onnx_narrow_tensor (b, mask);
  return left != NULL && right != NULL && ng_tensor_equal (left, right);
}

static gboolean
have_same_attributes (const NgInstruction *a, const NgInstruction *b)
{
  const NgAttributes *x = a->attributes, *y = b->attributes;

  if (x == y || x == NULL || y == NULL)
    return x == y;
  gboolean has_number = a->primitive != NG_PRIMITIVE_FILL;
  return x->index == y->index && x->axis == y->axis && x->mask == y->mask &&
         x->transpose_a == y->transpose_a && x->transpose_b == y->transpose_b &&
         memcmp (x->axes, y->axes, sizeof x->axes) == 0 &&
         memcmp (x->step, y->step, sizeof x->step) == 0 &&
         memcmp (&x->window, &y->window, sizeof x->window) == 0 &&
         (!has_number || (isnan (x->number) && isnan (y->number)) ||
          !(x->number < y->number || x->number > y->number)) &&
         are_same_constants (x->tensor, y->tensor);
}

/* Whether two programs differ in sizes alone. */
static gboolean
are_alike (const NgProgram *a, const NgProgram *b)
{
  if (ng_program_length (a) != ng_program_length (b))
    return FALSE;
  for (NgValue v = 0; v < (NgValue) ng_program_length (a); v++) {
    const NgInstruction *x = ng_program_instruction (a, v), *y = ng_program_instruction (b, v);
    if (x->primitive != y->primitive || x->n_operands != y->n_operands ||
        x->shape.rank != y->shape.rank || x->shape.element != y->shape.element ||
        !have_same_attributes (x, y))
      return FALSE;
    for (guint i = 0; i < x->n_operands; i++) {
      if (x->operands[i] != y->operands[i])
        return FALSE;
    }
  }
  return TRUE;
}

void
ng_onnx_program_forget (NgOnnxProgram *self)
{
  g_clear_pointer (&self->arrays, g_ptr_array_unref);
  g_clear_pointer (&self->program, ng_program_unref);
  for (gsize i = 0; i < self->n_open; i++)
    g_clear_pointer (&self->others[i], ng_program_unref);
  self->n_open = 0;
}

/* Lowers once for each size. Returns: which open size changes more than sizes, -1 for none */
static int
lower_each (NgOnnxProgram *self, GError **error)
{
  ng_onnx_program_forget (self);
  if (self->has_batch)
    find_open (self, 0);
  g_autoptr (NgNet) net = isolate (self, error);
  if (net != NULL)
    self->program = lower (self, net, -1, error);
  for (gsize i = 0; self->program != NULL && i < self->n_open; i++) {
    self->others[i] = lower (self, net, (int) i, error);
    if (self->others[i] == NULL)
      return -1;
    if (!are_alike (self->program, self->others[i]))
      return (int) i;
  }
  return -1;
}

/* A small batch first: with a large one values may not fit; but constants that count examples are
 * computed at once where there are few of them, and are then another table for each batch. */
gboolean
ng_onnx_program_lower (NgOnnxProgram *self)
{
  NgOnnxEmitter *emitter = self->emitter;
  g_autoptr (GError) reason = NULL;
  int changes = lower_each (self, &reason);
  gboolean varies = self->n_open > 1 || !self->has_batch;

  if (reason != NULL && self->n_open > 0 && *emitter->error == NULL) {
    g_clear_error (&reason);
    self->is_small = TRUE;
    changes = lower_each (self, &reason);
  }
  if (changes == 0 && self->has_batch) {
    self->has_many = TRUE;
    changes = lower_each (self, &reason);
    if (reason != NULL && *emitter->error == NULL) {
      ng_onnx_fail (emitter, "what it does depends on how many examples there are");
      return FALSE;
    }
  }
  if (changes == 0 && self->has_batch)
    ng_onnx_fail (emitter, "what it does depends on how many examples there are");
  else if (changes >= 0 || (reason != NULL && varies && self->n_open > 0))
    ng_onnx_fail (emitter, "what it does depends on a length that varies");
  else if (reason != NULL && *emitter->error == NULL)
    g_propagate_error (emitter->error, g_steal_pointer (&reason));
  return *emitter->error == NULL;
}

/* ---- sizes ---- */

const NgInstruction *
ng_onnx_program_at (const NgOnnxProgram *self, NgValue value)
{
  return ng_program_instruction (self->program, value);
}

NgOnnxSize
ng_onnx_program_size (const NgOnnxProgram *self, NgValue value, int axis)
{
  gint64 first = ng_onnx_program_at (self, value)->shape.dims[axis];
  NgOnnxSize size = { .is_known = TRUE, .number = first };

  for (gsize i = 0; i < self->n_open; i++) {
    gint64 other = ng_program_instruction (self->others[i], value)->shape.dims[axis];
    if (other == first)
      continue;
    if (other * self->open[i].size != first * self->open[i].other ||
        size.number % self->open[i].size != 0) {
      size.is_known = FALSE;
      return size;
    }
    size.times[i] = 1;
    size.number /= self->open[i].size;
  }
  return size;
}

gboolean
ng_onnx_size_is_fixed (const NgOnnxSize *size)
{
  static const guint8 none[NG_MAX_OPEN];

  return size->is_known && memcmp (size->times, none, sizeof none) == 0;
}

gboolean
ng_onnx_size_equal (const NgOnnxSize *a, const NgOnnxSize *b)
{
  return a->is_known && b->is_known && a->number == b->number &&
         memcmp (a->times, b->times, sizeof a->times) == 0;
}

gboolean
ng_onnx_program_is_one (const NgOnnxProgram *self, NgValue value, int axis)
{
  NgOnnxSize size = ng_onnx_program_size (self, value, axis);

  return ng_onnx_size_is_fixed (&size) && size.number == 1;
}

/* The axis of an input of the layer that is so long, or -1. */
static int
find_own_axis (const NgOnnxProgram *self, const NgOnnxOpen *open, NgOnnxRef *from)
{
  const NgOnnxEmitter *emitter = self->emitter;
  gsize n = ng_layer_n_inputs (ng_net_layer (emitter->net, emitter->layer));

  for (gsize input = 0; input < n; input++) {
    *from = emitter->inputs[input];
    const NgType *type = from->kind == NG_REF_SOURCE ? type_of_input (emitter, input) : NULL;
    for (int i = 0; type != NULL && i < type->rank; i++) {
      int axis = i + self->has_batch;
      if (type->dims[i].state == NG_DIM_VARYING && type->dims[i].value == open->length &&
          (from->narrow & 1u << axis) == 0)
        return axis;
    }
  }
  return -1;
}

/* The size of something open, as a vector of one number: that of an axis of an input. */
NgOnnxRef
ng_onnx_program_open_size (NgOnnxProgram *self, gsize index)
{
  NgOnnxEmitter *emitter = self->emitter;
  const NgNet *net = emitter->net;
  const NgOnnxOpen *open = &self->open[index];
  int axis = -1;
  gsize input = 0;

  for (guint i = 0; i < emitter->sizes->len; i++) {
    const NgOnnxLength *known = &g_array_index (emitter->sizes, NgOnnxLength, i);
    if (known->length == open->length)
      return known->ref;
  }
  if (ng_net_n_inputs (net) == 0 && open->length == 0) /* it gives one example */
    return ng_onnx_list (emitter, (gint64[]){ 1 }, 1);
  for (; input < ng_net_n_inputs (net); input++) {
    const NgType *type = ng_net_input_type (net, input);
    if (open->length == 0)
      axis = 0;
    for (int i = 0; axis < 0 && i < type->rank; i++) {
      if (type->dims[i].state == NG_DIM_VARYING && type->dims[i].value == open->length)
        axis = i + self->has_batch;
    }
    if (axis >= 0)
      break;
  }
  NgOnnxRef from = axis >= 0 ? emitter->net_inputs[input] : (NgOnnxRef){ 0 };
  if (axis < 0)
    axis = find_own_axis (self, open, &from);
  if (axis < 0) {
    ng_onnx_fail (emitter, "no input tells one of its lengths");
    return ng_onnx_list (emitter, (gint64[]){ 1 }, 1);
  }
  NgOnnxLength found = { open->length, ng_onnx_sizes (emitter, from, axis, axis + 1) };
  g_array_append_val (emitter->sizes, found);
  return found.ref;
}

/* One size as a vector of one number. */
NgOnnxRef
ng_onnx_program_size_ref (NgOnnxProgram *self, const NgOnnxSize *size)
{
  NgOnnxRef ref = { .kind = NG_REF_NONE };

  if (!size->is_known) {
    ng_onnx_fail (self->emitter, "a size in it is no multiple of a length that varies");
    return ng_onnx_list (self->emitter, &size->number, 1);
  }
  for (gsize i = 0; i < self->n_open; i++) {
    if (size->times[i] == 0)
      continue;
    NgOnnxRef factor = ng_onnx_program_open_size (self, i);
    ref = ref.kind == NG_REF_NONE ? factor : ng_onnx_binary (self->emitter, "Mul", ref, factor);
  }
  if (ref.kind == NG_REF_NONE)
    return ng_onnx_list (self->emitter, &size->number, 1);
  if (size->number != 1)
    ref =
        ng_onnx_binary (self->emitter, "Mul", ref, ng_onnx_list (self->emitter, &size->number, 1));
  return ref;
}

/* A shape as a vector. */
NgOnnxRef
ng_onnx_program_shape_ref (NgOnnxProgram *self, const NgOnnxSize *sizes, int rank)
{
  gint64 numbers[NG_MAX_RANK];
  gboolean is_constant = TRUE;

  for (int i = 0; i < rank; i++) {
    numbers[i] = sizes[i].number;
    is_constant = is_constant && ng_onnx_size_is_fixed (&sizes[i]);
  }
  if (is_constant)
    return ng_onnx_list (self->emitter, numbers, (gsize) rank);
  NgOnnxRef parts[NG_MAX_RANK];
  for (int i = 0; i < rank; i++)
    parts[i] = ng_onnx_program_size_ref (self, &sizes[i]);
  ng_onnx_begin (self->emitter, "Concat");
  for (int i = 0; i < rank; i++)
    ng_onnx_operand (self->emitter, parts[i]);
  ng_onnx_integer (self->emitter, "axis", 0);
  return ng_onnx_end (self->emitter, 1);
}

/* ---- values ---- */

const NgShape *
ng_onnx_program_shape (const NgOnnxProgram *self, NgValue value)
{
  return &ng_onnx_program_at (self, value)->shape;
}

/* @value with its ng_onnx_program_whole size along the axes of @mask. */
NgOnnxRef
ng_onnx_program_widen (NgOnnxProgram *self, NgValue value, guint mask)
{
  NgOnnxRef ref = self->refs[value];
  int rank = ng_onnx_program_shape (self, value)->rank;
  NgOnnxSize sizes[NG_MAX_RANK];

  mask &= ref.narrow;
  if (mask == 0)
    return ref;
  for (int i = 0; i < rank; i++)
    sizes[i] = (mask & 1u << i) != 0 ? ng_onnx_program_size (self, value, i)
                                     : (NgOnnxSize){ .is_known = TRUE, .number = 1 };
  NgOnnxRef shape = ng_onnx_program_shape_ref (self, sizes, rank);
  NgOnnxRef wide = ng_onnx_binary (self->emitter, "Expand", ref, shape);
  wide.narrow = ref.narrow & ~mask;
  self->refs[value] = wide;
  return wide;
}

NgOnnxRef
ng_onnx_program_whole (NgOnnxProgram *self, NgValue value)
{
  return ng_onnx_program_widen (self, value, ~0u);
}

/* A scalar of the same element, for operators that broadcast. */
NgOnnxRef
ng_onnx_program_number (NgOnnxProgram *self, NgValue value, double number)
{
  return ng_onnx_scalar (self->emitter, ng_onnx_program_shape (self, value)->element, number);
}
