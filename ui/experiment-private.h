/* What the files of the experiment share. */

#pragma once

#include "ui/experiment.h"
#include "ui/pass.h"

G_BEGIN_DECLS

struct _NgExperiment {
  GObject parent_instance;

  NgDocument *document;
  NgNet *net;         /* the samples are for its inputs */
  GPtrArray *samples; /* (element-type NgSample), one for each input */
  gboolean is_wanted; /* whether somebody asked for a run, so that changes run it again */
  NgPass *running;    /* NULL while it does not run */
  gboolean is_late;   /* whether what runs has been overtaken */
  NgEngine *engine;   /* of the net, while it does not run */
  NgPassed *passed;   /* what came of the last run, or NULL */
  GError *error;
  gboolean is_training;
  guint seed;
  gboolean shows_gradients;
  guint target_output;
  gint64 target_element;
  guint n_runs;
  guint next_digit;
  guint next_random;
  guint last_serial;
};

G_END_DECLS
