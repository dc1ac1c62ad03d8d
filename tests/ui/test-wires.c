/* Wires by real pointer and keys: let go beside all, led by keys, cut by the knife, put in another
 * order, one after the other. */

#include "tests/ui/ui-test.h"
#include "ui/canvas-private.h"
#include "ui/tooltip.h"
#include "ui/word-row.h"

static const char graph[] =
    "NetGraph[<|\"a\" -> ConvolutionLayer[4, 3], \"b\" -> Ramp, \"c\" -> SoftmaxLayer[], \"d\" -> "
    "LinearLayer[2]|>, {\"a\" -> \"b\", \"d\" -> \"c\"}, \"Input\" -> {1, 8, 8}]";
static const char joined[] =
    "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> Tanh, \"c\" -> LogisticSigmoid, \"p\" -> "
    "CatenateLayer[]|>, {\"a\" -> \"b\", \"a\" -> \"c\", {\"a\", \"b\", \"c\"} -> \"p\"}, "
    "\"Input\" -> 5]";

static NgQuickAdd *
box_of (NgUiTest *self)
{
  return ng_studio_window_quick_add (self->window);
}

static gboolean
is_open (NgUiTest *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (box_of (self)));
}

static NgNet *
net_of (NgUiTest *self)
{
  return ng_document_net (ng_ui_document (self));
}

static NgWordRow *
chosen (NgUiTest *self)
{
  return NG_WORD_ROW (gtk_list_box_get_selected_row (ng_quick_add_list (box_of (self))));
}

static gboolean
is_wiring (NgUiTest *self)
{
  g_autofree char *text = ng_canvas_describe_wire (ng_ui_canvas (self));

  return text != NULL;
}

/* Types into the box, until it shows what that means. */
static void
type (NgUiTest *self, const char *text)
{
  ng_ui_send ("type %s", text);
  ng_ui_wait (g_str_equal (gtk_editable_get_text (ng_quick_add_entry (box_of (self))), text));
  ng_ui_wait (ng_quick_add_is_settled (box_of (self)));
}

static gboolean
is_wire (NgUiTest *self, const char *expected)
{
  g_autofree char *text = ng_canvas_describe_wire (ng_ui_canvas (self));

  return g_strcmp0 (text, expected) == 0;
}

/* A point of the screen with nothing near it. */
static void
find_void (NgUiTest *self, int *x, int *y)
{
  GtkWidget *canvas = GTK_WIDGET (ng_ui_canvas (self));

  ng_ui_place (
      self, canvas, gtk_widget_get_width (canvas) / 2.0, gtk_widget_get_height (canvas) - 60, x, y);
}

/* A wire that is let go beside all asks what shall be at its end, and lists only what fits; adding
 * and connecting are one step. */
static void
test_void (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *before = NULL, *same = NULL, *after = NULL, *undone = NULL;
  int x0, y0, x1, y1;

  ng_ui_start_text (self, graph);
  before = ng_ui_notation (self);
  ng_ui_find (self, "a", NG_PICK_OUTPUT, 0, &x0, &y0);
  find_void (self, &x1, &y1);
  if (!ng_ui_send ("mousemove %d %d", x0, y0)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_drag (x0, y0, x1, y1);
  ng_ui_send ("mouseup 1");
  ng_ui_wait (is_open (self) && ng_quick_add_is_settled (box_of (self)));
  ng_ui_screenshot_of (GTK_WIDGET (box_of (self)), "wire-void");
  for (int i = 0;; i++) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (ng_quick_add_list (box_of (self)), i);

    if (row == NULL)
      break;
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      g_assert_true (ng_word_row_fits (NG_WORD_ROW (row)));
  }
  /* What is made for pictures comes first, and says what it would give. */
  g_assert_cmpint (ng_word_row_word (chosen (self))->class->category, ==, NG_CATEGORY_CONVOLUTION);
  g_assert_nonnull (strstr (ng_word_row_trial (chosen (self))->shape, "×"));
  ng_ui_send ("key Escape");
  ng_ui_wait (!is_open (self));
  same = ng_ui_notation (self);
  g_assert_cmpstr (same, ==, before);

  ng_ui_drag (x0, y0, x1, y1);
  ng_ui_send ("mouseup 1");
  ng_ui_wait (is_open (self) && ng_quick_add_is_settled (box_of (self)));
  type (self, "flatten");
  ng_ui_send ("key Return");
  ng_ui_wait (ng_net_n_layers (net_of (self)) == 5);
  after = ng_ui_notation (self);
  g_assert_nonnull (strstr (after, "\"a\" -> \"b\""));
  g_assert_nonnull (strstr (after, "\"a\" -> \"flatten\""));
  ng_ui_screenshot (self, "wire-void-added");
  ng_ui_activate (self, "undo");
  undone = ng_ui_notation (self);
  g_assert_cmpstr (undone, ==, before);
  g_assert_false (ng_document_can_undo (ng_ui_document (self)));
  ng_ui_stop (self);
}

/* The other way: what is chosen comes in front of the input where the wire begins. */
static void
test_void_backward (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *after = NULL;
  int x0, y0, x1, y1;

  ng_ui_start_text (self, "NetGraph[<|\"d\" -> LinearLayer[2]|>, {}, \"Input\" -> 3]");
  ng_ui_find (self, "d", NG_PICK_INPUT, 0, &x0, &y0);
  find_void (self, &x1, &y1);
  if (!ng_ui_send ("mousemove %d %d", x0, y0)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_drag (x0, y0, x1, y1);
  ng_ui_send ("mouseup 1");
  ng_ui_wait (is_open (self) && ng_quick_add_is_settled (box_of (self)));
  ng_ui_screenshot_of (GTK_WIDGET (box_of (self)), "wire-void-backward");
  type (self, "tanh");
  ng_ui_send ("key Return");
  ng_ui_wait (ng_net_n_layers (net_of (self)) == 2);
  after = ng_ui_notation (self);
  g_assert_nonnull (strstr (after, "\"tanh\" -> \"d\""));
  ng_ui_stop (self);
}

/* Tab goes into a layer, Enter begins a wire, arrows go where it fits, Enter connects. */
static void
test_keys (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  g_autofree char *before = NULL, *same = NULL, *after = NULL, *status = NULL;

  ng_ui_start_text (self, graph);
  document = ng_ui_document (self);
  before = ng_ui_notation (self);
  ng_ui_select (self, "b");
  if (!ng_ui_send ("key Tab")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_document_selection (document)->kind == NG_PICK_INPUT);
  ng_ui_send ("key Tab");
  ng_ui_wait (ng_document_selection (document)->kind == NG_PICK_OUTPUT);
  status = ng_describe (document, ng_document_selection (document));
  g_assert_cmpstr (status, ==, "b · Output, Output of Elementwise, 4×6×6");
  ng_ui_screenshot (self, "wire-port");

  ng_ui_send ("key Return");
  ng_ui_wait (is_wiring (self));
  ng_ui_screenshot (self, "wire-keys");
  ng_ui_send ("key Escape");
  ng_ui_wait (!is_wiring (self));
  g_assert_cmpint (ng_document_selection (document)->kind, ==, NG_PICK_OUTPUT);
  same = ng_ui_notation (self);
  g_assert_cmpstr (same, ==, before);

  /* The inputs of c and d fit; those of a and b would make a cycle. */
  ng_ui_send ("key Return");
  for (int i = 0; i < 4; i++) {
    g_autofree char *wire = NULL;

    ng_ui_wait (is_wiring (self));
    wire = ng_canvas_describe_wire (ng_ui_canvas (self));
    g_assert_null (strstr (wire, "→ a ·"));
    g_assert_null (strstr (wire, "→ b ·"));
    if (strstr (wire, "→ d ·") != NULL)
      break;
    g_assert_cmpint (i, <, 3);
    ng_ui_send ("key Right");
    ng_ui_wait (!is_wire (self, wire));
  }
  ng_ui_send ("key Return");
  ng_ui_wait (ng_document_can_undo (document));
  after = ng_ui_notation (self);
  g_assert_nonnull (strstr (after, "\"b\" -> \"d\""));
  ng_ui_settle (self);
  ng_ui_screenshot (self, "wire-keys-connected");

  /* The next pane is a key away. */
  ng_ui_send ("key F6");
  ng_ui_wait (!gtk_widget_is_focus (GTK_WIDGET (ng_ui_canvas (self))));
  ng_ui_stop (self);
}

/* A stroke cuts what it crosses, as one step that can be undone. */
static void
test_knife (gconstpointer data)
{
  static const char *const gestures[][2] = { { "keydown Alt mousedown 1", "mouseup 1 keyup Alt" },
                                             { "keydown Control mousedown 3",
                                               "mouseup 3 keyup Control" } };
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *before = NULL;
  int ax, ay, bx, by, cx, cy, x, low, high;

  ng_ui_start_text (self, joined);
  before = ng_ui_notation (self);
  ng_ui_find (self, "a", NG_PICK_OUTPUT, 0, &ax, &ay);
  ng_ui_find (self, "b", NG_PICK_INPUT, 0, &bx, &by);
  ng_ui_find (self, "c", NG_PICK_INPUT, 0, &cx, &cy);
  x = (ax + MIN (bx, cx)) / 2;
  low = MIN (by, cy) - 30;
  high = MAX (by, cy) + 30;
  for (gsize g = 0; g < G_N_ELEMENTS (gestures); g++) {
    g_autofree char *cut = NULL, *undone = NULL;

    if (!ng_ui_send ("mousemove %d %d %s", x, low, gestures[g][0]))
      break;
    for (int i = 1; i <= 6; i++)
      ng_ui_send ("mousemove %d %d", x, low + (high - low) * i / 6);
    ng_ui_settle (self);
    ng_ui_screenshot (self, g == 0 ? "knife" : "knife-other-button");
    ng_ui_send ("%s", gestures[g][1]);
    ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
    cut = ng_ui_notation (self);
    g_assert_null (strstr (cut, "\"a\" -> \"b\""));
    g_assert_null (strstr (cut, "\"a\" -> \"c\""));
    ng_ui_settle (self);
    ng_ui_screenshot (self, "knife-cut");
    ng_ui_activate (self, "undo");
    undone = ng_ui_notation (self);
    g_assert_cmpstr (undone, ==, before);
    g_assert_false (ng_document_can_undo (ng_ui_document (self)));
    ng_ui_settle (self);
  }
  ng_ui_stop (self);
}

/* The order of numbered inputs, by the pointer and by keys. */
static void
test_slots (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *dragged = NULL, *moved = NULL;
  g_autoptr (NgSubject) slot = NULL;
  int x0, y0, x1, y1;

  ng_ui_start_text (self, joined);
  ng_ui_find (self, "p", NG_PICK_INPUT, 0, &x0, &y0);
  ng_ui_find (self, "p", NG_PICK_INPUT, 2, &x1, &y1);
  if (!ng_ui_send ("mousemove %d %d", x0, y0)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_drag (x0, y0, x1, y1);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "wire-slot");
  ng_ui_send ("mouseup 1");
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  dragged = ng_ui_notation (self);
  g_assert_nonnull (strstr (dragged, "{\"b\", \"c\", \"a\"} -> \"p\""));
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);

  slot = ng_ui_layer (self, "p");
  slot->kind = NG_PICK_INPUT;
  slot->port = 0;
  ng_document_select (ng_ui_document (self), slot);
  ng_ui_send ("key ctrl+shift+Down");
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  moved = ng_ui_notation (self);
  g_assert_nonnull (strstr (moved, "{\"b\", \"a\", \"c\"} -> \"p\""));
  g_assert_cmpuint (ng_document_selection (ng_ui_document (self))->port, ==, 1);
  ng_ui_stop (self);
}

/* With Ctrl held the next wire begins where the last one ended, and a click ends it. */
static void
test_chain (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *after = NULL;
  int x0, y0, x1, y1;

  ng_ui_start_text (self,
                    "NetGraph[<|\"a\" -> Ramp, \"b\" -> Tanh, \"c\" -> LogisticSigmoid|>, {}, "
                    "\"Input\" -> 3]");
  ng_ui_find (self, "a", NG_PICK_OUTPUT, 0, &x0, &y0);
  ng_ui_find (self, "b", NG_PICK_INPUT, 0, &x1, &y1);
  if (!ng_ui_send ("mousemove %d %d", x0, y0)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_drag (x0, y0, x1, y1);
  ng_ui_send ("keydown Control mouseup 1 keyup Control");
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  ng_ui_settle (self);
  g_assert_true (is_wiring (self));
  ng_ui_find (self, "c", NG_PICK_INPUT, 0, &x1, &y1);
  ng_ui_send ("mousemove %d %d", x1 - 9, y1 + 12);
  ng_ui_send ("mousemove %d %d", x1 - 7, y1 + 10);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "wire-chain");
  ng_ui_send ("click 1");
  ng_ui_wait (!is_wiring (self));
  after = ng_ui_notation (self);
  g_assert_nonnull (strstr (after, "\"a\" -> \"b\" -> \"c\""));
  ng_ui_stop (self);
}

/* However small the picture is, a press beside a port means it, and a wire is drawn to a port that
 * is near; what fed that is struck out before the wire replaces it. */
static void
test_reach (gconstpointer data)
{
  static const double zooms[] = { 0.5, 1, 2 };
  NgUiTest *self = (NgUiTest *) data;

  ng_ui_start_text (self, joined);
  for (gsize z = 0; z < G_N_ELEMENTS (zooms); z++) {
    g_autofree char *after = NULL;
    int x0, y0, x1, y1;

    ng_canvas_fit (ng_ui_canvas (self));
    ng_canvas_set_zoom (ng_ui_canvas (self), zooms[z]);
    ng_ui_settle (self);
    ng_ui_find (self, "b", NG_PICK_OUTPUT, 0, &x0, &y0);
    ng_ui_find (self, "p", NG_PICK_INPUT, 2, &x1, &y1);
    if (!ng_ui_send ("mousemove %d %d", x0 + 6, y0 - 9))
      break;
    ng_ui_drag (x0 + 6, y0 - 9, x1 - 5, y1 + 28);
    ng_ui_settle (self);
    if (z == 1)
      ng_ui_screenshot (self, "wire-replaces");
    ng_ui_send ("mouseup 1");
    ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
    after = ng_ui_notation (self);
    g_assert_nonnull (strstr (after, "{\"a\", \"b\", \"b\"} -> \"p\""));
    ng_ui_activate (self, "undo");
    ng_ui_settle (self);
  }
  ng_ui_stop (self);
}

/* Under the pointer a connection lights up with all others that carry the same value. */
static void
test_carriers (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  int x, y;

  ng_ui_start_text (self, joined);
  canvas = ng_ui_canvas (self);
  /* a is read by b, c and p. */
  ng_ui_find (self, "b", NG_PICK_EDGE, 0, &x, &y);
  if (!ng_ui_send ("mousemove %d %d", x, y)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (canvas->hover != NULL && canvas->hover->kind == NG_PICK_EDGE);
  g_assert_cmpuint (canvas->carriers->len, ==, 3);
  ng_ui_screenshot (self, "wire-carriers");
  ng_ui_find (self, "b", NG_PICK_VERTEX, 0, &x, &y);
  ng_ui_send ("mousemove %d %d", x, y - 10);
  ng_ui_wait (canvas->hover != NULL && canvas->hover->kind == NG_PICK_VERTEX);
  g_assert_cmpuint (canvas->carriers->len, ==, 0);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/wires/void", &test, test_void);
  g_test_add_data_func ("/wires/void-backward", &test, test_void_backward);
  g_test_add_data_func ("/wires/keys", &test, test_keys);
  g_test_add_data_func ("/wires/knife", &test, test_knife);
  g_test_add_data_func ("/wires/slots", &test, test_slots);
  g_test_add_data_func ("/wires/chain", &test, test_chain);
  g_test_add_data_func ("/wires/reach", &test, test_reach);
  g_test_add_data_func ("/wires/carriers", &test, test_carriers);
  return ng_ui_run (&test);
}
