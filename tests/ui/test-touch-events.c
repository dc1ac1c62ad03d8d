/* What fingers do, as real events of a touch screen: a tap selects, a drag wires and moves, two
 * fingers zoom, and one that rests asks for the menu. */

#include "tests/ui/touch-display.h"
#include "tests/ui/ui-test.h"

#include "ui/canvas-private.h"
#include "ui/finger.h"
#include <string.h>

static void
start (NgUiTest *self)
{
  ng_ui_start_text (self,
                    "NetGraph[<|\"a\" -> Ramp, \"b\" -> Tanh, \"c\" -> SoftmaxLayer[]|>, "
                    "{\"a\" -> \"b\"}, \"Input\" -> 3]");
  ng_ui_activate (self, "zoom-original");
  ng_ui_settle (self);
}

static void
stop (NgUiTest *self)
{
  ng_finger_set (GTK_WIDGET (self->window), FALSE);
  ng_ui_stop (self);
}

static gboolean
is_selected (NgUiTest *self, const char *layer)
{
  g_autofree char *selected = ng_ui_selected (self);

  return strcmp (selected, layer) == 0;
}

static void
tap (NgUiTest *self, const char *layer)
{
  int x, y;

  ng_ui_find (self, layer, NG_PICK_VERTEX, 0, &x, &y);
  ng_touch_display_send (NG_TOUCH_BEGIN, 1, x, y);
  ng_touch_display_send (NG_TOUCH_END, 1, x, y);
}

static void
drag (int x0, int y0, int x1, int y1)
{
  ng_touch_display_send (NG_TOUCH_BEGIN, 1, x0, y0);
  for (int i = 1; i <= 5; i++)
    ng_touch_display_send (NG_TOUCH_UPDATE, 1, x0 + (x1 - x0) * i / 5, y0 + (y1 - y0) * i / 5);
}

/* A tap selects, and the window knows that a finger points. */
static void
test_tap (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start (self);
  g_assert_false (ng_finger_points (GTK_WIDGET (ng_ui_canvas (self))));
  tap (self, "b");
  ng_ui_wait (is_selected (self, "b"));
  ng_ui_settle (self);
  g_assert_true (ng_finger_points (GTK_WIDGET (ng_ui_canvas (self))));
  tap (self, "c");
  ng_ui_wait (is_selected (self, "c"));
  stop (self);
}

/* From a port to another one, and of what is selected to another place. */
static void
test_drag (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  g_autofree char *text = NULL;
  int x0, y0, x1, y1;

  start (self);
  document = ng_ui_document (self);
  tap (self, "b");
  ng_ui_wait (is_selected (self, "b"));
  ng_ui_settle (self);
  ng_ui_find (self, "b", NG_PICK_OUTPUT, 0, &x0, &y0);
  ng_ui_find (self, "c", NG_PICK_INPUT, 0, &x1, &y1);
  drag (x0, y0, x1, y1);
  ng_ui_wait (ng_canvas_wire_is_drawn (ng_ui_canvas (self)));
  ng_touch_display_send (NG_TOUCH_END, 1, x1, y1);
  ng_ui_wait (ng_document_can_undo (document));
  text = ng_ui_notation (self);
  g_assert_nonnull (strstr (text, "\"b\" -> \"c\""));
  ng_ui_settle (self);

  tap (self, "b");
  ng_ui_wait (is_selected (self, "b"));
  ng_ui_settle (self);
  ng_ui_find (self, "b", NG_PICK_VERTEX, 0, &x0, &y0);
  drag (x0, y0, x0, y0 + 80);
  ng_ui_wait (ng_canvas_is_moving (ng_ui_canvas (self)));
  ng_touch_display_send (NG_TOUCH_END, 1, x0, y0 + 80);
  ng_ui_wait (ng_positions_find (
                  ng_document_positions (document), NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "b") !=
              NULL);
  stop (self);
}

/* Two fingers that part. */
static void
test_pinch (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  double zoom;
  int x, y;

  start (self);
  canvas = ng_ui_canvas (self);
  zoom = ng_canvas_zoom (canvas);
  ng_ui_find (self, "b", NG_PICK_VERTEX, 0, &x, &y);
  y += 120;
  ng_touch_display_send (NG_TOUCH_BEGIN, 1, x - 40, y);
  ng_touch_display_send (NG_TOUCH_BEGIN, 2, x + 40, y);
  for (int i = 1; i <= 4; i++) {
    ng_touch_display_send (NG_TOUCH_UPDATE, 1, x - 40 - 10 * i, y);
    ng_touch_display_send (NG_TOUCH_UPDATE, 2, x + 40 + 10 * i, y);
  }
  /* From 80 pixels apart to 160. */
  ng_ui_wait (ng_canvas_zoom (canvas) > 1.9 * zoom);
  ng_touch_display_send (NG_TOUCH_END, 2, x + 80, y);
  ng_touch_display_send (NG_TOUCH_END, 1, x - 80, y);
  ng_ui_settle (self);
  g_assert_cmpfloat (ng_canvas_zoom (canvas), <, 2.1 * zoom);
  g_assert_null (ng_document_selection (ng_ui_document (self)));
  g_assert_false (ng_document_can_undo (ng_ui_document (self)));
  stop (self);
}

static void
asked_cb (guint *n_asked)
{
  ++*n_asked;
}

/* A finger that rests on a layer. */
static void
test_long_press (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  guint n_asked = 0;
  int x, y;

  start (self);
  g_signal_connect_swapped (ng_ui_canvas (self), "menu-asked", G_CALLBACK (asked_cb), &n_asked);
  ng_ui_find (self, "c", NG_PICK_VERTEX, 0, &x, &y);
  ng_touch_display_send (NG_TOUCH_BEGIN, 1, x, y);
  ng_ui_wait (n_asked > 0);
  g_assert_true (is_selected (self, "c"));
  ng_touch_display_send (NG_TOUCH_END, 1, x, y);
  stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  if (!ng_touch_display_start () || !gtk_init_check ()) {
    g_print ("1..0 # SKIP this GTK has no Broadway\n");
    return 0;
  }
  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/touch-events/tap", &test, test_tap);
  g_test_add_data_func ("/touch-events/drag", &test, test_drag);
  g_test_add_data_func ("/touch-events/pinch", &test, test_pinch);
  g_test_add_data_func ("/touch-events/long-press", &test, test_long_press);
  return ng_ui_run (&test);
}
