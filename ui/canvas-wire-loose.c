/* Wires that no button holds: keys lead them from one port that fits to the next, or the pointer
 * draws them until a click. */

#include "ui/canvas-wire-private.h"

#include "ui/tooltip.h"

#include <glib/gi18n.h>

/* Ports that are judged for one key, at most. */
#define MAX_JUDGED 30

/* ---- keys ---- */

static int
compare_places (gconstpointer a, gconstpointer b, gpointer user_data)
{
  NgDirection direction = *(const NgDirection *) user_data;
  NgPoint s = (*(NgWireEnd *const *) a)->at, t = (*(NgWireEnd *const *) b)->at;
  float along = direction == NG_DIRECTION_RIGHT ? s.x - t.x
                : direction == NG_DIRECTION_UP  ? t.y - s.y
                                                : s.y - t.y;
  float across = direction == NG_DIRECTION_RIGHT ? s.y - t.y : s.x - t.x;

  if (along != 0)
    return along < 0 ? -1 : 1;
  return across < 0 ? -1 : across > 0;
}

/* Goes to the next end that fits along the flow, or to the one before. */
static void
step (NgCanvas *self, int by)
{
  NgWire *wire = self->wire;
  NgDirection direction = ng_document_direction (self->document);
  g_autoptr (GPtrArray) ends = g_ptr_array_copy (wire->ends, NULL, NULL);
  NgWireEnd from = { .at = wire->from };
  const NgWireEnd *here = wire->over != NULL ? wire->over : &from;
  int n = (int) ends->len, judged = 0, index = 0;

  g_ptr_array_set_free_func (ends, NULL);
  g_ptr_array_sort_with_data (ends, compare_places, &direction);
  while (index < n && (by > 0 ? compare_places (&ends->pdata[index], &here, &direction) <= 0
                              : compare_places (&ends->pdata[index], &here, &direction) < 0))
    index++;
  if (by < 0)
    index--;
  for (int i = 0; i < n && judged < MAX_JUDGED; i++, index += by) {
    NgWireEnd *end = ends->pdata[(index % n + n) % n];

    ng_wire_guess (wire, end);
    if (end->fit == NG_FIT_UNKNOWN) {
      ng_wire_judge (wire, end);
      judged++;
    }
    if (end->fit != NG_FIT_YES || end == wire->over)
      continue;
    ng_canvas_show (self, end->subject);
    ng_canvas_to_widget (self, end->at, &wire->x, &wire->y);
    wire->by_keys = TRUE;
    ng_canvas_wire_set_over (self, end);
    break;
  }
  g_signal_emit_by_name (self, "view-changed");
}

gboolean
ng_canvas_begin_wire (NgCanvas *self)
{
  const NgSubject *port = self->document != NULL ? ng_document_selection (self->document) : NULL;
  double x, y;
  NgPoint at;

  if (port == NULL || !ng_canvas_find_port (self, port, &at))
    return FALSE;
  ng_canvas_to_widget (self, at, &x, &y);
  if (!ng_canvas_wire_begin_at (self, port, TRUE, x, y))
    return FALSE;
  step (self, self->wire->is_backward ? -1 : 1);
  return TRUE;
}

char *
ng_canvas_describe_wire (NgCanvas *self)
{
  NgWire *wire = self->wire;
  g_autofree char *from = NULL, *to = NULL;

  if (wire == NULL || !wire->is_loose)
    return NULL;
  from = ng_describe (self->document, wire->start);
  to = wire->over != NULL ? ng_describe (self->document, wire->over->subject) : NULL;
  if (from == NULL)
    return NULL;
  if (to == NULL)
    return g_strdup_printf (_ ("Wire: %s → arrow keys choose where it ends"), from);
  return g_strdup_printf (_ ("Wire: %s → %s"), from, to);
}

static gboolean
key_pressed_cb (
    GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NgCanvas *self)
{
  static const struct {
    guint key;
    int by;
  } steps[] = { { GDK_KEY_Right, 1 }, { GDK_KEY_Down, 1 }, { GDK_KEY_Tab, 1 },
                { GDK_KEY_Left, -1 }, { GDK_KEY_Up, -1 },  { GDK_KEY_ISO_Left_Tab, -1 } };

  if (self->wire == NULL)
    return FALSE;
  if (key == GDK_KEY_Escape) {
    ng_canvas_wire_cancel (self);
    g_signal_emit_by_name (self, "view-changed");
    return TRUE;
  }
  if (!self->wire->is_loose)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].key == key) {
      step (self, steps[i].by);
      return TRUE;
    }
  if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    return FALSE;
  ng_canvas_wire_end (self, (state & GDK_CONTROL_MASK) != 0);
  return TRUE;
}

/* ---- the pointer ---- */

static void
motion_cb (NgCanvas *self, double x, double y)
{
  if (self->wire != NULL && self->wire->is_loose && (x != self->pointer_x || y != self->pointer_y))
    ng_canvas_wire_move (self, x, y);
}

/* A click lets go of a loose wire where it is; one with another button lets it go nowhere. */
static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, NgCanvas *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (self->wire == NULL || !self->wire->is_loose) {
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_PRIMARY) {
    ng_canvas_wire_move (self, x, y);
    ng_canvas_wire_end (self, (state & GDK_CONTROL_MASK) != 0);
  } else {
    ng_canvas_wire_cancel (self);
  }
}

void
ng_canvas_init_wire (NgCanvas *self)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);

  controller = gtk_event_controller_motion_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (controller, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);

  controller = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (controller), 0);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}
