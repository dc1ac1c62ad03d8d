/* Bytes that were compressed, as zlib does it, brought back. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes that we let come out of one file. */
#define NG_MAX_INFLATED (G_GINT64_CONSTANT (1) << 31)

/**
 * ng_inflate:
 * @limit: what may come out, in bytes; never more than 4 GiB
 *
 * Fails with: "Sample::format" where they are broken, "Sample::limit".
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *ng_inflate (
    const guint8 *data, gsize size, GZlibCompressorFormat format, gsize limit, GError **error);

/** ng_gunzip: Returns: (transfer full) (nullable): what is in a .gz file; other bytes as they are.
 *   Fails like ng_inflate() */
GBytes *ng_gunzip (GBytes *bytes, gsize limit, GError **error);

G_END_DECLS
