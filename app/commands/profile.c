#include "app/commands/profile.h"

#include "app/commands/support.h"
#include "core/base/format.h"

#include <stdio.h>
#include <string.h>

/* Layers that are told one by one. */
#define MAX_LAYERS 30

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const NgStepTime *x = a, *y = b;

  return (x->nanoseconds < y->nanoseconds) - (x->nanoseconds > y->nanoseconds);
}

static const char *
name_of (const NgStepTime *step, gboolean by_layer)
{
  if (!by_layer)
    return step->kernel;
  return step->origin != NULL && *step->origin != '\0' ? step->origin : "(none)";
}

/* Steps of one kernel, or of one layer, make one row; the longest come first. */
static GArray *
gather (const NgStepTime *steps, gsize n, gboolean by_layer)
{
  g_autoptr (GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);
  GArray *table = g_array_new (FALSE, TRUE, sizeof (NgStepTime));

  for (gsize i = 0; i < n; i++) {
    const char *name = name_of (&steps[i], by_layer);
    gsize row = GPOINTER_TO_SIZE (g_hash_table_lookup (rows, name));

    if (row == 0) {
      g_array_append_val (table, steps[i]);
      g_hash_table_insert (rows, (gpointer) name, GSIZE_TO_POINTER (table->len));
    } else {
      NgStepTime *sum = &g_array_index (table, NgStepTime, row - 1);

      sum->nanoseconds += steps[i].nanoseconds;
      sum->calls += steps[i].calls;
    }
  }
  g_array_sort (table, compare_steps);
  return table;
}

/* Characters of a name as it is printed. */
static int
length_of (const char *name)
{
  g_autofree char *shown = ng_format_line (name);

  return (int) g_utf8_strlen (shown, -1);
}

static void
print_row (int width, const char *name, guint64 calls, gint64 nanoseconds, gint64 total)
{
  g_autofree char *time = ng_format_nanoseconds (nanoseconds);
  int n_more = (int) strlen (time) - (int) g_utf8_strlen (time, -1); /* bytes than characters */

  ng_print_padded (name, width);
  printf (" %10" G_GUINT64_FORMAT " %*s %6.1f%%\n",
          calls,
          12 + n_more,
          time,
          total > 0 ? 100 * (double) nanoseconds / (double) total : 0);
}

static void
print_table (const NgStepTime *steps, gsize n, gboolean by_layer)
{
  g_autoptr (GArray) table = gather (steps, n, by_layer);
  guint shown = by_layer ? MIN (table->len, MAX_LAYERS) : table->len;
  gint64 total = 0, rest = 0;
  guint64 calls = 0, all_calls = 0;
  int width = 32;

  for (guint i = 0; i < table->len; i++) {
    const NgStepTime *row = &g_array_index (table, NgStepTime, i);

    total += row->nanoseconds;
    all_calls += row->calls;
    if (i < shown)
      width = MAX (width, length_of (name_of (row, by_layer)));
  }
  printf ("%-*s %10s %12s %7s\n", width, by_layer ? "layer" : "kernel", "calls", "time", "share");
  for (guint i = 0; i < table->len; i++) {
    const NgStepTime *row = &g_array_index (table, NgStepTime, i);

    if (i < shown) {
      print_row (width, name_of (row, by_layer), row->calls, row->nanoseconds, total);
    } else {
      calls += row->calls;
      rest += row->nanoseconds;
    }
  }
  if (shown < table->len) {
    g_autofree char *name = g_strdup_printf ("(%u others)", table->len - shown);

    print_row (width, name, calls, rest, total);
  }
  print_row (width, "total", all_calls, total, total);
}

/* Whether a step is of the layer at @path, or of one inside it. */
static gboolean
has_step (const NgStepTime *steps, gsize n, const char *path)
{
  gsize length = strlen (path);

  for (gsize i = 0; i < n; i++) {
    const char *origin = steps[i].origin != NULL ? steps[i].origin : "";

    if (strncmp (origin, path, length) == 0 && (origin[length] == '\0' || origin[length] == '/'))
      return TRUE;
  }
  return FALSE;
}

static void
append_name (GString *names, const char *name)
{
  g_autofree char *shown = ng_format_line (name);

  g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", shown);
}

/* What no row tells of: a kernel that computes several layers is counted with one of them. */
static void
print_rest (const NgNet *net, const NgStepTime *steps, gsize n)
{
  g_autoptr (GString) names = g_string_new (NULL);
  gsize n_rest = 0;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_autofree char *name = ng_net_shown_name (net, i);

    if (has_step (steps, n, name))
      continue;
    if (n_rest++ < MAX_LAYERS)
      append_name (names, name);
  }
  if (n_rest == 0)
    return;
  if (n_rest > MAX_LAYERS)
    g_string_append_printf (names, ", and %zu more", n_rest - MAX_LAYERS);
  printf ("\nno step of their own, computed with others or before: %s\n", names->str);
}

void
ng_print_profile (const NgNet *net, const NgEvaluator *evaluator)
{
  gsize n;
  const NgStepTime *steps = ng_evaluator_times (evaluator, &n);

  print_table (steps, n, FALSE);
  printf ("\n");
  print_table (steps, n, TRUE);
  print_rest (net, steps, n);
}
