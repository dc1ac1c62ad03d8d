/* SVG 1.1 with real text. Every text says how long it is (textLength), so that it keeps its place
 * in another font too. In a file styles are written on each element, because tools that read SVG
 * into documents often know no style sheets; in a page elements have classes, those of their roles,
 * so that the page's style sheet can turn dark. */

#include "render/export/svg.h"

#include "render/scene/number.h"

#include <cairo.h>
#include <string.h>

/* Of the style sheets of pages. */
#define PIXELS_PER_POINT (4 / 3.0)

/* theme: (nullable): whose colours are written; without one, classes are */
typedef struct {
  GString *out;
  const NgScene *scene;
  const NgTheme *theme;
} Writer;

static void
begin_attribute (GString *out, const char *name)
{
  g_string_append_c (out, ' ');
  g_string_append (out, name);
  g_string_append (out, "=\"");
}

static void
put_attribute (GString *out, const char *name, double number)
{
  begin_attribute (out, name);
  ng_append_number (out, number);
  g_string_append_c (out, '"');
}

/* Text for XML: markup escaped, and what XML does not allow replaced. */
static void
put_text (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c == '&')
      g_string_append (out, "&amp;");
    else if (c == '<')
      g_string_append (out, "&lt;");
    else if (c == '>')
      g_string_append (out, "&gt;");
    else if (c == '"')
      g_string_append (out, "&quot;");
    else if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xfffe || c == 0xffff)
      g_string_append (out, "\xef\xbf\xbd");
    else
      g_string_append_unichar (out, c);
  }
}

static void
put_color (GString *out, const char *name, NgColor color)
{
  static const char digits[] = "0123456789abcdef";

  begin_attribute (out, name);
  if (color >> 24 == 0) {
    g_string_append (out, "none\"");
    return;
  }
  g_string_append_c (out, '#');
  for (int shift = 20; shift >= 0; shift -= 4)
    g_string_append_c (out, digits[color >> shift & 15]);
  g_string_append_c (out, '"');
  if (color >> 24 != 0xff) {
    g_string_append_printf (out, " %s-opacity=\"", name);
    ng_append_number (out, (color >> 24) / 255.0);
    g_string_append_c (out, '"');
  }
}

static void
put_class (GString *out, NgRole role)
{
  g_string_append (out, "ng-");
  for (const char *p = ng_role_name (role); *p != '\0'; p++)
    g_string_append_c (out, g_ascii_isalnum (*p) ? *p : '-');
}

static void
put_style (Writer *self, NgRole role, const NgStyle *style)
{
  if (self->theme == NULL) {
    g_string_append (self->out, " class=\"");
    put_class (self->out, role);
    g_string_append_c (self->out, '"');
    return;
  }
  put_color (self->out, "fill", style->fill);
  if (style->line >> 24 != 0 && style->width > 0) {
    put_color (self->out, "stroke", style->line);
    put_attribute (self->out, "stroke-width", (double) style->width);
    if (style->dashed)
      g_string_append (self->out, " stroke-dasharray=\"4 3\" stroke-linecap=\"butt\"");
  }
}

static void
put_path_data (GString *out, NgPath path, double x, double y, double scale)
{
  const NgPoint *p = path.points;

  g_string_append (out, " d=\"");
  for (gsize i = 0; i < path.n_ops; i++) {
    int n = path.ops[i] == 'C' ? 3 : path.ops[i] == 'Z' ? 0 : 1;
    g_string_append_c (out, path.ops[i]);
    for (int k = 0; k < n; k++, p++) {
      if (k > 0)
        g_string_append_c (out, ' ');
      ng_append_number (out, x + (double) p->x * scale);
      g_string_append_c (out, ' ');
      ng_append_number (out, y + (double) p->y * scale);
    }
  }
  g_string_append_c (out, '"');
}

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
put_image (GString *out, const NgScene *scene, const NgItem *item)
{
  int width, height;
  const guint32 *pixels = ng_scene_item_image (scene, item, &width, &height);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS) {
    cairo_surface_flush (surface);
    for (int y = 0; y < height; y++)
      memcpy (cairo_image_surface_get_data (surface) +
                  (gsize) y * (gsize) cairo_image_surface_get_stride (surface),
              pixels + (gsize) y * (gsize) width,
              (gsize) width * sizeof *pixels);
    cairo_surface_mark_dirty (surface);
    cairo_surface_write_to_png_stream (surface, write_bytes, bytes);
  }
  cairo_surface_destroy (surface);

  g_autofree char *base64 = g_base64_encode (bytes->data, bytes->len);
  g_string_append (out, "<image");
  put_attribute (out, "x", (double) item->bounds.x);
  put_attribute (out, "y", (double) item->bounds.y);
  put_attribute (out, "width", (double) item->bounds.width);
  put_attribute (out, "height", (double) item->bounds.height);
  g_string_append_printf (out,
                          " preserveAspectRatio=\"none\" image-rendering=\"pixelated\" "
                          "xlink:href=\"data:image/png;base64,%s\"/>\n",
                          base64);
}

static void
put_family (GString *out, const NgTheme *theme, NgFamily family)
{
  g_string_append (out, " font-family=\"");
  put_text (out, ng_theme_family (theme, family));
  g_string_append_c (out, '"');
}

static void
put_item_text (Writer *self, const NgItem *item)
{
  static const char *const anchors[] = { "start", "middle", "end" };
  const NgTheme *fonts = self->theme != NULL ? self->theme : ng_theme_get (NG_THEME_LIGHT);
  GString *out = self->out;

  g_string_append (out, "<text");
  put_attribute (out, "x", (double) item->x);
  put_attribute (out, "y", (double) item->y);
  put_attribute (out, "font-size", (double) item->font.size);
  put_attribute (out, "textLength", (double) item->bounds.width);
  if (item->font.family != NG_FAMILY_SANS)
    put_family (out, fonts, item->font.family);
  if (item->font.bold)
    g_string_append (out, " font-weight=\"600\"");
  if (item->font.italic)
    g_string_append (out, " font-style=\"italic\"");
  if (item->align != NG_ALIGN_START)
    g_string_append_printf (out, " text-anchor=\"%s\"", anchors[item->align]);
  if (self->theme != NULL)
    put_color (out, "fill", ng_theme_style (self->theme, item->role).fill);
  else
    put_style (self, item->role, NULL);
  g_string_append_c (out, '>');
  put_text (out, ng_scene_item_text (self->scene, item));
  g_string_append (out, "</text>\n");
}

static void
put_box (Writer *self, const NgItem *item, const NgStyle *style)
{
  GString *out = self->out;

  g_string_append (out, "<rect");
  put_attribute (out, "x", (double) item->bounds.x);
  put_attribute (out, "y", (double) item->bounds.y);
  put_attribute (out, "width", (double) item->bounds.width);
  put_attribute (out, "height", (double) item->bounds.height);
  if (item->radius > 0)
    put_attribute (out, "rx", (double) item->radius);
  put_style (self, item->role, style);
  g_string_append (out, "/>\n");
}

static void
put_path (Writer *self, const NgItem *item, const NgStyle *style)
{
  NgPath path = ng_scene_item_path (self->scene, item);
  gboolean is_glyph = item->kind == NG_ITEM_GLYPH;

  if (path.n_ops == 0)
    return;
  g_string_append (self->out, "<path");
  put_path_data (self->out,
                 path,
                 is_glyph ? (double) item->x : 0,
                 is_glyph ? (double) item->y : 0,
                 is_glyph ? (double) item->scale : 1);
  put_style (self, item->role, style);
  g_string_append (self->out, "/>\n");
}

static void
put_pattern (Writer *self, const NgItem *item, const NgStyle *style)
{
  g_autoptr (GArray) ends = ng_pattern_lines (self->scene, item, style->pattern);
  NgStyle lines = { .line = style->pattern_line, .width = NG_PATTERN_WIDTH };

  if (ends->len == 0)
    return;
  g_string_append (self->out, "<path d=\"");
  for (guint i = 0; i < ends->len; i++) {
    NgPoint at = g_array_index (ends, NgPoint, i);

    g_string_append_c (self->out, i % 2 == 0 ? 'M' : 'L');
    ng_append_number (self->out, (double) at.x);
    g_string_append_c (self->out, ' ');
    ng_append_number (self->out, (double) at.y);
  }
  g_string_append_c (self->out, '"');
  put_style (self, item->role, &lines);
  g_string_append (self->out, "/>\n");
}

static void
put_shape (Writer *self, const NgItem *item)
{
  void (*put) (Writer *, const NgItem *, const NgStyle *) =
      item->kind == NG_ITEM_BOX ? put_box : put_path;
  NgStyle style = { 0 };

  if (self->theme != NULL)
    style = ng_theme_style (self->theme, item->role);
  if (style.pattern == NG_PATTERN_NONE) {
    put (self, item, &style);
    return;
  }
  put (self, item, &(NgStyle){ .fill = style.fill });
  put_pattern (self, item, &style);
  style.fill = 0;
  put (self, item, &style);
}

static void
put_item (Writer *self, const NgItem *item)
{
  if (item->kind == NG_ITEM_TEXT)
    put_item_text (self, item);
  else if (item->kind == NG_ITEM_IMAGE)
    put_image (self->out, self->scene, item);
  else if (item->role != NG_ROLE_ANCHOR)
    put_shape (self, item);
}

static void
put_element (GString *out, const char *name, const char *text)
{
  g_string_append_printf (out, "<%s>", name);
  put_text (out, text);
  g_string_append_printf (out, "</%s>\n", name);
}

/* The element's name and what all of it shares, up to its first child; unit: of its size. */
static void
begin_svg (GString *out,
           const NgScene *scene,
           const NgTheme *fonts,
           const char *title,
           double scale,
           const char *unit)
{
  NgBox page = ng_scene_bounds (scene);

  g_string_append (out,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                   "xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" "
                   "role=\"img\" width=\"");
  ng_append_number (out, (double) page.width * scale);
  g_string_append_printf (out, "%s\" height=\"", unit);
  ng_append_number (out, (double) page.height * scale);
  g_string_append_printf (out, "%s\" viewBox=\"", unit);
  ng_append_number (out, (double) page.x);
  g_string_append_c (out, ' ');
  ng_append_number (out, (double) page.y);
  g_string_append_c (out, ' ');
  ng_append_number (out, (double) page.width);
  g_string_append_c (out, ' ');
  ng_append_number (out, (double) page.height);
  g_string_append_c (out, '"');
  put_family (out, fonts, NG_FAMILY_SANS);
  g_string_append (out,
                   " xml:space=\"preserve\" stroke=\"none\" stroke-linejoin=\"round\" "
                   "stroke-linecap=\"round\">\n");
  if (title != NULL)
    put_element (out, "title", title);
}

char *
ng_svg_write (const NgScene *scene,
              const NgTheme *theme,
              const NgAbout *about,
              double width,
              gboolean transparent)
{
  Writer writer = { g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), scene, theme };
  NgBox page = ng_scene_bounds (scene);
  double scale = width > 0 && page.width > 0 ? width / (double) page.width : 1;

  begin_svg (writer.out, scene, theme, about != NULL ? about->title : NULL, scale, "pt");
  if (about != NULL && about->description != NULL)
    put_element (writer.out, "desc", about->description);
  if (!transparent) {
    g_string_append (writer.out, "<rect");
    put_attribute (writer.out, "x", (double) page.x);
    put_attribute (writer.out, "y", (double) page.y);
    put_attribute (writer.out, "width", (double) page.width);
    put_attribute (writer.out, "height", (double) page.height);
    put_color (writer.out, "fill", ng_theme_style (theme, NG_ROLE_CANVAS).fill);
    g_string_append (writer.out, "/>\n");
  }
  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    put_item (&writer, &ng_scene_items (scene)[i]);
  g_string_append (writer.out, "</svg>\n");
  return g_string_free (writer.out, FALSE);
}

char *
ng_svg_write_inline (const NgScene *scene, const char *title)
{
  Writer writer = { g_string_new (NULL), scene, NULL };

  begin_svg (writer.out, scene, ng_theme_get (NG_THEME_LIGHT), title, PIXELS_PER_POINT, "");
  for (gsize i = 0; i < ng_scene_n_items (scene); i++)
    put_item (&writer, &ng_scene_items (scene)[i]);
  g_string_append (writer.out, "</svg>\n");
  return g_string_free (writer.out, FALSE);
}

static void
put_rule (GString *out, const char *name, NgColor color)
{
  if (color >> 24 != 0)
    g_string_append_printf (out, "%s:#%06x%02x;", name, color & 0xffffff, color >> 24);
  else
    g_string_append_printf (out, "%s:none;", name);
}

char *
ng_svg_style_sheet (const NgTheme *theme)
{
  GString *out = g_string_new (NULL);

  for (int role = 0; role < NG_N_ROLES; role++) {
    NgStyle style = ng_theme_style (theme, (NgRole) role);

    g_string_append_c (out, '.');
    put_class (out, (NgRole) role);
    g_string_append_c (out, '{');
    put_rule (out, "fill", style.fill);
    put_rule (out, "stroke", style.width > 0 ? style.line : 0);
    if (style.line >> 24 != 0 && style.width > 0) {
      g_string_append (out, "stroke-width:");
      ng_append_number (out, (double) style.width);
      g_string_append (out, style.dashed ? ";stroke-dasharray:4 3;stroke-linecap:butt" : "");
    }
    g_string_append (out, "}\n");
  }
  return g_string_free (out, FALSE);
}
