/* Data sets by what is at their path; examples are made when they are asked for. */

#include "core/formats/dataset.h"

#include "core/base/limits.h"
#include "core/codec/picture.h"
#include "core/formats/document.h"
#include "core/formats/idx.h"
#include "core/formats/inflate.h"
#include "core/formats/npy.h"
#include "core/formats/npz.h"
#include "core/formats/samples.h"
#include "core/formats/table.h"
#include "core/graph/literal.h"
#include "core/media/conform.h"

#include <gio/gio.h>
#include <string.h>

/* Bytes that say what a file is. */
#define HEAD_SIZE 4096

struct _NgDataset {
  gatomicrefcount references;
  gsize length;
  GPtrArray *paths;  /* (element-type utf8), or NULL */
  GPtrArray *texts;  /* (element-type utf8), or NULL */
  NgTensor *array;   /* whose first axis counts the examples, or NULL */
  GPtrArray *labels; /* (element-type utf8), or NULL */
};

NgDataset *
ng_dataset_ref (NgDataset *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_dataset_unref (NgDataset *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->array, ng_tensor_unref);
  g_clear_pointer (&self->labels, g_ptr_array_unref);
  g_free (self);
}

static NgDataset *
dataset_new (void)
{
  NgDataset *self = g_new0 (NgDataset, 1);

  g_atomic_ref_count_init (&self->references);
  return self;
}

gsize
ng_dataset_length (const NgDataset *self)
{
  return self->length;
}

const char *
ng_dataset_label (const NgDataset *self, gsize index)
{
  return self->labels != NULL && index < self->labels->len
             ? g_ptr_array_index (self->labels, (guint) index)
             : NULL;
}

/* Bytes in two or more axes are pixels. */
static gboolean
is_of_pixels (const NgTensor *array)
{
  return array != NULL && ng_tensor_element (array) == NG_ELEMENT_U8 && ng_tensor_rank (array) > 2;
}

gboolean
ng_dataset_has_range (const NgDataset *self)
{
  return self->paths != NULL || is_of_pixels (self->array);
}

/* ---- folders ---- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  g_autofree char *x = g_utf8_collate_key_for_filename (*(const char *const *) a, -1);
  g_autofree char *y = g_utf8_collate_key_for_filename (*(const char *const *) b, -1);

  return strcmp (x, y);
}

/* Returns: (transfer full) (element-type utf8): the names in a folder that are not hidden, sorted
 */
static GPtrArray *
list_folder (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GDir *folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL &&
         names->len < NG_MAX_EXAMPLES)
    if (*name != '.' && g_utf8_validate (name, -1, NULL))
      g_ptr_array_add (names, g_strdup (name));
  g_clear_pointer (&folder, g_dir_close);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
is_example (const char *path)
{
  static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".webp", ".tiff", ".bmp", ".gif",
                                         ".npy", ".pb",  ".txt",  ".wav",  ".flac", ".ogg" };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return g_file_test (path, G_FILE_TEST_IS_REGULAR);
  return FALSE;
}

static void
add_files (NgDataset *self, const char *folder, const char *label)
{
  g_autoptr (GPtrArray) names = list_folder (folder);

  for (guint i = 0; i < names->len && self->paths->len < NG_MAX_EXAMPLES; i++) {
    g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);

    if (!is_example (path))
      continue;
    g_ptr_array_add (self->paths, g_steal_pointer (&path));
    if (label != NULL)
      g_ptr_array_add (self->labels, g_strdup (label));
  }
}

/* Files in the folder itself; if there are none, those of the folders in it, which are labels. */
static gboolean
open_folder (NgDataset *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = list_folder (path);

  self->paths = g_ptr_array_new_with_free_func (g_free);
  add_files (self, path, NULL);
  if (self->paths->len == 0) {
    self->labels = g_ptr_array_new_with_free_func (g_free);
    for (guint i = 0; i < names->len; i++) {
      g_autofree char *inner = g_build_filename (path, names->pdata[i], NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_DIR))
        add_files (self, inner, names->pdata[i]);
    }
  }
  self->length = self->paths->len;
  if (self->length > 0)
    return TRUE;
  ng_error_set (error,
                ng_diagnostic_with_hint (
                    ng_diagnostic_new ("Sample::format", NULL, "The folder has no examples."),
                    "Pictures, .npy files, texts and sounds are, in it or in folders in it."));
  return FALSE;
}

/* ---- texts and tables ---- */

static gboolean
open_lines (NgDataset *self, const char *text, gsize size, GError **error)
{
  const char *at = text, *end = text + size;

  self->texts = g_ptr_array_new_with_free_func (g_free);
  while (at < end && self->texts->len < NG_MAX_EXAMPLES) {
    const char *stop = memchr (at, '\n', (gsize) (end - at));
    gsize length = (gsize) ((stop != NULL ? stop : end) - at);

    if (length > 0 && at[length - 1] == '\r')
      length--;
    if (length > 0)
      g_ptr_array_add (self->texts, g_strndup (at, length));
    at = stop != NULL ? stop + 1 : end;
  }
  self->length = self->texts->len;
  if (self->length > 0)
    return TRUE;
  ng_error_set_new (error, "Sample::format", NULL, "The text has no lines.");
  return FALSE;
}

static gboolean
read_number (const char *text, double *number)
{
  char *rest;

  *number = g_ascii_strtod (text, &rest);
  return rest != text && *rest == '\0';
}

/* Reads one row. Returns: where the next one begins */
static const char *
read_row (const char *at, const char *end, char separator, GPtrArray *fields)
{
  g_autoptr (GString) field = g_string_new (NULL);

  g_ptr_array_set_size (fields, 0);
  if (at < end && *at != '\n' && *at != '\r')
    for (;;) {
      at = ng_table_field (at, end, separator, field);
      g_ptr_array_add (fields, g_strstrip (g_strdup (field->str)));
      if (at == end || *at != separator)
        break;
      at++;
    }
  while (at < end && (*at == '\r' || *at == '\n'))
    at++;
  return at;
}

static guint
count_words (const GPtrArray *fields, guint *last)
{
  guint n = 0;
  double number;

  for (guint i = 0; i < fields->len; i++)
    if (!read_number (fields->pdata[i], &number)) {
      *last = i;
      n++;
    }
  return n;
}

/* Whether a heading calls a column a label. */
static gboolean
is_label_name (const char *name)
{
  static const char *const names[] = { "class", "digit", "label", "species", "target", "y" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (lower, names[i]))
      return TRUE;
  return FALSE;
}

/* Returns: the column of labels, of words or one more than the @needed numbers; -1 for none, -2
 * where the table does not fit. */
static int
find_label (const GPtrArray *heading, const GPtrArray *row, gint64 needed)
{
  guint word = 0, n_words = count_words (row, &word);

  if (n_words > 1 || (needed > 0 && row->len != needed && row->len != needed + 1))
    return -2;
  if (n_words == 1)
    return needed <= 0 || row->len == needed + 1 ? (int) word : -2;
  if (needed <= 0 || row->len == needed)
    return -1;
  if (heading != NULL && heading->len == row->len && is_label_name (heading->pdata[0]))
    return 0;
  return (int) row->len - 1;
}

static gboolean
fail_row (GError **error, gsize line)
{
  ng_error_set_new (error,
                    "Sample::format",
                    NULL,
                    "Row %" G_GSIZE_FORMAT " of the table is not like the others.",
                    line);
  return FALSE;
}

static gboolean
open_table (NgDataset *self,
            const char *text,
            gsize size,
            char separator,
            const NgType *type,
            GError **error)
{
  const char *end = text + size, *at = text, *second;
  g_autoptr (GPtrArray) heading = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) row = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (float));
  guint first_word, second_word, columns;
  gint64 needed = 0, dims[2];
  gboolean has_heading;
  int label;

  if (size >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0)
    at += 3;
  second = read_row (at, end, separator, heading);
  read_row (second, end, separator, row);
  has_heading = row->len == heading->len && row->len > 0 &&
                count_words (heading, &first_word) > count_words (row, &second_word);
  if (has_heading)
    at = second;
  if (!ng_type_count (type, &needed))
    needed = 0;
  label = find_label (has_heading ? heading : NULL, has_heading ? row : heading, needed);
  columns = heading->len;
  if (label == -2) {
    g_autofree char *wanted = ng_type_notation (type);

    ng_error_set (
        error,
        ng_diagnostic_with_hint (
            ng_diagnostic_new ("Sample::shape",
                               NULL,
                               "A row of the table has %u columns, and the input needs %s.",
                               columns,
                               wanted),
            "One more column may be a label, which may be a word."));
    return FALSE;
  }
  if (label >= 0)
    self->labels = g_ptr_array_new_with_free_func (g_free);
  while (at < end) {
    at = read_row (at, end, separator, row);
    if (row->len == 0)
      continue;
    if (row->len != columns)
      return fail_row (error, self->length + 1 + has_heading);
    for (guint i = 0; i < columns; i++) {
      double number;
      float single;

      if ((int) i == label) {
        g_ptr_array_add (self->labels, g_utf8_make_valid (row->pdata[i], -1));
        continue;
      }
      if (!read_number (row->pdata[i], &number))
        return fail_row (error, self->length + 1 + has_heading);
      single = (float) number;
      g_array_append_val (numbers, single);
    }
    self->length++;
    if (numbers->len > NG_MAX_TABLE_NUMBERS || self->length > NG_MAX_EXAMPLES) {
      ng_error_set_new (error, "Sample::limit", NULL, "The table has too many numbers.");
      return FALSE;
    }
  }
  if (self->length == 0 || numbers->len == 0) {
    ng_error_set_new (error, "Sample::format", NULL, "The table has no row of numbers.");
    return FALSE;
  }
  dims[0] = (gint64) self->length;
  dims[1] = columns - (label >= 0);
  self->array = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, numbers->data);
  return TRUE;
}

/* ---- arrays ---- */

static gboolean
take_array (NgDataset *self, NgTensor *array, GError **error)
{
  if (ng_tensor_rank (array) == 0 || ng_tensor_count (array) == 0 ||
      ng_tensor_element (array) == NG_ELEMENT_STRING) {
    ng_error_set_new (error, "Sample::shape", NULL, "The array has no examples.");
    return FALSE;
  }
  self->array = ng_tensor_ref (array);
  self->length = (gsize) ng_tensor_dims (array)[0];
  return TRUE;
}

/* Whether it is one integer for each example. */
static gboolean
is_of_labels (const NgTensor *array, gsize length)
{
  return ng_tensor_rank (array) >= 1 && ng_tensor_count (array) == (gint64) length &&
         ng_tensor_dims (array)[0] == (gint64) length &&
         ng_element_is_integer (ng_tensor_element (array));
}

static void
take_labels (NgDataset *self, const NgTensor *labels)
{
  if (self->length > NG_MAX_EXAMPLES)
    return;
  self->labels = g_ptr_array_new_with_free_func (g_free);
  for (gint64 i = 0; i < (gint64) self->length; i++)
    g_ptr_array_add (self->labels,
                     g_strdup_printf ("%" G_GINT64_FORMAT, ng_tensor_get_int (labels, i)));
}

/* How well an array suits an input: 2 by the count of its examples' numbers, 1 for pixels. */
static int
suits (const NgTensor *array, const NgType *type)
{
  gint64 needed, length = ng_tensor_rank (array) > 0 ? ng_tensor_dims (array)[0] : 0;

  if (length <= 0 || ng_tensor_element (array) == NG_ELEMENT_STRING)
    return 0;
  if (ng_type_count (type, &needed) && ng_tensor_count (array) == needed * length)
    return 2;
  return is_of_pixels (array);
}

/* "x_test" and "y_test" belong together. */
static gboolean
are_of_one_part (const char *a, const char *b)
{
  const char *x = strrchr (a, '_'), *y = strrchr (b, '_');

  return x != NULL && y != NULL && g_str_equal (x, y);
}

static gboolean
open_npz (NgDataset *self, GBytes *bytes, const NgType *type, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  int best = -1, labels = -1;

  if (!ng_npz_read (bytes, names, arrays, error))
    return FALSE;
  for (guint i = 0; i < arrays->len; i++)
    if (suits (arrays->pdata[i], type) > (best >= 0 ? suits (arrays->pdata[best], type) : 0))
      best = (int) i;
  if (best < 0) {
    g_autofree char *wanted = ng_type_notation (type);

    ng_error_set_new (error,
                      "Sample::shape",
                      NULL,
                      "None of the arrays of the file has examples for an input of %s.",
                      wanted);
    return FALSE;
  }
  if (!take_array (self, arrays->pdata[best], error))
    return FALSE;
  for (guint i = 0; i < arrays->len; i++)
    if ((int) i != best && is_of_labels (arrays->pdata[i], self->length) &&
        (labels < 0 || are_of_one_part (names->pdata[best], names->pdata[i])))
      labels = (int) i;
  if (labels >= 0)
    take_labels (self, arrays->pdata[labels]);
  return TRUE;
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = ng_file_map (path, error);

  return bytes != NULL ? ng_gunzip (bytes, error) : NULL;
}

/* The labels of "train-images-idx3-ubyte" are in "train-labels-idx1-ubyte". */
static void
find_idx_labels (NgDataset *self, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GString) other = g_string_new (name);
  g_autofree char *beside = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NgTensor) labels = NULL;

  if (g_string_replace (other, "images", "labels", 1) == 0)
    return;
  g_string_replace (other, "idx3", "idx1", 1);
  beside = g_build_filename (folder, other->str, NULL);
  bytes = read_file (beside, NULL);
  labels = bytes != NULL ? ng_idx_read (bytes, NULL) : NULL;
  if (labels != NULL && is_of_labels (labels, self->length))
    take_labels (self, labels);
}

/* ---- opening ---- */

gboolean
ng_dataset_is (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autofree guint8 *head = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size = 0;

  if (g_file_test (path, G_FILE_TEST_IS_DIR) || g_str_has_suffix (lower, ".npz") ||
      g_str_has_suffix (lower, ".gz"))
    return TRUE;
  stream = g_file_read (file, NULL, NULL);
  head = g_malloc0 (HEAD_SIZE);
  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), head, HEAD_SIZE, &size, NULL, NULL))
    return FALSE;
  bytes = g_bytes_new (head, size);
  return ng_idx_is (bytes);
}

static gboolean
open_bytes (NgDataset *self, const char *path, GBytes *bytes, const NgType *type, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  g_autoptr (NgTensor) array = NULL;

  if (g_str_has_suffix (lower, ".gz"))
    lower[strlen (lower) - 3] = '\0';
  if (g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".tsv"))
    return open_table (self, text, size, ng_table_separator (lower), type, error);
  if (g_str_has_suffix (lower, ".txt"))
    return open_lines (self, text, size, error);
  if (ng_npz_is (bytes))
    return open_npz (self, bytes, type, error);
  if (ng_idx_is (bytes)) {
    array = ng_idx_read (bytes, error);
    if (array == NULL || !take_array (self, array, error))
      return FALSE;
    find_idx_labels (self, path);
    return TRUE;
  }
  if (g_str_has_suffix (lower, ".npy")) {
    array = ng_npy_read (bytes, error);
    return array != NULL && take_array (self, array, error);
  }
  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          ng_diagnostic_new ("Sample::format", NULL, "\"%s\" is no data set that we read.", path),
          "Folders, csv, tsv, txt, npy, npz and IDX are read."));
  return FALSE;
}

NgDataset *
ng_dataset_open (const char *path, const NgType *type, GError **error)
{
  g_autoptr (NgDataset) self = dataset_new ();
  g_autoptr (GBytes) bytes = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return open_folder (self, path, error) ? g_steal_pointer (&self) : NULL;
  bytes = read_file (path, error);
  if (bytes == NULL || !open_bytes (self, path, bytes, type, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* ---- examples ---- */

/* {h, w}, {1, h, w}, {3, h, w} or {h, w, 3} of bytes as {c, h, w} from 0 to 1. */
static NgTensor *
read_pixels (NgTensor *pixels, GError **error)
{
  gsize rank = ng_tensor_rank (pixels);
  const gint64 *dims = ng_tensor_dims (pixels);
  gboolean is_last = rank == 3 && (dims[2] == 3 || dims[2] == 1) && dims[0] != 3 && dims[0] != 1;
  gint64 c = rank == 2 ? 1 : is_last ? dims[2] : dims[0];
  gint64 h = rank == 2 || is_last ? dims[0] : dims[1];
  gint64 w = rank == 2 || is_last ? dims[1] : dims[rank - 1];
  const guint8 *bytes = ng_tensor_data (pixels);
  gint64 sizes[] = { c, h, w };
  float *data;

  if (rank < 2 || rank > 3 || (c != 1 && c != 3)) {
    ng_error_set_new (error, "Sample::shape", NULL, "An example of the array is no picture.");
    return NULL;
  }
  data = g_new (float, (gsize) (c * h * w));
  for (gint64 k = 0; k < c; k++)
    for (gint64 i = 0; i < h * w; i++)
      data[k * h * w + i] = (float) bytes[is_last ? i * c + k : k * h * w + i] / 255.0f;
  return ng_tensor_new_take (NG_ELEMENT_F32, sizes, 3, data);
}

static void
refuse (const NgTensor *example, const NgType *type, GError **error)
{
  g_autofree char *wanted = ng_type_notation (type);

  ng_error_set_new (error,
                    "Sample::shape",
                    NULL,
                    "An example has %" G_GINT64_FORMAT " numbers, and the input needs %s.",
                    ng_tensor_count (example),
                    wanted);
}

/* The array with the levels of the input. */
static NgTensor *
shape_example (NgTensor *example, const NgType *type, GError **error)
{
  gint64 needed, dims[NG_MAX_RANK];

  if (!ng_type_count (type, &needed))
    return ng_tensor_ref (example);
  if (needed != ng_tensor_count (example)) {
    refuse (example, type, error);
    return NULL;
  }
  for (int i = 0; i < type->rank; i++)
    dims[i] = type->dims[i].value;
  return ng_tensor_reshape (example, dims, (gsize) type->rank);
}

/* A picture brought to the channels and the size of the input, from @low to @high. */
static NgTensor *
fit_picture (NgTensor *picture, const NgType *type, double low, double high, GError **error)
{
  NgConform how = { .n_axes = 2 };
  gsize last = (gsize) MAX (type->rank, 0);
  gint64 channels = ng_tensor_dims (picture)[0];
  gint64 wanted = last >= 3 && type->dims[last - 3].state == NG_DIM_NUMBER
                      ? type->dims[last - 3].value
                  : last == 2 ? 1
                              : channels;
  g_autoptr (NgTensor) coloured = NULL;
  g_autoptr (NgTensor) conformed = NULL;
  g_autoptr (NgTensor) spread = NULL;
  float *data;
  gint64 n;

  for (gsize i = 0; i < 2; i++)
    how.sizes[i] = last >= 2 && type->dims[last - 2 + i].state == NG_DIM_NUMBER
                       ? type->dims[last - 2 + i].value
                       : ng_tensor_dims (picture)[1 + i];
  coloured = wanted != channels && (wanted == 1 || wanted == 3)
                 ? ng_colour_convert (picture,
                                      channels == 1 ? NG_COLOUR_GREY : NG_COLOUR_RGB,
                                      wanted == 1 ? NG_COLOUR_GREY : NG_COLOUR_RGB,
                                      error)
                 : ng_tensor_ref (picture);
  conformed = coloured != NULL ? ng_image_conform (coloured, &how, error) : NULL;
  if (conformed == NULL)
    return NULL;
  n = ng_tensor_count (conformed);
  data = g_new (float, (gsize) n);
  for (gint64 i = 0; i < n; i++)
    data[i] = (float) (low + (high - low) * ng_tensor_get_real (conformed, i));
  spread = ng_tensor_new_take (NG_ELEMENT_F32, ng_tensor_dims (conformed), 3, data);
  return shape_example (spread, type, error);
}

NgTensor *
ng_dataset_read (const NgDataset *self,
                 gsize index,
                 const NgCoder *coder,
                 const NgType *type,
                 double low,
                 double high,
                 GError **error)
{
  NgCoding coding = { .type = type };
  g_autoptr (NgTensor) example = NULL;
  g_autoptr (NgTensor) picture = NULL;
  g_autoptr (NgExpr) item = NULL;

  if (index >= self->length) {
    ng_error_set_new (error, "Sample::shape", NULL, "The data set has fewer examples.");
    return NULL;
  }
  if (self->paths != NULL)
    return ng_sample_encode (
        g_ptr_array_index (self->paths, (guint) index), coder, type, low, high, error);
  if (self->texts != NULL)
    return ng_sample_parse (g_ptr_array_index (self->texts, (guint) index), coder, type, error);
  example = ng_tensor_slice (self->array, (gint64) index);
  if (is_of_pixels (self->array)) {
    picture = read_pixels (example, error);
    if (picture == NULL || coder == NULL)
      return picture != NULL ? fit_picture (picture, type, low, high, error) : NULL;
    item = ng_picture_write (
        picture, ng_tensor_dims (picture)[0] == 1 ? NG_COLOUR_GREY : NG_COLOUR_RGB, TRUE);
  } else if (coder == NULL) {
    return shape_example (example, type, error);
  } else {
    item = ng_tensor_write (example);
  }
  return ng_coder_encode (coder, item, NULL, &coding, error);
}
