/* A program written again, instruction by instruction, by a builder that rewrites, shares and
 * folds; what no output needs is left out before and after. Linear in the length of the program. */

#include "core/program/emit.h"
#include "core/tensor/element.h"
#include <string.h>

/* Elements of constants that are compared one by one. */
#define MAX_COMPARED 4096

static guint
mix (guint hash, guint64 word)
{
  word = (word + hash) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return (guint) (word ^ (word >> 32));
}

static gboolean
is_compared (NgTensor *tensor)
{
  return ng_tensor_count (tensor) <= MAX_COMPARED;
}

static guint
hash_tensor (NgTensor *tensor)
{
  GBytes *bytes;
  guint hash;

  if (!is_compared (tensor))
    return g_direct_hash (ng_tensor_data (tensor));
  bytes = g_bytes_new_static (ng_tensor_data (tensor), ng_tensor_size (tensor));
  hash = g_bytes_hash (bytes);
  g_bytes_unref (bytes);
  return hash;
}

guint
ng_instruction_hash (gconstpointer instruction)
{
  const NgInstruction *self = instruction;
  const NgAttributes *a = self->attributes;
  guint hash = mix ((guint) self->primitive, (guint64) self->shape.element);
  guint64 bits;

  for (int i = 0; i < self->shape.rank; i++) {
    hash = mix (hash, (guint64) self->shape.dims[i]);
    hash = mix (hash, (guint64) a->start[i]);
    hash = mix (hash, (guint64) a->axes[i]);
  }
  for (guint i = 0; i < self->n_operands; i++)
    hash = mix (hash, (guint64) self->operands[i]);
  memcpy (&bits, &a->number, sizeof bits);
  hash = mix (hash, bits);
  hash = mix (hash, a->stream);
  hash = mix (hash, (guint64) a->index);
  hash = mix (hash, (guint64) a->axis);
  hash = mix (hash, a->mask);
  return a->tensor != NULL ? mix (hash, hash_tensor (a->tensor)) : hash;
}

static gboolean
windows_equal (const NgWindow *a, const NgWindow *b)
{
  return a->rank == b->rank && memcmp (a->size, b->size, sizeof a->size) == 0 &&
         memcmp (a->stride, b->stride, sizeof a->stride) == 0 &&
         memcmp (a->dilation, b->dilation, sizeof a->dilation) == 0 &&
         memcmp (a->before, b->before, sizeof a->before) == 0 &&
         memcmp (a->after, b->after, sizeof a->after) == 0 && a->groups == b->groups;
}

static gboolean
tensors_equal (NgTensor *a, NgTensor *b)
{
  if (a == NULL || b == NULL || a == b)
    return a == b;
  if (is_compared (a))
    return ng_tensor_equal (a, b);
  return ng_tensor_data (a) == ng_tensor_data (b);
}

static gboolean
attributes_equal (const NgAttributes *a, const NgAttributes *b)
{
  return a == b ||
         (a->index == b->index && a->axis == b->axis && a->mask == b->mask &&
          a->transpose_a == b->transpose_a && a->transpose_b == b->transpose_b &&
          memcmp (&a->number, &b->number, sizeof a->number) == 0 && a->stream == b->stream &&
          tensors_equal (a->tensor, b->tensor) && memcmp (a->axes, b->axes, sizeof a->axes) == 0 &&
          memcmp (a->start, b->start, sizeof a->start) == 0 &&
          memcmp (a->step, b->step, sizeof a->step) == 0 && windows_equal (&a->window, &b->window));
}

gboolean
ng_instruction_equal (gconstpointer a, gconstpointer b)
{
  const NgInstruction *x = a, *y = b;

  return x->primitive == y->primitive && x->n_operands == y->n_operands &&
         ng_shape_equal (&x->shape, &y->shape) &&
         (x->n_operands == 0 ||
          memcmp (x->operands, y->operands, x->n_operands * sizeof *x->operands) == 0) &&
         attributes_equal (x->attributes, y->attributes);
}

/* For each value whether an output needs it. */
static guint8 *
find_live (const NgProgram *program)
{
  gsize length = ng_program_length (program);
  guint8 *live = g_new0 (guint8, length + 1);

  for (gsize i = 0; i < ng_program_n_outputs (program); i++)
    live[ng_program_output (program, i)] = TRUE;
  for (gsize v = length; v-- > 0;) {
    const NgInstruction *instruction = ng_program_instruction (program, (NgValue) v);

    for (guint i = 0; i < instruction->n_operands && live[v]; i++)
      live[instruction->operands[i]] = TRUE;
  }
  return live;
}

/* Writes the live instructions of @program into @to, then its inputs and outputs. */
static void
repeat (const NgProgram *program, NgProgramBuilder *to)
{
  gsize length = ng_program_length (program);
  g_autofree guint8 *live = find_live (program);
  g_autofree NgValue *values = g_new (NgValue, length + 1);
  g_autoptr (GArray) operands = g_array_new (FALSE, FALSE, sizeof (NgValue));

  for (gsize v = 0; v < length; v++) {
    const NgInstruction *instruction = ng_program_instruction (program, (NgValue) v);

    values[v] = NG_NO_VALUE;
    if (!live[v])
      continue;
    g_array_set_size (operands, 0);
    for (guint i = 0; i < instruction->n_operands; i++)
      g_array_append_val (operands, values[instruction->operands[i]]);
    ng_program_builder_set_origin (to, ng_program_origin (program, instruction->origin));
    values[v] = ng_build_repeat (to, instruction, (const NgValue *) (gpointer) operands->data);
  }
  for (gsize i = 0; i < ng_program_n_inputs (program); i++) {
    NgValue value = ng_program_input (program, i);

    ng_build_set_input (to,
                        i,
                        ng_program_input_name (program, i),
                        ng_program_input_shape (program, i),
                        value != NG_NO_VALUE ? values[value] : NG_NO_VALUE);
  }
  for (gsize i = 0; i < ng_program_n_outputs (program); i++)
    ng_program_builder_output (to, values[ng_program_output (program, i)]);
}

/* Copies the live instructions of @program as they are. */
static NgProgram *
compact (const NgProgram *program)
{
  const NgListing *from = ng_program_listing (program);
  gsize length = from->length;
  g_autofree guint8 *live = find_live (program);
  g_autofree NgValue *values = g_new (NgValue, length + 1);
  NgListing to;

  ng_listing_init (&to);
  for (guint i = 0; i < from->origins->len; i++)
    g_ptr_array_add (to.origins, g_strdup (g_ptr_array_index (from->origins, i)));
  for (gsize v = 0; v < length; v++) {
    const NgInstruction *instruction = ng_listing_get (from, (NgValue) v);
    NgInstruction copy = *instruction;
    g_autofree NgValue *operands = g_new (NgValue, copy.n_operands + 1);

    values[v] = NG_NO_VALUE;
    if (!live[v])
      continue;
    for (guint i = 0; i < copy.n_operands; i++)
      operands[i] = values[instruction->operands[i]];
    copy.operands = operands;
    values[v] = ng_listing_append (&to, &copy);
  }
  for (guint i = 0; i < from->inputs->len; i++) {
    const NgListingInput *input = &g_array_index (from->inputs, NgListingInput, i);

    ng_listing_set_input (&to,
                          i,
                          input->name,
                          &input->shape,
                          input->value != NG_NO_VALUE ? values[input->value] : NG_NO_VALUE);
  }
  for (guint i = 0; i < from->outputs->len; i++)
    g_array_append_val (to.outputs, values[g_array_index (from->outputs, NgValue, i)]);
  return ng_program_new (&to);
}

NgProgram *
ng_program_simplify (NgProgram *self)
{
  NgProgramBuilder *builder = ng_program_builder_new ();
  g_autoptr (NgProgram) written = NULL;

  ng_build_set_simplifying (builder);
  repeat (self, builder);
  written = ng_program_builder_end (builder, NULL);
  /* Rewriting may meet a limit that the program itself does not; then it stays as it is. */
  return written != NULL ? compact (written) : ng_program_ref (self);
}
