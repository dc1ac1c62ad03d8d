/* Values as JSON, and large arrays in short. */

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

/** ng_value_is_large: Returns: whether an array has more numbers than a terminal should show */
gboolean ng_value_is_large (const NgTensor *tensor);

/** ng_value_summary: Returns: (transfer full): of a large array element, dimensions, range, and its
 *   first and last numbers in one line; of others their notation */
char *ng_value_summary (const NgTensor *tensor);

G_END_DECLS
