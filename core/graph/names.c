#include "core/graph/names.h"

/* Names that are free and wanted by one port alone are given; the others stay NULL. */
static char **
give_own_names (const char *const *own, gsize n, GHashTable *taken, GHashTable *given)
{
  g_autoptr (GHashTable) uses = g_hash_table_new (g_str_hash, g_str_equal);
  char **names = g_new0 (char *, n + 1);

  for (gsize i = 0; i < n; i++)
    g_hash_table_insert (
        uses,
        (gpointer) own[i],
        GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (uses, own[i])) + 1));
  for (gsize i = 0; i < n; i++) {
    if (GPOINTER_TO_UINT (g_hash_table_lookup (uses, own[i])) > 1 ||
        g_hash_table_contains (taken, own[i]))
      continue;
    names[i] = g_strdup (own[i]);
    g_hash_table_add (given, names[i]);
  }
  return names;
}

/* The first of @stem<count>, @stem<count + 1>, … that nobody has. */
static char *
give_number (const char *stem, guint *count, GHashTable *taken, GHashTable *given)
{
  for (;;) {
    g_autofree char *name = g_strdup_printf ("%s%u", stem, (*count)++);

    if (g_hash_table_contains (taken, name) || g_hash_table_contains (given, name))
      continue;
    g_hash_table_add (given, name);
    return g_steal_pointer (&name);
  }
}

char **
ng_port_names_of_outputs (const char *const *own, gsize n, GHashTable *taken)
{
  g_autoptr (GHashTable) given = g_hash_table_new (g_str_hash, g_str_equal);
  char **names = give_own_names (own, n, taken, given);
  guint count = 1;

  for (gsize i = 0; i < n; i++)
    if (names[i] == NULL)
      names[i] = give_number ("Port", &count, taken, given);
  return names;
}

char **
ng_port_names_of_inputs (const char *const *own, gsize n, GHashTable *taken)
{
  g_autoptr (GHashTable) given = g_hash_table_new (g_str_hash, g_str_equal);
  char **names = give_own_names (own, n, taken, given);

  for (gsize i = 0; i < n; i++) {
    guint count = 1;

    if (names[i] == NULL)
      names[i] = give_number (own[i], &count, taken, given);
  }
  return names;
}
