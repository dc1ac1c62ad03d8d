/* Scores of classes and targets in ai.onnx.ml: what is made of them in the end. */

#pragma once

#include "core/operators/operation.h"

G_BEGIN_DECLS

/** ng_scores_transform: @y (n, k), @how "NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO" or "PROBIT".
 *   Returns: (n, k) */
NgValue ng_scores_transform (NgOperation *to, NgValue y, const char *how);
/**
 * ng_scores_classify:
 * @scores: (n, k)
 * @places: (n), int64, of the classes that they speak for
 * @how: as of ng_scores_transform()
 *
 * Gives the first output the labels of the classes, and the second one the scores.
 */
void ng_scores_classify (NgOperation *to, NgValue scores, NgValue places, const char *how);
/**
 * ng_scores_classify_two:
 * @score: (n, 1), the one score that two classes share
 * @limit: above which it speaks for the second class
 * @is_share: whether it is that of the second class in 1
 *
 * The same; of what may be made of scores only "LOGISTIC" is heeded, which makes shares of any.
 */
void ng_scores_classify_two (NgOperation *to, NgValue score, double limit, gboolean is_share);
/** ng_scores_n_classes: Returns: how many labels there are; 0 after a failure */
gint64 ng_scores_n_classes (NgOperation *to);
/** ng_scores_label: gives the first output the labels of the classes at @places (n), int64 */
void ng_scores_label (NgOperation *to, NgValue places);

G_END_DECLS
