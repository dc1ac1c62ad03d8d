/* Pages of memory, as the kernel tells of them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_test_knows_pages: Returns: whether the kernel tells; if not, the test counts as skipped */
gboolean ng_test_knows_pages (void);

/** ng_test_count_pages: Returns: how many of @n pages from that of @data on are in memory for us */
gsize ng_test_count_pages (gconstpointer data, gsize n);

G_END_DECLS
