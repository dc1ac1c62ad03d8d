#include "core/shape/type.h"

#include "core/shape/words.h"

gint64
ng_size_multiply (gint64 a, gint64 b)
{
  gint64 product;

  if (__builtin_mul_overflow (a, b, &product))
    return NG_MAX_ELEMENTS;
  return MIN (product, NG_MAX_ELEMENTS);
}

gint64
ng_size_add (gint64 a, gint64 b)
{
  gint64 sum;

  if (__builtin_add_overflow (a, b, &sum))
    return NG_MAX_ELEMENTS;
  return MIN (sum, NG_MAX_ELEMENTS);
}

NgDim
ng_dim_unknown (void)
{
  return (NgDim){ NG_DIM_UNKNOWN, 0 };
}

NgDim
ng_dim_number (gint64 size)
{
  return (NgDim){ NG_DIM_NUMBER, size };
}

NgDim
ng_dim_varying (gint64 id)
{
  return (NgDim){ NG_DIM_VARYING, id };
}

gboolean
ng_dim_equal (NgDim a, NgDim b)
{
  return a.state == b.state && a.value == b.value;
}

NgType
ng_type_unknown (void)
{
  return (NgType){ .kind = NG_KIND_UNKNOWN, .min = G_MININT64, .max = G_MAXINT64, .rank = -1 };
}

NgType
ng_type_of_rank (int rank)
{
  NgType type = ng_type_unknown ();

  type.rank = rank;
  for (int i = 0; i < rank; i++)
    type.dims[i] = ng_dim_unknown ();
  return type;
}

NgType
ng_type_real (const gint64 *dims, int rank)
{
  NgType type = ng_type_unknown ();

  type.kind = NG_KIND_REAL;
  type.rank = rank;
  for (int i = 0; i < rank; i++)
    type.dims[i] = ng_dim_number (dims[i]);
  return type;
}

gboolean
ng_type_equal (const NgType *a, const NgType *b)
{
  if (a->kind != b->kind || a->element != b->element || a->min != b->min || a->max != b->max ||
      a->rank != b->rank)
    return FALSE;
  for (int i = 0; i < a->rank; i++)
    if (!ng_dim_equal (a->dims[i], b->dims[i]))
      return FALSE;
  return TRUE;
}

static guint
hash_type (gconstpointer key)
{
  const NgType *type = key;
  guint hash = (guint) type->kind * 31 + (guint) type->rank;

  for (int i = 0; i < type->rank; i++)
    hash = hash * 1000003 + (guint) type->dims[i].value * 4 + (guint) type->dims[i].state;
  return hash;
}

static gboolean
is_type_equal (gconstpointer a, gconstpointer b)
{
  return ng_type_equal (a, b);
}

GHashTable *
ng_type_table_new (GDestroyNotify free_key)
{
  return g_hash_table_new_full (hash_type, is_type_equal, free_key, NULL);
}

gboolean
ng_type_is_specified (const NgType *self)
{
  if (self->rank < 0)
    return FALSE;
  for (int i = 0; i < self->rank; i++)
    if (self->dims[i].state == NG_DIM_UNKNOWN)
      return FALSE;
  return TRUE;
}

gboolean
ng_type_is_fixed (const NgType *self)
{
  if (self->rank < 0)
    return FALSE;
  for (int i = 0; i < self->rank; i++)
    if (self->dims[i].state != NG_DIM_NUMBER)
      return FALSE;
  return TRUE;
}

NgType
ng_type_element_of (const NgType *self)
{
  NgType element = *self;

  element.rank = self->rank > 0 ? self->rank - 1 : -1;
  for (int i = 0; i < element.rank; i++)
    element.dims[i] = self->dims[i + 1];
  return element;
}

NgType
ng_type_sequence_of (const NgType *self, NgDim length)
{
  NgType sequence = *self;

  sequence.rank = self->rank >= 0 && self->rank < NG_MAX_RANK ? self->rank + 1 : -1;
  for (int i = sequence.rank - 1; i > 0; i--)
    sequence.dims[i] = self->dims[i - 1];
  if (sequence.rank > 0)
    sequence.dims[0] = length;
  return sequence;
}

NgDim
ng_type_length (const NgType *self)
{
  return self->rank > 0 ? self->dims[0] : ng_dim_unknown ();
}

gboolean
ng_type_fits (const NgType *self, const gint64 *dims, gsize rank)
{
  if (self->rank < 0)
    return TRUE;
  if ((gsize) self->rank != rank)
    return FALSE;
  for (gsize i = 0; i < rank; i++)
    if (self->dims[i].state == NG_DIM_NUMBER && self->dims[i].value != dims[i])
      return FALSE;
  return TRUE;
}

gboolean
ng_type_count (const NgType *self, gint64 *count)
{
  gint64 dims[NG_MAX_RANK];

  if (!ng_type_is_fixed (self))
    return FALSE;
  for (int i = 0; i < self->rank; i++)
    dims[i] = self->dims[i].value;
  return ng_dims_count (dims, (gsize) self->rank, count);
}

NgMeet
ng_dim_meet (NgDim *self, NgDim other)
{
  if (ng_dim_equal (*self, other) || other.state == NG_DIM_UNKNOWN)
    return NG_MEET_SAME;
  if (self->state == NG_DIM_NUMBER && other.state == NG_DIM_NUMBER)
    return NG_MEET_CONFLICT;
  if (self->state == NG_DIM_VARYING && other.state == NG_DIM_VARYING && self->value < other.value)
    return NG_MEET_SAME;
  if (self->state > other.state)
    return NG_MEET_SAME;
  *self = other;
  return NG_MEET_MOVED;
}

/* The kind and, of integers, the range. */
static NgMeet
meet_kind (NgType *self, const NgType *other)
{
  NgMeet result = NG_MEET_SAME;

  if (other->element != NG_ELEMENT_NONE && self->element != other->element) {
    if (self->element != NG_ELEMENT_NONE)
      return NG_MEET_CONFLICT;
    self->element = other->element;
    result = NG_MEET_MOVED;
  }
  if (other->kind == NG_KIND_UNKNOWN)
    return result;
  if (self->kind == NG_KIND_UNKNOWN) {
    self->kind = other->kind;
    self->min = other->min;
    self->max = other->max;
    return NG_MEET_MOVED;
  }
  if (self->kind != other->kind)
    return NG_MEET_CONFLICT;
  if (MAX (self->min, other->min) > MIN (self->max, other->max))
    return NG_MEET_CONFLICT;
  if (other->min > self->min || other->max < self->max) {
    self->min = MAX (self->min, other->min);
    self->max = MIN (self->max, other->max);
    return NG_MEET_MOVED;
  }
  return result;
}

NgMeet
ng_type_meet (NgType *self, const NgType *other)
{
  NgType met = *self;
  NgMeet result = meet_kind (&met, other);

  if (result == NG_MEET_CONFLICT)
    return NG_MEET_CONFLICT;
  if (other->rank >= 0 && self->rank < 0) {
    met.rank = other->rank;
    for (int i = 0; i < other->rank; i++)
      met.dims[i] = other->dims[i];
    result = NG_MEET_MOVED;
  } else if (other->rank >= 0) {
    if (self->rank != other->rank)
      return NG_MEET_CONFLICT;
    for (int i = 0; i < self->rank; i++) {
      NgMeet dim = ng_dim_meet (&met.dims[i], other->dims[i]);

      if (dim == NG_MEET_CONFLICT)
        return NG_MEET_CONFLICT;
      result = MAX (result, dim);
    }
  }
  *self = met;
  return result;
}

char *
ng_type_notation (const NgType *self)
{
  return ng_type_words (self, NULL);
}
