#include "render/figure/bricks-level.h"

#include "render/figure/content.h"

#include <string.h>

/* What is known of the first input of a layer. */
static const NgType *
first_type (const NgNet *net, int layer, const NgType *unknown)
{
  NgSource source = { NG_SOURCE_NONE, 0, 0 };

  if (ng_layer_n_inputs (ng_net_layer (net, (gsize) layer)) > 0)
    source = ng_net_source (net, (gsize) layer, 0);
  return source.kind != NG_SOURCE_NONE ? ng_net_type (net, source) : unknown;
}

/* Whether a name but counts, as "block3b" does, and nobody asked for names. */
static gboolean
is_number (const NgBrickLevel *self, const char *name)
{
  return !self->figure->names && strpbrk (name, "0123456789") != NULL;
}

/* A few convolutions are told by their windows, other nets by their names, and those without by
 * what papers call them, or by what is in them. */
static char *
words_of_net (const NgBrickLevel *self, const NgNet *net, const char *name)
{
  const char *block = ng_figure_block (net);

  if (name != NULL && self->figure->names)
    return g_strdup (name);
  char *windows = self->figure->names ? NULL : ng_figure_windows (net);
  if (windows != NULL)
    return windows;
  if (name != NULL && (block == NULL || !is_number (self, name)))
    return g_strdup (name);
  return block != NULL ? g_strdup (block) : ng_figure_content (net);
}

/* The layer that an operator applies, if it applies one and that is no net. */
static const NgLayer *
applied_layer (const NgLayer *layer)
{
  const NgLayer *inner = ng_layer_wraps (layer) && ng_net_n_layers (ng_layer_net (layer)) == 1
                             ? ng_layer_inner (layer, 0)
                             : NULL;

  return inner != NULL && ng_layer_net (inner) == NULL ? inner : NULL;
}

/* An operator that applies one layer is called as that layer is. */
static char *
words_of_layer (const NgBrickLevel *self, int index)
{
  const NgNet *net = self->net;
  NgLayer *layer = ng_net_layer (net, (gsize) index);
  const char *name = ng_net_name (net, (gsize) index);
  const char *alias = ng_figure_alias (self->figure, net, self->path, (gsize) index);
  NgType unknown = ng_type_unknown (), element;
  const NgType *type = first_type (net, index, &unknown);

  if (alias != NULL)
    return g_strdup (alias);
  if (!ng_layer_wraps (layer) && ng_layer_net (layer) != NULL)
    return words_of_net (self, ng_layer_net (layer), name);
  if (name != NULL && (self->figure->names || ng_layer_net (layer) != NULL) &&
      !(ng_layer_wraps (layer) && ng_layer_net (ng_layer_inner (layer, 0)) == NULL))
    return g_strdup (name);
  if (applied_layer (layer) != NULL) {
    element = ng_type_element_of (type);
    return ng_layer_term (applied_layer (layer), &element);
  }
  return ng_layer_term (layer, type);
}

char *
ng_brick_level_words (const NgBrickLevel *self, int node)
{
  const NgRegions *regions = self->regions;

  if (node < regions->n_layers)
    return words_of_layer (self, node);
  if (ng_regions_is_input (regions, node)) {
    int input = node - regions->first_input;
    return g_strdup (ng_net_input_name (self->net, (gsize) input));
  }
  return g_strdup (ng_net_output_name (self->net, (gsize) (node - regions->first_output)));
}

NgCategory
ng_brick_level_category (const NgBrickLevel *self, int index)
{
  const NgLayer *layer = ng_net_layer (self->net, (gsize) index);
  NgNet *net = ng_layer_wraps (layer) ? NULL : ng_layer_net (layer);
  g_autofree char *windows = net != NULL && !self->figure->names ? ng_figure_windows (net) : NULL;

  if (applied_layer (layer) != NULL)
    return ng_layer_category (applied_layer (layer));
  return windows != NULL ? NG_CATEGORY_CONVOLUTION : ng_layer_category (layer);
}

static char *
path_of (const NgBrickLevel *self, int node)
{
  g_autofree char *name =
      node < self->regions->n_layers ? ng_net_shown_name (self->net, (gsize) node) : g_strdup ("");

  return *self->path != '\0' ? g_strconcat (self->path, "/", name, NULL) : g_steal_pointer (&name);
}

/* Whether the layer applies one net to what comes in. */
static gboolean
applies_one (const NgLayer *layer)
{
  return ng_layer_wraps (layer) && ng_layer_n_nets (layer) == 1 && ng_layer_n_inputs (layer) == 1 &&
         ng_layer_n_outputs (layer) == 1;
}

NgNet *
ng_brick_level_open (const NgBrickLevel *self, int index, char **path)
{
  NgLayer *layer = ng_net_layer (self->net, (gsize) index);
  NgLayer *inner = applies_one (layer) ? ng_layer_inner (layer, 0) : layer;
  gboolean is_net = !ng_layer_wraps (inner) && !(ng_layer_class (inner)->flags & NG_LAYER_TRACES);
  NgNet *net = is_net ? ng_layer_body (inner) : NULL;

  if (net == NULL || self->is_brief || (self->depth < 0 && !self->shows_skips) ||
      ng_net_n_outputs (net) != 1 || ng_net_n_inputs (net) != ng_layer_n_inputs (layer))
    return NULL;
  *path = path_of (self, index);
  if (inner != layer) {
    g_autofree char *outer = *path;
    g_autofree char *name = ng_net_shown_name (ng_layer_net (layer), 0);
    *path = g_strconcat (outer, "/", name, NULL);
  }
  return net;
}

/* Branches that come to one brick where these are but shown to skip. */
#define MOST_BRANCHES 4

static gboolean
is_sign (const NgBrickLevel *self, int node)
{
  g_autofree char *words = node < self->regions->n_layers ? words_of_layer (self, node) : NULL;

  return words != NULL && strstr ("+ × ‖", words) != NULL;
}

gboolean
ng_brick_level_is_skipped (const NgBrickLevel *self)
{
  const NgRegions *regions = self->regions;
  gboolean is_skipped = FALSE;

  for (int m = 0; m < regions->starts[1]; m++) {
    int node = regions->members[m];
    if (self->inside[node] == NULL)
      continue;
    if (!is_sign (self, node) || self->inside[node]->len > MOST_BRANCHES)
      return FALSE;
    is_skipped = TRUE;
  }
  return is_skipped;
}

char *
ng_brick_level_frame_words (const NgBrickLevel *self, int index)
{
  const NgLayer *layer = ng_net_layer (self->net, (gsize) index);
  const char *name = ng_net_name (self->net, (gsize) index);
  const char *kind = ng_layer_class (layer)->name;
  const char *alias = ng_figure_alias (self->figure, self->net, self->path, (gsize) index);
  const char *block = ng_layer_net (layer) != NULL && !ng_layer_wraps (layer)
                          ? ng_figure_block (ng_layer_net (layer))
                          : NULL;

  if (alias != NULL)
    return g_strdup (alias);
  if (!applies_one (layer))
    return g_strdup (block != NULL && (name == NULL || is_number (self, name)) ? block : name);
  kind += g_str_has_prefix (kind, "Net") ? strlen ("Net") : 0;
  g_autofree char *word = g_ascii_strdown (kind, -1);
  if (g_str_has_suffix (word, "operator"))
    word[strlen (word) - strlen ("operator")] = '\0';
  return name != NULL ? g_strdup_printf ("%s, %s", name, word) : g_steal_pointer (&word);
}

static void
append_to (GArray **lists, int index, int value)
{
  if (lists[index] == NULL)
    lists[index] = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_val (lists[index], value);
}

/* What serves no node alone stands at the very beginning. */
void
ng_brick_level_init (NgBrickLevel *self,
                     NgRepeatFinder *finder,
                     const NgBrickLevel *outer,
                     const NgNet *net,
                     const char *path,
                     const NgFigure *figure,
                     int depth)
{
  *self =
      (NgBrickLevel){ .outer = outer, .net = net, .path = path, .figure = figure, .depth = depth };
  self->shows_skips = outer != NULL && outer->shows_skips;
  self->repeats = ng_repeats_new (finder, net, path);
  const NgRegions *regions = self->regions = self->repeats->regions;
  int n = regions->n_nodes, first = regions->members[MIN (1, regions->starts[1] - 1)];

  self->inside = g_new0 (GArray *, n);
  self->served = g_new0 (GArray *, n);
  self->beginning = g_new0 (GArray *, n);
  for (int r = 0; figure->fold && r < self->repeats->n_repeats; r++) {
    const NgRepeat *repeat = &self->repeats->repeats[r];
    append_to (self->beginning, regions->starts[repeat->chain] + repeat->first, r);
  }
  for (int chain = 1; chain < regions->n_chains; chain++)
    append_to (self->inside, regions->parent[chain], chain);
  for (int k = 0; k < regions->n_layers; k++) {
    int layer = ng_net_order (net)[k];
    if (regions->chain[layer] < 0)
      append_to (self->served, regions->home[layer] >= 0 ? regions->home[layer] : first, layer);
  }
}

void
ng_brick_level_clear (NgBrickLevel *self)
{
  for (int i = 0; i < self->regions->n_nodes; i++) {
    g_clear_pointer (&self->inside[i], g_array_unref);
    g_clear_pointer (&self->served[i], g_array_unref);
    g_clear_pointer (&self->beginning[i], g_array_unref);
  }
  g_free (self->is_beside);
  g_free (self->beginning);
  g_free (self->inside);
  g_free (self->served);
  ng_repeats_unref (self->repeats);
}

int
ng_brick_level_before (const NgBrickLevel *self, int node)
{
  const NgRegions *regions = self->regions;

  return regions->member[node] > 0
             ? regions->members[regions->starts[regions->chain[node]] + regions->member[node] - 1]
             : -1;
}

int
ng_brick_level_repeat (const NgBrickLevel *self, int chain, int member, int around)
{
  const NgRepeats *repeats = self->repeats;
  const GArray *beginning = self->beginning[self->regions->starts[chain] + member];

  for (guint i = 0; beginning != NULL && i < beginning->len; i++) {
    int r = g_array_index (beginning, int, i), parent = repeats->repeats[r].parent;
    if (around >= 0 ? parent == around : parent < 0 || repeats->repeats[parent].chain != chain)
      return r;
  }
  return -1;
}

int
ng_brick_level_input (const NgBrickLevel *self, int node, int source)
{
  for (gsize i = 0; i < ng_regions_n_inputs (self->regions, self->net, node); i++)
    if (ng_regions_source (self->regions, ng_regions_input (self->regions, self->net, node, i)) ==
        source)
      return (int) i;
  return -1;
}

int
ng_brick_level_aside (const NgBrickLevel *self, int node)
{
  if (self->outer == NULL || !ng_regions_is_input (self->regions, node))
    return -1;
  const NgRegions *around = self->outer->regions;
  gsize input = (gsize) (node - self->regions->first_input);
  int source =
      ng_regions_source (around, ng_net_source (self->outer->net, (gsize) self->layer, input));

  if (self->is_beside != NULL && self->is_beside[input])
    return source;
  if (source < 0 || (around->chain[source] >= 0 && !around->is_aside[source]))
    return -1;
  return source;
}

char *
ng_brick_level_source (const NgBrickLevel *self, int node)
{
  for (int source; (source = ng_brick_level_aside (self, node)) >= 0; self = self->outer)
    node = source;
  return ng_brick_level_words (self, node);
}

gboolean
ng_brick_level_is_point (const NgBrickLevel *self, int chain)
{
  const NgRegions *regions = self->regions;
  int head = regions->members[regions->starts[chain]];

  return self->outer != NULL && regions->starts[chain + 1] - regions->starts[chain] == 1 &&
         ng_regions_is_input (regions, head) && ng_brick_level_aside (self, head) < 0;
}

char *
ng_brick_level_source_label (const NgBrickLevel *self, NgSource source)
{
  return source.kind != NG_SOURCE_NONE
             ? ng_type_label (ng_net_type (self->net, source), ng_net_length_names (self->net))
             : NULL;
}

char *
ng_brick_level_input_label (const NgBrickLevel *self, int node, int input)
{
  return ng_brick_level_source_label (
      self, ng_regions_input (self->regions, self->net, node, (gsize) input));
}

char *
ng_brick_level_label (const NgBrickLevel *self, int node)
{
  const NgRegions *regions = self->regions;
  int before = ng_brick_level_before (self, node), input = -1;
  NgSource source = { NG_SOURCE_NONE, 0, 0 };

  if (before < 0 || before >= regions->first_output)
    return NULL;
  input = ng_brick_level_input (self, node, before);
  if (input >= 0)
    source = ng_regions_input (regions, self->net, node, (gsize) input);
  else if (before >= regions->first_input)
    source = (NgSource){ NG_SOURCE_INPUT, before - regions->first_input, 0 };
  else if (ng_layer_n_outputs (ng_net_layer (self->net, (gsize) before)) > 0)
    source = (NgSource){ NG_SOURCE_LAYER, before, 0 };
  return ng_brick_level_source_label (self, source);
}
