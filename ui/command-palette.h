/* NgCommandPalette: the box in which one finds every command of the table of actions, and every
 * layer of the net, by its name. */

#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

#define NG_TYPE_COMMAND_PALETTE (ng_command_palette_get_type ())
G_DECLARE_FINAL_TYPE (NgCommandPalette, ng_command_palette, NG, COMMAND_PALETTE, GtkPopover)

/** ng_command_palette_new: Returns: (transfer floating): to be parented to what lies in @window,
 *   which outlives it */
GtkWidget *ng_command_palette_new (NgStudioWindow *window);
/** ng_command_palette_open: all commands, those that were called last first */
void ng_command_palette_open (NgCommandPalette *self);

/** ng_command_palette_entry: Returns: (transfer none): where one types */
GtkEditable *ng_command_palette_entry (NgCommandPalette *self);
/** ng_command_palette_chosen: Returns: (nullable): what Enter would do, as the row says it */
const char *ng_command_palette_chosen (NgCommandPalette *self);

G_END_DECLS
