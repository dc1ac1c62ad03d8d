/* The stories of changing a net in the inspector: writing parameters, names and types with real
 * keys, arrays out of files and into them, and mending what is wrong by one click. */

#include "core/formats/npy.h"
#include "core/graph/fixes.h"
#include "tests/ui/ui-test.h"
#include "ui/fix-popover.h"
#include "ui/scene-view.h"

#include <string.h>

static const char *const lenet =
    "NetGraph[<|\"conv1\" -> ConvolutionLayer[20, 5], \"act\" -> ElementwiseLayer[Ramp], \"pool\" "
    "-> "
    "PoolingLayer[2, 2], \"fc\" -> LinearLayer[], \"out\" -> LinearLayer[10, \"Input\" -> 32]|>, "
    "{\"conv1\" -> \"act\" -> \"pool\" -> \"fc\" -> \"out\"}, \"Input\" -> {1, 28, 28}]";

static NgInspector *
inspector_of (NgUiTest *self)
{
  return ng_studio_window_inspector (self->window);
}

static void
start (NgUiTest *self, const char *text)
{
  g_autofree char *path = ng_ui_write ("net.wl", text);

  ng_ui_start (self, path);
}

static NgEditRow *
row_of (NgUiTest *self, const char *name)
{
  NgEditRow *row = ng_inspector_row (inspector_of (self), name);

  if (row == NULL)
    g_error ("there is no row \"%s\"", name);
  return row;
}

static const char *
text_of (NgUiTest *self, const char *name)
{
  return gtk_editable_get_text (ng_edit_row_entry (row_of (self, name)));
}

static const char *
ghost_of (NgUiTest *self, const char *name)
{
  return gtk_entry_get_placeholder_text (GTK_ENTRY (ng_edit_row_entry (row_of (self, name))));
}

/* What a layer is in notation. */
static char *
layer_text (NgUiTest *self, const char *name)
{
  NgNet *net = ng_document_net (ng_ui_document (self));
  int index = ng_net_find (net, name);
  g_autoptr (NgExpr) notation = NULL;

  if (index < 0)
    return g_strdup ("");
  notation = ng_layer_notation (ng_net_layer (net, (gsize) index), FALSE);
  return ng_print (notation, 0);
}

static void
assert_layer (NgUiTest *self, const char *name, const char *expected)
{
  g_autofree char *text = layer_text (self, name);

  g_assert_cmpstr (text, ==, expected);
}

static gboolean
is_layer (NgUiTest *self, const char *name, const char *expected)
{
  g_autofree char *text = layer_text (self, name);

  return strcmp (text, expected) == 0;
}

/* Puts the focus into a row's entry, with all of it selected. */
static void
focus (NgUiTest *self, const char *name)
{
  GtkEditable *entry = ng_edit_row_entry (row_of (self, name));

  gtk_widget_grab_focus (GTK_WIDGET (entry));
  gtk_editable_select_region (entry, 0, -1);
  ng_ui_wait (gtk_root_get_focus (GTK_ROOT (self->window)) != NULL);
}

static void
assert_output (NgUiTest *self, const char *expected)
{
  NgNet *net = ng_document_net (ng_ui_document (self));
  g_autofree char *label = ng_type_label (ng_net_output_type (net, 0), NULL);

  g_assert_cmpstr (label, ==, expected);
}

static char *
wire_label (NgUiTest *self, const char *name)
{
  NgNet *net = ng_document_net (ng_ui_document (self));

  return ng_type_label (
      ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, ng_net_find (net, name), 0 }), NULL);
}

/* Each kind of parameter is written with keys, at once; what is written without a pause is one
 * revision. */
static void
test_numbers (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *label = NULL;

  start (self, lenet);
  ng_ui_select (self, "conv1");
  g_assert_cmpstr (text_of (self, "Output channels"), ==, "20");
  g_assert_cmpstr (text_of (self, "Stride"), ==, "");
  g_assert_cmpstr (ghost_of (self, "Stride"), ==, "1");
  g_assert_cmpstr (ghost_of (self, "Dimensionality"), ==, "2");
  ng_ui_screenshot (self, "inspector-layer");

  focus (self, "Output channels");
  if (!ng_ui_send ("type '4*8'")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_layer (self, "conv1", "ConvolutionLayer[32, 5]"));
  g_assert_cmpstr (text_of (self, "Output channels"), ==, "4*8");
  label = wire_label (self, "conv1");
  g_assert_cmpstr (label, ==, "32×24×24");
  ng_ui_send ("key Return");
  ng_ui_wait (strcmp (text_of (self, "Output channels"), "32") == 0);

  focus (self, "Kernel size");
  ng_ui_send ("type '{3, 7}'");
  ng_ui_wait (is_layer (self, "conv1", "ConvolutionLayer[32, {3, 7}]"));
  focus (self, "Padding size");
  ng_ui_send ("type '\"Same\"'");
  ng_ui_wait (
      is_layer (self, "conv1", "ConvolutionLayer[32, {3, 7}, \"PaddingSize\" -> \"Same\"]"));

  /* Four writings, three revisions. */
  ng_ui_activate (self, "undo");
  assert_layer (self, "conv1", "ConvolutionLayer[32, {3, 7}]");
  g_assert_cmpstr (text_of (self, "Padding size"), ==, "");
  ng_ui_activate (self, "undo");
  assert_layer (self, "conv1", "ConvolutionLayer[32, 5]");
  ng_ui_activate (self, "undo");
  assert_layer (self, "conv1", "ConvolutionLayer[20, 5]");
  g_assert_false (ng_ui_is_enabled (self, "undo"));
  ng_ui_activate (self, "redo");
  g_assert_cmpstr (text_of (self, "Output channels"), ==, "32");
  ng_ui_stop (self);
}

/* What cannot be read is said under the row, and the net stays. */
static void
test_errors (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgNet *net;

  start (self, lenet);
  ng_ui_select (self, "conv1");
  net = ng_document_net (ng_ui_document (self));
  focus (self, "Stride");
  if (!ng_ui_send ("type '{-3}'")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (strcmp (text_of (self, "Stride"), "{-3}") == 0);
  ng_ui_wait (ng_edit_row_error (row_of (self, "Stride")) != NULL);
  g_test_message ("%s", ng_edit_row_error (row_of (self, "Stride")));
  g_assert_true (ng_document_net (ng_ui_document (self)) == net);
  ng_ui_screenshot (self, "inspector-error");
  ng_ui_send ("key Escape");
  ng_ui_wait (ng_edit_row_error (row_of (self, "Stride")) == NULL);
  g_assert_cmpstr (text_of (self, "Stride"), ==, "");
  g_assert_true (ng_document_net (ng_ui_document (self)) == net);

  /* Escape takes back what was written, too. */
  ng_ui_send ("type 2");
  ng_ui_wait (is_layer (self, "conv1", "ConvolutionLayer[20, 5, \"Stride\" -> 2]"));
  ng_ui_send ("key Escape");
  ng_ui_wait (is_layer (self, "conv1", "ConvolutionLayer[20, 5]"));

  /* So does Control+Z, which is that of the net. */
  ng_ui_send ("type 2");
  ng_ui_wait (is_layer (self, "conv1", "ConvolutionLayer[20, 5, \"Stride\" -> 2]"));
  ng_ui_send ("key ctrl+z");
  ng_ui_wait (is_layer (self, "conv1", "ConvolutionLayer[20, 5]"));
  ng_ui_stop (self);
}

/* The ghost is what inference found. */
static void
test_ghost (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start (self, lenet);
  ng_ui_select (self, "fc");
  g_assert_cmpstr (text_of (self, "Size"), ==, "");
  g_assert_cmpstr (ghost_of (self, "Size"), ==, "32");
  focus (self, "Size");
  if (!ng_ui_send ("type 48")) {
    ng_ui_stop (self);
    return;
  }
  /* Which does not go with what follows: the net says so, and the way back is a click away. */
  ng_ui_wait (is_layer (self, "fc", "LinearLayer[48]"));
  g_assert_cmpuint (ng_document_problems (ng_ui_document (self))->len, ==, 1);
  ng_ui_screenshot (self, "inspector-problem");
  g_assert_true (ng_edit_row_apply (row_of (self, "Size"), ""));
  assert_layer (self, "fc", "LinearLayer[]");
  g_assert_cmpstr (ghost_of (self, "Size"), ==, "32");
  ng_ui_stop (self);
}

/* Switches, lists of words, functions. */
static void
test_kinds (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GtkWidget *control;

  start (self, lenet);
  ng_ui_select (self, "conv1");
  control = ng_ui_find_widget (GTK_WIDGET (row_of (self, "Interleaving")), GTK_TYPE_SWITCH);
  gtk_widget_grab_focus (control);
  if (!ng_ui_send ("key space")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_layer (self, "conv1", "ConvolutionLayer[20, 5, \"Interleaving\" -> True]"));
  ng_ui_activate (self, "undo");
  assert_layer (self, "conv1", "ConvolutionLayer[20, 5]");
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (control)));

  ng_ui_select (self, "pool");
  control = ng_ui_find_widget (GTK_WIDGET (row_of (self, "Function")), GTK_TYPE_DROP_DOWN);
  gtk_widget_grab_focus (control);
  ng_ui_send ("key space");
  ng_ui_settle (self);
  ng_ui_send ("key Down Return");
  ng_ui_wait (!is_layer (self, "pool", "PoolingLayer[2, 2]"));
  assert_layer (self, "pool", "PoolingLayer[2, 2, \"Function\" -> \"Mean\"]");
  ng_ui_screenshot (self, "inspector-words");

  ng_ui_select (self, "act");
  focus (self, "Function");
  ng_ui_send ("type 'Tanh'");
  ng_ui_wait (is_layer (self, "act", "ElementwiseLayer[Tanh]"));
  focus (self, "Function");
  ng_ui_send ("type '# + 1 &'");
  ng_ui_wait (is_layer (self, "act", "ElementwiseLayer[#1 + 1 &]") ||
              is_layer (self, "act", "ElementwiseLayer[# + 1 & ]") ||
              is_layer (self, "act", "ElementwiseLayer[#1 + 1 & ]") ||
              is_layer (self, "act", "ElementwiseLayer[# + 1 &]"));
  ng_ui_stop (self);
}

/* Dragging a row's name changes its number, as one revision. */
static void
test_drag (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GtkWidget *name;
  int x, y;

  start (self, lenet);
  ng_ui_select (self, "conv1");
  ng_ui_screenshot (self, "inspector-drag");
  name = ng_ui_find_widget (GTK_WIDGET (row_of (self, "Output channels")), GTK_TYPE_LABEL);
  ng_ui_place (self, name, 20, gtk_widget_get_height (name) / 2.0, &x, &y);
  if (!ng_ui_send ("mousemove %d %d mousedown 1 mousemove %d %d mousemove %d %d mouseup 1",
                   x,
                   y,
                   x + 30,
                   y,
                   x + 65,
                   y)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_layer (self, "conv1", "ConvolutionLayer[28, 5]"));
  ng_ui_settle (self);
  ng_ui_activate (self, "undo");
  assert_layer (self, "conv1", "ConvolutionLayer[20, 5]");
  g_assert_false (ng_ui_is_enabled (self, "undo"));
  ng_ui_stop (self);
}

/* Names: written at the end, one revision. */
static void
test_rename (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start (self, lenet);
  ng_ui_select (self, "conv1");
  gtk_widget_grab_focus (GTK_WIDGET (ng_studio_window_canvas (self->window)));
  if (!ng_ui_send ("key F2")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (self->window)),
                                      GTK_WIDGET (row_of (self, "Name"))));
  ng_ui_send ("type 'stem'");
  ng_ui_wait (strcmp (text_of (self, "Name"), "stem") == 0);
  g_assert_cmpint (ng_net_find (ng_document_net (ng_ui_document (self)), "stem"), <, 0);
  ng_ui_send ("key Return");
  ng_ui_wait (ng_net_find (ng_document_net (ng_ui_document (self)), "stem") == 0);
  g_assert_cmpstr (ng_inspector_title (inspector_of (self)), ==, "stem");

  /* A name that is taken is refused. */
  focus (self, "Name");
  ng_ui_send ("type 'pool'");
  ng_ui_send ("key Return");
  ng_ui_wait (ng_edit_row_error (row_of (self, "Name")) != NULL);
  g_assert_cmpint (ng_net_find (ng_document_net (ng_ui_document (self)), "stem"), ==, 0);
  ng_ui_stop (self);
}

/* Several layers: what they share, given to all in one revision. */
static void
test_several (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (GPtrArray) subjects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);

  start (self,
         "NetGraph[<|\"a\" -> ConvolutionLayer[4, 3], \"b\" -> ConvolutionLayer[8, 3], \"c\" -> "
         "PoolingLayer[2]|>, {\"a\" -> \"b\" -> \"c\"}, \"Input\" -> {1, 20, 20}]");
  g_ptr_array_add (subjects, ng_ui_layer (self, "a"));
  g_ptr_array_add (subjects, ng_ui_layer (self, "b"));
  ng_document_select_all_of (ng_ui_document (self), subjects);
  g_assert_cmpstr (text_of (self, "Kernel size"), ==, "3");
  g_assert_cmpstr (text_of (self, "Output channels"), ==, "");
  g_assert_cmpstr (ghost_of (self, "Output channels"), ==, "several");
  focus (self, "Output channels");
  if (!ng_ui_send ("type 6")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_layer (self, "b", "ConvolutionLayer[6, 3]"));
  assert_layer (self, "a", "ConvolutionLayer[6, 3]");
  ng_ui_screenshot (self, "inspector-several");
  ng_ui_activate (self, "undo");
  assert_layer (self, "a", "ConvolutionLayer[4, 3]");
  assert_layer (self, "b", "ConvolutionLayer[8, 3]");

  g_ptr_array_add (subjects, ng_ui_layer (self, "c"));
  ng_document_select_all_of (ng_ui_document (self), subjects);
  g_assert_null (ng_inspector_row (inspector_of (self), "Output channels"));
  g_assert_nonnull (ng_inspector_row (inspector_of (self), "Stride"));
  ng_ui_stop (self);
}

/* Ports: their types in notation, in the page of the port and in that of the net. */
static void
test_ports (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (NgSubject) port = ng_subject_new (NG_PICK_NET_INPUT, 0, 0, NULL, NULL);

  start (self, lenet);
  ng_document_select (ng_ui_document (self), NULL);
  g_assert_cmpstr (text_of (self, "Input"), ==, "{1, 28, 28}");
  g_assert_cmpstr (ghost_of (self, "Output"), ==, "{10}");
  ng_ui_screenshot (self, "inspector-net");
  ng_document_select (ng_ui_document (self), port);
  g_assert_cmpstr (text_of (self, "Name"), ==, "Input");
  focus (self, "Type or encoder");
  if (!ng_ui_send ("type '{3, 32, 32}'")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_net_input_type (ng_document_net (ng_ui_document (self)), 0)->dims[2].value == 32);
  g_assert_cmpint (
      ng_net_input_type (ng_document_net (ng_ui_document (self)), 0)->dims[0].value, ==, 3);
  ng_ui_screenshot (self, "inspector-port");
  focus (self, "Type or encoder");
  ng_ui_send ("type '3x24x24'");
  ng_ui_wait (ng_net_input_type (ng_document_net (ng_ui_document (self)), 0)->dims[2].value == 24);
  focus (self, "Name");
  ng_ui_send ("type 'image'");
  ng_ui_send ("key Return");
  ng_ui_wait (ng_net_find_input (ng_document_net (ng_ui_document (self)), "image") == 0);
  assert_output (self, "10");
  ng_ui_stop (self);
}

static gboolean
can (NgArrayRow *row, const char *action)
{
  GtkWidget *widget = GTK_WIDGET (row);
  gboolean is_enabled = FALSE;

  g_object_ref (widget);
  is_enabled = gtk_widget_activate_action (widget, action, NULL);
  g_object_unref (widget);
  return is_enabled;
}

static NgTensor *
array_of (NgUiTest *self, const char *layer, gsize index)
{
  NgNet *net = ng_document_net (ng_ui_document (self));

  return ng_layer_array (ng_net_layer (net, (gsize) ng_net_find (net, layer)), index);
}

/* Arrays are drawn, written, read, cleared. */
static void
test_arrays (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("weights.npy", "");
  g_autofree char *wrong = ng_ui_write ("wrong.npy", "this is no array");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) wrong_file = g_file_new_for_path (wrong);
  g_autoptr (NgTensor) drawn = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NgTensor) written = NULL;
  gsize length;

  start (self, lenet);
  ng_ui_select (self, "conv1");
  g_assert_null (array_of (self, "conv1", 0));
  g_assert_true (can (ng_inspector_array (inspector_of (self), 0), "array.random"));
  g_assert_nonnull (array_of (self, "conv1", 0));
  drawn = ng_tensor_ref (array_of (self, "conv1", 0));
  ng_ui_settle (self);
  ng_ui_screenshot (self, "inspector-arrays");

  ng_array_row_save (ng_inspector_array (inspector_of (self), 0), file);
  ng_ui_settle (self);
  g_assert_cmpstr (ng_array_row_error (ng_inspector_array (inspector_of (self), 0)), ==, NULL);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  bytes = g_bytes_new (content, length);
  written = ng_npy_read (bytes, NULL);
  g_assert_true (ng_tensor_equal (written, drawn));

  g_assert_true (can (ng_inspector_array (inspector_of (self), 0), "array.clear"));
  g_assert_null (array_of (self, "conv1", 0));
  ng_array_row_load (ng_inspector_array (inspector_of (self), 0), file);
  ng_ui_settle (self);
  g_assert_true (ng_tensor_equal (array_of (self, "conv1", 0), drawn));

  /* Of another shape, or no array at all. */
  ng_array_row_load (ng_inspector_array (inspector_of (self), 1), file);
  ng_ui_settle (self);
  g_assert_nonnull (ng_array_row_error (ng_inspector_array (inspector_of (self), 1)));
  g_assert_null (array_of (self, "conv1", 1));
  ng_array_row_load (ng_inspector_array (inspector_of (self), 1), wrong_file);
  ng_ui_settle (self);
  g_assert_nonnull (ng_array_row_error (ng_inspector_array (inspector_of (self), 1)));
  ng_ui_screenshot (self, "inspector-array-error");

  /* Biases may be left out; undo brings all back. */
  g_assert_true (can (ng_inspector_array (inspector_of (self), 1), "array.omit"));
  assert_layer (self, "conv1", "ConvolutionLayer[20, 5, \"Biases\" -> None]");
  for (int i = 0; i < 4; i++)
    ng_ui_activate (self, "undo");
  g_assert_false (ng_ui_is_enabled (self, "undo"));
  g_assert_null (array_of (self, "conv1", 0));
  ng_ui_stop (self);
}

/* Values survive a detour by another shape, as long as it is one writing. */
static void
test_values (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start (self, lenet);
  ng_ui_activate (self, "initialize");
  ng_ui_settle (self);
  ng_ui_select (self, "conv1");
  g_assert_nonnull (array_of (self, "conv1", 0));
  focus (self, "Output channels");
  if (!ng_ui_send ("type 2")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_layer (self, "conv1", "ConvolutionLayer[2, 5]"));
  g_assert_null (array_of (self, "conv1", 0));
  ng_ui_send ("type 0");
  ng_ui_wait (is_layer (self, "conv1", "ConvolutionLayer[20, 5]"));
  g_assert_nonnull (array_of (self, "conv1", 0));
  ng_ui_stop (self);
}

static gboolean
has_fixes (NgFixList *list)
{
  return list != NULL && !ng_fix_list_is_busy (list);
}

/* A problem lists what helps; a click mends it, and undo takes it back. */
static void
test_fixes (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgProblems *problems;
  NgFixList *fixes;

  start (self,
         "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ConvolutionLayer[4, 5], \"c\" -> "
         "LinearLayer[2]|>, {\"a\" -> \"b\" -> \"c\"}, \"Input\" -> 7]");
  problems = ng_studio_window_problems (self->window);
  g_assert_cmpuint (ng_problems_n (problems), ==, 1);
  ng_ui_activate (self, "show-drawer");
  ng_ui_activate (self, "next-problem");
  fixes = ng_problems_fixes (problems);
  ng_ui_wait (has_fixes (ng_problems_fixes (problems)));
  g_assert_cmpuint (ng_fix_list_n (fixes), >, 1);
  ng_ui_screenshot (self, "fixes");
  g_assert_true (gtk_widget_activate (ng_fix_list_button (fixes, 0)));
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  g_assert_true (ng_net_check (ng_document_net (ng_ui_document (self)), NULL));
  ng_ui_screenshot (self, "fixed");
  ng_ui_activate (self, "undo");
  g_assert_false (ng_net_check (ng_document_net (ng_ui_document (self)), NULL));
  ng_ui_stop (self);
}

/* Of a net that has no errors the shapes and the values that are missing are what is left to do. */
static void
test_missing (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgProblems *problems;

  start (self, "NetChain[{ConvolutionLayer[4, 5], Ramp}]");
  problems = ng_studio_window_problems (self->window);
  g_assert_cmpuint (ng_problems_n (problems), ==, 1);
  ng_ui_activate (self, "show-drawer");
  ng_ui_activate (self, "next-problem");
  g_assert_cmpint (ng_document_selection (ng_ui_document (self))->kind, ==, NG_PICK_NET_INPUT);
  ng_ui_wait (has_fixes (ng_problems_fixes (problems)));
  g_assert_true (gtk_widget_activate (ng_fix_list_button (ng_problems_fixes (problems), 1)));
  ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
  assert_output (self, "4×24×24");
  g_assert_cmpuint (ng_problems_n (problems), ==, 1);
  ng_ui_activate (self, "next-problem");
  ng_ui_wait (has_fixes (ng_problems_fixes (problems)));
  g_assert_true (gtk_widget_activate (ng_fix_list_button (ng_problems_fixes (problems), 0)));
  ng_ui_wait (ng_problems_n (problems) == 0);
  ng_ui_stop (self);
}

static GtkWidget *
popover_of (NgUiTest *self)
{
  GtkWidget *canvas = GTK_WIDGET (ng_studio_window_canvas (self->window));

  for (GtkWidget *child = gtk_widget_get_first_child (canvas); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child) && ng_fix_popover_list (child) != NULL)
      return child;
  return NULL;
}

static gboolean
has_label (const NgScene *scene, const char *text)
{
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    if (item->role == NG_ROLE_DIMENSION_PROBLEM &&
        g_strcmp0 (ng_scene_item_text (scene, item), text) == 0)
      return TRUE;
  }
  return FALSE;
}

/* The red chip says what comes and what is needed; it opens who wants what, and what helps. */
static void
test_chip (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  NgScene *scene;
  NgBox visible;
  int x = -1, y = -1;

  start (self,
         "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> LinearLayer[5, \"Input\" -> 4]|>, {\"a\" -> "
         "\"b\"}, \"Input\" -> 7]");
  canvas = ng_studio_window_canvas (self->window);
  ng_ui_screenshot (self, "chip");
  scene = ng_document_scene (ng_ui_document (self));
  visible = ng_canvas_visible (canvas);
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    if (item->role != NG_ROLE_CHIP_PROBLEM)
      continue;
    ng_ui_place (
        self,
        GTK_WIDGET (canvas),
        (double) ((item->bounds.x + item->bounds.width / 2 - visible.x) / visible.width) *
            gtk_widget_get_width (GTK_WIDGET (canvas)),
        (double) ((item->bounds.y + item->bounds.height / 2 - visible.y) / visible.height) *
            gtk_widget_get_height (GTK_WIDGET (canvas)),
        &x,
        &y);
  }
  g_assert_cmpint (x, >=, 0);
  g_assert_true (has_label (scene, "3 ⨯ needs 4"));
  if (!ng_ui_send ("mousemove %d %d click 1", x, y)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (popover_of (self) != NULL && gtk_widget_get_mapped (popover_of (self)));
  ng_ui_wait (has_fixes (ng_fix_popover_list (popover_of (self))));
  ng_ui_screenshot (self, "chip-fixes");
  g_assert_cmpuint (ng_fix_list_n (ng_fix_popover_list (popover_of (self))), >, 0);
  /* The best one waits for a key. */
  ng_ui_wait (
      gtk_widget_has_focus (ng_fix_list_button (ng_fix_popover_list (popover_of (self)), 0)));
  ng_ui_send ("key Return");
  ng_ui_wait (ng_net_check (ng_document_net (ng_ui_document (self)), NULL));
  ng_ui_wait (popover_of (self) == NULL);
  ng_ui_stop (self);
}

/* In the dark, what is drawn of arrays gets lighter than it was. */
static void
test_dark (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkWidget *plot;
  double before;

  start (self, lenet);
  ng_ui_activate (self, "initialize");
  ng_ui_settle (self);
  ng_ui_select (self, "conv1");
  ng_ui_settle (self);
  plot = ng_ui_find_widget (GTK_WIDGET (inspector_of (self)), NG_TYPE_SCENE_VIEW);
  g_assert_nonnull (plot);
  before = ng_ui_brightness (plot);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  ng_ui_screenshot (self, "inspector-dark");
  g_assert_cmpfloat (ng_ui_brightness (GTK_WIDGET (self->window)), <, 0.3);
  g_assert_cmpfloat (ng_ui_brightness (plot), >, before + 0.1);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
  ng_ui_stop (self);
}

/* The buttons of a widget that have this CSS class, in their order. */
static void
find_buttons (GtkWidget *widget, const char *class, GPtrArray *found)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, class))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_buttons (child, class, found);
}

/* What feeds numbered inputs is listed in their order, and can be moved there. */
static void
test_slots (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (GPtrArray) buttons = g_ptr_array_new ();
  g_autofree char *before = NULL, *after = NULL, *back = NULL;
  const NgSubject *selection;

  start (self,
         "NetGraph[<|\"a\" -> Ramp, \"b\" -> Tanh, \"c\" -> LogisticSigmoid, \"all\" -> "
         "CatenateLayer[]|>, {{\"a\", \"b\", \"c\"} -> \"all\"}, \"Input\" -> 4]");
  ng_ui_select (self, "all");
  ng_ui_settle (self);
  before = ng_ui_notation (self);
  g_assert_nonnull (strstr (before, "{\"a\", \"b\", \"c\"} -> \"all\""));
  find_buttons (GTK_WIDGET (inspector_of (self)), "slot", buttons);
  g_assert_cmpuint (buttons->len, ==, 6);
  g_assert_false (gtk_widget_get_sensitive (buttons->pdata[0]));
  g_assert_false (gtk_widget_get_sensitive (buttons->pdata[5]));
  ng_ui_screenshot (self, "details-slots");

  /* What feeds the third goes before the second; the place it has now is selected. */
  g_signal_emit_by_name (buttons->pdata[4], "clicked");
  ng_ui_settle (self);
  after = ng_ui_notation (self);
  g_assert_nonnull (strstr (after, "{\"a\", \"c\", \"b\"} -> \"all\""));
  selection = ng_document_selection (ng_ui_document (self));
  g_assert_cmpint (selection->kind, ==, NG_PICK_INPUT);
  g_assert_cmpuint (selection->port, ==, 1);

  /* The same rows are about it still. */
  g_ptr_array_set_size (buttons, 0);
  find_buttons (GTK_WIDGET (inspector_of (self)), "slot", buttons);
  g_assert_cmpuint (buttons->len, ==, 6);
  g_signal_emit_by_name (buttons->pdata[3], "clicked");
  ng_ui_settle (self);
  back = ng_ui_notation (self);
  g_assert_cmpstr (back, ==, before);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/inspector/numbers", &test, test_numbers);
  g_test_add_data_func ("/inspector/errors", &test, test_errors);
  g_test_add_data_func ("/inspector/ghost", &test, test_ghost);
  g_test_add_data_func ("/inspector/kinds", &test, test_kinds);
  g_test_add_data_func ("/inspector/drag", &test, test_drag);
  g_test_add_data_func ("/inspector/rename", &test, test_rename);
  g_test_add_data_func ("/inspector/several", &test, test_several);
  g_test_add_data_func ("/inspector/ports", &test, test_ports);
  g_test_add_data_func ("/inspector/arrays", &test, test_arrays);
  g_test_add_data_func ("/inspector/values", &test, test_values);
  g_test_add_data_func ("/inspector/fixes", &test, test_fixes);
  g_test_add_data_func ("/inspector/missing", &test, test_missing);
  g_test_add_data_func ("/inspector/chip", &test, test_chip);
  g_test_add_data_func ("/inspector/dark", &test, test_dark);
  g_test_add_data_func ("/inspector/slots", &test, test_slots);
  return ng_ui_run (&test);
}
