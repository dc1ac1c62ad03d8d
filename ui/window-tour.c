/* The tour through the window: what it shows, and when it is offered. */

#include "ui/window-private.h"

#include "ui/tour.h"
#include <glib/gi18n.h>

#define SEEN "tour-seen"

static GSettings *
settings_of (NgStudioWindow *self)
{
  return ng_studio_application_settings (
      NG_STUDIO_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
}

GtkWidget *
ng_studio_window_tour (NgStudioWindow *self)
{
  return self->tour;
}

static void
closed_cb (NgStudioWindow *self)
{
  GSettings *settings = settings_of (self);

  if (settings != NULL)
    g_settings_set_boolean (settings, SEEN, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->sheet->canvas));
}

static void
build (NgStudioWindow *self)
{
  NgTour *tour;

  self->tour = ng_tour_new ();
  tour = NG_TOUR (self->tour);
  gtk_widget_set_parent (self->tour,
                         adw_application_window_get_content (ADW_APPLICATION_WINDOW (self)));
  g_signal_connect_object (tour, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  ng_tour_add (tour,
               GTK_WIDGET (self->palette),
               GTK_POS_RIGHT,
               _ ("Layers to Build With"),
               _ ("Drag a layer onto the canvas, or double-click it. Type above to find one by its "
                  "name. F9 hides the palette."));
  ng_tour_add (
      tour,
      GTK_WIDGET (self->sheet->canvas),
      GTK_POS_BOTTOM,
      _ ("The Net as a Graph"),
      _ ("Drag from a port to another one to connect them. A double click beside all "
         "layers, or the key A, asks for a layer: “conv 20 5”. Everything can be undone."));
  ng_tour_add (tour,
               self->sheet->side,
               GTK_POS_LEFT,
               _ ("What Is Selected"),
               _ ("Parameters, arrays and shapes, to look at and to change. What is wrong stands "
                  "here with what helps."));
  ng_tour_add (tour,
               self->run_button,
               GTK_POS_BOTTOM,
               _ ("Let It Think"),
               _ ("Runs the net on a sample and shows what passes along each connection. "
                  "Ctrl+Shift+P finds every command, F1 explains more."));
}

/* When the panes have got their places. */
static gboolean
start_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  NgStudioWindow *self = NG_STUDIO_WINDOW (widget);

  if (gtk_widget_get_width (GTK_WIDGET (self->palette)) == 0 ||
      gtk_widget_get_width (self->sheet->side) == 0)
    return G_SOURCE_CONTINUE;
  ng_tour_start (NG_TOUR (self->tour));
  return G_SOURCE_REMOVE;
}

void
ng_studio_window_start_tour (NgStudioWindow *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->sheet->canvas)))
    ng_studio_window_new_net (self);
  /* It points at what is seen now. */
  g_clear_pointer (&self->tour, gtk_widget_unparent);
  build (self);
  g_object_set (self, "show-palette", TRUE, "show-inspector", TRUE, NULL);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), start_cb, NULL, NULL);
}

static void
first_map_cb (NgStudioWindow *self)
{
  g_signal_handlers_disconnect_by_func (self->sheet->canvas, first_map_cb, self);
  ng_studio_window_start_tour (self);
}

void
ng_studio_window_offer_tour (NgStudioWindow *self)
{
  GSettings *settings = settings_of (self);

  if (settings != NULL && !g_settings_get_boolean (settings, SEEN))
    g_signal_connect_object (self->sheet->canvas,
                             "map",
                             G_CALLBACK (first_map_cb),
                             self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}
