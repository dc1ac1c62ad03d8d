/* Scenes painted by Cairo and Pango. */

#include "render/export/cairo.h"

#include "render/export/pango-font.h"
#include "render/scene/builder.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Texts and glyphs lower than this are left out, device pixels. */
#define LEGIBLE 3.5
/* Boxes lower than this are painted without corners and outlines. */
#define PLAIN 5.0
/* Boxes and lines smaller than this both ways are painted as one device pixel, and of neighbours in
 * the same one only the first. */
#define SPECK 1.0
/* Lines thinner than this are drawn as hairlines of one device pixel. */
#define HAIRLINE    0.6
#define MOST_PIXELS 32767
#define MOST_BYTES  (512.0 * 1024 * 1024)

typedef struct {
  const NgTheme *theme;
  cairo_t *cr;
  double scale; /* device pixels per point; 0 for all details */
  PangoLayout *layout;
  PangoFontDescription *fonts[12];
  float sizes[12];
  gboolean outlines_only;
  NgRole role;         /* when only outlines are painted */
  double specks[2][2]; /* of the last box and the last line that were one pixel: which */
} Painter;

static void
set_color (cairo_t *cr, NgColor color)
{
  cairo_set_source_rgba (cr,
                         (color >> 16 & 0xff) / 255.0,
                         (color >> 8 & 0xff) / 255.0,
                         (color & 0xff) / 255.0,
                         (color >> 24) / 255.0);
}

static void
trace_box (cairo_t *cr, NgBox box, double radius)
{
  double x = (double) box.x, y = (double) box.y;
  double width = (double) box.width, height = (double) box.height;
  double r = MIN (radius, MIN (width, height) / 2);

  if (r <= 0) {
    cairo_rectangle (cr, x, y, width, height);
    return;
  }
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI / 2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

void
ng_cairo_trace (cairo_t *cr, NgPath path)
{
  const NgPoint *p = path.points;

  for (gsize i = 0; i < path.n_ops; i++) {
    switch (path.ops[i]) {
    case 'M':
      cairo_move_to (cr, (double) p->x, (double) p->y);
      p++;
      break;
    case 'L':
      cairo_line_to (cr, (double) p->x, (double) p->y);
      p++;
      break;
    case 'C':
      cairo_curve_to (cr,
                      (double) p[0].x,
                      (double) p[0].y,
                      (double) p[1].x,
                      (double) p[1].y,
                      (double) p[2].x,
                      (double) p[2].y);
      p += 3;
      break;
    default:
      cairo_close_path (cr);
      break;
    }
  }
}

/* Leaves the path of @cr as it was. */
static void
paint_pattern (Painter *painter, const NgScene *scene, const NgItem *item, const NgStyle *style)
{
  cairo_t *cr = painter->cr;
  cairo_path_t *path = cairo_copy_path (cr);
  g_autoptr (GArray) ends = ng_pattern_lines (scene, item, style->pattern);

  cairo_new_path (cr);
  for (guint i = 0; i < ends->len; i++) {
    NgPoint at = g_array_index (ends, NgPoint, i);

    (i % 2 == 0 ? cairo_move_to : cairo_line_to) (cr, (double) at.x, (double) at.y);
  }
  set_color (cr, style->pattern_line);
  cairo_set_line_width (cr, (double) NG_PATTERN_WIDTH);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_stroke (cr);
  cairo_append_path (cr, path);
  cairo_path_destroy (path);
}

static void
fill_and_stroke (Painter *painter, const NgScene *scene, const NgItem *item, const NgStyle *style)
{
  cairo_t *cr = painter->cr;

  if (style->fill >> 24 != 0) {
    set_color (cr, style->fill);
    cairo_fill_preserve (cr);
  }
  if (style->pattern != NG_PATTERN_NONE && !painter->outlines_only)
    paint_pattern (painter, scene, item, style);
  if (style->line >> 24 != 0 && style->width > 0) {
    double width = (double) style->width;
    double dashes[] = { 4, 3 };
    if (painter->scale > 0 && width * painter->scale < HAIRLINE)
      width = HAIRLINE / painter->scale;
    set_color (cr, style->line);
    cairo_set_line_width (cr, width);
    cairo_set_dash (cr, dashes, style->dashed ? 2 : 0, 0);
    cairo_set_line_cap (cr, style->dashed ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    cairo_stroke_preserve (cr);
  }
  cairo_new_path (cr);
}

static gboolean
is_too_small (const Painter *painter, double height, double least)
{
  return painter->scale > 0 && height * painter->scale < least;
}

/* Words are as wide as NgMetrics measured them, whatever paints them: Pango would round the place
 * of each letter to a whole point. */
static PangoLayout *
make_layout (cairo_t *cr)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (pango_layout_get_context (layout), options);
  pango_context_set_round_glyph_positions (pango_layout_get_context (layout), FALSE);
  pango_layout_context_changed (layout);
  cairo_font_options_destroy (options);
  return layout;
}

/* Moves to where the text begins. */
static PangoLayoutLine *
lay_text (Painter *painter, const NgScene *scene, const NgItem *item)
{
  NgFont font = item->font;
  int face = font.family * 4 + (font.bold ? 2 : 0) + (font.italic ? 1 : 0);

  if (painter->layout == NULL)
    painter->layout = make_layout (painter->cr);
  if (painter->fonts[face] == NULL || painter->sizes[face] != font.size) {
    g_clear_pointer (&painter->fonts[face], pango_font_description_free);
    painter->fonts[face] = ng_pango_font (painter->theme, font, (double) font.size);
    painter->sizes[face] = font.size;
  }
  pango_layout_set_font_description (painter->layout, painter->fonts[face]);
  pango_layout_set_text (painter->layout, ng_scene_item_text (scene, item), -1);

  PangoLayoutLine *line = pango_layout_get_line_readonly (painter->layout, 0);
  PangoRectangle extents;
  pango_layout_line_get_extents (line, NULL, &extents);
  double width = (double) extents.width / PANGO_SCALE, x = (double) item->x;
  if (item->align == NG_ALIGN_MIDDLE)
    x -= width / 2;
  else if (item->align == NG_ALIGN_END)
    x -= width;
  cairo_move_to (painter->cr, x, (double) item->y);
  return line;
}

static void
paint_text (Painter *painter, const NgScene *scene, const NgItem *item, const NgStyle *style)
{
  if (is_too_small (painter, (double) item->font.size, LEGIBLE))
    return;
  set_color (painter->cr, style->fill);
  pango_cairo_show_layout_line (painter->cr, lay_text (painter, scene, item));
  cairo_new_path (painter->cr);
}

static void
paint_image (Painter *painter, const NgScene *scene, const NgItem *item, const NgStyle *style)
{
  int width, height;
  const guint32 *pixels = ng_scene_item_image (scene, item, &width, &height);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (surface);
    return;
  }
  cairo_surface_flush (surface);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < height; y++) {
    guint32 *row = (guint32 *) (void *) (data + (gsize) y * (gsize) stride);
    for (int x = 0; x < width; x++) {
      guint32 p = pixels[(gsize) y * (gsize) width + (gsize) x], a = p >> 24;
      row[x] = a << 24 | ((p >> 16 & 0xff) * a / 255) << 16 | ((p >> 8 & 0xff) * a / 255) << 8 |
               (p & 0xff) * a / 255;
    }
  }
  cairo_surface_mark_dirty (surface);

  cairo_save (painter->cr);
  cairo_translate (painter->cr, (double) item->bounds.x, (double) item->bounds.y);
  cairo_scale (
      painter->cr, (double) item->bounds.width / width, (double) item->bounds.height / height);
  cairo_set_source_surface (painter->cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (painter->cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (painter->cr, 0, 0, width, height);
  cairo_fill (painter->cr);
  cairo_restore (painter->cr);
  cairo_surface_destroy (surface);

  trace_box (painter->cr, item->bounds, 0);
  NgStyle border = { .line = style->line, .width = style->width };
  fill_and_stroke (painter, scene, item, &border);
}

static gboolean
is_speck (const Painter *painter, const NgItem *item)
{
  return !painter->outlines_only && (item->kind == NG_ITEM_BOX || item->kind == NG_ITEM_PATH) &&
         is_too_small (painter, (double) MAX (item->bounds.width, item->bounds.height), SPECK);
}

static void
paint_speck (Painter *painter, const NgItem *item)
{
  double *last = painter->specks[item->kind == NG_ITEM_PATH];
  double x = floor ((double) item->bounds.x * painter->scale);
  double y = floor ((double) item->bounds.y * painter->scale);
  NgStyle style;

  if (item->role == NG_ROLE_ANCHOR || (last[0] == x && last[1] == y))
    return;
  last[0] = x;
  last[1] = y;
  style = ng_theme_style (painter->theme, item->role);
  set_color (painter->cr, style.line >> 24 != 0 ? style.line : style.fill);
  cairo_rectangle (
      painter->cr, x / painter->scale, y / painter->scale, 1 / painter->scale, 1 / painter->scale);
  cairo_fill (painter->cr);
}

static void
paint_item (const NgScene *scene, const NgItem *item, gpointer data)
{
  Painter *painter = data;

  if (is_speck (painter, item)) {
    paint_speck (painter, item);
    return;
  }
  NgStyle style =
      ng_theme_style (painter->theme, painter->outlines_only ? painter->role : item->role);

  switch (item->kind) {
  case NG_ITEM_BOX:
    if (item->role == NG_ROLE_ANCHOR)
      return;
    if (!painter->outlines_only && is_too_small (painter, (double) item->bounds.height, PLAIN)) {
      trace_box (painter->cr, item->bounds, 0);
      style.fill = style.line >> 24 != 0 ? style.line : style.fill;
      style.line = 0;
    } else {
      trace_box (painter->cr, item->bounds, (double) item->radius);
    }
    fill_and_stroke (painter, scene, item, &style);
    return;
  case NG_ITEM_PATH:
    ng_cairo_trace (painter->cr, ng_scene_item_path (scene, item));
    fill_and_stroke (painter, scene, item, &style);
    return;
  case NG_ITEM_GLYPH:
    if (painter->outlines_only || is_too_small (painter, (double) item->bounds.height, LEGIBLE))
      return;
    cairo_save (painter->cr);
    cairo_translate (painter->cr, (double) item->x, (double) item->y);
    cairo_scale (painter->cr, (double) item->scale, (double) item->scale);
    ng_cairo_trace (painter->cr, ng_scene_item_path (scene, item));
    cairo_restore (painter->cr);
    fill_and_stroke (painter, scene, item, &style);
    return;
  case NG_ITEM_TEXT:
    if (!painter->outlines_only)
      paint_text (painter, scene, item, &style);
    return;
  default:
    if (!painter->outlines_only)
      paint_image (painter, scene, item, &style);
    return;
  }
}

static void
painter_clear (Painter *painter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (painter->fonts); i++)
    g_clear_pointer (&painter->fonts[i], pango_font_description_free);
  g_clear_object (&painter->layout);
}

void
ng_cairo_draw (
    const NgScene *scene, const NgTheme *theme, cairo_t *cr, const NgBox *visible, double scale)
{
  Painter painter = {
    .theme = theme, .cr = cr, .scale = scale, .specks = { { -INFINITY, 0 }, { -INFINITY, 0 } }
  };

  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  if (visible != NULL) {
    ng_scene_foreach_in (scene, visible, paint_item, &painter);
  } else {
    for (gsize i = 0; i < ng_scene_n_items (scene); i++)
      paint_item (scene, &ng_scene_items (scene)[i], &painter);
  }
  cairo_restore (cr);
  painter_clear (&painter);
}

typedef struct {
  Painter painter;
  NgPick pick;
} Highlight;

static void
highlight_item (const NgScene *scene, const NgItem *item, gpointer data)
{
  Highlight *highlight = data;
  gboolean is_line = item->kind == NG_ITEM_PATH && item->role >= NG_ROLE_EDGE &&
                     item->role <= NG_ROLE_EDGE_PROBLEM;

  if (ng_pick_equal (item->pick, highlight->pick) &&
      (is_line || (item->kind == NG_ITEM_BOX && highlight->pick.kind != NG_PICK_EDGE)))
    paint_item (scene, item, &highlight->painter);
}

void
ng_cairo_highlight (
    const NgScene *scene, const NgTheme *theme, cairo_t *cr, NgPick pick, NgRole role)
{
  Highlight highlight = { { .theme = theme, .cr = cr, .outlines_only = TRUE, .role = role }, pick };
  NgBox box;

  if (!ng_scene_find (scene, pick, &box))
    return;
  cairo_save (cr);
  ng_scene_foreach_in (scene, &box, highlight_item, &highlight);
  cairo_restore (cr);
  painter_clear (&highlight.painter);
}

static void
add_outline (NgSceneBuilder *builder, Painter *painter, const NgScene *scene, const NgItem *item)
{
  g_autoptr (GString) ops = g_string_new (NULL);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (NgPoint));

  cairo_new_path (painter->cr);
  pango_cairo_layout_line_path (painter->cr, lay_text (painter, scene, item));
  cairo_path_t *path = cairo_copy_path (painter->cr);
  for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
    const cairo_path_data_t *data = &path->data[i];

    g_string_append_c (ops, "MLCZ"[data->header.type]);
    for (int k = 1; k < data->header.length; k++) {
      NgPoint point = { (float) data[k].point.x, (float) data[k].point.y };
      g_array_append_val (points, point);
    }
  }
  cairo_path_destroy (path);
  if (ops->len > 0)
    ng_scene_builder_add_path (
        builder, item->role, ops->str, (const NgPoint *) (gpointer) points->data);
}

NgScene *
ng_cairo_outline (const NgScene *scene, const NgTheme *theme)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  Painter painter = { .theme = theme, .cr = cairo_create (surface) };
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
  NgBox page = ng_scene_bounds (scene);

  ng_scene_builder_add_path_names (builder, scene);
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];

    ng_scene_builder_set_pick (builder, item->pick);
    if (item->kind == NG_ITEM_TEXT)
      add_outline (builder, &painter, scene, item);
    else
      ng_scene_builder_add_item (builder, scene, item, item->bounds);
  }
  painter_clear (&painter);
  cairo_destroy (painter.cr);
  cairo_surface_destroy (surface);
  return ng_scene_builder_end_page (builder, page);
}

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
paint_page (
    const NgScene *scene, const NgTheme *theme, cairo_t *cr, double scale, gboolean transparent)
{
  NgBox page = ng_scene_bounds (scene);

  if (!transparent) {
    set_color (cr, ng_theme_style (theme, NG_ROLE_CANVAS).fill);
    cairo_paint (cr);
  }
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, (double) -page.x, (double) -page.y);
}

typedef struct {
  double width, height;
} Pixels;

static Pixels
pixels_at (NgBox page, double scale)
{
  return (Pixels){ MAX (ceil ((double) page.width * scale - 1e-6), 1),
                   MAX (ceil ((double) page.height * scale - 1e-6), 1) };
}

static gboolean
fits (Pixels pixels)
{
  return pixels.width <= MOST_PIXELS && pixels.height <= MOST_PIXELS &&
         pixels.width * pixels.height * 4 <= MOST_BYTES;
}

double
ng_png_fitting_scale (const NgScene *scene, double wanted)
{
  NgBox page = ng_scene_bounds (scene);
  double longer = (double) MAX (page.width, page.height);
  double least = 0, most = longer > 0 ? (MOST_PIXELS + 1) / longer : 1;

  if (wanted > 0 && fits (pixels_at (page, wanted)))
    return wanted;
  /* The interval is halved until its ends are neighbours, or nearly so. */
  for (int i = 0; i < 64; i++) {
    double middle = (least + most) / 2;
    if (fits (pixels_at (page, middle)))
      least = middle;
    else
      most = middle;
  }
  return least;
}

static void
say_too_large (GError **error, const NgScene *scene, Pixels pixels)
{
  NgBox page = ng_scene_bounds (scene);
  double scale = ng_png_fitting_scale (scene, 0);
  NgDiagnostic *diagnostic = ng_diagnostic_new ("Draw::size",
                                                NULL,
                                                "A picture of %.0f by %.0f pixels is too large.",
                                                pixels.width,
                                                pixels.height);

  /* Rounded down, so that what is advised can be done. */
  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          diagnostic,
          "At most %g pixels per point, or %.0f pixels on the longer side, can be painted; SVG and "
          "PDF have no such limit.",
          scale >= 0.01 ? floor (scale * 100) / 100 : scale * 0.99,
          floor ((double) MAX (page.width, page.height) * scale)));
}

GBytes *
ng_cairo_png (const NgScene *scene,
              const NgTheme *theme,
              double scale,
              int size,
              gboolean transparent,
              GError **error)
{
  NgBox page = ng_scene_bounds (scene);
  double longer = (double) MAX (page.width, page.height);

  if (size > 0 && longer > 0)
    scale = size / longer;
  Pixels pixels = pixels_at (page, scale);
  if (!fits (pixels)) {
    say_too_large (error, scene, pixels);
    return NULL;
  }

  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) pixels.width, (int) pixels.height);
  cairo_t *cr = cairo_create (surface);
  paint_page (scene, theme, cr, scale, transparent);
  ng_cairo_draw (scene, theme, cr, NULL, scale);
  cairo_destroy (cr);

  GByteArray *bytes = g_byte_array_new ();
  cairo_status_t status = cairo_surface_write_to_png_stream (surface, write_bytes, bytes);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    ng_error_set_new (error,
                      "Draw::size",
                      NULL,
                      "The picture cannot be painted: %s.",
                      cairo_status_to_string (status));
    g_byte_array_unref (bytes);
    return NULL;
  }
  return g_byte_array_free_to_bytes (bytes);
}

/* The date that the file tells: SOURCE_DATE_EPOCH (reproducible-builds.org), else a fixed one. */
static char *
file_date (void)
{
  const char *text = g_getenv ("SOURCE_DATE_EPOCH");
  gint64 seconds = 0;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &seconds, NULL))
    seconds = 0;
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);
  return g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");
}

static void
put_about (cairo_surface_t *surface, const NgAbout *about)
{
  const NgAbout nothing = { NULL };
  g_autofree char *date = file_date ();
  const struct {
    cairo_pdf_metadata_t kind;
    const char *text;
  } facts[] = { { CAIRO_PDF_METADATA_CREATE_DATE, date },
                { CAIRO_PDF_METADATA_MOD_DATE, date },
                { CAIRO_PDF_METADATA_CREATOR, "NetGraph" },
                { CAIRO_PDF_METADATA_TITLE, (about != NULL ? about : &nothing)->title },
                { CAIRO_PDF_METADATA_SUBJECT, (about != NULL ? about : &nothing)->description },
                { CAIRO_PDF_METADATA_AUTHOR, (about != NULL ? about : &nothing)->author } };

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (facts[i].text != NULL)
      cairo_pdf_surface_set_metadata (surface, facts[i].kind, facts[i].text);
}

/* Points beyond the page. */
#define BEYOND 16

/* Paints nothing, all over the page. Cairo keeps the region that was painted, to which each thing
 * is added in as many steps as it has parts; of a whole page it is one part. */
static void
cover_page (cairo_t *cr, NgBox page)
{
  for (int i = 0; i < 2; i++)
    cairo_rectangle (cr,
                     (double) page.x - BEYOND,
                     (double) page.y - BEYOND,
                     (double) page.width + 2 * BEYOND,
                     (double) page.height + 2 * BEYOND);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_fill (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
}

GBytes *
ng_cairo_pdf (
    const NgScene *scene, const NgTheme *theme, const NgAbout *about, double width, GError **error)
{
  NgBox page = ng_scene_bounds (scene);
  double scale = width > 0 && page.width > 0 ? width / (double) page.width : 1;
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      write_bytes, bytes, (double) page.width * scale, (double) page.height * scale);
  put_about (surface, about);
  cairo_t *cr = cairo_create (surface);
  paint_page (scene, theme, cr, scale, !ng_theme_is_dark (theme));
  cover_page (cr, page);
  ng_cairo_draw (scene, theme, cr, NULL, 0);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_status_t status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    ng_error_set_new (error,
                      "Draw::size",
                      NULL,
                      "The picture cannot be written as PDF: %s.",
                      cairo_status_to_string (status));
    g_byte_array_unref (bytes);
    return NULL;
  }
  return g_byte_array_free_to_bytes (bytes);
}
