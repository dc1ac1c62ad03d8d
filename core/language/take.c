/* Take, and what is left when something is dropped, deleted or muted. */

#include "core/graph/take.h"
#include "core/graph/builder.h"
#include "core/graph/delete.h"
#include "core/language/operation.h"
#include "core/language/points.h"
#include "core/language/select.h"
#include "core/notation/read.h"
#include <string.h>

/* ---- Take ---- */

static NgNet *
take (NgNet *net, const NgExpr *spec, GError **error)
{
  static const NgNetPoint all = { .kind = NG_POINT_ALL };
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (NgNetPoint));
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (NgNetPoint));
  gboolean is_pair = ng_expr_is_call (spec, "List");
  g_autofree char *shown = NULL;

  if (is_pair && ng_expr_n_args (spec) != 2) {
    shown = ng_print_short (spec, NG_MAX_SHOWN_NAME);
    ng_error_set (error,
                  ng_diagnostic_with_hint (ng_diagnostic_new ("Take::spec",
                                                              ng_expr_place (spec),
                                                              "%s is not a start and an end.",
                                                              shown),
                                           "write {start, end}, or the end alone"));
    return NULL;
  }
  if (is_pair && !ng_points_read (net, ng_expr_arg (spec, 0), FALSE, starts, error))
    return NULL;
  if (!is_pair)
    g_array_append_val (starts, all);
  if (!ng_points_read (net, is_pair ? ng_expr_arg (spec, 1) : spec, TRUE, ends, error))
    return NULL;
  return ng_net_take (
      net, (NgNetPoint *) starts->data, starts->len, (NgNetPoint *) ends->data, ends->len, error);
}

/* The net with types of ports that the call gives from argument @first on. */
static NgNet *
set_types (NgNet *net, NgExpr *call, gsize first, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);

  for (gsize i = first; i < ng_expr_n_args (call); i++) {
    const NgExpr *rule = ng_expr_arg (call, i);
    const NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;

    if (key != NULL && ng_expr_kind (key) == NG_EXPR_STRING &&
        ng_net_find_input (net, ng_expr_text (key)) < 0 &&
        ng_net_find_output (net, ng_expr_text (key)) < 0) {
      ng_points_fail_port (net, key, ng_expr_text (key), error);
      return NULL;
    }
  }
  if (!ng_net_options_read (builder, call, first, error))
    return NULL;
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

/* Take[net, spec, "port" -> type, …] */
NgExpr *
ng_do_take (NgSession *session, NgExpr *call, GError **error)
{
  g_autoptr (NgNet) taken = NULL;
  NgNet *net;

  if (!ng_call_check_count (call, 2, G_MAXUINT8, error))
    return NULL;
  net = ng_call_net (call, error);
  taken = net != NULL ? take (net, ng_expr_arg (call, 1), error) : NULL;
  if (taken == NULL)
    return NULL;
  if (ng_expr_n_args (call) == 2)
    return ng_call_finish (g_steal_pointer (&taken), error);
  return ng_call_finish (set_types (taken, call, 2, error), error);
}

/* ---- VertexDelete, NetDelete ---- */

static gboolean
mark_layer (const NgNet *net, const NgExpr *spec, gboolean *is_chosen, GError **error)
{
  int index = ng_find_layer (net, spec, error);

  if (index >= 0)
    is_chosen[index] = TRUE;
  return index >= 0;
}

/* A layer, or a list of layers. */
static gboolean
mark_layers (const NgNet *net, const NgExpr *spec, gboolean *is_chosen, GError **error)
{
  if (!ng_expr_is_call (spec, "List"))
    return mark_layer (net, spec, is_chosen, error);
  for (gsize i = 0; i < ng_expr_n_args (spec); i++)
    if (!mark_layer (net, ng_expr_arg (spec, i), is_chosen, error))
      return FALSE;
  return TRUE;
}

NgExpr *
ng_do_vertex_delete (NgSession *session, NgExpr *call, GError **error)
{
  g_autofree gboolean *is_deleted = NULL;
  NgNet *net;

  if (!ng_call_check_count (call, 2, 2, error))
    return NULL;
  net = ng_call_net (call, error);
  if (net == NULL)
    return NULL;
  is_deleted = g_new0 (gboolean, ng_net_n_layers (net) + 1);
  if (!mark_layers (net, ng_expr_arg (call, 1), is_deleted, error))
    return NULL;
  return ng_call_finish (ng_net_delete (net, is_deleted, NG_DELETION_CUTS, error), error);
}

/* NetPort["q"], an output of the net. */
static gboolean
mark_output (const NgNet *net, const NgExpr *spec, gboolean *is_muted, GError **error)
{
  const NgExpr *name = ng_expr_n_args (spec) == 1 ? ng_expr_arg (spec, 0) : NULL;
  g_autofree char *shown = ng_print_short (spec, NG_MAX_SHOWN_NAME);
  int output;

  if (name == NULL || ng_expr_kind (name) != NG_EXPR_STRING) {
    ng_error_set_new (error,
                      "NetGraph::badport",
                      ng_expr_place (spec),
                      "%s does not name an output of the net.",
                      shown);
    return FALSE;
  }
  output = ng_net_find_output (net, ng_expr_text (name));
  if (output >= 0) {
    is_muted[output] = TRUE;
    return TRUE;
  }
  if (ng_net_find_input (net, ng_expr_text (name)) < 0)
    return ng_points_fail_port (net, name, ng_expr_text (name), error);
  ng_error_set_new (error,
                    "NetGraph::nonein",
                    ng_expr_place (spec),
                    "%s is an input; only outputs can go.",
                    shown);
  return FALSE;
}

/* NetDelete[net, spec]: layers go, outputs NetPort["q"] are muted. */
NgExpr *
ng_do_delete (NgSession *session, NgExpr *call, GError **error)
{
  g_autofree gboolean *is_deleted = NULL, *is_muted = NULL;
  g_autoptr (NgNet) rest = NULL;
  gboolean has_layers = FALSE, has_ports = FALSE, is_list;
  const NgExpr *spec;
  NgNet *net;

  if (!ng_call_check_count (call, 2, 2, error))
    return NULL;
  net = ng_call_net (call, error);
  if (net == NULL)
    return NULL;
  spec = ng_expr_arg (call, 1);
  is_list = ng_expr_is_call (spec, "List");
  is_deleted = g_new0 (gboolean, ng_net_n_layers (net) + 1);
  is_muted = g_new0 (gboolean, ng_net_n_outputs (net) + 1);
  for (gsize i = 0; i < (is_list ? ng_expr_n_args (spec) : 1); i++) {
    const NgExpr *item = is_list ? ng_expr_arg (spec, i) : spec;
    gboolean is_port = ng_expr_is_call (item, "NetPort");

    if (!(is_port ? mark_output (net, item, is_muted, error)
                  : mark_layer (net, item, is_deleted, error)))
      return NULL;
    has_layers |= !is_port;
    has_ports |= is_port;
  }
  rest = has_ports ? ng_net_mute_outputs (net, is_muted, error) : ng_net_ref (net);
  if (rest == NULL || !has_layers)
    return ng_call_finish (g_steal_pointer (&rest), error);
  return ng_call_finish (ng_net_delete (rest, is_deleted, NG_DELETION_REFUSES, error), error);
}
