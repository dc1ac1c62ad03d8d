/* How wires are drawn, by real keys and pointer: along the axes, or as tags; undone, saved and
 * opened again. The net never changes. */

#include "tests/ui/ui-test.h"

#include "core/formats/safetensors.h"

#include <string.h>

static const char graph[] =
    "NetGraph[<|\"a\" -> LinearLayer[4], \"b\" -> Ramp, \"c\" -> Tanh, \"d\" -> LinearLayer[4], "
    "\"sum\" -> TotalLayer[]|>, {\"a\" -> \"b\" -> \"c\" -> \"d\", {\"d\", \"a\"} -> \"sum\"}, "
    "\"Input\" -> 4]";

static guint
count_items (NgUiTest *self, NgRole role)
{
  NgScene *scene = ng_document_scene (ng_ui_document (self));
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    n += ng_scene_items (scene)[i].role == role;
  return n;
}

/* Whether every line between layers runs along the axes, but for its corners. */
static gboolean
is_orthogonal (NgUiTest *self)
{
  NgScene *scene = ng_document_scene (ng_ui_document (self));
  gboolean is_any_step = FALSE;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    NgPath path;

    if (item->role != NG_ROLE_EDGE)
      continue;
    path = ng_scene_item_path (scene, item);
    /* A start and triples for each curve, or a start and an end. */
    for (gsize k = 3; k < path.n_points; k += 3) {
      NgPoint a = path.points[k - 3], b = path.points[k];

      if (ABS (a.x - b.x) > 5 && ABS (a.y - b.y) > 5)
        return FALSE;
      is_any_step |= ABS (a.y - b.y) > 5;
    }
  }
  return is_any_step;
}

static gboolean
is_on (NgUiTest *self)
{
  gboolean is_on;

  g_object_get (self->window, "orthogonal", &is_on, NULL);
  return is_on;
}

static void
test_orthogonal (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  g_autofree char *before = NULL, *after = NULL;
  int x, y;

  ng_ui_start_text (self, graph);
  document = ng_ui_document (self);
  before = ng_ui_notation (self);
  g_assert_false (is_orthogonal (self));
  if (!ng_ui_send ("key shift+o")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_document_can_undo (document));
  ng_ui_settle (self);
  g_assert_true (is_on (self));
  g_assert_true (is_orthogonal (self));
  ng_ui_screenshot (self, "wires-orthogonal");

  /* What is moved by hand keeps to the axes. */
  ng_ui_find (self, "c", NG_PICK_VERTEX, 0, &x, &y);
  ng_ui_drag (x, y, x - 30, y + 160);
  ng_ui_send ("mouseup 1");
  ng_ui_wait (ng_positions_size (ng_document_positions (document)) == 1);
  ng_ui_settle (self);
  g_assert_true (is_orthogonal (self));
  ng_ui_screenshot (self, "wires-orthogonal-moved");

  after = ng_ui_notation (self);
  g_assert_cmpstr (after, ==, before);
  ng_ui_send ("key ctrl+z key ctrl+z");
  ng_ui_wait (!ng_document_can_undo (document));
  ng_ui_settle (self);
  g_assert_false (is_on (self));
  g_assert_false (is_orthogonal (self));
  ng_ui_activate (self, "redo");
  ng_ui_settle (self);
  g_assert_true (is_on (self));
  ng_ui_stop (self);
}

/* The line in a menu that says so. */
static GtkWidget *
find_label (GtkWidget *root, const char *text)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root) &&
      strcmp (gtk_label_get_text (GTK_LABEL (root)), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_label (child, text);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static NgSubject *
long_edge (NgUiTest *self)
{
  NgSubject *edge = ng_ui_layer (self, "sum");

  edge->kind = NG_PICK_EDGE;
  edge->port = 1;
  return edge;
}

/* A long connection is cut from its menu into two tags, one of which is it from then on; it
 * survives a file, and keys bring the line back. */
static void
test_tags (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  g_autoptr (NgSubject) edge = NULL;
  g_autofree char *before = NULL, *after = NULL, *folder = NULL, *path = NULL;
  GtkWidget *canvas;
  graphene_rect_t box;
  int x, y;

  ng_ui_start_text (self, graph);
  document = ng_ui_document (self);
  canvas = GTK_WIDGET (ng_ui_canvas (self));
  before = ng_ui_notation (self);
  edge = long_edge (self);
  g_assert_false (ng_ui_is_enabled (self, "tags"));
  g_assert_true (ng_canvas_box (ng_ui_canvas (self), edge, &box));
  /* It passes the layers between on one side. */
  ng_ui_place (self,
               canvas,
               (double) (box.origin.x + box.size.width / 2),
               (double) (box.origin.y + box.size.height),
               &x,
               &y);
  if (!ng_ui_send ("mousemove %d %d click 3", x, y)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (find_label (canvas, "Show as Tags or Line") != NULL);
  g_assert_true (ng_subject_equal (ng_document_selection (document), edge));
  ng_ui_screenshot_of (gtk_widget_get_last_child (canvas), "wires-menu");
  ng_ui_click (find_label (canvas, "Show as Tags or Line"));
  ng_ui_wait (ng_document_can_undo (document));
  ng_ui_settle (self);
  g_assert_cmpuint (count_items (self, NG_ROLE_TAG), ==, 2);
  ng_ui_screenshot (self, "wires-tags");
  after = ng_ui_notation (self);
  g_assert_cmpstr (after, ==, before);

  /* A file keeps it. */
  folder = g_dir_make_tmp (NULL, NULL);
  path = g_build_filename (folder, "tags.netgraph", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  ng_document_write (document, file);
  ng_ui_settle (self);
  ng_ui_wait (!ng_document_is_changed (document));
  ng_ui_stop (self);
  ng_ui_start (self, path);
  document = ng_ui_document (self);
  g_assert_cmpuint (count_items (self, NG_ROLE_TAG), ==, 2);

  /* The tag where the line of the layer begins is the connection, too. */
  ng_subject_free (edge);
  edge = long_edge (self);
  g_assert_true (ng_canvas_box (ng_ui_canvas (self), edge, &box));
  ng_ui_place (self,
               GTK_WIDGET (ng_ui_canvas (self)),
               (double) (box.origin.x - 10),
               (double) (box.origin.y + box.size.height),
               &x,
               &y);
  ng_ui_send ("mousemove %d %d click 1", x, y);
  ng_ui_wait (ng_subject_equal (ng_document_selection (document), edge));
  ng_ui_send ("key shift+t");
  ng_ui_wait (ng_document_can_undo (document));
  ng_ui_settle (self);
  g_assert_cmpuint (count_items (self, NG_ROLE_TAG), ==, 0);
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  g_assert_cmpuint (count_items (self, NG_ROLE_TAG), ==, 2);
  g_assert_false (ng_document_is_changed (document));
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/wire-looks/orthogonal", &test, test_orthogonal);
  g_test_add_data_func ("/wire-looks/tags", &test, test_tags);
  return ng_ui_run (&test);
}
