/* Settings of figures, each a row of one table: how it is written, what it may be, and what it is
 * for. What is read may be anybody's. */

#include "render/figure/figure-text.h"

#include "core/base/json.h"
#include "core/base/limits.h"
#include "core/formats/document.h"
#include "core/formats/safetensors.h"
#include "render/export/widths.h"

#include <math.h>
#include <string.h>

/* Points. */
#define LEAST_WIDTH  10.0
#define MOST_WIDTH   1e5
#define LEAST_FONT   1.0
#define MOST_FONT    100.0
#define LONGEST_FONT 100

/* What the words of a setting stand for. */
typedef struct {
  const char *word;
  int value;
} Word;

static const Word directions[] = { { "right", NG_DIRECTION_RIGHT },
                                   { "down", NG_DIRECTION_DOWN },
                                   { "up", NG_DIRECTION_UP },
                                   { NULL } };
static const Word dimensions[] = { { "all", NG_DIMENSIONS_ALL },
                                   { "changes", NG_DIMENSIONS_CHANGES },
                                   { "none", NG_DIMENSIONS_NONE },
                                   { NULL } };
static const Word groups[] = {
  { "all", NG_GROUPS_ALL }, { "names", NG_GROUPS_NAMES }, { "repeats", NG_GROUPS_REPEATS }, { NULL }
};
static const Word legends[] = {
  { "none", NG_LEGEND_NONE }, { "right", NG_LEGEND_RIGHT }, { "below", NG_LEGEND_BELOW }, { NULL }
};
static const Word wires[] = { { "spline", NG_WIRES_SPLINE },
                              { "orthogonal", NG_WIRES_ORTHOGONAL },
                              { NULL } };
/* Values are those of a run, and here there is none. */
static const Word measures[] = { { "kind", NG_MEASURE_KIND },
                                 { "parameters", NG_MEASURE_PARAMETERS },
                                 { "multiply-adds", NG_MEASURE_MULTIPLY_ADDS },
                                 { "activations", NG_MEASURE_ACTIVATIONS },
                                 { NULL } };
static const Word themes[] = {
  { "light", NG_THEME_LIGHT },       { "dark", NG_THEME_DARK },
  { "contrast", NG_THEME_CONTRAST }, { "contrast-dark", NG_THEME_CONTRAST_DARK },
  { "print", NG_THEME_PRINT },       { NULL }
};
static const Word palettes[] = { { "tints", NG_THEME_PALETTE_TINTS },
                                 { "colour-blind", NG_THEME_PALETTE_COLOUR_BLIND },
                                 { "grey", NG_THEME_PALETTE_GREY },
                                 { "plain", NG_THEME_PALETTE_PLAIN },
                                 { NULL } };
static const Word texts[] = { { "text", FALSE }, { "outlines", TRUE }, { NULL } };

static const struct {
  const char *name;
  double points;
} units[] = { { "in", 72 }, { "pt", 1 }, { "mm", 72 / 25.4 }, { "cm", 72 / 2.54 } };

typedef enum {
  FORM,
  WORD,
  DEPTH,
  LENGTH,
  WRAP,
  SIZE,
  FAMILY,
  FLAG,
} Kind;

typedef struct {
  const char *name;
  Kind kind;
  gsize offset; /* in NgFigureSettings */
  const Word *words;
  const char *help;
} Row;

#define AT(member) G_STRUCT_OFFSET (NgFigureSettings, member)

static const Row rows[] = {
  { "form", FORM, AT (figure.form), NULL, "How the net is depicted" },
  { "direction", WORD, AT (figure.direction), directions, "Where the flow goes" },
  { "dimensions", WORD, AT (figure.dimensions), dimensions, "Which edges say their dimensions" },
  { "depth", DEPTH, AT (figure.depth), NULL, "How deep nested nets and groups are open" },
  { "groups", WORD, AT (figure.groups), groups, "What the standard form gathers layers by" },
  { "names", FLAG, AT (figure.names), NULL, "Layers say their names" },
  { "symbols", FLAG, AT (figure.symbols), NULL, "Ports are x, y, t and the like" },
  { "stack", FLAG, AT (figure.stack), NULL, "Layer, normalization and activation share a box" },
  { "fold", FLAG, AT (figure.fold), NULL, "What repeats is drawn once, with its count" },
  { "numbers",
    FLAG,
    AT (figure.numbers),
    NULL,
    "Boxes hold numbers, and a key says what they are" },
  { "fills", FLAG, AT (figure.fills), NULL, "Boxes have the tints of their kinds" },
  { "color-by", WORD, AT (figure.measure), measures, "What the standard form colours layers by" },
  { "legend", WORD, AT (figure.legend), legends, "Where it is told what things mean" },
  { "header", FLAG, AT (figure.header), NULL, "Title and counts above the picture" },
  { "width", LENGTH, AT (figure.width), NULL, "How wide it may be in print" },
  { "wrap", WRAP, AT (figure.wrap), NULL, "How long rows are, when the flow is broken into rows" },
  { "wires", WORD, AT (figure.wires), wires, "How edges run; as the file says, else splines" },
  { "font", FAMILY, AT (font), NULL, "Of all words; in tex they have the document's" },
  { "font-size", SIZE, AT (figure.font_size), NULL, "Points of the names of layers" },
  { "text", WORD, AT (outlines), texts, "What words are in svg and pdf" },
  { "theme", WORD, AT (theme), themes, "Colours of the ground and of what is drawn on it" },
  { "palette", WORD, AT (palette), palettes, "What kinds of layers are told apart by" },
  { "opaque", FLAG, AT (opaque), NULL, "Nothing is see-through" },
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
list_values (const Row *row)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  const NgFigureForm *const *forms;
  const NgPaperWidth *widths;
  gsize n;

  switch (row->kind) {
  case FORM:
    forms = ng_figure_forms (&n);
    for (gsize i = 0; i < n; i++)
      g_ptr_array_add (words, (gpointer) forms[i]->name);
    break;
  case WORD:
    for (const Word *word = row->words; word->word != NULL; word++)
      g_ptr_array_add (words, (gpointer) word->word);
    break;
  case LENGTH:
    g_ptr_array_add (words, (gpointer) "a length such as 3.5in");
    g_ptr_array_add (words, (gpointer) "89mm");
    widths = ng_paper_widths (&n);
    for (gsize i = 0; i < n; i++)
      g_ptr_array_add (words, (gpointer) widths[i].name);
    break;
  case WRAP:
    return g_strdup ("auto (as makes a page) or a length such as 20cm");
  case DEPTH:
    return g_strdup_printf ("auto (as reads best), -1 (flat) or a number to %d", NG_MAX_NET_DEPTH);
  case SIZE:
    return g_strdup_printf ("a number of points from %g to %g", LEAST_FONT, MOST_FONT);
  case FAMILY:
    return g_strdup ("the name of a font");
  default:
    return NULL;
  }
  return join_words ((const char *const *) words->pdata, words->len);
}

static gboolean
read_word (const Row *row, const char *text, int *value)
{
  for (const Word *word = row->words; word->word != NULL; word++) {
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
read_size (const char *text, float *size)
{
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !(number >= LEAST_FONT && number <= MOST_FONT))
    return FALSE;
  *size = (float) number;
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

static gboolean
read_flag (const char *text, gboolean *value)
{
  static const Word words[] = { { "yes", TRUE }, { "no", FALSE }, { NULL } };
  static const Row row = { .words = words };

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
read_value (const Row *row, const char *text, gpointer value)
{
  switch (row->kind) {
  case FORM:
    return read_form (text, value);
  case WORD:
    return read_word (row, text, value);
  case DEPTH:
    return read_depth (text, value);
  case LENGTH:
    return read_length (text, value);
  case WRAP:
    return read_wrap (text, value);
  case SIZE:
    return read_size (text, value);
  case FAMILY:
    return read_family (text, value);
  default:
    return read_flag (text, value);
  }
}

/* What a new figure has. */
static void
reset (NgFigureSettings *self, const Row *row)
{
  static const gsize sizes[] = {
    [FORM] = sizeof (NgFigureForm *), [WORD] = sizeof (int),     [DEPTH] = sizeof (int),
    [LENGTH] = sizeof (double),       [WRAP] = sizeof (int),     [SIZE] = sizeof (float),
    [FAMILY] = sizeof (char *),       [FLAG] = sizeof (gboolean)
  };
  g_autoptr (NgFigureSettings) fresh = ng_figure_settings_new ();

  if (row->kind == FAMILY)
    g_free (G_STRUCT_MEMBER (char *, self, row->offset));
  memcpy (G_STRUCT_MEMBER_P (self, row->offset),
          G_STRUCT_MEMBER_P (fresh, row->offset),
          sizes[row->kind]);
}

static const Row *
find_row (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].name, name) == 0)
      return &rows[i];
  return NULL;
}

char *
ng_figure_settings_set (NgFigureSettings *self, const char *name, const char *value)
{
  const Row *row = find_row (name);
  g_autofree char *values = NULL;

  g_return_val_if_fail (row != NULL, NULL);
  if (value == NULL) {
    reset (self, row);
    return NULL;
  }
  if (read_value (row, value, G_STRUCT_MEMBER_P (self, row->offset)))
    return NULL;
  values = row->kind != FLAG ? list_values (row) : g_strdup ("yes or no");
  return g_strdup_printf ("%s is %s, not '%s'", name, values, value);
}

static void
setting_clear (gpointer data)
{
  g_free ((char *) ((NgFigureSetting *) data)->values);
}

GArray *
ng_figure_setting_list (void)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (NgFigureSetting));

  g_array_set_clear_func (list, setting_clear);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    NgFigureSetting setting = { rows[i].name, list_values (&rows[i]), rows[i].help };
    g_array_append_val (list, setting);
  }
  return list;
}

/* ---- JSON ---- */

static const char *
word_of (const Row *row, int value)
{
  for (const Word *word = row->words; word->word != NULL; word++)
    if (word->value == value)
      return word->word;
  return NULL;
}

static void
write_points (NgJsonWriter *writer, double points)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = g_strconcat (g_ascii_dtostr (digits, sizeof digits, points), "pt", NULL);

  ng_json_writer_string (writer, text);
}

static void
write_value (NgJsonWriter *writer, const Row *row, const NgFigureSettings *self)
{
  gconstpointer value = (const char *) self + row->offset;

  ng_json_writer_name (writer, row->name);
  switch (row->kind) {
  case FORM:
    ng_json_writer_string (writer, (*(const NgFigureForm *const *) value)->name);
    return;
  case WORD:
    ng_json_writer_string (writer, word_of (row, *(const int *) value));
    return;
  case DEPTH:
    if (*(const int *) value == NG_FIGURE_BEST)
      ng_json_writer_string (writer, "auto");
    else
      ng_json_writer_integer (writer, *(const int *) value);
    return;
  case LENGTH:
    write_points (writer, *(const double *) value);
    return;
  case WRAP:
    if (*(const int *) value == NG_WRAP_AUTOMATIC)
      ng_json_writer_string (writer, "auto");
    else
      write_points (writer, *(const int *) value);
    return;
  case SIZE:
    ng_json_writer_real (writer, (double) *(const float *) value);
    return;
  case FAMILY:
    ng_json_writer_string (writer, *(const char *const *) value);
    return;
  default:
    ng_json_writer_boolean (writer, *(const gboolean *) value);
    return;
  }
}

static gboolean
is_default (const Row *row, const NgFigureSettings *self, const NgFigureSettings *fresh)
{
  gconstpointer a = (const char *) self + row->offset, b = (const char *) fresh + row->offset;

  switch (row->kind) {
  case FORM:
    return *(const gconstpointer *) a == *(const gconstpointer *) b;
  case LENGTH:
    return *(const double *) a == *(const double *) b;
  case SIZE:
    return *(const float *) a == *(const float *) b;
  case FAMILY:
    return *(const char *const *) a == NULL;
  default:
    return *(const int *) a == *(const int *) b;
  }
}

static void
write_aliases (NgJsonWriter *writer, const NgFigureSettings *self)
{
  GList *paths = g_list_sort (g_hash_table_get_keys (self->aliases), (GCompareFunc) strcmp);

  ng_json_writer_name (writer, "aliases");
  ng_json_writer_begin_object (writer);
  for (GList *item = paths; item != NULL; item = item->next) {
    ng_json_writer_name (writer, item->data);
    ng_json_writer_string (writer, g_hash_table_lookup (self->aliases, item->data));
  }
  ng_json_writer_end (writer);
  g_list_free (paths);
}

static void
write_hidden (NgJsonWriter *writer, const NgFigureSettings *self)
{
  GList *paths = g_list_sort (g_hash_table_get_keys (self->hidden), (GCompareFunc) strcmp);

  ng_json_writer_name (writer, "hidden");
  ng_json_writer_begin_array (writer);
  for (GList *item = paths; item != NULL; item = item->next)
    ng_json_writer_string (writer, item->data);
  ng_json_writer_end (writer);
  g_list_free (paths);
}

char *
ng_figure_settings_print (const NgFigureSettings *self)
{
  g_autoptr (NgJsonWriter) writer = ng_json_writer_new (FALSE);
  g_autoptr (NgFigureSettings) fresh = ng_figure_settings_new ();

  ng_json_writer_begin_object (writer);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!is_default (&rows[i], self, fresh))
      write_value (writer, &rows[i], self);
  if (g_hash_table_size (self->aliases) > 0)
    write_aliases (writer, self);
  if (g_hash_table_size (self->hidden) > 0)
    write_hidden (writer, self);
  ng_json_writer_end (writer);
  return g_strdup (ng_json_writer_text (writer));
}

static void
warn (GPtrArray *warnings, const char *why)
{
  if (warnings != NULL && warnings->len < NG_MAX_DIAGNOSTICS)
    g_ptr_array_add (
        warnings,
        ng_diagnostic_as_warning (ng_diagnostic_with_hint (
            ng_diagnostic_new ("Figure::setting", NULL, "A setting of the figure: %s.", why),
            "It is left as it is in a new figure.")));
}

/* The word that stands for a value of JSON; %NULL for what no setting can be. */
static const char *
word_of_json (const NgJson *value)
{
  switch (ng_json_kind (value)) {
  case NG_JSON_STRING:
    return ng_json_string (value);
  case NG_JSON_NUMBER:
    return ng_json_number_text (value);
  case NG_JSON_BOOLEAN:
    return ng_json_boolean (value) ? "yes" : "no";
  default:
    return NULL;
  }
}

static void
read_member (NgFigureSettings *self, const char *name, const NgJson *value, GPtrArray *warnings)
{
  const char *word = word_of_json (value);
  g_autofree char *why = NULL;

  if (find_row (name) == NULL)
    return;
  why = word != NULL ? ng_figure_settings_set (self, name, word)
                     : g_strdup_printf ("%s is no list and no object", name);
  if (why != NULL)
    warn (warnings, why);
}

static void
read_aliases (NgFigureSettings *self, const NgJson *value, GPtrArray *warnings)
{
  if (ng_json_kind (value) != NG_JSON_OBJECT || ng_json_length (value) > NG_MAX_ALIASES) {
    warn (warnings, "aliases are words by paths of layers");
    return;
  }
  for (gsize i = 0; i < ng_json_length (value); i++) {
    const NgJson *words = ng_json_at (value, i);

    if (ng_json_kind (words) == NG_JSON_STRING)
      ng_figure_settings_set_alias (self, ng_json_name (value, i), ng_json_string (words));
    else
      warn (warnings, "an alias is a string");
  }
}

static void
read_hidden (NgFigureSettings *self, const NgJson *value, GPtrArray *warnings)
{
  gboolean is_list =
      ng_json_kind (value) == NG_JSON_ARRAY && ng_json_length (value) <= NG_MAX_ALIASES;

  for (gsize i = 0; is_list && i < ng_json_length (value); i++) {
    const NgJson *path = ng_json_at (value, i);

    if (ng_json_kind (path) == NG_JSON_STRING)
      ng_figure_settings_hide (self, ng_json_string (path), TRUE);
    else
      is_list = FALSE;
  }
  if (!is_list)
    warn (warnings, "hidden is a list of paths of layers");
}

NgFigureSettings *
ng_figure_settings_parse (const char *text, gsize length, GPtrArray *warnings, GError **error)
{
  g_autoptr (NgJson) json = ng_json_parse (text, length, error);
  NgFigureSettings *self;

  if (json == NULL)
    return NULL;
  if (ng_json_kind (json) != NG_JSON_OBJECT) {
    ng_error_set_new (
        error, "Figure::setting", NULL, "The settings of a figure are an object of JSON.");
    return NULL;
  }
  self = ng_figure_settings_new ();
  for (gsize i = 0; i < ng_json_length (json); i++) {
    const char *name = ng_json_name (json, i);

    if (strcmp (name, "aliases") == 0)
      read_aliases (self, ng_json_at (json, i), warnings);
    else if (strcmp (name, "hidden") == 0)
      read_hidden (self, ng_json_at (json, i), warnings);
    else
      read_member (self, name, ng_json_at (json, i), warnings);
  }
  return self;
}

NgFigureSettings *
ng_figure_settings_load (const char *path, GPtrArray *warnings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NgSafetensors) file = NULL;
  NgFigureSettings *self;
  const char *text;

  if (!g_str_has_suffix (path, ".netgraph") || (bytes = ng_file_map (path, NULL)) == NULL ||
      (file = ng_safetensors_read (bytes, NULL)) == NULL ||
      (text = ng_safetensors_text (file, NG_FIGURE_NOTE)) == NULL)
    return NULL;
  self = ng_figure_settings_parse (text, strlen (text), warnings, &error);
  if (self == NULL)
    g_ptr_array_add (warnings,
                     ng_diagnostic_as_warning (ng_diagnostic_with_hint (
                         ng_diagnostic_new ("Figure::setting",
                                            NULL,
                                            "The settings of the figure cannot be read: %s",
                                            error->message),
                         "It is drawn as a new figure is.")));
  return self;
}
