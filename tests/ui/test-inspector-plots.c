/* What the inspector shows of arrays and values: plots with axes, of the weights of a layer and of
 * the value that passed. */

#include "tests/ui/ui-test.h"

#include "ui/array-row.h"
#include "ui/scene-view.h"

static const char net_text[] =
    "NetGraph[<|\"conv\" -> ConvolutionLayer[6, 5], \"act\" -> Ramp, \"flat\" -> "
    "FlattenLayer[], \"dense\" -> LinearLayer[40]|>, {\"conv\" -> \"act\" -> \"flat\" -> "
    "\"dense\"}, \"Input\" -> {3, 12, 12}]";

static guint
count (GtkWidget *root, GType type)
{
  guint n = g_type_is_a (G_OBJECT_TYPE (root), type) && gtk_widget_get_mapped (root) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count (child, type);
  return n;
}

/* Of weights their spread and the weights themselves, of biases the spread. */
static void
test_arrays (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GtkWidget *inspector;

  ng_ui_start_text (self, net_text);
  inspector = GTK_WIDGET (ng_studio_window_inspector (self->window));
  ng_ui_activate (self, "initialize");
  ng_ui_settle (self);
  ng_ui_select (self, "conv");
  ng_ui_wait (count (inspector, NG_TYPE_ARRAY_ROW) == 2);
  ng_ui_wait (count (inspector, NG_TYPE_SCENE_VIEW) >= 2);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "inspector-filters");
  ng_ui_select (self, "dense");
  ng_ui_wait (count (inspector, NG_TYPE_ARRAY_ROW) == 2);
  ng_ui_wait (count (inspector, NG_TYPE_SCENE_VIEW) >= 2);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "inspector-weights");
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/inspector-plots/arrays", &test, test_arrays);
  return ng_ui_run (&test);
}
