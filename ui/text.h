/* Texts out of files, made fit to be shown: a name may be as long as a book. */

#pragma once

#include "render/export/widths.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ng_shown_text: Returns: (transfer full): @text, cut in the middle when it is too long to read */
char *ng_shown_text (const char *text);
/** ng_failure_text: Returns: (transfer full): what could not be done: the sentence, its place in
 * the file, and what helps */
char *ng_failure_text (const GError *error);
/** ng_label_new: Returns: (transfer floating): a label with ng_shown_text() of @text */
GtkWidget *ng_label_new (const char *text);
/** ng_label_set: sets ng_shown_text() of @text, unless that is what @label shows already */
void ng_label_set (GtkLabel *label, const char *text);
/** ng_paragraph_new: Returns: (transfer floating): the same, in as many lines as it takes; @class
 *   (nullable): its CSS class */
GtkWidget *ng_paragraph_new (const char *text, const char *class);
/** ng_width_text: Returns: (transfer full): "IEEE, column, 89 mm" */
char *ng_width_text (const NgPaperWidth *width);
/** ng_fixed_width_new: Returns: (transfer floating): @child, @width pixels wide. A popover whose
 *   child may be wider asks for the height at a larger width than it then gives. */
GtkWidget *ng_fixed_width_new (GtkWidget *child, int width);
/** ng_box_clear: takes all out of it */
void ng_box_clear (GtkBox *box);

G_END_DECLS
