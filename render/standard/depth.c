#include "render/standard/depth.h"

#include "render/standard/scopes.h"

/* Boxes: so many are shown without closing anything; so many when something is closed; and fewer
 * than the least say too little. */
enum { ENOUGH = 150, MOST = 60, LEAST = 6 };

/* What is seen of a net at some depth. */
typedef struct {
  guint n_boxes;
  gboolean hides; /* whether something in it is closed */
} Seen;

/* Adds what is seen of @net, which lies in @around nets and scopes. Recursion goes as deep as nets
 * are nested, which NG_MAX_NET_DEPTH bounds. */
static void
look (const NgNet *net, int around, int depth, Seen *seen)
{
  g_autoptr (NgScopes) scopes = ng_scopes_new (net, FALSE);
  g_autofree gboolean *is_open = g_new (gboolean, scopes->scopes->len);

  is_open[0] = TRUE;
  for (guint s = 1; s < scopes->scopes->len; s++) {
    const NgScope *scope = &g_array_index (scopes->scopes, NgScope, s);

    is_open[s] = is_open[scope->parent];
    if (scope->is_dissolved || !is_open[s])
      continue;
    is_open[s] = around + scope->depth - 1 < depth;
    seen->n_boxes += !is_open[s];
    seen->hides |= !is_open[s];
  }
  for (gsize l = 0; l < ng_net_n_layers (net) && seen->n_boxes <= ENOUGH; l++) {
    int scope = scopes->of_layer[l];
    const NgNet *inner = ng_layer_net (ng_net_layer (net, l));

    if (!is_open[scope])
      continue;
    while (scope > 0 && g_array_index (scopes->scopes, NgScope, scope).is_dissolved)
      scope = g_array_index (scopes->scopes, NgScope, scope).parent;
    if (inner != NULL && around < depth)
      look (inner, around + 1 + g_array_index (scopes->scopes, NgScope, scope).depth, depth, seen);
    else
      seen->n_boxes++;
    seen->hides |= inner != NULL && around >= depth;
  }
}

int
ng_standard_depth (const NgNet *net)
{
  Seen now = { 0, FALSE };
  int depth = 0;

  if (ng_net_n_layers (net) <= ENOUGH)
    return -1;
  look (net, 0, depth, &now);
  if (!now.hides)
    return -1;
  while (now.hides) {
    Seen next = { 0, FALSE };

    look (net, 0, depth + 1, &next);
    if (next.n_boxes > (now.n_boxes < LEAST ? ENOUGH : MOST))
      break;
    now = next;
    depth++;
  }
  return depth;
}
