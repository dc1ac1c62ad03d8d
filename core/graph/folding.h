/* What NetFoldOperator does with each port of its net. */

#pragma once

#include "core/graph/layer.h"

G_BEGIN_DECLS

/** ng_folding_feeder: Returns: the output of the net that feeds its input @input in the next step,
 *   or -1 */
int ng_folding_feeder (const NgLayer *layer, gsize input);
/** ng_folding_is_constant: Returns: whether each step gets the whole value of input @input */
gboolean ng_folding_is_constant (const NgLayer *layer, gsize input);
/** ng_folding_is_mapped: Returns: whether each step gets an element of input @input */
gboolean ng_folding_is_mapped (const NgLayer *layer, gsize input);
/** ng_folding_is_chosen: Returns: whether output @output of the net becomes a sequence */
gboolean ng_folding_is_chosen (const NgLayer *layer, gsize output);
/** ng_folding_state_name: Returns: (transfer full): the port with the last value of an input that
 *   is fed back */
char *ng_folding_state_name (const NgLayer *layer, gsize input);
/** ng_folding_entry: Returns: (nullable): entry @index of a list, or the expression itself where it
 *   is no list; %NULL past the end */
NgExpr *ng_folding_entry (NgExpr *expr, gsize index);

G_END_DECLS
