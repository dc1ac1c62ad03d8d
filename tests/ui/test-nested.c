/* Nets inside nets, by real events: going in and out, editing what is inside, and ports of nets. */

#include "core/notation/write.h"
#include "tests/ui/ui-test.h"

#include <string.h>

static const char text[] =
    "NetGraph[<|\"stem\" -> ConvolutionLayer[4, 3], \"block\" -> NetGraph[<|\"conv\" -> "
    "ConvolutionLayer[4, 3, \"PaddingSize\" -> 1], \"act\" -> Ramp, \"deep\" -> "
    "NetChain[<|\"mix\" -> ConvolutionLayer[4, 1], \"tanh\" -> Tanh|>], \"sum\" -> "
    "ThreadingLayer[Plus]|>, {\"conv\" -> \"act\" -> \"deep\" -> \"sum\", \"act\" -> \"sum\"}], "
    "\"flat\" -> FlattenLayer[], \"out\" -> LinearLayer[10]|>, {\"stem\" -> \"block\" -> \"flat\" "
    "-> \"out\"}, \"Input\" -> {1, 12, 12}]";

static NgNet *
net_of (NgUiTest *self)
{
  return ng_document_net (ng_ui_document (self));
}

static char *
notation_of (NgUiTest *self)
{
  g_autoptr (NgExpr) expr = ng_net_write (net_of (self), TRUE);

  return ng_print (expr, 0);
}

static void
start (NgUiTest *self, const char *notation)
{
  g_autofree char *path = ng_ui_write ("nested.wl", notation);

  ng_ui_start (self, path);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_settle (self);
}

static const char *
inside (NgUiTest *self)
{
  return ng_document_inside (ng_ui_document (self));
}

/* The layer at that path, such as "block/conv". */
static NgSubject *
layer_at (NgUiTest *self, const char *path)
{
  NgSubject *subject = ng_path_subject (net_of (self), path);

  g_assert_nonnull (subject);
  return subject;
}

static void
select_at (NgUiTest *self, const char *path)
{
  g_autoptr (NgSubject) subject = layer_at (self, path);

  ng_document_select (ng_ui_document (self), subject);
}

/* Whether the picture shows that layer itself. */
static gboolean
shows (NgUiTest *self, const char *path)
{
  g_autoptr (NgSubject) subject = layer_at (self, path);
  NgPick pick;

  return ng_subject_to_pick (subject, ng_document_scene (ng_ui_document (self)), &pick);
}

/* Where the middle of @subject is on the screen. */
static void
place_of (NgUiTest *self, const NgSubject *subject, int *x, int *y)
{
  graphene_rect_t box;

  g_assert_true (ng_canvas_box (ng_ui_canvas (self), subject, &box));
  ng_ui_place (self,
               GTK_WIDGET (ng_ui_canvas (self)),
               (double) (box.origin.x + box.size.width / 2),
               (double) (box.origin.y + box.size.height / 2),
               x,
               y);
}

static gboolean
click_at (NgUiTest *self, const char *path, int n)
{
  g_autoptr (NgSubject) subject = layer_at (self, path);
  int x, y;

  place_of (self, subject, &x, &y);
  return ng_ui_send ("mousemove %d %d click --repeat %d --delay 20 1", x, y, n);
}

static void
click_breadcrumb (NgUiTest *self, guint index)
{
  GtkWidget *button = ng_breadcrumb_button (ng_studio_window_breadcrumb (self->window), index);
  int x, y;

  g_assert_nonnull (button);
  ng_ui_place (self,
               button,
               gtk_widget_get_width (button) / 2.0,
               gtk_widget_get_height (button) / 2.0,
               &x,
               &y);
  ng_ui_send ("mousemove %d %d click 1", x, y);
}

/* In by double click and Ctrl+Enter, out by Escape, Backspace and the buttons of the way. */
static void
test_enter (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GtkWidget *breadcrumb;

  start (self, text);
  breadcrumb = GTK_WIDGET (ng_studio_window_breadcrumb (self->window));
  g_assert_false (gtk_widget_get_visible (breadcrumb));
  ng_ui_screenshot (self, "nested-outside");
  if (!click_at (self, "block", 2)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (strcmp (inside (self), "block") == 0);
  ng_ui_settle (self);
  g_assert_true (gtk_widget_get_visible (breadcrumb));
  g_assert_true (shows (self, "block/conv"));
  g_assert_false (shows (self, "stem"));
  g_assert_null (ng_document_selection (ng_ui_document (self)));
  g_assert_cmpstr (ng_inspector_title (ng_studio_window_inspector (self->window)), ==, "block");
  ng_ui_screenshot (self, "nested-inside");

  click_at (self, "block/deep", 1);
  ng_ui_wait (ng_document_selection (ng_ui_document (self)) != NULL);
  ng_ui_send ("key ctrl+Return");
  ng_ui_wait (strcmp (inside (self), "block/deep") == 0);
  ng_ui_settle (self);
  g_assert_true (shows (self, "block/deep/tanh"));
  g_assert_false (shows (self, "block/conv"));
  ng_ui_screenshot (self, "nested-deeper");

  click_breadcrumb (self, 1);
  ng_ui_wait (strcmp (inside (self), "block") == 0);
  ng_ui_settle (self);
  g_autofree char *left = ng_ui_selected (self);
  g_assert_cmpstr (left, ==, "deep");

  /* Escape first selects nothing. */
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_send ("key Escape");
  ng_ui_wait (ng_document_selection (ng_ui_document (self)) == NULL);
  g_assert_cmpstr (inside (self), ==, "block");
  ng_ui_send ("key Escape");
  ng_ui_wait (*inside (self) == '\0');
  ng_ui_settle (self);
  g_assert_true (shows (self, "stem"));
  g_assert_false (gtk_widget_get_visible (breadcrumb));
  g_autofree char *block = ng_ui_selected (self);
  g_assert_cmpstr (block, ==, "block");

  ng_ui_send ("key ctrl+Return");
  ng_ui_wait (strcmp (inside (self), "block") == 0);
  ng_ui_settle (self);
  select_at (self, "block/deep");
  ng_ui_activate (self, "enter");
  ng_ui_settle (self);
  ng_ui_send ("key BackSpace");
  ng_ui_wait (strcmp (inside (self), "block") == 0);
  ng_ui_settle (self);
  click_breadcrumb (self, 0);
  ng_ui_wait (*inside (self) == '\0');
  g_assert_false (ng_ui_is_enabled (self, "leave"));
  ng_ui_stop (self);
}

/* Who comes back finds the net as it was left, also when it had been zoomed or moved. */
static void
test_view (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  NgBox outer, inner, now;

  start (self, text);
  canvas = ng_ui_canvas (self);
  ng_canvas_set_zoom (canvas, 1.5);
  ng_canvas_pan (canvas, -40, -10);
  ng_ui_settle (self);
  outer = ng_canvas_visible (canvas);
  select_at (self, "block");
  ng_ui_activate (self, "enter");
  ng_ui_settle (self);
  ng_canvas_set_zoom (canvas, 0.7);
  inner = ng_canvas_visible (canvas);
  ng_ui_activate (self, "leave");
  ng_ui_settle (self);
  g_assert_cmpfloat_with_epsilon (ng_canvas_zoom (canvas), 1.5, 1e-6);
  now = ng_canvas_visible (canvas);
  g_assert_cmpfloat_with_epsilon (now.x, outer.x, 0.01);
  g_assert_cmpfloat_with_epsilon (now.y, outer.y, 0.01);
  select_at (self, "block");
  ng_ui_activate (self, "enter");
  ng_ui_settle (self);
  g_assert_cmpfloat_with_epsilon (ng_canvas_zoom (canvas), 0.7, 1e-6);
  now = ng_canvas_visible (canvas);
  g_assert_cmpfloat_with_epsilon (now.x, inner.x, 0.01);
  ng_ui_stop (self);
}

static gboolean
is_asking (NgUiTest *self)
{
  return gtk_widget_get_mapped (GTK_WIDGET (ng_studio_window_quick_add (self->window)));
}

/* Types a layer into the box that is open, and adds it. */
static void
type_layer (NgUiTest *self, const char *words)
{
  NgQuickAdd *box = ng_studio_window_quick_add (self->window);

  ng_ui_wait (is_asking (self));
  ng_ui_send ("type %s", words);
  ng_ui_wait (strcmp (gtk_editable_get_text (ng_quick_add_entry (box)), words) == 0);
  ng_ui_wait (ng_quick_add_is_settled (box));
  ng_ui_send ("key Return");
  ng_ui_wait (!is_asking (self));
  ng_ui_settle (self);
}

static NgNet *
net_at (NgUiTest *self, const char *path)
{
  NgNet *net = ng_path_resolve (net_of (self), path);

  g_assert_nonnull (net);
  return net;
}

/* Where a port of a layer, or of the net, is on the screen. */
static void
place_of_port (NgUiTest *self, const char *path, NgPickKind kind, guint port, int *x, int *y)
{
  g_autoptr (NgSubject) subject = layer_at (self, path);

  subject->kind = kind;
  subject->port = port;
  place_of (self, subject, x, y);
}

static void
undo_all (NgUiTest *self)
{
  while (ng_document_can_undo (ng_ui_document (self)))
    ng_ui_activate (self, "undo");
}

/* Everything that is done inside is done to the net there; undoing it all gives the net back. */
static void
test_edit (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *before = NULL;
  int x0, y0, x1, y1;

  start (self, text);
  before = notation_of (self);
  select_at (self, "block");
  if (!ng_ui_send ("key ctrl+Return")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (strcmp (inside (self), "block") == 0);
  ng_ui_settle (self);

  /* A layer behind another one, and one by itself. */
  select_at (self, "block/act");
  ng_ui_send ("key a");
  type_layer (self, "tanh");
  g_assert_cmpuint (ng_net_n_layers (net_at (self, "block")), ==, 5);
  g_assert_cmpuint (ng_net_n_layers (net_of (self)), ==, 4);
  ng_ui_send ("key Escape a");
  type_layer (self, "relu");
  g_assert_cmpuint (ng_net_n_layers (net_at (self, "block")), ==, 6);
  g_assert_cmpuint (ng_net_n_inputs (net_at (self, "block")), ==, 2);
  g_assert_cmpstr (inside (self), ==, "block");
  ng_ui_screenshot (self, "nested-added");

  /* A wire from one to the other. */
  place_of_port (self, "block/conv", NG_PICK_OUTPUT, 0, &x0, &y0);
  place_of (self, ng_document_selection (ng_ui_document (self)), &x1, &y1);
  ng_ui_send ("mousemove %d %d mousedown 1", x0, y0);
  for (int i = 1; i <= 4; i++)
    ng_ui_send ("mousemove %d %d", x0 + (x1 - x0) * i / 4, y0 + (y1 - y0) * i / 4);
  ng_ui_send ("mouseup 1");
  ng_ui_wait (ng_net_n_inputs (net_at (self, "block")) == 1);
  ng_ui_settle (self);

  /* Copied, pasted, deleted, grouped, ungrouped. */
  select_at (self, "block/conv");
  ng_ui_send ("key ctrl+c Escape ctrl+v");
  ng_ui_wait (ng_net_n_layers (net_at (self, "block")) == 7);
  ng_ui_settle (self);
  ng_ui_send ("key Delete");
  ng_ui_wait (ng_net_n_layers (net_at (self, "block")) == 6);
  ng_ui_settle (self);
  ng_ui_send ("key ctrl+a");
  ng_ui_wait (ng_document_selected (ng_ui_document (self))->len == 6);
  select_at (self, "block/conv");
  g_autoptr (NgSubject) act = layer_at (self, "block/act");
  ng_document_toggle_selected (ng_ui_document (self), act);
  ng_ui_send ("key ctrl+g");
  ng_ui_wait (ng_net_n_layers (net_at (self, "block")) == 5);
  ng_ui_settle (self);
  g_assert_true (shows (self, "block/group"));
  ng_ui_screenshot (self, "nested-grouped");
  ng_ui_send ("key ctrl+Return");
  ng_ui_wait (strcmp (inside (self), "block/group") == 0);
  ng_ui_settle (self);
  g_assert_true (shows (self, "block/group/conv"));
  g_assert_cmpuint (ng_net_n_layers (net_of (self)), ==, 4);

  /* What was entered is gone when its making is undone. */
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  g_assert_cmpstr (inside (self), ==, "block");
  g_assert_true (shows (self, "block/conv"));
  ng_ui_activate (self, "redo");
  ng_ui_settle (self);
  select_at (self, "block/group");
  ng_ui_send ("key ctrl+shift+g");
  ng_ui_wait (ng_net_n_layers (net_at (self, "block")) == 6);
  ng_ui_settle (self);

  undo_all (self);
  g_autofree char *after = notation_of (self);
  g_assert_cmpstr (after, ==, before);
  ng_ui_stop (self);
}

/* Searching, problems and undo go to the net that they are about. */
static void
test_reveal (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  static const char wrong[] =
      "NetGraph[<|\"one\" -> NetGraph[<|\"a\" -> LinearLayer[8], \"b\" -> Ramp|>, {\"a\" -> "
      "\"b\"}], \"two\" -> NetGraph[<|\"deep\" -> NetGraph[<|\"c\" -> Tanh, \"d\" -> "
      "ConvolutionLayer[2, 3]|>, {\"c\" -> \"d\"}]|>, {}]|>, {\"one\" -> \"two\"}, \"Input\" -> 4]";
  NgSearch *search;

  start (self, wrong);
  select_at (self, "one");
  if (!ng_ui_send ("key ctrl+Return")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (strcmp (inside (self), "one") == 0);
  ng_ui_settle (self);
  g_assert_true (shows (self, "one/a"));

  ng_ui_send ("key F8");
  ng_ui_wait (strcmp (inside (self), "two/deep") == 0);
  ng_ui_settle (self);
  g_assert_true (shows (self, "two/deep/d"));
  ng_ui_screenshot (self, "nested-problem");

  search = ng_studio_window_search (self->window);
  ng_ui_send ("key ctrl+f");
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (search)));
  ng_ui_send ("type ramp");
  ng_ui_wait (ng_search_n_found (search) == 1);
  ng_ui_wait (strcmp (inside (self), "one") == 0);
  ng_ui_settle (self);
  g_autofree char *found = ng_ui_selected (self);
  g_assert_cmpstr (found, ==, "b");
  g_assert_true (shows (self, "one/b"));
  gtk_editable_set_text (ng_search_entry (search), "convolution");
  ng_ui_wait (strcmp (inside (self), "two/deep") == 0);
  ng_ui_send ("key Escape");
  ng_ui_wait (!gtk_widget_get_mapped (GTK_WIDGET (search)));

  /* From outside, what is found is opened in place. */
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_document_enter (ng_ui_document (self), "");
  ng_ui_settle (self);
  g_assert_false (shows (self, "two/deep/c"));
  ng_ui_send ("key ctrl+f");
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (search)));
  ng_ui_send ("type deep/c");
  ng_ui_wait (strcmp (gtk_editable_get_text (ng_search_entry (search)), "deep/c") == 0);
  ng_ui_wait (ng_search_n_found (search) == 1);
  ng_ui_settle (self);
  g_assert_cmpstr (inside (self), ==, "");
  g_assert_true (shows (self, "two/deep/c"));
  ng_ui_screenshot (self, "nested-found");
  ng_ui_send ("key Escape");
  ng_ui_wait (!gtk_widget_get_mapped (GTK_WIDGET (search)));

  /* An edit of one net that is undone from another one is shown. */
  select_at (self, "one/b");
  ng_ui_activate (self, "delete");
  ng_ui_settle (self);
  ng_document_enter (ng_ui_document (self), "two/deep");
  ng_ui_settle (self);
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  g_assert_cmpstr (inside (self), ==, "one");
  g_assert_true (shows (self, "one/b"));
  ng_ui_stop (self);
}

static NgEditRow *
row_of (NgUiTest *self, const char *name)
{
  NgEditRow *row = ng_inspector_row (ng_studio_window_inspector (self->window), name);

  g_assert_nonnull (row);
  return row;
}

/* What the entry proposes, while it does. */
static GtkWidget *
popup_of (GtkEditable *entry)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (entry)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child))
      return child;
  return NULL;
}

/* Ports come by I and O, and are named, typed and deleted, outside and inside. */
static void
test_ports (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *before = NULL;
  NgDocument *document;
  GtkEditable *entry;
  int x, y;

  start (self, text);
  document = ng_ui_document (self);
  before = notation_of (self);
  select_at (self, "block/act");
  ng_document_enter (document, "block");
  ng_ui_settle (self);
  select_at (self, "block/act");
  if (!ng_ui_send ("key o")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_net_n_outputs (net_at (self, "block")) == 2);
  ng_ui_settle (self);
  g_assert_cmpint (ng_document_selection (document)->kind, ==, NG_PICK_NET_OUTPUT);
  g_assert_cmpuint (ng_net_n_outputs (net_of (self)), ==, 2);
  ng_ui_send ("key F2");
  ng_ui_send ("type tap");
  ng_ui_send ("key Return");
  ng_ui_wait (ng_net_find_output (net_at (self, "block"), "tap") >= 0);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "nested-output");

  /* One slot more, with an input of its own, which is one of the net around too. */
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  select_at (self, "block/sum");
  ng_ui_send ("key i");
  ng_ui_wait (ng_net_n_inputs (net_at (self, "block")) == 2);
  ng_ui_settle (self);
  g_assert_cmpint (ng_document_selection (document)->kind, ==, NG_PICK_NET_INPUT);
  g_assert_cmpuint (ng_net_n_inputs (net_of (self)), ==, 2);
  ng_ui_screenshot (self, "nested-input");

  ng_ui_send ("key Delete");
  ng_ui_wait (ng_net_n_inputs (net_at (self, "block")) == 1);
  ng_ui_settle (self);
  g_autoptr (NgSubject) tap =
      ng_subject_new (NG_PICK_NET_OUTPUT,
                      0,
                      (guint) ng_net_find_output (net_at (self, "block"), "tap"),
                      "block",
                      "");
  place_of (self, tap, &x, &y);
  ng_ui_send ("mousemove %d %d click 1", x, y);
  ng_ui_wait (ng_subject_equal (ng_document_selection (document), tap));
  ng_ui_send ("key Delete");
  ng_ui_wait (ng_net_n_outputs (net_at (self, "block")) == 1);
  ng_ui_settle (self);
  g_autofree char *after = notation_of (self);
  g_assert_cmpstr (after, ==, before);

  /* A coder, by the first letters of its class. */
  ng_document_enter (document, "");
  ng_ui_settle (self);
  g_autoptr (NgSubject) input = ng_subject_new (NG_PICK_NET_INPUT, 0, 0, "", "");
  place_of (self, input, &x, &y);
  ng_ui_send ("mousemove %d %d click 1", x, y);
  ng_ui_wait (ng_subject_equal (ng_document_selection (document), input));
  entry = ng_edit_row_entry (row_of (self, "Type or encoder"));
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  ng_ui_send ("key ctrl+a");
  ng_ui_send ("type function");
  ng_ui_wait (popup_of (entry) != NULL);
  ng_ui_screenshot_of (popup_of (entry), "nested-completion");
  ng_ui_send ("key Down");
  ng_ui_send ("key Return");
  ng_ui_wait (ng_net_input_coder (net_of (self), 0) != NULL);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "nested-coder");
  ng_ui_stop (self);
}

/* Whether what is dragged has come to a place on the screen. */
static gboolean
is_dragged_to (NgUiTest *self, int x, int y)
{
  double at_x, at_y;
  int here_x, here_y;

  ng_canvas_pointer (ng_ui_canvas (self), &at_x, &at_y);
  ng_ui_place (self, GTK_WIDGET (ng_ui_canvas (self)), at_x, at_y, &here_x, &here_y);
  return ng_canvas_is_dropping (ng_ui_canvas (self)) && ABS (here_x - x) < 3 &&
         ABS (here_y - y) < 3;
}

/* Drags a layer from the palette to a place on the screen, and lets go. */
static void
drag_layer (NgUiTest *self, const char *class, const char *words, int x, int y)
{
  NgPalette *palette = ng_studio_window_palette (self->window);
  int from_x, from_y;
  GtkWidget *row;

  gtk_editable_set_text (ng_palette_entry (palette), words);
  ng_ui_wait (ng_palette_find (palette, "LinearLayer") == NULL);
  ng_ui_screenshot (self, "nested-before-drag");
  row = ng_palette_find (palette, class);
  g_assert_nonnull (row);
  ng_ui_place (self, row, 40, gtk_widget_get_height (row) / 2.0, &from_x, &from_y);
  ng_ui_send ("mousemove %d %d mousedown 1", from_x, from_y);
  for (int i = 1; i <= 10; i++) {
    ng_ui_send ("mousemove %d %d", from_x + (x - from_x) * i / 10, from_y + (y - from_y) * i / 10);
    for (int k = 0; k < 5; k++)
      while (g_main_context_iteration (NULL, FALSE))
        ;
  }
  ng_ui_wait (is_dragged_to (self, x, y));
  ng_ui_screenshot (self, "nested-dragging");
  ng_ui_send ("mouseup 1");
}

/* What is dropped on a closed net goes into it, at its end; inside, it goes where it is dropped. */
static void
test_drop (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  int x, y;

  start (self, text);
  g_object_set (self->window, "show-palette", TRUE, NULL);
  ng_ui_screenshot (self, "nested-palette");
  g_autoptr (NgSubject) block = layer_at (self, "block");
  place_of (self, block, &x, &y);
  if (!ng_ui_send ("mousemove %d %d", x, y)) {
    ng_ui_stop (self);
    return;
  }
  drag_layer (self, "DropoutLayer", "dropout", x, y);
  ng_ui_wait (ng_net_n_layers (net_at (self, "block")) == 5);
  ng_ui_settle (self);
  g_assert_cmpuint (ng_net_n_layers (net_of (self)), ==, 4);
  g_autofree char *dropped = ng_ui_selected (self);
  g_assert_cmpstr (dropped, ==, "dropout");
  ng_ui_screenshot (self, "nested-dropped");

  ng_document_enter (ng_ui_document (self), "block");
  ng_ui_settle (self);
  ng_ui_place (self, GTK_WIDGET (ng_ui_canvas (self)), 60, 300, &x, &y);
  drag_layer (self, "SoftmaxLayer", "softmax", x, y);
  ng_ui_wait (ng_net_n_layers (net_at (self, "block")) == 6);
  ng_ui_settle (self);
  g_assert_cmpstr (inside (self), ==, "block");
  g_assert_cmpuint (ng_net_n_layers (net_of (self)), ==, 4);
  ng_ui_stop (self);
}

/* The one net that an operator holds is entered at once, and edited; the net inside opens by
 * itself, too. */
static void
test_held (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  static const char held[] =
      "NetGraph[<|\"map\" -> NetMapOperator[NetChain[<|\"a\" -> LinearLayer[3], \"b\" -> "
      "Ramp|>]], \"last\" -> SequenceLastLayer[]|>, {\"map\" -> \"last\"}, \"Input\" -> {5, 4}]";
  g_autofree char *held_path = NULL;

  start (self, held);
  if (!click_at (self, "map", 2)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (*inside (self) != '\0');
  ng_ui_settle (self);
  held_path = g_strdup (inside (self));
  g_assert_true (ng_net_find (net_at (self, held_path), "a") >= 0);
  g_assert_null (ng_breadcrumb_button (ng_studio_window_breadcrumb (self->window), 1));
  ng_ui_screenshot (self, "nested-held");

  /* The operator needs a net of one input, so a layer by itself is refused. */
  ng_ui_send ("key a");
  type_layer (self, "tanh");
  g_assert_cmpuint (ng_net_n_layers (net_at (self, held_path)), ==, 2);
  ng_document_select (ng_ui_document (self), NULL);
  ng_ui_send ("key Tab");
  ng_ui_wait (is_asking (self));
  ng_ui_send ("key Escape");
  ng_ui_wait (!is_asking (self));
  ng_canvas_walk (ng_ui_canvas (self), NG_WALK_NEXT);
  ng_canvas_walk (ng_ui_canvas (self), NG_WALK_NEXT);
  g_autofree char *walked = ng_ui_selected (self);
  g_assert_cmpstr (walked, ==, "a");
  ng_ui_send ("key Return");
  type_layer (self, "tanh");
  ng_ui_screenshot (self, "nested-held-edited");
  g_assert_cmpuint (ng_net_n_layers (net_at (self, held_path)), ==, 3);
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  ng_ui_send ("key BackSpace");
  ng_ui_wait (*inside (self) == '\0');
  ng_ui_settle (self);
  g_autofree char *left = ng_ui_selected (self);
  g_assert_cmpstr (left, ==, "map");

  ng_ui_activate (self, "open-inner");
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "Copy of map");
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/nested/enter", &test, test_enter);
  g_test_add_data_func ("/nested/view", &test, test_view);
  g_test_add_data_func ("/nested/edit", &test, test_edit);
  g_test_add_data_func ("/nested/reveal", &test, test_reveal);
  g_test_add_data_func ("/nested/ports", &test, test_ports);
  g_test_add_data_func ("/nested/drop", &test, test_drop);
  g_test_add_data_func ("/nested/held", &test, test_held);
  return ng_ui_run (&test);
}
