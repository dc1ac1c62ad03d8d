/* NgMinimap: the whole net, small, with the part that the canvas shows; seen only when the net
 * exceeds the canvas. */

#pragma once

#include "ui/canvas.h"

G_BEGIN_DECLS

/* Pixels. */
#define NG_MINIMAP_MAX_WIDTH 220

#define NG_TYPE_MINIMAP (ng_minimap_get_type ())
G_DECLARE_FINAL_TYPE (NgMinimap, ng_minimap, NG, MINIMAP, GtkWidget)

void ng_minimap_set_canvas (NgMinimap *self, NgCanvas *canvas, NgDocument *document);
/** ng_minimap_set_wanted: whether it is seen at all */
void ng_minimap_set_wanted (NgMinimap *self, gboolean is_wanted);

G_END_DECLS
