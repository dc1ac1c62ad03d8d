/* NgTheme: roles turned into colours, widths and fonts. Themes are constants. */

#pragma once

#include "render/scene/scene.h"

G_BEGIN_DECLS

/* 0xAARRGGBB; 0 paints nothing */
typedef guint32 NgColor;

/**
 * NgStyle:
 * @fill: of boxes, paths and glyphs; of texts the colour
 * @line: of outlines
 * @width: of outlines, points
 * @dashed: whether outlines are dashed
 */
typedef struct {
  NgColor fill;
  NgColor line;
  float width;
  gboolean dashed;
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
/** ng_theme_find: Returns: (nullable): the theme called "light", "dark", "contrast",
 * "contrast-dark" or "print" */
const NgTheme *ng_theme_find (const char *name);
const char *ng_theme_name (const NgTheme *self);
NgStyle ng_theme_style (const NgTheme *self, NgRole role);
/** ng_theme_family: Returns: a list of font families, best first: "Inter, Cantarell, sans-serif" */
const char *ng_theme_family (const NgTheme *self, NgFamily family);
/** ng_color_contrast: Returns: the WCAG contrast ratio of two opaque colours, 1 to 21 */
double ng_color_contrast (NgColor a, NgColor b);

G_END_DECLS
