/* Bodies of nodes of ONNX models in the window: gone into by a double click and by keys, changed
 * where they stand, undone, saved. */

#include "core/formats/document.h"
#include "core/operators/onnx-node.h"
#include "tests/support/proto.h"
#include "tests/ui/ui-test.h"

#include <glib/gstdio.h>
#include <string.h>

static GString *
named_node (const char *name, const char *op, const char *inputs, const char *outputs)
{
  GString *node = ng_proto_node (op, inputs, outputs);

  ng_proto_text (node, 3, name);
  return node;
}

static GString *
branch (const char *op)
{
  static const gint64 two[] = { 2 };
  GString *graph = g_string_new (NULL);

  ng_proto_message (graph, 1, named_node ("first", op, "h", "a"));
  ng_proto_message (graph, 1, named_node ("second", "Neg", "a", "b"));
  ng_proto_message (graph, 12, ng_proto_value ("b", 1, two, 1));
  return graph;
}

static char *
write_model (void)
{
  static const gint64 two[] = { 2 };
  g_autoptr (NgTensor) c = ng_tensor_new_scalar (NG_ELEMENT_BOOL, 1);
  GString *graph = g_string_new (NULL), *node = named_node ("choose", "If", "c", "z");
  g_autoptr (GError) error = NULL;
  char *path = ng_ui_write ("bodies.onnx", "");

  ng_proto_text (node, 99, "a field of others");
  ng_proto_add_graph (node, "then_branch", branch ("Tanh"));
  ng_proto_add_graph (node, "else_branch", branch ("Exp"));
  ng_proto_message (graph, 1, named_node ("turn", "Neg", "x", "h"));
  ng_proto_message (graph, 1, node);
  ng_proto_message (graph, 1, named_node ("back", "Neg", "z", "y"));
  ng_proto_message (graph, 5, ng_proto_tensor ("c", c));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, two, 1));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, two, 1));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  ng_file_replace (path, bytes, &error);
  g_assert_no_error (error);
  return path;
}

static const char *
inside (NgUiTest *self)
{
  return ng_document_inside (ng_ui_document (self));
}

static gboolean
is_inside (NgUiTest *self, const char *path)
{
  return strcmp (inside (self), path) == 0;
}

/* The body at that path, of the net that is open. */
static NgNet *
body_at (NgUiTest *self, const char *path)
{
  NgNet *net = ng_path_resolve (ng_document_net (ng_ui_document (self)), path);

  g_assert_nonnull (net);
  return net;
}

static void
place_of (NgUiTest *self, const char *path, int *x, int *y)
{
  g_autoptr (NgSubject) subject = ng_path_subject (ng_document_net (ng_ui_document (self)), path);
  graphene_rect_t box;

  g_assert_nonnull (subject);
  g_assert_true (ng_canvas_box (ng_ui_canvas (self), subject, &box));
  ng_ui_place (self,
               GTK_WIDGET (ng_ui_canvas (self)),
               (double) (box.origin.x + box.size.width / 2),
               (double) (box.origin.y + box.size.height / 2),
               x,
               y);
}

static void
select_at (NgUiTest *self, const char *path)
{
  g_autoptr (NgSubject) subject = ng_path_subject (ng_document_net (ng_ui_document (self)), path);

  g_assert_nonnull (subject);
  ng_document_select (ng_ui_document (self), subject);
}

/* However long it takes from one click to the other. */
static gboolean
click_twice (NgUiTest *self, const char *path)
{
  int x, y;

  g_object_set (gtk_settings_get_default (), "gtk-double-click-time", 10000, NULL);
  place_of (self, path, &x, &y);
  return ng_ui_send ("mousemove %d %d click --repeat 2 --delay 20 1", x, y);
}

static const char *
kind_of (NgNet *net, const char *name)
{
  int index = ng_net_find (net, name);

  return index >= 0 ? ng_layer_kind (ng_net_layer (net, (gsize) index)) : "";
}

static NgNet *
save (NgUiTest *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  NgNet *saved;

  ng_ui_activate (self, "save");
  ng_ui_wait (!ng_document_is_changed (ng_ui_document (self)));
  ng_ui_settle (self);
  saved = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  return saved;
}

static void
test_story (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();
  g_autoptr (GBytes) before = NULL, after = NULL;
  g_autoptr (NgNet) saved = NULL, restored = NULL;

  before = ng_file_map (path, NULL);
  ng_ui_start (self, path);
  if (!click_twice (self, "choose")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_inside (self, "choose"));
  ng_ui_settle (self);
  ng_ui_screenshot (self, "bodies");
  select_at (self, "choose/then_branch");
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_send ("key ctrl+Return");
  ng_ui_wait (is_inside (self, "choose/then_branch"));
  ng_ui_settle (self);
  ng_ui_screenshot (self, "bodies-inside");

  /* A layer of the body goes; what stood around it is joined, and the node outside is another one.
   */
  select_at (self, "choose/then_branch/second");
  ng_ui_activate (self, "delete");
  ng_ui_settle (self);
  g_assert_true (is_inside (self, "choose/then_branch"));
  g_assert_cmpuint (ng_net_n_layers (body_at (self, "choose/then_branch")), ==, 1);
  g_assert_cmpuint (ng_net_n_layers (body_at (self, "choose/else_branch")), ==, 2);
  ng_ui_activate (self, "undo");
  g_assert_cmpuint (ng_net_n_layers (body_at (self, "choose/then_branch")), ==, 2);
  ng_ui_activate (self, "redo");
  g_assert_cmpuint (ng_net_n_layers (body_at (self, "choose/then_branch")), ==, 1);

  /* The way back is the breadcrumb's. */
  ng_ui_click (ng_breadcrumb_button (ng_studio_window_breadcrumb (self->window), 0));
  ng_ui_wait (is_inside (self, ""));
  ng_ui_settle (self);
  saved = save (self, path);
  g_assert_cmpuint (ng_net_n_layers (ng_path_resolve (saved, "choose/then_branch")), ==, 1);
  g_assert_cmpstr (kind_of (ng_path_resolve (saved, "choose/then_branch"), "first"), ==, "Tanh");
  g_assert_cmpuint (ng_net_n_layers (ng_path_resolve (saved, "choose/else_branch")), ==, 2);

  /* All the way back, the file is what it was. */
  ng_ui_activate (self, "undo");
  restored = save (self, path);
  g_assert_cmpuint (ng_net_n_layers (ng_path_resolve (restored, "choose/then_branch")), ==, 2);
  after = ng_file_map (path, NULL);
  g_assert_true (g_bytes_equal (before, after));
  ng_ui_stop (self);
  g_unlink (path);
}

/* The same by keys and by the row of the inspector; attributes and layers inside. */
static void
test_keys (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();
  g_autoptr (NgNet) saved = NULL;
  NgEditRow *row;
  g_autofree char *selected = NULL;

  ng_ui_start (self, path);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_select (self, "choose");
  if (!ng_ui_send ("key ctrl+Return")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_inside (self, "choose"));
  ng_ui_settle (self);
  ng_ui_send ("key Escape");
  ng_ui_wait (is_inside (self, ""));
  ng_ui_settle (self);
  selected = ng_ui_selected (self);
  g_assert_cmpstr (selected, ==, "choose");

  row = ng_inspector_row (ng_studio_window_inspector (self->window), "else_branch");
  g_assert_nonnull (row);
  ng_ui_click (ng_ui_find_widget (GTK_WIDGET (row), GTK_TYPE_BUTTON));
  ng_ui_wait (is_inside (self, "choose/else_branch"));
  ng_ui_settle (self);

  /* One more operator behind the last, typed. */
  select_at (self, "choose/else_branch/second");
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_send ("key Return");
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (ng_studio_window_quick_add (self->window))));
  ng_ui_send ("type relu");
  ng_ui_settle (self);
  ng_ui_send ("key Return");
  ng_ui_wait (ng_net_n_layers (body_at (self, "choose/else_branch")) == 3);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "bodies-added");
  saved = save (self, path);
  g_assert_cmpuint (ng_net_n_layers (ng_path_resolve (saved, "choose/else_branch")), ==, 3);
  g_assert_cmpuint (ng_net_n_layers (ng_path_resolve (saved, "choose/then_branch")), ==, 2);
  ng_ui_stop (self);
  g_unlink (path);
}

/* Layers are made of operators of the outermost net: of those in bodies nothing is, nor of others
 * in their place. */
static void
test_layers (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();

  ng_ui_start (self, path);
  g_autoptr (NgNet) raw = ng_net_ref (ng_document_net (ng_ui_document (self)));
  select_at (self, "choose/then_branch/first");
  ng_ui_activate (self, "to-layers");
  ng_ui_settle (self);
  ng_ui_screenshot (self, "bodies-layers");
  g_assert_true (ng_document_net (ng_ui_document (self)) == raw);
  ng_ui_stop (self);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/ui/bodies/story", &test, test_story);
  g_test_add_data_func ("/ui/bodies/keys", &test, test_keys);
  g_test_add_data_func ("/ui/bodies/layers", &test, test_layers);
  return ng_ui_run (&test);
}
