/* What a convolution and its transpose have in common: parameters, arrays, and all that does not
 * ask which way the kernels go. */

#pragma once

#include "core/graph/layer-class.h"
#include "core/graph/sliding.h"

G_BEGIN_DECLS

enum {
  NG_CONVOLVING_CHANNELS,
  NG_CONVOLVING_KERNEL_SIZE,
  NG_CONVOLVING_STRIDE,
  NG_CONVOLVING_PADDING_SIZE,
  NG_CONVOLVING_DILATION,
  NG_CONVOLVING_GROUPS,
  NG_CONVOLVING_DIMENSIONALITY,
  NG_CONVOLVING_INTERLEAVING
};
enum { NG_CONVOLVING_WEIGHTS, NG_CONVOLVING_BIASES };

/* Rows of the parameters, in this order; PADDING: what "PaddingSize" means */
#define NG_CONVOLVING_PARAMS(PADDING)                                                              \
  {                                                                                                \
    { "OutputChannels", NG_PARAM_INTEGER,           .position = 1,                                 \
      .at_least = 1,    .flags = NG_PARAM_REQUIRED, .help = "How many kernels there are." },       \
        { "KernelSize",                                                                            \
          NG_PARAM_SIZES,                                                                          \
          .position = 2,                                                                           \
          .flags = NG_PARAM_REQUIRED,                                                              \
          .help = "Size of the kernels, one number for all levels or one for each." },             \
        { "Stride", NG_PARAM_SIZES, .value = "1", .help = "Step of the kernels." },                \
        { "PaddingSize", NG_PARAM_PADDING, .value = "0", .help = PADDING },                        \
        { "Dilation", NG_PARAM_SIZES, .value = "1", .help = "Distance of two taps." },             \
        { "ChannelGroups",                                                                         \
          NG_PARAM_INTEGER,                                                                        \
          .value = "1",                                                                            \
          .at_least = 1,                                                                           \
          .flags = NG_PARAM_GROUPS,                                                                \
          .help = "Groups of channels that do not see one another." },                             \
        { "Dimensionality",                                                                        \
          NG_PARAM_INTEGER,                                                                        \
          .value = "Automatic",                                                                    \
          .at_least = 1,                                                                           \
          .below = NG_MAX_WINDOW_RANK + 1,                                                         \
          .flags = NG_PARAM_ALLOWS_AUTOMATIC,                                                      \
          .help = "Number of spatial levels, 1 to 3." },                                           \
    {                                                                                              \
      "Interleaving", NG_PARAM_BOOLEAN, .value = "False",                                          \
                                        .help = "Whether the channels are the last level."         \
    }                                                                                              \
  }

/** ng_convolving_sliding: Returns: how the kernels of a convolution slide */
NgSliding ng_convolving_sliding (const NgLayer *layer);

/** ng_convolving_check: as NgLayerClass.check */
gboolean ng_convolving_check (const NgLayer *layer, GError **error);

/** NgConvolvingInfer: relates channels, weights and biases where there are @rank spatial axes */
typedef void (*NgConvolvingInfer) (NgRelation *relation, const NgSliding *sliding, int rank);
/** ng_convolving_infer: @channels: called once the number of axes is known */
void
ng_convolving_infer (NgRelation *relation, const NgSliding *sliding, NgConvolvingInfer channels);
/** ng_convolving_refine_arrays: @rows, @columns: the first sizes of the weights. Returns: whether
 * the weights have as many levels as they need */
gboolean ng_convolving_refine_arrays (
    NgRelation *relation, const NgSliding *sliding, int rank, NgDim rows, NgDim columns);
void ng_convolving_verify (NgRelation *relation, const NgSliding *sliding);

/** ng_convolving_begin: Returns: the input with its channels in front of its @rank spatial axes */
NgValue ng_convolving_begin (NgLowering *to, const NgSliding *sliding, int *rank);
/** ng_convolving_end: the output is @x with the biases, its channels where they belong */
void ng_convolving_end (NgLowering *to, const NgSliding *sliding, NgValue x, int rank);

/** ng_convolving_label: as NgLayerClass.label */
char *ng_convolving_label (const NgLayer *layer);
/** ng_convolving_term: @word: "Conv"; @sign: before a step other than 1. Returns: (transfer full):
 * "Conv 3×3, 8, /2" */
char *ng_convolving_term (const NgLayer *layer,
                          const NgSliding *sliding,
                          const NgType *input,
                          const char *word,
                          const char *sign);

G_END_DECLS
