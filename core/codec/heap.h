/* NgHeap: what is to be done next, by rank. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NgHeapEntry:
 * @rank: the least comes first
 * @first, @second: what it is about; of equal ranks the least pair comes first
 */
typedef struct {
  gint64 rank;
  guint64 first, second;
} NgHeapEntry;

/* A GArray of NgHeapEntry; an empty one is a heap. */

void ng_heap_push (GArray *heap, NgHeapEntry entry);
/** ng_heap_pop: Returns: whether there was an entry; the first one is taken into @entry */
gboolean ng_heap_pop (GArray *heap, NgHeapEntry *entry);

G_END_DECLS
