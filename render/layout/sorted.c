#include "render/layout/sorted.h"

int
ng_sorted_compare (gconstpointer a, gconstpointer b)
{
  const NgSorted *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->place - y->place;
}

int
ng_float_compare (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}
