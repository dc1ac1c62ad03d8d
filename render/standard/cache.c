#include "render/standard/cache.h"

/* Bytes that what is known of repeats may take from picture to picture. */
#define MOST_KNOWN (8 << 20)

struct _NgStandardCache {
  gatomicrefcount references;
  NgLayoutCache *layouts;
  GMutex lock;
  GHashTable *looks; /* NULL where there are none */
  const NgMetrics *metrics;
  NgRepeatFinder *finder; /* NULL where there is none */
};

NgStandardCache *
ng_standard_cache_new (void)
{
  NgStandardCache *self = g_new0 (NgStandardCache, 1);

  g_atomic_ref_count_init (&self->references);
  self->layouts = ng_layout_cache_new ();
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
  g_clear_pointer (&self->looks, g_hash_table_unref);
  ng_repeat_finder_free (self->finder);
  g_mutex_clear (&self->lock);
  g_free (self);
}

NgLayoutCache *
ng_standard_cache_layouts (NgStandardCache *self)
{
  return self->layouts;
}

NgRepeatFinder *
ng_standard_cache_take_finder (NgStandardCache *self)
{
  g_autoptr (NgRepeatFinder) finder = NULL;

  g_mutex_lock (&self->lock);
  finder = g_steal_pointer (&self->finder);
  g_mutex_unlock (&self->lock);
  if (finder != NULL && ng_repeat_finder_size (finder) <= MOST_KNOWN)
    return g_steal_pointer (&finder);
  return ng_repeat_finder_new (NG_REPEAT_PARAMETERS, NULL);
}

void
ng_standard_cache_keep_finder (NgStandardCache *self, NgRepeatFinder *finder)
{
  g_autoptr (NgRepeatFinder) old = NULL;

  g_mutex_lock (&self->lock);
  old = g_steal_pointer (&self->finder);
  self->finder = finder;
  g_mutex_unlock (&self->lock);
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
