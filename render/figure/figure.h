/* NgFigure: how a net is depicted for a reader. What is drawn follows from the net and the figure's
 * settings alone, so the same figure of the same net is the same scene.
 *
 * A form is a record (NgFigureForm); the forms stand in one table, which the command line, the
 * window and the tests read. Scenes are in points at final size, and their roles are painted by a
 * theme like those of any other scene. */

#pragma once

#include "core/graph/net.h"
#include "render/scene/theme.h"
#include "render/standard/standard.h"

G_BEGIN_DECLS

typedef struct _NgFigure NgFigure;

/**
 * NgFigureForm:
 * @name: as one types it: "traditional"
 * @title: for people, to be translated: "Traditional form"
 * @summary: what it is good for, one sentence, to be translated
 * @theme: what paints it unless somebody says otherwise
 * @has_header: whether it draws the header itself; above others it is put
 * @needs_maps: whether it shows nothing but nets in which channels of pictures flow
 * @joins_outputs: whether what a layer gives is one thing, where it gives several arrays
 * @shows_groups: whether it frames groups of arrays that repeat
 * @folds: whether it draws what repeats once unless somebody says otherwise
 * @flow: where the flow goes unless somebody says otherwise or the form decides
 * @waits_to_wrap: whether the flow is one row until somebody says how long rows are; of others, the
 * width of the figure says that, or nothing
 * @draw: makes the scene. Fails with: "Figure::suit" where the form cannot show the net, with a
 * sentence that it does not suit, and why; %NG_ERROR_CANCELLED
 */
typedef struct {
  const char *name, *title, *summary;
  NgThemeKind theme;
  NgDirection flow;
  gboolean has_header, needs_maps, joins_outputs, shows_groups, folds, waits_to_wrap;
  NgScene *(*draw) (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error);
} NgFigureForm;

/** ng_figure_forms: Returns: (transfer none) (array length=n): StandardForm first */
const NgFigureForm *const *ng_figure_forms (gsize *n);
/** ng_figure_form_find: Returns: (transfer none) (nullable): the form of that name */
const NgFigureForm *ng_figure_form_find (const char *name);

typedef enum {
  NG_LEGEND_NONE,
  NG_LEGEND_RIGHT,
  NG_LEGEND_BELOW,
} NgLegendPlace;

/* Where the flow goes, or which edges say their dimensions, is up to the form. */
#define NG_FIGURE_AUTOMATIC (-1)
/* A net is as deep open as ng_standard_depth() says. */
#define NG_FIGURE_BEST G_MININT

/**
 * NgFigure:
 * @form: which form
 * @direction: an NgDirection, or %NG_FIGURE_AUTOMATIC
 * @dimensions: an NgDimensions, or %NG_FIGURE_AUTOMATIC
 * @groups: what layers are gathered by in StandardForm; other forms gather by names alone
 * @depth: how deep nested nets and groups are open; -1: nothing is gathered and nested nets
 * are closed; %NG_FIGURE_BEST: as reads best
 * @width: points that the figure should be wide at most; 0: as wide as it likes. A form may
 * arrange itself by it
 * @wrap: points that the picture may be long along the flow before it is made as wide as it should
 * be, when the flow is broken into rows or columns, or %NG_WRAP_AUTOMATIC; 0: it is one row, or in
 * StandardForm rows that fill the width where words could not be read otherwise. Nothing heeds it
 * in the traditional form
 * @angle: degrees at which the depth of volumes goes up, 10 to 80; 0: as usual
 * @view: degrees from which volumes are seen aside, likewise: their depth is as long as its sine
 * @kernels: whether volumes show the windows that slide over them
 * @wires: an NgWires of StandardForm, or %NG_FIGURE_AUTOMATIC for what @positions say
 * @font_size: points of its words; 0: the form's own
 * @header: title and counts above the picture
 * @badges: what the net lacks, in the header
 * @names: whether layers say their names
 * @symbols: whether ports are x, y, t and the like instead of their names
 * @stack: whether runs of linear layer, normalization and activation share a box
 * @fold: whether what repeats is drawn once, with its count, or %NG_FIGURE_AUTOMATIC
 * @alike: whether what is equal but for its sizes repeats, too; only the block diagram heeds it
 * @numbers: whether boxes hold numbers, and a key says what they are
 * @fills: whether boxes have the tints of their kinds
 * @legend: where what the reader must be told stands
 * @aliases: (nullable) (element-type utf8 utf8): other words for layers, by their path
 * @hidden: (nullable) (element-type utf8): a set of the paths of layers in whose place "…" stands
 * @apart: (nullable): with commas between: paths of layers that are no part of what repeats,
 * "blocks/3", of name scopes that are no groups, and repeats that count as none, "×conv1+5"
 * @title: (nullable): for the header
 * @positions: (nullable): of layers that were moved by hand, which only StandardForm heeds, and
 * groups that were taken apart, which count as @apart
 * @measure: what StandardForm colours layers by, but for %NG_MEASURE_VALUES
 * @without_dot: as in NgLayoutOptions
 * @cache: (nullable): what earlier pictures of the document left
 * @metrics: how wide texts are
 *
 * Strings and objects are borrowed.
 */
struct _NgFigure {
  const NgFigureForm *form;
  int direction, dimensions, depth, wrap, wires, fold;
  NgGroups groups;
  double width;
  float font_size, angle, view;
  gboolean header, badges, names, symbols, stack, alike, kernels, numbers, fills, without_dot;
  NgLegendPlace legend;
  NgMeasure measure;
  GHashTable *aliases, *hidden;
  const char *title, *apart;
  const NgPositions *positions;
  NgStandardCache *cache;
  const NgMetrics *metrics;
};

/** ng_figure_default: Returns: StandardForm, all else automatic or off */
NgFigure ng_figure_default (void);

/**
 * ng_figure_draw:
 *
 * Cost: linear in layers and edges, but where a form says otherwise.
 *
 * Fails with: "Figure::suit"; %NG_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): the scene
 */
NgScene *
ng_figure_draw (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error);

/** ng_figure_apart: for forms. Returns: (transfer full): what @apart and @positions of the figure
 *   take apart, as ng_repeat_finder_new() and StandardForm want to be told of it */
char **ng_figure_apart (const NgFigure *figure);

/** ng_figure_alias: for forms. Returns: (transfer none) (nullable): other words for layer @index of
 *   @net, a net at @path, "" for the outermost, in place of whatever the form would say of it */
const char *
ng_figure_alias (const NgFigure *figure, const NgNet *net, const char *path, gsize index);

/** ng_figure_width: Returns: points that the figure, drawn as @scene, is wide in print: its own
 *   width, or that of the settings where it is wider; words never become larger than they are */
double ng_figure_width (const NgFigure *figure, const NgScene *scene);

/**
 * ng_figure_refuse: for forms
 * @hint: (nullable): which form suits the net; %NULL: those that suit any
 * @why: printf format of the rest of "maps does not suit this net: …"
 *
 * Sets "Figure::suit".
 */
void
ng_figure_refuse (const NgFigureForm *form, const char *hint, GError **error, const char *why, ...)
    G_GNUC_PRINTF (4, 5);

G_END_DECLS
