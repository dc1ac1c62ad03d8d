/* Menus of files: those that were open lately, and the gallery. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** ng_file_menu_fill_recent: @menu becomes the nets that this program opened lately */
void ng_file_menu_fill_recent (GMenu *menu);

/** ng_file_menu_add_examples: adds the nets of the gallery to @menu, and those without a card as
 *   buttons to @buttons */
void ng_file_menu_add_examples (GMenu *menu, GtkFlowBox *buttons);

G_END_DECLS
