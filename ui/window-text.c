/* Text in the window: the notation beside the picture, and the console in the drawer. */

#include "ui/window-private.h"

#include <string.h>

gboolean
ng_studio_window_shows_console (NgStudioWindow *self)
{
  return gtk_widget_get_visible (self->drawer) &&
         g_strcmp0 (adw_view_stack_get_visible_child_name (self->drawer_stack), "console") == 0;
}

void
ng_studio_window_show_console (NgStudioWindow *self, gboolean is_shown)
{
  if (is_shown)
    adw_view_stack_set_visible_child_name (self->drawer_stack, "console");
  g_object_set (self, "show-drawer", is_shown, NULL);
  if (is_shown)
    ng_console_focus (self->console);
  else if (gtk_widget_get_mapped (GTK_WIDGET (self->canvas)))
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

/* The console is seen where both the drawer and its page are. */
static void
drawer_cb (NgStudioWindow *self)
{
  g_object_notify (G_OBJECT (self), "console");
}

void
ng_studio_window_show_net (NgStudioWindow *self, NgNet *net, const char *title)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  NgStudioWindow *window = ng_studio_window_new (NG_STUDIO_APPLICATION (application));

  ng_document_set_net (window->document, net, title);
  gtk_window_present (GTK_WINDOW (window));
}

void
ng_studio_window_init_text (NgStudioWindow *self)
{
  ng_notation_pane_set_document (self->notation, self->document);
  ng_console_set_document (self->console, self->document);
  g_signal_connect_object (
      self->notation, "shown", G_CALLBACK (ng_canvas_show), self->canvas, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->console, "opened", G_CALLBACK (ng_studio_window_show_net), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self, "notify::show-drawer", G_CALLBACK (drawer_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->drawer_stack, "notify::visible-child", G_CALLBACK (drawer_cb), self, G_CONNECT_SWAPPED);
}
