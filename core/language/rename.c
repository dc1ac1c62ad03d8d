/* NetRename and NetFlatten: the same net under other names. */

#include "core/graph/builder.h"
#include "core/graph/flatten.h"
#include "core/language/operation.h"
#include "core/language/points.h"
#include "core/language/select.h"
#include <string.h>

/* What is renamed, and where. */
typedef struct {
  const NgExpr *call;
  NgExpr *spec;     /* a rule, a list of rules, or a function of names */
  gint64 from, to;  /* levels, from 1 */
  gboolean *is_hit; /* by rule */
} Renaming;

static gsize
count_rules (const Renaming *self)
{
  if (ng_expr_is_rule (self->spec))
    return 1;
  return ng_expr_is_call (self->spec, "List") ? ng_expr_n_args (self->spec) : 0;
}

static const NgExpr *
get_rule (const Renaming *self, gsize index)
{
  return ng_expr_is_rule (self->spec) ? self->spec : ng_expr_arg (self->spec, index);
}

static gboolean
fail_name (const Renaming *self, const NgExpr *value, GError **error)
{
  ng_call_fail_type (self->call, value, "a string as a name", error);
  return FALSE;
}

/* What a function makes of a name. */
static gboolean
apply_function (const Renaming *self, const char *name, char **renamed, GError **error)
{
  NgExpr *argument = ng_expr_new_string (name, NULL);
  g_autoptr (NgExpr) call =
      ng_expr_new_normal (ng_expr_ref (self->spec), &argument, 1, ng_expr_place (self->spec));
  g_autoptr (NgExpr) value = ng_expr_evaluate (call, NULL, error);

  if (value == NULL)
    return FALSE;
  if (ng_expr_kind (value) != NG_EXPR_STRING)
    return fail_name (self, self->spec, error);
  *renamed = g_strdup (ng_expr_text (value));
  return TRUE;
}

/* The new name of layer @index, NULL where it stays. */
static gboolean
rename_layer (Renaming *self, const NgNet *net, gsize index, char **renamed, GError **error)
{
  const char *name = ng_net_name (net, index);

  *renamed = NULL;
  if (count_rules (self) == 0)
    return name == NULL || apply_function (self, name, renamed, error);
  for (gsize r = 0; r < count_rules (self); r++) {
    const NgExpr *key = ng_expr_arg (get_rule (self, r), 0);
    const NgExpr *value = ng_expr_arg (get_rule (self, r), 1);
    gboolean is_hit =
        ng_expr_kind (key) == NG_EXPR_STRING
            ? name != NULL && strcmp (ng_expr_text (key), name) == 0
            : ng_expr_kind (key) == NG_EXPR_INTEGER &&
                  (ng_expr_integer (key) == (gint64) index + 1 ||
                   ng_expr_integer (key) == (gint64) index - (gint64) ng_net_n_layers (net));

    if (!is_hit)
      continue;
    if (ng_expr_kind (value) != NG_EXPR_STRING)
      return fail_name (self, value, error);
    self->is_hit[r] = TRUE;
    *renamed = g_strdup (ng_expr_text (value));
    return TRUE;
  }
  return TRUE;
}

/* Either all layers have names afterwards, or none. */
static gboolean
rename_layers (Renaming *self, const NgNet *net, NgNetBuilder *builder, GError **error)
{
  gsize n = ng_net_n_layers (net);
  g_auto (GStrv) names = g_new0 (char *, n + 1);
  gsize n_renamed = 0;

  for (gsize l = 0; l < n; l++) {
    if (!rename_layer (self, net, l, &names[l], error)) {
      names[l] = NULL;
      return FALSE;
    }
    n_renamed += names[l] != NULL;
    if (names[l] == NULL)
      names[l] = ng_net_shown_name (net, l);
  }
  if (n_renamed == 0)
    return TRUE;
  if (!ng_net_is_named (net) && n_renamed < n) {
    ng_error_set_new (error,
                      "NetGraph::mixed",
                      ng_expr_place (self->spec),
                      "Either all layers have names or none.");
    return FALSE;
  }
  return ng_net_builder_rename_layers (builder, (const char *const *) names, error);
}

/* NetPort["a"] -> NetPort["b"] */
static const char *
port_name (const NgExpr *port)
{
  const NgExpr *name = ng_expr_is_call (port, "NetPort") && ng_expr_n_args (port) == 1
                           ? ng_expr_arg (port, 0)
                           : NULL;

  return name != NULL && ng_expr_kind (name) == NG_EXPR_STRING ? ng_expr_text (name) : NULL;
}

static gboolean
rename_ports (Renaming *self, const NgNet *net, NgNetBuilder *builder, GError **error)
{
  g_autofree const char **inputs = g_new0 (const char *, ng_net_n_inputs (net) + 1);
  g_autofree const char **outputs = g_new0 (const char *, ng_net_n_outputs (net) + 1);

  for (gsize r = 0; r < count_rules (self); r++) {
    const NgExpr *key = ng_expr_arg (get_rule (self, r), 0);
    const NgExpr *value = ng_expr_arg (get_rule (self, r), 1);
    int input, output;

    if (!ng_expr_is_call (key, "NetPort"))
      continue;
    if (port_name (key) == NULL || port_name (value) == NULL) {
      const NgExpr *wrong = port_name (key) == NULL ? key : value;
      g_autofree char *shown = ng_print_short (wrong, NG_MAX_SHOWN_NAME);
      NgDiagnostic *diagnostic = ng_diagnostic_new (
          "NetGraph::badport", ng_expr_place (wrong), "%s is no port of the net.", shown);

      ng_error_set (
          error,
          ng_diagnostic_with_hint (diagnostic, "write NetPort[\"old\"] -> NetPort[\"new\"]"));
      return FALSE;
    }
    input = ng_net_find_input (net, port_name (key));
    output = ng_net_find_output (net, port_name (key));
    if (input < 0 && output < 0)
      return ng_points_fail_port (net, ng_expr_arg (key, 0), port_name (key), error);
    self->is_hit[r] = TRUE;
    if (input >= 0)
      inputs[input] = port_name (value);
    else
      outputs[output] = port_name (value);
  }
  return ng_net_builder_rename_ports (builder, inputs, outputs, error);
}

/* Recursion goes as deep as nets are nested. */
static NgNet *
rename_net (Renaming *self, NgNet *net, gint64 level, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);

  for (gsize l = 0; level < self->to && l < ng_net_n_layers (net); l++) {
    NgLayer *layer = ng_net_builder_layer (builder, l);
    g_autoptr (NgNet) inner = NULL;
    g_autoptr (NgLayer) renamed = NULL;

    if (ng_layer_body (layer) == NULL)
      continue;
    inner = rename_net (self, ng_layer_body (layer), level + 1, error);
    if (inner == NULL)
      return NULL;
    renamed = ng_layer_with_net (layer, inner);
    ng_net_builder_set_layer (builder, l, renamed);
  }
  if (level >= self->from && !rename_layers (self, net, builder, error))
    return NULL;
  if (level == 1 && self->from == 1 && !rename_ports (self, net, builder, error))
    return NULL;
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

/* n: the outermost n levels; {n}: that level alone; All and Infinity: every level. */
static gboolean
read_levels (Renaming *self, const NgExpr *spec, GError **error)
{
  gboolean is_exact = ng_expr_is_call (spec, "List") && ng_expr_n_args (spec) == 1;
  const NgExpr *number = is_exact ? ng_expr_arg (spec, 0) : spec;

  if (ng_expr_is_symbol (spec, "All") || ng_expr_is_symbol (spec, "Infinity")) {
    self->to = NG_MAX_NET_DEPTH + 1;
    return TRUE;
  }
  if (ng_expr_kind (number) != NG_EXPR_INTEGER || ng_expr_integer (number) < 1) {
    ng_call_fail_type (self->call, spec, "a level n, {n} or All", error);
    return FALSE;
  }
  self->to = MIN (ng_expr_integer (number), NG_MAX_NET_DEPTH + 1);
  self->from = is_exact ? self->to : 1;
  return TRUE;
}

static gboolean
check_rules (const Renaming *self, GError **error)
{
  if (ng_expr_is_call (self->spec, "Function") || ng_expr_kind (self->spec) == NG_EXPR_SYMBOL)
    return TRUE;
  for (gsize r = 0; r < count_rules (self); r++)
    if (!ng_expr_is_rule (get_rule (self, r))) {
      ng_call_fail_type (
          self->call, get_rule (self, r), "rules from old to new names, or a function", error);
      return FALSE;
    }
  if (count_rules (self) > 0)
    return TRUE;
  ng_call_fail_type (self->call, self->spec, "rules from old to new names, or a function", error);
  return FALSE;
}

/* Every rule has to have found its layer. */
static gboolean
check_hits (const Renaming *self, const NgNet *net, GError **error)
{
  for (gsize r = 0; r < count_rules (self); r++) {
    const NgExpr *key = ng_expr_arg (get_rule (self, r), 0);
    g_autofree char *shown = NULL;

    if (self->is_hit[r])
      continue;
    if (ng_find_layer (net, key, error) < 0)
      return FALSE;
    shown = ng_print_short (key, NG_MAX_SHOWN_NAME);
    ng_error_set_new (error,
                      "NetGraph::nolayer",
                      ng_expr_place (key),
                      "There is no layer %s on these levels.",
                      shown);
    return FALSE;
  }
  return TRUE;
}

/* NetRename[net, "a" -> "b" | {rules} | function, levels] */
NgExpr *
ng_do_rename (NgSession *session, NgExpr *call, GError **error)
{
  Renaming renaming = { .call = call, .from = 1, .to = 1 };
  g_autofree gboolean *is_hit = NULL;
  g_autoptr (NgNet) renamed = NULL;
  NgNet *net;

  if (!ng_call_check_count (call, 2, 3, error))
    return NULL;
  net = ng_call_net (call, error);
  if (net == NULL)
    return NULL;
  renaming.spec = ng_expr_arg (call, 1);
  if (!check_rules (&renaming, error) ||
      (ng_expr_n_args (call) == 3 && !read_levels (&renaming, ng_expr_arg (call, 2), error)))
    return NULL;
  renaming.is_hit = is_hit = g_new0 (gboolean, count_rules (&renaming) + 1);
  renamed = rename_net (&renaming, net, 1, error);
  if (renamed == NULL || !check_hits (&renaming, net, error))
    return NULL;
  return ng_call_finish (g_steal_pointer (&renamed), error);
}

/* NetFlatten[net, levels] */
NgExpr *
ng_do_flatten (NgSession *session, NgExpr *call, GError **error)
{
  const NgExpr *levels;
  NgNet *net;

  if (!ng_call_check_count (call, 1, 2, error))
    return NULL;
  net = ng_call_net (call, error);
  if (net == NULL)
    return NULL;
  levels = ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 1) : NULL;
  if (levels == NULL || ng_expr_is_symbol (levels, "All") || ng_expr_is_symbol (levels, "Infinity"))
    return ng_call_finish (ng_net_flatten (net, G_MAXUINT, error), error);
  if (ng_expr_kind (levels) != NG_EXPR_INTEGER || ng_expr_integer (levels) < 0)
    return ng_call_fail_type (call, levels, "a number of levels", error);
  return ng_call_finish (
      ng_net_flatten (net, (guint) MIN (ng_expr_integer (levels), NG_MAX_NET_DEPTH + 1), error),
      error);
}
