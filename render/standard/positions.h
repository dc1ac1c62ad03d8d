/* NgPositions: where layers, groups and ports of a net stand that somebody has moved, and how its
 * connections are drawn. They are known by path; what stands in an open group is placed within that
 * group, and nowhere else. */

#pragma once

#include "core/graph/net.h"
#include "render/layout/layout.h"

G_BEGIN_DECLS

typedef enum {
  NG_POSITION_LAYER, /* "conv1", "decoder/3" */
  NG_POSITION_GROUP, /* a name scope: "layer.0/attn" */
  NG_POSITION_INPUT, /* of the net that is drawn: "Input", "decoder/Input" */
  NG_POSITION_OUTPUT,
  NG_N_POSITION_KINDS
} NgPositionKind;

/**
 * NgPosition:
 * @direction: of the flow; each has places of its own
 * @path: of the layer, group or port
 * @group: path of the open group that it stands in, "" where it stands in a net
 * @at: upper left corner in points, counted from where its net or group begins if nothing is moved
 */
typedef struct {
  NgDirection direction;
  NgPositionKind kind;
  const char *path;
  const char *group;
  NgPoint at;
} NgPosition;

/* How connections run. */
typedef enum {
  NG_WIRES_SPLINE,
  NG_WIRES_ORTHOGONAL, /* along the two axes only */
} NgWires;

/* Coordinates that a place may have, at most. */
#define NG_MAX_POSITION 4000000

/* A value once it is shared; whoever has made it may change it before. %NULL is none at all. */
typedef struct _NgPositions NgPositions;

NgPositions *ng_positions_new (void);
/** ng_positions_load: Returns: (transfer full) (nullable): those in a .netgraph file; where they
 *   cannot be read, a warning says so; @diagnostics: (element-type NgDiagnostic) */
NgPositions *ng_positions_load (const char *path, GPtrArray *diagnostics);

/* Under this name they stand in the metadata of a .netgraph file. */
#define NG_POSITIONS_NOTE "netgraph.layout"

/** ng_positions_copy: @self: (nullable); Returns: (transfer full): to be changed */
NgPositions *ng_positions_copy (const NgPositions *self);
NgPositions *ng_positions_ref (NgPositions *self);
void ng_positions_unref (NgPositions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgPositions, ng_positions_unref)

/** ng_positions_set: what stands there from now on; texts are copied, coordinates bounded */
void ng_positions_set (NgPositions *self, const NgPosition *place);
/** ng_positions_forget: Returns: whether that had a place */
gboolean ng_positions_forget (NgPositions *self,
                              NgDirection direction,
                              NgPositionKind kind,
                              const char *path);
/**
 * ng_positions_set_apart:
 * @is_repeat: whether it is what repeats
 * @path: of a name scope; or of the layer that a repeat begins with, "+", and how many layers more
 * there are in a copy
 * @is_apart: whether its layers are shown as if they were in no group
 */
void
ng_positions_set_apart (NgPositions *self, gboolean is_repeat, const char *path, gboolean is_apart);
/** ng_positions_is_apart: @self: (nullable) */
gboolean ng_positions_is_apart (const NgPositions *self, gboolean is_repeat, const char *path);
/** ng_positions_n_apart: Returns: groups that are taken apart; @self: (nullable) */
gsize ng_positions_n_apart (const NgPositions *self);
/** ng_positions_list_apart: Returns: (transfer container) (element-type utf8): in order */
GPtrArray *ng_positions_list_apart (const NgPositions *self, gboolean is_repeat);
/** ng_positions_apart: Returns: (transfer full): the repeats that are taken apart, as
 *   ng_repeat_finder_new() wants to be told of them, and @more; @self, @more: (nullable) */
char **ng_positions_apart (const NgPositions *self, const char *const *more);
/** ng_positions_forget_apart: all groups are shown again */
void ng_positions_forget_apart (NgPositions *self);

/** ng_positions_forget_all: of one flow */
void ng_positions_forget_all (NgPositions *self, NgDirection direction);

/** ng_positions_find: Returns: (transfer none) (nullable): where that stands; @self: (nullable) */
const NgPosition *ng_positions_find (const NgPositions *self,
                                     NgDirection direction,
                                     NgPositionKind kind,
                                     const char *path);
/** ng_positions_size: Returns: how many places there are; @self: (nullable) */
gsize ng_positions_size (const NgPositions *self);
/** ng_positions_is_empty: Returns: whether all is as if nobody had touched it; @self: (nullable) */
gboolean ng_positions_is_empty (const NgPositions *self);
/** ng_positions_list: Returns: (transfer container) (element-type NgPosition): in an order of their
 * own, the same for equal places */
GPtrArray *ng_positions_list (const NgPositions *self);
/** ng_positions_equal: @a, @b: (nullable) */
gboolean ng_positions_equal (const NgPositions *a, const NgPositions *b);

void ng_positions_set_wires (NgPositions *self, NgWires wires);
/** ng_positions_wires: @self: (nullable) */
NgWires ng_positions_wires (const NgPositions *self);

/** ng_positions_set_cut: whether a connection is drawn as a pair of tags; @is_output: whether it
 *   leads to an output of a net, @path to that: "Output", "decoder/Output"; else to an input of a
 *   layer: "add/2", "decoder/conv/Input" */
void
ng_positions_set_cut (NgPositions *self, gboolean is_output, const char *path, gboolean is_cut);
/** ng_positions_is_cut: @self: (nullable) */
gboolean ng_positions_is_cut (const NgPositions *self, gboolean is_output, const char *path);
/** ng_positions_n_cuts: @self: (nullable) */
gsize ng_positions_n_cuts (const NgPositions *self);
/** ng_positions_list_cuts: Returns: (transfer container) (element-type utf8): paths, sorted */
GPtrArray *ng_positions_list_cuts (const NgPositions *self, gboolean is_output);

/**
 * ng_positions_follow:
 * @self: (nullable): of @from
 * @to: a net that was made from @from
 *
 * Vertices stay what they are whatever their layers are called, so places go with them; those of
 * layers that are gone are forgotten.
 *
 * Returns: (transfer full) (nullable): the same places of @to
 */
NgPositions *ng_positions_follow (NgPositions *self, const NgNet *from, const NgNet *to);

/**
 * ng_positions_print:
 *
 * Returns: (transfer full): JSON, the same for equal places: {"right": {"layers": {"conv1": [10,
 * 20], "a/b": [5, 0, "a"]}, "groups": …, "inputs": …, "outputs": …}, "down": …, "up": …,
 * "wires": "orthogonal", "tags": {"inputs": ["add/2"], "outputs": ["Output"]}}; a third element is
 * the group
 */
char *ng_positions_print (const NgPositions *self);
/**
 * ng_positions_parse:
 *
 * Members of other names are skipped, for the sake of later versions.
 *
 * Fails with: "Layout::places"; what ng_json_parse() says.
 *
 * Returns: (transfer full) (nullable): the places
 */
NgPositions *ng_positions_parse (const char *text, gsize length, GError **error);

G_END_DECLS
