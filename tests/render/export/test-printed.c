/* What printers and readers get of every net of the gallery in every form: PDF with all its fonts
 * and words in it, SVG that is well made and looks like the PDF, the same bytes each time, words
 * that can be read in all colours, and greys that are told apart. */

#include "render/export/cairo.h"
#include "render/export/pango.h"
#include "render/export/svg.h"
#include "render/figure/figure.h"
#include "render/scene/builder.h"

#include "core/formats/document.h"
#include "core/media/image.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <math.h>
#include <string.h>

/* WCAG 2.1, 1.4.3. */
#define CONTRAST 4.5
/* A step of lightness that is seen between fills that do not touch, CIE L*. */
#define STEP 12
/* Pixels: of the sides of squares whose means are compared, and of a picture at most. */
#define SQUARE      8
#define MOST_PIXELS 6e5
#define LEAST_DPI   60.0
#define MOST_DPI    144.0
#define FINE_DPI    100.0

typedef struct {
  const char *what;
  NgScene *scene;
  const NgTheme *theme;
} Figure;

/* ---- colours ---- */

static NgColor
mix (NgColor over, NgColor under)
{
  double share = (over >> 24) / 255.0;
  NgColor mixed = 0xff;

  for (int shift = 16; shift >= 0; shift -= 8)
    mixed = mixed << 8 | (NgColor) lround (share * (over >> shift & 0xff) +
                                           (1 - share) * (under >> shift & 0xff));
  return mixed;
}

/* Whether the item covers the place. */
static gboolean
covers (cairo_t *cr, const NgScene *scene, const NgItem *item, double x, double y)
{
  NgBox box = item->bounds;

  if (x < (double) box.x || x > (double) (box.x + box.width) || y < (double) box.y ||
      y > (double) (box.y + box.height))
    return FALSE;
  if (item->kind != NG_ITEM_PATH)
    return item->kind == NG_ITEM_BOX;
  cairo_new_path (cr);
  ng_cairo_trace (cr, ng_scene_item_path (scene, item));
  return cairo_in_fill (cr, x, y) != 0;
}

/* Returns: (transfer full) (element-type gsize): what lies under the middle of a text, lowest first
 */
static GArray *
find_under (cairo_t *cr, const NgScene *scene, gsize index)
{
  const NgItem *text = &ng_scene_items (scene)[index];
  double x = (double) (text->bounds.x + text->bounds.width / 2);
  double y = (double) (text->bounds.y + text->bounds.height / 2);
  GArray *under = g_array_new (FALSE, FALSE, sizeof (gsize));

  for (gsize i = 0; i < index; i++)
    if (covers (cr, scene, &ng_scene_items (scene)[i], x, y))
      g_array_append_val (under, i);
  return under;
}

/* Returns: the least contrast of a text with what is painted under it */
static double
contrast_of (const NgTheme *theme, const NgScene *scene, const NgItem *text, const GArray *under)
{
  NgColor ground = ng_theme_style (theme, NG_ROLE_CANVAS).fill, hatch = ground;

  for (guint k = 0; k < under->len; k++) {
    const NgItem *item = &ng_scene_items (scene)[g_array_index (under, gsize, k)];
    NgStyle style = ng_theme_style (theme, item->role);

    if (style.fill >> 24 == 0)
      continue;
    ground = mix (style.fill, ground);
    hatch = style.pattern != NG_PATTERN_NONE ? style.pattern_line : ground;
  }
  NgColor word = mix (ng_theme_style (theme, text->role).fill, ground);
  return MIN (ng_color_contrast (word, ground), ng_color_contrast (word, hatch));
}

static double
lightness (NgColor color)
{
  double y = ng_color_luminance (color);

  return y > 216.0 / 24389 ? 116 * cbrt (y) - 16 : 24389.0 / 27 * y;
}

/* Tints of kinds of layers that a figure shows beside one another. */
static void
check_greys (const Figure *self, const NgTheme *theme)
{
  gboolean is_seen[NG_N_ROLES] = { FALSE };

  for (gsize i = 0; i < ng_scene_n_items (self->scene); i++)
    is_seen[ng_scene_items (self->scene)[i].role] = TRUE;
  for (NgRole a = NG_ROLE_LAYER; a < NG_ROLE_LAYER + NG_N_ROLE_CATEGORIES; a++)
    for (NgRole b = NG_ROLE_LAYER; b < a; b++) {
      NgStyle x = ng_theme_style (theme, a), y = ng_theme_style (theme, b);

      if (is_seen[a] && is_seen[b] && x.pattern == y.pattern &&
          fabs (lightness (x.fill) - lightness (y.fill)) < STEP)
        g_error (
            "%s: %s and %s look alike in grey", self->what, ng_role_name (a), ng_role_name (b));
    }
}

static void
check_colours (const Figure *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GPtrArray) unders = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  gsize n = ng_scene_n_items (self->scene);

  for (gsize i = 0; i < n; i++)
    if (ng_scene_items (self->scene)[i].kind == NG_ITEM_TEXT)
      g_ptr_array_add (unders, find_under (cr, self->scene, i));
  for (int kind = 0; kind < NG_N_THEMES; kind++)
    for (int palette = 0; palette < NG_N_THEME_PALETTES; palette++) {
      g_autoptr (NgTheme) theme =
          ng_theme_with (ng_theme_get ((NgThemeKind) kind), (NgThemePalette) palette, NULL, FALSE);
      guint text = 0;

      for (gsize i = 0; i < n; i++) {
        const NgItem *item = &ng_scene_items (self->scene)[i];
        if (item->kind != NG_ITEM_TEXT)
          continue;
        double contrast = contrast_of (theme, self->scene, item, unders->pdata[text++]);
        if (contrast < CONTRAST)
          g_error ("%s, theme %d, palette %d: \"%s\" (%s) has a contrast of %.2f",
                   self->what,
                   kind,
                   palette,
                   ng_scene_item_text (self->scene, item),
                   ng_role_name (item->role),
                   contrast);
      }
      if (palette == NG_THEME_PALETTE_GREY)
        check_greys (self, theme);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* ---- PDF ---- */

/* In the table of pdffonts "emb" and "sub" are yes for each font, and none is of type 3. */
static void
check_fonts (const Figure *self, const char *table)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  const char *embedded = strstr (lines[0], "emb"), *subset = strstr (lines[0], "sub");
  int n_fonts = 0;

  g_assert_true (embedded != NULL && subset != NULL);
  for (int i = 2; lines[i] != NULL && *lines[i] != '\0'; i++, n_fonts++)
    if (!g_str_has_prefix (lines[i] + (embedded - lines[0]), "yes") ||
        !g_str_has_prefix (lines[i] + (subset - lines[0]), "yes") ||
        strstr (lines[i], "Type 3") != NULL)
      g_error ("%s: %s", self->what, lines[i]);
  g_assert_cmpint (n_fonts, >, 0);
}

static char *
without_spaces (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)) && *p != '\f')
      g_string_append_unichar (out, g_utf8_get_char (p));
  return g_string_free (out, FALSE);
}

/* Each text of the scene is found, and there is not a letter more or less. */
static void
check_words (const Figure *self, const char *found)
{
  g_autofree char *letters = without_spaces (found);
  glong n_letters = 0;

  for (gsize i = 0; i < ng_scene_n_items (self->scene); i++) {
    const NgItem *item = &ng_scene_items (self->scene)[i];

    if (item->kind != NG_ITEM_TEXT)
      continue;
    g_autofree char *text = without_spaces (ng_scene_item_text (self->scene, item));
    if (strstr (letters, text) == NULL)
      g_error ("%s: \"%s\" is not found in the PDF", self->what, text);
    n_letters += g_utf8_strlen (text, -1);
  }
  if (n_letters != g_utf8_strlen (letters, -1))
    g_error ("%s: %ld letters are drawn, and %ld found",
             self->what,
             n_letters,
             g_utf8_strlen (letters, -1));
}

static void
check_pdf (const Figure *self, const char *folder)
{
  g_autofree char *fonts = ng_test_tool (folder, "pdffonts", "picture.pdf", NULL);
  g_autofree char *words =
      ng_test_tool (folder, "pdftotext", "-raw", "-enc", "UTF-8", "picture.pdf", "-", NULL);

  if (fonts != NULL)
    check_fonts (self, fonts);
  if (words != NULL)
    check_words (self, words);
}

/* ---- SVG ---- */

/* Elements, and the attributes that each may have. */
static const struct {
  const char *name, *attributes;
} elements[] = {
  { "svg",
    " xmlns xmlns:xlink version role width height viewBox font-family xml:space stroke "
    "stroke-linejoin stroke-linecap " },
  { "title", " " },
  { "desc", " " },
  { "g", " fill stroke stroke-width stroke-linecap stroke-linejoin " },
  { "rect",
    " x y width height rx fill fill-opacity stroke stroke-opacity stroke-width stroke-dasharray "
    "stroke-linecap " },
  { "path",
    " d fill fill-opacity stroke stroke-opacity stroke-width stroke-dasharray stroke-linecap "
    "stroke-linejoin " },
  { "text",
    " x y font-family font-size font-weight font-style text-anchor textLength fill fill-opacity " },
  { "image", " x y width height href xlink:href preserveAspectRatio style image-rendering " },
};

static void
start_element (GMarkupParseContext *context,
               const char *name,
               const char **names,
               const char **values,
               gpointer data,
               GError **error)
{
  const Figure *self = data;
  const char *known = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    if (strcmp (elements[i].name, name) == 0)
      known = elements[i].attributes;
  if (known == NULL)
    g_error ("%s: <%s> is no element of ours", self->what, name);
  for (gsize i = 0; names[i] != NULL; i++) {
    g_autofree char *word = g_strdup_printf (" %s ", names[i]);

    if (strstr (known, word) == NULL)
      g_error ("%s: <%s> has %s", self->what, name, names[i]);
    if (strstr (values[i], "nan") != NULL || strstr (values[i], "inf") != NULL)
      g_error ("%s: %s is \"%s\"", self->what, names[i], values[i]);
  }
}

static void
check_svg (const Figure *self, const char *svg)
{
  static const GMarkupParser parser = { .start_element = start_element };
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, 0, (gpointer) self, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, svg, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
}

/* ---- looks ---- */

/* What a picture of a tool looks like, as light from 0 to 1, {channels, height, width}. */
static NgTensor *
load (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  NgColour colour;
  NgTensor *picture = ng_image_load (path, &colour, &error);

  g_assert_no_error (error);
  return picture;
}

/* The greatest difference between the means of squares. Tools round sizes in ways of their own. */
static double
compare_looks (const NgTensor *a, const NgTensor *b)
{
  const float *x = ng_tensor_data (a), *y = ng_tensor_data (b);
  gsize widths[] = { (gsize) ng_tensor_dims (a)[2], (gsize) ng_tensor_dims (b)[2] };
  gsize heights[] = { (gsize) ng_tensor_dims (a)[1], (gsize) ng_tensor_dims (b)[1] };
  gsize width = MIN (widths[0], widths[1]), height = MIN (heights[0], heights[1]);
  double greatest = 0;

  g_assert_cmpuint (MAX (widths[0], widths[1]) - width, <=, 1);
  g_assert_cmpuint (MAX (heights[0], heights[1]) - height, <=, 1);
  for (gsize row = 0; row + SQUARE <= height; row += SQUARE)
    for (gsize column = 0; column + SQUARE <= width; column += SQUARE) {
      double sum = 0;

      for (gsize i = 0; i < SQUARE * SQUARE; i++) {
        gsize line = row + i / SQUARE, place = column + i % SQUARE;
        sum += (double) (x[line * widths[0] + place] - y[line * widths[1] + place]);
      }
      greatest = MAX (greatest, fabs (sum) / (SQUARE * SQUARE));
    }
  return greatest;
}

static void
write_file (const char *folder, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (
      path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
}

/* The SVG files, with texts and with outlines, are the picture of the PDF file. A line that is
 * missing makes a square lighter by 0.3, and the painters soften edges in ways of their own;
 * letters are moved by as much as a pixel too, to look sharp. Lines that are thinner than a pixel
 * are softened more. */
static void
check_looks (const Figure *self, const char *folder, const char *svg)
{
  static const double tolerances[] = { 0.4, 0.2 };
  g_autoptr (NgScene) scene = ng_cairo_outline (self->scene, self->theme);
  g_autofree char *outlines = ng_svg_write (scene, self->theme, NULL, 0, FALSE);
  const char *const svgs[] = { svg, outlines };
  NgBox page = ng_scene_bounds (self->scene);
  double area = (double) page.width * (double) page.height / (72 * 72);
  double resolution = floor (CLAMP (sqrt (MOST_PIXELS / area), LEAST_DPI, MOST_DPI));
  double allowance = resolution < FINE_DPI ? 2 : 1;
  g_autofree char *dpi = g_strdup_printf ("%.0f", resolution);
  g_autofree char *pdf = ng_test_tool (
      folder, "pdftoppm", "-r", dpi, "-png", "-singlefile", "picture.pdf", "pdf", NULL);

  if (pdf == NULL)
    return;
  g_autoptr (NgTensor) expected = load (folder, "pdf.png");
  for (gsize i = 0; i < G_N_ELEMENTS (svgs); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (svgs[i], strlen (svgs[i]));
    write_file (folder, "picture.svg", bytes);
    g_autofree char *said = ng_test_tool (
        folder, "rsvg-convert", "-d", dpi, "-p", dpi, "picture.svg", "-o", "svg.png", NULL);
    if (said == NULL)
      return;
    g_autoptr (NgTensor) found = load (folder, "svg.png");
    double apart = compare_looks (expected, found);
    if (apart >= tolerances[i] * allowance)
      g_error ("%s: SVG and PDF are %.2f apart (%d)", self->what, apart, (int) i);
  }
}

/* ---- all of it ---- */

static NgScene *
draw (const char *path, const NgFigureForm *form)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);
  NgFigure figure = ng_figure_default ();

  g_assert_no_error (error);
  figure.form = form;
  figure.names = TRUE;
  figure.legend = NG_LEGEND_BELOW;
  figure.metrics = ng_pango_metrics ();
  NgScene *scene = ng_figure_draw (net, &figure, NULL, &error);
  if (scene == NULL)
    ng_assert_tag (&error, "Figure::suit");
  return scene;
}

static char *
write_svg (const Figure *self)
{
  return ng_svg_write (self->scene, self->theme, &(NgAbout){ .title = "Net" }, 0, FALSE);
}

static GBytes *
write_pdf (const Figure *self)
{
  g_autoptr (GError) error = NULL;
  GBytes *pdf = ng_cairo_pdf (self->scene, self->theme, &(NgAbout){ .title = "Net" }, 0, &error);

  g_assert_no_error (error);
  return pdf;
}

/* Returns: whether the form suits the net */
static gboolean
check_net (const char *path, const NgFigureForm *form)
{
  g_autoptr (NgScene) scene = draw (path, form);
  g_autoptr (NgScene) again = scene != NULL ? draw (path, form) : NULL;
  g_autofree char *what = g_strdup_printf ("%s as %s", path, form->name);
  g_autofree char *folder = ng_test_folder ();

  if (scene == NULL)
    return FALSE;
  const Figure figure = { what, scene, ng_theme_get (form->theme) };
  const Figure twin = { what, again, figure.theme };
  g_autofree char *svg = write_svg (&figure), *svg_again = write_svg (&twin);
  g_autoptr (GBytes) pdf = write_pdf (&figure), pdf_again = write_pdf (&twin);
  g_assert_cmpstr (svg, ==, svg_again);
  g_assert_true (g_bytes_equal (pdf, pdf_again));
  write_file (folder, "picture.pdf", pdf);
  check_colours (&figure);
  check_pdf (&figure, folder);
  check_svg (&figure, svg);
  check_looks (&figure, folder, svg);
  return TRUE;
}

static void
test_form (gconstpointer data)
{
  g_autofree char *nets = ng_test_source ("data/gallery");
  g_autoptr (GDir) dir = g_dir_open (nets, 0, NULL);
  const char *name;
  int n_drawn = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (nets, name, NULL);
    n_drawn += check_net (path, data);
  }
  g_assert_cmpint (n_drawn, >, 15);
}

/* One net in all forms and palettes, in every other one of which nothing is see-through. */
static void
test_palettes (void)
{
  g_autofree char *path = ng_test_source ("data/gallery/lenet.wl");
  g_autofree char *folder = ng_test_folder ();
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);

  for (gsize i = 0; i < n; i++)
    for (int palette = 0; palette < NG_N_THEME_PALETTES; palette++) {
      g_autoptr (NgScene) scene = draw (path, forms[i]);
      g_autoptr (NgTheme) theme = ng_theme_with (
          ng_theme_get (NG_THEME_PRINT), (NgThemePalette) palette, NULL, palette % 2 == 1);
      const Figure figure = { forms[i]->name, scene, theme };
      g_autofree char *svg = write_svg (&figure);
      g_autoptr (GBytes) pdf = write_pdf (&figure);
      write_file (folder, "picture.pdf", pdf);
      check_svg (&figure, svg);
      if (palette % 2 == 1 && strstr (svg, "opacity") != NULL)
        g_error ("%s: something is see-through", figure.what);
      check_looks (&figure, folder, svg);
    }
}

/* ---- faults that are made on purpose ---- */

static const char *const faults[] = { "contrast", "letters", "looks", "element" };

static void
add_word (NgSceneBuilder *builder, NgRole role, float y, const char *text)
{
  const NgFont font = { 10, NG_FAMILY_SANS, FALSE, FALSE };

  ng_scene_builder_add_text (builder, role, font, NG_ALIGN_START, 10, y, text);
}

/* A grey word on a fill, a word more in the scene than in the file, a line less, a strange element:
 * each ends the test. */
static void
test_faults (void)
{
  static const char *const expected[] = {
    "*has a contrast of*", "*letters are drawn, and*", "*apart*", "*is no element of ours*"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *path = g_strdup_printf ("/printed/fault/%s/subprocess", faults[i]);
    g_test_trap_subprocess (path, 0, 0);
    g_test_trap_assert_failed ();
    g_test_trap_assert_stderr (expected[i]);
  }
}

static void
test_fault (gconstpointer data)
{
  int fault = GPOINTER_TO_INT (data);
  NgSceneBuilder *builder = ng_scene_builder_new (ng_pango_metrics ()), *other;
  g_autofree char *folder = ng_test_folder ();

  ng_scene_builder_add_box (builder, NG_ROLE_EDGE_PROBLEM, (NgBox){ 0, 0, 80, 20 }, 0);
  add_word (builder, NG_ROLE_NAME, 14, "word");
  if (fault == 0) {
    ng_scene_builder_add_box (builder, NG_ROLE_SELECTION, (NgBox){ 0, 30, 80, 20 }, 0);
    ng_scene_builder_add_box (builder, NG_ROLE_NAME, (NgBox){ 0, 30, 80, 20 }, 0);
    add_word (builder, NG_ROLE_NAME, 44, "dark on dark");
  }
  g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 2);
  other = ng_scene_builder_new (ng_pango_metrics ());
  ng_scene_builder_add_scene (other, scene, ng_scene_bounds (scene).x, ng_scene_bounds (scene).y);
  if (fault == 1)
    add_word (other, NG_ROLE_NAME, 14, "word");
  else if (fault == 2)
    ng_scene_builder_add_box (other, NG_ROLE_NAME, (NgBox){ 10, 2, 30, 16 }, 0);
  g_autoptr (NgScene) changed = ng_scene_builder_end_page (other, ng_scene_bounds (scene));
  const Figure figure = { "a scene", scene, ng_theme_get (NG_THEME_PRINT) };
  const Figure wrong = { "a scene", changed, figure.theme };
  g_autofree char *svg = write_svg (&wrong);
  g_autoptr (GBytes) pdf = write_pdf (&figure);
  write_file (folder, "picture.pdf", pdf);
  switch (fault) {
  case 0:
    check_colours (&figure);
    break;
  case 1:
    check_pdf (&wrong, folder);
    break;
  case 2:
    check_looks (&figure, folder, svg);
    break;
  default:
    check_svg (&figure, "<svg xmlns=\"http://www.w3.org/2000/svg\"><blink/></svg>");
  }
}

int
main (int argc, char **argv)
{
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);

  ng_test_init (&argc, &argv);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *path = g_strconcat ("/printed/", forms[i]->name, NULL);
    g_test_add_data_func (path, forms[i], test_form);
  }
  g_test_add_func ("/printed/palettes", test_palettes);
  g_test_add_func ("/printed/faults", test_faults);
  for (int i = 0; i < (int) G_N_ELEMENTS (faults); i++) {
    g_autofree char *path = g_strdup_printf ("/printed/fault/%s/subprocess", faults[i]);
    g_test_add_data_func (path, GINT_TO_POINTER (i), test_fault);
  }
  return g_test_run ();
}
