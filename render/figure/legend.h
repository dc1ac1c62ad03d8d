/* Legends: what the colours, lines and signs of a figure mean, read off what is drawn. */

#pragma once

#include "render/figure/figure.h"

G_BEGIN_DECLS

/**
 * ng_legend_words:
 *
 * Returns: (transfer full): the meanings of signs and lines that @scene has, but for colours, as
 *   sentences' parts: "+ means sum; ×N means repeated N times in a row"; "" for none
 */
char *ng_legend_words (const NgScene *scene);

/**
 * ng_legend_attach:
 * @scene: (transfer full): a figure without a legend
 * @figure: says where the legend stands
 *
 * Cost: linear in items.
 *
 * Returns: (transfer full): the scene with its legend; itself where nothing needs to be told
 */
NgScene *ng_legend_attach (NgScene *scene, const NgFigure *figure);

G_END_DECLS
