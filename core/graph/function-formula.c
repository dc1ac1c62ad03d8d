/* Functions of numbers as mathematicians write them. */

#include "core/graph/function.h"

#include <string.h>

/* How tightly what stands at the top of a part binds. */
typedef enum {
  BINDS_COMPARISON,
  BINDS_SUM,
  BINDS_PRODUCT,
  BINDS_FUNCTION,
  BINDS_POWER,
} Binding;

typedef struct {
  GString *text;
  guint n_slots;
} Writer;

/* Sorted by name; other names of functions are written in small letters, and abbreviations as they
 * are. */
static const struct {
  const char *name, *term;
} terms[] = {
  { "ArcCosh", "arcosh" },
  { "ArcSinh", "arsinh" },
  { "ArcTanh", "artanh" },
  { "ExponentialLinearUnit", "ELU" },
  { "GaussianErrorLinearUnit", "GELU" },
  { "InverseErf", "erf⁻¹" },
  { "LeakyReLU", "leaky ReLU" },
  { "LogGamma", "log Γ" },
  { "LogisticSigmoid", "σ" },
  { "Ramp", "ReLU" },
  { "RectifiedLinearUnit", "ReLU" },
  { "ScaledExponentialLinearUnit", "SELU" },
  { "Sigmoid", "σ" },
  { "Sqrt", "√" },
};

static const struct {
  const char *name, *sign;
} operators[] = { { "Plus", "+" },      { "Times", "×" }, { "Subtract", "−" },
                  { "Divide", "÷" },    { "Equal", "=" }, { "Unequal", "≠" },
                  { "Greater", ">" },   { "Less", "<" },  { "GreaterEqual", "≥" },
                  { "LessEqual", "≤" }, { "And", "∧" },   { "Or", "∨" },
                  { "Not", "¬" },       { "Minus", "−" } };

static const char *
find_sign (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (strcmp (operators[i].name, name) == 0)
      return operators[i].sign;
  return NULL;
}

static char *
name_function (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (terms); i++)
    if (strcmp (terms[i].name, name) == 0)
      return g_strdup (terms[i].term);
  return g_ascii_isupper (name[0]) && !g_ascii_isupper (name[1]) && strstr (name, "LU") == NULL
             ? g_ascii_strdown (name, -1)
             : g_strdup (name);
}

static void
append_raised (GString *text, const char *digits)
{
  static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };

  for (; *digits != '\0'; digits++)
    if (g_ascii_isdigit (*digits))
      g_string_append (text, raised[*digits - '0']);
    else if (*digits == '-')
      g_string_append (text, "⁻");
}

static void
append_number (GString *text, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  char *exponent;

  if (number < 0)
    g_string_append (text, "−");
  g_ascii_formatd (digits, sizeof digits, "%.5g", ABS (number));
  exponent = strchr (digits, 'e');
  if (exponent == NULL) {
    g_string_append (text, digits);
    return;
  }
  *exponent++ = '\0';
  if (strcmp (digits, "1") != 0)
    g_string_append_printf (text, "%s·", digits);
  g_string_append (text, "10");
  g_autofree char *power = g_strdup_printf ("%d", (int) g_ascii_strtoll (exponent, NULL, 10));
  append_raised (text, power);
}

static void
append_slot (Writer *to, const NgExpr *slot)
{
  static const char *const lowered[] = { "₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉" };
  const NgExpr *which = ng_expr_n_args (slot) > 0 ? ng_expr_arg (slot, 0) : NULL;

  if (which != NULL && ng_expr_kind (which) == NG_EXPR_STRING) {
    g_string_append (to->text, ng_expr_text (which));
    return;
  }
  gint64 number =
      which != NULL && ng_expr_kind (which) == NG_EXPR_INTEGER ? ng_expr_integer (which) : 1;
  if (to->n_slots <= 3 && number >= 1 && number <= 3) {
    g_string_append_c (to->text, "xyz"[number - 1]);
    return;
  }
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_string_append_c (to->text, 'x');
  for (const char *d = digits; *d != '\0'; d++)
    if (g_ascii_isdigit (*d))
      g_string_append (to->text, lowered[*d - '0']);
}

static void append (Writer *to, const NgExpr *expr, Binding around);

/* The term without its sign. Returns: whether it has one */
static gboolean
is_negative (const NgExpr *term)
{
  if (ng_expr_is_number (term))
    return ng_expr_number (term) < 0;
  return ng_expr_is_call (term, "Times") && ng_expr_n_args (term) > 1 &&
         ng_expr_is_number (ng_expr_arg (term, 0)) && ng_expr_number (ng_expr_arg (term, 0)) < 0;
}

/* 1/x is written as x beneath a line. */
static gboolean
is_inverse (const NgExpr *factor)
{
  return ng_expr_is_call (factor, "Power") && ng_expr_n_args (factor) == 2 &&
         ng_expr_is_number (ng_expr_arg (factor, 1)) &&
         ng_expr_number (ng_expr_arg (factor, 1)) == -1;
}

/* Factors, the sign of the first left out where @is_positive. */
static void
append_product (Writer *to, const NgExpr *product, gboolean is_positive)
{
  gsize n = ng_expr_n_args (product), n_above = 0, n_below = 0;

  for (gsize i = 0; i < n; i++) {
    const NgExpr *factor = ng_expr_arg (product, i);
    double number = ng_expr_is_number (factor) ? ng_expr_number (factor) : 0;
    if (is_inverse (factor)) {
      n_below++;
      continue;
    }
    if (i == 0 && number < 0) {
      if (!is_positive)
        g_string_append (to->text, "−");
      if (number == -1)
        continue;
      append_number (to->text, -number);
      n_above++;
      continue;
    }
    if (n_above++ > 0)
      g_string_append_c (to->text, ' ');
    append (to, factor, BINDS_FUNCTION);
  }
  if (n_above == 0)
    g_string_append_c (to->text, '1');
  for (gsize i = 0; i < n; i++) {
    const NgExpr *factor = ng_expr_arg (product, i);
    if (!is_inverse (factor))
      continue;
    g_string_append_c (to->text, '/');
    append (to, ng_expr_arg (factor, 0), n_below > 1 ? BINDS_POWER : BINDS_FUNCTION);
  }
}

static void
append_sum (Writer *to, const NgExpr *sum)
{
  for (gsize i = 0; i < ng_expr_n_args (sum); i++) {
    const NgExpr *term = ng_expr_arg (sum, i);
    if (i == 0) {
      append (to, term, BINDS_SUM);
    } else if (!is_negative (term)) {
      g_string_append (to->text, " + ");
      append (to, term, BINDS_SUM);
    } else {
      g_string_append (to->text, " − ");
      if (ng_expr_is_number (term))
        append_number (to->text, -ng_expr_number (term));
      else
        append_product (to, term, TRUE);
    }
  }
}

static void
append_power (Writer *to, const NgExpr *base, const NgExpr *exponent)
{
  if (ng_expr_kind (exponent) == NG_EXPR_REAL && ng_expr_number (exponent) == 0.5) {
    g_string_append (to->text, "√");
    append (to, base, BINDS_POWER);
    return;
  }
  append (to, base, BINDS_POWER);
  if (ng_expr_kind (exponent) == NG_EXPR_INTEGER) {
    g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, ng_expr_integer (exponent));
    append_raised (to->text, digits);
    return;
  }
  g_string_append_c (to->text, '^');
  append (to, exponent, BINDS_POWER);
}

static void
append_list (Writer *to, const NgExpr *call, const char *between)
{
  for (gsize i = 0; i < ng_expr_n_args (call); i++) {
    const NgExpr *item = ng_expr_arg (call, i);
    if (i > 0)
      g_string_append (to->text, between);
    if (ng_expr_is_call (item, "List"))
      append_list (to, item, between);
    else
      append (to, item, BINDS_COMPARISON);
  }
}

static void
append_call (Writer *to, const NgExpr *call)
{
  const NgExpr *head = ng_expr_head (call);
  gboolean is_named =
      ng_expr_kind (head) == NG_EXPR_SYMBOL || ng_expr_kind (head) == NG_EXPR_STRING;
  g_autofree char *name = is_named ? name_function (ng_expr_text (head)) : NULL;

  if (name == NULL) {
    append (to, head, BINDS_POWER);
  } else if (strcmp (name, "abs") == 0 && ng_expr_n_args (call) == 1) {
    g_string_append_c (to->text, '|');
    append (to, ng_expr_arg (call, 0), BINDS_COMPARISON);
    g_string_append_c (to->text, '|');
    return;
  } else {
    g_string_append (to->text, name);
  }

  /* A root, and a function of one letter or number, need no parentheses. */
  if (name != NULL && ng_expr_n_args (call) == 1) {
    const NgExpr *only = ng_expr_arg (call, 0);
    gboolean is_atom = ng_expr_n_args (only) == 0 || ng_expr_is_call (only, "Slot");
    if (is_atom && strcmp (name, "√") != 0)
      g_string_append_c (to->text, ' ');
    if (is_atom) {
      append (to, only, BINDS_POWER);
      return;
    }
  }
  g_string_append_c (to->text, '(');
  append_list (to, call, ", ");
  g_string_append_c (to->text, ')');
}

static void
append_comparison (Writer *to, const NgExpr *call, const char *sign)
{
  for (gsize i = 0; i < ng_expr_n_args (call); i++) {
    if (i > 0 || ng_expr_n_args (call) == 1)
      g_string_append_printf (to->text, i > 0 ? " %s " : "%s", sign);
    append (to, ng_expr_arg (call, i), BINDS_SUM);
  }
}

static Binding
binding_of (const NgExpr *expr)
{
  if (ng_expr_is_number (expr))
    return ng_expr_number (expr) < 0 ? BINDS_SUM : BINDS_POWER;
  if (ng_expr_n_args (expr) == 0 || ng_expr_is_call (expr, "Slot"))
    return BINDS_POWER;
  if (ng_expr_is_call (expr, "Plus") || ng_expr_is_call (expr, "Subtract"))
    return BINDS_SUM;
  if (ng_expr_is_call (expr, "Times"))
    return is_negative (expr) ? BINDS_SUM : BINDS_PRODUCT;
  if (ng_expr_is_call (expr, "Power"))
    return BINDS_FUNCTION;
  return ng_expr_kind (ng_expr_head (expr)) == NG_EXPR_SYMBOL &&
                 find_sign (ng_expr_text (ng_expr_head (expr))) != NULL
             ? BINDS_COMPARISON
             : BINDS_FUNCTION;
}

static void
append_bare (Writer *to, const NgExpr *expr)
{
  const NgExpr *head = ng_expr_head (expr);
  const char *sign = NULL;

  if (ng_expr_is_number (expr)) {
    append_number (to->text, ng_expr_number (expr));
  } else if (head == NULL) {
    g_autofree char *shown = ng_expr_kind (expr) == NG_EXPR_SYMBOL
                                 ? name_function (ng_expr_text (expr))
                                 : ng_print_short (expr, NG_MAX_SHOWN_NAME);
    g_string_append (to->text,
                     ng_expr_is_symbol (expr, "Pi")         ? "π"
                     : ng_expr_is_symbol (expr, "E")        ? "e"
                     : ng_expr_is_symbol (expr, "Infinity") ? "∞"
                                                            : shown);
  } else if (ng_expr_is_call (expr, "Slot")) {
    append_slot (to, expr);
  } else if (ng_expr_is_call (expr, "Plus")) {
    append_sum (to, expr);
  } else if (ng_expr_is_call (expr, "Times")) {
    append_product (to, expr, FALSE);
  } else if (ng_expr_is_call (expr, "Power") && ng_expr_n_args (expr) == 2) {
    append_power (to, ng_expr_arg (expr, 0), ng_expr_arg (expr, 1));
  } else if (ng_expr_is_call (expr, "Function") && ng_expr_n_args (expr) > 0) {
    append (to, ng_expr_arg (expr, ng_expr_n_args (expr) - 1), BINDS_COMPARISON);
  } else if (ng_expr_is_call (expr, "Composition")) {
    append_list (to, expr, " ∘ ");
  } else if (ng_expr_kind (head) == NG_EXPR_SYMBOL &&
             (sign = find_sign (ng_expr_text (head))) != NULL) {
    append_comparison (to, expr, sign);
  } else {
    append_call (to, expr);
  }
}

static void
append (Writer *to, const NgExpr *expr, Binding around)
{
  gboolean needs = binding_of (expr) < around;

  if (needs)
    g_string_append_c (to->text, '(');
  append_bare (to, expr);
  if (needs)
    g_string_append_c (to->text, ')');
}

static gboolean
is_slot (const NgExpr *expr, gsize number)
{
  return ng_expr_is_call (expr, "Slot") && ng_expr_n_args (expr) == 1 &&
         ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_INTEGER &&
         ng_expr_integer (ng_expr_arg (expr, 0)) == (gint64) number;
}

/* The name of f where @body is f of all arguments in order: f[#1, #2]. */
static const char *
bare_function (const NgExpr *body)
{
  gsize n = ng_expr_n_args (body);

  if (n == 0 || ng_expr_kind (ng_expr_head (body)) != NG_EXPR_SYMBOL || is_slot (body, 1))
    return NULL;
  if (n == 2 && ng_expr_is_call (body, "Plus") && is_slot (ng_expr_arg (body, 0), 1) &&
      is_negative (ng_expr_arg (body, 1)) && ng_expr_n_args (ng_expr_arg (body, 1)) == 2 &&
      is_slot (ng_expr_arg (ng_expr_arg (body, 1), 1), 2) &&
      ng_expr_number (ng_expr_arg (ng_expr_arg (body, 1), 0)) == -1)
    return "Subtract";
  if (n == 2 && ng_expr_is_call (body, "Times") && is_slot (ng_expr_arg (body, 0), 1) &&
      is_inverse (ng_expr_arg (body, 1)) && is_slot (ng_expr_arg (ng_expr_arg (body, 1), 0), 2))
    return "Divide";
  for (gsize i = 0; i < n; i++)
    if (!is_slot (ng_expr_arg (body, i), i + 1))
      return NULL;
  return ng_expr_text (ng_expr_head (body));
}

/* 0 for what is no number. */
static double
number_of (const NgExpr *expr)
{
  gboolean is_number =
      ng_expr_kind (expr) == NG_EXPR_INTEGER || ng_expr_kind (expr) == NG_EXPR_REAL;

  return is_number ? ng_expr_number (expr) : 0;
}

/* What everybody calls a function that is written out: Clip[x, {0, 6}], Max[x, a x] with a from 0
 * to 1. */
static const char *
usual_name (const NgExpr *body)
{
  const NgExpr *second;

  if (ng_expr_n_args (body) != 2 || !is_slot (ng_expr_arg (body, 0), 1))
    return NULL;
  second = ng_expr_arg (body, 1);
  if (ng_expr_n_args (second) != 2)
    return NULL;
  double first = number_of (ng_expr_arg (second, 0)), last = number_of (ng_expr_arg (second, 1));
  if (ng_expr_is_call (body, "Clip") && ng_expr_is_call (second, "List") && first == 0 && last == 6)
    return "ReLU6";
  if (ng_expr_is_call (body, "Max") && ng_expr_is_call (second, "Times") && first > 0 &&
      first < 1 && is_slot (ng_expr_arg (second, 1), 1))
    return "leaky ReLU";
  return NULL;
}

char *
ng_function_formula (NgExpr *function)
{
  g_auto (GStrv) slots = NULL;
  const char *name = NULL;

  if (ng_expr_kind (function) == NG_EXPR_SYMBOL || ng_expr_kind (function) == NG_EXPR_STRING)
    name = ng_expr_text (function);
  else if (ng_expr_is_call (function, "Function") && ng_expr_n_args (function) == 1)
    name = bare_function (ng_expr_arg (function, 0));
  if (name == NULL && ng_expr_is_call (function, "Function") && ng_expr_n_args (function) == 1 &&
      usual_name (ng_expr_arg (function, 0)) != NULL)
    return g_strdup (usual_name (ng_expr_arg (function, 0)));
  if (name != NULL)
    return find_sign (name) != NULL ? g_strdup (find_sign (name)) : name_function (name);

  slots = ng_function_slots (function);
  Writer to = { g_string_new (NULL), slots != NULL ? g_strv_length (slots) : 1 };
  append (&to, function, BINDS_COMPARISON);
  return g_string_free (to.text, FALSE);
}
