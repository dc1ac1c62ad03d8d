#include "core/kernels/packs.h"

#include "core/base/pages.h"

#include <stdlib.h>
#include <string.h>

/* Pages are only given back by so many bytes at least. */
#define LEAVE_BYTES 65536

typedef struct {
  gconstpointer data;
  GBytes *form;
  gpointer packed;
  gsize size;
  guint users;
} Pack;

struct _NgPackPool {
  gatomicrefcount references;
  GHashTable *packs; /* of Pack, its own key, as long as somebody uses it */
  gsize size;
};

struct _NgPacks {
  NgPackPool *pool;
  GHashTable *used; /* how often, by Pack */
  GPtrArray *copies;
  guint64 limit, size, refused;
};

static guint
pack_hash (gconstpointer key)
{
  const Pack *pack = key;

  return g_direct_hash (pack->data) * 31 + g_bytes_hash (pack->form);
}

static gboolean
pack_equal (gconstpointer a, gconstpointer b)
{
  const Pack *x = a, *y = b;

  return x->data == y->data && g_bytes_equal (x->form, y->form);
}

NgPackPool *
ng_pack_pool_new (void)
{
  NgPackPool *self = g_new0 (NgPackPool, 1);

  g_atomic_ref_count_init (&self->references);
  self->packs = g_hash_table_new (pack_hash, pack_equal);
  return self;
}

void
ng_pack_pool_unref (NgPackPool *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_hash_table_unref (self->packs);
  g_free (self);
}

gsize
ng_pack_pool_size (const NgPackPool *self)
{
  return self->size;
}

/* Returns: how often @self used it before */
static guint
use (NgPacks *self, Pack *pack)
{
  guint times = GPOINTER_TO_UINT (g_hash_table_lookup (self->used, pack));

  if (times == 0) {
    pack->users++;
    self->size += pack->size;
  }
  g_hash_table_insert (self->used, pack, GUINT_TO_POINTER (times + 1));
  return times;
}

static void
stop_using (NgPacks *self, Pack *pack)
{
  if (--pack->users > 0)
    return;
  if (pack->data != NULL)
    g_hash_table_remove (self->pool->packs, pack);
  self->pool->size -= pack->size;
  g_bytes_unref (pack->form);
  free (pack->packed);
  g_free (pack);
}

NgPacks *
ng_packs_new (NgPackPool *pool, guint64 limit)
{
  NgPacks *self = g_new0 (NgPacks, 1);

  self->pool = pool != NULL ? pool : ng_pack_pool_new ();
  if (pool != NULL)
    g_atomic_ref_count_inc (&pool->references);
  self->used = g_hash_table_new (NULL, NULL);
  self->copies = g_ptr_array_new_with_free_func (g_aligned_free);
  self->limit = limit;
  return self;
}

void
ng_packs_free (NgPacks *self)
{
  GHashTableIter iter;
  gpointer pack;

  g_hash_table_iter_init (&iter, self->used);
  while (g_hash_table_iter_next (&iter, &pack, NULL))
    stop_using (self, pack);
  g_hash_table_unref (self->used);
  g_ptr_array_unref (self->copies);
  ng_pack_pool_unref (self->pool);
  g_free (self);
}

static GBytes *
bytes_of (const NgPackForm *form)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, form->form, (guint) form->size);
  if (form->scale != NULL)
    g_byte_array_append (
        bytes, (const guint8 *) form->scale, (guint) form->n_scale * (guint) sizeof *form->scale);
  return g_byte_array_free_to_bytes (bytes);
}

gpointer
ng_packs_find (NgPacks *self, const NgPackForm *form, guint *n_uses)
{
  g_autoptr (GBytes) bytes = bytes_of (form);
  const Pack wanted = { .data = form->data, .form = bytes };
  Pack *pack = form->data != NULL ? g_hash_table_lookup (self->pool->packs, &wanted) : NULL;

  *n_uses = pack != NULL ? use (self, pack) : 0;
  return pack != NULL ? pack->packed : NULL;
}

gpointer
ng_packs_allocate (NgPacks *self, gsize size)
{
  gpointer data;

  if (self->size > self->limit || size > self->limit - self->size) {
    self->refused = MAX (self->refused, size);
    return NULL;
  }
  if (posix_memalign (&data, 64, MAX (size, 64)) != 0)
    return NULL;
  /* Only pages that are filled whole, so that nothing is taken that is not needed. */
  gsize from = ((gsize) data + NG_PAGES_LARGE - 1) / NG_PAGES_LARGE * NG_PAGES_LARGE;
  gsize to = ((gsize) data + size) / NG_PAGES_LARGE * NG_PAGES_LARGE;
  if (to > from)
    ng_pages_enlarge ((char *) data + (from - (gsize) data), to - from);
  return data;
}

void
ng_packs_add (NgPacks *self, const NgPackForm *form, gpointer packed, gsize size)
{
  Pack *pack = g_new (Pack, 1);

  *pack = (Pack){ form->data, bytes_of (form), packed, size, 0 };
  if (form->data != NULL)
    g_hash_table_add (self->pool->packs, pack);
  self->pool->size += size;
  use (self, pack);
}

guint64
ng_packs_size (const NgPacks *self)
{
  return self->size + self->refused;
}

gconstpointer
ng_packs_align (NgPacks *self, gconstpointer data, gsize size, gsize alignment)
{
  gpointer copy;

  if ((gsize) data % alignment == 0)
    return data;
  copy = g_aligned_alloc (1, MAX (size, 1), 64);
  g_ptr_array_add (self->copies, copy);
  return memcpy (copy, data, size);
}

void
ng_packs_forget (NgPacks *self)
{
  g_ptr_array_set_size (self->copies, 0);
}

void
ng_packs_leave (gconstpointer data, gsize size)
{
  if (size < LEAVE_BYTES)
    return;
  ng_pages_release (data, size);
}
