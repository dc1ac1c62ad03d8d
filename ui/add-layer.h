/* Putting one layer into the net of a document: where somebody points at, what would become of it
 * there, and doing it. */

#pragma once

#include "ui/document.h"
#include "ui/layer-words.h"
#include "ui/subject.h"

G_BEGIN_DECLS

/**
 * NgPlacement:
 * @path: of the net that the layer comes into
 * @at: (nullable): what it is put behind, or into; %NULL: it stands by itself
 * @is_branch: whether what reads @at now goes on reading it
 * @scope: (nullable): what its name begins with: that of a group of layers, in the net
 * @has_point: whether somebody has put it at a place, where it then stays
 * @point: the middle of that place, in the scene; the nearest free one is taken
 */
typedef struct {
  char *path;
  NgSubject *at;
  gboolean is_branch;
  char *scope;
  gboolean has_point;
  NgPoint point;
} NgPlacement;

void ng_placement_clear (NgPlacement *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NgPlacement, ng_placement_clear)

/**
 * ng_placement_at:
 * @root: (nullable)
 * @rules: (nullable): what layers are gathered by
 * @path: of the net that is meant where nothing is pointed at
 * @subject: (nullable): what is pointed at, or selected
 * @goes_inside: whether a layer that is a net stands for the end of what is inside
 *
 * Returns: the place that @subject means: behind a layer or an output, into an edge, in front of an
 *   input, behind the last layer of a group; beside all for anything else
 */
NgPlacement ng_placement_at (NgNet *root,
                             const NgScopeRules *rules,
                             const char *path,
                             const NgSubject *subject,
                             gboolean goes_inside);

/** ng_placement_of_wire: Returns: the place at the other end of a wire from @port: behind a port
 *   that gives, besides what reads it already, or in front of one that takes */
NgPlacement ng_placement_of_wire (NgNet *root, const NgSubject *port);

/**
 * NgTrial:
 * @shape: what the layer would give there, "20×24×24"; parts that are not known are "?"
 * @reason: (nullable): why it does not fit, a sentence; %NULL where it does
 * @is_close: whether it is made for what comes by the wire: by itself it takes arrays of just that
 *   rank, of several levels
 */
typedef struct {
  char *shape;
  char *reason;
  gboolean is_close;
} NgTrial;

void ng_trial_free (NgTrial *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgTrial, ng_trial_free)

/** ng_trial_new: Returns: (transfer full): what would become of @layer there; @root: (nullable).
 *   Cost: that of an edit */
NgTrial *ng_trial_new (NgNet *root, NgLayer *layer, const NgPlacement *placement);

/** ng_port_trial_new: Returns: (transfer full): what would become of the net at @path of @word, of
 *   ng_port_word() */
NgTrial *ng_port_trial_new (NgNet *root, const char *path, const NgLayerWord *word);

/** ng_set_port: gives the port of @word of the net at @path its type, as one revision; fails with:
 *   what ng_edit_set_port() says */
gboolean
ng_set_port (NgDocument *document, const char *path, const NgLayerWord *word, GError **error);

/** ng_place_added: @net: that of @document with @added put @placement, which may have to stand
 *   somewhere by hand: where it was let go, or behind a layer that was put where it is; the nearest
 *   free place is taken, or what is behind it slides on. Returns: (transfer full) (nullable): the
 *   positions of @net then; %NULL where it stands as if nobody had moved anything; in add-place.c
 */
NgPositions *ng_place_added (NgDocument *document,
                             NgNet *net,
                             const NgPlacement *placement,
                             const NgSubject *added);

/**
 * ng_add_layer:
 *
 * Puts @layer there, as one revision, and selects it.
 *
 * Fails with: what ng_edit_add() says.
 */
gboolean
ng_add_layer (NgDocument *document, NgLayer *layer, const NgPlacement *placement, GError **error);

/* A layer that is dragged. */
#define NG_TYPE_DRAGGED_LAYER (ng_dragged_layer_get_type ())
GType ng_dragged_layer_get_type (void);
/* A word that means a new input or output of the net, dragged. */
#define NG_TYPE_DRAGGED_PORT (ng_dragged_port_get_type ())
GType ng_dragged_port_get_type (void);

/** ng_new_port_trial: Returns: (transfer full): whether what @subject (nullable) means can have a
 *   new input or output of the net */
NgTrial *ng_new_port_trial (NgNet *root, gboolean is_output, const NgSubject *subject);

G_END_DECLS
