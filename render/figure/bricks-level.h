/* NgBrickLevel: one net while bricks are made of it: its regions and repeats, and what its nodes,
 * those of the regions, are called. */

#pragma once

#include "core/graph/repeats.h"
#include "render/figure/figure.h"

G_BEGIN_DECLS

/**
 * NgBrickLevel:
 * @outer: (nullable): the net that it is inside of
 * @layer: which layer of the outer net it is
 * @path: of the net
 * @depth: how many levels of nets in it are open; -1: none
 * @shows_skips: whether of a net that is closed and that a line skips in, that is shown
 * @is_brief: whether all else in it is told in as few words as can be
 * @is_beside: (nullable): of each input of the net, whether a net that stands beside this one feeds
 *   it, so that no line leads to the frame
 * @figure: whether layers go by their names, and other words for them
 * @inside: (element-type GArray of int): of nodes that end a link with chains inside, these
 * @served: (element-type GArray of int): of nodes, the layers aside that serve them
 * @beginning: of places in the table of members, the repeats that begin there, outermost first
 */
typedef struct _NgBrickLevel NgBrickLevel;
struct _NgBrickLevel {
  const NgBrickLevel *outer;
  int layer;
  const NgNet *net;
  const char *path;
  int depth;
  gboolean shows_skips, is_brief;
  gboolean *is_beside;
  const NgFigure *figure;
  NgRepeats *repeats;
  const NgRegions *regions;
  GArray **inside, **served, **beginning;
};

/** ng_brick_level_init: finds all of it; @outer, @net, @path and @figure are borrowed */
void ng_brick_level_init (NgBrickLevel *self,
                          NgRepeatFinder *finder,
                          const NgBrickLevel *outer,
                          const NgNet *net,
                          const char *path,
                          const NgFigure *figure,
                          int depth);
void ng_brick_level_clear (NgBrickLevel *self);

/** ng_brick_level_words: Returns: (transfer full): what the node is called */
char *ng_brick_level_words (const NgBrickLevel *self, int node);
/** ng_brick_level_category: Returns: the kind of what a layer is called by its words */
NgCategory ng_brick_level_category (const NgBrickLevel *self, int layer);
/**
 * ng_brick_level_open:
 * @path: (out) (transfer full): where the net is
 *
 * Returns: (transfer none) (nullable): the net that may be opened in place of a layer: its own, or
 *   the only one that it applies to what comes in; NULL for none. Where that is too deep, what
 *   skips in it may be shown all the same
 */
NgNet *ng_brick_level_open (const NgBrickLevel *self, int index, char **path);
/** ng_brick_level_is_skipped: Returns: whether lines part in the net and are added, multiplied or
 *   joined again, few of them side by side */
gboolean ng_brick_level_is_skipped (const NgBrickLevel *self);
/** ng_brick_level_frame_words: Returns: (transfer full) (nullable): what the frame of that net is
 *   called: "feed", of one that is applied to elements "feed, map", and of one without a name what
 *   papers call it, "bottleneck" */
char *ng_brick_level_frame_words (const NgBrickLevel *self, int index);
/** ng_brick_level_repeat: Returns: the repeat that begins at a member of a chain, right in the
 *   repeat @around or, for -1, in none of this chain; -1 for none */
int ng_brick_level_repeat (const NgBrickLevel *self, int chain, int member, int around);
/** ng_brick_level_before: Returns: the node before the link that @node ends, or -1 */
int ng_brick_level_before (const NgBrickLevel *self, int node);
/** ng_brick_level_input: Returns: the first input of @node that @source feeds, or -1 */
int ng_brick_level_input (const NgBrickLevel *self, int node, int source);
/** ng_brick_level_source_label: Returns: (transfer full) (nullable): the dimensions of what is
 * there; NULL for nothing */
char *ng_brick_level_source_label (const NgBrickLevel *self, NgSource source);
/** ng_brick_level_input_label: Returns: (transfer full) (nullable): those of what comes to an input
 *   of @node */
char *ng_brick_level_input_label (const NgBrickLevel *self, int node, int input);
/** ng_brick_level_aside: Returns: the node of the outer net that an input is fed by, if that is
 *   aside there or stands beside, so that no line leads from it to the frame; else -1 */
int ng_brick_level_aside (const NgBrickLevel *self, int node);
/** ng_brick_level_source: Returns: (transfer full): what a node that is aside is called; an input
 *   as what feeds it, outermost */
char *ng_brick_level_source (const NgBrickLevel *self, int node);
/** ng_brick_level_is_point: Returns: whether a chain is an input of a net inside and no more, which
 *   the line to its frame feeds */
gboolean ng_brick_level_is_point (const NgBrickLevel *self, int chain);
/** ng_brick_level_label: Returns: (transfer full) (nullable): the dimensions of what comes to @node
 *   from the one before */
char *ng_brick_level_label (const NgBrickLevel *self, int node);

G_END_DECLS
