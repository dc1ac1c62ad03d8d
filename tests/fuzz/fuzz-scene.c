/* Text read as a scene: what is read is written and read again, painted, and looked up. */

#include "render/export/svg.h"
#include "render/scene/dump.h"
#include "render/scene/pick.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (NgScene) scene = ng_scene_read (text, ng_metrics_test (), NULL);
  NgPick pick;

  if (scene == NULL)
    return 0;
  g_autofree char *dump = ng_scene_dump (scene);
  g_autoptr (NgScene) again = ng_scene_read (dump, ng_metrics_test (), NULL);
  if (again == NULL)
    g_error ("what was written is not read: %s", dump);
  g_autofree char *svg = ng_svg_write (scene, ng_theme_get (NG_THEME_LIGHT), NULL, 0, FALSE);
  ng_scene_pick (scene, 10, 10, 8, &pick);
  g_autoptr (GArray) picks = ng_scene_pick_box (scene, &(NgBox){ 0, 0, 100, 100 });
  return 0;
}
