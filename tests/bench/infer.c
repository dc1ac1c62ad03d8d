/* How long it takes to build and infer a chain of layers, and to edit one layer in the middle.
 * Prints medians over a number of runs, in milliseconds. */

#include "core/graph/builder.h"
#include "core/graph/registry.h"
#include <stdlib.h>

static NgLayer *
new_layer (const char *class, const char *argument)
{
  g_autoptr (NgExpr) expr = ng_parse_one (argument, -1, NULL, NULL);

  return ng_layer_new (ng_registry_find (class), &expr, 1, NULL, NULL);
}

static NgNet *
build_chain (int n, NgLayer *dense, NgLayer *ramp)
{
  NgNetBuilder *builder = ng_net_builder_new (FALSE, TRUE);
  NgType type = ng_type_real ((gint64[]){ 8 }, 1);

  for (int i = 0; i < n; i++) {
    ng_net_builder_add_layer (builder, NULL, i % 2 == 0 ? dense : ramp, NULL, NULL);
    if (i > 0)
      ng_net_builder_connect (builder, (NgSource){ NG_SOURCE_LAYER, i - 1, 0 }, i, 0, NULL, NULL);
  }
  ng_net_builder_set_port_type (builder, "Input", &type, NULL, NULL);
  return ng_net_builder_end (builder, NULL);
}

static int
compare (const void *a, const void *b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

int
main (int argc, char **argv)
{
  enum { RUNS = 11 };
  static const int sizes[] = { 1000, 10000, 100000 };
  g_autoptr (NgLayer) dense = new_layer ("LinearLayer", "8");
  g_autoptr (NgLayer) wider = new_layer ("LinearLayer", "9");
  g_autoptr (NgLayer) ramp = new_layer ("ElementwiseLayer", "Ramp");

  g_print ("%8s %12s %12s %14s %14s\n", "layers", "build ms", "visits", "edit ms", "edit visits");
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
    double build[RUNS], edit[RUNS];
    guint64 visits = 0, edit_visits = 0;

    for (int r = 0; r < RUNS; r++) {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (NgNet) net = build_chain (sizes[s], dense, ramp);
      gint64 built = g_get_monotonic_time ();
      g_autoptr (NgNet) edited = ng_net_with_layer (net, (gsize) sizes[s] / 2, wider);

      edit[r] = (double) (g_get_monotonic_time () - built) / 1000;
      build[r] = (double) (built - start) / 1000;
      visits = ng_net_n_visits (net);
      edit_visits = ng_net_n_visits (edited);
    }
    qsort (build, RUNS, sizeof *build, compare);
    qsort (edit, RUNS, sizeof *edit, compare);
    g_print ("%8d %12.2f %12" G_GUINT64_FORMAT " %14.2f %14" G_GUINT64_FORMAT "\n",
             sizes[s],
             build[RUNS / 2],
             visits,
             edit[RUNS / 2],
             edit_visits);
  }
  return EXIT_SUCCESS;
}
