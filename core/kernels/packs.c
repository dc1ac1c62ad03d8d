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
  guint found;
} Pack;

struct _NgPacks {
  GHashTable *packs; /* of Pack, its own key */
  GPtrArray *alone;  /* packed, shared by nobody */
  GPtrArray *copies;
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

static void
pack_free (gpointer data)
{
  Pack *self = data;

  g_bytes_unref (self->form);
  free (self->packed);
  g_free (self);
}

NgPacks *
ng_packs_new (void)
{
  NgPacks *self = g_new0 (NgPacks, 1);

  self->packs = g_hash_table_new_full (pack_hash, pack_equal, pack_free, NULL);
  self->alone = g_ptr_array_new_with_free_func (free);
  self->copies = g_ptr_array_new_with_free_func (g_aligned_free);
  return self;
}

void
ng_packs_free (NgPacks *self)
{
  g_hash_table_unref (self->packs);
  g_ptr_array_unref (self->alone);
  g_ptr_array_unref (self->copies);
  g_free (self);
}

gpointer
ng_packs_find (NgPacks *self, const NgPackForm *form, guint *found)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (form->form, form->size);
  const Pack wanted = { .data = form->data, .form = bytes };
  Pack *pack = form->data != NULL ? g_hash_table_lookup (self->packs, &wanted) : NULL;

  *found = pack != NULL ? pack->found++ : 0;
  return pack != NULL ? pack->packed : NULL;
}

gpointer
ng_packs_allocate (gsize size)
{
  gpointer data;

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
ng_packs_add (NgPacks *self, const NgPackForm *form, gpointer packed)
{
  Pack *pack;

  if (form->data == NULL) {
    g_ptr_array_add (self->alone, packed);
    return;
  }
  pack = g_new (Pack, 1);
  *pack = (Pack){ form->data, g_bytes_new (form->form, form->size), packed, 0 };
  g_hash_table_add (self->packs, pack);
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
