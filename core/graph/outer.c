/* Types in a net that a layer keeps, as they are where that layer stands. */

#include "core/graph/net-private.h"

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

NgNet *
ng_net_with_outer_types (NgNet *self, const NgOuter *outer)
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
