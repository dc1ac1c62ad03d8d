/* NgRunner: a sample for each input of the net, and what comes out. */

#pragma once

#include "ui/sample-row.h"

G_BEGIN_DECLS

#define NG_TYPE_RUNNER (ng_runner_get_type ())
G_DECLARE_FINAL_TYPE (NgRunner, ng_runner, NG, RUNNER, GtkWidget)

void ng_runner_set_document (NgRunner *self, NgDocument *document, NgExperiment *experiment);
/** ng_runner_row: Returns: (transfer none) (nullable): the card of input @index */
NgSampleRow *ng_runner_row (NgRunner *self, guint index);

G_END_DECLS
