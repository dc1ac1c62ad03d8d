/* Samples out of the clipboard or dropped: files, pictures, texts. */

#pragma once

#include "ui/experiment.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/** Types of values that can be dropped or pasted. */
#define NG_N_SAMPLE_TYPES 3

/** ng_sample_types: fills in which, the best first */
void ng_sample_types (GType types[NG_N_SAMPLE_TYPES]);
/** ng_sample_accept: Returns: whether @value, of one of these types, is something for an input; it
 *   becomes its sample */
gboolean ng_sample_accept (NgExperiment *experiment, guint input, const GValue *value);
/** ng_sample_paste: makes what is on the clipboard the sample of an input. Returns: whether there
 * is something that can be one */
gboolean ng_sample_paste (NgExperiment *experiment, guint input, GdkClipboard *clipboard);

G_END_DECLS
