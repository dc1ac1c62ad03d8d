#include "core/formats/idx.h"

#include <string.h>

static const struct {
  guint8 code;
  NgElement element;
} types[] = { { 0x08, NG_ELEMENT_U8 },  { 0x09, NG_ELEMENT_I8 },  { 0x0b, NG_ELEMENT_I16 },
              { 0x0c, NG_ELEMENT_I32 }, { 0x0d, NG_ELEMENT_F32 }, { 0x0e, NG_ELEMENT_F64 } };

static NgElement
element_of (guint8 code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].code == code)
      return types[i].element;
  return NG_ELEMENT_NONE;
}

gboolean
ng_idx_is (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size >= 4 && data[0] == 0 && data[1] == 0 && element_of (data[2]) != NG_ELEMENT_NONE &&
         data[3] >= 1 && data[3] <= NG_MAX_RANK;
}

NgTensor *
ng_idx_read (GBytes *bytes, GError **error)
{
  gsize size, start, width;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gint64 dims[NG_MAX_RANK], count;
  NgElement element;
  guint8 *result;

  if (!ng_idx_is (bytes)) {
    ng_error_set_new (error, "Sample::format", NULL, "The file does not begin as IDX does.");
    return NULL;
  }
  element = element_of (data[2]);
  width = ng_element_bits (element) / 8;
  start = 4 + 4 * (gsize) data[3];
  for (gsize i = 0; i < data[3] && size >= start; i++) {
    guint32 size_of_axis;

    memcpy (&size_of_axis, data + 4 + 4 * i, 4);
    dims[i] = GUINT32_FROM_BE (size_of_axis);
  }
  if (size < start || !ng_dims_count (dims, data[3], &count) ||
      (gsize) count > (size - start) / width) {
    ng_error_set_new (error,
                      "Sample::format",
                      NULL,
                      "The IDX file is cut short: it has fewer elements than its head says.");
    return NULL;
  }
  if (width == 1 || G_BYTE_ORDER == G_BIG_ENDIAN) {
    g_autoptr (GBytes) elements = g_bytes_new_from_bytes (bytes, start, (gsize) count * width);

    return ng_tensor_new_bytes (element, dims, data[3], elements, error);
  }
  result = g_try_malloc (MAX ((gsize) count * width, 1));
  if (result == NULL) {
    ng_error_set_new (error, "Sample::limit", NULL, "There is no memory for the array.");
    return NULL;
  }
  for (gsize i = 0; i < (gsize) count; i++)
    for (gsize b = 0; b < width; b++)
      result[i * width + b] = data[start + i * width + width - 1 - b];
  return ng_tensor_new_take (element, dims, data[3], result);
}
