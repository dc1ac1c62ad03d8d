/* The stories of data sets in the window, and of what decoders say. */

#include "tests/support/battery.h"
#include "tests/ui/ui-test.h"
#include "ui/result-card.h"
#include "ui/value.h"

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

/* The widget of this type and icon below @widget, or NULL */
static GtkWidget *
find_button (GtkWidget *widget, const char *icon)
{
  if (GTK_IS_BUTTON (widget) &&
      g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), icon) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_button (child, icon);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* Whether a label below @widget says @text */
static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static void
open_dataset (NgUiTest *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  ng_experiment_set_dataset (experiment_of (self), 0, file);
  ng_ui_settle (self);
}

/* Rows of a table by a button and by the slider; labels stand beside. */
static void
test_table (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "vector.wl", "NetGraph[<|\"twice\" -> ElementwiseLayer[2 # &]|>, {}, \"Input\" -> 3]");
  g_autofree char *table =
      ng_ui_write ("rows.csv", "a,b,c,kind\n1,2,3,cat\n4,5,6,dog\n7,8,9,bird\n");
  g_autofree char *broken = ng_ui_write ("broken.csv", "1,2,3,4,5\n");
  GtkWidget *row, *next;

  ng_ui_start (self, path);
  ng_studio_window_run (self->window);
  ng_ui_settle (self);
  open_dataset (self, table);
  g_assert_cmpint (sample_of (self)->kind, ==, NG_SAMPLE_EXAMPLE);
  g_assert_nonnull (strstr (sample_of (self)->name, "cat"));
  ng_assert_near (ng_tensor_get_real (ng_experiment_output (experiment_of (self), 0), 0), 2, 1e-6);
  row = GTK_WIDGET (ng_runner_row (ng_studio_window_runner (self->window), 0));
  next = find_button (row, "go-next-symbolic");
  g_assert_nonnull (next);
  ng_ui_wait (gtk_widget_get_mapped (next));
  g_signal_emit_by_name (next, "clicked");
  ng_ui_settle (self);
  ng_assert_near (ng_tensor_get_real (ng_experiment_output (experiment_of (self), 0), 0), 8, 1e-6);
  g_assert_true (says (GTK_WIDGET (ng_studio_window_runner (self->window)), "Label: dog"));
  ng_experiment_set_example (experiment_of (self), 0, 2);
  ng_ui_settle (self);
  ng_assert_near (ng_tensor_get_real (ng_experiment_output (experiment_of (self), 0), 2), 18, 1e-6);
  g_assert_true (says (row, "3 / 3"));
  ng_ui_screenshot (self, "run-dataset-table");
  open_dataset (self, broken);
  g_assert_nonnull (strstr (sample_of (self)->problem, "5 columns"));
  ng_ui_stop (self);
}

/* A trained net reads the digits of a folder, whose folders say which they are; the file of MNIST's
 * format drops as a data set, too. */
static void
test_folder (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_test_data ("models/mnist.onnx");
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *idx =
      g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", "idx", "few-images-idx3-ubyte", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (idx);

  for (int digit = 0; digit < 10; digit++) {
    g_autofree char *name = g_strdup_printf ("digit-%d.png", digit);
    g_autofree char *from =
        g_build_filename (g_getenv ("NETGRAPH_DATA_DIR"), "samples", name, NULL);
    g_autofree char *label = g_strdup_printf ("%d", digit);
    g_autofree char *inner = g_build_filename (folder, label, NULL);
    g_autofree char *to = g_build_filename (inner, name, NULL);
    g_autoptr (GFile) source = g_file_new_for_path (from);
    g_autoptr (GFile) target = g_file_new_for_path (to);

    g_mkdir_with_parents (inner, 0755);
    g_assert_true (g_file_copy (source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, NULL));
  }
  if (path == NULL)
    return;
  ng_ui_start (self, path);
  ng_studio_window_run (self->window);
  ng_ui_settle (self);
  open_dataset (self, folder);
  g_assert_cmpuint (ng_dataset_length (sample_of (self)->dataset), ==, 10);
  for (guint i = 0; i < 10; i++) {
    g_autofree char *label = g_strdup_printf ("%u", i);

    ng_experiment_set_example (experiment_of (self), 0, i);
    ng_ui_settle (self);
    g_assert_cmpstr (ng_sample_label (sample_of (self)), ==, label);
    g_assert_true (sample_of (self)->has_range);
    g_assert_nonnull (sample_of (self)->picture);
  }
  ng_ui_screenshot (self, "run-dataset-folder");
  ng_studio_window_sample (self->window, file, 0);
  ng_ui_settle (self);
  g_assert_cmpint (sample_of (self)->kind, ==, NG_SAMPLE_EXAMPLE);
  g_assert_cmpstr (ng_sample_label (sample_of (self)), ==, "7");
  ng_ui_stop (self);
}

/* A class, a text and a picture are shown as such. */
static void
test_decoded (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "decoded.wl",
      "NetGraph[<|\"class\" -> ElementwiseLayer[# &], \"text\" -> ElementwiseLayer[# &], "
      "\"picture\" -> ReshapeLayer[{1, 1, 3}]|>, {NetPort[\"Input\"] -> \"class\" -> "
      "NetPort[\"Class\"], NetPort[\"Input\"] -> \"text\" -> NetPort[\"Text\"], NetPort[\"Input\"] "
      "-> \"picture\" -> NetPort[\"Picture\"]}, \"Input\" -> 3, \"Class\" -> "
      "NetDecoder[{\"Class\", {\"cat\", \"dog\", \"bird\"}}], \"Picture\" -> "
      "NetDecoder[{\"Image\", ColorSpace -> \"Grayscale\"}]]");
  g_autofree char *table = ng_ui_write ("rows.csv", "0.1,0.7,0.2,dog\n0.8,0.1,0.1,dog\n");
  GtkWidget *runner;
  g_autofree char *text = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (NgSubject) layer = NULL;

  ng_ui_start (self, path);
  runner = GTK_WIDGET (ng_studio_window_runner (self->window));
  ng_studio_window_run (self->window);
  open_dataset (self, table);
  g_assert_no_error (ng_experiment_error (experiment_of (self)));
  text = ng_decoded_text (ng_experiment_decoded (experiment_of (self), 0));
  g_assert_cmpstr (text, ==, "dog");
  g_assert_null (ng_experiment_decoded (experiment_of (self), 1));
  g_assert_nonnull (ng_experiment_decoded (experiment_of (self), 2));
  g_assert_null (ng_decoded_text (ng_experiment_decoded (experiment_of (self), 2)));
  g_assert_true (says (runner, "dog"));
  layer = ng_ui_layer (self, "class");
  names = ng_value_classes_at (ng_ui_document (self), layer);
  g_assert_cmpuint (g_strv_length (names), ==, 3);
  g_assert_cmpstr (names[2], ==, "bird");
  ng_subject_free (layer);
  layer = ng_ui_layer (self, "text");
  g_assert_null (ng_value_classes_at (ng_ui_document (self), layer));
  ng_ui_screenshot (self, "run-decoded");
  ng_experiment_set_example (experiment_of (self), 0, 1);
  ng_ui_settle (self);
  g_assert_true (says (runner, "cat"));
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  static NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/run/dataset/table", &test, test_table);
  g_test_add_data_func ("/run/dataset/folder", &test, test_folder);
  g_test_add_data_func ("/run/decoded", &test, test_decoded);
  return ng_ui_run (&test);
}
