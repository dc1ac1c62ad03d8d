/* ConvolutionLayer[n, k]: n kernels slide over the input and are multiplied with what they cover.
 * The kernels are not turned round. Spatial axes: one, two or three.
 *
 *   y[o, i] = b[o] + Σ_c Σ_t w[o, c, t] x[c, s i + e t - p]
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
                      .is_interleaved = ng_layer_param (layer, INTERLEAVING)->integer != 0 };
}

static gboolean
convolution_check (const NgLayer *layer, GError **error)
{
  NgSliding sliding = get_sliding (layer);

  return ng_sliding_check_groups (
             ng_layer_param (layer, CHANNELS), ng_layer_param (layer, GROUPS), error) &&
         ng_sliding_check (&sliding, error);
}

/* Input channels are groups times the second size of the weights. */
static void
infer_channels (NgRelation *relation, const NgSliding *sliding, int rank)
{
  const NgLayer *layer = ng_relation_layer (relation);
  gint64 groups = ng_layer_param (layer, GROUPS)->integer;
  int axis = ng_sliding_channel_axis (sliding, rank);
  NgType input = *ng_relation_input (relation, 0), output = *ng_relation_output (relation, 0);
  NgType weights = ng_type_unknown (), biases = ng_type_unknown ();
  NgDim known;

  if (input.rank != rank + 1 || output.rank != rank + 1)
    return;
  output.dims[axis] = ng_dim_number (ng_layer_param (layer, CHANNELS)->integer);
  ng_relation_refine_output (relation, 0, &output);
  weights.rank = rank + 2;
  weights.dims[0] = ng_dim_number (ng_layer_param (layer, CHANNELS)->integer);
  weights.dims[1] = ng_dim_unknown ();
  if (input.dims[axis].state == NG_DIM_NUMBER && input.dims[axis].value % groups == 0)
    weights.dims[1] = ng_dim_number (input.dims[axis].value / groups);
  for (int i = 0; i < rank; i++)
    weights.dims[i + 2] = ng_dim_number (ng_sliding_tap (sliding, i));
  ng_relation_refine_array (relation, WEIGHTS, &weights);
  biases.rank = 1;
  biases.dims[0] = weights.dims[0];
  ng_relation_refine_array (relation, BIASES, &biases);
  if (ng_relation_array (relation, WEIGHTS)->rank != rank + 2)
    return;
  known = ng_relation_array (relation, WEIGHTS)->dims[1];
  if (known.state == NG_DIM_NUMBER) {
    input.dims[axis] = ng_dim_number (ng_size_multiply (known.value, groups));
    ng_relation_refine_input (relation, 0, &input);
  }
}

static void
convolution_infer (NgRelation *relation)
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
convolution_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  NgSliding sliding = get_sliding (layer);

  ng_sliding_verify (&sliding, relation);
  ng_sliding_verify_groups (&sliding, relation, ng_layer_param (layer, GROUPS)->integer);
}

/* x: (batch, m, *d), w: (n, m/g, *k), y: (batch, n, *e) */
static void
convolution_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgSliding sliding = get_sliding (ng_lowering_layer (to));
  NgValue x = ng_lowering_input (to, 0);
  NgValue biases = ng_lowering_array (to, BIASES);
  NgWindow window;
  NgShape shape;

  if (ng_program_builder_has_failed (b))
    return;
  if (sliding.is_interleaved)
    x = ng_sliding_move_axis (b, x, ng_build_shape (b, x)->rank - 1, 1);
  shape = *ng_build_shape (b, x);
  if (!ng_sliding_fits (&sliding, to, shape.dims + 2, shape.rank - 2))
    return;
  window = ng_sliding_window (&sliding, shape.dims + 2, shape.rank - 2);
  window.groups = ng_lowering_param_integer (to, GROUPS);
  x = ng_build_convolve (b, x, ng_lowering_array (to, WEIGHTS), &window);
  if (biases != NG_NO_VALUE)
    x = ng_build_add (b, x, ng_build_broadcast_at (b, biases, x, 1));
  if (sliding.is_interleaved && !ng_program_builder_has_failed (b))
    x = ng_sliding_move_axis (b, x, 1, shape.rank - 1);
  ng_lowering_output (to, 0, x);
}

static char *
convolution_label (const NgLayer *layer)
{
  NgSliding sliding = get_sliding (layer);
  g_autofree char *size = ng_sliding_label (&sliding);

  return g_strdup_printf ("%s, %" G_GINT64_FORMAT, size, ng_layer_param (layer, CHANNELS)->integer);
}

static char *
convolution_term (const NgLayer *layer, const NgType *input)
{
  NgSliding sliding = get_sliding (layer);
  g_autofree char *steps = NULL;
  g_autofree char *size = ng_sliding_term (&sliding, input, &steps);

  return g_strdup_printf ("Conv %s, %" G_GINT64_FORMAT "%s%s",
                          size,
                          ng_layer_param (layer, CHANNELS)->integer,
                          steps != NULL ? ", /" : "",
                          steps != NULL ? steps : "");
}

const NgLayerClass ng_layer_convolution = {
  .name = "ConvolutionLayer",
  .summary = "Slides kernels over the input",
  .category = NG_CATEGORY_CONVOLUTION,
  .glyph = "M2 2h12v12h-12z M2 6h12 M2 10h12 M6 2v12 M10 2v12 M3 3h6v6h-6z",
  .law = "floor ((d + p + q - e (k - 1) - 1)/s) + 1 along each level behind the channels",
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
                .help = "Zeros around the input: p, {p, …}, {{before, after}, …} or \"Same\"." },
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
  .arrays = { { "Weights", NULL, NG_INIT_KAIMING },
              { "Biases", NULL, NG_INIT_BIAS, .is_optional = TRUE } },
  .check = convolution_check,
  .infer = convolution_infer,
  .verify = convolution_verify,
  .lower = convolution_lower,
  .label = convolution_label,
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
