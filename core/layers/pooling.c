/* PoolingLayer[k]: takes the greatest, the mean or the sum of what a sliding window covers. Padding
 * is never the greatest, and counts as zeros in the mean. */

#include "core/graph/lowering.h"
#include "core/graph/sliding.h"

enum { KERNEL_SIZE, STRIDE, PADDING_SIZE, FUNCTION, DIMENSIONALITY, INTERLEAVING };
enum { MAXIMUM, MEAN, TOTAL };

static const char *const functions[] = { "Max", "Mean", "Total", NULL };

static NgSliding
get_sliding (const NgLayer *layer)
{
  return (NgSliding){ .size = ng_layer_param (layer, KERNEL_SIZE),
                      .stride = ng_layer_param (layer, STRIDE),
                      .padding = ng_layer_param (layer, PADDING_SIZE),
                      .dimensionality = ng_layer_param (layer, DIMENSIONALITY),
                      .is_interleaved = ng_layer_param (layer, INTERLEAVING)->integer != 0 };
}

static gboolean
pooling_check (const NgLayer *layer, GError **error)
{
  NgSliding sliding = get_sliding (layer);

  return ng_sliding_check (&sliding, error);
}

static void
pooling_infer (NgRelation *relation)
{
  NgSliding sliding = get_sliding (ng_relation_layer (relation));
  int rank =
      ng_sliding_rank (&sliding, ng_relation_input (relation, 0), ng_relation_output (relation, 0));
  int axis = ng_sliding_channel_axis (&sliding, rank);
  NgType input, output;

  if (rank == 0)
    return;
  ng_sliding_infer (&sliding, relation, rank);
  input = *ng_relation_input (relation, 0);
  output = *ng_relation_output (relation, 0);
  if (input.rank != rank + 1 || output.rank != rank + 1)
    return;
  output.dims[axis] = input.dims[axis];
  ng_relation_refine_output (relation, 0, &output);
  input.dims[axis] = ng_relation_output (relation, 0)->dims[axis];
  ng_relation_refine_input (relation, 0, &input);
}

static void
pooling_verify (NgRelation *relation)
{
  NgSliding sliding = get_sliding (ng_relation_layer (relation));

  ng_sliding_verify (&sliding, relation);
}

/* x: (batch, c, *d), y: (batch, c, *e) */
static void
pooling_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgSliding sliding = get_sliding (ng_lowering_layer (to));
  gint64 function = ng_lowering_param_integer (to, FUNCTION);
  NgValue x = ng_lowering_input (to, 0);
  double taps = 1;
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
  for (int i = 0; i < window.rank; i++)
    taps *= (double) window.size[i];
  x = ng_build_pool (
      b, function == MAXIMUM ? NG_PRIMITIVE_POOL_MAX : NG_PRIMITIVE_POOL_SUM, x, &window);
  if (function == MEAN)
    x = ng_build_scale (b, x, 1 / taps);
  if (sliding.is_interleaved && !ng_program_builder_has_failed (b))
    x = ng_sliding_move_axis (b, x, 1, shape.rank - 1);
  ng_lowering_output (to, 0, x);
}

static char *
pooling_label (const NgLayer *layer)
{
  NgSliding sliding = get_sliding (layer);
  g_autofree char *size = ng_sliding_label (&sliding);
  const NgParam *function = ng_layer_param (layer, FUNCTION);

  if (!function->is_given)
    return g_steal_pointer (&size);
  return g_strdup_printf ("%s, %s", size, functions[function->integer]);
}

static char *
pooling_term (const NgLayer *layer, const NgType *input)
{
  static const char *const words[] = { "max", "mean", "sum" };
  NgSliding sliding = get_sliding (layer);
  g_autofree char *steps = NULL;
  g_autofree char *size = ng_sliding_term (&sliding, input, &steps);

  return g_strdup_printf ("%s pool %s%s%s",
                          words[ng_layer_param (layer, FUNCTION)->integer],
                          size,
                          steps != NULL ? ", /" : "",
                          steps != NULL ? steps : "");
}

const NgLayerClass ng_layer_pooling = {
  .name = "PoolingLayer",
  .summary = "Takes the greatest, mean or sum of what a window covers",
  .category = NG_CATEGORY_CONVOLUTION,
  .glyph = "M2 2h8v8h-8z M2 6h8 M6 2v8 M11 11h3v3h-3z M8 8l3 3",
  .law = "floor ((d + p + q - k)/s) + 1 along each level behind the channels",
  .params = { { "KernelSize",
                NG_PARAM_SIZES,
                .position = 1,
                .flags = NG_PARAM_REQUIRED,
                .help = "Size of the window, one number for all levels or one for each." },
              { "Stride",
                NG_PARAM_SIZES,
                .position = 2,
                .value = "1",
                .help = "Step of the window; 1, not its size, unless it is given." },
              { "PaddingSize",
                NG_PARAM_PADDING,
                .value = "0",
                .help = "Padding of the input: p, {p, …}, {{before, after}, …} or \"Same\"." },
              { "Function",
                NG_PARAM_WORD,
                .value = "Max",
                .choices = functions,
                .help = "Max, Mean or Total of what the window covers." },
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
  .check = pooling_check,
  .infer = pooling_infer,
  .verify = pooling_verify,
  .lower = pooling_lower,
  .label = pooling_label,
  .term_of = pooling_term,
  .examples = { "PoolingLayer[2, 2, \"Input\" -> {2, 4, 6}]",
                "PoolingLayer[{3, 2}, \"Function\" -> Mean, PaddingSize -> 1, \"Input\" -> {2, 4, "
                "5}]",
                "PoolingLayer[{2}, \"Function\" -> Total, \"Input\" -> {2, 5}]",
                "PoolingLayer[3, 2, PaddingSize -> \"Same\", \"Input\" -> {1, 5, 5}]",
                "PoolingLayer[2, Interleaving -> True, \"Input\" -> {\"Varying\", 2}]" },
};
