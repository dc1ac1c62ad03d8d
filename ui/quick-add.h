/* NgQuickAdd: the box at a place of the canvas in which one types a layer, and sees what it would
 * give there before it is added. */

#pragma once

#include "ui/add-layer.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_QUICK_ADD (ng_quick_add_get_type ())
G_DECLARE_FINAL_TYPE (NgQuickAdd, ng_quick_add, NG, QUICK_ADD, GtkPopover)

/* Signals: "chosen" (const NgLayerWord *): a layer for ng_quick_add_placement(), or the type of a
 * port */

/** ng_quick_add_new: @settings: (nullable): where kinds that were used are kept. Returns: (transfer
 *   floating): to be parented where it shall point */
GtkWidget *ng_quick_add_new (NgDocument *document, GSettings *settings);

/**
 * ng_quick_add_open:
 * @placement: (transfer full): where the layer will come
 * @pointing_to: where the box opens, in the parent's coordinates
 * @only_fitting: whether kinds that do not fit there are left out
 */
void ng_quick_add_open (NgQuickAdd *self,
                        NgPlacement placement,
                        const GdkRectangle *pointing_to,
                        gboolean only_fitting);
const NgPlacement *ng_quick_add_placement (NgQuickAdd *self);

/** ng_quick_add_entry: Returns: (transfer none): where one types */
GtkEditable *ng_quick_add_entry (NgQuickAdd *self);
/** ng_quick_add_list: Returns: (transfer none): its rows are NgWordRow */
GtkListBox *ng_quick_add_list (NgQuickAdd *self);
/** ng_quick_add_is_settled: Returns: whether all rows say what they would give */
gboolean ng_quick_add_is_settled (NgQuickAdd *self);

G_END_DECLS
