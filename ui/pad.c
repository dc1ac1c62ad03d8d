#include "ui/pad.h"

#include <glib/gi18n.h>
#include <math.h>

/* Logical pixels that the longer side takes: at most, and of a picture of more pixels than that. */
#define SIDE      168
#define WIDE_SIDE 260
/* Strokes: the narrowest, the widest as a share of the longer side, and at first. */
#define LEAST_STROKE 1.0
#define MOST_SHARE   0.2
#define FIRST_SHARE  0.085

struct _NgPad {
  GtkWidget parent_instance;

  NgPictureSize size;
  cairo_surface_t *surface; /* of that size, RGB */
  double scale;             /* logical pixels per pixel */
  GdkRGBA ink, paper;
  gboolean erases;
  double stroke;
  double x, y; /* the pen, in pixels of the picture */
  gboolean is_pen_seen;
  gboolean is_sample;      /* the picture gives way to what is drawn */
  double start_x, start_y; /* of a stroke, on the widget */
  double end_x, end_y;     /* of what is drawn of it, in pixels of the picture */
};

enum { DRAWN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgPad, ng_pad, GTK_TYPE_WIDGET)

/* ---- pixels ---- */

static guint32 *
row_of (NgPad *self, int y)
{
  return (guint32 *) (gpointer) (cairo_image_surface_get_data (self->surface) +
                                 y * cairo_image_surface_get_stride (self->surface));
}

NgTensor *
ng_pad_picture (NgPad *self)
{
  int c = self->size.channels, h = self->size.height, w = self->size.width;
  gint64 dims[] = { c, h, w };
  float *data = g_new (float, (gsize) (c * h * w));

  cairo_surface_flush (self->surface);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      guint32 pixel = row_of (self, y)[x];

      for (int k = 0; k < c; k++)
        data[(k * h + y) * w + x] = (float) (pixel >> (16 - 8 * k) & 0xff) / 255.0f;
    }
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, 3, data);
}

static void
paint_paper (NgPad *self)
{
  cairo_t *cr = cairo_create (self->surface);

  gdk_cairo_set_source_rgba (cr, &self->paper);
  cairo_paint (cr);
  cairo_destroy (cr);
}

void
ng_pad_set_picture (NgPad *self, const NgTensor *picture)
{
  int c = self->size.channels, h = self->size.height, w = self->size.width;

  self->is_sample = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (picture == NULL || ng_tensor_count (picture) != (gint64) c * h * w) {
    paint_paper (self);
    return;
  }
  cairo_surface_flush (self->surface);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      guint32 pixel = 0xff;

      for (int k = 0; k < 3; k++) {
        gint64 at = ((gint64) (c == 1 ? 0 : k) * h + y) * w + x;

        pixel = pixel << 8 | (guint32) lround (255 * ng_tensor_get_real (picture, at));
      }
      row_of (self, y)[x] = pixel;
    }
  cairo_surface_mark_dirty (self->surface);
}

void
ng_pad_show_sample (NgPad *self, const NgTensor *picture)
{
  ng_pad_set_picture (self, picture);
  self->is_sample = TRUE;
}

static void
drawn (NgPad *self)
{
  self->is_sample = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[DRAWN], 0);
}

/* Goes on with the stroke; a dot if that is the same place. */
static void
draw_to (NgPad *self, double x, double y)
{
  cairo_t *cr;

  if (self->is_sample && !self->erases)
    paint_paper (self);
  cr = cairo_create (self->surface);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, self->erases ? 2 * self->stroke : self->stroke);
  gdk_cairo_set_source_rgba (cr, self->erases ? &self->paper : &self->ink);
  cairo_move_to (cr, self->end_x, self->end_y);
  cairo_line_to (cr, x, y);
  cairo_stroke (cr);
  cairo_destroy (cr);
  self->x = self->end_x = x;
  self->y = self->end_y = y;
  drawn (self);
}

void
ng_pad_clear (NgPad *self)
{
  paint_paper (self);
  drawn (self);
}

void
ng_pad_invert (NgPad *self)
{
  GdkRGBA ink = self->ink;

  cairo_surface_flush (self->surface);
  for (int y = 0; y < self->size.height; y++)
    for (int x = 0; x < self->size.width; x++)
      row_of (self, y)[x] ^= 0xffffff;
  cairo_surface_mark_dirty (self->surface);
  self->ink = self->size.channels == 1 ? self->paper : ink;
  self->paper = (GdkRGBA){ 1 - self->paper.red, 1 - self->paper.green, 1 - self->paper.blue, 1 };
  drawn (self);
}

/* ---- the pen ---- */

void
ng_pad_set_erases (NgPad *self, gboolean erases)
{
  self->erases = erases;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_stroke (NgPad *self, double pixels)
{
  self->stroke = MAX (pixels, LEAST_STROKE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_ink (NgPad *self, const GdkRGBA *ink)
{
  self->ink = *ink;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, NgPad *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->start_x = x;
  self->start_y = y;
  self->end_x = x / self->scale;
  self->end_y = y / self->scale;
  draw_to (self, self->end_x, self->end_y);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, NgPad *self)
{
  draw_to (self, (self->start_x + dx) / self->scale, (self->start_y + dy) / self->scale);
}

static void
motion_cb (NgPad *self, double x, double y)
{
  self->is_pen_seen = TRUE;
  self->x = x / self->scale;
  self->y = y / self->scale;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
leave_cb (NgPad *self)
{
  self->is_pen_seen = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Arrows move the pen, with Shift it draws; Space makes a dot, Delete clears. */
static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, NgPad *self)
{
  double step = MAX (self->stroke / 2, 1);
  double x = self->x, y = self->y;

  switch (key) {
  case GDK_KEY_Left:
    x -= step;
    break;
  case GDK_KEY_Right:
    x += step;
    break;
  case GDK_KEY_Up:
    y -= step;
    break;
  case GDK_KEY_Down:
    y += step;
    break;
  case GDK_KEY_space:
    break;
  case GDK_KEY_Delete:
  case GDK_KEY_BackSpace:
    ng_pad_clear (self);
    return TRUE;
  default:
    return FALSE;
  }
  x = CLAMP (x, 0, self->size.width);
  y = CLAMP (y, 0, self->size.height);
  self->is_pen_seen = TRUE;
  if (key == GDK_KEY_space || (state & GDK_SHIFT_MASK) != 0) {
    self->end_x = self->x;
    self->end_y = self->y;
    draw_to (self, x, y);
  } else {
    self->x = x;
    self->y = y;
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
  return TRUE;
}

/* ---- the widget ---- */

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  NgPad *self = NG_PAD (widget);
  int pixels = orientation == GTK_ORIENTATION_HORIZONTAL ? self->size.width : self->size.height;

  *minimum = *natural = (int) ceil (pixels * self->scale);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NgPad *self = NG_PAD (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));

  cairo_scale (cr, self->scale, self->scale);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  if (self->is_pen_seen) {
    double radius = (self->erases ? 2 : 1) * self->stroke / 2;

    cairo_new_path (cr);
    cairo_arc (cr, self->x, self->y, radius, 0, 2 * G_PI);
    cairo_set_line_width (cr, 2.5 / self->scale);
    cairo_set_source_rgba (cr, 0, 0, 0, 0.6);
    cairo_stroke_preserve (cr);
    cairo_set_line_width (cr, 1 / self->scale);
    cairo_set_source_rgb (cr, 1, 1, 1);
    cairo_stroke (cr);
  }
  cairo_destroy (cr);
}

static void
finalize (GObject *object)
{
  cairo_surface_destroy (NG_PAD (object)->surface);
  G_OBJECT_CLASS (ng_pad_parent_class)->finalize (object);
}

static void
ng_pad_class_init (NgPadClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = finalize;
  widget_class->measure = measure;
  widget_class->snapshot = snapshot;
  gtk_widget_class_set_css_name (widget_class, "pad");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[DRAWN] =
      g_signal_new ("drawn", NG_TYPE_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ng_pad_init (NgPad *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *controller;

  self->ink = (GdkRGBA){ 1, 1, 1, 1 };
  self->paper = (GdkRGBA){ 0, 0, 0, 1 };
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_cursor_from_name (widget, "crosshair");
  gtk_widget_set_tooltip_text (widget,
                               _ ("Draw here. Arrow keys move the pen, with Shift it draws; "
                                  "Delete clears"));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Drawing pad"), -1);

  controller = GTK_EVENT_CONTROLLER (gtk_gesture_drag_new ());
  g_signal_connect (controller, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (controller, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (controller, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (controller, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, controller);

  controller = gtk_event_controller_key_new ();
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (widget, controller);
}

GtkWidget *
ng_pad_new (const NgPictureSize *size)
{
  NgPad *self = g_object_new (NG_TYPE_PAD, NULL);
  int longer = MAX (size->width, size->height);

  self->size = *size;
  self->scale = longer <= SIDE ? SIDE / longer : (double) WIDE_SIDE / longer;
  self->stroke = MAX (FIRST_SHARE * longer, LEAST_STROKE);
  self->x = size->width / 2.0;
  self->y = size->height / 2.0;
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, size->width, size->height);
  paint_paper (self);
  return GTK_WIDGET (self);
}

/* ---- its tools ---- */

static void
eraser_cb (GtkToggleButton *button, NgPad *pad)
{
  ng_pad_set_erases (pad, gtk_toggle_button_get_active (button));
}

static void
stroke_cb (GtkRange *range, NgPad *pad)
{
  set_stroke (pad, gtk_range_get_value (range));
}

static void
ink_cb (GtkColorChooser *chooser, GParamSpec *pspec, NgPad *pad)
{
  GdkRGBA ink;

  gtk_color_chooser_get_rgba (chooser, &ink);
  set_ink (pad, &ink);
}

static void
dress (GtkWidget *widget, const char *text)
{
  gtk_widget_set_tooltip_text (widget, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static GtkWidget *
tool_new (GtkWidget *button, const char *icon, const char *text)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  dress (button, text);
  return button;
}

GtkWidget *
ng_pad_tools_new (NgPad *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *pens = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *pen = tool_new (gtk_toggle_button_new (), "document-edit-symbolic", _ ("Pen"));
  GtkWidget *eraser = tool_new (gtk_toggle_button_new (), "netgraph-eraser-symbolic", _ ("Eraser"));
  GtkWidget *invert =
      tool_new (gtk_button_new (), "netgraph-invert-symbolic", _ ("Invert black and white"));
  GtkWidget *clear = tool_new (gtk_button_new (), "edit-clear-all-symbolic", _ ("Clear"));
  int longer = MAX (self->size.width, self->size.height);
  GtkWidget *width = gtk_scale_new_with_range (
      GTK_ORIENTATION_HORIZONTAL, LEAST_STROKE, MAX (MOST_SHARE * longer, 3), 0.5);

  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (eraser), GTK_TOGGLE_BUTTON (pen));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (pen), TRUE);
  gtk_widget_add_css_class (pens, "linked");
  gtk_box_append (GTK_BOX (pens), pen);
  gtk_box_append (GTK_BOX (pens), eraser);
  g_signal_connect (eraser, "toggled", G_CALLBACK (eraser_cb), self);
  dress (width, _ ("Width of strokes"));
  gtk_range_set_value (GTK_RANGE (width), self->stroke);
  gtk_widget_set_hexpand (width, TRUE);
  g_signal_connect (width, "value-changed", G_CALLBACK (stroke_cb), self);
  g_signal_connect_swapped (invert, "clicked", G_CALLBACK (ng_pad_invert), self);
  g_signal_connect_swapped (clear, "clicked", G_CALLBACK (ng_pad_clear), self);

  gtk_box_append (GTK_BOX (box), pens);
  if (self->size.channels > 1) {
    GtkWidget *ink = gtk_color_button_new_with_rgba (&self->ink);

    dress (ink, _ ("Color of the pen"));
    g_signal_connect (ink, "notify::rgba", G_CALLBACK (ink_cb), self);
    gtk_box_append (GTK_BOX (box), ink);
  }
  gtk_box_append (GTK_BOX (box), width);
  gtk_box_append (GTK_BOX (box), invert);
  gtk_box_append (GTK_BOX (box), clear);
  return box;
}
