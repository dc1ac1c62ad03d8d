/* NgFigureRows: the settings of a figure as rows of a page, one for each of
 * ng_figure_setting_list(): a switch, a list of words, or a field where more can be said than there
 * are words. */

#pragma once

#include "render/figure/figure-rows.h"
#include "render/figure/figure-text.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _NgFigureRows NgFigureRows;

/**
 * ng_figure_rows_new:
 * @page: gets the groups of rows, and owns the widgets; the rows live as long as it does
 * @changed: called when somebody has settled something
 *
 * Each row is called as its setting (gtk_widget_get_name()), and a field for more than there are
 * words "NAME-other".
 *
 * Returns: (transfer none): the rows
 */
NgFigureRows *
ng_figure_rows_new (AdwPreferencesPage *page, void (*changed) (gpointer owner), gpointer owner);

/** ng_figure_rows_show: @settings: borrowed, until others are shown; the rows show them, and change
 *   them from now on */
void ng_figure_rows_show (NgFigureRows *self, NgFigureSettings *settings);

/** ng_figure_rows_say: NgFigureSay in words of the window: "“Flow”: Down" */
char *ng_figure_rows_say (const NgFigureRow *row, const char *value);

G_END_DECLS
