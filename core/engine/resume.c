#include "core/engine/resume.h"

static void
clear_kept (gpointer data)
{
  NgKept *self = data;

  g_clear_pointer (&self->tensor, ng_tensor_unref);
}

NgResume *
ng_resume_ref (NgResume *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_resume_unref (NgResume *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_array_unref (self->kept);
  g_free (self);
}

static NgResume *
resume_empty (guint position)
{
  NgResume *self = g_new0 (NgResume, 1);

  g_atomic_ref_count_init (&self->references);
  self->position = position;
  self->kept = g_array_new (FALSE, TRUE, sizeof (NgKept));
  g_array_set_clear_func (self->kept, clear_kept);
  return self;
}

/* For each layer and output that one at @position or behind it reads, or the outside, TRUE. */
static gboolean **
find_read (const NgNet *net, guint position)
{
  gsize n = ng_net_n_layers (net);
  gboolean **read = g_new0 (gboolean *, n + 1);

  for (gsize i = 0; i < n; i++)
    read[i] = g_new0 (gboolean, ng_layer_n_outputs (ng_net_layer (net, i)) + 1);
  for (gsize i = position; i < n; i++) {
    int index = ng_net_order (net)[i];
    for (gsize k = 0; k < ng_layer_n_inputs (ng_net_layer (net, (gsize) index)); k++) {
      NgSource source = ng_net_source (net, (gsize) index, k);
      if (source.kind == NG_SOURCE_LAYER)
        read[source.index][source.port] = TRUE;
    }
  }
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    NgSource source = ng_net_output_source (net, i);
    if (source.kind == NG_SOURCE_LAYER)
      read[source.index][source.port] = TRUE;
  }
  return read;
}

/* How the value comes into the next program. */
static void
describe (NgProgramBuilder *builder, NgValue value, GHashTable *told, NgKept *kept)
{
  const NgInstruction *instruction = ng_build_instruction (builder, value);
  NgTensor *tensor = g_hash_table_lookup (told, GINT_TO_POINTER (value));

  kept->shape = instruction->shape;
  if (instruction->primitive == NG_PRIMITIVE_CONSTANT) {
    kept->kind = NG_KEPT_CONSTANT;
    tensor = instruction->attributes->tensor;
  } else if (instruction->primitive == NG_PRIMITIVE_FILL) {
    kept->kind = NG_KEPT_FILL;
    kept->number = instruction->attributes->number;
  } else if (tensor == NULL && ng_build_known (builder, value) != NULL) {
    kept->kind = NG_KEPT_CONSTANT;
    tensor = ng_build_known (builder, value);
  }
  kept->tensor = tensor != NULL ? ng_tensor_ref (tensor) : NULL;
}

NgResume *
ng_resume_new (NgProgramBuilder *builder,
               const NgNet *net,
               guint position,
               NgValue *const *values,
               GHashTable *told)
{
  g_autoptr (NgResume) self = resume_empty (position);
  gboolean **read = find_read (net, position);
  gboolean fits = TRUE;

  for (guint i = 0; i < position; i++) {
    int index = ng_net_order (net)[i];
    for (gsize k = 0; k < ng_layer_n_outputs (ng_net_layer (net, (gsize) index)); k++) {
      NgKept kept = { .layer = index, .port = (int) k };
      NgValue value = values[index] != NULL ? values[index][k] : NG_NO_VALUE;
      if (!read[index][k])
        continue;
      fits = fits && value >= 0;
      if (!fits)
        break;
      describe (builder, value, told, &kept);
      g_array_append_val (self->kept, kept);
    }
  }
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    g_free (read[i]);
  g_free (read);
  return fits ? g_steal_pointer (&self) : NULL;
}

GArray *
ng_resume_values (const NgResume *self, NgValue *const *values)
{
  GArray *result = g_array_new (FALSE, FALSE, sizeof (NgValue));

  for (guint i = 0; i < self->kept->len; i++) {
    const NgKept *kept = &g_array_index (self->kept, NgKept, i);
    if (kept->kind == NG_KEPT_VALUE)
      g_array_append_val (result, values[kept->layer][kept->port]);
  }
  return result;
}

NgResume *
ng_resume_tell (const NgResume *self, GPtrArray *kept, gint64 limit, GPtrArray *answers)
{
  g_autoptr (NgResume) result = resume_empty (self->position);
  gboolean is_new = FALSE;
  guint at = 0;

  for (guint i = 0; i < self->kept->len; i++) {
    NgKept one = g_array_index (self->kept, NgKept, i);
    if (one.tensor != NULL)
      ng_tensor_ref (one.tensor);
    if (one.kind == NG_KEPT_VALUE && !ng_element_is_real (one.shape.element) &&
        ng_shape_count (&one.shape) <= limit) {
      g_clear_pointer (&one.tensor, ng_tensor_unref);
      one.tensor = ng_tensor_ref (kept->pdata[at]);
      one.kind = NG_KEPT_CONSTANT;
      g_ptr_array_add (answers, ng_tensor_ref (one.tensor));
      g_ptr_array_remove_index (kept, at);
      is_new = TRUE;
    } else if (one.kind == NG_KEPT_VALUE) {
      at++;
    }
    g_array_append_val (result->kept, one);
  }
  result->n_answers = answers->len;
  return is_new ? g_steal_pointer (&result) : NULL;
}

static NgValue
write_kept (const NgKept *self, NgProgramBuilder *builder)
{
  switch (self->kind) {
  case NG_KEPT_CONSTANT:
    return ng_build_constant (builder, self->tensor);
  case NG_KEPT_FILL:
    return ng_build_fill (builder, &self->shape, self->number);
  case NG_KEPT_VALUE:
    break;
  }
  return ng_build_input (builder, "kept", &self->shape);
}

void
ng_resume_open (const NgResume *self,
                NgProgramBuilder *builder,
                const NgNet *net,
                NgValue **values,
                GHashTable *told)
{
  for (guint i = 0; i < self->kept->len; i++) {
    const NgKept *kept = &g_array_index (self->kept, NgKept, i);
    gsize n = ng_layer_n_outputs (ng_net_layer (net, (gsize) kept->layer));
    if (values[kept->layer] == NULL) {
      values[kept->layer] = g_new (NgValue, n);
      for (gsize k = 0; k < n; k++)
        values[kept->layer][k] = NG_NO_VALUE;
    }
    NgValue value = write_kept (kept, builder);
    values[kept->layer][kept->port] = value;
    if (kept->kind == NG_KEPT_VALUE && kept->tensor != NULL && value >= 0)
      g_hash_table_insert (told, GINT_TO_POINTER (value), ng_tensor_ref (kept->tensor));
  }
}
