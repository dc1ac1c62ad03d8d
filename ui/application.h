/* NgStudioApplication: the desktop program as one object: its options, its windows, its workers. */

#pragma once

#include "ui/journal.h"
#include <adwaita.h>

G_BEGIN_DECLS

#define NG_TYPE_STUDIO_APPLICATION (ng_studio_application_get_type ())
G_DECLARE_FINAL_TYPE (
    NgStudioApplication, ng_studio_application, NG, STUDIO_APPLICATION, AdwApplication)

/** ng_studio_application_new: Returns: (transfer full): the application; run it with the arguments
 */
NgStudioApplication *ng_studio_application_new (void);

NgTasks *ng_studio_application_tasks (NgStudioApplication *self);
/** ng_studio_application_journal: Returns: (transfer none): what keeps unsaved work */
NgJournal *ng_studio_application_journal (NgStudioApplication *self);
/** ng_studio_application_quit: closes all windows, of which each may ask; they come back */
void ng_studio_application_quit (NgStudioApplication *self);
/** ng_studio_application_stay: the user has thought better of it */
void ng_studio_application_stay (NgStudioApplication *self);
/** ng_studio_application_is_quitting: Returns: whether windows close because all do */
gboolean ng_studio_application_is_quitting (NgStudioApplication *self);
/** ng_studio_application_settings: Returns: (transfer none) (nullable): %NULL where the schema is
 *   not installed; defaults serve then */
GSettings *ng_studio_application_settings (NgStudioApplication *self);

G_END_DECLS
