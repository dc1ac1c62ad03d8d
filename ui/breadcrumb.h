/* NgBreadcrumb: the way from the outermost net to the one that is shown, as buttons that lead back;
 * seen only inside. */

#pragma once

#include "ui/document.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_BREADCRUMB (ng_breadcrumb_get_type ())
G_DECLARE_FINAL_TYPE (NgBreadcrumb, ng_breadcrumb, NG, BREADCRUMB, GtkWidget)

void ng_breadcrumb_set_document (NgBreadcrumb *self, NgDocument *document);
/** ng_breadcrumb_button: Returns: (transfer none) (nullable): button @index, 0 for the outermost
 *   net */
GtkWidget *ng_breadcrumb_button (NgBreadcrumb *self, guint index);

G_END_DECLS
