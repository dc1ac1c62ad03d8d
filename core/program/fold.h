/* Constants computed while programs are written. Private to this room. */

#pragma once

#include "core/program/primitive.h"

G_BEGIN_DECLS

/**
 * ng_fold_fill:
 * @operands: (array): the instructions of its operands
 * @number: (out): what the result is everywhere
 *
 * Whether @instruction gives the same number everywhere because its operands do.
 */
gboolean ng_fold_fill (const NgInstruction *instruction,
                       const NgInstruction *const *operands,
                       double *number);

G_END_DECLS
