/* Every net of the gallery in every form, as a scene, as SVG and as TikZ, is to the letter what it
 * was: tests/scenes/gallery.golden has the beginning of the SHA-256 of each, "-" where the form
 * does not suit the net. NG_UPDATE_GOLDEN writes it anew, after somebody has looked at what
 * changed. */

#include "render/figure/figure.h"

#include "render/export/svg.h"
#include "render/export/tikz.h"
#include "render/scene/dump.h"
#include "tests/support/nets.h"
#include "tests/support/test.h"

#include <string.h>

/* Letters of a sum that are kept. */
#define KEPT 16

static void
append_sum (GString *line, const char *text)
{
  g_autofree char *sum =
      text != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1) : g_strdup ("-");

  g_string_append_printf (line, " %.*s", KEPT, sum);
}

/* "maps lenet.wl 0123… 4567… 89ab…\n" */
static void
append_line (GString *table, NgNet *net, const NgFigureForm *form, const char *file)
{
  NgFigure figure = ng_figure_default ();
  NgTikzOptions options = { .net = net, .title = file };
  const NgTheme *theme = ng_theme_get (form->theme);
  g_autoptr (NgScene) scene = NULL;
  g_autofree char *dump = NULL, *svg = NULL, *tex = NULL;

  figure.form = form;
  figure.without_dot = TRUE;
  figure.metrics = ng_metrics_test ();
  scene = ng_figure_draw (net, &figure, NULL, NULL);
  if (scene != NULL) {
    dump = ng_scene_dump (scene);
    svg = ng_svg_write (scene, theme, &(NgAbout){ .title = file }, 0, FALSE);
    tex = ng_tikz_write (scene, theme, &options, NULL);
  }
  g_string_append_printf (table, "%s %s", form->name, file);
  append_sum (table, dump);
  append_sum (table, svg);
  append_sum (table, tex);
  g_string_append_c (table, '\n');
}

static void
test_gallery (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "scenes", "gallery.golden", NULL);
  g_auto (GStrv) names = ng_test_gallery_names ();
  g_autoptr (GString) table = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = NULL;
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);

  for (gsize k = 0; names[k] != NULL; k++) {
    g_autoptr (NgNet) net = ng_test_gallery (names[k]);
    g_autofree char *file = g_strconcat (names[k], ".wl", NULL);

    for (gsize i = 0; i < n; i++)
      append_line (table, net, forms[i], file);
  }
  if (g_getenv ("NG_UPDATE_GOLDEN") != NULL)
    g_file_set_contents (path, table->str, -1, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &expected, NULL, &error);
  g_assert_no_error (error);
  g_auto (GStrv) lines = g_strsplit (table->str, "\n", -1);
  g_auto (GStrv) golden = g_strsplit (expected, "\n", -1);
  for (guint i = 0; lines[i] != NULL && golden[i] != NULL; i++)
    g_assert_cmpstr (lines[i], ==, golden[i]);
  g_assert_cmpuint (g_strv_length (lines), ==, g_strv_length (golden));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/golden/gallery", test_gallery);
  return g_test_run ();
}
