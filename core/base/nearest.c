#include "core/base/nearest.h"

#include "core/base/limits.h"

#include <string.h>

/* Names that a hint lists. */
enum { MOST_NAMES = 12 };

/* Levenshtein's distance of two short names, letters without regard to case. */
static guint
edit_distance (const char *a, const char *b)
{
  gsize n = strlen (b);
  g_autofree guint *row = g_new (guint, n + 1);

  for (gsize j = 0; j <= n; j++)
    row[j] = (guint) j;
  for (gsize i = 0; a[i] != '\0'; i++) {
    guint diagonal = row[0];

    row[0] = (guint) i + 1;
    for (gsize j = 0; j < n; j++) {
      guint substitute = diagonal + (g_ascii_tolower (a[i]) != g_ascii_tolower (b[j]));

      diagonal = row[j + 1];
      row[j + 1] = MIN (substitute, 1 + MIN (row[j], diagonal));
    }
  }
  return row[n];
}

const char *
ng_nearest (const char *name, const char *const *names)
{
  const char *best = NULL, *longer = NULL;
  gsize length = strlen (name);
  guint limit = length <= 3 ? 1 : (guint) MAX (2, length / 3);

  if (length == 0 || length > NG_MAX_SHOWN_NAME)
    return NULL;
  for (gsize i = 0; names[i] != NULL; i++) {
    gsize its_length = strlen (names[i]);
    guint distance;

    if (its_length > NG_MAX_SHOWN_NAME)
      continue;
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return names[i];
    /* "Linear" stands for "LinearLayer". */
    if (length >= 3 && g_ascii_strncasecmp (names[i], name, length) == 0) {
      if (longer == NULL || its_length < strlen (longer))
        longer = names[i];
      continue;
    }
    distance = edit_distance (name, names[i]);
    if (distance <= limit && distance < MAX (length, its_length)) {
      best = names[i];
      limit = distance - 1;
    }
  }
  return longer != NULL ? longer : best;
}

NgDiagnostic *
ng_diagnostic_with_names (NgDiagnostic *self, const char *name, const char *const *names)
{
  const char *nearest = name != NULL ? ng_nearest (name, names) : NULL;
  g_autoptr (GString) all = g_string_new (NULL);

  if (nearest != NULL)
    return ng_diagnostic_with_hint (self, "Did you mean \"%s\"?", nearest);
  for (gsize i = 0; names[i] != NULL && i <= MOST_NAMES; i++) {
    if (i == MOST_NAMES)
      g_string_append (all, ", …");
    else
      g_string_append_printf (all, "%s\"%s\"", i > 0 ? ", " : "", names[i]);
  }
  return all->len > 0 ? ng_diagnostic_with_hint (self, "There is %s.", all->str) : self;
}
