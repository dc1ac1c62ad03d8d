/* Numbers as files have them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_little: Returns: the number that @width bytes are, at most 8, the least first */
guint64 ng_little (const guint8 *at, gsize width);

/* Bytes that a number in base 128 has at most. */
#define NG_VARINT_BYTES 10

typedef enum {
  NG_VARINT_READ,
  NG_VARINT_CUT,  /* the bytes end within it */
  NG_VARINT_LONG, /* it does not fit into 64 bits */
} NgVarint;

/**
 * ng_varint_read:
 * @at: (inout): where it begins, then behind what was read of it
 *
 * A number in base 128, the least digits first; all but the last have the eighth bit.
 *
 * Returns: whether it is one
 */
NgVarint ng_varint_read (const guint8 **at, const guint8 *end, guint64 *value);

/** ng_varint_write: Returns: how many bytes it has written */
gsize ng_varint_write (guint64 value, guint8 bytes[NG_VARINT_BYTES]);

G_END_DECLS
