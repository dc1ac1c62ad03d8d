/* NgLoad: elements that lie apart in memory, brought into order. */

#pragma once

#include "core/program/view.h"

G_BEGIN_DECLS

/**
 * NgLoad:
 * @rank: number of axes, after those that walk as one were made one
 * @offset: of the first element
 *
 * All counts are in elements.
 */
typedef struct {
  int rank;
  gint64 dims[NG_MAX_RANK];
  gint64 strides[NG_MAX_RANK];
  gint64 offset;
} NgLoad;

/** ng_load_init: the fewest axes that walk as @view does over @shape */
void ng_load_init (NgLoad *self, const NgView *view, const NgShape *shape);

/** ng_load_is_packed: Returns: whether the elements lie in order already */
gboolean ng_load_is_packed (const NgLoad *self);
/** ng_load_is_scalar: Returns: whether all elements are the same one */
gboolean ng_load_is_scalar (const NgLoad *self);

/**
 * ng_load_range:
 * @base: element 0 of the source
 * @size: bytes of an element: 1, 2, 4 or 8
 *
 * Copies elements @start to @start + @n to @y.
 */
void ng_load_range (
    const NgLoad *self, gconstpointer base, gsize size, gint64 start, gint64 n, gpointer y);

G_END_DECLS
