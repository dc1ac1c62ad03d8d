/* NgFigureLayers: what a figure says of single layers: other words for them, and which are left
 * out; a row for each, and fields that add one. */

#pragma once

#include "render/figure/figure-text.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _NgFigureLayers NgFigureLayers;

/**
 * ng_figure_layers_new:
 * @page: gets the groups of rows, and owns them
 * @find_net: gives the net whose layers they are
 * @changed: called when somebody has settled something
 *
 * Returns: (transfer none): lives as long as @page
 */
NgFigureLayers *ng_figure_layers_new (AdwPreferencesPage *page,
                                      NgNet *(*find_net) (gpointer owner),
                                      void (*changed) (gpointer owner),
                                      gpointer owner);

/** ng_figure_layers_show: @settings: borrowed, until others are shown; the rows show them, and
 *   change them from now on */
void ng_figure_layers_show (NgFigureLayers *self, NgFigureSettings *settings);

/** ng_figure_layers_point: puts the path of a layer into the fields that add one */
void ng_figure_layers_point (NgFigureLayers *self, const char *path);

G_END_DECLS
