/* What fingers do. The virtual display has no touch screen: what gestures say is said by the test,
 * to the gestures of the real canvas. */

#include "tests/ui/ui-test.h"

#include "ui/canvas-private.h"
#include "ui/finger.h"
#include <math.h>
#include <string.h>

/* The gesture of the canvas of that type, for the first button. */
static GtkGesture *
gesture_of (NgUiTest *self, GType type)
{
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (GTK_WIDGET (ng_ui_canvas (self)));
  GtkGesture *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    if (G_OBJECT_TYPE (controller) == type &&
        gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == GDK_BUTTON_PRIMARY)
      found = GTK_GESTURE (controller);
  }
  g_assert_nonnull (found);
  return found;
}

static void
drag_to (NgUiTest *self, graphene_point_t from, graphene_point_t to)
{
  GtkGesture *drag = gesture_of (self, GTK_TYPE_GESTURE_DRAG);
  double dx = (double) (to.x - from.x), dy = (double) (to.y - from.y);

  g_signal_emit_by_name (drag, "drag-begin", (double) from.x, (double) from.y);
  g_signal_emit_by_name (drag, "drag-update", dx / 2, dy / 2);
  g_signal_emit_by_name (drag, "drag-update", dx, dy);
}

static void
let_go (NgUiTest *self, graphene_point_t from, graphene_point_t to)
{
  g_signal_emit_by_name (gesture_of (self, GTK_TYPE_GESTURE_DRAG),
                         "drag-end",
                         (double) (to.x - from.x),
                         (double) (to.y - from.y));
}

static void
tap (NgUiTest *self, graphene_point_t at)
{
  GtkGesture *click = gesture_of (self, GTK_TYPE_GESTURE_CLICK);

  g_signal_emit_by_name (
      gesture_of (self, GTK_TYPE_GESTURE_DRAG), "drag-begin", (double) at.x, (double) at.y);
  g_signal_emit_by_name (click, "pressed", 1, (double) at.x, (double) at.y);
  g_signal_emit_by_name (click, "released", 1, (double) at.x, (double) at.y);
}

/* The middle of a layer or of a port of it, on the canvas. */
static graphene_point_t
place_of (NgUiTest *self, const char *layer, NgPickKind kind)
{
  g_autoptr (NgSubject) subject = ng_ui_layer (self, layer);
  graphene_rect_t box;

  subject->kind = kind;
  g_assert_true (ng_canvas_box (ng_ui_canvas (self), subject, &box));
  return GRAPHENE_POINT_INIT (box.origin.x + box.size.width / 2,
                              box.origin.y + box.size.height / 2);
}

static void
start (NgUiTest *self)
{
  ng_ui_start_text (self,
                    "NetGraph[<|\"a\" -> Ramp, \"b\" -> Tanh, \"c\" -> SoftmaxLayer[]|>, "
                    "{\"a\" -> \"b\"}, \"Input\" -> 3]");
  ng_ui_activate (self, "zoom-original");
  ng_ui_settle (self);
  ng_finger_set (GTK_WIDGET (self->window), TRUE);
}

/* A finger means what is 20 pixels away, a pointer does not. */
static void
test_reach (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  graphene_point_t port, beside;
  g_autoptr (NgSubject) far = NULL, near = NULL, b = NULL, beside_b = NULL, nothing = NULL;
  graphene_rect_t box;

  start (self);
  canvas = ng_ui_canvas (self);
  port = place_of (self, "b", NG_PICK_OUTPUT);
  near = ng_canvas_port_at (canvas, (double) port.x + 18, (double) port.y);
  g_assert_nonnull (near);
  g_assert_cmpint (near->kind, ==, NG_PICK_OUTPUT);
  b = ng_ui_layer (self, "b");
  g_assert_true (ng_canvas_box (canvas, b, &box));
  beside = GRAPHENE_POINT_INIT (box.origin.x + box.size.width / 2, box.origin.y - 18);
  beside_b = ng_canvas_subject_at (canvas, (double) beside.x, (double) beside.y);
  g_assert_true (ng_subject_equal (beside_b, b));

  ng_finger_set (GTK_WIDGET (self->window), FALSE);
  far = ng_canvas_port_at (canvas, (double) port.x + 18, (double) port.y);
  g_assert_null (far);
  nothing = ng_canvas_subject_at (canvas, (double) beside.x, (double) beside.y);
  g_assert_null (nothing);
  ng_ui_stop (self);
}

/* Drawing a wire from a port, moving what is selected, moving the picture. */
static void
test_drag (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  NgCanvas *canvas;
  graphene_point_t from, to;
  g_autofree char *text = NULL, *selected = NULL;
  NgBox before, after;

  start (self);
  document = ng_ui_document (self);
  canvas = ng_ui_canvas (self);
  from = place_of (self, "b", NG_PICK_OUTPUT);
  from.x += 15;
  to = place_of (self, "c", NG_PICK_INPUT);
  drag_to (self, from, to);
  g_assert_true (ng_canvas_wire_is_drawn (canvas));
  let_go (self, from, to);
  ng_ui_wait (ng_document_can_undo (document));
  text = ng_ui_notation (self);
  g_assert_nonnull (strstr (text, "\"b\" -> \"c\""));
  ng_ui_settle (self);

  /* What is not selected lets the picture be moved, and is not selected by that. */
  ng_document_select (document, NULL);
  from = place_of (self, "b", NG_PICK_VERTEX);
  to = GRAPHENE_POINT_INIT (from.x - 25, from.y - 15);
  before = ng_canvas_visible (canvas);
  drag_to (self, from, to);
  let_go (self, from, to);
  after = ng_canvas_visible (canvas);
  g_assert_true (after.x != before.x || after.y != before.y);
  g_assert_null (ng_document_selection (document));

  from = place_of (self, "b", NG_PICK_VERTEX);
  tap (self, from);
  selected = ng_ui_selected (self);
  g_assert_cmpstr (selected, ==, "b");
  to = GRAPHENE_POINT_INIT (from.x, from.y + 60);
  drag_to (self, from, to);
  g_assert_true (ng_canvas_is_moving (canvas));
  let_go (self, from, to);
  ng_ui_settle (self);
  g_assert_nonnull (ng_positions_find (
      ng_document_positions (document), NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "b"));
  ng_ui_stop (self);
}

static void
asked_cb (guint *n_asked)
{
  ++*n_asked;
}

static void
test_long_press (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  graphene_point_t at;
  g_autofree char *selected = NULL;
  guint n_asked = 0;

  start (self);
  at = place_of (self, "c", NG_PICK_VERTEX);
  g_signal_connect_swapped (ng_ui_canvas (self), "menu-asked", G_CALLBACK (asked_cb), &n_asked);
  g_assert_true (gtk_gesture_single_get_touch_only (
      GTK_GESTURE_SINGLE (gesture_of (self, GTK_TYPE_GESTURE_LONG_PRESS))));
  g_signal_emit_by_name (
      gesture_of (self, GTK_TYPE_GESTURE_LONG_PRESS), "pressed", (double) at.x, (double) at.y);
  g_assert_cmpuint (n_asked, ==, 1);
  selected = ng_ui_selected (self);
  g_assert_cmpstr (selected, ==, "c");
  ng_ui_stop (self);
}

/* Two fingers move and zoom; what was between them stays there. What one finger had begun is
 * undone. */
static void
test_pinch (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  graphene_point_t at, now, to;
  g_autofree char *before = NULL, *after = NULL;
  double zoom;

  start (self);
  canvas = ng_ui_canvas (self);
  at = place_of (self, "b", NG_PICK_VERTEX);
  zoom = ng_canvas_zoom (canvas);
  ng_canvas_pinch_begin (canvas, (double) at.x, (double) at.y);
  ng_canvas_pinch_to (canvas, 1.25, (double) at.x + 10, (double) at.y + 5);
  ng_canvas_pinch_to (canvas, 1.5, (double) at.x + 20, (double) at.y + 10);
  g_assert_cmpfloat_with_epsilon (ng_canvas_zoom (canvas), 1.5 * zoom, 1e-6);
  now = place_of (self, "b", NG_PICK_VERTEX);
  g_assert_cmpfloat_with_epsilon (now.x, at.x + 20, 1);

  ng_ui_settle (self);
  before = ng_ui_notation (self);
  at = place_of (self, "b", NG_PICK_OUTPUT);
  to = place_of (self, "c", NG_PICK_INPUT);
  drag_to (self, at, to);
  g_assert_true (ng_canvas_wire_is_drawn (canvas));
  ng_canvas_pinch_begin (canvas, (double) to.x, (double) to.y);
  g_assert_false (ng_canvas_wire_is_drawn (canvas));
  let_go (self, at, to);
  after = ng_ui_notation (self);
  g_assert_cmpstr (after, ==, before);
  g_assert_false (ng_document_can_undo (ng_ui_document (self)));
  ng_ui_stop (self);
}

/* Counts buttons of the header and the canvas that are smaller than a finger needs. */
static guint
count_small (GtkWidget *widget)
{
  guint n = 0;

  if (!gtk_widget_get_mapped (widget) || GTK_IS_WINDOW_CONTROLS (widget) || GTK_IS_POPOVER (widget))
    return 0;
  if (GTK_IS_BUTTON (widget)) {
    graphene_rect_t box;

    g_assert_true (gtk_widget_compute_bounds (widget, widget, &box));
    if (box.size.width >= NG_FINGER_SIZE && box.size.height >= NG_FINGER_SIZE)
      return 0;
    g_test_message ("\"%s\" has %g×%g",
                    gtk_widget_get_tooltip_text (widget),
                    (double) box.size.width,
                    (double) box.size.height);
    return 1;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_small (child);
  return n;
}

static void
test_sizes (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GtkWidget *header = NULL;
  int height;

  start (self);
  g_object_set (self->window, "show-palette", TRUE, NULL);
  ng_ui_screenshot (self, "touch");
  header = gtk_widget_get_first_child (
      adw_application_window_get_content (ADW_APPLICATION_WINDOW (self->window)));
  g_assert_true (ADW_IS_HEADER_BAR (header));
  g_assert_cmpuint (count_small (header), ==, 0);
  height = gtk_widget_get_height (header);
  g_assert_cmpuint (count_small (gtk_widget_get_parent (GTK_WIDGET (ng_ui_canvas (self)))), ==, 0);
  ng_finger_set (GTK_WIDGET (self->window), FALSE);
  ng_ui_screenshot (self, "no-touch");
  g_assert_cmpuint (count_small (header), >, 0);
  /* Nothing below it jumps when a finger takes over from a mouse. */
  g_assert_cmpint (gtk_widget_get_height (header), ==, height);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/touch/reach", &test, test_reach);
  g_test_add_data_func ("/touch/drag", &test, test_drag);
  g_test_add_data_func ("/touch/long-press", &test, test_long_press);
  g_test_add_data_func ("/touch/pinch", &test, test_pinch);
  g_test_add_data_func ("/touch/sizes", &test, test_sizes);
  return ng_ui_run (&test);
}
