/* Settings of figures, each a row of one table: how it is written, what it may be, and what it is
 * for. */

#include "render/figure/figure-text.h"

#include "core/base/limits.h"
#include "render/export/widths.h"
#include "render/figure/figure-rows.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Points. */
#define LEAST_WIDTH  10.0
#define MOST_WIDTH   1e5
#define LEAST_FONT   1.0
#define MOST_FONT    100.0
#define LONGEST_FONT 100
#define LONGEST_TEXT 1000
/* Degrees. */
#define LEAST_ANGLE 10.0
#define MOST_ANGLE  80.0

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

/* Of what is on or off. */
static const NgFigureWord flag_words[] = { { "yes", N_ ("Yes"), TRUE },
                                           { "no", N_ ("No"), FALSE },
                                           { NULL } };

static const struct {
  const char *name;
  double points;
} units[] = { { "in", 72 }, { "mm", 72 / 25.4 }, { "cm", 72 / 2.54 }, { "pt", 1 } };

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
    .forms = "standard traditional blocks",
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
    .forms = "blocks",
    .help = "Layers, by path with commas between, that are no part of what repeats" },
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

/* ---- the settings ---- */

NgFigureSettings *
ng_figure_settings_new (void)
{
  NgFigureSettings *self = g_new0 (NgFigureSettings, 1);

  self->figure = ng_figure_default ();
  self->theme = NG_FIGURE_AUTOMATIC;
  self->aliases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->figure.aliases = self->aliases;
  self->figure.hidden = self->hidden;
  return self;
}

NgFigureSettings *
ng_figure_settings_copy (const NgFigureSettings *self)
{
  NgFigureSettings *copy = ng_figure_settings_new ();
  GHashTable *aliases = copy->aliases, *hidden = copy->hidden;
  GHashTableIter iter;
  gpointer path, words;

  *copy = *self;
  copy->font = g_strdup (self->font);
  copy->title = g_strdup (self->title);
  copy->figure.apart = g_strdup (self->figure.apart);
  copy->author = g_strdup (self->author);
  copy->aliases = aliases;
  copy->hidden = hidden;
  copy->figure.aliases = aliases;
  copy->figure.hidden = hidden;
  g_hash_table_iter_init (&iter, self->aliases);
  while (g_hash_table_iter_next (&iter, &path, &words))
    g_hash_table_insert (aliases, g_strdup (path), g_strdup (words));
  g_hash_table_iter_init (&iter, self->hidden);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    g_hash_table_add (hidden, g_strdup (path));
  return copy;
}

void
ng_figure_settings_free (NgFigureSettings *self)
{
  g_free (self->font);
  g_free (self->title);
  g_free ((char *) self->figure.apart);
  g_free (self->author);
  g_hash_table_unref (self->aliases);
  g_hash_table_unref (self->hidden);
  g_free (self);
}

gboolean
ng_figure_settings_equal (const NgFigureSettings *a, const NgFigureSettings *b)
{
  g_autofree char *x = ng_figure_settings_print (a);
  g_autofree char *y = ng_figure_settings_print (b);

  return strcmp (x, y) == 0;
}

void
ng_figure_settings_set_alias (NgFigureSettings *self, const char *path, const char *words)
{
  if (words == NULL)
    g_hash_table_remove (self->aliases, path);
  else if (g_hash_table_size (self->aliases) < NG_MAX_ALIASES ||
           g_hash_table_contains (self->aliases, path))
    g_hash_table_insert (
        self->aliases,
        g_strdup (path),
        g_utf8_substring (words, 0, MIN (NG_MAX_ALIAS, g_utf8_strlen (words, -1))));
}

void
ng_figure_settings_hide (NgFigureSettings *self, const char *path, gboolean hides)
{
  if (!hides)
    g_hash_table_remove (self->hidden, path);
  else if (g_hash_table_size (self->hidden) < NG_MAX_ALIASES)
    g_hash_table_add (self->hidden, g_strdup (path));
}

/* ---- values as words ---- */

/* "a, b or c" */
static char *
join_words (const char *const *words, gsize n)
{
  GString *all = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (all, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " or ", words[i]);
  return g_string_free (all, FALSE);
}

static char *
list_values (const NgFigureRow *row)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  const NgFigureForm *const *forms;
  const NgPaperWidth *widths;
  gsize n;

  switch (row->kind) {
  case NG_ROW_FORM:
    forms = ng_figure_forms (&n);
    for (gsize i = 0; i < n; i++)
      g_ptr_array_add (words, (gpointer) forms[i]->name);
    break;
  case NG_ROW_WORD:
    for (const NgFigureWord *word = row->words; word->word != NULL; word++)
      if (word->label != NULL)
        g_ptr_array_add (words, (gpointer) word->word);
    break;
  case NG_ROW_LENGTH:
    g_ptr_array_add (words, (gpointer) "a length such as 3.5in");
    g_ptr_array_add (words, (gpointer) "89mm");
    widths = ng_paper_widths (&n);
    for (gsize i = 0; i < n; i++)
      g_ptr_array_add (words, (gpointer) widths[i].name);
    break;
  case NG_ROW_WRAP:
    return g_strdup ("auto (as makes a page) or a length such as 20cm");
  case NG_ROW_DEPTH:
    return g_strdup_printf ("auto (as reads best), -1 (flat) or a number to %d", NG_MAX_NET_DEPTH);
  case NG_ROW_SIZE:
    return g_strdup_printf ("a number of points from %g to %g", LEAST_FONT, MOST_FONT);
  case NG_ROW_ANGLE:
    return g_strdup_printf ("a number of degrees from %g to %g", LEAST_ANGLE, MOST_ANGLE);
  case NG_ROW_FAMILY:
    return g_strdup ("the name of a font");
  case NG_ROW_TEXT:
    return g_strdup_printf ("a line of up to %d letters", LONGEST_TEXT);
  default:
    return NULL;
  }
  return join_words ((const char *const *) words->pdata, words->len);
}

static gboolean
read_word (const NgFigureRow *row, const char *text, int *value)
{
  for (const NgFigureWord *word = row->words; word->word != NULL; word++) {
    if (strcmp (word->word, text) == 0) {
      *value = word->value;
      return TRUE;
    }
  }
  return FALSE;
}

/* "3.5in", "89mm", or the name of a publisher's column. */
static gboolean
read_length (const char *text, double *points)
{
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);
  double number;
  char *end;

  for (gsize i = 0; i < n; i++) {
    if (strcmp (widths[i].name, text) == 0) {
      *points = widths[i].points;
      return TRUE;
    }
  }
  number = g_ascii_strtod (text, &end);
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    if (end != text && strcmp (units[i].name, end) == 0 &&
        number * units[i].points >= LEAST_WIDTH && number * units[i].points <= MOST_WIDTH) {
      *points = number * units[i].points;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
read_wrap (const char *text, int *wrap)
{
  double points;

  if (strcmp (text, "auto") == 0) {
    *wrap = NG_WRAP_AUTOMATIC;
    return TRUE;
  }
  if (!read_length (text, &points))
    return FALSE;
  *wrap = (int) (points + 0.5);
  return TRUE;
}

static gboolean
read_number (const char *text, double least, double most, float *number)
{
  char *end;
  double value = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !(value >= least && value <= most))
    return FALSE;
  *number = (float) value;
  return TRUE;
}

static gboolean
read_depth (const char *text, int *depth)
{
  gint64 number = NG_FIGURE_BEST;

  if (strcmp (text, "auto") != 0 &&
      !g_ascii_string_to_signed (text, 10, -1, NG_MAX_NET_DEPTH, &number, NULL))
    return FALSE;
  *depth = (int) number;
  return TRUE;
}

/* One name, which no list of fonts and no markup takes for something else. */
static gboolean
read_family (const char *text, char **family)
{
  if (*text == '\0' || strlen (text) > LONGEST_FONT || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < ' ' || strchr (",;:\"'<>&{}\\", *p) != NULL)
      return FALSE;
  g_free (*family);
  *family = g_strdup (text);
  return TRUE;
}

/* One line. */
static gboolean
read_line (const char *text, char **line)
{
  if (*text == '\0' || !g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > LONGEST_TEXT)
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return FALSE;
  g_free (*line);
  *line = g_strdup (text);
  return TRUE;
}

static gboolean
read_flag (const char *text, gboolean *value)
{
  static const NgFigureRow row = { .words = flag_words };

  return read_word (&row, text, value);
}

static gboolean
read_form (const char *text, const NgFigureForm **form)
{
  const NgFigureForm *found = ng_figure_form_find (text);

  if (found != NULL)
    *form = found;
  return found != NULL;
}

static gboolean
read_value (const NgFigureRow *row, const char *text, gpointer value)
{
  switch (row->kind) {
  case NG_ROW_FORM:
    return read_form (text, value);
  case NG_ROW_WORD:
    return read_word (row, text, value);
  case NG_ROW_DEPTH:
    return read_depth (text, value);
  case NG_ROW_LENGTH:
    return read_length (text, value);
  case NG_ROW_WRAP:
    return read_wrap (text, value);
  case NG_ROW_SIZE:
    return read_number (text, LEAST_FONT, MOST_FONT, value);
  case NG_ROW_ANGLE:
    return read_number (text, LEAST_ANGLE, MOST_ANGLE, value);
  case NG_ROW_FAMILY:
    return read_family (text, value);
  case NG_ROW_TEXT:
    return read_line (text, value);
  default:
    return read_flag (text, value);
  }
}

static gboolean
is_string (const NgFigureRow *row)
{
  return row->kind == NG_ROW_FAMILY || row->kind == NG_ROW_TEXT;
}

/* What a new figure has. */
static void
reset (NgFigureSettings *self, const NgFigureRow *row)
{
  static const gsize sizes[] = { [NG_ROW_FORM] = sizeof (NgFigureForm *),
                                 [NG_ROW_LENGTH] = sizeof (double),
                                 [NG_ROW_SIZE] = sizeof (float),
                                 [NG_ROW_ANGLE] = sizeof (float),
                                 [NG_ROW_FAMILY] = sizeof (char *),
                                 [NG_ROW_TEXT] = sizeof (char *),
                                 [NG_ROW_FLAG] = 0 };
  g_autoptr (NgFigureSettings) fresh = ng_figure_settings_new ();

  if (is_string (row))
    g_free (G_STRUCT_MEMBER (char *, self, row->offset));
  memcpy (G_STRUCT_MEMBER_P (self, row->offset),
          G_STRUCT_MEMBER_P (fresh, row->offset),
          sizes[row->kind] != 0 ? sizes[row->kind] : sizeof (int));
}

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

char *
ng_figure_settings_set (NgFigureSettings *self, const char *name, const char *value)
{
  const NgFigureRow *row = ng_figure_row_find (name);
  g_autofree char *values = NULL;

  g_return_val_if_fail (row != NULL, NULL);
  if (value == NULL) {
    reset (self, row);
    return NULL;
  }
  if (read_value (row, value, G_STRUCT_MEMBER_P (self, row->offset)))
    return NULL;
  values = row->kind != NG_ROW_FLAG ? list_values (row) : g_strdup ("yes or no");
  return g_strdup_printf ("%s is %s, not '%s'", name, values, value);
}

/* ---- values as they are written ---- */

/* In the unit in which it is a short number: "89mm" */
static char *
write_length (double points)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    g_ascii_formatd (digits, sizeof digits, "%.6g", points / units[i].points);
    if (ABS (g_ascii_strtod (digits, NULL) * units[i].points - points) < 1e-9 * points)
      return g_strconcat (digits, units[i].name, NULL);
  }
  return g_strconcat (g_ascii_dtostr (digits, sizeof digits, points), "pt", NULL);
}

/* The name of a width comes before its length. */
static char *
write_width (double points)
{
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);

  for (gsize i = 0; i < n; i++)
    if (ABS (widths[i].points - points) < 1e-6)
      return g_strdup (widths[i].name);
  return write_length (points);
}

char *
ng_figure_settings_get (const NgFigureSettings *self, const char *name)
{
  const NgFigureRow *row = ng_figure_row_find (name);
  g_autoptr (NgFigureSettings) fresh = ng_figure_settings_new ();
  gconstpointer value;

  g_return_val_if_fail (row != NULL, NULL);
  value = (const char *) self + row->offset;
  if (row->fresh != NULL && ng_figure_row_is_fresh (row, self, fresh))
    return NULL;
  switch (row->kind) {
  case NG_ROW_FORM:
    return g_strdup ((*(const NgFigureForm *const *) value)->name);
  case NG_ROW_WORD:
    return g_strdup (ng_figure_row_word (row, *(const int *) value));
  case NG_ROW_DEPTH:
  case NG_ROW_WRAP: {
    const char *word = ng_figure_row_word (row, *(const int *) value);

    if (word != NULL)
      return g_strdup (word);
    return row->kind == NG_ROW_DEPTH ? g_strdup_printf ("%d", *(const int *) value)
                                     : write_length (*(const int *) value);
  }
  case NG_ROW_LENGTH:
    return write_width (*(const double *) value);
  case NG_ROW_SIZE:
  case NG_ROW_ANGLE:
    return g_strdup_printf ("%g", (double) *(const float *) value);
  case NG_ROW_FAMILY:
  case NG_ROW_TEXT:
    return g_strdup (*(const char *const *) value);
  default:
    return g_strdup (*(const gboolean *) value ? "yes" : "no");
  }
}

const char *
ng_figure_settings_title (const NgFigureSettings *self, const char *usual)
{
  return self->title != NULL ? self->title : usual;
}

/* ---- the list ---- */

static void
add_choice (GArray *choices, const char *word, const char *label)
{
  if (label != NULL)
    g_array_append_val (choices, ((NgFigureChoice){ word, label }));
}

static GArray *
list_choices (const NgFigureRow *row)
{
  GArray *choices = g_array_new (FALSE, FALSE, sizeof (NgFigureChoice));
  const NgFigureForm *const *forms;
  const NgPaperWidth *widths;
  gsize n;

  if (row->kind == NG_ROW_FORM) {
    forms = ng_figure_forms (&n);
    for (gsize i = 0; i < n; i++)
      add_choice (choices, forms[i]->name, forms[i]->title);
  } else if (row->kind == NG_ROW_LENGTH) {
    widths = ng_paper_widths (&n);
    for (gsize i = 0; i < n; i++)
      add_choice (choices, widths[i].name, widths[i].publisher);
  } else if (row->words != NULL || row->kind == NG_ROW_FLAG) {
    const NgFigureWord *words = row->words != NULL ? row->words : flag_words;

    for (const NgFigureWord *word = words; word->word != NULL; word++)
      add_choice (choices, word->word, word->label);
  }
  return choices;
}

static NgFigureSettingKind
kind_of (const NgFigureRow *row)
{
  switch (row->kind) {
  case NG_ROW_FLAG:
    return NG_SETTING_FLAG;
  case NG_ROW_FORM:
  case NG_ROW_WORD:
    return NG_SETTING_CHOICE;
  default:
    return NG_SETTING_OPEN;
  }
}

static void
setting_clear (gpointer data)
{
  NgFigureSetting *self = data;

  g_free ((char *) self->values);
  g_array_unref (self->choices);
}

GArray *
ng_figure_setting_list (void)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (NgFigureSetting));

  g_array_set_clear_func (list, setting_clear);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    NgFigureSetting setting = { .name = rows[i].name,
                                .title = rows[i].title,
                                .group = rows[i].group,
                                .values = list_values (&rows[i]),
                                .help = rows[i].help,
                                .fresh = rows[i].fresh,
                                .forms = rows[i].forms,
                                .kind = kind_of (&rows[i]),
                                .choices = list_choices (&rows[i]) };
    g_array_append_val (list, setting);
  }
  return list;
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

gboolean
ng_figure_setting_counts (const NgFigureSetting *self, const NgFigureForm *form)
{
  return counts (self->forms, form);
}
