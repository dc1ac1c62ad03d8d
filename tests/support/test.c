#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

/* The one place that knows where test data lie when nobody says so: beside the project. */
#define DEFAULT_DATA_FOLDER "../shared"

void
ng_test_remove (const char *path)
{
  GDir *folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *inner = g_build_filename (path, name, NULL);
    ng_test_remove (inner);
  }
  g_clear_pointer (&folder, g_dir_close);
  g_remove (path);
}

/* Every program starts with an empty home of its own. GLib would do this too, by
 * G_TEST_OPTION_ISOLATE_DIRS, but leaks the names. */
static void
set_home (void)
{
  const char *const names[] = {
    "HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"
  };
  g_autofree char *program = g_path_get_basename (g_get_prgname ());
  g_autofree char *home = g_build_filename (g_test_get_dir (G_TEST_BUILT), "home", program, NULL);

  ng_test_remove (home);
  g_mkdir_with_parents (home, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_setenv (names[i], home, TRUE);
}

/* The folder of this process, and of the programs that it starts, for temporary files. */
static char *temporary;
static pid_t owner;

static void
remove_temporary (void)
{
  if (getpid () == owner)
    ng_test_remove (temporary);
}

static void
set_temporary (void)
{
  const char *outer = g_getenv ("TMPDIR");

  owner = getpid ();
  temporary = g_strdup_printf ("%s/netgraph-test-%d", outer != NULL ? outer : "/tmp", (int) owner);
  ng_test_remove (temporary);
  g_assert_cmpint (g_mkdir (temporary, 0700), ==, 0);
  g_setenv ("TMPDIR", temporary, TRUE);
  atexit (remove_temporary);
}

void
ng_test_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (g_test_subprocess ())
    return;
  set_home ();
  set_temporary ();
}

void
ng_assert_near (double a, double b, double tolerance)
{
  if (!(fabs (a - b) <= tolerance))
    g_error ("%.17g is not within %g of %.17g", a, tolerance, b);
}

void
ng_assert_tag (GError **error, const char *tag)
{
  if (*error == NULL)
    g_error ("no error, expected %s", tag);
  if (!ng_error_has_tag (*error, tag)) {
    g_autofree char *text = ng_error_format (*error, NULL);
    g_error ("expected %s, got: %s", tag, text);
  }
  g_clear_error (error);
}

void
ng_assert_golden (const char *name, const char *text)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "scenes", name, NULL);
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;

  if (g_getenv ("NG_UPDATE_GOLDEN") != NULL)
    g_file_set_contents (path, text, -1, &error);
  else if (g_file_get_contents (path, &expected, NULL, &error))
    g_assert_cmpstr (text, ==, expected);
  g_assert_no_error (error);
}

char *
ng_test_source (const char *name)
{
  return g_build_filename (NG_SOURCE_ROOT, name, NULL);
}

char *
ng_test_data (const char *name)
{
  const char *folder = g_getenv ("NETGRAPH_TEST_DATA");
  g_autofree char *path = NULL;

  if (folder != NULL)
    path = g_build_filename (folder, name, NULL);
  else
    path = g_build_filename (NG_SOURCE_ROOT, DEFAULT_DATA_FOLDER, name, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip_printf ("no test data at %s; set NETGRAPH_TEST_DATA", path);
  return NULL;
}
