/* The records of all forms, each in a file of its own; only the table of figure.c reads this. */

#pragma once

#include "render/figure/figure.h"

G_BEGIN_DECLS

extern const NgFigureForm ng_figure_blocks;
extern const NgFigureForm ng_figure_standard;
extern const NgFigureForm ng_figure_traditional;
extern const NgFigureForm ng_figure_maps;
extern const NgFigureForm ng_figure_volumes;
extern const NgFigureForm ng_figure_strip;

G_END_DECLS
