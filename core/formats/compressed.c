/* The bytes begin with "!boR"; then comes one expression in prefix order, each part after a letter,
 * every length and size a 32-bit integer:
 *
 *   i integer   I digits of an integer   r real   R digits of a real   S string   s symbol
 *   f n head arguments   e rank sizes reals, an array */

#include "core/formats/compressed.h"

#include "core/base/bytes.h"
#include "core/base/limits.h"
#include "core/formats/inflate.h"
#include "core/graph/literal.h"

#include <string.h>

#define MAGIC "!boR"

typedef struct {
  const guint8 *data;
  gsize size, at;
  gsize n_left; /* nodes that may still be made */
  guint depth;
  GError **error;
} Reader;

static NgExpr *read_part (Reader *self);

static gpointer
fail (Reader *self, const char *what)
{
  if (*self->error == NULL)
    ng_error_set_new (self->error,
                      "Wlnet::compressed",
                      NULL,
                      "The compressed expression %s at byte %" G_GSIZE_FORMAT ".",
                      what,
                      self->at);
  return NULL;
}

static gpointer
fail_limit (Reader *self, const char *what)
{
  if (*self->error == NULL)
    ng_error_set_new (self->error, "Wlnet::limit", NULL, "The compressed expression %s.", what);
  return NULL;
}

static const guint8 *
take (Reader *self, gsize n)
{
  const guint8 *at = self->data + self->at;

  if (n > self->size - self->at)
    return fail (self, "ends too early");
  self->at += n;
  return at;
}

static gboolean
take_nodes (Reader *self, gsize n)
{
  if (n > self->n_left) {
    fail_limit (self, "has too many parts");
    return FALSE;
  }
  self->n_left -= n;
  return TRUE;
}

static gboolean
read_length (Reader *self, gsize *length)
{
  const guint8 *data = take (self, 4);

  if (data == NULL)
    return FALSE;
  *length = (gsize) ng_little (data, 4);
  if (*length <= G_MAXINT32)
    return TRUE;
  fail (self, "has a negative length");
  return FALSE;
}

static char *
read_text (Reader *self)
{
  gsize length;
  const guint8 *data = read_length (self, &length) ? take (self, length) : NULL;

  if (data == NULL)
    return NULL;
  if (memchr (data, '\0', length) != NULL ||
      !g_utf8_validate ((const char *) data, (gssize) length, NULL))
    return fail (self, "has a text that is none");
  return g_strndup ((const char *) data, length);
}

/* Characters beyond ASCII stand as \:03b1. */
static NgExpr *
read_string (Reader *self)
{
  g_autofree char *text = read_text (self);
  g_autoptr (GString) plain = g_string_new (NULL);

  if (text == NULL)
    return NULL;
  for (const char *p = text; *p != '\0';) {
    gunichar c = 0;
    int n = 0;

    while (p[0] == '\\' && p[1] == ':' && n < 4 && g_ascii_isxdigit (p[2 + n]))
      c = c << 4 | (gunichar) g_ascii_xdigit_value (p[2 + n++]);
    if (n == 4 && c != 0 && g_unichar_validate (c)) {
      g_string_append_unichar (plain, c);
      p += 6;
    } else {
      g_string_append_c (plain, *p++);
    }
  }
  return ng_expr_new_string (plain->str, NULL);
}

static NgExpr *
read_symbol (Reader *self)
{
  g_autofree char *name = read_text (self);
  const char *plain = name;

  if (name == NULL)
    return NULL;
  if (g_str_has_prefix (name, "System`") || g_str_has_prefix (name, "Global`"))
    plain = strchr (name, '`') + 1;
  return ng_expr_new_symbol (plain, NULL);
}

static NgExpr *
read_integer (Reader *self)
{
  const guint8 *data = take (self, 4);

  return data != NULL ? ng_expr_new_integer ((gint32) ng_little (data, 4), NULL) : NULL;
}

static NgExpr *
read_real (Reader *self)
{
  const guint8 *data = take (self, sizeof (double));
  double value;

  if (data == NULL)
    return NULL;
  memcpy (&value, data, sizeof value);
  return ng_expr_new_real (value, NULL);
}

/* Digits as notation has them: 12345678901, 3.14`20, 1.5`*^-7. */
static NgExpr *
read_digits (Reader *self)
{
  g_autofree char *text = read_text (self);
  g_autoptr (NgExpr) number = text != NULL ? ng_parse_one (text, -1, NULL, NULL) : NULL;

  if (text == NULL)
    return NULL;
  return number != NULL && ng_expr_is_number (number) ? g_steal_pointer (&number)
                                                      : fail (self, "has a number that is none");
}

static NgExpr *
read_array (Reader *self)
{
  gint64 dims[NG_MAX_RANK], count;
  gsize rank, nodes = 1;
  const guint8 *data;

  if (!read_length (self, &rank))
    return NULL;
  if (rank < 1 || rank > NG_MAX_RANK)
    return fail (self, "has an array of too many dimensions");
  for (gsize i = 0; i < rank; i++) {
    gsize size;

    if (!read_length (self, &size))
      return NULL;
    dims[i] = (gint64) size;
  }
  if (!ng_dims_count (dims, rank, &count) ||
      (gsize) count > (self->size - self->at) / sizeof (double))
    return fail (self, "has an array that is too large");
  /* Of lists each has a head and what is in it. */
  for (gsize i = 0; i < rank && count <= NG_MAX_LISTED; i++) {
    if (!take_nodes (self, nodes) || (dims[i] > 0 && nodes > self->n_left / (gsize) dims[i]))
      return fail_limit (self, "has too many parts");
    nodes *= (gsize) dims[i];
  }
  if (!take_nodes (self, count <= NG_MAX_LISTED ? nodes : 8 + rank))
    return NULL;
  data = take (self, (gsize) count * sizeof (double));
  if (data == NULL)
    return NULL;
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F64, dims, rank, data);
  return ng_tensor_write_short (tensor);
}

static NgExpr *
read_call (Reader *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  g_autoptr (NgExpr) head = NULL;
  gsize n;

  if (!read_length (self, &n) || !take_nodes (self, n) || (head = read_part (self)) == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++) {
    NgExpr *part = read_part (self);

    if (part == NULL)
      return NULL;
    g_ptr_array_add (parts, part);
  }
  g_ptr_array_set_free_func (parts, NULL);
  return ng_expr_new_normal (g_steal_pointer (&head), (NgExpr **) parts->pdata, parts->len, NULL);
}

static NgExpr *
read_letter (Reader *self, guint8 letter)
{
  switch (letter) {
  case 'i':
    return read_integer (self);
  case 'I':
  case 'R':
    return read_digits (self);
  case 'r':
    return read_real (self);
  case 'S':
    return read_string (self);
  case 's':
    return read_symbol (self);
  case 'f':
    return read_call (self);
  case 'e':
    return read_array (self);
  default:
    self->at--;
    return fail (self, "has a part of no kind that is known");
  }
}

static NgExpr *
read_part (Reader *self)
{
  const guint8 *letter = take (self, 1);
  NgExpr *expr;

  if (letter == NULL)
    return NULL;
  if (self->depth >= NG_MAX_EXPR_DEPTH)
    return fail_limit (self, "is nested too deeply");
  self->depth++;
  expr = read_letter (self, *letter);
  self->depth--;
  return expr;
}

gboolean
ng_compressed_is (const char *text, gsize length)
{
  return length >= 2 && memcmp (text, "1:", 2) == 0;
}

NgExpr *
ng_compressed_read (const char *text, gsize length, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GError) broken = NULL;
  g_autofree char *digits = NULL;
  g_autofree guint8 *packed = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (NgExpr) expr = NULL;
  Reader reader = { .error = &reason };
  gsize n_packed = 0;

  if (ng_compressed_is (text, length)) {
    digits = g_strndup (text + 2, length - 2);
    packed = g_base64_decode (digits, &n_packed);
    reader.n_left = MIN (NG_MAX_WXF_FREE + n_packed * NG_MAX_WXF_GROWTH, NG_MAX_WXF_NODES);
    plain = ng_inflate (
        packed, n_packed, G_ZLIB_COMPRESSOR_FORMAT_ZLIB, ng_inflate_most (n_packed), &broken);
  }
  if (plain != NULL)
    reader.data = g_bytes_get_data (plain, &reader.size);
  if (ng_error_has_tag (broken, "File::limit")) {
    reason = g_steal_pointer (&broken);
  } else if (reader.size < strlen (MAGIC) || memcmp (reader.data, MAGIC, strlen (MAGIC)) != 0) {
    fail (&reader, "does not begin as one");
  } else {
    reader.at = strlen (MAGIC);
    expr = read_part (&reader);
    if (expr != NULL && reader.at < reader.size)
      fail (&reader, "goes on");
    else if (expr != NULL && ng_expr_depth (expr) > NG_MAX_EXPR_DEPTH)
      fail_limit (&reader, "is nested too deeply");
  }
  if (reason == NULL)
    return g_steal_pointer (&expr);
  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}
