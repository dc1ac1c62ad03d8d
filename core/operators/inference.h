/* Types of ONNX nodes: what the records' `infer` functions share. */

#pragma once

#include "core/operators/operator-class.h"

G_BEGIN_DECLS

/** ng_operand_type: Returns: type of input @index of the node; unknown where it is absent */
NgType ng_operand_type (NgRelation *relation, const NgOnnxNode *node, gsize index);
/** ng_operand_type_as: Returns: the dimensions of the first input, with another element */
NgType ng_operand_type_as (NgRelation *relation, const NgOnnxNode *node, NgElement element);
/** ng_operand_known: Returns: (transfer none) (nullable): its values, where they are constant */
NgTensor *ng_operand_known (NgRelation *relation, const NgOnnxNode *node, gsize index);
gboolean ng_operand_is_present (const NgOnnxNode *node, gsize index);

/** ng_result_type: refines output @index of the node. */
void ng_result_type (NgRelation *relation, const NgOnnxNode *node, gsize index, const NgType *type);

/** ng_type_of_element: Returns: a type of that element and unknown rank */
NgType ng_type_of_element (NgElement element);

/* A varying length among constants, one that a Shape node read or that was computed from such, is
 * known as a number far above every real size. */

/** ng_size_of_dim: Returns: the number that stands for a dimension in known values, or -1 */
gint64 ng_size_of_dim (NgDim dim);
/** ng_dim_of_size: Returns: the dimension; unknown for one that cannot be */
NgDim ng_dim_of_size (NgRelation *relation, gint64 size);

/** ng_known_inside: @known: (nullable). Returns: (transfer full) (nullable): the same values in
 * terms of ng_net_outer_length() of @net */
NgTensor *ng_known_inside (NgTensor *known, const NgNet *net);

/** ng_operator_infer_by_lowering: finds types and constants of the outputs by lowering the node
 * alone. */
void ng_operator_infer_by_lowering (NgRelation *relation, const NgOnnxNode *node);
/** ng_operator_check: for operators with a rule of their own: says what does not fit, as
 * ng_operator_infer_by_lowering() does */
void ng_operator_check (NgRelation *relation, const NgOnnxNode *node);
/** ng_operator_runs: Returns: whether the node can be lowered alone with what comes in, as far as
 * that is known */
gboolean ng_operator_runs (NgRelation *relation, const NgOnnxNode *node);
/** ng_operator_infer_known: Returns: whether all inputs are constants, and the outputs' values were
 * found */
gboolean ng_operator_infer_known (NgRelation *relation, const NgOnnxNode *node);

/** ng_operator_infer_sort: elements and ranks that follow from what the operator is, where neither
 * shapes nor constants are known that lowering it would need */
void ng_operator_infer_sort (NgRelation *relation, const NgOnnxNode *node);

/* Rules for the most common operators, which need no lowering to see. */

/** ng_operator_infer_same: the output is as the first input */
void ng_operator_infer_same (NgRelation *relation, const NgOnnxNode *node);
/** ng_operator_infer_fitting: the same, and the others have to fit it */
void ng_operator_infer_fitting (NgRelation *relation, const NgOnnxNode *node);
/** ng_operator_infer_like: the same, in the element that attribute "dtype" says, if it does */
void ng_operator_infer_like (NgRelation *relation, const NgOnnxNode *node);
/** ng_operator_infer_squeeze: the axes that are named go, as those of one element */
void ng_operator_infer_squeeze (NgRelation *relation, const NgOnnxNode *node);
/** ng_operator_infer_broadcast: the inputs combine by NumPy's rule; elements as the first input */
void ng_operator_infer_broadcast (NgRelation *relation, const NgOnnxNode *node);
/** ng_operator_infer_compare: the same, and the result is boolean */
void ng_operator_infer_compare (NgRelation *relation, const NgOnnxNode *node);
/** ng_operator_infer_dims_broadcast: combines @rank dimensions into @common; where two
 * lengths meet, a new one stands. Returns: whether they fit; @common->rank is -1 where that is not
 * known */
gboolean ng_operator_infer_dims_broadcast (NgRelation *relation,
                                           const NgType *types,
                                           gsize n,
                                           NgType *common);

G_END_DECLS
