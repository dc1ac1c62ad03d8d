/* The stories of looking at a net: opening, moving, selecting, searching, problems, exporting. */

#include "tests/ui/ui-test.h"
#include "ui/actions.h"

#include <string.h>

static AdwViewStack *
inspector_of (NgUiTest *self)
{
  return ADW_VIEW_STACK (gtk_widget_get_ancestor (
      GTK_WIDGET (ng_studio_window_inspector (self->window)), ADW_TYPE_VIEW_STACK));
}

static void
test_empty (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  ng_ui_start (self, NULL);
  g_assert_false (ng_ui_is_enabled (self, "run"));
  g_assert_false (ng_ui_is_enabled (self, "export"));
  g_assert_true (ng_ui_is_enabled (self, "open"));
  ng_ui_screenshot (self, "empty");
  ng_ui_stop (self);
}

/* Every way of zooming, and that a point under the pointer stays there. */
static void
test_zoom (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  NgCanvas *canvas;
  NgBox before, after;
  double zoom;

  ng_ui_start (self, path);
  canvas = ng_ui_canvas (self);
  ng_ui_activate (self, "zoom-original");
  ng_assert_near (ng_canvas_zoom (canvas), 1, 1e-9);
  zoom = ng_canvas_zoom (canvas);
  ng_ui_activate (self, "zoom-in");
  g_assert_cmpfloat (ng_canvas_zoom (canvas), >, zoom);
  ng_ui_activate (self, "zoom-in");
  ng_ui_activate (self, "zoom-in");

  before = ng_canvas_visible (canvas);
  ng_canvas_zoom_by (canvas, 1.5, 0, 0);
  after = ng_canvas_visible (canvas);
  ng_assert_near ((double) after.x, (double) before.x, 0.01);
  ng_assert_near ((double) after.width, (double) before.width / 1.5, 0.01);
  ng_ui_screenshot (self, "zoomed");
  ng_ui_activate (self, "fit");
  after = ng_canvas_visible (canvas);
  before = ng_scene_bounds (ng_document_scene (ng_ui_document (self)));
  g_assert_cmpfloat (after.width, >=, before.width);
  g_assert_cmpfloat (after.height, >=, before.height);
  ng_ui_select (self, "conv2");
  ng_ui_activate (self, "fit-selection");
  ng_ui_screenshot (self, "fit-selection");
  ng_ui_stop (self);
}

/* Selecting shows the card; keys walk along the net and across it. */
static void
test_select (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  ng_ui_start (self, path);
  g_assert_false (ng_ui_is_enabled (self, "fit-selection"));
  ng_ui_select (self, "conv1");
  g_assert_cmpstr (ng_inspector_title (ng_studio_window_inspector (self->window)), ==, "conv1");
  ng_ui_screenshot (self, "selected");
  ng_ui_activate (self, "walk-forward");
  first = ng_ui_selected (self);
  g_assert_cmpstr (first, ==, "tanh1");
  ng_ui_activate (self, "walk-back");
  second = ng_ui_selected (self);
  g_assert_cmpstr (second, ==, "conv1");
  ng_ui_activate (self, "select-none");
  g_assert_null (ng_document_selection (ng_ui_document (self)));
  ng_ui_stop (self);
}

/* Real clicks and keys through the X server. */
static void
test_pointer (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autoptr (NgSubject) layer = NULL;
  g_autofree char *selected = NULL;
  g_autofree char *next = NULL;
  graphene_rect_t box;
  double zoom;
  int x, y;

  ng_ui_start (self, path);
  layer = ng_ui_layer (self, "pool1");
  g_assert_true (ng_canvas_box (ng_ui_canvas (self), layer, &box));
  ng_ui_place (self,
               GTK_WIDGET (ng_ui_canvas (self)),
               (double) (box.origin.x + box.size.width / 2),
               (double) (box.origin.y + box.size.height / 2),
               &x,
               &y);
  if (!ng_ui_send ("mousemove %d %d click 1", x, y)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_document_selection (ng_ui_document (self)) != NULL);
  selected = ng_ui_selected (self);
  g_assert_cmpstr (selected, ==, "pool1");

  /* By its input and its output. */
  ng_ui_send ("key Tab");
  ng_ui_wait (ng_document_selection (ng_ui_document (self))->kind == NG_PICK_INPUT);
  ng_ui_send ("key Tab");
  ng_ui_wait (ng_document_selection (ng_ui_document (self))->kind == NG_PICK_OUTPUT);
  ng_ui_send ("key Tab");
  ng_ui_wait (ng_document_selection (ng_ui_document (self))->kind == NG_PICK_VERTEX);
  next = ng_ui_selected (self);
  g_assert_cmpstr (next, ==, "conv2");

  zoom = ng_canvas_zoom (ng_ui_canvas (self));
  ng_ui_send ("key plus");
  ng_ui_wait (ng_canvas_zoom (ng_ui_canvas (self)) > zoom);
  zoom = ng_canvas_zoom (ng_ui_canvas (self));
  ng_ui_send ("keydown Control click 4 keyup Control");
  ng_ui_wait (ng_canvas_zoom (ng_ui_canvas (self)) > zoom);
  ng_ui_send ("key Escape");
  ng_ui_wait (ng_document_selection (ng_ui_document (self)) == NULL);
  ng_ui_stop (self);
}

/* Finding by name, kind and shape. */
static void
test_search (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  NgSearch *search;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  ng_ui_start (self, path);
  search = ng_studio_window_search (self->window);
  ng_ui_activate (self, "show-search");
  gtk_editable_set_text (ng_search_entry (search), "Conv");
  ng_ui_wait (ng_search_n_found (search) == 2);
  first = ng_ui_selected (self);
  g_assert_cmpstr (first, ==, "conv1");
  ng_ui_activate (self, "find-next");
  second = ng_ui_selected (self);
  g_assert_cmpstr (second, ==, "conv2");
  ng_ui_screenshot (self, "search");
  gtk_editable_set_text (ng_search_entry (search), "no such layer");
  ng_ui_wait (ng_search_n_found (search) == 0);
  ng_ui_stop (self);
}

static void
test_layers (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");

  ng_ui_start (self, path);
  ng_ui_activate (self, "show-drawer");
  ng_ui_wait (ng_outline_n_rows (ng_studio_window_outline (self->window)) > 0);
  g_assert_cmpuint (ng_outline_n_rows (ng_studio_window_outline (self->window)),
                    ==,
                    ng_net_n_layers (ng_document_net (ng_ui_document (self))));
  ng_ui_select (self, "conv2");
  ng_ui_screenshot (self, "layers");
  ng_ui_stop (self);
}

/* How often a label of these words is seen in a widget. */
static guint
count_labels (GtkWidget *widget, const char *text)
{
  guint n = GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
            strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_labels (child, text);
  return n;
}

/* The table tells what passed as soon as it has, and what is wrong with which layer. */
static void
test_layer_facts (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GtkWidget *outline;

  ng_ui_start_text (
      self,
      "NetGraph[<|\"half\" -> ElementwiseLayer[0.5 + 0.*# &], \"small\" -> LinearLayer[3], "
      "\"more\" -> PartLayer[1 ;; 1]|>, {\"half\" -> \"more\", \"half\" -> \"small\"}, "
      "\"Input\" -> 100]");
  ng_ui_activate (self, "show-drawer");
  outline = GTK_WIDGET (ng_studio_window_outline (self->window));
  ng_ui_wait (ng_outline_n_rows (NG_OUTLINE (outline)) > 0);
  ng_ui_settle (self);
  g_assert_cmpuint (count_labels (outline, "400 B"), ==, 1);
  g_assert_cmpuint (count_labels (outline, "0.5"), ==, 0);
  ng_ui_activate (self, "initialize");
  ng_ui_settle (self);
  ng_ui_activate (self, "run");
  ng_ui_settle (self);
  ng_ui_wait (count_labels (outline, "0.5") == 6);
  ng_ui_screenshot (self, "layer-facts");
  ng_ui_stop (self);

  ng_ui_start_text (self,
                    "NetGraph[{LinearLayer[4], ElementwiseLayer[Ramp, \"Input\" -> 5]}, {1 -> 2}, "
                    "\"Input\" -> 3]");
  ng_ui_activate (self, "show-drawer");
  outline = GTK_WIDGET (ng_studio_window_outline (self->window));
  ng_ui_wait (ng_outline_n_rows (NG_OUTLINE (outline)) == 2);
  ng_ui_settle (self);
  g_assert_cmpuint (count_labels (outline, "⚠"), ==, 1);
  ng_ui_stop (self);
}

/* A net with conflicts is shown with them; the keys lead from one to the next. */
static void
test_problems (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "wrong.wl",
      "NetGraph[<|\"a\" -> LinearLayer[3, \"Input\" -> 2], \"b\" -> LinearLayer[5, \"Input\" -> 4],"
      " \"c\" -> LinearLayer[1, \"Input\" -> 7]|>, {\"a\" -> \"b\" -> \"c\"}]");
  const NgSubject *selection;

  ng_ui_start (self, path);
  g_assert_cmpuint (ng_problems_n (ng_studio_window_problems (self->window)), ==, 2);
  ng_ui_activate (self, "next-problem");
  selection = ng_document_selection (ng_ui_document (self));
  g_assert_nonnull (selection);
  g_assert_cmpint (selection->kind, ==, NG_PICK_EDGE);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (inspector_of (self)), ==, "details");
  adw_view_stack_set_visible_child_name (inspector_of (self), "run");
  ng_ui_activate (self, "next-problem");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (inspector_of (self)), ==, "details");
  ng_ui_activate (self, "show-drawer");
  ng_ui_screenshot (self, "problems");
  ng_ui_stop (self);
}

/* What cannot be opened is said in one sentence, in a tab that the next file takes; what was open
 * stays so. */
static void
test_failures (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autofree char *empty = ng_ui_write ("empty.onnx", "");
  g_autofree char *broken =
      ng_ui_write ("broken.wl", "NetGraph[<|\"a\" -> LinearLayer[3]|>, {\n  ");
  g_autofree char *page = ng_ui_write ("page.onnx", "<!DOCTYPE html><html></html>");
  g_autofree char *folder = g_path_get_dirname (empty);
  const char *const files[] = { "/no/such/file.wl", empty, broken, page, folder };

  NgDocument *document;
  NgNet *net;

  ng_ui_start (self, path);
  document = ng_ui_document (self);
  net = ng_document_net (document);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    ng_ui_open (self, files[i]);
    g_assert_nonnull (ng_studio_window_failure (self->window));
    g_test_message ("%s", ng_studio_window_failure (self->window));
    g_assert_cmpuint (ng_studio_window_n_sheets (self->window), ==, 2);
    g_assert_null (ng_document_net (ng_ui_document (self)));
    g_assert_true (ng_document_net (document) == net);
    if (files[i] == broken)
      ng_ui_screenshot (self, "failure");
  }
  ng_ui_open (self, path);
  g_assert_null (ng_studio_window_failure (self->window));
  ng_ui_stop (self);
}

/* Nested nets open and close in place, and what is inside can be found. */
static void
test_nested (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "nested.wl",
      "NetGraph[<|\"in\" -> LinearLayer[8], \"block\" -> NetGraph[<|\"up\" -> LinearLayer[16],"
      " \"act\" -> Ramp, \"down\" -> LinearLayer[8]|>, {\"up\" -> \"act\" -> \"down\"}],"
      " \"out\" -> LinearLayer[2]|>, {\"in\" -> \"block\" -> \"out\"}, \"Input\" -> 4]");
  NgSearch *search;
  gsize closed, opened;

  ng_ui_start (self, path);
  closed = ng_scene_n_items (ng_document_scene (ng_ui_document (self)));
  ng_ui_select (self, "block");
  ng_ui_activate (self, "toggle-open");
  ng_ui_settle (self);
  opened = ng_scene_n_items (ng_document_scene (ng_ui_document (self)));
  g_assert_cmpuint (opened, >, closed);
  ng_ui_screenshot (self, "nested-open");
  ng_ui_activate (self, "toggle-open");
  ng_ui_settle (self);
  g_assert_cmpuint (ng_scene_n_items (ng_document_scene (ng_ui_document (self))), ==, closed);

  search = ng_studio_window_search (self->window);
  ng_ui_activate (self, "show-search");
  gtk_editable_set_text (ng_search_entry (search), "down");
  ng_ui_wait (ng_search_n_found (search) == 1);
  ng_ui_settle (self);
  g_assert_cmpuint (ng_scene_n_items (ng_document_scene (ng_ui_document (self))), ==, opened);
  ng_ui_stop (self);
}

static gboolean
has_beginning (const char *path, const char *beginning)
{
  g_autofree char *bytes = NULL;
  gsize length;

  return g_file_get_contents (path, &bytes, &length, NULL) && length > strlen (beginning) &&
         memcmp (bytes, beginning, strlen (beginning)) == 0;
}

static void
test_export (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  g_autofree char *svg = ng_ui_write ("picture.svg", "");
  g_autofree char *pdf = ng_ui_write ("picture.pdf", "");
  g_autofree char *png = ng_ui_write ("picture.png", "");
  const char *const files[] = { svg, pdf, png };

  ng_ui_start (self, path);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GFile) file = g_file_new_for_path (files[i]);

    ng_studio_window_export (self->window, file);
    ng_ui_settle (self);
    g_assert_null (ng_studio_window_failure (self->window));
  }
  g_assert_true (has_beginning (svg, "<?xml") || has_beginning (svg, "<svg"));
  g_assert_true (has_beginning (pdf, "%PDF"));
  g_assert_true (has_beginning (png, "\x89PNG"));
  ng_ui_stop (self);
}

/* A picture with more pixels than a PNG can have is written as large as it can be. */
static void
test_export_huge (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (GString) text = g_string_new ("NetChain[{Ramp");
  g_autofree char *path = NULL;
  g_autofree char *png = ng_ui_write ("picture.png", "");
  g_autoptr (GFile) file = g_file_new_for_path (png);
  NgBox bounds;
  int width, height;

  for (int i = 0; i < 300; i++)
    g_string_append (text, ", Ramp");
  g_string_append (text, "}, \"Input\" -> 3]");
  path = ng_ui_write ("long.wl", text->str);
  ng_ui_start (self, path);
  ng_ui_activate (self, "no-groups");
  ng_ui_settle (self);
  bounds = ng_scene_bounds (ng_document_scene (ng_ui_document (self)));
  g_assert_cmpfloat (bounds.width * 192 / 72, >, 32767);
  ng_studio_window_export (self->window, file);
  ng_ui_settle (self);
  g_assert_null (ng_studio_window_failure (self->window));
  g_assert_nonnull (gdk_pixbuf_get_file_info (png, &width, &height));
  g_assert_cmpint (width, >, 32000);
  g_assert_cmpint (width, <=, 32767);
  ng_ui_stop (self);
}

/* The same net from top to bottom, and in the dark. */
static void
test_looks (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("inception-block.wl");
  AdwStyleManager *style = adw_style_manager_get_default ();
  NgBox across, down;

  ng_ui_start (self, path);
  across = ng_scene_bounds (ng_document_scene (ng_ui_document (self)));
  ng_ui_screenshot (self, "inception");
  ng_ui_activate (self, "top-down");
  ng_ui_settle (self);
  down = ng_scene_bounds (ng_document_scene (ng_ui_document (self)));
  g_assert_cmpfloat (down.width, <, across.width);
  g_assert_cmpfloat (down.height, >, across.height);
  ng_ui_screenshot (self, "top-down");
  ng_ui_activate (self, "top-down");
  ng_ui_settle (self);
  g_assert_cmpfloat (ng_ui_brightness (GTK_WIDGET (self->window)), >, 0.7);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  ng_ui_screenshot (self, "dark");
  g_assert_cmpfloat (ng_ui_brightness (GTK_WIDGET (self->window)), <, 0.3);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
  ng_ui_stop (self);
}

/* Every entry of the table is an action of the window, and no key means two things. */
static void
test_actions (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  const NgAction *actions;
  gsize n;

  ng_ui_start (self, NULL);
  actions = ng_actions (&n);
  for (gsize i = 0; i < n; i++) {
    g_assert_true (g_str_has_prefix (actions[i].name, "win."));
    g_assert_true (g_action_group_has_action (G_ACTION_GROUP (self->window), actions[i].name + 4));
    for (gsize k = 0; k < G_N_ELEMENTS (actions[i].keys) && actions[i].keys[k] != NULL; k++) {
      guint key;
      GdkModifierType modifiers;

      g_assert_true (gtk_accelerator_parse (actions[i].keys[k], &key, &modifiers));
      g_assert_true (g_hash_table_add (keys, (gpointer) actions[i].keys[k]));
    }
  }
  g_assert_nonnull (ng_actions_shortcuts ());
  ng_ui_stop (self);
}

static GtkDropTarget *
drop_target_of (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_DROP_TARGET (controller))
      return GTK_DROP_TARGET (controller);
  }
  g_error ("nothing can be dropped onto %s", G_OBJECT_TYPE_NAME (widget));
}

static void
drop (GtkWidget *widget, const char *path, double x, double y)
{
  GSList *files = g_slist_append (NULL, g_file_new_for_path (path));
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean is_taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  g_signal_emit_by_name (drop_target_of (widget), "drop", &value, x, y, &is_taken);
  g_assert_true (is_taken);
  g_slist_free_full (files, g_object_unref);
}

/* A net dropped anywhere opens; a sample dropped onto an input runs. */
static void
test_drop (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *net = ng_ui_write (
      "two.wl",
      "NetGraph[<|\"sum\" -> ThreadingLayer[Plus]|>, {{NetPort[\"a\"], NetPort[\"b\"]} -> \"sum\"},"
      " \"a\" -> 2, \"b\" -> 2]");
  g_autofree char *first = ng_ui_write ("first.csv", "1,2\n");
  g_autofree char *second = ng_ui_write ("second.csv", "10,20\n");
  NgExperiment *experiment;
  NgTensor *sum;

  ng_ui_start (self, NULL);
  drop (gtk_widget_get_ancestor (GTK_WIDGET (ng_ui_canvas (self)), ADW_TYPE_TAB_VIEW), net, 5, 5);
  ng_ui_settle (self);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "two.wl");
  experiment = ng_studio_window_experiment (self->window);
  for (guint port = 0; port < 2; port++) {
    g_autoptr (NgSubject) input = ng_subject_new (NG_PICK_NET_INPUT, 0, port, NULL, NULL);
    graphene_rect_t box;

    g_assert_null (ng_experiment_output (experiment, 0));
    g_assert_true (ng_canvas_box (ng_ui_canvas (self), input, &box));
    drop (GTK_WIDGET (ng_ui_canvas (self)),
          port == 0 ? first : second,
          (double) (box.origin.x + box.size.width / 2),
          (double) (box.origin.y + box.size.height / 2));
    ng_ui_settle (self);
  }
  sum = ng_experiment_output (experiment, 0);
  g_assert_nonnull (sum);
  ng_assert_near (ng_tensor_get_real (sum, 0), 11, 1e-6);
  ng_assert_near (ng_tensor_get_real (sum, 1), 22, 1e-6);
  ng_ui_screenshot (self, "dropped");
  ng_ui_stop (self);
}

/* What a button says to those who do not see its icon. */
static gboolean
has_words (GtkWidget *widget)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  if (tooltip != NULL && *tooltip != '\0')
    return TRUE;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_words (child))
      return TRUE;
  return FALSE;
}

static void
check_words (GtkWidget *widget)
{
  /* Spin buttons, window buttons and entries bring their own along. */
  if (GTK_IS_SPIN_BUTTON (widget) || GTK_IS_WINDOW_CONTROLS (widget) || GTK_IS_EDITABLE (widget) ||
      GTK_IS_INFO_BAR (widget) || GTK_IS_COLUMN_VIEW (widget) || ADW_IS_SPLIT_BUTTON (widget))
    return;
  if ((GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget)) && gtk_widget_get_mapped (widget) &&
      !has_words (widget))
    g_error ("a %s in a %s says nothing",
             G_OBJECT_TYPE_NAME (widget),
             G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
  if (GTK_IS_MENU_BUTTON (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_words (child);
}

static void
test_words (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");

  ng_ui_start (self, path);
  ng_ui_activate (self, "show-drawer");
  ng_ui_activate (self, "show-search");
  ng_ui_activate (self, "run");
  ng_ui_settle (self);
  check_words (GTK_WIDGET (self->window));
  gtk_test_accessible_assert_role (ng_ui_canvas (self), GTK_ACCESSIBLE_ROLE_LIST_BOX);
  gtk_test_accessible_assert_property (
      ng_ui_canvas (self), GTK_ACCESSIBLE_PROPERTY_LABEL, "Picture of the net");
  ng_ui_stop (self);
}

/* The keyboard alone reaches every pane and walks through the whole net. */
static void
test_keyboard (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("residual-block.wl");
  NgCanvas *canvas;
  guint n = 0, n_ports = 0;

  ng_ui_start (self, path);
  canvas = ng_ui_canvas (self);
  g_assert_true (ng_canvas_has_focus (canvas));
  while (ng_canvas_walk (ng_ui_canvas (self), NG_WALK_NEXT)) {
    graphene_rect_t box;

    g_assert_true (
        ng_canvas_box (ng_ui_canvas (self), ng_document_selection (ng_ui_document (self)), &box));
    n += ng_document_selection (ng_ui_document (self))->kind != NG_PICK_INPUT &&
         ng_document_selection (ng_ui_document (self))->kind != NG_PICK_OUTPUT;
    n_ports += ng_document_selection (ng_ui_document (self))->kind == NG_PICK_INPUT;
  }
  /* Every layer, the input and the output; and the ports of layers, one of which has two inputs. */
  g_assert_cmpuint (n_ports, ==, ng_net_n_layers (ng_document_net (ng_ui_document (self))) + 1);
  g_assert_cmpuint (n, ==, ng_net_n_layers (ng_document_net (ng_ui_document (self))) + 2);
  ng_ui_activate (self, "show-drawer");
  ng_ui_wait (ng_outline_n_rows (ng_studio_window_outline (self->window)) > 0);
  ng_ui_activate (self, "next-pane");
  g_assert_false (ng_canvas_has_focus (canvas));
  ng_ui_activate (self, "next-pane");
  g_assert_false (ng_canvas_has_focus (canvas));
  ng_ui_activate (self, "next-pane");
  g_assert_true (ng_canvas_has_focus (canvas));
  ng_ui_stop (self);
}

/* Layers whose names share a scope gather into a group that opens in place. */
static void
test_groups (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "scopes.wl",
      "NetGraph[<|\"in\" -> LinearLayer[4], \"block/a\" -> LinearLayer[8], \"block/b\" -> Ramp,"
      " \"block/c\" -> LinearLayer[4], \"out\" -> LinearLayer[2]|>,"
      " {\"in\" -> \"block/a\" -> \"block/b\" -> \"block/c\" -> \"out\"}, \"Input\" -> 3]");
  g_autoptr (NgSubject) inside = NULL;
  g_autoptr (NgSubject) group = ng_subject_new (NG_PICK_GROUP, 0, 0, NULL, "block");
  NgPick pick;

  ng_ui_start (self, path);
  inside = ng_ui_layer (self, "block/b");
  ng_ui_activate (self, "close-all");
  ng_ui_settle (self);
  g_assert_false (ng_subject_to_pick (inside, ng_document_scene (ng_ui_document (self)), &pick));
  g_assert_true (ng_subject_visible_pick (inside,
                                          ng_document_net (ng_ui_document (self)),
                                          ng_document_scene (ng_ui_document (self)),
                                          &pick));
  g_assert_cmpint (pick.kind, ==, NG_PICK_GROUP);
  ng_document_select (ng_ui_document (self), group);
  ng_ui_screenshot (self, "group-closed");
  ng_ui_activate (self, "toggle-open");
  ng_ui_settle (self);
  g_assert_true (ng_subject_to_pick (inside, ng_document_scene (ng_ui_document (self)), &pick));
  ng_ui_screenshot (self, "group-open");
  ng_ui_activate (self, "toggle-open");
  ng_ui_settle (self);
  g_assert_false (ng_subject_to_pick (inside, ng_document_scene (ng_ui_document (self)), &pick));
  ng_studio_window_show_subject (self->window, inside);
  ng_ui_settle (self);
  g_assert_true (ng_subject_to_pick (inside, ng_document_scene (ng_ui_document (self)), &pick));
  ng_ui_stop (self);
}

/* Files made to break readers are refused with a sentence, or shown; the window outlives them all.
 */
static void
test_malformed (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *folder = ng_test_data ("malformed");
  g_autoptr (GDir) files = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  if (files == NULL)
    return;
  ng_ui_start (self, NULL);
  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    NgNet *before = ng_document_net (ng_ui_document (self));

    g_test_message ("%s", name);
    ng_ui_open (self, path);
    g_assert_true (ng_studio_window_failure (self->window) != NULL ||
                   ng_document_net (ng_ui_document (self)) != before);
    if (ng_studio_window_failure (self->window) != NULL)
      g_assert_cmpint (*ng_studio_window_failure (self->window), !=, 0);
  }
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/window/empty", &test, test_empty);
  g_test_add_data_func ("/window/actions", &test, test_actions);
  g_test_add_data_func ("/window/zoom", &test, test_zoom);
  g_test_add_data_func ("/window/select", &test, test_select);
  g_test_add_data_func ("/window/pointer", &test, test_pointer);
  g_test_add_data_func ("/window/search", &test, test_search);
  g_test_add_data_func ("/window/layers", &test, test_layers);
  g_test_add_data_func ("/window/layer-facts", &test, test_layer_facts);
  g_test_add_data_func ("/window/problems", &test, test_problems);
  g_test_add_data_func ("/window/failures", &test, test_failures);
  g_test_add_data_func ("/window/nested", &test, test_nested);
  g_test_add_data_func ("/window/export", &test, test_export);
  g_test_add_data_func ("/window/export-huge", &test, test_export_huge);
  g_test_add_data_func ("/window/looks", &test, test_looks);
  g_test_add_data_func ("/window/drop", &test, test_drop);
  g_test_add_data_func ("/window/words", &test, test_words);
  g_test_add_data_func ("/window/keyboard", &test, test_keyboard);
  g_test_add_data_func ("/window/groups", &test, test_groups);
  g_test_add_data_func ("/window/malformed", &test, test_malformed);
  return ng_ui_run (&test);
}
