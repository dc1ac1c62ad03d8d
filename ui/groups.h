/* NgGroup: what is gathered in a group of the picture, and what its user wants to see gathered. */

#pragma once

#include "ui/document.h"

G_BEGIN_DECLS

/**
 * NgGroup:
 * @title: "×12", "2 of 12", or the path of a name scope
 * @names: in the net, what the names of its layers begin with, without the slash; "" for nothing
 * @repeat: (nullable): of what repeats and its copies: what NgPositions knows it by, in the
 * outermost net
 * @layers: (element-type int): in the order of the flow
 */
typedef struct {
  char *title, *names, *repeat;
  GArray *layers;
} NgGroup;

/** ng_group_new: @rules: (nullable): what layers are gathered by. Returns: (transfer full)
 * (nullable): the group that @subject is; %NULL where there is none */
NgGroup *ng_group_new (NgNet *root, const NgScopeRules *rules, const NgSubject *subject);
void ng_group_free (NgGroup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgGroup, ng_group_free)

/** ng_group_words: @path: of a group. Returns: (transfer full): what people call it, as far as its
 *   path tells; in no time, for tooltips */
char *ng_group_words (const char *path);

/** ng_groups_around: Returns: (transfer full) (element-type utf8): paths of the groups that a layer
 *   lies in, of those too that the nets around it lie in */
GPtrArray *ng_groups_around (NgNet *root, const NgScopeRules *rules, const NgSubject *layer);

/** ng_group_take_apart: the layers of the group at @subject are in no group any more, or in the one
 *   around it, as a new revision. Returns: whether there is such a group */
gboolean ng_group_take_apart (NgDocument *document, const NgSubject *subject);
/** ng_groups_gather: all that were taken apart are groups again. Returns: whether there were some
 */
gboolean ng_groups_gather (NgDocument *document);

G_END_DECLS
