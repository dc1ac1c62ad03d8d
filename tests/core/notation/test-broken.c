/* Each file in tests/nets/broken opens with the message that it must fail with, and its place. */

#include "core/notation/read.h"
#include "tests/support/test.h"
#include <stdio.h>
#include <string.h>

/* Reads the net, and takes what inference found for a failure too. */
static void
read_net (const char *text, GError **error)
{
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, error);

  if (net != NULL)
    ng_net_check (net, error);
}

static void
test_file (gconstpointer data)
{
  const char *path = data;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  char tag[64];
  int line = 0, column = 0;
  NgDiagnostic *diagnostic;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sscanf (text, "(* expect: %63s %d:%d *)", tag, &line, &column), >=, 1);
  read_net (text, &error);
  if (error == NULL)
    g_error ("%s: no error, expected %s", path, tag);
  diagnostic = ng_error_diagnostic (error);
  if (!ng_error_has_tag (error, tag) ||
      (line > 0 && (diagnostic->place.line != line || diagnostic->place.column != column))) {
    g_autofree char *shown = ng_error_format (error, path);

    g_error ("expected %s at %d:%d, got %s", tag, line, column, shown);
  }
  g_assert_cmpstr (diagnostic->message, !=, "");
}

/* Cut short or with a byte changed, a text is refused or read, and no more. */
static void
test_damaged (gconstpointer data)
{
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (data, &text, &length, NULL));
  for (gsize i = 0; i < length; i += 3) {
    g_autofree char *copy = g_strdup (text);
    g_autoptr (GError) error = NULL;

    copy[i] = "[]{},>1\"#"[i % 9];
    read_net (copy, &error);
    g_clear_error (&error);
    copy[i] = '\0';
    read_net (copy, &error);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) files = NULL;
  const char *name;
  int status;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  ng_test_init (&argc, &argv);
  folder = g_test_build_filename (G_TEST_DIST, "nets", "broken", NULL);
  files = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *test = g_strdup_printf ("/notation/broken/%s", name);
    g_autofree char *damaged = g_strdup_printf ("/notation/damaged/%s", name);
    char *path = g_build_filename (folder, name, NULL);

    g_ptr_array_add (paths, path);
    g_test_add_data_func (test, path, test_file);
    g_test_add_data_func (damaged, path, test_damaged);
  }
  g_assert_cmpuint (paths->len, >, 50);
  status = g_test_run ();
  return status;
}
