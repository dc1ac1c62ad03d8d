/* Where elements lie in an array that is laid out in a row: what operators that gather and scatter
 * share. */

#pragma once

#include "core/operators/operation.h"

G_BEGIN_DECLS

/** ng_places_from_front: Returns: @indices as int64, those that count from the end of @size made to
 *   count from the front; one that counts too far from the end stays what it is */
NgValue ng_places_from_front (NgOperation *to, NgValue indices, gint64 size);

/** ng_places_strides: how far apart in the row neighbours along each axis are */
void ng_places_strides (const NgShape *shape, gint64 *strides);

/** ng_places_flat: Returns: the place of each element of an array of the dimensions @of, but for
 *   what axis @but adds to it; -1 for none */
NgValue
ng_places_flat (NgOperation *to, const NgShape *of, const gint64 *strides, int rank, int but);

/**
 * ng_places_of:
 * @indices: coordinates in the last axis
 * @data: the first axes of what they are coordinates of, the last @n of which they name
 * @places: what to add to, or %NG_NO_VALUE
 *
 * Returns: the places that they name
 */
NgValue
ng_places_of (NgOperation *to, NgValue indices, const NgShape *data, gint64 n, NgValue places);

/**
 * ng_operation_scatter:
 * @flat: (n, …)
 * @places: (m), int64
 * @updates: (m, …)
 * @reduction: "none", where no place comes twice; "last" of those that come more than once; or
 *   "add", "mul", "min", "max" of them and of what was there
 *
 * Returns: @flat with the updates at their places
 */
NgValue ng_operation_scatter (
    NgOperation *to, NgValue flat, NgValue places, NgValue updates, const char *reduction);

G_END_DECLS
