/* A net as the bytes of a picture. */

#pragma once

#include "render/figure/figure-text.h"

G_BEGIN_DECLS

/**
 * NgPictureOptions:
 * @settings: what is drawn, and how; of tex its font is for measuring only
 * @title: (nullable): of the picture
 * @positions: (nullable): of layers that were moved by hand
 * @scale, @size: of png: pixels per point, or of the longer side if that is not 0; both 0: two
 * pixels per point, or as many as a picture can have
 * @body: of tex: whether it is for \input instead of a document of its own
 * @share: of tex: its width as a share of that of the text around it; 0 for the figure's
 */
typedef struct {
  const NgFigureSettings *settings;
  const char *title;
  const NgPositions *positions;
  double scale;
  int size;
  gboolean body;
  double share;
  GCancellable *cancellable;
} NgPictureOptions;

/** ng_picture_is_known: Returns: whether the ending of @path is svg, pdf, png, tex or dot */
gboolean ng_picture_is_known (const char *path);

/**
 * ng_picture_new:
 * @path: its ending says what picture it is
 * @warnings: (nullable) (element-type NgDiagnostic): what the picture lacks is appended:
 * "Draw::font" where another font had to be taken, "Draw::size" where it has less pixels than
 * usual, "Draw::small" where words are too small to be read
 *
 * Returns: (transfer full) (nullable): the bytes of the file
 */
GBytes *ng_picture_new (NgNet *net,
                        const char *path,
                        const NgPictureOptions *options,
                        GPtrArray *warnings,
                        GError **error);

G_END_DECLS
