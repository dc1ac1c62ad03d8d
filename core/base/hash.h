/* Hashes of keys that come from files. They depend on a secret of the process, so nobody can make
 * a file whose keys all fall together; tables are never gone through in their order. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_hash_bytes: Returns: SipHash-1-3 of Aumasson and Bernstein, under a key of this process */
guint ng_hash_bytes (gconstpointer data, gsize size);

/** ng_hash_text: Returns: the hash of a text that ends in NUL, for tables with g_str_equal() */
guint ng_hash_text (gconstpointer text);

/** ng_hash_integer: Returns: the hash of the gint64 at @number, for tables with g_int64_equal() */
guint ng_hash_integer (gconstpointer number);

G_END_DECLS
