#include "render/standard/scopes.h"

#include <string.h>

static NgScope *
scope_at (const NgScopes *self, int index)
{
  return &g_array_index (self->scopes, NgScope, index);
}

static void
clear_scope (gpointer data)
{
  NgScope *scope = data;

  g_free (scope->path);
  g_free (scope->name);
  g_free (scope->names);
  g_free (scope->repeat);
}

static int
add_scope (NgScopes *self, GHashTable *by_path, int parent, const char *path, gsize length)
{
  g_autofree char *key = g_strndup (path, length);
  gpointer known = g_hash_table_lookup (by_path, key);
  if (known != NULL)
    return GPOINTER_TO_INT (known);

  NgScope scope = { .parent = parent, .depth = scope_at (self, parent)->depth + 1 };
  const char *slash = strrchr (key, '/');
  scope.name = g_strdup (slash != NULL ? slash + 1 : key);
  scope.names = g_strdup (key);
  scope.path = g_steal_pointer (&key);
  g_array_append_val (self->scopes, scope);
  int index = (int) self->scopes->len - 1;
  g_hash_table_insert (by_path, scope.path, GINT_TO_POINTER (index));
  return index;
}

static int
scope_of (NgScopes *self, GHashTable *by_path, const char *name)
{
  int scope = 0;

  while (*name == '/')
    name++;
  for (const char *slash = strchr (name, '/');
       slash != NULL && scope_at (self, scope)->depth < NG_MAX_SCOPE_DEPTH;
       slash = strchr (slash + 1, '/'))
    if (slash[-1] != '/' && slash[strspn (slash, "/")] != '\0')
      scope = add_scope (self, by_path, scope, name, (gsize) (slash - name));
  return scope;
}

/* Groups that hold one layer, and those that somebody has taken apart. */
static void
dissolve (NgScopes *self, const char *path, const NgScopeRules *rules)
{
  gboolean has_more = rules->apart != NULL && rules->apart[0] != NULL;

  for (guint i = 1; i < self->scopes->len; i++) {
    NgScope *scope = scope_at (self, (int) i);
    g_autofree char *whole = NULL;

    scope->is_dissolved = scope->n_layers < 2;
    if (ng_positions_n_apart (rules->positions) == 0 && !has_more)
      continue;
    whole = *path != '\0' ? g_strconcat (path, "/", scope->path, NULL) : g_strdup (scope->path);
    scope->is_dissolved |= ng_positions_is_apart (rules->positions, FALSE, whole) ||
                           (has_more && g_strv_contains (rules->apart, whole));
  }
}

/* The innermost scope that holds both. */
static int
join_scopes (const NgScopes *self, int a, int b)
{
  while (a != b) {
    int *deeper = scope_at (self, a)->depth >= scope_at (self, b)->depth ? &a : &b;

    *deeper = scope_at (self, *deeper)->parent;
  }
  return a;
}

static gboolean
is_within (const NgScopes *self, int scope, int around)
{
  while (scope > around)
    scope = scope_at (self, scope)->parent;
  return scope == around;
}

/* Which layers read nothing but what is made of constants, as of what a file gives weights by. */
static gboolean *
find_constants (const NgNet *net)
{
  gsize n = ng_net_n_layers (net);
  gboolean *is_constant = g_new (gboolean, n + 1);

  for (gsize k = 0; k < n; k++) {
    gsize layer = (gsize) ng_net_order (net)[k];

    is_constant[layer] = TRUE;
    for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (net, layer)); i++) {
      NgSource source = ng_net_source (net, layer, i);

      if (source.kind == NG_SOURCE_INPUT ||
          (source.kind == NG_SOURCE_LAYER && !is_constant[source.index]))
        is_constant[layer] = FALSE;
    }
  }
  return is_constant;
}

/* The scope that all lie in which read the layer; -1 where none does, or the net gives it out. */
static int
scope_of_readers (const NgScopes *self, const NgNet *net, int layer)
{
  int scope = -1;

  for (gsize o = 0; o < ng_layer_n_outputs (ng_net_layer (net, (gsize) layer)); o++) {
    gsize n;
    const NgTarget *targets =
        ng_net_targets (net, (NgSource){ NG_SOURCE_LAYER, layer, (int) o }, &n);

    for (gsize i = 0; i < n; i++) {
      if (targets[i].index < 0)
        return -1;
      int reader = self->of_layer[targets[i].index];
      scope = scope < 0 ? reader : join_scopes (self, scope, reader);
    }
  }
  return scope;
}

/* What is made of constants alone lies where it is read, unless it is named otherwise: outside it
 * would be many boxes beside each group. */
static void
gather_constants (NgScopes *self, const NgNet *net)
{
  g_autofree gboolean *is_constant = find_constants (net);

  for (gsize k = ng_net_n_layers (net); k-- > 0;) {
    int layer = ng_net_order (net)[k];
    int scope = is_constant[layer] ? scope_of_readers (self, net, layer) : -1;

    if (scope > 0 && is_within (self, scope, self->of_layer[layer]))
      self->of_layer[layer] = scope;
  }
}

NgScopes *
ng_scopes_new (const NgNet *net, const char *path, const NgScopeRules *rules)
{
  NgScopes *self = g_new0 (NgScopes, 1);
  gsize n = ng_net_n_layers (net);
  g_autoptr (GHashTable) by_path = g_hash_table_new (g_str_hash, g_str_equal);
  NgScope root = {
    .parent = -1, .path = g_strdup (""), .name = g_strdup (""), .names = g_strdup ("")
  };

  self->scopes = g_array_new (FALSE, FALSE, sizeof (NgScope));
  g_array_set_clear_func (self->scopes, clear_scope);
  g_array_append_val (self->scopes, root);
  self->of_layer = g_new0 (int, n + 1);
  if (rules == NULL)
    return self;
  for (gsize i = 0; i < n; i++) {
    const char *name = ng_net_name (net, i);
    if (name != NULL && rules->groups != NG_GROUPS_REPEATS)
      self->of_layer[i] = scope_of (self, by_path, name);
  }
  if (self->scopes->len > 1)
    gather_constants (self, net);
  for (gsize i = 0; i < n; i++)
    for (int scope = self->of_layer[i]; scope > 0; scope = scope_at (self, scope)->parent)
      scope_at (self, scope)->n_layers++;
  scope_at (self, 0)->n_layers = (int) n;
  if (rules->groups != NG_GROUPS_NAMES && rules->repeats != NULL)
    ng_scopes_gather_repeats (self, net, path, rules);
  dissolve (self, path, rules);
  return self;
}

void
ng_scopes_free (NgScopes *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->scopes);
  g_free (self->of_layer);
  g_free (self);
}

int
ng_scopes_child (const NgScopes *self, int scope, int layer)
{
  int child = -1;

  for (int at = self->of_layer[layer]; at != scope && at >= 0; at = scope_at (self, at)->parent)
    if (!scope_at (self, at)->is_dissolved)
      child = at;
  return child;
}
