/* Arrays of an HDF5 file: in one piece, or in chunks, which a tree finds and which went through
 * filters. Elements of several bytes that begin with the most are turned round. */

#include "core/formats/hdf5-private.h"

#include "core/base/bytes.h"
#include "core/base/limits.h"
#include "core/formats/inflate.h"
#include "core/shape/type.h"

#include <string.h>

enum { FILTER_DEFLATE = 1, FILTER_SHUFFLE = 2, FILTER_SUM = 3 };

typedef struct {
  const NgHdf5 *file;
  const NgHdf5Array *array;
  guint8 *data;
  gint64 n_left; /* chunks that may still come */
  GError **error;
} Reader;

static gboolean
fail (const NgHdf5Array *array, GError **error, const char *what)
{
  NgPlace place = { .path = array->name };

  if (*error == NULL)
    ng_error_set_new (error, "Hdf5::array", &place, "Array \"%s\" %s.", array->name, what);
  return FALSE;
}

guint64
ng_hdf5_most_bytes (gsize size)
{
  return MIN (NG_MAX_INFLATED_FREE + (guint64) size * NG_MAX_INFLATED_GROWTH,
              NG_MAX_HDF5_CHUNKED + (guint64) size * NG_MAX_HDF5_COPIES);
}

/* Whether @bytes more may be given out. */
static gboolean
take_bytes (NgHdf5 *self, const NgHdf5Array *array, double bytes, GError **error)
{
  NgPlace place = { .path = array->name };

  if (bytes <= (double) self->n_left) {
    self->n_left -= (guint64) bytes;
    return TRUE;
  }
  ng_error_set_new (error,
                    "Hdf5::limit",
                    &place,
                    "The arrays of the HDF5 file, up to \"%s\", are too large for it.",
                    array->name);
  return FALSE;
}

/* Bytes of equal weight stand together: first the first of all elements, and so on. */
static GBytes *
unshuffle (GBytes *bytes, gsize element)
{
  gsize size, n;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint8 *plain = g_malloc (MAX (size, 1));

  n = size / element;
  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < element; k++)
      plain[i * element + k] = data[k * n + i];
  }
  memcpy (plain + n * element, data + n * element, size - n * element);
  return g_bytes_new_take (plain, size);
}

/* A chunk as it was before the filters; those that @mask names were left out. */
static GBytes *
undo_filters (const NgHdf5Array *array, GBytes *chunk, guint32 mask, gsize wanted, GError **error)
{
  GBytes *bytes = g_bytes_ref (chunk);

  for (gsize i = array->n_filters; i-- > 0;) {
    GBytes *next = NULL;
    gsize size;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    if ((mask & 1u << i) != 0)
      continue;
    switch (array->filters[i]) {
    case FILTER_DEFLATE:
      next = ng_inflate (data, size, G_ZLIB_COMPRESSOR_FORMAT_ZLIB, wanted + 4, NULL);
      break;
    case FILTER_SHUFFLE:
      next = unshuffle (bytes, array->type.size);
      break;
    case FILTER_SUM:
      next = size >= 4 ? g_bytes_new_from_bytes (bytes, 0, size - 4) : NULL;
      break;
    default: /* ng_hdf5_can_read() has refused it */
      break;
    }
    g_bytes_unref (bytes);
    if (next == NULL) {
      fail (array, error, "has a broken chunk");
      return NULL;
    }
    bytes = next;
  }
  if (g_bytes_get_size (bytes) < wanted) {
    fail (array, error, "has a chunk that is cut short");
    g_clear_pointer (&bytes, g_bytes_unref);
  }
  return bytes;
}

static gsize
chunk_bytes (const NgHdf5Array *array)
{
  gsize bytes = array->type.size;

  for (gsize i = 0; i < array->rank; i++)
    bytes *= (gsize) array->chunk[i];
  return bytes;
}

/* Puts the rows of a chunk at their places; what sticks out is left away. */
static void
place_chunk (Reader *self, const guint8 *chunk, const gint64 *start)
{
  const NgHdf5Array *array = self->array;
  gsize rank = array->rank, element = array->type.size;
  gint64 at[NG_MAX_RANK] = { 0 };
  gint64 row = rank > 0 ? MIN (array->chunk[rank - 1], array->dims[rank - 1] - start[rank - 1]) : 1;
  gint64 n_rows = 1;

  for (gsize i = 0; i + 1 < rank; i++)
    n_rows *= array->chunk[i];
  for (gint64 r = 0; r < n_rows; r++) {
    gint64 rest = r, from = 0, to = 0;
    gboolean is_inside = TRUE;
    for (gsize i = rank > 0 ? rank - 1 : 0; i-- > 0;) {
      at[i] = rest % array->chunk[i];
      rest /= array->chunk[i];
      is_inside = is_inside && start[i] + at[i] < array->dims[i];
    }
    if (!is_inside)
      continue;
    for (gsize i = 0; i < rank; i++) {
      gint64 own = i + 1 < rank ? at[i] : 0;
      from = from * array->chunk[i] + own;
      to = to * array->dims[i] + start[i] + own;
    }
    memcpy (
        self->data + (gsize) to * element, chunk + (gsize) from * element, (gsize) row * element);
  }
}

static gboolean
read_chunk (Reader *self, guint64 at, guint64 size, guint32 mask, const gint64 *start)
{
  const NgHdf5Array *array = self->array;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) plain = NULL;

  if (self->n_left-- == 0)
    return fail (array, self->error, "has more chunks than fit into it");
  for (gsize i = 0; i < array->rank; i++) {
    if (start[i] < 0 || start[i] >= array->dims[i] || start[i] % array->chunk[i] != 0)
      return fail (array, self->error, "has a chunk outside of it");
  }
  if (ng_hdf5_at (self->file, at, size) == NULL)
    return fail (array, self->error, "has a chunk outside of the file");
  raw = g_bytes_new_from_bytes (self->file->bytes, at, size);
  plain = undo_filters (array, raw, mask, chunk_bytes (array), self->error);
  if (plain == NULL)
    return FALSE;
  place_chunk (self, g_bytes_get_data (plain, NULL), start);
  return TRUE;
}

/* The tree of chunks; each node is less high than the one above it. */
static gboolean
read_chunks (Reader *self)
{
  typedef struct {
    guint64 at;
    int below;
  } Node;
  const NgHdf5Array *array = self->array;
  gsize key = 8 + 8 * (array->rank + 1), n_nodes = 0;
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  Node node = { array->at, 256 };

  g_array_append_val (nodes, node);
  while (nodes->len > 0) {
    node = g_array_index (nodes, Node, nodes->len - 1);
    g_array_set_size (nodes, nodes->len - 1);
    const guint8 *head = ng_hdf5_at (self->file, node.at, 24);
    if (head == NULL || memcmp (head, "TREE", 4) != 0 || head[4] != 1 || head[5] >= node.below)
      return fail (array, self->error, "has a broken tree of chunks");
    gsize n = ng_little (head + 6, 2);
    const guint8 *entry = ng_hdf5_at (self->file, node.at + 24, n * (key + 8) + key);
    n_nodes += n + 1;
    if (entry == NULL || n_nodes > NG_MAX_HDF5_NODES)
      return fail (array, self->error, "has a broken tree of chunks");
    for (gsize i = 0; i < n; i++, entry += key + 8) {
      Node child = { ng_little (entry + key, 8), head[5] };
      gint64 start[NG_MAX_RANK];
      for (gsize k = 0; k < array->rank; k++)
        start[k] = (gint64) ng_little (entry + 8 + 8 * k, 8);
      if (head[5] > 0)
        g_array_append_val (nodes, child);
      else if (!read_chunk (self, child.at, ng_little (entry, 4), ng_little (entry + 4, 4), start))
        return FALSE;
    }
  }
  return TRUE;
}

static void
swap_bytes (guint8 *data, gsize n, gsize size)
{
  for (gsize i = 0; i < n; i++) {
    for (gsize k = 0; k < size / 2; k++) {
      guint8 byte = data[i * size + k];
      data[i * size + k] = data[i * size + size - 1 - k];
      data[i * size + size - 1 - k] = byte;
    }
  }
}

/* Puts the element of the array that is meant where nothing was written into all of @data. */
static gboolean
fill_up (const NgHdf5Array *array, guint8 *data, gint64 count, GError **error)
{
  gsize size = array->type.size;

  if (array->fill == NULL)
    return TRUE;
  if (array->fill_size != size)
    return fail (array, error, "has a fill value of another size than its elements");
  for (gint64 i = 0; i < count; i++)
    memcpy (data + (gsize) i * size, array->fill, size);
  return TRUE;
}

/* An array of one piece that was never written. */
static NgTensor *
make_unwritten (NgHdf5 *self, const NgHdf5Array *array, gint64 count, GError **error)
{
  double bytes = (double) count * (double) array->type.size;

  if (bytes > (double) NG_MAX_HDF5_CHUNKED) {
    fail (array, error, "is too large for its file");
    return NULL;
  }
  if (!take_bytes (self, array, bytes, error))
    return NULL;
  guint8 *data = g_try_malloc0 ((gsize) bytes);
  if (data == NULL) {
    fail (array, error, "does not fit into memory");
    return NULL;
  }
  if (!fill_up (array, data, count, error)) {
    g_free (data);
    return NULL;
  }
  if (array->type.is_swapped)
    swap_bytes (data, (gsize) count, array->type.size);
  return ng_tensor_new_take (array->type.element, array->dims, array->rank, data);
}

static NgTensor *
read_in_chunks (NgHdf5 *self, const NgHdf5Array *array, gint64 count, GError **error)
{
  gint64 bytes = count * (gint64) array->type.size, n_chunks = 1;
  guint8 *data;
  double whole = (double) array->type.size, size = (double) array->type.size;

  for (gsize i = 0; i < array->rank; i++) {
    if (array->chunk[i] < 1) {
      fail (array, error, "has chunks without a size");
      return NULL;
    }
    gint64 n = array->dims[i] / array->chunk[i] + (array->dims[i] % array->chunk[i] != 0);
    n_chunks = ng_size_multiply (n_chunks, n);
    size *= (double) array->chunk[i];
    whole *= (double) n * (double) array->chunk[i];
  }
  if (MAX (whole, size) > (double) NG_MAX_HDF5_CHUNKED ||
      MAX (whole, size) > (double) ng_hdf5_most_bytes (self->size)) {
    fail (array, error, "is too large for its file");
    return NULL;
  }
  if (!take_bytes (self, array, MAX (whole, size), error))
    return NULL;
  data = g_try_malloc0 (MAX ((gsize) bytes, 1));
  if (data == NULL) {
    fail (array, error, "does not fit into memory");
    return NULL;
  }
  Reader reader = { self, array, data, n_chunks, error };
  static const gint64 origin[NG_MAX_RANK];
  guint64 stored = array->n_filters > 0 ? array->size : (guint64) size;
  gboolean ok = fill_up (array, data, count, error);
  if (ok && count > 0 && array->at != NG_HDF5_NOWHERE)
    ok = array->is_single ? read_chunk (&reader, array->at, stored, 0, origin)
                          : read_chunks (&reader);
  if (!ok) {
    g_free (data);
    return NULL;
  }
  if (array->type.is_swapped)
    swap_bytes (data, (gsize) count, array->type.size);
  return ng_tensor_new_take (array->type.element, array->dims, array->rank, data);
}

gboolean
ng_hdf5_can_read (const NgHdf5 *self, gsize index)
{
  const NgHdf5Array *array = &g_array_index (self->arrays, NgHdf5Array, index);

  for (gsize i = 0; i < array->n_filters; i++) {
    if (array->filters[i] != FILTER_DEFLATE && array->filters[i] != FILTER_SHUFFLE &&
        array->filters[i] != FILTER_SUM)
      return FALSE;
  }
  return array->type.element != NG_ELEMENT_NONE && array->layout != NG_HDF5_OTHER_LAYOUT &&
         !array->has_more_filters && array->flaw == NULL;
}

NgTensor *
ng_hdf5_tensor (NgHdf5 *self, gsize index, GError **error)
{
  const NgHdf5Array *array = &g_array_index (self->arrays, NgHdf5Array, index);
  gint64 count;

  g_return_val_if_fail (error != NULL, NULL);
  if (!ng_hdf5_can_read (self, index)) {
    fail (array, error, array->flaw != NULL ? array->flaw : "is of a kind that we do not read");
    return NULL;
  }
  if (!ng_dims_count (array->dims, array->rank, &count)) {
    fail (array, error, "is too large");
    return NULL;
  }
  if (array->layout == NG_HDF5_CHUNKED)
    return read_in_chunks (self, array, count, error);
  guint64 bytes = (guint64) count * array->type.size;
  if (bytes == 0)
    return ng_tensor_new_take (array->type.element, array->dims, array->rank, g_malloc0 (1));
  if (array->layout == NG_HDF5_CONTIGUOUS && array->at == NG_HDF5_NOWHERE)
    return make_unwritten (self, array, count, error);
  if (bytes > array->size || ng_hdf5_at (self, array->at, bytes) == NULL) {
    fail (array, error, "lies outside of the file");
    return NULL;
  }
  if (!take_bytes (self, array, (double) bytes, error))
    return NULL;
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (self->bytes, array->at, bytes);
  if (!array->type.is_swapped || array->type.size == 1)
    return ng_tensor_new_bytes (array->type.element, array->dims, array->rank, part, error);
  guint8 *data = g_memdup2 (g_bytes_get_data (part, NULL), bytes);
  swap_bytes (data, (gsize) count, array->type.size);
  return ng_tensor_new_take (array->type.element, array->dims, array->rank, data);
}

/* A text of any size, which lies in the heap. */
static GBytes *
read_long_text (NgHdf5 *self, const NgHdf5Array *array)
{
  const guint8 *data = ng_hdf5_at (self, array->at, 16);
  gsize n_steps = 0, length = 0;
  const guint8 *text =
      data != NULL ? ng_hdf5_in_heap (
                         self, ng_little (data + 4, 8), ng_little (data + 12, 4), &n_steps, &length)
                   : NULL;

  if (text == NULL)
    return NULL;
  length = MIN (length, ng_little (data, 4));
  return g_bytes_new_from_bytes (self->bytes, (gsize) (text - self->data), length);
}

GBytes *
ng_hdf5_bytes (NgHdf5 *self, gsize index, GError **error)
{
  const NgHdf5Array *array = &g_array_index (self->arrays, NgHdf5Array, index);
  gboolean is_one_piece = array->layout == NG_HDF5_CONTIGUOUS || array->layout == NG_HDF5_COMPACT;
  gint64 count = 0;
  GBytes *bytes = NULL;

  g_return_val_if_fail (error != NULL, NULL);
  if (array->type.element == NG_ELEMENT_U8 || array->type.element == NG_ELEMENT_I8) {
    g_autoptr (NgTensor) tensor = ng_hdf5_tensor (self, index, error);
    return tensor != NULL ? g_bytes_new (ng_tensor_data (tensor), (gsize) ng_tensor_count (tensor))
                          : NULL;
  }
  if (array->flaw != NULL) {
    fail (array, error, array->flaw);
    return NULL;
  }
  if (is_one_piece && array->at == NG_HDF5_NOWHERE) {
    fail (array, error, "was never written");
    return NULL;
  }
  if (!(array->type.is_text || array->type.is_long_text) || !is_one_piece ||
      !ng_dims_count (array->dims, array->rank, &count) || count != 1) {
    fail (array, error, "is no text");
    return NULL;
  }
  if (array->type.is_long_text)
    bytes = read_long_text (self, array);
  else if (array->type.size <= array->size &&
           ng_hdf5_at (self, array->at, array->type.size) != NULL)
    bytes = g_bytes_new_from_bytes (
        self->bytes, array->at, strnlen ((const char *) self->data + array->at, array->type.size));
  if (bytes == NULL)
    fail (array, error, "lies outside of the file");
  return bytes;
}
