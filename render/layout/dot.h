/* The order of small ranked graphs by Graphviz' dot, which crosses fewer lines than we do. */

#pragma once

#include "render/layout/layered.h"

G_BEGIN_DECLS

/** ng_dot_suits: Returns: whether @ranks is small enough for dot to take some tens of milliseconds
 */
gboolean ng_dot_suits (const NgRanks *ranks);

/**
 * ng_dot_sort:
 *
 * Orders the items of every rank. Graphviz is used by one thread at a time.
 *
 * Returns: whether dot could; if not, @ranks is as it was
 */
gboolean ng_dot_sort (NgRanks *ranks);

G_END_DECLS
