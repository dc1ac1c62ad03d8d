/* Every layer there is goes through the battery. */

#include "core/graph/registry.h"
#include "tests/support/battery.h"

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  for (gsize i = 0; i < ng_registry_length (); i++)
    if (!(ng_registry_class (i)->flags & NG_LAYER_RAW))
      ng_test_add_battery (ng_registry_class (i)->name);
  return g_test_run ();
}
