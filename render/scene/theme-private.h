/* What a theme is made of, for the files of this folder. */

#pragma once

#include "render/scene/theme.h"

G_BEGIN_DECLS

/* What the colours of a theme are for, but those of categories. */
typedef enum {
  NOTHING,
  CANVAS,
  CARD,  /* behind tags, badges and closed groups */
  FRAME, /* inside open groups; translucent, so that frames in frames grow darker */
  FRAME_LINE,
  INK,    /* names */
  SOFT,   /* kinds, dimensions */
  FAINT,  /* numbers and other small words */
  LINE,   /* edges */
  HAIR,   /* rules */
  ACCENT, /* ports, selection */
  ACCENT_SOFT,
  AMBER,
  AMBER_SOFT,
  RED,
  RED_SOFT,
  ON_RED, /* signs on red or amber */
  MAP,    /* feature maps */
  MAP_BACK,
  KERNEL,
  N_COLORS
} NgThemeColor;

/**
 * NgTint:
 *
 * The colours of a category of layers; @pattern is drawn in @pattern_line over @fill.
 */
typedef struct {
  NgColor fill, line, glyph;
  NgPattern pattern;
  NgColor pattern_line;
} NgTint;

/**
 * NgTheme:
 * @widths: factor of all lines
 * @families: by NgFamily
 * @tints: (array length=NG_N_ROLE_CATEGORIES)
 * @is_plain: whether nothing is filled: then the stronger parts of boxes have a pattern
 * @is_made: whether ng_theme_with() has made it
 */
struct _NgTheme {
  const char *name;
  float widths;
  const char *families[3];
  NgColor colors[N_COLORS];
  const NgTint *tints;
  gboolean is_plain, is_made;
};

/** ng_color_mix: Returns: the colour that is @share of @b and the rest of @a */
NgColor ng_color_mix (NgColor a, NgColor b, float share);

G_END_DECLS
