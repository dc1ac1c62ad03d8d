/* Nets as Wolfram's programs keep them, in pieces: parts of associations, and what these say of
 * ports and parameters, as notation. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

/** ng_wolfram_part: Returns: (transfer none) (nullable): the association of that name in @net */
const NgExpr *ng_wolfram_part (const NgExpr *net, const char *name);
/** ng_wolfram_string: Returns: (transfer none) (nullable): the text of a string */
const char *ng_wolfram_string (const NgExpr *expr);
/** ng_wolfram_kind: Returns: (transfer none) (nullable): the "Type" of a net or layer */
const char *ng_wolfram_kind (const NgExpr *net);
/** ng_wolfram_count: @association: (nullable). Returns: its entries */
gsize ng_wolfram_count (const NgExpr *association);
/** ng_wolfram_key: Returns: (transfer none) (nullable): the string that is the key of entry @index
 */
const char *ng_wolfram_key (const NgExpr *association, gsize index);
/** ng_wolfram_value: Returns: (transfer none): what entry @index is, which has a key */
NgExpr *ng_wolfram_value (const NgExpr *association, gsize index);

/** ng_wolfram_word: Returns: (transfer none): the name of a symbol without its contexts, "" for
 * what is none */
const char *ng_wolfram_word (const NgExpr *expr);

/** ng_wolfram_plain: Returns: (transfer full): the same with symbols without contexts, and
 *   ValidatedParameter[x] as x */
NgExpr *ng_wolfram_plain (NgExpr *expr);

/** ng_wolfram_type: Returns: (transfer full) (nullable): the type of a port, TensorT[{2, 3}, RealT]
 * or that of a coder, as notation; %NULL where nothing that is known is said */
NgExpr *ng_wolfram_type (const NgExpr *expr);

/** ng_wolfram_is_coder: Returns: whether @expr is an encoder or a decoder */
gboolean ng_wolfram_is_coder (const NgExpr *expr);

/** ng_wolfram_coder: Returns: (transfer full) (nullable): NetDecoder["Class", <|…|>, type] and the
 *   like as notation; %NULL for what is no coder, or one that has no counterpart here */
NgExpr *ng_wolfram_coder (const NgExpr *expr, gboolean is_output);

G_END_DECLS
