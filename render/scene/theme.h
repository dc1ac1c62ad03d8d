/* NgTheme: roles turned into colours, widths and fonts. Themes are constants; figures may have one
 * of their own, made of such a theme, a palette and a font. */

#pragma once

#include "render/scene/pattern.h"

G_BEGIN_DECLS

/* 0xAARRGGBB; 0 paints nothing */
typedef guint32 NgColor;

/**
 * NgStyle:
 * @fill: of boxes, paths and glyphs; of texts the colour
 * @line: of outlines
 * @width: of outlines, points
 * @dashed: whether outlines are dashed
 * @pattern: of boxes and paths, painted over @fill by lines of @pattern_line, %NG_PATTERN_WIDTH
 * wide
 */
typedef struct {
  NgColor fill;
  NgColor line;
  float width;
  gboolean dashed;
  NgPattern pattern;
  NgColor pattern_line;
} NgStyle;

typedef enum {
  NG_THEME_LIGHT,
  NG_THEME_DARK,
  NG_THEME_CONTRAST,
  NG_THEME_CONTRAST_DARK,
  NG_THEME_PRINT, /* grey, for paper */
  NG_N_THEMES
} NgThemeKind;

typedef struct _NgTheme NgTheme;

/** ng_theme_get: Returns: (transfer none): the theme */
const NgTheme *ng_theme_get (NgThemeKind kind);
/** ng_theme_name: Returns: "light", "dark", "contrast", "contrast-dark" or "print" */
const char *ng_theme_name (const NgTheme *self);
NgStyle ng_theme_style (const NgTheme *self, NgRole role);
/** ng_theme_family: Returns: a list of font families, best first: "Inter, Cantarell, sans-serif" */
const char *ng_theme_family (const NgTheme *self, NgFamily family);

/* What the kinds of layers are told apart by. */
typedef enum {
  NG_THEME_PALETTE_TINTS,        /* the theme's own */
  NG_THEME_PALETTE_COLOUR_BLIND, /* hues that nobody mixes up */
  NG_THEME_PALETTE_GREY,         /* lightness and patterns */
  NG_THEME_PALETTE_PLAIN,        /* lines alone, no fills */
  NG_N_THEME_PALETTES
} NgThemePalette;

/**
 * ng_theme_with:
 * @base: light or dark, which the palette follows
 * @family: (nullable): fonts of all words but monospaced ones, best first; the theme's come last
 * @opaque: whether nothing is see-through: colours are mixed with the background instead
 *
 * Returns: (transfer full): a theme
 */
NgTheme *
ng_theme_with (const NgTheme *base, NgThemePalette palette, const char *family, gboolean opaque);
/** ng_theme_ref: Returns: (transfer full): the same theme, which may be one of the constants */
const NgTheme *ng_theme_ref (const NgTheme *self);
void ng_theme_unref (const NgTheme *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgTheme, ng_theme_unref)

/** ng_theme_is_dark: Returns: whether the background is darker than the words */
gboolean ng_theme_is_dark (const NgTheme *self);

/** ng_color_luminance: Returns: relative luminance by WCAG 2.1, from 0 to 1 */
double ng_color_luminance (NgColor color);
/** ng_color_contrast: Returns: the WCAG contrast ratio of two opaque colours, 1 to 21 */
double ng_color_contrast (NgColor a, NgColor b);

G_END_DECLS
