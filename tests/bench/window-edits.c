/* How long the window takes to show edits of a net of many layers, by its own frame clock: until
 * the new net with its shapes is there, until all who listen have it, until the next frame is
 * painted, and until the picture is that of the new net. Prints milliseconds: the least and the
 * median of the clock on the wall, and the median of the processor in the window's own thread,
 * which other work on the machine disturbs less. Needs a display. */

#include "core/notation/read.h"
#include "tests/ui/ui-test.h"
#include "ui/edits.h"

#include <stdlib.h>
#include <time.h>

enum { RUNS = 15 };

typedef enum { INFERRED, EDITED, SHOWN, CURRENT, N_STEPS } Step;

/* Microseconds since the edit began. */
typedef struct {
  gint64 wall[N_STEPS], own[N_STEPS];
} Times;

static char *
write_chain (guint n)
{
  g_autoptr (GString) text = g_string_new ("NetChain[{");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? ", " : "", i % 2 == 0 ? "LinearLayer[8]" : "Ramp");
  g_string_append (text, "}, \"Input\" -> 8]");
  return ng_ui_write ("chain.wl", text->str);
}

/* Microseconds of processor time that this thread has taken. */
static gint64
get_own_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

typedef struct {
  gint64 wall, own;
  gboolean is_painted;
} Moment;

static void
on_painted (GdkFrameClock *clock, gpointer data)
{
  Moment *moment = data;

  (void) clock;
  if (!moment->is_painted)
    *moment = (Moment){ g_get_monotonic_time (), get_own_time (), TRUE };
}

static void
note (Times *times, Step step, Moment begin, Moment now)
{
  times->wall[step] = now.wall - begin.wall;
  times->own[step] = now.own - begin.own;
}

static Moment
get_moment (void)
{
  return (Moment){ g_get_monotonic_time (), get_own_time (), FALSE };
}

static NgNet *
set_size (NgNet *net, guint index, guint run)
{
  g_autoptr (NgSubject) layer = ng_subject_of_layer (net, "", index);
  g_autofree char *size = g_strdup_printf ("%u", 9 + run);

  return ng_edit_set_param (net, layer, 0, size, NULL);
}

static NgNet *
set_size_in_middle (NgNet *net, guint run)
{
  return set_size (net, (guint) ng_net_n_layers (net) / 4 * 2, run);
}

static NgNet *
set_first_size (NgNet *net, guint run)
{
  return set_size (net, 0, run);
}

static NgNet *
add (NgNet *net, guint run)
{
  g_autoptr (NgSubject) layer = ng_subject_of_layer (net, "", ng_net_n_layers (net) / 2);
  g_autoptr (NgExpr) word = ng_expr_new_symbol (run % 2 == 0 ? "Tanh" : "Sin", NULL);
  g_autoptr (NgLayer) new = ng_layer_read (word, NULL);

  return ng_edit_add (net, "", new, NULL, layer, NULL, NULL);
}

static NgNet *delete (NgNet *net, guint run)
{
  g_autoptr (GPtrArray) layers = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);

  g_ptr_array_add (layers, ng_subject_of_layer (net, "", ng_net_n_layers (net) / 4 * 2 + 1 + run));
  return ng_edit_delete (net, layers, TRUE, NULL, NULL);
}

static Times
edit (NgUiTest *test, GdkFrameClock *clock, NgNet *(*make) (NgNet *net, guint run), guint run)
{
  NgDocument *document = ng_ui_document (test);
  Moment begin = get_moment (), painted = { 0, 0, FALSE };
  g_autoptr (NgNet) net = make (ng_document_net (document), run);
  Times times = { 0 };
  gulong handler;

  g_assert_nonnull (net);
  note (&times, INFERRED, begin, get_moment ());
  ng_document_push (document, net, "Edit");
  note (&times, EDITED, begin, get_moment ());
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &painted);
  gtk_widget_queue_draw (GTK_WIDGET (ng_ui_canvas (test)));
  ng_ui_wait (painted.is_painted);
  note (&times, SHOWN, begin, painted);
  ng_ui_wait (ng_document_scene_is_current (document));
  painted.is_painted = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (ng_ui_canvas (test)));
  ng_ui_wait (painted.is_painted);
  note (&times, CURRENT, begin, painted);
  g_signal_handler_disconnect (clock, handler);
  ng_ui_settle (test);
  return times;
}

static int
compare (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* @place: 0 for the least, RUNS / 2 for the median */
static double
value_at (const Times *times, gboolean is_own, Step step, int place)
{
  gint64 values[RUNS];

  for (int i = 0; i < RUNS; i++)
    values[i] = is_own ? times[i].own[step] : times[i].wall[step];
  qsort (values, RUNS, sizeof *values, compare);
  return (double) values[place] / 1000;
}

static void
print (const char *row, const Times *times, gboolean is_own, int place)
{
  g_print ("  %-8s", row);
  for (Step step = 0; step < N_STEPS; step++)
    g_print (" %9.1f", value_at (times, is_own, step, place));
  g_print ("\n");
}

static void
measure (NgUiTest *test, guint n_layers)
{
  static const struct {
    const char *what;
    NgNet *(*make) (NgNet *net, guint run);
  } edits[] = { { "a parameter in the middle", set_size_in_middle },
                { "a parameter at a port of the net", set_first_size },
                { "a layer added", add },
                { "a layer deleted", delete } };
  g_autofree char *path = write_chain (n_layers);
  GdkFrameClock *clock;

  ng_ui_start (test, path);
  ng_ui_settle (test);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (ng_ui_canvas (test)));
  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++) {
    Times times[RUNS];

    for (guint run = 0; run < RUNS; run++)
      times[run] = edit (test, clock, edits[i].make, run);
    g_print ("%u layers, %s\n", n_layers, edits[i].what);
    print ("least", times, FALSE, 0);
    print ("wall", times, FALSE, RUNS / 2);
    print ("own", times, TRUE, RUNS / 2);
  }
  ng_ui_stop (test);
}

int
main (int argc, char **argv)
{
  NgUiTest test = { 0 };

  ng_ui_init (&test, &argc, &argv);
  g_print ("            inferred    edited     frame   current\n");
  measure (&test, 500);
  measure (&test, 10000);
  return 0;
}
