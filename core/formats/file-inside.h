/* Files that another file names: only what lies below its folder. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_file_location_is_safe: Returns: whether @location is a relative path with forward slashes
 *   that never steps upwards */
gboolean ng_file_location_is_safe (const char *location);

/**
 * ng_file_inside:
 * @location: relative, with forward slashes
 *
 * Returns: (transfer full) (nullable): where that is, links followed, or %NULL where there is
 *   nothing, or it does not lie below @folder
 */
char *ng_file_inside (const char *folder, const char *location);

G_END_DECLS
