/* Pictures that were computed or read from files hold their numbers as bytes in one string, behind
 * NumericArray, with the channels in front; those that people write are lists. */

#include "core/codec/picture.h"

#include "core/graph/literal.h"
#include "core/media/image.h"
#include <math.h>
#include <string.h>

static const char *const heads[] = { [2] = "Image", [3] = "Image3D" };

static NgTensor *
refuse (const NgExpr *expr, const char *what, GError **error)
{
  g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error, "NetGraph::indata", ng_expr_place (expr), "%s %s.", shown, what);
  return NULL;
}

/* The name of a file, or NULL. */
static const char *
find_path (const NgExpr *expr)
{
  if (ng_expr_is_call (expr, "File") && ng_expr_n_args (expr) == 1)
    expr = ng_expr_arg (expr, 0);
  return ng_expr_kind (expr) == NG_EXPR_STRING ? ng_expr_text (expr) : NULL;
}

gboolean
ng_picture_is_written (const NgExpr *expr, int n_axes)
{
  return (n_axes == 2 && find_path (expr) != NULL) ||
         (ng_expr_is_call (expr, heads[n_axes]) && ng_expr_n_args (expr) > 0);
}

/* ---- reading ---- */

typedef struct {
  const NgExpr *type; /* of the numbers, or NULL */
  gboolean is_interleaved;
  gboolean has_colour;
  NgColour colour;
} Options;

static gboolean
read_colour (const NgExpr *value, Options *options)
{
  const char *const *names = ng_colour_names ();

  if (ng_expr_is_symbol (value, "Automatic"))
    return TRUE;
  for (int i = 0; ng_expr_kind (value) == NG_EXPR_STRING && names[i] != NULL; i++)
    if (g_str_equal (names[i], ng_expr_text (value))) {
      options->has_colour = TRUE;
      options->colour = (NgColour) i;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_option (const NgExpr *rule, Options *options)
{
  const NgExpr *key = ng_expr_arg (rule, 0);
  const NgExpr *value = ng_expr_arg (rule, 1);
  const char *name = ng_expr_kind (key) == NG_EXPR_SYMBOL || ng_expr_kind (key) == NG_EXPR_STRING
                         ? ng_expr_text (key)
                         : "";

  if (g_str_equal (name, "ColorSpace"))
    return read_colour (value, options);
  if (!g_str_equal (name, "Interleaving"))
    return FALSE;
  options->is_interleaved = ng_expr_is_symbol (value, "True");
  return options->is_interleaved || ng_expr_is_symbol (value, "False");
}

static gboolean
read_options (const NgExpr *expr, Options *options, GError **error)
{
  *options = (Options){ .is_interleaved = TRUE };
  for (gsize i = 1; i < ng_expr_n_args (expr); i++) {
    const NgExpr *arg = ng_expr_arg (expr, i);

    if (ng_expr_is_rule (arg) ? !read_option (arg, options)
                              : i > 1 || ng_expr_kind (arg) != NG_EXPR_STRING) {
      refuse (arg, "says nothing that a picture can be told", error);
      return FALSE;
    }
    if (!ng_expr_is_rule (arg))
      options->type = arg;
  }
  return TRUE;
}

/* What white is. */
static double
find_white (const Options *options, NgElement element)
{
  const char *type = options->type != NULL ? ng_expr_text (options->type) : "";

  if (g_str_equal (type, "Byte") || (options->type == NULL && element == NG_ELEMENT_U8))
    return 255;
  if (g_str_equal (type, "Bit16") || (options->type == NULL && element == NG_ELEMENT_U16))
    return 65535;
  return 1;
}

static gboolean
find_colour (gint64 channels, Options *options)
{
  static const NgColour usual[] = {
    [1] = NG_COLOUR_GREY, [3] = NG_COLOUR_RGB, [4] = NG_COLOUR_RGBA
  };

  if (options->has_colour && (gint64) ng_colour_channels (options->colour) == channels)
    return TRUE;
  if (options->has_colour && options->colour == NG_COLOUR_RGB && channels == 4) {
    options->colour = NG_COLOUR_RGBA;
    return TRUE;
  }
  if (options->has_colour || (channels != 1 && channels != 3 && channels != 4))
    return FALSE;
  options->colour = usual[channels];
  return TRUE;
}

/* Numbers of @array over @white, with the channels in front; they come last where they are
 * interleaved. */
static NgTensor *
arrange (const NgTensor *array, int n_axes, const Options *options, double white)
{
  const gint64 *dims = ng_tensor_dims (array);
  gint64 to[NG_MAX_RANK] = { 1 };
  gsize n = 1;
  gsize channels = 1, n_spatial = (gsize) n_axes;
  gboolean is_last = FALSE;
  float *data;

  if (ng_tensor_rank (array) > n_spatial) {
    is_last = options->is_interleaved;
    to[0] = is_last ? dims[n_axes] : dims[0];
    dims += !is_last;
  }
  channels = (gsize) to[0];
  for (int i = 0; i < n_axes; i++) {
    to[i + 1] = dims[i];
    n *= (gsize) dims[i];
  }
  data = g_try_new (float, n *channels);
  for (gsize c = 0; data != NULL && c < channels; c++)
    for (gsize i = 0; i < n; i++)
      data[c * n + i] =
          (float) (ng_tensor_get_real (array, (gint64) (is_last ? i * channels + c : c * n + i)) /
                   white);
  return data != NULL ? ng_tensor_new_take (NG_ELEMENT_F32, to, n_spatial + 1, data) : NULL;
}

static NgTensor *
read_value (NgExpr *expr, int n_axes, NgColour *colour, GError **error)
{
  g_autoptr (NgTensor) array = NULL;
  g_autoptr (NgTensor) picture = NULL;
  Options options;
  gint64 n_channels;
  gsize rank;

  if (!read_options (expr, &options, error))
    return NULL;
  array = ng_tensor_read (ng_expr_arg (expr, 0), NULL);
  rank = array != NULL ? ng_tensor_rank (array) : 0;
  if (array == NULL || ng_tensor_element (array) == NG_ELEMENT_STRING ||
      (rank != (gsize) n_axes && rank != (gsize) n_axes + 1) || ng_tensor_count (array) == 0)
    return refuse (expr, "holds no numbers in rows of equal length", error);
  if (ng_tensor_count (array) > NG_MAX_CHANNELS * (gint64) NG_MAX_PIXELS)
    return refuse (expr, "has too many pixels", error);
  n_channels =
      rank == (gsize) n_axes ? 1 : ng_tensor_dims (array)[options.is_interleaved ? n_axes : 0];
  if (!find_colour (n_channels, &options))
    return refuse (expr, "has as many channels as no picture of its colour space", error);
  *colour = options.colour;
  picture = arrange (array, n_axes, &options, find_white (&options, ng_tensor_element (array)));
  return picture != NULL ? g_steal_pointer (&picture)
                         : refuse (expr, "does not fit into memory", error);
}

static gboolean
is_of_slices (const NgExpr *expr)
{
  const NgExpr *list = ng_expr_n_args (expr) == 1 ? ng_expr_arg (expr, 0) : NULL;

  return list != NULL && ng_expr_is_call (list, "List") && ng_expr_n_args (list) > 0 &&
         ng_picture_is_written (ng_expr_arg (list, 0), 2);
}

/* Pictures one behind the other; all have the size and the colours of the first. */
static NgTensor *
read_slices (const NgExpr *list, NgColour *colour, GError **error)
{
  gsize n_slices = ng_expr_n_args (list);
  gint64 dims[4] = { 0 };
  gsize n_pixels = 0;
  g_autofree float *data = NULL;

  for (gsize k = 0; k < n_slices; k++) {
    NgColour own;
    g_autoptr (NgTensor) slice = ng_picture_read (ng_expr_arg (list, k), 2, &own, error);
    const gint64 *size = slice != NULL ? ng_tensor_dims (slice) : NULL;

    if (slice == NULL)
      return NULL;
    if (k == 0) {
      *colour = own;
      memcpy (dims, (gint64[]){ size[0], (gint64) n_slices, size[1], size[2] }, sizeof dims);
      n_pixels = (gsize) (size[1] * size[2]);
      if (n_slices > NG_MAX_PIXELS / n_pixels)
        return refuse (list, "has too many pixels", error);
      data = g_try_new (float, (gsize) dims[0] * n_slices * n_pixels);
      if (data == NULL)
        return refuse (list, "does not fit into memory", error);
    }
    if (own != *colour || size[0] != dims[0] || size[1] != dims[2] || size[2] != dims[3])
      return refuse (
          ng_expr_arg (list, k), "has another size or other colours than the first slice", error);
    for (gsize i = 0; i < (gsize) dims[0] * n_pixels; i++)
      data[(i / n_pixels * n_slices + k) * n_pixels + i % n_pixels] =
          (float) ng_tensor_get_real (slice, (gint64) i);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, 4, g_steal_pointer (&data));
}

NgTensor *
ng_picture_read (NgExpr *expr, int n_axes, NgColour *colour, GError **error)
{
  const char *path = n_axes == 2 ? find_path (expr) : NULL;
  GError *reason = NULL;
  NgTensor *picture;

  if (!ng_picture_is_written (expr, n_axes))
    return refuse (expr, "is no picture", error);
  if (path == NULL)
    return n_axes == 3 && is_of_slices (expr) ? read_slices (ng_expr_arg (expr, 0), colour, error)
                                              : read_value (expr, n_axes, colour, error);
  picture = ng_image_load (path, colour, &reason);
  if (picture == NULL) {
    const NgDiagnostic *told = ng_error_diagnostic (reason);

    if (told != NULL)
      ng_error_set (error, ng_diagnostic_at (told, ng_expr_place (expr)));
    g_clear_error (&reason);
  }
  return picture;
}

/* ---- writing ---- */

static NgExpr *
write_option (const char *name, NgExpr *value)
{
  return ng_expr_new_call ("Rule", ng_expr_new_symbol (name, NULL), value, NULL);
}

static NgTensor *
round_to_bytes (const NgTensor *picture)
{
  gint64 n = ng_tensor_count (picture);
  guint8 *data = g_new (guint8, MAX (n, 1));

  for (gint64 i = 0; i < n; i++) {
    double value = ng_tensor_get_real (picture, i);

    data[i] = isnan (value) ? 0 : (guint8) lround (255 * CLAMP (value, 0, 1));
  }
  return ng_tensor_new_take (
      NG_ELEMENT_U8, ng_tensor_dims (picture), ng_tensor_rank (picture), data);
}

NgExpr *
ng_picture_write (const NgTensor *picture, NgColour colour, gboolean as_bytes)
{
  g_autoptr (NgTensor) numbers = as_bytes
                                     ? round_to_bytes (picture)
                                     : ng_tensor_convert ((NgTensor *) picture, NG_ELEMENT_F32);

  return ng_expr_new_call (
      heads[ng_tensor_rank (picture) - 1],
      ng_tensor_write_bytes (numbers),
      ng_expr_new_string (as_bytes ? "Byte" : "Real32", NULL),
      write_option ("ColorSpace", ng_expr_new_string (ng_colour_names ()[colour], NULL)),
      write_option ("Interleaving", ng_expr_new_symbol ("False", NULL)),
      NULL);
}

/* Dimensions of the data, without reading them. */
static gsize
measure (const NgExpr *data, gint64 *dims)
{
  const NgExpr *last = ng_expr_n_args (data) == 3 ? ng_expr_arg (data, 2) : NULL;
  gsize rank = 0;

  if (ng_expr_is_call (data, "NumericArray") && last != NULL && ng_expr_is_call (last, "List")) {
    for (; rank < MIN (ng_expr_n_args (last), NG_MAX_RANK); rank++)
      dims[rank] = ng_expr_kind (ng_expr_arg (last, rank)) == NG_EXPR_INTEGER
                       ? ng_expr_integer (ng_expr_arg (last, rank))
                       : 0;
    return rank;
  }
  if (ng_expr_is_call (data, "NumericArray") && ng_expr_n_args (data) > 0)
    data = ng_expr_arg (data, 0);
  for (; ng_expr_is_call (data, "List") && ng_expr_n_args (data) > 0 && rank < NG_MAX_RANK;
       data = ng_expr_arg (data, 0))
    dims[rank++] = (gint64) ng_expr_n_args (data);
  return rank;
}

char *
ng_picture_summary (const NgExpr *expr)
{
  int n_axes = ng_expr_is_call (expr, heads[3]) ? 3 : 2;
  gint64 dims[NG_MAX_RANK];
  GString *text;
  Options options;
  gint64 n_channels;
  gsize rank, first;

  if (!ng_expr_is_call (expr, heads[n_axes]) || ng_expr_n_args (expr) == 0 ||
      !read_options (expr, &options, NULL))
    return NULL;
  rank = measure (ng_expr_arg (expr, 0), dims);
  if (rank != (gsize) n_axes && rank != (gsize) n_axes + 1)
    return NULL;
  first = rank > (gsize) n_axes && !options.is_interleaved;
  n_channels = rank == (gsize) n_axes ? 1 : dims[options.is_interleaved ? n_axes : 0];
  if (!find_colour (n_channels, &options))
    return NULL;
  text = g_string_new (NULL);
  g_string_append_printf (text, "%s[<", heads[n_axes]);
  for (int i = n_axes - 1; i >= 0; i--)
    g_string_append_printf (
        text, "%" G_GINT64_FORMAT "%s", dims[first + (gsize) i], i > 0 ? "×" : "");
  g_string_append_printf (text, ", %s>]", ng_colour_names ()[options.colour]);
  return g_string_free (text, FALSE);
}
