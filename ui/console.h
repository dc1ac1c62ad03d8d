/* NgConsole: expressions about the open net, which is called `net`, and their values. They are
 * found by a worker, one question at a time. */

#pragma once

#include "ui/document.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_CONSOLE (ng_console_get_type ())
G_DECLARE_FINAL_TYPE (NgConsole, ng_console, NG, CONSOLE, GtkWidget)

/* Signals: "opened" (NgNet *, const char *title): a net that was found shall be shown in a tab
 * of its own */

void ng_console_set_document (NgConsole *self, NgDocument *document);

/** ng_console_ask: evaluates @text as if it had been typed, unless something is being evaluated */
void ng_console_ask (NgConsole *self, const char *text);
/** ng_console_stop: gives up what is being evaluated */
void ng_console_stop (NgConsole *self);
gboolean ng_console_is_running (NgConsole *self);
/** ng_console_focus: puts the cursor where one types */
void ng_console_focus (NgConsole *self);

/** ng_console_input: Returns: (transfer none): where one types */
GtkTextView *ng_console_input (NgConsole *self);
/** ng_console_answer: Returns: (transfer none): what was said last, a value or a message */
const char *ng_console_answer (NgConsole *self);
/** ng_console_last_button: Returns: (transfer none) (nullable): the button that opens the last net
 */
GtkWidget *ng_console_last_button (NgConsole *self);

G_END_DECLS
