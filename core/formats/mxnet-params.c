/* A magic number, how many arrays there are, the arrays, how many names, the names. An array is a
 * number of its version, a kind of storage, rank and dimensions, a device, a type, and values; in
 * the oldest version the rank, dimensions of 32 bits, and the rest. All with the least byte first.
 */

#include "core/formats/mxnet-params.h"

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/shape/type.h"

#include <string.h>

enum { MAGIC = 0x112 };
enum { VERSION_1 = 0xF993FAC8U, VERSION_2 = 0xF993FAC9U, VERSION_3 = 0xF993FACAU };

typedef struct {
  GBytes *bytes;
  const guint8 *data;
  gsize size, at;
  GError **error;
} Reader;

static gboolean
fail (Reader *self, const char *what)
{
  if (*self->error == NULL)
    ng_error_set_new (self->error,
                      "Mxnet::params",
                      NULL,
                      "The file of arrays of MXNet %s at byte %" G_GSIZE_FORMAT ".",
                      what,
                      self->at);
  return FALSE;
}

static gboolean
read_number (Reader *self, gsize width, guint64 *number)
{
  if (width > self->size - self->at)
    return fail (self, "ends too early");
  *number = ng_little (self->data + self->at, width);
  self->at += width;
  return TRUE;
}

static NgElement
element_of (guint64 code)
{
  static const NgElement elements[] = {
    NG_ELEMENT_F32, NG_ELEMENT_F64, NG_ELEMENT_F16, NG_ELEMENT_U8,
    NG_ELEMENT_I32, NG_ELEMENT_I8,  NG_ELEMENT_I64, NG_ELEMENT_BOOL,
  };

  return code < G_N_ELEMENTS (elements) ? elements[code]
         : code == 12                   ? NG_ELEMENT_BF16
                                        : NG_ELEMENT_NONE;
}

/* The dimensions, of which the rank is that of the oldest version where it is not 0. */
static gboolean
read_dims (Reader *self, guint64 rank, gsize width, gint64 *dims)
{
  if (rank > NG_MAX_RANK)
    return fail (self, "has an array of too many dimensions");
  for (gsize i = 0; i < rank; i++) {
    guint64 size;

    if (!read_number (self, width, &size))
      return FALSE;
    if (size > (guint64) NG_MAX_ELEMENTS)
      return fail (self, "has an array that is too large");
    dims[i] = (gint64) size;
  }
  return TRUE;
}

/* @tensor: (out) (nullable): %NULL for one that nobody has filled */
static gboolean
read_array (Reader *self, NgTensor **tensor)
{
  guint64 version, storage = 0, rank, device, code;
  gint64 dims[NG_MAX_RANK], count;
  gboolean is_new;

  *tensor = NULL;
  if (!read_number (self, 4, &version))
    return FALSE;
  is_new = version == VERSION_1 || version == VERSION_2 || version == VERSION_3;
  if (is_new && version != VERSION_1 && !read_number (self, 4, &storage))
    return FALSE;
  if (storage != 0)
    return fail (self, "has an array that is sparse");
  if (is_new ? !read_number (self, 4, &rank) : (rank = version) > NG_MAX_RANK)
    return fail (self, "has an array of a kind that is not known");
  if (!read_dims (self, rank, is_new ? 8 : 4, dims))
    return FALSE;
  if (rank == 0 && version != VERSION_3)
    return TRUE;
  if (!read_number (self, 8, &device) || !read_number (self, 4, &code))
    return FALSE;
  NgElement element = element_of (code);
  if (element == NG_ELEMENT_NONE)
    return fail (self, "has an array of elements that we do not read");
  if (!ng_dims_count (dims, rank, &count))
    return fail (self, "has an array that is too large");
  gsize bytes = (gsize) count * ng_element_bits (element) / 8;
  if (bytes > self->size - self->at)
    return fail (self, "ends too early");
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (self->bytes, self->at, bytes);
  self->at += bytes;
  *tensor = ng_tensor_new_bytes (element, dims, rank, part, self->error);
  return *tensor != NULL;
}

static gboolean
read_name (Reader *self, char **name)
{
  guint64 length;

  if (!read_number (self, 8, &length))
    return FALSE;
  if (length > self->size - self->at)
    return fail (self, "ends too early");
  const char *text = (const char *) self->data + self->at;
  if (memchr (text, '\0', length) != NULL || !g_utf8_validate (text, (gssize) length, NULL))
    return fail (self, "has a name that is no text");
  *name = g_strndup (text, length);
  self->at += length;
  return TRUE;
}

static void
unref_tensor (gpointer tensor)
{
  g_clear_pointer ((NgTensor **) &tensor, ng_tensor_unref);
}

gboolean
ng_mxnet_params_read (GBytes *bytes, NgMxnetTake take, gpointer user_data, GError **error)
{
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func (unref_tensor);
  g_autoptr (GError) reason = NULL;
  Reader reader = { .bytes = bytes, .error = &reason };
  guint64 magic, reserved, n = 0, n_names = 0;
  gboolean ok;

  reader.data = g_bytes_get_data (bytes, &reader.size);
  ok = read_number (&reader, 8, &magic) && read_number (&reader, 8, &reserved) &&
       read_number (&reader, 8, &n);
  if (ok && (magic != MAGIC || n > NG_MAX_TENSORS))
    ok = fail (&reader, "does not begin as one");
  for (guint64 i = 0; ok && i < n; i++) {
    NgTensor *tensor;

    ok = read_array (&reader, &tensor);
    if (ok)
      g_ptr_array_add (tensors, tensor);
  }
  ok = ok && read_number (&reader, 8, &n_names);
  if (ok && n_names != n)
    ok = fail (&reader, "does not name each array");
  for (guint64 i = 0; ok && i < n; i++) {
    g_autofree char *name = NULL;

    ok = read_name (&reader, &name);
    if (ok && tensors->pdata[i] != NULL) {
      const char *colon = strchr (name, ':');
      take (colon != NULL ? colon + 1 : name, tensors->pdata[i], user_data);
    }
  }
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return ok;
}
