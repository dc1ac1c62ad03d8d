/* A document and its file, while others write the file too. No window is needed. */

#include "core/formats/document.h"

#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/ui/ui-test.h"
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  NgTasks *tasks;
  NgDocument *document;
  char *path;
  GFile *file;
  char *failure; /* tag of the last one */
  guint n_saved;
} Fixture;

static void
failed_cb (Fixture *self, GFile *file, const GError *error)
{
  g_free (self->failure);
  self->failure = g_strdup (ng_error_diagnostic (error)->tag);
}

static void
saved_cb (Fixture *self)
{
  self->n_saved++;
}

static void
put (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
settle (Fixture *self)
{
  ng_ui_wait (ng_tasks_n_pending (self->tasks) == 0);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->tasks = ng_tasks_new ();
  self->document = ng_document_new (self->tasks);
  self->path = ng_ui_write ("net.wl", "NetChain[{LinearLayer[3]}]");
  self->file = g_file_new_for_path (self->path);
  g_signal_connect_swapped (self->document, "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect_swapped (self->document, "saved", G_CALLBACK (saved_cb), self);
  ng_document_open (self->document, self->file);
  settle (self);
  g_assert_nonnull (ng_document_net (self->document));
  g_assert_false (ng_document_is_changed (self->document));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  settle (self);
  g_object_add_weak_pointer (G_OBJECT (self->document), (gpointer *) &self->document);
  g_object_unref (self->document);
  g_assert_null (self->document);
  ng_tasks_unref (self->tasks);
  g_unlink (self->path);
  g_object_unref (self->file);
  g_free (self->path);
  g_free (self->failure);
}

static void
push (Fixture *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, &error);

  g_assert_no_error (error);
  ng_document_push (self->document, net, "edit");
}

static void
expect_net (NgNet *net, const char *part)
{
  g_autoptr (NgExpr) expr = ng_net_write (net, FALSE);
  g_autofree char *text = ng_print (expr, 1000);

  if (strstr (text, part) == NULL)
    g_error ("%s is not in %s", part, text);
}

static void
expect_file (Fixture *self, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_document_load (self->path, NULL, NULL, &error);

  g_assert_no_error (error);
  expect_net (net, part);
}

static void
test_save (Fixture *self, gconstpointer data)
{
  push (self, "NetChain[{LinearLayer[4]}]");
  g_assert_true (ng_document_is_changed (self->document));
  ng_document_write (self->document, self->file);
  settle (self);
  g_assert_cmpstr (self->failure, ==, NULL);
  g_assert_false (ng_document_is_changed (self->document));
  g_assert_cmpint (ng_document_disk_state (self->document), ==, NG_DISK_SAME);
  expect_file (self, "LinearLayer[4");
  ng_document_undo (self->document);
  g_assert_true (ng_document_is_changed (self->document));
}

/* However far one has gone on or back, one step leads to what the file holds. */
static void
test_return_to_saved (Fixture *self, gconstpointer data)
{
  NgNet *saved = ng_document_net (self->document);

  for (int i = 0; i < 40; i++)
    push (self, "NetChain[{LinearLayer[4]}]");
  g_assert_true (ng_document_return_to_saved (self->document));
  g_assert_true (ng_document_net (self->document) == saved);
  g_assert_false (ng_document_is_changed (self->document));
  ng_document_redo (self->document);
  ng_document_redo (self->document);
  ng_document_write (self->document, self->file);
  settle (self);
  saved = ng_document_net (self->document);
  ng_document_undo (self->document);
  g_assert_true (ng_document_return_to_saved (self->document));
  g_assert_true (ng_document_net (self->document) == saved);

  ng_document_undo (self->document);
  push (self, "NetChain[{LinearLayer[5]}]");
  g_assert_false (ng_document_return_to_saved (self->document));
  expect_net (ng_document_net (self->document), "LinearLayer[5");
  g_assert_false (ng_document_can_redo (self->document));
}

/* Saving while saving, as of somebody who is fond of Ctrl+S: our own writing is nobody else's. */
static void
test_save_twice (Fixture *self, gconstpointer data)
{
  for (int i = 0; i < 3; i++) {
    g_autofree char *text = g_strdup_printf ("NetChain[{LinearLayer[%d]}]", 10 + i);
    push (self, text);
    ng_document_write (self->document, self->file);
  }
  settle (self);
  g_assert_cmpstr (self->failure, ==, NULL);
  g_assert_cmpuint (self->n_saved, ==, 2);
  g_assert_false (ng_document_is_changed (self->document));
  expect_file (self, "LinearLayer[12");
}

/* One that cannot be saved there is saved elsewhere, though that was asked for meanwhile. */
static void
test_save_after_failure (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/nowhere/at/all.wl");

  push (self, "NetChain[{LinearLayer[9]}]");
  ng_document_write (self->document, nowhere);
  ng_document_write (self->document, self->file);
  settle (self);
  g_assert_nonnull (self->failure);
  g_assert_cmpuint (self->n_saved, ==, 1);
  g_assert_false (ng_document_is_changed (self->document));
  expect_file (self, "LinearLayer[9");
}

/* A drag that goes on while its first net is being saved. */
static void
test_save_in_gesture (Fixture *self, gconstpointer data)
{
  g_autoptr (NgNet) first = ng_net_read_text ("NetChain[{LinearLayer[5]}]", -1, NULL, NULL);
  g_autoptr (NgNet) second = ng_net_read_text ("NetChain[{LinearLayer[6]}]", -1, NULL, NULL);

  ng_document_push_merged (self->document, first, "drag", "drag");
  ng_document_write (self->document, self->file);
  ng_document_push_merged (self->document, second, "drag", "drag");
  settle (self);
  expect_file (self, "LinearLayer[5");
  g_assert_true (ng_document_is_changed (self->document));
  ng_document_write (self->document, self->file);
  settle (self);
  g_assert_cmpstr (self->failure, ==, NULL);
  g_assert_false (ng_document_is_changed (self->document));
}

static void
test_reload (Fixture *self, gconstpointer data)
{
  push (self, "NetChain[{LinearLayer[4]}]");
  put (self->path, "NetChain[{LinearLayer[77]}]");
  ng_ui_wait (ng_document_disk_state (self->document) == NG_DISK_OTHER);
  ng_document_reload (self->document);
  settle (self);
  expect_net (ng_document_net (self->document), "LinearLayer[77");
  g_assert_false (ng_document_is_changed (self->document));
  g_assert_cmpint (ng_document_disk_state (self->document), ==, NG_DISK_SAME);
  ng_document_undo (self->document);
  expect_net (ng_document_net (self->document), "LinearLayer[4");
  g_assert_true (ng_document_is_changed (self->document));
}

static void
test_keep (Fixture *self, gconstpointer data)
{
  put (self->path, "NetChain[{LinearLayer[77]}]");
  ng_ui_wait (ng_document_disk_state (self->document) == NG_DISK_OTHER);
  ng_document_keep (self->document);
  g_assert_cmpint (ng_document_disk_state (self->document), ==, NG_DISK_SAME);
  g_assert_true (ng_document_is_changed (self->document));
  ng_document_write (self->document, self->file);
  settle (self);
  g_assert_cmpstr (self->failure, ==, NULL);
  expect_file (self, "LinearLayer[3");
}

/* Whether or not the change was noticed before, saving does not go over it unasked. */
static void
test_careful (Fixture *self, gconstpointer data)
{
  push (self, "NetChain[{LinearLayer[4]}]");
  put (self->path, "NetChain[{LinearLayer[77]}]");
  ng_document_write (self->document, self->file);
  settle (self);
  g_assert_cmpstr (self->failure, ==, "File::changed");
  expect_file (self, "LinearLayer[77");
  g_assert_true (ng_document_is_changed (self->document));
  ng_document_overwrite (self->document);
  settle (self);
  g_assert_cmpuint (self->n_saved, ==, 1);
  expect_file (self, "LinearLayer[4");
  g_assert_false (ng_document_is_changed (self->document));
}

/* A file that is gone makes what is shown unsaved; one that comes back does not. */
static void
test_missing (Fixture *self, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (self->path, ".aside", NULL);

  g_assert_cmpint (g_rename (self->path, aside), ==, 0);
  ng_ui_wait (ng_document_disk_state (self->document) == NG_DISK_MISSING);
  g_assert_true (ng_document_is_changed (self->document));
  g_assert_cmpint (g_rename (aside, self->path), ==, 0);
  ng_ui_wait (ng_document_disk_state (self->document) == NG_DISK_SAME);
  g_assert_false (ng_document_is_changed (self->document));
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  ng_ui_wait (ng_document_disk_state (self->document) == NG_DISK_MISSING);
  ng_document_write (self->document, self->file);
  settle (self);
  g_assert_cmpstr (self->failure, ==, NULL);
  g_assert_cmpint (ng_document_disk_state (self->document), ==, NG_DISK_SAME);
  expect_file (self, "LinearLayer[3");
}

/* What a link leads to is watched. */
static void
test_link (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "link.wl", NULL);
  g_autoptr (GFile) link = g_file_new_for_path (path);

  g_assert_cmpint (symlink (self->path, path), ==, 0);
  ng_document_open (self->document, link);
  settle (self);
  put (self->path, "NetChain[{LinearLayer[77]}]");
  ng_ui_wait (ng_document_disk_state (self->document) == NG_DISK_OTHER);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "/files/save", test_save },
    { "/files/return-to-saved", test_return_to_saved },
    { "/files/save-twice", test_save_twice },
    { "/files/save-after-failure", test_save_after_failure },
    { "/files/reload", test_reload },
    { "/files/save-in-gesture", test_save_in_gesture },
    { "/files/keep", test_keep },
    { "/files/careful", test_careful },
    { "/files/missing", test_missing },
    { "/files/link", test_link },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
