/* Settings of figures as text: words after an option of the command line, and JSON, which a
 * document keeps. */

#pragma once

#include "render/figure/figure-settings.h"

G_BEGIN_DECLS

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
 * ng_figure_length:
 * @points: a length
 * @like: points of a length that somebody chose, 0 for none
 * @is_least: whether more than @points is right, not less
 *
 * Returns: (transfer full): the length as a short number in the unit in which @like is one:
 * "7.16in"
 */
char *ng_figure_length (double points, double like, gboolean is_least);

/**
 * ng_figure_settings_set:
 * @name: one of ng_figure_setting_list()
 * @value: "down", "3.5in", "yes"; %NULL for what a new figure has
 *
 * Returns: (transfer full) (nullable): why it cannot be, "direction is right, down or up, not
 *   'left'"; %NULL where it can
 */
char *ng_figure_settings_set (NgFigureSettings *self, const char *name, const char *value);

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
/** ng_figure_settings_equal: Returns: whether both print the same */
gboolean ng_figure_settings_equal (const NgFigureSettings *a, const NgFigureSettings *b);

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
