/* What is another in one net than in another, in words. */

#pragma once

#include "core/graph/compare.h"

G_BEGIN_DECLS

/* All return (transfer full) texts in the user's language. @difference: (nullable): one of
 * @match; %NULL for what is in one of the nets only. */

/** ng_difference_kind: Returns: what kind of thing it is: "Convolution", "Input of the net" */
char *ng_difference_kind (const NgMatch *match);
/** ng_difference_what: Returns: what of it is another: "OutputChannels", "Shape", "Added" */
char *ng_difference_what (const NgMatch *match, const NgDifference *difference);
/** ng_difference_before: Returns: how it was; "–" where there was nothing */
char *ng_difference_before (const NgMatch *match, const NgDifference *difference);
/** ng_difference_after: Returns: how it is */
char *ng_difference_after (const NgMatch *match, const NgDifference *difference);
/** ng_difference_summary: Returns: (nullable): all that is another in @match, a line each; %NULL
 *   where nothing is */
char *ng_difference_summary (const NgMatch *match);

G_END_DECLS
