/* Where the layers of a document stand that its user has moved: part of each revision. */

#include "ui/document-private.h"

const NgPositions *
ng_document_positions (NgDocument *self)
{
  return ng_history_positions (self->history);
}

NgScopeRules
ng_document_groups (NgDocument *self)
{
  return (NgScopeRules){ .repeats = ng_standard_cache_repeats (self->cache),
                         .positions = ng_document_positions (self) };
}

NgStandardCache *
ng_document_cache (NgDocument *self)
{
  return self->cache;
}

const NgPositions *
ng_document_found (NgDocument *self)
{
  return self->found;
}

static void
set_tried (NgDocument *self, NgPositions *positions)
{
  if (positions != NULL)
    ng_positions_ref (positions);
  g_clear_pointer (&self->tried, ng_positions_unref);
  self->tried = positions;
}

void
ng_document_try (NgDocument *self, NgPositions *positions)
{
  set_tried (self, positions);
  if (self->drawing != NULL)
    self->draws_again = TRUE;
  else
    ng_document_draw (self);
}

void
ng_document_arrange (NgDocument *self, NgPositions *positions, const char *label, const char *key)
{
  set_tried (self, NULL);
  ng_history_push (self->history, ng_document_net (self), label, key);
  ng_history_set_positions (self->history, positions);
  ng_document_arranged (self);
}

NgPositions *
ng_document_follow_positions (NgDocument *self, const NgNet *net)
{
  g_autoptr (NgPositions) followed =
      ng_positions_follow (ng_history_positions (self->history), ng_document_net (self), net);

  return ng_positions_copy (followed);
}

void
ng_document_push_arranged (NgDocument *self, NgNet *net, NgPositions *positions, const char *label)
{
  set_tried (self, NULL);
  ng_history_push (self->history, net, label, NULL);
  ng_history_set_positions (self->history, positions);
  ng_document_net_changed (self);
}

gboolean
ng_document_holds_positions (NgDocument *self)
{
  g_autofree char *base = self->file != NULL ? g_file_get_basename (self->file) : NULL;

  return base == NULL || g_str_has_suffix (base, ".netgraph");
}
