/* NgPacks: constants as kernels want them to lie, packed when planning and kept as long as the
 * plan. Steps that want the same one in the same form, such as those of a recurrence, share it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _NgPacks NgPacks;

NgPacks *ng_packs_new (void);
/** ng_packs_free: frees it and all that was packed */
void ng_packs_free (NgPacks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgPacks, ng_packs_free)

/**
 * NgPackForm:
 * @data: the constant, which stays where it is while planning; or %NULL for what nobody shares
 * @form: (array length=size): bytes that say all about the packed form but where @data lies
 */
typedef struct {
  gconstpointer data;
  gconstpointer form;
  gsize size;
} NgPackForm;

/**
 * ng_packs_find:
 * @found: (out): how often it was found before
 *
 * Returns: (transfer none) (nullable): what was added for that form
 */
gpointer ng_packs_find (NgPacks *self, const NgPackForm *form, guint *found);

/** ng_packs_allocate: Returns: (transfer full) (nullable): memory aligned to 64 bytes for
 * ng_packs_add() or free() */
gpointer ng_packs_allocate (gsize size);

/** ng_packs_add: keeps @packed (transfer full), from ng_packs_allocate() */
void ng_packs_add (NgPacks *self, const NgPackForm *form, gpointer packed);

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
