/* The settings of the program. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** ng_settings_new: Returns: (transfer full) (nullable): the settings, whose
 *   schema lies among the program's data where the system has none */
GSettings *ng_settings_new (void);

G_END_DECLS
