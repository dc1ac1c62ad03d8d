/* Which elements of two sequences correspond. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ng_align:
 * @a, @b: (array): what they are, as numbers that are equal for equal elements
 * @pairs: (out caller-allocates) (array length=n_a): place in @b of what corresponds to each
 *   element of @a, or -1; the places ascend
 *
 * A longest common subsequence, by Myers' greedy algorithm (Algorithmica 1, 1986), as long as the
 * sequences differ in at most %NG_ALIGN_EFFORT elements between their common beginning and end;
 * beyond, a common subsequence.
 *
 * Cost: (n_a + n_b) times the number of differences, which is bounded.
 */
void ng_align (const guint *a, gsize n_a, const guint *b, gsize n_b, int *pairs);

enum { NG_ALIGN_EFFORT = 1000 };

G_END_DECLS
