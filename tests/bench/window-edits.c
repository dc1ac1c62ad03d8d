/* How long the window takes to show an edit of a net of many layers, by its own frame clock: until
 * the edit and all who listen to it are done, until the next frame is painted, and until the
 * picture is that of the new net. Prints medians, milliseconds. Needs a display. */

#include "tests/ui/ui-test.h"
#include "ui/edits.h"

#include <stdlib.h>

enum { RUNS = 15 };

typedef struct {
  gint64 edited, shown, current;
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

static void
on_painted (GdkFrameClock *clock, gpointer data)
{
  gint64 *time = data;

  (void) clock;
  if (*time == 0)
    *time = g_get_monotonic_time ();
}

static Times
edit (NgUiTest *test, GdkFrameClock *clock, guint middle, guint run)
{
  NgDocument *document = ng_ui_document (test);
  g_autoptr (NgSubject) layer = ng_subject_of_layer (ng_document_net (document), "", middle);
  g_autofree char *size = g_strdup_printf ("%u", 9 + run);
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time (), painted = 0;
  g_autoptr (NgNet) net = ng_edit_set_param (ng_document_net (document), layer, 0, size, &error);
  Times times = { 0 };
  gulong handler;

  g_assert_no_error (error);
  ng_document_push (document, net, "Set a parameter");
  times.edited = g_get_monotonic_time () - begin;
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &painted);
  gtk_widget_queue_draw (GTK_WIDGET (ng_ui_canvas (test)));
  ng_ui_wait (painted != 0);
  times.shown = painted - begin;
  ng_ui_wait (ng_document_scene_is_current (document));
  painted = 0;
  gtk_widget_queue_draw (GTK_WIDGET (ng_ui_canvas (test)));
  ng_ui_wait (painted != 0);
  times.current = painted - begin;
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
median (const Times *times, gsize offset)
{
  gint64 values[RUNS];

  for (int i = 0; i < RUNS; i++)
    values[i] = *(const gint64 *) ((const char *) &times[i] + offset);
  qsort (values, RUNS, sizeof *values, compare);
  return (double) values[RUNS / 2] / 1000;
}

int
main (int argc, char **argv)
{
  static const guint sizes[] = { 500, 10000 };
  NgUiTest test = { 0 };

  ng_ui_init (&test, &argc, &argv);
  g_print ("layers   edited    frame  current\n");
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *path = write_chain (sizes[i]);
    Times times[RUNS];
    GdkFrameClock *clock;

    ng_ui_start (&test, path);
    ng_ui_settle (&test);
    clock = gtk_widget_get_frame_clock (GTK_WIDGET (ng_ui_canvas (&test)));
    for (guint run = 0; run < RUNS; run++)
      times[run] = edit (&test, clock, sizes[i] / 2, run);
    g_print ("%6u %8.1f %8.1f %8.1f\n",
             sizes[i],
             median (times, G_STRUCT_OFFSET (Times, edited)),
             median (times, G_STRUCT_OFFSET (Times, shown)),
             median (times, G_STRUCT_OFFSET (Times, current)));
    ng_ui_stop (&test);
  }
  return 0;
}
