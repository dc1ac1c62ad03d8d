/* Which values may be infinite, or no number, though what they are made of is finite. Private to
 * this room. */

#pragma once

#include "core/program/emit.h"

G_BEGIN_DECLS

/**
 * NgWildness:
 *
 * What is known of a value before anything runs. Products and sums of tame values are taken to be
 * tame: overflow of these is an error of the net, while log 0 or 0/0 may be where nobody looks.
 */
typedef enum {
  NG_WILD = 1 << 0,         /* it, or what it was made of element by element, may be infinite or NaN
                             */
  NG_NOT_NEGATIVE = 1 << 1, /* where it is a number */
  NG_POSITIVE = 1 << 2,
} NgWildness;

/** ng_find_wild: Returns: (transfer full) (array length=length): flags NgWildness for each of the
 * first @length values; linear in @length */
guint8 *ng_find_wild (const NgProgramBuilder *self, gsize length);

/** ng_primitive_mixes: Returns: whether its result is sums of products of many elements, which are
 * taken to be tame */
gboolean ng_primitive_mixes (NgPrimitive self);

G_END_DECLS
