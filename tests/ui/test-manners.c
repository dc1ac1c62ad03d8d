/* What the window says and where the keyboard goes, in small things. */

#include "core/formats/document.h"
#include "tests/support/proto.h"
#include "tests/ui/ui-test.h"
#include "ui/runner.h"

#include <string.h>

/* Whether a label that is seen says it. Recursion goes as deep as widgets. */
static gboolean
says (GtkWidget *root, const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

/* Recursion goes as deep as widgets. */
static GtkWidget *
find_selectable (GtkWidget *root)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (root) && gtk_label_get_selectable (GTK_LABEL (root)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_selectable (child);
  return found;
}

static gboolean
window_says (NgUiTest *self, const char *text)
{
  return says (GTK_WIDGET (self->window), text);
}

static const char *
title_of (NgUiTest *self)
{
  return gtk_window_get_title (GTK_WINDOW (self->window));
}

/* A tab is called as what it could not open, until one begins a net in it. */
static void
test_titles (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("torn.wl", "NetChain[{");

  ng_ui_start (self, NULL);
  g_assert_cmpstr (title_of (self), ==, "NetGraph");
  ng_ui_open (self, path);
  g_assert_cmpstr (title_of (self), ==, "torn.wl");
  g_assert_nonnull (ng_studio_window_failure (self->window));
  ng_ui_activate (self, "new-net");
  g_assert_cmpstr (title_of (self), ==, "New Net");
  ng_ui_stop (self);
}

/* Where there is no net, there are no arrays to be filled. */
static void
test_empty (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  ng_ui_start (self, NULL);
  ng_ui_activate (self, "new-net");
  ng_ui_settle (self);
  GtkWidget *runner = GTK_WIDGET (ng_studio_window_runner (self->window));
  GtkWidget *stack = gtk_widget_get_ancestor (runner, ADW_TYPE_VIEW_STACK);
  gtk_widget_set_visible (gtk_widget_get_parent (stack), TRUE);
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (stack), "run");
  ng_ui_wait (gtk_widget_get_mapped (runner));
  g_assert_false (window_says (self, "Arrays Without Values"));
  ng_ui_stop (self);
}

/* A model whose two inputs cannot be added, in a file of its own. */
static char *
write_wrong_model (void)
{
  static const gint64 three[] = { 2, 3 }, four[] = { 2, 4 };
  GString *graph = g_string_new (NULL);
  char *path = ng_ui_write ("wrong.onnx", "");
  g_autoptr (GError) error = NULL;

  ng_proto_message (graph, 1, ng_proto_node ("Tanh", "x", "t"));
  ng_proto_message (graph, 1, ng_proto_node ("Add", "t z", "y"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, three, 2));
  ng_proto_message (graph, 11, ng_proto_value ("z", 1, four, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, three, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  ng_file_replace (path, bytes, &error);
  g_assert_no_error (error);
  return path;
}

/* A model with errors is saved as it is, and it is said that they are in it. */
static void
test_errors (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_wrong_model ();
  NgNet *net;

  ng_ui_start (self, path);
  net = ng_document_net (ng_ui_document (self));
  g_assert_false (ng_net_check (net, NULL));
  ng_ui_select (self, ng_net_name (net, 0));
  ng_ui_activate (self, "delete");
  g_assert_false (ng_net_check (ng_document_net (ng_ui_document (self)), NULL));
  ng_ui_activate (self, "save");
  ng_ui_wait (window_says (self, "Saved with errors"));
  ng_ui_stop (self);
}

/* A text that could be selected is not, only because the focus is there. */
static void
test_focus (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("torn.wl", "NetChain[{");

  ng_ui_start (self, NULL);
  ng_ui_open (self, path);
  GtkWidget *bar = ng_ui_find_widget (GTK_WIDGET (self->window), GTK_TYPE_INFO_BAR);
  GtkWidget *text = find_selectable (bar);
  g_assert_true (gtk_widget_grab_focus (text));
  g_assert_false (gtk_label_get_selection_bounds (GTK_LABEL (text), NULL, NULL));
  ng_ui_stop (self);
}

/* While the tour stands there, keys and clicks go where it points. */
static void
test_tour (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  int x, y;

  ng_ui_start_text (self, "NetChain[<|\"ramp\" -> Ramp|>, \"Input\" -> 3]");
  ng_ui_activate (self, "tour");
  ng_ui_wait (ng_studio_window_tour (self->window) != NULL &&
              gtk_widget_get_mapped (ng_studio_window_tour (self->window)));
  ng_ui_settle (self);
  ng_ui_find (self, "ramp", NG_PICK_VERTEX, 0, &x, &y);
  if (ng_ui_send ("mousemove %d %d click 1", x, y)) {
    ng_ui_wait (ng_document_selection (ng_ui_document (self)) != NULL);
    ng_ui_send ("key Delete");
    ng_ui_wait (ng_document_net (ng_ui_document (self)) == NULL);
    g_assert_true (gtk_widget_get_mapped (ng_studio_window_tour (self->window)));
    ng_ui_screenshot (self, "tour-tried");
  }
  gtk_popover_popdown (GTK_POPOVER (ng_studio_window_tour (self->window)));
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/manners/titles", &test, test_titles);
  g_test_add_data_func ("/manners/empty", &test, test_empty);
  g_test_add_data_func ("/manners/errors", &test, test_errors);
  g_test_add_data_func ("/manners/focus", &test, test_focus);
  g_test_add_data_func ("/manners/tour", &test, test_tour);
  return ng_ui_run (&test);
}
