/* NgOperatorMaker: a new node while it is made, for the two files that do. */

#pragma once

#include "core/operators/new-operator.h"

G_BEGIN_DECLS

/**
 * NgOperatorMaker:
 * @given: what flows in
 * @values: (nullable) (element-type utf8 NgExpr): what is said, by name
 * @n_given: how many channels the weights give; 0 where there are none
 * @error: the first error
 */
typedef struct {
  const NgOperatorForm *form;
  const NgType *given;
  GHashTable *values;
  NgOnnxNode *node;
  gint64 n_given;
  GError *error;
} NgOperatorMaker;

/** ng_operator_maker_fail: fails with "ONNX::operator". Returns: %FALSE */
gboolean ng_operator_maker_fail (NgOperatorMaker *self, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
/** ng_operator_maker_value: Returns: (nullable): what is said of @name */
NgExpr *ng_operator_maker_value (const NgOperatorMaker *self, const char *name);
/** ng_operator_maker_size: Returns: the size of an axis of what flows in, counted from the end
 * where
 *   @axis is negative; 0 where it is not known */
gint64 ng_operator_maker_size (const NgOperatorMaker *self, int axis);
/** ng_operator_maker_need_size: the same; fails where it is not known */
gint64 ng_operator_maker_need_size (NgOperatorMaker *self, int axis, const char *operand);
/** ng_operator_maker_spatial: Returns: how many axes a window has */
int ng_operator_maker_spatial (const NgOperatorMaker *self);
/** ng_operator_maker_groups: Returns: into how many groups channels are parted by themselves */
gint64 ng_operator_maker_groups (const NgOperatorMaker *self);
/** ng_operator_maker_element: Returns: the element of constants that are like what flows in */
NgElement ng_operator_maker_element (const NgOperatorMaker *self);
/** ng_operator_maker_one: Returns: the last axis of one element; -1 for none */
int ng_operator_maker_one (const NgOperatorMaker *self);
/** ng_operator_maker_window: fills in @n sides of a window. Returns: whether that went well */
gboolean ng_operator_maker_window (NgOperatorMaker *self, gint64 *sides, int n);
/** ng_operator_maker_scales: appends to @scales (element-type float) by what every axis grows.
 *   Returns: whether that went well */
gboolean ng_operator_maker_scales (NgOperatorMaker *self, GArray *scales);

/** ng_operator_maker_constant: @word: of the operand, in the words of the table of forms; fails
 *   where it is none. Returns: (transfer full) (nullable): the constant for input @name */
NgTensor *ng_operator_maker_constant (NgOperatorMaker *self, const char *word, const char *name);
/** ng_operator_maker_list: Returns: (transfer full) (nullable): a list of int64, the one that is
 * said, or @number */
NgTensor *ng_operator_maker_list (NgOperatorMaker *self, const char *name, gint64 number);
/** ng_operator_maker_numbers: Returns: (transfer full) (nullable): the number that is said, or
 *   @usual, in an array of rank 0; a vector where several are said */
NgTensor *ng_operator_maker_numbers (NgOperatorMaker *self,
                                     NgElement element,
                                     const char *name,
                                     double usual);

G_END_DECLS
