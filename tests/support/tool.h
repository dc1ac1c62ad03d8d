/* Programs of others that look at what was written. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_test_folder: Returns: (transfer full): a folder for files of the program that runs */
char *ng_test_folder (void);

/**
 * ng_test_tool:
 * @folder: where it runs
 * @program: its name, followed by its arguments and %NULL
 *
 * Fails the test unless it succeeds.
 *
 * Returns: (transfer full) (nullable): what it printed, or %NULL (and the test is marked as
 * skipped, saying so) when it is not installed
 */
char *ng_test_tool (const char *folder, const char *program, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
