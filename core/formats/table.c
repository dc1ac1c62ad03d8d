#include "core/formats/table.h"

#include "core/base/error.h"
#include <string.h>

char
ng_table_separator (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, ".tsv") ? '\t' : ',';
}

const char *
ng_table_field (const char *at, const char *end, char separator, GString *field)
{
  gboolean is_quoted = at < end && *at == '"';

  g_string_truncate (field, 0);
  at += is_quoted;
  while (at < end) {
    if (is_quoted && *at == '"') {
      if (at + 1 == end || at[1] != '"') {
        is_quoted = FALSE;
        at++;
        continue;
      }
      at++;
    } else if (!is_quoted && (*at == separator || *at == '\n' || *at == '\r')) {
      break;
    }
    g_string_append_c (field, *at++);
  }
  return at;
}

/* Where no comma stands in the first line but semicolons or tabs do, these part its fields. */
static char
find_separator (const char *text, gsize length, char separator)
{
  const char *end = memchr (text, '\n', length);
  gsize n = end != NULL ? (gsize) (end - text) : length;

  if (length == 0 || separator != ',' || memchr (text, ',', n) != NULL)
    return separator;
  return memchr (text, ';', n) != NULL ? ';' : memchr (text, '\t', n) != NULL ? '\t' : separator;
}

gboolean
ng_table_read (
    NgTable *self, const char *text, gsize length, char separator, guint limit, GError **error)
{
  const char *at = text, *end = text + length;
  g_autoptr (GString) field = g_string_new (NULL);

  separator = find_separator (text, length, separator);
  for (gint64 line = 1; at < end; line++) {
    guint first = self->numbers->len;
    gint64 columns = 0;
    gboolean is_heading = FALSE, is_empty = *at == '\n' || *at == '\r';
    while (!is_empty) {
      if (self->numbers->len >= limit) {
        ng_error_set_new (
            error, "Sample::limit", NULL, "The table has more than %u numbers.", limit);
        return FALSE;
      }
      at = ng_table_field (at, end, separator, field);
      g_strstrip (field->str);
      char *rest;
      double value = g_ascii_strtod (field->str, &rest);
      if (rest == field->str || *rest != '\0') {
        if (line > 1) {
          NgDiagnostic *diagnostic =
              ng_diagnostic_new ("Sample::format",
                                 NULL,
                                 "Line %" G_GINT64_FORMAT ", column %" G_GINT64_FORMAT
                                 " of the table has \"%s\" in place of a number.",
                                 line,
                                 columns + 1,
                                 field->str);
          ng_error_set (error,
                        ng_diagnostic_with_hint (
                            diagnostic,
                            "%s",
                            separator == ',' && strchr (field->str, ';') != NULL
                                ? "Write numbers with a point, and commas between them."
                                : "Take out columns of words, such as labels and names."));
          return FALSE;
        }
        is_heading = TRUE;
      }
      g_array_append_val (self->numbers, value);
      columns++;
      if (at == end || *at != separator)
        break;
      at++;
    }
    if (at < end && *at == '\r')
      at++;
    if (at < end && *at == '\n')
      at++;
    if (is_heading)
      g_array_set_size (self->numbers, first);
    if (is_heading || is_empty)
      continue;
    if (self->rows > 0 && columns != self->columns) {
      ng_error_set_new (error,
                        "Sample::shape",
                        NULL,
                        "Line %" G_GINT64_FORMAT " of the table has %" G_GINT64_FORMAT
                        " numbers, and the others have %" G_GINT64_FORMAT ".",
                        line,
                        columns,
                        self->columns);
      return FALSE;
    }
    self->columns = columns;
    self->rows++;
  }
  return TRUE;
}
