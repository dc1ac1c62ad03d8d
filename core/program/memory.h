/* Where buffers of known lifetimes lie in one arena. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every buffer begins at a multiple of this many bytes. */
#define NG_MEMORY_ALIGNMENT 64

/**
 * NgBuffer:
 * @size: bytes
 * @first: step that writes it first
 * @last: last step that touches it, at least @first
 * @offset: (out): where it lies, bytes from the start of the arena
 */
typedef struct {
  gsize size;
  gsize offset;
  int first;
  int last;
} NgBuffer;

/**
 * ng_memory_plan:
 * @buffers: (array length=n): whose offsets are set
 *
 * Largest first, each into the smallest gap among those that live at the same time. Buffers whose
 * lifetimes share a step never overlap, and the arena is never larger than all of them together.
 * The sizes must sum up to less than %G_MAXSIZE.
 *
 * Returns: bytes of the arena
 */
gsize ng_memory_plan (NgBuffer *buffers, gsize n);

G_END_DECLS
