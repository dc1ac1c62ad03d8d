/* Where the program's own data lie: installed, or in the tree it was built in. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ng_data_file:
 * @name: path below the data folder, "gallery/lenet.wl"
 *
 * Looks into NETGRAPH_DATA_DIR where it is set, then beside the program, then into the folders of
 * the system.
 *
 * Returns: (transfer full) (nullable): the file's path, %NULL when it is nowhere
 */
char *ng_data_file (const char *name);

G_END_DECLS
