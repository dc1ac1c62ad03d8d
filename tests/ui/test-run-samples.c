/* The stories of what goes into a net: drawn by hand, typed, pasted; and that what has been
 * overtaken is never run. */

#include "tests/support/battery.h"
#include "tests/ui/ui-test.h"

#include <string.h>

static NgExperiment *
experiment_of (NgUiTest *self)
{
  return ng_studio_window_experiment (self->window);
}

static const NgSample *
sample_of (NgUiTest *self)
{
  return ng_experiment_sample (experiment_of (self), 0);
}

static void
show_runner (NgUiTest *self)
{
  AdwViewStack *stack = ADW_VIEW_STACK (gtk_widget_get_ancestor (
      GTK_WIDGET (ng_studio_window_runner (self->window)), ADW_TYPE_VIEW_STACK));

  adw_view_stack_set_visible_child_name (stack, "run");
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (ng_studio_window_runner (self->window))));
  ng_ui_settle (self);
}

static NgPad *
pad_of (NgUiTest *self)
{
  return ng_sample_row_pad (ng_runner_row (ng_studio_window_runner (self->window), 0));
}

static double
pixel (NgUiTest *self, int x, int y)
{
  g_autoptr (NgTensor) picture = ng_pad_picture (pad_of (self));

  return ng_tensor_get_real (picture, (gint64) y * ng_tensor_dims (picture)[2] + x);
}

static void
count_cb (guint *count)
{
  ++*count;
}

/* Draws through these points of a picture of 28×28, by real events. Returns: whether there are
 * such. */
static gboolean
draw (NgUiTest *self, const double (*points)[2], gsize n)
{
  NgPad *pad = pad_of (self);
  double scale;
  guint count = 0;

  ng_ui_wait (gtk_widget_get_width (GTK_WIDGET (pad)) > 0);
  scale = gtk_widget_get_width (GTK_WIDGET (pad)) / 28.0;
  g_signal_connect_swapped (pad, "drawn", G_CALLBACK (count_cb), &count);
  for (gsize i = 0; i < n; i++) {
    guint before = count;
    int x, y;

    ng_ui_place (self, GTK_WIDGET (pad), points[i][0] * scale, points[i][1] * scale, &x, &y);
    if (!ng_ui_send ("mousemove %d %d %s", x, y, i == 0 ? "mousedown 1" : ""))
      return FALSE;
    ng_ui_wait (count > before);
  }
  ng_ui_send ("mouseup 1");
  g_signal_handlers_disconnect_by_func (pad, count_cb, &count);
  ng_ui_settle (self);
  return TRUE;
}

static gint64
best_of (NgUiTest *self)
{
  NgTensor *output = ng_experiment_output (experiment_of (self), 0);
  gint64 best = 0;

  g_assert_nonnull (output);
  for (gint64 i = 1; i < ng_tensor_count (output); i++)
    if (ng_tensor_get_real (output, i) > ng_tensor_get_real (output, best))
      best = i;
  return best;
}

/* Digits drawn with the pointer are recognized by a net that was trained elsewhere. */
static void
test_draw (gconstpointer data)
{
  static const double one[][2] = { { 14, 5 }, { 14, 11 }, { 14, 17 }, { 14, 23 } };
  static const double seven[][2] = { { 7, 7 },   { 13, 7 },  { 20, 7 },
                                     { 17, 13 }, { 14, 19 }, { 12, 24 } };
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_test_data ("models/mnist.onnx");

  if (path == NULL)
    return;
  ng_ui_start (self, path);
  show_runner (self);
  ng_ui_screenshot (self, "run-pad");
  if (draw (self, one, G_N_ELEMENTS (one))) {
    g_assert_cmpint (sample_of (self)->kind, ==, NG_SAMPLE_DRAWN);
    g_assert_cmpint (best_of (self), ==, 1);
    ng_ui_screenshot (self, "run-drawn-one");
    ng_pad_clear (pad_of (self));
    draw (self, seven, G_N_ELEMENTS (seven));
    g_assert_cmpint (best_of (self), ==, 7);
    ng_ui_screenshot (self, "run-drawn-seven");
    ng_ui_activate (self, "run");
    ng_ui_settle (self);
    g_assert_cmpint (sample_of (self)->kind, ==, NG_SAMPLE_DRAWN);
  }
  ng_ui_stop (self);
}

/* Strokes and dots by keys; the eraser, what is inverted and cleared; the net sees each. */
static void
test_pad (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("grey.wl",
                                       "NetGraph[<|\"sum\" -> SummationLayer[]|>, {},"
                                       " \"Input\" -> {1, 28, 28}]");
  const double dot[][2] = { { 14, 14 } };
  double most;

  ng_ui_start (self, path);
  show_runner (self);
  gtk_widget_grab_focus (GTK_WIDGET (pad_of (self)));
  ng_ui_settle (self);
  if (ng_ui_send ("key space")) {
    ng_ui_wait (sample_of (self)->kind == NG_SAMPLE_DRAWN);
    ng_ui_settle (self);
    g_assert_cmpfloat (pixel (self, 14, 14), >, 0.9);
    g_assert_cmpfloat (pixel (self, 20, 14), ==, 0);
    most = ng_tensor_get_real (ng_experiment_output (experiment_of (self), 0), 0);
    g_assert_cmpfloat (most, >, 255);
    for (int i = 0; i < 8; i++)
      ng_ui_send ("key shift+Right");
    ng_ui_wait (pixel (self, 23, 14) > 0.9);
    ng_ui_settle (self);
    g_assert_cmpfloat (
        ng_tensor_get_real (ng_experiment_output (experiment_of (self), 0), 0), >, most);

    ng_pad_set_erases (pad_of (self), TRUE);
    draw (self, dot, 1);
    g_assert_cmpfloat (pixel (self, 14, 14), ==, 0);
    g_assert_cmpfloat (pixel (self, 20, 14), >, 0.9);
    ng_pad_invert (pad_of (self));
    g_assert_cmpfloat (pixel (self, 14, 14), ==, 1);
    ng_ui_send ("key Delete");
    ng_ui_wait (pixel (self, 20, 14) == 1);
    ng_ui_settle (self);
    ng_assert_near (
        ng_tensor_get_real (ng_experiment_output (experiment_of (self), 0), 0), 255.0 * 28 * 28, 1);
  }
  ng_ui_stop (self);
}

static double
ink (NgUiTest *self)
{
  g_autoptr (NgTensor) picture = ng_pad_picture (pad_of (self));
  double sum = 0;

  for (gint64 i = 0; i < ng_tensor_count (picture); i++)
    sum += ng_tensor_get_real (picture, i);
  return sum;
}

/* The pad is empty at first; a digit that was shown there gives way to what is drawn, and the
 * eraser takes from it. */
static void
test_pad_begins (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("grey.wl",
                                       "NetGraph[<|\"sum\" -> SummationLayer[]|>, {},"
                                       " \"Input\" -> {1, 28, 28}]");
  const double dot[][2] = { { 2, 2 } };
  const double middle[][2] = { { 14, 14 } };
  double whole;

  ng_ui_start (self, path);
  show_runner (self);
  g_assert_cmpfloat (ink (self), ==, 0);
  ng_ui_activate (self, "run");
  ng_ui_settle (self);
  g_assert_cmpint (sample_of (self)->kind, ==, NG_SAMPLE_DIGIT);
  whole = ink (self);
  g_assert_cmpfloat (whole, >, 20);
  if (draw (self, dot, 1)) {
    g_assert_cmpint (sample_of (self)->kind, ==, NG_SAMPLE_DRAWN);
    g_assert_cmpfloat (pixel (self, 2, 2), >, 0.5);
    g_assert_cmpfloat (ink (self), <, 15);
    draw (self, middle, 1);
    g_assert_cmpfloat (pixel (self, 2, 2), >, 0.5);

    ng_experiment_set_digit (experiment_of (self), 0);
    ng_ui_settle (self);
    whole = ink (self);
    ng_pad_set_erases (pad_of (self), TRUE);
    draw (self, middle, 1);
    g_assert_cmpfloat (ink (self), >, 20);
    g_assert_cmpfloat (ink (self), <=, whole);
    ng_pad_set_erases (pad_of (self), FALSE);
  }
  ng_ui_stop (self);
}

static void
copy (NgUiTest *self, GType type, gconstpointer value)
{
  g_auto (GValue) content = G_VALUE_INIT;

  g_value_init (&content, type);
  if (type == G_TYPE_STRING)
    g_value_set_string (&content, value);
  else if (g_type_is_a (type, G_TYPE_OBJECT))
    g_value_set_object (&content, (gpointer) value);
  else
    g_value_set_boxed (&content, value);
  gdk_clipboard_set_value (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), &content);
}

static void
paste (NgUiTest *self)
{
  guint serial = sample_of (self)->serial;
  g_autoptr (NgSubject) input = ng_subject_new (NG_PICK_NET_INPUT, 0, 0, NULL, NULL);

  ng_document_select (ng_ui_document (self), input);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_settle (self);
  ng_ui_activate (self, "paste");
  ng_ui_wait (sample_of (self)->serial != serial);
  ng_ui_settle (self);
}

/* A picture, a file, and numbers as text are samples when an input is selected. */
static void
test_paste (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *grey = ng_ui_write ("grey.wl",
                                       "NetGraph[<|\"twice\" -> ElementwiseLayer[2 # &]|>, {},"
                                       " \"Input\" -> {1, 4, 4}]");
  g_autofree char *row = ng_ui_write ("row.csv", "1,2,3,4\n");
  g_autofree char *vector = ng_ui_write (
      "vector.wl", "NetGraph[<|\"twice\" -> ElementwiseLayer[2 # &]|>, {}, \"Input\" -> 4]");
  g_autoptr (GFile) file = g_file_new_for_path (row);
  GdkFileList *files = gdk_file_list_new_from_array (&file, 1);
  guchar pixels[2 * 2 * 3] = { 255, 255, 255, 255, 255, 255 };
  g_autoptr (GBytes) bytes = g_bytes_new (pixels, sizeof pixels);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (2, 2, GDK_MEMORY_R8G8B8, bytes, 6);
  NgTensor *output;

  ng_ui_start (self, grey);
  copy (self, GDK_TYPE_TEXTURE, texture);
  paste (self);
  g_assert_cmpstr (sample_of (self)->name, ==, "Pasted picture");
  output = ng_experiment_output (experiment_of (self), 0);
  g_assert_nonnull (output);
  ng_assert_near (ng_tensor_get_real (output, 0), 510, 1e-3);
  ng_assert_near (ng_tensor_get_real (output, 15), 0, 1e-3);
  ng_ui_screenshot (self, "run-pasted");

  ng_ui_open (self, vector);
  copy (self, GDK_TYPE_FILE_LIST, files);
  paste (self);
  output = ng_experiment_output (experiment_of (self), 0);
  ng_assert_near (ng_tensor_get_real (output, 3), 8, 1e-5);
  copy (self, G_TYPE_STRING, "5\t6\t7\t8.5");
  paste (self);
  output = ng_experiment_output (experiment_of (self), 0);
  ng_assert_near (ng_tensor_get_real (output, 3), 17, 1e-5);
  copy (self, G_TYPE_STRING, "{1, 1/2, 3, 4}");
  paste (self);
  output = ng_experiment_output (experiment_of (self), 0);
  ng_assert_near (ng_tensor_get_real (output, 1), 1, 1e-5);
  copy (self, G_TYPE_STRING, "nothing of the kind");
  paste (self);
  g_assert_nonnull (sample_of (self)->problem);
  g_boxed_free (GDK_TYPE_FILE_LIST, files);
  ng_ui_stop (self);
}

/* A text is typed into an encoder, and a class is what it says. */
static void
test_text (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path =
      ng_ui_write ("text.wl",
                   "NetGraph[<|\"twice\" -> ElementwiseLayer[2 # &]|>, {}, \"Input\" -> "
                   "NetEncoder[{\"Class\", {\"cat\", \"dog\", \"bird\"}, \"UnitVector\"}]]");
  NgTensor *output;

  ng_ui_start (self, path);
  show_runner (self);
  ng_experiment_set_text (experiment_of (self), 0, "dog", "Typed in");
  ng_ui_settle (self);
  output = ng_experiment_output (experiment_of (self), 0);
  g_assert_nonnull (output);
  ng_assert_near (ng_tensor_get_real (output, 1), 2, 1e-6);
  ng_assert_near (ng_tensor_get_real (output, 0), 0, 1e-6);
  ng_ui_screenshot (self, "run-text");
  ng_experiment_set_text (experiment_of (self), 0, "fish", "Typed in");
  ng_ui_settle (self);
  g_assert_nonnull (strstr (sample_of (self)->problem, "fish"));
  ng_ui_stop (self);
}

/* A hundred changes while one run is under way are one more run, of the last of them. An edit of
 * the net runs it again, with the same sample. */
static void
test_latest (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "scalar.wl", "NetGraph[<|\"f\" -> ElementwiseLayer[2 # &, \"Input\" -> \"Real\"]|>, {}]");
  NgExperiment *experiment;
  g_autoptr (NgNet) other = NULL;
  guint before;

  ng_ui_start (self, path);
  experiment = experiment_of (self);
  before = ng_experiment_n_runs (experiment);
  for (int i = 1; i <= 100; i++)
    ng_experiment_set_number (experiment, 0, i);
  g_assert_cmpuint (ng_experiment_n_runs (experiment), ==, before + 1);
  ng_ui_settle (self);
  g_assert_cmpuint (ng_experiment_n_runs (experiment), ==, before + 2);
  ng_assert_near (ng_tensor_get_real (ng_experiment_output (experiment, 0), 0), 200, 1e-4);

  other =
      ng_test_read ("NetGraph[<|\"f\" -> ElementwiseLayer[3 # &, \"Input\" -> \"Real\"]|>, {}]");
  ng_document_push (ng_ui_document (self), other, "Edit");
  ng_ui_settle (self);
  g_assert_cmpuint (ng_experiment_n_runs (experiment), ==, before + 3);
  ng_assert_near (ng_tensor_get_real (ng_experiment_output (experiment, 0), 0), 300, 1e-4);
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  ng_assert_near (ng_tensor_get_real (ng_experiment_output (experiment, 0), 0), 200, 1e-4);
  ng_ui_stop (self);
}

/* In training dropout drops, the same for the same seed; in use it lets everything pass. */
static void
test_training (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path =
      ng_ui_write ("dropout.wl", "NetGraph[<|\"d\" -> DropoutLayer[0.5]|>, {}, \"Input\" -> 64]");
  NgExperiment *experiment;
  g_autoptr (NgTensor) first = NULL;
  int n_dropped = 0;

  ng_ui_start (self, path);
  experiment = experiment_of (self);
  ng_ui_activate (self, "run");
  ng_ui_settle (self);
  for (gint64 i = 0; i < 64; i++)
    ng_assert_near (ng_tensor_get_real (ng_experiment_output (experiment, 0), i),
                    ng_tensor_get_real (sample_of (self)->tensor, i),
                    0);
  ng_experiment_set_training (experiment, TRUE);
  ng_ui_settle (self);
  first = ng_tensor_ref (ng_experiment_output (experiment, 0));
  for (gint64 i = 0; i < 64; i++)
    n_dropped += ng_tensor_get_real (first, i) == 0;
  /* Of 64 fair coins fewer than 16 or more than 48 heads are as good as impossible. */
  g_assert_cmpint (n_dropped, >=, 16);
  g_assert_cmpint (n_dropped, <=, 48);
  ng_experiment_set_seed (experiment, 7);
  ng_ui_settle (self);
  g_assert_false (ng_tensor_equal (ng_experiment_output (experiment, 0), first));
  ng_experiment_set_seed (experiment, 0);
  ng_ui_settle (self);
  g_assert_true (ng_tensor_equal (ng_experiment_output (experiment, 0), first));
  ng_ui_screenshot (self, "run-training");
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  static NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/run/draw", &test, test_draw);
  g_test_add_data_func ("/run/pad", &test, test_pad);
  g_test_add_data_func ("/run/pad-begins", &test, test_pad_begins);
  g_test_add_data_func ("/run/paste", &test, test_paste);
  g_test_add_data_func ("/run/text", &test, test_text);
  g_test_add_data_func ("/run/latest", &test, test_latest);
  g_test_add_data_func ("/run/training", &test, test_training);
  return ng_ui_run (&test);
}
