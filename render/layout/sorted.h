/* Sorting by places, and by order where these are equal. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** NgSorted: @key: what it is sorted by; @place: where it stood; @item: what it is */
typedef struct {
  float key;
  int place, item;
} NgSorted;

/** ng_sorted_compare: (type NgSorted): by key, then by place */
int ng_sorted_compare (gconstpointer a, gconstpointer b);
/** ng_float_compare: (type float) */
int ng_float_compare (gconstpointer a, gconstpointer b);

G_END_DECLS
