#include "core/graph/same.h"

#include "core/graph/net-private.h"
#include <math.h>
#include <string.h>

/* Notation does not tell an array that may hold any numbers from one of real numbers. */
static gboolean
reads_same (const NgType *a, const NgType *b)
{
  NgType left = *a, right = *b;

  if (left.kind == NG_KIND_UNKNOWN)
    left.kind = NG_KIND_REAL;
  if (right.kind == NG_KIND_UNKNOWN)
    right.kind = NG_KIND_REAL;
  return ng_type_equal (&left, &right);
}

static gboolean
is_same_expr (const NgExpr *a, const NgExpr *b)
{
  return a == b || (a != NULL && b != NULL && ng_expr_equal (a, b));
}

/* 0 and -0 are not the same, and NaN is: bit by bit, in whatever element the numbers are stored. */
static gboolean
is_near (double x, double y, double tolerance)
{
  if (isnan (x) || isnan (y))
    return isnan (x) && isnan (y);
  if (tolerance == 0)
    return x == y && signbit (x) == signbit (y);
  return x == y || fabs (x - y) <= tolerance * fmax (fabs (x), fabs (y));
}

gboolean
ng_tensor_same (const NgTensor *a, const NgTensor *b, double tolerance)
{
  if (ng_tensor_rank (a) != ng_tensor_rank (b))
    return FALSE;
  for (gsize i = 0; i < ng_tensor_rank (a); i++)
    if (ng_tensor_dims (a)[i] != ng_tensor_dims (b)[i])
      return FALSE;
  for (gint64 i = 0; i < ng_tensor_count (a); i++)
    if (!is_near (ng_tensor_get_real (a, i), ng_tensor_get_real (b, i), tolerance))
      return FALSE;
  return TRUE;
}

static gboolean
have_same_arrays (const NgLayer *a, const NgLayer *b, double tolerance)
{
  if (ng_layer_n_arrays (a) != ng_layer_n_arrays (b))
    return FALSE;
  for (gsize i = 0; i < ng_layer_n_arrays (a); i++) {
    NgTensor *x = ng_layer_array (a, i), *y = ng_layer_array (b, i);

    if (ng_layer_array_is_absent (a, i) != ng_layer_array_is_absent (b, i) ||
        (x == NULL) != (y == NULL) ||
        g_strcmp0 (ng_layer_array_shared (a, i), ng_layer_array_shared (b, i)) != 0 ||
        (x != y && x != NULL && !ng_tensor_same (x, y, tolerance)))
      return FALSE;
  }
  return TRUE;
}

/* Ports of layers count by their names, which say what the slots are. */
static gboolean
have_same_ports (const NgLayer *a, const NgLayer *b)
{
  if (ng_layer_n_inputs (a) != ng_layer_n_inputs (b) ||
      ng_layer_n_outputs (a) != ng_layer_n_outputs (b))
    return FALSE;
  for (gsize i = 0; i < ng_layer_n_inputs (a); i++)
    if (!g_str_equal (ng_layer_input_name (a, i), ng_layer_input_name (b, i)))
      return FALSE;
  for (gsize o = 0; o < ng_layer_n_outputs (a); o++)
    if (!g_str_equal (ng_layer_output_name (a, o), ng_layer_output_name (b, o)))
      return FALSE;
  return TRUE;
}

/* The number of inputs may be written, or left to the connections: the ports tell. */
gboolean
ng_param_counts_slots (const NgLayer *layer, gsize param)
{
  const NgExpr *expr = ng_layer_param (layer, param)->expr;

  return g_str_equal (ng_layer_class (layer)->params[param].name, "Inputs") &&
         (ng_expr_is_symbol (expr, "Automatic") || ng_expr_kind (expr) == NG_EXPR_INTEGER);
}

gboolean
ng_param_same (const NgLayer *a, const NgLayer *b, gsize param)
{
  return is_same_expr (ng_layer_param (a, param)->expr, ng_layer_param (b, param)->expr) ||
         (ng_param_counts_slots (a, param) && ng_param_counts_slots (b, param));
}

static gboolean
are_same_layers (const NgLayer *a, const NgLayer *b, double tolerance)
{
  if (a == b)
    return TRUE;
  if (ng_layer_class (a) != ng_layer_class (b) || !have_same_ports (a, b) ||
      ng_layer_n_params (a) != ng_layer_n_params (b) ||
      (ng_layer_net (a) == NULL) != (ng_layer_net (b) == NULL))
    return FALSE;
  for (gsize p = 0; p < ng_layer_n_params (a); p++)
    if (!ng_param_same (a, b, p))
      return FALSE;
  if (ng_layer_payload (a) != NULL || ng_layer_payload (b) != NULL) {
    g_autoptr (NgExpr) left = ng_layer_notation (a, FALSE);
    g_autoptr (NgExpr) right = ng_layer_notation (b, FALSE);

    if (!ng_expr_equal (left, right))
      return FALSE;
  }
  return have_same_arrays (a, b, tolerance) &&
         (ng_layer_net (a) == NULL || ng_net_same (ng_layer_net (a), ng_layer_net (b), tolerance));
}

/* The type with its varying lengths numbered as they come in @ids, those of a net's ports in order.
 */
static NgType
number_lengths (const NgType *type, GArray *ids)
{
  NgType result = *type;

  for (int i = 0; i < result.rank; i++) {
    guint n = 0;

    if (result.dims[i].state != NG_DIM_VARYING)
      continue;
    while (n < ids->len && g_array_index (ids, gint64, n) != result.dims[i].value)
      n++;
    if (n == ids->len)
      g_array_append_val (ids, result.dims[i].value);
    result.dims[i] = ng_dim_varying ((gint64) n + 1);
  }
  return result;
}

static gboolean
is_same_type (const NgType *a, GArray *a_ids, const NgType *b, GArray *b_ids)
{
  NgType left = number_lengths (a, a_ids), right = number_lengths (b, b_ids);

  return reads_same (&left, &right);
}

static gboolean
are_same_ports (const NgNet *a, const NgNet *b)
{
  g_autoptr (GArray) a_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) b_ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (a->inputs->len != b->inputs->len || a->outputs->len != b->outputs->len)
    return FALSE;
  for (guint i = 0; i < a->inputs->len; i++)
    if (!g_str_equal (ng_net_input_name (a, i), ng_net_input_name (b, i)) ||
        !is_same_type (ng_net_input_type (a, i), a_ids, ng_net_input_type (b, i), b_ids))
      return FALSE;
  for (guint o = 0; o < a->outputs->len; o++)
    if (!g_str_equal (ng_net_output_name (a, o), ng_net_output_name (b, o)) ||
        !ng_source_equal (ng_net_output_source (a, o), ng_net_output_source (b, o)) ||
        !is_same_type (ng_net_output_type (a, o), a_ids, ng_net_output_type (b, o), b_ids))
      return FALSE;
  return TRUE;
}

gboolean
ng_net_same (const NgNet *a, const NgNet *b, double tolerance)
{
  if (a == b)
    return TRUE;
  if (a->is_named != b->is_named || a->is_chain != b->is_chain || a->n_layers != b->n_layers ||
      !are_same_ports (a, b))
    return FALSE;
  for (guint l = 0; l < a->n_layers; l++) {
    if (g_strcmp0 (ng_net_name (a, l), ng_net_name (b, l)) != 0 ||
        !are_same_layers (a->layers[l], b->layers[l], tolerance))
      return FALSE;
    for (gsize i = 0; i < ng_layer_n_inputs (a->layers[l]); i++)
      if (!ng_source_equal (ng_net_source (a, l, i), ng_net_source (b, l, i)))
        return FALSE;
  }
  return TRUE;
}

/* ---- the shape of a net as a number ---- */

static void
add_text (GChecksum *sum, const char *text)
{
  g_checksum_update (sum, (const guchar *) text, (gssize) strlen (text) + 1);
}

static void
add_source (GChecksum *sum, NgSource source)
{
  g_autofree char *text = g_strdup_printf ("%d.%d.%d", source.kind, source.index, source.port);

  add_text (sum, text);
}

static void
add_net (GChecksum *sum, const NgNet *net)
{
  for (guint l = 0; l < net->n_layers; l++) {
    const NgLayer *layer = net->layers[l];

    add_text (sum, ng_layer_kind (layer));
    for (gsize p = 0; p < ng_layer_n_params (layer); p++) {
      g_autofree char *text = ng_print (ng_layer_param (layer, p)->expr, 0);

      add_text (sum, text);
    }
    if (ng_layer_net (layer) != NULL)
      add_net (sum, ng_layer_net (layer));
    for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
      add_source (sum, ng_net_source (net, l, i));
  }
  for (guint i = 0; i < net->inputs->len; i++)
    add_text (sum, ng_net_input_name (net, i));
  for (guint o = 0; o < net->outputs->len; o++) {
    add_text (sum, ng_net_output_name (net, o));
    add_source (sum, ng_net_output_source (net, o));
  }
}

char *
ng_net_topology_hash (const NgNet *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  add_net (sum, self);
  return g_strdup (g_checksum_get_string (sum));
}
