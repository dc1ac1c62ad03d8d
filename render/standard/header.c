#include "render/standard/header.h"

#include "core/base/format.h"
#include "render/standard/chart.h"

static float
draw_badge (NgSceneBuilder *builder,
            const NgMetrics *metrics,
            NgRole role,
            const char *text,
            float x,
            float y)
{
  float width = ng_metrics_width (metrics, ng_font_frame, text) + 14;

  ng_scene_builder_add_box (builder, role, (NgBox){ x, y, width, 16 }, 8);
  ng_scene_builder_add_text (
      builder, role + 1, ng_font_frame, NG_ALIGN_MIDDLE, x + width / 2, y + 11, text);
  return x + width + 6;
}

static gsize
count_arrays (const NgNet *net)
{
  gsize n = 0;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    for (gsize k = 0; k < ng_layer_n_arrays (layer); k++)
      n += !ng_layer_array_is_absent (layer, k);
    if (ng_layer_net (layer) != NULL)
      n += count_arrays (ng_layer_net (layer));
  }
  return n;
}

static void
add_count (GString *out, gint64 n, const char *one, const char *many)
{
  g_autofree char *number = ng_format_count (n);

  g_string_append_printf (out, "%s%s %s", out->len > 0 ? "  ·  " : "", number, n == 1 ? one : many);
}

void
ng_header_draw (NgSceneBuilder *builder,
                const NgMetrics *metrics,
                const NgNet *net,
                const char *name,
                float width,
                NgPoint corner,
                gboolean has_badges)
{
  NgFont title = { 14, NG_FAMILY_SANS, TRUE, FALSE }, count = { 9, NG_FAMILY_SANS, FALSE, FALSE };
  NgNetState state = has_badges ? ng_standard_state (net) : NG_STATE_COMPLETE;
  gint64 parameters = ng_net_n_parameters (net);
  g_autoptr (GString) counts = g_string_new (NULL);
  gsize n_arrays = count_arrays (net);

  if (name == NULL)
    name = ng_net_is_chain (net) ? "NetChain" : "NetGraph";
  g_autofree char *shown = ng_metrics_ellipsize (metrics, title, name, width, TRUE);
  ng_scene_builder_add_text (
      builder, NG_ROLE_TITLE, title, NG_ALIGN_START, corner.x, corner.y - 34, shown);
  float x = corner.x + ng_metrics_width (metrics, title, shown) + 12;
  if (state & NG_STATE_UNINITIALIZED)
    x = draw_badge (
        builder, metrics, NG_ROLE_BADGE_UNINITIALIZED, "uninitialized", x, corner.y - 46);
  if (state & NG_STATE_UNSPECIFIED)
    x = draw_badge (builder, metrics, NG_ROLE_BADGE_UNSPECIFIED, "unspecified", x, corner.y - 46);

  add_count (counts, (gint64) ng_net_n_layers (net), "layer", "layers");
  if (n_arrays > 0)
    add_count (counts, (gint64) n_arrays, "array", "arrays");
  if (parameters > 0)
    add_count (counts, parameters, "parameter", "parameters");
  gsize n_problems = ng_net_n_diagnostics (net);
  if (n_problems > 0)
    add_count (counts, (gint64) n_problems, "problem", "problems");
  ng_scene_builder_add_text (
      builder, NG_ROLE_COUNT, count, NG_ALIGN_START, corner.x, corner.y - 18, counts->str);
}
