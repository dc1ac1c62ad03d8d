#include "render/scene/holder.h"

#include "core/base/pair.h"
#include "render/scene/scene-private.h"

gboolean
ng_scene_find_holder (const NgScene *self, guint32 net, guint32 vertex, NgPick *pick)
{
  gpointer group;

  if (self->holders == NULL ||
      !g_hash_table_lookup_extended (self->holders, ng_pair_key (net, vertex), NULL, &group))
    return FALSE;
  *pick = (NgPick){ NG_PICK_GROUP, 0, GPOINTER_TO_UINT (group), net };
  return TRUE;
}
