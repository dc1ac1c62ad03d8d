#include "core/program/fold.h"

#include <math.h>

/* Whether a double says exactly what element 0 of @tensor is. */
static gboolean
is_exact (const NgTensor *tensor)
{
  double real = ng_tensor_get_real (tensor, 0);

  if (!ng_element_is_integer (ng_tensor_element (tensor)))
    return TRUE;
  return fabs (real) < 0x1p53;
}

/* One element of an elementwise instruction whose operands are fills. */
static gboolean
compute_element (const NgInstruction *instruction,
                 const NgInstruction *const *operands,
                 double *number)
{
  NgTensor *scalars[3] = { NULL };
  NgInstruction single = *instruction;
  g_autoptr (NgTensor) result = NULL;

  for (guint i = 0; i < instruction->n_operands; i++)
    scalars[i] = ng_tensor_new_scalar (operands[i]->shape.element, operands[i]->attributes->number);
  single.shape.rank = 0;
  result = ng_reference_execute (&single, scalars, 0, NULL);
  for (guint i = 0; i < instruction->n_operands; i++)
    ng_tensor_unref (scalars[i]);
  if (result == NULL || !is_exact (result))
    return FALSE;
  *number = ng_tensor_get_real (result, 0);
  return TRUE;
}

gboolean
ng_fold_fill (const NgInstruction *instruction,
              const NgInstruction *const *operands,
              double *number)
{
  if (instruction->n_operands == 0)
    return FALSE;
  for (guint i = 0; i < instruction->n_operands; i++)
    if (operands[i]->primitive != NG_PRIMITIVE_FILL)
      return FALSE;
  switch (instruction->primitive) {
  case NG_PRIMITIVE_RESHAPE:
  case NG_PRIMITIVE_TRANSPOSE:
  case NG_PRIMITIVE_BROADCAST:
  case NG_PRIMITIVE_SLICE:
    *number = operands[0]->attributes->number;
    return TRUE;
  default:
    return ng_primitive_is_elementwise (instruction->primitive) &&
           compute_element (instruction, operands, number);
  }
}
