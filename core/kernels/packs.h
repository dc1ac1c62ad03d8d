/* NgPacks: constants as kernels want them to lie, packed when planning and kept as long as the
 * plan. Steps that want the same one in the same form, such as those of a recurrence, share it; so
 * do the plans of one NgPackPool. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _NgPackPool NgPackPool;
typedef struct _NgPacks NgPacks;

/** ng_pack_pool_new: Returns: (transfer full): what plans share that one thread at a time makes and
 * frees; their constants must stay where they are as long as the plan that they belong to */
NgPackPool *ng_pack_pool_new (void);
/** ng_pack_pool_unref: gives up one owner; each NgPacks is one too */
void ng_pack_pool_unref (NgPackPool *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgPackPool, ng_pack_pool_unref)
/** ng_pack_pool_size: Returns: bytes of all that is packed, what is shared counted once */
gsize ng_pack_pool_size (const NgPackPool *self);

/**
 * ng_packs_new:
 * @pool: (nullable): with whom to share, or nobody
 * @limit: greatest size in bytes, what others have packed included
 */
NgPacks *ng_packs_new (NgPackPool *pool, guint64 limit);
/** ng_packs_free: frees it and all that was packed, but for what others use */
void ng_packs_free (NgPacks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgPacks, ng_packs_free)

/**
 * NgPackForm:
 * @data: the constant, which stays where it is while planning; or %NULL for what nobody shares
 * @form: (array length=size): bytes that say all about the packed form but where @data lies
 * @scale: (nullable) (array length=n_scale): what the constant was multiplied by
 */
typedef struct {
  gconstpointer data;
  gconstpointer form;
  gsize size;
  const double *scale;
  gint64 n_scale;
} NgPackForm;

/**
 * ng_packs_find:
 * @n_uses: (out): how often this plan has used it before, added or found
 *
 * Returns: (transfer none) (nullable): what was added for that form
 */
gpointer ng_packs_find (NgPacks *self, const NgPackForm *form, guint *n_uses);

/** ng_packs_allocate: Returns: (transfer full) (nullable): memory aligned to 64 bytes for
 * ng_packs_add() or free(); %NULL beyond the limit too */
gpointer ng_packs_allocate (NgPacks *self, gsize size);

/** ng_packs_add: keeps @packed (transfer full), @size bytes from ng_packs_allocate() */
void ng_packs_add (NgPacks *self, const NgPackForm *form, gpointer packed, gsize size);

/** ng_packs_size: Returns: bytes of what it uses, and of what would have been beyond the limit */
guint64 ng_packs_size (const NgPacks *self);

/**
 * ng_packs_align:
 * @alignment: bytes, a power of two up to 64
 *
 * Returns: (transfer none): @data, or a copy of it that is aligned and lives until
 *   ng_packs_forget()
 */
gconstpointer ng_packs_align (NgPacks *self, gconstpointer data, gsize size, gsize alignment);

/** ng_packs_forget: gives up the copies that ng_packs_align() made */
void ng_packs_forget (NgPacks *self);

/**
 * ng_packs_leave:
 *
 * Says that nobody reads @data any more. If a file that cannot be written to lies there, its pages
 * need no memory until somebody does.
 */
void ng_packs_leave (gconstpointer data, gsize size);

G_END_DECLS
