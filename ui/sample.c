#include "ui/sample.h"

#include "core/base/data-file.h"
#include "core/base/rng.h"
#include "core/codec/picture.h"
#include "core/formats/samples.h"
#include "core/media/image.h"
#include "ui/filetypes.h"

#include <glib/gi18n.h>
#include <string.h>

/* Where a port says nothing of its size, a generated sample has this many numbers along it. */
#define DEFAULT_LENGTH 8
/* Sides of pictures that an input may be for: of all, of digits, and of what is drawn. */
#define LEAST_SIDE  4
#define LEAST_DIGIT 8
#define MOST_DIGIT  64
#define MOST_SIDE   512
/* Of generated integers where the port does not say. */
#define GREATEST_INTEGER 1000000

NgSample *
ng_sample_new (const NgType *type)
{
  NgSample *self = g_new0 (NgSample, 1);

  self->high = 255;
  /* Of pictures in a batch there is one. */
  for (int d = 0; d < NG_MAX_RANK; d++)
    self->lengths[d] = d == 0 && type->rank == 4 ? 1 : DEFAULT_LENGTH;
  return self;
}

void
ng_sample_clear (NgSample *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_object (&self->file);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->drawing, ng_tensor_unref);
  g_clear_pointer (&self->dataset, ng_dataset_unref);
  g_clear_pointer (&self->tensor, ng_tensor_unref);
  g_clear_pointer (&self->picture, ng_tensor_unref);
  g_clear_pointer (&self->problem, g_free);
  self->kind = NG_SAMPLE_NONE;
}

void
ng_sample_free (gpointer self)
{
  ng_sample_clear (self);
  g_free (self);
}

NgSample *
ng_sample_copy (const NgSample *self)
{
  NgSample *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->file = self->file != NULL ? g_object_ref (self->file) : NULL;
  copy->text = g_strdup (self->text);
  copy->drawing = self->drawing != NULL ? ng_tensor_ref (self->drawing) : NULL;
  copy->dataset = self->dataset != NULL ? ng_dataset_ref (self->dataset) : NULL;
  copy->tensor = copy->picture = NULL;
  copy->problem = NULL;
  copy->is_filling = FALSE;
  return copy;
}

void
ng_sample_take (NgSample *self, NgSample *from)
{
  self->tensor = g_steal_pointer (&from->tensor);
  self->picture = g_steal_pointer (&from->picture);
  self->problem = g_steal_pointer (&from->problem);
}

/* ---- what inputs take ---- */

static gboolean
is_number (NgDim dim, gint64 least, gint64 most)
{
  return dim.state == NG_DIM_NUMBER && dim.value >= least && dim.value <= most;
}

static gboolean
has_coder (NgNet *net, guint input, const char *class)
{
  const NgCoder *coder = ng_net_input_coder (net, input);

  return coder != NULL && strcmp (ng_coder_class (coder)->name, class) == 0;
}

/* {c, h, w}, {1, c, h, w} where the batch is shown, and squares {h, w}; an encoder may put the
 * channels last. */
gboolean
ng_input_takes_pictures (NgNet *net, guint input, NgPictureSize *size)
{
  const NgType *type = ng_net_input_type (net, input);
  gboolean is_encoded = has_coder (net, input, "Image");
  const NgDim *dims = type->dims;
  int rank = type->rank;

  if ((!is_encoded && ng_net_input_coder (net, input) != NULL) || rank < 2 || rank > 4 ||
      (type->kind != NG_KIND_REAL && type->kind != NG_KIND_UNKNOWN))
    return FALSE;
  if (rank == 4) {
    if (!ng_net_is_raw (net) || (dims[0].state == NG_DIM_NUMBER && dims[0].value != 1))
      return FALSE;
    dims++;
    rank--;
  }
  *size = (NgPictureSize){ .channels = 1 };
  if (rank == 3 && is_number (dims[0], 1, 3) && dims[0].value != 2) {
    size->channels = (int) dims[0].value;
    dims++;
  } else if (rank == 3 && is_encoded && is_number (dims[2], 1, 3) && dims[2].value != 2) {
    size->channels = (int) dims[2].value;
  } else if (rank == 3) {
    return FALSE;
  }
  if (!is_number (dims[0], LEAST_SIDE, MOST_SIDE) || !is_number (dims[1], LEAST_SIDE, MOST_SIDE) ||
      (rank == 2 && dims[0].value != dims[1].value))
    return FALSE;
  size->height = (int) dims[0].value;
  size->width = (int) dims[1].value;
  return TRUE;
}

gboolean
ng_input_takes_digits (NgNet *net, guint input)
{
  NgPictureSize size;

  return ng_input_takes_pictures (net, input, &size) && size.channels == 1 &&
         size.width == size.height && size.width >= LEAST_DIGIT && size.width <= MOST_DIGIT;
}

gboolean
ng_input_takes_text (NgNet *net, guint input)
{
  static const char *const classes[] = { "Boolean",       "Characters", "Class",
                                         "SubwordTokens", "Tokens",     "UTF8" };

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (has_coder (net, input, classes[i]))
      return TRUE;
  return FALSE;
}

/* ---- numbers ---- */

/* What @type asks for. */
static NgElement
element_of (const NgType *type)
{
  return type->element != NG_ELEMENT_NONE ? type->element
         : type->kind == NG_KIND_BOOLEAN  ? NG_ELEMENT_BOOL
         : type->kind == NG_KIND_INTEGER  ? NG_ELEMENT_I64
                                          : NG_ELEMENT_F32;
}

/* Something that fits @type: integers within their range, reals in the sample's range. */
static NgTensor *
random_tensor (const NgType *type, const NgSample *sample, GError **error)
{
  gint64 dims[NG_MAX_RANK], count;
  int rank = MAX (type->rank, 0);
  double low = sample->low, high = sample->high;
  g_autoptr (NgTensor) real = NULL;
  double *data = NULL;

  for (int d = 0; d < rank; d++)
    dims[d] = type->dims[d].state == NG_DIM_NUMBER ? type->dims[d].value : sample->lengths[d];
  if (type->kind == NG_KIND_INTEGER) {
    low = type->min > -GREATEST_INTEGER ? (double) type->min : 1;
    high = (type->max < GREATEST_INTEGER ? (double) type->max : low + 1) + 1;
  } else if (type->kind == NG_KIND_BOOLEAN) {
    low = 0;
    high = 2;
  }
  if (ng_dims_count (dims, (gsize) rank, &count))
    data = g_try_new (double, (gsize) count);
  if (data == NULL) {
    ng_error_set_new (error, "Sample::limit", NULL, "%s", _ ("The sample would be too large."));
    return NULL;
  }
  for (gint64 i = 0; i < count; i++) {
    double x = low + (high - low) * ng_rng_unit (sample->number, 0, (guint64) i);

    data[i] = type->kind == NG_KIND_REAL || type->kind == NG_KIND_UNKNOWN ? x : (double) (gint64) x;
  }
  real = ng_tensor_new_take (NG_ELEMENT_F64, dims, (gsize) rank, data);
  return ng_tensor_convert (real, element_of (type));
}

static NgTensor *
number_tensor (const NgType *type, double value)
{
  g_autoptr (NgTensor) real = ng_tensor_new_scalar (NG_ELEMENT_F64, value);

  return ng_tensor_convert (real, element_of (type));
}

/* ---- pictures ---- */

/* @picture spread over the range, with the levels that the input has. */
static NgTensor *
spread (NgTensor *picture, const NgType *type, double low, double high)
{
  gint64 count = ng_tensor_count (picture), wanted;
  g_autoptr (NgTensor) flat = NULL;
  gint64 dims[NG_MAX_RANK];
  float *data = g_new (float, (gsize) count);

  for (gint64 i = 0; i < count; i++)
    data[i] = (float) (low + (high - low) * ng_tensor_get_real (picture, i));
  for (int d = 0; d < type->rank; d++)
    dims[d] = type->dims[d].state == NG_DIM_NUMBER ? type->dims[d].value : 1;
  if (!ng_dims_count (dims, (gsize) type->rank, &wanted) || wanted != count)
    return ng_tensor_new_take (NG_ELEMENT_F32, ng_tensor_dims (picture), 3, data);
  flat = ng_tensor_new_take (NG_ELEMENT_F32, dims, (gsize) type->rank, data);
  return ng_tensor_convert (flat,
                            type->element != NG_ELEMENT_NONE ? type->element : NG_ELEMENT_F32);
}

static NgTensor *
drawn_tensor (const NgSample *self, NgNet *net, guint input, GError **error)
{
  const NgCoder *coder = ng_net_input_coder (net, input);
  NgCoding coding = { .type = ng_net_input_type (net, input) };
  g_autoptr (NgExpr) item = NULL;
  NgColour colour = ng_tensor_dims (self->drawing)[0] == 1 ? NG_COLOUR_GREY : NG_COLOUR_RGB;

  if (coder == NULL)
    return spread (self->drawing, coding.type, self->low, self->high);
  item = ng_picture_write (self->drawing, colour, TRUE);
  return ng_coder_encode (coder, item, NULL, &coding, error);
}

/* The numbers as a picture, where they are in the range of one. */
static NgTensor *
picture_of (const NgTensor *tensor, const NgPictureSize *size, double low, double high)
{
  gint64 dims[] = { size->channels, size->height, size->width };
  gint64 count = ng_tensor_count (tensor);
  float *data;

  if (count != dims[0] * dims[1] * dims[2] || high == low)
    return NULL;
  data = g_new (float, (gsize) count);
  for (gint64 i = 0; i < count; i++) {
    double x = (ng_tensor_get_real (tensor, i) - low) / (high - low);

    data[i] = (float) CLAMP (x, 0, 1);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, 3, data);
}

/* A picture in a file or a data set, as the encoder of the input sees it before it subtracts means.
 */
static NgTensor *
picture_before_coder (const NgSample *self, const char *path, const NgPictureSize *size)
{
  NgType type = ng_type_unknown ();

  type.rank = 3;
  type.dims[0] = ng_dim_number (size->channels);
  type.dims[1] = ng_dim_number (size->height);
  type.dims[2] = ng_dim_number (size->width);
  if (self->dataset != NULL)
    return ng_dataset_read (self->dataset, self->number, NULL, &type, 0, 1, NULL);
  return path != NULL ? ng_sample_read (path, &type, 0, 1, NULL) : NULL;
}

/* ---- all of it ---- */

static char *
path_of (const NgSample *self)
{
  g_autofree char *name = NULL;

  if (self->kind == NG_SAMPLE_FILE)
    return g_file_get_path (self->file);
  name = g_strdup_printf ("samples/digit-%u.png", self->number);
  return ng_data_file (name);
}

static NgTensor *
read_file (const NgSample *self, const char *path, NgNet *net, guint input, GError **error)
{
  if (path == NULL) {
    ng_error_set_new (error, "File::missing", NULL, "%s", _ ("The file is not there."));
    return NULL;
  }
  return ng_sample_encode (path,
                           ng_net_input_coder (net, input),
                           ng_net_input_type (net, input),
                           self->low,
                           self->high,
                           error);
}

const char *
ng_sample_label (const NgSample *self)
{
  return self->dataset != NULL ? ng_dataset_label (self->dataset, self->number) : NULL;
}

gboolean
ng_sample_is_quick (const NgSample *self, NgNet *net, guint input)
{
  return self->kind == NG_SAMPLE_NONE || self->kind == NG_SAMPLE_RANDOM ||
         self->kind == NG_SAMPLE_NUMBER ||
         (self->kind == NG_SAMPLE_DRAWN && ng_net_input_coder (net, input) == NULL);
}

NgTensor *
ng_sample_make (const NgSample *self, NgNet *net, guint input, NgTensor **picture, GError **error)
{
  const NgType *type = ng_net_input_type (net, input);
  const NgCoder *coder = ng_net_input_coder (net, input);
  g_autofree char *path = NULL;
  NgTensor *tensor = NULL;
  NgPictureSize size;

  *picture = NULL;
  switch (self->kind) {
  case NG_SAMPLE_NONE:
    return NULL;
  case NG_SAMPLE_RANDOM:
    tensor = random_tensor (type, self, error);
    break;
  case NG_SAMPLE_NUMBER:
    tensor = number_tensor (type, self->value);
    break;
  case NG_SAMPLE_TEXT:
    tensor = ng_sample_parse (self->text, coder, type, error);
    break;
  case NG_SAMPLE_DRAWN:
    tensor = drawn_tensor (self, net, input, error);
    break;
  case NG_SAMPLE_EXAMPLE:
    tensor =
        ng_dataset_read (self->dataset, self->number, coder, type, self->low, self->high, error);
    break;
  case NG_SAMPLE_FILE:
  case NG_SAMPLE_DIGIT:
    path = path_of (self);
    tensor = read_file (self, path, net, input, error);
    break;
  }
  if (tensor == NULL || !ng_input_takes_pictures (net, input, &size))
    return tensor;
  if (self->kind == NG_SAMPLE_DRAWN)
    *picture = ng_tensor_ref (self->drawing);
  else if (coder == NULL)
    *picture = picture_of (tensor, &size, self->low, self->high);
  else
    *picture = picture_before_coder (self, path, &size);
  return tensor;
}
