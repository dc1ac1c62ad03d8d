/* NgFigurePage: the net of a document as a figure for a paper: its form and settings on one side,
 * the figure as it will be printed on the other. It is drawn anew whenever the net or a setting is
 * another one, in a worker, and only while it is seen. */

#pragma once

#include "render/figure/figure.h"
#include "ui/document.h"
#include "ui/picture.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_FIGURE_PAGE (ng_figure_page_get_type ())
G_DECLARE_FINAL_TYPE (NgFigurePage, ng_figure_page, NG, FIGURE_PAGE, GtkWidget)

/* Signal "changed": another figure is shown, or why there is none */

GtkWidget *ng_figure_page_new (NgDocument *document);
/** ng_figure_page_scene: Returns: (transfer none) (nullable): the figure that is shown */
NgScene *ng_figure_page_scene (NgFigurePage *self);
/** ng_figure_page_figure: Returns: (transfer none): the settings, those of the figure that is shown
 *   once that is drawn */
const NgFigure *ng_figure_page_figure (NgFigurePage *self);
/** ng_figure_page_width: Returns: points that the figure is wide in print; 0 while there is none */
double ng_figure_page_width (NgFigurePage *self);
/** ng_figure_page_theme: Returns: (transfer none): what paints the figure that is shown */
const NgTheme *ng_figure_page_theme (NgFigurePage *self);
/** ng_figure_page_is_drawing: Returns: whether another one will be shown soon */
gboolean ng_figure_page_is_drawing (NgFigurePage *self);
/** ng_figure_page_caption: Returns: (transfer none): what could stand under the figure */
const char *ng_figure_page_caption (NgFigurePage *self);
/** ng_figure_page_picture: Returns: the figure as it is exported, copied and dragged: all borrowed;
 *   without a scene while there is none */
NgPicture ng_figure_page_picture (NgFigurePage *self);
/** ng_figure_page_proof: Returns: (transfer none): what speaks against printing the figure as it
 * is; mostly "" */
const char *ng_figure_page_proof (NgFigurePage *self);
/** ng_figure_page_refusal: Returns: (transfer none) (nullable): why there is no figure */
const char *ng_figure_page_refusal (NgFigurePage *self);

G_END_DECLS
