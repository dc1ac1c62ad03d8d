#include "core/codec/sound.h"

#include "core/base/rng.h"
#include "core/graph/coder-refuse.h"
#include "core/graph/literal.h"
#include "core/media/audio.h"
#include "core/media/convolve.h"
#include "core/media/resample.h"
#include "core/tensor/fft.h"
#include <math.h>
#include <string.h>

typedef enum {
  NORMALIZE_NONE,
  NORMALIZE_MAX,
  NORMALIZE_RMS,
} Normalization;

typedef enum {
  CONVOLUTION,
  NOISE,
  TIME_SHIFT,
  VOLUME,
  VTLP,
  N_AUGMENTATIONS,
} Augmentation;

/* What is meant where no range is given: the noise's root mean square, seconds, factors. */
static const struct {
  const char *name;
  double low, high;
  double least, greatest;
} augmentations[N_AUGMENTATIONS] = {
  [CONVOLUTION] = { "Convolution" },
  [NOISE] = { "Noise", 0, 0.02, 0, 1e6 },
  [TIME_SHIFT] = { "TimeShift", -0.1, 0.1, -3600, 3600 },
  [VOLUME] = { "Volume", 0.5, 1.5, 0, 1e6 },
  [VTLP] = { "VTLP", 0.9, 1.1, 0.5, 2 },
};

typedef struct {
  NgSound sound;
  float *weights;
  Normalization normalization;
  double level;
  gboolean augments[N_AUGMENTATIONS];
  double low[N_AUGMENTATIONS], high[N_AUGMENTATIONS];
  GPtrArray *responses; /* of NgTensor: what may be convolved with */
} State;

static void
free_state (gpointer data)
{
  State *self = data;

  g_free (self->weights);
  g_ptr_array_unref (self->responses);
  g_free (self);
}

/* ---- parameters ---- */

/* Quantity[t, "unit"] in seconds, or NaN. */
static double
read_seconds (const NgExpr *expr)
{
  static const struct {
    const char *name;
    double seconds;
  } units[] = { { "Seconds", 1 }, { "s", 1 },        { "Milliseconds", 1e-3 },
                { "ms", 1e-3 },   { "Minutes", 60 }, { "min", 60 } };

  if (!ng_expr_is_call (expr, "Quantity") || ng_expr_n_args (expr) != 2 ||
      !ng_expr_is_number (ng_expr_arg (expr, 0)) ||
      ng_expr_kind (ng_expr_arg (expr, 1)) != NG_EXPR_STRING)
    return (double) NAN;
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    if (g_str_equal (ng_expr_text (ng_expr_arg (expr, 1)), units[i].name))
      return ng_expr_number (ng_expr_arg (expr, 0)) * units[i].seconds;
  }
  return (double) NAN;
}

/* A positive number of samples up to @most, or a time that is that many. */
static gboolean
read_samples (const NgCoder *coder, const NgExpr *expr, gint64 most, gint64 *samples)
{
  double seconds = read_seconds (expr);
  double count = ng_expr_kind (expr) == NG_EXPR_INTEGER
                     ? ng_expr_number (expr)
                     : round (seconds * (double) ng_coder_param (coder, NG_SOUND_RATE)->integer);

  if (!(count >= 1 && count <= (double) most))
    return FALSE;
  *samples = (gint64) count;
  return TRUE;
}

static gboolean
read_normalization (const NgCoder *coder, State *self, GError **error)
{
  const NgExpr *expr = ng_coder_param (coder, NG_SOUND_NORMALIZATION)->expr;
  const NgExpr *name = expr;

  self->level = 1;
  if (ng_expr_is_symbol (expr, "None"))
    return TRUE;
  if (ng_expr_is_call (expr, "List") && ng_expr_n_args (expr) == 2 &&
      ng_expr_is_number (ng_expr_arg (expr, 1)) && ng_expr_number (ng_expr_arg (expr, 1)) > 0) {
    name = ng_expr_arg (expr, 0);
    self->level = ng_expr_number (ng_expr_arg (expr, 1));
  }
  if (ng_expr_kind (name) == NG_EXPR_STRING && g_str_equal (ng_expr_text (name), "Max"))
    self->normalization = NORMALIZE_MAX;
  else if (name != expr && ng_expr_kind (name) == NG_EXPR_STRING &&
           g_str_equal (ng_expr_text (name), "RMS"))
    self->normalization = NORMALIZE_RMS;
  else
    return ng_coder_refuse_param (
        expr, "Normalization", "None, \"Max\", {\"Max\", v} or {\"RMS\", v}", error);
  return TRUE;
}

/* A number of partitions is so many samples that these are full. */
static gboolean
read_length (const NgCoder *coder, State *self, gboolean has_partitions, GError **error)
{
  const NgExpr *expr = ng_coder_param (coder, NG_SOUND_LENGTH)->expr;
  gint64 length = 0;

  if (ng_expr_is_symbol (expr, "All"))
    return TRUE;
  if (read_samples (coder, expr, NG_MAX_SAMPLES, &length) && has_partitions &&
      ng_expr_kind (expr) == NG_EXPR_INTEGER)
    length = ng_partitions_samples (&self->sound.partitions, length);
  if (length < 1 || length > NG_MAX_SAMPLES)
    return ng_coder_refuse_param (
        expr,
        "TargetLength",
        "All, a positive number of partitions, or Quantity[t, \"Seconds\"]",
        error);
  self->sound.length = length;
  return TRUE;
}

static NgTensor *read_item (const NgCoder *coder, NgExpr *item, GError **error);

/* A sound or a list of them. */
static gboolean
read_responses (const NgCoder *coder, State *self, NgExpr *expr, GError **error)
{
  gboolean is_list = ng_expr_is_call (expr, "List");

  for (gsize i = 0; i < (is_list ? ng_expr_n_args (expr) : 1); i++) {
    NgExpr *item = is_list ? ng_expr_arg (expr, i) : expr;
    if (!ng_sound_is_item (coder, item))
      return ng_coder_refuse_param (item, "Convolution", "a sound or a list of sounds", error);
    NgTensor *response = read_item (coder, item, error);
    if (response == NULL)
      return FALSE;
    g_ptr_array_add (self->responses, response);
  }
  if (self->responses->len == 0)
    return ng_coder_refuse_param (expr, "Convolution", "a sound or a list of sounds", error);
  return TRUE;
}

static gboolean
read_range (State *self, Augmentation which, const NgExpr *expr, GError **error)
{
  double low = (double) NAN, high = (double) NAN;

  if (ng_expr_is_number (expr)) {
    high = ng_expr_number (expr);
    low = which == TIME_SHIFT ? -high : which == NOISE ? 0 : high;
  } else if (ng_expr_is_call (expr, "List") && ng_expr_n_args (expr) == 2 &&
             ng_expr_is_number (ng_expr_arg (expr, 0)) &&
             ng_expr_is_number (ng_expr_arg (expr, 1))) {
    low = ng_expr_number (ng_expr_arg (expr, 0));
    high = ng_expr_number (ng_expr_arg (expr, 1));
  }
  if (!(low >= augmentations[which].least && low <= high &&
        high <= augmentations[which].greatest)) {
    g_autofree char *wanted = g_strdup_printf ("a number or {low, high}, from %g to %g",
                                               augmentations[which].least,
                                               augmentations[which].greatest);
    return ng_coder_refuse_param (expr, augmentations[which].name, wanted, error);
  }
  self->low[which] = low;
  self->high[which] = high;
  return TRUE;
}

static gboolean
read_augmentation (const NgCoder *coder, State *self, NgExpr *expr, GError **error)
{
  const NgExpr *name = ng_expr_is_rule (expr) ? ng_expr_arg (expr, 0) : expr;
  int which = 0;

  while (which < N_AUGMENTATIONS && !(ng_expr_kind (name) == NG_EXPR_STRING &&
                                      g_str_equal (ng_expr_text (name), augmentations[which].name)))
    which++;
  if (which == N_AUGMENTATIONS)
    return ng_coder_refuse_param (
        name,
        "Augmentation",
        "\"Convolution\", \"Noise\", \"TimeShift\", \"Volume\" or \"VTLP\"",
        error);
  self->augments[which] = TRUE;
  self->low[which] = augmentations[which].low;
  self->high[which] = augmentations[which].high;
  if (which == CONVOLUTION)
    return ng_expr_is_rule (expr)
               ? read_responses (coder, self, ng_expr_arg (expr, 1), error)
               : ng_coder_refuse_param (
                     expr, "Convolution", "given a sound, or a list of sounds", error);
  return !ng_expr_is_rule (expr) ||
         read_range (self, (Augmentation) which, ng_expr_arg (expr, 1), error);
}

static gboolean
read_augmentations (const NgCoder *coder, State *self, gboolean has_partitions, GError **error)
{
  NgExpr *expr = ng_coder_param (coder, NG_SOUND_AUGMENTATION)->expr;
  gboolean is_list = ng_expr_is_call (expr, "List") || ng_expr_is_call (expr, "Association");

  if (ng_expr_is_symbol (expr, "None"))
    return TRUE;
  for (gsize i = 0; i < (is_list ? ng_expr_n_args (expr) : 1); i++) {
    if (!read_augmentation (coder, self, is_list ? ng_expr_arg (expr, i) : expr, error))
      return FALSE;
  }
  if (self->augments[VTLP] && !has_partitions)
    return ng_coder_refuse_param (
        expr, "Augmentation", "without \"VTLP\", which changes spectra", error);
  return TRUE;
}

static gboolean
read_partitions (const NgCoder *coder, State *self, GError **error)
{
  const NgParam *size = ng_coder_param (coder, NG_SOUND_WINDOW_SIZE);
  const NgParam *offset = ng_coder_param (coder, NG_SOUND_OFFSET);
  gint64 rate = ng_coder_param (coder, NG_SOUND_RATE)->integer;
  gint64 n = CLAMP ((rate + 20) / 40, 1, NG_MAX_FFT), step;

  if (!size->is_automatic && !read_samples (coder, size->expr, NG_MAX_FFT, &n))
    return ng_coder_refuse_param (
        size->expr,
        "WindowSize",
        "a positive number of samples up to 1048576, or Quantity[t, \"Seconds\"]",
        error);
  step = MAX ((2 * n + 3) / 6, 1);
  if (!offset->is_automatic && !read_samples (coder, offset->expr, NG_MAX_SAMPLES, &step))
    return ng_coder_refuse_param (
        offset->expr, "Offset", "a positive number of samples, or Quantity[t, \"Seconds\"]", error);
  self->weights =
      ng_window_new ((guint) ng_coder_param (coder, NG_SOUND_WINDOW)->integer, (gsize) n);
  self->sound.partitions = (NgPartitions){ (gsize) n, (gsize) step, self->weights, 1 };
  return TRUE;
}

static gboolean
read_filters (const NgCoder *coder, State *self, GError **error)
{
  const NgParam *low = ng_coder_param (coder, NG_SOUND_LOW);
  const NgParam *high = ng_coder_param (coder, NG_SOUND_HIGH);
  double rate = (double) ng_coder_param (coder, NG_SOUND_RATE)->integer;
  NgMelFilters filters = { .count = (gsize) ng_coder_param (coder, NG_SOUND_N_FILTERS)->integer,
                           .rate = rate,
                           .low = low->is_automatic ? 0 : low->real,
                           .high = high->is_automatic ? rate / 2 : high->real };

  if (!(filters.low >= 0 && filters.low < rate / 2))
    return ng_coder_refuse_param (
        low->expr, "MinimumFrequency", "from 0 to below half the \"SampleRate\"", error);
  if (!(filters.high > filters.low && filters.high <= rate / 2))
    return ng_coder_refuse_param (high->expr,
                                  "MaximumFrequency",
                                  "above \"MinimumFrequency\" and at most half the \"SampleRate\"",
                                  error);
  self->sound.filters = filters;
  return TRUE;
}

static State *
new_state (NgCoder *coder)
{
  State *self = g_new0 (State, 1);

  self->responses = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  ng_coder_set_state (coder, self, free_state);
  return self;
}

gboolean
ng_sound_prepare_samples (NgCoder *coder, GError **error)
{
  State *self = new_state (coder);

  return read_normalization (coder, self, error) && read_length (coder, self, FALSE, error) &&
         read_augmentations (coder, self, FALSE, error);
}

static gboolean
prepare_spectra (const NgCoder *coder, State *self, GError **error)
{
  return read_partitions (coder, self, error) && read_normalization (coder, self, error) &&
         read_length (coder, self, TRUE, error) && read_augmentations (coder, self, TRUE, error);
}

gboolean
ng_sound_prepare_spectra (NgCoder *coder, GError **error)
{
  return prepare_spectra (coder, new_state (coder), error);
}

gboolean
ng_sound_prepare_mel (NgCoder *coder, GError **error)
{
  State *self = new_state (coder);

  return prepare_spectra (coder, self, error) && read_filters (coder, self, error);
}

gint64
ng_sound_n_bins (const NgCoder *coder)
{
  const State *state = ng_coder_state (coder);

  return (gint64) state->sound.partitions.window / 2 + 1;
}

void
ng_sound_type (const NgCoder *coder, NgType *type, gint64 width)
{
  const State *state = ng_coder_state (coder);
  gint64 length = state->sound.length;

  if (length > 0 && state->weights != NULL)
    length = ng_partitions_count (&state->sound.partitions, length);
  type->kind = NG_KIND_REAL;
  type->rank = 2;
  type->dims[0] = length > 0 ? ng_dim_number (length) : ng_dim_varying (1);
  type->dims[1] = ng_dim_number (width);
}

/* ---- items ---- */

const char *const ng_sound_heads[] = { "Audio", "Quantity", NULL };

gboolean
ng_sound_is_item (const NgCoder *coder, const NgExpr *item)
{
  return ng_expr_kind (item) == NG_EXPR_STRING || ng_expr_is_call (item, "File") ||
         ng_expr_is_call (item, "Audio");
}

static NgTensor *
mix (const NgTensor *channels)
{
  gsize rank = ng_tensor_rank (channels);
  gint64 n = ng_tensor_dims (channels)[rank - 1];
  gint64 n_channels = rank == 2 ? ng_tensor_dims (channels)[0] : 1;
  float *mono = g_new (float, n);

  for (gint64 i = 0; i < n; i++) {
    double sum = 0;
    for (gint64 c = 0; c < n_channels; c++)
      sum += ng_tensor_get_real (channels, c * n + i);
    mono[i] = (float) (sum / (double) n_channels);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, mono);
}

static gboolean
is_finite (const NgTensor *tensor)
{
  NgTensorStatistics statistics;

  ng_tensor_statistics (tensor, &statistics);
  return statistics.n == statistics.n_finite;
}

/* Audio[…]: a file, samples or channels, with SampleRate -> r. */
static NgTensor *
read_audio (NgExpr *item, gint64 *rate, GError **error)
{
  NgExpr *of = ng_expr_n_args (item) > 0 ? ng_expr_arg (item, 0) : item;
  g_autoptr (NgTensor) channels = NULL;

  *rate = 44100;
  for (gsize i = 1; i < ng_expr_n_args (item); i++) {
    const NgExpr *option = ng_expr_arg (item, i);
    const NgExpr *value = ng_expr_is_rule (option) ? ng_expr_arg (option, 1) : option;
    if (value == option || !ng_expr_is_symbol (ng_expr_arg (option, 0), "SampleRate") ||
        ng_expr_kind (value) != NG_EXPR_INTEGER || ng_expr_integer (value) < 1 ||
        ng_expr_integer (value) > NG_MAX_SAMPLE_RATE) {
      ng_coder_refuse_item (option, error, "is nothing that Audio can have; there is SampleRate");
      return NULL;
    }
    *rate = ng_expr_integer (value);
  }
  channels = of != item ? ng_tensor_read (of, NULL) : NULL;
  if (channels == NULL || ng_tensor_rank (channels) < 1 || ng_tensor_rank (channels) > 2 ||
      ng_tensor_count (channels) == 0 || ng_tensor_count (channels) > NG_MAX_SAMPLES ||
      ng_tensor_element (channels) == NG_ELEMENT_STRING || !is_finite (channels)) {
    ng_coder_refuse_item (item, error, "is no sound: it needs a file, samples or channels");
    return NULL;
  }
  return mix (channels);
}

/* The path in "path", File["path"] and Audio of these, or NULL. */
static const char *
find_path (const NgExpr *item)
{
  if (ng_expr_is_call (item, "Audio") && ng_expr_n_args (item) == 1)
    item = ng_expr_arg (item, 0);
  if (ng_expr_is_call (item, "File") && ng_expr_n_args (item) == 1)
    item = ng_expr_arg (item, 0);
  return ng_expr_kind (item) == NG_EXPR_STRING ? ng_expr_text (item) : NULL;
}

/* At the rate of the coder. */
static NgTensor *
read_item (const NgCoder *coder, NgExpr *item, GError **error)
{
  const char *path = find_path (item);
  GError *reason = NULL;
  gint64 rate = 0;
  g_autoptr (NgTensor) samples =
      path != NULL ? ng_audio_read (path, &rate, &reason) : read_audio (item, &rate, &reason);

  NgTensor *resampled =
      samples != NULL ? ng_audio_resample (
                            samples, rate, ng_coder_param (coder, NG_SOUND_RATE)->integer, &reason)
                      : NULL;
  if (resampled == NULL) {
    const NgDiagnostic *told = ng_error_diagnostic (reason);
    ng_error_set (error,
                  told->place.line > 0 ? ng_diagnostic_ref ((NgDiagnostic *) told)
                                       : ng_diagnostic_at (told, ng_expr_place (item)));
    g_error_free (reason);
  }
  return resampled;
}

/* ---- what is done to samples ---- */

/* A draw for an item; @use tells draws of one item apart. */
static double
draw (const NgCoding *coding, const char *use)
{
  return ng_rng_unit (coding->seed, ng_rng_stream (use), coding->index);
}

static double
draw_between (const State *state, const NgCoding *coding, Augmentation which)
{
  double share = draw (coding, augmentations[which].name);

  return state->low[which] + share * (state->high[which] - state->low[which]);
}

/* Which response an item meets. */
static const NgTensor *
draw_response (const State *state, const NgCoding *coding)
{
  double at = draw (coding, augmentations[CONVOLUTION].name) * state->responses->len;

  return state->responses->pdata[(guint) at];
}

/* The response at full length would move the end; the sound keeps its length. */
static void
convolve (float *x, gint64 n, const NgTensor *response)
{
  ng_convolve (x, n, ng_tensor_data (response), MIN (ng_tensor_count (response), n));
}

static void
shift (float *x, gint64 n, gint64 by)
{
  gint64 distance = MIN (ABS (by), n);
  gsize kept = (gsize) (n - distance) * sizeof *x, lost = (gsize) distance * sizeof *x;

  if (by > 0) {
    memmove (x + distance, x, kept);
    memset (x, 0, lost);
  } else {
    memmove (x, x + distance, kept);
    memset (x + n - distance, 0, lost);
  }
}

static void
augment (const State *state, const NgCoding *coding, double rate, float *x, gint64 n)
{
  if (state->augments[CONVOLUTION])
    convolve (x, n, draw_response (state, coding));
  if (state->augments[TIME_SHIFT])
    shift (x, n, (gint64) round (draw_between (state, coding, TIME_SHIFT) * rate));
  if (state->augments[VOLUME]) {
    double factor = draw_between (state, coding, VOLUME);
    for (gint64 i = 0; i < n; i++)
      x[i] *= (float) factor;
  }
  if (state->augments[NOISE]) {
    double level = draw_between (state, coding, NOISE);
    guint64 stream = ng_rng_bits (coding->seed, ng_rng_stream ("Noise samples"), coding->index);
    for (gint64 i = 0; i < n; i++)
      x[i] += (float) (level * ng_rng_normal (coding->seed, stream, (guint64) i));
  }
}

static void
normalize (const State *state, float *x, gint64 n)
{
  double greatest = 0, squares = 0;

  for (gint64 i = 0; i < n; i++) {
    greatest = MAX (greatest, fabs ((double) x[i]));
    squares += (double) x[i] * (double) x[i];
  }
  double size = state->normalization == NORMALIZE_MAX ? greatest : sqrt (squares / (double) n);
  if (state->normalization == NORMALIZE_NONE || size == 0)
    return;
  for (gint64 i = 0; i < n; i++)
    x[i] = (float) ((double) x[i] * state->level / size);
}

NgTensor *
ng_sound_read (
    const NgCoder *coder, NgExpr *item, const NgCoding *coding, NgSound *sound, GError **error)
{
  const State *state = ng_coder_state (coder);
  g_autoptr (NgTensor) samples = read_item (coder, item, error);

  *sound = state->sound;
  if (samples == NULL)
    return NULL;
  gint64 n = ng_tensor_count (samples);
  gint64 length = sound->length > 0 ? sound->length : n;
  if (coding->is_training && state->augments[CONVOLUTION] &&
      MIN (ng_tensor_count (draw_response (state, coding)), n) > NG_MAX_RESPONSE) {
    ng_coder_refuse_item (item, error, "is too long to be convolved with the sound given for it");
    return NULL;
  }
  float *x = g_new0 (float, MAX (n, length));
  memcpy (x, ng_tensor_data (samples), (gsize) n * sizeof *x);
  if (coding->is_training) {
    augment (state, coding, (double) ng_coder_param (coder, NG_SOUND_RATE)->integer, x, n);
    if (state->augments[VTLP])
      sound->partitions.warp = draw_between (state, coding, VTLP);
  }
  normalize (state, x, n);
  if (length < n)
    x = g_renew (float, x, length);
  return ng_tensor_new_take (NG_ELEMENT_F32, &length, 1, x);
}
