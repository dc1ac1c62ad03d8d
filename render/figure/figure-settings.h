/* NgFigureSettings: what somebody has settled about a figure. */

#pragma once

#include "render/figure/figure.h"

G_BEGIN_DECLS

/**
 * NgFigureSettings:
 * @figure: without title, positions and metrics; its tables are those below
 * @theme: an NgThemeKind, or %NG_FIGURE_AUTOMATIC for that of the form
 * @palette: an NgThemePalette
 * @outlines: whether words are shapes instead of texts
 * @opaque: whether nothing is see-through
 * @font: (nullable): the family of all words
 * @title, @author: (nullable): what the figure is of, and who made it
 * @aliases: (element-type utf8 utf8): other words for layers, by their path
 * @hidden: (element-type utf8): a set of the paths of layers that are left out
 *
 * One owner, who may change it.
 */
typedef struct {
  NgFigure figure;
  int theme, palette, outlines;
  gboolean opaque;
  char *font, *title, *author;
  GHashTable *aliases, *hidden;
} NgFigureSettings;

NgFigureSettings *ng_figure_settings_new (void);
NgFigureSettings *ng_figure_settings_copy (const NgFigureSettings *self);
void ng_figure_settings_free (NgFigureSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgFigureSettings, ng_figure_settings_free)

/** ng_figure_settings_title: Returns: (nullable): what the figure is of: @usual, where nobody has
 *   said something else */
const char *ng_figure_settings_title (const NgFigureSettings *self, const char *usual);

/** ng_figure_settings_set_alias: @words: (nullable): %NULL takes it back; cut at %NG_MAX_ALIAS
 *   characters */
void ng_figure_settings_set_alias (NgFigureSettings *self, const char *path, const char *words);

/** ng_figure_settings_hide: @hides: whether that layer is left out from now on */
void ng_figure_settings_hide (NgFigureSettings *self, const char *path, gboolean hides);

/* Characters of an alias, and for how many layers something may be settled. */
#define NG_MAX_ALIAS   200
#define NG_MAX_ALIASES 10000

G_END_DECLS
