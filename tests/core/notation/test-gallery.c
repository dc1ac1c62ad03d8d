/* The nets that come with the program: each is complete, reads back, and has as many parameters as
 * its comment says. */

#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"

/* The number before "parameters" in the comment, "61,706"; -1 where there is none. */
static gint64
find_count (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("([0-9,]+)\\s+parameters", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *number = NULL;
  gint64 count = 0;

  if (!g_regex_match (regex, text, 0, &match))
    return -1;
  number = g_match_info_fetch (match, 1);
  for (const char *p = number; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      count = 10 * count + (*p - '0');
  return count;
}

static void
test_file (gconstpointer path)
{
  g_autofree char *text = NULL;
  g_autofree char *written_text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;
  g_autoptr (NgNet) again = NULL;
  g_autoptr (NgExpr) written = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  net = ng_test_read (text);
  ng_net_check_specified (net, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_net_n_parameters (net), ==, find_count (text));
  written = ng_net_write (net, TRUE);
  written_text = ng_print (written, 100);
  again = ng_test_read (written_text);
  ng_assert_net_equal (net, again);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) files = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  ng_test_init (&argc, &argv);
  folder = g_test_build_filename (G_TEST_DIST, "..", "data", "gallery", NULL);
  files = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *test = g_strdup_printf ("/notation/gallery/%s", name);

    if (!g_str_has_suffix (name, ".wl"))
      continue;
    g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
    g_test_add_data_func (test, paths->pdata[paths->len - 1], test_file);
  }
  g_assert_cmpuint (paths->len, >, 10);
  return g_test_run ();
}
