#include "core/formats/table.h"

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
