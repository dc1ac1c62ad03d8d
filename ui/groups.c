#include "ui/groups.h"

#include <glib/gi18n.h>
#include <string.h>

static const NgScope *
scope_at (const NgScopes *scopes, int index)
{
  return &g_array_index (scopes->scopes, NgScope, index);
}

static gboolean
is_in (const NgScopes *scopes, int layer, int scope)
{
  int at = scopes->of_layer[layer];

  while (at >= 0 && at != scope)
    at = scope_at (scopes, at)->parent;
  return at == scope;
}

void
ng_group_free (NgGroup *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->names);
  g_free (self->repeat);
  g_array_unref (self->layers);
  g_free (self);
}

static NgGroup *
group_new (const NgNet *net, const char *path, const NgScopes *scopes, int index)
{
  const NgScope *scope = scope_at (scopes, index);
  const int *order = ng_net_order (net);
  NgGroup *self = g_new0 (NgGroup, 1);
  const char *repeat = scope->repeat;

  self->names = g_strdup (scope->names);
  self->layers = g_array_new (FALSE, FALSE, sizeof (int));
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    if (is_in (scopes, order[i], index))
      g_array_append_val (self->layers, order[i]);
  if (strcmp (scope->path, scope->names) == 0) {
    self->title = ng_subject_join (path, scope->path);
    return self;
  }
  self->title = g_strdup (scope->name);
  if (repeat == NULL)
    repeat = scope_at (scopes, scope->parent)->repeat;
  self->repeat = repeat != NULL ? ng_subject_join (path, repeat) : NULL;
  return self;
}

NgGroup *
ng_group_new (NgNet *root, const NgScopeRules *rules, const NgSubject *subject)
{
  NgNet *net = root != NULL ? ng_path_resolve (root, subject->net) : NULL;
  g_autoptr (NgScopes) scopes = net != NULL ? ng_scopes_new (net, subject->net, rules) : NULL;

  for (guint i = 1; scopes != NULL && i < scopes->scopes->len; i++) {
    g_autofree char *path = ng_subject_join (subject->net, scope_at (scopes, (int) i)->path);

    if (strcmp (path, subject->group) == 0)
      return group_new (net, subject->net, scopes, (int) i);
  }
  return NULL;
}

char *
ng_group_words (const char *path)
{
  g_autofree char *layer = NULL;
  int copy;

  if (!ng_scope_path_is_repeat (path, &layer, &copy))
    return g_strdup (path);
  return copy > 0 ? g_strdup_printf (_ ("Copy %d of what repeats from %s on"), copy, layer)
                  : g_strdup_printf (_ ("What repeats from %s on"), layer);
}

GPtrArray *
ng_groups_around (NgNet *root, const NgScopeRules *rules, const NgSubject *layer)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (NgSubject) at = ng_subject_copy (layer);

  while (at != NULL) {
    NgNet *net;
    int index;

    if (ng_subject_resolve (at, root, &net, &index) && index >= 0) {
      g_autoptr (NgScopes) scopes = ng_scopes_new (net, at->net, rules);

      for (int s = scopes->of_layer[index]; s > 0; s = scope_at (scopes, s)->parent)
        g_ptr_array_add (paths, ng_subject_join (at->net, scope_at (scopes, s)->path));
    }
    NgSubject *around = ng_path_subject (root, at->net);
    ng_subject_free (at);
    at = around;
  }
  return paths;
}

gboolean
ng_group_take_apart (NgDocument *document, const NgSubject *subject)
{
  g_autoptr (NgPositions) positions = ng_positions_copy (ng_document_positions (document));
  NgScopeRules rules = ng_document_groups (document);
  g_autoptr (NgGroup) group = ng_group_new (ng_document_net (document), &rules, subject);
  g_autofree char *label = NULL;

  if (group == NULL)
    return FALSE;
  ng_positions_set_apart (positions,
                          group->repeat != NULL,
                          group->repeat != NULL ? group->repeat : subject->group,
                          TRUE);
  label = g_strdup_printf (_ ("Take %s Apart"), group->title);
  ng_document_arrange (document, positions, label, NULL);
  return TRUE;
}

gboolean
ng_groups_gather (NgDocument *document)
{
  g_autoptr (NgPositions) positions = ng_positions_copy (ng_document_positions (document));

  if (ng_positions_n_apart (positions) == 0)
    return FALSE;
  ng_positions_forget_apart (positions);
  ng_document_arrange (document, positions, _ ("Gather Groups Again"), NULL);
  return TRUE;
}
