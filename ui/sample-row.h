/* NgSampleRow: the card of one input of the net: its sample, which one can draw, type, paste, drop
 * or choose. */

#pragma once

#include "ui/experiment.h"
#include "ui/pad.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_SAMPLE_ROW (ng_sample_row_get_type ())
G_DECLARE_FINAL_TYPE (NgSampleRow, ng_sample_row, NG, SAMPLE_ROW, GtkBox)

/** ng_sample_row_new: for input @index of @net, which the experiment is about */
GtkWidget *ng_sample_row_new (NgExperiment *experiment, NgNet *net, guint index);
/** ng_sample_row_take_net: @net comes in place of the net before. Returns: whether its input and
 * the sample are the same, so that the row can stay; else nothing has changed */
gboolean ng_sample_row_take_net (NgSampleRow *self, NgNet *net);
/** ng_sample_row_update: the sample is another one */
void ng_sample_row_update (NgSampleRow *self);
/** ng_sample_row_pad: Returns: (transfer none) (nullable): where one draws */
NgPad *ng_sample_row_pad (NgSampleRow *self);

G_END_DECLS
