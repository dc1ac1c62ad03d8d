/* Attributes of ONNX nodes as notation: numbers, texts and lists of them, there and back. */

#include "core/operators/onnx-node.h"

#include "core/base/digits.h"
#include <math.h>
#include <string.h>

/* ---- there ---- */

/* The shortest number that is @value in the file, which keeps 32 bits of it: 0.1. */
static NgExpr *
write_real (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return ng_expr_new_real (g_ascii_strtod (ng_digits_real (value, TRUE, text), NULL), NULL);
}

static NgExpr *
write_string (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return ng_expr_new_string (valid, NULL);
}

static NgExpr *
write_list (const NgAttribute *self)
{
  guint n = self->kind == NG_ATTRIBUTE_TEXTS ? self->texts->len : self->numbers->len;
  g_autofree NgExpr **items = g_new (NgExpr *, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    items[i] = self->kind == NG_ATTRIBUTE_TEXTS ? write_string (self->texts->pdata[i])
               : self->kind == NG_ATTRIBUTE_REALS
                   ? write_real (g_array_index (self->numbers, double, i))
                   : ng_expr_new_integer (g_array_index (self->numbers, gint64, i), NULL);
  return ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), items, n, NULL);
}

NgExpr *
ng_attribute_expr (const NgAttribute *self)
{
  switch (self->kind) {
  case NG_ATTRIBUTE_REAL:
    return write_real (self->real);
  case NG_ATTRIBUTE_INTEGER:
    return ng_expr_new_integer (self->integer, NULL);
  case NG_ATTRIBUTE_TEXT:
    return write_string (self->text);
  case NG_ATTRIBUTE_REALS:
  case NG_ATTRIBUTE_INTEGERS:
  case NG_ATTRIBUTE_TEXTS:
    return write_list (self);
  case NG_ATTRIBUTE_TENSOR:
  case NG_ATTRIBUTE_NET:
  case NG_ATTRIBUTE_OTHER:
    break;
  }
  return NULL;
}

/* ---- back ---- */

static NgAttributeKind
kind_of_item (const NgExpr *value)
{
  switch (ng_expr_kind (value)) {
  case NG_EXPR_INTEGER:
    return NG_ATTRIBUTE_INTEGER;
  case NG_EXPR_REAL:
    return NG_ATTRIBUTE_REAL;
  case NG_EXPR_STRING:
  case NG_EXPR_SYMBOL:
    return NG_ATTRIBUTE_TEXT;
  default:
    return NG_ATTRIBUTE_OTHER;
  }
}

static NgAttributeKind
list_of (NgAttributeKind item)
{
  switch (item) {
  case NG_ATTRIBUTE_INTEGER:
    return NG_ATTRIBUTE_INTEGERS;
  case NG_ATTRIBUTE_REAL:
    return NG_ATTRIBUTE_REALS;
  case NG_ATTRIBUTE_TEXT:
    return NG_ATTRIBUTE_TEXTS;
  default:
    return NG_ATTRIBUTE_OTHER;
  }
}

static NgAttributeKind
item_of (NgAttributeKind list)
{
  switch (list) {
  case NG_ATTRIBUTE_INTEGERS:
    return NG_ATTRIBUTE_INTEGER;
  case NG_ATTRIBUTE_REALS:
    return NG_ATTRIBUTE_REAL;
  case NG_ATTRIBUTE_TEXTS:
    return NG_ATTRIBUTE_TEXT;
  default:
    return NG_ATTRIBUTE_OTHER;
  }
}

/* Whether an attribute, or an item of a list, of @kind can be @value. */
static gboolean
is_item (NgAttributeKind kind, const NgExpr *value)
{
  NgAttributeKind own = kind_of_item (value);

  return kind != NG_ATTRIBUTE_OTHER &&
         (own == kind || (own == NG_ATTRIBUTE_INTEGER && kind == NG_ATTRIBUTE_REAL));
}

NgAttributeKind
ng_attribute_kind_of (const NgExpr *value)
{
  NgAttributeKind item = NG_ATTRIBUTE_INTEGER;

  if (!ng_expr_is_call (value, "List"))
    return kind_of_item (value);
  for (gsize i = 0; i < ng_expr_n_args (value); i++)
    if (i == 0 || !is_item (item, ng_expr_arg (value, i)))
      item = kind_of_item (ng_expr_arg (value, i));
  for (gsize i = 0; i < ng_expr_n_args (value); i++)
    if (!is_item (item, ng_expr_arg (value, i)))
      return NG_ATTRIBUTE_OTHER;
  return list_of (item);
}

const char *
ng_attribute_kind_words (NgAttributeKind kind)
{
  switch (kind) {
  case NG_ATTRIBUTE_REAL:
    return "a number";
  case NG_ATTRIBUTE_INTEGER:
    return "an integer";
  case NG_ATTRIBUTE_TEXT:
    return "a text";
  case NG_ATTRIBUTE_REALS:
    return "a list of numbers";
  case NG_ATTRIBUTE_INTEGERS:
    return "a list of integers";
  case NG_ATTRIBUTE_TEXTS:
    return "a list of texts";
  case NG_ATTRIBUTE_TENSOR:
    return "a tensor";
  case NG_ATTRIBUTE_NET:
    return "a graph";
  default:
    return "a number, a text or a list of them";
  }
}

static gboolean
can_be (NgAttributeKind kind, const NgExpr *value)
{
  NgAttributeKind item = item_of (kind);

  if (item == NG_ATTRIBUTE_OTHER)
    return is_item (kind, value);
  if (!ng_expr_is_call (value, "List"))
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (value); i++)
    if (!is_item (item, ng_expr_arg (value, i)))
      return FALSE;
  return TRUE;
}

static GArray *
read_numbers (NgAttributeKind kind, const NgExpr *value)
{
  GArray *numbers = g_array_new (FALSE, TRUE, sizeof (gint64));

  G_STATIC_ASSERT (sizeof (gint64) == sizeof (double));
  for (gsize i = 0; i < ng_expr_n_args (value); i++) {
    gint64 integer = kind == NG_ATTRIBUTE_INTEGERS ? ng_expr_integer (ng_expr_arg (value, i)) : 0;
    double real = (float) ng_expr_number (ng_expr_arg (value, i));

    if (kind == NG_ATTRIBUTE_REALS)
      memcpy (&integer, &real, sizeof real);
    g_array_append_val (numbers, integer);
  }
  return numbers;
}

static GPtrArray *
read_texts (const NgExpr *value)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);

  for (gsize i = 0; i < ng_expr_n_args (value); i++)
    g_ptr_array_add (texts, g_ref_string_new (ng_expr_text (ng_expr_arg (value, i))));
  return texts;
}

gboolean
ng_attribute_read (NgAttribute *attribute,
                   const char *name,
                   NgAttributeKind kind,
                   const NgExpr *value,
                   GError **error)
{
  if (!can_be (kind, value)) {
    g_autofree char *text = ng_print_short (value, NG_MAX_SHOWN_NAME);

    ng_error_set_new (error,
                      "ONNX::attribute",
                      ng_expr_place (value),
                      "The attribute \"%s\" has to be %s; %s is not.",
                      name,
                      ng_attribute_kind_words (kind),
                      text);
    return FALSE;
  }
  *attribute = (NgAttribute){ .name = g_ref_string_new (name), .kind = kind };
  switch (kind) {
  case NG_ATTRIBUTE_REAL:
    attribute->real = (float) ng_expr_number (value);
    break;
  case NG_ATTRIBUTE_INTEGER:
    attribute->integer = ng_expr_integer (value);
    break;
  case NG_ATTRIBUTE_TEXT:
    attribute->text = g_ref_string_new (ng_expr_text (value));
    break;
  case NG_ATTRIBUTE_TEXTS:
    attribute->texts = read_texts (value);
    break;
  default:
    attribute->numbers = read_numbers (kind, value);
    break;
  }
  return TRUE;
}
