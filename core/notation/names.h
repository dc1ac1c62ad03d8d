/* Which names a text may give values to: those that mean nothing yet. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

/** ng_name_is_known: Returns: whether a name is a constant, or that of a layer or a function: E,
 * All, LinearLayer, Total */
gboolean ng_name_is_known (const char *name);

/** ng_name_refuse: fails with "Eval::protected": @name is known, and gets no value */
void ng_name_refuse (const NgExpr *name, GError **error);

G_END_DECLS
