/* The stories of asking about the open net. */

#include "tests/ui/ui-test.h"
#include "ui/scene-view.h"

#include <string.h>

#define SMALL                                                                                      \
  "NetChain[{LinearLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}, \"Biases\" -> None], Ramp}]"

static NgConsole *
console_of (NgUiTest *self)
{
  return ng_studio_window_console (self->window);
}

/* Asks, and waits for what is said. */
static const char *
ask (NgUiTest *self, const char *text)
{
  ng_console_ask (console_of (self), text);
  ng_ui_wait (!ng_console_is_running (console_of (self)));
  ng_ui_settle (self);
  return ng_console_answer (console_of (self));
}

static void
start (NgUiTest *self)
{
  g_autofree char *path = ng_ui_write ("small.wl", SMALL);

  ng_ui_start (self, path);
  g_object_set (self->window, "console", TRUE, NULL);
}

static void
test_values (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start (self);
  g_assert_cmpstr (ask (self, "1 + 2"), ==, "3");
  g_assert_cmpstr (ask (self, "% * 5"), ==, "15");
  g_assert_cmpstr (ask (self, "net[{1, -1}]"), ==, "{0., 0.}");
  g_assert_cmpstr (ask (self, "net[{1, 1}]"), ==, "{3., 7.}");
  g_assert_cmpstr (ask (self, "a = 4; b = 5;\na * b"), ==, "20");
  g_assert_cmpstr (ask (self, "a;"), ==, "");
  /* Nothing of this changes the net. */
  g_assert_false (ng_document_can_undo (ng_ui_document (self)));
  ng_ui_screenshot (self, "console");
  ng_ui_stop (self);
}

/* What cannot be done is said; the console goes on. */
static void
test_errors (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *file = ng_ui_write ("open.wl", "2;\n {3");
  g_autofree char *import = g_strdup_printf ("Import[\"%s\"]", file);
  g_autofree char *place = g_strdup_printf ("%s:2:2: ", file);

  start (self);
  g_assert_nonnull (strstr (ask (self, "net[{1, 2, 3}]"), "3"));
  g_assert_nonnull (strstr (ask (self, "NetTkae[net, 1]"), "NetTkae"));
  g_assert_nonnull (strstr (ask (self, "{1, 2"), "closed"));
  g_assert_true (g_str_has_prefix (ask (self, import), place));
  ng_ui_screenshot (self, "console-errors");
  g_assert_cmpstr (ask (self, "2 + 2"), ==, "4");
  ng_ui_stop (self);
}

/* A plot is seen below what it is called. */
static void
test_plot (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GtkWidget *plot;

  start (self);
  g_assert_null (ng_ui_find_widget (GTK_WIDGET (console_of (self)), NG_TYPE_SCENE_VIEW));
  g_assert_cmpstr (ask (self, "Histogram[{1, 2, 2, 3}];"), ==, "");
  g_assert_null (ng_ui_find_widget (GTK_WIDGET (console_of (self)), NG_TYPE_SCENE_VIEW));
  g_assert_cmpstr (ask (self,
                        "ListLogPlot[{{2.3, 0.9, 0.4, 0.3}, {2.4, 1.2, 0.8, 0.7}}, PlotLegends -> "
                        "{\"training\", \"validation\"}, AxesLabel -> {\"round\", \"loss\"}]"),
                   ==,
                   "ListLogPlot[«2 curves»]");
  plot = ng_ui_find_widget (GTK_WIDGET (console_of (self)), NG_TYPE_SCENE_VIEW);
  g_assert_nonnull (plot);
  g_assert_true (gtk_widget_get_mapped (plot));
  ng_ui_wait (gtk_widget_get_width (plot) > 200);
  ng_ui_screenshot (self, "console-plot");
  ng_ui_stop (self);
}

/* Giving `net` a value is a revision, in which layers stay who they are. */
static void
test_assign (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (NgNet) before = NULL;
  NgNet *after;

  start (self);
  before = ng_net_ref (ng_document_net (ng_ui_document (self)));
  ask (self, "net = NetAppend[net, Tanh]");
  after = ng_document_net (ng_ui_document (self));
  g_assert_cmpuint (ng_net_n_layers (after), ==, 3);
  g_assert_cmpuint (ng_net_vertex (after, 0), ==, ng_net_vertex (before, 0));
  g_assert_cmpuint (ng_net_vertex (after, 1), ==, ng_net_vertex (before, 1));
  g_assert_true (ng_layer_array (ng_net_layer (after, 0), 0) ==
                 ng_layer_array (ng_net_layer (before, 0), 0));
  g_assert_cmpstr (ask (self, "net[{0, 0}]"), ==, "{0., 0.}");

  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  g_assert_true (ng_document_net (ng_ui_document (self)) == before);
  /* And `net` is what is open. */
  g_assert_cmpstr (ask (self, "net[{1, 1}]"), ==, "{3., 7.}");
  /* A name that means something else is the open net's again. */
  ask (self, "net = 5");
  g_assert_true (ng_document_net (ng_ui_document (self)) == before);
  g_assert_cmpstr (ask (self, "net[{1, 1}]"), ==, "{3., 7.}");
  ng_ui_stop (self);
}

/* A net that was found opens in a tab of its own. */
static void
test_open (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start (self);
  g_assert_null (ng_console_last_button (console_of (self)));
  ask (self, "NetTake[net, 1]");
  g_assert_nonnull (ng_console_last_button (console_of (self)));
  g_signal_emit_by_name (ng_console_last_button (console_of (self)), "clicked");
  g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (ng_ui_document (self))), ==, 1);
  ng_ui_stop (self);
}

/* What takes long is given up on demand, and the window goes on meanwhile. */
static void
test_stop (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start (self);
  ng_console_ask (console_of (self), "Table[net[{i, i}], {i, 90000}]");
  g_assert_true (ng_console_is_running (console_of (self)));
  for (int i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  ng_console_stop (console_of (self));
  ng_ui_wait (!ng_console_is_running (console_of (self)));
  g_assert_cmpstr (ng_console_answer (console_of (self)), ==, "Stopped");
  g_assert_cmpstr (ask (self, "1 + 1"), ==, "2");
  ng_ui_stop (self);
}

static char *
input_text (NgUiTest *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (ng_console_input (console_of (self)));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_slice (buffer, &start, &end, TRUE);
}

static gboolean
is_input (NgUiTest *self, const char *expected)
{
  g_autofree char *text = input_text (self);

  return strcmp (text, expected) == 0;
}

/* The key opens it and closes it; Return asks, Up and Down bring back what was asked. */
static void
test_keys (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("small.wl", SMALL);
  gboolean is_shown;

  ng_ui_start (self, path);
  if (!ng_ui_send ("key F12")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (console_of (self))));
  ng_ui_wait (gtk_widget_is_focus (GTK_WIDGET (ng_console_input (console_of (self)))));
  ng_ui_send ("type '3*4'");
  ng_ui_wait (is_input (self, "3*4"));
  ng_ui_send ("key Return");
  ng_ui_wait (strcmp (ng_console_answer (console_of (self)), "12") == 0);
  g_assert_true (is_input (self, ""));
  ng_ui_send ("type '{5,'");
  ng_ui_wait (is_input (self, "{5,"));
  ng_ui_send ("key Return");
  ng_ui_wait (is_input (self, "{5,\n") || is_input (self, "{5,\n  "));
  ng_ui_send ("type '6}'");
  ng_ui_send ("key Return");
  ng_ui_wait (strcmp (ng_console_answer (console_of (self)), "{5, 6}") == 0);
  ng_ui_send ("key Up");
  ng_ui_wait (!is_input (self, ""));
  ng_ui_send ("key Home");
  ng_ui_send ("key Up");
  ng_ui_send ("key Up");
  ng_ui_wait (is_input (self, "3*4"));
  ng_ui_send ("key Down");
  ng_ui_send ("key Down");
  ng_ui_send ("key Down");
  ng_ui_wait (is_input (self, ""));
  ng_ui_send ("key F12");
  ng_ui_wait (!gtk_widget_get_mapped (GTK_WIDGET (console_of (self))));
  g_object_get (self->window, "console", &is_shown, NULL);
  g_assert_false (is_shown);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest self = { NULL, NULL };

  ng_ui_init (&self, &argc, &argv);
  g_test_add_data_func ("/ui/console/values", &self, test_values);
  g_test_add_data_func ("/ui/console/errors", &self, test_errors);
  g_test_add_data_func ("/ui/console/plot", &self, test_plot);
  g_test_add_data_func ("/ui/console/assign", &self, test_assign);
  g_test_add_data_func ("/ui/console/open", &self, test_open);
  g_test_add_data_func ("/ui/console/stop", &self, test_stop);
  g_test_add_data_func ("/ui/console/keys", &self, test_keys);
  return ng_ui_run (&self);
}
