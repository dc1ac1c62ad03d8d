/* Where elements lie in an array that is laid out in a row. */

#include "core/operators/places.h"

NgValue
ng_places_from_front (NgOperation *to, NgValue indices, gint64 size)
{
  NgProgramBuilder *b = to->builder;

  if (ng_operation_shape (to, indices)->element != NG_ELEMENT_I64)
    indices = ng_build_convert (b, indices, NG_ELEMENT_I64);
  NgTensor *known = ng_build_known (b, indices);
  gboolean is_plain = known != NULL;
  for (gint64 i = 0; known != NULL && i < ng_tensor_count (known); i++) {
    gint64 index = ng_tensor_get_int (known, i);
    if (index < -size || index >= size) {
      ng_operation_fail (
          to, "takes element %" G_GINT64_FORMAT " of an axis of %" G_GINT64_FORMAT, index, size);
      return NG_NO_VALUE;
    }
    is_plain = is_plain && index >= 0;
  }
  if (is_plain)
    return indices;
  NgValue zero = ng_build_fill_like (b, indices, 0);
  NgValue from_end = ng_build_offset (b, indices, (double) size);
  NgValue negative = ng_build_binary (b, NG_PRIMITIVE_LESS, indices, zero);
  NgValue is_inside = ng_build_binary (b, NG_PRIMITIVE_LESS_EQUAL, zero, from_end);

  return ng_build_select (
      b, ng_build_binary (b, NG_PRIMITIVE_AND, negative, is_inside), from_end, indices);
}

NgValue
ng_places_flat (NgOperation *to, const NgShape *of, const gint64 *strides, int rank, int but)
{
  NgShape shape = *of;
  NgValue places;

  shape.element = NG_ELEMENT_I64;
  places = ng_build_fill (to->builder, &shape, 0);
  for (int axis = 0; axis < rank; axis++) {
    if (axis == but || shape.dims[axis] == 1)
      continue;
    NgValue along = ng_build_iota (to->builder, &shape, axis);
    places = ng_build_add (
        to->builder, places, ng_build_scale (to->builder, along, (double) strides[axis]));
  }
  return places;
}

void
ng_places_strides (const NgShape *shape, gint64 *strides)
{
  gint64 stride = 1;

  for (int i = shape->rank; i-- > 0;) {
    strides[i] = stride;
    stride *= shape->dims[i];
  }
}

NgValue
ng_places_of (NgOperation *to, NgValue indices, const NgShape *data, gint64 n, NgValue places)
{
  const NgShape at = *ng_operation_shape (to, indices);
  gint64 strides[NG_MAX_RANK];
  NgShape front = *data;
  int first = front.rank;

  ng_places_strides (&front, strides);
  for (gint64 i = 0; i < n; i++) {
    gint64 axis = first - n + i;
    NgValue part = ng_build_part (to->builder, indices, at.rank - 1, i);
    part = ng_places_from_front (to, part, data->dims[axis]);
    if (part == NG_NO_VALUE)
      return NG_NO_VALUE;
    part = ng_build_scale (to->builder, part, (double) strides[axis]);
    places = places == NG_NO_VALUE ? part : ng_build_add (to->builder, places, part);
  }
  return places;
}
