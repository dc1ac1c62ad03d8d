/* ZIP archives: what is in them, stored or deflated. */

#pragma once

#include "core/base/limits.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/** ng_zip_is: Returns: whether the bytes begin as a ZIP file */
gboolean ng_zip_is (GBytes *bytes);

/**
 * NgZipTake:
 * @entry: (nullable): its bytes; %NULL to ask whether they are wanted
 *
 * Returns: whether they are wanted; then, whether they are right
 */
typedef gboolean (*NgZipTake) (const char *name, GBytes *entry, gpointer user_data, GError **error);

/**
 * ng_zip_read:
 *
 * The entries that @take wants, in the order of the directory. None is given that is not what its
 * check sum says.
 *
 * Fails with: "Sample::format", also where entries have bytes in common; "File::limit" where
 * there are more than %NG_MAX_ZIP_ENTRIES, or those that are compressed become more than
 * ng_inflate_most() bytes in all; and what @take says.
 */
gboolean ng_zip_read (GBytes *bytes, NgZipTake take, gpointer user_data, GError **error);

/** ng_zip_sum: Returns: the check sum of an entry, CRC-32 with the polynomial 0xEDB88320, least bit
 *   first */
guint32 ng_zip_sum (const guint8 *data, gsize size);

G_END_DECLS
