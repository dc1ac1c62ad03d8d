#include "core/formats/turned.h"

NgTensor *
ng_tensor_turned (const NgTensor *tensor, const int *axes)
{
  gsize rank = ng_tensor_rank (tensor);
  const gint64 *old = ng_tensor_dims (tensor);
  gint64 dims[NG_MAX_RANK], strides[NG_MAX_RANK], step = 1;
  float *data = g_new (float, (gsize) ng_tensor_count (tensor) + 1);

  for (gsize i = rank; i-- > 0;) {
    strides[i] = step;
    step *= old[i];
  }
  for (gsize i = 0; i < rank; i++)
    dims[i] = old[axes[i]];
  for (gint64 i = 0; i < ng_tensor_count (tensor); i++) {
    gint64 rest = i, place = 0;
    for (gsize k = rank; k-- > 0;) {
      place += rest % dims[k] * strides[axes[k]];
      rest /= dims[k];
    }
    data[i] = (float) ng_tensor_get_real (tensor, place);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, data);
}
