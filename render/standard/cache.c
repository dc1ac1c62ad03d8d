#include "render/standard/cache.h"

struct _NgStandardCache {
  gatomicrefcount references;
  NgLayoutCache *layouts;
  NgRepeatStore *repeats;
  GMutex lock;
  GHashTable *looks; /* NULL where there are none */
  const NgMetrics *metrics;
};

NgStandardCache *
ng_standard_cache_new (void)
{
  NgStandardCache *self = g_new0 (NgStandardCache, 1);

  g_atomic_ref_count_init (&self->references);
  self->layouts = ng_layout_cache_new ();
  self->repeats = ng_repeat_store_new ();
  g_mutex_init (&self->lock);
  return self;
}

NgStandardCache *
ng_standard_cache_ref (NgStandardCache *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_standard_cache_unref (NgStandardCache *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  ng_layout_cache_unref (self->layouts);
  ng_repeat_store_free (self->repeats);
  g_clear_pointer (&self->looks, g_hash_table_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

NgLayoutCache *
ng_standard_cache_layouts (NgStandardCache *self)
{
  return self->layouts;
}

NgRepeatStore *
ng_standard_cache_repeats (NgStandardCache *self)
{
  return self->repeats;
}

GHashTable *
ng_looks_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
}

GHashTable *
ng_standard_cache_take_looks (NgStandardCache *self, const NgMetrics *metrics)
{
  g_autoptr (GHashTable) looks = NULL;

  g_mutex_lock (&self->lock);
  looks = g_steal_pointer (&self->looks);
  if (self->metrics != metrics)
    g_clear_pointer (&looks, g_hash_table_unref);
  g_mutex_unlock (&self->lock);
  return looks != NULL ? g_steal_pointer (&looks) : ng_looks_table_new ();
}

void
ng_standard_cache_keep_looks (NgStandardCache *self, GHashTable *looks, const NgMetrics *metrics)
{
  g_autoptr (GHashTable) old = NULL;

  g_mutex_lock (&self->lock);
  old = g_steal_pointer (&self->looks);
  self->looks = looks;
  self->metrics = metrics;
  g_mutex_unlock (&self->lock);
}
