/* A net turned into charts, level by level. At each level a layer is shown by a node of its own, or
 * by that of the scope that holds it; edges between what two nodes show become one edge for each
 * output. A scope that some path leaves and enters again would make a cycle; it is dissolved. */

#include "render/standard/chart.h"

#include "core/base/limits.h"
#include "core/base/pair.h"
#include "render/standard/cache.h"

#include <string.h>

/* What a chart shows. */
typedef enum {
  LEVEL_TOP,    /* the net that is drawn */
  LEVEL_NESTED, /* a net in a frame */
  LEVEL_HELD,   /* nets that a layer holds, which nothing joins to what is outside */
  LEVEL_SCOPE,  /* a scope in a frame */
} LevelKind;

typedef struct {
  NgChartMaker *maker;
  NgView *view;
  NgChart *chart;
  LevelKind kind;
  int scope, number;
  const int *members;
  int n_members;
  const GArray *sources, *exits; /* of the scope */
  GHashTable *ports;             /* of scope nodes: (node, source) -> port + 1 */
  GHashTable *entrances;         /* source -> node + 1 */
} Level;

NgChartMaker *
ng_chart_maker_new (const NgStandardOptions *options)
{
  NgChartMaker *self = g_new0 (NgChartMaker, 1);

  self->options = options;
  self->open = g_hash_table_new (g_str_hash, g_str_equal);
  self->closed = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; options->open != NULL && options->open[i] != NULL; i++)
    g_hash_table_add (self->open, (gpointer) options->open[i]);
  for (gsize i = 0; options->closed != NULL && options->closed[i] != NULL; i++)
    g_hash_table_add (self->closed, (gpointer) options->closed[i]);
  self->views = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_view_free);
  self->words = g_string_chunk_new (4096);
  self->cache =
      options->cache != NULL ? ng_standard_cache_ref (options->cache) : ng_standard_cache_new ();
  self->rules = (NgScopeRules){ .groups = options->groups,
                                .repeats = ng_standard_cache_repeats (self->cache),
                                .positions = options->positions,
                                .apart = options->apart };
  self->looks = ng_standard_cache_take_looks (self->cache, options->metrics);
  return self;
}

/* What the layers of this picture look like is left to the next one. */
static void
keep_looks (NgChartMaker *self)
{
  GHashTable *looks = ng_looks_table_new ();

  for (guint i = 0; i < self->views->len; i++) {
    NgView *view = g_ptr_array_index (self->views, i);
    g_hash_table_insert (looks, g_strdup (view->path), g_steal_pointer (&view->looks));
  }
  ng_standard_cache_keep_looks (self->cache, looks, self->options->metrics);
}

void
ng_chart_maker_free (NgChartMaker *self)
{
  if (self == NULL)
    return;
  keep_looks (self);
  g_hash_table_unref (self->looks);
  g_hash_table_unref (self->open);
  g_hash_table_unref (self->closed);
  g_ptr_array_unref (self->views);
  g_string_chunk_free (self->words);
  ng_standard_cache_unref (self->cache);
  g_free (self);
}

static void
clear_node (gpointer data)
{
  NgChartNode *node = data;

  ng_chart_free (node->inner);
  g_free (node->path);
  g_free (node->input_places);
  g_free (node->output_places);
  g_clear_pointer (&node->sources, g_array_unref);
  g_clear_pointer (&node->exits, g_array_unref);
}

void
ng_chart_free (NgChart *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->nodes);
  g_array_unref (self->edges);
  ng_layout_free (self->layout);
  g_free (self);
}

static NgChartNode *
node_at (const NgChart *chart, int index)
{
  return &g_array_index (chart->nodes, NgChartNode, index);
}

/* Whether a net or scope of that path, with @depth others around it, is shown open. */
static gboolean
is_open (const NgChartMaker *maker, const char *path, int depth)
{
  if (g_hash_table_contains (maker->closed, path))
    return FALSE;
  return g_hash_table_contains (maker->open, path) || depth < maker->options->depth;
}

/* Of a node and a source; @node: -1 for the source alone. */
static gpointer
source_key (const Level *level, int node, NgSource source)
{
  const int *base = level->view->out_base;
  int number = source.kind == NG_SOURCE_INPUT
                   ? base[ng_net_n_layers (level->view->net)] + source.index
                   : base[source.index] + source.port;

  return ng_pair_key ((guint32) (node + 1), (guint32) number);
}

/* @words: (transfer full). Returns: (transfer none): the same, kept as long as the charts */
static const char *
keep (NgChartMaker *maker, char *words)
{
  const char *kept = g_string_chunk_insert (maker->words, words);

  g_free (words);
  return kept;
}

static void
set_title (NgChartMaker *maker, NgChartNode *node, const char *title)
{
  node->title = keep (maker, ng_metrics_line (title));
  node->title_width = ng_metrics_width (maker->options->metrics, ng_font_title, node->title);
}

static void
widen (NgChartMaker *maker, const NgChartNode *node)
{
  maker->text_width = MAX (maker->text_width, MAX (node->title_width, node->subtitle_width));
}

/* A layer's name without the scope whose frame it stands in. */
static const char *
name_in_scope (const Level *level, const char *name)
{
  const char *path = g_array_index (level->view->scopes->scopes, NgScope, level->scope).names;
  gsize length = strlen (path);

  if (name == NULL || length == 0)
    return name;
  const char *rest = name + strspn (name, "/");
  return strncmp (rest, path, length) == 0 && rest[length] == '/' && rest[length + 1] != '\0'
             ? rest + length + 1
             : name;
}

/* Words on a layer: its name and its kind where it has a name that people gave it. */
static void
name_layer (const Level *level, NgChartNode *node)
{
  const NgNet *net = level->view->net;
  const NgLook *look = ng_view_look (level->view, node->index);
  const char *alias = ng_view_alias (level->view, node->index, level->maker->options->aliases);
  const char *name =
      alias != NULL ? alias : name_in_scope (level, ng_net_name (net, (gsize) node->index));

  /* Names of operators say little, those of bodies which one it is. */
  if (alias != NULL || (name != NULL && (!ng_net_is_raw (net) || look->inner != NULL))) {
    set_title (level->maker, node, name);
    node->subtitle = look->kind;
    node->subtitle_width = look->kind_width;
  } else {
    node->title = look->title;
    node->title_width = look->title_width;
    node->subtitle = look->subtitle;
    node->subtitle_width = look->subtitle_width;
  }
  widen (level->maker, node);
}

static int
add_node (Level *level, NgChartKind kind, int index)
{
  NgChartNode node = { .kind = kind, .index = index, .scope = -1 };

  g_array_append_val (level->chart->nodes, node);
  return (int) level->chart->nodes->len - 1;
}

static void
add_layer (Level *level, int layer)
{
  int at = add_node (level, NG_CHART_LAYER, layer);
  NgChartNode *node = node_at (level->chart, at);
  const NgLook *record = ng_view_look (level->view, layer);

  node->mark = (NgMark) level->view->marks[layer];
  node->n_outputs = level->view->n_outs[layer];
  level->view->owner[layer] = at;
  name_layer (level, node);
  if (record->inner == NULL)
    return;
  node->path = ng_view_layer_path (level->view, layer);
  gboolean has_same_ports = ng_net_n_inputs (record->inner) == (gsize) record->n_inputs &&
                            ng_net_n_outputs (record->inner) == (gsize) record->n_outputs;
  if ((has_same_ports || record->holds) && level->view->depth < NG_MAX_NET_DEPTH &&
      is_open (level->maker, node->path, level->view->depth))
    node->kind = NG_CHART_FRAME;
}

static void
add_scope (Level *level, int scope)
{
  const NgScope *record = &g_array_index (level->view->scopes->scopes, NgScope, scope);
  const char *net_path = level->view->path;
  NgChartNode *node = node_at (level->chart, add_node (level, NG_CHART_GROUP, -1));

  node->scope = scope;
  node->path =
      *net_path == '\0' ? g_strdup (record->path) : g_strconcat (net_path, "/", record->path, NULL);
  g_autofree char *title = record->count > 0 && record->repeat == NULL
                               ? g_strdup_printf ("%s ×%d", record->name, record->count)
                               : g_strdup (record->name);
  g_autofree char *count =
      record->n_layers > record->count && record->count > 0 && record->n_layers % record->count == 0
          ? g_strdup_printf ("%d × %d layers", record->count, record->n_layers / record->count)
          : g_strdup_printf ("%d layers", record->n_layers);
  set_title (level->maker, node, title);
  node->subtitle = keep (level->maker, g_steal_pointer (&count));
  node->subtitle_width =
      ng_metrics_width (level->maker->options->metrics, ng_font_subtitle, node->subtitle);
  widen (level->maker, node);
  node->sources = g_array_new (FALSE, FALSE, sizeof (NgSource));
  node->exits = g_array_new (FALSE, FALSE, sizeof (NgSource));
  if (is_open (level->maker, node->path, level->view->depth + record->depth - 1))
    node->kind = NG_CHART_FRAME;
}

/* Gives every member a node; the same for all members of a scope. */
static void
assign_members (Level *level)
{
  NgView *view = level->view;
  g_autofree int *node_of_scope = g_new (int, view->scopes->scopes->len);

  for (guint i = 0; i < view->scopes->scopes->len; i++)
    node_of_scope[i] = -1;
  g_array_set_size (level->chart->nodes, 0);
  for (int i = 0; i < level->n_members; i++) {
    int layer = level->members[i], child = ng_scopes_child (view->scopes, level->scope, layer);
    view->level[layer] = level->number;
    if (child < 0) {
      add_layer (level, layer);
    } else {
      if (node_of_scope[child] < 0) {
        node_of_scope[child] = (int) level->chart->nodes->len;
        add_scope (level, child);
      }
      view->owner[layer] = node_of_scope[child];
      NgMark *mark = &node_at (level->chart, node_of_scope[child])->mark;
      *mark = MAX (*mark, (NgMark) view->marks[layer]);
    }
  }
}

/* The node at this level that shows a source; -1 when it lies outside. */
static int
node_of_source (const Level *level, NgSource source)
{
  if (source.kind == NG_SOURCE_LAYER && level->view->level[source.index] == level->number)
    return level->view->owner[source.index];
  return GPOINTER_TO_INT (g_hash_table_lookup (level->entrances, source_key (level, -1, source))) -
         1;
}

/* Dissolves every scope that lies on a cycle of nodes: what Kahn's algorithm, run from both ends,
 * cannot take away is on a cycle or between two. Returns whether there was one. */
static gboolean
dissolve_cycles (Level *level)
{
  const NgNet *net = level->view->net;
  int n = (int) level->chart->nodes->len, n_edges = 0, n_room = 64;
  gboolean found = FALSE;
  int (*pairs)[2] = g_malloc_n ((gsize) n_room, sizeof *pairs);

  for (int i = 0; i < level->n_members; i++) {
    int layer = level->members[i], target = level->view->owner[layer];
    for (int k = 0; k < ng_view_look (level->view, layer)->n_inputs; k++) {
      NgSource source = ng_net_source (net, (gsize) layer, (gsize) k);
      if (source.kind != NG_SOURCE_LAYER || level->view->level[source.index] != level->number ||
          level->view->owner[source.index] == target)
        continue;
      if (n_edges == n_room)
        pairs = g_realloc_n (pairs, (gsize) (n_room *= 2), sizeof *pairs);
      pairs[n_edges][0] = level->view->owner[source.index];
      pairs[n_edges++][1] = target;
    }
  }

  g_autofree gboolean *is_left = g_new (gboolean, n + 1);
  g_autofree int *degree = g_new (int, n + 1), *queue = g_new (int, n + 1);
  g_autofree int *start = g_new (int, n + 2), *next = g_new (int, n_edges + 1);
  for (int i = 0; i < n; i++)
    is_left[i] = TRUE;
  for (int end = 0; end < 2; end++) {
    int n_queue = 0;
    for (int i = 0; i < n; i++) {
      degree[i] = 0;
      start[i] = -1;
    }
    for (int e = 0; e < n_edges; e++) {
      if (!is_left[pairs[e][0]] || !is_left[pairs[e][1]])
        continue;
      degree[pairs[e][1 - end]]++;
      next[e] = start[pairs[e][end]];
      start[pairs[e][end]] = e;
    }
    for (int i = 0; i < n; i++)
      if (is_left[i] && degree[i] == 0)
        queue[n_queue++] = i;
    for (int at = 0; at < n_queue; at++) {
      is_left[queue[at]] = FALSE;
      for (int e = start[queue[at]]; e >= 0; e = next[e])
        if (--degree[pairs[e][1 - end]] == 0)
          queue[n_queue++] = pairs[e][1 - end];
    }
  }
  for (int i = 0; i < n; i++) {
    int scope = node_at (level->chart, i)->scope;
    if (!is_left[i] || scope < 0)
      continue;
    g_array_index (level->view->scopes->scopes, NgScope, scope).is_dissolved = TRUE;
    found = TRUE;
  }
  g_free (pairs);
  return found;
}

/* The port of a scope's node for a source; made when it is new, and @is_new says so. */
static int
scope_port (Level *level, int node, NgSource source, gboolean is_exit, gboolean *is_new)
{
  gpointer key = source_key (level, node, source);
  int known = GPOINTER_TO_INT (g_hash_table_lookup (level->ports, key)) - 1;
  NgChartNode *record = node_at (level->chart, node);
  GArray *list = is_exit ? record->exits : record->sources;

  *is_new = known < 0;
  if (known >= 0)
    return known;
  g_array_append_val (list, source);
  known = (int) list->len - 1;
  g_hash_table_insert (level->ports, key, GINT_TO_POINTER (known + 1));
  if (is_exit)
    record->n_outputs = (int) list->len;
  else
    record->n_inputs = (int) list->len;
  return known;
}

static int
source_port (Level *level, int node, NgSource source)
{
  gboolean is_new;

  if (node_at (level->chart, node)->scope >= 0)
    return scope_port (level, node, source, TRUE, &is_new);
  if (source.kind == NG_SOURCE_LAYER && node_at (level->chart, node)->kind != NG_CHART_ENTRANCE)
    return level->view->out_slot[level->view->out_base[source.index] + source.port];
  return 0;
}

static NgEdgeState
edge_state (const Level *level, NgSource from, NgTarget to)
{
  if (ng_view_edge_mark (level->view, to) == NG_MARK_ERROR)
    return NG_EDGE_PROBLEM;
  return ng_type_is_specified (ng_net_type (level->view->net, from)) ? NG_EDGE_KNOWN
                                                                     : NG_EDGE_UNKNOWN;
}

static NgChartEdge *
add_edge (Level *level, int source, int target, int target_port, NgSource from, NgTarget to)
{
  NgChartEdge edge = {
    source, source_port (level, source, from), target, target_port, from, to, NULL,
    0,      edge_state (level, from, to),      0,      FALSE
  };

  g_array_append_val (level->chart->edges, edge);
  return &g_array_index (level->chart->edges, NgChartEdge, level->chart->edges->len - 1);
}

static void
add_inputs_of (Level *level, int layer)
{
  const NgNet *net = level->view->net;
  const NgLook *record = ng_view_look (level->view, layer);
  int target = level->view->owner[layer];

  for (int i = 0; i < record->n_inputs; i++) {
    NgSource from = ng_net_source (net, (gsize) layer, (gsize) i);
    NgTarget to = { layer, i };
    int source = from.kind == NG_SOURCE_NONE ? -1 : node_of_source (level, from);
    if (source < 0 || source == target)
      continue;

    NgChartNode *node = node_at (level->chart, target);
    if (node->scope >= 0) {
      gboolean is_new;
      int port = scope_port (level, target, from, FALSE, &is_new);
      if (is_new)
        add_edge (level, source, target, port, from, to)->is_open =
            node_at (level->chart, target)->kind == NG_CHART_FRAME;
    } else {
      NgChartEdge *edge = add_edge (level, source, target, node->n_inputs++, from, to);
      edge->slot = record->has_numbers && node->kind == NG_CHART_LAYER ? i + 1 : 0;
      edge->is_open = node->kind == NG_CHART_FRAME && !record->holds;
    }
  }
}

static void
add_entrance (Level *level, NgChartKind kind, int index, NgSource source)
{
  int node = add_node (level, kind, index);

  node_at (level->chart, node)->n_outputs = 1;
  g_hash_table_insert (
      level->entrances, source_key (level, -1, source), GINT_TO_POINTER (node + 1));
}

/* The words on the port that was added last. */
static void
name_port (Level *level, const char *name)
{
  const NgMetrics *metrics = level->maker->options->metrics;

  node_at (level->chart, (int) level->chart->nodes->len - 1)->title =
      keep (level->maker, ng_metrics_ellipsize (metrics, ng_font_port, name, 140, TRUE));
}

/* Ports of the net, or where edges come in through the frame. */
static void
add_entrances (Level *level)
{
  const NgNet *net = level->view->net;

  if (level->kind == LEVEL_SCOPE) {
    for (guint i = 0; i < level->sources->len; i++)
      add_entrance (level, NG_CHART_ENTRANCE, (int) i, g_array_index (level->sources, NgSource, i));
    return;
  }
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    add_entrance (level,
                  level->kind == LEVEL_TOP ? NG_CHART_INPUT : NG_CHART_ENTRANCE,
                  (int) i,
                  (NgSource){ NG_SOURCE_INPUT, (int) i, 0 });
    name_port (level, ng_net_input_name (net, i));
  }
}

static void
add_exit (Level *level, NgChartKind kind, int index, NgSource source, NgTarget to)
{
  int from = source.kind == NG_SOURCE_NONE ? -1 : node_of_source (level, source);
  int node = add_node (level, kind, index);

  if (from < 0)
    return;
  node_at (level->chart, node)->n_inputs = 1;
  add_edge (level, from, node, 0, source, to)->is_open = kind == NG_CHART_EXIT;
}

static void
add_exits (Level *level)
{
  const NgNet *net = level->view->net;

  if (level->kind == LEVEL_SCOPE) {
    for (guint i = 0; i < level->exits->len; i++) {
      NgSource source = g_array_index (level->exits, NgSource, i);
      gsize n;
      const NgTarget *targets = ng_net_targets (net, source, &n);
      add_exit (level, NG_CHART_EXIT, (int) i, source, n > 0 ? targets[0] : (NgTarget){ -1, 0 });
    }
    return;
  }
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    add_exit (level,
              level->kind == LEVEL_TOP ? NG_CHART_OUTPUT : NG_CHART_EXIT,
              (int) i,
              ng_net_output_source (net, i),
              (NgTarget){ -1, (int) i });
    name_port (level, ng_net_output_name (net, i));
  }
}

static gboolean
shows_dimensions (const Level *level, const NgChartEdge *edge)
{
  if (level->maker->options->dimensions == NG_DIMENSIONS_NONE)
    return edge->state == NG_EDGE_PROBLEM;
  if (level->maker->options->dimensions == NG_DIMENSIONS_ALL || edge->from.kind != NG_SOURCE_LAYER)
    return TRUE;

  const NgNet *net = level->view->net;
  const NgLayer *layer = ng_net_layer (net, (gsize) edge->from.index);
  if (ng_layer_n_inputs (layer) == 0)
    return TRUE;
  NgSource read = ng_net_source (net, (gsize) edge->from.index, 0);
  if (read.kind == NG_SOURCE_NONE)
    return TRUE;
  g_autofree char *before = ng_type_label (ng_net_type (net, read), NULL);
  g_autofree char *behind = ng_type_label (ng_net_type (net, edge->from), NULL);
  return !g_str_equal (before, behind);
}

/* What comes and what is needed along an edge that does not fit. */
static char *
conflict_label (const Level *level, const NgChartEdge *edge)
{
  const NgNet *net = level->view->net;

  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++) {
    g_autofree char *given = NULL, *needed = NULL;
    NgTarget target;

    if (ng_net_diagnostic_target (net, i, &target) && target.index == edge->to.index &&
        target.port == edge->to.port && ng_net_diagnostic_sides (net, i, &given, &needed))
      return g_strdup_printf ("%s ⨯ needs %s", given, needed);
  }
  return NULL;
}

/* One label for each output, on the first of its edges that does not fit, else on its first; edges
 * that go on from a frame's border have theirs inside. */
static void
add_labels (Level *level)
{
  NgChart *chart = level->chart;
  const NgNet *net = level->view->net;
  const NgMetrics *metrics = level->maker->options->metrics;
  g_autofree int *base = g_new0 (int, chart->nodes->len + 1);
  /* Many edges have the type of the one before. */
  struct {
    const NgType *type;
    const char *label;
    float width;
  } last = { NULL, NULL, 0 };

  for (guint i = 0; i < chart->nodes->len; i++)
    base[i + 1] = base[i] + node_at (chart, (int) i)->n_outputs;
  g_autofree gboolean *is_labelled = g_new0 (gboolean, base[chart->nodes->len] + 1);
  for (guint i = 0; i < 2 * chart->edges->len; i++) {
    NgChartEdge *edge = &g_array_index (chart->edges, NgChartEdge, i % chart->edges->len);
    const NgChartNode *source = node_at (chart, edge->source);
    char *conflict;
    gboolean *is_done = &is_labelled[base[edge->source] + edge->source_port];
    gboolean is_inside = source->kind == NG_CHART_FRAME && !ng_chart_node_holds (chart, source);
    if (*is_done || is_inside || source->kind == NG_CHART_ENTRANCE ||
        (i < chart->edges->len && edge->state != NG_EDGE_PROBLEM))
      continue;
    *is_done = TRUE;
    if (edge->state == NG_EDGE_PROBLEM && (conflict = conflict_label (level, edge)) != NULL) {
      edge->label = keep (level->maker, conflict);
      edge->label_width = ng_metrics_width (metrics, ng_font_label, edge->label);
      continue;
    }
    if (!shows_dimensions (level, edge))
      continue;
    const NgType *type = ng_net_type (net, edge->from);
    if (type != last.type) {
      last.type = type;
      last.label = keep (level->maker, ng_type_label (type, ng_net_length_names (net)));
      last.width = ng_metrics_width (metrics, ng_font_label, last.label);
    }
    edge->label = last.label;
    edge->label_width = last.width;
  }
}

static NgChart *make_chart (NgChartMaker *maker,
                            NgView *view,
                            LevelKind kind,
                            int scope,
                            const int *members,
                            int n_members,
                            const GArray *sources,
                            const GArray *exits);

static NgChart *
make_net_chart (NgChartMaker *maker, const NgNet *net, LevelKind kind, const char *path, int depth)
{
  NgView *view;
  int n = (int) ng_net_n_layers (net);
  g_autofree int *members = g_new (int, n + 1);
  gpointer looks = NULL, known = NULL;

  if (g_hash_table_steal_extended (maker->looks, path, &known, &looks))
    g_free (known);
  view = ng_view_new (net,
                      maker->whole,
                      path,
                      depth,
                      maker->options->depth < 0 ? NULL : &maker->rules,
                      looks,
                      maker->options->metrics);
  g_ptr_array_add (maker->views, view);
  for (int i = 0; i < n; i++)
    members[i] = i;
  return make_chart (maker, view, kind, 0, members, n, NULL, NULL);
}

static void
make_frames (Level *level, const int *node_of_member)
{
  for (guint i = 0; i < level->chart->nodes->len; i++) {
    NgChartNode *node = node_at (level->chart, (int) i);
    if (node->kind != NG_CHART_FRAME)
      continue;
    if (node->scope < 0) {
      const NgNet *inner = ng_view_look (level->view, node->index)->inner;
      int depth = level->view->depth + 1;
      if (level->scope > 0)
        depth += g_array_index (level->view->scopes->scopes, NgScope, level->scope).depth;
      LevelKind kind = ng_view_look (level->view, node->index)->holds ? LEVEL_HELD : LEVEL_NESTED;
      node->inner = make_net_chart (level->maker, inner, kind, node->path, depth);
      continue;
    }
    g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (int));
    for (int k = 0; k < level->n_members; k++)
      if (node_of_member[k] == (int) i)
        g_array_append_val (members, level->members[k]);
    node->inner = make_chart (level->maker,
                              level->view,
                              LEVEL_SCOPE,
                              node->scope,
                              (int *) (void *) members->data,
                              (int) members->len,
                              node->sources,
                              node->exits);
  }
}

static NgChart *
make_chart (NgChartMaker *maker,
            NgView *view,
            LevelKind kind,
            int scope,
            const int *members,
            int n_members,
            const GArray *sources,
            const GArray *exits)
{
  NgChart *chart = g_new0 (NgChart, 1);
  Level level = { maker,   view,      chart,   kind,  scope, ++maker->n_levels,
                  members, n_members, sources, exits, NULL,  NULL };

  chart->view = view;
  chart->scope = scope;
  chart->number = level.number;
  chart->nodes = g_array_new (FALSE, FALSE, sizeof (NgChartNode));
  g_array_set_clear_func (chart->nodes, clear_node);
  chart->edges = g_array_new (FALSE, FALSE, sizeof (NgChartEdge));
  level.ports = g_hash_table_new (ng_pair_hash, NULL);
  level.entrances = g_hash_table_new (ng_pair_hash, NULL);

  do
    assign_members (&level);
  while (maker->options->depth >= 0 && dissolve_cycles (&level));
  if (kind != LEVEL_HELD)
    add_entrances (&level);
  for (int i = 0; i < n_members; i++)
    add_inputs_of (&level, members[i]);
  if (kind != LEVEL_HELD)
    add_exits (&level);
  add_labels (&level);

  g_autofree int *node_of_member = g_new (int, n_members + 1);
  for (int i = 0; i < n_members; i++)
    node_of_member[i] = view->owner[members[i]];
  make_frames (&level, node_of_member);
  g_hash_table_unref (level.ports);
  g_hash_table_unref (level.entrances);
  return chart;
}

NgChart *
ng_chart_new (NgChartMaker *maker, const NgNet *net)
{
  const char *path = maker->options->path;

  maker->whole = maker->options->whole != NULL ? maker->options->whole : net;
  return make_net_chart (maker, net, LEVEL_TOP, path != NULL ? path : "", 0);
}

gboolean
ng_chart_node_holds (const NgChart *self, const NgChartNode *node)
{
  return node->kind == NG_CHART_FRAME && node->scope < 0 &&
         ng_view_look (self->view, node->index)->holds;
}

int *
ng_chart_frame_ports (const NgChart *self, const NgChartNode *node)
{
  const NgView *view = self->view;
  const NgLook *layer = node->scope < 0 ? ng_view_look (view, node->index) : NULL;
  int *ports = g_new (int, node->inner->nodes->len + 1), n_slots = 0;
  g_autofree int *slot = NULL;

  if (layer != NULL) {
    slot = g_new (int, layer->n_inputs + 1);
    for (int i = 0; i < layer->n_inputs; i++) {
      NgSource source = ng_net_source (view->net, (gsize) node->index, (gsize) i);
      slot[i] = source.kind == NG_SOURCE_NONE ? -1 : n_slots++;
    }
  }
  for (guint i = 0; i < node->inner->nodes->len; i++) {
    const NgChartNode *inner = &g_array_index (node->inner->nodes, NgChartNode, i);
    int at = inner->index;

    if (inner->kind == NG_CHART_ENTRANCE && layer != NULL)
      at = slot[at];
    else if (inner->kind == NG_CHART_EXIT && layer != NULL)
      at = view->out_slot[view->out_base[node->index] + at];
    ports[i] = inner->kind == NG_CHART_ENTRANCE ? (at < node->n_inputs ? at : -1)
               : inner->kind == NG_CHART_EXIT   ? (at < node->n_outputs ? at : -1)
                                                : -1;
  }
  return ports;
}
