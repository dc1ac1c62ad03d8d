/* The console in the drawer of the window. */

#include "ui/window-private.h"

#include <string.h>

gboolean
ng_studio_window_shows_console (NgStudioWindow *self)
{
  return self->show_drawer &&
         g_strcmp0 (adw_view_stack_get_visible_child_name (self->sheet->drawer_stack), "console") ==
             0;
}

void
ng_studio_window_show_console (NgStudioWindow *self, gboolean is_shown)
{
  if (is_shown)
    adw_view_stack_set_visible_child_name (self->sheet->drawer_stack, "console");
  g_object_set (self, "show-drawer", is_shown, NULL);
  if (is_shown)
    ng_console_focus (self->sheet->console);
  else if (gtk_widget_get_mapped (GTK_WIDGET (self->sheet->canvas)))
    gtk_widget_grab_focus (GTK_WIDGET (self->sheet->canvas));
}

void
ng_studio_window_follow_text (NgStudioWindow *self, NgSheet *sheet)
{
  g_signal_connect_object (
      sheet->console, "opened", G_CALLBACK (ng_studio_window_show_net), self, G_CONNECT_SWAPPED);
}
