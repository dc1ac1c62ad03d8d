/* Levels as layers name them, counted from 1 or from the end when negative, and what several layers
 * say of them. */

#pragma once

#include "core/graph/relation.h"

G_BEGIN_DECLS

/** ng_level_axis: Returns: level @level of an array of that rank, from 0, or -1 if there is none */
int ng_level_axis (gint64 level, int rank);

/**
 * ng_levels_find:
 * @param: of the kind LEVELS
 * @mask: (out): bit a set for axis a; none for a span that begins right behind the last level
 *
 * Returns: whether an array of that rank has all these levels
 */
gboolean ng_levels_find (const NgParam *param, int rank, guint *mask);

/** ng_transposition_is_sound: Returns: whether @expr is None, m <-> n, {m1 <-> n1, …} or {n1, …} */
gboolean ng_transposition_is_sound (const NgExpr *expr);
/**
 * ng_transposition_find:
 * @expr: one that is sound; exchanges happen one after another, and level k of the input becomes
 *   level n_k of the output
 * @axes: (out) (array): the input's axis that each axis of the output is, both from 0
 *
 * Returns: whether an array of that rank has all these levels
 */
gboolean ng_transposition_find (const NgExpr *expr, int rank, int *axes);

/** ng_relation_share_elements: the elements of the output are elements of an input: kind and range
 *   go both ways. */
void ng_relation_share_elements (NgRelation *relation, gsize input);

/** ng_relation_share_kind: output and input are of one kind, of any range. */
void ng_relation_share_kind (NgRelation *relation, gsize input);

/** ng_relation_share_levels: input and output have the same dimensions, whatever their elements. */
void ng_relation_share_levels (NgRelation *relation, gsize input);

/**
 * ng_relation_map_levels:
 * @rank: of the input
 * @from: (array length=n): the input's level, from 0, that each level of the output is, or -1
 *
 * The rank of both, and the sizes of what both have, go both ways.
 *
 * Returns: whether they fit
 */
gboolean
ng_relation_map_levels (NgRelation *relation, gsize input, int rank, const int *from, int n);

/**
 * ng_relation_index_size:
 * @input: whose integers count from 1 to a size
 * @size: as far as it is known otherwise
 *
 * The range of the integers and the size go both ways; a size that nothing else tells is the
 * greatest integer that may come.
 *
 * Returns: the size
 */
NgDim ng_relation_index_size (NgRelation *relation, gsize input, NgDim size);

/* Meets the size of one level, from 0, of a port whose rank is known. */
void ng_relation_refine_input_level (NgRelation *relation, gsize input, int level, NgDim dim);
void ng_relation_refine_output_level (NgRelation *relation, gsize output, int level, NgDim dim);

/**
 * ng_relation_resize_level:
 * @level: of input 0 and of the output, from 0; both have it
 *
 * The output is by @by longer there than the input, both ways. A varying length becomes a new one.
 */
void ng_relation_resize_level (NgRelation *relation, int level, gint64 by);
/** ng_relation_verify_longer: "NetGraph::shape" where the output is too short there for an input
 *   with @by elements less */
void ng_relation_verify_longer (NgRelation *relation, int level, gint64 by);

G_END_DECLS
