/* The window as a good citizen: it notices what others do to files, and offers what was lost. */

#include "tests/ui/ui-test.h"
#include "ui/recovery.h"

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "ui/session.h"
#include <glib/gstdio.h>
#include <string.h>

static NgNotices *
notices_of (NgUiTest *self)
{
  return ng_studio_window_notices (self->window);
}

static void
put (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
push (NgDocument *document, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, &error);

  g_assert_no_error (error);
  ng_document_push (document, net, "edit");
}

static void
test_reload (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("shared.wl", "NetChain[{LinearLayer[3], Ramp}]");

  ng_ui_start (self, path);
  g_assert_null (ng_notices_shown (notices_of (self)));
  push (ng_ui_document (self), "NetChain[{LinearLayer[4], Tanh}]");
  put (path, "NetChain[{LinearLayer[5], Ramp, LinearLayer[6]}]");
  ng_ui_wait (ng_notices_shown (notices_of (self)) != NULL);
  g_assert_cmpstr (
      ng_notices_shown (notices_of (self)), ==, "“shared.wl” was changed by another program");
  ng_ui_screenshot (self, "disk-changed");
  ng_notices_answer (notices_of (self), TRUE);
  ng_ui_settle (self);
  g_assert_null (ng_notices_shown (notices_of (self)));
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (ng_ui_document (self))), ==, 3);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "shared.wl");
  ng_ui_activate (self, "undo");
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (ng_ui_document (self))), ==, 2);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "• shared.wl");
  ng_ui_stop (self);
}

/* Keeping one's own, saving asks nothing; without an answer it does. */
static void
test_overwrite (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("shared.wl", "NetChain[{LinearLayer[3], Ramp}]");
  g_autofree char *text = NULL;

  ng_ui_start (self, path);
  put (path, "NetChain[{LinearLayer[5]}]");
  ng_ui_wait (ng_notices_shown (notices_of (self)) != NULL);
  ng_notices_answer (notices_of (self), FALSE);
  g_assert_null (ng_notices_shown (notices_of (self)));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "• shared.wl");
  ng_ui_activate (self, "save");
  ng_ui_settle (self);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "shared.wl");

  put (path, "NetChain[{LinearLayer[6]}]");
  ng_ui_activate (self, "save");
  ng_ui_answer ("cancel");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "NetChain[{LinearLayer[6]}]");
  ng_ui_activate (self, "save");
  ng_ui_answer ("replace");
  ng_ui_settle (self);
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "LinearLayer[3"));
  g_assert_null (ng_studio_window_failure (self->window));
  ng_ui_stop (self);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Documents with unsaved work, as a process that is no more has left them. */
static void
leave (const char *const *paths, guint n)
{
  g_autofree char *folder = ng_journal_folder ();
  g_autoptr (NgTasks) tasks = ng_tasks_new ();
  g_autoptr (GPtrArray) documents = g_ptr_array_new_with_free_func (g_object_unref);
  NgJournal *journal = ng_journal_new (tasks, folder);
  guint n_written = 0;

  ng_journal_set_delay (journal, 1);
  g_signal_connect_swapped (journal, "written", G_CALLBACK (count_cb), &n_written);
  for (guint i = 0; i < n; i++) {
    NgDocument *document = ng_document_new (tasks);

    g_ptr_array_add (documents, document);
    ng_journal_follow (journal, document);
    if (paths[i] != NULL) {
      g_autoptr (GFile) file = g_file_new_for_path (paths[i]);

      ng_document_open (document, file);
      ng_ui_wait (ng_document_net (document) != NULL);
    }
    push (document, "NetChain[{LinearLayer[3], Ramp, LinearLayer[4], Tanh}]");
  }
  ng_ui_wait (n_written == n && ng_tasks_n_pending (tasks) == 0);
  g_object_unref (journal);
}

static void
test_recover (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("lost.wl", "NetChain[{LinearLayer[3], Ramp}]");
  const char *const paths[] = { path, NULL };

  leave (paths, 2);
  ng_ui_start (self, NULL);
  ng_recovery_look (self->window);
  ng_ui_wait (ng_notices_shown (notices_of (self)) != NULL);
  g_assert_cmpstr (
      ng_notices_shown (notices_of (self)), ==, "2 nets have changes that were not saved");
  ng_ui_screenshot (self, "recovery");
  ng_notices_answer (notices_of (self), TRUE);
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
  for (guint i = 0; i < 2; i++) {
    ng_studio_window_select (self->window, ng_studio_window_sheet (self->window, 1 - i));
    ng_ui_wait (ng_document_net (ng_ui_document (self)) != NULL);
    ng_ui_settle (self);
    g_assert_cmpuint (ng_net_n_layers (ng_document_net (ng_ui_document (self))), ==, 4);
  }
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "• lost.wl");
  ng_ui_screenshot (self, "recovered");
  ng_ui_stop (self);
}

static void
test_discard (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *folder = ng_journal_folder ();
  const char *const paths[] = { NULL };

  leave (paths, 1);
  ng_ui_start (self, NULL);
  ng_recovery_look (self->window);
  ng_ui_wait (ng_notices_shown (notices_of (self)) != NULL);
  g_assert_cmpstr (
      ng_notices_shown (notices_of (self)), ==, "1 net has changes that were not saved");
  ng_notices_answer (notices_of (self), FALSE);
  g_assert_null (ng_notices_shown (notices_of (self)));
  ng_ui_stop (self);
  g_autoptr (GPtrArray) leftovers = ng_journal_take_leftovers (folder);
  g_assert_cmpuint (leftovers->len, ==, 0);
}

/* Windows that show files come back as they were, and only if their user wishes so. */
static void
test_session (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GtkApplication *application = GTK_APPLICATION (self->application);
  GSettings *settings = ng_studio_application_settings (self->application);
  g_autofree char *first = ng_ui_write ("first.wl", "NetChain[{LinearLayer[3], Ramp}]");
  g_autofree char *second = ng_ui_write ("second.wl", "NetChain[{LinearLayer[4]}]");
  const char *const paths[] = { first, second };
  g_autoptr (GVariant) session = NULL;
  guint n = 0;

  for (int i = 0; i < 3; i++) {
    self->window = NULL;
    ng_ui_start (self, i < 2 ? paths[i] : NULL);
    g_object_remove_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
    gtk_window_set_default_size (GTK_WINDOW (self->window), 800 + 100 * i, 500);
  }
  ng_studio_application_quit (self->application);
  g_assert_null (gtk_application_get_windows (application));

  g_application_activate (G_APPLICATION (application));
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next) {
    const char *path = paths[gtk_application_get_windows (application) == l ? 1 : 0];
    int width, height;

    self->window = l->data;
    ng_ui_wait (ng_document_net (ng_ui_document (self)) != NULL);
    ng_ui_settle (self);
    g_assert_cmpstr (g_file_peek_path (ng_document_file (ng_ui_document (self))), ==, path);
    gtk_window_get_default_size (GTK_WINDOW (self->window), &width, &height);
    g_assert_cmpint (width, ==, path == first ? 800 : 900);
    g_assert_cmpint (height, ==, 500);
    n++;
  }
  g_assert_cmpuint (n, ==, 2);
  while (gtk_application_get_windows (application) != NULL)
    gtk_window_close (gtk_application_get_windows (application)->data);

  /* The last one that was closed is the session; it may have gone meanwhile. */
  session = g_settings_get_value (settings, "session");
  g_assert_cmpuint (g_variant_n_children (session), ==, 1);
  g_settings_set_boolean (settings, "restore-session", FALSE);
  g_assert_false (ng_session_restore (self->application));
  g_settings_set_boolean (settings, "restore-session", TRUE);
  g_unlink (first);
  g_unlink (second);
  g_assert_false (ng_session_restore (self->application));
  g_settings_reset (settings, "session");
  self->window = NULL;
}

/* Starting the program once more brings its window to the front, and makes no other. */
static void
test_activate (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GList *windows;

  ng_ui_start_text (self, "NetChain[{LinearLayer[3]}]");
  g_application_activate (G_APPLICATION (self->application));
  windows = gtk_application_get_windows (GTK_APPLICATION (self->application));
  g_assert_cmpuint (g_list_length (windows), ==, 1);
  g_assert_true (windows->data == self->window);
  ng_ui_stop (self);
}

static void
test_preferences (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgStudioWindow *main_window;
  GSettings *settings = ng_studio_application_settings (self->application);

  ng_ui_start (self, NULL);
  ng_ui_activate (self, "preferences");
  main_window = self->window;
  ng_ui_wait (ng_ui_find_window (ADW_TYPE_PREFERENCES_WINDOW) != NULL);
  g_settings_set_boolean (settings, "restore-session", FALSE);
  ng_ui_screenshot_of (ng_ui_find_window (ADW_TYPE_PREFERENCES_WINDOW), "preferences");
  g_settings_reset (settings, "restore-session");
  gtk_window_destroy (GTK_WINDOW (ng_ui_find_window (ADW_TYPE_PREFERENCES_WINDOW)));
  g_assert_true (self->window == main_window);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  /* So that no picture is taken of a bar on its way. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_data_func ("/citizen/reload", &test, test_reload);
  g_test_add_data_func ("/citizen/overwrite", &test, test_overwrite);
  g_test_add_data_func ("/citizen/recover", &test, test_recover);
  g_test_add_data_func ("/citizen/discard", &test, test_discard);
  g_test_add_data_func ("/citizen/session", &test, test_session);
  g_test_add_data_func ("/citizen/activate", &test, test_activate);
  g_test_add_data_func ("/citizen/preferences", &test, test_preferences);
  return ng_ui_run (&test);
}
