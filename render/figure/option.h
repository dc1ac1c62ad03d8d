/* Settings of figures and of their files by name, as the command line and notation give them. */

#pragma once

#include "core/expr/expr.h"
#include "render/figure/figure-file.h"

G_BEGIN_DECLS

/**
 * NgFigureFileOption:
 * @name: "dpi"
 * @value: for people, what it may be: "N"
 * @help: what it says, one line
 * @ending: of the files that it changes: "png"
 */
typedef struct {
  const char *name, *value, *help, *ending;
} NgFigureFileOption;

/** ng_figure_file_option_list: Returns: (transfer none) (array length=n): what is said of a file
 *   only, and is no setting of the figure */
const NgFigureFileOption *ng_figure_file_option_list (gsize *n);

/**
 * ng_figure_option_set:
 * @name: one of ng_figure_setting_list() or ng_figure_file_option_list()
 * @value: as in ng_figure_settings_set(); a width may be "0.8textwidth", for tex
 *
 * Returns: (transfer full) (nullable): why it cannot be, "dpi is …, not 'many'"; %NULL where it can
 */
char *ng_figure_option_set (NgFigureSettings *settings,
                            NgFigureFileOptions *file,
                            const char *name,
                            const char *value);

/**
 * ng_figure_options_read:
 * @call: whose arguments from @first on are options: "Form" -> "blocks", ImageSize -> 252, …
 *
 * All that ng_figure_option_set() takes, "FontSize" meaning font-size; "Aliases" -> {"path" ->
 * "words", …} and "Hidden" -> {"path", …}; ImageSize is a width in points, ImageResolution the dpi.
 *
 * Fails with: "Eval::arguments"; "Figure::path" for a layer that @net does not have.
 */
gboolean ng_figure_options_read (NgNet *net,
                                 const NgExpr *call,
                                 gsize first,
                                 NgFigureSettings *settings,
                                 NgFigureFileOptions *file,
                                 GError **error);

G_END_DECLS
