#include "ui/history.h"

#include "core/graph/pack.h"

typedef struct {
  NgNet *net;          /* NULL: none, or it is packed */
  NgPackedNet *packed; /* (nullable) */
  char *label, *key;
  char *text;             /* (nullable): the notation as it was written */
  GPtrArray *selected;    /* (element-type NgSubject) */
  NgPositions *positions; /* (nullable) */
  char *figure;           /* (nullable) */
} Revision;

struct _NgHistory {
  GPtrArray *revisions; /* (element-type Revision), at least one */
  guint current;
};

static void
free_revision (gpointer data)
{
  Revision *self = data;

  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_pointer (&self->packed, ng_packed_net_free);
  g_free (self->label);
  g_free (self->key);
  g_free (self->text);
  g_ptr_array_unref (self->selected);
  g_clear_pointer (&self->positions, ng_positions_unref);
  g_free (self->figure);
  g_free (self);
}

static void
set_positions (Revision *self, NgPositions *positions)
{
  NgPositions *held = ng_positions_is_empty (positions) ? NULL : ng_positions_ref (positions);

  g_clear_pointer (&self->positions, ng_positions_unref);
  self->positions = held;
}

static void
add_revision (NgHistory *self, NgNet *net, const char *label, const char *key)
{
  Revision *revision = g_new0 (Revision, 1);

  revision->net = net != NULL ? ng_net_ref (net) : NULL;
  revision->label = g_strdup (label);
  revision->key = g_strdup (key);
  revision->selected = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  g_ptr_array_add (self->revisions, revision);
}

static Revision *
current (const NgHistory *self)
{
  return g_ptr_array_index (self->revisions, self->current);
}

NgHistory *
ng_history_new (void)
{
  NgHistory *self = g_new0 (NgHistory, 1);

  self->revisions = g_ptr_array_new_with_free_func (free_revision);
  add_revision (self, NULL, "", NULL);
  return self;
}

void
ng_history_free (NgHistory *self)
{
  g_ptr_array_unref (self->revisions);
  g_free (self);
}

void
ng_history_begin (NgHistory *self, NgNet *net)
{
  g_ptr_array_set_size (self->revisions, 0);
  add_revision (self, net, "", NULL);
  self->current = 0;
}

void
ng_history_push (NgHistory *self, NgNet *net, const char *label, const char *key)
{
  Revision *before = current (self);

  g_ptr_array_set_size (self->revisions, (int) self->current + 1);
  if (key != NULL && g_strcmp0 (key, before->key) == 0) {
    NgNet *held = net != NULL ? ng_net_ref (net) : NULL;
    g_autoptr (NgPositions) followed = ng_positions_follow (before->positions, before->net, net);

    if (before->net != net)
      g_clear_pointer (&before->text, g_free);
    g_clear_pointer (&before->net, ng_net_unref);
    before->net = held;
    set_positions (before, followed);
    return;
  }
  ng_history_end_merge (self);
  add_revision (self, net, label, key);
  self->current++;
  current (self)->positions = ng_positions_follow (before->positions, before->net, net);
  current (self)->figure = g_strdup (before->figure);
  if (before->net == net)
    current (self)->text = g_strdup (before->text);
  for (guint i = 0; i < before->selected->len; i++)
    g_ptr_array_add (current (self)->selected, ng_subject_copy (before->selected->pdata[i]));
}

void
ng_history_end_merge (NgHistory *self)
{
  g_clear_pointer (&current (self)->key, g_free);
}

void
ng_history_set_text (NgHistory *self, const char *text)
{
  Revision *revision = current (self);

  g_free (revision->text);
  revision->text = g_strdup (text);
}

const char *
ng_history_text (const NgHistory *self)
{
  return current (self)->text;
}

void
ng_history_set_positions (NgHistory *self, NgPositions *positions)
{
  set_positions (current (self), positions);
}

NgPositions *
ng_history_positions (const NgHistory *self)
{
  return current (self)->positions;
}

void
ng_history_set_figure (NgHistory *self, const char *figure)
{
  char *copy = g_strdup (figure);

  g_free (current (self)->figure);
  current (self)->figure = copy;
}

const char *
ng_history_figure (const NgHistory *self)
{
  return current (self)->figure;
}

NgNet *
ng_history_net (const NgHistory *self)
{
  return current (self)->net;
}

/* A revision that was packed can be unpacked as long as the neighbour that it was packed with, the
 * one on the side of the current revision, is whole. So those nearest the current one come last. */
static void
pack (Revision *self, NgNet *base)
{
  if (self->net == NULL || base == NULL || !ng_net_is_held_once (self->net))
    return;
  self->packed = ng_net_pack (self->net, base);
  g_clear_pointer (&self->net, ng_net_unref);
}

void
ng_history_compact (NgHistory *self)
{
  Revision **revisions = (Revision **) self->revisions->pdata;

  for (guint i = 0; i + 1 < self->current; i++)
    pack (revisions[i], revisions[i + 1]->net);
  for (guint i = self->revisions->len - 1; i > self->current + 1; i--)
    pack (revisions[i], revisions[i - 1]->net);
}

/* Goes to a neighbour of the current revision. */
static void
go_to (NgHistory *self, guint index)
{
  NgNet *base = ng_history_net (self);
  Revision *revision;

  self->current = index;
  revision = current (self);
  if (revision->packed != NULL)
    revision->net = ng_packed_net_unpack (revision->packed, base);
  g_clear_pointer (&revision->packed, ng_packed_net_free);
}

GPtrArray *
ng_history_selected (const NgHistory *self)
{
  return current (self)->selected;
}

gboolean
ng_history_can_undo (const NgHistory *self)
{
  return self->current > 0;
}

gboolean
ng_history_can_redo (const NgHistory *self)
{
  return self->current + 1 < self->revisions->len;
}

static const char *
undo_label (const NgHistory *self)
{
  return ng_history_can_undo (self) ? current (self)->label : NULL;
}

static const char *
redo_label (const NgHistory *self)
{
  return ng_history_can_redo (self)
             ? ((const Revision *) self->revisions->pdata[self->current + 1])->label
             : NULL;
}

const char *
ng_history_undo (NgHistory *self)
{
  const char *label = undo_label (self);

  if (label == NULL)
    return NULL;
  ng_history_end_merge (self);
  go_to (self, self->current - 1);
  ng_history_end_merge (self);
  return label;
}

const char *
ng_history_redo (NgHistory *self)
{
  const char *label = redo_label (self);

  if (label != NULL)
    go_to (self, self->current + 1);
  return label;
}
