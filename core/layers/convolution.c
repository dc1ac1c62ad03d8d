/* ConvolutionLayer[n, k]: n kernels slide over the input and are multiplied with what they cover.
 * The kernels are not turned round. Spatial axes: one, two or three.
 *
 *   y[o, i] = b[o] + Σ_c Σ_t w[o, c, t] x[c, s i + e t - p]
 */

#include "core/graph/convolving.h"

/* Input channels are groups times the second size of the weights. */
static void
infer_channels (NgRelation *relation, const NgSliding *sliding, int rank)
{
  const NgLayer *layer = ng_relation_layer (relation);
  gint64 groups = ng_layer_param (layer, NG_CONVOLVING_GROUPS)->integer;
  int axis = ng_sliding_channel_axis (sliding, rank);
  NgType input = *ng_relation_input (relation, 0), output = *ng_relation_output (relation, 0);
  NgDim channels = ng_dim_number (ng_layer_param (layer, NG_CONVOLVING_CHANNELS)->integer);
  NgDim columns = ng_dim_unknown ();

  output.dims[axis] = channels;
  ng_relation_refine_output (relation, 0, &output);
  if (input.dims[axis].state == NG_DIM_NUMBER && input.dims[axis].value % groups == 0)
    columns = ng_dim_number (input.dims[axis].value / groups);
  if (!ng_convolving_refine_arrays (relation, sliding, rank, channels, columns))
    return;
  columns = ng_relation_array (relation, NG_CONVOLVING_WEIGHTS)->dims[1];
  if (columns.state == NG_DIM_NUMBER) {
    input.dims[axis] = ng_dim_number (ng_size_multiply (columns.value, groups));
    ng_relation_refine_input (relation, 0, &input);
  }
}

static void
convolution_infer (NgRelation *relation)
{
  NgSliding sliding = ng_convolving_sliding (ng_relation_layer (relation));

  ng_convolving_infer (relation, &sliding, infer_channels);
}

static void
convolution_verify (NgRelation *relation)
{
  NgSliding sliding = ng_convolving_sliding (ng_relation_layer (relation));

  ng_convolving_verify (relation, &sliding);
}

/* x: (batch, m, *d), w: (n, m/g, *k), y: (batch, n, *e) */
static void
convolution_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgSliding sliding = ng_convolving_sliding (ng_lowering_layer (to));
  NgWindow window;
  NgShape shape;
  int rank;

  if (ng_program_builder_has_failed (b))
    return;
  NgValue x = ng_convolving_begin (to, &sliding, &rank);
  shape = *ng_build_shape (b, x);
  if (!ng_sliding_fits (&sliding, to, shape.dims + 2, rank))
    return;
  window = ng_sliding_window (&sliding, shape.dims + 2, rank);
  window.groups = ng_lowering_param_integer (to, NG_CONVOLVING_GROUPS);
  x = ng_build_convolve (b, x, ng_lowering_array (to, NG_CONVOLVING_WEIGHTS), &window);
  ng_convolving_end (to, &sliding, x, rank);
}

static char *
convolution_term (const NgLayer *layer, const NgType *input)
{
  NgSliding sliding = ng_convolving_sliding (layer);

  return ng_convolving_term (layer, &sliding, input, "Conv", "/");
}

const NgLayerClass ng_layer_convolution = {
  .name = "ConvolutionLayer",
  .summary = "Slides kernels over the input",
  .category = NG_CATEGORY_CONVOLUTION,
  .glyph = "M2 2h12v12h-12z M2 6h12 M2 10h12 M6 2v12 M10 2v12 M3 3h6v6h-6z",
  .law = "floor ((d + p + q - e (k - 1) - 1)/s) + 1 along each level behind the channels",
  .params =
      NG_CONVOLVING_PARAMS ("Zeros around the input: p, {p, …}, {{before, after}, …} or \"Same\"."),
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .arrays = { { "Weights", NULL, NG_INIT_KAIMING },
              { "Biases", NULL, NG_INIT_BIAS, .is_optional = TRUE } },
  .check = ng_convolving_check,
  .infer = convolution_infer,
  .verify = convolution_verify,
  .lower = convolution_lower,
  .label = ng_convolving_label,
  .term_of = convolution_term,
  .examples = { "ConvolutionLayer[2, {3, 3}, \"Input\" -> {2, 5, 4}]",
                "ConvolutionLayer[4, 2, \"Stride\" -> 2, \"ChannelGroups\" -> 2, \"Input\" -> {2, "
                "6, 5}]",
                "ConvolutionLayer[2, {3}, PaddingSize -> \"Same\", \"Stride\" -> 2, \"Input\" -> "
                "{2, 7}]",
                "ConvolutionLayer[2, {2, 3}, PaddingSize -> {{1, 0}, {2, 1}}, \"Dilation\" -> 2, "
                "\"Biases\" -> None, \"Input\" -> {1, 5, 6}]",
                "ConvolutionLayer[2, 2, Interleaving -> True, \"Input\" -> {\"Varying\", 3}]",
                "ConvolutionLayer[2, {2, 1, 2}, \"Input\" -> {1, 3, 2, 3}]" },
};
