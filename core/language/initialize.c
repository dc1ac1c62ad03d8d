/* NetInitialize. */

#include "core/language/operation.h"
#include <math.h>
#include <string.h>

/* Inherited leaves the seed. */
static gboolean
read_seeding (const NgExpr *value, NgInitialization *self, GError **error)
{
  return ng_expr_is_symbol (value, "Inherited") || ng_seed_read (value, &self->seed, error);
}

static gboolean
read_method_name (const NgExpr *value, NgInitialization *self, GError **error)
{
  const char *const *methods = ng_net_initialize_methods ();
  g_autofree char *shown = NULL, *all = NULL;

  for (gsize i = 0; ng_expr_kind (value) == NG_EXPR_STRING && methods[i] != NULL; i++) {
    if (strcmp (methods[i], ng_expr_text (value)) == 0) {
      self->method = methods[i];
      return TRUE;
    }
  }
  shown = ng_print_short (value, NG_MAX_SHOWN_NAME);
  all = g_strjoinv ("\", \"", (char **) methods);
  ng_error_set_new (error,
                    "NetGraph::badopt",
                    ng_expr_place (value),
                    "%s is no method; there are \"%s\".",
                    shown,
                    all);
  return FALSE;
}

static gboolean
fail_distribution (const NgExpr *value, GError **error)
{
  g_autofree char *shown = ng_print_short (value, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "NetGraph::badopt", ng_expr_place (value), "%s is no distribution to draw from.", shown);

  ng_error_set (error,
                ng_diagnostic_with_hint (diagnostic,
                                         "write \"Normal\", \"Uniform\", "
                                         "NormalDistribution[mean, deviation], "
                                         "UniformDistribution[{least, greatest}], a standard "
                                         "deviation, or None"));
  return FALSE;
}

/* Two numbers, or none for the standard distribution. */
static gboolean
read_numbers (const NgExpr *call, NgDistribution *self)
{
  if (ng_expr_n_args (call) == 0)
    return TRUE;
  if (ng_expr_n_args (call) != 2 || !ng_expr_is_number (ng_expr_arg (call, 0)) ||
      !ng_expr_is_number (ng_expr_arg (call, 1)))
    return FALSE;
  self->a = ng_expr_number (ng_expr_arg (call, 0));
  self->b = ng_expr_number (ng_expr_arg (call, 1));
  return isfinite (self->a) && isfinite (self->b);
}

static gboolean
read_distribution (const NgExpr *value, NgDistribution *self, GError **error)
{
  gboolean is_word = ng_expr_kind (value) == NG_EXPR_STRING;
  gboolean is_good = TRUE;

  if (ng_expr_is_symbol (value, "None")) {
    *self = (NgDistribution){ NG_DISTRIBUTION_NONE, 0, 0 };
  } else if (ng_expr_is_symbol (value, "Automatic")) {
    *self = (NgDistribution){ NG_DISTRIBUTION_AUTOMATIC, 0, 0 };
  } else if (ng_expr_is_number (value)) {
    *self = (NgDistribution){ NG_DISTRIBUTION_NORMAL, 0, ng_expr_number (value) };
    is_good = self->b >= 0 && isfinite (self->b);
  } else if (is_word && strcmp (ng_expr_text (value), "Normal") == 0) {
    *self = (NgDistribution){ NG_DISTRIBUTION_NORMAL, 0, 1 };
  } else if (is_word && strcmp (ng_expr_text (value), "Uniform") == 0) {
    *self = (NgDistribution){ NG_DISTRIBUTION_UNIFORM, 0, 1 };
  } else if (ng_expr_is_call (value, "NormalDistribution")) {
    *self = (NgDistribution){ NG_DISTRIBUTION_NORMAL, 0, 1 };
    is_good = read_numbers (value, self) && self->b >= 0;
  } else if (ng_expr_is_call (value, "UniformDistribution")) {
    *self = (NgDistribution){ NG_DISTRIBUTION_UNIFORM, 0, 1 };
    is_good = ng_expr_n_args (value) == 0 ||
              (ng_expr_n_args (value) == 1 && ng_expr_is_call (ng_expr_arg (value, 0), "List") &&
               ng_expr_n_args (ng_expr_arg (value, 0)) == 2 &&
               read_numbers (ng_expr_arg (value, 0), self) && self->a <= self->b);
  } else {
    is_good = FALSE;
  }
  return is_good || fail_distribution (value, error);
}

/* "Distribution" -> …, "Weights" -> …, "Biases" -> … */
static gboolean
read_suboption (const NgExpr *rule, NgInitialization *self, GError **error)
{
  const NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : rule;
  const char *name =
      ng_expr_is_rule (rule) && ng_expr_kind (key) == NG_EXPR_STRING ? ng_expr_text (key) : "";
  g_autofree char *shown = NULL;

  if (strcmp (name, "Distribution") == 0 || strcmp (name, "Weights") == 0)
    return read_distribution (ng_expr_arg (rule, 1), &self->weights, error);
  if (strcmp (name, "Biases") == 0)
    return read_distribution (ng_expr_arg (rule, 1), &self->biases, error);
  shown = ng_print_short (key, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badopt",
                    ng_expr_place (key),
                    "%s is no option of a method; there are \"Distribution\", \"Weights\" and "
                    "\"Biases\".",
                    shown);
  return FALSE;
}

/* "name", or {"name", options} */
static gboolean
read_method (const NgExpr *value, NgInitialization *self, GError **error)
{
  if (ng_expr_is_symbol (value, "Automatic"))
    return TRUE;
  if (!ng_expr_is_call (value, "List") || ng_expr_n_args (value) == 0)
    return read_method_name (value, self, error);
  if (!read_method_name (ng_expr_arg (value, 0), self, error))
    return FALSE;
  for (gsize i = ng_expr_n_args (value); i-- > 1;)
    if (!read_suboption (ng_expr_arg (value, i), self, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_initialization (const NgExpr *argument, NgInitialization *self, GError **error)
{
  const NgExpr *key = ng_expr_is_rule (argument) ? ng_expr_arg (argument, 0) : NULL;
  const char *name =
      key != NULL && (ng_expr_kind (key) == NG_EXPR_SYMBOL || ng_expr_kind (key) == NG_EXPR_STRING)
          ? ng_expr_text (key)
          : "";
  g_autofree char *shown = NULL;

  if (ng_expr_is_symbol (argument, "All")) {
    self->renew = TRUE;
    return TRUE;
  }
  if (ng_expr_is_symbol (argument, "Automatic"))
    return TRUE;
  if (strcmp (name, "RandomSeeding") == 0)
    return read_seeding (ng_expr_arg (argument, 1), self, error);
  if (strcmp (name, "Method") == 0)
    return read_method (ng_expr_arg (argument, 1), self, error);
  shown = ng_print_short (key != NULL ? key : argument, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badopt",
                    ng_expr_place (argument),
                    "%s is no option of NetInitialize.",
                    shown);
  return FALSE;
}

NgExpr *
ng_do_initialize (NgSession *session, NgExpr *call, GError **error)
{
  NgInitialization how = { .seed = 1234,
                           .method = ng_net_initialize_methods ()[0],
                           .cancellable = ng_session_cancellable (session) };
  NgNet *net;

  if (!ng_call_check_count (call, 1, 4, error))
    return NULL;
  net = ng_call_net (call, error);
  if (net == NULL)
    return NULL;
  /* Of an option given twice the first holds, so the last is read first. */
  for (gsize i = ng_expr_n_args (call); i-- > 1;) {
    if (!read_initialization (ng_expr_arg (call, i), &how, error))
      return NULL;
  }
  return ng_call_finish_alike (call, ng_net_initialize_with (net, &how, error), error);
}
