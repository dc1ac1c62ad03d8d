#include "core/formats/code-rows.h"

#include "core/graph/levels.h"
#include "core/graph/sliding.h"

char *
ng_code_real (double value)
{
  g_autoptr (NgTensor) tensor = ng_tensor_new_scalar (NG_ELEMENT_F32, value);

  return ng_code_number (tensor, 0);
}

gboolean
ng_code_is_fixed (const NgType *type, int first)
{
  for (int i = first; i < type->rank; i++) {
    if (type->dims[i].state != NG_DIM_NUMBER)
      return FALSE;
  }
  return type->rank >= 0;
}

gboolean
ng_code_is_read (const NgCodeScope *self, gsize output)
{
  NgSource source = { NG_SOURCE_LAYER, (int) self->layer, (int) output };
  gsize n;

  ng_net_targets (self->net, source, &n);
  return n > 0;
}

const NgType *
ng_code_output_type (const NgCodeScope *self)
{
  NgSource source = { NG_SOURCE_LAYER, (int) self->layer, 0 };

  return ng_net_type (self->net, source);
}

gboolean
ng_code_window (const NgLayer *layer, const NgType *slid, gboolean has_dilation, NgWindow *window)
{
  gboolean is_interleaved = ng_code_param (layer, "Interleaving")->integer != 0;
  NgSliding sliding = { .size = ng_code_param (layer, "KernelSize"),
                        .stride = ng_code_param (layer, "Stride"),
                        .padding = ng_code_param (layer, "PaddingSize"),
                        .dilation = has_dilation ? ng_code_param (layer, "Dilation") : NULL,
                        .dimensionality = ng_code_param (layer, "Dimensionality"),
                        .is_interleaved = is_interleaved };
  gint64 spatial[NG_MAX_RANK];
  int rank = slid->rank - 1;

  for (int i = 0; i < rank; i++) {
    const NgDim *dim = &slid->dims[i + (is_interleaved ? 0 : 1)];
    if (dim->state != NG_DIM_NUMBER && sliding.padding->integer != 0)
      return FALSE;
    spatial[i] = dim->state == NG_DIM_NUMBER ? dim->value : 1;
  }
  *window = ng_sliding_window (&sliding, spatial, rank);
  return rank >= 1 && rank <= NG_MAX_WINDOW_RANK;
}

gboolean
ng_code_is_layer_normalization (const NgLayer *layer, const NgType *input)
{
  const NgParam *levels = ng_code_param (layer, "AggregationLevels");
  const NgParam *scaling = ng_code_param (layer, "ScalingLevels");
  guint mask;

  return ng_expr_kind (scaling->expr) == NG_EXPR_STRING &&
         g_str_equal (ng_expr_text (scaling->expr), "Same") &&
         ng_levels_find (levels, input->rank, &mask) && mask == 1u << (input->rank - 1) &&
         input->dims[input->rank - 1].state == NG_DIM_NUMBER &&
         ng_code_param (layer, "Method")->integer == 0 &&
         ng_code_param (layer, "Unbiased")->integer == 0 &&
         ng_expr_is_symbol (ng_code_param (layer, "GroupNumber")->expr, "None");
}

const NgCodeCell *
ng_code_find_cell (const NgCodeCell *cells, gsize n, const NgLayer *layer)
{
  for (gsize i = 0; i < n; i++) {
    if (g_str_equal (cells[i].name, ng_layer_class (layer)->name))
      return &cells[i];
  }
  return NULL;
}

NgTensor *
ng_code_stack (const NgLayer *layer, const NgCodeCell *cell, gsize which, gboolean is_zero)
{
  gsize n_gates = ng_layer_n_arrays (layer) / NG_CODE_N_GATE_ARRAYS;
  const NgTensor *first = ng_layer_array (layer, which);
  gint64 count = ng_tensor_count (first);
  gint64 dims[2] = { ng_tensor_dims (first)[0] * (gint64) n_gates, 0 };
  float *data = g_new0 (float, (gsize) count *n_gates);

  if (ng_tensor_rank (first) > 1)
    dims[1] = ng_tensor_dims (first)[1];
  for (gsize gate = 0; gate < n_gates && !is_zero; gate++) {
    const NgTensor *part =
        ng_layer_array (layer, (gsize) cell->gates[gate] * NG_CODE_N_GATE_ARRAYS + which);
    for (gint64 i = 0; i < count; i++)
      data[(gint64) gate * count + i] = (float) ng_tensor_get_real (part, i);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, ng_tensor_rank (first), data);
}
