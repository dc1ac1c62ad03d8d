/* What the files of the window share. */

#pragma once

#include "ui/sheet-private.h"
#include "ui/window.h"

G_BEGIN_DECLS

struct _NgStudioWindow {
  AdwApplicationWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkSpinner *spinner;
  GtkWidget *open_button;
  GtkMenuButton *menu_button;
  NgPalette *palette;
  GtkWidget *help; /* while it is open; a weak pointer */
  GtkWidget *run_button;
  GtkWidget *tour;     /* once it was started */
  GtkWidget *commands; /* the box with all of them, once it was opened */
  AdwTabView *tabs;
  GMenu *recent_section, *examples_menu;

  NgSheet *sheet;    /* the one that is seen, or NULL while there is none */
  AdwTabPage *asked; /* the tab whose menu is open, or NULL */

  /* How every sheet shows its panes. */
  gboolean show_palette, show_inspector, show_drawer, show_minimap, show_notation;
  NgDirection direction;
};

/** ng_studio_window_new_bare: a window without a sheet, to be given one at once */
NgStudioWindow *ng_studio_window_new_bare (NgStudioApplication *application);
/** ng_studio_window_init_tabs: follows what happens to tabs; in window-tabs.c */
void ng_studio_window_init_tabs (NgStudioWindow *self);
/** ng_studio_window_sheet_changed: shows what is to be said of the sheet that is seen */
void ng_studio_window_sheet_changed (NgStudioWindow *self);
/** ng_studio_window_apply_panes: shows and hides panes of the sheet as the window's do */
void ng_studio_window_apply_panes (NgStudioWindow *self);
/** ng_studio_window_notify_switches: of what the sheet that is seen has switched on */
void ng_studio_window_notify_switches (NgStudioWindow *self);

/** ng_studio_window_init_building: adds what is chosen in the palette; in window-build.c */
void ng_studio_window_init_building (NgStudioWindow *self);
/** ng_studio_window_follow_building: adds what is chosen or dropped in @sheet */
void ng_studio_window_follow_building (NgStudioWindow *self, NgSheet *sheet);
/** ng_studio_window_follow_text: opens nets that the console of @sheet finds; in window-text.c */
void ng_studio_window_follow_text (NgStudioWindow *self, NgSheet *sheet);
/** ng_studio_window_paste_sample: makes what is on the clipboard the sample of an input of the net
 */
void ng_studio_window_paste_sample (NgStudioWindow *self, guint input, GdkClipboard *clipboard);
gboolean ng_studio_window_shows_console (NgStudioWindow *self);
/** ng_studio_window_show_console: opens the drawer with it, ready to type, or closes the drawer */
void ng_studio_window_show_console (NgStudioWindow *self, gboolean is_shown);

G_END_DECLS
