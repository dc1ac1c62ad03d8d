/* Themes: one table that says which colours of a palette a role takes, and a palette for each
 * theme.
 *
 * Colours of categories are equally light and equally vivid in OKLCH and differ in hue alone, so no
 * kind of layer is louder than another; but dark orange is brown, so elementwise layers of the dark
 * theme are nearly grey, with an orange outline. Texts have a contrast of 4.5 and more to what they
 * stand on. */

#include "render/scene/theme-private.h"

#include <math.h>
#include <string.h>

/* Points. */
#define GLYPH_LINE 1.25F

#define SANS  "Inter, Cantarell, Noto Sans, DejaVu Sans, sans-serif"
#define SERIF "STIX Two Text, Nimbus Roman, DejaVu Serif, serif"
#define MONO  "JetBrains Mono, Noto Sans Mono, DejaVu Sans Mono, monospace"

static const NgTint tints[NG_N_THEMES][NG_N_ROLE_CATEGORIES] = {
  /* light */
  {
      { 0xffebf4ff, 0xff94b2e8, 0xff2e5eba }, /* basic */
      { 0xfffff0e4, 0xffdaa47b, 0xffa14400 }, /* elementwise */
      { 0xfff1f4f8, 0xffa7b2c0, 0xff53657c }, /* structure */
      { 0xfff4f1ff, 0xffb5a7e2, 0xff6c4bb1 }, /* convolution */
      { 0xffe6f9f4, 0xff7cc1b3, 0xff007a66 }, /* normalization */
      { 0xffffeef6, 0xffd79db8, 0xff9b3b6e }, /* training */
      { 0xffeaf8eb, 0xff8ec094, 0xff00782c }, /* recurrent */
      { 0xffe4f7ff, 0xff76bcd8, 0xff0071a1 }, /* attention */
      { 0xffffefe9, 0xffe19e8d, 0xffa9371a }, /* loss */
      { 0xfff2f4f7, 0xffacb1bd, 0xff5b6377 }, /* container */
      { 0xfff3f4f6, 0xffaeb1b8, 0xff5f636e }, /* operator */
  },
  /* dark */
  {
      { 0xff263044, 0xff4c638e, 0xff95beff }, /* basic */
      { 0xff332e2b, 0xff8f6f54, 0xfff5b583 }, /* elementwise */
      { 0xff2d3136, 0xff5b646f, 0xffb0bfd3 }, /* structure */
      { 0xff322c42, 0xff665a8a, 0xffc3afff }, /* convolution */
      { 0xff1d3631, 0xff356f65, 0xff70d3c0 }, /* normalization */
      { 0xff3e2933, 0xff815369, 0xfff1a2c7 }, /* training */
      { 0xff243526, 0xff466f4c, 0xff8cd196 }, /* recurrent */
      { 0xff1b343e, 0xff2f6c82, 0xff66cdf3 }, /* attention */
      { 0xff412923, 0xff885346, 0xfffea28b }, /* loss */
      { 0xff2f3035, 0xff5f636d, 0xffb7bdcf }, /* container */
      { 0xff2f3033, 0xff616369, 0xffbabdc7 }, /* operator */
  },
  /* contrast */
  {
      { 0xffffffff, 0xff0f3a90, 0xff03328f }, /* basic */
      { 0xffffffff, 0xff782100, 0xff751400 }, /* elementwise */
      { 0xffffffff, 0xff334459, 0xff2d3e54 }, /* structure */
      { 0xffffffff, 0xff4b2888, 0xff471e86 }, /* convolution */
      { 0xffffffff, 0xff005645, 0xff005140 }, /* normalization */
      { 0xffffffff, 0xff72174c, 0xff6f0747 }, /* training */
      { 0xffffffff, 0xff005506, 0xff005000 }, /* recurrent */
      { 0xffffffff, 0xff004d7a, 0xff004878 }, /* attention */
      { 0xffffffff, 0xff7f0d00, 0xff7c0000 }, /* loss */
      { 0xffffffff, 0xff3b4254, 0xff363c50 }, /* container */
      { 0xffffffff, 0xff3e424c, 0xff393d48 }, /* operator */
  },
  /* contrast-dark */
  {
      { 0xff000000, 0xff95beff, 0xff95beff }, /* basic */
      { 0xff000000, 0xfff5b583, 0xfff5b583 }, /* elementwise */
      { 0xff000000, 0xffb0bfd3, 0xffb0bfd3 }, /* structure */
      { 0xff000000, 0xffc3afff, 0xffc3afff }, /* convolution */
      { 0xff000000, 0xff70d3c0, 0xff70d3c0 }, /* normalization */
      { 0xff000000, 0xfff1a2c7, 0xfff1a2c7 }, /* training */
      { 0xff000000, 0xff8cd196, 0xff8cd196 }, /* recurrent */
      { 0xff000000, 0xff66cdf3, 0xff66cdf3 }, /* attention */
      { 0xff000000, 0xfffea28b, 0xfffea28b }, /* loss */
      { 0xff000000, 0xffb7bdcf, 0xffb7bdcf }, /* container */
      { 0xff000000, 0xffbabdc7, 0xffbabdc7 }, /* operator */
  },
  /* print */
  {
      { 0xffebebeb, 0xff4d4d4d, 0xff222222 }, /* basic */
      { 0xfffafafa, 0xff4d4d4d, 0xff222222 }, /* elementwise */
      { 0xffffffff, 0xff4d4d4d, 0xff222222 }, /* structure */
      { 0xffdedede, 0xff4d4d4d, 0xff222222 }, /* convolution */
      { 0xfff5f5f5, 0xff4d4d4d, 0xff222222 }, /* normalization */
      { 0xffffffff, 0xff4d4d4d, 0xff222222 }, /* training */
      { 0xffe4e4e4, 0xff4d4d4d, 0xff222222 }, /* recurrent */
      { 0xffeeeeee, 0xff4d4d4d, 0xff222222 }, /* attention */
      { 0xfff2f2f2, 0xff4d4d4d, 0xff222222 }, /* loss */
      { 0xffffffff, 0xff4d4d4d, 0xff222222 }, /* container */
      { 0xfff8f8f8, 0xff4d4d4d, 0xff222222 }, /* operator */
  },
};

static const NgTheme themes[NG_N_THEMES] = {
  { "light",
    1,
    { SANS, SERIF, MONO },
    { [CANVAS] = 0xfffbfbfc,
      [CARD] = 0xffffffff,
      [FRAME] = 0x0a3b4a6b,
      [FRAME_LINE] = 0xffc3cad6,
      [INK] = 0xff1d2129,
      [SOFT] = 0xff4e5766,
      [FAINT] = 0xff646d7c,
      [LINE] = 0xff838ea0,
      [HAIR] = 0xffdfe3ea,
      [ACCENT] = 0xff2f62c9,
      [ACCENT_SOFT] = 0x302f62c9,
      [AMBER] = 0xff8a5700,
      [AMBER_SOFT] = 0xfffff3d6,
      [RED] = 0xffb81724,
      [RED_SOFT] = 0xfffdeaea,
      [ON_RED] = 0xffffffff,
      [MAP] = 0xffe6e9ef,
      [MAP_BACK] = 0xffc9cfda,
      [KERNEL] = 0xff6f7b90 },
    tints[NG_THEME_LIGHT],
    FALSE },
  { "dark",
    1,
    { SANS, SERIF, MONO },
    { [CANVAS] = 0xff1c1e24,
      [CARD] = 0xff282b33,
      [FRAME] = 0x10a9b8d8,
      [FRAME_LINE] = 0xff4b5262,
      [INK] = 0xfff0f2f5,
      [SOFT] = 0xffbac2cf,
      [FAINT] = 0xffa1aab8,
      [LINE] = 0xff7c8799,
      [HAIR] = 0xff3a3f4a,
      [ACCENT] = 0xff82aaff,
      [ACCENT_SOFT] = 0x4082aaff,
      [AMBER] = 0xfff3c46b,
      [AMBER_SOFT] = 0xff45381d,
      [RED] = 0xffff8f88,
      [RED_SOFT] = 0xff4c2428,
      [ON_RED] = 0xff1c1e24,
      [MAP] = 0xff3a404c,
      [MAP_BACK] = 0xff515968,
      [KERNEL] = 0xffa9b3c4 },
    tints[NG_THEME_DARK],
    FALSE },
  { "contrast",
    1.6F,
    { SANS, SERIF, MONO },
    { [CANVAS] = 0xffffffff,
      [CARD] = 0xffffffff,
      [FRAME] = 0x00000000,
      [FRAME_LINE] = 0xff000000,
      [INK] = 0xff000000,
      [SOFT] = 0xff000000,
      [FAINT] = 0xff222222,
      [LINE] = 0xff000000,
      [HAIR] = 0xff000000,
      [ACCENT] = 0xff0033a0,
      [ACCENT_SOFT] = 0x400033a0,
      [AMBER] = 0xff5f3b00,
      [AMBER_SOFT] = 0xffffffff,
      [RED] = 0xff9b0010,
      [RED_SOFT] = 0xffffffff,
      [ON_RED] = 0xffffffff,
      [MAP] = 0xffffffff,
      [MAP_BACK] = 0xffdcdcdc,
      [KERNEL] = 0xff404040 },
    tints[NG_THEME_CONTRAST],
    FALSE },
  { "contrast-dark",
    1.6F,
    { SANS, SERIF, MONO },
    { [CANVAS] = 0xff000000,
      [CARD] = 0xff000000,
      [FRAME] = 0x00000000,
      [FRAME_LINE] = 0xffffffff,
      [INK] = 0xffffffff,
      [SOFT] = 0xffffffff,
      [FAINT] = 0xffdddddd,
      [LINE] = 0xffffffff,
      [HAIR] = 0xffffffff,
      [ACCENT] = 0xff8fb8ff,
      [ACCENT_SOFT] = 0x608fb8ff,
      [AMBER] = 0xffffcf5c,
      [AMBER_SOFT] = 0xff000000,
      [RED] = 0xffff938a,
      [RED_SOFT] = 0xff000000,
      [ON_RED] = 0xff000000,
      [MAP] = 0xff000000,
      [MAP_BACK] = 0xff3a3a3a,
      [KERNEL] = 0xffd0d0d0 },
    tints[NG_THEME_CONTRAST_DARK],
    FALSE },
  { "print",
    0.8F,
    { SANS, SERIF, MONO },
    { [CANVAS] = 0xffffffff,
      [CARD] = 0xffffffff,
      [FRAME] = 0x0a000000,
      [FRAME_LINE] = 0xff9a9a9a,
      [INK] = 0xff000000,
      [SOFT] = 0xff303030,
      [FAINT] = 0xff5a5a5a,
      [LINE] = 0xff4a4a4a,
      [HAIR] = 0xffb8b8b8,
      [ACCENT] = 0xff202020,
      [ACCENT_SOFT] = 0x30000000,
      [AMBER] = 0xff3a3a3a,
      [AMBER_SOFT] = 0xfff2f2f2,
      [RED] = 0xff111111,
      [RED_SOFT] = 0xffe6e6e6,
      [ON_RED] = 0xffffffff,
      [MAP] = 0xffe6e6e6,
      [MAP_BACK] = 0xffc4c4c4,
      [KERNEL] = 0xff6a6a6a },
    tints[NG_THEME_PRINT],
    FALSE },
};

/* How much amber is in the fill of the most heat; texts stand on it. */
#define MOST_HEAT 0.26F

/* How much of a tint's line is in the fill of SIDE, TOP and BAND. */
static const float shares[] = { 0.35F, 0.15F, 0.6F };

/* Roles of categories are not here: their colours are the tints. */
static const struct {
  NgThemeColor fill, line;
  float width;
  gboolean dashed;
} rows[NG_N_ROLES] = {
  [NG_ROLE_CANVAS] = { CANVAS },
  [NG_ROLE_GROUP] = { CARD, LINE, 1 },
  [NG_ROLE_FRAME] = { FRAME, FRAME_LINE, 1 },
  [NG_ROLE_FRAME_NAME] = { SOFT },
  [NG_ROLE_INNER_BORDER] = { NOTHING, LINE, 0.75F },
  [NG_ROLE_OPENER] = { SOFT },
  [NG_ROLE_NAME] = { INK },
  [NG_ROLE_KIND] = { SOFT },
  [NG_ROLE_INDEX] = { FAINT },
  [NG_ROLE_PORT] = { CARD, ACCENT, 1.5F },
  [NG_ROLE_PORT_NAME] = { INK },
  [NG_ROLE_CODER] = { NOTHING, ACCENT, 1 },
  [NG_ROLE_SLOT] = { FAINT },
  [NG_ROLE_EDGE] = { NOTHING, LINE, 1.25F },
  [NG_ROLE_EDGE_UNKNOWN] = { NOTHING, AMBER, 1.25F, TRUE },
  [NG_ROLE_EDGE_PROBLEM] = { NOTHING, RED, 2 },
  [NG_ROLE_ARROW] = { LINE },
  [NG_ROLE_ARROW_UNKNOWN] = { AMBER },
  [NG_ROLE_ARROW_PROBLEM] = { RED },
  [NG_ROLE_HEAT_UNKNOWN] = { CARD, LINE, 1.25F, TRUE },
  [NG_ROLE_HEAT_BAR] = { AMBER },
  [NG_ROLE_JOINT] = { LINE },
  [NG_ROLE_LINK] = { NOTHING, LINE, 2.5F },
  [NG_ROLE_LINK_ARROW] = { LINE },
  [NG_ROLE_HIDDEN_LINE] = { NOTHING, HAIR, 0.67F, TRUE },
  [NG_ROLE_SHAPE] = { CANVAS, INK, 0.75F },
  [NG_ROLE_SHAPE_RULE] = { NOTHING, INK, 0.5F },
  [NG_ROLE_SIGN] = { NOTHING, INK, 0.75F },
  [NG_ROLE_WIRE] = { NOTHING, INK, 0.75F },
  [NG_ROLE_WIRE_HEAD] = { INK },
  [NG_ROLE_REPEAT] = { NOTHING, LINE, 0.75F, TRUE },
  [NG_ROLE_REPEAT_COUNT] = { INK },
  [NG_ROLE_MAP] = { MAP, INK, 0.75F },
  [NG_ROLE_MAP_BACK] = { MAP_BACK, INK, 0.75F },
  [NG_ROLE_KERNEL] = { KERNEL, INK, 0.75F },
  [NG_ROLE_RAY] = { NOTHING, SOFT, 0.67F },
  [NG_ROLE_DIMENSION] = { SOFT },
  [NG_ROLE_DIMENSION_UNKNOWN] = { AMBER },
  [NG_ROLE_DIMENSION_PROBLEM] = { RED },
  [NG_ROLE_CHIP_PROBLEM] = { RED_SOFT, RED, 1 },
  [NG_ROLE_TAG] = { CARD, LINE, 1 },
  [NG_ROLE_TAG_NAME] = { SOFT },
  [NG_ROLE_PROBLEM] = { NOTHING, RED, 2 },
  [NG_ROLE_PROBLEM_MARK] = { RED },
  [NG_ROLE_PROBLEM_SIGN] = { ON_RED },
  [NG_ROLE_WARNING] = { NOTHING, AMBER, 1.5F },
  [NG_ROLE_WARNING_MARK] = { AMBER },
  [NG_ROLE_WARNING_SIGN] = { ON_RED },
  [NG_ROLE_TITLE] = { INK },
  [NG_ROLE_COUNT] = { SOFT },
  [NG_ROLE_BADGE_UNINITIALIZED] = { RED_SOFT, RED, 1 },
  [NG_ROLE_BADGE_UNINITIALIZED_TEXT] = { RED },
  [NG_ROLE_BADGE_UNSPECIFIED] = { AMBER_SOFT, AMBER, 1 },
  [NG_ROLE_BADGE_UNSPECIFIED_TEXT] = { AMBER },
  [NG_ROLE_RULE] = { NOTHING, HAIR, 1 },
  [NG_ROLE_TEXT] = { INK },
  [NG_ROLE_TEXT_FAINT] = { FAINT },
  [NG_ROLE_PLOT_BAR] = { LINE },
  [NG_ROLE_PLOT_BEST] = { ACCENT },
  [NG_ROLE_PLOT_TRACK] = { HAIR },
  [NG_ROLE_PLOT_LINE] = { NOTHING, ACCENT, 1.25F },
  [NG_ROLE_PLOT_AREA] = { ACCENT_SOFT },
  [NG_ROLE_PLOT_AXIS] = { NOTHING, LINE, 0.75F },
  [NG_ROLE_PLOT_TEXT] = { SOFT },
  [NG_ROLE_IMAGE] = { NOTHING, HAIR, 0.75F },
  [NG_ROLE_SELECTION] = { NOTHING, ACCENT, 2.5F },
  [NG_ROLE_HOVER] = { NOTHING, ACCENT, 1.5F },
};

const NgTheme *
ng_theme_get (NgThemeKind kind)
{
  g_return_val_if_fail (kind < NG_N_THEMES, &themes[0]);
  return &themes[kind];
}

const char *
ng_theme_name (const NgTheme *self)
{
  return self->name;
}

NgColor
ng_color_mix (NgColor a, NgColor b, float share)
{
  NgColor color = 0;

  for (int shift = 0; shift < 32; shift += 8) {
    float x = (float) (a >> shift & 0xff), y = (float) (b >> shift & 0xff);
    color |= (NgColor) (x + share * (y - x) + 0.5F) << shift;
  }
  return color;
}

static NgStyle
style_of_part (const NgTheme *self, NgRole role)
{
  const NgTint *tint = &self->tints[(role - NG_ROLE_SIDE) % NG_N_ROLE_CATEGORIES];
  float share = shares[(role - NG_ROLE_SIDE) / NG_N_ROLE_CATEGORIES];

  return (NgStyle){ self->is_plain ? tint->fill : ng_color_mix (tint->fill, tint->line, share),
                    tint->line,
                    1.25F * self->widths,
                    FALSE,
                    self->is_plain && role >= NG_ROLE_BAND ? NG_PATTERN_RISING : NG_PATTERN_NONE,
                    tint->line };
}

/* Series take the hues of categories that lie apart. Where all are of one colour they are paler by
 * twos, and every other one is dashed. */
static NgStyle
style_of_series (const NgTheme *self, NgRole role)
{
  /* Basic, elementwise, recurrent, training, attention, structure. */
  static const guint8 categories[NG_N_ROLE_SERIES] = { 0, 1, 6, 5, 7, 2 };
  int series = (role - NG_ROLE_PLOT_SERIES) % NG_N_ROLE_SERIES;
  gboolean is_raw = role >= NG_ROLE_PLOT_RAW;
  NgColor color = self->tints[categories[series]].glyph;
  gboolean is_grey = self->tints[categories[1]].glyph == self->tints[categories[0]].glyph;
  float pale = self->is_plain ? 0 : is_raw ? 0.65F : is_grey ? 0.3F * (float) (series / 2) : 0;

  return (NgStyle){ .line = ng_color_mix (color, self->colors[CANVAS], pale),
                    .width = (is_raw ? 0.5F : 1.25F) * self->widths,
                    .dashed = is_grey && series % 2 == 1 };
}

/* Lines of figures that are made for paper are as wide there whatever the theme, and no finer. */
static gboolean
is_of_paper (NgRole role)
{
  return (role >= NG_ROLE_SHAPE && role <= NG_ROLE_WIRE) ||
         (role >= NG_ROLE_MAP && role <= NG_ROLE_RAY) || role == NG_ROLE_REPEAT ||
         role == NG_ROLE_HIDDEN_LINE;
}

NgStyle
ng_theme_style (const NgTheme *self, NgRole role)
{
  g_return_val_if_fail (role < NG_N_ROLES, (NgStyle){ 0 });
  if (role >= NG_ROLE_SIDE && role < NG_ROLE_BAND + NG_N_ROLE_CATEGORIES)
    return style_of_part (self, role);
  if (role >= NG_ROLE_LAYER && role < NG_ROLE_LAYER + NG_N_ROLE_CATEGORIES) {
    const NgTint *tint = &self->tints[role - NG_ROLE_LAYER];
    return (NgStyle){ tint->fill, tint->line,    1.25F * self->widths,
                      FALSE,      tint->pattern, tint->pattern_line };
  }
  if (role >= NG_ROLE_HEAT && role < NG_ROLE_HEAT + NG_N_HEAT_STEPS) {
    float share = (float) (role - NG_ROLE_HEAT) / (NG_N_HEAT_STEPS - 1);
    return (NgStyle){ .fill = ng_color_mix (self->colors[CANVAS],
                                            self->colors[AMBER],
                                            self->is_plain ? 0 : MOST_HEAT * share),
                      .line = ng_color_mix (self->colors[LINE], self->colors[AMBER], share),
                      .width = 1.25F * self->widths };
  }
  if (role >= NG_ROLE_PLOT_SERIES && role <= NG_ROLE_PLOT_LAST)
    return style_of_series (self, role);
  if (role >= NG_ROLE_GLYPH && role < NG_ROLE_GLYPH + NG_N_ROLE_CATEGORIES)
    return (NgStyle){ .line = self->tints[role - NG_ROLE_GLYPH].glyph,
                      .width = GLYPH_LINE * self->widths };
  return (NgStyle){ .fill = self->colors[rows[role].fill],
                    .line = self->colors[rows[role].line],
                    .width = rows[role].width *
                             (is_of_paper (role) ? MAX (self->widths, 1) : self->widths),
                    .dashed = rows[role].dashed };
}

const char *
ng_theme_family (const NgTheme *self, NgFamily family)
{
  return self->families[MIN (family, NG_FAMILY_MONO)];
}

gboolean
ng_theme_is_dark (const NgTheme *self)
{
  return ng_color_luminance (self->colors[CANVAS]) < ng_color_luminance (self->colors[INK]);
}

double
ng_color_luminance (NgColor color)
{
  static const double weights[] = { 0.0722, 0.7152, 0.2126 };
  double sum = 0;

  for (int i = 0; i < 3; i++) {
    double c = (color >> (8 * i) & 0xff) / 255.0;
    sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4));
  }
  return sum;
}

double
ng_color_contrast (NgColor a, NgColor b)
{
  double x = ng_color_luminance (a), y = ng_color_luminance (b);

  return (MAX (x, y) + 0.05) / (MIN (x, y) + 0.05);
}
