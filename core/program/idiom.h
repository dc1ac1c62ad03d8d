/* What several instructions say together: forms that kernels compute in one go. */

#pragma once

#include "core/program/program.h"

G_BEGIN_DECLS

typedef enum {
  NG_IDIOM_NONE,
  NG_IDIOM_NORMALIZATION,
  NG_IDIOM_SOFTMAX,
  NG_IDIOM_GELU,
} NgIdiomKind;

#define NG_IDIOM_INNER 32

/**
 * NgIdiom:
 * @operand: x, of as many elements as the result
 * @is_centred: of a normalization
 * @centre: mean = sum x @centre
 * @spread: variance = sum (x - mean)^2 @spread, with a mean of 0 where it is not centred
 * @epsilon: added to the variance
 * @is_masked: of a softmax: rows of nothing but -infinity give zeros, not NaN
 * @scale: of GELU
 * @inner: (array length=n_inner): the values on the way from @operand to the result, which nobody
 *   else reads
 *
 * Over rows, the last axes: (x - mean) / sqrt (variance + epsilon), or exp (x) / sum exp (x); or
 * element by element @scale x Phi (x), Phi being the normal distribution.
 */
typedef struct {
  NgIdiomKind kind;
  NgValue operand;
  gboolean is_centred;
  double centre, spread, epsilon;
  gboolean is_masked;
  double scale;
  NgValue inner[NG_IDIOM_INNER];
  guint n_inner;
} NgIdiom;

/**
 * ng_idiom_find:
 * @uses: for each value how often instructions and outputs use it
 *
 * Returns: whether @result, of float, is made by one of these
 */
gboolean
ng_idiom_find (const NgProgram *program, const guint *uses, NgValue result, NgIdiom *idiom);

G_END_DECLS
