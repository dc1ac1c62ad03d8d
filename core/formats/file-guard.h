/* What a program does when somebody shortens a file that it has mapped.
 *
 * Files below 1 MiB are copied when they are opened. Larger ones stay where they are, and their
 * arrays are looked up in them: whoever overwrites such a file changes the arrays, and whoever
 * shortens it takes them away. The system then sends SIGBUS to a program that reads on, which kills
 * it unless it has said what is to happen. Programs that replace files, as ours do, do no harm: the
 * old file lives as long as it is mapped.
 *
 * A handler of signals belongs to a whole process, so the library sets none by itself. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_file_guard_stop: from now on the process says on standard error what has happened, and ends
 *   with status 1 */
void ng_file_guard_stop (void);

/** ng_file_guard_continue: from now on what is missing reads as zeros, and the process sends itself
 *   SIGUSR2, which somebody has to expect, to tell its user */
void ng_file_guard_continue (void);

G_END_DECLS
