/* Layers moved by real events: dragged, snapped, nudged, aligned, pinned, arranged anew; undone,
 * saved and opened again; and pictures that turn into one another. */

#include "core/formats/safetensors.h"
#include "tests/ui/ui-test.h"
#include "ui/arrange.h"
#include "ui/canvas-private.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const char graph[] =
    "NetGraph[<|\"a\" -> LinearLayer[4], \"b\" -> Ramp, \"c\" -> Tanh, \"d\" -> TotalLayer[]|>, "
    "{\"a\" -> \"b\" -> \"d\", \"a\" -> \"c\" -> \"d\"}, \"Input\" -> 4]";
static const char nested[] =
    "NetGraph[<|\"stem\" -> LinearLayer[4], \"body\" -> NetGraph[<|\"x\" -> LinearLayer[4], \"y\" "
    "-> Ramp|>, {\"x\" -> \"y\"}]|>, {\"stem\" -> \"body\"}, \"Input\" -> 4]";

static void
start (NgUiTest *self, const char *name, const char *text)
{
  g_autofree char *path = ng_ui_write (name, text);

  ng_ui_start (self, path);
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_settle (self);
}

/* In the scene. */
static NgBox
box_of (NgUiTest *self, const char *layer)
{
  g_autoptr (NgSubject) subject = ng_ui_layer (self, layer);
  NgScene *scene = ng_document_scene (ng_ui_document (self));
  NgPick pick;
  NgBox box;

  g_assert_true (ng_subject_to_pick (subject, scene, &pick));
  g_assert_true (ng_scene_find (scene, pick, &box));
  return box;
}

static void
find (NgUiTest *self, const char *layer, int *x, int *y)
{
  g_autoptr (NgSubject) subject = ng_ui_layer (self, layer);
  graphene_rect_t box;

  g_assert_true (ng_canvas_box (ng_ui_canvas (self), subject, &box));
  ng_ui_place (self,
               GTK_WIDGET (ng_ui_canvas (self)),
               (double) (box.origin.x + box.size.width / 2),
               (double) (box.origin.y + box.size.height / 2),
               x,
               y);
}

/* Presses on a layer and moves the pointer by so many pixels; the button stays down. */
static gboolean
drag (NgUiTest *self, const char *layer, int dx, int dy)
{
  int x, y;

  find (self, layer, &x, &y);
  if (!ng_ui_send ("mousemove %d %d mousedown 1", x, y))
    return FALSE;
  for (int i = 1; i <= 4; i++)
    ng_ui_send ("mousemove %d %d", x + dx * i / 4, y + dy * i / 4);
  ng_ui_wait (ng_canvas_is_moving (ng_ui_canvas (self)));
  ng_ui_settle (self);
  return TRUE;
}

static void
drop (NgUiTest *self)
{
  ng_ui_send ("mouseup 1");
  ng_ui_wait (!ng_canvas_is_moving (ng_ui_canvas (self)));
  ng_ui_settle (self);
}

static void
check_box (NgBox a, NgBox b, float dx, float dy)
{
  g_assert_cmpfloat_with_epsilon (b.x - a.x, dx, 0.05);
  g_assert_cmpfloat_with_epsilon (b.y - a.y, dy, 0.05);
}

/* A layer is dragged: it and nothing else moves, also on the screen, as one step; Escape puts it
 * back; undo and redo cover it; a rename and an edit take it along. */
static void
test_drag (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  NgBox a, c, moved;
  double scale, x, y;

  start (self, "graph.wl", graph);
  document = ng_ui_document (self);
  a = box_of (self, "a");
  c = box_of (self, "c");
  if (!drag (self, "c", 40, 150)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_screenshot (self, "arrange-drag");
  ng_ui_send ("key Escape");
  ng_ui_wait (!ng_canvas_is_moving (ng_ui_canvas (self)));
  ng_ui_settle (self);
  ng_ui_send ("mouseup 1");
  ng_ui_settle (self);
  check_box (c, box_of (self, "c"), 0, 0);
  g_assert_false (ng_document_can_undo (document));

  scale = ng_ui_canvas (self)->scale;
  x = ng_ui_canvas (self)->x;
  y = ng_ui_canvas (self)->y;
  drag (self, "c", 40, 150);
  drop (self);
  moved = box_of (self, "c");
  g_assert_cmpfloat (fabs ((double) (moved.x - c.x) * scale - 40), <, 8);
  g_assert_cmpfloat (fabs ((double) (moved.y - c.y) * scale - 150), <, 8);
  check_box (a, box_of (self, "a"), 0, 0);
  g_assert_cmpfloat (ng_ui_canvas (self)->scale, ==, scale);
  g_assert_cmpfloat (ng_ui_canvas (self)->x, ==, x);
  g_assert_cmpfloat (ng_ui_canvas (self)->y, ==, y);
  g_assert_true (ng_document_can_undo (document));
  ng_ui_screenshot (self, "arrange-dropped");

  g_assert_cmpstr (ng_document_undo (document), ==, "Move c");
  ng_ui_settle (self);
  check_box (c, box_of (self, "c"), 0, 0);
  g_assert_false (ng_document_can_undo (document));
  ng_document_redo (document);
  ng_ui_settle (self);
  check_box (moved, box_of (self, "c"), 0, 0);

  ng_ui_select (self, "a");
  ng_ui_activate (self, "duplicate");
  ng_ui_settle (self);
  check_box (moved, box_of (self, "c"), 0, 0);
  ng_ui_stop (self);
}

/* Near the line of another layer it snaps to that, with Alt it does not. */
static void
test_snap (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgBox a, b, d, free;
  double scale;
  int x, y;

  start (self, "graph.wl", graph);
  scale = ng_ui_canvas (self)->scale;
  a = box_of (self, "a");
  d = box_of (self, "d");
  b = box_of (self, "b");
  /* To within four pixels of the left edges, well below. */
  if (!drag (self, "d", (int) ((double) (b.x - d.x) * scale) + 4, 190)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_screenshot (self, "arrange-guides");
  drop (self);
  g_assert_cmpfloat_with_epsilon (box_of (self, "d").x, b.x, 0.05);
  ng_document_undo (ng_ui_document (self));
  ng_ui_settle (self);

  /* Alt from the beginning would be the knife. */
  find (self, "d", &x, &y);
  ng_ui_send ("mousemove %d %d mousedown 1", x, y);
  ng_ui_send ("mousemove %d %d", x, y + 90);
  ng_ui_wait (ng_canvas_is_moving (ng_ui_canvas (self)));
  ng_ui_send ("keydown Alt_L");
  ng_ui_send ("mousemove %d %d", x + (int) ((double) (b.x - d.x) * scale) + 4, y + 190);
  ng_ui_settle (self);
  drop (self);
  ng_ui_send ("keyup Alt_L");
  free = box_of (self, "d");
  g_assert_cmpfloat (fabsf (free.x - b.x), >, 0.5F);
  check_box (a, box_of (self, "a"), 0, 0);
  ng_ui_stop (self);
}

/* Arrow keys move what is selected, the same again and again is one step; Alt walks. */
static void
test_nudge (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  g_autofree char *selected = NULL;
  NgBox b;

  start (self, "graph.wl", graph);
  document = ng_ui_document (self);
  ng_ui_select (self, "b");
  b = box_of (self, "b");
  if (!ng_ui_send ("key Right Right Up shift+Down")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_document_can_undo (document));
  ng_ui_settle (self);
  ng_ui_wait (fabsf (box_of (self, "b").y - b.y - 9) < 0.05F);
  check_box (b, box_of (self, "b"), 2, 9);
  g_assert_cmpstr (ng_document_undo (document), ==, "Move b");
  g_assert_false (ng_document_can_undo (document));
  ng_ui_settle (self);
  check_box (b, box_of (self, "b"), 0, 0);
  ng_ui_send ("key alt+Right");
  ng_ui_wait ((g_free (selected), selected = ng_ui_selected (self), strcmp (selected, "d") == 0));
  g_assert_false (ng_document_can_undo (document));
  ng_ui_stop (self);
}

static void
select_three (NgUiTest *self)
{
  g_autoptr (GPtrArray) subjects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);

  g_ptr_array_add (subjects, ng_ui_layer (self, "a"));
  g_ptr_array_add (subjects, ng_ui_layer (self, "b"));
  g_ptr_array_add (subjects, ng_ui_layer (self, "c"));
  ng_document_select_all_of (ng_ui_document (self), subjects);
}

/* Alignment, equal gaps, pins, and the way back to what the program thinks best. */
static void
test_actions (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  static const char *const alignments[] = { "align-left", "align-center", "align-right",
                                            "align-top",  "align-middle", "align-bottom" };
  NgDocument *document;
  NgBox a, b, c, before[3];

  start (self, "graph.wl", graph);
  document = ng_ui_document (self);
  before[0] = box_of (self, "a");
  before[1] = box_of (self, "b");
  before[2] = box_of (self, "c");
  select_three (self);
  for (int i = 0; i < 6; i++) {
    ng_ui_activate (self, alignments[i]);
    ng_ui_settle (self);
    a = box_of (self, "a");
    b = box_of (self, "b");
    c = box_of (self, "c");
    if (i < 3) {
      g_assert_cmpfloat_with_epsilon (a.x, b.x, 0.05);
      g_assert_cmpfloat_with_epsilon (a.x, c.x, 0.05);
    } else {
      g_assert_cmpfloat_with_epsilon (a.y, b.y, 0.05);
      g_assert_cmpfloat_with_epsilon (a.y, c.y, 0.05);
    }
    ng_ui_activate (self, "undo");
    ng_ui_settle (self);
  }
  check_box (before[1], box_of (self, "b"), 0, 0);

  ng_ui_activate (self, "align-left");
  ng_ui_settle (self);
  ng_ui_activate (self, "distribute-down");
  ng_ui_settle (self);
  a = box_of (self, "a");
  b = box_of (self, "b");
  c = box_of (self, "c");
  g_assert_cmpfloat_with_epsilon (fabsf (a.y - b.y), fabsf (c.y - a.y), 0.1);
  ng_ui_screenshot (self, "arrange-aligned");
  g_assert_cmpuint (ng_positions_size (ng_document_positions (document)), ==, 3);

  /* Only b goes home, the others stay. */
  ng_ui_select (self, "b");
  ng_ui_activate (self, "arrange-selection");
  ng_ui_settle (self);
  check_box (before[1], box_of (self, "b"), 0, 0);
  check_box (c, box_of (self, "c"), 0, 0);
  ng_ui_activate (self, "pin");
  g_assert_cmpuint (ng_positions_size (ng_document_positions (document)), ==, 3);
  ng_ui_wait (ng_ui_canvas (self)->n_pins == 3);
  ng_ui_screenshot (self, "pins");
  ng_ui_activate (self, "pin");
  g_assert_cmpuint (ng_positions_size (ng_document_positions (document)), ==, 2);
  ng_ui_wait (ng_ui_canvas (self)->n_pins == 2);
  ng_ui_activate (self, "arrange");
  ng_ui_settle (self);
  g_assert_null (ng_document_positions (document));
  check_box (before[2], box_of (self, "c"), 0, 0);
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  check_box (c, box_of (self, "c"), 0, 0);
  ng_ui_stop (self);
}

/* Pins go into a group with their layers, and out of it again. */
static void
test_group (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  const NgPosition *b, *c;
  NgPoint apart;
  g_autoptr (NgSubject) group = NULL;
  g_autoptr (GPtrArray) subjects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  NgBox before[2];

  start (self, "graph.wl", graph);
  document = ng_ui_document (self);
  g_ptr_array_add (subjects, ng_ui_layer (self, "b"));
  g_ptr_array_add (subjects, ng_ui_layer (self, "c"));
  ng_document_select_all_of (document, subjects);
  ng_arrange_nudge (document, 40, 30);
  ng_ui_settle (self);
  before[0] = box_of (self, "b");
  before[1] = box_of (self, "c");
  apart = (NgPoint){ before[1].x - before[0].x, before[1].y - before[0].y };

  ng_ui_activate (self, "group");
  ng_ui_settle (self);
  group = ng_subject_copy (ng_document_selection (document));
  g_assert_true (ng_arrange_is_pinned (document, group));
  b = ng_positions_find (
      ng_document_positions (document), NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "group/b");
  c = ng_positions_find (
      ng_document_positions (document), NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "group/c");
  g_assert_nonnull (b);
  g_assert_nonnull (c);
  g_assert_cmpfloat_with_epsilon (c->at.x - b->at.x, apart.x, 0.1);
  g_assert_cmpfloat_with_epsilon (c->at.y - b->at.y, apart.y, 0.1);
  g_assert_cmpuint (ng_positions_size (ng_document_positions (document)), ==, 3);
  ng_ui_activate (self, "enter");
  ng_ui_settle (self);
  ng_ui_screenshot (self, "arrange-group");
  ng_ui_activate (self, "leave");
  ng_ui_settle (self);

  ng_document_select (document, group);
  ng_ui_activate (self, "ungroup");
  ng_ui_settle (self);
  g_assert_cmpuint (ng_positions_size (ng_document_positions (document)), ==, 2);
  check_box (before[0], box_of (self, "b"), 0, 0);
  check_box (before[1], box_of (self, "c"), 0, 0);

  /* Each was one step. */
  ng_ui_activate (self, "undo");
  ng_ui_activate (self, "undo");
  g_assert_cmpuint (ng_positions_size (ng_document_positions (document)), ==, 2);
  g_assert_cmpint (ng_net_find (ng_document_net (document), "b"), >=, 0);
  ng_ui_stop (self);
}

static void
save_as (NgUiTest *self, GFile *file)
{
  ng_document_write (ng_ui_document (self), file);
  ng_ui_settle (self);
  g_assert_false (ng_document_is_changed (ng_ui_document (self)));
}

/* A .netgraph file keeps where layers are; one without moved layers is what it was before. */
static void
test_save (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "moved.netgraph", NULL);
  g_autofree char *plain_path = g_build_filename (folder, "plain.netgraph", NULL);
  g_autofree char *again_path = g_build_filename (folder, "again.netgraph", NULL);
  g_autofree char *plain = NULL, *again = NULL, *moved = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) plain_file = g_file_new_for_path (plain_path);
  g_autoptr (GFile) again_file = g_file_new_for_path (again_path);
  gsize n_plain, n_again, n_moved;
  NgBox b;

  start (self, "graph.wl", graph);
  save_as (self, plain_file);
  ng_ui_select (self, "b");
  g_assert_true (ng_arrange_nudge (ng_ui_document (self), 30, 80));
  g_assert_true (ng_document_is_changed (ng_ui_document (self)));
  ng_ui_settle (self);
  b = box_of (self, "b");
  save_as (self, file);
  ng_ui_activate (self, "undo");
  g_assert_true (ng_document_is_changed (ng_ui_document (self)));
  save_as (self, again_file);
  g_assert_true (g_file_get_contents (plain_path, &plain, &n_plain, NULL));
  g_assert_true (g_file_get_contents (again_path, &again, &n_again, NULL));
  g_assert_true (g_file_get_contents (path, &moved, &n_moved, NULL));
  g_assert_cmpmem (plain, n_plain, again, n_again);
  g_assert_nonnull (g_strstr_len (moved + 8, (gssize) n_moved - 8, NG_POSITIONS_NOTE));
  g_assert_null (g_strstr_len (plain + 8, (gssize) n_plain - 8, NG_POSITIONS_NOTE));
  ng_ui_open (self, path);
  check_box (b, box_of (self, "b"), 0, 0);
  g_assert_false (ng_document_is_changed (ng_ui_document (self)));

  /* What is no place is said, and the net is there. */
  g_autoptr (NgSafetensors) broken = ng_safetensors_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (moved, n_moved);
  g_autoptr (NgSafetensors) whole = ng_safetensors_read (bytes, NULL);
  ng_safetensors_add_text (broken, "netgraph.version", "1");
  ng_safetensors_add_text (broken, "netgraph.net", ng_safetensors_text (whole, "netgraph.net"));
  ng_safetensors_add_text (broken, NG_POSITIONS_NOTE, "{\"right\": 3}");
  g_autoptr (GBytes) written = ng_safetensors_write (broken, NULL);
  g_assert_true (g_file_set_contents (
      path, g_bytes_get_data (written, NULL), (gssize) g_bytes_get_size (written), NULL));
  ng_ui_activate (self, "close-tab");
  ng_ui_open (self, path);
  g_assert_cmpstr (ng_studio_window_failure (self->window), ==, NULL);
  GPtrArray *problems = ng_document_problems (ng_ui_document (self));
  const NgDiagnostic *last = problems->pdata[problems->len - 1];
  g_assert_cmpstr (last->tag, ==, "Layout::places");
  ng_ui_stop (self);
}

/* In an open net, a layer stays under the pointer even where its frame grows to the left. */
static void
test_nested (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  NgDocument *document;
  g_autoptr (NgSubject) x = NULL;
  g_autoptr (NgSubject) body = NULL;
  NgNet *inner;

  start (self, "nested.wl", nested);
  canvas = ng_ui_canvas (self);
  document = ng_ui_document (self);
  body = ng_ui_layer (self, "body");
  g_assert_true (ng_canvas_toggle (canvas, body));
  ng_ui_settle (self);
  inner = ng_path_resolve (ng_document_net (document), "body");
  x = ng_subject_of_layer (inner, "body", (gsize) ng_net_find (inner, "x"));
  ng_document_select (document, x);
  g_assert_true (ng_arrange_nudge (document, -90, 70));
  ng_ui_settle (self);
  ng_ui_screenshot (self, "arrange-nested");
  NgBox frame = box_of (self, "body"), stem = box_of (self, "stem"), box;
  NgPick pick;
  g_assert_true (ng_subject_to_pick (x, ng_document_scene (document), &pick));
  g_assert_true (ng_scene_find (ng_document_scene (document), pick, &box));
  g_assert_cmpfloat (box.x, >, frame.x);
  g_assert_cmpfloat (frame.x, >, stem.x + stem.width);
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  g_assert_cmpfloat (box_of (self, "body").width, <, frame.width);
  ng_ui_stop (self);
}

/* What is opened by its triangle stays under the pointer, whatever is selected. */
static void
test_anchor (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  g_autoptr (NgSubject) opener = ng_subject_new (NG_PICK_OPENER, 0, 0, "", "body");
  graphene_rect_t before, after;

  start (self, "nested.wl", nested);
  canvas = ng_ui_canvas (self);
  ng_ui_select (self, "stem");
  ng_canvas_set_zoom (canvas, 2.5);
  ng_canvas_show (canvas, opener);
  for (int i = 0; i < 2; i++) {
    g_assert_true (ng_canvas_box (canvas, opener, &before));
    g_assert_true (ng_canvas_toggle (canvas, opener));
    ng_ui_settle (self);
    g_assert_true (ng_canvas_box (canvas, opener, &after));
    g_assert_cmpfloat_with_epsilon (before.origin.x, after.origin.x, 1);
    g_assert_cmpfloat_with_epsilon (before.origin.y, after.origin.y, 1);
  }
  ng_ui_stop (self);
}

/* Where the desktop wants motion, what is between two pictures is shown for a moment, and then the
 * later one; what is selected stays where it is. */
static void
test_animation (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCanvas *canvas;
  graphene_rect_t before, after;
  g_autoptr (NgSubject) a = NULL;

  start (self, "graph.wl", graph);
  canvas = ng_ui_canvas (self);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  ng_canvas_set_zoom (canvas, 0.9);
  a = ng_ui_layer (self, "a");
  ng_document_select (ng_ui_document (self), a);
  g_assert_true (ng_canvas_box (canvas, a, &before));
  g_object_set (self->window, "top-down", TRUE, NULL);
  ng_ui_wait (canvas->motion != NULL);
  g_assert_false (ng_canvas_is_complete (canvas));
  ng_ui_wait (canvas->motion == NULL);
  ng_ui_settle (self);
  g_assert_true (ng_canvas_box (canvas, a, &after));
  g_assert_cmpfloat_with_epsilon (before.origin.x, after.origin.x, 1);
  g_assert_cmpfloat_with_epsilon (before.origin.y, after.origin.y, 1);

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_object_set (self->window, "top-down", FALSE, NULL);
  ng_ui_settle (self);
  g_assert_null (canvas->motion);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/arrange/drag", &test, test_drag);
  g_test_add_data_func ("/arrange/snap", &test, test_snap);
  g_test_add_data_func ("/arrange/nudge", &test, test_nudge);
  g_test_add_data_func ("/arrange/actions", &test, test_actions);
  g_test_add_data_func ("/arrange/group", &test, test_group);
  g_test_add_data_func ("/arrange/save", &test, test_save);
  g_test_add_data_func ("/arrange/nested", &test, test_nested);
  g_test_add_data_func ("/arrange/anchor", &test, test_anchor);
  g_test_add_data_func ("/arrange/animation", &test, test_animation);
  return ng_ui_run (&test);
}
