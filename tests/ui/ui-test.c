#include "tests/ui/ui-test.h"

#include "core/notation/write.h"
#include <glib/gstdio.h>

static gboolean
late_cb (gpointer user_data)
{
  g_error ("still waiting for %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

void
ng_ui_iterate (const char *waiting_for)
{
  guint source = g_timeout_add_seconds (30, late_cb, (gpointer) waiting_for);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

void
ng_ui_init (NgUiTest *self, int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;

  g_test_init (argc, argv, NULL);
  self->application = ng_studio_application_new ();
  self->window = NULL;
  g_application_register (G_APPLICATION (self->application), NULL, &error);
  g_assert_no_error (error);
  /* What is drawn is at once where it will stay. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

int
ng_ui_run (NgUiTest *self)
{
  int status = g_test_run ();

  g_object_unref (self->application);
  return status;
}

void
ng_ui_settle (NgUiTest *self)
{
  NgDocument *document = ng_studio_window_document (self->window);
  NgExperiment *experiment = ng_studio_window_experiment (self->window);

  ng_ui_wait (ng_tasks_n_pending (ng_document_tasks (document)) == 0 &&
              !ng_document_is_opening (document) && !ng_document_is_drawing (document) &&
              !ng_experiment_is_running (experiment));
  if (ng_document_net (document) != NULL)
    ng_ui_wait (ng_canvas_is_complete (ng_studio_window_canvas (self->window)));
}

void
ng_ui_open (NgUiTest *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  ng_studio_window_open (self->window, file);
  ng_ui_settle (self);
}

void
ng_ui_start (NgUiTest *self, const char *path)
{
  g_assert_null (self->window);
  self->window = ng_studio_window_new (self->application);
  g_object_set (self->window,
                "show-palette",
                FALSE,
                "show-inspector",
                TRUE,
                "show-drawer",
                FALSE,
                "show-minimap",
                TRUE,
                "top-down",
                FALSE,
                NULL);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  gtk_window_present (GTK_WINDOW (self->window));
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
  if (path == NULL)
    return;
  ng_ui_open (self, path);
  g_assert_cmpstr (ng_studio_window_failure (self->window), ==, NULL);
  g_assert_nonnull (ng_document_net (ng_studio_window_document (self->window)));
}

void
ng_ui_start_text (NgUiTest *self, const char *text)
{
  g_autofree char *path = ng_ui_write ("graph.wl", text);

  ng_ui_start (self, path);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_settle (self);
}

void
ng_ui_stop (NgUiTest *self)
{
  ng_ui_settle (self);
  gtk_window_destroy (GTK_WINDOW (self->window));
  ng_ui_wait (self->window == NULL);
}

char *
ng_ui_gallery (const char *name)
{
  return g_build_filename (g_getenv ("NETGRAPH_DATA_DIR"), "gallery", name, NULL);
}

char *
ng_ui_write (const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  char *path = g_build_filename (folder, name, NULL);

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

gboolean
ng_ui_is_enabled (NgUiTest *self, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (self->window), action);
}

void
ng_ui_activate (NgUiTest *self, const char *action)
{
  if (!ng_ui_is_enabled (self, action))
    g_error ("win.%s is not enabled", action);
  g_action_group_activate_action (G_ACTION_GROUP (self->window), action, NULL);
}

NgDocument *
ng_ui_document (NgUiTest *self)
{
  return ng_studio_window_document (self->window);
}

NgCanvas *
ng_ui_canvas (NgUiTest *self)
{
  return ng_studio_window_canvas (self->window);
}

NgSubject *
ng_ui_layer (NgUiTest *self, const char *name)
{
  NgNet *net = ng_document_net (ng_studio_window_document (self->window));
  int index = ng_net_find (net, name);

  g_assert_cmpint (index, >=, 0);
  return ng_subject_of_layer (net, "", (gsize) index);
}

void
ng_ui_select (NgUiTest *self, const char *name)
{
  g_autoptr (NgSubject) subject = ng_ui_layer (self, name);

  ng_document_select (ng_studio_window_document (self->window), subject);
}

char *
ng_ui_selected (NgUiTest *self)
{
  NgDocument *document = ng_studio_window_document (self->window);
  const NgSubject *subject = ng_document_selection (document);
  NgNet *net;
  int layer;

  if (subject == NULL || subject->kind != NG_PICK_VERTEX ||
      !ng_subject_resolve (subject, ng_document_net (document), &net, &layer))
    return g_strdup ("");
  return ng_net_shown_name (net, (gsize) layer);
}

gboolean
ng_ui_send (const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_find_program_in_path ("xdotool");
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list arguments;
  int status;

  if (program == NULL) {
    g_test_skip ("xdotool is not installed");
    return FALSE;
  }
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strconcat (program, " ", text, NULL);
  g_spawn_command_line_sync (line, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return TRUE;
}

void
ng_ui_place (NgUiTest *self, GtkWidget *widget, double x, double y, int *screen_x, int *screen_y)
{
  double window_x, window_y, surface_x, surface_y;

  gtk_widget_translate_coordinates (widget, GTK_WIDGET (self->window), x, y, &window_x, &window_y);
  gtk_native_get_surface_transform (GTK_NATIVE (self->window), &surface_x, &surface_y);
  *screen_x = (int) (window_x + surface_x);
  *screen_y = (int) (window_y + surface_y);
}

void
ng_ui_find (NgUiTest *self, const char *layer, NgPickKind kind, guint port, int *x, int *y)
{
  NgCanvas *canvas = ng_ui_canvas (self);
  g_autoptr (NgSubject) subject = ng_ui_layer (self, layer);
  graphene_rect_t box;

  subject->kind = kind;
  subject->port = port;
  g_assert_true (ng_canvas_box (canvas, subject, &box));
  ng_ui_place (self,
               GTK_WIDGET (canvas),
               (double) (box.origin.x + box.size.width / 2),
               (double) (box.origin.y + box.size.height / 2),
               x,
               y);
}

void
ng_ui_drag (int x0, int y0, int x1, int y1)
{
  ng_ui_send ("mousemove %d %d mousedown 1", x0, y0);
  for (int i = 1; i <= 4; i++)
    ng_ui_send ("mousemove %d %d", x0 + (x1 - x0) * i / 4, y0 + (y1 - y0) * i / 4);
}

char *
ng_ui_notation (NgUiTest *self)
{
  NgNet *net = ng_document_net (ng_ui_document (self));
  g_autoptr (NgExpr) expr = net != NULL ? ng_net_write (net, TRUE) : NULL;

  return expr != NULL ? ng_print (expr, 0) : g_strdup ("");
}

static void
painted_cb (gboolean *is_painted)
{
  *is_painted = TRUE;
}

/* Until what has changed so far has been laid out and painted. */
static void
wait_for_frame (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  for (int i = 0; i < 2; i++) {
    gboolean is_painted = FALSE;
    gulong handler =
        g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb), &is_painted);

    gtk_widget_queue_draw (window);
    ng_ui_wait (is_painted);
    g_signal_handler_disconnect (clock, handler);
  }
}

void
ng_ui_where (GtkWidget *widget, int *screen_x, int *screen_y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double x, y, surface_x, surface_y;

  wait_for_frame (GTK_WIDGET (native));
  gtk_widget_translate_coordinates (widget,
                                    GTK_WIDGET (native),
                                    gtk_widget_get_width (widget) / 2.0,
                                    gtk_widget_get_height (widget) / 2.0,
                                    &x,
                                    &y);
  gtk_native_get_surface_transform (native, &surface_x, &surface_y);
  x += surface_x;
  y += surface_y;
  for (GdkSurface *surface = gtk_native_get_surface (native); GDK_IS_POPUP (surface);
       surface = gdk_popup_get_parent (GDK_POPUP (surface))) {
    x += gdk_popup_get_position_x (GDK_POPUP (surface));
    y += gdk_popup_get_position_y (GDK_POPUP (surface));
  }
  *screen_x = (int) x;
  *screen_y = (int) y;
}

void
ng_ui_click (GtkWidget *widget)
{
  int x, y;

  ng_ui_where (widget, &x, &y);
  ng_ui_send ("mousemove %d %d click 1", x, y);
}

GdkTexture *
ng_ui_picture_of (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  int factor = gtk_widget_get_scale_factor (widget), width, height;

  wait_for_frame (widget);
  paintable = gtk_widget_paintable_new (widget);
  width = gdk_paintable_get_intrinsic_width (paintable);
  height = gdk_paintable_get_intrinsic_height (paintable);
  gtk_snapshot_scale (snapshot, (float) factor, (float) factor);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  return gsk_renderer_render_texture (
      gtk_native_get_renderer (gtk_widget_get_native (widget)),
      node,
      &GRAPHENE_RECT_INIT (0, 0, (float) (width * factor), (float) (height * factor)));
}

double
ng_ui_brightness (GtkWidget *widget)
{
  g_autoptr (GdkTexture) texture = ng_ui_picture_of (widget);
  gsize width = (gsize) gdk_texture_get_width (texture);
  gsize n = width * (gsize) gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, n);
  double light = 0, covered = 0;

  gdk_texture_download (texture, (guchar *) pixels, 4 * width);
  /* 0xAARRGGBB, the colours multiplied by how much they cover. */
  for (gsize i = 0; i < n; i++) {
    light += ((pixels[i] >> 16 & 0xff) + (pixels[i] >> 8 & 0xff) + (pixels[i] & 0xff)) / 3.0;
    covered += pixels[i] >> 24;
  }
  return covered > 0 ? light / covered : 0;
}

void
ng_ui_screenshot_of (GtkWidget *widget, const char *name)
{
  g_autoptr (GdkTexture) texture = ng_ui_picture_of (widget);
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *folder =
      g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "ui", "screenshots", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  g_mkdir_with_parents (folder, 0755);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

void
ng_ui_screenshot (NgUiTest *self, const char *name)
{
  wait_for_frame (GTK_WIDGET (self->window));
  ng_ui_settle (self);
  ng_ui_screenshot_of (GTK_WIDGET (self->window), name);
}

gpointer
ng_ui_find_widget (GtkWidget *root, GType type)
{
  if (root == NULL || g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = ng_ui_find_widget (child, type);

    if (found != NULL)
      return found;
  }
  return NULL;
}

gboolean
ng_ui_shows (GtkWidget *root, const char *text)
{
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (ng_ui_shows (child, text))
      return TRUE;
  return FALSE;
}

GtkWidget *
ng_ui_find_window (GType type)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

    if (g_type_is_a (G_OBJECT_TYPE (window), type) && gtk_widget_get_mapped (window))
      return window;
  }
  return NULL;
}

void
ng_ui_answer (const char *response)
{
  GtkWidget *dialog;

  ng_ui_wait (ng_ui_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  dialog = ng_ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}
