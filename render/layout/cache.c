#include "render/layout/cache.h"

#include <string.h>

/* Nodes and edges of the blocks that are remembered; when there are more, all are forgotten. */
#define MOST_REMEMBERED 2000000

struct _NgLayoutCache {
  gatomicrefcount references;
  GMutex lock;
  GHashTable *blocks;
  gsize size;
};

/* Keys are those of ng_block_key(). */
static guint
key_hash (gconstpointer key)
{
  return ((const guint32 *) key)[1];
}

static gboolean
keys_are_equal (gconstpointer a, gconstpointer b)
{
  const guint32 *left = a, *right = b;

  return left[0] == right[0] && memcmp (left, right, (left[0] + 2) * sizeof *left) == 0;
}

NgLayoutCache *
ng_layout_cache_new (void)
{
  NgLayoutCache *self = g_new0 (NgLayoutCache, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->blocks =
      g_hash_table_new_full (key_hash, keys_are_equal, g_free, (GDestroyNotify) ng_block_unref);
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
ng_layout_cache_find (NgLayoutCache *self, const GArray *key)
{
  g_mutex_lock (&self->lock);
  NgBlock *block = g_hash_table_lookup (self->blocks, key->data);
  if (block != NULL)
    ng_block_ref (block);
  g_mutex_unlock (&self->lock);
  return block;
}

void
ng_layout_cache_keep (NgLayoutCache *self, const GArray *key, NgBlock *block)
{
  g_mutex_lock (&self->lock);
  self->size += (gsize) block->n_nodes + (gsize) block->n_edges;
  if (self->size > MOST_REMEMBERED) {
    g_hash_table_remove_all (self->blocks);
    self->size = (gsize) block->n_nodes + (gsize) block->n_edges;
  }
  g_hash_table_replace (
      self->blocks, g_memdup2 (key->data, key->len * sizeof (guint32)), ng_block_ref (block));
  g_mutex_unlock (&self->lock);
}
