/* What layers share that take their input as a sequence: its first level is the sequence, the
 * others are those of an item. */

#pragma once

#include "core/graph/lowering.h"
#include "core/graph/relation.h"

G_BEGIN_DECLS

/** ng_sequence_verify: a single number is no sequence: "NetGraph::level". */
void ng_sequence_verify (NgRelation *relation);

/* Of layers that drop the first item or the last one. */
void ng_sequence_infer_shorter (NgRelation *relation);
/** ng_sequence_verify_shorter: one item would leave nothing: "NetGraph::part". */
void ng_sequence_verify_shorter (NgRelation *relation);
/** ng_sequence_lower_shorter: keeps all items from @first on, from 0, but one. */
void ng_sequence_lower_shorter (NgLowering *to, gint64 first);

/* Of layers that put one more item, their second input, in front of the sequence or behind it. */
void ng_sequence_infer_longer (NgRelation *relation);
void ng_sequence_verify_longer (NgRelation *relation);
void ng_sequence_lower_longer (NgLowering *to, gboolean in_front);

G_END_DECLS
