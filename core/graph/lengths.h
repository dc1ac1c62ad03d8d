/* Varying lengths that are computed from others, as 2*seq+1 is.
 *
 * Each length stands for a few sizes, one in each trial. What is computed from lengths is computed
 * with these sizes, and is the length that has the sizes which came out; so two ways to the same
 * length meet in one. How a length is written follows from its sizes as well: it is the simplest
 * formula in lengths that are not computed which gives them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The sizes of the first two trials can be divided by many numbers; those of the last one are
 * odd, and what cannot be computed of it is %NG_NO_SIZE there. */
enum { NG_N_TRIALS = 3 };
#define NG_NO_SIZE G_MINDOUBLE

typedef struct {
  double size[NG_N_TRIALS];
} NgLengthSizes;

/** NgNamedLength: a length as it goes into a formula */
typedef struct {
  const char *name;
  NgLengthSizes sizes;
} NgNamedLength;

/** ng_length_sizes: Returns: the sizes of length @index, 0, 1, 2, …, that is not computed; no two
 *   of these are alike */
NgLengthSizes ng_length_sizes (guint index);

/**
 * ng_length_formula:
 * @bases: (array length=n_bases): lengths that may stand in the formula, the likeliest first
 *
 * Returns: (transfer full) (nullable): "2*seq+1", "batch*seq", "ceil(width/2)"; %NULL where none
 *   is found
 */
char *ng_length_formula (const NgLengthSizes *sizes, const NgNamedLength *bases, gsize n_bases);

/** ng_length_evaluate: Returns: whether @text is a formula in @bases, more than a name, and gives
 *   @sizes */
gboolean ng_length_evaluate (const char *text,
                             const NgNamedLength *bases,
                             gsize n_bases,
                             NgLengthSizes *sizes);

G_END_DECLS
