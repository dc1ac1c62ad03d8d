#include "core/graph/folding.h"

enum { FEEDBACK, CONSTANTS, OUTPUTS };

NgExpr *
ng_folding_entry (NgExpr *expr, gsize index)
{
  if (!ng_expr_is_call (expr, "List"))
    return index == 0 ? expr : NULL;
  return index < ng_expr_n_args (expr) ? ng_expr_arg (expr, index) : NULL;
}

static gboolean
names (NgExpr *list, const char *name)
{
  NgExpr *entry;

  for (gsize i = 0; (entry = ng_folding_entry (list, i)) != NULL; i++)
    if (ng_expr_kind (entry) == NG_EXPR_STRING && g_str_equal (ng_expr_text (entry), name))
      return TRUE;
  return FALSE;
}

int
ng_folding_feeder (const NgLayer *layer, gsize input)
{
  NgLayer *net = ng_layer_inner (layer, 0);
  const char *name = ng_layer_input_name (net, input);
  NgExpr *feedback = ng_layer_param (layer, FEEDBACK)->expr;
  NgExpr *rule;

  if (ng_layer_param (layer, FEEDBACK)->is_automatic)
    return g_str_equal (name, "State") ? ng_layer_find_output (net, "Output") : -1;
  for (gsize i = 0; (rule = ng_folding_entry (feedback, i)) != NULL; i++)
    if (ng_expr_is_rule (rule) && ng_expr_kind (ng_expr_arg (rule, 0)) == NG_EXPR_STRING &&
        ng_expr_kind (ng_expr_arg (rule, 1)) == NG_EXPR_STRING &&
        g_str_equal (ng_expr_text (ng_expr_arg (rule, 1)), name))
      return ng_layer_find_output (net, ng_expr_text (ng_expr_arg (rule, 0)));
  return -1;
}

gboolean
ng_folding_is_constant (const NgLayer *layer, gsize input)
{
  return names (ng_layer_param (layer, CONSTANTS)->expr,
                ng_layer_input_name (ng_layer_inner (layer, 0), input));
}

gboolean
ng_folding_is_mapped (const NgLayer *layer, gsize input)
{
  return ng_folding_feeder (layer, input) < 0 && !ng_folding_is_constant (layer, input) &&
         !ng_layer_input_is_optional (ng_layer_inner (layer, 0), input);
}

gboolean
ng_folding_is_chosen (const NgLayer *layer, gsize output)
{
  NgLayer *net = ng_layer_inner (layer, 0);
  const NgParam *chosen = ng_layer_param (layer, OUTPUTS);

  if (chosen->is_automatic)
    return !ng_layer_output_is_optional (net, output);
  return names (chosen->expr, ng_layer_output_name (net, output));
}

char *
ng_folding_state_name (const NgLayer *layer, gsize input)
{
  NgLayer *net = ng_layer_inner (layer, 0);
  const char *name = ng_layer_input_name (net, input);
  int same = ng_layer_find_output (net, name);

  return same >= 0 && ng_folding_is_chosen (layer, (gsize) same) ? g_strconcat ("Final", name, NULL)
                                                                 : g_strdup (name);
}
