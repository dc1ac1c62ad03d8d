/* The stories of a net as notation beside its picture. */

#include "core/graph/same.h"
#include "tests/ui/ui-test.h"

#include <string.h>

static NgNet *
net_of (NgUiTest *self)
{
  return ng_document_net (ng_ui_document (self));
}

static NgNotationPane *
pane_of (NgUiTest *self)
{
  return ng_studio_window_notation (self->window);
}

static GtkTextBuffer *
buffer_of (NgUiTest *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (ng_notation_pane_view (pane_of (self))));
}

static char *
text_of (NgUiTest *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer_of (self), &start, &end);
  return gtk_text_buffer_get_slice (buffer_of (self), &start, &end, TRUE);
}

static void
settle (NgUiTest *self)
{
  ng_ui_wait (!ng_notation_pane_is_busy (pane_of (self)));
  ng_ui_settle (self);
}

/* Opens a net with its notation beside it. */
static void
start (NgUiTest *self, const char *path)
{
  ng_ui_start (self, path);
  g_object_set (self->window, "notation", TRUE, NULL);
  settle (self);
}

static void
stop (NgUiTest *self)
{
  g_object_set (self->window, "notation", FALSE, NULL);
  ng_ui_stop (self);
}

/* Where @word stands in the text; the test fails where it does not. */
static GtkTextIter
find (NgUiTest *self, const char *word)
{
  GtkTextIter start, found;

  gtk_text_buffer_get_start_iter (buffer_of (self), &start);
  g_assert_true (gtk_text_iter_forward_search (&start, word, 0, &found, NULL, NULL));
  return found;
}

/* Puts the cursor behind @word. */
static void
go_behind (NgUiTest *self, const char *word)
{
  GtkTextIter place = find (self, word);

  gtk_text_iter_forward_chars (&place, (int) g_utf8_strlen (word, -1));
  gtk_text_buffer_place_cursor (buffer_of (self), &place);
}

static void
type (NgUiTest *self, const char *text)
{
  gtk_text_buffer_insert_interactive_at_cursor (buffer_of (self), text, -1, TRUE);
}

/* Writes @new in the place of @old, as typing would. */
static void
replace (NgUiTest *self, const char *old, const char *new)
{
  GtkTextIter from = find (self, old), to = from;

  gtk_text_iter_forward_chars (&to, (int) g_utf8_strlen (old, -1));
  gtk_text_buffer_begin_user_action (buffer_of (self));
  gtk_text_buffer_delete_interactive (buffer_of (self), &from, &to, TRUE);
  gtk_text_buffer_insert_interactive (buffer_of (self), &from, new, -1, TRUE);
  gtk_text_buffer_end_user_action (buffer_of (self));
}

static char *
selected_text (NgUiTest *self)
{
  GtkTextTag *tag =
      gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer_of (self)), "selected");
  GtkTextIter start, end;

  gtk_text_buffer_get_start_iter (buffer_of (self), &start);
  if (!gtk_text_iter_starts_tag (&start, tag) && !gtk_text_iter_forward_to_tag_toggle (&start, tag))
    return g_strdup ("");
  end = start;
  gtk_text_iter_forward_to_tag_toggle (&end, tag);
  return gtk_text_iter_get_slice (&start, &end);
}

static NgVertexId
vertex_of (NgUiTest *self, const char *name)
{
  int index = ng_net_find (net_of (self), name);

  g_assert_cmpint (index, >=, 0);
  return ng_net_vertex (net_of (self), (gsize) index);
}

static int
outputs_of (NgUiTest *self, const char *name)
{
  int index = ng_net_find (net_of (self), name);
  const NgType *type = ng_net_type (net_of (self), (NgSource){ NG_SOURCE_LAYER, index, 0 });

  return (int) type->dims[0].value;
}

/* The notation follows the key, says the whole net, and typing changes the net, whose layers stay
 * who they are and keep what fits of their arrays; undoing brings the text back to the letter. */
static void
test_typing (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *typed = NULL;
  g_autoptr (NgNet) net = NULL;
  NgVertexId conv, linear;
  NgTensor *weights;

  start (self, path);
  ng_ui_activate (self, "initialize");
  ng_ui_wait (ng_net_check_initialized (net_of (self), NULL));
  settle (self);
  net = ng_net_ref (net_of (self));
  before = text_of (self);
  conv = vertex_of (self, "conv1");
  linear = vertex_of (self, "linear1");
  weights = ng_layer_array (ng_net_layer (net, (gsize) ng_net_find (net, "conv1")), 0);
  g_assert_nonnull (weights);
  ng_ui_screenshot (self, "notation");

  replace (self, "LinearLayer[120]", "LinearLayer[600]");
  settle (self);
  g_assert_true (net_of (self) != net);
  g_assert_cmpint (outputs_of (self, "linear1"), ==, 600);
  g_assert_cmpuint (vertex_of (self, "conv1"), ==, conv);
  g_assert_cmpuint (vertex_of (self, "linear1"), ==, linear);
  g_assert_true (
      ng_layer_array (ng_net_layer (net_of (self), (gsize) ng_net_find (net_of (self), "conv1")),
                      0) == weights);
  g_assert_null (ng_layer_array (
      ng_net_layer (net_of (self), (gsize) ng_net_find (net_of (self), "linear1")), 0));
  typed = text_of (self);
  g_assert_cmpstr (ng_notation_pane_message (pane_of (self)), ==, "");

  gtk_widget_grab_focus (GTK_WIDGET (ng_studio_window_canvas (self->window)));
  ng_ui_activate (self, "undo");
  settle (self);
  after = text_of (self);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (net_of (self) == net);
  ng_ui_activate (self, "redo");
  settle (self);
  g_free (after);
  after = text_of (self);
  g_assert_cmpstr (after, ==, typed);
  stop (self);
}

/* A burst of typing is one revision, and comments and spaces are kept with it. */
static void
test_burst (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path =
      ng_ui_write ("net.wl", "NetChain[{LinearLayer[5], Ramp, LinearLayer[2]}, \"Input\" -> 3]");
  g_autofree char *commented = NULL;
  g_autofree char *again = NULL;

  start (self, path);
  replace (self, "Ramp", "(* bend it *) Tanh");
  settle (self);
  replace (self, "LinearLayer[2]", "LinearLayer[2], Tanh");
  settle (self);
  g_assert_cmpuint (ng_net_n_layers (net_of (self)), ==, 4);
  commented = text_of (self);
  gtk_widget_grab_focus (GTK_WIDGET (ng_studio_window_canvas (self->window)));
  ng_ui_activate (self, "next-pane");
  g_assert_true (gtk_widget_is_focus (GTK_WIDGET (ng_notation_pane_view (pane_of (self)))));
  gtk_widget_grab_focus (GTK_WIDGET (ng_studio_window_canvas (self->window)));
  ng_ui_activate (self, "undo");
  settle (self);
  g_assert_cmpuint (ng_net_n_layers (net_of (self)), ==, 3);
  g_assert_false (ng_document_can_undo (ng_ui_document (self)));
  ng_ui_activate (self, "redo");
  settle (self);
  again = text_of (self);
  g_assert_cmpstr (again, ==, commented);
  g_assert_nonnull (strstr (again, "(* bend it *)"));
  stop (self);
}

/* A text that cannot be read keeps the last picture, and says what is wrong, and where. */
static void
test_broken (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  GtkTextTag *error;
  GtkTextIter place;
  NgNet *net;

  start (self, path);
  net = net_of (self);
  replace (self, "LinearLayer[120]", "LinaerLayer[120]");
  settle (self);
  g_assert_true (net_of (self) == net);
  g_assert_nonnull (strstr (ng_notation_pane_message (pane_of (self)), "LinaerLayer"));
  error = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer_of (self)), "error");
  place = find (self, "LinaerLayer");
  g_assert_true (gtk_text_iter_has_tag (&place, error));
  place = find (self, "conv2");
  g_assert_false (gtk_text_iter_has_tag (&place, error));
  ng_ui_screenshot (self, "notation-broken");

  replace (self, "LinaerLayer[120]", "LinearLayer[120]");
  settle (self);
  g_assert_cmpstr (ng_notation_pane_message (pane_of (self)), ==, "");
  g_assert_true (net_of (self) == net);

  /* Sizes that do not fit are a net all the same, which is shown with its error. */
  replace (self, "SoftmaxLayer[]", "LinearLayer[3, \"Input\" -> 7]");
  settle (self);
  g_assert_true (net_of (self) != net);
  g_assert_false (ng_net_check (net_of (self), NULL));
  g_assert_cmpstr (ng_notation_pane_message (pane_of (self)), !=, "");
  ng_ui_screenshot (self, "notation-conflict");
  stop (self);
}

/* What is selected on one side is selected on the other, in nets inside too. */
static void
test_selection (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "nested.wl",
      "NetGraph[<|\"in\" -> LinearLayer[8], \"block\" -> NetGraph[<|\"up\" -> LinearLayer[16],"
      " \"act\" -> Ramp, \"down\" -> LinearLayer[8]|>, {\"up\" -> \"act\" -> \"down\"}],"
      " \"out\" -> LinearLayer[2]|>, {\"in\" -> \"block\" -> \"out\"}, \"Input\" -> 4]");
  g_autofree char *marked = NULL;
  g_autofree char *name = NULL;
  const NgSubject *selection;
  GtkTextIter cursor;

  start (self, path);
  ng_ui_select (self, "out");
  marked = selected_text (self);
  g_assert_cmpstr (marked, ==, "\"out\" -> LinearLayer[2]");
  gtk_text_buffer_get_iter_at_mark (
      buffer_of (self), &cursor, gtk_text_buffer_get_insert (buffer_of (self)));
  g_assert_true (gtk_text_iter_has_tag (
      &cursor,
      gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer_of (self)), "selected")));

  go_behind (self, "\"in\" -> Lin");
  name = ng_ui_selected (self);
  g_assert_cmpstr (name, ==, "in");
  go_behind (self, "\"down\" -> Linear");
  selection = ng_document_selection (ng_ui_document (self));
  g_assert_cmpstr (selection->net, ==, "block");
  g_free (name);
  name = ng_ui_selected (self);
  g_assert_cmpstr (name, ==, "down");
  g_free (marked);
  marked = selected_text (self);
  g_assert_cmpstr (marked, ==, "\"down\" -> LinearLayer[8]");
  ng_ui_screenshot (self, "notation-selection");
  stop (self);
}

/* An edit elsewhere changes no more of the text than it has to, and leaves the cursor. */
static void
test_elsewhere (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autoptr (NgLayer) layer = NULL;
  g_autoptr (NgNet) net = NULL;
  g_autofree char *rest = NULL;
  NgExpr *argument;
  GtkTextIter cursor;
  GtkTextIter end;
  int index;

  start (self, path);
  go_behind (self, "\"conv2\"");
  index = ng_net_find (net_of (self), "linear1");
  argument = ng_expr_new_integer (77, NULL);
  layer = ng_layer_new (
      ng_layer_class (ng_net_layer (net_of (self), (gsize) index)), &argument, 1, NULL, NULL);
  ng_expr_unref (argument);
  net = ng_net_with_layer (net_of (self), (gsize) index, layer);
  ng_document_push (ng_ui_document (self), net, "Edit");
  (void) find (self, "LinearLayer[77]");
  gtk_text_buffer_get_iter_at_mark (
      buffer_of (self), &cursor, gtk_text_buffer_get_insert (buffer_of (self)));
  end = cursor;
  gtk_text_iter_backward_chars (&cursor, 7);
  rest = gtk_text_iter_get_slice (&cursor, &end);
  g_assert_cmpstr (rest, ==, "\"conv2\"");
  settle (self);
  g_assert_true (net_of (self) == net);
  stop (self);
}

/* A layer gets another size, as the inspector would do it. */
static void
set_size (NgUiTest *self, gsize index, int size)
{
  NgExpr *argument = ng_expr_new_integer (size, NULL);
  g_autoptr (NgLayer) layer =
      ng_layer_new (ng_layer_class (ng_net_layer (net_of (self), index)), &argument, 1, NULL, NULL);
  g_autoptr (NgNet) net = ng_net_with_layer (net_of (self), index, layer);

  ng_expr_unref (argument);
  ng_document_push (ng_ui_document (self), net, "Edit");
  settle (self);
  g_assert_true (net_of (self) == net);
}

/* Where somebody has written the text, an edit elsewhere leaves names, spaces and comments. */
static void
test_written (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("net.wl", "NetChain[{LinearLayer[5]}, \"Input\" -> 3]");
  g_autofree char *changed = NULL;
  g_autofree char *again = NULL;
  g_autofree char *computed = NULL;

  start (self, path);
  replace (self,
           "LinearLayer[5]",
           "(* wide *) LinearLayer[5],\n  Ramp, (* é *) LinearLayer[ 2 ] (* narrow *)");
  settle (self);
  set_size (self, 2, 44);
  changed = text_of (self);
  g_assert_cmpstr (changed,
                   ==,
                   "NetChain[{(* wide *) LinearLayer[5],\n  Ramp, (* é *) LinearLayer[44] "
                   "(* narrow *)}, \"Input\" -> 3]");
  ng_document_undo (ng_ui_document (self));
  settle (self);
  ng_document_redo (ng_ui_document (self));
  settle (self);
  again = text_of (self);
  g_assert_cmpstr (again, ==, changed);

  /* Layers that a table makes have no place of their own: the net is written as it is. */
  replace (self, "Ramp,", "Sequence @@ Table[LinearLayer[i], {i, 3, 4}],");
  settle (self);
  g_assert_cmpuint (ng_net_n_layers (net_of (self)), ==, 4);
  set_size (self, 1, 9);
  computed = text_of (self);
  g_assert_nonnull (strstr (computed, "LinearLayer[9]"));
  g_assert_null (strstr (computed, "Table"));
  stop (self);
}

static gboolean
has_name (char **names, const char *name)
{
  return g_strv_contains ((const char *const *) names, name);
}

/* Layers, parameters of the layer round the cursor, and names of the net are proposed. */
static void
test_completion (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  NgCompletion *completion;
  GtkTextIter cursor, from;
  g_auto (GStrv) layers = NULL;
  g_auto (GStrv) options = NULL;
  g_auto (GStrv) names = NULL;

  start (self, path);
  completion = ng_notation_pane_completion (pane_of (self));
  go_behind (self, "\"conv1\" -> Conv");
  gtk_text_buffer_get_iter_at_mark (
      buffer_of (self), &cursor, gtk_text_buffer_get_insert (buffer_of (self)));
  layers = ng_completion_find (completion, &cursor, &from);
  g_assert_true (has_name (layers, "ConvolutionLayer"));
  g_assert_cmpint (gtk_text_iter_get_offset (&cursor) - gtk_text_iter_get_offset (&from), ==, 4);

  go_behind (self, "\"conv1\" -> ConvolutionLayer[6");
  type (self, ", \"St");
  gtk_text_buffer_get_iter_at_mark (
      buffer_of (self), &cursor, gtk_text_buffer_get_insert (buffer_of (self)));
  options = ng_completion_find (completion, &cursor, &from);
  g_assert_true (has_name (options, "Stride"));

  replace (self, ", \"St", "");
  type (self, ", \"conv");
  gtk_text_buffer_get_iter_at_mark (
      buffer_of (self), &cursor, gtk_text_buffer_get_insert (buffer_of (self)));
  names = ng_completion_find (completion, &cursor, &from);
  g_assert_true (has_name (names, "conv2"));
  stop (self);
}

/* Real keys: a name that is proposed is taken by Return. */
static void
test_keys (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("net.wl", "NetChain[{Ramp}, \"Input\" -> 3]");
  g_autofree char *text = NULL;

  start (self, path);
  gtk_widget_grab_focus (GTK_WIDGET (ng_notation_pane_view (pane_of (self))));
  go_behind (self, "ElementwiseLayer[Ramp]");
  if (!ng_ui_send ("type ', Softma'")) {
    stop (self);
    return;
  }
  ng_ui_wait (!ng_notation_pane_is_busy (pane_of (self)) &&
              *ng_notation_pane_message (pane_of (self)) != '\0');
  ng_ui_screenshot (self, "notation-completion");
  ng_ui_send ("key Return");
  ng_ui_send ("type '[]'");
  ng_ui_wait (ng_net_n_layers (net_of (self)) == 2);
  text = text_of (self);
  g_assert_nonnull (strstr (text, "[Ramp], SoftmaxLayer[]"));

  /* Undoing while typing takes back what was typed, letter by letter or word by word. */
  ng_ui_send ("key ctrl+z");
  ng_ui_wait (ng_notation_pane_is_busy (pane_of (self)));
  settle (self);
  g_free (text);
  text = text_of (self);
  g_assert_null (strstr (text, "SoftmaxLayer[]"));
  stop (self);
}

/* The notation of operators is there to be read. */
static void
test_operators (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_test_data ("models/mnist.onnx");
  g_autofree char *marked = NULL;

  if (path == NULL)
    return;
  start (self, path);
  g_assert_nonnull (strstr (ng_notation_pane_message (pane_of (self)), "ONNX"));
  g_assert_false (
      gtk_text_view_get_editable (GTK_TEXT_VIEW (ng_notation_pane_view (pane_of (self)))));
  ng_ui_select (self, "Plus30");
  marked = selected_text (self);
  g_assert_cmpstr (marked, ==, "\"Plus30\" -> ONNXOperator[\"Add\"]");
  ng_ui_screenshot (self, "notation-operators");
  stop (self);
}

/* Many layers are written by the worker, and a change is read without stopping the window. */
static void
test_large (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (GString) text = g_string_new ("NetChain[{LinearLayer[3]");
  g_autofree char *path = NULL;

  for (int i = 0; i < 3000; i++)
    g_string_append (text, i % 2 == 0 ? ", Ramp" : ", LinearLayer[3]");
  g_string_append (text, "}, \"Input\" -> 3]");
  path = ng_ui_write ("long.wl", text->str);
  start (self, path);
  g_assert_cmpint (gtk_text_buffer_get_line_count (buffer_of (self)), >, 3000);
  replace (self, "LinearLayer[3]", "LinearLayer[4]");
  settle (self);
  g_assert_false (ng_net_check (net_of (self), NULL) &&
                  ng_net_type (net_of (self), (NgSource){ NG_SOURCE_LAYER, 0, 0 })->dims[0].value !=
                      4);
  stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest self = { NULL, NULL };

  ng_ui_init (&self, &argc, &argv);
  g_test_add_data_func ("/ui/notation/typing", &self, test_typing);
  g_test_add_data_func ("/ui/notation/burst", &self, test_burst);
  g_test_add_data_func ("/ui/notation/broken", &self, test_broken);
  g_test_add_data_func ("/ui/notation/selection", &self, test_selection);
  g_test_add_data_func ("/ui/notation/elsewhere", &self, test_elsewhere);
  g_test_add_data_func ("/ui/notation/written", &self, test_written);
  g_test_add_data_func ("/ui/notation/completion", &self, test_completion);
  g_test_add_data_func ("/ui/notation/keys", &self, test_keys);
  g_test_add_data_func ("/ui/notation/operators", &self, test_operators);
  g_test_add_data_func ("/ui/notation/large", &self, test_large);
  return ng_ui_run (&self);
}
