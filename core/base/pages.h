/* Memory that a file stands behind. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ng_pages_release:
 * @data: (array length=size): bytes of anything
 *
 * Gives back the memory of those of its whole pages that the kernel says are pages of a file, where
 * they are read from when somebody looks at them again. What else there is, and what somebody wrote
 * to, stays; so does everything where the kernel does not tell.
 */
void ng_pages_release (gconstpointer data, gsize size);

/** ng_pages_zeros: Returns: (transfer full) (nullable): zeros to be read, which no memory stands
 *   behind; %NULL where there is no room for them */
GBytes *ng_pages_zeros (gsize size);

/** NG_PAGES_LARGE: bytes of a large page, to which memory for ng_pages_enlarge() is aligned */
#define NG_PAGES_LARGE ((gsize) 2 << 20)

/** ng_pages_enlarge: asks the kernel to give the memory in large pages, of which the processor
 * knows where more of them lie; nothing else changes */
void ng_pages_enlarge (gpointer data, gsize size);

G_END_DECLS
