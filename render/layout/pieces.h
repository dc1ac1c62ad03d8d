/* NgPieces: a long layout cut into pieces that lie beside one another, like the lines of a text,
 * where nothing but one line passes. That line goes on at the beginning of the next piece. Rows of
 * wrap.h are another thing: they end where many lines pass, and lines along the axes could not turn
 * there. */

#pragma once

#include "render/layout/layout.h"

G_BEGIN_DECLS

typedef struct _NgPieces NgPieces;

/**
 * ng_pieces_new:
 * @layout: with orthogonal lines; borrowed, as are @edges
 * @gap: points between two pieces, where the line goes back
 *
 * Cost: n log n in nodes and points.
 */
NgPieces *
ng_pieces_new (const NgLayout *layout, const NgLayoutEdge *edges, NgDirection direction, float gap);
void ng_pieces_free (NgPieces *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgPieces, ng_pieces_free)

/**
 * ng_pieces_cut:
 * @n: pieces, 1 or more
 * @width, @height: (out): of all of them side by side
 *
 * Chooses cuts so that the longest piece is as short as can be.
 *
 * Returns: whether there are places for so many cuts
 */
gboolean ng_pieces_cut (NgPieces *self, int n, float *width, float *height);

/** ng_pieces_apply: @layout: the one of ng_pieces_new(), cut as ng_pieces_cut() said last; @radius:
 * of the corners of the lines that go back */
void ng_pieces_apply (const NgPieces *self, NgLayout *layout, float radius);

G_END_DECLS
