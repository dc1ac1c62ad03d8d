/* Reverse mode. Values are visited from the last to the first; each passes what has arrived at it
 * on to its operands, as its primitive's row says, in primitives again. Where two gradients meet
 * they are added. Only values that lie between what is differentiated and what by are visited.
 *
 * A branch that was not taken, of `select`, `min` or `max`, gets the gradient 0. What it computes
 * may be infinite there, or no number, as in x > 0 ? log x : 0, and so may its slopes be. So it is
 * where something is level because it is given what overflows, as in 1/cosh x. Behind these, and
 * only there, products with slopes that may be infinite are selected away where the gradient is 0.
 * What is no number in a branch that was taken remains so. */

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
  if (self->is_masked && !ng_primitive_mixes (self->instruction->primitive))
    self->masked[self->instruction->operands[index]] = TRUE;
}

NgValue
ng_derivation_apply (const NgDerivation *self, NgValue product, gboolean is_wild)
{
  NgValue zero;

  if (!self->is_masked || !is_wild)
    return product;
  zero = ng_build_fill_like (self->to, self->gradient, 0);
  return ng_build_select (self->to,
                          ng_build_binary (self->to, NG_PRIMITIVE_EQUAL, self->gradient, zero),
                          zero,
                          product);
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
derive_value (NgDerivation *self, NgValue v)
{
  const NgInstruction *instruction = ng_build_instruction (self->to, v);
  const NgPrimitiveClass *class = ng_primitive_class (instruction->primitive);

  if (!self->needed[v] || self->gradients[v] == NG_NO_VALUE || class->derive == NULL ||
      ng_build_is_detached (self->to, v))
    return;
  self->instruction = instruction;
  self->value = v;
  self->gradient = self->gradients[v];
  self->is_masked = self->masked[v];
  ng_build_enter_origin (self->to, instruction->origin);
  class->derive (self);
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
  g_autofree guint8 *needed = NULL, *wild = NULL;
  g_autofree guint8 *masked = g_new0 (guint8, length + 1);
  g_autofree NgValue *sums = g_new (NgValue, length + 1);
  NgDerivation derivation = { .to = self, .gradients = sums, .masked = masked };

  for (gsize i = 0; i < n_wrt; i++)
    gradients[i] = NG_NO_VALUE;
  if (!are_values (self, outputs, n_outputs) || !are_values (self, seeds, n_outputs) ||
      !are_values (self, wrt, n_wrt)) {
    ng_build_problem (self, "A value of the gradient is missing");
    return;
  }
  derivation.needed = needed = find_needed (self, length, wrt, n_wrt);
  derivation.wild = wild = ng_find_wild (self, length);
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
    derive_value (&derivation, (NgValue) v);
  ng_build_enter_origin (self, origin);
  for (gsize i = 0; i < n_wrt; i++) {
    NgValue sum = sums[wrt[i]];

    gradients[i] = sum != NG_NO_VALUE ? sum : ng_build_fill_like (self, wrt[i], 0);
  }
}
