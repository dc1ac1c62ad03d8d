/* DeconvolutionLayer[n, k]: the transpose of a convolution. Each element of the input is multiplied
 * with n kernels, which are added up in the output s elements apart. Spatial axes: one, two or
 * three.
 *
 *   y[o, s i + e t - p] = b[o] + Σ_c w[c, o, t] x[c, i], summed over all i and t that meet there
 */

#include "core/graph/lowering.h"
#include "core/graph/sliding.h"

enum {
  CHANNELS,
  KERNEL_SIZE,
  STRIDE,
  PADDING_SIZE,
  DILATION,
  GROUPS,
  DIMENSIONALITY,
  INTERLEAVING
};
enum { WEIGHTS, BIASES };

static NgSliding
get_sliding (const NgLayer *layer)
{
  return (NgSliding){ .size = ng_layer_param (layer, KERNEL_SIZE),
                      .stride = ng_layer_param (layer, STRIDE),
                      .padding = ng_layer_param (layer, PADDING_SIZE),
                      .dilation = ng_layer_param (layer, DILATION),
                      .dimensionality = ng_layer_param (layer, DIMENSIONALITY),
                      .is_interleaved = ng_layer_param (layer, INTERLEAVING)->integer != 0,
                      .is_transposed = TRUE };
}

static gboolean
deconvolution_check (const NgLayer *layer, GError **error)
{
  NgSliding sliding = get_sliding (layer);

  return ng_sliding_check_groups (
             ng_layer_param (layer, CHANNELS), ng_layer_param (layer, GROUPS), error) &&
         ng_sliding_check (&sliding, error);
}

/* The weights have a row for each input channel, and in it the output channels of its group. */
static void
infer_channels (NgRelation *relation, const NgSliding *sliding, int rank)
{
  const NgLayer *layer = ng_relation_layer (relation);
  gint64 channels = ng_layer_param (layer, CHANNELS)->integer;
  int axis = ng_sliding_channel_axis (sliding, rank);
  NgType input = *ng_relation_input (relation, 0), output = *ng_relation_output (relation, 0);
  NgType weights = ng_type_unknown (), biases = ng_type_unknown ();

  if (input.rank != rank + 1 || output.rank != rank + 1)
    return;
  output.dims[axis] = ng_dim_number (channels);
  ng_relation_refine_output (relation, 0, &output);
  weights.rank = rank + 2;
  weights.dims[0] = input.dims[axis].state == NG_DIM_NUMBER ? input.dims[axis] : ng_dim_unknown ();
  weights.dims[1] = ng_dim_number (channels / ng_layer_param (layer, GROUPS)->integer);
  for (int i = 0; i < rank; i++)
    weights.dims[i + 2] = ng_dim_number (ng_sliding_tap (sliding, i));
  ng_relation_refine_array (relation, WEIGHTS, &weights);
  biases.rank = 1;
  biases.dims[0] = ng_dim_number (channels);
  ng_relation_refine_array (relation, BIASES, &biases);
  if (ng_relation_array (relation, WEIGHTS)->rank != rank + 2)
    return;
  input.dims[axis] = ng_relation_array (relation, WEIGHTS)->dims[0];
  ng_relation_refine_input (relation, 0, &input);
}

static void
deconvolution_infer (NgRelation *relation)
{
  NgSliding sliding = get_sliding (ng_relation_layer (relation));
  int rank =
      ng_sliding_rank (&sliding, ng_relation_input (relation, 0), ng_relation_output (relation, 0));

  if (rank == 0 && ng_relation_array (relation, WEIGHTS)->rank > 2)
    rank = MIN (ng_relation_array (relation, WEIGHTS)->rank - 2, NG_MAX_WINDOW_RANK);
  if (rank == 0)
    return;
  ng_sliding_infer (&sliding, relation, rank);
  infer_channels (relation, &sliding, rank);
}

static void
deconvolution_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  NgSliding sliding = get_sliding (layer);

  ng_sliding_verify (&sliding, relation);
  ng_sliding_verify_groups (&sliding, relation, ng_layer_param (layer, GROUPS)->integer);
}

/* x: (batch, m, *d), w: (m, n/g, *k), y: (batch, n, *e) */
static void
deconvolution_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgSliding sliding = get_sliding (ng_lowering_layer (to));
  NgValue x = ng_lowering_input (to, 0);
  NgValue biases = ng_lowering_array (to, BIASES);
  gint64 spatial[NG_MAX_WINDOW_RANK] = { 0 };
  NgWindow window;
  int rank;

  if (ng_program_builder_has_failed (b))
    return;
  rank = ng_build_shape (b, x)->rank - 2;
  if (sliding.is_interleaved)
    x = ng_sliding_move_axis (b, x, rank + 1, 1);
  if (!ng_sliding_fits (&sliding, to, ng_build_shape (b, x)->dims + 2, rank))
    return;
  for (int i = 0; i < rank; i++)
    spatial[i] = ng_sliding_size (&sliding, i, ng_build_shape (b, x)->dims[i + 2]);
  window = ng_sliding_window (&sliding, spatial, rank);
  window.groups = ng_lowering_param_integer (to, GROUPS);
  x = ng_build_convolve_data (b, x, ng_lowering_array (to, WEIGHTS), &window, spatial);
  if (biases != NG_NO_VALUE)
    x = ng_build_add (b, x, ng_build_broadcast_at (b, biases, x, 1));
  if (sliding.is_interleaved && !ng_program_builder_has_failed (b))
    x = ng_sliding_move_axis (b, x, 1, rank + 1);
  ng_lowering_output (to, 0, x);
}

static char *
deconvolution_label (const NgLayer *layer)
{
  NgSliding sliding = get_sliding (layer);
  g_autofree char *size = ng_sliding_label (&sliding);

  return g_strdup_printf ("%s, %" G_GINT64_FORMAT, size, ng_layer_param (layer, CHANNELS)->integer);
}

static char *
deconvolution_term (const NgLayer *layer, const NgType *input)
{
  NgSliding sliding = get_sliding (layer);
  g_autofree char *steps = NULL;
  g_autofree char *size = ng_sliding_term (&sliding, input, &steps);

  return g_strdup_printf ("Deconv %s, %" G_GINT64_FORMAT "%s%s",
                          size,
                          ng_layer_param (layer, CHANNELS)->integer,
                          steps != NULL ? ", /" : "",
                          steps != NULL ? steps : "");
}

const NgLayerClass ng_layer_deconvolution = {
  .name = "DeconvolutionLayer",
  .summary = "Spreads each element of the input by kernels",
  .category = NG_CATEGORY_CONVOLUTION,
  .glyph = "M6 6h4v4h-4z M2 2h12v12h-12z M6 6l-4-4 M10 6l4-4 M6 10l-4 4 M10 10l4 4",
  .law = "s (d - 1) + e (k - 1) + 1 - p - q along each level behind the channels",
  .params = { { "OutputChannels",
                NG_PARAM_INTEGER,
                .position = 1,
                .at_least = 1,
                .flags = NG_PARAM_REQUIRED,
                .help = "How many kernels there are." },
              { "KernelSize",
                NG_PARAM_SIZES,
                .position = 2,
                .flags = NG_PARAM_REQUIRED,
                .help = "Size of the kernels, one number for all levels or one for each." },
              { "Stride", NG_PARAM_SIZES, .value = "1", .help = "Step of the kernels." },
              { "PaddingSize",
                NG_PARAM_PADDING,
                .value = "0",
                .help =
                    "What is cut off the output: p, {p, …}, {{before, after}, …} or \"Same\"." },
              { "Dilation", NG_PARAM_SIZES, .value = "1", .help = "Distance of two taps." },
              { "ChannelGroups",
                NG_PARAM_INTEGER,
                .value = "1",
                .at_least = 1,
                .flags = NG_PARAM_GROUPS,
                .help = "Groups of channels that do not see one another." },
              { "Dimensionality",
                NG_PARAM_INTEGER,
                .value = "Automatic",
                .at_least = 1,
                .below = NG_MAX_WINDOW_RANK + 1,
                .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                .help = "Number of spatial levels, 1 to 3." },
              { "Interleaving",
                NG_PARAM_BOOLEAN,
                .value = "False",
                .help = "Whether the channels are the last level." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .arrays = { { "Weights", NULL, NG_INIT_KAIMING_TRANSPOSED },
              { "Biases", NULL, NG_INIT_BIAS, .is_optional = TRUE } },
  .check = deconvolution_check,
  .infer = deconvolution_infer,
  .verify = deconvolution_verify,
  .lower = deconvolution_lower,
  .label = deconvolution_label,
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
