#include "ui/finger.h"

#define CSS_CLASS "finger"

void
ng_finger_set (GtkWidget *window, gboolean is_finger)
{
  if (is_finger)
    gtk_widget_add_css_class (window, CSS_CLASS);
  else
    gtk_widget_remove_css_class (window, CSS_CLASS);
}

gboolean
ng_finger_points (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return root != NULL && gtk_widget_has_css_class (GTK_WIDGET (root), CSS_CLASS);
}

double
ng_finger_reach (GtkWidget *widget, double reach)
{
  return ng_finger_points (widget) ? MAX (reach, NG_FINGER_SIZE / 2.0) : reach;
}

/* The pointer may seem to move when only what is under it does. What is large for fingers does not
 * become small while a button is down. */
static gboolean
event_cb (GtkWidget *window, GdkEvent *event)
{
  GdkDevice *device = gdk_event_get_device (event);

  switch (gdk_event_get_event_type (event)) {
  case GDK_TOUCH_BEGIN:
    ng_finger_set (window, TRUE);
    break;
  case GDK_BUTTON_RELEASE:
  case GDK_SCROLL:
    if (device != NULL && gdk_device_get_source (device) != GDK_SOURCE_TOUCHSCREEN)
      ng_finger_set (window, FALSE);
    break;
  default:
    break;
  }
  return GDK_EVENT_PROPAGATE;
}

void
ng_finger_follow (GtkWidget *window)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (controller, "event", G_CALLBACK (event_cb), window);
  gtk_widget_add_controller (window, controller);
}
