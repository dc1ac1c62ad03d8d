/* Values that are only another way to look at the elements of one made earlier. */

#pragma once

#include "core/program/program.h"

G_BEGIN_DECLS

/**
 * NgView:
 * @source: the value whose elements are seen
 * @offset: of the first element in the source
 * @strides: for each axis of the viewing value, in elements of the source; 0 where it repeats them
 */
typedef struct {
  NgValue source;
  gint64 offset;
  gint64 strides[NG_MAX_RANK];
} NgView;

/**
 * ng_view_of:
 * @uses: (nullable): number of uses of each value; a transposition used more than once is then
 *   taken as a source, for it is better made once than read across memory several times
 *
 * Looks through RESHAPE, TRANSPOSE, BROADCAST and SLICE. A reshape that no strides express ends
 * at what it reshapes. A value that is no view is its own source.
 */
void ng_view_of (const NgProgram *program, NgValue value, const guint *uses, NgView *view);

/** ng_view_is_packed: Returns: whether the elements lie one after another, in order */
gboolean ng_view_is_packed (const NgView *self, const NgShape *shape);

/** ng_view_set_packed: sets the strides of a value of @shape whose elements lie in order */
void ng_view_set_packed (NgView *self, const NgShape *shape);

G_END_DECLS
