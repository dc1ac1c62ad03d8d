/* DeconvolutionLayer[n, k]: the transpose of a convolution. Each element of the input is multiplied
 * with n kernels, which are added up in the output s elements apart. Spatial axes: one, two or
 * three.
 *
 *   y[o, s i + e t - p] = b[o] + Σ_c w[c, o, t] x[c, i], summed over all i and t that meet there
 */

#include "core/graph/convolving.h"

static NgSliding
get_sliding (const NgLayer *layer)
{
  NgSliding sliding = ng_convolving_sliding (layer);

  sliding.is_transposed = TRUE;
  return sliding;
}

/* The weights have a row for each input channel, and in it the output channels of its group. */
static void
infer_channels (NgRelation *relation, const NgSliding *sliding, int rank)
{
  const NgLayer *layer = ng_relation_layer (relation);
  gint64 channels = ng_layer_param (layer, NG_CONVOLVING_CHANNELS)->integer;
  gint64 groups = ng_layer_param (layer, NG_CONVOLVING_GROUPS)->integer;
  int axis = ng_sliding_channel_axis (sliding, rank);
  NgType input = *ng_relation_input (relation, 0), output = *ng_relation_output (relation, 0);
  NgDim rows = input.dims[axis].state == NG_DIM_NUMBER ? input.dims[axis] : ng_dim_unknown ();

  output.dims[axis] = ng_dim_number (channels);
  ng_relation_refine_output (relation, 0, &output);
  if (!ng_convolving_refine_arrays (
          relation, sliding, rank, rows, ng_dim_number (channels / groups)))
    return;
  input.dims[axis] = ng_relation_array (relation, NG_CONVOLVING_WEIGHTS)->dims[0];
  ng_relation_refine_input (relation, 0, &input);
}

static void
deconvolution_infer (NgRelation *relation)
{
  NgSliding sliding = get_sliding (ng_relation_layer (relation));

  ng_convolving_infer (relation, &sliding, infer_channels);
}

static void
deconvolution_verify (NgRelation *relation)
{
  NgSliding sliding = get_sliding (ng_relation_layer (relation));

  ng_convolving_verify (relation, &sliding);
}

/* x: (batch, m, *d), w: (m, n/g, *k), y: (batch, n, *e) */
static void
deconvolution_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgSliding sliding = get_sliding (ng_lowering_layer (to));
  gint64 spatial[NG_MAX_WINDOW_RANK] = { 0 };
  NgWindow window;
  int rank;

  if (ng_program_builder_has_failed (b))
    return;
  NgValue x = ng_convolving_begin (to, &sliding, &rank);
  if (!ng_sliding_fits (&sliding, to, ng_build_shape (b, x)->dims + 2, rank))
    return;
  for (int i = 0; i < rank; i++)
    spatial[i] = ng_sliding_size (&sliding, i, ng_build_shape (b, x)->dims[i + 2]);
  window = ng_sliding_window (&sliding, spatial, rank);
  window.groups = ng_lowering_param_integer (to, NG_CONVOLVING_GROUPS);
  x = ng_build_convolve_data (
      b, x, ng_lowering_array (to, NG_CONVOLVING_WEIGHTS), &window, spatial);
  ng_convolving_end (to, &sliding, x, rank);
}

static char *
deconvolution_term (const NgLayer *layer, const NgType *input)
{
  NgSliding sliding = get_sliding (layer);

  return ng_convolving_term (layer, &sliding, input, "Deconv", "↑");
}

const NgLayerClass ng_layer_deconvolution = {
  .name = "DeconvolutionLayer",
  .summary = "Spreads each element of the input by kernels",
  .category = NG_CATEGORY_CONVOLUTION,
  .glyph = "M6 6h4v4h-4z M2 2h12v12h-12z M6 6l-4-4 M10 6l4-4 M6 10l-4 4 M10 10l4 4",
  .law = "s (d - 1) + e (k - 1) + 1 - p - q along each level behind the channels",
  .params = NG_CONVOLVING_PARAMS (
      "What is cut off the output: p, {p, …}, {{before, after}, …} or \"Same\"."),
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .arrays = { { "Weights", NULL, NG_INIT_KAIMING_TRANSPOSED },
              { "Biases", NULL, NG_INIT_BIAS, .is_optional = TRUE } },
  .check = ng_convolving_check,
  .infer = deconvolution_infer,
  .verify = deconvolution_verify,
  .lower = deconvolution_lower,
  .label = ng_convolving_label,
  .term_of = deconvolution_term,
  .examples = { "DeconvolutionLayer[2, {3, 3}, \"Input\" -> {2, 3, 2}]",
                "DeconvolutionLayer[4, 2, \"Stride\" -> 2, \"ChannelGroups\" -> 2, \"Input\" -> "
                "{2, 3, 2}]",
                "DeconvolutionLayer[2, {3}, PaddingSize -> \"Same\", \"Stride\" -> 2, \"Input\" -> "
                "{2, 4}]",
                "DeconvolutionLayer[2, {2, 3}, PaddingSize -> {{1, 0}, {2, 1}}, \"Dilation\" -> 2, "
                "\"Stride\" -> {3, 1}, \"Biases\" -> None, \"Input\" -> {1, 2, 3}]",
                "DeconvolutionLayer[2, 2, Interleaving -> True, \"Input\" -> {\"Varying\", 3}]",
                "DeconvolutionLayer[2, {2, 1, 2}, \"Input\" -> {1, 2, 2, 2}]" },
};
