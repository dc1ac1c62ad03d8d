/* What screen readers are told: roles, names, relations, and the focus that follows. */

#include "tests/ui/ui-test.h"

#include <string.h>

static guint
n_stops (NgUiTest *self)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (ng_ui_canvas (self)));
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += NG_IS_STOP_VIEW (child);
  return n;
}

/* The child that is the layer of that name, or NULL. */
static GtkWidget *
stop_of (NgUiTest *self, const char *name)
{
  g_autoptr (NgSubject) subject = ng_ui_layer (self, name);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (ng_ui_canvas (self)));
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (NG_IS_STOP_VIEW (child) &&
        ng_subject_equal (ng_stop_view_subject (NG_STOP_VIEW (child)), subject))
      return child;
  return NULL;
}

static gboolean
is_before (GtkWidget *a, GtkWidget *b)
{
  for (GtkWidget *child = a; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (child == b)
      return TRUE;
  return FALSE;
}

/* Roles, labels, the order and the flow of a net with a branch. */
static void
test_canvas (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "branch.wl",
      "NetGraph[<|\"conv1\" -> ConvolutionLayer[20, 5], \"ramp\" -> Ramp, \"tanh\" -> Tanh, "
      "\"sum\" -> TotalLayer[]|>, {\"conv1\" -> {\"ramp\", \"tanh\"}, {\"ramp\", \"tanh\"} -> "
      "\"sum\"}, \"Input\" -> {1, 28, 28}]");
  GtkWidget *conv, *sum;
  graphene_rect_t box, bounds;
  char *error = NULL;

  ng_ui_start (self, path);
  ng_ui_wait (n_stops (self) == 6);
  conv = stop_of (self, "conv1");
  sum = stop_of (self, "sum");
  gtk_test_accessible_assert_role (ng_ui_canvas (self), GTK_ACCESSIBLE_ROLE_LIST_BOX);
  gtk_test_accessible_assert_property (
      ng_ui_canvas (self), GTK_ACCESSIBLE_PROPERTY_LABEL, "Picture of the net");
  gtk_test_accessible_assert_role (conv, GTK_ACCESSIBLE_ROLE_OPTION);
  gtk_test_accessible_assert_property (
      conv, GTK_ACCESSIBLE_PROPERTY_LABEL, "Convolution conv1, input 1×28×28, output 20×24×24");
  gtk_test_accessible_assert_relation (
      conv, GTK_ACCESSIBLE_RELATION_FLOW_TO, stop_of (self, "ramp"), stop_of (self, "tanh"), NULL);
  gtk_test_accessible_assert_relation (
      stop_of (self, "tanh"), GTK_ACCESSIBLE_RELATION_FLOW_TO, sum, NULL);
  g_assert_false (
      gtk_test_accessible_has_relation (GTK_ACCESSIBLE (sum), GTK_ACCESSIBLE_RELATION_FLOW_TO));
  g_assert_true (is_before (conv, stop_of (self, "ramp")));
  g_assert_true (is_before (conv, stop_of (self, "tanh")));
  g_assert_true (is_before (stop_of (self, "ramp"), sum));
  g_assert_true (is_before (stop_of (self, "tanh"), sum));

  /* What stays in its place says so. */
  ng_ui_select (self, "tanh");
  ng_ui_activate (self, "pin");
  do {
    g_clear_pointer (&error, g_free);
    error = gtk_test_accessible_check_property (
        GTK_ACCESSIBLE (stop_of (self, "tanh")),
        GTK_ACCESSIBLE_PROPERTY_LABEL,
        "Elementwise tanh, input 20×24×24, output 20×24×24, pinned in place");
    if (error != NULL)
      ng_ui_iterate (error);
  } while (error != NULL);

  /* It lies where the picture shows the layer, also when the picture has moved. */
  ng_canvas_pan (ng_ui_canvas (self), 30, 20);
  ng_ui_settle (self);
  g_assert_true (
      ng_canvas_box (ng_ui_canvas (self), ng_stop_view_subject (NG_STOP_VIEW (conv)), &box));
  do {
    g_assert_true (gtk_widget_compute_bounds (conv, GTK_WIDGET (ng_ui_canvas (self)), &bounds));
    if (ABS (bounds.origin.x - box.origin.x) > 1)
      ng_ui_iterate ("the layer's place");
  } while (ABS (bounds.origin.x - box.origin.x) > 1);
  g_assert_cmpfloat_with_epsilon (bounds.origin.y, box.origin.y, 1);
  g_assert_cmpfloat_with_epsilon (bounds.size.width, box.size.width, 1);
  ng_ui_stop (self);
}

/* Problems are counted with the layer that has them. */
static void
test_issues (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("wrong.wl",
                                       "NetChain[<|\"a\" -> LinearLayer[4], \"conv\" -> "
                                       "ConvolutionLayer[2, 3]|>, \"Input\" -> 3]");

  ng_ui_start (self, path);
  g_assert_cmpuint (ng_document_problems (ng_ui_document (self))->len, ==, 1);
  ng_ui_wait (stop_of (self, "conv") != NULL);
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (stop_of (self, "conv")),
                                                   GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_autofree char *error =
      gtk_test_accessible_check_property (GTK_ACCESSIBLE (stop_of (self, "conv")),
                                          GTK_ACCESSIBLE_PROPERTY_LABEL,
                                          "nothing is called this");
  g_assert_nonnull (strstr (error, "Convolution conv, input 4"));
  g_assert_nonnull (strstr (error, ", 1 issue"));
  ng_ui_stop (self);
}

static GtkLabel *
find_status (GtkWidget *widget)
{
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "status"))
    return GTK_LABEL (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_status (child);
  return found;
}

/* The focus stands on the selected layer; Tab takes it along the flow; the status says it. */
static void
test_focus (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  NgCanvas *canvas;
  GtkLabel *status;

  ng_ui_start (self, path);
  canvas = ng_ui_canvas (self);
  status = find_status (GTK_WIDGET (self->window));
  gtk_test_accessible_assert_role (status, GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  g_assert_true (gtk_widget_is_focus (GTK_WIDGET (canvas)));
  ng_ui_select (self, "conv1");
  g_assert_true (gtk_widget_is_focus (stop_of (self, "conv1")));
  g_assert_true (ng_canvas_has_focus (canvas));
  gtk_test_accessible_assert_state (stop_of (self, "conv1"), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  g_assert_nonnull (strstr (gtk_label_get_text (status), "conv1"));
  gtk_widget_child_focus (GTK_WIDGET (self->window), GTK_DIR_TAB_FORWARD);
  g_assert_false (gtk_widget_is_focus (stop_of (self, "conv1")));
  g_assert_true (ng_canvas_has_focus (canvas));
  g_assert_true (NG_IS_STOP_VIEW (gtk_widget_get_focus_child (GTK_WIDGET (canvas))));
  gtk_test_accessible_assert_state (stop_of (self, "conv1"), GTK_ACCESSIBLE_STATE_SELECTED, FALSE);
  gtk_widget_child_focus (GTK_WIDGET (self->window), GTK_DIR_TAB_BACKWARD);
  g_assert_true (gtk_widget_is_focus (stop_of (self, "conv1")));

  /* Whoever leads the focus to a layer means it. */
  gtk_widget_grab_focus (stop_of (self, "tanh1"));
  g_assert_true (gtk_widget_is_focus (stop_of (self, "tanh1")));
  gtk_test_accessible_assert_state (stop_of (self, "tanh1"), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  gtk_widget_activate_action (stop_of (self, "conv1"), "layer.select", NULL);
  gtk_test_accessible_assert_state (stop_of (self, "conv1"), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  gtk_test_accessible_assert_state (stop_of (self, "tanh1"), GTK_ACCESSIBLE_STATE_SELECTED, FALSE);

  /* Elsewhere the focus stays where it is. */
  ng_ui_activate (self, "show-search");
  g_assert_false (ng_canvas_has_focus (canvas));
  ng_ui_select (self, "conv2");
  g_assert_false (ng_canvas_has_focus (canvas));

  /* Keys of the canvas work on the layer that has it. */
  ng_ui_activate (self, "show-search");
  ng_ui_wait (ng_canvas_has_focus (canvas));
  g_assert_true (gtk_widget_is_focus (stop_of (self, "conv2")));
  if (ng_ui_send ("key Delete")) {
    ng_ui_wait (ng_document_can_undo (ng_ui_document (self)));
    ng_ui_settle (self);
    g_assert_cmpint (ng_net_find (ng_document_net (ng_ui_document (self)), "conv2"), <, 0);
  }
  ng_ui_stop (self);
}

/* However large the net is, there are at most so many widgets. */
static void
test_many (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (GString) text = g_string_new ("NetChain[<|");
  g_autofree char *path = NULL;

  for (int i = 0; i < 500; i++)
    g_string_append_printf (text, "%s\"r%d\" -> Ramp", i == 0 ? "" : ", ", i);
  g_string_append (text, "|>, \"Input\" -> 3]");
  path = ng_ui_write ("many.wl", text->str);
  ng_ui_start (self, path);
  ng_ui_activate (self, "no-groups");
  ng_ui_settle (self);
  ng_ui_activate (self, "fit");
  ng_ui_wait (n_stops (self) == 300);
  ng_ui_select (self, "r450");
  g_assert_nonnull (stop_of (self, "r450"));
  g_assert_cmpuint (n_stops (self), <=, 301);
  ng_ui_stop (self);
}

static gboolean
has_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_text (child))
      return TRUE;
  return FALSE;
}

/* Returns: how many buttons and entries have no name for those who do not see the icon */
static guint
count_nameless (GtkWidget *widget)
{
  guint n = 0;

  if (!gtk_widget_get_mapped (widget))
    return 0;
  if ((GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_ENTRY (widget)) &&
      !has_text (widget) &&
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL) &&
      !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                         GTK_ACCESSIBLE_RELATION_LABELLED_BY) &&
      gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) == NULL &&
      !GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget))) {
    g_test_message ("a %s in a %s has no name",
                    G_OBJECT_TYPE_NAME (widget),
                    G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
    n++;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_nameless (child);
  return n;
}

static void
test_names (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  guint n = 0;

  ng_ui_start (self, NULL);
  n += count_nameless (GTK_WIDGET (self->window));
  ng_ui_stop (self);
  ng_ui_start (self, path);
  g_object_set (self->window, "show-palette", TRUE, "show-drawer", TRUE, NULL);
  ng_ui_select (self, "conv1");
  ng_ui_settle (self);
  n += count_nameless (GTK_WIDGET (self->window));
  ng_ui_activate (self, "run");
  ng_ui_settle (self);
  n += count_nameless (GTK_WIDGET (self->window));
  g_assert_cmpuint (n, ==, 0);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_data_func ("/access/canvas", &test, test_canvas);
  g_test_add_data_func ("/access/issues", &test, test_issues);
  g_test_add_data_func ("/access/focus", &test, test_focus);
  g_test_add_data_func ("/access/many", &test, test_many);
  g_test_add_data_func ("/access/names", &test, test_names);
  return ng_ui_run (&test);
}
