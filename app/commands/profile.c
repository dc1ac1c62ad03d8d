#include "app/commands/profile.h"

#include "core/base/format.h"

#include <stdio.h>

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const NgStepTime *x = a, *y = b;

  return (x->nanoseconds < y->nanoseconds) - (x->nanoseconds > y->nanoseconds);
}

/* Steps of one kernel make one row. */
void
ng_print_profile (const NgEvaluator *evaluator)
{
  gsize n;
  const NgStepTime *steps = ng_evaluator_times (evaluator, &n);
  g_autoptr (GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) table = g_array_new (FALSE, TRUE, sizeof (NgStepTime));
  gint64 total = 0;

  for (gsize i = 0; i < n; i++) {
    gsize row = GPOINTER_TO_SIZE (g_hash_table_lookup (rows, steps[i].kernel));
    NgStepTime *sum;

    if (row == 0) {
      g_array_append_val (table, steps[i]);
      g_hash_table_insert (rows, (gpointer) steps[i].kernel, GSIZE_TO_POINTER (table->len));
    } else {
      sum = &g_array_index (table, NgStepTime, row - 1);
      sum->nanoseconds += steps[i].nanoseconds;
      sum->calls += steps[i].calls;
    }
    total += steps[i].nanoseconds;
  }
  g_array_sort (table, compare_steps);
  printf ("%-32s %10s %12s %7s\n", "kernel", "calls", "time", "share");
  for (guint i = 0; i < table->len; i++) {
    const NgStepTime *row = &g_array_index (table, NgStepTime, i);
    g_autofree char *time = ng_format_nanoseconds (row->nanoseconds);

    printf ("%-32s %10" G_GUINT64_FORMAT " %12s %6.1f%%\n",
            row->kernel,
            row->calls,
            time,
            total > 0 ? 100 * (double) row->nanoseconds / (double) total : 0);
  }
}
