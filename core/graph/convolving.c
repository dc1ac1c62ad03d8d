#include "core/graph/convolving.h"

NgSliding
ng_convolving_sliding (const NgLayer *layer)
{
  return (NgSliding){ .size = ng_layer_param (layer, NG_CONVOLVING_KERNEL_SIZE),
                      .stride = ng_layer_param (layer, NG_CONVOLVING_STRIDE),
                      .padding = ng_layer_param (layer, NG_CONVOLVING_PADDING_SIZE),
                      .dilation = ng_layer_param (layer, NG_CONVOLVING_DILATION),
                      .dimensionality = ng_layer_param (layer, NG_CONVOLVING_DIMENSIONALITY),
                      .is_interleaved =
                          ng_layer_param (layer, NG_CONVOLVING_INTERLEAVING)->integer != 0 };
}

gboolean
ng_convolving_check (const NgLayer *layer, GError **error)
{
  NgSliding sliding = ng_convolving_sliding (layer);

  return ng_sliding_check_groups (ng_layer_param (layer, NG_CONVOLVING_CHANNELS),
                                  ng_layer_param (layer, NG_CONVOLVING_GROUPS),
                                  error) &&
         ng_sliding_check (&sliding, error);
}

void
ng_convolving_infer (NgRelation *relation, const NgSliding *sliding, NgConvolvingInfer channels)
{
  const NgType *weights = ng_relation_array (relation, NG_CONVOLVING_WEIGHTS);
  int rank =
      ng_sliding_rank (sliding, ng_relation_input (relation, 0), ng_relation_output (relation, 0));

  if (rank == 0 && weights->rank > 2)
    rank = MIN (weights->rank - 2, NG_MAX_WINDOW_RANK);
  if (rank == 0)
    return;
  ng_sliding_infer (sliding, relation, rank);
  if (ng_relation_input (relation, 0)->rank == rank + 1 &&
      ng_relation_output (relation, 0)->rank == rank + 1)
    channels (relation, sliding, rank);
}

gboolean
ng_convolving_refine_arrays (
    NgRelation *relation, const NgSliding *sliding, int rank, NgDim rows, NgDim columns)
{
  const NgLayer *layer = ng_relation_layer (relation);
  NgType weights = ng_type_unknown (), biases = ng_type_unknown ();

  weights.rank = rank + 2;
  weights.dims[0] = rows;
  weights.dims[1] = columns;
  for (int i = 0; i < rank; i++)
    weights.dims[i + 2] = ng_dim_number (ng_sliding_tap (sliding, i));
  ng_relation_refine_array (relation, NG_CONVOLVING_WEIGHTS, &weights);
  biases.rank = 1;
  biases.dims[0] = ng_dim_number (ng_layer_param (layer, NG_CONVOLVING_CHANNELS)->integer);
  ng_relation_refine_array (relation, NG_CONVOLVING_BIASES, &biases);
  return ng_relation_array (relation, NG_CONVOLVING_WEIGHTS)->rank == rank + 2;
}

void
ng_convolving_verify (NgRelation *relation, const NgSliding *sliding)
{
  const NgLayer *layer = ng_relation_layer (relation);

  ng_sliding_verify (sliding, relation);
  ng_sliding_verify_groups (
      sliding, relation, ng_layer_param (layer, NG_CONVOLVING_GROUPS)->integer);
}

NgValue
ng_convolving_begin (NgLowering *to, const NgSliding *sliding, int *rank)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);

  *rank = ng_build_shape (b, x)->rank - 2;
  return sliding->is_interleaved ? ng_sliding_move_axis (b, x, *rank + 1, 1) : x;
}

void
ng_convolving_end (NgLowering *to, const NgSliding *sliding, NgValue x, int rank)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue biases = ng_lowering_array (to, NG_CONVOLVING_BIASES);

  if (biases != NG_NO_VALUE)
    x = ng_build_add (b, x, ng_build_broadcast_at (b, biases, x, 1));
  if (sliding->is_interleaved && !ng_program_builder_has_failed (b))
    x = ng_sliding_move_axis (b, x, 1, rank + 1);
  ng_lowering_output (to, 0, x);
}

char *
ng_convolving_label (const NgLayer *layer)
{
  NgSliding sliding = ng_convolving_sliding (layer);
  g_autofree char *size = ng_sliding_label (&sliding);

  return g_strdup_printf (
      "%s, %" G_GINT64_FORMAT, size, ng_layer_param (layer, NG_CONVOLVING_CHANNELS)->integer);
}

char *
ng_convolving_term (const NgLayer *layer,
                    const NgSliding *sliding,
                    const NgType *input,
                    const char *word,
                    const char *sign)
{
  g_autofree char *steps = NULL;
  g_autofree char *size = ng_sliding_term (sliding, input, &steps);

  return g_strdup_printf ("%s %s, %" G_GINT64_FORMAT "%s%s%s",
                          word,
                          size,
                          ng_layer_param (layer, NG_CONVOLVING_CHANNELS)->integer,
                          steps != NULL ? ", " : "",
                          steps != NULL ? sign : "",
                          steps != NULL ? steps : "");
}
