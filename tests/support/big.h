/* Files of gigabytes that are holes, and take no room on the disk. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Their matrices have so many rows and columns, and bytes. */
#define NG_TEST_BIG_SIDE  4096
#define NG_TEST_BIG_BYTES ((guint64) NG_TEST_BIG_SIDE * NG_TEST_BIG_SIDE * sizeof (float))

/** ng_test_big_notation: Returns: (transfer full): a chain of @n layers without values */
char *ng_test_big_notation (int n);

/** ng_test_big_arrays: writes the arrays of such a chain, and @net (nullable), so that it is a
 *   .netgraph file. The data begin where no float may. */
void ng_test_big_arrays (const char *path, int n, const char *net);

G_END_DECLS
