/* What one does by hand to the places of layers: each new positions out of what the picture shows,
 * pushed as one revision with a label. No widget in sight. */

#pragma once

#include "ui/document.h"

G_BEGIN_DECLS

typedef enum {
  NG_ALIGN_LEFTS,
  NG_ALIGN_CENTERS,
  NG_ALIGN_RIGHTS,
  NG_ALIGN_TOPS,
  NG_ALIGN_MIDDLES,
  NG_ALIGN_BOTTOMS,
} NgAlignment;

/** NgArrangeItem: something that is selected, stands in the picture and can be moved
 * @position: where it stands; see NgPositions
 * @box: in the scene */
typedef struct {
  NgPosition position;
  NgBox box;
} NgArrangeItem;

/** ng_arrange_items: Returns: (transfer full) (element-type NgArrangeItem): all of those; what lies
 *   inside something else that is selected goes with it and is left out */
GArray *ng_arrange_items (NgDocument *document);
/** ng_arrange_moved: Returns: (transfer full): the document's positions with all of @items moved */
NgPositions *ng_arrange_moved (NgDocument *document, const GArray *items, float dx, float dy);
/** ng_arrange_label: Returns: (transfer full): "Move conv1", "Move 3 Layers" */
char *ng_arrange_label (const GArray *items);

/** ng_arrange_nudge: moves what is selected; the same again and again is one revision. Returns:
 *   whether anything was there to move */
gboolean ng_arrange_nudge (NgDocument *document, float dx, float dy);
/** ng_arrange_align: Returns: whether two or more were there to be aligned */
gboolean ng_arrange_align (NgDocument *document, NgAlignment alignment);
/** ng_arrange_distribute: makes the gaps between three or more equal; the outermost stay. Returns:
 *   whether there were so many */
gboolean ng_arrange_distribute (NgDocument *document, gboolean is_across);
/** ng_arrange_all: forgets all places. Returns: whether there were some */
gboolean ng_arrange_all (NgDocument *document);
/** ng_arrange_selected: forgets the places of what is selected. Returns: whether there were some */
gboolean ng_arrange_selected (NgDocument *document);
/** ng_arrange_is_pinned: Returns: whether @subject stays where somebody has put it */
gboolean ng_arrange_is_pinned (NgDocument *document, const NgSubject *subject);
/** ng_arrange_pin: what is selected stays where it is, or, if all of it does already, no longer.
 *   Returns: whether anything is selected that can be pinned */
gboolean ng_arrange_pin (NgDocument *document);

/* In arrange-wires.c. */
void ng_arrange_set_wires (NgDocument *document, NgWires wires);
/** ng_arrange_tags: draws the connections that are selected as pairs of tags, or, if all of them
 * are already, as lines. Returns: whether there are such */
gboolean ng_arrange_tags (NgDocument *document);

/** ng_arrange_grouped: Returns: (transfer full): the document's positions for @root, in which some
 *   layers have become @group, which stands where they began; in arrange-group.c */
NgPositions *ng_arrange_grouped (NgDocument *document, NgNet *root, const NgSubject *group);
/** ng_arrange_ungrouped: Returns: (transfer full): the same for @root, in which the layers inside
 *   @group, a layer of the document's net, stand in its place */
NgPositions *ng_arrange_ungrouped (NgDocument *document, NgNet *root, const NgSubject *group);

G_END_DECLS
