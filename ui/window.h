/* NgStudioWindow: nets as tabs, of which one is seen, and what is common to them: the header, the
 * palette, the actions. */

#pragma once

#include "ui/application.h"
#include "ui/breadcrumb.h"
#include "ui/canvas.h"
#include "ui/console.h"
#include "ui/inspector.h"
#include "ui/notation-pane.h"
#include "ui/notices.h"
#include "ui/outline.h"
#include "ui/palette.h"
#include "ui/problems.h"
#include "ui/quick-add.h"
#include "ui/runner.h"
#include "ui/search.h"
#include "ui/sheet.h"

G_BEGIN_DECLS

#define NG_TYPE_STUDIO_WINDOW (ng_studio_window_get_type ())
G_DECLARE_FINAL_TYPE (NgStudioWindow, ng_studio_window, NG, STUDIO_WINDOW, AdwApplicationWindow)

/* Properties: "show-palette", "show-inspector", "show-drawer", "show-minimap", "show-search",
 * "top-down", "bottom-up", "orthogonal", "notation", "console". */

NgStudioWindow *ng_studio_window_new (NgStudioApplication *application);

/* Tabs. */
guint ng_studio_window_n_sheets (NgStudioWindow *self);
/** ng_studio_window_sheet: Returns: (transfer none): the sheet of the tab at that place */
NgSheet *ng_studio_window_sheet (NgStudioWindow *self, guint index);
void ng_studio_window_select (NgStudioWindow *self, NgSheet *sheet);
/** ng_studio_window_add_sheet: Returns: (transfer none): another one, which is seen now */
NgSheet *ng_studio_window_add_sheet (NgStudioWindow *self);
/** ng_studio_window_free_sheet: Returns: (transfer none): the one that is seen if it has shown no
 *   net so far, else another */
NgSheet *ng_studio_window_free_sheet (NgStudioWindow *self);
void ng_studio_window_new_tab (NgStudioWindow *self);
/** ng_studio_window_next_tab: the first one after the last */
void ng_studio_window_next_tab (NgStudioWindow *self);
void ng_studio_window_previous_tab (NgStudioWindow *self);
/** ng_studio_window_move_tab: to a window of its own */
void ng_studio_window_move_tab (NgStudioWindow *self);
/** ng_studio_window_close_tab: after asking about unsaved changes; the window too if it is the last
 *   one */
void ng_studio_window_close_tab (NgStudioWindow *self);

/* What is seen. */
NgDocument *ng_studio_window_document (NgStudioWindow *self);
NgExperiment *ng_studio_window_experiment (NgStudioWindow *self);
NgCanvas *ng_studio_window_canvas (NgStudioWindow *self);
NgBreadcrumb *ng_studio_window_breadcrumb (NgStudioWindow *self);
NgInspector *ng_studio_window_inspector (NgStudioWindow *self);
NgOutline *ng_studio_window_outline (NgStudioWindow *self);
NgProblems *ng_studio_window_problems (NgStudioWindow *self);
NgSearch *ng_studio_window_search (NgStudioWindow *self);
NgNotationPane *ng_studio_window_notation (NgStudioWindow *self);
NgConsole *ng_studio_window_console (NgStudioWindow *self);
NgNotices *ng_studio_window_notices (NgStudioWindow *self);
NgRunner *ng_studio_window_runner (NgStudioWindow *self);
NgPalette *ng_studio_window_palette (NgStudioWindow *self);
NgQuickAdd *ng_studio_window_quick_add (NgStudioWindow *self);
/** ng_studio_window_failure: Returns: (nullable): the sentence that says what could not be done */
const char *ng_studio_window_failure (NgStudioWindow *self);

/** ng_studio_window_new_net: shows an empty canvas to build on: in another tab where this one has a
 *   net */
void ng_studio_window_new_net (NgStudioWindow *self);
/** ng_studio_window_ask_layer: opens the box in which one types a layer, behind what is selected */
void ng_studio_window_ask_layer (NgStudioWindow *self);

/** ng_studio_window_open: in the tab that is seen if that is free, else in another, or in another
 *   window as the user has it; what is open already is shown */
void ng_studio_window_open (NgStudioWindow *self, GFile *file);
/** ng_studio_window_show_net: a net that is no file's, in another tab */
void ng_studio_window_show_net (NgStudioWindow *self, NgNet *net, const char *title);
/** ng_studio_window_open_uri: @uri: of a file of the recent ones or of the gallery */
void ng_studio_window_open_uri (NgStudioWindow *self, const char *uri);
void ng_studio_window_ask_open (NgStudioWindow *self);
void ng_studio_window_ask_export (NgStudioWindow *self);
/** ng_studio_window_export: writes the picture; the name's ending says which kind */
void ng_studio_window_export (NgStudioWindow *self, GFile *file);
/** ng_studio_window_sample: runs the net on a file; @input: which input it is for, or -1 */
void ng_studio_window_sample (NgStudioWindow *self, GFile *file, int input);
void ng_studio_window_run (NgStudioWindow *self);
/** ng_studio_window_compare: asks what to compare the net with, and shows both */
void ng_studio_window_compare (NgStudioWindow *self);
/** ng_studio_window_compare_file: the same with the net in a file */
void ng_studio_window_compare_file (NgStudioWindow *self, GFile *file);
/** ng_studio_window_show_subject: opens what hides it and moves the picture there */
void ng_studio_window_show_subject (NgStudioWindow *self, const NgSubject *subject);
/** ng_studio_window_save: in the file that the net is from, where we write such files; else asks */
void ng_studio_window_save (NgStudioWindow *self);
void ng_studio_window_ask_save (NgStudioWindow *self);
/** ng_studio_window_step_problem: shows the next (1) or previous (-1) problem, or says that there
 * is none */
void ng_studio_window_step_problem (NgStudioWindow *self, int step);
/** ng_studio_window_next_pane: moves the focus to the next of canvas, inspector and drawer */
void ng_studio_window_next_pane (NgStudioWindow *self);
/** ng_studio_window_toast: @text: one sentence */
void ng_studio_window_toast (NgStudioWindow *self, const char *text);

/** ng_studio_window_toast_undo: the same of something that was done, with a button that takes it
 *   back */
void ng_studio_window_toast_undo (NgStudioWindow *self, const char *text);
/** ng_studio_window_rename: writes the name of what is selected */
void ng_studio_window_rename (NgStudioWindow *self);

void ng_studio_window_show_menu (NgStudioWindow *self);
void ng_studio_window_show_about (NgStudioWindow *self);
void ng_studio_window_show_shortcuts (NgStudioWindow *self);
/** ng_studio_window_show_help: opens the help where it was, or at its first page */
void ng_studio_window_show_help (NgStudioWindow *self);
/** ng_studio_window_show_help_on: the same at the page of that name */
void ng_studio_window_show_help_on (NgStudioWindow *self, const char *name);
/** ng_studio_window_help: Returns: (nullable): the window of the help, while it is open */
GtkWidget *ng_studio_window_help (NgStudioWindow *self);
/** ng_studio_window_start_tour: shows what is where, on the canvas */
void ng_studio_window_start_tour (NgStudioWindow *self);
/** ng_studio_window_offer_tour: starts it when the canvas is first shown, unless it was seen */
void ng_studio_window_offer_tour (NgStudioWindow *self);
/** ng_studio_window_tour: Returns: (nullable): it, once it was started */
GtkWidget *ng_studio_window_tour (NgStudioWindow *self);
/** ng_studio_window_show_commands: opens the box in which one finds commands by their names */
void ng_studio_window_show_commands (NgStudioWindow *self);
/** ng_studio_window_commands: Returns: (nullable): that box, once it was opened */
GtkWidget *ng_studio_window_commands (NgStudioWindow *self);

G_END_DECLS
