/* The table of primitives: what programs are made of, one row each. Private to this room. */

#pragma once

#include "core/program/program.h"

G_BEGIN_DECLS

typedef struct _NgDerivation NgDerivation;

/**
 * NgShapeRule:
 * @result: (inout): its dims are given where they are free (reshape, broadcast, slice, …), and its
 *   element for sources and convert; the rule completes it
 *
 * Returns: (transfer full) (nullable): what is wrong with the operands, as the end of a sentence
 */
typedef char *NgShapeRule (NgPrimitive primitive,
                           const NgShape *const *operands,
                           guint n_operands,
                           const NgAttributes *attributes,
                           NgShape *result);

/**
 * NgPrimitiveClass:
 * @name: as ng_program_print() writes it
 * @n_operands: how many; -1 for any number of at least one
 * @is_elementwise: whether every result element needs one of each operand
 * @infer: the shape rule
 * @derive: (nullable): passes the gradient on to the operands; %NULL where none passes
 * @cost: operations for each element of the result, 0 where it depends on more than that
 */
typedef struct {
  const char *name;
  int n_operands;
  gboolean is_elementwise;
  NgShapeRule *infer;
  void (*derive) (NgDerivation *derivation);
  int cost;
} NgPrimitiveClass;

const NgPrimitiveClass *ng_primitive_class (NgPrimitive self);

/**
 * ng_primitive_cost:
 *
 * Returns: about how many operations one execution takes
 */
double ng_primitive_cost (const NgInstruction *instruction, const NgShape *const *operands);

/** ng_element_is_computable: Returns: whether values of programs may have this element */
gboolean ng_element_is_computable (NgElement self);

/** ng_shape_print: Returns: (transfer full): "float32 {2, 10}", for messages */
char *ng_shape_print (const NgShape *self);

G_END_DECLS
