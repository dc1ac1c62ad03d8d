/* A program written again, instruction by instruction, by a builder that rewrites, shares and
 * folds; what no output needs is left out before and after. Linear in the length of the program. */

#include "core/program/emit.h"

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
  int origin = -1;

  for (gsize v = 0; v < length; v++) {
    const NgInstruction *instruction = ng_program_instruction (program, (NgValue) v);

    values[v] = NG_NO_VALUE;
    if (!live[v])
      continue;
    g_array_set_size (operands, 0);
    for (guint i = 0; i < instruction->n_operands; i++)
      g_array_append_val (operands, values[instruction->operands[i]]);
    if (instruction->origin != origin) {
      origin = instruction->origin;
      ng_program_builder_set_origin (to, ng_program_origin (program, origin));
    }
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
