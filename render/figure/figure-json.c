/* Settings of figures as JSON, which documents keep. What is read may be anybody's. */

#include "core/base/json.h"
#include "core/base/limits.h"
#include "core/formats/document.h"
#include "core/formats/safetensors.h"
#include "render/figure/figure-rows.h"
#include "render/figure/figure-text.h"

#include <string.h>

static void
write_points (NgJsonWriter *writer, double points)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = g_strconcat (g_ascii_dtostr (digits, sizeof digits, points), "pt", NULL);

  ng_json_writer_string (writer, text);
}

static void
write_value (NgJsonWriter *writer, const NgFigureRow *row, const NgFigureSettings *self)
{
  gconstpointer value = (const char *) self + row->offset;

  ng_json_writer_name (writer, row->name);
  switch (row->kind) {
  case NG_ROW_FORM:
    ng_json_writer_string (writer, (*(const NgFigureForm *const *) value)->name);
    return;
  case NG_ROW_WORD:
    ng_json_writer_string (writer, ng_figure_row_word (row, *(const int *) value));
    return;
  case NG_ROW_DEPTH:
    if (*(const int *) value == NG_FIGURE_BEST)
      ng_json_writer_string (writer, "auto");
    else
      ng_json_writer_integer (writer, *(const int *) value);
    return;
  case NG_ROW_LENGTH:
    write_points (writer, *(const double *) value);
    return;
  case NG_ROW_WRAP:
    if (*(const int *) value == NG_WRAP_AUTOMATIC)
      ng_json_writer_string (writer, "auto");
    else
      write_points (writer, *(const int *) value);
    return;
  case NG_ROW_SIZE:
  case NG_ROW_ANGLE:
    ng_json_writer_real (writer, (double) *(const float *) value);
    return;
  case NG_ROW_FAMILY:
  case NG_ROW_TEXT:
    ng_json_writer_string (writer, *(const char *const *) value);
    return;
  default:
    ng_json_writer_boolean (writer, *(const gboolean *) value);
    return;
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
  gsize n;
  const NgFigureRow *rows = ng_figure_rows (&n);

  ng_json_writer_begin_object (writer);
  for (gsize i = 0; i < n; i++)
    if (!ng_figure_row_is_fresh (&rows[i], self, fresh))
      write_value (writer, &rows[i], self);
  if (g_hash_table_size (self->aliases) > 0)
    write_aliases (writer, self);
  if (g_hash_table_size (self->hidden) > 0)
    write_hidden (writer, self);
  ng_json_writer_end (writer);
  return g_strdup (ng_json_writer_text (writer));
}

gboolean
ng_figure_settings_equal (const NgFigureSettings *a, const NgFigureSettings *b)
{
  g_autofree char *x = ng_figure_settings_print (a);
  g_autofree char *y = ng_figure_settings_print (b);

  return strcmp (x, y) == 0;
}

/* left: what is done instead */
static void
warn (GPtrArray *warnings, const char *why, const char *left)
{
  if (warnings != NULL && warnings->len < NG_MAX_DIAGNOSTICS)
    g_ptr_array_add (
        warnings,
        ng_diagnostic_as_warning (ng_diagnostic_with_hint (
            ng_diagnostic_new ("Figure::setting", NULL, "A setting of the figure: %s.", why),
            "%s",
            left)));
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

  if (ng_figure_row_find (name) == NULL)
    return;
  why = word != NULL ? ng_figure_settings_set (self, name, word)
                     : g_strdup_printf ("%s is no list and no object", name);
  if (why != NULL)
    warn (warnings, why, "It is left as it is in a new figure.");
}

static void
read_aliases (NgFigureSettings *self, const NgJson *value, GPtrArray *warnings)
{
  if (ng_json_kind (value) != NG_JSON_OBJECT || ng_json_length (value) > NG_MAX_ALIASES) {
    warn (warnings, "aliases are words by paths of layers", "Layers have their own names.");
    return;
  }
  for (gsize i = 0; i < ng_json_length (value); i++) {
    const NgJson *words = ng_json_at (value, i);

    if (ng_json_kind (words) == NG_JSON_STRING)
      ng_figure_settings_set_alias (self, ng_json_name (value, i), ng_json_string (words));
    else
      warn (warnings, "an alias is a string", "This layer has its own name.");
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
    warn (
        warnings, "hidden is a list of paths of layers", "What else stands there hides no layer.");
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
