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

/** ng_relation_fresh: Returns: a new varying length; the same one at each call for the same @key */
NgDim ng_relation_fresh (NgRelation *self, int key);

/** ng_relation_is_given: Returns: whether a varying length is one that an input of the net has */
gboolean ng_relation_is_given (const NgRelation *self, NgDim length);

/** ng_relation_fail: records what cannot be, once for each tag. */
void ng_relation_fail (NgRelation *self, const char *tag, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/** ng_relation_hint: adds a hint to what was just recorded. */
void ng_relation_hint (NgRelation *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
