#include "ui/popover.h"

static gboolean
unparent_cb (gpointer popover)
{
  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (popover), g_object_unref);
}

void
ng_popover_go_when_closed (GtkWidget *popover)
{
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
}
