#include "core/graph/slots.h"

#include "core/base/limits.h"
#include "core/graph/literal.h"

static gboolean
is_type_word (const char *text)
{
  static const char *const words[] = { "Real", "Integer", "Varying", "Boolean", NULL };

  return g_strv_contains (words, text);
}

static gboolean
is_name (const NgExpr *expr)
{
  return ng_expr_kind (expr) == NG_EXPR_STRING && !is_type_word (ng_expr_text (expr)) &&
         *ng_expr_text (expr) != '\0';
}

static gboolean
is_entry (NgExpr *entry)
{
  NgType type;

  if (ng_expr_is_rule (entry))
    return is_name (ng_expr_arg (entry, 0)) &&
           ng_port_type_read (ng_expr_arg (entry, 1), NULL, NULL, &type, NULL);
  return is_name (entry) || ng_port_type_read (entry, NULL, NULL, &type, NULL);
}

static gboolean
is_list (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "List") || ng_expr_is_call (expr, "Association");
}

static gboolean
is_sound (NgExpr *expr)
{
  if (ng_expr_is_symbol (expr, "Automatic"))
    return TRUE;
  if (ng_expr_kind (expr) == NG_EXPR_INTEGER)
    return ng_expr_integer (expr) >= 1 && ng_expr_integer (expr) <= NG_MAX_SLOTS_DECLARED;
  if (!is_list (expr) || ng_expr_n_args (expr) == 0)
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (!is_entry (ng_expr_arg (expr, i)))
      return FALSE;
  return TRUE;
}

static gboolean
check (const NgParam *param, gboolean is_output, GError **error)
{
  g_autofree char *shown = NULL;

  if (is_sound (param->expr))
    return TRUE;
  shown = ng_print_short (param->expr, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (param->expr),
                    "\"%s\" has to be a number of %s, or a list of their names or types, "
                    "and %s is given.",
                    is_output ? "Outputs" : "Inputs",
                    is_output ? "outputs" : "inputs",
                    shown);
  return FALSE;
}

gboolean
ng_slots_check (const NgParam *param, GError **error)
{
  return check (param, FALSE, error);
}

gboolean
ng_slots_check_outputs (const NgParam *param, GError **error)
{
  return check (param, TRUE, error);
}

static void
add_number (NgLayer *layer, gboolean is_output, gsize number, const NgType *type)
{
  g_autofree char *name = g_strdup_printf ("%" G_GSIZE_FORMAT, number);

  ng_layer_add_port (layer, is_output, name, type);
}

static gint64
greatest_length (gint64 greatest, const NgType *type)
{
  for (int i = 0; i < type->rank; i++)
    if (type->dims[i].state == NG_DIM_VARYING)
      greatest = MAX (greatest, type->dims[i].value);
  return greatest;
}

gint64
ng_slots_n_lengths (const NgLayer *layer)
{
  gint64 n = 0;

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
    n = greatest_length (n, ng_layer_input_type (layer, i));
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++)
    n = greatest_length (n, ng_layer_output_type (layer, o));
  return n;
}

static NgDim
next_length (gpointer count)
{
  return ng_dim_varying (++*(gint64 *) count);
}

static void
add (NgLayer *layer, gboolean is_output, const NgParam *param)
{
  NgExpr *expr = param->expr;
  gint64 n_lengths = ng_slots_n_lengths (layer);
  NgType type;

  if (!is_sound (expr))
    return;
  if (ng_expr_kind (expr) == NG_EXPR_INTEGER)
    for (gint64 i = 1; i <= ng_expr_integer (expr); i++)
      add_number (layer, is_output, (gsize) i, NULL);
  for (gsize i = 0; is_list (expr) && i < ng_expr_n_args (expr); i++) {
    NgExpr *entry = ng_expr_arg (expr, i);

    if (is_name (entry)) {
      ng_layer_add_port (layer, is_output, ng_expr_text (entry), NULL);
    } else if (ng_expr_is_rule (entry)) {
      ng_port_type_read (ng_expr_arg (entry, 1), next_length, &n_lengths, &type, NULL);
      ng_layer_add_port (layer, is_output, ng_expr_text (ng_expr_arg (entry, 0)), &type);
    } else {
      ng_port_type_read (entry, next_length, &n_lengths, &type, NULL);
      add_number (layer, is_output, i + 1, &type);
    }
  }
}

void
ng_slots_add (NgLayer *layer, const NgParam *param)
{
  add (layer, FALSE, param);
}

void
ng_slots_add_outputs (NgLayer *layer, const NgParam *param)
{
  add (layer, TRUE, param);
}
