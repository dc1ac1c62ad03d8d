/* The messages of an HDF5 file that say what an array is: its type, shape and layout, what stands
 * where nothing was written, and the filters that its chunks went through. */

#include "core/formats/hdf5-private.h"

#include "core/base/bytes.h"
#include "core/base/limits.h"

#include <string.h>

static NgElement
real_element (gsize size, guint8 exponent_bits)
{
  return size == 2   ? (exponent_bits == 8 ? NG_ELEMENT_BF16 : NG_ELEMENT_F16)
         : size == 4 ? NG_ELEMENT_F32
         : size == 8 ? NG_ELEMENT_F64
                     : NG_ELEMENT_NONE;
}

static NgElement
whole_element (gsize size, gboolean is_signed)
{
  static const NgElement signed_ones[] = {
    NG_ELEMENT_I8, NG_ELEMENT_I16, NG_ELEMENT_I32, NG_ELEMENT_I64
  };
  static const NgElement others[] = {
    NG_ELEMENT_U8, NG_ELEMENT_U16, NG_ELEMENT_U32, NG_ELEMENT_U64
  };

  for (int i = 0; i < 4; i++) {
    if (size == (gsize) 1 << i)
      return is_signed ? signed_ones[i] : others[i];
  }
  return NG_ELEMENT_NONE;
}

gboolean
ng_hdf5_read_type (const guint8 *data, gsize length, NgHdf5Type *type)
{
  memset (type, 0, sizeof *type);
  if (length < 8)
    return FALSE;
  int class = data[0] & 15;
  type->size = ng_little (data + 4, 4);
  type->is_swapped = class <= 1 && (data[1] & 1) != 0;
  switch (class) {
  case 0:
    type->element = whole_element (type->size, (data[1] & 8) != 0);
    break;
  case 1:
    type->element = length >= 14 ? real_element (type->size, data[13]) : NG_ELEMENT_NONE;
    break;
  case 3:
    type->is_text = TRUE;
    break;
  case 8:
    type->element = type->size == 1 ? NG_ELEMENT_BOOL : NG_ELEMENT_NONE;
    break;
  case 9:
    type->is_long_text = (data[1] & 15) == 1;
    break;
  default:
    break;
  }
  return type->size > 0;
}

gboolean
ng_hdf5_read_space (const guint8 *data, gsize length, gsize *rank, gint64 *dims)
{
  if (length < 4 || data[0] < 1 || data[0] > 2)
    return FALSE;
  gsize start = data[0] == 1 ? 8 : 4, n = data[1];
  if (data[0] == 2 && data[3] == 2) { /* nothing at all */
    *rank = 1;
    dims[0] = 0;
    return TRUE;
  }
  if (n > NG_MAX_RANK || length < start || (length - start) / 8 < n)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    guint64 size = ng_little (data + start + 8 * i, 8);
    if (size > (guint64) NG_MAX_ELEMENTS)
      return FALSE;
    dims[i] = (gint64) size;
  }
  *rank = n;
  return TRUE;
}

void
ng_hdf5_read_layout (const guint8 *data, gsize length, NgHdf5Array *array, guint64 at)
{
  array->layout = NG_HDF5_OTHER_LAYOUT;
  if (length < 4 || data[0] < 3 || data[0] > 4)
    return;
  int class = data[1];
  if (class == 0 && ng_little (data + 2, 2) <= length - 4) {
    array->layout = NG_HDF5_COMPACT;
    array->at = at + 4;
    array->size = ng_little (data + 2, 2);
  } else if (class == 1 && length >= 18) {
    array->layout = NG_HDF5_CONTIGUOUS;
    array->at = ng_little (data + 2, 8);
    array->size = ng_little (data + 10, 8);
  } else if (class == 2 && data[0] == 3) {
    gsize n = data[2];
    if (n < 1 || n > NG_MAX_RANK + 1 || length < 11 + 4 * n)
      return;
    array->layout = NG_HDF5_CHUNKED;
    array->at = ng_little (data + 3, 8);
    for (gsize i = 0; i + 1 < n; i++)
      array->chunk[i] = ng_little (data + 11 + 4 * i, 4);
  } else if (class == 2 && length >= 5) { /* of the newer kinds the one of a single chunk */
    gsize n = data[3], width = data[4], end = 5 + n * width;
    if (n < 1 || n > NG_MAX_RANK + 1 || width < 1 || width > 8 || length < end + 9 ||
        data[end] != 1)
      return;
    for (gsize i = 0; i + 1 < n; i++) {
      guint64 size = ng_little (data + 5 + i * width, width);
      array->chunk[i] = (gint64) MIN (size, (guint64) NG_MAX_ELEMENTS);
    }
    gboolean is_filtered = (data[2] & 2) != 0;
    if (is_filtered && length < end + 21)
      return;
    array->layout = NG_HDF5_CHUNKED;
    array->is_single = TRUE;
    array->size = is_filtered ? ng_little (data + end + 1, 8) : 0;
    array->at = ng_little (data + end + (is_filtered ? 13 : 1), 8);
  }
}

void
ng_hdf5_read_fill (const guint8 *data, gsize length, gboolean is_old, NgHdf5Array *array)
{
  guint8 version = !is_old && length > 0 ? data[0] : 0;
  gsize at = is_old ? 0 : version == 3 ? 2 : 4;

  if (length < at || (!is_old && (version < 1 || version > 3))) {
    array->flaw = "has a broken fill value";
    return;
  }
  gboolean is_given = version == 3 ? (data[1] & 32) != 0 : version != 2 || data[3] != 0;
  if (is_given && length - at < 4) {
    array->flaw = "has a broken fill value";
    return;
  }
  guint32 size = is_given ? (guint32) ng_little (data + at, 4) : 0;
  if (size == 0 || size > G_MAXINT32) /* none, which is written as -1 too */
    return;
  if (size > length - at - 4) {
    array->flaw = "has a fill value that is cut short";
    return;
  }
  array->fill = data + at + 4;
  array->fill_size = size;
}

void
ng_hdf5_read_filters (const guint8 *data, gsize length, NgHdf5Array *array)
{
  gsize n = length > 1 ? data[1] : NG_MAX_HDF5_FILTERS + 1, at = length > 0 && data[0] == 1 ? 8 : 2;
  gboolean is_old = length > 0 && data[0] == 1;

  array->has_more_filters = n > NG_MAX_HDF5_FILTERS;
  if (array->has_more_filters)
    return;
  array->n_filters = n;
  for (gsize i = 0; i < n; i++) {
    if (at > length || length - at < 8) {
      array->filters[i] = G_MAXUINT16;
      continue;
    }
    guint16 id = ng_little (data + at, 2);
    gboolean has_name = is_old || id >= 256;
    gsize name = has_name ? ng_little (data + at + 2, 2) : 0;
    gsize values = ng_little (data + at + (has_name ? 6 : 4), 2);
    array->filters[i] = id;
    at += (has_name ? 8 : 6) + (is_old ? (name + 7) / 8 * 8 : name) + 4 * values +
          (is_old && values % 2 == 1 ? 4 : 0);
  }
}
