/* The net as a figure, seen as it will be printed: it follows the net and the settings, says why
 * where a form does not suit, and is what is exported. */

#include "tests/ui/ui-test.h"

#include "ui/figure-page.h"

#include <string.h>

static NgFigurePage *
figure_page (NgUiTest *self)
{
  return ng_ui_find_widget (GTK_WIDGET (self->window), NG_TYPE_FIGURE_PAGE);
}

static gboolean
is_drawn (NgUiTest *self)
{
  NgFigurePage *page = figure_page (self);

  return page != NULL && !ng_figure_page_is_drawing (page) &&
         (ng_figure_page_scene (page) != NULL || ng_figure_page_refusal (page) != NULL);
}

static gboolean
says (NgUiTest *self, const char *text)
{
  NgScene *scene = ng_figure_page_scene (figure_page (self));
  const NgItem *items = scene != NULL ? ng_scene_items (scene) : NULL;

  for (gsize i = 0; scene != NULL && i < ng_scene_n_items (scene); i++)
    if (items[i].kind == NG_ITEM_TEXT &&
        strstr (ng_scene_item_text (scene, &items[i]), text) != NULL)
      return TRUE;
  return FALSE;
}

static AdwComboRow *
find_row (GtkWidget *root, const char *title)
{
  if (ADW_IS_COMBO_ROW (root) &&
      g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title))
    return ADW_COMBO_ROW (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    AdwComboRow *found = find_row (child, title);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
choose (NgUiTest *self, const char *row, guint index)
{
  AdwComboRow *found = find_row (GTK_WIDGET (figure_page (self)), row);

  g_assert_nonnull (found);
  adw_combo_row_set_selected (found, index);
  ng_ui_wait (is_drawn (self));
}

/* Height of the figure in units of its width. */
static float
steepness (NgUiTest *self)
{
  NgBox page = ng_scene_bounds (ng_figure_page_scene (figure_page (self)));

  return page.height / page.width;
}

static void
test_live (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *svg = g_build_filename (folder, "figure.svg", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (svg);

  ng_ui_start (self, path);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  if (!ng_ui_send ("key ctrl+shift+e")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_drawn (self));
  g_assert_true (says (self, "conv1"));
  g_assert_true (says (self, "16×10×10"));
  g_assert_nonnull (strstr (ng_figure_page_caption (figure_page (self)), "61,706 parameters"));
  ng_ui_screenshot (self, "figure-view");

  choose (self, "Flow", 2);
  choose (self, "Dimensions", 3);
  g_assert_false (says (self, "16×10×10"));
  choose (self, "Width", 1);
  ng_ui_screenshot (self, "figure-view-column");
  g_assert_cmpfloat (steepness (self), >, 4);
  choose (self, "Rows", 1);
  g_assert_cmpfloat (steepness (self), <, 2);
  ng_ui_screenshot (self, "figure-view-rows");
  choose (self, "Rows", 0);

  /* What was settled can be undone. */
  ng_ui_activate (self, "undo");
  ng_ui_wait (is_drawn (self) && steepness (self) < 2);
  ng_ui_activate (self, "redo");
  ng_ui_wait (is_drawn (self) && steepness (self) > 4);

  /* What is undone in the net is undone in the figure. */
  ng_ui_select (self, "conv1");
  ng_ui_activate (self, "delete");
  ng_ui_wait (is_drawn (self) && !says (self, "conv1"));
  ng_ui_activate (self, "undo");
  ng_ui_wait (is_drawn (self) && says (self, "conv1"));

  ng_studio_window_export (self->window, file);
  ng_ui_wait (g_file_test (svg, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (svg, &text, NULL, NULL));
  /* It is narrower than the column, and stays so. */
  g_assert_cmpfloat (ng_scene_bounds (ng_figure_page_scene (figure_page (self))).width, <, 252);
  ng_assert_near (g_ascii_strtod (strstr (text, "width=\"") + strlen ("width=\""), NULL),
                  (double) ng_scene_bounds (ng_figure_page_scene (figure_page (self))).width,
                  0.01);
  g_assert_null (strstr (text, "16×10×10"));

  ng_ui_send ("key ctrl+shift+e");
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (ng_ui_canvas (self))));
  ng_ui_stop (self);
}

/* While another figure is being drawn, what is copied or exported is the one that is seen, with its
 * own theme and width. */
static void
test_settling (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");

  ng_ui_start (self, path);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  if (!ng_ui_send ("key ctrl+shift+e")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_drawn (self));
  NgFigurePage *page = figure_page (self);
  double width = ng_figure_page_width (page);
  NgColor ground = ng_theme_style (ng_figure_page_theme (page), NG_ROLE_CANVAS).fill;

  ng_document_set_figure (ng_ui_document (self), "{\"theme\": \"dark\", \"width\": \"20mm\"}");
  g_assert_true (ng_figure_page_is_drawing (page));
  g_assert_cmphex (ng_theme_style (ng_figure_page_theme (page), NG_ROLE_CANVAS).fill, ==, ground);
  ng_assert_near (ng_figure_page_width (page), width, 0);
  ng_ui_wait (is_drawn (self));
  g_assert_cmphex (ng_theme_style (ng_figure_page_theme (page), NG_ROLE_CANVAS).fill, !=, ground);
  ng_assert_near (ng_figure_page_width (page), 20 * 72 / 25.4, 1e-3);
  ng_ui_stop (self);
}

/* A document keeps the settings of its figure: they are saved with it, asked about like the net,
 * and there again when it is opened. */
static void
test_kept (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *saved = g_build_filename (folder, "lenet.netgraph", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (saved);

  ng_ui_start (self, path);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  if (!ng_ui_send ("key ctrl+shift+e")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_drawn (self));
  choose (self, "Flow", 2);
  choose (self, "Dimensions", 3);
  ng_document_write (ng_ui_document (self), file);
  ng_ui_wait (g_file_test (saved, G_FILE_TEST_EXISTS));
  ng_ui_settle (self);
  g_assert_false (ng_document_is_changed (ng_ui_document (self)));
  /* Hatches tell the kinds of layers apart. */
  choose (self, "Kinds of layers", 2);
  ng_ui_screenshot (self, "figure-view-grey");
  g_assert_cmpint (
      ng_theme_style (ng_figure_page_theme (figure_page (self)), NG_ROLE_LAYER + 1).pattern,
      !=,
      NG_PATTERN_NONE);
  choose (self, "Kinds of layers", 0);
  choose (self, "Legend", 1);
  g_assert_true (ng_document_is_changed (ng_ui_document (self)));
  choose (self, "Legend", 0);
  g_assert_false (ng_document_is_changed (ng_ui_document (self)));
  ng_ui_send ("key ctrl+shift+e");
  ng_ui_stop (self);

  ng_ui_start (self, saved);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_send ("key ctrl+shift+e");
  ng_ui_wait (is_drawn (self));
  g_assert_cmpuint (
      adw_combo_row_get_selected (find_row (GTK_WIDGET (figure_page (self)), "Flow")), ==, 2);
  g_assert_cmpuint (
      adw_combo_row_get_selected (find_row (GTK_WIDGET (figure_page (self)), "Dimensions")), ==, 3);
  g_assert_true (says (self, "conv1"));
  g_assert_false (says (self, "16×10×10"));
  g_assert_false (ng_document_is_changed (ng_ui_document (self)));
  ng_ui_send ("key ctrl+shift+e");
  ng_ui_stop (self);
}

static void
spliced_cb (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  GBytes **bytes = user_data;

  g_assert_cmpint (g_output_stream_splice_finish (G_OUTPUT_STREAM (stream), result, NULL), >, 0);
  *bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
read_cb (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GInputStream) stream =
      gdk_clipboard_read_finish (GDK_CLIPBOARD (clipboard), result, NULL, NULL);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  g_assert_nonnull (stream);
  g_output_stream_splice_async (memory,
                                stream,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                    G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT,
                                NULL,
                                spliced_cb,
                                user_data);
}

static void
assert_begins (NgUiTest *self, const char *mime, const char *beginning)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self->window));
  const char *mimes[] = { mime, NULL };
  GBytes *bytes = NULL;
  gsize size;

  gdk_clipboard_read_async (clipboard, mimes, G_PRIORITY_DEFAULT, NULL, read_cb, &bytes);
  ng_ui_wait (bytes != NULL);
  const char *start = g_bytes_get_data (bytes, &size);
  g_assert_cmpuint (size, >, 1000);
  g_assert_nonnull (g_strstr_len (start, 100, beginning));
  g_bytes_unref (bytes);
}

/* Ctrl+C copies the figure for programs that draw, print or paint. */
static void
test_copy (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  ng_ui_start_text (self, "NetChain[{LinearLayer[5], Ramp}, \"Input\" -> 3]");
  if (!ng_ui_send ("key ctrl+shift+e")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_drawn (self));
  ng_ui_send ("key ctrl+c");
  ng_ui_wait (gdk_content_formats_contain_mime_type (
      gdk_clipboard_get_formats (gtk_widget_get_clipboard (GTK_WIDGET (self->window))),
      "image/svg+xml"));
  assert_begins (self, "image/svg+xml", "<svg");
  assert_begins (self, "image/png", "PNG");
  assert_begins (self, "application/pdf", "%PDF-");
  ng_ui_stop (self);
}

/* Every form either shows the net or says why not; the window stays usable. */
static void
test_forms (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);

  ng_ui_start_text (self, "NetChain[{LinearLayer[5], Ramp, LinearLayer[2]}, \"Input\" -> 3]");
  ng_ui_activate (self, "show-figure");
  ng_ui_wait (is_drawn (self));
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strconcat ("figure-view-", forms[i]->name, NULL);

    choose (self, "Form", i);
    g_assert_true (ng_figure_page_figure (figure_page (self))->form == forms[i]);
    ng_ui_screenshot (self, name);
  }
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/figure-view/live", &test, test_live);
  g_test_add_data_func ("/figure-view/settling", &test, test_settling);
  g_test_add_data_func ("/figure-view/kept", &test, test_kept);
  g_test_add_data_func ("/figure-view/copy", &test, test_copy);
  g_test_add_data_func ("/figure-view/forms", &test, test_forms);
  return ng_ui_run (&test);
}
