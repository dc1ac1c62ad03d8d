/* Palettes: any two kinds of layers are told apart, by eyes that see fewer colours and in grey;
 * words can be read on every fill and every hatch; hatches lie inside what they fill. */

#include "render/scene/builder.h"
#include "render/scene/theme.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

/* A step of lightness that is seen between fills that do not touch, CIE L*. */
#define STEP 12
/* A difference of colours that is seen at once, CIE 1976. */
#define SEEN 10

/* What eyes see that lack the cones of long, middle or short waves: Machado, Oliveira and
 * Fernandes, A physiologically-based model for simulation of color vision deficiency (2009), at
 * severity 1; first those that lack none. */
static const double eyes[4][3][3] = {
  { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
  { { 0.152286, 1.052583, -0.204868 },
    { 0.114503, 0.786281, 0.099216 },
    { -0.003882, -0.048116, 1.051998 } },
  { { 0.367322, 0.860646, -0.227968 },
    { 0.280085, 0.672501, 0.047413 },
    { -0.011820, 0.042940, 0.968881 } },
  { { 1.255528, -0.076749, -0.178779 },
    { -0.078411, 0.930809, 0.147602 },
    { 0.004733, 0.691367, 0.303900 } },
};

static double
root (double t)
{
  return t > 216.0 / 24389 ? cbrt (t) : (24389.0 / 27 * t + 16) / 116;
}

/* CIELAB for D65 of what an eye makes of a colour of sRGB. */
static void
to_lab (NgColor color, const double eye[3][3], double *lab)
{
  static const double xyz[3][3] = { { 0.4124564, 0.3575761, 0.1804375 },
                                    { 0.2126729, 0.7151522, 0.0721750 },
                                    { 0.0193339, 0.1191920, 0.9503041 } };
  static const double white[3] = { 0.95047, 1, 1.08883 };
  double linear[3], seen[3], f[3];

  for (int i = 0; i < 3; i++) {
    double c = (color >> (16 - 8 * i) & 0xff) / 255.0;
    linear[i] = c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
  }
  for (int i = 0; i < 3; i++) {
    seen[i] = 0;
    for (int k = 0; k < 3; k++)
      seen[i] += eye[i][k] * linear[k];
    seen[i] = CLAMP (seen[i], 0, 1);
  }
  for (int i = 0; i < 3; i++)
    f[i] = root ((xyz[i][0] * seen[0] + xyz[i][1] * seen[1] + xyz[i][2] * seen[2]) / white[i]);
  lab[0] = 116 * f[1] - 16;
  lab[1] = 500 * (f[0] - f[1]);
  lab[2] = 200 * (f[1] - f[2]);
}

static NgStyle
style_of (const NgTheme *theme, int category)
{
  return ng_theme_style (theme, NG_ROLE_LAYER + (NgRole) category);
}

static double
difference (NgColor a, NgColor b, int eye)
{
  double x[3], y[3];

  to_lab (a, eyes[eye], x);
  to_lab (b, eyes[eye], y);
  return sqrt (pow (x[0] - y[0], 2) + pow (x[1] - y[1], 2) + pow (x[2] - y[2], 2));
}

static void
test_colour_blind (void)
{
  g_autoptr (NgTheme) theme =
      ng_theme_with (ng_theme_get (NG_THEME_LIGHT), NG_THEME_PALETTE_COLOUR_BLIND, NULL, FALSE);

  for (int eye = 0; eye < 4; eye++)
    for (int i = 0; i < NG_N_ROLE_CATEGORIES; i++)
      for (int k = 0; k < i; k++) {
        NgStyle a = style_of (theme, i), b = style_of (theme, k);
        double apart = difference (a.fill, b.fill, eye);

        if (a.pattern == b.pattern && apart < SEEN)
          g_error ("eye %d: categories %d and %d are %.1f apart", eye, k, i, apart);
      }
}

static void
test_grey (void)
{
  for (NgThemeKind kind = 0; kind < NG_N_THEMES; kind++) {
    g_autoptr (NgTheme) theme =
        ng_theme_with (ng_theme_get (kind), NG_THEME_PALETTE_GREY, NULL, FALSE);

    for (int i = 0; i < NG_N_ROLE_CATEGORIES; i++)
      for (int k = 0; k < i; k++) {
        NgStyle a = style_of (theme, i), b = style_of (theme, k);
        double x[3], y[3];

        to_lab (a.fill, eyes[0], x);
        to_lab (b.fill, eyes[0], y);
        if (a.pattern == b.pattern && fabs (x[0] - y[0]) < STEP)
          g_error ("theme %d: categories %d and %d look alike", kind, k, i);
      }
    for (NgRole role = 0; role < NG_N_ROLES; role++) {
      NgStyle style = ng_theme_style (theme, role);
      NgColor colors[] = { style.fill, style.line, style.pattern_line };

      for (gsize i = 0; i < G_N_ELEMENTS (colors); i++)
        g_assert_true ((colors[i] >> 16 & 0xff) == (colors[i] >> 8 & 0xff) &&
                       (colors[i] >> 8 & 0xff) == (colors[i] & 0xff));
    }
  }
}

/* Nothing but the ground and what is drawn on it. */
static void
test_plain (void)
{
  g_autoptr (NgTheme) theme =
      ng_theme_with (ng_theme_get (NG_THEME_PRINT), NG_THEME_PALETTE_PLAIN, NULL, TRUE);

  for (NgRole role = 0; role < NG_N_ROLES; role++) {
    NgStyle style = ng_theme_style (theme, role);

    if (role != NG_ROLE_PLOT_AREA)
      g_assert_true (style.fill == 0 || style.fill == 0xffffffff || style.fill == 0xff000000);
    g_assert_true (style.line == 0 || style.line == 0xff000000);
  }
  /* What follows in the same breath is told by a hatch. */
  g_assert_cmpint (ng_theme_style (theme, NG_ROLE_BAND).pattern, !=, NG_PATTERN_NONE);
}

/* WCAG 2.1, 1.4.3, on fills, and on the lines of hatches, which words may cross. */
static void
test_contrast (void)
{
  static const NgRole words[] = { NG_ROLE_NAME, NG_ROLE_KIND, NG_ROLE_INDEX };
  static const NgRole lines[] = { NG_ROLE_EDGE, NG_ROLE_MAP, NG_ROLE_KERNEL, NG_ROLE_RAY };

  for (NgThemePalette palette = 1; palette < NG_N_THEME_PALETTES; palette++)
    for (NgThemeKind kind = 0; kind < NG_N_THEMES; kind++) {
      g_autoptr (NgTheme) theme = ng_theme_with (ng_theme_get (kind), palette, NULL, FALSE);
      NgColor canvas = ng_theme_style (theme, NG_ROLE_CANVAS).fill;

      for (int i = 0; i < NG_N_ROLE_CATEGORIES; i++) {
        NgStyle style = style_of (theme, i);
        NgColor glyph = ng_theme_style (theme, NG_ROLE_GLYPH + (NgRole) i).line;

        for (gsize k = 0; k < G_N_ELEMENTS (words); k++) {
          NgColor word = ng_theme_style (theme, words[k]).fill;

          g_assert_cmpfloat (ng_color_contrast (word, style.fill), >=, 4.5);
          if (style.pattern != NG_PATTERN_NONE)
            g_assert_cmpfloat (ng_color_contrast (word, style.pattern_line), >=, 4.5);
        }
        g_assert_cmpfloat (ng_color_contrast (glyph, style.fill), >=, 3);
        /* Outlines: yellow on white would not be seen without. */
        g_assert_cmpfloat (ng_color_contrast (style.line, canvas), >=, 3);
      }
      for (gsize k = 0; k < G_N_ELEMENTS (lines); k++)
        g_assert_cmpfloat (
            ng_color_contrast (ng_theme_style (theme, lines[k]).line, canvas), >=, 3);
    }
}

static void
test_opaque (void)
{
  for (NgThemeKind kind = 0; kind < NG_N_THEMES; kind++) {
    const NgTheme *base = ng_theme_get (kind);
    g_autoptr (NgTheme) theme = ng_theme_with (base, NG_THEME_PALETTE_TINTS, NULL, TRUE);

    for (NgRole role = 0; role < NG_N_ROLES; role++) {
      NgStyle style = ng_theme_style (theme, role), old = ng_theme_style (base, role);

      g_assert_true (style.fill >> 24 == 0 || style.fill >> 24 == 0xff);
      g_assert_true (style.line >> 24 == 0 || style.line >> 24 == 0xff);
      g_assert_true (style.fill == old.fill || old.fill >> 24 != 0xff);
      g_assert_true ((style.fill == 0) == (old.fill >> 24 == 0));
    }
  }
}

static void
test_family (void)
{
  const NgTheme *base = ng_theme_get (NG_THEME_LIGHT);
  g_autoptr (NgTheme) theme = ng_theme_with (base, NG_THEME_PALETTE_TINTS, "Some Serif", FALSE);

  g_assert_true (g_str_has_prefix (ng_theme_family (theme, NG_FAMILY_SERIF), "Some Serif, "));
  g_assert_true (g_str_has_prefix (ng_theme_family (theme, NG_FAMILY_SANS), "Some Serif, "));
  g_assert_cmpstr (
      ng_theme_family (theme, NG_FAMILY_MONO), ==, ng_theme_family (base, NG_FAMILY_MONO));
  g_assert_false (ng_theme_is_dark (theme));
  /* Whoever holds a theme may go on painting with it; constants are held by nobody. */
  ng_theme_unref (ng_theme_ref (base));
  const NgTheme *held = ng_theme_ref (theme);
  g_clear_pointer (&theme, ng_theme_unref);
  g_assert_true (g_str_has_prefix (ng_theme_family (held, NG_FAMILY_SANS), "Some Serif, "));
  ng_theme_unref (held);
  g_assert_true (ng_theme_is_dark (ng_theme_get (NG_THEME_DARK)));
}

static void
add_shapes (NgSceneBuilder *builder)
{
  /* A box with round corners, a ring with a hole, a curve. */
  static const NgPoint ring[] = { { 60, 0 },  { 100, 0 }, { 100, 40 }, { 60, 40 },
                                  { 70, 10 }, { 70, 30 }, { 90, 30 },  { 90, 10 } };
  static const NgPoint curve[] = { { 120, 40 }, { 120, -20 }, { 160, -20 }, { 160, 40 } };

  ng_scene_builder_add_box (builder, NG_ROLE_LAYER, (NgBox){ 0, 0, 40, 40 }, 20);
  ng_scene_builder_add_path (builder, NG_ROLE_LAYER, "MLLLZMLLLZ", ring);
  ng_scene_builder_add_path (builder, NG_ROLE_LAYER, "MCZ", curve);
}

static gboolean
is_inside (guint item, NgPoint at)
{
  float d = 0.01F;

  switch (item) {
  case 0: /* a circle */
    return hypotf (at.x - 20, at.y - 20) <= 20.1F;
  case 1:
    return at.x > 60 - d && at.x < 100 + d && at.y > -d && at.y < 40 + d &&
           !(at.x > 70 + d && at.x < 90 - d && at.y > 10 + d && at.y < 30 - d);
  default: /* y = 40 - 180 t (1 - t) where x goes from 120 to 160 with t */
    return at.y <= 40 + d && at.y >= 40 - 45.1F && at.x >= 120 - d && at.x <= 160 + d;
  }
}

/* Ends and middles of all lines lie inside, and they are as many as fit. */
static void
test_patterns (void)
{
  NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
  add_shapes (builder);
  g_autoptr (NgScene) scene = ng_scene_builder_end (builder, 0);

  for (NgPattern pattern = NG_PATTERN_NONE; pattern < NG_N_PATTERNS; pattern++)
    for (guint i = 0; i < 3; i++) {
      g_autoptr (GArray) ends = ng_pattern_lines (scene, &ng_scene_items (scene)[i], pattern);

      g_assert_cmpuint (ends->len % 2, ==, 0);
      if (pattern == NG_PATTERN_NONE)
        g_assert_cmpuint (ends->len, ==, 0);
      else
        g_assert_cmpuint (ends->len, >=, 12);
      for (guint k = 0; k + 1 < ends->len; k += 2) {
        NgPoint a = g_array_index (ends, NgPoint, k), b = g_array_index (ends, NgPoint, k + 1);

        g_assert_true (is_inside (i, a) && is_inside (i, b));
        g_assert_true (is_inside (i, (NgPoint){ (a.x + b.x) / 2, (a.y + b.y) / 2 }));
      }
    }

  /* The lines of a square of ten gaps: one at each gap, the upper side belonging to it. */
  builder = ng_scene_builder_new (ng_metrics_test ());
  ng_scene_builder_add_box (builder, NG_ROLE_LAYER, (NgBox){ 0, 0, 40, 40 }, 0);
  ng_scene_builder_add_box (builder, NG_ROLE_LAYER, (NgBox){ 0, 0, 1e6F, 1e6F }, 0);
  g_autoptr (NgScene) squares = ng_scene_builder_end (builder, 0);
  g_autoptr (GArray) ten =
      ng_pattern_lines (squares, &ng_scene_items (squares)[0], NG_PATTERN_LEVEL);
  g_autoptr (GArray) many =
      ng_pattern_lines (squares, &ng_scene_items (squares)[1], NG_PATTERN_RISING);
  g_assert_cmpuint (ten->len, ==, 20);
  g_assert_cmpuint (many->len, <=, 2 * 4097);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/palette/colour-blind", test_colour_blind);
  g_test_add_func ("/palette/grey", test_grey);
  g_test_add_func ("/palette/plain", test_plain);
  g_test_add_func ("/palette/contrast", test_contrast);
  g_test_add_func ("/palette/opaque", test_opaque);
  g_test_add_func ("/palette/family", test_family);
  g_test_add_func ("/palette/patterns", test_patterns);
  return g_test_run ();
}
