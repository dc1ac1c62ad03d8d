#include "core/tensor/tensor.h"

#include "core/base/pages.h"
#include "core/tensor/element.h"
#include "core/tensor/missing.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Elements converted at a time. */
#define BLOCK 512

struct _NgTensor {
  gatomicrefcount references;
  NgElement element;
  gsize rank;
  gint64 dims[NG_MAX_RANK];
  gint64 count;
  gsize size;            /* bytes of the packed elements */
  gconstpointer data;    /* inside bytes */
  GBytes *bytes;         /* NULL for strings */
  GPtrArray *strings;    /* NULL for numbers */
  gint64 first_string;   /* the string that is element 0 */
  NgDiagnostic *missing; /* (nullable): why the numbers are not there */
};

gboolean
ng_dims_count (const gint64 *dims, gsize rank, gint64 *count)
{
  gint64 product = 1;
  gboolean is_empty = FALSE;

  /* Dimensions beside a zero are limited too, so that no stride of an empty array overflows. */
  for (gsize i = 0; i < rank; i++) {
    if (dims[i] < 0)
      return FALSE;
    if (dims[i] == 0)
      is_empty = TRUE;
    else if (__builtin_mul_overflow (product, dims[i], &product) || product > NG_MAX_ELEMENTS)
      return FALSE;
  }
  *count = is_empty ? 0 : product;
  return TRUE;
}

static gsize
packed_size (NgElement element, gint64 count)
{
  return ((gsize) count * ng_element_bits (element) + 7) / 8;
}

static NgTensor *
new_header (NgElement element, const gint64 *dims, gsize rank, gint64 count)
{
  NgTensor *self = g_new0 (NgTensor, 1);

  g_atomic_ref_count_init (&self->references);
  self->element = element;
  self->rank = rank;
  for (gsize i = 0; i < rank; i++)
    self->dims[i] = dims[i];
  self->count = count;
  self->size = packed_size (element, count);
  return self;
}

NgTensor *
ng_tensor_ref (NgTensor *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_tensor_unref (NgTensor *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->strings, g_ptr_array_unref);
  g_clear_pointer (&self->missing, ng_diagnostic_unref);
  g_free (self);
}

NgTensor *
ng_tensor_new_bytes (
    NgElement element, const gint64 *dims, gsize rank, GBytes *bytes, GError **error)
{
  gint64 count;
  NgTensor *self;

  g_return_val_if_fail (ng_element_bits (element) > 0, NULL);
  g_return_val_if_fail (bytes != NULL, NULL);

  if (rank > NG_MAX_RANK) {
    ng_error_set_new (error,
                      "Tensor::rank",
                      NULL,
                      "An array has %" G_GSIZE_FORMAT " dimensions, and at most %d are possible",
                      rank,
                      NG_MAX_RANK);
    return NULL;
  }
  if (!ng_dims_count (dims, rank, &count)) {
    ng_error_set_new (error,
                      "Tensor::size",
                      NULL,
                      "The dimensions of an array multiply to more than %" G_GINT64_FORMAT
                      " elements, or one is negative",
                      NG_MAX_ELEMENTS);
    return NULL;
  }
  if (g_bytes_get_size (bytes) < packed_size (element, count)) {
    ng_error_set_new (error,
                      "Tensor::size",
                      NULL,
                      "%" G_GINT64_FORMAT " elements of %s need %" G_GSIZE_FORMAT
                      " bytes, and there are %" G_GSIZE_FORMAT,
                      count,
                      ng_element_name (element),
                      packed_size (element, count),
                      g_bytes_get_size (bytes));
    return NULL;
  }
  self = new_header (element, dims, rank, count);
  self->bytes = g_bytes_ref (bytes);
  self->data = g_bytes_get_data (bytes, NULL);
  return self;
}

/* @bytes: (transfer full) */
static NgTensor *
new_owning (NgElement element, const gint64 *dims, gsize rank, gint64 count, GBytes *bytes)
{
  NgTensor *self = new_header (element, dims, rank, count);

  self->bytes = bytes;
  self->data = g_bytes_get_data (bytes, NULL);
  return self;
}

NgTensor *
ng_tensor_new_take (NgElement element, const gint64 *dims, gsize rank, gpointer data)
{
  gint64 count;

  g_return_val_if_fail (ng_element_bits (element) > 0, NULL);
  g_return_val_if_fail (rank <= NG_MAX_RANK, NULL);
  g_return_val_if_fail (ng_dims_count (dims, rank, &count), NULL);

  return new_owning (
      element, dims, rank, count, g_bytes_new_take (data, packed_size (element, count)));
}

NgTensor *
ng_tensor_new_copy (NgElement element, const gint64 *dims, gsize rank, gconstpointer data)
{
  gint64 count;

  g_return_val_if_fail (ng_element_bits (element) > 0, NULL);
  g_return_val_if_fail (rank <= NG_MAX_RANK, NULL);
  g_return_val_if_fail (ng_dims_count (dims, rank, &count), NULL);

  return new_owning (element, dims, rank, count, g_bytes_new (data, packed_size (element, count)));
}

NgTensor *
ng_tensor_new_strings (const gint64 *dims, gsize rank, GPtrArray *strings)
{
  gint64 count;
  NgTensor *self;

  g_return_val_if_fail (rank <= NG_MAX_RANK, NULL);
  g_return_val_if_fail (ng_dims_count (dims, rank, &count), NULL);
  g_return_val_if_fail (count <= (gint64) strings->len, NULL);

  self = new_header (NG_ELEMENT_STRING, dims, rank, count);
  self->strings = strings;
  return self;
}

NgTensor *
ng_tensor_new_missing (
    NgElement element, const gint64 *dims, gsize rank, NgDiagnostic *reason, GError **error)
{
  gint64 count;
  GBytes *zeros;
  NgTensor *self;

  g_return_val_if_fail (ng_element_bits (element) > 0, NULL);
  g_return_val_if_fail (rank <= NG_MAX_RANK, NULL);
  g_return_val_if_fail (ng_dims_count (dims, rank, &count), NULL);
  g_return_val_if_fail (reason != NULL, NULL);

  zeros = ng_pages_zeros (packed_size (element, count));
  if (zeros == NULL) {
    ng_error_set_new (error,
                      "Tensor::size",
                      NULL,
                      "There is no room for an array of %" G_GINT64_FORMAT " elements",
                      count);
    return NULL;
  }
  self = new_owning (element, dims, rank, count, zeros);
  self->missing = ng_diagnostic_ref (reason);
  return self;
}

const NgDiagnostic *
ng_tensor_missing (const NgTensor *self)
{
  return self->missing;
}

NgTensor *
ng_tensor_new_scalar (NgElement element, double value)
{
  guint64 room = 0;

  g_return_val_if_fail (ng_element_bits (element) >= 8, NULL);
  g_return_val_if_fail (ng_element_from_reals (element, &value, 1, &room), NULL);

  return ng_tensor_new_copy (element, NULL, 0, &room);
}

NgTensor *
ng_tensor_fill (gint64 n, double value)
{
  float *data;

  g_return_val_if_fail (n >= 0 && n <= NG_MAX_ELEMENTS, NULL);

  data = g_new (float, (gsize) n);
  for (gint64 i = 0; i < n; i++)
    data[i] = (float) value;
  return ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, data);
}

NgElement
ng_tensor_element (const NgTensor *self)
{
  return self->element;
}

gsize
ng_tensor_rank (const NgTensor *self)
{
  return self->rank;
}

const gint64 *
ng_tensor_dims (const NgTensor *self)
{
  return self->dims;
}

gint64
ng_tensor_count (const NgTensor *self)
{
  return self->count;
}

gconstpointer
ng_tensor_data (const NgTensor *self)
{
  return self->data;
}

gsize
ng_tensor_size (const NgTensor *self)
{
  return self->size;
}

const char *
ng_tensor_string (const NgTensor *self, gint64 index)
{
  g_return_val_if_fail (self->strings != NULL, NULL);
  g_return_val_if_fail (index >= 0 && index < self->count, NULL);

  return g_ptr_array_index (self->strings, self->first_string + index);
}

double
ng_tensor_get_real (const NgTensor *self, gint64 index)
{
  double real;

  g_return_val_if_fail (index >= 0 && index < self->count, (double) NAN);

  ng_element_to_reals (self->element, self->data, index, 1, &real);
  return real;
}

gint64
ng_tensor_get_int (const NgTensor *self, gint64 index)
{
  gint64 integer;

  g_return_val_if_fail (index >= 0 && index < self->count, 0);

  ng_element_to_integers (self->element, self->data, index, 1, &integer);
  return integer;
}

static gboolean
is_aligned (const NgTensor *self)
{
  gsize bytes = MAX (ng_element_bits (self->element) / 8, 1);

  return (gsize) self->data % MIN (bytes, 8) == 0;
}

/* Elements first … first + n - 1 of @self, written as @element. */
static void
convert_block (const NgTensor *self, NgElement element, gint64 first, gsize n, gpointer data)
{
  if (ng_element_is_integer (self->element)) {
    gint64 integers[BLOCK];

    ng_element_to_integers (self->element, self->data, first, n, integers);
    ng_element_from_integers (element, integers, ng_element_is_unsigned (self->element), n, data);
  } else {
    double reals[BLOCK];

    ng_element_to_reals (self->element, self->data, first, n, reals);
    ng_element_from_reals (element, reals, n, data);
  }
}

NgTensor *
ng_tensor_convert (NgTensor *self, NgElement element)
{
  gsize size = packed_size (element, self->count);
  gsize width = ng_element_bits (element) / 8;
  guchar *data;
  double zero = 0;
  guint64 room[2];

  if (self->element == element && (self->strings != NULL || is_aligned (self)))
    return ng_tensor_ref (self);
  g_return_val_if_fail (self->strings == NULL, NULL);
  g_return_val_if_fail (self->element == element ||
                            (width > 0 && ng_element_from_reals (element, &zero, 1, room)),
                        NULL);

  data = g_aligned_alloc (1, (size + 63) / 64 * 64 + 64, 64);
  if (self->element == element)
    memcpy (data, self->data, size);
  else
    for (gint64 i = 0; i < self->count; i += BLOCK)
      convert_block (
          self, element, i, (gsize) MIN (BLOCK, self->count - i), data + (gsize) i * width);
  return new_owning (element,
                     self->dims,
                     self->rank,
                     self->count,
                     g_bytes_new_with_free_func (data, size, g_aligned_free, data));
}

/* A tensor of other dimensions whose elements are those of @self from number @first on; they begin
 * on a byte. */
static NgTensor *
new_view (NgTensor *self, gint64 first, const gint64 *dims, gsize rank, gint64 count)
{
  NgTensor *view = new_header (self->element, dims, rank, count);

  if (self->missing != NULL)
    view->missing = ng_diagnostic_ref (self->missing);
  if (self->strings != NULL) {
    view->strings = g_ptr_array_ref (self->strings);
    view->first_string = self->first_string + first;
  } else {
    gsize offset = (gsize) first * ng_element_bits (self->element) / 8;

    view->bytes = g_bytes_ref (self->bytes);
    view->data = self->data != NULL ? (const guchar *) self->data + offset : NULL;
  }
  return view;
}

NgTensor *
ng_tensor_reshape (NgTensor *self, const gint64 *dims, gsize rank)
{
  gint64 count;

  g_return_val_if_fail (rank <= NG_MAX_RANK, NULL);
  g_return_val_if_fail (ng_dims_count (dims, rank, &count) && count == self->count, NULL);

  return new_view (self, 0, dims, rank, count);
}

NgTensor *
ng_tensor_slice (NgTensor *self, gint64 index)
{
  gint64 count;

  g_return_val_if_fail (self->rank > 0, NULL);
  g_return_val_if_fail (index >= 0 && index < self->dims[0], NULL);

  count = self->count / self->dims[0];
  g_return_val_if_fail ((gsize) (index * count) * ng_element_bits (self->element) % 8 == 0, NULL);
  return new_view (self, index * count, self->dims + 1, self->rank - 1, count);
}

NgTensor *
ng_tensor_stack (NgTensor *const *items, gsize n)
{
  const NgTensor *model = n > 0 ? items[0] : NULL;
  gint64 dims[NG_MAX_RANK];
  gint64 count;
  guchar *data, *p;

  g_return_val_if_fail (model != NULL && model->rank < NG_MAX_RANK, NULL);
  for (gsize i = 1; i < n; i++)
    g_return_val_if_fail (
        items[i]->element == model->element && items[i]->rank == model->rank &&
            memcmp (items[i]->dims, model->dims, model->rank * sizeof model->dims[0]) == 0,
        NULL);
  g_return_val_if_fail (model->size * 8 == (gsize) model->count * ng_element_bits (model->element),
                        NULL);

  dims[0] = (gint64) n;
  memcpy (dims + 1, model->dims, model->rank * sizeof dims[0]);
  g_return_val_if_fail (ng_dims_count (dims, model->rank + 1, &count), NULL);

  if (model->strings != NULL) {
    GPtrArray *strings = g_ptr_array_new_with_free_func (g_free);

    for (gsize i = 0; i < n; i++)
      for (gint64 k = 0; k < model->count; k++)
        g_ptr_array_add (strings, g_strdup (ng_tensor_string (items[i], k)));
    return ng_tensor_new_strings (dims, model->rank + 1, strings);
  }
  data = p = g_malloc (MAX (n * model->size, 1));
  for (gsize i = 0; i < n; i++, p += model->size)
    if (model->size > 0)
      memcpy (p, items[i]->data, model->size);
  return ng_tensor_new_take (model->element, dims, model->rank + 1, data);
}

gboolean
ng_tensor_equal (const NgTensor *a, const NgTensor *b)
{
  if (a == b)
    return TRUE;
  if (a->element != b->element || a->rank != b->rank ||
      memcmp (a->dims, b->dims, a->rank * sizeof a->dims[0]) != 0)
    return FALSE;
  if (a->strings == NULL)
    return a->size == 0 || a->data == b->data || memcmp (a->data, b->data, a->size) == 0;
  for (gint64 i = 0; i < a->count; i++)
    if (g_strcmp0 (ng_tensor_string (a, i), ng_tensor_string (b, i)) != 0)
      return FALSE;
  return TRUE;
}

/* What one pass over @n values adds to @statistics: counts, bounds, and mean and sum of squared
 * deviations by Welford's recurrence (Knuth, The Art of Computer Programming 2, 4.2.2). */
static void
add_block (NgTensorStatistics *statistics, double *squares, const double *values, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    double value = values[i];

    if (isnan (value)) {
      statistics->n_nan++;
    } else if (isinf (value)) {
      statistics->n_infinite++;
    } else {
      double old = statistics->mean;

      if (statistics->n_finite == 0 || value < statistics->min)
        statistics->min = value;
      if (statistics->n_finite == 0 || value > statistics->max)
        statistics->max = value;
      statistics->n_finite++;
      statistics->mean +=
          value / (double) statistics->n_finite - old / (double) statistics->n_finite;
      *squares += (value - old) * (value - statistics->mean);
    }
  }
}

static void
bin_block (NgTensorStatistics *statistics, const double *values, gsize n)
{
  const int n_bins = G_N_ELEMENTS (statistics->bins);
  /* Halves, because max - min may overflow. */
  double width = statistics->max / 2 - statistics->min / 2;

  for (gsize i = 0; i < n; i++) {
    int bin = 0;

    if (!isfinite (values[i]))
      continue;
    if (width > 0)
      bin = (int) ((values[i] / 2 - statistics->min / 2) / width * n_bins);
    statistics->bins[CLAMP (bin, 0, n_bins - 1)]++;
  }
}

void
ng_tensor_statistics (const NgTensor *self, NgTensorStatistics *statistics)
{
  double values[BLOCK];
  double squares = 0;

  memset (statistics, 0, sizeof *statistics);
  statistics->n = self->count;
  for (gint64 i = 0; i < self->count; i += BLOCK) {
    gsize n = (gsize) MIN (BLOCK, self->count - i);

    ng_element_to_reals (self->element, self->data, i, n, values);
    add_block (statistics, &squares, values, n);
  }
  if (statistics->n_finite == 0)
    return;
  statistics->deviation = sqrt (squares / (double) statistics->n_finite);
  for (gint64 i = 0; i < self->count; i += BLOCK) {
    gsize n = (gsize) MIN (BLOCK, self->count - i);

    ng_element_to_reals (self->element, self->data, i, n, values);
    bin_block (statistics, values, n);
  }
}

double
ng_tensor_mean (const NgTensor *self)
{
  double values[BLOCK];
  double sum = 0;

  for (gint64 i = 0; i < self->count; i += BLOCK) {
    gsize n = (gsize) MIN (BLOCK, self->count - i);

    ng_element_to_reals (self->element, self->data, i, n, values);
    for (gsize k = 0; k < n; k++)
      sum += values[k];
  }
  return self->count > 0 ? sum / (double) self->count : 0;
}
