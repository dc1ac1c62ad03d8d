/* NgSheet: one open net with everything that shows it: its document, the picture, and the panes
 * round it. A window holds several, as tabs; one can be moved to another window. */

#pragma once

#include "ui/application.h"
#include "ui/canvas.h"
#include "ui/picture.h"

G_BEGIN_DECLS

#define NG_TYPE_SHEET (ng_sheet_get_type ())
G_DECLARE_FINAL_TYPE (NgSheet, ng_sheet, NG, SHEET, GtkWidget)

/* Properties, to be read: "title": of the document, with a dot where the file holds another net;
 * "is-busy": whether something is being opened, drawn or run.
 * Signals:
 * "changed": what can be done with it, or what is to be said of it
 * "settled" (NgClosing, gboolean closes): the user has said what shall become of unsaved changes,
 *   and they are saved where that was the answer; or does not want to close */

NgSheet *ng_sheet_new (NgStudioApplication *application);

NgDocument *ng_sheet_document (NgSheet *self);
/** ng_sheet_title: Returns: (transfer none): as the property says */
const char *ng_sheet_title (NgSheet *self);
/** ng_sheet_is_busy: Returns: as the property says */
gboolean ng_sheet_is_busy (NgSheet *self);
/** ng_sheet_is_free: Returns: whether it has shown no net so far, nor is about to */
gboolean ng_sheet_is_free (NgSheet *self);
/** ng_sheet_shows_net: Returns: whether the canvas is seen, be it an empty one */
gboolean ng_sheet_shows_net (NgSheet *self);
/** ng_sheet_shows_figure: Returns: whether the net is shown as a figure for a paper */
gboolean ng_sheet_shows_figure (NgSheet *self);
/** ng_sheet_set_shows_figure: shows it so, or on the canvas; without a net it is the canvas */
void ng_sheet_set_shows_figure (NgSheet *self, gboolean shows_figure);
/** ng_sheet_color_by: what layers on the canvas are coloured by */
void ng_sheet_color_by (NgSheet *self, NgMeasure measure);
/** ng_sheet_begin: shows an empty canvas to build on, where there is no net */
void ng_sheet_begin (NgSheet *self);
/** ng_sheet_show_subject: opens what hides it and moves the picture there */
void ng_sheet_show_subject (NgSheet *self, const NgSubject *subject);

/* What is said above and on the picture. */
/** ng_sheet_toast: @text: one sentence */
void ng_sheet_toast (NgSheet *self, const char *text);
/** ng_sheet_toast_undo: the same of something that was done, with a button that takes it back */
void ng_sheet_toast_undo (NgSheet *self, const char *text);
/** ng_sheet_failure: Returns: (nullable): the sentence that says what could not be done */
const char *ng_sheet_failure (NgSheet *self);

/* Files; in sheet-files.c. */
/** ng_sheet_save: in the file that the net is from, where we write such files; else asks */
void ng_sheet_save (NgSheet *self);
void ng_sheet_ask_save (NgSheet *self);
void ng_sheet_ask_export (NgSheet *self);
/** ng_sheet_export: writes that; the name's ending says which kind; @width: in points, 0 for the
 *   picture's own */
void ng_sheet_export (NgSheet *self, GFile *file, double width);

/** NgClosing: what waits for unsaved changes to be saved or given up */
typedef enum {
  NG_CLOSING_NOTHING,
  NG_CLOSING_TAB,
  NG_CLOSING_WINDOW,
} NgClosing;

/** ng_sheet_may_close: Returns: whether nothing would be lost, or its user has said that it may */
gboolean ng_sheet_may_close (NgSheet *self);
/** ng_sheet_ask_close: asks what shall become of the changes; "settled" follows */
void ng_sheet_ask_close (NgSheet *self, NgClosing closing);
/** ng_sheet_stay: the user has thought better of closing */
void ng_sheet_stay (NgSheet *self);
/** ng_sheet_forget: it closes, and unsaved changes are gone for good */
void ng_sheet_forget (NgSheet *self);

G_END_DECLS
