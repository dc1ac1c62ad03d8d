/* NgHistory: the revisions of a document and an index. A revision is a net, where its layers stand
 * that were moved, what is settled of its figure, and what of it is selected; nothing is ever
 * undone by an inverse operation. */

#pragma once

#include "render/standard/positions.h"
#include "ui/subject.h"

G_BEGIN_DECLS

typedef struct _NgHistory NgHistory;

/** ng_history_new: Returns: (transfer full): a history of one revision, which has no net */
NgHistory *ng_history_new (void);
void ng_history_free (NgHistory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgHistory, ng_history_free)

/** ng_history_begin: forgets all; one revision is left, of @net (nullable), with no selection */
void ng_history_begin (NgHistory *self, NgNet *net);

/**
 * ng_history_push:
 * @net: (nullable): %NULL when no layer is left
 * @label: what was done, for people
 * @key: (nullable): of a gesture that makes many nets, such as a drag; where the current revision
 *   has the same key, @net takes the place of its net
 *
 * Makes @net the current revision, with the selection of the one before, its figure, and its
 * positions, which follow the layers. What had been undone is forgotten.
 */
void ng_history_push (NgHistory *self, NgNet *net, const char *label, const char *key);
/** ng_history_end_merge: the gesture is over; whatever is pushed next is a revision of its own */
void ng_history_end_merge (NgHistory *self);

/** ng_history_set_text: (nullable): the notation of the current revision as somebody wrote it, who
 *   has named, spaced and commented it; it goes when another net takes the place of its net */
void ng_history_set_text (NgHistory *self, const char *text);
/** ng_history_text: Returns: (transfer none) (nullable): what ng_history_set_text() was given */
const char *ng_history_text (const NgHistory *self);

/** ng_history_set_positions: (nullable): of the current revision */
void ng_history_set_positions (NgHistory *self, NgPositions *positions);
/** ng_history_positions: Returns: (transfer none) (nullable): where layers stand that were moved;
 *   %NULL where none was */
NgPositions *ng_history_positions (const NgHistory *self);

/** ng_history_set_figure: (nullable): settings of the figure, of the current revision */
void ng_history_set_figure (NgHistory *self, const char *figure);
/** ng_history_figure: Returns: (transfer none) (nullable): what ng_history_set_figure() was given
 */
const char *ng_history_figure (const NgHistory *self);

/** ng_history_net: Returns: (transfer none) (nullable): the current net */
NgNet *ng_history_net (const NgHistory *self);

/** ng_history_compact: of revisions other than the current one and its neighbours, only what they
 *   have that their neighbour has not is kept, unless somebody else holds their net. For idle
 *   moments */
void ng_history_compact (NgHistory *self);

/** ng_history_selected: Returns: (transfer none) (element-type NgSubject): of the current revision;
 *   the last one is the one that panes show */
GPtrArray *ng_history_selected (const NgHistory *self);

gboolean ng_history_can_undo (const NgHistory *self);
gboolean ng_history_can_redo (const NgHistory *self);
/** ng_history_undo: Returns: (transfer none) (nullable): what was undone */
const char *ng_history_undo (NgHistory *self);
/** ng_history_redo: Returns: (transfer none) (nullable): what was done again */
const char *ng_history_redo (NgHistory *self);

G_END_DECLS
