/* Palettes: tints of a theme that are told apart by more than their hue.
 *
 * The hues of the colour-blind palette are those of Okabe and Ito (Color Universal Design, 2008).
 * Their shares in the fills were chosen so that any two fills differ by 10 and more in CIELAB, to
 * eyes with three kinds of cones and to those that lack one. Seven hues do for seven categories;
 * what is not much told of in figures is white, with patterns. */

#include "render/scene/theme-private.h"

#include <math.h>
#include <string.h>

/* CIE L* from one level of grey to the next, and from the darkest text. */
#define STEP 12.5
/* How much of the words' colour is in the lines of hatches. */
#define HATCH 0.25F

/* In the order of NgCategory. */
static const struct {
  NgColor hue;
  float share; /* of the hue in the fill */
  NgPattern pattern;
} hues[NG_N_ROLE_CATEGORIES] = {
  { 0xff0072b2, 0.5F, NG_PATTERN_NONE },  /* basic */
  { 0xffe69f00, 0.65F, NG_PATTERN_NONE }, /* elementwise */
  { 0xff808080, 0, NG_PATTERN_NONE },     /* structure */
  { 0xffcc79a7, 0.5F, NG_PATTERN_NONE },  /* convolution */
  { 0xff009e73, 0.65F, NG_PATTERN_NONE }, /* normalization */
  { 0xfff0e442, 0.54F, NG_PATTERN_NONE }, /* training */
  { 0xffd55e00, 0.58F, NG_PATTERN_NONE }, /* recurrent */
  { 0xff56b4e9, 0.34F, NG_PATTERN_NONE }, /* attention */
  { 0xff808080, 0, NG_PATTERN_DIAMONDS }, /* loss */
  { 0xff808080, 0, NG_PATTERN_RISING },   /* container */
  { 0xff808080, 0, NG_PATTERN_FALLING },  /* operator */
};

/* Steps of lightness from the background towards the text, and patterns. */
static const struct {
  int level;
  NgPattern pattern;
} greys[NG_N_ROLE_CATEGORIES] = {
  { 1, NG_PATTERN_NONE },     /* basic */
  { 0, NG_PATTERN_RISING },   /* elementwise */
  { 0, NG_PATTERN_NONE },     /* structure */
  { 2, NG_PATTERN_NONE },     /* convolution */
  { 0, NG_PATTERN_FALLING },  /* normalization */
  { 0, NG_PATTERN_DIAMONDS }, /* training */
  { 3, NG_PATTERN_NONE },     /* recurrent */
  { 1, NG_PATTERN_RISING },   /* attention */
  { 1, NG_PATTERN_FALLING },  /* loss */
  { 0, NG_PATTERN_UPRIGHT },  /* container */
  { 1, NG_PATTERN_DIAMONDS }, /* operator */
};

typedef struct {
  NgTheme theme;
  gatomicrefcount references;
  NgTint tints[NG_N_ROLE_CATEGORIES];
  char *families[3];
} Combined;

static NgColor
grey_of_luminance (double y, NgColor alpha)
{
  double c = y <= 0.0031308 ? 12.92 * y : 1.055 * pow (y, 1 / 2.4) - 0.055;
  NgColor grey = (NgColor) (CLAMP (c, 0, 1) * 255 + 0.5);

  return (alpha & 0xff000000) | grey << 16 | grey << 8 | grey;
}

/* CIE 15: L* = 116 f (Y) - 16. */
static double
lightness (double y)
{
  return y > 216.0 / 24389 ? 116 * cbrt (y) - 16 : y * 24389 / 27;
}

static double
luminance_of (double l)
{
  return l > 8 ? pow ((l + 16) / 116, 3) : l * 27 / 24389;
}

/* Words stand out from all fills, which are darker than those of the tints. */
static void
strengthen_words (NgTheme *theme)
{
  NgColor ink = ng_theme_is_dark (theme) ? 0xffffffff : 0xff000000;

  theme->colors[INK] = theme->colors[SOFT] = theme->colors[FAINT] = ink;
}

static void
make_colour_blind (Combined *self)
{
  NgTheme *theme = &self->theme;
  NgColor ground = theme->colors[CARD];
  gboolean is_dark = ng_theme_is_dark (theme);

  strengthen_words (theme);
  for (int i = 0; i < NG_N_ROLE_CATEGORIES; i++) {
    /* On a dark ground half as much is as far from it. */
    NgColor line = ng_color_mix (hues[i].hue, theme->colors[INK], is_dark ? 0.4F : 0.5F);

    self->tints[i] =
        (NgTint){ ng_color_mix (ground, hues[i].hue, is_dark ? hues[i].share / 2 : hues[i].share),
                  line,
                  theme->colors[INK],
                  hues[i].pattern,
                  ng_color_mix (ground, theme->colors[INK], HATCH) };
  }
}

/* All colours as light as they were, and grey. */
static void
drop_hues (Combined *self)
{
  NgTheme *theme = &self->theme;

  for (int i = 0; i < N_COLORS; i++)
    theme->colors[i] = grey_of_luminance (ng_color_luminance (theme->colors[i]), theme->colors[i]);
  strengthen_words (theme);
}

static void
make_grey (Combined *self)
{
  NgTheme *theme = &self->theme;
  gboolean is_dark = ng_theme_is_dark (theme);
  double ground = lightness (ng_color_luminance (theme->colors[is_dark ? CANVAS : CARD]));
  double step = is_dark ? STEP : -STEP;

  drop_hues (self);
  for (int i = 0; i < NG_N_ROLE_CATEGORIES; i++) {
    NgColor fill = grey_of_luminance (luminance_of (ground + step * greys[i].level), 0xff000000);

    self->tints[i] = (NgTint){ fill,
                               ng_color_mix (fill, theme->colors[INK], 0.7F),
                               theme->colors[INK],
                               greys[i].pattern,
                               ng_color_mix (fill, theme->colors[INK], HATCH) };
  }
}

static void
make_plain (Combined *self)
{
  static const NgThemeColor empty[] = { CANVAS, CARD, AMBER_SOFT, RED_SOFT,
                                        ON_RED, MAP,  MAP_BACK,   KERNEL };
  static const NgThemeColor drawn[] = { FRAME_LINE, LINE, HAIR, ACCENT, AMBER, RED };
  NgTheme *theme = &self->theme;
  NgColor ground = ng_theme_is_dark (theme) ? 0xff000000 : 0xffffffff;

  strengthen_words (theme);
  for (gsize i = 0; i < G_N_ELEMENTS (empty); i++)
    theme->colors[empty[i]] = ground;
  for (gsize i = 0; i < G_N_ELEMENTS (drawn); i++)
    theme->colors[drawn[i]] = theme->colors[INK];
  theme->colors[FRAME] = 0;
  theme->colors[ACCENT_SOFT] = theme->colors[INK] & 0x30ffffff;
  for (int i = 0; i < NG_N_ROLE_CATEGORIES; i++)
    self->tints[i] = (NgTint){ ground, theme->colors[INK], theme->colors[INK], 0, 0 };
  theme->is_plain = TRUE;
}

static void
flatten (NgColor *color, NgColor ground)
{
  float share = (float) (*color >> 24) / 255;

  if (*color >> 24 != 0)
    *color = ng_color_mix (ground | 0xff000000, *color | 0xff000000, share);
}

static void
make_opaque (Combined *self)
{
  for (int i = 0; i < N_COLORS; i++)
    flatten (&self->theme.colors[i], self->theme.colors[CANVAS]);
}

static void
set_family (Combined *self, NgFamily family, const char *names_first)
{
  self->families[family] = g_strdup_printf ("%s, %s", names_first, self->theme.families[family]);
  self->theme.families[family] = self->families[family];
}

NgTheme *
ng_theme_with (const NgTheme *base, NgThemePalette palette, const char *family, gboolean opaque)
{
  Combined *self = g_new0 (Combined, 1);

  self->theme = *base;
  memcpy (self->tints, base->tints, sizeof self->tints);
  g_atomic_ref_count_init (&self->references);
  self->theme.is_made = TRUE;
  self->theme.tints = self->tints;
  if (palette == NG_THEME_PALETTE_COLOUR_BLIND)
    make_colour_blind (self);
  else if (palette == NG_THEME_PALETTE_GREY)
    make_grey (self);
  else if (palette == NG_THEME_PALETTE_PLAIN)
    make_plain (self);
  if (opaque)
    make_opaque (self);
  if (family != NULL) {
    set_family (self, NG_FAMILY_SANS, family);
    set_family (self, NG_FAMILY_SERIF, family);
  }
  return &self->theme;
}

const NgTheme *
ng_theme_ref (const NgTheme *self)
{
  if (self->is_made)
    g_atomic_ref_count_inc (&((Combined *) (gpointer) self)->references);
  return self;
}

void
ng_theme_unref (const NgTheme *self)
{
  Combined *combined = (Combined *) (gpointer) self;

  if (!self->is_made || !g_atomic_ref_count_dec (&combined->references))
    return;
  for (int i = 0; i < 3; i++)
    g_free (combined->families[i]);
  g_free (combined);
}
