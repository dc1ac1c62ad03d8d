#include "render/layout/cache.h"

/* Nodes and edges of the blocks that are remembered; when there are more, all are forgotten. */
#define MOST_REMEMBERED 2000000

struct _NgLayoutCache {
  gatomicrefcount references;
  GMutex lock;
  GHashTable *blocks;
  gsize size;
};

NgLayoutCache *
ng_layout_cache_new (void)
{
  NgLayoutCache *self = g_new0 (NgLayoutCache, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->blocks = g_hash_table_new_full (
      g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, (GDestroyNotify) ng_block_unref);
  return self;
}

NgLayoutCache *
ng_layout_cache_ref (NgLayoutCache *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_layout_cache_unref (NgLayoutCache *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  g_hash_table_unref (self->blocks);
  g_mutex_clear (&self->lock);
  g_free (self);
}

NgBlock *
ng_layout_cache_find (NgLayoutCache *self, GBytes *key)
{
  g_mutex_lock (&self->lock);
  NgBlock *block = g_hash_table_lookup (self->blocks, key);
  if (block != NULL)
    ng_block_ref (block);
  g_mutex_unlock (&self->lock);
  return block;
}

void
ng_layout_cache_keep (NgLayoutCache *self, GBytes *key, NgBlock *block)
{
  g_mutex_lock (&self->lock);
  self->size += (gsize) block->n_nodes + (gsize) block->n_edges;
  if (self->size > MOST_REMEMBERED) {
    g_hash_table_remove_all (self->blocks);
    self->size = (gsize) block->n_nodes + (gsize) block->n_edges;
  }
  g_hash_table_replace (self->blocks, g_bytes_ref (key), ng_block_ref (block));
  g_mutex_unlock (&self->lock);
}
