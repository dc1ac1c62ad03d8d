/* What hovering over something tells: its full path, kind and shapes, and the value that passed. */

#pragma once

#include "ui/document.h"
#include "ui/experiment.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_tooltip_new: Returns: (transfer floating) (nullable): what to show of @subject */
GtkWidget *
ng_tooltip_new (NgDocument *document, NgExperiment *experiment, const NgSubject *subject);

/** ng_describe: Returns: (transfer full) (nullable): the same in one line, for the status and for
 *   screen readers: "conv1, Convolution, 1×28×28 → 20×24×24" */
char *ng_describe (NgDocument *document, const NgSubject *subject);

G_END_DECLS
