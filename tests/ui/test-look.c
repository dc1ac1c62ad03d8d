/* What is really seen, pixel by pixel, in the style and at the scale that the environment asks for:
 * ADW_DEBUG_COLOR_SCHEME, ADW_DEBUG_HIGH_CONTRAST, GDK_SCALE. */

#include "tests/ui/ui-test.h"

#include "render/scene/pick.h"
#include "render/scene/theme.h"
#include "ui/shown-theme.h"
#include <adwaita.h>
#include <math.h>

#define PIXELS_PER_POINT (96.0 / 72.0)

/* Device pixels, 0xAARRGGBB. */
typedef struct {
  guint32 *pixels;
  int width, height;
} Picture;

static Picture
take_picture (GtkWidget *widget)
{
  g_autoptr (GdkTexture) texture = ng_ui_picture_of (widget);
  Picture picture = { NULL, gdk_texture_get_width (texture), gdk_texture_get_height (texture) };

  picture.pixels = g_new (guint32, (gsize) picture.width * (gsize) picture.height);
  gdk_texture_download (texture, (guchar *) picture.pixels, (gsize) picture.width * 4);
  return picture;
}

static gboolean
is_expected (const char *variable, const char *value)
{
  return g_strcmp0 (g_getenv (variable), value) == 0;
}

static gboolean
is_high_contrast (void)
{
  return is_expected ("ADW_DEBUG_HIGH_CONTRAST", "1");
}

/* The device pixels of a box of the scene; whether all of them are in the picture. */
static gboolean
find_pixels (NgUiTest *self, const Picture *picture, NgBox box, GdkRectangle *area)
{
  NgCanvas *canvas = ng_ui_canvas (self);
  NgBox visible = ng_canvas_visible (canvas);
  double scale = ng_canvas_zoom (canvas) * PIXELS_PER_POINT *
                 gtk_widget_get_scale_factor (GTK_WIDGET (canvas));
  double x = (double) (box.x - visible.x) * scale, y = (double) (box.y - visible.y) * scale;

  area->x = (int) floor (x);
  area->y = (int) floor (y);
  area->width = (int) ceil (x + (double) box.width * scale) - area->x;
  area->height = (int) ceil (y + (double) box.height * scale) - area->y;
  return area->x >= 0 && area->y >= 0 && area->x + area->width <= picture->width &&
         area->y + area->height <= picture->height;
}

/* The contrast of the most different two of some pixels, one of which is the ground. */
static double
contrast_in (const Picture *picture, GdkRectangle area)
{
  guint32 ground = picture->pixels[area.y * picture->width + area.x];
  double most = 1;

  for (int y = area.y; y < area.y + area.height; y++)
    for (int x = area.x; x < area.x + area.width; x++)
      most = MAX (most, ng_color_contrast (picture->pixels[y * picture->width + x], ground));
  return most;
}

/* The largest step of green from a pixel to the one beside it. */
static int
steepest_in (const Picture *picture, GdkRectangle area)
{
  int most = 0;

  for (int y = area.y; y < area.y + area.height; y++)
    for (int x = area.x; x + 1 < area.x + area.width; x++) {
      const guint32 *at = &picture->pixels[y * picture->width + x];

      most = MAX (most, ABS ((int) (at[0] >> 8 & 0xff) - (int) (at[1] >> 8 & 0xff)));
    }
  return most;
}

/* A net with a branch, a problem, a nested net and ports whose types are not known. */
static void
start (NgUiTest *self)
{
  ng_ui_start_text (
      self,
      "NetGraph[<|\"conv1\" -> ConvolutionLayer[20, 5], \"ramp\" -> Ramp, \"tanh\" -> Tanh, "
      "\"inner\" -> NetChain[{LinearLayer[3], SoftmaxLayer[]}], \"sum\" -> TotalLayer[], "
      "\"odd\" -> ElementwiseLayer[LogisticSigmoid], \"wrong\" -> ConvolutionLayer[2, 3]|>, "
      "{\"conv1\" -> {\"ramp\", \"tanh\"}, {\"ramp\", \"tanh\"} -> \"sum\" -> \"inner\" -> "
      "\"wrong\"}, \"Input\" -> {1, 28, 28}]");
  ng_ui_activate (self, "fit");
  ng_ui_settle (self);
}

static void
test_style (gconstpointer data)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  gboolean is_dark = is_expected ("ADW_DEBUG_COLOR_SCHEME", "prefer-dark");
  const char *names[2][2] = { { "light", "contrast" }, { "dark", "contrast-dark" } };

  g_assert_true (adw_style_manager_get_high_contrast (style) == is_high_contrast ());
  g_assert_true (adw_style_manager_get_dark (style) == is_dark);
  g_assert_cmpstr (ng_theme_name (ng_shown_theme ()), ==, names[is_dark][is_high_contrast ()]);
}

/* Texts stand out from what is round them, 4.5 to 1, of high contrast 7 to 1 (WCAG 2.1, 1.4.3 and
 * 1.4.6). */
static void
test_texts (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  double least = is_high_contrast () ? 7 : 4.5;
  NgScene *scene;
  Picture picture;
  guint n = 0;

  start (self);
  ng_ui_activate (self, "zoom-original");
  ng_ui_settle (self);
  scene = ng_document_scene (ng_ui_document (self));
  picture = take_picture (GTK_WIDGET (ng_ui_canvas (self)));
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    GdkRectangle area;
    double contrast;

    if (item->kind != NG_ITEM_TEXT || !find_pixels (self, &picture, item->bounds, &area))
      continue;
    contrast = contrast_in (&picture, area);
    g_test_message ("\"%s\" (%s) has a contrast of %.2f",
                    ng_scene_item_text (scene, item),
                    ng_role_name (item->role),
                    contrast);
    if (contrast < least)
      g_test_fail ();
    n++;
  }
  g_assert_cmpuint (n, >=, 8);
  g_free (picture.pixels);
  ng_ui_screenshot (self, ng_theme_name (ng_shown_theme ()));
  ng_ui_stop (self);
}

/* Returns: how many connections are seen in their middle with at least that contrast */
static guint
count_lines (NgUiTest *self, double least)
{
  NgScene *scene = ng_document_scene (ng_ui_document (self));
  Picture picture = take_picture (GTK_WIDGET (ng_ui_canvas (self)));
  guint n = 0;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    GdkRectangle area;
    NgPoint middle;
    double contrast;

    if (item->role < NG_ROLE_EDGE || item->role > NG_ROLE_EDGE_PROBLEM ||
        !ng_scene_edge_middle (scene, item->pick, &middle) ||
        !find_pixels (self, &picture, (NgBox){ middle.x - 3, middle.y - 3, 6, 6 }, &area))
      continue;
    contrast = contrast_in (&picture, area);
    g_test_message ("%s has a contrast of %.2f", ng_role_name (item->role), contrast);
    if (contrast < least)
      g_test_fail ();
    n++;
  }
  g_free (picture.pixels);
  return n;
}

/* Connections are seen where they are, 3 to 1 (WCAG 2.1, 1.4.11), of high contrast 7; and none is
 * lost when the net is shown small, where a line is thinner than a pixel. */
static void
test_lines (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  start (self);
  ng_ui_activate (self, "fit");
  ng_ui_settle (self);
  g_assert_cmpuint (count_lines (self, 1.6), ==, 10);
  ng_ui_activate (self, "zoom-original");
  ng_ui_settle (self);
  g_assert_cmpuint (count_lines (self, is_high_contrast () ? 7 : 3), >=, 2);
  ng_ui_stop (self);
}

/* The picture has the pixels of the screen: enlarged by two it would have no step from pixel to
 * pixel of more than half the contrast of its texts. */
static void
test_sharpness (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  GtkWidget *canvas;
  NgScene *scene;
  Picture picture;
  int factor, steepest = 0, range;

  start (self);
  ng_ui_activate (self, "zoom-original");
  ng_ui_settle (self);
  canvas = GTK_WIDGET (ng_ui_canvas (self));
  factor = gtk_widget_get_scale_factor (canvas);
  g_assert_cmpint (factor, ==, is_expected ("GDK_SCALE", "2") ? 2 : 1);
  scene = ng_document_scene (ng_ui_document (self));
  picture = take_picture (canvas);
  g_assert_cmpint (picture.width, ==, gtk_widget_get_width (canvas) * factor);
  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    GdkRectangle area;

    if (item->kind == NG_ITEM_TEXT && item->role == NG_ROLE_NAME &&
        find_pixels (self, &picture, item->bounds, &area))
      steepest = MAX (steepest, steepest_in (&picture, area));
  }
  range = ABS ((int) (ng_theme_style (ng_shown_theme (), NG_ROLE_NAME).fill >> 8 & 0xff) -
               (int) (ng_theme_style (ng_shown_theme (), NG_ROLE_LAYER).fill >> 8 & 0xff));
  g_test_message ("steps of %d, of %d in all", steepest, range);
  g_assert_cmpint (steepest * 10, >=, range * 7);
  if (factor == 2)
    ng_ui_screenshot (self, "scale-2");
  g_free (picture.pixels);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/look/style", &test, test_style);
  g_test_add_data_func ("/look/texts", &test, test_texts);
  g_test_add_data_func ("/look/lines", &test, test_lines);
  g_test_add_data_func ("/look/sharpness", &test, test_sharpness);
  return ng_ui_run (&test);
}
