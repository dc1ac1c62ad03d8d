/* Tiles: runs of elements small enough for the nearest cache, and what is done to them. A result
 * may lie where an operand does. Elements are those for which ng_tile_can_hold() holds. */

#pragma once

#include "core/program/program.h"

G_BEGIN_DECLS

/** ng_tile_can_hold: Returns: whether tiles of this element are computed with */
gboolean ng_tile_can_hold (NgElement element);

/**
 * ng_tile_cost:
 * @operand: element of the operands, but for that of SELECT's condition
 *
 * Returns: roughly an eighth of a nanosecond for each element, or 0 where tiles have no such loop
 */
int ng_tile_cost (NgPrimitive primitive, NgElement operand, NgElement result);

/** ng_tile_compute: an elementwise primitive over @n elements, as it is defined */
void ng_tile_compute (NgPrimitive primitive,
                      NgElement operand,
                      NgElement result,
                      gsize n,
                      const gpointer *operands,
                      gpointer y);

/** ng_tile_reduce: each row of @inner elements, at least one, to one element */
void ng_tile_reduce (
    NgPrimitive primitive, NgElement element, gsize rows, gsize inner, gconstpointer x, gpointer y);

/** ng_tile_accumulate: SUM and its like of two rows, @y being the result too */
void
ng_tile_accumulate (NgPrimitive primitive, NgElement element, gsize n, gconstpointer x, gpointer y);

/** ng_tile_fill: @n times the element of @size bytes at @x */
void ng_tile_fill (gsize size, gsize n, gconstpointer x, gpointer y);

/** ng_tile_number: @n times a number */
void ng_tile_number (NgElement element, gsize n, double number, gpointer y);

G_END_DECLS
