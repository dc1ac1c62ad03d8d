/* What canvas.c and canvas-input.c share. */

#pragma once

#include "ui/canvas.h"
#include "ui/tiles.h"

G_BEGIN_DECLS

/* Logical pixels per point at zoom 1. */
#define NG_CANVAS_POINT (96.0 / 72.0)

typedef struct _NgWire NgWire;
typedef struct _NgKnife NgKnife;
typedef struct _NgMove NgMove;
typedef struct _NgMotion NgMotion;

/** NgCanvasView: what is shown and how */
typedef struct {
  NgScene *scene;
  double x, y, scale;
} NgCanvasView;

/* What keys walk through. */
typedef struct {
  NgPick pick;
  NgBox box;
} NgStop;

struct _NgCanvas {
  GtkWidget parent_instance;

  NgDocument *document;
  NgExperiment *experiment;
  NgTiles *tiles;
  NgScene *scene;      /* the one the view was placed for */
  char *inside;        /* path of the net that it is of */
  GHashTable *views;   /* path -> how the net there was seen last; or NULL */
  GArray *order;       /* (element-type NgStop): what Tab walks through, along the flow; or NULL */
  guint access_source; /* lets what screen readers see follow the view */
  const NgTheme *theme;

  double x, y;  /* point of the scene at the widget's upper left corner */
  double scale; /* logical pixels per point */
  gboolean is_placed;
  gboolean is_fitted; /* whether the whole net stays in view when the widget changes its size */
  int width, height;  /* of the widget when the view was last placed */
  gboolean is_complete;
  NgSubject *anchor;    /* what stays where it is in the next picture, or NULL */
  gboolean is_arranged; /* whether the next picture is of the same net, arranged otherwise */

  NgCanvasNote note; /* (nullable) */
  gpointer note_owner;

  /* Values that passed, drawn on the picture. */
  GPtrArray *pins;   /* (element-type NgSubject) */
  GHashTable *plots; /* NgTensor -> NgScene, for as long as the values are the experiment's */
  gboolean shows_values;
  guint n_values;
  guint n_pins;              /* that the last frame showed */
  float legends_end;         /* logical pixels: where those end that are drawn */
  guint n_striped, n_badges; /* in the last frame: connections, and layers where it begins */

  /* Input. */
  gboolean is_read_only;
  NgSubject *hover;
  GPtrArray
      *carriers; /* (element-type NgSubject): the connections that carry it, if it is a value */
  double pointer_x, pointer_y;
  gboolean has_pointer;
  NgWire *wire;                /* that is being drawn, or NULL */
  NgSubject *chain;            /* where a wire begins when the next picture is there; or NULL */
  NgKnife *knife;              /* that cuts through wires, or NULL */
  NgMove *move;                /* what is being moved, or NULL */
  NgMotion *motion;            /* of one picture into the next, or NULL */
  gboolean has_band;           /* whether a drag draws a rubber band */
  gboolean is_panning;         /* whether it moves the picture */
  double press_x, press_y;     /* where the button went down */
  double start_x, start_y;     /* where that is now, for the picture may move under a drag */
  double drag_x, drag_y;       /* from there to the pointer */
  double drag_at_x, drag_at_y; /* the pointer */
  gboolean snaps;
  guint edge_tick; /* moves the picture under what is dragged to the edge */
  gint64 edge_time;
  gboolean is_space_down;
  gboolean has_dragged;
  double pinch_scale, pinch_x, pinch_y;
  double velocity_x, velocity_y; /* pixels a second */
  guint kinetic_tick;
  gint64 kinetic_time;
  gboolean has_first;      /* whether a layer fell onto the empty canvas */
  double first_x, first_y; /* where, on the widget */
  NgTrial *drop_trial;     /* what would become of the layer that is held over the canvas */
  NgSubject *drop_subject;
};

/* Which part is seen; in canvas-view.c. */
/** ng_canvas_view_changed: draws it, and tells everybody */
void ng_canvas_view_changed (NgCanvas *self);
/** ng_canvas_clamp_view: keeps some of the net in view */
void ng_canvas_clamp_view (NgCanvas *self);
/** ng_canvas_place_first: shows all of a net that was not seen before, or as much of its beginning
 *   as can be read; the first layer of all where it fell */
void ng_canvas_place_first (NgCanvas *self);
/** ng_canvas_place_again: places the new scene so that what was opened or closed, or the selection,
 *   or what is in the middle, stays where it was in @old */
void ng_canvas_place_again (NgCanvas *self, NgScene *old);
/** ng_canvas_fits_again: Returns: whether what was shown whole still is; not where that would be
 *   too small to read */
gboolean ng_canvas_fits_again (NgCanvas *self);

/** ng_canvas_init_input: adds the controllers; in canvas-input.c */
void ng_canvas_init_input (NgCanvas *self);
/** ng_canvas_init_drop: lets files and layers be dropped; in canvas-drop.c */
void ng_canvas_init_drop (NgCanvas *self);
/** ng_canvas_snapshot_drop: appends what would become of what is held over the canvas */
void ng_canvas_snapshot_drop (NgCanvas *self, GtkSnapshot *snapshot);
/** ng_canvas_snapshot_highlight: appends @subject (nullable) once more, in the look of @role */
void ng_canvas_snapshot_highlight (NgCanvas *self,
                                   GtkSnapshot *snapshot,
                                   const NgSubject *subject,
                                   NgRole role);
/** ng_canvas_snapshot_values: appends the values that are pinned or shown; in canvas-values.c */
void ng_canvas_snapshot_values (NgCanvas *self, GtkSnapshot *snapshot);
/** ng_canvas_snapshot_heat: appends what the colours of layers mean, behind
 *   ng_canvas_snapshot_flow(); in canvas-flow.c */
void ng_canvas_snapshot_heat (NgCanvas *self, GtkSnapshot *snapshot);
/** ng_canvas_snapshot_flow: appends what the last run says of connections; in canvas-flow.c */
void ng_canvas_snapshot_flow (NgCanvas *self, GtkSnapshot *snapshot);
/** ng_canvas_rgba: Returns: the colour as GTK has it */
GdkRGBA ng_canvas_rgba (NgColor color);
/** ng_canvas_forget_plots: the values are others now */
void ng_canvas_forget_plots (NgCanvas *self);
/** ng_canvas_set_hover: (transfer full) (nullable); in canvas-hover.c */
void ng_canvas_set_hover (NgCanvas *self, NgSubject *subject);
/** ng_canvas_snapshot_hover: appends it, lit up, and what carries the same value */
void ng_canvas_snapshot_hover (NgCanvas *self, GtkSnapshot *snapshot);
/** ng_canvas_find_box: Returns: whether @subject, or what hides it, is in the picture, and where in
 *   the scene */
gboolean ng_canvas_find_box (NgCanvas *self, const NgSubject *subject, NgPick *pick, NgBox *box);
/** ng_canvas_stops: Returns: (transfer none) (element-type NgStop): of the scene, along the flow */
GArray *ng_canvas_stops (NgCanvas *self);
/* What screen readers see; in canvas-access.c. */
/** ng_canvas_note: Returns: (transfer full) (nullable): what more there is to say of @subject */
char *ng_canvas_note (NgCanvas *self, const NgSubject *subject);
/** ng_canvas_access_changed: the picture or the view is another one */
void ng_canvas_access_changed (NgCanvas *self);
/** ng_canvas_access_selected: the selection is another one; the focus, where the canvas has it,
 *   follows */
void ng_canvas_access_selected (NgCanvas *self);
/** ng_canvas_access_focus: Returns: (transfer none) (nullable): the child that is selected */
GtkWidget *ng_canvas_access_focus (NgCanvas *self);
void ng_canvas_access_allocate (NgCanvas *self);
/** ng_canvas_shows_selection: Returns: whether keys would walk on from what is selected */
gboolean ng_canvas_shows_selection (NgCanvas *self);
/* Wires drawn by hand; in canvas-wire.c. */
/** ng_canvas_init_wire: adds what moves a wire that no button holds */
void ng_canvas_init_wire (NgCanvas *self);
/** ng_canvas_port_at: Returns: (transfer full) (nullable): the port that a point of the widget
 *   means, where a wire can begin */
NgSubject *ng_canvas_port_at (NgCanvas *self, double x, double y);
/** ng_canvas_wire_begin: Returns: whether a wire begins there */
gboolean ng_canvas_wire_begin (NgCanvas *self, double x, double y);
gboolean ng_canvas_wire_is_drawn (NgCanvas *self);
void ng_canvas_wire_move (NgCanvas *self, double x, double y);
/** ng_canvas_wire_end: lets go of it; @goes_on: whether the next one begins at the layer that it
 *   reached. Returns: whether anything came of it */
gboolean ng_canvas_wire_end (NgCanvas *self, gboolean goes_on);
/** ng_canvas_wire_continue: begins the next wire, where one was to follow and its net is drawn */
void ng_canvas_wire_continue (NgCanvas *self);
void ng_canvas_wire_cancel (NgCanvas *self);
void ng_canvas_snapshot_wire (NgCanvas *self, GtkSnapshot *snapshot);
/** ng_canvas_snapshot_ring: appends a ring round a port of a layer */
void ng_canvas_snapshot_ring (NgCanvas *self, GtkSnapshot *snapshot, NgBox box, NgRole role);

/** ng_canvas_drag_to: what is dragged follows the pointer */
void ng_canvas_drag_to (NgCanvas *self, double x, double y);
/** ng_canvas_edge_follow: moves the picture while the pointer is near the edge; in canvas-edge.c */
void ng_canvas_edge_follow (NgCanvas *self);
void ng_canvas_edge_stop (NgCanvas *self);

/* Fingers; in canvas-touch.c. */
void ng_canvas_init_touch (NgCanvas *self);
/** ng_canvas_finger_pans: Returns: whether a drag from there is a finger's that moves the picture
 */
gboolean ng_canvas_finger_pans (NgCanvas *self, double x, double y);
/** ng_canvas_pinch_begin: two fingers are down, @x, @y between them; what one began is undone */
void ng_canvas_pinch_begin (NgCanvas *self, double x, double y);
/** ng_canvas_pinch_to: their distance is @scale times that at the beginning */
void ng_canvas_pinch_to (NgCanvas *self, double scale, double x, double y);

/* The knife; in canvas-knife.c. */
void ng_canvas_init_knife (NgCanvas *self);
void ng_canvas_knife_cancel (NgCanvas *self);
void ng_canvas_snapshot_knife (NgCanvas *self, GtkSnapshot *snapshot);

/* Layers moved by hand; in canvas-arrange.c. */
/** ng_canvas_move_begin: Returns: whether something is there that can be moved; it is selected */
gboolean ng_canvas_move_begin (NgCanvas *self, double x, double y);
gboolean ng_canvas_is_moving (NgCanvas *self);
/** ng_canvas_move_to: @dx, @dy: pixels from where it began; @snaps: to whole points and others */
void ng_canvas_move_to (NgCanvas *self, double dx, double dy, gboolean snaps);
void ng_canvas_move_end (NgCanvas *self);
/** ng_canvas_move_cancel: puts everything back */
void ng_canvas_move_cancel (NgCanvas *self);
void ng_canvas_snapshot_move (NgCanvas *self, GtkSnapshot *snapshot);

/** ng_canvas_snapshot_pins: appends marks of what stays where it is; in canvas-pins.c */
void ng_canvas_snapshot_pins (NgCanvas *self, GtkSnapshot *snapshot);

/* Nets inside each other; in canvas-inside.c. */
/** ng_canvas_follow_inside: Returns: whether another net is seen now that was seen before, and is
 *   placed as it was */
gboolean ng_canvas_follow_inside (NgCanvas *self);
/** ng_canvas_forget_views: the next picture is of something else */
void ng_canvas_forget_views (NgCanvas *self);

/* From picture to picture; in canvas-animate.c. */
/** ng_canvas_animate: @from: what was shown before the scene and the view of now */
void ng_canvas_animate (NgCanvas *self, const NgCanvasView *from);
void ng_canvas_animate_stop (NgCanvas *self);
/** ng_canvas_animate_enter: Returns: whether scene and view are those of a frame on the way, until
 *   ng_canvas_animate_leave() */
gboolean ng_canvas_animate_enter (NgCanvas *self, NgCanvasView *kept);
void ng_canvas_animate_leave (NgCanvas *self, const NgCanvasView *kept);
/** ng_canvas_snapshot_scene: appends the scene itself, without tiles */
void ng_canvas_snapshot_scene (NgCanvas *self, GtkSnapshot *snapshot);

void ng_canvas_stop_moving (NgCanvas *self);
/** ng_canvas_band: Returns: the rubber band, on the widget */
graphene_rect_t ng_canvas_band (NgCanvas *self);

G_END_DECLS
