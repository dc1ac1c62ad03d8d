/* NgNotices: bars above the net that ask something which can wait: the file was changed by another
 * program; unsaved work was found. */

#pragma once

#include "ui/document.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_NOTICES (ng_notices_get_type ())
G_DECLARE_FINAL_TYPE (NgNotices, ng_notices, NG, NOTICES, GtkWidget)

void ng_notices_set_document (NgNotices *self, NgDocument *document);

/** NgNoticeAnswered: @is_accepted: which of the two buttons was pressed */
typedef void (*NgNoticeAnswered) (gpointer data, gboolean is_accepted);

/**
 * ng_notices_ask:
 * @title: one sentence
 * @text: what it is about
 * @accept, @refuse: labels of buttons, with mnemonics
 * @data: (transfer full): freed by @free_data when the bar goes, answered, closed or replaced by
 *   another
 */
void ng_notices_ask (NgNotices *self,
                     const char *title,
                     const char *text,
                     const char *accept,
                     const char *refuse,
                     NgNoticeAnswered answered,
                     gpointer data,
                     GDestroyNotify free_data);

/** ng_notices_shown: Returns: (transfer none) (nullable): the title of the bar that is shown, the
 *   question before the file; for tests */
const char *ng_notices_shown (NgNotices *self);
/** ng_notices_answer: presses a button of that bar; for tests */
void ng_notices_answer (NgNotices *self, gboolean is_accepted);

G_END_DECLS
