/* Bytes that were compressed, as zlib does it, brought back. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ng_inflate_most:
 * @packed: bytes of a file that is compressed
 *
 * Deflate makes up to 1032 bytes of one. What has numbers in it becomes a few times as large, so a
 * small file of which far more comes is one that is to do harm.
 *
 * Returns: how many bytes may come out of it
 */
gsize ng_inflate_most (gsize packed);

/**
 * ng_inflate:
 * @limit: what may come out, in bytes; never more than 4 GiB
 *
 * Fails with: "Sample::format" where they are broken, "File::limit".
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *ng_inflate (
    const guint8 *data, gsize size, GZlibCompressorFormat format, gsize limit, GError **error);

/** ng_gunzip: Returns: (transfer full) (nullable): what is in a .gz file; other bytes as they are.
 *   Fails like ng_inflate() */
GBytes *ng_gunzip (GBytes *bytes, GError **error);

G_END_DECLS
