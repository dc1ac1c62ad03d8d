/* What "Image", "Image3D" and "VideoFrames" share: all but their names and what an item is. */

#pragma once

#include "core/graph/coder.h"

G_BEGIN_DECLS

/* The parameters of the records, in this order. */
enum {
  NG_PICTURES_SIZE,
  NG_PICTURES_COLOUR,
  NG_PICTURES_MEAN,
  NG_PICTURES_VARIANCE,
  NG_PICTURES_METHOD,
  NG_PICTURES_RESAMPLING,
  NG_PICTURES_ALIGNMENT,
  NG_PICTURES_PADDING,
  NG_PICTURES_INTERLEAVING,
  NG_PICTURES_TRANSPOSED,
};

extern const char *const ng_pictures_colours[];
extern const char *const ng_pictures_methods[];
extern const char *const ng_pictures_resamplings[];

/* Their values, by @size: notation of the usual size. */
#define NG_PICTURES_PARAMS(size)                                                                   \
  {                                                                                                \
    [NG_PICTURES_SIZE] = { "Size",                                                                 \
                           NG_PARAM_SIZES,                                                         \
                           .position = 1,                                                          \
                           .value = size,                                                          \
                           .flags = NG_PARAM_ENCODER,                                              \
                           .help = "Width and height, or one number for all axes" },               \
    [NG_PICTURES_COLOUR] = { "ColorSpace",                                                         \
                             NG_PARAM_WORD,                                                        \
                             .value = "\"RGB\"",                                                   \
                             .choices = ng_pictures_colours,                                       \
                             .help = "What the channels are" },                                    \
    [NG_PICTURES_MEAN] = { "MeanImage",                                                            \
                           NG_PARAM_EXPR,                                                          \
                           .value = "None",                                                        \
                           .help = "What is taken off: a number, one for each channel, or a "      \
                                   "picture" },                                                    \
    [NG_PICTURES_VARIANCE] = { "VarianceImage",                                                    \
                               NG_PARAM_EXPR,                                                      \
                               .value = "None",                                                    \
                               .help = "By whose square root it is divided after that" },          \
    [NG_PICTURES_METHOD] = { "Method",                                                             \
                             NG_PARAM_WORD,                                                        \
                             .value = "\"Stretch\"",                                               \
                             .choices = ng_pictures_methods,                                       \
                             .flags = NG_PARAM_ENCODER,                                            \
                             .help = "Whether a picture of another form is stretched, fitted and " \
                                     "padded, or cut to fill" },                                   \
    [NG_PICTURES_RESAMPLING] = { "Resampling",                                                     \
                                 NG_PARAM_WORD,                                                    \
                                 .value = "Automatic",                                             \
                                 .choices = ng_pictures_resamplings,                               \
                                 .flags = NG_PARAM_ENCODER,                                        \
                                 .help = "How pixels between pixels are found" },                  \
    [NG_PICTURES_ALIGNMENT] = { "Alignment",                                                       \
                                NG_PARAM_EXPR,                                                     \
                                .value = "Center",                                                 \
                                .flags = NG_PARAM_ENCODER,                                         \
                                .help = "Where a fitted or cut picture stands: Left, {Center, "    \
                                        "Top}, or numbers from -1 to 1" },                         \
    [NG_PICTURES_PADDING] = { "Padding",                                                           \
                              NG_PARAM_EXPR,                                                       \
                              .value = "Black",                                                    \
                              .flags = NG_PARAM_ENCODER,                                           \
                              .help = "What is around a fitted picture: a colour, \"Fixed\", "     \
                                      "\"Reflected\" or \"Periodic\"" },                           \
    [NG_PICTURES_INTERLEAVING] = { "Interleaving",                                                 \
                                   NG_PARAM_BOOLEAN,                                               \
                                   .value = "False",                                               \
                                   .help = "Whether the channels are the last level" },            \
    [NG_PICTURES_TRANSPOSED] = { "DataTransposed",                                                 \
                                 NG_PARAM_BOOLEAN,                                                 \
                                 .value = "False",                                                 \
                                 .help = "Whether height and width change places" },               \
  }

/* `heads` of all of them */
extern const char *const ng_pictures_heads[];
gboolean ng_pictures_prepare (NgCoder *coder, int n_axes, GError **error);
void ng_pictures_type (const NgCoder *coder, NgType *type);
NgTensor *ng_pictures_encode (const NgCoder *coder, NgExpr *item, GError **error);
NgExpr *ng_pictures_decode (const NgCoder *coder, NgTensor *array, GError **error);

G_END_DECLS
