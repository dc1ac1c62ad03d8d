/* What pointer, fingers and keys do to a canvas. */

#include "ui/canvas-private.h"

#include "render/scene/pick.h"
#include "ui/arrange.h"
#include "ui/edits.h"
#include "ui/finger.h"
#include "ui/fix-popover.h"

#include <math.h>

/* Pixels that one notch of a wheel moves the picture; zoom of one notch. */
#define WHEEL_STEP 64
#define WHEEL_ZOOM 1.15
/* Pixels that a press may move before it is a drag. */
#define DRAG_THRESHOLD 4
/* Points that a layer moves by an arrow key, and with Shift. */
#define NUDGE     1
#define NUDGE_FAR 10
/* Share of the speed that is left after a second of coasting; slower than this, it stops. */
#define COAST_FRICTION 0.02
#define COAST_LEAST    20.0

void
ng_canvas_stop_moving (NgCanvas *self)
{
  if (self->kinetic_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->kinetic_tick);
  self->kinetic_tick = 0;
}

static gboolean
coast_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  NgCanvas *self = NG_CANVAS (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = (double) (now - self->kinetic_time) / G_USEC_PER_SEC;
  double left = pow (COAST_FRICTION, seconds);

  self->kinetic_time = now;
  ng_canvas_pan (self, -self->velocity_x * seconds, -self->velocity_y * seconds);
  self->velocity_x *= left;
  self->velocity_y *= left;
  if (hypot (self->velocity_x, self->velocity_y) >= COAST_LEAST)
    return G_SOURCE_CONTINUE;
  self->kinetic_tick = 0;
  return G_SOURCE_REMOVE;
}

static void
decelerate_cb (NgCanvas *self, double velocity_x, double velocity_y)
{
  gboolean is_animated = FALSE;

  g_object_get (
      gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &is_animated, NULL);
  if (!is_animated)
    return;
  ng_canvas_stop_moving (self);
  self->velocity_x = velocity_x;
  self->velocity_y = velocity_y;
  self->kinetic_time =
      gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (GTK_WIDGET (self)));
  self->kinetic_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), coast_cb, NULL, NULL);
}

/* Whether the net sticks out of the view along one axis only, and which: a plain wheel then moves
 * it along that one. */
static gboolean
only_moves_sideways (NgCanvas *self)
{
  NgBox bounds, visible = ng_canvas_visible (self);

  if (self->scene == NULL)
    return FALSE;
  bounds = ng_scene_bounds (self->scene);
  return bounds.height <= visible.height && bounds.width > visible.width;
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, NgCanvas *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean is_wheel = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL;

  ng_canvas_stop_moving (self);
  if (state & GDK_CONTROL_MASK) {
    double notches = is_wheel ? dy : dy / WHEEL_STEP;

    ng_canvas_zoom_by (self, pow (WHEEL_ZOOM, -notches), self->pointer_x, self->pointer_y);
    return TRUE;
  }
  if (is_wheel) {
    dx *= WHEEL_STEP;
    dy *= WHEEL_STEP;
    if (dx == 0 && ((state & GDK_SHIFT_MASK) || only_moves_sideways (self))) {
      dx = dy;
      dy = 0;
    }
  }
  ng_canvas_pan (self, -dx, -dy);
  return TRUE;
}

static void
motion_cb (NgCanvas *self, double x, double y)
{
  NgSubject *port;

  self->pointer_x = x;
  self->pointer_y = y;
  self->has_pointer = TRUE;
  port = ng_canvas_port_at (self, x, y);
  if (!self->is_space_down && !self->has_dragged)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), port != NULL ? "crosshair" : NULL);
  ng_canvas_set_hover (self, port != NULL ? port : ng_canvas_subject_at (self, x, y));
}

static void
leave_cb (NgCanvas *self)
{
  self->has_pointer = FALSE;
  ng_canvas_set_hover (self, NULL);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, NgCanvas *self)
{
  ng_canvas_stop_moving (self);
  self->drag_x = self->drag_y = 0;
  self->start_x = self->press_x = x;
  self->start_y = self->press_y = y;
  self->has_dragged = FALSE;
  self->is_panning =
      self->is_space_down || self->is_read_only ||
      gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_MIDDLE ||
      ng_canvas_finger_pans (self, x, y);
}

/* A drag from a port draws a wire, one from a layer moves it; elsewhere it draws a rubber band. */
static void
begin_drag (NgCanvas *self)
{
  if (!self->is_panning)
    self->has_band = !ng_canvas_wire_begin (self, self->start_x, self->start_y) &&
                     !ng_canvas_move_begin (self, self->start_x, self->start_y);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   self->is_panning || ng_canvas_is_moving (self) ? "grabbing"
                                   : self->has_band                               ? "cell"
                                                                                  : "crosshair");
}

void
ng_canvas_drag_to (NgCanvas *self, double x, double y)
{
  double dx = x - self->start_x, dy = y - self->start_y;

  if (self->is_panning)
    ng_canvas_pan (self, dx - self->drag_x, dy - self->drag_y);
  else if (ng_canvas_wire_is_drawn (self))
    ng_canvas_wire_move (self, x, y);
  else if (ng_canvas_is_moving (self))
    ng_canvas_move_to (self, dx, dy, self->snaps);
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->drag_x = dx;
  self->drag_y = dy;
  self->drag_at_x = x;
  self->drag_at_y = y;
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, NgCanvas *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (!self->has_dragged && hypot (dx, dy) < DRAG_THRESHOLD)
    return;
  if (!self->has_dragged) {
    self->has_dragged = TRUE;
    /* A finger that moves the picture may be one of two. */
    if (!self->is_panning || !ng_finger_points (GTK_WIDGET (self)))
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    begin_drag (self);
  }
  self->snaps = (state & GDK_ALT_MASK) == 0;
  ng_canvas_drag_to (self, self->press_x + dx, self->press_y + dy);
  if (!self->is_panning)
    ng_canvas_edge_follow (self);
}

/* The rubber band, on the widget. */
graphene_rect_t
ng_canvas_band (NgCanvas *self)
{
  graphene_rect_t band;

  graphene_rect_init (&band,
                      (float) self->start_x,
                      (float) self->start_y,
                      (float) self->drag_x,
                      (float) self->drag_y);
  return *graphene_rect_normalize (&band);
}

/* Selects what lies in the rubber band; with Ctrl or Shift, besides what is selected. */
static void
select_band (NgCanvas *self, gboolean adds)
{
  graphene_rect_t band = ng_canvas_band (self);
  NgBox box = { (float) (self->x + (double) band.origin.x / self->scale),
                (float) (self->y + (double) band.origin.y / self->scale),
                (float) ((double) band.size.width / self->scale),
                (float) ((double) band.size.height / self->scale) };
  g_autoptr (GPtrArray) subjects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  const GPtrArray *selected = ng_document_selected (self->document);
  g_autoptr (GArray) picks = NULL;

  for (guint i = 0; adds && i < selected->len; i++)
    g_ptr_array_add (subjects, ng_subject_copy (selected->pdata[i]));
  picks = self->scene != NULL ? ng_scene_pick_box (self->scene, &box) : NULL;
  for (guint i = 0; picks != NULL && i < picks->len; i++) {
    NgSubject *subject = ng_subject_from_pick (self->scene, g_array_index (picks, NgPick, i));

    if (subject != NULL)
      g_ptr_array_add (subjects, subject);
  }
  ng_document_select_all_of (self->document, subjects);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, NgCanvas *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  ng_canvas_edge_stop (self);
  if (ng_canvas_wire_is_drawn (self))
    ng_canvas_wire_end (self, (state & GDK_CONTROL_MASK) != 0);
  else if (ng_canvas_is_moving (self))
    ng_canvas_move_end (self);
  else if (self->has_band)
    select_band (self, (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0);
  self->has_band = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), self->is_space_down ? "grab" : NULL);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, NgCanvas *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* Shows the net that a closed layer is by itself, or the bodies that it keeps. */
static gboolean
enter (NgCanvas *self, const NgSubject *subject)
{
  g_autofree char *path = ng_subject_inside (subject, ng_document_net (self->document));

  if (path == NULL || ng_document_is_open (self->document, path))
    return FALSE;
  ng_document_enter (self->document, path);
  return TRUE;
}

/* Which third of a layer a point of the widget is in, along the flow: -1, 0 or 1. */
static int
third_of (NgCanvas *self, const NgSubject *layer, double x, double y)
{
  graphene_rect_t box;
  double share;

  if (layer->kind != NG_PICK_VERTEX || !ng_canvas_box (self, layer, &box))
    return 0;
  share = ng_document_direction (self->document) == NG_DIRECTION_RIGHT
              ? (x - (double) box.origin.x) / (double) box.size.width
              : (y - (double) box.origin.y) / (double) box.size.height;
  if (ng_document_direction (self->document) == NG_DIRECTION_UP)
    share = 1 - share;
  return share < 1.0 / 3 ? -1 : share > 2.0 / 3 ? 1 : 0;
}

/* Besides what is selected: what comes before a layer, from its first third with Shift, or behind
 * it, from its last. */
static void
add_to_selection (NgCanvas *self, const NgSubject *subject, int third)
{
  NgNet *net = ng_document_net (self->document);
  const GPtrArray *selected = ng_document_selected (self->document);
  g_autoptr (GPtrArray) all = NULL;

  if (third == 0) {
    ng_document_toggle_selected (self->document, subject);
    return;
  }
  all = third < 0 ? ng_edit_upstream (net, subject) : ng_edit_downstream (net, subject);
  for (guint i = 0; i < selected->len; i++)
    g_ptr_array_add (all, ng_subject_copy (selected->pdata[i]));
  ng_document_select_all_of (self->document, all);
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, NgCanvas *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  g_autoptr (NgSubject) subject = NULL;

  if (self->has_dragged || self->is_space_down)
    return;
  subject = ng_canvas_subject_at (self, x, y);
  if (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) {
    if (subject != NULL)
      add_to_selection (
          self, subject, (state & GDK_SHIFT_MASK) != 0 ? third_of (self, subject, x, y) : 0);
    return;
  }
  if (subject == NULL && n_press == 2) {
    gtk_widget_activate_action (GTK_WIDGET (self), "win.add-layer", NULL);
    return;
  }
  if (subject != NULL && n_press == 2 && !self->is_read_only && enter (self, subject))
    return;
  if (subject != NULL && (n_press == 2 || subject->kind == NG_PICK_OPENER) &&
      ng_canvas_toggle (self, subject))
    return;
  ng_document_select (self->document, subject);
  if (!self->is_read_only)
    ng_fix_popover_click (self, x, y);
}

/* The menu is about what is under the pointer, or about all that is selected if that is part of it.
 */
static void
ask_menu (NgCanvas *self, double x, double y)
{
  g_autoptr (NgSubject) subject = ng_canvas_subject_at (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (subject == NULL || !ng_document_is_selected (self->document, subject))
    ng_document_select (self->document, subject);
  g_signal_emit_by_name (self, "menu-asked", x, y);
}

static void
secondary_cb (GtkGestureClick *gesture, int n_press, double x, double y, NgCanvas *self)
{
  ask_menu (self, x, y);
}

static void
long_press_cb (GtkGestureLongPress *gesture, double x, double y, NgCanvas *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  ask_menu (self, x, y);
}

void
ng_canvas_set_read_only (NgCanvas *self, gboolean is_read_only)
{
  self->is_read_only = is_read_only;
}

gboolean
ng_canvas_cancel (NgCanvas *self)
{
  gboolean is_any = ng_canvas_wire_is_drawn (self) || ng_canvas_is_moving (self);

  ng_canvas_wire_cancel (self);
  ng_canvas_move_cancel (self);
  return is_any;
}

static gboolean
key_pressed_cb (
    GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NgCanvas *self)
{
  static const struct {
    guint key;
    int dx, dy;
  } arrows[] = {
    { GDK_KEY_Right, 1, 0 }, { GDK_KEY_Left, -1, 0 }, { GDK_KEY_Up, 0, -1 }, { GDK_KEY_Down, 0, 1 }
  };
  NgDirection direction = ng_document_direction (self->document);
  float step = (state & GDK_SHIFT_MASK) != 0 ? NUDGE_FAR : NUDGE;

  if (key == GDK_KEY_space && (state & gtk_accelerator_get_default_mod_mask ()) == 0) {
    self->has_dragged &= self->is_space_down;
    self->is_space_down = TRUE;
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grab");
    return TRUE;
  }
  if (key == GDK_KEY_Escape && ng_canvas_cancel (self))
    return TRUE;
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (arrows); i++) {
    int along, across;

    if (arrows[i].key != key)
      continue;
    if (ng_canvas_wire_is_drawn (self) || ng_canvas_is_moving (self) ||
        (!self->is_read_only && ng_arrange_nudge (self->document,
                                                  step * (float) arrows[i].dx,
                                                  step * (float) arrows[i].dy)))
      return TRUE;
    along = direction == NG_DIRECTION_RIGHT  ? arrows[i].dx
            : direction == NG_DIRECTION_DOWN ? arrows[i].dy
                                             : -arrows[i].dy;
    across = direction == NG_DIRECTION_RIGHT ? arrows[i].dy : arrows[i].dx;
    ng_canvas_walk (self,
                    along > 0    ? NG_WALK_FORWARD
                    : along < 0  ? NG_WALK_BACK
                    : across < 0 ? NG_WALK_LEFT
                                 : NG_WALK_RIGHT);
    return TRUE;
  }
  return FALSE;
}

static void
key_released_cb (
    GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NgCanvas *self)
{
  if (key != GDK_KEY_space || !self->is_space_down)
    return;
  self->is_space_down = FALSE;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), NULL);
  if (!self->has_dragged && ng_document_selection (self->document) == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.add-layer", NULL);
}

static void
add_drag (NgCanvas *self, guint button)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), button);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

void
ng_canvas_init_input (NgCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *controller;

  controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES |
                                                GTK_EVENT_CONTROLLER_SCROLL_KINETIC);
  g_signal_connect (controller, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (controller, "decelerate", G_CALLBACK (decelerate_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (controller, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (controller, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, controller);

  add_drag (self, GDK_BUTTON_PRIMARY);
  add_drag (self, GDK_BUTTON_MIDDLE);

  controller = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());
  g_signal_connect (controller, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (controller, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (controller), GDK_BUTTON_SECONDARY);
  g_signal_connect (controller, "pressed", G_CALLBACK (secondary_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = GTK_EVENT_CONTROLLER (gtk_gesture_long_press_new ());
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (controller), TRUE);
  g_signal_connect (controller, "pressed", G_CALLBACK (long_press_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = gtk_event_controller_key_new ();
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect (controller, "key-released", G_CALLBACK (key_released_cb), self);
  gtk_widget_add_controller (widget, controller);

  ng_canvas_init_touch (self);
}
