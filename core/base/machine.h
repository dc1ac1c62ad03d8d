/* What the machine has that the program runs on. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_machine_memory: Returns: bytes of memory that the process may come to use: those of the
 *   machine, or fewer where the system sets it a limit */
guint64 ng_machine_memory (void);

G_END_DECLS
