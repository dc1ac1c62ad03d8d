#include "core/kernels/threads.h"

#include <glib.h>

#define ROUNDS 500
#define MOST   8

typedef struct {
  gint64 counts[MOST];
  int size;
  gboolean is_wrong;
} Board;

/* In each round every thread counts, waits, and sees that all have counted as often. */
static void
count (NgTeam *team, int thread, gpointer data)
{
  Board *board = data;
  gboolean is_wrong = thread >= ng_team_size (team);

  for (int round = 1; round <= ROUNDS; round++) {
    board->counts[thread]++;
    ng_team_wait (team);
    for (int t = 0; t < ng_team_size (team); t++)
      is_wrong = is_wrong || board->counts[t] != round;
    ng_team_wait (team);
    if (thread == 0)
      board->is_wrong = board->is_wrong || is_wrong;
    else if (is_wrong)
      board->counts[thread] = -1;
    ng_team_wait (team);
  }
  if (thread == 0)
    board->size = ng_team_size (team);
}

static void
test_team (void)
{
  for (int threads = 1; threads <= MOST; threads++) {
    Board board = { .size = 0 };

    ng_team_run (threads, count, &board);
    g_assert_cmpint (board.size, >=, 1);
    g_assert_cmpint (board.size, <=, threads);
    g_assert_false (board.is_wrong);
    for (int t = 0; t < board.size; t++)
      g_assert_cmpint (board.counts[t], ==, ROUNDS);
    ng_threads_set (threads);
    if (ng_threads_max () > 1)
      g_assert_cmpint (board.size, ==, threads);
  }
  ng_threads_set (0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/threads/team", test_team);
  return g_test_run ();
}
