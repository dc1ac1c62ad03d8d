/* Types as they are told to people. */

#pragma once

#include "core/shape/type.h"

G_BEGIN_DECLS

/**
 * ng_type_words:
 * @names: (nullable) (array zero-terminated=1): names of the varying lengths, by identity - 1
 *
 * Returns: (transfer full): ng_type_notation() with the names of lengths that have one, as
 *   ng_type_label() says them on an edge: "{batch, 3, 2*seq+1}"
 */
char *ng_type_words (const NgType *self, const char *const *names);
/** ng_dim_append_words: appends a dimension as ng_type_words() writes it */
void ng_dim_append_words (GString *text, NgDim dim, const char *const *names);
/** ng_length_label: Returns: (transfer full): the name of a length as it stands among dimensions of
 *   an edge: a formula in parentheses, "(2*seq+1)" */
char *ng_length_label (const char *name);
/** ng_dim_label: Returns: (transfer full): a dimension as ng_type_label() writes it: "28", "seq",
 *   "(2*seq+1)", "n", "?" */
char *ng_dim_label (NgDim dim, const char *const *names);

G_END_DECLS
