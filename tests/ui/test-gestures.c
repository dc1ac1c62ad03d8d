/* Editing on the canvas, by real events: wires, the rubber band, several things selected, deleting,
 * copying, grouping, and the way back. */

#include "core/notation/write.h"
#include "tests/ui/ui-test.h"
#include "ui/window-edit.h"

static const char graph[] =
    "NetGraph[<|\"a\" -> LinearLayer[4], \"b\" -> Ramp, \"c\" -> SoftmaxLayer[], \"d\" -> "
    "ConvolutionLayer[2, 3]|>, {\"a\" -> \"b\", \"c\" -> NetPort[\"Second\"]}, \"Input\" -> 4]";

static char *
notation_of (NgUiTest *self)
{
  NgNet *net = ng_document_net (ng_ui_document (self));
  g_autoptr (NgExpr) expr = net != NULL ? ng_net_write (net, TRUE) : NULL;

  return expr != NULL ? ng_print (expr, 0) : g_strdup ("");
}

static void
start (NgUiTest *self, const char *text)
{
  g_autofree char *path = ng_ui_write ("graph.wl", text);

  ng_ui_start (self, path);
  gtk_widget_grab_focus (GTK_WIDGET (ng_studio_window_canvas (self->window)));
  ng_ui_settle (self);
}

/* Where a port, or the middle of a layer, is on the screen. */
static void
find (NgUiTest *self, const char *layer, NgPickKind kind, int *x, int *y)
{
  NgCanvas *canvas = ng_studio_window_canvas (self->window);
  g_autoptr (NgSubject) subject = ng_ui_layer (self, layer);
  graphene_rect_t box;

  subject->kind = kind;
  g_assert_true (ng_canvas_box (canvas, subject, &box));
  ng_ui_place (self,
               GTK_WIDGET (canvas),
               (double) (box.origin.x + box.size.width / 2),
               (double) (box.origin.y + box.size.height / 2),
               x,
               y);
}

static void
drag (int x0, int y0, int x1, int y1)
{
  ng_ui_send ("mousemove %d %d mousedown 1", x0, y0);
  for (int i = 1; i <= 4; i++)
    ng_ui_send ("mousemove %d %d", x0 + (x1 - x0) * i / 4, y0 + (y1 - y0) * i / 4);
}

/* A wire from a port to another one makes a connection; undoing takes it back byte for byte. */
static void
test_wire (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *before = NULL, *after = NULL, *again = NULL;
  int x0, y0, x1, y1;

  start (self, graph);
  before = notation_of (self);
  find (self, "b", NG_PICK_OUTPUT, &x0, &y0);
  find (self, "c", NG_PICK_INPUT, &x1, &y1);
  if (!ng_ui_send ("mousemove %d %d", x0, y0)) {
    ng_ui_stop (self);
    return;
  }
  drag (x0, y0, x1, y1);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "wire");
  ng_ui_send ("mouseup 1");
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  ng_ui_settle (self);
  after = notation_of (self);
  g_assert_nonnull (strstr (after, "\"a\" -> \"b\" -> \"c\""));
  ng_ui_screenshot (self, "wired");
  ng_ui_activate (self, "undo");
  again = notation_of (self);
  g_assert_cmpstr (again, ==, before);

  /* Escape lets go of a wire, and nothing came of it. */
  ng_ui_settle (self);
  find (self, "b", NG_PICK_OUTPUT, &x0, &y0);
  drag (x0, y0, x1, y1);
  ng_ui_send ("key Escape mouseup 1");
  ng_ui_settle (self);
  g_assert_false (ng_document_can_undo (ng_ui_document (self)));
  ng_ui_stop (self);
}

/* The rubber band selects what lies in it; Ctrl-click adds and takes away. */
static void
test_select (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  int x, y, right, bottom;

  start (self, graph);
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
  drag (x, y, right, bottom);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "band");
  ng_ui_send ("mouseup 1");
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len >= 4);

  find (self, "a", NG_PICK_VERTEX, &x, &y);
  ng_ui_send ("mousemove %d %d click 1", x, y);
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 1);
  find (self, "b", NG_PICK_VERTEX, &x, &y);
  ng_ui_send ("mousemove %d %d keydown Control click 1 keyup Control", x, y);
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 2);
  ng_ui_screenshot (self, "two-selected");
  ng_ui_send ("keydown Control click 1 keyup Control");
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 1);
  ng_ui_send ("key ctrl+a");
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 4);
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

  start (self, chain);
  before = notation_of (self);
  ng_ui_select (self, "b");
  if (!ng_ui_send ("key Delete")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  joined = notation_of (self);
  g_assert_nonnull (strstr (joined, "\"a\" -> \"c\""));
  ng_ui_settle (self);
  ng_ui_screenshot (self, "deleted");
  ng_ui_activate (self, "undo");
  selected = ng_ui_selected (self);
  g_assert_cmpstr (selected, ==, "b");
  ng_ui_settle (self);
  ng_ui_send ("key shift+Delete");
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  open = notation_of (self);
  g_assert_null (strstr (open, "\"a\" -> \"c\""));
  ng_ui_activate (self, "undo");
  g_free (open);
  open = notation_of (self);
  g_assert_cmpstr (open, ==, before);
  ng_ui_stop (self);
}

/* Copying and pasting, duplicating, grouping and ungrouping, connecting in order. */
static void
test_structure (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  g_autofree char *text = NULL;
  g_autoptr (NgSubject) b = NULL, c = NULL;

  start (self, graph);
  document = ng_ui_document (self);
  ng_ui_select (self, "b");
  ng_ui_activate (self, "copy");
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
  text = notation_of (self);
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
  ng_ui_screenshot (self, "edit-menu");
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/gestures/wire", &test, test_wire);
  g_test_add_data_func ("/gestures/select", &test, test_select);
  g_test_add_data_func ("/gestures/delete", &test, test_delete);
  g_test_add_data_func ("/gestures/structure", &test, test_structure);
  return ng_ui_run (&test);
}
