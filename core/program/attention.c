#include "core/program/attention.h"

#include <math.h>

NgValue
ng_build_causal (
    NgProgramBuilder *self, const NgShape *scores, gint64 past, NgValue shift, gint64 window)
{
  NgShape shape = *scores;
  NgValue key, query, open;

  shape.element = NG_ELEMENT_I64;
  /* Without a shift it is the same for all examples and heads. */
  if (shift == NG_NO_VALUE) {
    shape.rank = 2;
    shape.dims[0] = scores->dims[scores->rank - 2];
    shape.dims[1] = scores->dims[scores->rank - 1];
  }
  key = ng_build_iota (self, &shape, shape.rank - 1);
  query = ng_build_offset (self, ng_build_iota (self, &shape, shape.rank - 2), (double) past);
  if (shift != NG_NO_VALUE)
    query = ng_build_add (self, query, shift);
  open = ng_build_binary (self, NG_PRIMITIVE_LESS_EQUAL, key, query);
  if (window > 0) {
    query = ng_build_offset (self, query, -(double) window);
    open = ng_build_binary (
        self, NG_PRIMITIVE_AND, open, ng_build_binary (self, NG_PRIMITIVE_LESS, query, key));
  }
  return ng_build_broadcast_numpy (self, open, scores->dims, scores->rank);
}

NgValue
ng_build_open (NgProgramBuilder *self, NgValue scores, NgValue open)
{
  return ng_build_select (self, open, scores, ng_build_fill_like (self, scores, -HUGE_VAL));
}

NgValue
ng_build_masked_softmax (NgProgramBuilder *self, NgValue scores)
{
  guint last;
  NgValue greatest, none, shift, powers, sum;

  if (ng_program_builder_has_failed (self))
    return NG_NO_VALUE;
  last = 1u << (ng_build_shape (self, scores)->rank - 1);
  greatest = ng_build_reduce (self, NG_PRIMITIVE_REDUCE_MAX, scores, last, TRUE);
  none = ng_build_binary (
      self, NG_PRIMITIVE_EQUAL, greatest, ng_build_fill_like (self, greatest, -HUGE_VAL));
  shift = ng_build_select (self, none, ng_build_fill_like (self, greatest, 0), greatest);
  /* The result does not depend on the shift. */
  ng_build_detach (self, shift);
  powers = ng_build_unary (
      self,
      NG_PRIMITIVE_EXP,
      ng_build_subtract (self, scores, ng_build_broadcast_at (self, shift, scores, 0)));
  sum = ng_build_reduce (self, NG_PRIMITIVE_SUM, powers, last, TRUE);
  sum = ng_build_select (self, none, ng_build_fill_like (self, sum, 1), sum);
  return ng_build_divide (self, powers, ng_build_broadcast_at (self, sum, scores, 0));
}
