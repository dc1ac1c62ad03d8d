#include "core/graph/registry.h"

#include "core/base/nearest.h"
#include "core/graph/registry-table.h"
#include <string.h>

static const char *const category_names[NG_N_CATEGORIES] = {
  [NG_CATEGORY_BASIC] = "basic",
  [NG_CATEGORY_ELEMENTWISE] = "elementwise",
  [NG_CATEGORY_STRUCTURE] = "structure",
  [NG_CATEGORY_CONVOLUTION] = "convolution",
  [NG_CATEGORY_NORMALIZATION] = "normalization",
  [NG_CATEGORY_TRAINING] = "training",
  [NG_CATEGORY_RECURRENT] = "recurrent",
  [NG_CATEGORY_ATTENTION] = "attention",
  [NG_CATEGORY_LOSS] = "loss",
  [NG_CATEGORY_CONTAINER] = "container",
  [NG_CATEGORY_OPERATOR] = "operator",
};

const char *
ng_category_name (NgCategory self)
{
  g_return_val_if_fail ((guint) self < NG_N_CATEGORIES, NULL);
  return category_names[self];
}

gsize
ng_registry_length (void)
{
  gsize n = 0;

  while (ng_registry_table[n] != NULL)
    n++;
  return n;
}

const NgLayerClass *
ng_registry_class (gsize index)
{
  return ng_registry_table[index];
}

const NgLayerClass *
ng_registry_find (const char *name)
{
  for (gsize i = 0; ng_registry_table[i] != NULL; i++)
    if (g_str_equal (ng_registry_table[i]->name, name))
      return ng_registry_table[i];
  return NULL;
}

const char *
ng_registry_nearest (const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (gsize i = 0; ng_registry_table[i] != NULL; i++)
    g_ptr_array_add (names, (gpointer) ng_registry_table[i]->name);
  g_ptr_array_add (names, NULL);
  return ng_nearest (name, (const char *const *) names->pdata);
}
