/* A mean is a promise until all groups are written: only then the sum over them can be. */

#include "core/engine/joint.h"

struct _NgJoint {
  NgProgramBuilder *builder;
  GHashTable *means; /* layer -> GArray of Mean */
  GHashTable *taken; /* layer -> how many it has taken in this group */
};

typedef struct {
  NgValue promise;
  NgValue sum;  /* over the groups so far */
  gint64 count; /* elements in it */
} Mean;

NgJoint *
ng_joint_new (NgProgramBuilder *builder)
{
  NgJoint *self = g_new (NgJoint, 1);

  self->builder = builder;
  self->means = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->taken = g_hash_table_new (NULL, NULL);
  return self;
}

void
ng_joint_free (NgJoint *self)
{
  g_hash_table_unref (self->means);
  g_hash_table_unref (self->taken);
  g_free (self);
}

void
ng_joint_begin_group (NgJoint *self)
{
  g_hash_table_remove_all (self->taken);
}

static GArray *
find_means (NgJoint *self, gconstpointer layer)
{
  GArray *means = g_hash_table_lookup (self->means, layer);

  if (means == NULL) {
    means = g_array_new (FALSE, FALSE, sizeof (Mean));
    g_hash_table_insert (self->means, (gpointer) layer, means);
  }
  return means;
}

NgValue
ng_joint_mean (NgJoint *self, gconstpointer layer, NgValue x, guint mask)
{
  NgProgramBuilder *b = self->builder;
  NgValue sum = ng_build_reduce (b, NG_PRIMITIVE_SUM, x, mask, FALSE);
  GArray *means = find_means (self, layer);
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->taken, layer));
  Mean *mean;

  if (ng_program_builder_has_failed (b))
    return NG_NO_VALUE;
  g_hash_table_insert (self->taken, (gpointer) layer, GUINT_TO_POINTER (index + 1));
  if (index == means->len) {
    NgShape shape = *ng_build_shape (b, sum);
    Mean first = { ng_build_promise (b, &shape), sum, 0 };

    g_array_append_val (means, first);
    mean = &g_array_index (means, Mean, index);
  } else {
    mean = &g_array_index (means, Mean, index);
    mean->sum = ng_build_add (b, mean->sum, sum);
  }
  mean->count += ng_shape_count (ng_build_shape (b, x)) / ng_shape_count (ng_build_shape (b, sum));
  return mean->promise;
}

NgValue *
ng_joint_settle (NgJoint *self)
{
  g_autoptr (GArray) promises = g_array_new (FALSE, FALSE, sizeof (NgValue));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (NgValue));
  GHashTableIter iterator;
  gpointer means;

  g_hash_table_iter_init (&iterator, self->means);
  while (g_hash_table_iter_next (&iterator, NULL, &means))
    for (guint i = 0; i < ((GArray *) means)->len; i++) {
      const Mean *mean = &g_array_index ((GArray *) means, Mean, i);
      NgValue value = ng_build_scale (self->builder, mean->sum, 1 / (double) mean->count);

      g_array_append_val (promises, mean->promise);
      g_array_append_val (values, value);
    }
  return ng_build_settle (self->builder,
                          (const NgValue *) (gpointer) promises->data,
                          (const NgValue *) (gpointer) values->data,
                          promises->len);
}
