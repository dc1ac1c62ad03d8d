/* A net as the bytes of a picture. */

#pragma once

#include "render/figure/figure-text.h"

G_BEGIN_DECLS

/**
 * NgFigureFileOptions:
 * @settings: what is drawn, and how; of tex its font is for measuring only
 * @title: (nullable): of the picture
 * @positions: (nullable): of layers that were moved by hand
 * @scale, @dpi, @size: of png: pixels per point in print, or per inch, or of the longer side, that
 * which is not 0; all 0: 300 per inch where the settings have a width, else two per point, or as
 * many as a picture can have
 * @body: of tex: whether it is for \input instead of a document of its own
 * @share: of tex: its width as a share of @share_of; 0 for the figure's
 * @share_of: the command of TeX for a width, "textwidth"
 */
typedef struct {
  const NgFigureSettings *settings;
  const char *title;
  const NgPositions *positions;
  double scale, dpi;
  int size;
  gboolean body;
  double share;
  const char *share_of;
  GCancellable *cancellable;
} NgFigureFileOptions;

/** ng_figure_file_ending: Returns: (nullable): what picture a file of that name is: "svg", "pdf",
 * "png", "tex" or "dot" */
const char *ng_figure_file_ending (const char *path);

/** ng_figure_dot: Returns: (transfer full) (nullable): the net as a file of DOT, without hidden
 * layers; fails as ng_dot_write() does, and with what is wrong with paths of hidden layers */
char *ng_figure_dot (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error);

/**
 * ng_figure_file_new:
 * @ending: what picture it is, as ng_figure_file_ending() says
 * @warnings: (nullable) (element-type NgDiagnostic): what the picture lacks is appended:
 * "Draw::font" where another font had to be taken, "Draw::size" where it has less pixels than
 * usual, and what ng_proof_print() and ng_proof_glyphs() say
 *
 * Returns: (transfer full) (nullable): the bytes of the file
 */
GBytes *ng_figure_file_new (NgNet *net,
                            const char *ending,
                            const NgFigureFileOptions *options,
                            GPtrArray *warnings,
                            GError **error);

G_END_DECLS
