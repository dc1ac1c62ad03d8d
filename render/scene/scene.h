/* NgScene: a picture as data, an immutable list of boxes, paths, glyphs, texts and images in
 * points, y downwards. Every item has a role, which a theme turns into colours when it is painted,
 * and may have a pick id, which says what of the net it depicts. */

#pragma once

#include "render/scene/metrics.h"

G_BEGIN_DECLS

typedef struct {
  float x, y;
} NgPoint;

typedef struct {
  float x, y, width, height;
} NgBox;

/* What an item is for. Names, "layer/convolution", come from ng_role_name(). The roles LAYER to
 * LAYER + NG_N_ROLE_CATEGORIES - 1, and likewise GLYPH, SIDE, TOP and BAND, are one for each
 * NgCategory, in its order. */
#define NG_N_ROLE_CATEGORIES 11
/* How many roles HEAT to HEAT + NG_N_HEAT_STEPS - 1 there are, from little to much. */
#define NG_N_HEAT_STEPS 6
/* Curves of one plot that are told apart by colour; roles SERIES and RAW are one for each. */
#define NG_N_ROLE_SERIES 6

typedef enum {
  NG_ROLE_CANVAS,
  NG_ROLE_LAYER,
  NG_ROLE_GLYPH = NG_ROLE_LAYER + NG_N_ROLE_CATEGORIES,
  NG_ROLE_SIDE = NG_ROLE_GLYPH + NG_N_ROLE_CATEGORIES, /* the side of a volume; its front: LAYER */
  NG_ROLE_TOP = NG_ROLE_SIDE + NG_N_ROLE_CATEGORIES,
  NG_ROLE_BAND = NG_ROLE_TOP + NG_N_ROLE_CATEGORIES,  /* the stronger part of a volume or box: what
                                                         follows in the same breath */
  NG_ROLE_HEAT = NG_ROLE_BAND + NG_N_ROLE_CATEGORIES, /* a layer or group, by a number */
  NG_ROLE_HEAT_UNKNOWN = NG_ROLE_HEAT + NG_N_HEAT_STEPS,
  NG_ROLE_HEAT_BAR, /* on it, as long as its share */
  NG_ROLE_GROUP,    /* a closed group */
  NG_ROLE_FRAME,    /* an open group or nested net */
  NG_ROLE_FRAME_NAME,
  NG_ROLE_INNER_BORDER, /* the second border of a nested net */
  NG_ROLE_OPENER,       /* the triangle that opens and closes */
  NG_ROLE_NAME,
  NG_ROLE_KIND,
  NG_ROLE_INDEX,
  NG_ROLE_PORT, /* the mark of a port of the net */
  NG_ROLE_PORT_NAME,
  NG_ROLE_CODER,
  NG_ROLE_SLOT,
  NG_ROLE_ANCHOR, /* where an edge meets a layer: painted as nothing, there to be found and picked
                   */
  NG_ROLE_EDGE,
  NG_ROLE_EDGE_UNKNOWN,
  NG_ROLE_EDGE_PROBLEM,
  NG_ROLE_ARROW,
  NG_ROLE_ARROW_UNKNOWN,
  NG_ROLE_ARROW_PROBLEM,
  NG_ROLE_JOINT, /* where lines branch or meet */
  NG_ROLE_LINK,  /* a line as thick as the figure's objects */
  NG_ROLE_LINK_ARROW,
  NG_ROLE_HIDDEN_LINE, /* an edge of a solid behind its faces */
  NG_ROLE_SHAPE,       /* the plain shapes of mathematical figures, and their lines */
  NG_ROLE_SHAPE_RULE,
  NG_ROLE_SIGN, /* the lines of a sign in a shape */
  NG_ROLE_WIRE,
  NG_ROLE_WIRE_HEAD, /* arrow heads, and where wires branch */
  NG_ROLE_REPEAT,    /* the frame round what is repeated */
  NG_ROLE_REPEAT_COUNT,
  NG_ROLE_MAP,      /* a feature map */
  NG_ROLE_MAP_BACK, /* every other one behind it */
  NG_ROLE_KERNEL,   /* what a window covers on a map */
  NG_ROLE_RAY,      /* from a kernel to what it makes */
  NG_ROLE_DIMENSION,
  NG_ROLE_DIMENSION_UNKNOWN,
  NG_ROLE_DIMENSION_PROBLEM,
  NG_ROLE_CHIP_PROBLEM, /* the box behind a dimension that does not fit */
  NG_ROLE_TAG,          /* where a far source is named instead of joined by a line */
  NG_ROLE_TAG_NAME,
  NG_ROLE_PROBLEM,      /* ring round a layer that something is wrong with */
  NG_ROLE_PROBLEM_MARK, /* its mark, a filled octagon */
  NG_ROLE_PROBLEM_SIGN, /* the sign in the mark */
  NG_ROLE_WARNING,
  NG_ROLE_WARNING_MARK,
  NG_ROLE_WARNING_SIGN,
  NG_ROLE_TITLE,
  NG_ROLE_COUNT,
  NG_ROLE_BADGE_UNINITIALIZED,
  NG_ROLE_BADGE_UNINITIALIZED_TEXT,
  NG_ROLE_BADGE_UNSPECIFIED,
  NG_ROLE_BADGE_UNSPECIFIED_TEXT,
  NG_ROLE_RULE, /* thin separating lines */
  NG_ROLE_TEXT,
  NG_ROLE_TEXT_FAINT, /* defaults, units */
  NG_ROLE_PLOT_BAR,
  NG_ROLE_PLOT_BEST,
  NG_ROLE_PLOT_TRACK, /* the empty part of a bar */
  NG_ROLE_PLOT_LINE,
  NG_ROLE_PLOT_AREA,
  NG_ROLE_PLOT_AXIS,
  NG_ROLE_PLOT_TEXT,
  NG_ROLE_PLOT_SERIES,
  NG_ROLE_PLOT_RAW = NG_ROLE_PLOT_SERIES + NG_N_ROLE_SERIES, /* a series before it was smoothed */
  NG_ROLE_PLOT_LAST = NG_ROLE_PLOT_RAW + NG_N_ROLE_SERIES - 1,
  NG_ROLE_IMAGE,
  NG_ROLE_SELECTION,
  NG_ROLE_HOVER,
  NG_N_ROLES
} NgRole;

/** ng_role_name: Returns: "layer/convolution", "edge/unknown", … */
const char *ng_role_name (NgRole self);
/** ng_role_from_name: Returns: whether @name is one */
gboolean ng_role_from_name (const char *name, NgRole *role);

typedef enum {
  NG_PICK_NONE,
  NG_PICK_VERTEX,    /* id: NgVertexId */
  NG_PICK_INPUT,     /* id: NgVertexId, port: input of that layer */
  NG_PICK_OUTPUT,    /* id: NgVertexId, port: output of that layer */
  NG_PICK_EDGE,      /* id: NgVertexId of the destination or NG_PICK_NET; port: its input, or output
                        of the net */
  NG_PICK_NET_INPUT, /* port: input of the net */
  NG_PICK_NET_OUTPUT, /* port: output of the net */
  NG_PICK_GROUP,      /* id: ng_scene_path() of the group's name scope */
  NG_PICK_OPENER,     /* id: ng_scene_path() of what a click opens or closes */
} NgPickKind;

#define NG_PICK_NET G_MAXUINT32

/**
 * NgPick:
 * @kind: what kind of thing it is
 * @port: which port
 * @id: which vertex or group
 * @net: in which net: 0 for the one that was drawn; of a nested net that is open, ng_scene_path()
 * of it, such as "4" or "decoder/3"
 */
typedef struct {
  guint32 kind;
  guint32 port;
  guint32 id;
  guint32 net;
} NgPick;

gboolean ng_pick_equal (NgPick a, NgPick b);

typedef enum {
  NG_ITEM_BOX,
  NG_ITEM_PATH,
  NG_ITEM_GLYPH,
  NG_ITEM_TEXT,
  NG_ITEM_IMAGE,
} NgItemKind;

typedef enum {
  NG_ALIGN_START,
  NG_ALIGN_MIDDLE,
  NG_ALIGN_END,
} NgAlign;

/* Path elements: a letter 'M', 'L', 'C' or 'Z' and its 1, 1, 3 or 0 points. */
typedef struct {
  const char *ops; /* (array length=n_ops) */
  gsize n_ops;
  const NgPoint *points;
  gsize n_points;
} NgPath;

/**
 * NgItem:
 * @bounds: without the width of the line; of a BOX the box itself, of an IMAGE where it is painted
 * @radius: BOX: of its corners
 * @x, @y: TEXT: the point of the baseline that @align speaks of; GLYPH: the upper left corner
 * @scale: GLYPH: points per unit
 * @data: PATH, GLYPH, TEXT, IMAGE: which; read it by the functions below
 */
typedef struct {
  guint8 kind;
  guint8 role;
  guint8 align;
  NgFont font;
  NgPick pick;
  NgBox bounds;
  float x, y, radius, scale;
  guint32 data;
} NgItem;

typedef struct _NgScene NgScene;

NgScene *ng_scene_ref (NgScene *self);
void ng_scene_unref (NgScene *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgScene, ng_scene_unref)

/** ng_scene_bounds: Returns: the page: all items, with a margin */
NgBox ng_scene_bounds (const NgScene *self);
gsize ng_scene_n_items (const NgScene *self);
/** ng_scene_items: Returns: (array): back to front */
const NgItem *ng_scene_items (const NgScene *self);
NgPath ng_scene_item_path (const NgScene *self, const NgItem *item);
const char *ng_scene_item_text (const NgScene *self, const NgItem *item);
/** ng_scene_item_image: Returns: (array): width × height pixels, 0xAARRGGBB, not premultiplied */
const guint32 *
ng_scene_item_image (const NgScene *self, const NgItem *item, int *width, int *height);
/** ng_scene_path: Returns: the path with that number; "" for 0 */
const char *ng_scene_path (const NgScene *self, guint32 index);
/** ng_scene_find_path: Returns: its number, or G_MAXUINT32 */
guint32 ng_scene_find_path (const NgScene *self, const char *path);

/**
 * ng_scene_find:
 * @box: (out) (optional): its box: of a vertex the node, of an edge the bounds of its line
 *
 * Cost: constant.
 *
 * Returns: whether the scene depicts @pick
 */
gboolean ng_scene_find (const NgScene *self, NgPick pick, NgBox *box);

/** NgItemFunc: called for items back to front */
typedef void (*NgItemFunc) (const NgScene *scene, const NgItem *item, gpointer data);

/**
 * ng_scene_foreach_in:
 *
 * Calls @func for every item whose bounds, grown by its line, meet @box, in painting order.
 * Cost: what is found, and one step for every cell of the scene's grid in @box.
 */
void ng_scene_foreach_in (const NgScene *self, const NgBox *box, NgItemFunc func, gpointer data);

G_END_DECLS
