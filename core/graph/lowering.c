#include "core/graph/lowering.h"

#include "core/base/machine.h"
#include "core/graph/lowering-private.h"
#include "core/graph/path.h"
#include "core/program/compose.h"

const NgLayer *
ng_lowering_layer (const NgLowering *self)
{
  return self->layer;
}

NgMode
ng_lowering_mode (const NgLowering *self)
{
  return self->mode;
}

NgElement
ng_lowering_element (const NgLowering *self)
{
  return self->element;
}

NgProgramBuilder *
ng_lowering_builder (NgLowering *self)
{
  return self->builder;
}

gint64
ng_lowering_batch (const NgLowering *self)
{
  return self->batch;
}

NgValue
ng_lowering_input (NgLowering *self, gsize index)
{
  g_return_val_if_fail (index < ng_layer_n_inputs (self->layer), NG_NO_VALUE);

  return self->inputs[index];
}

/* What stands for a list is less than %NG_NO_VALUE. */
#define FIRST_LIST (NG_NO_VALUE - 1)

NgValue
ng_lowering_list (NgLowering *self, const NgValue *values, gsize n)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (NgValue));

  if (n > 0)
    g_array_append_vals (list, values, (guint) n);
  g_ptr_array_add (self->lists, list);
  return FIRST_LIST - (NgValue) (self->lists->len - 1);
}

const NgValue *
ng_lowering_list_items (const NgLowering *self, NgValue list, gsize *n)
{
  const GArray *items;

  if (list > FIRST_LIST || (guint) (FIRST_LIST - list) >= self->lists->len)
    return NULL;
  items = self->lists->pdata[FIRST_LIST - list];
  *n = items->len;
  /* An empty list is a list, so its address is never NULL. */
  return items->len > 0 ? (const NgValue *) items->data : (const NgValue *) "\0\0\0";
}

NgTensor *
ng_lowering_ask (NgLowering *self, NgValue value)
{
  return self->ask (self, value);
}

NgTexts *
ng_lowering_texts (NgLowering *self)
{
  return self->texts;
}

NgElement
ng_lowering_input_element (const NgLowering *self, gsize index)
{
  return self->input_elements[index];
}

NgValue
ng_lowering_real_input (NgLowering *self, gsize index)
{
  NgValue x = ng_lowering_input (self, index);

  if (x == NG_NO_VALUE || ng_element_is_real (ng_build_shape (self->builder, x)->element))
    return x;
  return ng_build_convert (self->builder, x, self->element);
}

NgValue
ng_lowering_places (NgLowering *self, NgValue numbers, gint64 n)
{
  NgProgramBuilder *b = self->builder;
  NgShape shape = { .element = NG_ELEMENT_I64, .rank = 1, .dims = { n } };
  NgValue zero = ng_build_fill_like (b, numbers, 0);
  NgValue is_negative = ng_build_binary (b, NG_PRIMITIVE_LESS, numbers, zero);
  NgValue from_end = ng_build_offset (b, numbers, (double) n + 1);

  /* What is read from the list of all places is one of them. A number that counts too far from the
   * end stays what it is. */
  from_end = ng_build_select (
      b, ng_build_binary (b, NG_PRIMITIVE_LESS_EQUAL, from_end, zero), numbers, from_end);
  return ng_build_gather_numbers (
      b, ng_build_iota (b, &shape, 0), ng_build_select (b, is_negative, from_end, numbers), 0);
}

gsize
ng_lowering_n_inputs (const NgLowering *self)
{
  return ng_layer_n_inputs (self->layer);
}

NgValue
ng_lowering_array (NgLowering *self, gsize index)
{
  g_return_val_if_fail (index < ng_layer_n_arrays (self->layer), NG_NO_VALUE);

  return self->arrays[index];
}

const NgType *
ng_lowering_output_type (const NgLowering *self, gsize index)
{
  g_return_val_if_fail (index < ng_layer_n_outputs (self->layer), NULL);

  return &self->output_types[index];
}

const NgParam *
ng_lowering_param (const NgLowering *self, gsize index)
{
  return ng_layer_param (self->layer, index);
}

double
ng_lowering_param_real (const NgLowering *self, gsize index)
{
  return ng_layer_param (self->layer, index)->real;
}

gint64
ng_lowering_param_integer (const NgLowering *self, gsize index)
{
  return ng_layer_param (self->layer, index)->integer;
}

void
ng_lowering_output (NgLowering *self, gsize index, NgValue value)
{
  g_return_if_fail (index < ng_layer_n_outputs (self->layer));

  self->outputs[index] = value;
}

void
ng_lowering_update (NgLowering *self, gsize array, NgValue value)
{
  g_return_if_fail (array < ng_layer_n_arrays (self->layer));

  self->updates[array] = value;
}

NgValue
ng_lowering_batch_mean (NgLowering *self, NgValue x, guint mask)
{
  return self->batch_mean (self, x, mask);
}

void
ng_lowering_net (NgLowering *self, const NgNet *net, const NgValue *inputs, NgValue *outputs)
{
  self->lower_net (self, net, inputs, outputs);
}

void
ng_lowering_inner (NgLowering *self, gsize index, const NgValue *inputs, NgValue *outputs)
{
  self->lower_inner (self, index, inputs, outputs);
}

gboolean
ng_lowering_has_room (NgLowering *self, double count, gsize size)
{
  double bytes = count * (double) size;

  if (bytes <= NG_FREE_VALUE_BYTES)
    return TRUE;
  if (count < (double) NG_MAX_ELEMENTS &&
      bytes <= NG_MAX_VALUE_SHARE * (double) ng_machine_memory ())
    return TRUE;
  ng_lowering_fail (self,
                    "NetGraph::limit",
                    "An array of %.0f elements is needed, which are more than fit into the memory.",
                    count);
  return FALSE;
}

void
ng_lowering_fail (NgLowering *self, const char *tag, const char *format, ...)
{
  g_autofree char *reason = NULL, *who = ng_path_describe (self->path);
  NgPlace place = *ng_layer_place (self->layer);
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  place.path = self->path;
  ng_program_builder_fail (
      self->builder,
      ng_diagnostic_new (tag, &place, "%s (%s): %s", who, ng_layer_kind (self->layer), reason));
}
