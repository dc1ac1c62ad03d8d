/* NgFigureSettings: what somebody has settled about a figure, and the same as text: words after an
 * option of the command line, and JSON, which a document keeps. */

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
gboolean ng_figure_settings_equal (const NgFigureSettings *a, const NgFigureSettings *b);

/** ng_figure_settings_title: Returns: (nullable): what the figure is of: @usual, where nobody has
 *   said something else */
const char *ng_figure_settings_title (const NgFigureSettings *self, const char *usual);

typedef enum {
  NG_SETTING_FLAG,   /* on or off: "yes" or "no" */
  NG_SETTING_CHOICE, /* one of its choices */
  NG_SETTING_OPEN,   /* one of its choices, or something else */
} NgFigureSettingKind;

/** NgFigureChoice: @word: as one types it; @label: for people, to be translated */
typedef struct {
  const char *word, *label;
} NgFigureChoice;

/**
 * NgFigureSetting:
 * @name: "font-size"
 * @title: for people, to be translated: "Size of words"
 * @group: for people, to be translated: what it stands with: "Colors"
 * @values: what it may be, for people: "right, down or up"; %NULL for what is only on or off
 * @help: what it says, one line
 * @fresh: (nullable): for people, to be translated: what it is in a new figure, where no word says
 *   that: "As it suits"
 * @forms: (nullable): names of the forms that heed it, "standard blocks"; %NULL for all
 * @choices: (element-type NgFigureChoice): words that it may be
 */
typedef struct {
  const char *name, *title, *group, *values, *help, *fresh, *forms;
  NgFigureSettingKind kind;
  GArray *choices;
} NgFigureSetting;

/** ng_figure_setting_list: Returns: (transfer full) (element-type NgFigureSetting): all that have a
 *   name and one value, in the order in which people read of them */
GArray *ng_figure_setting_list (void);

/** ng_figure_setting_counts: Returns: whether the setting changes figures of that form */
gboolean ng_figure_setting_counts (const NgFigureSetting *self, const NgFigureForm *form);

/**
 * ng_figure_settings_get:
 * @name: one of ng_figure_setting_list()
 *
 * Returns: (transfer full) (nullable): what ng_figure_settings_set() takes for it: "down", "89mm",
 *   "yes"; %NULL for what is as in a new figure and has no word
 */
char *ng_figure_settings_get (const NgFigureSettings *self, const char *name);

/**
 * ng_figure_settings_set:
 * @name: one of ng_figure_setting_list()
 * @value: "down", "3.5in", "yes"; %NULL for what a new figure has
 *
 * Returns: (transfer full) (nullable): why it cannot be, "direction is right, down or up, not
 *   'left'"; %NULL where it can
 */
char *ng_figure_settings_set (NgFigureSettings *self, const char *name, const char *value);

/** ng_figure_settings_set_alias: @words: (nullable): %NULL takes it back; cut at %NG_MAX_ALIAS
 *   characters */
void ng_figure_settings_set_alias (NgFigureSettings *self, const char *path, const char *words);

/** ng_figure_settings_hide: @hides: whether that layer is left out from now on */
void ng_figure_settings_hide (NgFigureSettings *self, const char *path, gboolean hides);

/* Characters of an alias, and for how many layers something may be settled. */
#define NG_MAX_ALIAS   200
#define NG_MAX_ALIASES 10000

/* Under this name they stand in the metadata of a .netgraph file. */
#define NG_FIGURE_NOTE "netgraph.figure"

/**
 * ng_figure_settings_print:
 *
 * Returns: (transfer full): JSON of all that is not as in a new figure, the same for equal ones:
 *   {"form": "blocks", "width": "252pt", "fold": true, "aliases": {"conv1": "stem"}, "hidden":
 * ["drop1"]}
 */
char *ng_figure_settings_print (const NgFigureSettings *self);

/**
 * ng_figure_settings_parse:
 * @warnings: (nullable) (element-type NgDiagnostic): "Figure::setting" for each that cannot be,
 * which is left out
 *
 * Members of other names are skipped, for the sake of later versions.
 *
 * Fails with: "Figure::setting" for what is no object; what ng_json_parse() says.
 *
 * Returns: (transfer full) (nullable): the settings
 */
NgFigureSettings *
ng_figure_settings_parse (const char *text, gsize length, GPtrArray *warnings, GError **error);

/** ng_figure_settings_load: Returns: (transfer full) (nullable): those in a .netgraph file; where
 *   they cannot be read, a warning says so; @warnings: (element-type NgDiagnostic) */
NgFigureSettings *ng_figure_settings_load (const char *path, GPtrArray *warnings);

G_END_DECLS
