/* Groups in the window: how deep they are open, what is taken apart, and flows in all directions.
 */

#include "tests/ui/ui-test.h"

#include "ui/canvas-private.h"
#include "ui/depth.h"
#include "ui/groups.h"
#include <string.h>

/* Twice: three times a linear layer with its ramp, and a layer. */
#define STAGES                                                                                     \
  "NetChain[{LinearLayer[4], Ramp, LinearLayer[4], Ramp, LinearLayer[4], Ramp, Tanh, "             \
  "LinearLayer[4], Ramp, LinearLayer[4], Ramp, LinearLayer[4], Ramp, Tanh}, \"Input\" -> 4]"

static guint
count_role (NgUiTest *self, NgRole role, guint n_roles)
{
  const NgScene *scene = ng_document_scene (ng_ui_document (self));
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    n += item->kind == NG_ITEM_BOX && item->role >= role && item->role < role + n_roles;
  }
  return n;
}

static guint
count_layers (NgUiTest *self)
{
  return count_role (self, NG_ROLE_LAYER, NG_N_ROLE_CATEGORIES);
}

/* Of the closed groups that are seen. */
static guint
count_groups (NgUiTest *self)
{
  const NgScene *scene = ng_document_scene (ng_ui_document (self));
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    n += item->role == NG_ROLE_GROUP && item->pick.kind == NG_PICK_GROUP;
  }
  return n;
}

static void
select_group (NgUiTest *self, const char *path)
{
  g_autoptr (NgSubject) group = ng_subject_new (NG_PICK_GROUP, 0, 0, NULL, path);
  NgPick pick;

  g_assert_true (ng_subject_to_pick (group, ng_document_scene (ng_ui_document (self)), &pick));
  ng_document_select (ng_ui_document (self), group);
}

/* One key opens what is a level deeper, another closes it again; all is open in the end. */
static void
test_depth (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  static const guint groups[] = { 1, 2, 2, 6, 0 }, layers[] = { 0, 0, 2, 2, 14 };
  NgDocument *document;

  ng_ui_start_text (self, STAGES);
  document = ng_ui_document (self);
  ng_ui_activate (self, "close-all");
  ng_ui_settle (self);
  for (int depth = 0; depth < 5; depth++) {
    g_assert_cmpuint (count_groups (self), ==, groups[depth]);
    g_assert_cmpuint (count_layers (self), ==, layers[depth]);
    ng_ui_screenshot (self,
                      depth == 0   ? "repeats-closed"
                      : depth == 3 ? "repeats-open"
                                   : "repeats");
    ng_ui_activate (self, "open-deeper");
    ng_ui_wait (ng_document_depth (document) == MIN (depth + 1, 4));
    ng_ui_settle (self);
  }
  ng_ui_activate (self, "open-all");
  ng_ui_activate (self, "close-deepest");
  ng_ui_wait (ng_document_depth (document) == 3);
  ng_ui_settle (self);
  g_assert_cmpuint (count_layers (self), ==, layers[3]);
  ng_ui_stop (self);
}

/* The slider goes from all closed to all open, and follows keys. */
static void
test_slider (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  NgDepthButton *button;
  GtkRange *scale;

  ng_ui_start_text (self, STAGES);
  document = ng_ui_document (self);
  button = NG_DEPTH_BUTTON (ng_ui_find_widget (GTK_WIDGET (self->window), NG_TYPE_DEPTH_BUTTON));
  scale = ng_depth_button_scale (button);
  ng_ui_activate (self, "close-all");
  ng_ui_settle (self);
  gtk_menu_button_popup (GTK_MENU_BUTTON (gtk_widget_get_first_child (GTK_WIDGET (button))));
  ng_ui_wait (gtk_adjustment_get_upper (gtk_range_get_adjustment (scale)) == 4);
  g_assert_cmpfloat (gtk_range_get_value (scale), ==, 0);
  ng_ui_screenshot (self, "depth-slider");
  gtk_range_set_value (scale, 4);
  ng_ui_settle (self);
  g_assert_cmpuint (count_layers (self), ==, 14);
  ng_ui_activate (self, "close-deepest");
  ng_ui_wait (gtk_range_get_value (scale) == 3 && ng_document_depth (document) == 3);
  ng_ui_settle (self);
  g_assert_cmpuint (count_groups (self), ==, 6);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (gtk_widget_get_first_child (GTK_WIDGET (button))));
  ng_ui_wait (!gtk_widget_get_mapped (GTK_WIDGET (scale)));
  ng_ui_stop (self);
}

/* Taking a group apart is one step, which is undone and done again, and gathering all again
 * another; no layer is touched. */
static void
test_apart (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgDocument *document;
  NgNet *net;

  ng_ui_start_text (self, STAGES);
  document = ng_ui_document (self);
  net = ng_document_net (document);
  ng_ui_activate (self, "close-all");
  ng_ui_settle (self);
  select_group (self, "×1+6");
  ng_ui_activate (self, "take-apart");
  ng_ui_settle (self);
  g_assert_cmpuint (count_groups (self), ==, 2);
  g_assert_cmpuint (count_layers (self), ==, 2);
  g_assert_true (ng_document_net (document) == net);
  g_assert_true (ng_document_can_undo (document));
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);
  g_assert_cmpuint (count_groups (self), ==, 1);
  ng_ui_activate (self, "redo");
  ng_ui_settle (self);
  g_assert_cmpuint (count_groups (self), ==, 2);
  ng_ui_activate (self, "gather-groups");
  ng_ui_settle (self);
  g_assert_cmpuint (count_groups (self), ==, 1);
  ng_ui_stop (self);
}

/* A copy is about its repeat; a layer in closed groups is shown by opening them, and a layer that
 * is added to a group comes behind its last one. */
static void
test_inside (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autoptr (NgSubject) layer = NULL;
  g_autoptr (NgGroup) copy = NULL;
  g_autoptr (NgSubject) subject = ng_subject_new (NG_PICK_GROUP, 0, 0, NULL, "×1+6/2");
  NgDocument *document;
  NgPick pick;

  ng_ui_start_text (self, STAGES);
  document = ng_ui_document (self);
  ng_ui_activate (self, "close-all");
  ng_ui_settle (self);
  layer = ng_subject_of_layer (ng_document_net (document), "", 9);
  g_assert_true (ng_subject_visible_pick (
      layer, ng_document_net (document), ng_document_scene (document), &pick));
  g_assert_cmpint (pick.kind, ==, NG_PICK_GROUP);
  ng_studio_window_show_subject (self->window, layer);
  ng_ui_settle (self);
  g_assert_true (ng_subject_to_pick (layer, ng_document_scene (document), &pick));

  g_autofree char *words = ng_group_words ("×1+6/2/×8+1"), *of_copy = ng_group_words ("×a+b+6/2");
  g_autofree char *of_names = ng_group_words ("layer.0/attn");
  g_assert_cmpstr (words, ==, "What repeats from 8 on");
  g_assert_cmpstr (of_copy, ==, "Copy 2 of what repeats from a+b on");
  g_assert_cmpstr (of_names, ==, "layer.0/attn");

  NgScopeRules rules = ng_document_groups (document);
  copy = ng_group_new (ng_document_net (document), &rules, subject);
  g_assert_cmpstr (copy->title, ==, "2 of 2");
  g_assert_cmpstr (copy->repeat, ==, "1+6");
  g_assert_cmpuint (copy->layers->len, ==, 7);
  g_assert_cmpint (g_array_index (copy->layers, int, 6), ==, 13);
  ng_ui_stop (self);
}

/* One of the switches of the flow at most is on. */
static void
test_flow (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  static const struct {
    const char *action;
    NgDirection direction;
  } steps[] = { { "bottom-up", NG_DIRECTION_UP },
                { "top-down", NG_DIRECTION_DOWN },
                { "bottom-up", NG_DIRECTION_UP },
                { "bottom-up", NG_DIRECTION_RIGHT } };

  ng_ui_start_text (self, STAGES);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    gboolean is_down, is_up;

    ng_ui_activate (self, steps[i].action);
    ng_ui_settle (self);
    g_object_get (self->window, "top-down", &is_down, "bottom-up", &is_up, NULL);
    g_assert_cmpint (ng_document_direction (ng_ui_document (self)), ==, steps[i].direction);
    g_assert_cmpint (is_down, ==, steps[i].direction == NG_DIRECTION_DOWN);
    g_assert_cmpint (is_up, ==, steps[i].direction == NG_DIRECTION_UP);
  }
  ng_ui_stop (self);
}

/* What is opened or closed stays where it was clicked, while the rest makes room for it. */
static void
test_anchor (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  static const char *const groups[] = { "×1+6/1", "×1+6/1/×1+1" };
  NgCanvas *canvas;

  ng_ui_start_text (self, STAGES);
  canvas = ng_ui_canvas (self);
  ng_document_set_depth (ng_ui_document (self), 1);
  ng_ui_settle (self);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  for (int i = 0; i < 4; i++) {
    g_autoptr (NgSubject) group =
        ng_subject_new (NG_PICK_GROUP, 0, 0, NULL, groups[MIN (i, 3 - i)]);
    graphene_rect_t before, after;

    ng_document_select (ng_ui_document (self), group);
    g_assert_true (ng_canvas_box (canvas, group, &before));
    ng_ui_activate (self, "toggle-open");
    ng_ui_wait (canvas->motion != NULL);
    ng_ui_wait (canvas->motion == NULL);
    ng_ui_settle (self);
    g_assert_true (ng_canvas_box (canvas, group, &after));
    g_assert_cmpfloat_with_epsilon (before.origin.x, after.origin.x, 1);
    g_assert_cmpfloat_with_epsilon (before.origin.y, after.origin.y, 1);
    g_assert_cmpint (after.size.width > before.size.width, ==, i < 2);
  }
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest self;

  ng_ui_init (&self, &argc, &argv);
  g_test_add_data_func ("/groups/depth", &self, test_depth);
  g_test_add_data_func ("/groups/slider", &self, test_slider);
  g_test_add_data_func ("/groups/apart", &self, test_apart);
  g_test_add_data_func ("/groups/inside", &self, test_inside);
  g_test_add_data_func ("/groups/flow", &self, test_flow);
  g_test_add_data_func ("/groups/anchor", &self, test_anchor);
  return ng_ui_run (&self);
}
