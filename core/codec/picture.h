/* Image[…] and Image3D[…]: pictures as values of notation. */

#pragma once

#include "core/expr/expr.h"
#include "core/media/colour.h"

G_BEGIN_DECLS

/** ng_picture_is_written: Returns: whether it is Image[…] for two axes, Image3D[…] for three; for
 * two also the name of a file, "f.png" or File["f.png"] */
gboolean ng_picture_is_written (const NgExpr *expr, int n_axes);

/**
 * ng_picture_read:
 * @expr: Image[data, type, ColorSpace -> …, Interleaving -> …] with the type "Byte", "Bit16", "Bit"
 * or "Real32" and data in rows, {height, width} or {height, width, channels}, in front of which
 *   Image3D has one level more; or the name of a file; Image3D[{picture, …}] of such pictures or
 *   names puts one below the other
 * @colour: (out): its colour space
 *
 * Fails with: "NetGraph::indata", and what ng_image_load() says.
 *
 * Returns: (transfer full) (nullable): float32 from 0 to 1, {channels, height, width} or {channels,
 *   height, depth, width}
 */
NgTensor *ng_picture_read (NgExpr *expr, int n_axes, NgColour *colour, GError **error);

/**
 * ng_picture_write:
 * @picture: float32, {channels, …}
 * @as_bytes: whether numbers are rounded to 255ths, as those of files are
 *
 * Returns: (transfer full): Image[…] or Image3D[…] that reads back to the same
 */
NgExpr *ng_picture_write (const NgTensor *picture, NgColour colour, gboolean as_bytes);

/** ng_picture_summary: Returns: (transfer full) (nullable): a picture in short, for people,
 *   "Image[<28×28, Grayscale>]"; %NULL for what is none */
char *ng_picture_summary (const NgExpr *expr);

G_END_DECLS
