/* Settings of figures, each a row of one table: what it may be, which forms heed it, and what it is
 * for. */

#include "render/figure/figure-rows.h"

#include "core/base/limits.h"

#include <glib/gi18n.h>
#include <string.h>

/* A word without a label is another way to write the one before it. */
static const NgFigureWord directions[] = { { "right", N_ ("To the right"), NG_DIRECTION_RIGHT },
                                           { "down", N_ ("Down"), NG_DIRECTION_DOWN },
                                           { "up", N_ ("Up"), NG_DIRECTION_UP },
                                           { NULL } };
static const NgFigureWord dimensions[] = {
  { "all", N_ ("Everywhere"), NG_DIMENSIONS_ALL },
  { "changes", N_ ("Where they change"), NG_DIMENSIONS_CHANGES },
  { "none", N_ ("Nowhere"), NG_DIMENSIONS_NONE },
  { NULL }
};
static const NgFigureWord depths[] = { { "-1", N_ ("No groups"), -1 },
                                       { "0", N_ ("Closed"), 0 },
                                       { "1", N_ ("Outermost open"), 1 },
                                       { "2", N_ ("Two levels open"), 2 },
                                       { "64", N_ ("All open"), NG_MAX_NET_DEPTH },
                                       { "auto", N_ ("As reads best"), NG_FIGURE_BEST },
                                       { NULL } };
static const NgFigureWord groups[] = { { "all", N_ ("Names and repeats"), NG_GROUPS_ALL },
                                       { "names", N_ ("Names"), NG_GROUPS_NAMES },
                                       { "repeats", N_ ("Repeats"), NG_GROUPS_REPEATS },
                                       { NULL } };
static const NgFigureWord legends[] = { { "none", N_ ("None"), NG_LEGEND_NONE },
                                        { "right", N_ ("On the right"), NG_LEGEND_RIGHT },
                                        { "below", N_ ("Below"), NG_LEGEND_BELOW },
                                        { NULL } };
static const NgFigureWord wraps[] = { { "auto", N_ ("To fill a page"), NG_WRAP_AUTOMATIC },
                                      { NULL } };
static const NgFigureWord wires[] = { { "spline", N_ ("Curved"), NG_WIRES_SPLINE },
                                      { "orthogonal", N_ ("At right angles"), NG_WIRES_ORTHOGONAL },
                                      { NULL } };
/* Values are those of a run, and here there is none. */
static const NgFigureWord measures[] = {
  { "kind", N_ ("Kind"), NG_MEASURE_KIND },
  { "parameters", N_ ("Parameters"), NG_MEASURE_PARAMETERS },
  { "multiply-adds", N_ ("Multiply-adds"), NG_MEASURE_MULTIPLY_ADDS },
  { "activations", N_ ("Size of activations"), NG_MEASURE_ACTIVATIONS },
  { NULL }
};
static const NgFigureWord themes[] = {
  { "light", N_ ("Light"), NG_THEME_LIGHT },
  { "dark", N_ ("Dark"), NG_THEME_DARK },
  { "contrast", N_ ("High contrast"), NG_THEME_CONTRAST },
  { "contrast-dark", N_ ("High contrast, dark"), NG_THEME_CONTRAST_DARK },
  { "print", N_ ("Grey, for print"), NG_THEME_PRINT },
  { NULL }
};
static const NgFigureWord palettes[] = {
  { "tints", N_ ("By tints"), NG_THEME_PALETTE_TINTS },
  { "colour-blind", N_ ("By hues that nobody mixes up"), NG_THEME_PALETTE_COLOUR_BLIND },
  { "color-blind", NULL, NG_THEME_PALETTE_COLOUR_BLIND },
  { "colorblind", NULL, NG_THEME_PALETTE_COLOUR_BLIND },
  { "colourblind", NULL, NG_THEME_PALETTE_COLOUR_BLIND },
  { "grey", N_ ("By greys and hatches"), NG_THEME_PALETTE_GREY },
  { "gray", NULL, NG_THEME_PALETTE_GREY },
  { "plain", N_ ("Not at all: lines alone"), NG_THEME_PALETTE_PLAIN },
  { NULL }
};
static const NgFigureWord texts[] = { { "text", N_ ("Text"), FALSE },
                                      { "outlines", N_ ("Outlines"), TRUE },
                                      { NULL } };

/* What settings stand with others. */
static const char form_group[] = N_ ("Arrangement");
static const char layer_group[] = N_ ("Layers");
static const char word_group[] = N_ ("Words and Signs");
static const char color_group[] = N_ ("Colors");

#define AT(member) G_STRUCT_OFFSET (NgFigureSettings, member)

static const NgFigureRow rows[] = {
  { .name = "form",
    .title = N_ ("Form"),
    .group = form_group,
    .kind = NG_ROW_FORM,
    .offset = AT (figure.form),
    .help = "How the net is depicted" },
  { .name = "direction",
    .title = N_ ("Flow"),
    .group = form_group,
    .kind = NG_ROW_WORD,
    .offset = AT (figure.direction),
    .words = directions,
    .fresh = N_ ("As it suits"),
    .help = "Where the flow goes" },
  { .name = "dimensions",
    .title = N_ ("Dimensions"),
    .group = word_group,
    .kind = NG_ROW_WORD,
    .offset = AT (figure.dimensions),
    .words = dimensions,
    .fresh = N_ ("As it suits"),
    .help = "Which edges say their dimensions" },
  { .name = "depth",
    .title = N_ ("Groups and nested nets"),
    .group = layer_group,
    .kind = NG_ROW_DEPTH,
    .offset = AT (figure.depth),
    .words = depths,
    .help = "How deep nested nets and groups are open" },
  { .name = "groups",
    .title = N_ ("Layers are gathered by"),
    .group = layer_group,
    .kind = NG_ROW_WORD,
    .offset = AT (figure.groups),
    .words = groups,
    .forms = "standard",
    .help = "What the standard form gathers layers by" },
  { .name = "names",
    .title = N_ ("Names of layers"),
    .group = word_group,
    .kind = NG_ROW_FLAG,
    .offset = AT (figure.names),
    .forms = "traditional blocks maps volumes strip",
    .help = "Layers say their names" },
  { .name = "symbols",
    .title = N_ ("Symbols for ports"),
    .group = word_group,
    .kind = NG_ROW_FLAG,
    .offset = AT (figure.symbols),
    .forms = "traditional",
    .help = "Ports are x, y, t and the like" },
  { .name = "stack",
    .title = N_ ("Layers in a row share a box"),
    .group = layer_group,
    .kind = NG_ROW_FLAG,
    .offset = AT (figure.stack),
    .forms = "traditional blocks",
    .help = "Layer, normalization and activation share a box" },
  { .name = "fold",
    .title = N_ ("Repeats once, with their count"),
    .group = layer_group,
    .kind = NG_ROW_FLAG,
    .offset = AT (figure.fold),
    .fresh = N_ ("As it suits"),
    .forms = "traditional blocks maps volumes strip",
    .help = "What repeats is drawn once, with its count" },
  { .name = "alike",
    .title = N_ ("Repeats of other sizes too"),
    .group = layer_group,
    .kind = NG_ROW_FLAG,
    .offset = AT (figure.alike),
    .forms = "blocks",
    .help = "What is equal but for its sizes repeats, too" },
  { .name = "apart",
    .title = N_ ("No part of repeats"),
    .group = layer_group,
    .kind = NG_ROW_TEXT,
    .offset = AT (figure.apart),
    .fresh = N_ ("None"),
    .help =
        "With commas between, paths of layers that are no part of what repeats, and groups that "
        "are none: decoder/conv1, layer.0/attn, ×conv1+5 (repeats from conv1 on, with 5 layers "
        "more in each)" },
  { .name = "kernels",
    .title = N_ ("Windows with rays"),
    .group = word_group,
    .kind = NG_ROW_FLAG,
    .offset = AT (figure.kernels),
    .forms = "volumes",
    .help = "Volumes show what windows cover, and where to" },
  { .name = "angle",
    .title = N_ ("Angle of depth"),
    .group = form_group,
    .kind = NG_ROW_ANGLE,
    .offset = AT (figure.angle),
    .fresh = N_ ("As usual"),
    .forms = "volumes",
    .help = "Degrees at which volumes go into the depth" },
  { .name = "view",
    .title = N_ ("Angle of view"),
    .group = form_group,
    .kind = NG_ROW_ANGLE,
    .offset = AT (figure.view),
    .fresh = N_ ("As usual"),
    .forms = "volumes",
    .help = "Degrees from which volumes are seen aside: the more, the deeper they look" },
  { .name = "numbers",
    .title = N_ ("Numbers with a key"),
    .group = word_group,
    .kind = NG_ROW_FLAG,
    .offset = AT (figure.numbers),
    .forms = "traditional",
    .help = "Boxes hold numbers, and a key says what they are" },
  { .name = "fills",
    .title = N_ ("Tints in boxes"),
    .group = color_group,
    .kind = NG_ROW_FLAG,
    .offset = AT (figure.fills),
    .forms = "traditional",
    .help = "Boxes have the tints of their kinds" },
  { .name = "color-by",
    .title = N_ ("Colors tell"),
    .group = color_group,
    .kind = NG_ROW_WORD,
    .offset = AT (figure.measure),
    .words = measures,
    .forms = "standard",
    .help = "What the standard form colours layers by" },
  { .name = "legend",
    .title = N_ ("Legend"),
    .group = word_group,
    .kind = NG_ROW_WORD,
    .offset = AT (figure.legend),
    .words = legends,
    .help = "Where it is told what things mean" },
  { .name = "header",
    .title = N_ ("Title and counts"),
    .group = word_group,
    .kind = NG_ROW_FLAG,
    .offset = AT (figure.header),
    .help = "Title and counts above the picture" },
  { .name = "badges",
    .title = N_ ("What the net lacks"),
    .group = word_group,
    .kind = NG_ROW_FLAG,
    .offset = AT (figure.badges),
    .forms = "standard blocks maps volumes strip",
    .help = "What the net lacks, in the header" },
  { .name = "title",
    .title = N_ ("Title"),
    .group = word_group,
    .kind = NG_ROW_TEXT,
    .offset = AT (title),
    .fresh = N_ ("Name of the file"),
    .help = "What the header, the caption and the file say it is of" },
  { .name = "author",
    .title = N_ ("Author"),
    .group = word_group,
    .kind = NG_ROW_TEXT,
    .offset = AT (author),
    .fresh = N_ ("Nobody"),
    .help = "Whom pdf files name" },
  { .name = "width",
    .title = N_ ("Width"),
    .group = form_group,
    .kind = NG_ROW_LENGTH,
    .offset = AT (figure.width),
    .fresh = N_ ("Its own"),
    .help = "How wide it may be in print" },
  { .name = "wrap",
    .title = N_ ("Rows"),
    .group = form_group,
    .kind = NG_ROW_WRAP,
    .offset = AT (figure.wrap),
    .words = wraps,
    .fresh = N_ ("One"),
    .forms = "standard blocks maps volumes strip",
    .help = "How long rows are, when the flow is broken into rows" },
  { .name = "wires",
    .title = N_ ("Connections"),
    .group = form_group,
    .kind = NG_ROW_WORD,
    .offset = AT (figure.wires),
    .words = wires,
    .fresh = N_ ("As arranged"),
    .forms = "standard",
    .help = "How edges run; as the file says, else splines" },
  { .name = "font",
    .title = N_ ("Font"),
    .group = word_group,
    .kind = NG_ROW_FAMILY,
    .offset = AT (font),
    .fresh = N_ ("As usual"),
    .help = "Of all words; in tex they have the document's" },
  { .name = "font-size",
    .title = N_ ("Size of words"),
    .group = word_group,
    .kind = NG_ROW_SIZE,
    .offset = AT (figure.font_size),
    .fresh = N_ ("As usual"),
    .help = "Points of the names of layers" },
  { .name = "text",
    .title = N_ ("Words in SVG and PDF"),
    .group = word_group,
    .kind = NG_ROW_WORD,
    .offset = AT (outlines),
    .words = texts,
    .help = "What words are in svg and pdf" },
  { .name = "theme",
    .title = N_ ("Colors"),
    .group = color_group,
    .kind = NG_ROW_WORD,
    .offset = AT (theme),
    .words = themes,
    .fresh = N_ ("As it suits"),
    .help = "Colours of the ground and of what is drawn on it" },
  { .name = "palette",
    .title = N_ ("Kinds of layers"),
    .group = color_group,
    .kind = NG_ROW_WORD,
    .offset = AT (palette),
    .words = palettes,
    .help = "What kinds of layers are told apart by" },
  { .name = "opaque",
    .title = N_ ("Nothing see-through"),
    .group = color_group,
    .kind = NG_ROW_FLAG,
    .offset = AT (opaque),
    .help = "Nothing is see-through" },
};

const NgFigureRow *
ng_figure_rows (gsize *n)
{
  *n = G_N_ELEMENTS (rows);
  return rows;
}

const NgFigureRow *
ng_figure_row_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].name, name) == 0)
      return &rows[i];
  return NULL;
}

char *
ng_figure_row_option (const NgFigureRow *row, const char *value)
{
  gboolean is_set = value != NULL && *value != '\0';

  return g_strdup_printf ("%s--%s%s%s",
                          value != NULL && !is_set ? "no " : "",
                          row->name,
                          is_set ? " " : "",
                          is_set ? value : "");
}

const char *
ng_figure_row_word (const NgFigureRow *row, int value)
{
  for (const NgFigureWord *word = row->words; word->word != NULL; word++)
    if (word->value == value)
      return word->word;
  return NULL;
}

gboolean
ng_figure_row_is_fresh (const NgFigureRow *row,
                        const NgFigureSettings *self,
                        const NgFigureSettings *fresh)
{
  gconstpointer a = (const char *) self + row->offset, b = (const char *) fresh + row->offset;

  switch (row->kind) {
  case NG_ROW_FORM:
    return *(const gconstpointer *) a == *(const gconstpointer *) b;
  case NG_ROW_LENGTH:
    return *(const double *) a == *(const double *) b;
  case NG_ROW_SIZE:
  case NG_ROW_ANGLE:
    return *(const float *) a == *(const float *) b;
  case NG_ROW_FAMILY:
  case NG_ROW_TEXT:
    return *(const char *const *) a == NULL;
  default:
    return *(const int *) a == *(const int *) b;
  }
}

static gboolean
counts (const char *forms, const NgFigureForm *form)
{
  g_auto (GStrv) names = forms != NULL ? g_strsplit (forms, " ", -1) : NULL;

  return names == NULL || g_strv_contains ((const char *const *) names, form->name);
}

gboolean
ng_figure_row_counts (const NgFigureRow *row, const NgFigureForm *form)
{
  return counts (row->forms, form);
}
