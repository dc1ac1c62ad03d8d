/* What is dropped onto a canvas: files, and layers from the palette. While a layer is held over the
 * picture, the place that it would take is marked, with the shape that it would give there or the
 * reason why it does not fit. */

#include "ui/canvas-private.h"

#include "ui/filetypes.h"

/* Pixels: from the pointer to the words, round the words, their corners, and how wide they are at
 * most. */
#define AWAY   16
#define ROUND  6
#define CORNER 6
#define WIDEST 320

/* The input of the net under the pointer, or -1 */
static int
input_at (NgCanvas *self, double x, double y)
{
  g_autoptr (NgSubject) subject = ng_canvas_subject_at (self, x, y);

  return subject != NULL && subject->kind == NG_PICK_NET_INPUT && *subject->net == '\0'
             ? (int) subject->port
             : -1;
}

static void
forget_trial (NgCanvas *self)
{
  g_clear_pointer (&self->drop_trial, ng_trial_free);
  g_clear_pointer (&self->drop_subject, ng_subject_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static NgLayer *
layer_of (const GValue *value)
{
  return value != NULL && G_VALUE_HOLDS (value, NG_TYPE_DRAGGED_LAYER) ? g_value_get_boxed (value)
                                                                       : NULL;
}

static const NgLayerWord *
port_of (const GValue *value)
{
  return value != NULL && G_VALUE_HOLDS (value, NG_TYPE_DRAGGED_PORT) ? g_value_get_boxed (value)
                                                                      : NULL;
}

static NgPlacement
place_of (NgCanvas *self, const NgSubject *subject)
{
  NgScopeRules rules = ng_document_groups (self->document);

  return ng_placement_at (
      ng_document_net (self->document), &rules, ng_document_inside (self->document), subject, TRUE);
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, NgCanvas *self)
{
  NgLayer *layer = layer_of (gtk_drop_target_get_value (target));
  const NgLayerWord *port = port_of (gtk_drop_target_get_value (target));
  const NgSubject *subject;
  g_auto (NgPlacement) placement = { 0 };

  if (self->is_read_only)
    return 0;
  self->pointer_x = x;
  self->pointer_y = y;
  ng_canvas_set_hover (self, ng_canvas_subject_at (self, x, y));
  subject = self->hover;
  if (layer == NULL && port == NULL)
    return GDK_ACTION_COPY;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->drop_trial != NULL && ng_subject_equal (subject, self->drop_subject))
    return GDK_ACTION_COPY;
  forget_trial (self);
  self->drop_subject = subject != NULL ? ng_subject_copy (subject) : NULL;
  if (port != NULL) {
    self->drop_trial =
        ng_new_port_trial (ng_document_net (self->document), port->is_output, subject);
    return GDK_ACTION_COPY;
  }
  placement = place_of (self, subject);
  self->drop_trial = ng_trial_new (ng_document_net (self->document), layer, &placement);
  return GDK_ACTION_COPY;
}

static void
leave_cb (NgCanvas *self)
{
  ng_canvas_set_hover (self, NULL);
  forget_trial (self);
}

static gboolean
drop_layer (NgCanvas *self, NgLayer *layer, double x, double y)
{
  g_autoptr (NgSubject) subject = ng_canvas_subject_at (self, x, y);
  g_auto (NgPlacement) placement = place_of (self, subject);

  placement.has_point = subject == NULL;
  placement.point =
      (NgPoint){ (float) (self->x + x / self->scale), (float) (self->y + y / self->scale) };
  g_signal_emit_by_name (self, "layer-dropped", layer, &placement);
  /* What fell onto the canvas is seen where it fell. */
  self->has_first = self->scene == NULL && ng_document_net (self->document) != NULL;
  self->first_x = x;
  self->first_y = y;
  self->is_arranged = placement.has_point && self->scene != NULL;
  return TRUE;
}

/* What it fell onto is selected, and has a new input or output of the net then. */
static gboolean
drop_port (NgCanvas *self, const NgLayerWord *port, double x, double y)
{
  g_autoptr (NgSubject) subject = ng_canvas_subject_at (self, x, y);
  g_autoptr (NgTrial) trial =
      ng_new_port_trial (ng_document_net (self->document), port->is_output, subject);

  if (trial->reason != NULL) {
    g_signal_emit_by_name (self, "message", trial->reason);
    return TRUE;
  }
  ng_document_select (self->document, subject);
  return gtk_widget_activate_action (
      GTK_WIDGET (self), port->is_output ? "win.add-output" : "win.add-input", NULL);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, NgCanvas *self)
{
  NgLayer *layer = layer_of (value);
  const NgLayerWord *port = port_of (value);
  GSList *files = layer == NULL && port == NULL ? g_value_get_boxed (value) : NULL;

  leave_cb (self);
  if (port != NULL)
    return drop_port (self, port, x, y);
  if (layer != NULL)
    return drop_layer (self, layer, x, y);
  if (files == NULL)
    return FALSE;
  if (ng_file_is_sample (files->data))
    g_signal_emit_by_name (self, "sample-dropped", files->data, input_at (self, x, y));
  else
    g_signal_emit_by_name (self, "net-dropped", files->data);
  return TRUE;
}

gboolean
ng_canvas_is_dropping (NgCanvas *self)
{
  return self->drop_trial != NULL;
}

void
ng_canvas_init_drop (NgCanvas *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { NG_TYPE_DRAGGED_LAYER, NG_TYPE_DRAGGED_PORT, GDK_TYPE_FILE_LIST };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static GdkRGBA
color_of (NgCanvas *self, NgRole role)
{
  NgColor color = ng_theme_style (self->theme, role).fill;

  return (GdkRGBA){ (float) (color >> 16 & 0xff) / 255.0f,
                    (float) (color >> 8 & 0xff) / 255.0f,
                    (float) (color & 0xff) / 255.0f,
                    (float) (color >> 24) / 255.0f };
}

/* Words beside the pointer, within the widget. */
static void
snapshot_words (NgCanvas *self, GtkSnapshot *snapshot, const char *text, gboolean is_problem)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  GdkRGBA ink = color_of (self, is_problem ? NG_ROLE_DIMENSION_PROBLEM : NG_ROLE_DIMENSION);
  GdkRGBA paper = color_of (self, NG_ROLE_CANVAS);
  GskRoundedRect rounded;
  float x, y;
  int width, height;

  pango_layout_set_width (layout, WIDEST * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, &width, &height);
  x = (float) MIN (self->pointer_x + AWAY, gtk_widget_get_width (widget) - width - 2 * ROUND);
  y = (float) MIN (self->pointer_y + AWAY, gtk_widget_get_height (widget) - height - 2 * ROUND);
  gsk_rounded_rect_init_from_rect (
      &rounded,
      &GRAPHENE_RECT_INIT (x, y, (float) (width + 2 * ROUND), (float) (height + 2 * ROUND)),
      CORNER);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &paper, &rounded.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (
      snapshot, &rounded, (float[]){ 1, 1, 1, 1 }, (GdkRGBA[]){ ink, ink, ink, ink });
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + ROUND, y + ROUND));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

void
ng_canvas_snapshot_drop (NgCanvas *self, GtkSnapshot *snapshot)
{
  const NgTrial *trial = self->drop_trial;
  g_autofree char *text = NULL;

  if (trial == NULL)
    return;
  if (self->drop_subject != NULL)
    ng_canvas_snapshot_highlight (self,
                                  snapshot,
                                  self->drop_subject,
                                  trial->reason == NULL ? NG_ROLE_SELECTION : NG_ROLE_PROBLEM);
  text = trial->reason != NULL   ? g_strconcat ("⨯ ", trial->reason, NULL)
         : *trial->shape != '\0' ? g_strconcat ("→ ", trial->shape, NULL)
                                 : NULL;
  if (text != NULL)
    snapshot_words (self, snapshot, text, trial->reason != NULL);
}
