#include "core/program/program.h"

#include "core/base/format.h"
#include "core/program/listing.h"
#include <string.h>

#define BLOCK_BITS 10
#define BLOCK_SIZE (1u << BLOCK_BITS)

struct _NgProgram {
  gatomicrefcount references;
  NgListing listing;
};

/* What most instructions have. */
static const NgAttributes no_attributes;

static void
clear_input (gpointer data)
{
  g_free (((NgListingInput *) data)->name);
}

static void
free_attributes (gpointer data)
{
  NgAttributes *self = data;

  g_clear_pointer (&self->tensor, ng_tensor_unref);
  g_free (self);
}

void
ng_listing_init (NgListing *self)
{
  memset (self, 0, sizeof *self);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->attributes = g_ptr_array_new_with_free_func (free_attributes);
  self->inputs = g_array_new (FALSE, TRUE, sizeof (NgListingInput));
  g_array_set_clear_func (self->inputs, clear_input);
  self->outputs = g_array_new (FALSE, FALSE, sizeof (NgValue));
  self->origins = g_ptr_array_new_with_free_func (g_free);
}

static NgInstruction *
slot (const NgListing *self, gsize index)
{
  NgInstruction *block = g_ptr_array_index (self->blocks, index >> BLOCK_BITS);

  return block + (index & (BLOCK_SIZE - 1));
}

void
ng_listing_clear (NgListing *self)
{
  if (self->blocks == NULL)
    return;
  for (gsize i = 0; i < self->length; i++)
    g_free ((gpointer) slot (self, i)->operands);
  g_clear_pointer (&self->attributes, g_ptr_array_unref);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->inputs, g_array_unref);
  g_clear_pointer (&self->outputs, g_array_unref);
  g_clear_pointer (&self->origins, g_ptr_array_unref);
}

const NgInstruction *
ng_listing_get (const NgListing *self, NgValue value)
{
  return slot (self, (gsize) value);
}

/* Attributes of the listing's own that are equal to @attributes. */
static const NgAttributes *
own_attributes (NgListing *self, const NgAttributes *attributes)
{
  guint64 bits;
  const NgAttributes **recent;
  NgAttributes *copy;

  if (ng_attributes_equal (attributes, &no_attributes))
    return &no_attributes;
  memcpy (&bits, &attributes->number, sizeof bits);
  bits += attributes->mask + (guint64) attributes->axis + (guint64) attributes->index +
          (guint64) attributes->axes[0] + (guint64) attributes->start[0];
  bits *= G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  recent = &self->recent[bits >> 58];
  if (*recent != NULL && ng_attributes_equal (attributes, *recent))
    return *recent;
  copy = g_memdup2 (attributes, sizeof *attributes);
  if (copy->tensor != NULL)
    ng_tensor_ref (copy->tensor);
  g_ptr_array_add (self->attributes, copy);
  *recent = copy;
  return copy;
}

NgValue
ng_listing_append (NgListing *self, const NgInstruction *instruction)
{
  NgInstruction *copy;

  if (self->length % BLOCK_SIZE == 0)
    g_ptr_array_add (self->blocks, g_new0 (NgInstruction, BLOCK_SIZE));
  copy = slot (self, self->length);
  *copy = *instruction;
  copy->operands =
      g_memdup2 (instruction->operands, instruction->n_operands * sizeof *instruction->operands);
  copy->attributes = own_attributes (self, instruction->attributes);
  return (NgValue) self->length++;
}

void
ng_listing_set_input (
    NgListing *self, gsize index, const char *name, const NgShape *shape, NgValue value)
{
  NgListingInput *input;

  if (index >= self->inputs->len)
    g_array_set_size (self->inputs, (guint) index + 1);
  input = &g_array_index (self->inputs, NgListingInput, index);
  g_free (input->name);
  input->name = g_strdup (name);
  input->shape = *shape;
  input->value = value;
}

NgProgram *
ng_program_new (NgListing *listing)
{
  NgProgram *self = g_new0 (NgProgram, 1);

  g_atomic_ref_count_init (&self->references);
  self->listing = *listing;
  memset (listing, 0, sizeof *listing);
  return self;
}

const NgListing *
ng_program_listing (const NgProgram *self)
{
  return &self->listing;
}

NgProgram *
ng_program_ref (NgProgram *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_program_unref (NgProgram *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  ng_listing_clear (&self->listing);
  g_free (self);
}

gsize
ng_program_length (const NgProgram *self)
{
  return self->listing.length;
}

const NgInstruction *
ng_program_instruction (const NgProgram *self, NgValue value)
{
  g_return_val_if_fail (value >= 0 && (gsize) value < self->listing.length, NULL);

  return ng_listing_get (&self->listing, value);
}

gsize
ng_program_n_inputs (const NgProgram *self)
{
  return self->listing.inputs->len;
}

static const NgListingInput *
input_at (const NgProgram *self, gsize index)
{
  g_return_val_if_fail (index < self->listing.inputs->len, NULL);

  return &g_array_index (self->listing.inputs, NgListingInput, index);
}

NgValue
ng_program_input (const NgProgram *self, gsize index)
{
  return input_at (self, index)->value;
}

const char *
ng_program_input_name (const NgProgram *self, gsize index)
{
  return input_at (self, index)->name;
}

const NgShape *
ng_program_input_shape (const NgProgram *self, gsize index)
{
  return &input_at (self, index)->shape;
}

gsize
ng_program_n_outputs (const NgProgram *self)
{
  return self->listing.outputs->len;
}

NgValue
ng_program_output (const NgProgram *self, gsize index)
{
  g_return_val_if_fail (index < self->listing.outputs->len, NG_NO_VALUE);

  return g_array_index (self->listing.outputs, NgValue, index);
}

const char *
ng_program_origin (const NgProgram *self, int origin)
{
  if (origin < 0 || (guint) origin >= self->listing.origins->len)
    return NULL;
  return g_ptr_array_index (self->listing.origins, origin);
}

gint64
ng_shape_count (const NgShape *self)
{
  gint64 count = 1;

  for (int i = 0; i < self->rank; i++)
    count *= self->dims[i];
  return count;
}

gboolean
ng_shape_equal (const NgShape *a, const NgShape *b)
{
  return a->element == b->element && a->rank == b->rank &&
         memcmp (a->dims, b->dims, (gsize) a->rank * sizeof a->dims[0]) == 0;
}

char *
ng_shape_print (const NgShape *self)
{
  g_autofree char *dims = ng_format_list (self->dims, (gsize) self->rank);

  return g_strdup_printf ("%s %s", ng_element_name (self->element), dims);
}

/* "f32", "bf16", "i64", "u8", "bool". */
static void
append_element (GString *text, NgElement element)
{
  const char *name = ng_element_name (element);

  if (g_str_has_prefix (name, "bfloat"))
    g_string_append_printf (text, "bf%s", name + strlen ("bfloat"));
  else if (strcspn (name, "0123456789") == strlen (name))
    g_string_append (text, name);
  else
    g_string_append_printf (text, "%c%s", name[0], name + strcspn (name, "0123456789"));
}

static void
append_axes (GString *text, const char *name, const int *axes, int n)
{
  g_string_append_printf (text, " %s=", name);
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "," : "", axes[i]);
}

static void
append_numbers (GString *text, const char *name, const gint64 *numbers, int n)
{
  g_string_append_printf (text, " %s=", name);
  ng_append_numbers (text, numbers, (gsize) n, ",");
}

static void
append_number (GString *text, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, " number=%s", g_ascii_dtostr (buffer, sizeof buffer, number));
}

static void
append_window (GString *text, const NgWindow *window)
{
  append_numbers (text, "size", window->size, window->rank);
  append_numbers (text, "stride", window->stride, window->rank);
  append_numbers (text, "dilation", window->dilation, window->rank);
  append_numbers (text, "before", window->before, window->rank);
  append_numbers (text, "after", window->after, window->rank);
  if (window->groups != 1)
    g_string_append_printf (text, " groups=%" G_GINT64_FORMAT, window->groups);
}

static void
append_attributes (GString *text, const NgInstruction *instruction)
{
  const NgAttributes *a = instruction->attributes;

  switch (instruction->primitive) {
  case NG_PRIMITIVE_INPUT:
    g_string_append_printf (text, " index=%d", a->index);
    break;
  case NG_PRIMITIVE_FILL:
    append_number (text, a->number);
    break;
  case NG_PRIMITIVE_RANDOM:
    g_string_append_printf (text, " stream=%" G_GUINT64_FORMAT, a->stream);
    break;
  case NG_PRIMITIVE_TRANSPOSE:
    append_axes (text, "axes", a->axes, instruction->shape.rank);
    break;
  case NG_PRIMITIVE_SLICE:
    append_numbers (text, "start", a->start, instruction->shape.rank);
    append_numbers (text, "step", a->step, instruction->shape.rank);
    break;
  case NG_PRIMITIVE_PAD:
    append_numbers (text, "start", a->start, instruction->shape.rank);
    append_number (text, a->number);
    break;
  case NG_PRIMITIVE_IOTA:
  case NG_PRIMITIVE_CONCAT:
  case NG_PRIMITIVE_GATHER:
  case NG_PRIMITIVE_SCATTER_ADD:
  case NG_PRIMITIVE_ARG_MAX:
  case NG_PRIMITIVE_ARG_MIN:
  case NG_PRIMITIVE_ORDER:
  case NG_PRIMITIVE_CUMULATE:
    g_string_append_printf (text, " axis=%d", a->axis);
    break;
  case NG_PRIMITIVE_SUM:
  case NG_PRIMITIVE_PRODUCT:
  case NG_PRIMITIVE_REDUCE_MAX:
  case NG_PRIMITIVE_REDUCE_MIN:
    g_string_append_printf (text, " mask=%#x", a->mask);
    break;
  case NG_PRIMITIVE_MATMUL:
    if (a->transpose_a)
      g_string_append (text, " transpose_a");
    if (a->transpose_b)
      g_string_append (text, " transpose_b");
    break;
  default:
    if (a->window.rank > 0)
      append_window (text, &a->window);
  }
}

char *
ng_program_print (const NgProgram *self)
{
  GString *text = g_string_new (NULL);

  for (gsize v = 0; v < self->listing.length; v++) {
    const NgInstruction *instruction = ng_listing_get (&self->listing, (NgValue) v);

    g_string_append_printf (
        text, "%%%" G_GSIZE_FORMAT " = %s ", v, ng_primitive_name (instruction->primitive));
    append_element (text, instruction->shape.element);
    g_string_append_c (text, '[');
    ng_append_numbers (text, instruction->shape.dims, (gsize) instruction->shape.rank, ",");
    g_string_append_c (text, ']');
    for (guint i = 0; i < instruction->n_operands; i++)
      g_string_append_printf (text, " %%%d", instruction->operands[i]);
    if (instruction->primitive == NG_PRIMITIVE_BROADCAST)
      append_axes (text,
                   "axes",
                   instruction->attributes->axes,
                   ng_listing_get (&self->listing, instruction->operands[0])->shape.rank);
    append_attributes (text, instruction);
    g_string_append_c (text, '\n');
  }
  g_string_append (text, "outputs");
  for (gsize i = 0; i < self->listing.outputs->len; i++)
    g_string_append_printf (text, " %%%d", g_array_index (self->listing.outputs, NgValue, i));
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}
