/* NgPalette: the kinds of layers one can add, by category, with a search that understands what
 * quick add does. Rows can be dragged into the picture. */

#pragma once

#include "ui/add-layer.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_PALETTE (ng_palette_get_type ())
G_DECLARE_FINAL_TYPE (NgPalette, ng_palette, NG, PALETTE, GtkWidget)

/* Signals:
 * "chosen" (NgLayer *): to be added
 * "stopped": Escape in the search */

/** ng_palette_set_settings: @settings: (nullable): where favourites are kept */
void ng_palette_set_settings (NgPalette *self, GSettings *settings);

/** ng_palette_entry: Returns: (transfer none): the search */
GtkEditable *ng_palette_entry (NgPalette *self);
/** ng_palette_find: Returns: (transfer none) (nullable): the first row that is shown of the class
 * of that name, a NgWordRow; its section is opened */
GtkWidget *ng_palette_find (NgPalette *self, const char *class_name);

G_END_DECLS
