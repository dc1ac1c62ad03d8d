/* Edits of several layers at once: groups, copies, parts. */

#include "ui/edits-private.h"

#include "core/graph/flatten.h"
#include "core/graph/group.h"
#include "core/graph/path.h"
#include "core/graph/take.h"
#include <string.h>

/* Which layers of the net at the place are meant, by layer. */
static gboolean *
find_members (NgEditPlace *place, NgNet *root, const GPtrArray *subjects, GError **error)
{
  g_autofree gboolean *is_member = NULL;
  const NgSubject *first;

  if (subjects->len == 0) {
    ng_error_set_new (error, "NetGraph::empty", NULL, "No layer is meant.");
    return NULL;
  }
  first = g_ptr_array_index (subjects, 0);
  if (!ng_edit_open_place (place, root, first->net, error))
    return NULL;
  is_member = g_new0 (gboolean, ng_net_n_layers (place->net) + 1);
  for (guint i = 0; i < subjects->len; i++) {
    const NgSubject *subject = g_ptr_array_index (subjects, i);
    int layer;

    if (strcmp (subject->net, first->net) != 0) {
      ng_edit_fail_apart (error);
      return NULL;
    }
    if (subject->kind != NG_PICK_VERTEX)
      continue;
    layer = ng_edit_find_layer (place, subject, error);
    if (layer < 0)
      return NULL;
    is_member[layer] = TRUE;
  }
  return g_steal_pointer (&is_member);
}

NgNet *
ng_edit_group (
    NgNet *root, const GPtrArray *subjects, const char *name, NgSubject **added, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autofree gboolean *is_member = find_members (&place, root, subjects, error);
  g_autoptr (NgNet) net = NULL;
  gsize index;

  if (is_member == NULL)
    return NULL;
  net = ng_net_group (place.net, is_member, name != NULL ? name : "group", &index, error);
  if (net == NULL)
    return NULL;
  if (added != NULL)
    *added = ng_subject_of_layer (net, place.path, index);
  return ng_edit_put_back (&place, g_steal_pointer (&net), error);
}

NgNet *
ng_edit_ungroup (NgNet *root, const NgSubject *subject, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  int index;

  if (!ng_edit_open_place (&place, root, subject->net, error))
    return NULL;
  index = ng_edit_find_layer (&place, subject, error);
  if (index < 0)
    return NULL;
  return ng_edit_put_back (&place, ng_net_ungroup (place.net, (gsize) index, error), error);
}

/* ---- copies ---- */

NgNet *
ng_edit_copy (NgNet *root, const GPtrArray *subjects, GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autofree gboolean *is_member = find_members (&place, root, subjects, error);

  return is_member != NULL ? ng_net_part (place.net, is_member, error) : NULL;
}

/* The layers of @net that are not in @before (nullable). */
static GPtrArray *
find_added (const NgNet *before, const NgNet *net, const char *path)
{
  GPtrArray *added = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);

  for (gsize l = 0; l < ng_net_n_layers (net); l++)
    if (before == NULL || ng_net_index_of_vertex (before, ng_net_vertex (net, l)) < 0)
      g_ptr_array_add (added, ng_subject_of_layer (net, path, l));
  return added;
}

/* @net is put in as one layer, which then gives way to what is in it. */
NgNet *
ng_edit_paste (NgNet *root,
               const char *path,
               NgNet *net,
               const NgSubject *at,
               GPtrArray **added,
               GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autoptr (NgLayer) layer = NULL;
  g_autoptr (NgSubject) holder = NULL;
  g_autoptr (NgNet) with_holder = NULL, pasted = NULL;
  gboolean fits = ng_net_n_inputs (net) == 1 && ng_net_n_outputs (net) == 1;

  if (root == NULL) {
    if (added != NULL)
      *added = find_added (NULL, net, "");
    return ng_net_ref (net);
  }
  layer = ng_layer_new_net (net, NULL);
  with_holder = ng_edit_add (root, path, layer, NULL, fits ? at : NULL, &holder, error);
  if (with_holder == NULL)
    return NULL;
  pasted = ng_edit_ungroup (with_holder, holder, error);
  if (pasted == NULL)
    return NULL;
  if (added != NULL)
    *added = find_added (ng_path_resolve (with_holder, path), ng_path_resolve (pasted, path), path);
  return g_steal_pointer (&pasted);
}

/* ---- parts ---- */

static gboolean
find_point (const NgNet *net, const NgSubject *subject, gboolean is_end, NgNetPoint *point)
{
  int layer = subject->kind == NG_PICK_NET_INPUT || subject->kind == NG_PICK_NET_OUTPUT ||
                      subject->id == NG_PICK_NET
                  ? -1
                  : ng_net_index_of_vertex (net, subject->id);
  NgSource source;

  *point = (NgNetPoint){ NG_POINT_LAYER, layer, (int) subject->port };
  switch (subject->kind) {
  case NG_PICK_VERTEX:
    return layer >= 0;
  case NG_PICK_OUTPUT:
    point->kind = NG_POINT_LAYER_OUTPUT;
    return layer >= 0 && subject->port < ng_layer_n_outputs (ng_net_layer (net, (gsize) layer));
  case NG_PICK_NET_INPUT:
    point->kind = NG_POINT_INPUT;
    return subject->port < ng_net_n_inputs (net);
  case NG_PICK_NET_OUTPUT:
    point->kind = NG_POINT_OUTPUT;
    return subject->port < ng_net_n_outputs (net);
  case NG_PICK_INPUT:
  case NG_PICK_EDGE:
    break;
  default:
    return FALSE;
  }
  if (layer < 0) {
    point->kind = NG_POINT_OUTPUT;
    return subject->port < ng_net_n_outputs (net);
  }
  point->kind = NG_POINT_LAYER_INPUT;
  if (subject->port >= ng_layer_n_inputs (ng_net_layer (net, (gsize) layer)))
    return FALSE;
  source = ng_net_source (net, (gsize) layer, subject->port);
  if (is_end)
    *point = (NgNetPoint){ NG_POINT_LAYER_OUTPUT, source.index, source.port };
  return !is_end || source.kind == NG_SOURCE_LAYER;
}

NgNet *
ng_edit_take (NgNet *root, const NgSubject *from, const NgSubject *to, GError **error)
{
  NgNet *net = ng_path_resolve (root, from->net);
  NgNetPoint start, end;

  if (strcmp (from->net, to->net) != 0) {
    ng_edit_fail_apart (error);
    return NULL;
  }
  if (net == NULL || !find_point (net, from, FALSE, &start)) {
    ng_edit_fail_subject (from, error);
    return NULL;
  }
  if (!find_point (net, to, TRUE, &end)) {
    ng_edit_fail_subject (to, error);
    return NULL;
  }
  return ng_net_take (net, &start, 1, &end, 1, error);
}

/* ---- what hangs together ---- */

gboolean *
ng_edit_find_reached (const NgNet *net, int index, gboolean is_downstream)
{
  gsize n = ng_net_n_layers (net);
  gboolean *is_reached = g_new0 (gboolean, n + 1);
  const int *order = ng_net_order (net);

  is_reached[index] = TRUE;
  for (gsize o = 0; o < n; o++) {
    int layer = order[is_downstream ? o : n - 1 - o];

    for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (net, (gsize) layer)); i++) {
      NgSource source = ng_net_source (net, (gsize) layer, i);

      if (source.kind != NG_SOURCE_LAYER)
        continue;
      if (is_downstream)
        is_reached[layer] |= is_reached[source.index];
      else
        is_reached[source.index] |= is_reached[layer];
    }
  }
  return is_reached;
}

/* Layers that both (the second nullable) tables mark. */
static GPtrArray *
collect_layers (const NgNet *net, const char *path, const gboolean *a, const gboolean *b)
{
  GPtrArray *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);

  for (gsize l = 0; l < ng_net_n_layers (net); l++)
    if (a[l] && (b == NULL || b[l]))
      g_ptr_array_add (subjects, ng_subject_of_layer (net, path, l));
  return subjects;
}

static GPtrArray *
find_stream (NgNet *root, const NgSubject *subject, gboolean is_downstream)
{
  g_autofree gboolean *is_reached = NULL;
  NgNet *net;
  int layer;

  if (!ng_subject_resolve (subject, root, &net, &layer) || layer < 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  is_reached = ng_edit_find_reached (net, layer, is_downstream);
  return collect_layers (net, subject->net, is_reached, NULL);
}

GPtrArray *
ng_edit_upstream (NgNet *root, const NgSubject *subject)
{
  return find_stream (root, subject, FALSE);
}

GPtrArray *
ng_edit_downstream (NgNet *root, const NgSubject *subject)
{
  return find_stream (root, subject, TRUE);
}

GPtrArray *
ng_edit_between (NgNet *root, const NgSubject *a, const NgSubject *b)
{
  g_autofree gboolean *is_behind = NULL, *is_before = NULL;
  NgNet *net;
  int first, last;

  if (strcmp (a->net, b->net) != 0 || !ng_subject_resolve (a, root, &net, &first) ||
      !ng_subject_resolve (b, root, &net, &last) || first < 0 || last < 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  is_behind = ng_edit_find_reached (net, first, TRUE);
  if (!is_behind[last]) {
    int other = first;

    first = last;
    last = other;
    g_free (is_behind);
    is_behind = ng_edit_find_reached (net, first, TRUE);
  }
  is_before = ng_edit_find_reached (net, last, FALSE);
  return collect_layers (net, a->net, is_behind, is_before);
}

GPtrArray *
ng_edit_alike (NgNet *root, const GPtrArray *layers)
{
  GPtrArray *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  g_autoptr (GHashTable) kinds = g_hash_table_new (NULL, NULL);
  const char *path = NULL;
  NgNet *net = NULL, *inside;
  int layer;

  for (guint i = 0; i < layers->len; i++) {
    const NgSubject *subject = layers->pdata[i];

    if (!ng_subject_resolve (subject, root, &inside, &layer) || layer < 0)
      continue;
    net = inside;
    path = subject->net;
    g_hash_table_add (kinds, (gpointer) ng_layer_class (ng_net_layer (net, (gsize) layer)));
  }
  for (gsize l = 0; net != NULL && l < ng_net_n_layers (net); l++)
    if (g_hash_table_contains (kinds, ng_layer_class (ng_net_layer (net, l))))
      g_ptr_array_add (subjects, ng_subject_of_layer (net, path, l));
  return subjects;
}

static gboolean
is_joined (const NgNet *net, gsize layer)
{
  for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (net, layer)); i++)
    if (ng_net_source (net, layer, i).kind == NG_SOURCE_LAYER)
      return TRUE;
  for (gsize o = 0; o < ng_layer_n_outputs (ng_net_layer (net, layer)); o++) {
    gsize n;
    const NgTarget *targets =
        ng_net_targets (net, (NgSource){ NG_SOURCE_LAYER, (int) layer, (int) o }, &n);

    for (gsize t = 0; t < n; t++)
      if (targets[t].index >= 0)
        return TRUE;
  }
  return FALSE;
}

NgNet *
ng_edit_clean_up (NgNet *root, const char *path, guint *n_gone, GError **error)
{
  NgNet *net = ng_path_resolve (root, path);
  gsize n = net != NULL ? ng_net_n_layers (net) : 0;
  g_autofree gboolean *is_loose = g_new0 (gboolean, n + 1);
  g_autofree gboolean *is_passed = g_new0 (gboolean, n + 1);
  g_autoptr (GPtrArray) loose = NULL, passed = NULL;
  g_autoptr (NgNet) bridged = NULL;
  gsize n_loose = 0, n_passed = 0, last = 0;

  for (gsize l = 0; l < n; l++) {
    is_loose[l] = !is_joined (net, l);
    is_passed[l] = !is_loose[l] && ng_edit_is_bypassed (ng_net_layer (net, l));
    n_loose += is_loose[l];
    n_passed += is_passed[l];
    if (is_passed[l])
      last = l;
  }
  /* A net has a layer. */
  if (n_passed > 0 && n_loose + n_passed == n)
    is_passed[last] = FALSE;
  loose = collect_layers (net, path, is_loose, NULL);
  if (n_loose == n)
    g_ptr_array_set_size (loose, 0);
  passed = collect_layers (net, path, is_passed, NULL);
  *n_gone = loose->len + passed->len;
  bridged = ng_edit_delete (root, passed, TRUE, NULL, error);
  return bridged != NULL ? ng_edit_delete (bridged, loose, FALSE, NULL, error) : NULL;
}
