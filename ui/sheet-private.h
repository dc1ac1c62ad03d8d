/* What the files of the sheet, and the window that it is in, share. */

#pragma once

#include "ui/breadcrumb.h"
#include "ui/console.h"
#include "ui/depth.h"
#include "ui/figure-page.h"
#include "ui/inspector.h"
#include "ui/minimap.h"
#include "ui/notation-pane.h"
#include "ui/notices.h"
#include "ui/outline.h"
#include "ui/problems.h"
#include "ui/quick-add.h"
#include "ui/runner.h"
#include "ui/search.h"
#include "ui/sheet.h"

#include <adwaita.h>

G_BEGIN_DECLS

struct _NgSheet {
  GtkWidget parent_instance;

  AdwToastOverlay *toasts;
  GtkInfoBar *failure;
  GtkLabel *failure_title, *failure_text;
  NgNotices *notices;
  GtkSearchBar *search_bar;
  NgSearch *search;
  GtkStack *pages;
  GtkPaned *sides, *floors, *halves;
  GtkFlowBox *cards, *examples;
  NgBreadcrumb *breadcrumb;
  NgCanvas *canvas;
  NgMinimap *minimap;
  NgDepthButton *depth;
  GtkWidget *quick_add;
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
  NgFigurePage *figure; /* NULL until it was asked for */
  AdwViewStack *inspector_stack;
  NgInspector *inspector;
  NgRunner *runner;

  NgStudioApplication *application;
  NgDocument *document;
  NgExperiment *experiment;
  char *title;
  char *unread; /* (nullable): what could not be opened, which the tab is called as long as it says
                   so */
  NgClosing asked_closing; /* what was going to close when the user was asked */
  NgClosing closing;       /* what closes when this is saved */
  gboolean is_busy;
  gboolean knows_journal_fails;
  gboolean shows_figure;
  gboolean is_editing;       /* whether the canvas is shown although it may be empty */
  gboolean discards_changes; /* whether it may close without saving */
  gboolean shows_selection;  /* whether the next picture shall show what is selected */
};

/** ng_sheet_update_title: after what it is called by is another */
void ng_sheet_update_title (NgSheet *self);
/** ng_sheet_init_files: follows what happens to files; in sheet-files.c */
void ng_sheet_init_files (NgSheet *self);
/** ng_sheet_take_shape: gives the panes the places, and the stacks the pages, of @other */
void ng_sheet_take_shape (NgSheet *self, NgSheet *other);

G_END_DECLS
