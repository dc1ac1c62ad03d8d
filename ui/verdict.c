#include "ui/verdict.h"

#include <glib/gi18n.h>

/* Pixels: half of a sign, how thick it is, corners. */
#define SIGN   4.5
#define STROKE 2.0
#define CORNER 3.5

const char *
ng_verdict_word (NgVerdict verdict)
{
  switch (verdict) {
  case NG_VERDICT_CHANGED:
    return _ ("Changed");
  case NG_VERDICT_ADDED:
    return _ ("Added");
  case NG_VERDICT_REMOVED:
    return _ ("Removed");
  default:
    return _ ("The same");
  }
}

void
ng_verdict_colours (GtkWidget *widget, NgVerdict verdict, GdkRGBA *fill, GdkRGBA *ink)
{
  static const struct {
    const char *fill, *ink;
  } names[] = {
    [NG_VERDICT_SAME] = { "view_fg_color", "view_bg_color" },
    [NG_VERDICT_CHANGED] = { "warning_bg_color", "warning_fg_color" },
    [NG_VERDICT_ADDED] = { "success_bg_color", "success_fg_color" },
    [NG_VERDICT_REMOVED] = { "error_bg_color", "error_fg_color" },
  };
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  *fill = (GdkRGBA){ 0.4f, 0.4f, 0.4f, 1 };
  *ink = (GdkRGBA){ 1, 1, 1, 1 };
  gtk_style_context_lookup_color (style, names[verdict].fill, fill);
  gtk_style_context_lookup_color (style, names[verdict].ink, ink);
}

/* The outline of the shape, round the origin. */
static void
trace_shape (cairo_t *cr, NgVerdict verdict)
{
  double half = NG_VERDICT_SIZE / 2.0;

  cairo_new_path (cr);
  switch (verdict) {
  case NG_VERDICT_REMOVED:
    half -= 1;
    cairo_arc (cr, half - CORNER, half - CORNER, CORNER, 0, G_PI_2);
    cairo_arc (cr, CORNER - half, half - CORNER, CORNER, G_PI_2, G_PI);
    cairo_arc (cr, CORNER - half, CORNER - half, CORNER, G_PI, 3 * G_PI_2);
    cairo_arc (cr, half - CORNER, CORNER - half, CORNER, 3 * G_PI_2, 2 * G_PI);
    break;
  case NG_VERDICT_CHANGED:
    half += 1;
    cairo_move_to (cr, half, 0);
    cairo_line_to (cr, 0, half);
    cairo_line_to (cr, -half, 0);
    cairo_line_to (cr, 0, -half);
    break;
  default:
    cairo_arc (cr, 0, 0, half, 0, 2 * G_PI);
  }
  cairo_close_path (cr);
}

static void
trace_sign (cairo_t *cr, NgVerdict verdict)
{
  if (verdict == NG_VERDICT_CHANGED) {
    cairo_move_to (cr, -SIGN, 1);
    cairo_curve_to (cr, -SIGN / 2, -4.5, SIGN / 2, 4.5, SIGN, -1);
    return;
  }
  cairo_move_to (cr, -SIGN, 0);
  cairo_line_to (cr, SIGN, 0);
  if (verdict != NG_VERDICT_ADDED)
    return;
  cairo_move_to (cr, 0, -SIGN);
  cairo_line_to (cr, 0, SIGN);
}

void
ng_verdict_draw (
    cairo_t *cr, NgVerdict verdict, const GdkRGBA *fill, const GdkRGBA *ink, double x, double y)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  trace_shape (cr, verdict);
  gdk_cairo_set_source_rgba (cr, fill);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 1);
  cairo_fill_preserve (cr);
  cairo_stroke (cr);
  cairo_new_path (cr);
  trace_sign (cr, verdict);
  gdk_cairo_set_source_rgba (cr, ink);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, STROKE);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  NgVerdict verdict = (NgVerdict) GPOINTER_TO_UINT (data);
  GdkRGBA fill, ink;

  ng_verdict_colours (GTK_WIDGET (area), verdict, &fill, &ink);
  ng_verdict_draw (cr, verdict, &fill, &ink, width / 2.0, height / 2.0);
}

void
ng_verdict_icon_set (GtkWidget *icon, NgVerdict verdict)
{
  gtk_drawing_area_set_draw_func (
      GTK_DRAWING_AREA (icon), draw_cb, GUINT_TO_POINTER (verdict), NULL);
  gtk_widget_set_tooltip_text (icon, ng_verdict_word (verdict));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, ng_verdict_word (verdict), -1);
}

GtkWidget *
ng_verdict_icon_new (NgVerdict verdict)
{
  GtkWidget *icon =
      g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);

  gtk_widget_set_size_request (icon, NG_VERDICT_SIZE + 4, NG_VERDICT_SIZE + 4);
  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (icon, GTK_ALIGN_CENTER);
  ng_verdict_icon_set (icon, verdict);
  return icon;
}
