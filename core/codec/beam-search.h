/* Connectionist temporal classification read back: the likeliest sequences of labels behind a
 * sequence of probabilities. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NgDecoding:
 * @labels: (element-type guint32): from 0
 * @cost: minus the natural logarithm of its probability
 */
typedef struct {
  GArray *labels;
  double cost;
} NgDecoding;

/**
 * ng_beam_search:
 * @p: (steps, n_labels + 1): probabilities, the last column that of the blank; what is not above 0
 *   counts as 0
 * @width: sequences that are kept after each step, at least 1
 *
 * Prefix beam search. A sequence's probability is the sum over all paths that become it once
 * repeated labels are taken for one and blanks are dropped; with a beam it is a lower bound. A beam
 * of one follows the likeliest label of each step (the first of equals), and its cost is that of
 * this path. (Hannun, Maas, Jurafsky, Ng, First-pass large vocabulary continuous speech recognition
 * using bi-directional recurrent DNNs, 2014; Graves and others, Connectionist temporal
 * classification, 2006)
 *
 * Cost: steps × width × n_labels, times a logarithm; memory grows with steps × width.
 *
 * Returns: (transfer full) (element-type NgDecoding): at most @width, the likeliest first; none
 * where nothing is possible
 */
GArray *ng_beam_search (const double *p, gsize steps, gsize n_labels, gsize width);

G_END_DECLS
