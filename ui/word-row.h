/* NgWordRow: a row of a list that stands for a layer one could add: its glyph, its kind, its
 * parameters, and the shape that it would give. */

#pragma once

#include "ui/add-layer.h"
#include "ui/layer-words.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_WORD_ROW (ng_word_row_get_type ())
G_DECLARE_FINAL_TYPE (NgWordRow, ng_word_row, NG, WORD_ROW, GtkListBoxRow)

/** ng_word_row_new: @word: (transfer full). Returns: (transfer floating) */
GtkWidget *ng_word_row_new (NgLayerWord *word);
const NgLayerWord *ng_word_row_word (NgWordRow *self);

/** ng_word_row_is_complete: Returns: whether the words make a layer, or the type of a port */
gboolean ng_word_row_is_complete (NgWordRow *self);
/** ng_word_row_set_trial: (transfer full): what would become of the layer */
void ng_word_row_set_trial (NgWordRow *self, NgTrial *trial);
/** ng_word_row_trial: Returns: (transfer none) (nullable) */
const NgTrial *ng_word_row_trial (NgWordRow *self);
/** ng_word_row_fits: Returns: whether it can be added, and nothing says that it does not fit */
gboolean ng_word_row_fits (NgWordRow *self);

/** ng_word_row_add_suffix: puts @widget at the end of the row */
void ng_word_row_add_suffix (NgWordRow *self, GtkWidget *widget);

/** ng_glyph_tile_new: @class: (nullable). Returns: (transfer floating): the glyph of a class on the
 *   colour of its category; the mark of a port for %NULL */
GtkWidget *ng_glyph_tile_new (const NgLayerClass *class);

G_END_DECLS
