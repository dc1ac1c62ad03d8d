/* NgRunModes: how the net is run and what is shown of it: as in use or as in training, values or
 * gradients. */

#pragma once

#include "ui/experiment.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_RUN_MODES (ng_run_modes_get_type ())
G_DECLARE_FINAL_TYPE (NgRunModes, ng_run_modes, NG, RUN_MODES, GtkBox)

GtkWidget *ng_run_modes_new (NgExperiment *experiment);

G_END_DECLS
