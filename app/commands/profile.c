#include "app/commands/profile.h"

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

static void
print_row (int width, const char *name, guint64 calls, gint64 nanoseconds, gint64 total)
{
  g_autofree char *time = ng_format_nanoseconds (nanoseconds);

  printf ("%-*s %10" G_GUINT64_FORMAT " %12s %6.1f%%\n",
          width,
          name,
          calls,
          time,
          total > 0 ? 100 * (double) nanoseconds / (double) total : 0);
}

static void
print_table (const NgStepTime *steps, gsize n, gboolean by_layer)
{
  g_autoptr (GArray) table = gather (steps, n, by_layer);
  guint shown = by_layer ? MIN (table->len, MAX_LAYERS) : table->len;
  gint64 total = 0, rest = 0;
  guint64 calls = 0;
  gsize width = 32;

  for (guint i = 0; i < table->len; i++) {
    const NgStepTime *row = &g_array_index (table, NgStepTime, i);

    total += row->nanoseconds;
    if (i < shown)
      width = MAX (width, strlen (name_of (row, by_layer)));
  }
  printf (
      "%-*s %10s %12s %7s\n", (int) width, by_layer ? "layer" : "kernel", "calls", "time", "share");
  for (guint i = 0; i < table->len; i++) {
    const NgStepTime *row = &g_array_index (table, NgStepTime, i);

    if (i < shown) {
      print_row ((int) width, name_of (row, by_layer), row->calls, row->nanoseconds, total);
    } else {
      calls += row->calls;
      rest += row->nanoseconds;
    }
  }
  if (shown < table->len) {
    g_autofree char *name = g_strdup_printf ("(%u others)", table->len - shown);

    print_row ((int) width, name, calls, rest, total);
  }
}

void
ng_print_profile (const NgEvaluator *evaluator)
{
  gsize n;
  const NgStepTime *steps = ng_evaluator_times (evaluator, &n);

  print_table (steps, n, FALSE);
  printf ("\n");
  print_table (steps, n, TRUE);
}
