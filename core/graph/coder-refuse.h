/* How records of coders refuse what parameters were given. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

/** ng_coder_refuse: sets "NetGraph::badarg" at @at: "@at @rest.", with a hint where @hint is not
 *   %NULL. Returns: %FALSE */
gboolean ng_coder_refuse (const NgExpr *at, const char *rest, const char *hint, GError **error);
/** ng_coder_refuse_param: sets "NetGraph::badarg" at @value: "@name has to be @wanted, and @value
 * is given." Returns: %FALSE */
gboolean
ng_coder_refuse_param (const NgExpr *value, const char *name, const char *wanted, GError **error);

G_END_DECLS
