#include "tests/support/test.h"

#include <math.h>

/* The one place that knows where test data lie when nobody says so: beside the project. */
#define DEFAULT_DATA_FOLDER "../shared"

void
ng_test_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
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
