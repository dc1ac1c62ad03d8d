/* How long the window takes to show an edit of a net of many layers, by its own frame clock: until
 * the new net with its shapes is there, until all who listen have it, until the next frame is
 * painted, and until the picture is that of the new net. Prints medians, milliseconds: of the clock
 * on the wall, and of the processor in the window's own thread, which other work on the machine
 * disturbs less. Needs a display. */

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

static Times
edit (NgUiTest *test, GdkFrameClock *clock, guint middle, guint run)
{
  NgDocument *document = ng_ui_document (test);
  g_autoptr (NgSubject) layer = ng_subject_of_layer (ng_document_net (document), "", middle);
  g_autofree char *size = g_strdup_printf ("%u", 9 + run);
  g_autoptr (GError) error = NULL;
  Moment begin = get_moment (), painted = { 0, 0, FALSE };
  g_autoptr (NgNet) net = ng_edit_set_param (ng_document_net (document), layer, 0, size, &error);
  Times times = { 0 };
  gulong handler;

  g_assert_no_error (error);
  note (&times, INFERRED, begin, get_moment ());
  ng_document_push (document, net, "Set a parameter");
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

static double
median (const Times *times, gboolean is_own, Step step)
{
  gint64 values[RUNS];

  for (int i = 0; i < RUNS; i++)
    values[i] = is_own ? times[i].own[step] : times[i].wall[step];
  qsort (values, RUNS, sizeof *values, compare);
  return (double) values[RUNS / 2] / 1000;
}

static void
measure (NgUiTest *test, guint n_layers)
{
  g_autofree char *path = write_chain (n_layers);
  Times times[RUNS];
  GdkFrameClock *clock;

  ng_ui_start (test, path);
  ng_ui_settle (test);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (ng_ui_canvas (test)));
  for (guint run = 0; run < RUNS; run++)
    times[run] = edit (test, clock, n_layers / 2, run);
  for (int is_own = 0; is_own < 2; is_own++) {
    g_print ("%6u %-6s", n_layers, is_own ? "own" : "wall");
    for (Step step = 0; step < N_STEPS; step++)
      g_print (" %9.1f", median (times, is_own, step));
    g_print ("\n");
  }
  ng_ui_stop (test);
}

int
main (int argc, char **argv)
{
  NgUiTest test = { 0 };

  ng_ui_init (&test, &argc, &argv);
  g_print ("layers         inferred    edited     frame   current\n");
  measure (&test, 500);
  measure (&test, 10000);
  return 0;
}
