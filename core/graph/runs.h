/* Runs: where a row of numbers repeats itself. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NgRun:
 *
 * Elements @first to @first + @length - 1 are such that each equals the one @period further on, as
 * long as that is among them; @length is at least twice @period.
 */
typedef struct {
  int first, length, period;
} NgRun;

/**
 * ng_runs_find:
 * @row: (array length=n)
 * @work: steps taken are added
 *
 * Runs are as long as they can be, and their period is the least. Equal numbers in a row are a run
 * of the period 1; among the others are all that do not lie in one of those. Cost: n log² n.
 *
 * Returns: (transfer full) (element-type NgRun): by period, then by place
 */
GArray *ng_runs_find (const int *row, int n, guint64 *work);

G_END_DECLS
