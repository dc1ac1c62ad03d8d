/* Lists, associations and rules while they are made, item after item. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

/** ng_list_new: Returns: (transfer full) (element-type NgExpr): items to be filled in */
GPtrArray *ng_list_new (void);
/** ng_list_write: @head: "List", "Association". Returns: (transfer full): the items, which are
 * taken out of @items, in order */
NgExpr *ng_list_write (const char *head, GPtrArray *items);
/** ng_rule_write: @value: (transfer full). Returns: (transfer full): "key" -> value */
NgExpr *ng_rule_write (const char *key, NgExpr *value);

G_END_DECLS
