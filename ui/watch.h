/* NgWatch: notices when a file on disk becomes another one. */

#pragma once

#include "ui/tasks.h"

G_BEGIN_DECLS

/** ng_file_stamp: Returns: (transfer full) (nullable): a text that is another one whenever the file
 *   at @path has been written or replaced, made of its place on the disk, its size and its time;
 *   %NULL where there is no file. For workers. */
char *ng_file_stamp (const char *path);

typedef struct _NgWatch NgWatch;

/** NgWatchSeen: called in the main thread when something has happened to the file; @stamp:
 *   (nullable): of the file as it is now */
typedef void (*NgWatchSeen) (gpointer owner, const char *stamp);

/**
 * ng_watch_new:
 * @owner: an object that frees the watch before it is gone
 * @path: a file, or a link to one
 *
 * Where the system cannot watch the file, nothing is ever seen.
 *
 * Returns: (transfer full)
 */
NgWatch *ng_watch_new (NgTasks *tasks, GObject *owner, const char *path, NgWatchSeen seen);
void ng_watch_free (NgWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgWatch, ng_watch_free)

/** ng_watch_look: looks at the file now, as if something had happened to it */
void ng_watch_look (NgWatch *self);

G_END_DECLS
