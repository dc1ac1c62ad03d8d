/* Values of expressions as JSON. */

#pragma once

#include "core/base/json.h"
#include "core/language/evaluate.h"

G_BEGIN_DECLS

/**
 * ng_write_value:
 *
 * Numbers, strings, True, False, None (null) and lists as themselves; an association whose keys are
 * strings as an object; anything else, nets too, as {"notation": "…"}.
 */
void ng_write_value (NgJsonWriter *writer, NgSession *session, const NgExpr *value);

G_END_DECLS
