/* Where the program's data lie: installed, or in the tree it was built in. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ng_data_file:
 * @name: path below the data folder, "gallery/lenet.wl"
 *
 * Looks into NETGRAPH_DATA_DIR where it is set, then beside the program, then where it was to be
 * installed.
 *
 * Returns: (transfer full) (nullable): the file's path, %NULL when it is nowhere
 */
char *ng_data_file (const char *name);

/** ng_settings_new: Returns: (transfer full) (nullable): the program's settings */
GSettings *ng_settings_new (void);

G_END_DECLS
