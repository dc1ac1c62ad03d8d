/* What parts of nets are, as numbers: equal for equal parts, and for those alone. */

#pragma once

#include "core/graph/regions.h"
#include "core/graph/repeats.h"

G_BEGIN_DECLS

/**
 * NgRepeatKeys:
 * @regions: of the net
 * @kinds: of each node of them, by likeness up to that of the table: what it is by itself
 * @elements: of each node in a chain, by likeness: with its wiring and all that is inside the link
 *   before it
 * @n_layers: of each node in a chain: layers in its element
 * @heft: of each node in a chain: numbers that its element has learned, 0 where that is unknown
 * @net: by likeness: the whole, of a net that is in another one
 */
typedef struct {
  NgRegions *regions;
  int *kinds[NG_N_REPEAT_LIKENESSES];
  int *elements[NG_N_REPEAT_LIKENESSES];
  int *n_layers;
  double *heft;
  int net[NG_N_REPEAT_LIKENESSES];
  guint64 work;
} NgRepeatKeys;

/* Numbers of all parts that were seen. */
typedef struct _NgKeyTable NgKeyTable;

/** ng_key_table_new: @likeness: the last that is asked for; @apart: as of ng_repeat_finder_new();
 * copied */
NgKeyTable *ng_key_table_new (NgRepeatLikeness likeness, const char *const *apart);
void ng_key_table_free (NgKeyTable *self);
/** ng_key_table_set_cancellable: as ng_repeat_finder_set_cancellable() */
void ng_key_table_set_cancellable (NgKeyTable *self, GCancellable *cancellable);
/** ng_key_table_number: Returns: the number of a row of numbers */
int ng_key_table_number (NgKeyTable *self, const int *row, guint n);
/** ng_key_table_size: Returns: bytes that it holds, about */
gsize ng_key_table_size (const NgKeyTable *self);

/** ng_repeat_keys_new: @path: (nullable): of @net, as of ng_repeats_new(); %NULL where nothing
 * inside is apart, and the whole is to have numbers */
NgRepeatKeys *ng_repeat_keys_new (NgKeyTable *table, const NgNet *net, const char *path);
void ng_repeat_keys_free (NgRepeatKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgRepeatKeys, ng_repeat_keys_free)

G_END_DECLS
