/* Both sides of an edge that does not fit, as short as they stand on it. */

#include "core/graph/net-private.h"

#include <string.h>

/* A dimension as it stands on an edge. */
static void
shorten_dim (char **dim)
{
  const char *word = strcmp (*dim, "Automatic") == 0     ? "?"
                     : strcmp (*dim, "\"Varying\"") == 0 ? "n"
                                                         : NULL;

  if (word == NULL)
    return;
  g_free (*dim);
  *dim = g_strdup (word);
}

/* Whether all dimensions are open. */
static gboolean
are_open (GStrv dims)
{
  for (gsize i = 0; dims[i] != NULL; i++)
    if (!g_ascii_isalpha (dims[i][0]) && strcmp (dims[i], "?") != 0)
      return FALSE;
  return TRUE;
}

/* "20×24×24" of "{20, 24, 24}", "vector" of "{n}"; what is no list of dimensions stays. */
static char *
shorten (const char *side)
{
  static const char *const words[] = { "number", "vector", "matrix" };
  gsize length = strlen (side);
  g_autofree char *inside = NULL;
  g_auto (GStrv) dims = NULL;
  guint n;

  if (length < 2 || side[0] != '{' || side[length - 1] != '}')
    return g_strdup (side);
  inside = g_strndup (side + 1, length - 2);
  dims = g_strsplit (inside, ", ", -1);
  n = *inside != '\0' ? g_strv_length (dims) : 0;
  for (guint i = 0; i < n; i++)
    shorten_dim (&dims[i]);
  return n < G_N_ELEMENTS (words) && are_open (dims) ? g_strdup (words[n]) : g_strjoinv ("×", dims);
}

gboolean
ng_net_diagnostic_sides (const NgNet *self, gsize index, char **given, char **needed)
{
  const NgNetDiagnostic *entry = &g_array_index (self->diagnostics, NgNetDiagnostic, index);
  NgTarget to = entry->target;
  NgSource source;

  if (entry->side == NULL)
    return FALSE;
  source = to.index < 0 ? ng_net_output_source (self, (gsize) to.port)
                        : ng_net_source (self, (gsize) to.index, (gsize) to.port);
  if (source.kind == NG_SOURCE_NONE)
    return FALSE;
  *(entry->is_given ? given : needed) = shorten (entry->side);
  *(entry->is_given ? needed : given) =
      ng_type_label (ng_net_type (self, source), ng_net_length_names (self));
  return TRUE;
}
