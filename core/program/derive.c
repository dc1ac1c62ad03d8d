/* Reverse mode. Values are visited from the last to the first; each passes what has arrived at it
 * on to its operands, as its primitive's row says, in primitives again. Where two gradients meet
 * they are added. Only values that lie between what is differentiated and what by are visited. */

#include "core/program/derive.h"

gboolean
ng_derivation_needs (const NgDerivation *self, guint index)
{
  return self->needed[self->instruction->operands[index]];
}

void
ng_derivation_pass (NgDerivation *self, guint index, NgValue gradient)
{
  NgValue *sum = &self->gradients[self->instruction->operands[index]];

  if (!ng_derivation_needs (self, index))
    return;
  *sum = *sum == NG_NO_VALUE ? gradient : ng_build_add (self->to, *sum, gradient);
}

/* Marks the first @length values that are among @wrt or depend on one of them by way of primitives
 * that pass gradients. */
static guint8 *
find_needed (const NgProgramBuilder *self, gsize length, const NgValue *wrt, gsize n_wrt)
{
  guint8 *needed = g_new0 (guint8, length + 1);

  for (gsize i = 0; i < n_wrt; i++)
    needed[wrt[i]] = TRUE;
  for (gsize v = 0; v < length; v++) {
    const NgInstruction *instruction = ng_build_instruction (self, (NgValue) v);

    if (!ng_element_is_real (instruction->shape.element) ||
        ng_primitive_class (instruction->primitive)->derive == NULL ||
        ng_build_is_detached (self, (NgValue) v))
      continue;
    for (guint i = 0; i < instruction->n_operands && !needed[v]; i++) {
      NgValue operand = instruction->operands[i];

      needed[v] = needed[operand] && ng_element_is_real (ng_build_shape (self, operand)->element);
    }
  }
  return needed;
}

static gboolean
are_values (const NgProgramBuilder *self, const NgValue *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (ng_build_instruction (self, values[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* Lets what arrived at value @v go on. */
static void
derive_value (NgProgramBuilder *self, NgValue v, const guint8 *needed, NgValue *gradients)
{
  const NgInstruction *instruction = ng_build_instruction (self, v);
  const NgPrimitiveClass *class = ng_primitive_class (instruction->primitive);
  NgDerivation derivation = { self, instruction, v, gradients[v], needed, gradients };

  if (!needed[v] || gradients[v] == NG_NO_VALUE || class->derive == NULL ||
      ng_build_is_detached (self, v))
    return;
  ng_build_enter_origin (self, instruction->origin);
  class->derive (&derivation);
}

void
ng_build_gradients (NgProgramBuilder *self,
                    const NgValue *outputs,
                    const NgValue *seeds,
                    gsize n_outputs,
                    const NgValue *wrt,
                    gsize n_wrt,
                    NgValue *gradients)
{
  gsize length = ng_build_length (self);
  int origin = ng_build_origin (self);
  g_autofree guint8 *needed = NULL;
  g_autofree NgValue *sums = g_new (NgValue, length + 1);

  for (gsize i = 0; i < n_wrt; i++)
    gradients[i] = NG_NO_VALUE;
  if (!are_values (self, outputs, n_outputs) || !are_values (self, seeds, n_outputs) ||
      !are_values (self, wrt, n_wrt)) {
    ng_build_problem (self, "A value of the gradient is missing");
    return;
  }
  needed = find_needed (self, length, wrt, n_wrt);
  for (gsize v = 0; v < length; v++)
    sums[v] = NG_NO_VALUE;
  for (gsize i = 0; i < n_outputs; i++) {
    NgValue *sum = &sums[outputs[i]];
    const NgShape *shape = ng_build_shape (self, outputs[i]);

    if (!ng_shape_equal (shape, ng_build_shape (self, seeds[i])) ||
        !ng_element_is_real (shape->element)) {
      g_autofree char *text = ng_shape_print (shape);
      g_autofree char *seed = ng_shape_print (ng_build_shape (self, seeds[i]));

      ng_build_problem (self, "A gradient of %s cannot arrive at an output of %s", seed, text);
      return;
    }
    *sum = *sum == NG_NO_VALUE ? seeds[i] : ng_build_add (self, *sum, seeds[i]);
  }
  for (gsize v = length; v-- > 0 && !ng_program_builder_has_failed (self);)
    derive_value (self, (NgValue) v, needed, sums);
  ng_build_enter_origin (self, origin);
  for (gsize i = 0; i < n_wrt; i++) {
    NgValue sum = sums[wrt[i]];

    gradients[i] = sum != NG_NO_VALUE ? sum : ng_build_fill_like (self, wrt[i], 0);
  }
}
