/* The stories of looking at a net: opening, moving, selecting, searching, problems, exporting. */

#include "tests/ui/ui-test.h"
#include "ui/actions.h"

#include <string.h>

static NgDocument *
document_of (NgUiTest *self)
{
  return ng_studio_window_document (self->window);
}

static NgCanvas *
canvas_of (NgUiTest *self)
{
  return ng_studio_window_canvas (self->window);
}

/* Without a file the program shows the first net of the gallery. */
static void
test_start (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  g_application_activate (G_APPLICATION (self->application));
  self->window =
      NG_STUDIO_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (self->application)));
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  ng_ui_wait (ng_document_net (document_of (self)) != NULL);
  ng_ui_settle (self);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (self->window)), ==, "lenet.wl");
  ng_ui_screenshot (self, "start");
  ng_ui_stop (self);
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
  canvas = canvas_of (self);
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
  before = ng_scene_bounds (ng_document_scene (document_of (self)));
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
  g_assert_cmpstr (ng_details_title (ng_studio_window_details (self->window)), ==, "conv1");
  ng_ui_screenshot (self, "selected");
  ng_ui_activate (self, "walk-forward");
  first = ng_ui_selected (self);
  g_assert_cmpstr (first, ==, "tanh1");
  ng_ui_activate (self, "walk-back");
  second = ng_ui_selected (self);
  g_assert_cmpstr (second, ==, "conv1");
  ng_ui_activate (self, "select-none");
  g_assert_null (ng_document_selection (document_of (self)));
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
  g_assert_true (ng_canvas_box (canvas_of (self), layer, &box));
  ng_ui_place (self,
               GTK_WIDGET (canvas_of (self)),
               (double) (box.origin.x + box.size.width / 2),
               (double) (box.origin.y + box.size.height / 2),
               &x,
               &y);
  if (!ng_ui_send ("mousemove %d %d click 1", x, y)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_document_selection (document_of (self)) != NULL);
  selected = ng_ui_selected (self);
  g_assert_cmpstr (selected, ==, "pool1");

  ng_ui_send ("key Tab");
  ng_ui_wait (!ng_subject_equal (ng_document_selection (document_of (self)), layer));
  next = ng_ui_selected (self);
  g_assert_cmpstr (next, ==, "conv2");

  zoom = ng_canvas_zoom (canvas_of (self));
  ng_ui_send ("key plus");
  ng_ui_wait (ng_canvas_zoom (canvas_of (self)) > zoom);
  zoom = ng_canvas_zoom (canvas_of (self));
  ng_ui_send ("keydown Control click 4 keyup Control");
  ng_ui_wait (ng_canvas_zoom (canvas_of (self)) > zoom);
  ng_ui_send ("key Escape");
  ng_ui_wait (ng_document_selection (document_of (self)) == NULL);
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
                    ng_net_n_layers (ng_document_net (document_of (self))));
  ng_ui_select (self, "conv2");
  ng_ui_screenshot (self, "layers");
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
  selection = ng_document_selection (document_of (self));
  g_assert_nonnull (selection);
  g_assert_cmpint (selection->kind, ==, NG_PICK_EDGE);
  ng_ui_activate (self, "show-drawer");
  ng_ui_screenshot (self, "problems");
  ng_ui_stop (self);
}

/* What cannot be opened is said in one sentence, and the window keeps what it had. */
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

  ng_ui_start (self, path);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    NgNet *net = ng_document_net (document_of (self));

    ng_ui_open (self, files[i]);
    g_assert_nonnull (ng_studio_window_failure (self->window));
    g_test_message ("%s", ng_studio_window_failure (self->window));
    g_assert_true (ng_document_net (document_of (self)) == net);
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
  closed = ng_scene_n_items (ng_document_scene (document_of (self)));
  ng_ui_select (self, "block");
  ng_ui_activate (self, "toggle-open");
  ng_ui_settle (self);
  opened = ng_scene_n_items (ng_document_scene (document_of (self)));
  g_assert_cmpuint (opened, >, closed);
  ng_ui_screenshot (self, "nested-open");
  ng_ui_activate (self, "toggle-open");
  ng_ui_settle (self);
  g_assert_cmpuint (ng_scene_n_items (ng_document_scene (document_of (self))), ==, closed);

  search = ng_studio_window_search (self->window);
  ng_ui_activate (self, "show-search");
  gtk_editable_set_text (ng_search_entry (search), "down");
  ng_ui_wait (ng_search_n_found (search) == 1);
  ng_ui_settle (self);
  g_assert_cmpuint (ng_scene_n_items (ng_document_scene (document_of (self))), ==, opened);
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

/* The same window in the dark, and from top to bottom. */
static void
test_looks (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("inception-block.wl");
  AdwStyleManager *style = adw_style_manager_get_default ();

  ng_ui_start (self, path);
  ng_ui_screenshot (self, "inception");
  ng_ui_activate (self, "top-down");
  ng_ui_settle (self);
  ng_ui_screenshot (self, "top-down");
  ng_ui_activate (self, "top-down");
  ng_ui_settle (self);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  ng_ui_screenshot (self, "dark");
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

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/window/empty", &test, test_empty);
  g_test_add_data_func ("/window/start", &test, test_start);
  g_test_add_data_func ("/window/actions", &test, test_actions);
  g_test_add_data_func ("/window/zoom", &test, test_zoom);
  g_test_add_data_func ("/window/select", &test, test_select);
  g_test_add_data_func ("/window/pointer", &test, test_pointer);
  g_test_add_data_func ("/window/search", &test, test_search);
  g_test_add_data_func ("/window/layers", &test, test_layers);
  g_test_add_data_func ("/window/problems", &test, test_problems);
  g_test_add_data_func ("/window/failures", &test, test_failures);
  g_test_add_data_func ("/window/nested", &test, test_nested);
  g_test_add_data_func ("/window/export", &test, test_export);
  g_test_add_data_func ("/window/looks", &test, test_looks);
  return ng_ui_run (&test);
}
