/* Types in a net that a layer keeps, as they are where that layer stands. */

#include "core/graph/net-private.h"

#include <string.h>

struct _NgOuterNet {
  NgNet *typed;
  guint n_inputs, n_lengths;
  NgType *types;
  NgTensor **known;
  char **names;
  NgLengthSizes *sizes;
  guint8 *is_computed;
};

NgDim
ng_net_outer_length (const NgNet *self, gint64 id)
{
  return ng_dim_varying (self->n_lengths + id);
}

/* Behind its own lengths, a net gets those of the other one; a name means what it means outside. */
static void
append_lengths (NgNet *self, const char *const *names)
{
  guint n = g_strv_length ((char **) names);
  char **all = g_new0 (char *, (gsize) self->n_lengths + n + 1);
  g_autoptr (GHashTable) outer = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    g_hash_table_add (outer, (gpointer) names[i]);
  for (gint64 i = 0; i < self->n_lengths; i++)
    all[i] = g_strdup (
        g_hash_table_contains (outer, self->length_names[i]) ? "" : self->length_names[i]);
  for (guint i = 0; i < n; i++)
    all[self->n_lengths + i] = g_strdup (names[i]);
  g_strfreev (self->length_names);
  self->length_names = all;
  self->n_lengths += n;
}

/* What is given says how long it is in terms of what is outside, so that counts. */
static void
take_lengths (NgType *declared, const NgType *given)
{
  for (int axis = 0; axis < declared->rank && given->rank == declared->rank; axis++)
    if (declared->dims[axis].state == NG_DIM_VARYING && given->dims[axis].state == NG_DIM_VARYING)
      declared->dims[axis] = given->dims[axis];
}

static NgNet *
find_types (NgNet *self, const NgOuter *outer)
{
  NgNet *copy = ng_net_clone (self);

  g_array_set_size (copy->diagnostics, 0);
  append_lengths (copy, outer->names);
  for (guint i = 0; i < copy->inputs->len; i++) {
    NgType *declared = &g_array_index (copy->inputs, NgNetPort, i).declared;
    NgType before = *declared, type = outer->types[i];

    for (int axis = 0; axis < type.rank; axis++)
      if (type.dims[axis].state == NG_DIM_VARYING)
        type.dims[axis] = ng_net_outer_length (self, type.dims[axis].value);
    if (ng_type_meet (declared, &type) == NG_MEET_CONFLICT)
      ng_net_add_diagnostic (
          copy, ng_net_refuse_input_type (self, i, &before, &outer->types[i]), NULL);
    else
      take_lengths (declared, &type);
  }
  ng_net_infer_inside (copy, outer);
  return copy;
}

/* Lengths up to the last that has a name; the others are in no type that is given. */
static guint
count_named (const char *const *names)
{
  guint n = g_strv_length ((char **) names);

  while (n > 0 && *names[n - 1] == '\0')
    n--;
  return n;
}

NgOuterNet *
ng_outer_net_new (NgNet *net, const NgOuter *outer)
{
  NgOuterNet *self = g_new (NgOuterNet, 1);
  guint n_inputs = net->inputs->len, n_lengths = count_named (outer->names);

  *self = (NgOuterNet){
    .typed = find_types (net, outer),
    .n_inputs = n_inputs,
    .n_lengths = n_lengths,
    .types = g_memdup2 (outer->types, n_inputs * sizeof *outer->types),
    .known = g_new (NgTensor *, n_inputs),
    .names = g_strdupv ((char **) outer->names),
    .sizes = g_memdup2 (outer->sizes, n_lengths * sizeof *outer->sizes),
    .is_computed = g_memdup2 (outer->is_computed, n_lengths),
  };
  for (guint i = 0; i < n_inputs; i++)
    self->known[i] = outer->known[i] != NULL ? ng_tensor_ref (outer->known[i]) : NULL;
  return self;
}

void
ng_outer_net_free (gpointer data)
{
  NgOuterNet *self = data;

  for (guint i = 0; i < self->n_inputs; i++)
    g_clear_pointer (&self->known[i], ng_tensor_unref);
  ng_net_unref (self->typed);
  g_free (self->types);
  g_free (self->known);
  g_strfreev (self->names);
  g_free (self->sizes);
  g_free (self->is_computed);
  g_free (self);
}

gboolean
ng_outer_net_is_seen_from (const NgOuterNet *self, const NgOuter *outer)
{
  if (count_named (outer->names) != self->n_lengths)
    return FALSE;
  for (guint i = 0; i < self->n_inputs; i++) {
    const NgTensor *before = self->known[i], *now = outer->known[i];

    if (!ng_type_equal (&self->types[i], &outer->types[i]) || (before == NULL) != (now == NULL) ||
        (now != NULL && !ng_tensor_equal (before, now)))
      return FALSE;
  }
  for (guint i = 0; i < self->n_lengths; i++)
    if (!g_str_equal (self->names[i], outer->names[i]) ||
        self->is_computed[i] != outer->is_computed[i] ||
        memcmp (&self->sizes[i], &outer->sizes[i], sizeof self->sizes[i]) != 0)
      return FALSE;
  return TRUE;
}

NgNet *
ng_outer_net_typed (const NgOuterNet *self)
{
  return self->typed;
}
