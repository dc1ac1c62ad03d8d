/* NgDetails: the card of what is selected: a layer with its parameters, arrays and ports, an edge,
 * a group, or the net itself. */

#pragma once

#include "ui/document.h"
#include "ui/experiment.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_DETAILS (ng_details_get_type ())
G_DECLARE_FINAL_TYPE (NgDetails, ng_details, NG, DETAILS, GtkWidget)

void ng_details_set_document (NgDetails *self, NgDocument *document, NgExperiment *experiment);
/** ng_details_title: Returns: (transfer none): what the card says it is about; for tests */
const char *ng_details_title (NgDetails *self);

G_END_DECLS
