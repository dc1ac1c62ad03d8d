/* What the tests of the language share. */

#pragma once

#include "core/language/evaluate.h"

G_BEGIN_DECLS

/** ng_test_evaluate_in: Returns: (transfer full) (nullable): the value of the last expression of
 *   @text; %NULL where one fails */
NgExpr *ng_test_evaluate_in (NgSession *session, const char *text, GError **error);

/** ng_test_session: Returns: (transfer full): a session that knows some nets by name:
 *
 * - two: inputs a and b, outputs s, their sum, and d, their difference
 * - deep: <|"head" -> NetChain[{# + 1, # 5}], "tail" -> -#|>
 * - lin: a layer of weights {{1, 2}, {3, 4}} and biases {0, 1}
 * - drop: of 64 numbers, such as those of ones
 */
NgSession *ng_test_session (void);

/** ng_test_evaluate: Returns: (transfer full): the value of the last expression of @text in a new
 *   session, on one line, or the tag of what it fails with */
char *ng_test_evaluate (const char *text);

G_END_DECLS
