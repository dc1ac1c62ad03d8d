#include "render/standard/heat.h"

#include "core/base/format.h"
#include "core/engine/cost.h"
#include "render/scene/builder.h"

#include <math.h>
#include <string.h>

/* Points of the legend. */
#define SWATCH 14
#define GAP    6

static const NgFont font = { 8, NG_FAMILY_SANS, FALSE, FALSE };

struct _NgHeat {
  NgMeasure measure;
  GHashTable *layers, *groups; /* path -> double */
  double most;
};

static const char *const titles[NG_N_MEASURES] = { [NG_MEASURE_KIND] = "Kind",
                                                   [NG_MEASURE_PARAMETERS] = "Parameters",
                                                   [NG_MEASURE_MULTIPLY_ADDS] = "Multiply-adds",
                                                   [NG_MEASURE_ACTIVATIONS] = "Activations",
                                                   [NG_MEASURE_VALUES] =
                                                       "Greatest absolute value" };

/* ---- numbers ---- */

typedef struct {
  NgHeat *heat;
  GHashTable *counts; /* (nullable): multiply-adds by path */
  GHashTable *values; /* (nullable) */
  const NgScopeRules *rules;
} Finding;

static void
put (GHashTable *table, const char *path, double number)
{
  double *slot = g_new (double, 1);

  *slot = number;
  g_hash_table_insert (table, g_strdup (path), slot);
}

/* Adds to what stands there, or takes the greater one. */
static void
join (const NgHeat *self, double *sum, double number)
{
  if (number >= 0)
    *sum = *sum < 0                             ? number
           : self->measure == NG_MEASURE_VALUES ? MAX (*sum, number)
                                                : *sum + number;
}

/* Of one layer, of what it holds too where the measure says so; -1 where it is not known. */
static double
number_of (const Finding *self, const NgNet *net, gsize layer, const char *path)
{
  const gint64 *count;
  const double *value;

  switch (self->heat->measure) {
  case NG_MEASURE_PARAMETERS:
    return (double) ng_net_layer_parameters (net, layer);
  case NG_MEASURE_MULTIPLY_ADDS:
    count = self->counts != NULL ? g_hash_table_lookup (self->counts, path) : NULL;
    return count != NULL ? (double) *count : -1;
  case NG_MEASURE_ACTIVATIONS:
    return (double) ng_net_layer_activations (net, layer);
  default:
    value = self->values != NULL ? g_hash_table_lookup (self->values, path) : NULL;
    return value != NULL && isfinite (*value) ? *value : -1;
  }
}

static char *
join_path (const char *around, const char *name)
{
  return *around != '\0' ? g_strconcat (around, "/", name, NULL) : g_strdup (name);
}

/* @numbers: (array): of each layer of @net, which is at @around */
static void
add_groups (const Finding *self, const NgNet *net, const char *around, const double *numbers)
{
  g_autoptr (NgScopes) scopes = ng_scopes_new (net, around, self->rules);
  g_autofree double *sums = g_new (double, scopes->scopes->len);

  for (guint s = 0; s < scopes->scopes->len; s++)
    sums[s] = -1;
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    join (self->heat, &sums[scopes->of_layer[i]], numbers[i]);
  /* Each comes behind the one it lies in. */
  for (guint s = scopes->scopes->len; s-- > 1;) {
    const NgScope *scope = &g_array_index (scopes->scopes, NgScope, s);
    g_autofree char *path = join_path (around, scope->path);

    put (self->heat->groups, path, sums[s]);
    join (self->heat, &sums[scope->parent], sums[s]);
  }
}

static double
add_net (const Finding *self, const NgNet *net, const char *around)
{
  NgHeat *heat = self->heat;
  g_autofree double *numbers = g_new (double, ng_net_n_layers (net) + 1);
  double sum = -1;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgNet *inner = ng_layer_net (ng_net_layer (net, i));
    g_autofree char *name = ng_net_shown_name (net, i);
    g_autofree char *path = join_path (around, name);
    double within = inner != NULL ? add_net (self, inner, path) : -1;
    double number = number_of (self, net, i, path);

    if (inner != NULL && heat->measure != NG_MEASURE_PARAMETERS &&
        heat->measure != NG_MEASURE_MULTIPLY_ADDS)
      number = within;
    put (heat->layers, path, number);
    numbers[i] = number;
    join (heat, &sum, number);
    heat->most = MAX (heat->most, number);
  }
  add_groups (self, net, around, numbers);
  return sum;
}

NgHeat *
ng_heat_new (NgNet *net, NgMeasure measure, GHashTable *values, const NgScopeRules *rules)
{
  NgHeat *self = g_new0 (NgHeat, 1);
  GHashTableIter iter;
  gpointer number;

  self->measure = measure;
  self->layers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_autoptr (GHashTable) counts =
      measure == NG_MEASURE_MULTIPLY_ADDS ? ng_net_multiply_adds (net) : NULL;
  add_net (&(Finding){ self, counts, values, rules }, net, "");
  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, NULL, &number))
    self->most = MAX (self->most, *(double *) number);
  return self;
}

void
ng_heat_free (NgHeat *self)
{
  g_hash_table_unref (self->layers);
  g_hash_table_unref (self->groups);
  g_free (self);
}

static double
find (const NgHeat *self, const char *path)
{
  const double *number = g_hash_table_lookup (self->layers, path);

  if (number == NULL)
    number = g_hash_table_lookup (self->groups, path);
  return number != NULL ? *number : -1;
}

double
ng_heat_share (const NgHeat *self, const char *path)
{
  double number = find (self, path);

  return number < 0 ? -1 : self->most > 0 ? number / self->most : 0;
}

NgRole
ng_heat_role (double share)
{
  if (share < 0)
    return NG_ROLE_HEAT_UNKNOWN;
  /* Numbers of layers differ by powers of ten; roots spread them. */
  return NG_ROLE_HEAT + (NgRole) lround (sqrt (share) * (NG_N_HEAT_STEPS - 1));
}

static char *
print (const NgHeat *self, double number)
{
  if (number < 0)
    return g_strdup ("?");
  switch (self->measure) {
  case NG_MEASURE_ACTIVATIONS:
    return ng_format_bytes ((guint64) number);
  case NG_MEASURE_VALUES:
    return ng_format_real (number, 3);
  default:
    return ng_format_count ((gint64) number);
  }
}

char *
ng_heat_text (const NgHeat *self, const char *path)
{
  return print (self, find (self, path));
}

NgScene *
ng_heat_legend (const NgHeat *self, const NgMetrics *metrics)
{
  NgSceneBuilder *builder = ng_scene_builder_new (metrics);
  g_autofree char *least = print (self, 0), *most = print (self, self->most);
  float x = ng_metrics_width (metrics, font, least) + GAP;

  ng_scene_builder_add_text (
      builder, NG_ROLE_TEXT, font, NG_ALIGN_START, 0, -GAP, titles[self->measure]);
  ng_scene_builder_add_text (
      builder, NG_ROLE_TEXT_FAINT, font, NG_ALIGN_START, 0, SWATCH - 4, least);
  for (int i = 0; i < NG_N_HEAT_STEPS; i++)
    ng_scene_builder_add_box (builder,
                              NG_ROLE_HEAT + (NgRole) i,
                              (NgBox){ x + (float) i * (SWATCH + 2), 0, SWATCH, SWATCH },
                              3);
  ng_scene_builder_add_text (builder,
                             NG_ROLE_TEXT_FAINT,
                             font,
                             NG_ALIGN_START,
                             x + NG_N_HEAT_STEPS * (SWATCH + 2) - 2 + GAP,
                             SWATCH - 4,
                             most);
  return ng_scene_builder_end (builder, GAP);
}
