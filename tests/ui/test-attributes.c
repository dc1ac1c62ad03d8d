/* The story of changing what nodes of an ONNX model are given: each kind of attribute in its row,
 * shapes anew, undone, saved. */

#include "core/formats/document.h"
#include "core/operators/onnx-node.h"
#include "tests/support/proto.h"
#include "tests/ui/ui-test.h"
#include "ui/array-window.h"

#include <glib/gstdio.h>
#include <string.h>

static GString *
conv_node (const char *name, const char *x, const char *y)
{
  static const gint64 steps[] = { 2, 2 }, pads[] = { 0, 0, 0, 0 };
  g_autofree char *inputs = g_strconcat (x, " w", NULL);
  GString *node = ng_proto_node ("Conv", inputs, y);

  ng_proto_text (node, 3, name);
  ng_proto_add_integers (node, "strides", steps, 2);
  ng_proto_add_integers (node, "pads", pads, 4);
  ng_proto_add_integer (node, "group", 1);
  return node;
}

/* Two convolutions, a ramp that leaks, and a constant that is an attribute. */
static char *
write_model (void)
{
  static const gint64 dims[] = { 1, 1, 11, 11 }, kernel[] = { 1, 1, 3, 3 }, two[] = { 2 };
  static const float numbers[9] = { 1, 2, 3 };
  static const float pair[2] = { 7, 8 };
  g_autoptr (NgTensor) w = ng_tensor_new_copy (NG_ELEMENT_F32, kernel, 4, numbers);
  g_autoptr (NgTensor) values = ng_tensor_new_copy (NG_ELEMENT_F32, two, 1, pair);
  GString *graph = g_string_new (NULL), *leaky = ng_proto_node ("LeakyRelu", "b", "c");
  GString *fill = ng_proto_node ("Custom", "c", "y"), *held = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  ng_proto_text (leaky, 3, "leaky");
  ng_proto_add_real (leaky, "alpha", 0.01);
  ng_proto_text (fill, 3, "custom");
  ng_proto_text (fill, 7, "others");
  ng_proto_text (held, 1, "table");
  ng_proto_message (held, 5, ng_proto_tensor ("t", values));
  ng_proto_integer (held, 20, 4);
  ng_proto_message (fill, 5, held);
  held = g_string_new (NULL);
  ng_proto_text (held, 1, "mode");
  ng_proto_text (held, 4, "fast");
  ng_proto_integer (held, 20, 3);
  ng_proto_message (fill, 5, held);
  ng_proto_message (graph, 1, conv_node ("first", "x", "a"));
  ng_proto_message (graph, 1, conv_node ("second", "a", "b"));
  ng_proto_message (graph, 1, leaky);
  ng_proto_message (graph, 1, fill);
  ng_proto_message (graph, 5, ng_proto_tensor ("w", w));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 4));
  ng_proto_message (graph, 12, ng_proto_value ("y", 0, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  char *path = ng_ui_write ("attributes.onnx", "");
  ng_file_replace (path, bytes, &error);
  g_assert_no_error (error);
  return path;
}

static NgEditRow *
row_of (NgUiTest *self, const char *name)
{
  NgEditRow *row = ng_inspector_row (ng_studio_window_inspector (self->window), name);

  if (row == NULL)
    g_error ("there is no row \"%s\"", name);
  return row;
}

static const char *
text_of (NgUiTest *self, const char *name)
{
  return gtk_editable_get_text (ng_edit_row_entry (row_of (self, name)));
}

static void
focus (NgUiTest *self, const char *name)
{
  GtkEditable *entry = ng_edit_row_entry (row_of (self, name));

  gtk_widget_grab_focus (GTK_WIDGET (entry));
  gtk_editable_select_region (entry, 0, -1);
  ng_ui_wait (gtk_root_get_focus (GTK_ROOT (self->window)) != NULL);
}

/* What attribute @name of layer @layer of @net is, "" where it has none. */
static char *
attribute_of (NgNet *net, const char *layer, const char *name)
{
  int index = ng_net_find (net, layer);
  const NgAttribute *attribute =
      ng_onnx_node_attribute (ng_layer_onnx_node (ng_net_layer (net, (gsize) index)), name);

  return attribute != NULL ? ng_attribute_text (attribute) : g_strdup ("");
}

static gboolean
is_attribute (NgUiTest *self, const char *layer, const char *name, const char *expected)
{
  g_autofree char *text = attribute_of (ng_document_net (ng_ui_document (self)), layer, name);

  return strcmp (text, expected) == 0;
}

static void
assert_shape (NgUiTest *self, const char *layer, const char *expected)
{
  NgNet *net = ng_document_net (ng_ui_document (self));
  g_autofree char *label = ng_type_label (
      ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, ng_net_find (net, layer), 0 }), NULL);

  g_assert_cmpstr (label, ==, expected);
}

static void
assert_saved (NgUiTest *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) saved = NULL;
  NgNet *net = ng_document_net (ng_ui_document (self));

  ng_ui_activate (self, "save");
  ng_ui_wait (!ng_document_is_changed (ng_ui_document (self)));
  ng_ui_settle (self);
  saved = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_net_n_layers (saved), ==, ng_net_n_layers (net));
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgOnnxNode *now = ng_layer_onnx_node (ng_net_layer (net, i));
    const NgOnnxNode *then = ng_layer_onnx_node (ng_net_layer (saved, i));

    g_assert_cmpuint (now->attributes->len, ==, then->attributes->len);
    for (guint a = 0; a < now->attributes->len; a++) {
      const NgAttribute *attribute = &g_array_index (now->attributes, NgAttribute, a);

      g_assert_true (
          ng_attribute_equal (attribute, ng_onnx_node_attribute (then, attribute->name)));
    }
  }
}

static void
assert_ghost (NgUiTest *self, const char *expected)
{
  GtkEntry *entry = GTK_ENTRY (ng_edit_row_entry (row_of (self, "Another one")));

  g_assert_cmpstr (gtk_entry_get_placeholder_text (entry), ==, expected);
}

/* How many attributes are proposed. */
static int
n_proposed (NgUiTest *self)
{
  GtkEntry *entry = GTK_ENTRY (ng_edit_row_entry (row_of (self, "Another one")));

  return gtk_tree_model_iter_n_children (
      gtk_entry_completion_get_model (gtk_entry_get_completion (entry)), NULL);
}

static void
test_story (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();

  ng_ui_start (self, path);
  ng_ui_select (self, "first");
  g_assert_cmpstr (text_of (self, "strides"), ==, "{2, 2}");
  assert_shape (self, "first", "1×1×5×5");
  assert_shape (self, "second", "1×1×2×2");
  ng_ui_screenshot (self, "attributes");

  /* A list of integers: shapes follow while it is written, and all of it is one revision. */
  focus (self, "strides");
  if (!ng_ui_send ("type '{1, 2-1}'")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_attribute (self, "first", "strides", "{1, 1}"));
  assert_shape (self, "first", "1×1×9×9");
  assert_shape (self, "second", "1×1×4×4");
  ng_ui_send ("key Return");
  ng_ui_wait (strcmp (text_of (self, "strides"), "{1, 1}") == 0);
  ng_ui_activate (self, "undo");
  g_assert_true (is_attribute (self, "first", "strides", "{2, 2}"));
  assert_shape (self, "second", "1×1×2×2");
  g_assert_cmpstr (text_of (self, "strides"), ==, "{2, 2}");
  ng_ui_activate (self, "redo");
  g_assert_true (is_attribute (self, "first", "strides", "{1, 1}"));

  /* What is no list of integers is refused where it is written. */
  focus (self, "strides");
  ng_ui_send ("type 1.5");
  ng_ui_wait (ng_edit_row_error (row_of (self, "strides")) != NULL);
  g_assert_true (is_attribute (self, "first", "strides", "{1, 1}"));
  ng_ui_send ("key Escape");
  ng_ui_wait (ng_edit_row_error (row_of (self, "strides")) == NULL);
  g_assert_true (is_attribute (self, "first", "strides", "{1, 1}"));

  /* Taken away, it is what the operator has by itself, and can be written again. */
  ng_ui_click (ng_ui_find_widget (GTK_WIDGET (row_of (self, "pads")), GTK_TYPE_BUTTON));
  ng_ui_wait (is_attribute (self, "first", "pads", ""));
  ng_ui_wait (*text_of (self, "pads") == '\0');
  g_assert_true (ng_edit_row_apply (row_of (self, "pads"), "{1, 1, 1, 1}"));
  g_assert_true (is_attribute (self, "first", "pads", "{1, 1, 1, 1}"));
  assert_shape (self, "first", "1×1×11×11");

  /* One more, written with its name; the operator's own are proposed, and not those of others. */
  assert_ghost (self, "kernel_shape -> …");
  focus (self, "Another one");
  ng_ui_send ("type 'dilations -> {2, 2}'");
  ng_ui_send ("key Return");
  ng_ui_wait (is_attribute (self, "first", "dilations", "{2, 2}"));
  g_assert_cmpstr (text_of (self, "dilations"), ==, "{2, 2}");
  g_assert_cmpstr (text_of (self, "Another one"), ==, "");
  assert_shape (self, "first", "1×1×9×9");
  ng_ui_screenshot (self, "attributes-written");
  assert_saved (self, path);
  ng_ui_stop (self);
  g_unlink (path);
}

static GtkWidget *
find_titled (const char *title)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

    if (gtk_widget_get_mapped (window) &&
        g_strcmp0 (gtk_window_get_title (GTK_WINDOW (window)), title) == 0)
      return window;
  }
  return NULL;
}

static void
count_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  guint *n = data;

  (*n)++;
  g_log_default_handler (domain, level, message, NULL);
}

/* The page of a port is that of its node, and outlives edits. */
static void
test_port (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();
  g_autoptr (NgSubject) first = NULL, port = NULL;

  ng_ui_start (self, path);
  first = ng_subject_of_layer (ng_document_net (ng_ui_document (self)), "", 0);
  port = ng_subject_new (NG_PICK_INPUT, first->id, 0, first->net, NULL);
  ng_document_select (ng_ui_document (self), port);
  ng_ui_settle (self);
  g_assert_true (ng_edit_row_apply (row_of (self, "strides"), "{1, 1}"));
  ng_ui_wait (is_attribute (self, "first", "strides", "{1, 1}"));
  ng_ui_settle (self);
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  g_assert_cmpstr (text_of (self, "strides"), ==, "{2, 2}");
  ng_ui_stop (self);
  g_unlink (path);
}

/* A press on another row ends what is being written. What it makes new leaves what is pressed where
 * it is: the click counts, and GTK has nothing to say. */
static void
test_pressed (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();
  guint n_warnings = 0, handler;

  ng_ui_start (self, path);
  ng_ui_select (self, "first");
  ng_ui_settle (self);
  handler = g_log_set_handler ("Gtk", G_LOG_LEVEL_WARNING, count_cb, &n_warnings);
  focus (self, "Another one");
  if (ng_ui_send ("type 'dilations -> {2, 2}'")) {
    ng_ui_wait (strcmp (text_of (self, "Another one"), "dilations -> {2, 2}") == 0);
    ng_ui_click (ng_ui_find_widget (GTK_WIDGET (row_of (self, "strides")), GTK_TYPE_BUTTON));
    ng_ui_wait (is_attribute (self, "first", "dilations", "{2, 2}"));
    ng_ui_wait (is_attribute (self, "first", "strides", ""));
    g_assert_cmpstr (text_of (self, "Another one"), ==, "");
    g_assert_cmpstr (text_of (self, "dilations"), ==, "{2, 2}");
    ng_ui_settle (self);
    g_assert_cmpuint (n_warnings, ==, 0);
  }
  g_log_remove_handler ("Gtk", handler);
  ng_ui_stop (self);
  g_unlink (path);
}

/* Numbers, texts and arrays; several layers at once. */
static void
test_kinds (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();
  g_autoptr (NgSubject) first = NULL;
  g_autoptr (NgSubject) second = NULL;
  GtkWidget *button;

  ng_ui_start (self, path);
  ng_ui_select (self, "leaky");
  g_assert_cmpstr (text_of (self, "alpha"), ==, "0.01");
  g_assert_true (ng_edit_row_apply (row_of (self, "alpha"), "1/4"));
  g_assert_true (is_attribute (self, "leaky", "alpha", "0.25"));
  g_assert_false (ng_edit_row_apply (row_of (self, "alpha"), "\"much\""));

  g_assert_true (ng_edit_row_apply (row_of (self, "alpha"), ""));
  ng_ui_wait (n_proposed (self) == 1);
  assert_ghost (self, "alpha -> 0.01");
  ng_ui_select (self, "custom");
  assert_ghost (self, "name -> value");
  g_assert_cmpint (n_proposed (self), ==, 0);
  g_assert_cmpstr (text_of (self, "mode"), ==, "\"fast\"");
  g_assert_true (ng_edit_row_apply (row_of (self, "mode"), "slow"));
  g_assert_true (is_attribute (self, "custom", "mode", "\"slow\""));
  g_assert_null (ng_edit_row_entry (row_of (self, "table")));
  button = ng_ui_find_widget (GTK_WIDGET (row_of (self, "table")), GTK_TYPE_BUTTON);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "float32 2");
  ng_ui_screenshot (self, "attributes-kinds");
  g_signal_emit_by_name (button, "clicked");
  ng_ui_wait (find_titled ("table") != NULL);
  ng_ui_screenshot_of (find_titled ("table"), "attributes-table");
  gtk_window_destroy (GTK_WINDOW (find_titled ("table")));

  first = ng_ui_layer (self, "first");
  second = ng_ui_layer (self, "second");
  ng_document_select (ng_ui_document (self), first);
  ng_document_toggle_selected (ng_ui_document (self), second);
  ng_ui_settle (self);
  g_assert_true (ng_edit_row_apply (row_of (self, "strides"), "{1, 1}"));
  g_assert_true (is_attribute (self, "first", "strides", "{1, 1}"));
  g_assert_true (is_attribute (self, "second", "strides", "{1, 1}"));
  ng_ui_activate (self, "undo");
  g_assert_true (is_attribute (self, "first", "strides", "{2, 2}"));
  g_assert_true (is_attribute (self, "second", "strides", "{2, 2}"));
  ng_ui_activate (self, "redo");
  assert_saved (self, path);
  ng_ui_stop (self);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/ui/attributes/story", &test, test_story);
  g_test_add_data_func ("/ui/attributes/port", &test, test_port);
  g_test_add_data_func ("/ui/attributes/kinds", &test, test_kinds);
  g_test_add_data_func ("/ui/attributes/pressed", &test, test_pressed);
  return ng_ui_run (&test);
}
