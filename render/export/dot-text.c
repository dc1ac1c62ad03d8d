/* Nodes are boxes with name, kind and parameter, and with ports where they have several inputs or
 * outputs; ports of the net are plain words; edges carry their dimensions. Names are quoted as DOT
 * wants it, and no label can end early or begin HTML. */

#include "render/export/dot-text.h"

#include "render/scene/number.h"
#include "render/standard/scopes.h"
#include "render/standard/standard.h"

#include <string.h>

#define POINTS_PER_INCH 72.0
/* Scopes that lie in one another beyond this are not told apart. */
#define MOST_DEPTH 64

typedef struct {
  GString *out;
  NgNet *net;
  NgScene *scene;
  NgDirection direction;
  NgScopes *scopes;
  int depth;
  GPtrArray *members; /* (element-type GArray): layers right in each scope */
  GPtrArray *parts;   /* (element-type GArray): scopes right in each scope */
} Writer;

/* also: what is escaped besides quotes. */
static void
put_quoted (GString *out, const char *text, const char *also)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *p = valid; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\' || strchr (also, *p) != NULL)
      g_string_append_c (out, '\\');
    g_string_append_c (out, (guchar) *p < ' ' ? ' ' : *p);
  }
}

static void
put_number (GString *out, const char *before, double number, const char *after)
{
  g_string_append (out, before);
  ng_append_number (out, number);
  g_string_append (out, after);
}

/* y grows upwards in DOT. */
static void
put_place (Writer *self, NgBox box)
{
  NgBox page = ng_scene_bounds (self->scene);

  put_number (self->out, ", pos=\"", (double) (box.x + box.width / 2 - page.x), ",");
  put_number (self->out, "", (double) (page.y + page.height - box.y - box.height / 2), "!\"");
}

/* "{<i1>|<i2>|}": ports of a record, along a side. */
static void
put_ports (GString *out, char letter, gsize n)
{
  g_string_append_c (out, '{');
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (out, "%s<%c%" G_GSIZE_FORMAT ">", i > 0 ? "|" : "", letter, i + 1);
  g_string_append_c (out, '}');
}

static gboolean
has_ports (const NgLayer *layer)
{
  return ng_layer_n_inputs (layer) > 1 || ng_layer_n_outputs (layer) > 1;
}

static void
put_label (GString *out, const NgNet *net, gsize index, const char *also)
{
  const NgLayer *layer = ng_net_layer (net, index);
  g_autofree char *name = ng_net_shown_name (net, index);
  g_autofree char *kind = ng_standard_kind (layer);
  g_autofree char *label = ng_layer_label (layer);

  put_quoted (out, name, also);
  g_string_append (out, "\\n");
  put_quoted (out, kind, also);
  if (*label != '\0') {
    g_string_append_c (out, ' ');
    put_quoted (out, label, also);
  }
}

/* Fields of records lie across the flow, those in braces along it. */
static void
put_record (Writer *self, gsize index)
{
  const NgLayer *layer = ng_net_layer (self->net, index);
  gboolean is_reversed = self->direction == NG_DIRECTION_UP;
  gsize n[] = { ng_layer_n_inputs (layer), ng_layer_n_outputs (layer) };

  g_string_append_c (self->out, '{');
  put_ports (self->out, is_reversed ? 'o' : 'i', n[is_reversed]);
  g_string_append_c (self->out, '|');
  put_label (self->out, self->net, index, "{}|<> ");
  g_string_append_c (self->out, '|');
  put_ports (self->out, is_reversed ? 'i' : 'o', n[!is_reversed]);
  g_string_append_c (self->out, '}');
}

static void
put_node (Writer *self, gsize index)
{
  NgLayer *layer = ng_net_layer (self->net, index);
  NgPick pick = { NG_PICK_VERTEX, 0, ng_net_vertex (self->net, index), 0 };
  NgBox box;

  g_string_append_printf (self->out, "  n%" G_GSIZE_FORMAT " [label=\"", index + 1);
  if (has_ports (layer))
    put_record (self, index);
  else
    put_label (self->out, self->net, index, "");
  g_string_append (self->out, has_ports (layer) ? "\", shape=Mrecord" : "\"");
  if (ng_layer_net (layer) != NULL)
    g_string_append (self->out, ", peripheries=2");
  if (ng_scene_find (self->scene, pick, &box)) {
    put_number (self->out, ", width=", (double) box.width / POINTS_PER_INCH, "");
    put_number (self->out, ", height=", (double) box.height / POINTS_PER_INCH, "");
    put_place (self, box);
  }
  g_string_append (self->out, "];\n");
}

static void
put_port (Writer *self, const char *prefix, gsize index, NgPickKind kind, const char *name)
{
  NgPick pick = { (guint32) kind, (guint32) index, 0, 0 };
  NgBox box;

  g_string_append_printf (self->out,
                          "  %s%" G_GSIZE_FORMAT
                          " [shape=plaintext, fixedsize=false, width=0, height=0, label=\"",
                          prefix,
                          index + 1);
  put_quoted (self->out, name, "");
  g_string_append_c (self->out, '"');
  if (ng_scene_find (self->scene, pick, &box))
    put_place (self, box);
  g_string_append (self->out, "];\n");
}

/* An end of an edge at a layer: "n3", or "n3:i2" where it has several ports. */
static void
put_end (Writer *self, gsize layer, char letter, int port)
{
  g_string_append_printf (self->out, "n%" G_GSIZE_FORMAT, layer + 1);
  if (has_ports (ng_net_layer (self->net, layer)))
    g_string_append_printf (self->out, ":%c%d", letter, port + 1);
}

/* target: a layer, or -1 for output @port of the net. */
static void
put_edge (Writer *self, NgSource source, int target, int port)
{
  if (source.kind == NG_SOURCE_NONE)
    return;
  g_autofree char *type =
      ng_type_label (ng_net_type (self->net, source), ng_net_length_names (self->net));
  g_string_append (self->out, "  ");
  if (source.kind == NG_SOURCE_INPUT)
    g_string_append_printf (self->out, "in%d", source.index + 1);
  else
    put_end (self, (gsize) source.index, 'o', source.port);
  g_string_append (self->out, " -> ");
  if (target < 0)
    g_string_append_printf (self->out, "out%d", port + 1);
  else
    put_end (self, (gsize) target, 'i', port);
  g_string_append (self->out, " [label=\"");
  put_quoted (self->out, type, "");
  g_string_append (self->out, "\"];\n");
}

/* ---- clusters ---- */

/* The scope that is drawn around what lies in @scope. */
static int
drawn_scope (const Writer *self, int scope)
{
  const NgScope *s = &g_array_index (self->scopes->scopes, NgScope, scope);

  while (scope > 0 && (s->is_dissolved || s->depth > MIN (self->depth, MOST_DEPTH))) {
    scope = s->parent;
    s = &g_array_index (self->scopes->scopes, NgScope, scope);
  }
  return scope;
}

static void
collect_scopes (Writer *self)
{
  for (guint i = 0; i < self->scopes->scopes->len; i++) {
    g_ptr_array_add (self->members, g_array_new (FALSE, FALSE, sizeof (int)));
    g_ptr_array_add (self->parts, g_array_new (FALSE, FALSE, sizeof (int)));
  }
  for (int i = 0; i < (int) ng_net_n_layers (self->net); i++) {
    int scope = drawn_scope (self, self->scopes->of_layer[i]);
    g_array_append_val ((GArray *) self->members->pdata[scope], i);
  }
  for (int i = 1; i < (int) self->scopes->scopes->len; i++) {
    int parent = drawn_scope (self, g_array_index (self->scopes->scopes, NgScope, i).parent);
    if (drawn_scope (self, i) == i)
      g_array_append_val ((GArray *) self->parts->pdata[parent], i);
  }
}

static void
put_cluster (Writer *self, int scope)
{
  const NgScope *s = &g_array_index (self->scopes->scopes, NgScope, scope);
  const GArray *members = self->members->pdata[scope], *parts = self->parts->pdata[scope];

  if (scope > 0) {
    g_string_append (self->out, "  subgraph \"cluster_");
    put_quoted (self->out, s->path, "");
    g_string_append (self->out, "\" {\n  label=\"");
    put_quoted (self->out, s->name, "");
    g_string_append (self->out, "\";\n");
    for (guint i = 0; i < members->len; i++)
      g_string_append_printf (self->out, "  n%d;\n", g_array_index (members, int, i) + 1);
  }
  for (guint i = 0; i < parts->len; i++)
    put_cluster (self, g_array_index (parts, int, i));
  if (scope > 0)
    g_string_append (self->out, "  }\n");
}

/* ---- the file ---- */

static void
put_graph (Writer *self)
{
  static const char *const directions[] = { "LR", "TB", "BT" };
  NgNet *net = self->net;

  g_string_append_printf (
      self->out,
      "// neato -n keeps the places; dot lays out anew.\n"
      "digraph NetGraph {\n"
      "  graph [rankdir=%s, inputscale=72, fontname=\"Helvetica\", fontsize=8];\n"
      "  node [shape=box, style=rounded, fixedsize=true, "
      "fontname=\"Helvetica\", fontsize=8];\n"
      "  edge [fontname=\"Helvetica\", fontsize=7, arrowsize=0.6];\n",
      directions[self->direction]);
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    put_port (self, "in", i, NG_PICK_NET_INPUT, ng_net_input_name (net, i));
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    put_node (self, i);
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    put_port (self, "out", i, NG_PICK_NET_OUTPUT, ng_net_output_name (net, i));
  put_cluster (self, 0);
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    for (gsize k = 0; k < ng_layer_n_inputs (ng_net_layer (net, i)); k++)
      put_edge (self, ng_net_source (net, i, k), (int) i, (int) k);
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    put_edge (self, ng_net_output_source (net, i), -1, (int) i);
  g_string_append (self->out, "}\n");
}

/* All layers of the net, none of which is open, so that each has a place. */
static NgScene *
draw (NgNet *net,
      const NgStandardOptions *options,
      gboolean is_flat,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GPtrArray) closed = g_ptr_array_new_with_free_func (g_free);
  NgStandardOptions own = *options;

  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    if (ng_layer_net (ng_net_layer (net, i)) != NULL)
      g_ptr_array_add (closed, ng_net_shown_name (net, i));
  g_ptr_array_add (closed, NULL);
  own.closed = (const char *const *) closed->pdata;
  own.depth = is_flat ? -1 : G_MAXINT;
  return ng_standard_draw (net, &own, cancellable, error);
}

char *
ng_dot_write (NgNet *net,
              NgDirection direction,
              int depth,
              const NgMetrics *metrics,
              GCancellable *cancellable,
              GError **error)
{
  NgStandardOptions options = { .direction = direction,
                                .groups = NG_GROUPS_NAMES,
                                .metrics = metrics };
  Writer self = { .net = net, .direction = direction, .depth = depth };

  self.scene = draw (net, &options, depth < 0, cancellable, error);
  if (self.scene == NULL)
    return NULL;
  self.out = g_string_new (NULL);
  self.scopes =
      ng_scopes_new (net, "", depth < 0 ? NULL : &(NgScopeRules){ .groups = NG_GROUPS_NAMES });
  self.members = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self.parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  collect_scopes (&self);
  put_graph (&self);
  g_ptr_array_unref (self.members);
  g_ptr_array_unref (self.parts);
  ng_scopes_free (self.scopes);
  ng_scene_unref (self.scene);
  return g_string_free (self.out, FALSE);
}
