/* The reference executor: every primitive as plain loops, the definition of what it means. */

#include "core/program/reference.h"

#include "core/base/rng.h"
#include "core/tensor/element.h"
#include <string.h>

#define BLOCK 256

static void
set_memory_error (GError **error, gsize bytes)
{
  ng_error_set_new (error,
                    "Program::memory",
                    NULL,
                    "%" G_GSIZE_FORMAT " bytes for an array could not be had",
                    bytes);
}

gpointer
ng_reference_zeros (gint64 n, GError **error)
{
  gpointer data = g_try_malloc0_n ((gsize) MAX (n, 1), 8);

  if (data == NULL)
    set_memory_error (error, (gsize) n * 8);
  return data;
}

double *
ng_reference_reals (const NgTensor *tensor, GError **error)
{
  double *reals = ng_reference_zeros (ng_tensor_count (tensor), error);

  if (reals != NULL)
    ng_element_to_reals (ng_tensor_element (tensor),
                         ng_tensor_data (tensor),
                         0,
                         (gsize) ng_tensor_count (tensor),
                         reals);
  return reals;
}

/* FILL, IOTA and RANDOM: each element by its index. */
static gboolean
make_source (const NgInstruction *instruction, guint64 seed, guchar *result)
{
  const NgShape *shape = &instruction->shape;
  const NgAttributes *attributes = instruction->attributes;
  gint64 count = ng_shape_count (shape);
  gsize width = ng_element_bits (shape->element) / 8;
  gint64 inner = 1;
  double reals[BLOCK];

  for (int i = attributes->axis + 1; i < shape->rank; i++)
    inner *= shape->dims[i];
  for (gint64 first = 0; first < count; first += BLOCK) {
    gint64 n = MIN (BLOCK, count - first);

    for (gint64 i = 0; i < n; i++) {
      if (instruction->primitive == NG_PRIMITIVE_FILL)
        reals[i] = attributes->number;
      else if (instruction->primitive == NG_PRIMITIVE_IOTA)
        reals[i] = (double) ((first + i) / inner % shape->dims[attributes->axis]);
      else
        reals[i] = ng_rng_unit (seed, attributes->stream, (guint64) (first + i));
    }
    ng_element_from_reals (shape->element, reals, (gsize) n, result + (gsize) first * width);
  }
  return TRUE;
}

static gboolean
compute (const NgInstruction *instruction,
         NgTensor *const *operands,
         guint64 seed,
         gpointer result,
         GError **error)
{
  if (ng_primitive_is_elementwise (instruction->primitive))
    return ng_reference_elementwise (instruction, operands, result);
  switch (instruction->primitive) {
  case NG_PRIMITIVE_FILL:
  case NG_PRIMITIVE_IOTA:
  case NG_PRIMITIVE_RANDOM:
    return make_source (instruction, seed, result);
  case NG_PRIMITIVE_BIT_CAST:
    memcpy (result, ng_tensor_data (operands[0]), ng_tensor_size (operands[0]));
    return TRUE;
  case NG_PRIMITIVE_TRANSPOSE:
  case NG_PRIMITIVE_BROADCAST:
  case NG_PRIMITIVE_SLICE:
  case NG_PRIMITIVE_PAD:
  case NG_PRIMITIVE_CONCAT:
  case NG_PRIMITIVE_GATHER:
    return ng_reference_move (instruction, operands, result, error);
  case NG_PRIMITIVE_SCATTER_ADD:
    return ng_reference_scatter_add (instruction, operands, result, error);
  case NG_PRIMITIVE_SUM:
  case NG_PRIMITIVE_PRODUCT:
  case NG_PRIMITIVE_REDUCE_MAX:
  case NG_PRIMITIVE_REDUCE_MIN:
    return ng_reference_reduce (instruction, operands, result, error);
  case NG_PRIMITIVE_ARG_MAX:
  case NG_PRIMITIVE_ARG_MIN:
    return ng_reference_arg (instruction, operands, result, error);
  case NG_PRIMITIVE_ORDER:
    return ng_reference_order (instruction, operands, result, error);
  case NG_PRIMITIVE_CUMULATE:
    return ng_reference_cumulate (instruction, operands, result, error);
  case NG_PRIMITIVE_MATMUL:
    return ng_reference_matmul (instruction, operands, result, error);
  default:
    return ng_reference_window (instruction, operands, result, error);
  }
}

NgTensor *
ng_reference_execute (const NgInstruction *instruction,
                      NgTensor *const *operands,
                      guint64 seed,
                      GError **error)
{
  const NgShape *shape = &instruction->shape;
  gsize size = (gsize) ng_shape_count (shape) * (ng_element_bits (shape->element) / 8);
  g_autofree gpointer result = NULL;

  g_return_val_if_fail (instruction->primitive != NG_PRIMITIVE_INPUT, NULL);

  if (instruction->primitive == NG_PRIMITIVE_CONSTANT)
    return ng_tensor_ref (instruction->attributes->tensor);
  if (instruction->primitive == NG_PRIMITIVE_RESHAPE)
    return ng_tensor_reshape (operands[0], shape->dims, (gsize) shape->rank);
  result = g_try_malloc (MAX (size, 1));
  if (result == NULL) {
    set_memory_error (error, size);
    return NULL;
  }
  if (!compute (instruction, operands, seed, result, error))
    return NULL;
  return ng_tensor_new_take (
      shape->element, shape->dims, (gsize) shape->rank, g_steal_pointer (&result));
}

static gboolean
fits (const NgTensor *tensor, const NgShape *shape)
{
  return ng_tensor_element (tensor) == shape->element &&
         ng_tensor_rank (tensor) == (gsize) shape->rank &&
         memcmp (ng_tensor_dims (tensor),
                 shape->dims,
                 (gsize) shape->rank * sizeof shape->dims[0]) == 0;
}

/* Says that what went wrong did so at @path. */
static void
add_place (GError **error, const char *path)
{
  NgPlace place = { .path = path };
  NgDiagnostic *placed;

  if (error == NULL || *error == NULL || path == NULL)
    return;
  placed = ng_diagnostic_at (ng_error_diagnostic (*error), &place);
  g_clear_error (error);
  ng_error_set (error, placed);
}

gboolean
ng_reference_run (const NgProgram *self,
                  NgTensor *const *inputs,
                  guint64 seed,
                  NgTensor **outputs,
                  GError **error)
{
  gsize length = ng_program_length (self);
  g_autoptr (GPtrArray) values =
      g_ptr_array_new_full ((guint) length, (GDestroyNotify) ng_tensor_unref);
  g_autoptr (GPtrArray) operands = g_ptr_array_new ();

  for (gsize v = 0; v < length; v++) {
    const NgInstruction *instruction = ng_program_instruction (self, (NgValue) v);
    NgTensor *tensor;

    if (instruction->primitive == NG_PRIMITIVE_INPUT) {
      tensor = inputs[instruction->attributes->index];
      g_return_val_if_fail (fits (tensor, &instruction->shape), FALSE);
      g_ptr_array_add (values, ng_tensor_ref (tensor));
      continue;
    }
    g_ptr_array_set_size (operands, 0);
    for (guint i = 0; i < instruction->n_operands; i++)
      g_ptr_array_add (operands, g_ptr_array_index (values, instruction->operands[i]));
    tensor = ng_reference_execute (instruction, (NgTensor *const *) operands->pdata, seed, error);
    if (tensor == NULL) {
      add_place (error, ng_program_origin (self, instruction->origin));
      return FALSE;
    }
    g_ptr_array_add (values, tensor);
  }
  for (gsize i = 0; i < ng_program_n_outputs (self); i++)
    outputs[i] = ng_tensor_ref (g_ptr_array_index (values, ng_program_output (self, i)));
  return TRUE;
}
