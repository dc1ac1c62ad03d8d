/* NgAncestry: a tree that grows at its leaves, and the nearest common ancestor of two nodes of it.
 *
 * Each node knows its parent and one ancestor further up, chosen as in skew-binary numbers, so that
 * any ancestor is reached in steps that are logarithmic in the depth. (E. W. Myers, An applicative
 * random-access stack, 1983.) */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int *parent, *jump, *depth;
  guint64 work;
} NgAncestry;

/** ng_ancestry_init: nodes 0 … @n - 1, none of them in the tree */
void ng_ancestry_init (NgAncestry *self, int n);
void ng_ancestry_clear (NgAncestry *self);
/** ng_ancestry_add: @parent: a node of the tree, or -1 for a root */
void ng_ancestry_add (NgAncestry *self, int node, int parent);
/** ng_ancestry_meet: Returns: the nearest node that is @a or an ancestor of it, and @b or an
 *   ancestor of that; -1 where there is none */
int ng_ancestry_meet (NgAncestry *self, int a, int b);

G_END_DECLS
