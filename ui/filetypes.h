/* Which files are nets and which are samples, by their endings. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_file_is_sample: Returns: whether the file's ending is that of a sample input */
gboolean ng_file_is_sample (GFile *file);
/** ng_file_is_picture: Returns: whether it is a picture, so that a range of grey matters */
gboolean ng_file_is_picture (GFile *file);
/** ng_net_filter, ng_sample_filter: Returns: (transfer full): for a file chooser */
GtkFileFilter *ng_net_filter (void);
GtkFileFilter *ng_sample_filter (void);
GtkFileFilter *ng_all_filter (void);

G_END_DECLS
