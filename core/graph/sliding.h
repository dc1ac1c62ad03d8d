/* Geometry of layers that slide a window: convolution, its transpose and pooling alike. Their input
 * is (channels, *spatial), or (*spatial, channels) when interleaved. */

#pragma once

#include "core/graph/lowering.h"
#include "core/graph/relation.h"

G_BEGIN_DECLS

/**
 * NgSliding:
 * @dilation: (nullable): for layers that have it
 * @is_transposed: whether the window slides over the output, and each of its places is fed by one
 *   element of the input; padding is cut off then
 */
typedef struct {
  const NgParam *size;
  const NgParam *stride;
  const NgParam *padding;
  const NgParam *dilation;
  const NgParam *dimensionality;
  gboolean is_interleaved;
  gboolean is_transposed;
} NgSliding;

/** ng_sliding_check: Fails with: "NetGraph::badarg" where lists are not of one length. */
gboolean ng_sliding_check (const NgSliding *self, GError **error);
/** ng_sliding_check_groups: Fails with: "NetGraph::badarg" where @groups does not divide @channels.
 */
gboolean ng_sliding_check_groups (const NgParam *channels, const NgParam *groups, GError **error);

/** ng_sliding_rank: Returns: number of spatial axes, or 0 while nothing tells it */
int ng_sliding_rank (const NgSliding *self, const NgType *input, const NgType *output);

/** ng_sliding_channel_axis: Returns: where the channels stand among @rank + 1 axes */
int ng_sliding_channel_axis (const NgSliding *self, int rank);

/** ng_sliding_tap: Returns: size of the window along spatial axis @axis */
gint64 ng_sliding_tap (const NgSliding *self, int axis);

/** ng_sliding_size: Returns: the size that becomes of @size along spatial axis @axis; 0 for none */
gint64 ng_sliding_size (const NgSliding *self, int axis, gint64 size);

/**
 * ng_sliding_infer:
 * @rank: number of spatial axes
 *
 * Relates the spatial sizes of input 0 and output 0: forwards always, backwards for stride 1; when
 * transposed, backwards wherever the size divides.
 */
void ng_sliding_infer (const NgSliding *self, NgRelation *relation, int rank);

/** ng_sliding_verify: Reports "NetGraph::kernel" where the window does not fit or no input could
 *   give the output, and "NetGraph::level" where the input has not as many levels as the window
 *   needs. */
void ng_sliding_verify (const NgSliding *self, NgRelation *relation);
/** ng_sliding_verify_groups: Reports "NetGraph::varying" where the channels of input 0 vary, and
 *   "NetGraph::badarg" where @groups does not divide them. */
void ng_sliding_verify_groups (const NgSliding *self, NgRelation *relation, gint64 groups);

/** ng_sliding_fits: Returns: whether something comes of an input of these @spatial sizes, which are
 *   known only now where they vary; else fails with "NetGraph::kernel" */
gboolean ng_sliding_fits (const NgSliding *self, NgLowering *to, const gint64 *spatial, int rank);

/**
 * ng_sliding_window:
 * @spatial: (array length=rank): sizes of the spatial axes that the window slides over
 *
 * Returns: the window, "Same" worked out, one group
 */
NgWindow ng_sliding_window (const NgSliding *self, const gint64 *spatial, int rank);

/** ng_sliding_move_axis: Returns: @x with axis @from where @to was, the others in order */
NgValue ng_sliding_move_axis (NgProgramBuilder *builder, NgValue x, int from, int to);

/** ng_sliding_term: @input: what is known of the input. Returns: (transfer full): the window along
 * every axis, "3×3", and the steps where they are not 1: "/2"; NULL in @steps for none */
char *ng_sliding_term (const NgSliding *self, const NgType *input, char **steps);
/** ng_sliding_label: Returns: (transfer full): "3×3" */
char *ng_sliding_label (const NgSliding *self);

G_END_DECLS
