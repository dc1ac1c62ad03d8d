/* What a figure says in words: the draft of a caption, and the text for those who cannot see it. */

#pragma once

#include "render/figure/figure.h"

G_BEGIN_DECLS

/**
 * ng_figure_outline:
 *
 * What the net is made of, along the flow: layers that learn, attention, losses and nets by name;
 * what repeats once, with its count.
 *
 * Returns: (transfer full): "embedding, 12 × {attention, feed}, pooler", of a bounded length
 */
char *ng_figure_outline (const NgNet *net, GCancellable *cancellable);

/**
 * ng_figure_caption:
 * @scene: (nullable): the figure as it was drawn, whose signs are explained if it has no legend
 *
 * Returns: (transfer full): "BERT-base: embedding, 12 × {attention, feed}, pooler, with Norm,
 * dropout and tanh; 109.5 million parameters. Here ×N means repeated N times in a row."
 */
char *ng_figure_caption (const NgNet *net, const NgFigure *figure, const NgScene *scene);

/**
 * ng_figure_alternative:
 *
 * Returns: (transfer full): "Block diagram of BERT-base: embedding, 12 × {attention, feed}, pooler,
 *   with Norm, dropout and tanh; 109.5 million parameters. From Tokens and Segments to Output and
 * Pooled."
 */
char *ng_figure_alternative (const NgNet *net, const NgFigure *figure);

/**
 * ng_figure_words:
 * @scene: (nullable): as of ng_figure_caption()
 * @caption, @alternative: (out) (transfer full): both, for the price of one
 *
 * Where it is cancelled, they are not to be used.
 */
void ng_figure_words (const NgNet *net,
                      const NgFigure *figure,
                      const NgScene *scene,
                      GCancellable *cancellable,
                      char **caption,
                      char **alternative);

G_END_DECLS
