/* How data and parameters of coders are refused. */

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

/** ng_refusal_place: puts before the sentence of @reason (transfer full) what it is about:
 *   "Item 3: …" */
void ng_refusal_place (GError **error, GError *reason, const char *what);

G_END_DECLS
