/* Pictures as arrays: the one door to gdk-pixbuf. */

#pragma once

#include "core/base/limits.h"
#include "core/media/colour.h"

G_BEGIN_DECLS

/**
 * ng_image_load:
 * @path: a PNG, JPEG, WebP or other picture
 * @colour: (out): RGBA where it has opacity, grey where all its pixels are, else RGB
 *
 * Fails with: "Sample::format" where it is no picture, "Sample::limit" where it is too large,
 * "File::missing".
 *
 * Returns: (transfer full) (nullable): float32 from 0 to 1, {channels, height, width}; of PNG with
 *   16 bits all of them count
 */
NgTensor *ng_image_load (const char *path, NgColour *colour, GError **error);

/**
 * ng_image_write:
 * @tensor: {height, width}, or {channels, height, width}; leading axes of size 1 do not count. 3
 *   channels are colours, 4 colours with opacity; others are grey pictures side by side
 * @low, @high: what becomes black and white
 *
 * Writes a PNG.
 *
 * Fails with: "Sample::shape", "Sample::limit".
 *
 * Returns: (transfer full) (nullable): the bytes of the file
 */
GBytes *ng_image_write (const NgTensor *tensor, double low, double high, GError **error);

G_END_DECLS
