#include "render/standard/depth.h"

/* Boxes: so many are shown without closing anything; so many when something is closed; and fewer
 * than the least say too little. */
enum { ENOUGH = 150, MOST = 60, LEAST = 6 };

/* A net, what it is gathered in, and those in it: one for each layer, %NULL for most. */
typedef struct _Part Part;
struct _Part {
  const NgNet *net;
  NgScopes *scopes;
  Part **inner;
};

/* What is seen of a net at some depth. */
typedef struct {
  guint n_boxes;
  gboolean hides; /* whether something in it is closed */
} Seen;

/* Recursion here and below goes as deep as nets are nested, which NG_MAX_NET_DEPTH bounds. */
static Part *
part_new (const NgNet *net, const char *path, const NgScopeRules *rules)
{
  Part *self = g_new0 (Part, 1);

  self->net = net;
  self->scopes = ng_scopes_new (net, path, rules);
  self->inner = g_new0 (Part *, ng_net_n_layers (net) + 1);
  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    const NgNet *inner = ng_layer_net (ng_net_layer (net, l));
    g_autofree char *name = NULL, *inner_path = NULL;

    if (inner == NULL)
      continue;
    name = ng_net_shown_name (net, l);
    inner_path = *path != '\0' ? g_strconcat (path, "/", name, NULL) : g_strdup (name);
    self->inner[l] = part_new (inner, inner_path, rules);
  }
  return self;
}

static void
part_free (Part *self)
{
  if (self == NULL)
    return;
  for (gsize l = 0; l < ng_net_n_layers (self->net); l++)
    part_free (self->inner[l]);
  g_free (self->inner);
  ng_scopes_free (self->scopes);
  g_free (self);
}

static const NgScope *
scope_at (const Part *self, int scope)
{
  return &g_array_index (self->scopes->scopes, NgScope, scope);
}

/* How many nets and scopes are around a net in a layer, if @around are around its own net. */
static int
depth_inside (const Part *self, gsize layer, int around)
{
  int scope = self->scopes->of_layer[layer];

  while (scope > 0 && scope_at (self, scope)->is_dissolved)
    scope = scope_at (self, scope)->parent;
  return around + 1 + scope_at (self, scope)->depth;
}

/* Adds what is seen of a net that lies in @around nets and scopes. */
static void
look (const Part *self, int around, int depth, Seen *seen)
{
  guint n_scopes = self->scopes->scopes->len;
  g_autofree gboolean *is_open = g_new (gboolean, n_scopes);

  is_open[0] = TRUE;
  for (guint s = 1; s < n_scopes; s++) {
    const NgScope *scope = scope_at (self, (int) s);

    is_open[s] = is_open[scope->parent];
    if (scope->is_dissolved || !is_open[s])
      continue;
    is_open[s] = around + scope->depth - 1 < depth;
    seen->n_boxes += !is_open[s];
    seen->hides |= !is_open[s];
  }
  for (gsize l = 0; l < ng_net_n_layers (self->net) && seen->n_boxes <= ENOUGH; l++) {
    if (!is_open[self->scopes->of_layer[l]])
      continue;
    if (self->inner[l] != NULL && around < depth)
      look (self->inner[l], depth_inside (self, l, around), depth, seen);
    else
      seen->n_boxes++;
    seen->hides |= self->inner[l] != NULL && around >= depth;
  }
}

static int
depth_for (const Part *part)
{
  Seen now = { 0, FALSE };
  int depth = 0;

  look (part, 0, depth, &now);
  if (!now.hides)
    return -1;
  while (now.hides) {
    Seen next = { 0, FALSE };

    look (part, 0, depth + 1, &next);
    if (next.n_boxes > (now.n_boxes < LEAST ? ENOUGH : MOST))
      break;
    now = next;
    depth++;
  }
  return depth;
}

int
ng_standard_depth (const NgNet *net, NgRepeatStore *repeats, GCancellable *cancellable)
{
  g_autoptr (NgRepeatStore) own = repeats == NULL ? ng_repeat_store_new () : NULL;
  NgScopeRules rules = { .repeats = repeats != NULL ? repeats : own, .cancellable = cancellable };
  Part *part;
  int depth;

  if (ng_net_n_layers (net) <= ENOUGH)
    return -1;
  part = part_new (net, "", &rules);
  depth = depth_for (part);
  part_free (part);
  return depth;
}

static int
deepest (const Part *self, int around)
{
  int depth = 0;

  for (guint s = 1; s < self->scopes->scopes->len; s++)
    if (!scope_at (self, (int) s)->is_dissolved)
      depth = MAX (depth, around + scope_at (self, (int) s)->depth);
  for (gsize l = 0; l < ng_net_n_layers (self->net); l++)
    if (self->inner[l] != NULL) {
      depth = MAX (depth, around + 1);
      depth = MAX (depth, deepest (self->inner[l], depth_inside (self, l, around)));
    }
  return depth;
}

int
ng_standard_deepest (const NgNet *net, const NgScopeRules *rules)
{
  Part *part = part_new (net, "", rules);
  int depth = deepest (part, 0);

  part_free (part);
  return depth;
}
