#include "ui/arrange.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Returns: (transfer full) (nullable): what @subject is called among positions, if it has one */
static char *
name_subject (NgDocument *document, const NgSubject *subject, NgPositionKind *kind)
{
  NgNet *net;
  g_autofree char *name = NULL;
  int layer;

  if (!ng_subject_resolve (subject, ng_document_net (document), &net, &layer))
    return NULL;
  switch (subject->kind) {
  case NG_PICK_VERTEX:
    *kind = NG_POSITION_LAYER;
    name = ng_net_shown_name (net, (gsize) layer);
    return ng_subject_join (subject->net, name);
  case NG_PICK_GROUP:
    *kind = NG_POSITION_GROUP;
    return g_strdup (subject->group);
  case NG_PICK_NET_INPUT:
    *kind = NG_POSITION_INPUT;
    return subject->port < ng_net_n_inputs (net)
               ? ng_subject_join (subject->net, ng_net_input_name (net, subject->port))
               : NULL;
  case NG_PICK_NET_OUTPUT:
    *kind = NG_POSITION_OUTPUT;
    return subject->port < ng_net_n_outputs (net)
               ? ng_subject_join (subject->net, ng_net_output_name (net, subject->port))
               : NULL;
  default:
    return NULL;
  }
}

/* Whether something round @subject is among @paths: a net that it is in, or its open group. */
static gboolean
is_inside (GHashTable *paths, const NgSubject *subject, const NgPosition *position)
{
  g_autofree char *around = g_strdup (subject->net);
  g_autofree char *group = ng_subject_join (subject->net, position->group);

  if (*position->group != '\0' && g_hash_table_contains (paths, group))
    return TRUE;
  while (*around != '\0') {
    char *slash = strrchr (around, '/');

    if (g_hash_table_contains (paths, around))
      return TRUE;
    *(slash != NULL ? slash : around) = '\0';
  }
  return FALSE;
}

static void
clear_item (gpointer data)
{
  NgArrangeItem *item = data;

  g_free ((char *) item->position.path);
  g_free ((char *) item->position.group);
}

GArray *
ng_arrange_items (NgDocument *document)
{
  const GPtrArray *selected = ng_document_selected (document);
  const NgPositions *found = ng_document_found (document);
  NgScene *scene = ng_document_scene (document);
  GArray *items = g_array_new (FALSE, FALSE, sizeof (NgArrangeItem));
  g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_array_set_clear_func (items, clear_item);
  if (ng_document_net (document) == NULL || scene == NULL)
    return items;
  for (int round = 0; round < 2; round++)
    for (guint i = 0; i < selected->len; i++) {
      const NgSubject *subject = selected->pdata[i];
      NgPositionKind kind;
      g_autofree char *path = name_subject (document, subject, &kind);
      const NgPosition *position =
          path != NULL ? ng_positions_find (found, ng_document_direction (document), kind, path)
                       : NULL;
      NgArrangeItem item;
      NgPick pick;

      if (position == NULL)
        continue;
      if (round == 0) {
        g_hash_table_add (paths, g_steal_pointer (&path));
        continue;
      }
      if (is_inside (paths, subject, position) || !ng_subject_to_pick (subject, scene, &pick) ||
          !ng_scene_find (scene, pick, &item.box))
        continue;
      /* The picture may not have followed yet. */
      const NgPosition *set = ng_positions_find (
          ng_document_positions (document), position->direction, position->kind, position->path);
      if (set != NULL && strcmp (set->group, position->group) == 0)
        position = set;
      item.position = *position;
      item.position.path = g_strdup (position->path);
      item.position.group = g_strdup (position->group);
      g_array_append_val (items, item);
    }
  return items;
}

static NgArrangeItem *
item_at (const GArray *items, guint i)
{
  return &g_array_index (items, NgArrangeItem, i);
}

NgPositions *
ng_arrange_moved (NgDocument *document, const GArray *items, float dx, float dy)
{
  NgPositions *positions = ng_positions_copy (ng_document_positions (document));

  for (guint i = 0; i < items->len; i++) {
    NgPosition position = item_at (items, i)->position;

    position.at.x += dx;
    position.at.y += dy;
    ng_positions_set (positions, &position);
  }
  return positions;
}

char *
ng_arrange_label (const GArray *items)
{
  const char *path, *slash;

  if (items->len != 1)
    return g_strdup_printf (g_dngettext (NULL, "Move %u Layer", "Move %u Layers", items->len),
                            items->len);
  path = item_at (items, 0)->position.path;
  slash = strrchr (path, '/');
  return g_strdup_printf (_ ("Move %s"), slash != NULL ? slash + 1 : path);
}

gboolean
ng_arrange_nudge (NgDocument *document, float dx, float dy)
{
  g_autoptr (GArray) items = ng_arrange_items (document);
  g_autoptr (NgPositions) positions = NULL;
  g_autoptr (GString) key = g_string_new ("nudge");
  g_autofree char *label = NULL;

  if (items->len == 0)
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    g_string_append_printf (key, "\n%s", item_at (items, i)->position.path);
  positions = ng_arrange_moved (document, items, dx, dy);
  label = ng_arrange_label (items);
  ng_document_arrange (document, positions, label, key->str);
  return TRUE;
}

/* ---- several ---- */

static NgBox
join_boxes (const GArray *items)
{
  float left = G_MAXFLOAT, top = G_MAXFLOAT, right = -G_MAXFLOAT, bottom = -G_MAXFLOAT;

  for (guint i = 0; i < items->len; i++) {
    NgBox box = item_at (items, i)->box;

    left = MIN (left, box.x);
    top = MIN (top, box.y);
    right = MAX (right, box.x + box.width);
    bottom = MAX (bottom, box.y + box.height);
  }
  return (NgBox){ left, top, right - left, bottom - top };
}

/* By how much a box has to move to be aligned within another one. */
static NgPoint
align_box (NgBox box, NgBox all, NgAlignment alignment)
{
  float right = all.x + all.width - box.width - box.x;
  float bottom = all.y + all.height - box.height - box.y;

  switch (alignment) {
  case NG_ALIGN_LEFTS:
    return (NgPoint){ all.x - box.x, 0 };
  case NG_ALIGN_CENTERS:
    return (NgPoint){ (all.x - box.x + right) / 2, 0 };
  case NG_ALIGN_RIGHTS:
    return (NgPoint){ right, 0 };
  case NG_ALIGN_TOPS:
    return (NgPoint){ 0, all.y - box.y };
  case NG_ALIGN_MIDDLES:
    return (NgPoint){ 0, (all.y - box.y + bottom) / 2 };
  default:
    return (NgPoint){ 0, bottom };
  }
}

gboolean
ng_arrange_align (NgDocument *document, NgAlignment alignment)
{
  static const char *const labels[] = {
    N_ ("Align Left"), N_ ("Align Centers"), N_ ("Align Right"),
    N_ ("Align Top"),  N_ ("Align Middle"),  N_ ("Align Bottom")
  };
  g_autoptr (GArray) items = ng_arrange_items (document);
  g_autoptr (NgPositions) positions = ng_positions_copy (ng_document_positions (document));
  NgBox all = join_boxes (items);

  if (items->len < 2)
    return FALSE;
  for (guint i = 0; i < items->len; i++) {
    NgPosition position = item_at (items, i)->position;
    NgPoint move = align_box (item_at (items, i)->box, all, alignment);

    position.at.x += move.x;
    position.at.y += move.y;
    ng_positions_set (positions, &position);
  }
  ng_document_arrange (document, positions, _ (labels[alignment]), NULL);
  return TRUE;
}

static int
compare_x (gconstpointer a, gconstpointer b)
{
  const NgBox p = ((const NgArrangeItem *) a)->box, q = ((const NgArrangeItem *) b)->box;
  float middle_p = p.x + p.width / 2, middle_q = q.x + q.width / 2;

  return (middle_p > middle_q) - (middle_p < middle_q);
}

static int
compare_y (gconstpointer a, gconstpointer b)
{
  const NgBox p = ((const NgArrangeItem *) a)->box, q = ((const NgArrangeItem *) b)->box;
  float middle_p = p.y + p.height / 2, middle_q = q.y + q.height / 2;

  return (middle_p > middle_q) - (middle_p < middle_q);
}

gboolean
ng_arrange_distribute (NgDocument *document, gboolean is_across)
{
  g_autoptr (GArray) items = ng_arrange_items (document);
  g_autoptr (NgPositions) positions = ng_positions_copy (ng_document_positions (document));
  float filled = 0, gap, at;
  NgBox first, last;

  if (items->len < 3)
    return FALSE;
  g_array_sort (items, is_across ? compare_x : compare_y);
  for (guint i = 0; i < items->len; i++)
    filled += is_across ? item_at (items, i)->box.width : item_at (items, i)->box.height;
  first = item_at (items, 0)->box;
  last = item_at (items, items->len - 1)->box;
  at = is_across ? first.x : first.y;
  gap = (is_across ? last.x + last.width : last.y + last.height) - at - filled;
  gap /= (float) (items->len - 1);
  for (guint i = 0; i < items->len; i++) {
    const NgArrangeItem *item = item_at (items, i);
    NgPosition position = item->position;

    if (is_across)
      position.at.x += at - item->box.x;
    else
      position.at.y += at - item->box.y;
    at += (is_across ? item->box.width : item->box.height) + gap;
    ng_positions_set (positions, &position);
  }
  ng_document_arrange (document,
                       positions,
                       is_across ? _ ("Distribute Horizontally") : _ ("Distribute Vertically"),
                       NULL);
  return TRUE;
}

/* ---- pins ---- */

gboolean
ng_arrange_all (NgDocument *document)
{
  g_autoptr (NgPositions) positions = ng_positions_copy (ng_document_positions (document));
  gsize n = ng_positions_size (positions);

  ng_positions_forget_all (positions, ng_document_direction (document));
  if (ng_positions_size (positions) == n)
    return FALSE;
  ng_document_arrange (document, positions, _ ("Arrange"), NULL);
  return TRUE;
}

static gboolean
forget_items (NgPositions *positions, const GArray *items)
{
  gboolean is_any = FALSE;

  for (guint i = 0; i < items->len; i++) {
    NgPosition position = item_at (items, i)->position;

    if (ng_positions_forget (positions, position.direction, position.kind, position.path))
      is_any = TRUE;
  }
  return is_any;
}

gboolean
ng_arrange_selected (NgDocument *document)
{
  g_autoptr (GArray) items = ng_arrange_items (document);
  g_autoptr (NgPositions) positions = ng_positions_copy (ng_document_positions (document));

  if (!forget_items (positions, items))
    return FALSE;
  ng_document_arrange (document, positions, _ ("Arrange the Selection"), NULL);
  return TRUE;
}

gboolean
ng_arrange_is_pinned (NgDocument *document, const NgSubject *subject)
{
  NgPositionKind kind;
  g_autofree char *path = name_subject (document, subject, &kind);

  return path != NULL && ng_positions_find (ng_document_positions (document),
                                            ng_document_direction (document),
                                            kind,
                                            path) != NULL;
}

gboolean
ng_arrange_pin (NgDocument *document)
{
  g_autoptr (GArray) items = ng_arrange_items (document);
  g_autoptr (NgPositions) positions = ng_positions_copy (ng_document_positions (document));
  guint n_pinned = 0;

  for (guint i = 0; i < items->len; i++) {
    NgPosition p = item_at (items, i)->position;

    n_pinned += ng_positions_find (positions, p.direction, p.kind, p.path) != NULL;
    ng_positions_set (positions, &p);
  }
  if (items->len == 0)
    return FALSE;
  if (n_pinned == items->len)
    forget_items (positions, items);
  ng_document_arrange (
      document, positions, n_pinned == items->len ? _ ("Unpin") : _ ("Pin in Place"), NULL);
  return TRUE;
}
