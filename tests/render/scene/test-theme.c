/* Themes can be read: every text stands out from what it stands on, and nothing is told by colour
 * alone that two themes could not show. */

#include "render/scene/theme.h"

#include "tests/support/test.h"

static NgColor
fill_of (NgThemeKind theme, NgRole role)
{
  return ng_theme_style (ng_theme_get (theme), role).fill;
}

static void
assert_reads (NgThemeKind theme, NgRole text, NgRole ground)
{
  double contrast = ng_color_contrast (fill_of (theme, text), fill_of (theme, ground));
  gboolean is_high = theme == NG_THEME_CONTRAST || theme == NG_THEME_CONTRAST_DARK;

  /* WCAG 2.1, 1.4.3 and 1.4.6. */
  if (contrast < (is_high ? 7 : 4.5))
    g_error ("%s: %s on %s has a contrast of %.2f",
             ng_theme_name (ng_theme_get (theme)),
             ng_role_name (text),
             ng_role_name (ground),
             contrast);
}

static void
test_contrast (void)
{
  static const NgRole on_canvas[] = { NG_ROLE_NAME,
                                      NG_ROLE_KIND,
                                      NG_ROLE_INDEX,
                                      NG_ROLE_PORT_NAME,
                                      NG_ROLE_SLOT,
                                      NG_ROLE_DIMENSION,
                                      NG_ROLE_DIMENSION_UNKNOWN,
                                      NG_ROLE_DIMENSION_PROBLEM,
                                      NG_ROLE_FRAME_NAME,
                                      NG_ROLE_TITLE,
                                      NG_ROLE_COUNT,
                                      NG_ROLE_TEXT,
                                      NG_ROLE_TEXT_FAINT,
                                      NG_ROLE_PLOT_TEXT };

  for (NgThemeKind theme = 0; theme < NG_N_THEMES; theme++) {
    for (gsize i = 0; i < G_N_ELEMENTS (on_canvas); i++)
      assert_reads (theme, on_canvas[i], NG_ROLE_CANVAS);
    for (NgRole layer = NG_ROLE_LAYER; layer < NG_ROLE_LAYER + NG_N_ROLE_CATEGORIES; layer++) {
      assert_reads (theme, NG_ROLE_NAME, layer);
      assert_reads (theme, NG_ROLE_KIND, layer);
      assert_reads (theme, NG_ROLE_INDEX, layer);
    }
    for (NgRole layer = NG_ROLE_HEAT; layer <= NG_ROLE_HEAT_UNKNOWN; layer++) {
      assert_reads (theme, NG_ROLE_NAME, layer);
      assert_reads (theme, NG_ROLE_KIND, layer);
    }
    assert_reads (theme, NG_ROLE_NAME, NG_ROLE_GROUP);
    assert_reads (theme, NG_ROLE_TAG_NAME, NG_ROLE_TAG);
    assert_reads (theme, NG_ROLE_DIMENSION_PROBLEM, NG_ROLE_CHIP_PROBLEM);
    assert_reads (theme, NG_ROLE_BADGE_UNINITIALIZED_TEXT, NG_ROLE_BADGE_UNINITIALIZED);
    assert_reads (theme, NG_ROLE_BADGE_UNSPECIFIED_TEXT, NG_ROLE_BADGE_UNSPECIFIED);
    assert_reads (theme, NG_ROLE_PROBLEM_SIGN, NG_ROLE_PROBLEM_MARK);
    assert_reads (theme, NG_ROLE_WARNING_SIGN, NG_ROLE_WARNING_MARK);
  }
}

/* Lines of glyphs and edges: 3 to 1 is enough (WCAG 2.1, 1.4.11). */
static void
test_lines (void)
{
  for (NgThemeKind theme = 0; theme < NG_N_THEMES; theme++) {
    const NgTheme *self = ng_theme_get (theme);
    NgColor canvas = fill_of (theme, NG_ROLE_CANVAS);
    for (int i = 0; i < NG_N_ROLE_CATEGORIES; i++)
      g_assert_cmpfloat (ng_color_contrast (ng_theme_style (self, NG_ROLE_GLYPH + (NgRole) i).line,
                                            fill_of (theme, NG_ROLE_LAYER + (NgRole) i)),
                         >=,
                         3);
    g_assert_cmpfloat (ng_color_contrast (ng_theme_style (self, NG_ROLE_EDGE).line, canvas), >=, 3);
    g_assert_cmpfloat (
        ng_color_contrast (ng_theme_style (self, NG_ROLE_EDGE_PROBLEM).line, canvas), >=, 3);
    g_assert_true (ng_theme_style (self, NG_ROLE_EDGE_UNKNOWN).dashed);
    g_assert_cmpfloat (ng_theme_style (self, NG_ROLE_EDGE_PROBLEM).width,
                       >,
                       ng_theme_style (self, NG_ROLE_EDGE).width);
  }
}

/* Figures that are made for paper have lines of 0.75 points there, whatever the theme, and none
 * that vanishes in print. */
static void
test_paper (void)
{
  static const NgRole roles[] = { NG_ROLE_SHAPE,  NG_ROLE_SIGN, NG_ROLE_WIRE,
                                  NG_ROLE_REPEAT, NG_ROLE_MAP,  NG_ROLE_KERNEL };
  static const NgRole fine[] = { NG_ROLE_RAY, NG_ROLE_HIDDEN_LINE };

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++) {
    ng_assert_near (ng_theme_style (ng_theme_get (NG_THEME_LIGHT), roles[i]).width, 0.75, 0.001);
    ng_assert_near (ng_theme_style (ng_theme_get (NG_THEME_PRINT), roles[i]).width, 0.75, 0.001);
    g_assert_cmpfloat (ng_theme_style (ng_theme_get (NG_THEME_CONTRAST), roles[i]).width, >=, 0.75);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (fine); i++)
    g_assert_cmpfloat (ng_theme_style (ng_theme_get (NG_THEME_PRINT), fine[i]).width, >=, 0.5);
}

/* Whatever a form draws is seen: every role has a colour, but that of places to be found. */
static void
test_roles (void)
{
  for (NgThemeKind theme = 0; theme < NG_N_THEMES; theme++)
    for (NgRole role = 0; role < NG_N_ROLES; role++) {
      NgStyle style = ng_theme_style (ng_theme_get (theme), role);
      gboolean is_seen = style.fill >> 24 != 0 || (style.line >> 24 != 0 && style.width > 0);

      if (is_seen == (role == NG_ROLE_ANCHOR))
        g_error ("%s: %s", ng_theme_name (ng_theme_get (theme)), ng_role_name (role));
    }
}

static void
test_names (void)
{
  for (NgRole role = 0; role < NG_N_ROLES; role++) {
    NgRole again;
    g_assert_true (ng_role_from_name (ng_role_name (role), &again));
    g_assert_cmpint (again, ==, role);
  }
}

static void
test_ratio (void)
{
  ng_assert_near (ng_color_contrast (0xff000000, 0xffffffff), 21, 1e-9);
  ng_assert_near (ng_color_contrast (0xff336699, 0xff336699), 1, 1e-9);
  /* The example of WCAG's technique G18: #767676 on white is just above 4.5. */
  ng_assert_near (ng_color_contrast (0xff767676, 0xffffffff), 4.54, 0.01);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/theme/contrast", test_contrast);
  g_test_add_func ("/theme/lines", test_lines);
  g_test_add_func ("/theme/paper", test_paper);
  g_test_add_func ("/theme/roles", test_roles);
  g_test_add_func ("/theme/names", test_names);
  g_test_add_func ("/theme/ratio", test_ratio);
  return g_test_run ();
}
