#include "core/language/points.h"

#include "core/base/nearest.h"
#include "core/language/select.h"

static gboolean
fail_spec (const NgExpr *spec, GError **error)
{
  g_autofree char *shown = ng_print_short (spec, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic =
      ng_diagnostic_new ("Take::spec", ng_expr_place (spec), "%s is no place in a net.", shown);

  ng_error_set (error,
                ng_diagnostic_with_hint (diagnostic,
                                         "write a layer, NetPort[\"port\"], NetPort[{layer, "
                                         "\"port\"}], All, or a list of these"));
  return FALSE;
}

gboolean
ng_points_fail_port (const NgNet *net, const NgExpr *at, const char *name, GError **error)
{
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  g_autofree const char **names = g_new0 (const char *, n_inputs + n_outputs + 1);
  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "NetGraph::noport", ng_expr_place (at), "The net has no port \"%s\".", name);

  for (gsize i = 0; i < n_inputs; i++)
    names[i] = ng_net_input_name (net, i);
  for (gsize i = 0; i < n_outputs; i++)
    names[n_inputs + i] = ng_net_output_name (net, i);
  if (ng_nearest (name, names) == NULL && ng_net_find (net, name) >= 0)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "a layer is written \"%s\" alone", name);
  else
    diagnostic = ng_diagnostic_with_names (diagnostic, name, names);
  ng_error_set (error, diagnostic);
  return FALSE;
}

static gboolean
read_net_port (
    const NgNet *net, const NgExpr *name, gboolean is_end, NgNetPoint *point, GError **error)
{
  int input = ng_net_find_input (net, ng_expr_text (name));
  int output = ng_net_find_output (net, ng_expr_text (name));

  if (input < 0 && output < 0)
    return ng_points_fail_port (net, name, ng_expr_text (name), error);
  if (output < 0 || (input >= 0 && !is_end))
    *point = (NgNetPoint){ .kind = NG_POINT_INPUT, .port = input };
  else
    *point = (NgNetPoint){ .kind = NG_POINT_OUTPUT, .port = output };
  return TRUE;
}

static gboolean
fail_layer_port (const NgLayer *layer, const NgExpr *at, GError **error)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *shown = ng_print_short (at, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::noinport",
                                                ng_expr_place (at),
                                                "The %s has no input and no output %s.",
                                                ng_layer_kind (layer),
                                                shown);

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
    g_string_append_printf (all, "%s\"%s\"", i > 0 ? ", " : "", ng_layer_input_name (layer, i));
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++)
    g_string_append_printf (all, ", \"%s\"", ng_layer_output_name (layer, i));
  ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "it has %s", all->str));
  return FALSE;
}

/* NetPort[{n}], the sole port of a layer. */
static gboolean
read_sole_port (
    const NgNet *net, const NgExpr *at, gboolean is_end, NgNetPoint *point, GError **error)
{
  const NgLayer *layer = ng_net_layer (net, (gsize) point->layer);
  gsize n = is_end ? ng_layer_n_outputs (layer) : ng_layer_n_inputs (layer);

  if (n == 1) {
    point->kind = is_end ? NG_POINT_LAYER_OUTPUT : NG_POINT_LAYER_INPUT;
    return TRUE;
  }
  ng_error_set_new (error,
                    is_end ? "NetGraph::ambout" : "NetGraph::ambin",
                    ng_expr_place (at),
                    "The %s has %" G_GSIZE_FORMAT " %s; choose one by its name.",
                    ng_layer_kind (layer),
                    n,
                    is_end ? "outputs" : "inputs");
  return FALSE;
}

/* NetPort[{n, "p"}]: the layer, then its port. */
static gboolean
read_layer_port (
    const NgNet *net, const NgExpr *path, gboolean is_end, NgNetPoint *point, GError **error)
{
  gsize n = ng_expr_n_args (path);
  const NgExpr *last = ng_expr_arg (path, n - 1);
  const NgLayer *layer;
  int input = -1, output = -1;

  if (n > 2) {
    ng_error_set_new (error,
                      "NetGraph::deepport",
                      ng_expr_place (path),
                      "A net can only be cut at its own layers, and not inside one of them.");
    return FALSE;
  }
  point->layer = ng_find_layer (net, ng_expr_arg (path, 0), error);
  if (point->layer < 0)
    return FALSE;
  if (n == 1)
    return read_sole_port (net, path, is_end, point, error);
  layer = ng_net_layer (net, (gsize) point->layer);
  if (ng_expr_kind (last) == NG_EXPR_STRING) {
    input = ng_layer_find_input (layer, ng_expr_text (last));
    output = ng_layer_find_output (layer, ng_expr_text (last));
  } else if (ng_expr_kind (last) == NG_EXPR_INTEGER && ng_layer_has_slots (layer)) {
    gint64 slot = ng_expr_integer (last);

    input = slot >= 1 && slot <= (gint64) ng_layer_n_inputs (layer) ? (int) slot - 1 : -1;
  }
  if (input < 0 && output < 0)
    return fail_layer_port (layer, last, error);
  if (output < 0 || (input >= 0 && !is_end)) {
    point->kind = NG_POINT_LAYER_INPUT;
    point->port = input;
  } else {
    point->kind = NG_POINT_LAYER_OUTPUT;
    point->port = output;
  }
  return TRUE;
}

static gboolean
read_port (const NgNet *net, const NgExpr *spec, gboolean is_end, NgNetPoint *point, GError **error)
{
  gsize n = ng_expr_n_args (spec);
  const NgExpr *first = n > 0 ? ng_expr_arg (spec, 0) : NULL;

  if (n == 1 && ng_expr_kind (first) == NG_EXPR_STRING)
    return read_net_port (net, first, is_end, point, error);
  if (n == 1 && ng_expr_is_call (first, "List") && ng_expr_n_args (first) > 0)
    return read_layer_port (net, first, is_end, point, error);
  if (n == 2)
    return read_layer_port (net, spec, is_end, point, error);
  return fail_spec (spec, error);
}

static gboolean
read_point (
    const NgNet *net, const NgExpr *spec, gboolean is_end, NgNetPoint *point, GError **error)
{
  *point = (NgNetPoint){ .kind = NG_POINT_ALL };
  if (ng_expr_is_symbol (spec, "All"))
    return TRUE;
  if (ng_expr_is_call (spec, "NetPort"))
    return read_port (net, spec, is_end, point, error);
  if (ng_expr_kind (spec) != NG_EXPR_INTEGER && ng_expr_kind (spec) != NG_EXPR_STRING &&
      ng_expr_kind (spec) != NG_EXPR_SYMBOL)
    return fail_spec (spec, error);
  point->kind = NG_POINT_LAYER;
  point->layer = ng_find_layer (net, spec, error);
  return point->layer >= 0;
}

gboolean
ng_points_read (
    const NgNet *net, const NgExpr *spec, gboolean is_end, GArray *points, GError **error)
{
  NgNetPoint point;

  if (!ng_expr_is_call (spec, "List")) {
    if (!read_point (net, spec, is_end, &point, error))
      return FALSE;
    g_array_append_val (points, point);
    return TRUE;
  }
  if (ng_expr_n_args (spec) == 0)
    return fail_spec (spec, error);
  for (gsize i = 0; i < ng_expr_n_args (spec); i++) {
    if (!read_point (net, ng_expr_arg (spec, i), is_end, &point, error))
      return FALSE;
    g_array_append_val (points, point);
  }
  return TRUE;
}
