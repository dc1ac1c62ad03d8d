/* NgRelation: one layer among its ports while types are being found. What NgLayerClass.infer and
 * .verify see.
 *
 * A refinement only makes a type more definite. A conflict is recorded with both sides and the
 * place, the earlier type stands, and inference goes on. */

#pragma once

#include "core/graph/layer.h"

G_BEGIN_DECLS

const NgLayer *ng_relation_layer (const NgRelation *self);

/** ng_relation_is_second: Returns: whether everything else is at rest, so that defaults such as
 *   equal unknown dimensions of a ThreadingLayer may be assumed */
gboolean ng_relation_is_second (const NgRelation *self);

const NgType *ng_relation_input (const NgRelation *self, gsize index);
const NgType *ng_relation_output (const NgRelation *self, gsize index);
const NgType *ng_relation_array (const NgRelation *self, gsize index);

/* Of a layer that holds nets of its own: the types at the ports of net @net. */
const NgType *ng_relation_inner_input (const NgRelation *self, gsize net, gsize index);
const NgType *ng_relation_inner_output (const NgRelation *self, gsize net, gsize index);
void ng_relation_refine_inner_input (NgRelation *self, gsize net, gsize index, const NgType *type);
void ng_relation_refine_inner_output (NgRelation *self, gsize net, gsize index, const NgType *type);

/** ng_relation_known: Returns: (transfer none) (nullable): the input's values, where they are
 *   constants of the net (initializers, ONNX Constant, and what was computed from them) */
NgTensor *ng_relation_known (const NgRelation *self, gsize index);
/** ng_relation_set_known: says that the values of an output are these constants; (transfer none) */
void ng_relation_set_known (NgRelation *self, gsize index, NgTensor *tensor);

/* Each meets the type with another; a conflict is recorded. */
void ng_relation_refine_input (NgRelation *self, gsize index, const NgType *type);
void ng_relation_refine_output (NgRelation *self, gsize index, const NgType *type);
void ng_relation_refine_array (NgRelation *self, gsize index, const NgType *type);

/** ng_relation_refuse_input: records the conflict that an input is not what the layer needs there,
 * @needed in words */
void ng_relation_refuse_input (NgRelation *self, gsize index, const char *needed);

/** ng_relation_refine_range: integers of the input count from 1 to @count, and just so far: another
 * greatest one is a conflict */
void ng_relation_refine_range (NgRelation *self, gsize index, gint64 count);

/**
 * ng_relation_fresh:
 * @sort: 0 where the layer makes one length at a place; else which of several
 * @output, @axis: the place
 *
 * Returns: a new varying length; the same one at each call of the layer for the same three
 */
NgDim ng_relation_fresh (NgRelation *self, int sort, gsize output, int axis);

/* Lengths that are computed have the sizes that came out where all others had theirs: trials that
 * core/graph/lengths.h is about. */

/** ng_relation_size: Returns: the size of a dimension in a trial; %NG_NO_SIZE where it is not known
 *   or cannot be */
double ng_relation_size (const NgRelation *self, NgDim dim, int trial);
/** ng_relation_computed: @sizes: (array fixed-size=3). Returns: the number or the length that is
 *   computed so; unknown where there is none */
NgDim ng_relation_computed (NgRelation *self, const double *sizes);
/** ng_relation_is_computed: Returns: whether a dimension is a length that is a formula in others */
gboolean ng_relation_is_computed (const NgRelation *self, NgDim dim);

/** ng_relation_describe: Returns: (transfer full): a type as ng_type_words() writes it, with what
 *   the lengths are called */
char *ng_relation_describe (const NgRelation *self, const NgType *type);
/** ng_relation_length_names: Returns: (transfer full) (array zero-terminated=1): what varying
 *   lengths are called so far, by identity - 1; "" where they have no name */
char **ng_relation_length_names (const NgRelation *self);
/** ng_relation_length_called: @names: of ng_relation_length_names(). Returns: the length that is
 *   called so, or that of a formula; unknown where there is none */
NgDim ng_relation_length_called (NgRelation *self, const char *text, const char *const *names);

/**
 * ng_relation_type_net:
 * @net: one that the layer keeps
 * @types: (array): of its inputs, in lengths of the net around; unknown for "as it is"
 * @known: (array): for each input its values where it is a constant, in ng_net_outer_length()
 * @names: of ng_relation_length_names()
 *
 * Returns: (transfer full): the net with types as they are at that place; what does not fit is a
 *   diagnostic of it
 */
NgNet *ng_relation_type_net (const NgRelation *self,
                             NgNet *net,
                             const NgType *types,
                             NgTensor *const *known,
                             const char *const *names);

/** ng_relation_show: @layer: (transfer full): the layer as it is to be shown, with types in the
 *   nets that it keeps */
void ng_relation_show (NgRelation *self, NgLayer *layer);

/** ng_relation_is_given: Returns: whether a varying length is one that an input of the net has */
gboolean ng_relation_is_given (const NgRelation *self, NgDim length);

/** ng_relation_may_try: Returns: whether it may be tried once more if other lengths fit; all tries
 * of a net, and of those that it was given as bodies, are bounded by %NG_MAX_TRIED */
gboolean ng_relation_may_try (NgRelation *self);

/** ng_relation_fail: records what cannot be, once for each tag. */
void ng_relation_fail (NgRelation *self, const char *tag, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/** ng_relation_hint: adds a hint to what was just recorded. */
void ng_relation_hint (NgRelation *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
