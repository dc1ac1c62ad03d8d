#include "core/base/pair.h"

G_STATIC_ASSERT (sizeof (gpointer) >= 8);

gpointer
ng_pair_key (guint32 a, guint32 b)
{
  return GSIZE_TO_POINTER ((gsize) a << 32 | b);
}

guint
ng_pair_hash (gconstpointer key)
{
  gsize bits = GPOINTER_TO_SIZE (key);

  return (guint) (bits >> 32) * 31U + (guint) bits;
}
