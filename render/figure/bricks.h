/* NgBricks: what a block diagram shows of a net: boxes in rows along the flow, with the branches
 * that come to each, frames round nets and round what repeats. Made of regions and repeats; placed
 * by bricks-place.c. */

#pragma once

#include "core/graph/repeats.h"
#include "render/figure/figure.h"
#include "render/layout/layout.h"

G_BEGIN_DECLS

typedef struct _NgBrickRow NgBrickRow;

typedef enum {
  NG_BRICK_BOX,
  NG_BRICK_SIGN,  /* a circle in which branches are added, or the like */
  NG_BRICK_PORT,  /* plain words: an input or output of the net */
  NG_BRICK_FRAME, /* an open net, or what repeats, or both */
  NG_BRICK_POINT, /* where lines part or meet */
} NgBrickKind;

/**
 * NgBrickTie:
 * @from: branch, or -1 for the brick before the link
 * @to: branch, or the number of branches for the brick itself
 * @port: which input there
 * @source: what it leads from, where that is in a branch
 */
typedef struct {
  int from, to, port;
  NgSource source;
} NgBrickTie;

/**
 * NgBrick:
 * @words: what it says; of a frame its name, %NULL for none
 * @label: (nullable): the dimensions of what comes from the one before
 * @letters: (nullable): what letters in a frame stand for, "Cᵢ = 64, 128"
 * @category: of the layer
 * @count: how often it is repeated in a row
 * @likeness: what the copies have in common
 * @is_settled: whether somebody chose its words
 * @is_repeat: whether a frame is there for its count alone
 * @inner: (nullable): what is in a frame
 * @branches: (element-type NgBrickRow): rows that come to it beside one another
 * @beside: (nullable): a row that stands beside all of the brick, as an encoder does, and leads to
 *   the one brick in it of which @is_reached
 * @beside_node: of the net, the last of @beside; -1 for none
 * @ties: (nullable) (element-type NgBrickTie): where branches read one another, all lines between
 *   them and from and to them
 * @is_passed: whether the one before it comes to it directly too, where there are branches, and
 *   whether it comes at all, where there are none
 * @is_sealed: whether nothing stands between it and the one before
 * @notes: (element-type utf8): names of what comes to it from elsewhere
 * @outlets: (element-type utf8): names of outputs of the net that it feeds beside all else
 * @pick: what it depicts; @net: path of the net that it is in
 * @port: which input of it the one before comes to
 * @wrong_port: an input of it whose shape does not fit, or -1
 * @along: its size along the flow
 * @before, @after: how far its shape reaches to either side of the line of its row
 * @reach_before, @reach_after: likewise of all that comes to it and stands beside it
 * @u: where it begins, in its row
 * @label_u: of the middle of its label, where that is shown; else 0
 * @fork_u: where the line before it parts
 * @loop_v: how far the line past its branches leads aside
 * @layout: (nullable): where there are ties, places of the brick before, the branches and the brick
 * @layout_v: of what is first across in it
 */
typedef struct {
  NgBrickKind kind;
  char *words, *label, *letters;
  NgCategory category;
  int count;
  NgRepeatLikeness likeness;
  gboolean is_settled, is_repeat;
  NgBrickRow *inner;
  GPtrArray *branches;
  NgBrickRow *beside;
  int beside_node;
  gboolean is_reached;
  GArray *ties;
  gboolean is_passed, is_sealed;
  GPtrArray *notes, *outlets;
  NgPick pick;
  char *net;
  int port, wrong_port;
  float along, before, after, reach_before, reach_after;
  float u, label_u, fork_u, loop_v;
  NgLayout *layout;
  float layout_v;
} NgBrick;

/**
 * NgBrickRow:
 * @bricks: (element-type NgBrick): along the flow
 * @is_attached: whether it begins with what the one before its link gives
 * @is_joined: whether what it gives comes to the end of its link, to input @port
 * @n_outputs: how many outputs of its last brick other branches and the end of its link read, if
 * branches are tied; else 0
 * @label: (nullable): the dimensions of what it gives
 * @label_u: of the middle of that, where it is shown; else 0
 * @label_v: where it begins beside the line
 * @known: (nullable): the dimensions that were there last before it, and once it is placed, in it
 * @length: along the flow, from 0
 * @before, @after: how far it reaches to either side of the line through its bricks
 * @u, @v: where it begins, in the row that it is a branch of, and of its line
 */
struct _NgBrickRow {
  GPtrArray *bricks;
  gboolean is_attached, is_joined;
  int port;
  int n_outputs;
  char *label;
  float label_u, label_v;
  const char *known;
  float length, before, after;
  float u, v;
};

/**
 * NgBricks:
 * @row: all of it
 * @n_bricks: boxes, signs and ports
 */
typedef struct {
  NgBrickRow *row;
  int n_bricks;
} NgBricks;

/**
 * ng_bricks_new:
 * @depth: how deep nets in the net are open; a chain that shows one element only is no level
 * @shows_skips: whether closed nets that a line skips in show that, and else what they are made of
 * @cancellable: (nullable): once it is cancelled, repeats are sought no further
 *
 * Fails with: "Figure::suit", of the figure's form, where branches are tied to one another.
 *
 * Returns: (transfer full) (nullable): the bricks
 */
NgBricks *ng_bricks_new (NgNet *net,
                         const NgFigure *figure,
                         int depth,
                         gboolean shows_skips,
                         GCancellable *cancellable,
                         GError **error);
void ng_bricks_free (NgBricks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgBricks, ng_bricks_free)

G_END_DECLS
