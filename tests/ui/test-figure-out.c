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

/* A window of somebody else's. */
typedef struct {
  GtkWidget *window;
  const char *mime;    /* what it asks for */
  gboolean is_entered; /* whether something is over it */
  GBytes *bytes;       /* what it got */
} Taker;

static void
spliced_cb (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  Taker *self = user_data;
  g_autoptr (GError) error = NULL;

  g_output_stream_splice_finish (G_OUTPUT_STREAM (stream), result, &error);
  g_assert_no_error (error);
  self->bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GdkDrop *drop = GDK_DROP (object);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  const char *mime;
  g_autoptr (GInputStream) input = gdk_drop_read_finish (drop, result, &mime, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mime, ==, ((Taker *) user_data)->mime);
  gdk_drop_finish (drop, GDK_ACTION_COPY);
  g_output_stream_splice_async (memory,
                                input,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                    G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT,
                                NULL,
                                spliced_cb,
                                user_data);
}

static GdkDragAction
enter_cb (GtkDropTargetAsync *target, GdkDrop *drop, double x, double y, Taker *self)
{
  self->is_entered = TRUE;
  return GDK_ACTION_COPY;
}

static gboolean
drop_cb (GtkDropTargetAsync *target, GdkDrop *drop, double x, double y, Taker *self)
{
  gdk_drop_read_async (
      drop, (const char *[]){ self->mime, NULL }, G_PRIORITY_DEFAULT, NULL, read_cb, self);
  return TRUE;
}

static void
open_taker (Taker *self)
{
  GdkContentFormatsBuilder *formats = gdk_content_formats_builder_new ();
  GtkDropTargetAsync *target;

  for (gsize i = 0; i < G_N_ELEMENTS (mimes); i++)
    gdk_content_formats_builder_add_mime_type (formats, mimes[i][0]);
  target = gtk_drop_target_async_new (gdk_content_formats_builder_free_to_formats (formats),
                                      GDK_ACTION_COPY);
  self->window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (self->window), "Taker of figures");
  gtk_window_set_default_size (GTK_WINDOW (self->window), 160, 120);
  gtk_window_set_decorated (GTK_WINDOW (self->window), FALSE);
  g_signal_connect (target, "drag-enter", G_CALLBACK (enter_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (self->window, GTK_EVENT_CONTROLLER (target));
  gtk_window_present (GTK_WINDOW (self->window));
}

/* The pointer drags the figure into another window, which reads it as the server of the display
 * hands it over: once as each kind of file. */
static void
test_drop (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  Taker taker = { NULL };
  gboolean is_dragged = FALSE;
  int x, y;

  ng_ui_start_text (self, "NetChain[{LinearLayer[5], Ramp}, \"Input\" -> 3]");
  ng_ui_activate (self, "show-figure");
  ng_ui_wait (is_drawn (self));
  ng_ui_settle (self);
  GtkWidget *paper = ng_ui_find_widget (GTK_WIDGET (figure_page (self)), NG_TYPE_PAPER);
  ng_ui_click (paper);
  ng_ui_settle (self);
  ng_ui_place (self, paper, gtk_widget_get_width (paper) / 2.0, 60, &x, &y);
  open_taker (&taker);
  ng_ui_wait (gtk_widget_get_mapped (taker.window));
  if (!ng_ui_send ("search --sync --name \"Taker of figures\" windowmove --sync 1040 700")) {
    gtk_window_destroy (GTK_WINDOW (taker.window));
    ng_ui_stop (self);
    return;
  }
  g_autoptr (GObject) source = find_source (paper);
  g_signal_connect (source, "drag-begin", G_CALLBACK (begin_cb), &is_dragged);
  for (gsize i = 0; i < G_N_ELEMENTS (mimes); i++) {
    gsize size;

    is_dragged = FALSE;
    taker.is_entered = FALSE;
    taker.mime = mimes[i][0];
    ng_ui_drag (x, y, x + 40, y + 20);
    ng_ui_wait (is_dragged);
    ng_ui_send ("mousemove 1080 740");
    ng_ui_send ("mousemove 1100 760");
    ng_ui_wait (taker.is_entered);
    ng_ui_send ("mouseup 1");
    ng_ui_wait (taker.bytes != NULL);
    const char *start = g_bytes_get_data (taker.bytes, &size);
    g_assert_cmpuint (size, >, 1000);
    g_assert_nonnull (g_strstr_len (start, 100, mimes[i][1]));
    g_clear_pointer (&taker.bytes, g_bytes_unref);
    ng_ui_settle (self);
  }
  gtk_window_destroy (GTK_WINDOW (taker.window));
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
  g_test_add_data_func ("/figure-out/drop", &test, test_drop);
  g_test_add_data_func ("/figure-out/files", &test, test_files);
  return ng_ui_run (&test);
}
