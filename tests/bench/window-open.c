/* What one sees of the window's own thread: how long a large net takes from the file to the first
 * frame of its picture and how long the window ever stands still meanwhile; how long a frame takes
 * while a layer is dragged; and what a tab costs. Milliseconds of the clock on the wall, and of the
 * processor in the window's own thread; a standstill is what one turn of its loop takes. Needs a
 * display. */

#include "tests/ui/ui-test.h"
#include "ui/canvas-private.h"

#include <malloc.h>
#include <stdlib.h>
#include <time.h>

enum { N_STEPS = 60, N_TABS = 20 };

/* Microseconds of processor time that this thread has taken. */
static gint64
get_own_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static double
get_memory (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double) (info.uordblks + info.hblkhd) / 1024;
}

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

/* Turns the loop once; @longest: what the longest turn took so far. */
static void
turn (gint64 *longest)
{
  gint64 begin = get_own_time ();

  ng_ui_iterate ("anything");
  *longest = MAX (*longest, get_own_time () - begin);
}

static void
count_frame (GdkFrameClock *clock, gpointer data)
{
  (void) clock;
  ++*(guint *) data;
}

static void
measure_opening (NgUiTest *test, guint n_layers)
{
  g_autofree char *path = write_chain (n_layers);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gint64 begin, own, longest = 0;
  guint n_frames = 0, n_before;
  GdkFrameClock *clock;
  NgDocument *document;

  ng_ui_start (test, NULL);
  document = ng_ui_document (test);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (test->window));
  g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &n_frames);
  begin = g_get_monotonic_time ();
  own = get_own_time ();
  ng_studio_window_open (test->window, file);
  while (ng_document_net (document) == NULL || !ng_document_scene_is_current (document))
    turn (&longest);
  n_before = n_frames;
  gtk_widget_queue_draw (GTK_WIDGET (ng_ui_canvas (test)));
  while (n_frames == n_before)
    turn (&longest);
  g_print ("%-22s %6u %9.1f %9.1f %9.1f\n",
           "open",
           n_layers,
           (double) (g_get_monotonic_time () - begin) / 1000,
           (double) (get_own_time () - own) / 1000,
           (double) longest / 1000);
  g_signal_handlers_disconnect_by_func (clock, count_frame, &n_frames);
}

/* The layer in the middle of what is seen, to and fro. */
static void
measure_dragging (NgUiTest *test, guint n_layers)
{
  NgCanvas *canvas = ng_ui_canvas (test);
  g_autoptr (NgSubject) layer = NULL;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (test->window));
  gint64 begin, own, longest = 0;
  guint n_frames = 0;
  graphene_rect_t box;
  double x, y;

  ng_ui_settle (test);
  layer = ng_subject_of_layer (ng_document_net (ng_ui_document (test)), "", 3);
  g_assert_true (ng_canvas_box (canvas, layer, &box));
  x = (double) (box.origin.x + box.size.width / 2);
  y = (double) (box.origin.y + box.size.height / 2);
  g_assert_true (ng_canvas_move_begin (canvas, x, y));
  g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &n_frames);
  begin = g_get_monotonic_time ();
  own = get_own_time ();
  for (guint step = 0; step < N_STEPS; step++) {
    guint n_before = n_frames;

    ng_canvas_move_to (canvas, 2.0 * step, step % 2 == 0 ? 40 : 44, TRUE);
    while (n_frames == n_before)
      turn (&longest);
  }
  g_print ("%-22s %6u %9.1f %9.1f %9.1f\n",
           "drag, each frame",
           n_layers,
           (double) (g_get_monotonic_time () - begin) / 1000 / N_STEPS,
           (double) (get_own_time () - own) / 1000 / N_STEPS,
           (double) longest / 1000);
  ng_canvas_move_end (canvas);
  g_signal_handlers_disconnect_by_func (clock, count_frame, &n_frames);
}

static void
measure_tabs (NgUiTest *test)
{
  gint64 begin, own;
  double memory;

  ng_ui_start (test, NULL);
  ng_ui_settle (test);
  memory = get_memory ();
  begin = g_get_monotonic_time ();
  own = get_own_time ();
  for (int i = 0; i < N_TABS; i++)
    ng_studio_window_new_tab (test->window);
  ng_ui_settle (test);
  g_print ("%-22s %6d %9.1f %9.1f %9s %9.0f KiB each\n",
           "tab, each",
           N_TABS,
           (double) (g_get_monotonic_time () - begin) / 1000 / N_TABS,
           (double) (get_own_time () - own) / 1000 / N_TABS,
           "",
           (get_memory () - memory) / N_TABS);
  ng_ui_stop (test);
}

int
main (int argc, char **argv)
{
  static const guint sizes[] = { 500, 12500, 50000 };
  NgUiTest test = { 0 };

  ng_ui_init (&test, &argc, &argv);
  g_print ("%-22s %6s %9s %9s %9s\n", "", "layers", "wall", "own", "longest");
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    measure_opening (&test, sizes[i]);
    measure_dragging (&test, sizes[i]);
    ng_ui_stop (&test);
  }
  measure_tabs (&test);
  return EXIT_SUCCESS;
}
