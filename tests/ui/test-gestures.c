/* Editing on the canvas, by real events: wires, the rubber band, several things selected, deleting,
 * copying, grouping, and the way back. */

#include "tests/ui/ui-test.h"

#include "ui/finger.h"
#include "ui/window-edit.h"

#include <math.h>

static const char graph[] =
    "NetGraph[<|\"a\" -> LinearLayer[4], \"b\" -> Ramp, \"c\" -> SoftmaxLayer[], \"d\" -> "
    "ConvolutionLayer[2, 3]|>, {\"a\" -> \"b\", \"c\" -> NetPort[\"Second\"]}, \"Input\" -> 4]";

/* A wire from a port to another one makes a connection; undoing takes it back byte for byte. */
static void
test_wire (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *before = NULL, *after = NULL, *again = NULL;
  int x0, y0, x1, y1;

  ng_ui_start_text (self, graph);
  before = ng_ui_notation (self);
  ng_ui_find (self, "b", NG_PICK_OUTPUT, 0, &x0, &y0);
  ng_ui_find (self, "c", NG_PICK_INPUT, 0, &x1, &y1);
  if (!ng_ui_send ("mousemove %d %d", x0, y0)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_drag (x0, y0, x1, y1);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "wire");
  ng_ui_send ("mouseup 1");
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  ng_ui_settle (self);
  after = ng_ui_notation (self);
  g_assert_nonnull (strstr (after, "\"a\" -> \"b\" -> \"c\""));
  ng_ui_screenshot (self, "wired");
  ng_ui_activate (self, "undo");
  again = ng_ui_notation (self);
  g_assert_cmpstr (again, ==, before);

  /* Escape lets go of a wire, and nothing came of it. */
  ng_ui_settle (self);
  ng_ui_find (self, "b", NG_PICK_OUTPUT, 0, &x0, &y0);
  ng_ui_drag (x0, y0, x1, y1);
  ng_ui_send ("key Escape mouseup 1");
  ng_ui_settle (self);
  g_assert_false (ng_document_can_undo (ng_ui_document (self)));
  ng_ui_stop (self);
}

/* Into the third of a layer before its middle, in it, or behind it. */
static void
shift_click (NgUiTest *self, const char *name, int third)
{
  g_autoptr (NgSubject) layer = ng_ui_layer (self, name);
  graphene_rect_t box;
  int x, y;

  g_assert_true (ng_canvas_box (ng_ui_canvas (self), layer, &box));
  ng_ui_find (self, name, NG_PICK_VERTEX, 0, &x, &y);
  ng_ui_send ("mousemove %d %d keydown Shift click 1 keyup Shift",
              x + third * (int) (box.size.width * 0.25F),
              y - 14);
}

/* The rubber band selects what lies in it; Ctrl-click adds and takes away. */
static void
test_select (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  int x, y, right, bottom;

  ng_ui_start_text (self, graph);
  canvas = ng_studio_window_canvas (self->window);
  ng_ui_place (self, GTK_WIDGET (canvas), 60, 60, &x, &y);
  ng_ui_place (self,
               GTK_WIDGET (canvas),
               gtk_widget_get_width (GTK_WIDGET (canvas)) - 60,
               gtk_widget_get_height (GTK_WIDGET (canvas)) - 60,
               &right,
               &bottom);
  if (!ng_ui_send ("mousemove %d %d", x, y)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_drag (x, y, right, bottom);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "band");
  ng_ui_send ("mouseup 1");
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len >= 4);

  ng_ui_find (self, "a", NG_PICK_VERTEX, 0, &x, &y);
  ng_ui_send ("mousemove %d %d click 1", x, y);
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 1);
  ng_ui_find (self, "b", NG_PICK_VERTEX, 0, &x, &y);
  ng_ui_send ("mousemove %d %d keydown Control click 1 keyup Control", x, y);
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 2);
  ng_ui_screenshot (self, "two-selected");
  ng_ui_send ("keydown Control click 1 keyup Control");
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 1);
  ng_ui_send ("key ctrl+a");
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 4);

  /* Shift on the first third of b: a as well; on the last of a: b as well. */
  ng_ui_send ("key Escape");
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 0);
  shift_click (self, "b", -1);
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 2);
  ng_ui_send ("key Escape");
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 0);
  shift_click (self, "a", 1);
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 2);
  shift_click (self, "a", 0);
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 1);
  ng_ui_stop (self);
}

/* At the edge the picture moves on under what is dragged: a wire reaches what was out of sight. */
static void
test_edge (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (GString) text = g_string_new ("NetGraph[<|");
  g_autoptr (NgSubject) last = NULL;
  g_autofree char *notation = NULL;
  graphene_rect_t box;
  NgCanvas *canvas;
  float x_before;
  int x, y, edge, middle;

  for (int i = 0; i < 30; i++)
    g_string_append_printf (text, "\"r%d\" -> Ramp, ", i);
  g_string_append (text, "\"last\" -> ThreadingLayer[Plus]|>, {\"r0\"");
  for (int i = 1; i < 30; i++)
    g_string_append_printf (text, " -> \"r%d\"", i);
  g_string_append (text, ", {\"r29\", \"r28\"} -> \"last\"}, \"Input\" -> 4]");
  ng_ui_start_text (self, text->str);
  canvas = ng_ui_canvas (self);
  last = ng_ui_layer (self, "last");
  ng_ui_select (self, "r0");
  ng_ui_activate (self, "zoom-original");
  ng_canvas_show (canvas, ng_document_selection (ng_ui_document (self)));
  ng_ui_settle (self);
  x_before = ng_canvas_visible (canvas).x;
  ng_ui_find (self, "r0", NG_PICK_OUTPUT, 0, &x, &y);
  ng_ui_place (self,
               GTK_WIDGET (canvas),
               gtk_widget_get_width (GTK_WIDGET (canvas)) - 4,
               gtk_widget_get_height (GTK_WIDGET (canvas)) / 2.0,
               &edge,
               &middle);
  if (!ng_ui_send ("mousemove %d %d", x, y)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_drag (x, y, edge, middle);
  ng_ui_wait (ng_canvas_box (canvas, last, &box) &&
              box.origin.x + box.size.width < (float) gtk_widget_get_width (GTK_WIDGET (canvas)));
  g_assert_cmpfloat (ng_canvas_visible (canvas).x, >, x_before + 1000);
  ng_ui_screenshot (self, "edge");
  ng_ui_find (self, "last", NG_PICK_INPUT, 1, &x, &y);
  ng_ui_send ("mousemove %d %d", x - 2, y);
  ng_ui_send ("mousemove %d %d mouseup 1", x, y);
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  notation = ng_ui_notation (self);
  g_assert_nonnull (strstr (notation, "{\"r29\", \"r0\"} -> \"last\""));
  ng_ui_stop (self);
}

/* Delete joins what fits, Shift+Delete leaves open; each is one step, and the selection comes back
 * with undo. */
static void
test_delete (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  static const char chain[] = "NetGraph[<|\"a\" -> Ramp, \"b\" -> Tanh, \"c\" -> SoftmaxLayer[]|>, "
                              "{\"a\" -> \"b\" -> \"c\"}, \"Input\" -> 3]";
  g_autofree char *before = NULL, *joined = NULL, *open = NULL, *selected = NULL;

  ng_ui_start_text (self, chain);
  before = ng_ui_notation (self);
  ng_ui_select (self, "b");
  if (!ng_ui_send ("key Delete")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  joined = ng_ui_notation (self);
  g_assert_nonnull (strstr (joined, "\"a\" -> \"c\""));
  ng_ui_settle (self);
  ng_ui_screenshot (self, "deleted");
  ng_ui_activate (self, "undo");
  selected = ng_ui_selected (self);
  g_assert_cmpstr (selected, ==, "b");
  ng_ui_settle (self);
  ng_ui_send ("key shift+Delete");
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  open = ng_ui_notation (self);
  g_assert_null (strstr (open, "\"a\" -> \"c\""));
  ng_ui_activate (self, "undo");
  g_free (open);
  open = ng_ui_notation (self);
  g_assert_cmpstr (open, ==, before);
  ng_ui_stop (self);
}

/* The menu is whole in a window of 800 pixels, whose header takes 52, also when fingers use it. */
static void
check_menu (NgUiTest *self)
{
  GtkWidget *menu = gtk_widget_get_last_child (GTK_WIDGET (ng_ui_canvas (self)));
  graphene_rect_t box;
  int height;

  g_assert_true (GTK_IS_POPOVER_MENU (menu));
  ng_ui_screenshot_of (menu, "edit-menu");
  for (int i = 0; i < 2; i++) {
    gtk_widget_measure (menu, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
    g_assert_cmpint (height, <, 748);
    g_assert_true (gtk_widget_compute_bounds (menu, menu, &box));
    if (i == 0)
      g_assert_cmpfloat (box.size.height, >=, (float) height);
    ng_finger_set (GTK_WIDGET (self->window), TRUE);
  }
}

/* Copying and pasting, duplicating, grouping and ungrouping, connecting in order. */
static void
test_structure (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  GdkContentFormats *clipboard;
  g_autofree char *text = NULL;
  g_autoptr (NgSubject) b = NULL, c = NULL;

  ng_ui_start_text (self, graph);
  document = ng_ui_document (self);
  ng_ui_select (self, "b");
  ng_ui_activate (self, "copy");
  clipboard = gdk_clipboard_get_formats (gtk_widget_get_clipboard (GTK_WIDGET (self->window)));
  g_assert_true (gdk_content_formats_contain_gtype (clipboard, G_TYPE_STRING));
  g_assert_true (gdk_content_formats_contain_mime_type (clipboard, "image/svg+xml"));
  g_assert_true (gdk_content_formats_contain_mime_type (clipboard, "image/png"));
  ng_document_select (document, NULL);
  ng_ui_activate (self, "paste");
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (document)), ==, 5);
  ng_ui_activate (self, "undo");
  ng_ui_select (self, "a");
  ng_ui_activate (self, "duplicate");
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (document)), ==, 5);
  ng_ui_activate (self, "undo");

  ng_ui_settle (self);
  b = ng_ui_layer (self, "b");
  c = ng_ui_layer (self, "c");
  ng_document_select (document, b);
  ng_document_toggle_selected (document, c);
  ng_ui_activate (self, "connect");
  text = ng_ui_notation (self);
  g_assert_nonnull (strstr (text, "\"b\" -> \"c\""));
  ng_ui_activate (self, "group");
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (document)), ==, 3);
  ng_ui_settle (self);
  ng_ui_activate (self, "ungroup");
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (document)), ==, 4);
  while (ng_document_can_undo (document))
    ng_ui_activate (self, "undo");
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (document)), ==, 4);

  ng_ui_settle (self);
  ng_ui_activate (self, "edit-menu");
  ng_ui_settle (self);
  check_menu (self);
  ng_ui_stop (self);
}

static gboolean
is_on (NgUiTest *self, const char *property)
{
  gboolean is_on;

  g_object_get (self->window, property, &is_on, NULL);
  return is_on;
}

/* Keys of the canvas that no other story presses. */
static void
test_keys (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  double zoom;

  ng_ui_start_text (self, graph);
  canvas = ng_ui_canvas (self);
  ng_ui_select (self, "a");
  if (!ng_ui_send ("key ctrl+d")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_net_n_layers (ng_document_net (ng_ui_document (self))) == 5);
  g_assert_true (is_on (self, "show-values"));
  ng_ui_send ("key v");
  ng_ui_wait (!is_on (self, "show-values"));
  ng_ui_send ("key v");
  ng_ui_wait (is_on (self, "show-values"));
  ng_ui_send ("key r");
  ng_ui_wait (is_on (self, "training"));
  ng_ui_send ("key r");
  ng_ui_wait (!is_on (self, "training"));
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 1);

  ng_ui_settle (self);
  ng_ui_send ("key 0");
  ng_ui_wait (fabs (ng_canvas_zoom (canvas) - 1) < 1e-6);
  ng_ui_send ("key plus");
  ng_ui_wait (ng_canvas_zoom (canvas) > 1.1);
  ng_ui_send ("key minus key minus");
  ng_ui_wait (ng_canvas_zoom (canvas) < 0.9);
  zoom = ng_canvas_zoom (canvas);
  ng_ui_send ("key Home");
  ng_ui_wait (ng_canvas_zoom (canvas) > zoom);
  ng_ui_select (self, "b");
  ng_ui_send ("key period");
  ng_ui_wait (ng_canvas_zoom (canvas) > 1.5);
  ng_ui_send ("key ctrl+9");
  ng_ui_wait (ng_canvas_zoom (canvas) <= 1);
  ng_ui_send ("key ctrl+k");
  ng_ui_wait (ng_document_direction (ng_ui_document (self)) == NG_DIRECTION_DOWN);
  ng_ui_settle (self);
  ng_ui_send ("key ctrl+k");
  ng_ui_wait (ng_document_direction (ng_ui_document (self)) == NG_DIRECTION_RIGHT);
  ng_ui_settle (self);
  ng_ui_send ("key F2");
  ng_ui_wait (gtk_root_get_focus (GTK_ROOT (self->window)) != NULL &&
              gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (self->window)),
                                      GTK_WIDGET (ng_studio_window_inspector (self->window))));
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/gestures/wire", &test, test_wire);
  g_test_add_data_func ("/gestures/select", &test, test_select);
  g_test_add_data_func ("/gestures/keys", &test, test_keys);
  g_test_add_data_func ("/gestures/edge", &test, test_edge);
  g_test_add_data_func ("/gestures/delete", &test, test_delete);
  g_test_add_data_func ("/gestures/structure", &test, test_structure);
  return ng_ui_run (&test);
}
