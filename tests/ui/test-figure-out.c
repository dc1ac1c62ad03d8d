/* Figures on their way out of the window: dragged into another program, which takes them as SVG,
 * PDF or PNG, copied for one, and written as files of each kind, outlines among them. */

#include "tests/ui/ui-test.h"

#include "ui/figure-page.h"
#include "ui/paper.h"
#include "ui/picture.h"

#include <string.h>

static const char *const mimes[][2] = { { "image/svg+xml", "<svg" },
                                        { "application/pdf", "%PDF-" },
                                        { "image/png", "PNG" } };

static NgFigurePage *
figure_page (NgUiTest *self)
{
  return ng_ui_find_widget (GTK_WIDGET (self->window), NG_TYPE_FIGURE_PAGE);
}

static gboolean
is_drawn (NgUiTest *self)
{
  NgFigurePage *page = figure_page (self);

  return page != NULL && !ng_figure_page_is_drawing (page) && ng_figure_page_scene (page) != NULL;
}

/* Returns: (transfer full): what begins a drag at the paper */
static GObject *
find_source (GtkWidget *paper)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (paper);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_DRAG_SOURCE (controller))
      return g_steal_pointer (&controller);
  }
  g_assert_not_reached ();
}

static void
written_cb (GObject *provider, GAsyncResult *result, gpointer user_data)
{
  gboolean *is_written = user_data;
  g_autoptr (GError) error = NULL;

  *is_written =
      gdk_content_provider_write_mime_type_finish (GDK_CONTENT_PROVIDER (provider), result, &error);
  g_assert_no_error (error);
}

/* What a drag that begins on the figure offers, and what another program gets that asks for it. */
static void
test_drag (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (GdkContentProvider) content = NULL;

  ng_ui_start_text (self, "NetChain[{LinearLayer[5], Ramp}, \"Input\" -> 3]");
  ng_ui_activate (self, "show-figure");
  ng_ui_wait (is_drawn (self));
  g_autoptr (GObject) source =
      find_source (ng_ui_find_widget (GTK_WIDGET (figure_page (self)), NG_TYPE_PAPER));
  g_signal_emit_by_name (source, "prepare", 20.0, 20.0, &content);
  g_assert_nonnull (content);
  g_autoptr (GdkContentFormats) formats = gdk_content_provider_ref_formats (content);
  for (gsize i = 0; i < G_N_ELEMENTS (mimes); i++) {
    g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
    gboolean is_written = FALSE;

    g_assert_true (gdk_content_formats_contain_mime_type (formats, mimes[i][0]));
    gdk_content_provider_write_mime_type_async (
        content, mimes[i][0], memory, G_PRIORITY_DEFAULT, NULL, written_cb, &is_written);
    ng_ui_wait (is_written);
    g_output_stream_close (memory, NULL, NULL);
    g_autoptr (GBytes) bytes =
        g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
    gsize size;
    const char *start = g_bytes_get_data (bytes, &size);
    g_assert_cmpuint (size, >, 1000);
    g_assert_nonnull (g_strstr_len (start, 100, mimes[i][1]));
  }
  ng_ui_stop (self);
}

static void
begin_cb (GtkDragSource *source, GdkDrag *drag, gboolean *is_dragged)
{
  *is_dragged = TRUE;
}

/* The pointer takes the figure along; a click does not. */
static void
test_pointer (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  gboolean is_dragged = FALSE;
  int x, y;

  ng_ui_start_text (self, "NetChain[{LinearLayer[5], Ramp}, \"Input\" -> 3]");
  ng_ui_activate (self, "show-figure");
  ng_ui_wait (is_drawn (self));
  ng_ui_settle (self);
  if (!ng_ui_send ("mousemove 5 5")) {
    ng_ui_stop (self);
    return;
  }
  GtkWidget *paper = ng_ui_find_widget (GTK_WIDGET (figure_page (self)), NG_TYPE_PAPER);
  g_autoptr (GObject) source = find_source (paper);
  g_signal_connect (source, "drag-begin", G_CALLBACK (begin_cb), &is_dragged);
  ng_ui_click (paper);
  ng_ui_settle (self);
  g_assert_false (is_dragged);
  ng_ui_place (self, paper, gtk_widget_get_width (paper) / 2.0, 60, &x, &y);
  ng_ui_drag (x, y, x + 40, y + 20);
  ng_ui_wait (is_dragged);
  ng_ui_send ("mouseup 1");
  ng_ui_settle (self);
  ng_ui_stop (self);
}

static char *
file_of (NgUiTest *self, const char *path, gboolean is_outlined)
{
  NgPicture picture = ng_figure_page_picture (figure_page (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size;

  picture.outlines = is_outlined;
  bytes = ng_picture_bytes (&picture, path, NULL, &error);
  g_assert_no_error (error);
  const char *start = g_bytes_get_data (bytes, &size);
  return g_strndup (start, size);
}

/* Each kind of file says what the figure is of; outlines have no words. */
static void
test_files (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  ng_ui_start_text (self,
                    "NetChain[<|\"dense\" -> LinearLayer[5], \"ramp\" -> Ramp|>, \"Input\" -> 3]");
  ng_ui_activate (self, "show-figure");
  ng_ui_wait (is_drawn (self));
  g_autofree char *svg = file_of (self, "a.SVG", FALSE);
  g_autofree char *outlines = file_of (self, "a.svg", TRUE);
  g_autofree char *tex = file_of (self, "a.tex", FALSE);
  g_autofree char *dot = file_of (self, "a.dot", FALSE);
  g_autofree char *pdf = file_of (self, "a.pdf", FALSE);
  g_assert_nonnull (strstr (svg, ">dense</text>"));
  g_assert_nonnull (strstr (svg, "<desc>Standard form of "));
  g_assert_null (strstr (outlines, "</text>"));
  g_assert_nonnull (strstr (outlines, "<desc>"));
  g_assert_nonnull (strstr (tex, "\\documentclass"));
  g_assert_nonnull (strstr (tex, "(dense)"));
  g_assert_true (strstr (dot, "\ndigraph ") != NULL);
  g_assert_nonnull (strstr (dot, "dense"));
  g_assert_true (g_str_has_prefix (pdf, "%PDF-"));
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/figure-out/drag", &test, test_drag);
  g_test_add_data_func ("/figure-out/pointer", &test, test_pointer);
  g_test_add_data_func ("/figure-out/files", &test, test_files);
  return ng_ui_run (&test);
}
