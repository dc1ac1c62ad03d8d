#include "core/language/examples.h"

GPtrArray *
ng_examples_new_columns (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
}

/* Examples of every port, columns of equal length, -> one list, example by example. */
void
ng_examples_interleave (GPtrArray *columns, gsize n_examples, GPtrArray *into)
{
  for (gsize i = 0; i < n_examples; i++) {
    for (guint k = 0; k < columns->len; k++) {
      const GPtrArray *column = columns->pdata[k];
      NgTensor *tensor = column->len > 0 ? column->pdata[i] : NULL;

      g_ptr_array_add (into, tensor != NULL ? ng_tensor_ref (tensor) : NULL);
    }
  }
}

/* Tensors of one port have one element, so that they can be stacked. */
void
ng_examples_equalize (GPtrArray *tensors, gsize stride)
{
  for (gsize k = 0; k < stride; k++) {
    gboolean is_real = FALSE;

    for (gsize i = k; i < tensors->len; i += stride)
      is_real = is_real || (tensors->pdata[i] != NULL &&
                            ng_element_is_real (ng_tensor_element (tensors->pdata[i])));
    for (gsize i = k; is_real && i < tensors->len; i += stride) {
      NgTensor *tensor = tensors->pdata[i];

      if (tensor != NULL) {
        tensors->pdata[i] = ng_tensor_convert (tensor, NG_ELEMENT_F64);
        ng_tensor_unref (tensor);
      }
    }
  }
}
