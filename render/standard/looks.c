#include "render/standard/looks.h"

#include "render/standard/chart.h"
#include "render/standard/kind.h"

#include <string.h>

/* How many layers may be gone before one that is looked for. */
#define NEAR 8

static void
clear_look (gpointer data)
{
  NgLook *look = data;

  if (look->layer == NULL)
    return;
  ng_layer_unref (look->layer);
  g_free (look->title);
  g_free (look->subtitle);
  g_free (look->kind);
}

static float
measure (const NgMetrics *metrics, NgFont font, const char *words)
{
  return ng_metrics_width (metrics, font, words);
}

/* Its kind and its short parameter; of a function the name of it, which says more than
 * "Elementwise". */
static void
find_words (NgLook *look, const NgMetrics *metrics)
{
  g_autofree char *kind = ng_standard_kind (look->layer);
  g_autofree char *label = ng_layer_label (look->layer);

  /* A number, as no dimensions: the kind says enough. */
  if (strcmp (label, "{}") == 0)
    *label = '\0';

  gboolean is_function = strcmp (kind, "Elementwise") == 0 || strcmp (kind, "Threading") == 0;
  gboolean is_turned = is_function && *label != '\0';
  g_autofree char *both = g_strconcat (kind, " ", label, NULL);

  look->title = ng_metrics_line (is_turned ? label : kind);
  look->subtitle = ng_metrics_line (is_turned ? kind : label);
  look->kind = ng_metrics_line (*label == '\0' ? kind : is_function ? label : both);
  look->title_width = measure (metrics, ng_font_title, look->title);
  look->subtitle_width = measure (metrics, ng_font_subtitle, look->subtitle);
  look->kind_width = measure (metrics, ng_font_subtitle, look->kind);
}

static NgLook
look_at (NgLayer *layer, const NgMetrics *metrics)
{
  NgLook look = { .layer = ng_layer_ref (layer),
                  .inner = ng_layer_net (layer),
                  .glyph = ng_kind_glyph (layer),
                  .n_inputs = (int) ng_layer_n_inputs (layer),
                  .n_outputs = (int) ng_layer_n_outputs (layer),
                  .category = ng_layer_category (layer),
                  .holds = ng_layer_wraps (layer) != 0 };

  if (look.n_inputs > 1) {
    look.is_symmetric = ng_kind_is_symmetric (layer) != 0;
    look.has_numbers = ng_layer_has_slots (layer) && !look.is_symmetric;
  }
  find_words (&look, metrics);
  return look;
}

/* Where a layer stood before: at or soon behind @next, or as far from the beginning or the end as
 * it does now; -1 where it does not. */
static int
find_before (const GArray *before, const NgLayer *layer, guint next, guint index, guint n)
{
  guint others[] = { index, index + before->len - n };

  for (guint k = next; k < before->len && k < next + NEAR; k++)
    if (g_array_index (before, NgLook, k).layer == layer)
      return (int) k;
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (others[i] < before->len && g_array_index (before, NgLook, others[i]).layer == layer)
      return (int) others[i];
  return -1;
}

GArray *
ng_looks_new (const NgNet *net, GArray *before, const NgMetrics *metrics)
{
  guint n = (guint) ng_net_n_layers (net), next = 0;
  GArray *looks = g_array_sized_new (FALSE, FALSE, sizeof (NgLook), n);

  g_array_set_clear_func (looks, clear_look);
  g_array_set_size (looks, n);
  for (guint i = 0; i < n; i++) {
    NgLayer *layer = ng_net_layer (net, i);
    int found = before != NULL ? find_before (before, layer, next, i, n) : -1;
    NgLook *look = &g_array_index (looks, NgLook, i);

    if (found < 0) {
      *look = look_at (layer, metrics);
      continue;
    }
    *look = g_array_index (before, NgLook, found);
    g_array_index (before, NgLook, found).layer = NULL;
    next = (guint) found + 1;
  }
  if (before != NULL)
    g_array_unref (before);
  return looks;
}
