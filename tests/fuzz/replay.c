/* Feeds a fuzz entry with the files of the folder in argv[1]: each as it is, then cut short at up
 * to 64 places, then 256 times with one to four bytes changed. The changes depend on nothing but
 * the number of the attempt, so what fails once fails again. */

#include "core/base/rng.h"
#include <string.h>

#define CUTS    64
#define CHANGES 256

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The copy has no byte to spare, so that a sanitizer sees any read past the end. */
static void
feed (const char *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (copy != NULL ? copy : (const guint8 *) "", size);
}

static void
test_file (gconstpointer user_data)
{
  const char *path = user_data;
  g_autofree char *data = NULL;
  g_autofree char *changed = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  feed (data, size);
  for (gsize i = 0; i < MIN (size, CUTS); i++)
    feed (data, i * size / MIN (size, CUTS));

  if (size == 0)
    return;
  changed = g_malloc (size);
  for (guint attempt = 0; attempt < CHANGES; attempt++) {
    memcpy (changed, data, size);
    for (guint i = 0; i <= attempt % 4; i++) {
      guint64 bits = ng_rng_bits (1, attempt, i);
      changed[bits % size] = (char) (bits >> 56);
    }
    feed (changed, size);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = NULL;
  g_autofree char *corpus = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  if (argc != 2)
    g_error ("usage: %s CORPUS", argv[0]);
  folder = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);
  corpus = g_path_get_basename (argv[1]);

  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *title = g_strconcat ("/fuzz/", corpus, "/", name, NULL);
    g_test_add_data_func_full (title, g_build_filename (argv[1], name, NULL), test_file, g_free);
  }
  return g_test_run ();
}
