/* An expression in prefix order, each part after a letter:
 *
 *   f n head arguments   s symbol   S string   B bytes   C j i L integers   r real
 *   I R numbers as text  A n rules of an association, each - or : with key and value
 *   0xC1 0xC2 arrays: type, rank, dimensions, numbers
 *
 * Lengths are in base 128, least digits first. */

#include "core/formats/wxf.h"

#include "core/base/bytes.h"
#include "core/base/limits.h"
#include "core/formats/expr-bytes.h"
#include "core/graph/literal.h"

#include <string.h>

/* Numbers in lists from which on they are written as an array. */
#define FEWEST_PACKED 16

static const struct {
  guint8 code;
  NgElement element;
} types[] = {
  { 0x00, NG_ELEMENT_I8 },  { 0x01, NG_ELEMENT_I16 }, { 0x02, NG_ELEMENT_I32 },
  { 0x03, NG_ELEMENT_I64 }, { 0x10, NG_ELEMENT_U8 },  { 0x11, NG_ELEMENT_U16 },
  { 0x12, NG_ELEMENT_U32 }, { 0x13, NG_ELEMENT_U64 }, { 0x22, NG_ELEMENT_F32 },
  { 0x23, NG_ELEMENT_F64 },
};

static gboolean
read_length (NgExprBytes *self, gsize *length)
{
  const guint8 *at = self->data + self->at;
  guint64 value = 0;
  NgVarint result = ng_varint_read (&at, self->data + self->size, &value);

  self->at = (gsize) (at - self->data);
  *length = (gsize) value;
  if (result == NG_VARINT_CUT)
    ng_expr_bytes_fail (self, "ends too early");
  else if (result == NG_VARINT_LONG)
    ng_expr_bytes_fail (self, "has a length that is too long");
  return result == NG_VARINT_READ;
}

static NgExpr *
read_string (NgExprBytes *self)
{
  g_autofree char *text = ng_expr_bytes_text (self);

  return text != NULL ? ng_expr_new_string (text, NULL) : NULL;
}

static NgExpr *
read_bytes (NgExprBytes *self)
{
  gsize length;
  const guint8 *data = ng_expr_bytes_take_nodes (self, 2, 1) && read_length (self, &length)
                           ? ng_expr_bytes_take (self, length)
                           : NULL;
  g_autofree char *text = data != NULL ? g_base64_encode (data, length) : NULL;

  return text != NULL ? ng_expr_new_call ("ByteArray", ng_expr_new_string (text, NULL), NULL)
                      : NULL;
}

/* Digits, maybe with a mark of precision behind; a number that is too great for us is a real. */
static NgExpr *
read_number_text (NgExprBytes *self)
{
  g_autofree char *text = ng_expr_bytes_text (self);
  char *end = NULL, *mark = text != NULL ? strchr (text, '`') : NULL, *power;
  double value;

  if (text == NULL)
    return NULL;
  power = strstr (text, "*^");
  g_autofree char *digits = mark != NULL    ? g_strndup (text, (gsize) (mark - text))
                            : power != NULL ? g_strndup (text, (gsize) (power - text))
                                            : g_strdup (text);
  g_autofree char *whole =
      power != NULL ? g_strconcat (digits, "e", power + 2, NULL) : g_strdup (digits);
  value = g_ascii_strtod (whole, &end);
  if (*whole == '\0' || *end != '\0')
    return ng_expr_bytes_fail (self, "has a number that is none");
  return ng_expr_new_real (value, NULL);
}

static NgExpr *
read_array (NgExprBytes *self)
{
  const guint8 *code = ng_expr_bytes_take (self, 1);

  for (gsize i = 0; code != NULL && i < G_N_ELEMENTS (types); i++) {
    if (types[i].code == *code)
      return ng_expr_bytes_array (self, types[i].element);
  }
  return ng_expr_bytes_fail (self, "has an array of elements that we do not read");
}

static NgExpr *
read_rule (NgExprBytes *self)
{
  const guint8 *kind = ng_expr_bytes_take (self, 1);
  g_autoptr (NgExpr) key = NULL;
  NgExpr *value;

  if (kind == NULL)
    return NULL;
  if (*kind != '-' && *kind != ':')
    return ng_expr_bytes_fail (self, "has an association of no rules");
  key = ng_expr_bytes_part (self);
  value = key != NULL ? ng_expr_bytes_part (self) : NULL;
  if (value == NULL)
    return NULL;
  return ng_expr_new_call (
      *kind == '-' ? "Rule" : "RuleDelayed", g_steal_pointer (&key), value, NULL);
}

static NgExpr *
read_association (NgExprBytes *self)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  gsize n;

  /* A rule has a head, a key and a value. */
  if (!read_length (self, &n) || !ng_expr_bytes_take_nodes (self, 1, 1) ||
      !ng_expr_bytes_take_nodes (self, n, 4))
    return NULL;
  self->depth++; /* the rules are a level of their own */
  for (gsize i = 0; i < n && self->error == NULL; i++) {
    NgExpr *rule = read_rule (self);

    if (rule != NULL)
      g_ptr_array_add (rules, rule);
  }
  self->depth--;
  if (self->error != NULL)
    return NULL;
  g_ptr_array_set_free_func (rules, NULL);
  return ng_expr_new_normal (
      ng_expr_new_symbol ("Association", NULL), (NgExpr **) rules->pdata, rules->len, NULL);
}

static NgExpr *
read_letter (NgExprBytes *self, guint8 letter)
{
  switch (letter) {
  case 'f':
    return ng_expr_bytes_call (self);
  case 's':
    return ng_expr_bytes_symbol (self);
  case 'S':
    return read_string (self);
  case 'B':
    return read_bytes (self);
  case 'C':
    return ng_expr_bytes_integer (self, 1);
  case 'j':
    return ng_expr_bytes_integer (self, 2);
  case 'i':
    return ng_expr_bytes_integer (self, 4);
  case 'L':
    return ng_expr_bytes_integer (self, 8);
  case 'r':
    return ng_expr_bytes_real (self);
  case 'I':
  case 'R':
    return read_number_text (self);
  case 'A':
    return read_association (self);
  case 0xC1:
  case 0xC2:
    return read_array (self);
  default:
    self->at--;
    return ng_expr_bytes_fail (self, "has a part of no kind that there is");
  }
}

static const NgExprForm form = {
  "The WXF file", "Wxf::syntax", "Wxf::limit", read_length, read_letter
};

gboolean
ng_wxf_is (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size > 3 && (memcmp (data, "8:", 2) == 0 || memcmp (data, "8C:", 3) == 0);
}

NgExpr *
ng_wxf_read (GBytes *bytes, GError **error)
{
  NgExprBytes reader = { .form = &form };
  g_autoptr (GBytes) plain = NULL;

  reader.data = g_bytes_get_data (bytes, &reader.size);
  reader.n_left = MIN (NG_MAX_WXF_FREE + reader.size * NG_MAX_WXF_GROWTH, NG_MAX_WXF_NODES);
  if (!ng_wxf_is (bytes)) {
    ng_expr_bytes_fail (&reader, "does not begin as one");
  } else if (reader.data[1] == ':') {
    plain = g_bytes_new_from_bytes (bytes, 2, reader.size - 2);
  } else {
    plain = ng_inflate (reader.data + 3,
                        reader.size - 3,
                        G_ZLIB_COMPRESSOR_FORMAT_ZLIB,
                        ng_inflate_most (reader.size),
                        &reader.error);
  }
  if (plain != NULL)
    reader.data = g_bytes_get_data (plain, &reader.size);
  return ng_expr_bytes_end (&reader, error);
}

/* ---- writing ---- */

/* @file: its first @limit bytes at most
 * @is_too_long: whether more would have been written */
typedef struct {
  GByteArray *file;
  gsize limit;
  gboolean is_too_long;
} Writer;

static void write_part (Writer *self, const NgExpr *expr);

static void
append (Writer *self, gconstpointer data, gsize size)
{
  if (self->is_too_long || size > self->limit - self->file->len)
    self->is_too_long = TRUE;
  else
    g_byte_array_append (self->file, data, (guint) size);
}

static void
append_byte (Writer *self, guint8 byte)
{
  append (self, &byte, 1);
}

static void
append_length (Writer *self, guint64 value)
{
  guint8 bytes[NG_VARINT_BYTES];

  append (self, bytes, ng_varint_write (value, bytes));
}

static void
append_text (Writer *self, char letter, const char *text)
{
  gsize length = strlen (text);

  append_byte (self, (guint8) letter);
  append_length (self, length);
  append (self, text, length);
}

/* The narrowest of the four kinds. */
static void
append_integer (Writer *self, gint64 value)
{
  static const char letters[] = { 'C', 'j', 'i', 'L' };
  int kind = 0;

  while (kind < 3 && (value < -(G_GINT64_CONSTANT (1) << ((8 << kind) - 1)) ||
                      value >= G_GINT64_CONSTANT (1) << ((8 << kind) - 1)))
    kind++;
  append_byte (self, (guint8) letters[kind]);
  for (int i = 0; i < 1 << kind; i++)
    append_byte (self, (guint8) ((guint64) value >> (8 * i)));
}

/* The first number or whatever stands innermost in lists. */
static const NgExpr *
first_leaf (const NgExpr *expr)
{
  while (ng_expr_is_call (expr, "List") && ng_expr_n_args (expr) > 0)
    expr = ng_expr_arg (expr, 0);
  return expr;
}

/* Lists of numbers, when they are many, or an array that is one. @code: 0xC1 or 0xC2 */
static gboolean
append_array (Writer *self, const NgExpr *expr, guint8 code)
{
  g_autoptr (NgTensor) tensor = ng_tensor_read ((NgExpr *) expr, NULL);

  if (tensor != NULL && code == 0xC1 && ng_tensor_count (tensor) < FEWEST_PACKED)
    return FALSE;

  for (gsize i = 0; tensor != NULL && ng_tensor_rank (tensor) > 0 && i < G_N_ELEMENTS (types);
       i++) {
    if (types[i].element != ng_tensor_element (tensor))
      continue;
    append_byte (self, code);
    append_byte (self, types[i].code);
    append_length (self, ng_tensor_rank (tensor));
    for (gsize k = 0; k < ng_tensor_rank (tensor); k++)
      append_length (self, (guint64) ng_tensor_dims (tensor)[k]);
    append (self, ng_tensor_data (tensor), ng_tensor_size (tensor));
    return TRUE;
  }
  return FALSE;
}

/* An association of rules alone. */
static gboolean
append_association (Writer *self, const NgExpr *expr)
{
  gsize n = ng_expr_n_args (expr);

  for (gsize i = 0; i < n; i++) {
    if (!ng_expr_is_rule (ng_expr_arg (expr, i)))
      return FALSE;
  }
  append_byte (self, 'A');
  append_length (self, n);
  for (gsize i = 0; i < n; i++) {
    const NgExpr *rule = ng_expr_arg (expr, i);
    append_byte (self, ng_expr_is_call (rule, "Rule") ? '-' : ':');
    write_part (self, ng_expr_arg (rule, 0));
    write_part (self, ng_expr_arg (rule, 1));
  }
  return TRUE;
}

static void
write_part (Writer *self, const NgExpr *expr)
{
  double number;
  g_autofree char *text = NULL;

  if (self->is_too_long)
    return;
  switch (ng_expr_kind (expr)) {
  case NG_EXPR_SYMBOL:
    append_text (self, 's', ng_expr_text (expr));
    return;
  case NG_EXPR_STRING:
    append_text (self, 'S', ng_expr_text (expr));
    return;
  case NG_EXPR_INTEGER:
    append_integer (self, ng_expr_integer (expr));
    return;
  case NG_EXPR_REAL:
    number = ng_expr_number (expr);
    append_byte (self, 'r');
    append (self, &number, sizeof number);
    return;
  case NG_EXPR_OBJECT:
    text = ng_expr_describe (expr);
    append_text (self, 'S', text);
    return;
  case NG_EXPR_NORMAL:
    break;
  }
  if ((ng_expr_is_call (expr, "NumericArray") && append_array (self, expr, 0xC2)) ||
      (ng_expr_is_call (expr, "List") && ng_expr_is_number (first_leaf (expr)) &&
       append_array (self, expr, 0xC1)) ||
      (ng_expr_is_call (expr, "Association") && append_association (self, expr)))
    return;
  append_byte (self, 'f');
  append_length (self, ng_expr_n_args (expr));
  write_part (self, ng_expr_head (expr));
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    write_part (self, ng_expr_arg (expr, i));
}

GBytes *
ng_wxf_write (const NgExpr *expr, gsize limit, GError **error)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  Writer writer = { .file = file, .limit = limit };

  append (&writer, "8:", 2);
  write_part (&writer, expr);
  if (writer.is_too_long) {
    ng_error_set_new (
        error, "Wxf::limit", NULL, "The expression is too large for one file of WXF.");
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}
