/* What the tests of the language share. */

#pragma once

#include "core/language/evaluate.h"

G_BEGIN_DECLS

/** ng_test_evaluate: Returns: (transfer full): the value of the last expression of @text in a new
 *   session, on one line, or the tag of what it fails with */
char *ng_test_evaluate (const char *text);

G_END_DECLS
