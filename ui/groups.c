#include "ui/groups.h"

#include <glib/gi18n.h>
#include <string.h>

static NgScopes *
scopes_of (const NgNet *net, const char *path, const NgPositions *positions)
{
  NgRepeatFinder *finder = ng_repeat_finder_new (NG_REPEAT_PARAMETERS, NULL);
  NgScopes *scopes = ng_scopes_new (net, path, &(NgScopeRules){ NG_GROUPS_ALL, finder, positions });

  ng_repeat_finder_free (finder);
  return scopes;
}

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
ng_group_new (NgNet *root, const NgPositions *positions, const NgSubject *subject)
{
  NgNet *net = root != NULL ? ng_path_resolve (root, subject->net) : NULL;
  g_autoptr (NgScopes) scopes = net != NULL ? scopes_of (net, subject->net, positions) : NULL;

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
  g_autoptr (GRegex) regex = g_regex_new ("×([^×]*)\\+[0-9]+(?:/([0-9]+))?$", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *layer = NULL;
  g_autofree char *copy = NULL;

  if (!g_regex_match (regex, path, 0, &match))
    return g_strdup (path);
  layer = g_match_info_fetch (match, 1);
  copy = g_match_info_fetch (match, 2);
  return copy != NULL && *copy != '\0'
             ? g_strdup_printf (_ ("Copy %s of what repeats from %s on"), copy, layer)
             : g_strdup_printf (_ ("What repeats from %s on"), layer);
}

GPtrArray *
ng_groups_around (NgNet *root, const NgPositions *positions, const NgSubject *layer)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (NgSubject) at = ng_subject_copy (layer);

  while (at != NULL) {
    NgNet *net;
    int index;

    if (ng_subject_resolve (at, root, &net, &index) && index >= 0) {
      g_autoptr (NgScopes) scopes = scopes_of (net, at->net, positions);

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
  g_autoptr (NgGroup) group = ng_group_new (ng_document_net (document), positions, subject);
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
