/* When two instructions give the same value. */

#include "core/program/listing.h"

#include <string.h>

/* Elements of constants that are compared one by one. */
#define MAX_COMPARED 4096

static gboolean
is_compared (NgTensor *tensor)
{
  return ng_tensor_count (tensor) <= MAX_COMPARED;
}

static guint
mix (guint hash, guint64 word)
{
  word = (word + hash) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return (guint) (word ^ (word >> 32));
}

static guint
hash_tensor (NgTensor *tensor)
{
  GBytes *bytes;
  guint hash;

  if (!is_compared (tensor))
    return g_direct_hash (ng_tensor_data (tensor));
  bytes = g_bytes_new_static (ng_tensor_data (tensor), ng_tensor_size (tensor));
  hash = g_bytes_hash (bytes);
  g_bytes_unref (bytes);
  return hash;
}

guint
ng_instruction_hash (gconstpointer instruction)
{
  const NgInstruction *self = instruction;
  const NgAttributes *a = self->attributes;
  guint hash = mix ((guint) self->primitive, (guint64) self->shape.element);
  guint64 bits;

  for (int i = 0; i < self->shape.rank; i++) {
    hash = mix (hash, (guint64) self->shape.dims[i]);
    hash = mix (hash, (guint64) a->start[i]);
    hash = mix (hash, (guint64) a->axes[i]);
  }
  for (guint i = 0; i < self->n_operands; i++)
    hash = mix (hash, (guint64) self->operands[i]);
  memcpy (&bits, &a->number, sizeof bits);
  hash = mix (hash, bits);
  hash = mix (hash, a->stream);
  hash = mix (hash, (guint64) a->index);
  hash = mix (hash, (guint64) a->axis);
  hash = mix (hash, a->mask);
  return a->tensor != NULL ? mix (hash, hash_tensor (a->tensor)) : hash;
}

static gboolean
windows_equal (const NgWindow *a, const NgWindow *b)
{
  return a->rank == b->rank && memcmp (a->size, b->size, sizeof a->size) == 0 &&
         memcmp (a->stride, b->stride, sizeof a->stride) == 0 &&
         memcmp (a->dilation, b->dilation, sizeof a->dilation) == 0 &&
         memcmp (a->before, b->before, sizeof a->before) == 0 &&
         memcmp (a->after, b->after, sizeof a->after) == 0 && a->groups == b->groups;
}

static gboolean
tensors_equal (NgTensor *a, NgTensor *b)
{
  if (a == NULL || b == NULL || a == b)
    return a == b;
  if (is_compared (a))
    return ng_tensor_equal (a, b);
  return ng_tensor_data (a) == ng_tensor_data (b);
}

gboolean
ng_attributes_equal (const NgAttributes *a, const NgAttributes *b)
{
  return a == b ||
         (a->index == b->index && a->axis == b->axis && a->mask == b->mask &&
          a->transpose_a == b->transpose_a && a->transpose_b == b->transpose_b &&
          memcmp (&a->number, &b->number, sizeof a->number) == 0 && a->stream == b->stream &&
          tensors_equal (a->tensor, b->tensor) && memcmp (a->axes, b->axes, sizeof a->axes) == 0 &&
          memcmp (a->start, b->start, sizeof a->start) == 0 &&
          memcmp (a->step, b->step, sizeof a->step) == 0 && windows_equal (&a->window, &b->window));
}

gboolean
ng_instruction_equal (gconstpointer a, gconstpointer b)
{
  const NgInstruction *x = a, *y = b;

  return x->primitive == y->primitive && x->n_operands == y->n_operands &&
         ng_shape_equal (&x->shape, &y->shape) &&
         (x->n_operands == 0 ||
          memcmp (x->operands, y->operands, x->n_operands * sizeof *x->operands) == 0) &&
         ng_attributes_equal (x->attributes, y->attributes);
}
