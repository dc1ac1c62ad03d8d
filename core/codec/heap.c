#include "core/codec/heap.h"

static gboolean
is_before (const NgHeapEntry *a, const NgHeapEntry *b)
{
  if (a->rank != b->rank)
    return a->rank < b->rank;
  return a->first != b->first ? a->first < b->first : a->second < b->second;
}

void
ng_heap_push (GArray *heap, NgHeapEntry entry)
{
  g_array_append_val (heap, entry);
  NgHeapEntry *entries = (NgHeapEntry *) heap->data;
  guint at = heap->len - 1;
  for (; at > 0 && is_before (&entry, &entries[(at - 1) / 2]); at = (at - 1) / 2)
    entries[at] = entries[(at - 1) / 2];
  entries[at] = entry;
}

gboolean
ng_heap_pop (GArray *heap, NgHeapEntry *entry)
{
  NgHeapEntry *entries = (NgHeapEntry *) heap->data;
  guint at = 0;

  if (heap->len == 0)
    return FALSE;
  *entry = entries[0];
  NgHeapEntry last = entries[heap->len - 1];
  g_array_set_size (heap, heap->len - 1);
  for (guint child; (child = 2 * at + 1) < heap->len; at = child) {
    if (child + 1 < heap->len && is_before (&entries[child + 1], &entries[child]))
      child++;
    if (!is_before (&entries[child], &last))
      break;
    entries[at] = entries[child];
  }
  if (heap->len > 0)
    entries[at] = last;
  return TRUE;
}
