/* NgProblems: what is wrong with the net, and where numbers of the last run stop being finite, each
 * line leading to its place. */

#pragma once

#include "ui/experiment.h"
#include "ui/fix-list.h"

G_BEGIN_DECLS

#define NG_TYPE_PROBLEMS (ng_problems_get_type ())
G_DECLARE_FINAL_TYPE (NgProblems, ng_problems, NG, PROBLEMS, GtkWidget)

/* Signals: "shown" (NgSubject *): the place of a problem shall be shown */

void ng_problems_set_document (NgProblems *self, NgDocument *document, NgExperiment *experiment);
guint ng_problems_n (NgProblems *self);
/** ng_problems_fixes: Returns: (transfer none) (nullable): what helps with the one last shown */
NgFixList *ng_problems_fixes (NgProblems *self);
/** ng_problems_step: goes to the next (1) or previous (-1) problem, round and round */
void ng_problems_step (NgProblems *self, int step);

G_END_DECLS
