/* .npy: the magic "\x93NUMPY", two bytes of version, the length of the header (2 bytes, 4 from
 * version 2), and the header, a Python dictionary such as
 *
 *   {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
 *
 * of which only these three keys are read. Elements of Python objects are refused. */

#include "core/formats/npy.h"

#include "core/base/bytes.h"
#include "core/base/limits.h"
#include <string.h>

static void G_GNUC_PRINTF (2, 3) fail (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_error_set_new (error, "Sample::format", NULL, "The .npy file %s.", text);
}

typedef struct {
  const char *at, *end;
} Text;

static void
skip_space (Text *text)
{
  while (text->at < text->end && g_ascii_isspace (*text->at))
    text->at++;
}

static gboolean
accept (Text *text, char c)
{
  skip_space (text);
  if (text->at == text->end || *text->at != c)
    return FALSE;
  text->at++;
  return TRUE;
}

static char *
read_string (Text *text)
{
  skip_space (text);
  if (text->at == text->end || (*text->at != '\'' && *text->at != '"'))
    return NULL;
  char quote = *text->at++;
  const char *start = text->at;
  while (text->at < text->end && *text->at != quote)
    text->at++;
  if (text->at == text->end)
    return NULL;
  return g_strndup (start, (gsize) (text->at++ - start));
}

static gboolean
read_word (Text *text, const char *word)
{
  gsize length = strlen (word);

  skip_space (text);
  if ((gsize) (text->end - text->at) < length || memcmp (text->at, word, length) != 0)
    return FALSE;
  text->at += length;
  return TRUE;
}

/* (3, 4), (3,) or () */
static gboolean
read_shape (Text *text, gint64 *dims, gsize *rank)
{
  *rank = 0;
  if (!accept (text, '('))
    return FALSE;
  while (!accept (text, ')')) {
    gint64 size = 0;
    skip_space (text);
    if (*rank == NG_MAX_RANK || text->at == text->end || !g_ascii_isdigit (*text->at))
      return FALSE;
    while (text->at < text->end && g_ascii_isdigit (*text->at)) {
      if (size > G_MAXINT64 / 10 - 10)
        return FALSE;
      size = 10 * size + (*text->at++ - '0');
    }
    dims[(*rank)++] = size;
    if (text->at < text->end && *text->at == 'L')
      text->at++;
    if (!accept (text, ',') && (text->at == text->end || *text->at != ')'))
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  char *descr;
  gboolean is_fortran, has_order, has_shape;
  gint64 dims[NG_MAX_RANK];
  gsize rank;
} Header;

static gboolean
read_header (Text *text, Header *header)
{
  if (!accept (text, '{'))
    return FALSE;
  while (!accept (text, '}')) {
    g_autofree char *key = read_string (text);
    gboolean ok = key != NULL && accept (text, ':');
    if (ok && g_str_equal (key, "descr")) {
      g_free (header->descr);
      header->descr = read_string (text);
      ok = header->descr != NULL;
    } else if (ok && g_str_equal (key, "fortran_order")) {
      header->is_fortran = read_word (text, "True");
      ok = header->has_order = header->is_fortran || read_word (text, "False");
    } else if (ok && g_str_equal (key, "shape")) {
      ok = header->has_shape = read_shape (text, header->dims, &header->rank);
    } else {
      ok = FALSE;
    }
    if (!ok)
      return FALSE;
    if (!accept (text, ',') && (skip_space (text), text->at == text->end || *text->at != '}'))
      return FALSE;
  }
  return header->descr != NULL && header->has_order && header->has_shape;
}

static const struct {
  const char *name;
  NgElement element;
} types[] = {
  { "f4", NG_ELEMENT_F32 }, { "f8", NG_ELEMENT_F64 },   { "f2", NG_ELEMENT_F16 },
  { "i1", NG_ELEMENT_I8 },  { "i2", NG_ELEMENT_I16 },   { "i4", NG_ELEMENT_I32 },
  { "i8", NG_ELEMENT_I64 }, { "u1", NG_ELEMENT_U8 },    { "u2", NG_ELEMENT_U16 },
  { "u4", NG_ELEMENT_U32 }, { "u8", NG_ELEMENT_U64 },   { "b1", NG_ELEMENT_BOOL },
  { "c8", NG_ELEMENT_C64 }, { "c16", NG_ELEMENT_C128 },
};

static NgElement
element_of (const char *descr, gboolean *is_swapped)
{
  *is_swapped = *descr == '>';
  if (strchr ("<>|=", *descr) != NULL && *descr != '\0')
    descr++;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    if (g_str_equal (types[i].name, descr))
      return types[i].element;
  }
  return NG_ELEMENT_NONE;
}

/* The elements in our order: bytes turned round, columns first made rows first. */
static GBytes *
reorder (
    const Header *header, NgElement element, gboolean is_swapped, const guint8 *data, gint64 count)
{
  gsize width = ng_element_bits (element) / 8;
  guint8 *result = g_try_malloc (MAX ((gsize) count * width, 1));
  gint64 index[NG_MAX_RANK] = { 0 };

  if (result == NULL)
    return NULL;
  for (gint64 i = 0; i < count; i++) {
    gint64 from = i;
    if (header->is_fortran) {
      gint64 stride = 1;
      from = 0;
      for (gsize axis = 0; axis < header->rank; axis++) {
        from += index[axis] * stride;
        stride *= header->dims[axis];
      }
      for (gsize axis = header->rank; axis-- > 0;) {
        if (++index[axis] < header->dims[axis])
          break;
        index[axis] = 0;
      }
    }
    for (gsize b = 0; b < width; b++)
      result[(gsize) i * width + b] = data[(gsize) from * width + (is_swapped ? width - 1 - b : b)];
  }
  return g_bytes_new_take (result, (gsize) count * width);
}

NgTensor *
ng_npy_read (GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gsize start, length;
  Header header = { 0 };
  gboolean is_swapped;
  gint64 count;

  if (size < 10 || memcmp (data, "\x93NUMPY", 6) != 0) {
    fail (error, "does not begin as one");
    return NULL;
  }
  if (data[6] < 1 || data[6] > 3) {
    fail (error, "is of version %d, and 1 to 3 are read", data[6]);
    return NULL;
  }
  start = data[6] == 1 ? 10 : 12;
  length = size >= start ? (gsize) ng_little (data + 8, start - 8) : 0;
  if (size < start || length > NG_MAX_NPY_HEADER || length > size - start) {
    fail (error, "is cut short");
    return NULL;
  }
  Text text = { (const char *) data + start, (const char *) data + start + length };
  gboolean ok = read_header (&text, &header);
  g_autofree char *descr = header.descr;
  NgElement element = ok ? element_of (descr, &is_swapped) : NG_ELEMENT_NONE;
  if (!ok) {
    fail (error, "has a header that cannot be read");
    return NULL;
  }
  if (element == NG_ELEMENT_NONE) {
    fail (error, "holds elements \"%s\", which are no numbers that we read", descr);
    return NULL;
  }
  if (element == NG_ELEMENT_C64 || element == NG_ELEMENT_C128) {
    ng_error_set (error,
                  ng_diagnostic_with_hint (
                      ng_diagnostic_new (
                          "Sample::format",
                          NULL,
                          "The .npy file holds complex numbers, and nets take real ones only."),
                      "Save the real and the imaginary part as arrays of their own."));
    return NULL;
  }
  gsize width = ng_element_bits (element) / 8, left = size - start - length;
  if (!ng_dims_count (header.dims, header.rank, &count) || (gsize) count > left / width) {
    fail (error, "has fewer numbers than it says");
    return NULL;
  }
  g_autoptr (GBytes) part =
      is_swapped || (header.is_fortran && header.rank > 1)
          ? reorder (&header, element, is_swapped, data + start + length, count)
          : g_bytes_new_from_bytes (bytes, start + length, (gsize) count * width);
  if (part == NULL) {
    ng_error_set_new (error, "Sample::limit", NULL, "There is not enough memory for the array.");
    return NULL;
  }
  return ng_tensor_new_bytes (element, header.dims, header.rank, part, error);
}

static const char *
type_of (NgElement element)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    if (types[i].element == element)
      return types[i].name;
  }
  return NULL;
}

GBytes *
ng_npy_write (const NgTensor *tensor, GError **error)
{
  const char *type = type_of (ng_tensor_element (tensor));

  if (type == NULL) {
    ng_error_set_new (error,
                      "Sample::format",
                      NULL,
                      "An array of %s cannot be written as .npy.",
                      ng_element_name (ng_tensor_element (tensor)));
    return NULL;
  }
  g_autoptr (GString) header = g_string_new (NULL);
  g_string_append_printf (header,
                          "{'descr': '%s%s', 'fortran_order': False, 'shape': (",
                          type[1] == '1' && type[2] == '\0' ? "|" : "<",
                          type);
  for (gsize i = 0; i < ng_tensor_rank (tensor); i++)
    g_string_append_printf (header,
                            "%" G_GINT64_FORMAT ",%s",
                            ng_tensor_dims (tensor)[i],
                            i + 1 < ng_tensor_rank (tensor) ? " " : "");
  g_string_append (header, "), }");
  while ((10 + header->len + 1) % 64 != 0)
    g_string_append_c (header, ' ');
  g_string_append_c (header, '\n');
  GString *all = g_string_new_len ("\x93NUMPY\x01\x00", 8);
  g_string_append_c (all, (char) (header->len & 0xFF));
  g_string_append_c (all, (char) (header->len >> 8));
  g_string_append_len (all, header->str, (gssize) header->len);
  g_string_append_len (all, ng_tensor_data (tensor), (gssize) ng_tensor_size (tensor));
  return g_string_free_to_bytes (all);
}
