/* What the files of the window share. */

#pragma once

#include "ui/minimap.h"
#include "ui/runner.h"
#include "ui/window.h"

G_BEGIN_DECLS

struct _NgStudioWindow {
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwWindowTitle *window_title;
  GtkSpinner *spinner;
  GtkMenuButton *menu_button;
  GtkInfoBar *failure;
  GtkLabel *failure_title, *failure_text;
  NgNotices *notices;
  GtkSearchBar *search_bar;
  NgSearch *search;
  GtkStack *pages;
  GtkPaned *sides, *floors;
  GtkFlowBox *cards, *examples;
  NgBreadcrumb *breadcrumb;
  NgCanvas *canvas;
  NgMinimap *minimap;
  NgPalette *palette;
  GtkWidget *quick_add;
  GtkWidget *help; /* while it is open; a weak pointer */
  GtkWidget *run_button;
  GtkWidget *tour;     /* once it was started */
  GtkWidget *commands; /* the box with all of them, once it was opened */
  GtkWidget *empty_hint;
  GtkLabel *zoom_label, *status;
  NgNotationPane *notation;
  GtkWidget *drawer;
  AdwViewStack *drawer_stack;
  AdwViewStackPage *problems_page;
  NgOutline *outline;
  NgProblems *problems;
  GtkWidget *side;
  NgConsole *console;
  AdwViewStack *inspector_stack;
  NgInspector *inspector;
  NgRunner *runner;
  GMenu *recent_section, *examples_menu;

  NgDocument *document;
  NgExperiment *experiment;
  gboolean show_minimap;
  gboolean knows_journal_fails;
  gboolean is_editing; /* whether the canvas is shown although it may be empty */
  gboolean closes_when_saved;
  gboolean discards_changes; /* whether it may close without saving */
  gboolean shows_selection;  /* whether the next picture shall show what is selected */
};

/** ng_studio_window_init_files: follows what happens to files, and asks before closing; in
 *   window-files.c */
void ng_studio_window_init_files (NgStudioWindow *self);
/** ng_studio_window_init_building: adds what is chosen in palette and box, and what is dropped; in
 *   window-build.c */
void ng_studio_window_init_building (NgStudioWindow *self);
/** ng_studio_window_init_text: lets the notation and the console follow the document; in
 *   window-text.c */
void ng_studio_window_init_text (NgStudioWindow *self);
/** ng_studio_window_paste_sample: makes what is on the clipboard the sample of an input of the net
 */
void ng_studio_window_paste_sample (NgStudioWindow *self, guint input, GdkClipboard *clipboard);
gboolean ng_studio_window_shows_console (NgStudioWindow *self);
/** ng_studio_window_show_console: opens the drawer with it, ready to type, or closes the drawer */
void ng_studio_window_show_console (NgStudioWindow *self, gboolean is_shown);
/** ng_studio_window_update_page: shows the canvas, or where one opens a file or begins a net */
void ng_studio_window_update_page (NgStudioWindow *self);

G_END_DECLS
