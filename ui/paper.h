/* NgPaper: a widget that shows a scene as a figure on its page: whole, in the middle, on the colour
 * that it is printed on. Ctrl and the wheel zoom. It can be dragged into other programs. */

#pragma once

#include "render/scene/pick.h"
#include "render/scene/theme.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_PAPER (ng_paper_get_type ())
G_DECLARE_FINAL_TYPE (NgPaper, ng_paper, NG, PAPER, GtkWidget)

GtkWidget *ng_paper_new (void);
/** ng_paper_set_scene: @scene: (nullable): kept; @width: points of the page, 0 for the scene's own
 */
void ng_paper_set_scene (NgPaper *self, NgScene *scene, double width);
/** ng_paper_set_theme: @theme lives longer than the widget */
void ng_paper_set_theme (NgPaper *self, const NgTheme *theme);
/** ng_paper_set_zoom: 1 is the size in print, 0 as large as there is room for */
void ng_paper_set_zoom (NgPaper *self, double zoom);
/** ng_paper_pick: @x, @y: in the widget. Returns: whether something of the scene is there */
gboolean ng_paper_pick (NgPaper *self, double x, double y, NgPick *pick);
/** ng_paper_zoom: Returns: the zoom that is seen, whatever decides it */
double ng_paper_zoom (NgPaper *self);

G_END_DECLS
