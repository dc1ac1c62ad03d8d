#include "tests/support/nets.h"

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "tests/support/test.h"

#include <string.h>

NgNet *
ng_test_net (const char *notation)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_net_read_text (notation, -1, NULL, &error);

  g_assert_no_error (error);
  return net;
}

NgNet *
ng_test_gallery (const char *name)
{
  g_autofree char *file = g_strconcat ("data/gallery/", name, ".wl", NULL);
  g_autofree char *path = ng_test_source (file);
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_document_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return net;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
ng_test_gallery_names (void)
{
  g_autofree char *folder = ng_test_source ("data/gallery");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_assert_nonnull (dir);
  for (const char *file = g_dir_read_name (dir); file != NULL; file = g_dir_read_name (dir))
    g_ptr_array_add (names, g_strdup (file));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    *strrchr (names->pdata[i], '.') = '\0';
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}
