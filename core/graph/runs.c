/* For each period p, a run covers two neighbours among the places 0, p, 2 p, …; how far the row
 * agrees with itself p further on, from there on and back, is found by halving with hashes of
 * prefixes. (M. Main, R. Lorentz, An O(n log n) algorithm for finding all repetitions in a string,
 * 1984.) Hashes may deceive, so each run is looked at in the end. */

#include "core/graph/runs.h"

#include "core/base/pair.h"

/* A prime below 2^31, so that products fit. */
#define MODULUS G_GUINT64_CONSTANT (2147483629)
#define BASE    G_GUINT64_CONSTANT (1000003)

typedef struct {
  const int *row;
  int n;
  guint64 *sums, *powers;
  guint64 work;
} Row;

/* Small numbers above and below 0, which many rows are made of, must not come to the same. */
static guint64
mixed (int number)
{
  return (guint32) number * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 33;
}

static guint64
hash_of (const Row *self, int from, int to)
{
  return (self->sums[to] + MODULUS - self->sums[from] * self->powers[to - from] % MODULUS) %
         MODULUS;
}

/* How many elements from @a and from @b on agree, @b the later one. */
static int
agree_forward (Row *self, int a, int b)
{
  int low = 0, high = self->n - b;

  self->work++;
  if (high == 0 || self->row[a] != self->row[b])
    return 0;
  while (low < high) {
    int middle = low + (high - low + 1) / 2;
    self->work++;
    if (hash_of (self, a, a + middle) == hash_of (self, b, b + middle))
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

/* How many elements before @a and before @b agree. */
static int
agree_backward (Row *self, int a, int b)
{
  int low = 0, high = a;

  self->work++;
  if (high == 0 || self->row[a - 1] != self->row[b - 1])
    return 0;
  while (low < high) {
    int middle = low + (high - low + 1) / 2;
    self->work++;
    if (hash_of (self, a - middle, a) == hash_of (self, b - middle, b))
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

static gboolean
is_run (Row *self, const NgRun *run)
{
  for (int i = run->first; i + run->period < run->first + run->length; i++)
    if (self->row[i] != self->row[i + run->period])
      return FALSE;
  self->work += (guint64) run->length;
  return TRUE;
}

/* @around: of each place, 1 + the number of a run found before that it is in, of the least period,
 * or 0: where that one's period divides @period and it goes far enough, it is the same.
 * @periods: the least one of a run, by its first place and length */
static void
find_period (Row *self, int period, GArray *runs, int *around, GHashTable *periods)
{
  int done = 0;

  for (int a = 0; a + period < self->n; a += period) {
    self->work++;
    if (around[a] > 0) {
      const NgRun *known = &g_array_index (runs, NgRun, around[a] - 1);
      int end = known->first + known->length;
      if (period % known->period == 0 && a + period < end) {
        int last = (end - 1 - a) / period;
        a += (last - 1) * period;
        continue;
      }
    }
    int b = a + period, forward = agree_forward (self, a, b),
        backward = agree_backward (self, a, b);
    NgRun run = { a - backward, backward + forward + period, period };
    if (run.length < 2 * period || run.first + run.length <= done)
      continue;
    done = run.first + run.length;
    gpointer key = ng_pair_key ((guint) run.first, (guint) run.length);
    int least = GPOINTER_TO_INT (g_hash_table_lookup (periods, key));
    if ((least > 0 && period % least == 0) || !is_run (self, &run))
      continue;
    if (least == 0)
      g_hash_table_insert (periods, key, GINT_TO_POINTER (period));
    g_array_append_val (runs, run);
    for (int i = run.first; i < done; i++)
      if (around[i] == 0)
        around[i] = (int) runs->len;
    self->work += (guint64) run.length;
  }
}

GArray *
ng_runs_find (const int *row, int n, guint64 *work)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (NgRun));
  Row self = { row, n, g_new (guint64, n + 1), g_new (guint64, n + 1), 0 };
  g_autofree int *around = g_new0 (int, n + 1);
  g_autoptr (GHashTable) periods = g_hash_table_new (ng_pair_hash, NULL);

  self.sums[0] = 0;
  self.powers[0] = 1;
  for (int i = 0; i < n; i++) {
    self.sums[i + 1] = (self.sums[i] * BASE + mixed (row[i])) % MODULUS;
    self.powers[i + 1] = self.powers[i] * BASE % MODULUS;
  }
  for (int period = 1; period <= n / 2; period++)
    find_period (&self, period, runs, around, periods);
  if (work != NULL)
    *work += self.work;
  g_free (self.sums);
  g_free (self.powers);
  return runs;
}
