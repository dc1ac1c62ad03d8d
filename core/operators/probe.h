/* NgProbe: an ONNX node that is lowered alone, with inputs of chosen sizes, to see what comes out.
 * inference.c does so; probe-lengths.c asks whether any lengths would make a node fit that does
 * not.
 */

#pragma once

#include "core/base/limits.h"
#include "core/graph/lengths.h"
#include "core/operators/inference.h"
#include "core/operators/operation.h"

G_BEGIN_DECLS

/* A trial of known values in which every length is 1. */
enum { NG_SMALL_TRIAL = NG_N_TRIALS };

/* Of more lengths at one node nothing is chosen. */
enum { NG_MAX_CHOSEN = 6 };

/** NgChosenLength: the length that has @sizes in the first two trials is to be @size */
typedef struct {
  double sizes[2];
  double size;
} NgChosenLength;

/**
 * NgProbe:
 * @known: (nullable): for each input its values, where they are constant
 * @has_varying: whether a length is among the sizes
 * @has_open: an element that nothing tells, for which real numbers stand in
 * @text_outputs: those outputs that the operator says are texts
 * @chosen: (array length=n_chosen): lengths that have another size in trial 0
 */
typedef struct {
  NgRelation *relation;
  const NgOnnxNode *node;
  NgType types[NG_MAX_LOWERED_INPUTS];
  NgElement elements[NG_MAX_LOWERED_INPUTS];
  NgTensor *known[NG_MAX_LOWERED_INPUTS];
  gboolean has_varying;
  gboolean has_open;
  guint text_outputs;
  NgChosenLength chosen[NG_MAX_CHOSEN];
  gsize n_chosen;
} NgProbe;

/** ng_known_symbol: Returns: the length that stands at a place of known values, or 0 */
gint64 ng_known_symbol (const NgTensor *known, gint64 index);

/**
 * ng_probe_run: lowers the node alone.
 * @shapes: (out): of its outputs; of rank -1 where there is none
 * @values: (out) (nullable): those that come out constant
 *
 * Returns: whether that went well; without an error where a size is not known
 */
gboolean
ng_probe_run (NgProbe *self, int trial, NgShape *shapes, NgTensor **values, GError **error);
/** ng_probe_is_conflict: @error: (nullable). Returns: whether it says that sizes do not fit, and
 * not that the node cannot be run */
gboolean ng_probe_is_conflict (const GError *error);
/** ng_probe_report_lengths: @reason: why trial 0 failed. Says that the node does not fit, if no
 * lengths are found with which it does. */
void ng_probe_report_lengths (NgProbe *self, const GError *reason);

G_END_DECLS
