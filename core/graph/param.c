/* Parameters of layers, read by the kind that their record says. */

#include "core/graph/param.h"

#include "core/base/digits.h"
#include "core/expr/words.h"
#include "core/graph/literal.h"
#include <math.h>

static gboolean
refuse (const NgParamSpec *spec, const NgExpr *expr, GError **error, const char *wanted)
{
  g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  const char *hint = ng_size_hint (expr);
  NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::badarg",
                                                ng_expr_place (expr),
                                                "\"%s\" has to be %s, and %s is given.",
                                                spec->name,
                                                wanted,
                                                shown);

  if (spec->kind == NG_PARAM_LEVELS && ng_expr_is_symbol (expr, "All"))
    hint = "All levels are 1;;All.";
  if (hint != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s", hint);
  ng_error_set (error, diagnostic);
  return FALSE;
}

/* The first whole number that is too great for a size, @expr itself or an item of it. */
static const NgExpr *
find_too_great (const NgExpr *expr)
{
  if (!ng_expr_is_call (expr, "List"))
    return ng_size_hint (expr) != NULL && ng_expr_number (expr) > 0 ? expr : NULL;
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (ng_size_hint (ng_expr_arg (expr, i)) != NULL && ng_expr_number (ng_expr_arg (expr, i)) > 0)
      return ng_expr_arg (expr, i);
  return NULL;
}

/* Where sizes are taken: one that is refused for being too great alone is told the greatest. */
static gboolean
refuse_size (const NgParamSpec *spec, const NgExpr *expr, GError **error, const char *wanted)
{
  const NgExpr *great = find_too_great (expr);
  g_autofree char *shown = NULL;

  if (great == NULL)
    return refuse (spec, expr, error, wanted);
  shown = ng_print_short (great, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (great),
                    "\"%s\" has to be below %" G_GINT64_FORMAT ", and %s is given.",
                    spec->name,
                    NG_MAX_ELEMENTS,
                    shown);
  return FALSE;
}

static char *
describe_bounds (const NgParamSpec *spec, const char *noun)
{
  if (spec->at_least == 0 && spec->below == 0)
    return g_strdup (noun);
  if (spec->below <= spec->at_least || isinf (spec->below))
    return g_strdup_printf ("%s of at least %g", noun, spec->at_least);
  return g_strdup_printf ("%s of at least %g and below %g", noun, spec->at_least, spec->below);
}

static gboolean
is_in_bounds (const NgParamSpec *spec, double value)
{
  if (spec->at_least == 0 && spec->below == 0)
    return TRUE;
  return value >= spec->at_least && (spec->below <= spec->at_least || value < spec->below);
}

static gboolean
parse_number (const NgParamSpec *spec, NgExpr *expr, NgParam *param, GError **error)
{
  gboolean is_integer = spec->kind == NG_PARAM_INTEGER;
  gboolean fits = is_integer ? ng_expr_kind (expr) == NG_EXPR_INTEGER : ng_expr_is_number (expr);

  if (!fits || !is_in_bounds (spec, ng_expr_number (expr))) {
    g_autofree char *wanted = describe_bounds (spec, is_integer ? "an integer" : "a number");

    return refuse (spec, expr, error, wanted);
  }
  param->real = ng_expr_number (expr);
  param->integer = is_integer ? ng_expr_integer (expr) : 0;
  return TRUE;
}

static gboolean
parse_boolean (const NgParamSpec *spec, NgExpr *expr, NgParam *param, GError **error)
{
  if (!ng_expr_is_symbol (expr, "True") && !ng_expr_is_symbol (expr, "False"))
    return refuse (spec, expr, error, "True or False");
  param->integer = ng_expr_is_symbol (expr, "True");
  return TRUE;
}

static gboolean
parse_word (const NgParamSpec *spec, NgExpr *expr, NgParam *param, GError **error)
{
  NgExprKind kind = ng_expr_kind (expr);
  g_autofree char *choices = NULL;
  g_autofree char *wanted = NULL;

  if (kind == NG_EXPR_STRING || kind == NG_EXPR_SYMBOL)
    for (int i = 0; spec->choices[i] != NULL; i++)
      if (g_str_equal (ng_expr_text (expr), spec->choices[i])) {
        param->integer = i;
        return TRUE;
      }
  choices = g_strjoinv (", ", (char **) spec->choices);
  wanted = g_strdup_printf ("one of %s", choices);
  return refuse (spec, expr, error, wanted);
}

/* A positive integer, or one of the words that the record allows as an entry. */
static gboolean
parse_dim (const NgParamSpec *spec, NgExpr *expr, gint64 *dim)
{
  if (ng_expr_kind (expr) == NG_EXPR_INTEGER) {
    *dim = ng_expr_integer (expr);
    return *dim > 0 && *dim < NG_MAX_ELEMENTS;
  }
  if (spec->kind != NG_PARAM_DIMS)
    return FALSE;
  if (ng_expr_is_symbol (expr, "Automatic"))
    *dim = NG_AUTOMATIC;
  else if (ng_expr_is_symbol (expr, "Inherited"))
    *dim = NG_INHERITED;
  else if (ng_expr_is_symbol (expr, "All"))
    *dim = NG_ALL;
  else
    return FALSE;
  return (*dim == NG_AUTOMATIC && (spec->flags & NG_PARAM_ALLOWS_AUTOMATIC)) ||
         (*dim == NG_INHERITED && (spec->flags & NG_PARAM_ALLOWS_INHERITED)) ||
         (*dim == NG_ALL && (spec->flags & NG_PARAM_ALLOWS_ALL));
}

static gboolean
parse_dims (const NgParamSpec *spec, NgExpr *expr, NgParam *param, GError **error)
{
  const char *wanted = "a positive integer or a list of them";

  if (spec->kind == NG_PARAM_DIMS && ng_expr_kind (expr) == NG_EXPR_STRING &&
      g_str_equal (ng_expr_text (expr), "Real")) {
    param->is_list = TRUE;
    return TRUE;
  }
  if (spec->kind == NG_PARAM_DIMS && spec->choices != NULL &&
      ng_expr_kind (expr) == NG_EXPR_STRING && g_strv_contains (spec->choices, ng_expr_text (expr)))
    return TRUE;
  if (!ng_expr_is_call (expr, "List")) {
    gint64 dim;

    if (!parse_dim (spec, expr, &dim))
      return refuse_size (spec, expr, error, wanted);
    param->ints = g_memdup2 (&dim, sizeof dim);
    param->n_ints = 1;
    return TRUE;
  }
  if (ng_expr_n_args (expr) > NG_MAX_RANK ||
      (ng_expr_n_args (expr) == 0 && spec->kind == NG_PARAM_SIZES))
    return refuse_size (spec, expr, error, wanted);
  param->is_list = TRUE;
  param->n_ints = ng_expr_n_args (expr);
  param->ints = g_new0 (gint64, MAX (param->n_ints, 1));
  for (gsize i = 0; i < param->n_ints; i++)
    if (!parse_dim (spec, ng_expr_arg (expr, i), &param->ints[i]))
      return refuse_size (spec, ng_expr_arg (expr, i), error, wanted);
  return TRUE;
}

static gboolean
parse_pad (NgExpr *expr, gint64 *pad)
{
  if (ng_expr_kind (expr) != NG_EXPR_INTEGER)
    return FALSE;
  *pad = ng_expr_integer (expr);
  return *pad >= 0 && *pad < NG_MAX_ELEMENTS;
}

static gboolean
parse_pad_pair (NgExpr *expr, gint64 *pads)
{
  if (ng_expr_is_call (expr, "List"))
    return ng_expr_n_args (expr) == 2 && parse_pad (ng_expr_arg (expr, 0), &pads[0]) &&
           parse_pad (ng_expr_arg (expr, 1), &pads[1]);
  if (!parse_pad (expr, &pads[0]))
    return FALSE;
  pads[1] = pads[0];
  return TRUE;
}

static gboolean
parse_padding (const NgParamSpec *spec, NgExpr *expr, NgParam *param, GError **error)
{
  const char *wanted =
      "\"Same\", a size of at least 0, or a list of sizes or pairs {before, after}";

  if (ng_expr_kind (expr) == NG_EXPR_STRING && g_str_equal (ng_expr_text (expr), "Same")) {
    param->integer = 1;
    return TRUE;
  }
  param->is_list = ng_expr_is_call (expr, "List");
  param->n_ints = param->is_list ? 2 * ng_expr_n_args (expr) : 2;
  if (param->n_ints == 0 || param->n_ints > 2 * NG_MAX_RANK)
    return refuse_size (spec, expr, error, wanted);
  param->ints = g_new0 (gint64, param->n_ints);
  for (gsize i = 0; i < param->n_ints / 2; i++) {
    NgExpr *entry = param->is_list ? ng_expr_arg (expr, i) : expr;

    if (!parse_pad_pair (entry, &param->ints[2 * i]))
      return refuse_size (spec, entry, error, wanted);
  }
  return TRUE;
}

static gboolean
parse_level_number (NgExpr *expr, gint64 *level)
{
  if (ng_expr_kind (expr) != NG_EXPR_INTEGER)
    return FALSE;
  *level = ng_expr_integer (expr);
  return *level != 0 && ABS (*level) <= NG_MAX_RANK;
}

static gboolean
parse_level (const NgParamSpec *spec, NgExpr *expr, NgParam *param, GError **error)
{
  if (!parse_level_number (expr, &param->integer))
    return refuse (spec, expr, error, "a level: 1, 2, … or -1, -2, … from the end");
  return TRUE;
}

static gboolean
parse_levels (const NgParamSpec *spec, NgExpr *expr, NgParam *param, GError **error)
{
  const char *wanted = "a level, a list of levels, or a span of levels";
  gboolean is_span = ng_expr_is_call (expr, "Span");

  if (spec->choices != NULL && ng_expr_kind (expr) == NG_EXPR_STRING)
    return parse_word (spec, expr, param, error);
  if (!is_span && !ng_expr_is_call (expr, "List")) {
    param->ints = g_new0 (gint64, 1);
    param->n_ints = 1;
    return parse_level_number (expr, param->ints) || refuse (spec, expr, error, wanted);
  }
  param->is_list = !is_span;
  param->is_span = is_span;
  param->n_ints = ng_expr_n_args (expr);
  if (param->n_ints > NG_MAX_RANK || (is_span && param->n_ints != 2))
    return refuse (spec, expr, error, wanted);
  param->ints = g_new0 (gint64, MAX (param->n_ints, 1));
  for (gsize i = 0; i < param->n_ints; i++) {
    NgExpr *entry = ng_expr_arg (expr, i);

    if (is_span && i == 1 && ng_expr_is_symbol (entry, "All"))
      param->ints[i] = NG_ALL;
    else if (!parse_level_number (entry, &param->ints[i]))
      return refuse (spec, entry, error, wanted);
  }
  return TRUE;
}

static gboolean
parse_function (const NgParamSpec *spec, NgExpr *expr, GError **error)
{
  NgExprKind kind = ng_expr_kind (expr);

  if (kind == NG_EXPR_SYMBOL || kind == NG_EXPR_STRING || ng_expr_is_call (expr, "Function") ||
      ng_function_is_composed (expr))
    return TRUE;
  return refuse (spec, expr, error, "the name of a function or a pure function");
}

static gboolean
parse_value (const NgParamSpec *spec, NgExpr *expr, NgParam *param, GError **error)
{
  switch (spec->kind) {
  case NG_PARAM_INTEGER:
  case NG_PARAM_REAL:
    return parse_number (spec, expr, param, error);
  case NG_PARAM_BOOLEAN:
    return parse_boolean (spec, expr, param, error);
  case NG_PARAM_WORD:
    return parse_word (spec, expr, param, error);
  case NG_PARAM_DIMS:
  case NG_PARAM_SIZES:
    return parse_dims (spec, expr, param, error);
  case NG_PARAM_PADDING:
    return parse_padding (spec, expr, param, error);
  case NG_PARAM_LEVEL:
    return parse_level (spec, expr, param, error);
  case NG_PARAM_LEVELS:
    return parse_levels (spec, expr, param, error);
  case NG_PARAM_FUNCTION:
    return parse_function (spec, expr, error);
  case NG_PARAM_EXPR:
    return TRUE;
  }
  g_return_val_if_reached (FALSE);
}

gboolean
ng_param_parse (const NgParamSpec *spec, NgExpr *expr, NgParam *param, GError **error)
{
  *param = (NgParam){ 0 };
  if (expr == NULL && (spec->flags & NG_PARAM_REQUIRED)) {
    ng_error_set_new (error, "NetGraph::badarg", NULL, "\"%s\" is missing.", spec->name);
    return FALSE;
  }
  if (expr == NULL && spec->value != NULL)
    param->expr = ng_parse_one (spec->value, -1, NULL, error);
  else if (expr == NULL)
    param->expr = ng_expr_new_symbol ("Automatic", NULL);
  else
    param->expr = ng_expr_ref (expr);
  if (param->expr == NULL)
    return FALSE;
  param->is_given = expr != NULL;
  param->is_automatic =
      ng_expr_is_symbol (param->expr, "Automatic") &&
      ((spec->flags & NG_PARAM_ALLOWS_AUTOMATIC) || (expr == NULL && spec->value == NULL));
  param->is_none = ng_expr_is_symbol (param->expr, "None") && (spec->flags & NG_PARAM_ALLOWS_NONE);
  if (param->is_automatic || param->is_none || parse_value (spec, param->expr, param, error))
    return TRUE;
  ng_param_clear (param);
  return FALSE;
}

char *
ng_param_label (const NgParam *param)
{
  GString *text = g_string_new (NULL);
  const char *word =
      ng_expr_kind (param->expr) == NG_EXPR_STRING ? ng_expr_text (param->expr) : NULL;
  g_autofree char *shown = NULL;
  gboolean has_sizes = param->is_list && param->n_ints > 0 && !param->is_span;

  for (gsize i = 0; i < param->n_ints; i++)
    has_sizes = has_sizes && param->ints[i] >= 0;
  if (!has_sizes) {
    shown = word != NULL ? g_strdup (word) : ng_print_short (param->expr, 24);
    return g_string_free (g_string_append (text, shown), FALSE);
  }
  for (gsize i = 0; i < param->n_ints; i++) {
    g_string_append (text, i > 0 ? "×" : "");
    ng_digits_append (text, param->ints[i]);
  }
  return g_string_free (text, FALSE);
}

void
ng_param_clear (NgParam *param)
{
  g_clear_pointer (&param->expr, ng_expr_unref);
  g_clear_pointer (&param->ints, g_free);
  *param = (NgParam){ 0 };
}
