#include "ui/canvas-private.h"

#include "render/export/cairo.h"
#include "render/scene/pick.h"
#include "ui/finger.h"
#include "ui/shown-theme.h"
#include "ui/text.h"
#include "ui/tooltip.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

/* Pixels within which something beside the pointer is meant. */
#define REACH 8
/* Scenes of fewer items are painted as they are, without tiles, while something is moved. */
#define LIGHT_ITEMS 3000

enum {
  VIEW_CHANGED,
  SAMPLE_DROPPED,
  NET_DROPPED,
  LAYER_DROPPED,
  WIRE_DROPPED,
  WIRES_CUT,
  TOGGLED,
  MESSAGE,
  MENU_ASKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgCanvas, ng_canvas, GTK_TYPE_WIDGET)

gboolean
ng_canvas_is_complete (NgCanvas *self)
{
  return self->is_complete && self->scene != NULL && ng_document_scene_is_current (self->document);
}

gboolean
ng_canvas_find_box (NgCanvas *self, const NgSubject *subject, NgPick *pick, NgBox *box)
{
  NgNet *net = ng_document_net (self->document);

  return self->scene != NULL && net != NULL && subject != NULL &&
         ng_subject_visible_pick (subject, net, self->scene, pick) &&
         ng_scene_find (self->scene, *pick, box);
}

gboolean
ng_canvas_box (NgCanvas *self, const NgSubject *subject, graphene_rect_t *rectangle)
{
  NgPick pick;
  NgBox box;

  if (!ng_canvas_find_box (self, subject, &pick, &box))
    return FALSE;
  graphene_rect_init (rectangle,
                      (float) (((double) box.x - self->x) * self->scale),
                      (float) (((double) box.y - self->y) * self->scale),
                      (float) ((double) box.width * self->scale),
                      (float) ((double) box.height * self->scale));
  return TRUE;
}

gboolean
ng_canvas_pointer (NgCanvas *self, double *x, double *y)
{
  *x = self->pointer_x;
  *y = self->pointer_y;
  return self->has_pointer;
}

NgSubject *
ng_canvas_subject_at (NgCanvas *self, double x, double y)
{
  NgPick pick;

  if (self->scene == NULL ||
      !ng_scene_pick (self->scene,
                      (float) (self->x + x / self->scale),
                      (float) (self->y + y / self->scale),
                      (float) (ng_finger_reach (GTK_WIDGET (self), REACH) / self->scale),
                      &pick))
    return NULL;
  return ng_subject_from_pick (self->scene, pick);
}

/* Opening in place. */

/* Returns: (transfer full) (nullable): the path that a document opens and closes for @subject */
static char *
toggled_path (NgCanvas *self, const NgSubject *subject)
{
  if (subject != NULL && (subject->kind == NG_PICK_OPENER || subject->kind == NG_PICK_GROUP))
    return g_strdup (subject->group);
  return ng_subject_inside (subject, ng_document_net (self->document));
}

gboolean
ng_canvas_can_toggle (NgCanvas *self, const NgSubject *subject)
{
  g_autofree char *path = toggled_path (self, subject);

  return path != NULL;
}

gboolean
ng_canvas_toggle (NgCanvas *self, const NgSubject *subject)
{
  g_autofree char *path = toggled_path (self, subject);

  if (path == NULL)
    return FALSE;
  ng_subject_free (self->anchor);
  self->anchor = ng_subject_copy (subject);
  g_signal_emit (self, signals[TOGGLED], 0, path);
  ng_document_toggle (self->document, path);
  return TRUE;
}

/* Following the document. */

static void
update_theme (NgCanvas *self)
{
  self->theme = ng_shown_theme ();
  if (self->tiles != NULL)
    ng_tiles_set_scene (self->tiles, self->scene, self->theme);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
picture_changed_cb (NgCanvas *self)
{
  g_autoptr (NgScene) old = g_steal_pointer (&self->scene);
  const NgCanvasView before = { old, self->x, self->y, self->scale };
  gboolean is_first = !self->is_placed;
  gboolean keeps_view = self->is_arranged || ng_canvas_is_moving (self);
  gboolean is_back;

  self->is_arranged = FALSE;
  ng_canvas_wire_cancel (self);
  ng_canvas_knife_cancel (self);
  if (ng_document_scene (self->document) != NULL)
    self->scene = ng_scene_ref (ng_document_scene (self->document));
  g_clear_pointer (&self->order, g_array_unref);
  ng_canvas_set_hover (self, NULL);
  ng_tiles_set_scene (self->tiles, self->scene, self->theme);
  self->is_complete = FALSE;
  is_back = ng_canvas_follow_inside (self);
  if (self->scene == NULL) {
    self->is_placed = FALSE;
  } else if (is_back) {
    keeps_view = FALSE;
  } else if (!self->is_placed || old == NULL) {
    if (gtk_widget_get_width (GTK_WIDGET (self)) > 0)
      ng_canvas_place_first (self);
  } else if (self->anchor != NULL) {
    /* What was clicked stays there, even where the net was in view as a whole. */
    ng_canvas_place_again (self, old);
    self->is_fitted = FALSE;
    keeps_view = TRUE;
  } else if (!keeps_view && !ng_canvas_fits_again (self)) {
    ng_canvas_place_again (self, old);
  }
  if (!keeps_view)
    ng_canvas_clamp_view (self);
  g_clear_pointer (&self->anchor, ng_subject_free);
  if (self->scene == NULL || old == NULL || is_first || is_back || !self->is_placed ||
      ng_canvas_is_moving (self))
    ng_canvas_animate_stop (self);
  else
    ng_canvas_animate (self, &before);
  ng_canvas_wire_continue (self);
  ng_canvas_view_changed (self);
}

/* Of the same net, what has not been moved stays where it is. */
static void
arranged_cb (NgCanvas *self)
{
  self->is_arranged = TRUE;
  ng_canvas_access_changed (self);
}

static void
net_changed_cb (NgCanvas *self)
{
  self->is_arranged = FALSE;
  ng_canvas_move_cancel (self);
  /* Another revision keeps the view; another file does not. */
  if (!ng_document_can_undo (self->document) && !ng_document_can_redo (self->document))
    ng_canvas_forget_views (self);
}

void
ng_canvas_set_document (NgCanvas *self, NgDocument *document, NgExperiment *experiment)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  self->experiment = g_object_ref (experiment);
  self->tiles = ng_tiles_new (ng_document_tasks (document), GTK_WIDGET (self));
  g_signal_connect_object (
      document, "net-changed", G_CALLBACK (net_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "arranged", G_CALLBACK (arranged_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "picture-changed", G_CALLBACK (picture_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "selection-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document,
                           "selection-changed",
                           G_CALLBACK (ng_canvas_access_selected),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      experiment, "changed", G_CALLBACK (ng_canvas_forget_plots), self, G_CONNECT_SWAPPED);
  if (ng_document_scene (document) != NULL)
    picture_changed_cb (self);
}

/* Drawing. */

void
ng_canvas_snapshot_highlight (NgCanvas *self,
                              GtkSnapshot *snapshot,
                              const NgSubject *subject,
                              NgRole role)
{
  graphene_rect_t rectangle, view;
  NgPick pick;
  NgBox box;
  cairo_t *cr;

  if (!ng_canvas_find_box (self, subject, &pick, &box) ||
      !ng_canvas_box (self, subject, &rectangle))
    return;
  if (pick.kind == NG_PICK_INPUT || pick.kind == NG_PICK_OUTPUT) {
    ng_canvas_snapshot_ring (self, snapshot, box, role);
    return;
  }
  graphene_rect_inset (&rectangle, -12, -12);
  graphene_rect_init (&view,
                      0,
                      0,
                      (float) gtk_widget_get_width (GTK_WIDGET (self)),
                      (float) gtk_widget_get_height (GTK_WIDGET (self)));
  if (!graphene_rect_intersection (&rectangle, &view, &rectangle))
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &rectangle);
  cairo_scale (cr, self->scale, self->scale);
  cairo_translate (cr, -self->x, -self->y);
  ng_cairo_highlight (self->scene, self->theme, cr, pick, role);
  cairo_destroy (cr);
}

GdkRGBA
ng_canvas_rgba (NgColor color)
{
  return (GdkRGBA){ (float) (color >> 16 & 0xff) / 255.0f,
                    (float) (color >> 8 & 0xff) / 255.0f,
                    (float) (color & 0xff) / 255.0f,
                    (float) (color >> 24) / 255.0f };
}

static void
append_band (NgCanvas *self, GtkSnapshot *snapshot)
{
  graphene_rect_t band = ng_canvas_band (self);
  GdkRGBA line = ng_canvas_rgba (ng_theme_style (self->theme, NG_ROLE_SELECTION).line);
  GdkRGBA wash = line;
  GskRoundedRect outline;

  wash.alpha = 0.12f;
  gtk_snapshot_append_color (snapshot, &wash, &band);
  gsk_rounded_rect_init_from_rect (&outline, &band, 0);
  gtk_snapshot_append_border (
      snapshot, &outline, (float[]){ 1, 1, 1, 1 }, (GdkRGBA[]){ line, line, line, line });
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NgCanvas *self = NG_CANVAS (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkRGBA background = ng_canvas_rgba (ng_theme_style (self->theme, NG_ROLE_CANVAS).fill);
  const GPtrArray *selected;
  NgCanvasView kept;
  gboolean is_on_way;

  gtk_snapshot_append_color (
      snapshot, &background, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  if (self->scene == NULL)
    return;
  selected = ng_document_selected (self->document);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  is_on_way = ng_canvas_animate_enter (self, &kept);
  if (is_on_way || (ng_canvas_is_moving (self) && ng_scene_n_items (self->scene) < LIGHT_ITEMS)) {
    ng_canvas_snapshot_scene (self, snapshot);
    self->is_complete = !is_on_way;
  } else {
    self->is_complete = ng_tiles_snapshot (self->tiles,
                                           snapshot,
                                           self->x,
                                           self->y,
                                           self->scale,
                                           width,
                                           height,
                                           gtk_widget_get_scale_factor (widget));
  }
  ng_canvas_snapshot_hover (self, snapshot);
  for (guint i = 0; i < selected->len; i++)
    ng_canvas_snapshot_highlight (self, snapshot, selected->pdata[i], NG_ROLE_SELECTION);
  ng_canvas_snapshot_pins (self, snapshot);
  ng_canvas_snapshot_flow (self, snapshot);
  ng_canvas_snapshot_heat (self, snapshot);
  ng_canvas_snapshot_values (self, snapshot);
  ng_canvas_snapshot_drop (self, snapshot);
  ng_canvas_snapshot_wire (self, snapshot);
  ng_canvas_snapshot_knife (self, snapshot);
  ng_canvas_snapshot_move (self, snapshot);
  if (self->has_band)
    append_band (self, snapshot);
  gtk_snapshot_pop (snapshot);
  if (is_on_way)
    ng_canvas_animate_leave (self, &kept);
}

static void
allocate_children (NgCanvas *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_popover_present (GTK_POPOVER (child));
  ng_canvas_access_allocate (self);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  NgCanvas *self = NG_CANVAS (widget);

  if (self->scene != NULL && !self->is_placed && width > 0) {
    ng_canvas_place_first (self);
  } else if (width == self->width && height == self->height) {
    allocate_children (self);
    return;
  } else if (self->is_fitted) {
    ng_canvas_fit (self);
  } else {
    /* What is in the middle stays there. */
    self->x += (self->width - width) / 2.0 / self->scale;
    self->y += (self->height - height) / 2.0 / self->scale;
  }
  self->width = width;
  self->height = height;
  ng_canvas_clamp_view (self);
  allocate_children (self);
  ng_canvas_access_changed (self);
  g_signal_emit (self, signals[VIEW_CHANGED], 0);
}

static gboolean
query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  NgCanvas *self = NG_CANVAS (widget);
  const NgSubject *subject = by_keyboard ? ng_document_selection (self->document) : self->hover;
  graphene_rect_t box;
  g_autofree char *note = NULL;
  GtkWidget *content;

  if (subject == NULL || self->scene == NULL || !ng_canvas_box (self, subject, &box))
    return FALSE;
  content = ng_tooltip_new (self->document, self->experiment, subject);
  if (content == NULL)
    return FALSE;
  note = ng_canvas_note (self, subject);
  if (note != NULL)
    gtk_box_append (GTK_BOX (content), ng_paragraph_new (note, NULL));
  gtk_tooltip_set_custom (tooltip, content);
  if (subject->kind != NG_PICK_EDGE)
    gtk_tooltip_set_tip_area (tooltip,
                              &(GdkRectangle){ (int) box.origin.x,
                                               (int) box.origin.y,
                                               MAX ((int) box.size.width, 1),
                                               MAX ((int) box.size.height, 1) });
  else
    gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle){ x - 4, y - 4, 8, 8 });
  return TRUE;
}

/* Tab walks through the net before it leaves the canvas, and asks for a layer while nothing is
 * selected; Ctrl+Tab and F6 leave at once. */
static gboolean
focus (GtkWidget *widget, GtkDirectionType direction)
{
  NgCanvas *self = NG_CANVAS (widget);

  if (!ng_canvas_has_focus (self)) {
    if (!gtk_widget_grab_focus (widget))
      return FALSE;
    if (self->scene != NULL && !ng_canvas_shows_selection (self))
      ng_canvas_walk (self, direction == GTK_DIR_TAB_BACKWARD ? NG_WALK_PREVIOUS : NG_WALK_NEXT);
    return TRUE;
  }
  if (direction == GTK_DIR_TAB_FORWARD && ng_document_selection (self->document) == NULL)
    return gtk_widget_activate_action (widget, "win.add-layer", NULL);
  if (direction == GTK_DIR_TAB_FORWARD)
    return ng_canvas_walk (self, NG_WALK_NEXT);
  if (direction == GTK_DIR_TAB_BACKWARD)
    return ng_canvas_walk (self, NG_WALK_PREVIOUS);
  return FALSE;
}

/* On the selected layer, so that screen readers say which. */
static gboolean
grab_focus (GtkWidget *widget)
{
  GtkWidget *selected = ng_canvas_access_focus (NG_CANVAS (widget));

  return selected != NULL ? gtk_widget_grab_focus (selected)
                          : GTK_WIDGET_CLASS (ng_canvas_parent_class)->grab_focus (widget);
}

static void
dispose (GObject *object)
{
  NgCanvas *self = NG_CANVAS (object);
  GtkWidget *child;

  g_clear_handle_id (&self->access_source, g_source_remove);
  ng_canvas_stop_moving (self);
  ng_canvas_edge_stop (self);
  ng_canvas_wire_cancel (self);
  ng_canvas_knife_cancel (self);
  ng_canvas_move_cancel (self);
  ng_canvas_animate_stop (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->tiles, ng_tiles_free);
  g_clear_pointer (&self->scene, ng_scene_unref);
  g_clear_pointer (&self->inside, g_free);
  g_clear_pointer (&self->views, g_hash_table_unref);
  g_clear_pointer (&self->order, g_array_unref);
  g_clear_pointer (&self->hover, ng_subject_free);
  g_clear_pointer (&self->carriers, g_ptr_array_unref);
  g_clear_pointer (&self->chain, ng_subject_free);
  g_clear_pointer (&self->anchor, ng_subject_free);
  g_clear_pointer (&self->drop_subject, ng_subject_free);
  g_clear_pointer (&self->drop_trial, ng_trial_free);
  g_clear_pointer (&self->pins, g_ptr_array_unref);
  g_clear_pointer (&self->plots, g_hash_table_unref);
  g_clear_object (&self->experiment);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_canvas_parent_class)->dispose (object);
}

static guint
new_signal (const char *name, guint n_types, GType *types)
{
  return g_signal_newv (
      name, NG_TYPE_CANVAS, G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL, G_TYPE_NONE, n_types, types);
}

static void
ng_canvas_class_init (NgCanvasClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = dispose;
  widget_class->snapshot = snapshot;
  widget_class->size_allocate = size_allocate;
  widget_class->query_tooltip = query_tooltip;
  widget_class->focus = focus;
  widget_class->grab_focus = grab_focus;
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_BOX);
  signals[VIEW_CHANGED] = new_signal ("view-changed", 0, NULL);
  signals[SAMPLE_DROPPED] = new_signal ("sample-dropped", 2, (GType[]){ G_TYPE_FILE, G_TYPE_INT });
  signals[MENU_ASKED] = new_signal ("menu-asked", 2, (GType[]){ G_TYPE_DOUBLE, G_TYPE_DOUBLE });
  signals[MESSAGE] = new_signal ("message", 1, (GType[]){ G_TYPE_STRING });
  signals[TOGGLED] = new_signal ("toggled", 1, (GType[]){ G_TYPE_STRING });
  signals[NET_DROPPED] = new_signal ("net-dropped", 1, (GType[]){ G_TYPE_FILE });
  signals[LAYER_DROPPED] =
      new_signal ("layer-dropped", 2, (GType[]){ NG_TYPE_DRAGGED_LAYER, G_TYPE_POINTER });
  signals[WIRE_DROPPED] =
      new_signal ("wire-dropped", 3, (GType[]){ G_TYPE_POINTER, G_TYPE_DOUBLE, G_TYPE_DOUBLE });
  signals[WIRES_CUT] = new_signal ("wires-cut", 1, (GType[]){ G_TYPE_UINT });
}

static void
ng_canvas_init (NgCanvas *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->scale = NG_CANVAS_POINT;
  self->shows_values = TRUE;
  self->pins = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  self->plots = g_hash_table_new_full (
      NULL, NULL, (GDestroyNotify) ng_tensor_unref, (GDestroyNotify) ng_scene_unref);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Picture of the net"), -1);
  g_signal_connect_object (
      style, "notify::dark", G_CALLBACK (update_theme), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      style, "notify::high-contrast", G_CALLBACK (update_theme), self, G_CONNECT_SWAPPED);
  update_theme (self);
  ng_canvas_init_input (self);
  ng_canvas_init_wire (self);
  ng_canvas_init_knife (self);
  ng_canvas_init_drop (self);
}
