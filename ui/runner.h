/* NgRunner: a sample for each input of the net, and what comes out. */

#pragma once

#include "ui/experiment.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_RUNNER (ng_runner_get_type ())
G_DECLARE_FINAL_TYPE (NgRunner, ng_runner, NG, RUNNER, GtkWidget)

void ng_runner_set_document (NgRunner *self, NgDocument *document, NgExperiment *experiment);

G_END_DECLS
