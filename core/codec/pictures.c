/* A picture -> its pixels in the coder's colour space and size -> (x - mean)/√variance, with the
 * channels first or last; and back.
 *
 * Sizes and colours are found in grey or RGB, whichever the colour space is made from, since the
 * mean of two hues is no hue. */

#include "core/codec/pictures.h"

#include "core/codec/picture.h"
#include "core/graph/coder-refuse.h"
#include "core/graph/literal.h"
#include "core/media/conform.h"
#include <math.h>
#include <string.h>

const char *const ng_pictures_colours[] = { "Grayscale", "RGB", "CMYK", "HSB", "LAB", NULL };
const char *const ng_pictures_methods[] = { "Stretch", "Fit", "Fill", NULL };
const char *const ng_pictures_resamplings[] = { "Automatic", "Nearest", "Linear",
                                                "Cubic",     "Area",    NULL };

typedef struct {
  int n_axes;
  NgColour colour;
  gsize n_channels;
  NgConform conform; /* of encoders */
  /* NULL for none: {channels}, or {channels, …}, a picture of any size */
  NgTensor *mean, *variance;
} State;

static void
free_state (gpointer data)
{
  State *self = data;

  g_clear_pointer (&self->mean, ng_tensor_unref);
  g_clear_pointer (&self->variance, ng_tensor_unref);
  g_free (self);
}

/* ---- sizes, alignment, padding ---- */

/* {width, height} -> height, width. */
static gboolean
read_size (const NgCoder *coder, State *state, GError **error)
{
  const NgParam *param = ng_coder_param (coder, NG_PICTURES_SIZE);
  gsize n = (gsize) state->n_axes;

  if (param->n_ints != 1 && param->n_ints != n)
    return ng_coder_refuse_param (param->expr,
                                  "Size",
                                  n == 2 ? "n or {width, height}" : "n or {width, depth, height}",
                                  error);
  for (gsize i = 0; i < n; i++)
    state->conform.sizes[i] = param->n_ints == 1 ? param->ints[0] : param->ints[n - 1 - i];
  return TRUE;
}

/* How much of what is left over lies in front: of Left none, of Right all. */
static gboolean
read_side (const NgExpr *expr, gboolean is_vertical, double *share)
{
  static const struct {
    const char *name;
    gboolean is_vertical;
    double share;
  } sides[] = {
    { "Left", FALSE, 0 }, { "Right", FALSE, 1 }, { "Top", TRUE, 0 }, { "Bottom", TRUE, 1 }
  };

  if (ng_expr_is_number (expr) && fabs (ng_expr_number (expr)) <= 1) {
    *share = (1 + (is_vertical ? -1 : 1) * ng_expr_number (expr)) / 2;
    return TRUE;
  }
  if (ng_expr_is_symbol (expr, "Center")) {
    *share = 0.5;
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    if (sides[i].is_vertical == is_vertical && ng_expr_is_symbol (expr, sides[i].name)) {
      *share = sides[i].share;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_alignment (const NgCoder *coder, State *state, GError **error)
{
  const NgParam *param = ng_coder_param (coder, NG_PICTURES_ALIGNMENT);
  double *across = &state->conform.alignment[state->n_axes - 1];
  double *down = &state->conform.alignment[0];
  gboolean is_pair = ng_expr_is_call (param->expr, "List") && ng_expr_n_args (param->expr) == 2;

  for (int i = 0; i < NG_MAX_PICTURE_AXES; i++)
    state->conform.alignment[i] = 0.5;
  if (is_pair ? read_side (ng_expr_arg (param->expr, 0), FALSE, across) &&
                    read_side (ng_expr_arg (param->expr, 1), TRUE, down)
              : read_side (param->expr, FALSE, across) || read_side (param->expr, TRUE, down))
    return TRUE;
  return ng_coder_refuse_param (
      param->expr,
      "Alignment",
      "Center, Left, Right, Top, Bottom, a number from -1 to 1, or a pair of these",
      error);
}

static gboolean
read_rgb (const NgExpr *expr, double *rgb)
{
  static const struct {
    const char *name;
    double rgb[3];
  } colours[] = {
    { "Black", { 0, 0, 0 } },  { "White", { 1, 1, 1 } }, { "Gray", { 0.5, 0.5, 0.5 } },
    { "Red", { 1, 0, 0 } },    { "Green", { 0, 1, 0 } }, { "Blue", { 0, 0, 1 } },
    { "Yellow", { 1, 1, 0 } }, { "Cyan", { 0, 1, 1 } },  { "Magenta", { 1, 0, 1 } },
  };
  gsize n = ng_expr_n_args (expr);

  if (ng_expr_is_number (expr)) {
    rgb[0] = rgb[1] = rgb[2] = ng_expr_number (expr);
    return isfinite (rgb[0]);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (colours); i++)
    if (ng_expr_is_symbol (expr, colours[i].name)) {
      memcpy (rgb, colours[i].rgb, sizeof colours[i].rgb);
      return TRUE;
    }
  if (!(ng_expr_is_call (expr, "GrayLevel") && n == 1) &&
      !((ng_expr_is_call (expr, "RGBColor") || ng_expr_is_call (expr, "List")) && n == 3))
    return FALSE;
  for (gsize i = 0; i < 3; i++) {
    const NgExpr *level = ng_expr_arg (expr, MIN (i, n - 1));

    if (!ng_expr_is_number (level) || !isfinite (ng_expr_number (level)))
      return FALSE;
    rgb[i] = ng_expr_number (level);
  }
  return TRUE;
}

const char *const ng_pictures_heads[] = { "GrayLevel", "Image", "Image3D", "RGBColor", NULL };

/* The colour space in which sizes are changed. */
static NgColour
working_colour (const State *state)
{
  return state->colour == NG_COLOUR_GREY ? NG_COLOUR_GREY : NG_COLOUR_RGB;
}

static gboolean
read_padding (const NgCoder *coder, State *state, GError **error)
{
  static const char *const borders[] = { [NG_BORDER_FIXED] = "Fixed",
                                         [NG_BORDER_REFLECTED] = "Reflected",
                                         [NG_BORDER_PERIODIC] = "Periodic" };
  const NgParam *param = ng_coder_param (coder, NG_PICTURES_PADDING);
  double rgb[3];

  for (gsize i = NG_BORDER_FIXED; i < G_N_ELEMENTS (borders); i++)
    if (ng_expr_kind (param->expr) == NG_EXPR_STRING &&
        g_str_equal (ng_expr_text (param->expr), borders[i])) {
      state->conform.border = (NgBorder) i;
      return TRUE;
    }
  if (!read_rgb (param->expr, rgb))
    return ng_coder_refuse_param (
        param->expr,
        "Padding",
        "a colour such as Black, GrayLevel[g] or RGBColor[r, g, b], or \"Fixed\", "
        "\"Reflected\" or \"Periodic\"",
        error);
  ng_colour_convert_one (NG_COLOUR_RGB, rgb, working_colour (state), state->conform.colour);
  return TRUE;
}

/* ---- mean and variance ---- */

static gboolean
read_statistic (const NgCoder *coder,
                const State *state,
                gsize index,
                const char *name,
                NgTensor **statistic,
                GError **error)
{
  const NgParam *param = ng_coder_param (coder, index);
  g_autoptr (NgTensor) numbers = NULL;
  gint64 n = (gint64) state->n_channels;

  if (ng_expr_is_symbol (param->expr, "None"))
    return TRUE;
  if (ng_picture_is_written (param->expr, state->n_axes)) {
    NgColour colour;
    g_autoptr (NgTensor) picture = ng_picture_read (param->expr, state->n_axes, &colour, error);

    *statistic = picture != NULL ? ng_colour_convert (picture, colour, state->colour, error) : NULL;
    return *statistic != NULL;
  }
  numbers = ng_tensor_read (param->expr, NULL);
  if (numbers != NULL && ng_tensor_rank (numbers) == 0) {
    *statistic = ng_tensor_fill (n, ng_tensor_get_real (numbers, 0));
    return TRUE;
  }
  if (numbers != NULL && ng_tensor_element (numbers) != NG_ELEMENT_STRING &&
      ng_tensor_dims (numbers)[0] == n &&
      (ng_tensor_rank (numbers) == 1 || ng_tensor_rank (numbers) == (gsize) state->n_axes + 1)) {
    *statistic = ng_tensor_convert (numbers, NG_ELEMENT_F32);
    return TRUE;
  }
  return ng_coder_refuse_param (
      param->expr, name, "None, a number, a list of one for each channel, or a picture", error);
}

static gboolean
check_variance (const NgCoder *coder, const State *state, GError **error)
{
  for (gint64 i = 0; state->variance != NULL && i < ng_tensor_count (state->variance); i++)
    if (!(ng_tensor_get_real (state->variance, i) > 0))
      return ng_coder_refuse_param (ng_coder_param (coder, NG_PICTURES_VARIANCE)->expr,
                                    "VarianceImage",
                                    "greater than 0 everywhere",
                                    error);
  return TRUE;
}

gboolean
ng_pictures_prepare (NgCoder *coder, int n_axes, GError **error)
{
  State *state = g_new0 (State, 1);

  ng_coder_set_state (coder, state, free_state);
  state->n_axes = n_axes;
  state->colour = (NgColour) ng_coder_param (coder, NG_PICTURES_COLOUR)->integer;
  state->n_channels = ng_colour_channels (state->colour);
  if (!read_statistic (coder, state, NG_PICTURES_MEAN, "MeanImage", &state->mean, error) ||
      !read_statistic (
          coder, state, NG_PICTURES_VARIANCE, "VarianceImage", &state->variance, error) ||
      !check_variance (coder, state, error))
    return FALSE;
  if (ng_coder_side (coder) == NG_DECODER)
    return TRUE;
  state->conform.n_axes = n_axes;
  state->conform.fit = (NgFit) ng_coder_param (coder, NG_PICTURES_METHOD)->integer;
  state->conform.resample = (NgResample) ng_coder_param (coder, NG_PICTURES_RESAMPLING)->integer;
  return read_size (coder, state, error) && read_alignment (coder, state, error) &&
         read_padding (coder, state, error);
}

/* The statistic for a picture of @dims, {channels, …}: per channel, or of that size. */
static NgTensor *
fit_statistic (NgTensor *statistic, const State *state, const gint64 *dims, GError **error)
{
  NgConform how = { .n_axes = state->n_axes };

  if (ng_tensor_rank (statistic) == 1)
    return ng_tensor_ref (statistic);
  for (int i = 0; i < state->n_axes; i++)
    how.sizes[i] = dims[i + 1];
  return ng_image_conform (statistic, &how, error);
}

static double
statistic_at (const NgTensor *statistic, gint64 i, gint64 n)
{
  return ng_tensor_get_real (statistic, ng_tensor_rank (statistic) == 1 ? i / n : i);
}

/* (x - mean)/√variance, or, when @is_back, x √variance + mean. */
static NgTensor *
normalise (NgTensor *picture, const State *state, gboolean is_back, GError **error)
{
  const gint64 *dims = ng_tensor_dims (picture);
  gint64 count = ng_tensor_count (picture), n = count / dims[0];
  g_autoptr (NgTensor) mean = NULL;
  g_autoptr (NgTensor) variance = NULL;
  float *data;

  if (state->mean == NULL && state->variance == NULL)
    return ng_tensor_ref (picture);
  if (state->mean != NULL && (mean = fit_statistic (state->mean, state, dims, error)) == NULL)
    return NULL;
  if (state->variance != NULL &&
      (variance = fit_statistic (state->variance, state, dims, error)) == NULL)
    return NULL;
  data = g_try_new (float, (gsize) count);
  if (data == NULL) {
    ng_error_set_new (error, "Sample::limit", NULL, "There is no memory for the picture.");
    return NULL;
  }
  for (gint64 i = 0; i < count; i++) {
    double x = ng_tensor_get_real (picture, i);
    double m = mean != NULL ? statistic_at (mean, i, n) : 0;
    double s = variance != NULL ? sqrt (statistic_at (variance, i, n)) : 1;

    data[i] = (float) (is_back ? x * s + m : (x - m) / s);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, ng_tensor_rank (picture), data);
}

/* ---- the order of levels ---- */

/* Which level of {channels, …} is level i of the array. */
static void
find_order (const NgCoder *coder, int *order)
{
  const State *state = ng_coder_state (coder);
  gboolean is_last = ng_coder_param (coder, NG_PICTURES_INTERLEAVING)->integer != 0;
  int *axes = order + !is_last;

  order[is_last ? state->n_axes : 0] = 0;
  for (int i = 0; i < state->n_axes; i++)
    axes[i] = i + 1;
  if (ng_coder_param (coder, NG_PICTURES_TRANSPOSED)->integer) {
    axes[state->n_axes - 1] = 1;
    axes[0] = state->n_axes;
  }
}

/* Level i of the result is level order[i] of the array; the other way round when @is_back. */
static NgTensor *
reorder (NgTensor *array, const int *order, gboolean is_back, GError **error)
{
  gsize rank = ng_tensor_rank (array);
  gint64 n = ng_tensor_count (array);
  gint64 dims[NG_MAX_RANK], strides[NG_MAX_RANK], steps[NG_MAX_RANK];
  gboolean is_same = TRUE;
  float *data;

  for (gsize i = rank; i-- > 0;)
    strides[i] = i + 1 < rank ? strides[i + 1] * ng_tensor_dims (array)[i + 1] : 1;
  for (gsize i = 0; i < rank; i++) {
    gsize to = is_back ? (gsize) order[i] : i;
    gsize from = is_back ? i : (gsize) order[i];

    dims[to] = ng_tensor_dims (array)[from];
    steps[to] = strides[from];
    is_same = is_same && to == from;
  }
  if (is_same)
    return ng_tensor_convert (array, NG_ELEMENT_F32);
  data = g_try_new (float, (gsize) MAX (n, 1));
  if (data == NULL) {
    ng_error_set_new (error, "Sample::limit", NULL, "There is no memory for the picture.");
    return NULL;
  }
  for (gint64 i = 0; i < n; i++) {
    gint64 rest = i, at = 0;

    for (gsize k = rank; k-- > 0; rest /= dims[k])
      at += rest % dims[k] * steps[k];
    data[i] = (float) ng_tensor_get_real (array, at);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, data);
}

void
ng_pictures_type (const NgCoder *coder, NgType *type)
{
  const State *state = ng_coder_state (coder);
  gboolean is_encoder = ng_coder_side (coder) == NG_ENCODER;
  int order[NG_MAX_PICTURE_AXES + 1];

  find_order (coder, order);
  type->kind = NG_KIND_REAL;
  type->rank = state->n_axes + 1;
  for (int i = 0; i < type->rank; i++)
    type->dims[i] = order[i] == 0 ? ng_dim_number ((gint64) state->n_channels)
                    : is_encoder  ? ng_dim_number (state->conform.sizes[order[i] - 1])
                                  : ng_dim_unknown ();
}

NgTensor *
ng_pictures_encode (const NgCoder *coder, NgExpr *item, GError **error)
{
  const State *state = ng_coder_state (coder);
  NgColour colour, working = working_colour (state);
  int order[NG_MAX_PICTURE_AXES + 1];
  g_autoptr (NgTensor) picture = ng_picture_read (item, state->n_axes, &colour, error);
  g_autoptr (NgTensor) plain =
      picture != NULL ? ng_colour_convert (picture, colour, working, error) : NULL;
  g_autoptr (NgTensor) conformed =
      plain != NULL ? ng_image_conform (plain, &state->conform, error) : NULL;
  g_autoptr (NgTensor) coloured =
      conformed != NULL ? ng_colour_convert (conformed, working, state->colour, error) : NULL;
  g_autoptr (NgTensor) normal = coloured != NULL ? normalise (coloured, state, FALSE, error) : NULL;

  find_order (coder, order);
  return normal != NULL ? reorder (normal, order, FALSE, error) : NULL;
}

NgExpr *
ng_pictures_decode (const NgCoder *coder, NgTensor *array, GError **error)
{
  const State *state = ng_coder_state (coder);
  int order[NG_MAX_PICTURE_AXES + 1];
  g_autoptr (NgTensor) normal = NULL;
  g_autoptr (NgTensor) picture = NULL;

  find_order (coder, order);
  normal = reorder (array, order, TRUE, error);
  picture = normal != NULL ? normalise (normal, state, TRUE, error) : NULL;
  return picture != NULL ? ng_picture_write (picture, state->colour, FALSE) : NULL;
}
