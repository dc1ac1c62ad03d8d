/* Pictures as files: SVG that XML readers take, PNG of the size that was asked for, PDF; the same
 * scene gives the same bytes. */

#include "render/export/cairo.h"
#include "render/export/pango.h"
#include "render/export/svg.h"
#include "render/scene/builder.h"
#include "render/standard/standard.h"

#include "core/notation/read.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

#define NET                                                                                        \
  "NetGraph[<|\"co<nv> & \\\"1\\\"\" -> ConvolutionLayer[8, 3], \"bn\" -> "                        \
  "BatchNormalizationLayer[], "                                                                    \
  "\"sum\" -> TotalLayer[]|>, {1 -> 2 -> 3, 1 -> 3}, \"Input\" -> {3, 9, 9}]"

static NgNet *
read_net (void)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_net_read_text (NET, -1, NULL, &error);

  g_assert_no_error (error);
  return net;
}

static NgScene *
draw (void)
{
  g_autoptr (NgNet) net = read_net ();
  NgStandardOptions options = {
    .depth = -1, .header = TRUE, .badges = TRUE, .metrics = ng_pango_metrics ()
  };
  g_autoptr (GError) error = NULL;
  NgScene *scene = ng_standard_draw (net, &options, NULL, &error);

  g_assert_no_error (error);
  return scene;
}

typedef struct {
  int n_elements;
  GString *text;
} Seen;

static void
start_element (GMarkupParseContext *context,
               const char *name,
               const char **names,
               const char **values,
               gpointer data,
               GError **error)
{
  ((Seen *) data)->n_elements++;
}

static void
take_text (
    GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  g_string_append_len (((Seen *) data)->text, text, (gssize) length);
}

static void
test_svg (void)
{
  static const GMarkupParser parser = { .start_element = start_element, .text = take_text };
  g_autoptr (NgScene) scene = draw ();

  for (NgThemeKind theme = 0; theme < NG_N_THEMES; theme++) {
    g_autofree char *svg = ng_svg_write (
        scene, ng_theme_get (theme), &(NgAbout){ .title = "a <title> & more" }, 0, FALSE);
    g_autofree char *again = ng_svg_write (
        scene, ng_theme_get (theme), &(NgAbout){ .title = "a <title> & more" }, 0, FALSE);
    Seen seen = { 0, g_string_new (NULL) };
    g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &seen, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_true (g_markup_parse_context_parse (context, svg, -1, &error));
    g_assert_true (g_markup_parse_context_end_parse (context, &error));
    g_assert_no_error (error);
    g_assert_cmpint (seen.n_elements, >, 30);
    g_assert_nonnull (strstr (seen.text->str, "co<nv> & \"1\""));
    g_assert_nonnull (strstr (seen.text->str, "a <title> & more"));
    g_assert_nonnull (strstr (seen.text->str, "8×7×7"));
    g_assert_cmpstr (svg, ==, again);
    g_string_free (seen.text, TRUE);
  }
}

/* Texts that XML does not allow, and pictures. */
/* Checks that a class is one of the style sheet, and that nothing else says a colour. */
static void
check_class (GMarkupParseContext *context,
             const char *name,
             const char **attributes,
             const char **values,
             gpointer data,
             GError **error)
{
  for (gsize i = 0; attributes[i] != NULL; i++) {
    g_assert_cmpstr (attributes[i], !=, "fill");
    if (strcmp (attributes[i], "class") == 0) {
      g_autofree char *rule = g_strdup_printf (".%s{", values[i]);

      g_assert_nonnull (strstr (data, rule));
    }
  }
}

static void
test_svg_inline (void)
{
  static const GMarkupParser parser = { .start_element = check_class };
  g_autoptr (NgScene) scene = draw ();
  g_autofree char *svg = ng_svg_write_inline (scene, "a <title>");
  g_autofree char *light = ng_svg_style_sheet (ng_theme_get (NG_THEME_LIGHT));
  g_autofree char *dark = ng_svg_style_sheet (ng_theme_get (NG_THEME_DARK));
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, light, NULL);

  g_assert_true (g_str_has_prefix (svg, "<svg "));
  g_assert_true (g_markup_parse_context_parse (context, svg, -1, NULL));
  g_assert_true (g_markup_parse_context_end_parse (context, NULL));
  g_assert_nonnull (strstr (svg, "class=\"ng-layer-convolution\""));
  g_assert_cmpstr (light, !=, dark);
}

static void
test_svg_hostile (void)
{
  static const GMarkupParser parser = { 0 };
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
  NgFont font = { 9, NG_FAMILY_SERIF, FALSE, TRUE };
  guint32 pixels[2] = { 0xffff0000, 0xff00ff00 };

  ng_scene_builder_add_text (
      builder, NG_ROLE_TEXT, font, NG_ALIGN_START, 0, 0, "\x01 ]]> \xef\xbf\xbf <!--");
  ng_scene_builder_add_image (builder, (NgBox){ 0, 0, 10, 10 }, pixels, 2, 1);
  g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 1);
  g_autofree char *svg = ng_svg_write (scene, ng_theme_get (0), NULL, 120, TRUE);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);

  g_assert_true (g_markup_parse_context_parse (context, svg, -1, NULL));
  g_assert_true (g_markup_parse_context_end_parse (context, NULL));
  g_assert_null (strchr (svg, '\x01'));
  g_assert_nonnull (strstr (svg, "width=\"120pt\""));
  g_assert_nonnull (strstr (svg, "data:image/png;base64,iVBOR"));
}

static guint32
big_endian (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

static void
test_png (void)
{
  g_autoptr (NgScene) scene = draw ();
  NgBox page = ng_scene_bounds (scene);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) twice = ng_cairo_png (scene, ng_theme_get (0), 2, 0, FALSE, &error);
  g_autoptr (GBytes) sized = ng_cairo_png (scene, ng_theme_get (1), 1, 333, TRUE, &error);
  g_assert_no_error (error);

  const guint8 *data = g_bytes_get_data (twice, NULL);
  g_assert_cmpuint (big_endian (data + 16), ==, (guint) ceil (2 * (double) page.width - 1e-6));
  g_assert_cmpuint (big_endian (data + 20), ==, (guint) ceil (2 * (double) page.height - 1e-6));
  data = g_bytes_get_data (sized, NULL);
  g_assert_cmpuint (MAX (big_endian (data + 16), big_endian (data + 20)), ==, 333);

  g_assert_null (ng_cairo_png (scene, ng_theme_get (0), 1000, 0, FALSE, &error));
  ng_assert_tag (&error, "Draw::size");
}

static NgScene *
plain (float width, float height)
{
  NgSceneBuilder *builder = ng_scene_builder_new (ng_pango_metrics ());

  ng_scene_builder_add_box (builder, NG_ROLE_GROUP, (NgBox){ 0, 0, width, height }, 0);
  return ng_scene_builder_end (builder, 0);
}

/* The scale that is said to fit can be painted, and a little more cannot. */
static void
test_fitting_scale (void)
{
  g_autoptr (NgScene) small = draw ();
  g_autoptr (NgScene) strip = plain (86448, 992);
  g_autoptr (NgScene) square = plain (9000, 9000);
  const NgScene *large[] = { strip, square };
  g_autoptr (GError) error = NULL;

  ng_assert_near (ng_png_fitting_scale (small, 2), 2, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (large); i++) {
    NgBox page = ng_scene_bounds (large[i]);
    double scale = ng_png_fitting_scale (large[i], 0);
    double width = ceil ((double) page.width * scale - 1e-6);
    double height = ceil ((double) page.height * scale - 1e-6);
    ng_assert_near (ng_png_fitting_scale (large[i], 1000), scale, 0);
    ng_assert_near (ng_png_fitting_scale (large[i], scale / 3), scale / 3, 0);
    g_assert_true (width <= 32767 && height <= 32767 && width * height * 4 <= 512.0 * 1024 * 1024);
    g_assert_true (width == 32767 || (width + 1) * (height + 1) * 4 > 512.0 * 1024 * 1024);
    g_assert_null (ng_cairo_png (large[i], ng_theme_get (0), scale * 1.001, 0, FALSE, &error));
    ng_assert_tag (&error, "Draw::size");
  }

  g_autoptr (GBytes) bytes =
      ng_cairo_png (strip, ng_theme_get (0), ng_png_fitting_scale (strip, 2), 0, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (big_endian ((const guint8 *) g_bytes_get_data (bytes, NULL) + 16), ==, 32767);
}

/* Ten boxes to a pixel are a line that is seen, as dark as one box alone, and so are ten lines. */
static void
test_specks (void)
{
  enum { N = 1000, WIDTH = N / 10 };
  NgSceneBuilder *builder = ng_scene_builder_new (ng_pango_metrics ());
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, 2);
  cairo_t *cr = cairo_create (surface);

  for (int i = 0; i < N; i++) {
    NgPoint ends[] = { { (float) i, 12 }, { (float) i + 0.5F, 12 } };

    ng_scene_builder_add_box (builder, NG_ROLE_LAYER, (NgBox){ (float) i, 1, 0.5F, 0.5F }, 0);
    ng_scene_builder_add_path (builder, NG_ROLE_EDGE, "ML", ends);
  }
  g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 0);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, 0.1, 0.1);
  ng_cairo_draw (scene, ng_theme_get (NG_THEME_LIGHT), cr, NULL, 0.1);
  cairo_surface_flush (surface);
  for (int y = 0; y < 2; y++) {
    const guint32 *row =
        (const guint32 *) (gconstpointer) (cairo_image_surface_get_data (surface) +
                                           y * cairo_image_surface_get_stride (surface));
    NgRole role = y == 0 ? NG_ROLE_LAYER : NG_ROLE_EDGE;
    NgColor line = ng_theme_style (ng_theme_get (NG_THEME_LIGHT), role).line;

    for (int x = 0; x < WIDTH; x++)
      g_assert_cmphex (row[x] & 0xffffff, ==, line & 0xffffff);
  }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_pdf (void)
{
  g_autoptr (NgScene) scene = draw ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = ng_cairo_pdf (
      scene, ng_theme_get (NG_THEME_PRINT), &(NgAbout){ .title = "Net" }, 240, &error);
  g_autoptr (GBytes) again = ng_cairo_pdf (
      scene, ng_theme_get (NG_THEME_PRINT), &(NgAbout){ .title = "Net" }, 240, &error);
  g_assert_no_error (error);

  g_assert_true (g_bytes_equal (pdf, again));
  g_assert_true (g_str_has_prefix (g_bytes_get_data (pdf, NULL), "%PDF-"));

  g_setenv ("SOURCE_DATE_EPOCH", "1000000000", TRUE);
  g_autoptr (GBytes) dated = ng_cairo_pdf (
      scene, ng_theme_get (NG_THEME_PRINT), &(NgAbout){ .title = "Net" }, 240, &error);
  g_unsetenv ("SOURCE_DATE_EPOCH");
  g_assert_false (g_bytes_equal (pdf, dated));
}

/* Outlines: the same page, things and picks; no texts. */
static void
test_outlines (void)
{
  g_autoptr (NgScene) scene = draw ();
  const NgTheme *theme = ng_theme_get (NG_THEME_LIGHT);
  g_autoptr (NgScene) outlines = ng_cairo_outline (scene, theme);
  g_autofree char *svg = ng_svg_write (outlines, theme, NULL, 0, FALSE);
  NgBox page = ng_scene_bounds (scene), own = ng_scene_bounds (outlines);
  g_autoptr (NgNet) net = read_net ();

  g_assert_cmpmem (&page, sizeof page, &own, sizeof own);
  g_assert_cmpuint (ng_scene_n_items (scene), ==, ng_scene_n_items (outlines));
  g_assert_null (strstr (svg, "<text"));
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *a = &ng_scene_items (scene)[i], *b = &ng_scene_items (outlines)[i];

    g_assert_cmpint (a->role, ==, b->role);
    g_assert_true (ng_pick_equal (a->pick, b->pick));
    if (a->kind != NG_ITEM_TEXT)
      continue;
    g_assert_cmpint (b->kind, ==, NG_ITEM_PATH);
    /* Letters reach at most a little over their advances. */
    g_assert_cmpfloat (b->bounds.x, >, a->bounds.x - 2);
    g_assert_cmpfloat (b->bounds.x + b->bounds.width, <, a->bounds.x + a->bounds.width + 2);
    g_assert_cmpfloat (b->bounds.width, >, a->bounds.width / 2 - 2);
  }
}

/* What is far outside the visible box costs nothing and paints nothing; what is inside looks as it
 * does in the whole picture. */
static void
test_culling (void)
{
  g_autoptr (NgScene) scene = draw ();
  cairo_surface_t *surfaces[2];
  NgBox page = ng_scene_bounds (scene);
  NgBox visible = { page.x + 40, page.y + 10, 120, 100 };

  for (int i = 0; i < 2; i++) {
    surfaces[i] = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 120, 100);
    cairo_t *cr = cairo_create (surfaces[i]);
    cairo_translate (cr, (double) -visible.x, (double) -visible.y);
    ng_cairo_draw (scene, ng_theme_get (0), cr, i == 0 ? NULL : &visible, 1);
    cairo_destroy (cr);
    cairo_surface_flush (surfaces[i]);
  }
  gsize size = (gsize) cairo_image_surface_get_stride (surfaces[0]) * 100;
  g_assert_cmpmem (cairo_image_surface_get_data (surfaces[0]),
                   size,
                   cairo_image_surface_get_data (surfaces[1]),
                   size);
  for (int i = 0; i < 2; i++)
    cairo_surface_destroy (surfaces[i]);
}

static cairo_surface_t *
paint_at (const NgScene *scene, int width, int height, double scale)
{
  NgBox page = ng_scene_bounds (scene);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  cairo_translate (cr, (double) -page.x, (double) -page.y);
  ng_cairo_draw (scene, ng_theme_get (0), cr, NULL, scale);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Of any channel of the pixels that both have, 0 to 255. */
static int
largest_difference (cairo_surface_t *a, cairo_surface_t *b, int width, int height)
{
  int largest = 0;

  for (int row = 0; row < height; row++) {
    const guint8 *left = cairo_image_surface_get_data (a),
                 *right = cairo_image_surface_get_data (b);

    left += row * cairo_image_surface_get_stride (a);
    right += row * cairo_image_surface_get_stride (b);
    for (int i = 0; i < 4 * width; i++)
      if (i % 4 < 3)
        largest = MAX (largest, ABS (left[i] - right[i]));
  }
  return largest;
}

/* A surface that ends within a text shows the same letters as one that holds all of it. */
static void
test_cut_text (void)
{
  g_autoptr (NgScene) scene = draw ();
  const double scale = 16.0 / 15;
  NgBox page = ng_scene_bounds (scene);
  int width = (int) ((double) page.width * scale), height = (int) ((double) page.height * scale);
  cairo_surface_t *whole = paint_at (scene, width, height, scale);
  guint n_cuts = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    int cut = (int) ((double) (item->bounds.x + item->bounds.width / 2 - page.x) * scale);
    cairo_surface_t *part;

    if (item->kind != NG_ITEM_TEXT)
      continue;
    part = paint_at (scene, cut, height, scale);
    g_assert_cmpint (largest_difference (part, whole, cut, height), <, 16);
    cairo_surface_destroy (part);
    n_cuts++;
  }
  g_assert_cmpuint (n_cuts, >, 5);
  cairo_surface_destroy (whole);
}

static void
test_highlight (void)
{
  g_autoptr (NgScene) scene = draw ();
  g_autoptr (NgNet) net = read_net ();
  NgPick pick = { NG_PICK_VERTEX, 0, ng_net_vertex (net, 1), 0 };
  NgBox box;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 600, 200);
  cairo_t *cr = cairo_create (surface);

  g_assert_true (ng_scene_find (scene, pick, &box));
  cairo_translate (cr, 10 - (double) box.x, 10 - (double) box.y);
  ng_cairo_highlight (scene, ng_theme_get (0), cr, pick, NG_ROLE_SELECTION);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  /* The left side of the box, and nothing within. */
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  int middle = 10 + (int) (box.height / 2);
  g_assert_cmpuint (((const guint32 *) (const void *) (data + middle * stride))[10] >> 24, >, 0);
  g_assert_cmpuint (((const guint32 *) (const void *) (data + middle * stride))[16] >> 24, ==, 0);
  cairo_surface_destroy (surface);
}

static void
test_metrics (void)
{
  const NgMetrics *metrics = ng_pango_metrics ();
  NgFont font = { 10, NG_FAMILY_SANS, FALSE, FALSE }, bold = { 10, NG_FAMILY_SANS, TRUE, FALSE };
  NgFont large = { 20, NG_FAMILY_SANS, FALSE, FALSE };
  float width = ng_metrics_width (metrics, font, "Convolution 3×3");

  g_assert_cmpfloat (width, >, 40);
  g_assert_cmpfloat (width, <, 140);
  ng_assert_near (
      (double) ng_metrics_width (metrics, large, "Convolution 3×3"), 2 * (double) width, 1e-3);
  g_assert_cmpfloat (ng_metrics_width (metrics, bold, "Convolution"), >, 0);
  g_assert_cmpfloat (ng_metrics_width (metrics, font, "مرحبا"), >, 0);
  g_assert_cmpfloat (metrics->ascent (metrics, font), >, 5);
  g_assert_cmpfloat (metrics->descent (metrics, font), >, 1);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/export/svg", test_svg);
  g_test_add_func ("/export/svg-inline", test_svg_inline);
  g_test_add_func ("/export/svg-hostile", test_svg_hostile);
  g_test_add_func ("/export/png", test_png);
  g_test_add_func ("/export/fitting-scale", test_fitting_scale);
  g_test_add_func ("/export/specks", test_specks);
  g_test_add_func ("/export/pdf", test_pdf);
  g_test_add_func ("/export/outlines", test_outlines);
  g_test_add_func ("/export/culling", test_culling);
  g_test_add_func ("/export/cut-text", test_cut_text);
  g_test_add_func ("/export/highlight", test_highlight);
  g_test_add_func ("/export/metrics", test_metrics);
  return g_test_run ();
}
