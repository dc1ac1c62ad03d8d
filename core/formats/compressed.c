/* The bytes begin with "!boR"; then comes one expression in prefix order, each part after a letter,
 * every length and size a 32-bit integer:
 *
 *   i integer   I digits of an integer   r real   R digits of a real   S string   s symbol
 *   f n head arguments   e rank sizes reals, an array */

#include "core/formats/compressed.h"

#include "core/base/bytes.h"
#include "core/base/limits.h"
#include "core/formats/expr-bytes.h"
#include "core/formats/inflate.h"
#include "core/graph/literal.h"

#include <string.h>

#define MAGIC "!boR"

static gboolean
read_length (NgExprBytes *self, gsize *length)
{
  const guint8 *data = ng_expr_bytes_take (self, 4);

  if (data == NULL)
    return FALSE;
  *length = (gsize) ng_little (data, 4);
  if (*length <= G_MAXINT32)
    return TRUE;
  ng_expr_bytes_fail (self, "has a negative length");
  return FALSE;
}

/* Characters beyond ASCII stand as \:03b1. */
static NgExpr *
read_string (NgExprBytes *self)
{
  g_autofree char *text = ng_expr_bytes_text (self);
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

/* Digits as notation has them: 12345678901, 3.14`20, 1.5`*^-7. */
static NgExpr *
read_digits (NgExprBytes *self)
{
  g_autofree char *text = ng_expr_bytes_text (self);
  g_autoptr (NgExpr) number = text != NULL ? ng_parse_one (text, -1, NULL, NULL) : NULL;

  if (text == NULL)
    return NULL;
  return number != NULL && ng_expr_is_number (number)
             ? g_steal_pointer (&number)
             : ng_expr_bytes_fail (self, "has a number that is none");
}

static NgExpr *
read_letter (NgExprBytes *self, guint8 letter)
{
  switch (letter) {
  case 'i':
    return ng_expr_bytes_integer (self, 4);
  case 'I':
  case 'R':
    return read_digits (self);
  case 'r':
    return ng_expr_bytes_real (self);
  case 'S':
    return read_string (self);
  case 's':
    return ng_expr_bytes_symbol (self);
  case 'f':
    return ng_expr_bytes_call (self);
  case 'e':
    return ng_expr_bytes_array (self, NG_ELEMENT_F64);
  default:
    self->at--;
    return ng_expr_bytes_fail (self, "has a part of no kind that is known");
  }
}

static const NgExprForm form = {
  "The compressed expression", "Wlnet::compressed", "Wlnet::limit", read_length, read_letter
};

gboolean
ng_compressed_is (const char *text, gsize length)
{
  return length >= 2 && memcmp (text, "1:", 2) == 0;
}

NgExpr *
ng_compressed_read (const char *text, gsize length, GError **error)
{
  g_autoptr (GError) broken = NULL;
  g_autofree char *digits = NULL;
  g_autofree guint8 *packed = NULL;
  g_autoptr (GBytes) plain = NULL;
  NgExprBytes reader = { .form = &form };
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
  if (ng_error_has_tag (broken, "File::limit"))
    reader.error = g_steal_pointer (&broken);
  else if (reader.size < strlen (MAGIC) || memcmp (reader.data, MAGIC, strlen (MAGIC)) != 0)
    ng_expr_bytes_fail (&reader, "does not begin as one");
  else
    reader.at = strlen (MAGIC);
  return ng_expr_bytes_end (&reader, error);
}
