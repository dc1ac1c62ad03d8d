/* Two numbers as a key of a hash table, such as a layer and one of its ports. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_pair_key: Returns: a key, another one for each pair; tables of them take ng_pair_hash() */
gpointer ng_pair_key (guint32 a, guint32 b);

/** ng_pair_hash: both numbers count, where g_direct_hash() would leave @a out */
guint ng_pair_hash (gconstpointer key);

G_END_DECLS
