/* Which files are nets and which are samples, by their endings. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_file_is_sample: Returns: whether it is one of a sample input, or of a data set, or a folder
 */
gboolean ng_file_is_sample (GFile *file);
/** ng_file_is_picture: Returns: whether it is a picture, so that a range of grey matters */
gboolean ng_file_is_picture (GFile *file);
/** ng_net_filter, ng_sample_filter, ng_dataset_filter: Returns: (transfer full): for a file chooser
 */
GtkFileFilter *ng_net_filter (void);
GtkFileFilter *ng_sample_filter (void);
GtkFileFilter *ng_dataset_filter (void);
GtkFileFilter *ng_all_filter (void);

G_END_DECLS
