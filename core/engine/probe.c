#include "core/engine/probe.h"

static void
free_probe (gpointer data)
{
  NgProbe *self = data;

  ng_layer_unref (self->layer);
  g_free (self->path);
  g_clear_pointer (&self->value, ng_tensor_unref);
  g_free (self);
}

GPtrArray *
ng_probes_new (void)
{
  return g_ptr_array_new_with_free_func (free_probe);
}

void
ng_probes_add (GPtrArray *self, NgLayer *layer, const char *path, NgValue number, NgTensor *value)
{
  NgProbe *probe = g_new (NgProbe, 1);

  *probe = (NgProbe){ ng_layer_ref (layer), g_strdup (path), number, value };
  g_ptr_array_add (self, probe);
}
