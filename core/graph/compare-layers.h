/* What is another in one layer than in the layer of another net that corresponds to it. */

#pragma once

#include "core/graph/compare.h"

G_BEGIN_DECLS

/** NgLikeness: how much two layers have in common */
typedef enum {
  NG_LIKE_WHOLLY,     /* class, parameters, and arrays as far as a glance tells */
  NG_LIKE_PARAMETERS, /* class and parameters */
  NG_LIKE_CLASS,
  NG_N_LIKENESSES,
} NgLikeness;

/** ng_layer_signature: Returns: a number that layers share which are so alike, and others hardly
 */
guint ng_layer_signature (const NgLayer *self, NgLikeness likeness);

/** ng_difference_new: Returns: (transfer full): @before, @after: (transfer full) */
NgDifference *ng_difference_new (NgAspect aspect, const char *what, char *before, char *after);
void ng_difference_free (NgDifference *self);

/** ng_compare_layers: adds to @differences (element-type NgDifference) what is another in the
 *   layers themselves: not their names, connections, types and what is inside */
void ng_compare_layers (const NgLayer *a, const NgLayer *b, GPtrArray *differences);

/** ng_compare_types: adds a difference if the types of what is called @what read differently */
void ng_compare_types (const char *what,
                       const NgType *a,
                       const char *const *a_lengths,
                       const NgType *b,
                       const char *const *b_lengths,
                       GPtrArray *differences);

/** ng_compare_notations: adds a difference if these (nullable) do; of an aspect, called @what */
void ng_compare_notations (
    NgAspect aspect, const char *what, const NgExpr *a, const NgExpr *b, GPtrArray *differences);

G_END_DECLS
