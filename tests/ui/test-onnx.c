/* A model of ONNX in the window, from opening it to saving what was edited. */

#include "core/formats/document.h"
#include "core/formats/onnx.h"
#include "core/graph/same.h"
#include "core/notation/read.h"
#include "tests/support/proto.h"
#include "tests/ui/ui-test.h"
#include "ui/edits.h"
#include "ui/operator-words.h"
#include "ui/word-row.h"

#include <glib/gstdio.h>
#include <string.h>

static void
add_node (GString *graph, const char *name, const char *op, const char *inputs, const char *outputs)
{
  GString *node = ng_proto_node (op, inputs, outputs);

  ng_proto_text (node, 3, name);
  ng_proto_text (node, 6, "a note of the author");
  ng_proto_text (node, 99, "a field of others");
  ng_proto_message (graph, 1, node);
}

/* Four nodes in a row, in a file of its own. */
static char *
write_model (void)
{
  static const gint64 dims[] = { 2, 3 };
  static const char *const names[] = { "soften", "turn", "clip", "squash" };
  static const char *const ops[] = { "Tanh", "Neg", "Relu", "Sigmoid" };
  static const char *const values[] = { "x", "a", "b", "c", "y" };
  GString *graph = g_string_new (NULL);

  ng_proto_text (graph, 2, "four in a row");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    add_node (graph, names[i], ops[i], values[i], values[i + 1]);
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 2));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  char *path = ng_ui_write ("model.onnx", "");
  g_autoptr (GError) error = NULL;
  ng_file_replace (path, bytes, &error);
  g_assert_no_error (error);
  return path;
}

static NgNet *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_document_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return net;
}

static gboolean
mentions (GBytes *bytes, const char *text)
{
  gsize size, length = strlen (text);
  const char *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i + length <= size; i++) {
    if (memcmp (data + i, text, length) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
save (NgUiTest *self)
{
  ng_ui_activate (self, "save");
  ng_ui_wait (!ng_document_is_changed (ng_ui_document (self)));
  ng_ui_settle (self);
}

static void
push (NgUiTest *self, NgNet *net, GError **error)
{
  g_assert_no_error (*error);
  ng_document_push (ng_ui_document (self), net, "edit");
  ng_ui_settle (self);
  g_assert_true (ng_document_is_changed (ng_ui_document (self)));
}

/* Another name, a node less; undone as far as the file, the file is what it was. */
static void
test_story (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();
  g_autoptr (GBytes) before = ng_file_map (path, NULL);
  g_autoptr (GError) error = NULL;

  ng_ui_start (self, path);
  NgDocument *document = ng_ui_document (self);
  g_assert_false (ng_document_is_changed (document));
  g_autoptr (NgSubject) clip = ng_ui_layer (self, "clip");
  g_autoptr (NgNet) renamed = ng_edit_rename (ng_document_net (document), clip, "ramp", &error);
  push (self, renamed, &error);
  ng_ui_screenshot (self, "onnx-renamed");
  ng_ui_select (self, "turn");
  ng_ui_activate (self, "delete");
  ng_ui_settle (self);
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (document)), ==, 3);
  save (self);
  g_autoptr (NgNet) saved = load (path);
  g_autoptr (GBytes) after = ng_file_map (path, NULL);
  g_assert_true (ng_net_same (ng_document_net (document), saved, 0));
  g_assert_true (mentions (after, "four in a row"));
  g_assert_true (mentions (after, "a field of others"));
  g_assert_true (mentions (after, "ramp"));
  g_assert_false (mentions (after, "turn"));
  /* One step back is not what is in the file; forward again is. */
  ng_ui_activate (self, "undo");
  g_assert_true (ng_document_is_changed (document));
  ng_ui_activate (self, "redo");
  g_assert_false (ng_document_is_changed (document));
  ng_ui_activate (self, "undo");
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  save (self);
  g_autoptr (GBytes) restored = ng_file_map (path, NULL);
  g_assert_true (g_bytes_equal (before, restored));
  g_assert_false (ng_document_is_changed (document));
  ng_ui_stop (self);
  g_unlink (path);
}

/* A layer of ours among the operators becomes one of them in the file. */
static void
test_insert (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) ramp = ng_net_read_text ("NetChain[{Ramp}]", -1, NULL, &error);

  ng_ui_start (self, path);
  NgDocument *document = ng_ui_document (self);
  g_autoptr (NgSubject) turn = ng_ui_layer (self, "turn");
  g_autoptr (NgNet) more = ng_edit_add (
      ng_document_net (document), "", ng_net_layer (ramp, 0), "ramp", turn, NULL, &error);
  push (self, more, &error);
  save (self);
  g_autoptr (NgNet) saved = load (path);
  g_autoptr (GBytes) after = ng_file_map (path, NULL);
  g_assert_cmpuint (ng_net_n_layers (saved), ==, 5);
  int index = ng_net_find (saved, "ramp");
  g_assert_cmpint (index, >=, 0);
  g_assert_cmpstr (ng_layer_kind (ng_net_layer (saved, (gsize) index)), ==, "Relu");
  NgSource source = ng_net_source (saved, (gsize) index, 0);
  g_assert_cmpint (source.index, ==, ng_net_find (saved, "turn"));
  g_assert_true (mentions (after, "a field of others"));
  ng_ui_stop (self);
  g_unlink (path);
}

static NgWordRow *
find_row (NgQuickAdd *box, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (ng_quick_add_list (box), i)) != NULL; i++)
    if (strcmp (ng_word_row_word (NG_WORD_ROW (row))->name, name) == 0)
      return NG_WORD_ROW (row);
  g_error ("there is no row \"%s\"", name);
}

/* An operator typed by its name stands between two others, with the weights that it needs; undone,
 * the file is what it was. */
static void
test_quick_add (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();
  g_autoptr (GBytes) before = ng_file_map (path, NULL);
  NgQuickAdd *box;
  NgWordRow *row;

  ng_ui_start (self, path);
  box = ng_studio_window_quick_add (self->window);
  ng_ui_select (self, "turn");
  ng_ui_activate (self, "add-layer");
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (box)));
  gtk_editable_set_text (ng_quick_add_entry (box), "LayerN");
  ng_ui_wait (ng_quick_add_is_settled (box));
  row = find_row (box, "LayerNormalization");
  g_assert_false (ng_word_row_is_complete (row));
  gtk_editable_set_text (ng_quick_add_entry (box), "Gemm");
  ng_ui_wait (ng_quick_add_is_settled (box));
  row = NG_WORD_ROW (gtk_list_box_get_selected_row (ng_quick_add_list (box)));
  g_assert_cmpstr (ng_word_row_word (row)->name, ==, "Gemm");
  g_assert_true (ng_word_row_fits (row));
  g_assert_cmpstr (ng_word_row_trial (row)->shape, ==, "2×3");
  ng_ui_screenshot_of (GTK_WIDGET (box), "onnx-quick-add");
  g_signal_emit_by_name (ng_quick_add_entry (box), "activate");
  ng_ui_wait (ng_net_n_layers (ng_document_net (ng_ui_document (self))) == 5);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "onnx-quick-added");
  save (self);
  g_autoptr (NgNet) saved = load (path);
  int index = ng_net_find (saved, "gemm");
  const NgLayer *layer = ng_net_layer (saved, (gsize) index);
  g_assert_cmpstr (ng_layer_kind (layer), ==, "Gemm");
  g_assert_cmpint (ng_net_source (saved, (gsize) index, 0).index, ==, ng_net_find (saved, "turn"));
  g_assert_false (ng_tensor_get_real (ng_layer_array (layer, 0), 0) == 0);
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  save (self);
  g_autoptr (GBytes) restored = ng_file_map (path, NULL);
  g_assert_true (g_bytes_equal (before, restored));
  ng_ui_stop (self);
  g_unlink (path);
}

/* A net of layers is saved as a model, which the window opens again. */
static void
test_save_as (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("new.onnx", "");
  g_autoptr (GFile) file = g_file_new_for_path (path);

  ng_ui_start_text (self, "NetChain[{Tanh, Ramp}, \"Input\" -> 2]");
  ng_document_write (ng_ui_document (self), file);
  ng_ui_wait (!ng_document_is_changed (ng_ui_document (self)));
  ng_ui_settle (self);
  ng_document_reload (ng_ui_document (self));
  ng_ui_wait (ng_net_is_raw (ng_document_net (ng_ui_document (self))));
  g_assert_cmpuint (ng_net_n_layers (ng_document_net (ng_ui_document (self))), ==, 2);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "onnx-saved");
  ng_ui_stop (self);
  g_unlink (path);
}

/* What the file does not have of the net is said. */
static void
test_coders (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("coded.onnx", "");
  g_autoptr (GFile) file = g_file_new_for_path (path);

  ng_ui_start_text (self, "NetChain[{Ramp}, \"Input\" -> NetEncoder[{\"Image\", {4, 4}}]]");
  ng_document_write (ng_ui_document (self), file);
  ng_ui_wait (ng_ui_shows (GTK_WIDGET (self->window), "without its encoders"));
  ng_ui_stop (self);
  g_unlink (path);
}

/* Values are seen at all nodes, whatever the lengths are called that they have. */
static void
test_values (gconstpointer data)
{
  static const gint64 dims[] = { -1, 3 };
  NgUiTest *self = (NgUiTest *) data;
  GString *graph = g_string_new (NULL);
  g_autofree char *path = ng_ui_write ("lengths.onnx", "");

  add_node (graph, "turn", "Neg", "x", "a");
  GString *join = ng_proto_node ("Concat", "a a", "y");
  ng_proto_text (join, 3, "double");
  ng_proto_add_integer (join, "axis", 0);
  ng_proto_message (graph, 1, join);
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, NULL, 0));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_assert_true (ng_file_replace (path, bytes, NULL));
  ng_ui_start (self, path);
  NgExperiment *experiment = ng_studio_window_experiment (self->window);
  ng_experiment_set_length (experiment, 0, 0, 5);
  ng_ui_wait (ng_experiment_has_values (experiment));
  ng_ui_settle (self);
  g_autoptr (NgSubject) turn = ng_ui_layer (self, "turn");
  g_autoptr (NgSubject) twice = ng_ui_layer (self, "double");
  NgTensor *turned = ng_experiment_value (experiment, turn);
  NgTensor *doubled = ng_experiment_value (experiment, twice);
  g_assert_nonnull (turned);
  g_assert_nonnull (doubled);
  g_assert_cmpint (ng_tensor_dims (turned)[0], ==, 5);
  g_assert_cmpint (ng_tensor_dims (doubled)[0], ==, 10);
  ng_ui_screenshot (self, "onnx-values");
  ng_ui_stop (self);
  g_unlink (path);
}

static void
add_apart (NgUiTest *self, const char *text)
{
  NgQuickAdd *box = ng_studio_window_quick_add (self->window);
  gsize n = ng_net_n_layers (ng_document_net (ng_ui_document (self)));

  ng_document_select (ng_ui_document (self), NULL);
  ng_ui_activate (self, "add-layer");
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (box)));
  gtk_editable_set_text (ng_quick_add_entry (box), text);
  ng_ui_wait (ng_quick_add_is_settled (box));
  g_signal_emit_by_name (ng_quick_add_entry (box), "activate");
  ng_ui_wait (ng_net_n_layers (ng_document_net (ng_ui_document (self))) == n + 1);
  ng_ui_settle (self);
}

static NgElement
element_of (const NgNet *net, const char *input)
{
  int index = ng_net_find_input (net, input);

  g_assert_cmpint (index, >=, 0);
  return ng_net_input_type (net, (gsize) index)->element;
}

/* What nothing feeds yet makes an input of an element that the operator takes. */
static void
test_apart (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();

  ng_ui_start (self, path);
  add_apart (self, "LeakyRelu");
  add_apart (self, "Not");
  add_apart (self, "Mul");
  ng_ui_screenshot (self, "onnx-apart");
  save (self);
  g_autoptr (NgNet) saved = load (path);
  g_assert_cmpuint (ng_net_n_layers (saved), ==, 7);
  g_assert_cmpint (element_of (saved, "leakyRelu_X"), ==, NG_ELEMENT_F32);
  g_assert_cmpint (element_of (saved, "not_X"), ==, NG_ELEMENT_BOOL);
  g_assert_cmpint (element_of (saved, "mul_A"), ==, NG_ELEMENT_F32);
  g_assert_cmpint (element_of (saved, "mul_B"), ==, NG_ELEMENT_F32);
  g_assert_false (ng_ui_shows (GTK_WIDGET (self->window), "unknown type"));
  ng_ui_stop (self);
  g_unlink (path);
}

/* That other programs may refuse the file is said. */
static void
test_open_input (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_model ();
  g_autoptr (GError) error = NULL;

  ng_ui_start (self, path);
  NgNet *net = ng_document_net (ng_ui_document (self));
  g_autoptr (GPtrArray) words = ng_operator_words (net, "", NULL, "LeakyRelu");
  NgLayer *layer = ((NgLayerWord *) words->pdata[0])->layer;
  g_autoptr (NgNet) open = ng_edit_add (net, "", layer, NULL, NULL, NULL, &error);
  push (self, open, &error);
  save (self);
  g_assert_true (ng_ui_shows (GTK_WIDGET (self->window), "an input of unknown type"));
  ng_ui_stop (self);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/ui/onnx/story", &test, test_story);
  g_test_add_data_func ("/ui/onnx/insert", &test, test_insert);
  g_test_add_data_func ("/ui/onnx/quick-add", &test, test_quick_add);
  g_test_add_data_func ("/ui/onnx/save-as", &test, test_save_as);
  g_test_add_data_func ("/ui/onnx/coders", &test, test_coders);
  g_test_add_data_func ("/ui/onnx/values", &test, test_values);
  g_test_add_data_func ("/ui/onnx/apart", &test, test_apart);
  g_test_add_data_func ("/ui/onnx/open-input", &test, test_open_input);
  return ng_ui_run (&test);
}
