/* Expressions -> notation; what was read reads back to an equal tree. Lines break inside brackets
 * only, where line ends are white space: a bracket that does not fit on its line gets a line for
 * each element, or, if its elements are numbers, as many on a line as fit.
 *
 * Whether something fits is found by printing it, and giving up at the margin; so the cost is the
 * length of the text times the depth of the tree or the width, whatever is less. */

#include "core/expr/expr.h"

#include "core/base/digits.h"
#include "core/expr/infix.h"

#include <math.h>
#include <string.h>

typedef enum {
  FORM_LEAF,
  FORM_LIST,
  FORM_ASSOCIATION,
  FORM_CALL,
  FORM_PART,
  FORM_SLOT,
  FORM_BLANK,
  FORM_PATTERN,
  FORM_FUNCTION,
  FORM_NOT,
  FORM_PLUS,
  FORM_TIMES,
  FORM_DIVIDE,
  FORM_NEGATION,
  FORM_INFIX,
} Form;

typedef struct {
  GString *text;
  guint digits; /* significant digits of reals, or 0 for all that it takes */
  guint width;
  gsize line_start; /* offset of the line that is being written */
  gsize stop;       /* offset beyond which a trial gives up */
  gboolean is_full; /* the trial has given up */
} Printer;

static void print_at (Printer *self, const NgExpr *expr, int least_level);

static void
put (Printer *self, const char *text)
{
  if (self->is_full)
    return;
  g_string_append (self->text, text);
  self->is_full = self->text->len > self->stop;
}

static void
put_integer (Printer *self, gint64 value)
{
  char buffer[NG_DIGITS_SIZE];

  put (self, ng_digits (value, buffer));
}

/* C's spelling of a real -> ours: a point always, *^ before the exponent. */
static void
put_real (Printer *self, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char format[8];
  char *exponent;

  if (!isfinite (value)) {
    put (self, isnan (value) ? "Indeterminate" : value > 0 ? "Infinity" : "-Infinity");
    return;
  }
  if (self->digits > 0) {
    g_snprintf (format, sizeof format, "%%.%ug", self->digits);
    g_ascii_formatd (buffer, sizeof buffer, format, value);
  } else {
    ng_digits_real (value, FALSE, buffer);
  }
  exponent = strchr (buffer, 'e');
  if (exponent != NULL)
    *exponent++ = '\0';
  put (self, self->digits > 0 && value == 0 ? "0" : buffer);
  if (strchr (buffer, '.') == NULL)
    put (self, ".");
  if (exponent != NULL) {
    put (self, "*^");
    put_integer (self, g_ascii_strtoll (exponent, NULL, 10));
  }
}

/* Bytes that stand for themselves in a string, up to one more than there is room for. */
static gsize
measure_run (const Printer *self, const char *p)
{
  gsize room = self->stop - self->text->len + 1;
  gsize n = 0;

  while (n < room && p[n] >= ' ' && p[n] < 0x7F && p[n] != '"' && p[n] != '\\')
    n++;
  return n;
}

static void
put_string (Printer *self, const char *string)
{
  static const char specials[] = "\"\\\n\t\r\b\f";
  static const char letters[] = "\"\\ntrbf";
  const char *p = string;

  put (self, "\"");
  while (*p != '\0' && !self->is_full) {
    const char *special = strchr (specials, *p);
    gsize run = measure_run (self, p);

    if (run > 0) {
      g_string_append_len (self->text, p, (gssize) run);
      p += run;
    } else if (special != NULL) {
      g_string_append_c (self->text, '\\');
      g_string_append_c (self->text, letters[special - specials]);
      p++;
    } else if ((guchar) *p < 0x20 || *p == 0x7F) {
      g_string_append_printf (self->text, "\\.%02x", (guint) *p++);
    } else if ((gint32) g_utf8_get_char_validated (p, -1) < 0) {
      /* A byte that is no text, in a string that did not come from notation. */
      g_string_append_printf (self->text, "\\.%02x", (guint) (guchar) *p++);
    } else {
      const char *next = g_utf8_next_char (p);

      g_string_append_len (self->text, p, next - p);
      p = next;
    }
    self->is_full = self->text->len > self->stop;
  }
  put (self, "\"");
}

static gboolean
is_integer (const NgExpr *expr, gint64 value)
{
  return ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) == value;
}

static gboolean
is_negative (const NgExpr *expr)
{
  if (ng_expr_kind (expr) == NG_EXPR_INTEGER)
    return ng_expr_integer (expr) < 0;
  return ng_expr_kind (expr) == NG_EXPR_REAL && signbit (ng_expr_number (expr));
}

static gboolean
is_inverse (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "Power") && ng_expr_n_args (expr) == 2 &&
         is_integer (ng_expr_arg (expr, 1), -1);
}

/* Times[-1, x], which prints as -x unless x is a number. */
static gboolean
is_negation (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "Times") && ng_expr_n_args (expr) == 2 &&
         is_integer (ng_expr_arg (expr, 0), -1) && !ng_expr_is_number (ng_expr_arg (expr, 1));
}

static gboolean
is_quotient (const NgExpr *expr)
{
  for (gsize i = 1; i < ng_expr_n_args (expr); i++) {
    if (!is_inverse (ng_expr_arg (expr, i)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_blank (const NgExpr *expr)
{
  gsize n = ng_expr_n_args (expr);

  return ng_expr_is_call (expr, "Blank") &&
         (n == 0 || (n == 1 && ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_SYMBOL));
}

static const NgInfix *
find_infix (const NgExpr *expr)
{
  const NgInfix *infix = ng_infix_find_head (ng_expr_text (ng_expr_head (expr)));
  gsize n = ng_expr_n_args (expr);

  return infix != NULL && n >= 2 && n <= infix->most_printed ? infix : NULL;
}

static gboolean
is_association (const NgExpr *expr)
{
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    if (!ng_expr_is_rule (ng_expr_arg (expr, i)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_slot (const NgExpr *expr, gboolean may_be_named)
{
  const NgExpr *arg = ng_expr_n_args (expr) == 1 ? ng_expr_arg (expr, 0) : NULL;

  return arg != NULL && ((ng_expr_kind (arg) == NG_EXPR_INTEGER && ng_expr_integer (arg) >= 0) ||
                         (may_be_named && ng_expr_kind (arg) == NG_EXPR_STRING));
}

/* How an expression prints, and how tightly that binds. */
static Form
classify (const NgExpr *expr, int *level, const NgInfix **infix)
{
  const NgExpr *head = ng_expr_head (expr);
  gsize n = ng_expr_n_args (expr);

  *level = NG_LEVEL_PRIMARY;
  *infix = NULL;
  if (head == NULL) {
    if (is_negative (expr))
      *level = NG_LEVEL_SIGN;
    return FORM_LEAF;
  }
  if (ng_expr_kind (head) != NG_EXPR_SYMBOL)
    return FORM_CALL;
  if (ng_expr_is_call (expr, "List"))
    return FORM_LIST;
  if (ng_expr_is_call (expr, "Association"))
    return is_association (expr) ? FORM_ASSOCIATION : FORM_CALL;
  if (ng_expr_is_call (expr, "Slot"))
    return is_slot (expr, TRUE) ? FORM_SLOT : FORM_CALL;
  if (ng_expr_is_call (expr, "SlotSequence"))
    return is_slot (expr, FALSE) ? FORM_SLOT : FORM_CALL;
  if (is_blank (expr))
    return FORM_BLANK;
  if (ng_expr_is_call (expr, "Pattern") && n == 2 &&
      ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_SYMBOL && is_blank (ng_expr_arg (expr, 1)))
    return FORM_PATTERN;
  if (ng_expr_is_call (expr, "Part") && n >= 2)
    return FORM_PART;
  if (ng_expr_is_call (expr, "Function") && n == 1) {
    *level = NG_LEVEL_FUNCTION;
    return FORM_FUNCTION;
  }
  if (ng_expr_is_call (expr, "Not") && n == 1) {
    *level = NG_LEVEL_NOT;
    return FORM_NOT;
  }
  if (ng_expr_is_call (expr, "Plus") && n >= 2) {
    *level = NG_LEVEL_PLUS;
    return FORM_PLUS;
  }
  if (ng_expr_is_call (expr, "Times") && n >= 2) {
    *level = is_quotient (expr)   ? NG_LEVEL_DIVIDE
             : is_negation (expr) ? NG_LEVEL_SIGN
                                  : NG_LEVEL_TIMES;
    return is_quotient (expr) ? FORM_DIVIDE : is_negation (expr) ? FORM_NEGATION : FORM_TIMES;
  }
  *infix = find_infix (expr);
  if (*infix == NULL)
    return FORM_CALL;
  *level = (*infix)->level;
  if (*level == NG_LEVEL_POWER && is_negative (ng_expr_arg (expr, 1)))
    *level = NG_LEVEL_SIGN;
  return FORM_INFIX;
}

static void
print_leaf (Printer *self, const NgExpr *expr)
{
  switch (ng_expr_kind (expr)) {
  case NG_EXPR_SYMBOL:
    put (self, ng_expr_text (expr));
    break;
  case NG_EXPR_STRING:
    put_string (self, ng_expr_text (expr));
    break;
  case NG_EXPR_INTEGER:
    put_integer (self, ng_expr_integer (expr));
    break;
  case NG_EXPR_REAL:
    put_real (self, ng_expr_number (expr));
    break;
  case NG_EXPR_OBJECT: {
    g_autofree char *text = ng_expr_describe (expr);

    put (self, text);
    break;
  }
  case NG_EXPR_NORMAL:
    break;
  }
}

static gboolean
is_plain_name (const char *name)
{
  gsize n = 0;

  if (!g_ascii_isalpha (name[0]))
    return FALSE;
  while (g_ascii_isalnum (name[n]))
    n++;
  return name[n] == '\0';
}

static void
print_slot (Printer *self, const NgExpr *expr)
{
  const NgExpr *arg = ng_expr_arg (expr, 0);

  put (self, ng_expr_is_call (expr, "Slot") ? "#" : "##");
  if (ng_expr_kind (arg) == NG_EXPR_INTEGER) {
    if (ng_expr_integer (arg) != 1)
      put_integer (self, ng_expr_integer (arg));
  } else if (is_plain_name (ng_expr_text (arg))) {
    put (self, ng_expr_text (arg));
  } else {
    put_string (self, ng_expr_text (arg));
  }
}

static void
print_blank (Printer *self, const NgExpr *expr)
{
  put (self, "_");
  if (ng_expr_n_args (expr) == 1)
    put (self, ng_expr_text (ng_expr_arg (expr, 0)));
}

static void
new_line (Printer *self, guint indent)
{
  put (self, "\n");
  self->line_start = self->text->len;
  for (guint i = 0; i < indent; i++)
    put (self, " ");
}

/* How far the line that is being written is indented. */
static guint
line_indent (const Printer *self)
{
  guint n = 0;

  while (self->line_start + n < self->text->len && self->text->str[self->line_start + n] == ' ')
    n++;
  return n;
}

static void
print_elements (Printer *self, const NgExpr *expr, gsize first)
{
  for (gsize i = first; i < ng_expr_n_args (expr) && !self->is_full; i++) {
    if (i > first)
      put (self, ", ");
    print_at (self, ng_expr_arg (expr, i), NG_LEVEL_ANY);
  }
}

static gboolean
holds_numbers_only (const NgExpr *expr)
{
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    if (!ng_expr_is_number (ng_expr_arg (expr, i)))
      return FALSE;
  }
  return TRUE;
}

static void
print_broken_elements (Printer *self, const NgExpr *expr, gsize first)
{
  guint indent = line_indent (self);
  gboolean is_filled = holds_numbers_only (expr);

  for (gsize i = first; i < ng_expr_n_args (expr) && !self->is_full; i++) {
    gsize before = self->text->len;

    if (i > first)
      put (self, ",");
    if (i == first || !is_filled) {
      new_line (self, indent + 2);
      print_at (self, ng_expr_arg (expr, i), NG_LEVEL_ANY);
      continue;
    }
    put (self, " ");
    print_at (self, ng_expr_arg (expr, i), NG_LEVEL_ANY);
    if (self->text->len - self->line_start > self->width && !self->is_full) {
      g_string_truncate (self->text, before);
      put (self, ",");
      new_line (self, indent + 2);
      print_at (self, ng_expr_arg (expr, i), NG_LEVEL_ANY);
    }
  }
  new_line (self, indent);
}

/* An opener, elements and a closer: on the line if they fit, else on lines of their own. */
static void
print_bracket (
    Printer *self, const char *opener, const NgExpr *expr, gsize first, const char *closer)
{
  gsize start = self->text->len;
  gsize stop = self->stop;
  gboolean is_broken = FALSE;

  if (self->width > 0 && ng_expr_n_args (expr) > first && !self->is_full) {
    guint width = self->width;

    self->stop = MIN (stop, MAX (start, self->line_start + width));
    self->width = 0;
    put (self, opener);
    print_elements (self, expr, first);
    put (self, closer);
    self->width = width;
    is_broken = self->is_full && self->text->len <= stop;
    self->stop = stop;
    if (!is_broken)
      return;
    self->is_full = FALSE;
    g_string_truncate (self->text, start);
  }
  put (self, opener);
  if (is_broken)
    print_broken_elements (self, expr, first);
  else
    print_elements (self, expr, first);
  put (self, closer);
}

static void
print_plus (Printer *self, const NgExpr *expr)
{
  print_at (self, ng_expr_arg (expr, 0), NG_LEVEL_PLUS + 1);
  for (gsize i = 1; i < ng_expr_n_args (expr); i++) {
    const NgExpr *arg = ng_expr_arg (expr, i);

    if (is_negation (arg)) {
      put (self, " - ");
      print_at (self, ng_expr_arg (arg, 1), NG_LEVEL_PLUS + 1);
    } else if (is_negative (arg)) {
      gsize sign;

      put (self, " - ");
      sign = self->text->len;
      print_leaf (self, arg);
      if (self->text->len > sign && self->text->str[sign] == '-')
        g_string_erase (self->text, sign, 1);
    } else {
      put (self, " + ");
      print_at (self, arg, NG_LEVEL_PLUS + 1);
    }
  }
}

static void
print_times (Printer *self, const NgExpr *expr)
{
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    if (i > 0)
      put (self, "*");
    print_at (self, ng_expr_arg (expr, i), NG_LEVEL_TIMES + 1);
  }
}

static void
print_quotient (Printer *self, const NgExpr *expr)
{
  print_at (self, ng_expr_arg (expr, 0), NG_LEVEL_DIVIDE + 1);
  for (gsize i = 1; i < ng_expr_n_args (expr); i++) {
    put (self, "/");
    print_at (self, ng_expr_arg (ng_expr_arg (expr, i), 0), NG_LEVEL_DIVIDE + 1);
  }
}

static void
put_sign (Printer *self, const NgInfix *infix)
{
  gboolean is_tight = infix->level == NG_LEVEL_POWER;

  put (self, is_tight ? "" : " ");
  put (self, ng_token_sign (infix->token));
  put (self, is_tight ? "" : " ");
}

/* The least level that the first operand, or one of the others, may have without parentheses. */
static int
operand_level (const NgInfix *infix, gboolean is_first)
{
  NgGrouping open = is_first ? NG_GROUP_LEFT : NG_GROUP_RIGHT;

  return infix->grouping == open ? infix->level : infix->level + 1;
}

/* What stands right of an arrow is printed by the loop, so that chains take no stack. */
static void
print_infix (Printer *self, const NgExpr *expr, const NgInfix *infix)
{
  int level;
  Form form;

  while (infix->level == NG_LEVEL_RULE) {
    print_at (self, ng_expr_arg (expr, 0), operand_level (infix, TRUE));
    put_sign (self, infix);
    expr = ng_expr_arg (expr, 1);
    form = classify (expr, &level, &infix);
    if (form != FORM_INFIX || level != NG_LEVEL_RULE) {
      print_at (self, expr, NG_LEVEL_RULE);
      return;
    }
  }
  print_at (self, ng_expr_arg (expr, 0), operand_level (infix, TRUE));
  for (gsize i = 1; i < ng_expr_n_args (expr); i++) {
    const NgExpr *arg = ng_expr_arg (expr, i);

    put_sign (self, infix);
    print_at (self,
              arg,
              infix->level == NG_LEVEL_POWER && is_negative (arg) ? NG_LEVEL_SIGN
                                                                  : operand_level (infix, FALSE));
  }
}

static void
print_form (Printer *self, const NgExpr *expr, Form form, const NgInfix *infix)
{
  switch (form) {
  case FORM_LEAF:
    print_leaf (self, expr);
    break;
  case FORM_LIST:
    print_bracket (self, "{", expr, 0, "}");
    break;
  case FORM_ASSOCIATION:
    print_bracket (self, "<|", expr, 0, "|>");
    break;
  case FORM_CALL:
    print_at (self, ng_expr_head (expr), NG_LEVEL_PRIMARY);
    print_bracket (self, "[", expr, 0, "]");
    break;
  case FORM_PART:
    print_at (self, ng_expr_arg (expr, 0), NG_LEVEL_PRIMARY);
    print_bracket (self, "[[", expr, 1, "]]");
    break;
  case FORM_SLOT:
    print_slot (self, expr);
    break;
  case FORM_BLANK:
    print_blank (self, expr);
    break;
  case FORM_PATTERN:
    put (self, ng_expr_text (ng_expr_arg (expr, 0)));
    print_blank (self, ng_expr_arg (expr, 1));
    break;
  case FORM_FUNCTION:
    print_at (self, ng_expr_arg (expr, 0), NG_LEVEL_RULE + 1);
    put (self, " &");
    break;
  case FORM_NOT:
    put (self, "!");
    print_at (self, ng_expr_arg (expr, 0), NG_LEVEL_NOT + 1);
    break;
  case FORM_PLUS:
    print_plus (self, expr);
    break;
  case FORM_TIMES:
    print_times (self, expr);
    break;
  case FORM_DIVIDE:
    print_quotient (self, expr);
    break;
  case FORM_NEGATION:
    put (self, "-");
    print_at (self, ng_expr_arg (expr, 1), NG_LEVEL_SIGN + 1);
    break;
  case FORM_INFIX:
    print_infix (self, expr, infix);
    break;
  }
}

/* Prints in parentheses what binds looser than the place demands. */
static void
print_at (Printer *self, const NgExpr *expr, int least_level)
{
  const NgInfix *infix;
  int level;
  Form form;

  if (self->is_full)
    return;
  form = classify (expr, &level, &infix);
  if (level < least_level)
    put (self, "(");
  print_form (self, expr, form, infix);
  if (level < least_level)
    put (self, ")");
}

static char *
print_with (const NgExpr *expr, guint width, guint digits)
{
  Printer printer = {
    .text = g_string_new (NULL), .digits = digits, .width = width, .stop = G_MAXSIZE
  };

  print_at (&printer, expr, NG_LEVEL_ANY);
  return g_string_free (printer.text, FALSE);
}

char *
ng_print (const NgExpr *self, guint width)
{
  return print_with (self, width, 0);
}

char *
ng_print_rounded (const NgExpr *self, guint width, guint digits)
{
  g_return_val_if_fail (digits >= 1 && digits <= 17, NULL);
  return print_with (self, width, digits);
}

char *
ng_print_short (const NgExpr *self, gsize limit)
{
  Printer printer = { .text = g_string_new (NULL), .digits = 6, .stop = limit };

  print_at (&printer, self, NG_LEVEL_ANY);
  if (printer.is_full) {
    gsize length = MIN (limit, printer.text->len);

    while (length > 0 && (printer.text->str[length] & 0xC0) == 0x80)
      length--;
    g_string_truncate (printer.text, length);
    g_string_append (printer.text, "…");
  }
  return g_string_free (printer.text, FALSE);
}
