/* What the pointer is on: lit up, and with a value all connections that carry it. */

#include "ui/canvas-private.h"

/* An output that more connections than these read is not followed. */
#define MOST_FOLLOWED 200

/* The connections that carry what @subject means, where that is a value. */
static GPtrArray *
find_carriers (NgCanvas *self, const NgSubject *subject)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  NgNet *root = ng_document_net (self->document), *net;
  const NgTarget *targets;
  NgSource source;
  gsize n;

  if (subject == NULL || root == NULL || !ng_subject_resolve (subject, root, &net, NULL) ||
      !ng_subject_source (subject, root, &source))
    return found;
  targets = ng_net_targets (net, source, &n);
  for (gsize i = 0; i < n && n <= MOST_FOLLOWED; i++) {
    NgVertexId id =
        targets[i].index >= 0 ? ng_net_vertex (net, (gsize) targets[i].index) : NG_PICK_NET;

    g_ptr_array_add (found,
                     ng_subject_new (NG_PICK_EDGE, id, (guint) targets[i].port, subject->net, ""));
  }
  return found;
}

void
ng_canvas_set_hover (NgCanvas *self, NgSubject *subject)
{
  if (ng_subject_equal (self->hover, subject)) {
    ng_subject_free (subject);
    return;
  }
  ng_subject_free (self->hover);
  g_clear_pointer (&self->carriers, g_ptr_array_unref);
  self->hover = subject;
  self->carriers = find_carriers (self, subject);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
}

void
ng_canvas_snapshot_hover (NgCanvas *self, GtkSnapshot *snapshot)
{
  if (self->hover == NULL)
    return;
  for (guint i = 0; i < self->carriers->len; i++)
    if (!ng_document_is_selected (self->document, self->carriers->pdata[i]))
      ng_canvas_snapshot_highlight (self, snapshot, self->carriers->pdata[i], NG_ROLE_HOVER);
  if (!ng_document_is_selected (self->document, self->hover))
    ng_canvas_snapshot_highlight (self, snapshot, self->hover, NG_ROLE_HOVER);
}
