/* Files that another file names: only what lies below its folder. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_file_location_is_safe: Returns: whether @location is a relative path with forward slashes
 *   that never steps upwards */
gboolean ng_file_location_is_safe (const char *location);

/**
 * ng_file_map_inside:
 * @location: relative, with forward slashes
 *
 * ng_file_map() of a file below @folder. The kernel sees to it that no step leads out of the
 * folder, whoever moves folders and links meanwhile: links are followed only as long as they stay
 * inside (Linux 5.6), and where the kernel cannot do that they are not followed at all.
 *
 * Fails with: what ng_file_map() says; "File::missing" too where there is nothing, and "File::read"
 * where the system does not let it be opened, with the system's words; "File::link" where a link
 * leads out of @folder or cannot be followed.
 *
 * Returns: (transfer full) (nullable): its bytes
 */
GBytes *ng_file_map_inside (const char *folder, const char *location, GError **error);

G_END_DECLS
