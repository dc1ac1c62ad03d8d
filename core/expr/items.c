#include "core/expr/items.h"

NgExpr *
ng_list_write (const char *head, GPtrArray *items)
{
  NgExpr *list = ng_expr_new_normal (
      ng_expr_new_symbol (head, NULL), (NgExpr **) items->pdata, items->len, NULL);

  g_ptr_array_set_free_func (items, NULL);
  g_ptr_array_set_size (items, 0);
  return list;
}

GPtrArray *
ng_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
}

NgExpr *
ng_rule_write (const char *key, NgExpr *value)
{
  return ng_expr_new_call ("Rule", ng_expr_new_string (key, NULL), value, NULL);
}
