/* How the functions of builder.h append instructions. Private to this room. */

#pragma once

#include "core/program/builder.h"
#include "core/program/listing.h"

G_BEGIN_DECLS

/**
 * ng_build_emit:
 * @attributes: (nullable): none are needed
 * @shape: (nullable): what NgPrimitiveClass.infer is given to complete
 *
 * Checks, folds what is constant, and appends.
 *
 * Returns: the value, %NG_NO_VALUE once the builder has failed
 */
NgValue ng_build_emit (NgProgramBuilder *self,
                       NgPrimitive primitive,
                       const NgValue *operands,
                       guint n_operands,
                       const NgAttributes *attributes,
                       const NgShape *shape);

/**
 * ng_build_set_simplifying:
 *
 * From now on what is written is rewritten (ng_rewrite()), equal values are shared, and constants
 * of any size are folded as long as that is cheap.
 */
void ng_build_set_simplifying (NgProgramBuilder *self);

/** ng_build_repeat: writes @instruction of another program with other operands */
NgValue
ng_build_repeat (NgProgramBuilder *self, const NgInstruction *instruction, const NgValue *operands);
/** ng_build_set_input: makes @value input @index, or says that nothing reads it */
void ng_build_set_input (
    NgProgramBuilder *self, gsize index, const char *name, const NgShape *shape, NgValue value);

/** ng_build_instruction: Returns: (nullable): the instruction of a value */
const NgInstruction *ng_build_instruction (const NgProgramBuilder *self, NgValue value);
/** ng_build_origin: Returns: number of the current origin, for ng_build_enter_origin() */
int ng_build_origin (const NgProgramBuilder *self);
void ng_build_enter_origin (NgProgramBuilder *self, int origin);
gsize ng_build_length (const NgProgramBuilder *self);
gboolean ng_build_is_detached (const NgProgramBuilder *self, NgValue value);

/** ng_build_problem: fails with "Program::type" at the current origin. */
void ng_build_problem (NgProgramBuilder *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** ng_build_is_fill: Returns: whether @value has the same number everywhere, and which */
gboolean ng_build_is_fill (const NgProgramBuilder *self, NgValue value, double *number);

/**
 * ng_rewrite:
 * @instruction: complete, not yet appended
 *
 * Returns: a value equal to that of @instruction and simpler, or %NG_NO_VALUE
 */
NgValue ng_rewrite (NgProgramBuilder *self, const NgInstruction *instruction);

G_END_DECLS
