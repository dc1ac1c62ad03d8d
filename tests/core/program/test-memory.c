#include "core/base/rng.h"
#include "core/program/memory.h"
#include "tests/support/test.h"

/* Properties over random lifetimes: aligned, disjoint where lives meet, no larger than the sum and
 * no smaller than what lives at once. */
static void
test_random (void)
{
  for (guint64 trial = 0; trial < 200; trial++) {
    gsize n = ng_rng_bits (1, trial, 0) % (trial % 4 == 3 ? 400 : 60);
    g_autofree NgBuffer *buffers = g_new0 (NgBuffer, n + 1);
    gsize sum = 0;
    gsize arena;

    for (gsize i = 0; i < n; i++) {
      guint64 bits = ng_rng_bits (2, trial, i);

      buffers[i].size = bits % 5 == 0 ? 0 : (bits >> 8) % 5000;
      buffers[i].first = (int) (bits >> 32) & 31;
      buffers[i].last = buffers[i].first + ((int) (bits >> 40) & 7);
      if (trial % 2 == 1 && i == 0)
        buffers[i].last += 1000;
      sum += (buffers[i].size + 63) / 64 * 64;
    }
    arena = ng_memory_plan (buffers, n);
    g_assert_cmpuint (arena, <=, sum);
    for (gsize i = 0; i < n; i++) {
      const NgBuffer *a = &buffers[i];
      gsize living = 0;

      g_assert_cmpuint (a->offset % NG_MEMORY_ALIGNMENT, ==, 0);
      g_assert_cmpuint (a->offset + a->size, <=, arena);
      for (gsize j = 0; j < n; j++) {
        const NgBuffer *b = &buffers[j];

        if (b->first <= a->first && a->first <= b->last)
          living += b->size;
        if (i == j || a->last < b->first || b->last < a->first || a->size == 0 || b->size == 0)
          continue;
        g_assert_true (a->offset + a->size <= b->offset || b->offset + b->size <= a->offset);
      }
      g_assert_cmpuint (arena, >=, living);
    }
  }
}

/* In a chain only two neighbours live at once, however long it is. */
static void
test_chain (void)
{
  NgBuffer buffers[50];

  for (int i = 0; i < 50; i++)
    buffers[i] = (NgBuffer){ .size = 640, .first = i, .last = i + 1 };
  g_assert_cmpuint (ng_memory_plan (buffers, G_N_ELEMENTS (buffers)), ==, 1280);
}

/* A long chain takes no time that anybody would notice, and no more than a short one. */
static void
test_long (void)
{
  const int n = 200000;
  g_autofree NgBuffer *buffers = g_new0 (NgBuffer, (gsize) n);

  for (int i = 0; i < n; i++)
    buffers[i] = (NgBuffer){ .size = 640, .first = i, .last = i + 1 };
  g_assert_cmpuint (ng_memory_plan (buffers, (gsize) n), ==, 1280);
}

static void
test_none (void)
{
  g_assert_cmpuint (ng_memory_plan (NULL, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/program/memory/random", test_random);
  g_test_add_func ("/program/memory/chain", test_chain);
  g_test_add_func ("/program/memory/long", test_long);
  g_test_add_func ("/program/memory/none", test_none);
  return g_test_run ();
}
