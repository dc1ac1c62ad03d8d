#include "core/kernels/threads.h"

#include <glib.h>

#define STEPS 500
#define MOST  8

/* How often each part was done, and whether one was begun too early. */
typedef struct {
  int done[STEPS][MOST];
  int early[STEPS][MOST];
  guint passed;
} Board;

static int
parts_of (gpointer data, guint step)
{
  return (int) (step * 7 % 11 % MOST) + 1;
}

static void
count (gpointer data, guint step, int part, int parts)
{
  Board *board = data;

  for (int p = 0; step > 0 && p < MIN (parts_of (data, step - 1), parts); p++)
    board->early[step][part] += board->done[step - 1][p] != 1;
  board->done[step][part]++;
}

static void
pass (gpointer data, guint step)
{
  Board *board = data;

  g_assert_cmpuint (board->passed++, ==, step);
}

/* However many threads there are, each part is done once, when the step before is done. */
static void
test_team (void)
{
  for (int threads = 1; threads <= MOST; threads++) {
    g_autofree Board *board = g_new0 (Board, 1);
    const NgTeamTask task = { STEPS, parts_of, count, pass, board };

    ng_team_run (threads, &task);
    g_assert_cmpuint (board->passed, ==, STEPS);
    for (guint step = 0; step < STEPS; step++) {
      g_assert_cmpint (board->done[step][0], ==, 1);
      for (int part = 0; part < MOST; part++) {
        g_assert_cmpint (board->done[step][part], <=, 1);
        g_assert_cmpint (board->early[step][part], ==, 0);
      }
    }
  }
}

static int
two_parts (gpointer data, guint step)
{
  return 2;
}

static void
count_second (gpointer data, guint step, int part, int parts)
{
  if (step == 1)
    g_atomic_int_inc ((gint *) data);
}

static void
sleep_after_first (gpointer data, guint step)
{
  while (step == 0 && g_atomic_int_get ((gint *) data) < 2)
    g_thread_yield ();
}

/* The parts of a thread that comes late are done by another one: here the first thread comes to the
 * second step only when both parts of that are done. */
static void
test_late (void)
{
  gint done = 0;
  const NgTeamTask task = { 3, two_parts, count_second, sleep_after_first, &done };

  ng_threads_set (2);
  if (ng_threads_max () == 2) {
    ng_team_run (2, &task);
    g_assert_cmpint (done, ==, 2);
  }
  ng_threads_set (0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/threads/team", test_team);
  g_test_add_func ("/kernels/threads/late", test_late);
  return g_test_run ();
}
