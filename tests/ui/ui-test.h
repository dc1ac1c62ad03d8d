/* What the tests of the window share: the real program in this process, waits on conditions, real
 * events, and pictures. */

#pragma once

#include "tests/support/test.h"
#include "ui/window.h"

G_BEGIN_DECLS

typedef struct {
  NgStudioApplication *application;
  NgStudioWindow *window;
} NgUiTest;

/** ng_ui_init: g_test_init(), GTK, and the application, once */
void ng_ui_init (NgUiTest *self, int *argc, char ***argv);
/** ng_ui_run: runs the tests. Returns: the exit status */
int ng_ui_run (NgUiTest *self);

/** ng_ui_start: a new window with the net in the file at @path; NULL for an empty window */
void ng_ui_start (NgUiTest *self, const char *path);
/** ng_ui_start_text: the same with the net of a text, and the focus on its picture */
void ng_ui_start_text (NgUiTest *self, const char *text);
void ng_ui_stop (NgUiTest *self);
/** ng_ui_open: opens a file in the window and waits until it is drawn or has failed */
void ng_ui_open (NgUiTest *self, const char *path);

/** ng_ui_gallery: Returns: (transfer full): path of a net of the gallery */
char *ng_ui_gallery (const char *name);
/** ng_ui_write: Returns: (transfer full): path of a new file of that name with this text */
char *ng_ui_write (const char *name, const char *text);

/** ng_ui_wait: runs the main loop until @condition holds; the test fails after half a minute in
 * which nothing happens */
#define ng_ui_wait(condition)                                                                      \
  while (!(condition))                                                                             \
  ng_ui_iterate (#condition)
void ng_ui_iterate (const char *waiting_for);
/** ng_ui_settle: until nothing is being opened, drawn or run and all that is seen is painted */
void ng_ui_settle (NgUiTest *self);

/** ng_ui_activate: calls an action by its name, which must be enabled */
void ng_ui_activate (NgUiTest *self, const char *action);
gboolean ng_ui_is_enabled (NgUiTest *self, const char *action);

NgDocument *ng_ui_document (NgUiTest *self);
NgCanvas *ng_ui_canvas (NgUiTest *self);

/** ng_ui_layer: Returns: (transfer full): the layer of that name in the outermost net */
NgSubject *ng_ui_layer (NgUiTest *self, const char *name);
void ng_ui_select (NgUiTest *self, const char *name);
/** ng_ui_selected: Returns: (transfer full): name of the selected layer; "" for none */
char *ng_ui_selected (NgUiTest *self);

/**
 * ng_ui_send:
 * @format: commands of xdotool, such as "key Tab"
 *
 * Sends real events through the X server.
 *
 * Returns: whether xdotool is there; if not, the test is marked as skipped
 */
gboolean ng_ui_send (const char *format, ...) G_GNUC_PRINTF (1, 2);
/** ng_ui_place: where a point of a widget is on the screen */
void
ng_ui_place (NgUiTest *self, GtkWidget *widget, double x, double y, int *screen_x, int *screen_y);

/** ng_ui_find: where the middle of a layer, or port @port of it, is on the screen */
void ng_ui_find (NgUiTest *self, const char *layer, NgPickKind kind, guint port, int *x, int *y);
/** ng_ui_drag: presses the button there and moves the pointer on, without letting go */
void ng_ui_drag (int x0, int y0, int x1, int y1);
/** ng_ui_where: where the middle of a widget is on the screen, in whatever window or popover, once
 *   it is laid out */
void ng_ui_where (GtkWidget *widget, int *screen_x, int *screen_y);
/** ng_ui_click: clicks into the middle of a widget, in whatever window or popover, once it is
 * laid out */
void ng_ui_click (GtkWidget *widget);
/** ng_ui_notation: Returns: (transfer full): the net with its arrays, on one line */
char *ng_ui_notation (NgUiTest *self);

/** ng_ui_find_widget: Returns: (transfer none) (nullable): @root (nullable), or what is first in
 * it, of that type */
gpointer ng_ui_find_widget (GtkWidget *root, GType type);
/** ng_ui_shows: Returns: whether a label in @root says @text, among other things */
gboolean ng_ui_shows (GtkWidget *root, const char *text);
/** ng_ui_find_window: Returns: (transfer none) (nullable): a window of that type that is shown */
GtkWidget *ng_ui_find_window (GType type);
/** ng_ui_answer: waits for a message dialog and gives that response */
void ng_ui_answer (const char *response);

/** ng_ui_picture_of: Returns: (transfer full): what is seen of @widget when all that has changed is
 *   painted, in pixels of the screen */
GdkTexture *ng_ui_picture_of (GtkWidget *widget);
/** ng_ui_brightness: Returns: the mean of all that is painted in that picture, 0 for black and 1
 * for white */
double ng_ui_brightness (GtkWidget *widget);
/** ng_ui_screenshot: keeps a picture of the window in the build folder */
void ng_ui_screenshot (NgUiTest *self, const char *name);
/** ng_ui_screenshot_of: the same of another window, when it has been painted */
void ng_ui_screenshot_of (GtkWidget *window, const char *name);

G_END_DECLS
