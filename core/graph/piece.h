/* NgPiece: some layers of a net that lie together, inferred by themselves.
 *
 * A piece is a net itself: these layers, what comes in from outside as its inputs, and all that is
 * known of its wires. A wire that a layer outside makes or reads is at the border. The inference of
 * a piece gives up as soon as anything at the border would have to change. */

#pragma once

#include "core/graph/net-private.h"

G_BEGIN_DECLS

/**
 * NgPiece:
 * @layers: (element-type guint): which layers of @whole, ascending
 * @wires: (element-type guint): which wire of @whole each of its wires is, inputs first
 * @place: layer of @whole -> its place in @layers + 1
 */
typedef struct {
  const NgNet *whole;
  GArray *layers, *wires;
  GHashTable *place;
} NgPiece;

/** ng_piece_begin: Returns: (transfer full): a piece without layers */
NgPiece ng_piece_begin (const NgNet *whole);
void ng_piece_clear (NgPiece *self);

/** ng_piece_add: adds a layer, unless there are @most already; -1 is none */
void ng_piece_add (NgPiece *self, int layer, guint most);
/** ng_piece_add_at_wire: adds the layer that makes a wire and those that read it, unless these are
 * many */
void ng_piece_add_at_wire (NgPiece *self, guint wire, guint most);
/** ng_piece_grow: adds the layers nearest to those of the piece, until there are @most */
void ng_piece_grow (NgPiece *self, guint most);
/** ng_piece_end: no layer is added any more */
void ng_piece_end (NgPiece *self);

/** ng_piece_inside: Returns: what an output of a layer of the piece is in the piece */
NgSource ng_piece_inside (const NgPiece *self, NgSource source);
/** ng_piece_net: Returns: (transfer full): the piece as a net; with types if the whole has them */
NgNet *ng_piece_net (NgPiece *self);
/** ng_piece_find_border: Returns: (transfer full): of each wire of ng_piece_net(), whether a layer
 *   outside makes or reads it */
guint8 *ng_piece_find_border (const NgPiece *self);
/** ng_piece_put_back: what was found of @net, the piece, into @whole, not shared yet. Returns:
 *   whether that has room for its types */
gboolean ng_piece_put_back (const NgPiece *self, const NgNet *net, NgNet *whole);

G_END_DECLS
