/* What the encoders of sounds share: their parameters, and how an item becomes samples.
 *
 * An item is the name of a file, File["name"], or Audio[…] of one of these, of samples {x, …} or of
 * channels {{x, …}, …}, with SampleRate -> r (44100). Channels are mixed, the rate becomes the
 * encoder's, then augmentation (in training), normalization and the length follow. */

#pragma once

#include "core/graph/coder.h"
#include "core/media/spectrum.h"

G_BEGIN_DECLS

/* Parameters that all of them have, those with spectra, and those with mel filters. */
enum {
  NG_SOUND_RATE,
  NG_SOUND_NORMALIZATION,
  NG_SOUND_LENGTH,
  NG_SOUND_AUGMENTATION,
  NG_SOUND_WINDOW_SIZE,
  NG_SOUND_OFFSET,
  NG_SOUND_WINDOW,
  NG_SOUND_N_FILTERS,
  NG_SOUND_LOW,
  NG_SOUND_HIGH,
  NG_SOUND_N_COEFFICIENTS,
};

#define NG_SOUND_PARAMS                                                                            \
  [NG_SOUND_RATE] = { "SampleRate",  NG_PARAM_INTEGER, .value = "16000",                           \
                      .at_least = 1, .below = 1e7,     .help = "Samples in a second" },            \
  [NG_SOUND_NORMALIZATION] = { "Normalization",                                                    \
                               NG_PARAM_EXPR,                                                      \
                               .value = "None",                                                    \
                               .help = "None, \"Max\", {\"Max\", v} or {\"RMS\", v}: what the "    \
                                       "greatest magnitude or the root mean square becomes" },     \
  [NG_SOUND_LENGTH] = { "TargetLength",                                                            \
                        NG_PARAM_EXPR,                                                             \
                        .value = "All",                                                            \
                        .help = "All, how many partitions (or samples) there are, or "             \
                                "Quantity[t, \"Seconds\"]" },                                      \
  [NG_SOUND_AUGMENTATION] = { "Augmentation",                                                      \
                              NG_PARAM_EXPR,                                                       \
                              .value = "None",                                                     \
                              .help = "What is changed at random in training: \"Convolution\", "   \
                                      "\"Noise\", \"TimeShift\", \"Volume\", \"VTLP\", each with " \
                                      "-> {low, high} or not" }

#define NG_SOUND_SPECTRUM_PARAMS                                                                   \
  NG_SOUND_PARAMS,                                                                                 \
      [NG_SOUND_WINDOW_SIZE] = { "WindowSize",                                                     \
                                 NG_PARAM_EXPR,                                                    \
                                 .flags = NG_PARAM_ALLOWS_AUTOMATIC,                               \
                                 .help = "Samples of a partition, or Quantity[t, "                 \
                                         "\"Seconds\"]; Automatic: 25 ms" },                       \
      [NG_SOUND_OFFSET] = { "Offset",                                                              \
                            NG_PARAM_EXPR,                                                         \
                            .flags = NG_PARAM_ALLOWS_AUTOMATIC,                                    \
                            .help = "Samples, or Quantity[t, \"Seconds\"], from one partition to " \
                                    "the next; Automatic: a third of the window" },                \
      [NG_SOUND_WINDOW] = { "WindowFunction",                                                      \
                            NG_PARAM_WORD,                                                         \
                            .value = "HannWindow",                                                 \
                            .choices = ng_window_names,                                            \
                            .help = "What partitions are multiplied by" }

#define NG_SOUND_MEL_PARAMS                                                                        \
  NG_SOUND_SPECTRUM_PARAMS,                                                                        \
      [NG_SOUND_N_FILTERS] = { "NumberOfFilters", NG_PARAM_INTEGER,                                \
                               .value = "40",     .at_least = 1,                                   \
                               .below = 4097,     .help = "How many mel filters there are" },      \
      [NG_SOUND_LOW] = { "MinimumFrequency",                                                       \
                         NG_PARAM_REAL,                                                            \
                         .value = "Automatic",                                                     \
                         .flags = NG_PARAM_ALLOWS_AUTOMATIC,                                       \
                         .help = "Hz where the first filter begins; Automatic: 0" },               \
      [NG_SOUND_HIGH] = { "MaximumFrequency",                                                      \
                          NG_PARAM_REAL,                                                           \
                          .value = "Automatic",                                                    \
                          .flags = NG_PARAM_ALLOWS_AUTOMATIC,                                      \
                          .help = "Hz where the last filter ends; Automatic: half the rate" }

/**
 * NgSound:
 * @partitions: what spectra are taken of; its warp is that of one item
 * @length: samples of every item, or 0 where they vary
 *
 * What the parameters say.
 */
typedef struct {
  NgPartitions partitions;
  NgMelFilters filters;
  gint64 length;
} NgSound;

/** ng_sound_prepare_samples: `prepare` of encoders with NG_SOUND_PARAMS */
gboolean ng_sound_prepare_samples (NgCoder *coder, GError **error);
/** ng_sound_prepare_spectra: `prepare` of encoders with NG_SOUND_SPECTRUM_PARAMS */
gboolean ng_sound_prepare_spectra (NgCoder *coder, GError **error);
/** ng_sound_prepare_mel: `prepare` of encoders with NG_SOUND_MEL_PARAMS */
gboolean ng_sound_prepare_mel (NgCoder *coder, GError **error);

/** ng_sound_n_bins: Returns: numbers of a spectrum, ⌊window/2⌋ + 1 */
gint64 ng_sound_n_bins (const NgCoder *coder);

/** ng_sound_type: fills the type {partitions (or samples), @width} */
void ng_sound_type (const NgCoder *coder, NgType *type, gint64 width);

/* `heads` of all */
extern const char *const ng_sound_heads[];
/** ng_sound_is_item: `is_item` of all */
gboolean ng_sound_is_item (const NgCoder *coder, const NgExpr *item);

/**
 * ng_sound_read:
 * @sound: (out): of the coder, with the warp of this item
 *
 * Fails with: "NetGraph::indata", and what reading a file fails with.
 *
 * Returns: (transfer full) (nullable): the samples of an item, float32, {n}, n > 0
 */
NgTensor *ng_sound_read (
    const NgCoder *coder, NgExpr *item, const NgCoding *coding, NgSound *sound, GError **error);

G_END_DECLS
