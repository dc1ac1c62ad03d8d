/* Scenes in TikZ. A picture in a document is remembered, so that others can point into it.
 * Coordinates are big points (72 an inch) with y downwards, as scenes have them. */

#include "render/export/tikz.h"

#include "core/base/error.h"
#include "core/graph/nested.h"
#include "render/export/tex-text.h"
#include "render/scene/number.h"

#include <math.h>
#include <string.h>

/* TeX's longest length is 16383.99 of its points, of 72.27 an inch. */
#define LONGEST 16000.0
/* Pictures in the scene are drawn as squares, at most so many in a row and in a column. */
#define MOST_CELLS 128
/* Elements of a path on one line of the file. */
#define OPS_A_LINE 6

typedef struct {
  GString *out;
  const NgScene *scene;
  const NgTheme *theme;
  const NgTikzOptions *options;
  double scale;
  gboolean is_used[NG_N_ROLES];
  gboolean is_text[NG_N_ROLES];
  GArray *fonts; /* (element-type NgFont) */
} Writer;

static void
put_length (Writer *self, double points)
{
  ng_append_number (self->out, points * self->scale);
  g_string_append (self->out, "bp");
}

static void
put_point (Writer *self, double x, double y)
{
  g_string_append_c (self->out, '(');
  ng_append_number (self->out, x * self->scale);
  g_string_append_c (self->out, ',');
  ng_append_number (self->out, y * self->scale);
  g_string_append_c (self->out, ')');
}

/* ---- definitions ---- */

/* "layer/convolution" with a suffix as a colour, ngLayerConvolutionFill. */
static void
put_color_name (GString *out, NgRole role, const char *suffix)
{
  gboolean is_first = TRUE;

  g_string_append (out, "ng");
  for (const char *p = ng_role_name (role); *p != '\0'; p++) {
    if (g_ascii_isalnum (*p))
      g_string_append_c (out, is_first ? g_ascii_toupper (*p) : *p);
    is_first = !g_ascii_isalnum (*p);
  }
  g_string_append (out, suffix);
}

/* "layer/convolution" as a style, "ng layer convolution". */
static void
put_style_name (GString *out, NgRole role)
{
  g_string_append (out, "ng ");
  for (const char *p = ng_role_name (role); *p != '\0'; p++)
    g_string_append_c (out, g_ascii_isalnum (*p) ? *p : ' ');
}

static void
put_color_definition (GString *out, NgRole role, const char *suffix, NgColor color)
{
  if (color >> 24 == 0)
    return;
  g_string_append (out, "\\definecolor{");
  put_color_name (out, role, suffix);
  g_string_append_printf (out, "}{HTML}{%06X}\n", color & 0xffffff);
}

static void
put_color (GString *out, const char *key, NgRole role, const char *suffix, NgColor color)
{
  g_string_append_printf (out, "%s=", key);
  put_color_name (out, role, suffix);
  if (color >> 24 != 0xff) {
    g_string_append_printf (out, ",%s opacity=", key);
    ng_append_number (out, (color >> 24) / 255.0);
  }
}

static void
put_pattern_style (Writer *self, NgRole role)
{
  g_string_append (self->out, "  ");
  put_style_name (self->out, role);
  g_string_append (self->out, " pattern/.style={");
  put_color (self->out, "draw", role, "Pattern", ng_theme_style (self->theme, role).pattern_line);
  g_string_append (self->out, ",line width=");
  put_length (self, (double) NG_PATTERN_WIDTH);
  g_string_append (self->out, "},\n");
}

/* Words take their colour from fill, shapes from fill and line; a role may be of both. */
static void
put_style (Writer *self, NgRole role, NgStyle style)
{
  GString *out = self->out;
  gboolean has_line = style.line >> 24 != 0 && style.width > 0;

  g_string_append (out, "  ");
  put_style_name (out, role);
  g_string_append (out, "/.style={");
  if (style.fill >> 24 != 0)
    put_color (out, "fill", role, "Fill", style.fill);
  if (style.fill >> 24 != 0 && has_line)
    g_string_append_c (out, ',');
  if (has_line) {
    put_color (out, "draw", role, "Line", style.line);
    g_string_append (out, ",line width=");
    put_length (self, (double) style.width);
    if (style.dashed) {
      g_string_append (out, ",line cap=butt,dash pattern=on ");
      put_length (self, 4);
      g_string_append (out, " off ");
      put_length (self, 3);
    }
  }
  g_string_append (out, "},\n");
}

static void
put_text_style (Writer *self, NgRole role, NgStyle style)
{
  g_string_append (self->out, "  ");
  put_style_name (self->out, role);
  g_string_append (self->out, " text/.style={inner sep=0pt,outer sep=0pt");
  if (style.fill >> 24 != 0) {
    g_string_append (self->out, ",text=");
    put_color_name (self->out, role, "Fill");
  }
  g_string_append (self->out, "},\n");
}

static guint
find_font (Writer *self, NgFont font)
{
  for (guint i = 0; i < self->fonts->len; i++) {
    NgFont *known = &g_array_index (self->fonts, NgFont, i);
    if (known->size == font.size && known->family == font.family && !known->bold == !font.bold &&
        !known->italic == !font.italic)
      return i;
  }
  g_array_append_val (self->fonts, font);
  return self->fonts->len - 1;
}

static void
put_font_style (Writer *self, guint index)
{
  static const char *const families[] = { "", "\\rmfamily", "\\ttfamily" };
  NgFont font = g_array_index (self->fonts, NgFont, index);

  g_string_append_printf (self->out, "  ng font %u/.style={font=\\fontsize{", index + 1);
  put_length (self, (double) font.size);
  g_string_append (self->out, "}{");
  put_length (self, (double) font.size * 1.2);
  g_string_append_printf (self->out,
                          "}\\selectfont%s%s%s},\n",
                          families[MIN (font.family, NG_FAMILY_MONO)],
                          font.bold ? "\\bfseries\\boldmath" : "",
                          font.italic ? "\\itshape" : "");
}

static void
collect (Writer *self)
{
  self->is_used[NG_ROLE_CANVAS] = !self->options->transparent;
  for (gsize i = 0; i < ng_scene_n_items (self->scene); i++) {
    const NgItem *item = &ng_scene_items (self->scene)[i];

    if (item->kind == NG_ITEM_TEXT) {
      self->is_text[item->role] = TRUE;
      find_font (self, item->font);
    } else if (item->role != NG_ROLE_ANCHOR) {
      self->is_used[item->role] = TRUE;
    }
  }
}

static void
put_definitions (Writer *self)
{
  for (NgRole role = 0; role < NG_N_ROLES; role++) {
    NgStyle style = ng_theme_style (self->theme, role);

    if (self->is_used[role] || self->is_text[role])
      put_color_definition (self->out, role, "Fill", style.fill);
    if (self->is_used[role] && style.width > 0)
      put_color_definition (self->out, role, "Line", style.line);
    if (self->is_used[role] && style.pattern != NG_PATTERN_NONE)
      put_color_definition (self->out, role, "Pattern", style.pattern_line);
  }
  g_string_append (self->out, "\\tikzset{\n");
  for (NgRole role = 0; role < NG_N_ROLES; role++) {
    if (self->is_used[role])
      put_style (self, role, ng_theme_style (self->theme, role));
    if (self->is_used[role] && ng_theme_style (self->theme, role).pattern != NG_PATTERN_NONE)
      put_pattern_style (self, role);
    if (self->is_text[role])
      put_text_style (self, role, ng_theme_style (self->theme, role));
  }
  for (guint i = 0; i < self->fonts->len; i++)
    put_font_style (self, i);
  g_string_append (
      self->out,
      "}\n"
      "% Words that the document's font makes wider than there is room become "
      "smaller.\n"
      "\\def\\ngfit#1#2{{\\setbox0=\\hbox{#2}%\n"
      "  \\ifdim\\wd0>#1\\relax\\resizebox{#1}{!}{\\box0}\\else\\box0\\fi}}\n" NG_TEX_OTHER "\n");
}

/* ---- items ---- */

/* more: keys after the style. */
static void
begin_path (Writer *self, NgRole role, const char *more)
{
  g_string_append (self->out, "\\path[");
  put_style_name (self->out, role);
  g_string_append (self->out, more);
}

static void
put_box (Writer *self, NgRole role, NgBox box, float radius, const char *more)
{
  float r = MIN (radius, MIN (box.width, box.height) / 2);

  begin_path (self, role, more);
  if (r > 0) {
    g_string_append (self->out, ",rounded corners=");
    put_length (self, (double) r);
  }
  g_string_append (self->out, "] ");
  put_point (self, (double) box.x, (double) box.y);
  g_string_append (self->out, " rectangle ");
  put_point (self, (double) (box.x + box.width), (double) (box.y + box.height));
  g_string_append (self->out, ";\n");
}

static void
put_path (Writer *self, const NgItem *item, const char *more)
{
  NgPath path = ng_scene_item_path (self->scene, item);
  gboolean is_glyph = item->kind == NG_ITEM_GLYPH;
  double x = is_glyph ? (double) item->x : 0, y = is_glyph ? (double) item->y : 0;
  double scale = is_glyph ? (double) item->scale : 1;
  const NgPoint *p = path.points;
  static const char *const before[] = { " .. controls ", " and ", " .. " };

  if (path.n_ops == 0)
    return;
  begin_path (self, item->role, more);
  g_string_append_c (self->out, ']');
  for (gsize i = 0; i < path.n_ops; i++) {
    int n = path.ops[i] == 'C' ? 3 : path.ops[i] == 'Z' ? 0 : 1;

    if (i > 0 && i % OPS_A_LINE == 0)
      g_string_append (self->out, "\n ");
    if (n == 0)
      g_string_append (self->out, " -- cycle");
    for (int k = 0; k < n; k++, p++) {
      g_string_append (self->out, n == 3 ? before[k] : path.ops[i] == 'L' ? " -- " : " ");
      put_point (self, x + (double) p->x * scale, y + (double) p->y * scale);
    }
  }
  g_string_append (self->out, ";\n");
}

static void
put_text (Writer *self, const NgItem *item)
{
  static const char *const anchors[] = { "base west", "base", "base east" };

  g_string_append (self->out, "\\node[");
  put_style_name (self->out, item->role);
  g_string_append_printf (self->out,
                          " text,ng font %u,anchor=%s] at ",
                          find_font (self, item->font) + 1,
                          anchors[item->align]);
  put_point (self, (double) item->x, (double) item->y);
  g_string_append (self->out, " {\\ngfit{");
  put_length (self, (double) item->bounds.width);
  g_string_append (self->out, "}{");
  ng_tex_append (self->out, ng_scene_item_text (self->scene, item));
  g_string_append (self->out, "}};\n");
}

/* The mean of the pixels of one cell, on the theme's canvas. */
static guint32
mean_color (Writer *self, const guint32 *pixels, int width, const int *from, const int *to)
{
  NgColor ground = ng_theme_style (self->theme, NG_ROLE_CANVAS).fill;
  double sums[3] = { 0 }, n = (double) (to[0] - from[0]) * (to[1] - from[1]);
  guint32 color = 0;

  for (int y = from[1]; y < to[1]; y++)
    for (int x = from[0]; x < to[0]; x++)
      for (int i = 0; i < 3; i++) {
        guint32 p = pixels[(gsize) y * (gsize) width + (gsize) x];
        double alpha = (p >> 24) / 255.0;

        sums[i] += alpha * (p >> (8 * i) & 0xff) + (1 - alpha) * (ground >> (8 * i) & 0xff);
      }
  for (int i = 0; i < 3; i++)
    color |= (guint32) (sums[i] / n + 0.5) << (8 * i);
  return color;
}

static void
put_cells (Writer *self, guint32 color, NgBox box)
{
  g_string_append_printf (self->out, "\\definecolor{ngCell}{HTML}{%06X}\\fill[ngCell] ", color);
  put_point (self, (double) box.x, (double) box.y);
  g_string_append (self->out, " rectangle ");
  put_point (self, (double) (box.x + box.width), (double) (box.y + box.height));
  g_string_append (self->out, ";\n");
}

/* Cells of one colour beside each other are one rectangle. */
static void
put_image (Writer *self, const NgItem *item)
{
  int width, height;
  const guint32 *pixels = ng_scene_item_image (self->scene, item, &width, &height);
  int columns = MIN (width, MOST_CELLS), rows = MIN (height, MOST_CELLS);
  NgBox box = item->bounds;

  for (int y = 0; y < rows; y++) {
    guint32 color = 0;
    int first = 0;

    for (int x = 0; x <= columns; x++) {
      int from[2] = { (int) ((gint64) x * width / columns), (int) ((gint64) y * height / rows) };
      int to[2] = { (int) ((gint64) (x + 1) * width / columns),
                    (int) ((gint64) (y + 1) * height / rows) };
      guint32 next = x < columns ? mean_color (self, pixels, width, from, to) : 0;

      if (x == columns || (x > 0 && next != color)) {
        put_cells (self,
                   color,
                   (NgBox){ box.x + box.width * (float) first / (float) columns,
                            box.y + box.height * (float) y / (float) rows,
                            box.width * (float) (x - first) / (float) columns,
                            box.height / (float) rows });
        first = x;
      }
      color = next;
    }
  }
  put_box (self, item->role, box, 0, "");
}

static void
put_pattern (Writer *self, const NgItem *item, NgPattern pattern)
{
  g_autoptr (GArray) ends = ng_pattern_lines (self->scene, item, pattern);

  if (ends->len == 0)
    return;
  begin_path (self, item->role, " pattern");
  g_string_append_c (self->out, ']');
  for (guint i = 0; i < ends->len; i++) {
    NgPoint at = g_array_index (ends, NgPoint, i);

    if (i > 0 && i % OPS_A_LINE == 0)
      g_string_append (self->out, "\n ");
    g_string_append (self->out, i % 2 == 0 ? " " : " -- ");
    put_point (self, (double) at.x, (double) at.y);
  }
  g_string_append (self->out, ";\n");
}

static void
put_shape (Writer *self, const NgItem *item, const char *more)
{
  if (item->kind == NG_ITEM_BOX)
    put_box (self, item->role, item->bounds, item->radius, more);
  else
    put_path (self, item, more);
}

static void
put_item (Writer *self, const NgItem *item)
{
  NgPattern pattern = ng_theme_style (self->theme, item->role).pattern;

  if (item->kind == NG_ITEM_TEXT) {
    put_text (self, item);
  } else if (item->kind == NG_ITEM_IMAGE) {
    put_image (self, item);
  } else if (pattern == NG_PATTERN_NONE) {
    if (item->role != NG_ROLE_ANCHOR)
      put_shape (self, item, "");
  } else {
    put_shape (self, item, ",draw=none");
    put_pattern (self, item, pattern);
    put_shape (self, item, ",fill=none");
  }
}

/* ---- nodes ---- */

/* The net at @path of one that it is drawn in. */
static const NgNet *
net_at (const NgNet *net, const char *path)
{
  while (net != NULL && *path != '\0') {
    int index = ng_net_find_on_path (net, path, &path);

    net = index >= 0 ? ng_layer_net (ng_net_layer (net, (gsize) index)) : NULL;
    path += *path == '/';
  }
  return net;
}

/* Letters and digits of ASCII; what comes a second time gets a number.
 *
 * @taken: (element-type utf8 int): names, and the last number behind each */
static char *
node_name (const char *path, GHashTable *taken)
{
  g_autofree char *safe = g_strdup (path);
  char *name;
  int i;

  for (char *p = safe; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      *p = '-';
  name = g_strdup (safe);
  i = GPOINTER_TO_INT (g_hash_table_lookup (taken, safe));
  while (g_hash_table_contains (taken, name)) {
    g_free (name);
    name = g_strdup_printf ("%s-%d", safe, ++i);
  }
  g_hash_table_insert (taken, g_strdup (name), GINT_TO_POINTER (1));
  if (i > 1)
    g_hash_table_insert (taken, g_steal_pointer (&safe), GINT_TO_POINTER (i));
  return name;
}

static void
put_node (Writer *self, NgPick pick, GHashTable *taken)
{
  const char *path = ng_scene_path (self->scene, pick.net);
  const NgNet *net = net_at (self->options->net, path);
  int index = net != NULL ? ng_net_index_of_vertex (net, pick.id) : -1;
  NgBox box;

  if (index < 0 || !ng_scene_find (self->scene, pick, &box))
    return;
  g_autofree char *shown = ng_net_shown_name (net, (gsize) index);
  g_autofree char *whole =
      *path != '\0' ? g_strdup_printf ("%s-%s", path, shown) : g_strdup (shown);
  g_autofree char *name = node_name (whole, taken);
  g_string_append (self->out, "\\node[inner sep=0pt,outer sep=0pt,minimum width=");
  put_length (self, (double) box.width);
  g_string_append (self->out, ",minimum height=");
  put_length (self, (double) box.height);
  g_string_append_printf (self->out, "] (%s) at ", name);
  put_point (self, (double) (box.x + box.width / 2), (double) (box.y + box.height / 2));
  g_string_append (self->out, " {};\n");
}

static guint
hash_pick (gconstpointer pick)
{
  const NgPick *self = pick;

  return self->id * 31 + self->net;
}

static gboolean
equal_picks (gconstpointer a, gconstpointer b)
{
  return ng_pick_equal (*(const NgPick *) a, *(const NgPick *) b);
}

static void
put_nodes (Writer *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (hash_pick, equal_picks);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; self->options->net != NULL && i < ng_scene_n_items (self->scene); i++) {
    const NgItem *item = &ng_scene_items (self->scene)[i];

    if (item->pick.kind == NG_PICK_VERTEX &&
        g_hash_table_add (seen, (gpointer) (guintptr) &item->pick))
      put_node (self, item->pick, taken);
  }
}

/* ---- the file ---- */

static void
put_comment (GString *out, const char *title)
{
  g_autofree char *line = g_utf8_make_valid (title != NULL ? title : "NetGraph", -1);

  g_strdelimit (line, "\r\n\v\f", ' ');
  g_string_append_printf (out, "%% %s\n", line);
}

static void
put_picture (Writer *self)
{
  NgBox page = ng_scene_bounds (self->scene);
  GString *out = self->out;

  if (self->options->share > 0) {
    g_string_append (out, "\\resizebox{");
    ng_append_number (out, self->options->share);
    g_string_append_printf (out, "\\%s}{!}{%%\n", self->options->share_of);
  }
  g_string_append_printf (out,
                          "\\begin{tikzpicture}[%sx=1bp,y=-1bp,line cap=round,line join=round]\n",
                          self->options->standalone ? "" : "remember picture,");
  put_definitions (self);
  g_string_append (out, "\\useasboundingbox ");
  put_point (self, (double) page.x, (double) page.y);
  g_string_append (out, " rectangle ");
  put_point (self, (double) (page.x + page.width), (double) (page.y + page.height));
  g_string_append (out, ";\n");
  if (!self->options->transparent)
    put_box (self, NG_ROLE_CANVAS, page, 0, "");
  for (gsize i = 0; i < ng_scene_n_items (self->scene); i++)
    put_item (self, &ng_scene_items (self->scene)[i]);
  put_nodes (self);
  g_string_append (out, "\\end{tikzpicture}");
  g_string_append (out, self->options->share > 0 ? "}%\n" : "%\n");
}

static gboolean
check_size (NgBox page, double scale, GError **error)
{
  double longest = (double) MAX (page.width, page.height);

  if (longest * scale <= LONGEST && fabs ((double) page.x) * scale <= LONGEST &&
      fabs ((double) page.y) * scale <= LONGEST)
    return TRUE;
  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          ng_diagnostic_new ("Draw::size",
                             NULL,
                             "A picture of %.0f by %.0f points is larger than TeX can measure.",
                             (double) page.width * scale,
                             (double) page.height * scale),
          "Give it a width; no side may be longer than %.0f points. SVG and PDF have no such "
          "limit.",
          LONGEST));
  return FALSE;
}

char *
ng_tikz_write (const NgScene *scene,
               const NgTheme *theme,
               const NgTikzOptions *options,
               GError **error)
{
  NgBox page = ng_scene_bounds (scene);
  Writer self = { .scene = scene, .theme = theme, .options = options, .scale = 1 };

  if (options->width > 0 && page.width > 0)
    self.scale = options->width / (double) page.width;
  /* What is given in widths of the text is made as large as can be, and set to that by TeX. */
  if (options->share > 0)
    self.scale = MIN (1, LONGEST / (double) MAX (MAX (page.width, page.height), 1));
  if (!check_size (page, self.scale, error))
    return NULL;
  self.out = g_string_new (NULL);
  self.fonts = g_array_new (FALSE, FALSE, sizeof (NgFont));
  collect (&self);
  put_comment (self.out, options->title);
  if (options->standalone)
    g_string_append (self.out,
                     "\\RequirePackage{fix-cm}\n"
                     "\\documentclass{article}\n"
                     "\\usepackage{tikz,amssymb}\n"
                     "\\usetikzlibrary{arrows.meta,calc,fit,positioning}\n"
                     "\\renewcommand\\familydefault{\\sfdefault}\n"
                     "\\begin{document}\n"
                     "\\setbox0=\\hbox{%\n");
  else
    g_string_append (self.out,
                     "% For \\input in a document that says \\usepackage{tikz,amssymb}. "
                     "Layers are nodes: later in the\n"
                     "% document \\tikz[remember picture,overlay]\\draw[->] (a) -- (b); joins "
                     "layers a and b.\n");
  put_picture (&self);
  if (options->standalone)
    g_string_append (
        self.out,
        "}\n"
        "\\hoffset=-1in \\voffset=-1in\n"
        "\\ifdefined\\pagewidth\\pagewidth=\\wd0 \\pageheight=\\dimexpr\\ht0+\\dp0\\relax\n"
        "\\else\\pdfpagewidth=\\wd0 \\pdfpageheight=\\dimexpr\\ht0+\\dp0\\relax\\fi\n"
        "\\shipout\\box0\n"
        "\\end{document}\n");
  g_array_unref (self.fonts);
  return g_string_free (self.out, FALSE);
}
