/* Several nets in one window, as tabs. */

#include "core/notation/read.h"
#include "tests/ui/ui-test.h"
#include "ui/session.h"
#include "ui/sheet.h"

#include <glib/gstdio.h>

static NgSheet *
sheet_at (NgUiTest *self, guint index)
{
  return ng_studio_window_sheet (self->window, index);
}

static AdwTabBar *
bar_of (NgStudioWindow *window)
{
  return ADW_TAB_BAR (ng_ui_find_widget (GTK_WIDGET (window), ADW_TYPE_TAB_BAR));
}

static AdwTabView *
view_of (NgStudioWindow *window)
{
  return adw_tab_bar_get_view (bar_of (window));
}

static void
push (NgDocument *document, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, &error);

  g_assert_no_error (error);
  ng_document_push (document, net, "edit");
}

/* A window with LeNet and, seen, a residual block. */
static void
start_two (NgUiTest *self)
{
  g_autofree char *first = ng_ui_gallery ("lenet.wl");
  g_autofree char *second = ng_ui_gallery ("residual-block.wl");

  ng_ui_start (self, first);
  g_assert_false (adw_tab_bar_get_tabs_revealed (bar_of (self->window)));
  ng_ui_open (self, second);
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
}

static const char *
title_of (NgUiTest *self)
{
  return gtk_window_get_title (GTK_WINDOW (self->window));
}

/* A file opens beside what is open; the view, the selection and the panes stay as they were. */
static void
test_switch (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *first = ng_ui_gallery ("lenet.wl");
  g_autofree char *selected = NULL;
  NgBox before, after;

  start_two (self);
  g_assert_true (adw_tab_bar_get_tabs_revealed (bar_of (self->window)));
  g_assert_cmpstr (title_of (self), ==, "residual-block.wl");
  ng_ui_screenshot (self, "tabs");

  ng_ui_activate (self, "next-tab");
  g_assert_cmpstr (title_of (self), ==, "lenet.wl");
  ng_ui_select (self, "conv2");
  ng_ui_activate (self, "zoom-original");
  ng_ui_activate (self, "show-search");
  ng_ui_activate (self, "show-drawer");
  before = ng_canvas_visible (ng_ui_canvas (self));
  ng_ui_activate (self, "previous-tab");
  g_assert_cmpstr (title_of (self), ==, "residual-block.wl");
  g_assert_null (ng_document_selection (ng_ui_document (self)));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (ng_studio_window_outline (self->window))));
  g_assert_false (ng_ui_is_enabled (self, "fit-selection"));
  ng_ui_settle (self);
  ng_ui_activate (self, "previous-tab");
  selected = ng_ui_selected (self);
  g_assert_cmpstr (selected, ==, "conv2");
  ng_ui_settle (self);
  after = ng_canvas_visible (ng_ui_canvas (self));
  ng_assert_near ((double) after.width, (double) before.width, 1);
  ng_assert_near ((double) after.x, (double) before.x, 1);

  /* What is open already is shown, not opened twice. */
  ng_ui_activate (self, "next-tab");
  ng_ui_open (self, first);
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
  g_assert_cmpstr (title_of (self), ==, "lenet.wl");
  ng_ui_stop (self);
}

/* New tabs, by their keys too, and closing them. */
static void
test_keys (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start_two (self);
  if (!ng_ui_send ("key ctrl+t")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_studio_window_n_sheets (self->window) == 3);
  g_assert_false (ng_ui_is_enabled (self, "run"));
  ng_ui_screenshot (self, "new-tab");
  /* An empty tab takes the next net. */
  ng_ui_activate (self, "new-net");
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 3);
  ng_ui_wait (gtk_widget_is_focus (GTK_WIDGET (ng_ui_canvas (self))));
  ng_ui_send ("key ctrl+Prior");
  ng_ui_wait (g_strcmp0 (title_of (self), "residual-block.wl") == 0);
  ng_ui_send ("key ctrl+w");
  ng_ui_wait (ng_studio_window_n_sheets (self->window) == 2);
  ng_ui_settle (self);
  ng_ui_send ("key ctrl+Next");
  ng_ui_wait (g_strcmp0 (title_of (self), "lenet.wl") == 0);
  ng_ui_stop (self);
}

/* Unsaved work has a dot on its tab, and is asked for when its tab closes. */
static void
test_unsaved (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *first = ng_ui_write ("first.wl", "NetChain[{LinearLayer[3], Ramp}]");
  g_autofree char *second = ng_ui_write ("second.wl", "NetChain[{LinearLayer[4]}]");
  g_autofree char *text = NULL;
  AdwTabPage *page;

  ng_ui_start (self, first);
  ng_ui_open (self, second);
  push (ng_sheet_document (sheet_at (self, 0)), "NetChain[{LinearLayer[5]}]");
  page = adw_tab_view_get_nth_page (view_of (self->window), 0);
  g_assert_cmpstr (adw_tab_page_get_title (page), ==, "• first.wl");
  g_assert_cmpstr (title_of (self), ==, "second.wl");

  adw_tab_view_close_page (view_of (self->window), page);
  ng_ui_answer ("cancel");
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
  g_assert_cmpstr (title_of (self), ==, "• first.wl");
  ng_ui_screenshot (self, "unsaved-tab");
  ng_ui_activate (self, "close-tab");
  ng_ui_answer ("save");
  ng_ui_wait (ng_studio_window_n_sheets (self->window) == 1);
  g_assert_cmpstr (title_of (self), ==, "second.wl");
  g_assert_true (g_file_get_contents (first, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "LinearLayer[5"));
  ng_ui_stop (self);
}

/* A window closes when all its tabs may; whoever says no in the second place has given up nothing
 * in the first. */
static void
test_close_window (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *first = ng_ui_write ("first.wl", "NetChain[{LinearLayer[3], Ramp}]");
  g_autofree char *second = ng_ui_write ("second.wl", "NetChain[{LinearLayer[4]}]");
  g_autofree char *text = NULL;

  ng_ui_start (self, first);
  ng_ui_open (self, second);
  for (guint i = 0; i < 2; i++)
    push (ng_sheet_document (sheet_at (self, i)), "NetChain[{LinearLayer[6]}]");
  ng_ui_activate (self, "close");
  ng_ui_answer ("discard");
  ng_ui_answer ("cancel");
  g_assert_nonnull (self->window);
  g_assert_false (ng_sheet_may_close (sheet_at (self, 0)));
  g_assert_false (ng_sheet_may_close (sheet_at (self, 1)));

  ng_ui_activate (self, "close");
  ng_ui_answer ("discard");
  ng_ui_answer ("save");
  ng_ui_wait (self->window == NULL);
  g_assert_true (g_file_get_contents (first, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "NetChain[{LinearLayer[3], Ramp}]");
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (second, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "LinearLayer[6"));
}

static NgStudioWindow *
other_window (NgUiTest *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self->application));

  for (GList *l = windows; l != NULL; l = l->next)
    if (NG_IS_STUDIO_WINDOW (l->data) && l->data != self->window)
      return l->data;
  return NULL;
}

/* A tab becomes a window with its net, its revisions and its view, and can come back; what is done
 * in one window is not done in the other. */
static void
test_move (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgStudioWindow *first, *second;
  NgSheet *sheet;
  gulong n_layers;

  start_two (self);
  first = self->window;
  ng_ui_select (self, "conv1");
  ng_ui_activate (self, "delete");
  n_layers = ng_net_n_layers (ng_document_net (ng_ui_document (self)));
  sheet = sheet_at (self, 1);
  ng_ui_activate (self, "move-tab");
  second = other_window (self);
  g_assert_nonnull (second);
  g_assert_cmpuint (ng_studio_window_n_sheets (first), ==, 1);
  g_assert_cmpstr (title_of (self), ==, "lenet.wl");
  g_assert_false (ng_ui_is_enabled (self, "undo"));
  g_assert_false (ng_ui_is_enabled (self, "move-tab"));

  self->window = second;
  ng_ui_settle (self);
  g_assert_true (sheet_at (self, 0) == sheet);
  g_assert_cmpstr (title_of (self), ==, "• residual-block.wl");
  ng_ui_screenshot (self, "moved-tab");
  ng_ui_activate (self, "undo");
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (ng_ui_document (self))), >, n_layers);
  /* A console or a palette that still meant the first window would open its tab there. */
  ng_ui_activate (self, "new-net");
  g_assert_cmpuint (ng_studio_window_n_sheets (second), ==, 2);
  g_assert_cmpuint (ng_studio_window_n_sheets (first), ==, 1);

  /* The last tab that goes takes its window along. */
  g_object_add_weak_pointer (G_OBJECT (second), (gpointer *) &second);
  for (guint i = 0; i < 2; i++)
    adw_tab_view_transfer_page (
        view_of (second), adw_tab_view_get_nth_page (view_of (second), 0), view_of (first), 1);
  ng_ui_wait (second == NULL);
  self->window = first;
  g_assert_cmpuint (ng_studio_window_n_sheets (first), ==, 3);
  ng_ui_stop (self);
}

/* What happens to a net that is not seen is said in its own tab. */
static void
test_behind (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *first = ng_ui_write ("first.wl", "NetChain[{LinearLayer[3], Ramp}]");
  g_autofree char *broken = ng_ui_write ("broken.wl", "NetChain[{LinearLayer[");
  NgDocument *document;

  ng_ui_start (self, first);
  document = ng_ui_document (self);
  ng_ui_open (self, broken);
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
  g_assert_nonnull (ng_studio_window_failure (self->window));
  g_assert_true (g_file_set_contents (first, "NetChain[{LinearLayer[9]}]", -1, NULL));
  ng_ui_wait (ng_document_disk_state (document) == NG_DISK_OTHER);
  g_assert_null (ng_notices_shown (ng_studio_window_notices (self->window)));
  ng_ui_activate (self, "next-tab");
  g_assert_nonnull (ng_notices_shown (ng_studio_window_notices (self->window)));
  g_assert_null (ng_studio_window_failure (self->window));
  ng_ui_stop (self);
}

/* All tabs of all windows come back, and the same one is seen; files that are gone do not. */
static void
test_session (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GtkApplication *application = GTK_APPLICATION (self->application);
  GSettings *settings = ng_studio_application_settings (self->application);
  g_autofree char *paths[3] = { NULL };

  for (int i = 0; i < 3; i++) {
    paths[i] = ng_ui_write ("net.wl", "NetChain[{LinearLayer[3], Ramp}]");
    if (i == 0)
      ng_ui_start (self, paths[i]);
    else
      ng_ui_open (self, paths[i]);
  }
  ng_ui_activate (self, "new-tab");
  ng_studio_window_select (self->window, sheet_at (self, 1));
  ng_studio_application_quit (self->application);
  ng_ui_wait (self->window == NULL);
  g_assert_cmpint (g_unlink (paths[0]), ==, 0);

  g_assert_true (ng_session_restore (self->application));
  self->window = NG_STUDIO_WINDOW (gtk_application_get_active_window (application));
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
  for (guint i = 0; i < 2; i++) {
    NgDocument *document = ng_sheet_document (sheet_at (self, i));

    ng_ui_wait (ng_document_net (document) != NULL);
    g_assert_cmpstr (g_file_peek_path (ng_document_file (document)), ==, paths[i + 1]);
  }
  g_assert_true (ng_ui_document (self) == ng_sheet_document (sheet_at (self, 0)));
  g_settings_reset (settings, "session");
  ng_ui_stop (self);
}

/* Files from outside become tabs of the window used last, or windows where the user wants these. */
static void
test_open (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GSettings *settings = ng_studio_application_settings (self->application);
  g_autofree char *first = ng_ui_write ("first.wl", "NetChain[{LinearLayer[3], Ramp}]");
  g_autofree char *second = ng_ui_write ("second.wl", "NetChain[{LinearLayer[4]}]");
  g_autofree char *third = ng_ui_write ("third.wl", "NetChain[{LinearLayer[5]}]");
  g_autoptr (GFile) one = g_file_new_for_path (first);
  g_autoptr (GFile) two = g_file_new_for_path (second);
  g_autoptr (GFile) three = g_file_new_for_path (third);
  NgStudioWindow *other;

  ng_ui_start (self, NULL);
  g_application_open (G_APPLICATION (self->application), (GFile *[]){ one, two }, 2, "");
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
  ng_ui_settle (self);
  g_assert_cmpstr (title_of (self), ==, "second.wl");
  g_settings_set_boolean (settings, "open-in-tabs", FALSE);
  g_application_open (G_APPLICATION (self->application), &three, 1, "");
  g_settings_reset (settings, "open-in-tabs");
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
  other = other_window (self);
  g_assert_nonnull (other);
  ng_ui_wait (ng_document_net (ng_studio_window_document (other)) != NULL);
  gtk_window_destroy (GTK_WINDOW (other));
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  /* So that tabs come and go at once. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_data_func ("/tabs/switch", &test, test_switch);
  g_test_add_data_func ("/tabs/keys", &test, test_keys);
  g_test_add_data_func ("/tabs/unsaved", &test, test_unsaved);
  g_test_add_data_func ("/tabs/close-window", &test, test_close_window);
  g_test_add_data_func ("/tabs/move", &test, test_move);
  g_test_add_data_func ("/tabs/behind", &test, test_behind);
  g_test_add_data_func ("/tabs/session", &test, test_session);
  g_test_add_data_func ("/tabs/open", &test, test_open);
  return ng_ui_run (&test);
}
