/* Paths of layers and arrays in nested nets, as keys: of arrays in files, of random streams. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ng_path_join:
 * @prefix: a path, or "" at the outermost net
 * @name: of a layer or an array
 *
 * In @name "~" becomes "~0" and "/" becomes "~1", as in JSON pointers (RFC 6901), so that no two
 * layers share a path. Messages show names as they are.
 *
 * Returns: (transfer full): the path of @name inside @prefix
 */
char *ng_path_join (const char *prefix, const char *name);

/** ng_path_shown: Returns: (transfer full): the same with names as they are, for messages */
char *ng_path_shown (const char *path);

/** ng_path_describe: Returns: (transfer full): Layer 2, Layer "a", Layer "outer/inner" */
char *ng_path_describe (const char *path);

G_END_DECLS
