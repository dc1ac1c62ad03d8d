/* Menus of files: those that were open lately, and the gallery. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** ng_file_menu_fill_recent: @menu becomes the nets that this program opened lately */
void ng_file_menu_fill_recent (GMenu *menu);

/** ng_file_menu_add_examples: adds the nets of the gallery */
void ng_file_menu_add_examples (GMenu *menu);
/** ng_file_menu_add_buttons: adds a button for each net of the gallery without a card */
void ng_file_menu_add_buttons (GtkFlowBox *buttons);

G_END_DECLS
