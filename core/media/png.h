/* PNG of 16 bits, which gdk-pixbuf makes 8 of: the one door to libpng. */

#pragma once

#include "core/media/colour.h"

G_BEGIN_DECLS

/**
 * ng_png_load_deep:
 * @path: a picture whose size is not too large
 * @is_deep: (out): whether it is a PNG of 16 bits; nothing else is read, nor an error
 * @colour: (out): as ng_image_load() says
 *
 * Fails with: "Sample::format" where it is broken, "Sample::limit" where there is no memory.
 *
 * Returns: (transfer full) (nullable): float32 from 0 to 1, {channels, height, width}; the numbers
 *   of the file over 65535
 */
NgTensor *ng_png_load_deep (const char *path, gboolean *is_deep, NgColour *colour, GError **error);

G_END_DECLS
