/* What sessions can do with pictures. */

#pragma once

#include "core/language/export.h"

G_BEGIN_DECLS

/** ng_figure_export: NgPictureWriter for nets, drawn as new figures are but for the options, and
 * for plots, which have none */
gboolean ng_figure_export (NgExpr *value,
                           const char *path,
                           const NgExpr *options,
                           GPtrArray *warnings,
                           GCancellable *cancellable,
                           gboolean *is_known,
                           GError **error);

/** ng_figure_operations_add: gives a session Export, Show, and what makes plots */
void ng_figure_operations_add (NgSession *session);

G_END_DECLS
