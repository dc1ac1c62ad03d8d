/* Settings of figures as words, by the rows of their table. */

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

/* Of what is on or off. */
static const NgFigureWord flag_words[] = { { "yes", N_ ("Yes"), TRUE },
                                           { "no", N_ ("No"), FALSE },
                                           { NULL } };

/* @step: of short numbers */
static const struct {
  const char *name;
  double points, step;
} units[] = {
  { "in", 72, 0.01 }, { "mm", 72 / 25.4, 1 }, { "cm", 72 / 2.54, 0.1 }, { "pt", 1, 1 }
};
/* Share by which a length may differ from a short number that it is taken for. */
#define SHORT 2e-5

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
    g_ptr_array_add (words, (gpointer) "a share of these such as 0.9ieee");
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

/* "3.5in", "89mm", the name of a publisher's column, or a share of that, "0.9ieee". */
static gboolean
read_length (const char *text, double *points)
{
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);
  double number, unit = 0;
  char *end;

  number = g_ascii_strtod (text, &end);
  for (gsize i = 0; i < G_N_ELEMENTS (units) && end != text; i++)
    unit = strcmp (units[i].name, end) == 0 ? units[i].points : unit;
  number = end != text ? number : 1;
  end += strspn (end, " ");
  for (gsize i = 0; i < n; i++)
    unit = strcmp (widths[i].name, end) == 0 ? widths[i].points : unit;
  number *= unit;
  if (!(number >= LEAST_WIDTH && number <= MOST_WIDTH))
    return FALSE;
  *points = number;
  return TRUE;
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

char *
ng_figure_length (double points, double like, gboolean is_least)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  gsize unit = 0;

  for (gsize i = G_N_ELEMENTS (units); like > 0 && i-- > 0;) {
    double steps = like / units[i].points / units[i].step;
    if (fabs (steps - round (steps)) < SHORT * steps)
      unit = i;
  }
  double steps = points / units[unit].points / units[unit].step;
  steps = is_least ? ceil (steps - 1e-6) : floor (steps + 1e-6);
  g_ascii_formatd (digits, sizeof digits, "%.6g", steps * units[unit].step);
  return g_strconcat (digits, units[unit].name, NULL);
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
  gsize n;
  const NgFigureRow *rows = ng_figure_rows (&n);

  g_array_set_clear_func (list, setting_clear);
  for (gsize i = 0; i < n; i++) {
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

gboolean
ng_figure_setting_counts (const NgFigureSetting *self, const NgFigureForm *form)
{
  return ng_figure_row_counts (ng_figure_row_find (self->name), form);
}
