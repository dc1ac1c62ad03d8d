/* How long an edit in a net of many layers takes until its new shapes are known, how long the new
 * picture takes then, and how much memory the edit keeps as a revision. Prints medians of a number
 * of edits: milliseconds of processor time, twice, and KiB. */

#include "ui/edits.h"
#include "core/notation/read.h"
#include "render/export/pango.h"
#include "render/standard/depth.h"
#include "render/standard/standard.h"
#include "ui/fits.h"
#include "ui/history.h"
#include <malloc.h>
#include <stdlib.h>
#include <time.h>

enum { N_LAYERS = 10000, RUNS = 21, N_PORTS = 400 };

/* The same in a hundred nested nets of a hundred layers. */
static NgNet *
build_nested (void)
{
  g_autoptr (GString) layers = g_string_new ("NetGraph[{");
  g_autoptr (GError) error = NULL;
  NgNet *net;

  for (int i = 0; i < N_LAYERS; i++)
    g_string_append_printf (layers,
                            "%s%s",
                            i == 0         ? "NetChain[{"
                            : i % 100 == 0 ? "}], NetChain[{"
                                           : ", ",
                            i % 2 == 0 ? "LinearLayer[8]" : "Ramp");
  g_string_append (layers, "}]}, {1");
  for (int i = 2; i <= N_LAYERS / 100; i++)
    g_string_append_printf (layers, " -> %d", i);
  g_string_append (layers, "}, \"Input\" -> 8]");
  net = ng_net_read_text (layers->str, (gssize) layers->len, NULL, &error);
  if (net == NULL)
    g_error ("%s", error->message);
  return net;
}

/* LinearLayer[8], Ramp, … one after the other, or in blocks of five with a bypass. */
static NgNet *
build_net (gboolean is_residual)
{
  g_autoptr (GString) layers = g_string_new ("NetGraph[{");
  g_autoptr (GString) rules = g_string_new ("}, {");
  static const char *const kinds[] = {
    "LinearLayer[8]", "Ramp", "LinearLayer[8]", "Ramp", "ThreadingLayer[Plus]"
  };
  g_autoptr (GError) error = NULL;
  NgNet *net;

  for (int i = 0; i < N_LAYERS; i++) {
    g_string_append_printf (layers, "%s%s", i > 0 ? ", " : "", kinds[is_residual ? i % 5 : i % 2]);
    if (is_residual && i % 5 == 4)
      g_string_append_printf (rules, "{%d, %d} -> %d, ", i, i - 3, i + 1);
    else if (i > 0)
      g_string_append_printf (rules, "%d -> %d, ", i, i + 1);
  }
  g_string_truncate (rules, rules->len - 2);
  g_string_append (layers, rules->str);
  g_string_append (layers, "}, \"Input\" -> 8]");
  net = ng_net_read_text (layers->str, (gssize) layers->len, NULL, &error);
  if (net == NULL)
    g_error ("%s", error->message);
  return net;
}

static double
get_time (void)
{
  return 1000. * (double) clock () / CLOCKS_PER_SEC;
}

static double
get_memory (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double) (info.uordblks + info.hblkhd) / 1024;
}

static int
compare (const void *a, const void *b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static NgNet *
set_param (NgNet *net, int run)
{
  g_autoptr (NgSubject) layer = ng_subject_of_layer (net, "", N_LAYERS / 2);

  return ng_edit_set_param (net, layer, 0, run % 2 == 0 ? "Automatic" : "8", NULL);
}

static NgNet *
set_nested_param (NgNet *net, int run)
{
  NgNet *inner = ng_layer_net (ng_net_layer (net, 50));
  g_autoptr (NgSubject) layer = ng_subject_of_layer (inner, "51", 50);

  return ng_edit_set_param (net, layer, 0, run % 2 == 0 ? "Automatic" : "8", NULL);
}

static NgNet *
add (NgNet *net, int run)
{
  g_autoptr (NgSubject) layer = ng_subject_of_layer (net, "", N_LAYERS / 2);
  g_autoptr (NgExpr) tanh = ng_expr_new_symbol ("Tanh", NULL);
  g_autoptr (NgLayer) new = ng_layer_read (tanh, NULL);

  return ng_edit_add (net, "", new, NULL, layer, NULL, NULL);
}

/* As the window does it. */
static void
draw (NgNet *net, int depth, NgStandardCache *cache)
{
  g_autoptr (NgPositions) found = ng_positions_new ();
  NgStandardOptions options = {
    .depth = depth, .metrics = ng_pango_metrics (), .cache = cache, .found = found
  };
  g_autoptr (NgScene) scene = ng_standard_draw (net, &options, NULL, NULL);

  g_assert_nonnull (scene);
}

static void
measure (const char *what, NgNet *net, NgNet *(*edit) (NgNet *net, int run))
{
  NgHistory *history = ng_history_new ();
  g_autoptr (NgStandardCache) cache = ng_standard_cache_new ();
  int depth = ng_standard_depth (net, NULL, NULL);
  double times[RUNS], pictures[RUNS], sizes[RUNS];

  ng_history_begin (history, net);
  draw (net, depth, cache);
  for (int r = 0; r < RUNS; r++) {
    double memory = get_memory (), start = get_time ();
    NgNet *edited = edit (ng_history_net (history), r);

    if (edited == NULL)
      g_error ("%s: the edit was refused", what);
    times[r] = get_time () - start;
    start = get_time ();
    draw (edited, depth, cache);
    pictures[r] = get_time () - start;
    ng_history_push (history, edited, what, NULL);
    ng_net_unref (edited);
    ng_history_compact (history);
    sizes[r] = get_memory () - memory;
  }
  qsort (times, RUNS, sizeof *times, compare);
  qsort (pictures, RUNS, sizeof *pictures, compare);
  qsort (sizes, RUNS, sizeof *sizes, compare);
  g_print ("%-24s %8.1f %8.1f %8.0f\n", what, times[RUNS / 2], pictures[RUNS / 2], sizes[RUNS / 2]);
  ng_history_free (history);
}

/* What a wire from the middle fits among the layers round it: at once, and by an edit for each. */
static void
measure_wire (const char *what, NgNet *net)
{
  g_autoptr (NgSubject) start = ng_subject_of_layer (net, "", N_LAYERS / 2);
  double begin = get_time (), guessed, judged;
  g_autoptr (NgFits) fits = NULL;
  guint n_sure = 0;

  start->kind = NG_PICK_OUTPUT;
  fits = ng_fits_new (net, start);
  for (int i = -N_PORTS / 2; i < N_PORTS / 2; i++) {
    g_autoptr (NgSubject) end = ng_subject_of_layer (net, "", (gsize) (N_LAYERS / 2 + i));

    end->kind = NG_PICK_INPUT;
    n_sure += ng_fits_guess (fits, end) != NG_FIT_UNKNOWN;
  }
  guessed = get_time () - begin;
  begin = get_time ();
  for (int i = 1; i <= RUNS; i++) {
    g_autoptr (NgSubject) end = ng_subject_of_layer (net, "", (gsize) (N_LAYERS / 2 + i));
    g_autofree char *reason = NULL;

    end->kind = NG_PICK_INPUT;
    reason = ng_edit_connect_reason (net, start, end);
  }
  judged = (get_time () - begin) / RUNS;
  g_print ("%s: %d ports guessed in %.1f ms, %u of them for sure; %.1f ms for each edit\n",
           what,
           N_PORTS,
           guessed,
           n_sure,
           judged);
}

int
main (int argc, char **argv)
{
  g_autoptr (NgNet) chain = build_net (FALSE), residual = build_net (TRUE);
  g_autoptr (NgNet) nested = build_nested ();

  g_print ("%-24s %8s %8s %8s\n", "", "ms", "picture", "KiB");
  measure ("chain, set a parameter", chain, set_param);
  measure ("chain, add a layer", chain, add);
  measure ("residual, set a parameter", residual, set_param);
  measure ("residual, add a layer", residual, add);
  measure ("nested, set a parameter", nested, set_nested_param);
  measure_wire ("chain, a wire", chain);
  measure_wire ("residual, a wire", residual);
  return EXIT_SUCCESS;
}
