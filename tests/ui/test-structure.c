/* Commands for the structure of a net in the window, each by its keys or its row of the menu, and
 * what undoing makes of it. */

#include "tests/ui/ui-test.h"
#include "ui/arrange.h"
#include <string.h>

/* Four in a row, and one more beside the middle. */
static const char *const graph =
    "NetGraph[<|\"a\" -> LinearLayer[4], \"b\" -> Ramp, \"c\" -> Tanh, \"d\" -> LinearLayer[2], "
    "\"e\" -> LinearLayer[4]|>, {\"a\" -> \"b\" -> \"c\" -> \"d\", \"a\" -> \"e\" -> "
    "NetPort[\"Side\"]}, \"Input\" -> 4]";

static NgNet *
net_of (NgUiTest *self)
{
  return ng_document_net (ng_ui_document (self));
}

static gsize
n_layers (NgUiTest *self)
{
  return ng_net_n_layers (net_of (self));
}

static void
start (NgUiTest *self)
{
  ng_ui_start_text (self, graph);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_settle (self);
}

/* Selects these layers in this order. */
static void
select_all_of (NgUiTest *self, const char *const *names)
{
  for (gsize i = 0; names[i] != NULL; i++) {
    g_autoptr (NgSubject) layer = ng_ui_layer (self, names[i]);

    if (i == 0)
      ng_document_select (ng_ui_document (self), layer);
    else
      ng_document_toggle_selected (ng_ui_document (self), layer);
  }
  ng_ui_settle (self);
}

/* The names of the layers that are selected, in the order of the net. */
static char *
selected_names (NgUiTest *self)
{
  GString *names = g_string_new (NULL);
  NgNet *net = net_of (self);

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_autoptr (NgSubject) layer = ng_subject_of_layer (net, "", i);

    if (ng_document_is_selected (ng_ui_document (self), layer))
      g_string_append (names, ng_net_name (net, i));
  }
  return g_string_free (names, FALSE);
}

static gboolean
is_text (NgUiTest *self, const char *expected)
{
  g_autofree char *text = ng_ui_notation (self);

  return strcmp (text, expected) == 0;
}

static void
assert_selected (NgUiTest *self, const char *expected)
{
  g_autofree char *names = selected_names (self);

  g_assert_cmpstr (names, ==, expected);
}

/* What leads to a layer, what follows it, what is between two, and what is of its kind. */
static void
test_select (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start (self);
  ng_ui_select (self, "c");
  ng_ui_activate (self, "select-upstream");
  assert_selected (self, "abc");
  ng_ui_select (self, "b");
  ng_ui_activate (self, "select-downstream");
  assert_selected (self, "bcd");
  select_all_of (self, (const char *const[]){ "a", "d", NULL });
  ng_ui_activate (self, "select-between");
  assert_selected (self, "abcd");
  ng_ui_select (self, "a");
  ng_ui_activate (self, "select-alike");
  assert_selected (self, "ade");
  ng_ui_stop (self);
}

/* The connection goes past a layer, and through it again; cleaning up takes it out. */
static void
test_bypass (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *before = NULL, *cleaned = NULL;

  start (self);
  before = ng_ui_notation (self);
  ng_ui_select (self, "b");
  if (!ng_ui_send ("key ctrl+b")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_document_is_changed (ng_ui_document (self)));
  ng_ui_settle (self);
  ng_ui_screenshot (self, "bypassed");
  ng_ui_select (self, "b");
  ng_ui_send ("key ctrl+b");
  ng_ui_wait (is_text (self, before));
  ng_ui_settle (self);
  ng_ui_activate (self, "undo");
  g_assert_cmpuint (n_layers (self), ==, 5);
  ng_ui_activate (self, "clean-up");
  ng_ui_settle (self);
  g_assert_cmpuint (n_layers (self), ==, 4);
  g_assert_cmpint (ng_net_find (net_of (self), "b"), <, 0);
  ng_ui_activate (self, "undo");
  ng_ui_activate (self, "undo");
  cleaned = ng_ui_notation (self);
  g_assert_cmpstr (cleaned, ==, before);
  ng_ui_stop (self);
}

/* The part between two selected layers becomes a net in a tab of its own; a layer alone too. */
static void
test_take (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgSheet *first;

  start (self);
  first = ng_studio_window_sheet (self->window, 0);
  select_all_of (self, (const char *const[]){ "b", "d", NULL });
  ng_ui_activate (self, "take");
  ng_ui_settle (self);
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
  g_assert_cmpuint (n_layers (self), ==, 3);
  g_assert_cmpint (ng_net_find (net_of (self), "c"), >=, 0);
  ng_studio_window_select (self->window, first);
  ng_ui_settle (self);
  g_assert_cmpuint (n_layers (self), ==, 5);
  ng_ui_select (self, "e");
  ng_ui_activate (self, "take");
  ng_ui_settle (self);
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 3);
  g_assert_cmpuint (n_layers (self), ==, 1);
  ng_ui_stop (self);
}

/* What was cut comes back from the clipboard, in another tab as well. */
static void
test_cut (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start (self);
  ng_ui_select (self, "e");
  if (!ng_ui_send ("key ctrl+x")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (n_layers (self) == 4);
  ng_ui_settle (self);
  ng_ui_send ("key ctrl+v");
  ng_ui_wait (n_layers (self) == 5);
  ng_ui_settle (self);
  ng_studio_window_new_net (self->window);
  ng_ui_settle (self);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_send ("key ctrl+v");
  ng_ui_wait (net_of (self) != NULL && n_layers (self) == 1);
  ng_ui_settle (self);
  ng_ui_stop (self);
}

/* Ports of the net for what is selected; one that is there already says so. */
static void
test_ports (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start (self);
  ng_ui_select (self, "b");
  ng_ui_activate (self, "add-output");
  ng_ui_settle (self);
  g_assert_cmpuint (ng_net_n_outputs (net_of (self)), ==, 3);
  ng_ui_activate (self, "undo");
  g_assert_cmpuint (ng_net_n_outputs (net_of (self)), ==, 2);
  ng_ui_select (self, "e");
  ng_ui_activate (self, "add-input");
  ng_ui_settle (self);
  g_assert_cmpuint (ng_net_n_inputs (net_of (self)), ==, 2);
  ng_ui_activate (self, "undo");
  g_assert_cmpuint (ng_net_n_inputs (net_of (self)), ==, 1);
  ng_ui_stop (self);
}

/* However much was done, one command leads back to what is in the file. */
static void
test_saved (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *before = NULL, *after = NULL;
  const NgSubject *selection;

  start (self);
  before = ng_ui_notation (self);
  ng_ui_select (self, "b");
  ng_ui_activate (self, "delete");
  ng_ui_select (self, "c");
  ng_ui_activate (self, "delete");
  ng_ui_settle (self);
  g_assert_cmpuint (n_layers (self), ==, 3);
  ng_ui_activate (self, "return-to-saved");
  ng_ui_settle (self);
  after = ng_ui_notation (self);
  g_assert_cmpstr (after, ==, before);
  g_assert_false (ng_document_is_changed (ng_ui_document (self)));

  /* Keys walk along the flow. */
  ng_ui_select (self, "b");
  if (ng_ui_send ("key alt+Right")) {
    ng_ui_wait ((selection = ng_document_selection (ng_ui_document (self))) != NULL &&
                selection->id == ng_net_vertex (net_of (self), 2));
    ng_ui_send ("key alt+Left");
    ng_ui_wait ((selection = ng_document_selection (ng_ui_document (self))) != NULL &&
                selection->id == ng_net_vertex (net_of (self), 1));
  }
  ng_ui_stop (self);
}

/* Three layers at different distances have equal ones. */
static void
test_distribute (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (NgSubject) b = NULL;
  graphene_rect_t boxes[3];
  static const char *const names[] = { "a", "b", "c" };
  double first, second;

  start (self);
  b = ng_ui_layer (self, "b");
  ng_document_select (ng_ui_document (self), b);
  g_assert_true (ng_arrange_nudge (ng_ui_document (self), 40, 0));
  ng_ui_settle (self);
  select_all_of (self, (const char *const[]){ "a", "b", "c", NULL });
  ng_ui_activate (self, "distribute-across");
  ng_ui_settle (self);
  for (gsize i = 0; i < 3; i++) {
    g_autoptr (NgSubject) layer = ng_ui_layer (self, names[i]);

    g_assert_true (ng_canvas_box (ng_ui_canvas (self), layer, &boxes[i]));
  }
  first = (double) (boxes[1].origin.x - boxes[0].origin.x - boxes[0].size.width);
  second = (double) (boxes[2].origin.x - boxes[1].origin.x - boxes[1].size.width);
  ng_assert_near (first, second, 0.5);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/structure/select", &test, test_select);
  g_test_add_data_func ("/structure/bypass", &test, test_bypass);
  g_test_add_data_func ("/structure/take", &test, test_take);
  g_test_add_data_func ("/structure/cut", &test, test_cut);
  g_test_add_data_func ("/structure/ports", &test, test_ports);
  g_test_add_data_func ("/structure/saved", &test, test_saved);
  g_test_add_data_func ("/structure/distribute", &test, test_distribute);
  return ng_ui_run (&test);
}
