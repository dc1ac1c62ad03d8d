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
#include "core/graph/literal.h"

#include <string.h>

/* Numbers in lists from which on they are written as an array. */
#define FEWEST_PACKED 16

typedef struct {
  const guint8 *data;
  gsize size, at;
  gsize n_nodes, most;
  guint depth;
  GError **error;
} Reader;

static const struct {
  guint8 code;
  NgElement element;
} types[] = {
  { 0x00, NG_ELEMENT_I8 },  { 0x01, NG_ELEMENT_I16 }, { 0x02, NG_ELEMENT_I32 },
  { 0x03, NG_ELEMENT_I64 }, { 0x10, NG_ELEMENT_U8 },  { 0x11, NG_ELEMENT_U16 },
  { 0x12, NG_ELEMENT_U32 }, { 0x13, NG_ELEMENT_U64 }, { 0x22, NG_ELEMENT_F32 },
  { 0x23, NG_ELEMENT_F64 },
};

static NgExpr *read_part (Reader *self);

static gpointer
fail (Reader *self, const char *what)
{
  if (*self->error == NULL)
    ng_error_set_new (self->error,
                      "Wxf::syntax",
                      NULL,
                      "The WXF file %s at byte %" G_GSIZE_FORMAT ".",
                      what,
                      self->at);
  return NULL;
}

static gpointer
fail_limit (Reader *self, const char *what)
{
  if (*self->error == NULL)
    ng_error_set_new (self->error, "Wxf::limit", NULL, "The WXF file %s.", what);
  return NULL;
}

/* Whether @n times @each nodes may be made beside those that there are. */
static gboolean
take_nodes (Reader *self, gsize n, gsize each)
{
  if (each > 0 && n > (self->most - self->n_nodes) / each) {
    fail_limit (self, "has too many parts");
    return FALSE;
  }
  self->n_nodes += n * each;
  return TRUE;
}

/* The next @n bytes, or NULL. */
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
read_length (Reader *self, gsize *length)
{
  const guint8 *at = self->data + self->at;
  guint64 value = 0;
  NgVarint result = ng_varint_read (&at, self->data + self->size, &value);

  self->at = (gsize) (at - self->data);
  *length = (gsize) value;
  if (result == NG_VARINT_CUT)
    fail (self, "ends too early");
  else if (result == NG_VARINT_LONG)
    fail (self, "has a length that is too long");
  return result == NG_VARINT_READ;
}

/* Text of a length that stands in front. */
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

static NgExpr *
read_symbol (Reader *self)
{
  static const char *const contexts[] = { "System`", "Global`" };
  g_autofree char *name = read_text (self);
  const char *plain = name;

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (contexts); i++) {
    if (g_str_has_prefix (name, contexts[i]))
      plain = name + strlen (contexts[i]);
  }
  return name != NULL ? ng_expr_new_symbol (plain, NULL) : NULL;
}

static NgExpr *
read_string (Reader *self)
{
  g_autofree char *text = read_text (self);

  return text != NULL ? ng_expr_new_string (text, NULL) : NULL;
}

static NgExpr *
read_bytes (Reader *self)
{
  gsize length;
  const guint8 *data =
      take_nodes (self, 2, 1) && read_length (self, &length) ? take (self, length) : NULL;
  g_autofree char *text = data != NULL ? g_base64_encode (data, length) : NULL;

  return text != NULL ? ng_expr_new_call ("ByteArray", ng_expr_new_string (text, NULL), NULL)
                      : NULL;
}

static NgExpr *
read_integer (Reader *self, gsize width)
{
  const guint8 *data = take (self, width);
  guint64 value = 0;

  if (data == NULL)
    return NULL;
  for (gsize i = 8; i-- > 0;)
    value = value << 8 | (i < width ? data[i] : (data[width - 1] & 0x80) != 0 ? 0xFF : 0);
  return ng_expr_new_integer ((gint64) value, NULL);
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

/* Digits, maybe with a mark of precision behind; a number that is too great for us is a real. */
static NgExpr *
read_number_text (Reader *self)
{
  g_autofree char *text = read_text (self);
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
    return fail (self, "has a number that is none");
  return ng_expr_new_real (value, NULL);
}

/* The nodes of lists of these dimensions: in each list its head and what is in it. Where one
 * dimension is zero, those before it may still be large. */
static gboolean
take_lists (Reader *self, const gint64 *dims, gsize rank)
{
  gsize n = 1;

  for (gsize i = 0; i < rank; i++) {
    if (!take_nodes (self, n, 1) || !take_nodes (self, n, (gsize) dims[i]))
      return FALSE;
    n *= (gsize) dims[i];
  }
  return TRUE;
}

static NgExpr *
read_array (Reader *self)
{
  const guint8 *code = take (self, 1), *data;
  NgElement element = NG_ELEMENT_NONE;
  gint64 dims[NG_MAX_RANK], count;
  gsize rank, size;

  if (code == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    if (types[i].code == *code)
      element = types[i].element;
  }
  if (element == NG_ELEMENT_NONE)
    return fail (self, "has an array of elements that we do not read");
  if (!read_length (self, &rank))
    return NULL;
  if (rank < 1 || rank > NG_MAX_RANK)
    return fail (self, "has an array of too many dimensions");
  for (gsize i = 0; i < rank; i++) {
    if (!read_length (self, &size))
      return NULL;
    if (size > (gsize) NG_MAX_ELEMENTS)
      return fail (self, "has an array that is too large");
    dims[i] = (gint64) size;
  }
  if (!ng_dims_count (dims, rank, &count))
    return fail (self, "has an array that is too large");
  data = take (self, (gsize) count * ng_element_bits (element) / 8);
  if (data == NULL)
    return NULL;
  if (!(count <= NG_MAX_LISTED ? take_lists (self, dims, rank) : take_nodes (self, 8 + rank, 1)))
    return NULL;
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (element, dims, rank, data);
  return ng_tensor_write_short (tensor);
}

static void
unref_all (GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    ng_expr_unref (parts->pdata[i]);
  g_ptr_array_unref (parts);
}

/* Takes @head, and @parts; a missing head frees both. */
static NgExpr *
build (Reader *self, NgExpr *head, GPtrArray *parts)
{
  NgExpr *expr = NULL;

  if (*self->error == NULL) {
    expr = ng_expr_new_normal (head, (NgExpr **) parts->pdata, parts->len, NULL);
    g_ptr_array_unref (parts);
  } else {
    g_clear_pointer (&head, ng_expr_unref);
    unref_all (parts);
  }
  return expr;
}

static NgExpr *
read_call (Reader *self)
{
  GPtrArray *parts;
  NgExpr *head;
  gsize n;

  if (!read_length (self, &n) || !take_nodes (self, 1, 1) || !take_nodes (self, n, 1) ||
      (head = read_part (self)) == NULL)
    return NULL;
  parts = g_ptr_array_new ();
  for (gsize i = 0; i < n && *self->error == NULL; i++) {
    NgExpr *part = read_part (self);
    if (part != NULL)
      g_ptr_array_add (parts, part);
  }
  return build (self, head, parts);
}

static NgExpr *
read_association (Reader *self)
{
  GPtrArray *parts;
  gsize n;

  /* A rule has a head, a key and a value. */
  if (!read_length (self, &n) || !take_nodes (self, 1, 1) || !take_nodes (self, n, 4))
    return NULL;
  parts = g_ptr_array_new ();
  self->depth++; /* the rules are a level of their own */
  for (gsize i = 0; i < n && *self->error == NULL; i++) {
    const guint8 *kind = take (self, 1);
    if (kind != NULL && *kind != '-' && *kind != ':')
      fail (self, "has an association of no rules");
    NgExpr *key = *self->error == NULL ? read_part (self) : NULL;
    NgExpr *value = key != NULL ? read_part (self) : NULL;
    if (value != NULL)
      g_ptr_array_add (parts,
                       ng_expr_new_call (*kind == '-' ? "Rule" : "RuleDelayed", key, value, NULL));
    else
      g_clear_pointer (&key, ng_expr_unref);
  }
  self->depth--;
  return build (self, ng_expr_new_symbol ("Association", NULL), parts);
}

static NgExpr *
read_letter (Reader *self, guint8 letter)
{
  switch (letter) {
  case 'f':
    return read_call (self);
  case 's':
    return read_symbol (self);
  case 'S':
    return read_string (self);
  case 'B':
    return read_bytes (self);
  case 'C':
    return read_integer (self, 1);
  case 'j':
    return read_integer (self, 2);
  case 'i':
    return read_integer (self, 4);
  case 'L':
    return read_integer (self, 8);
  case 'r':
    return read_real (self);
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
    return fail (self, "has a part of no kind that there is");
  }
}

static NgExpr *
read_part (Reader *self)
{
  const guint8 *letter = take (self, 1);
  NgExpr *expr;

  if (letter == NULL)
    return NULL;
  if (self->depth >= NG_MAX_EXPR_DEPTH) {
    fail_limit (self, "is nested too deeply");
    return NULL;
  }
  self->depth++;
  expr = read_letter (self, *letter);
  self->depth--;
  return expr;
}

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
  g_autoptr (GError) reason = NULL;
  Reader reader = { .error = &reason };
  g_autoptr (GBytes) plain = NULL;
  NgExpr *expr = NULL;

  reader.data = g_bytes_get_data (bytes, &reader.size);
  reader.most = MIN (NG_MAX_WXF_FREE + reader.size * NG_MAX_WXF_GROWTH, NG_MAX_WXF_NODES);
  if (!ng_wxf_is (bytes)) {
    fail (&reader, "does not begin as one");
  } else if (reader.data[1] == ':') {
    plain = g_bytes_new_from_bytes (bytes, 2, reader.size - 2);
  } else {
    plain = ng_inflate (reader.data + 3,
                        reader.size - 3,
                        G_ZLIB_COMPRESSOR_FORMAT_ZLIB,
                        ng_inflate_most (reader.size),
                        &reason);
  }
  if (plain != NULL) {
    reader.data = g_bytes_get_data (plain, &reader.size);
    expr = read_part (&reader);
    if (expr != NULL && reader.at < reader.size)
      fail (&reader, "goes on behind its expression");
    else if (expr != NULL && ng_expr_depth (expr) > NG_MAX_EXPR_DEPTH) /* by lists of an array */
      fail_limit (&reader, "is nested too deeply");
  }
  if (reason != NULL) {
    g_clear_pointer (&expr, ng_expr_unref);
    g_propagate_error (error, g_steal_pointer (&reason));
  }
  return expr;
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
