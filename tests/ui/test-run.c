/* The stories of running a net: initialize, a sample, its range, values on connections, and results
 * that come too late. */

#include "tests/support/battery.h"
#include "tests/ui/ui-test.h"
#include "ui/inspector.h"
#include "ui/scene-view.h"
#include "ui/value.h"

#include <string.h>

static NgExperiment *
experiment_of (NgUiTest *self)
{
  return ng_studio_window_experiment (self->window);
}

/* y = 2 x + 1, so that what comes out tells what went in. */
static char *
write_affine (void)
{
  return ng_ui_write ("affine.wl",
                      "NetGraph[<|\"twice\" -> ElementwiseLayer[2 # &],"
                      " \"more\" -> ElementwiseLayer[# + 1 &]|>, {\"twice\" -> \"more\"},"
                      " \"Input\" -> {1, 2, 2}]");
}

static void
assert_output (NgUiTest *self, const double *expected, gint64 n)
{
  NgTensor *output = ng_experiment_output (experiment_of (self), 0);

  g_assert_nonnull (output);
  g_assert_cmpint (ng_tensor_count (output), ==, n);
  for (gint64 i = 0; i < n; i++)
    ng_assert_near (ng_tensor_get_real (output, i), expected[i], 1e-4);
}

/* The last widget of that type that is seen. */
static void
find_last (GtkWidget *widget, GType type, GtkWidget **last)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    *last = widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_last (child, type, last);
}

/* In a window of the usual size the answer is seen without scrolling, and the modes below it. */
static void
check_pane (NgUiTest *self)
{
  GtkWidget *runner = GTK_WIDGET (ng_studio_window_runner (self->window));
  GtkWidget *plot = NULL, *mode = NULL;
  graphene_rect_t plot_box, mode_box;

  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (self->window)), <=, 800);
  find_last (runner, NG_TYPE_SCENE_VIEW, &plot);
  find_last (runner, GTK_TYPE_TOGGLE_BUTTON, &mode);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (mode)), ==, "In _Training");
  g_assert_true (gtk_widget_compute_bounds (plot, runner, &plot_box));
  g_assert_true (gtk_widget_compute_bounds (mode, runner, &mode_box));
  g_assert_cmpfloat (plot_box.origin.y + plot_box.size.height, <, mode_box.origin.y);
  g_assert_cmpfloat (
      mode_box.origin.y + mode_box.size.height, <=, (float) gtk_widget_get_height (runner));
}

/* A row of a table, run; then what passed on the connection between. */
static void
test_table (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_affine ();
  g_autofree char *table = ng_ui_write ("row.csv", "1,2,3,4\n");
  g_autoptr (GFile) file = g_file_new_for_path (table);
  const double expected[] = { 3, 5, 7, 9 };
  g_autoptr (NgSubject) edge = NULL;
  NgTensor *passed;

  ng_ui_start (self, path);
  ng_studio_window_sample (self->window, file, -1);
  ng_ui_settle (self);
  assert_output (self, expected, 4);
  edge = ng_ui_layer (self, "more");
  edge->kind = NG_PICK_EDGE;
  passed = ng_experiment_value (experiment_of (self), edge);
  g_assert_nonnull (passed);
  ng_assert_near (ng_tensor_get_real (passed, 2), 6, 1e-6);
  ng_ui_stop (self);
}

/* Four grey pixels of 0, 85, 170 and 255 as a PNG file. */
static char *
write_picture (void)
{
  const guchar pixels[] = { 0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255 };
  g_autoptr (GBytes) bytes = g_bytes_new (pixels, sizeof pixels);
  g_autoptr (GdkPixbuf) picture =
      gdk_pixbuf_new_from_bytes (bytes, GDK_COLORSPACE_RGB, FALSE, 8, 2, 2, 6);
  char *path = ng_ui_write ("picture.png", "");

  g_assert_true (gdk_pixbuf_save (picture, path, "png", NULL, NULL));
  return path;
}

/* A picture is spread from 0 to 255; another range runs it again. */
static void
test_picture (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_affine ();
  g_autofree char *picture = write_picture ();
  g_autoptr (GFile) file = g_file_new_for_path (picture);
  const double whole[] = { 1, 171, 341, 511 };
  const double unit[] = { 1, 1 + 2 / 3.0, 1 + 4 / 3.0, 3 };

  ng_ui_start (self, path);
  ng_studio_window_sample (self->window, file, 0);
  ng_ui_settle (self);
  assert_output (self, whole, 4);
  ng_experiment_set_range (experiment_of (self), 0, 0, 1);
  ng_ui_settle (self);
  assert_output (self, unit, 4);
  ng_ui_screenshot (self, "run-picture");
  ng_ui_stop (self);
}

/* What does not fit is said, and nothing runs. */
static void
test_misfit (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = write_affine ();
  g_autofree char *table = ng_ui_write ("row.csv", "1,2,3\n");
  g_autoptr (GFile) file = g_file_new_for_path (table);

  ng_ui_start (self, path);
  ng_studio_window_sample (self->window, file, -1);
  ng_ui_settle (self);
  g_assert_nonnull (ng_experiment_sample (experiment_of (self), 0)->problem);
  g_assert_null (ng_experiment_output (experiment_of (self), 0));
  ng_ui_screenshot (self, "run-misfit");
  ng_ui_stop (self);
}

/* LeNet without values says so; initialized, it reads a digit, and undoing goes back. */
static void
test_lenet (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  NgTensor *output;
  double sum = 0;

  ng_ui_start (self, path);
  ng_ui_activate (self, "run");
  ng_ui_settle (self);
  g_assert_true (
      ng_error_has_tag (ng_experiment_error (experiment_of (self)), "NetGraph::notinit"));
  ng_ui_screenshot (self, "run-without-values");

  ng_ui_activate (self, "initialize");
  ng_ui_settle (self);
  g_assert_false (ng_ui_is_enabled (self, "initialize"));
  output = ng_experiment_output (experiment_of (self), 0);
  g_assert_nonnull (output);
  g_assert_cmpint (ng_tensor_count (output), ==, 10);
  for (gint64 i = 0; i < 10; i++)
    sum += ng_tensor_get_real (output, i);
  ng_assert_near (sum, 1, 1e-5);
  g_assert_false (ng_experiment_sample (experiment_of (self), 0)->has_range);
  ng_ui_screenshot (self, "run-lenet");
  check_pane (self);
  ng_ui_screenshot (self, "run-values");
  g_assert_cmpuint (ng_canvas_n_values (ng_studio_window_canvas (self->window)), >=, 5);
  ng_ui_activate (self, "show-values");
  ng_ui_select (self, "pool1");
  ng_ui_activate (self, "pin-value");
  ng_ui_screenshot (self, "run-pinned");
  g_assert_cmpuint (ng_canvas_n_values (ng_studio_window_canvas (self->window)), ==, 1);
  ng_ui_activate (self, "pin-value");
  ng_ui_activate (self, "show-values");

  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  g_assert_true (ng_ui_is_enabled (self, "initialize"));
  g_assert_null (ng_experiment_output (experiment_of (self), 0));
  ng_ui_activate (self, "redo");
  ng_ui_settle (self);
  g_assert_nonnull (ng_experiment_output (experiment_of (self), 0));
  ng_ui_select (self, "conv1");
  ng_ui_settle (self);
  g_object_set (gtk_widget_get_ancestor (GTK_WIDGET (ng_studio_window_inspector (self->window)),
                                         ADW_TYPE_VIEW_STACK),
                "visible-child-name",
                "details",
                NULL);
  ng_ui_screenshot (self, "details-arrays");
  ng_ui_stop (self);
}

static guint
n_dialogs (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GObject) window = g_list_model_get_item (windows, i);

    n += ADW_IS_MESSAGE_DIALOG (window);
  }
  return n;
}

static void
close_dialogs (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (windows); i-- > 0;) {
    g_autoptr (GObject) window = g_list_model_get_item (windows, i);

    if (ADW_IS_MESSAGE_DIALOG (window))
      gtk_window_close (GTK_WINDOW (window));
  }
}

/* Values given here are marked as unsaved, keep the window open until somebody decides, and are the
 * same when the file is opened again. */
static void
test_save (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("dense.wl", "NetChain[{LinearLayer[2, \"Input\" -> 3]}]");
  g_autofree char *saved = ng_ui_write ("dense.netgraph", "");
  g_autoptr (GFile) file = g_file_new_for_path (saved);
  g_autoptr (NgTensor) weights = NULL;
  NgTensor *read;
  NgDocument *document;
  NgLayer *layer;

  ng_ui_start (self, path);
  document = ng_studio_window_document (self->window);
  g_assert_false (ng_document_is_changed (document));
  ng_ui_activate (self, "initialize");
  ng_ui_settle (self);
  g_assert_true (ng_document_is_changed (document));
  g_assert_true (g_str_has_prefix (gtk_window_get_title (GTK_WINDOW (self->window)), "•"));
  gtk_window_close (GTK_WINDOW (self->window));
  ng_ui_wait (n_dialogs () == 1);
  close_dialogs ();
  ng_ui_wait (n_dialogs () == 0);
  g_assert_nonnull (self->window);

  layer = ng_net_layer (ng_document_net (document), 0);
  weights = ng_tensor_ref (ng_layer_array (layer, (gsize) ng_layer_find_array (layer, "Weights")));
  ng_document_write (document, file);
  ng_ui_settle (self);
  g_assert_cmpstr (ng_studio_window_failure (self->window), ==, NULL);
  g_assert_false (ng_document_is_changed (document));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "dense.netgraph");
  ng_ui_open (self, saved);
  layer = ng_net_layer (ng_document_net (document), 0);
  read = ng_layer_array (layer, (gsize) ng_layer_find_array (layer, "Weights"));
  g_assert_nonnull (read);
  for (gint64 i = 0; i < 6; i++)
    ng_assert_near (ng_tensor_get_real (read, i), ng_tensor_get_real (weights, i), 0);
  ng_ui_stop (self);
}

/* Lengths that vary can be chosen, and a number is typed in. */
static void
test_lengths (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("varying.wl",
                                       "NetGraph[<|\"t\" -> Tanh|>, {NetPort[\"Input\"] -> \"t\"},"
                                       " \"Input\" -> {\"Varying\", 3}]");
  g_autofree char *scalar = ng_ui_write (
      "scalar.wl", "NetGraph[<|\"f\" -> ElementwiseLayer[2 # &, \"Input\" -> \"Real\"]|>, {}]");

  ng_ui_start (self, path);
  ng_ui_activate (self, "run");
  ng_ui_settle (self);
  g_assert_cmpint (ng_tensor_dims (ng_experiment_output (experiment_of (self), 0))[0], ==, 8);
  ng_experiment_set_length (experiment_of (self), 0, 0, 5);
  ng_ui_settle (self);
  g_assert_cmpint (ng_tensor_dims (ng_experiment_output (experiment_of (self), 0))[0], ==, 5);
  ng_ui_screenshot (self, "run-lengths");

  ng_ui_open (self, scalar);
  ng_experiment_set_number (experiment_of (self), 0, 21);
  ng_ui_settle (self);
  ng_assert_near (ng_tensor_get_real (ng_experiment_output (experiment_of (self), 0), 0), 42, 1e-5);
  ng_ui_screenshot (self, "run-number");
  ng_ui_stop (self);
}

/* A run that is still going when another net is opened leaves nothing behind. */
static void
test_stale (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *affine = write_affine ();
  g_autofree char *lenet = ng_ui_gallery ("lenet.wl");

  ng_ui_start (self, affine);
  ng_experiment_run (experiment_of (self));
  g_assert_true (ng_experiment_is_running (experiment_of (self)));
  ng_ui_open (self, lenet);
  g_assert_null (ng_experiment_output (experiment_of (self), 0));
  g_assert_false (ng_experiment_has_values (experiment_of (self)));
  ng_ui_stop (self);
}

/* Whether a value of so many channels, with a batch axis in front, is drawn like one without. */
static void
assert_channels (NgTensor *value, gint64 n)
{
  g_autoptr (NgTensor) single =
      ng_tensor_reshape (value, ng_tensor_dims (value) + 1, ng_tensor_rank (value) - 1);
  g_autoptr (NgScene) raw = ng_value_plot (value, NULL, NG_VALUE_RAW, 150, 150);
  g_autoptr (NgScene) plain = ng_value_plot (single, NULL, NG_VALUE_PLAIN, 150, 150);

  g_assert_cmpint (ng_tensor_dims (single)[0], ==, n);
  g_assert_cmpuint (ng_scene_n_items (raw), >=, (gsize) n);
  g_assert_cmpuint (ng_scene_n_items (raw), ==, ng_scene_n_items (plain));
  for (gsize i = 0; i < ng_scene_n_items (raw); i++) {
    const NgItem *one = &ng_scene_items (raw)[i], *other = &ng_scene_items (plain)[i];
    const guint32 *pixels, *expected;
    int width, height, w, h;

    g_assert_cmpint (one->kind, ==, other->kind);
    if (one->kind != NG_ITEM_IMAGE)
      continue;
    pixels = ng_scene_item_image (raw, one, &width, &height);
    expected = ng_scene_item_image (plain, other, &w, &h);
    g_assert_cmpmem (pixels, 4 * (gsize) (width * height), expected, 4 * (gsize) (w * h));
  }
}

/* Whether the scene has this text. */
static gboolean
says (const NgScene *scene, const char *text)
{
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    if (item->kind == NG_ITEM_TEXT && strcmp (ng_scene_item_text (scene, item), text) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Of a thousand scores the five largest are named, by the numbers that the net's maker knows. */
static void
test_scores (void)
{
  gint64 dims[] = { 1, 1000 };
  g_autofree double *values = g_new0 (double, 1000);
  g_autoptr (NgTensor) scores = NULL;
  g_autoptr (NgScene) raw = NULL;
  g_autoptr (NgScene) plain = NULL;
  g_autofree char *caption = NULL;

  values[281] = 9;
  values[999] = 7;
  scores = ng_tensor_new_take (NG_ELEMENT_F64, dims, 2, g_memdup2 (values, 1000 * sizeof *values));
  raw = ng_value_plot (scores, NULL, NG_VALUE_RAW | NG_VALUE_SCORES, 200, 100);
  plain = ng_value_plot (scores, NULL, NG_VALUE_SCORES, 200, 100);
  g_assert_true (says (raw, "281"));
  g_assert_true (says (raw, "999"));
  g_assert_false (says (raw, "282"));
  g_assert_true (says (plain, "282"));
  g_assert_true (says (plain, "1000"));
  caption = ng_value_caption (scores, NULL, NG_VALUE_RAW | NG_VALUE_SCORES);
  g_assert_nonnull (strstr (caption, "5 largest"));
  g_assert_nonnull (strstr (caption, "from 0"));
}

/* Bars have the names of the classes that the decoder of the output knows. */
static void
test_classes (void)
{
  g_autoptr (NgExpr) notation =
      ng_parse_one ("NetDecoder[{\"Class\", {\"cat\", 7}, \"InputDepth\" -> 1}]", -1, NULL, NULL);
  g_autoptr (NgExpr) plain_notation = ng_parse_one ("NetDecoder[\"Class\"]", -1, NULL, NULL);
  g_autoptr (NgCoder) decoder = ng_coder_read (notation, NG_DECODER, NULL);
  g_autoptr (NgCoder) plain = ng_coder_read (plain_notation, NG_DECODER, NULL);
  g_auto (GStrv) classes = ng_value_classes (decoder);
  g_autoptr (NgTensor) scores = ng_test_read_tensor ("{0.25, 0.75}");
  g_autoptr (NgTensor) others = ng_test_read_tensor ("{0.25, 0.5, 0.25}");
  g_autoptr (NgScene) named = NULL;
  g_autoptr (NgScene) counted = NULL;
  g_autofree char *caption = NULL;

  g_assert_null (ng_value_classes (NULL));
  g_assert_null (ng_value_classes (plain));
  g_assert_cmpuint (g_strv_length (classes), ==, 2);
  named = ng_value_plot (scores, (const char *const *) classes, NG_VALUE_SCORES, 200, 100);
  counted = ng_value_plot (others, (const char *const *) classes, NG_VALUE_SCORES, 200, 100);
  caption = ng_value_caption (scores, (const char *const *) classes, NG_VALUE_SCORES);
  g_assert_true (says (named, "cat"));
  g_assert_true (says (named, "7"));
  g_assert_false (says (counted, "cat"));
  g_assert_true (says (counted, "3"));
  g_assert_cmpstr (caption, ==, "2 classes");
}

/* A trained net from elsewhere recognizes the digits that come with the program. */
static void
test_mnist (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_test_data ("models/mnist.onnx");
  g_autofree char *caption = NULL;
  NgDocument *document;
  int n_right = 0, n_pictures = 0;
  NgBox visible, bounds;

  if (path == NULL)
    return;
  ng_ui_start (self, path);
  document = ng_studio_window_document (self->window);
  g_assert_true (ng_input_takes_digits (ng_document_net (document), 0));
  for (int digit = 0; digit < 10; digit++) {
    NgTensor *output;
    gint64 best = 0;

    ng_experiment_set_digit (experiment_of (self), 0);
    ng_ui_settle (self);
    output = ng_experiment_output (experiment_of (self), 0);
    g_assert_nonnull (output);
    g_assert_cmpint (ng_tensor_count (output), ==, 10);
    for (gint64 i = 1; i < 10; i++)
      if (ng_tensor_get_real (output, i) > ng_tensor_get_real (output, best))
        best = i;
    n_right += best == digit;
  }
  g_assert_cmpint (n_right, >=, 9);
  /* When all of it is in view, its values are. */
  ng_ui_activate (self, "fit");
  ng_ui_settle (self);
  visible = ng_canvas_visible (ng_studio_window_canvas (self->window));
  bounds = ng_scene_bounds (ng_document_scene (document));
  g_assert_cmpfloat (visible.width, >=, bounds.width);
  g_assert_false (ng_canvas_hides_values (ng_studio_window_canvas (self->window)));
  /* Eight channels of a batch of one are eight pictures in shades of grey. */
  for (gsize i = 0; i < ng_net_n_layers (ng_document_net (document)); i++) {
    g_autoptr (NgSubject) layer = ng_subject_of_layer (ng_document_net (document), "", i);
    NgTensor *value = ng_experiment_value (experiment_of (self), layer);

    g_assert_cmpuint (ng_value_flags (document, layer) & NG_VALUE_RAW, !=, 0);
    if (value == NULL || ng_tensor_rank (value) != 4 || ng_tensor_dims (value)[1] != 8)
      continue;
    assert_channels (value, 8);
    n_pictures++;
  }
  g_assert_cmpint (n_pictures, >, 0);
  caption = ng_value_caption (
      ng_experiment_output (experiment_of (self), 0), NULL, ng_value_flags (document, NULL));
  g_assert_cmpstr (caption, ==, "10 numbers by index, counted from 0");
  ng_studio_window_run (self->window);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "mnist");
  check_pane (self);
  /* Convolutions of operators cost what they cost: 28·28 places, 8 channels, 25 elements. */
  ng_ui_select (self, "Convolution28");
  ng_ui_activate (self, "show-drawer");
  ng_ui_settle (self);
  g_assert_cmpint (ng_document_multiply_adds (document, "Convolution28"), ==, 28 * 28 * 8 * 25);
  g_object_set (gtk_widget_get_ancestor (GTK_WIDGET (ng_studio_window_inspector (self->window)),
                                         ADW_TYPE_VIEW_STACK),
                "visible-child-name",
                "details",
                NULL);
  ng_ui_screenshot (self, "mnist-layers");
  ng_ui_activate (self, "show-drawer");
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/run/table", &test, test_table);
  g_test_add_data_func ("/run/picture", &test, test_picture);
  g_test_add_data_func ("/run/misfit", &test, test_misfit);
  g_test_add_data_func ("/run/lenet", &test, test_lenet);
  g_test_add_data_func ("/run/lengths", &test, test_lengths);
  g_test_add_data_func ("/run/save", &test, test_save);
  g_test_add_data_func ("/run/stale", &test, test_stale);
  g_test_add_func ("/run/scores", test_scores);
  g_test_add_func ("/run/classes", test_classes);
  g_test_add_data_func ("/run/mnist", &test, test_mnist);
  return ng_ui_run (&test);
}
