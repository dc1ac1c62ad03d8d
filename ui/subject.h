/* NgSubject: something in a net that one can point at and that outlives the picture it was pointed
 * at in: layers are known by vertex, nets inside by the path of names that leads to them. */

#pragma once

#include "core/graph/net.h"
#include "render/scene/scene.h"

G_BEGIN_DECLS

/**
 * NgSubject:
 * @kind: as in a pick; %NG_PICK_NONE for the whole net
 * @id: vertex of a layer; of an edge that of its destination, or %NG_PICK_NET
 * @port: which port
 * @net: path of the net it is in, "" for the outermost
 * @group: path of a group or of what is opened; "" for all else
 */
typedef struct {
  NgPickKind kind;
  NgVertexId id;
  guint port;
  char *net;
  char *group;
} NgSubject;

/** ng_subject_new: Returns: (transfer full) */
NgSubject *
ng_subject_new (NgPickKind kind, NgVertexId id, guint port, const char *net, const char *group);
NgSubject *ng_subject_copy (const NgSubject *self);
void ng_subject_free (NgSubject *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgSubject, ng_subject_free)

/** ng_subject_equal: either may be %NULL */
gboolean ng_subject_equal (const NgSubject *a, const NgSubject *b);

/** ng_subject_layer_key: Returns: (transfer full): for tables by layer: the same for a layer, its
 *   ports and the connections that lead to it */
char *ng_subject_layer_key (const NgSubject *self);

/** ng_subject_is_port: Returns: whether @self (nullable) is a port of a layer or of a net */
gboolean ng_subject_is_port (const NgSubject *self);

/** ng_subject_from_pick: Returns: (transfer full) (nullable): what @pick of @scene means */
NgSubject *ng_subject_from_pick (const NgScene *scene, NgPick pick);
/** ng_subject_to_pick: Returns: whether @scene depicts it itself */
gboolean ng_subject_to_pick (const NgSubject *self, const NgScene *scene, NgPick *pick);
/** ng_subject_visible_pick: Returns: whether @scene depicts it or the closed group or nested net
 * that holds it */
gboolean
ng_subject_visible_pick (const NgSubject *self, NgNet *net, const NgScene *scene, NgPick *pick);

/** ng_subject_of_layer: Returns: (transfer full): layer @index of the net at @path */
NgSubject *ng_subject_of_layer (const NgNet *net, const char *path, gsize index);

/**
 * ng_subject_resolve:
 * @root: the outermost net
 * @net: (out) (optional) (transfer none): the net it is in
 * @layer: (out) (optional): the layer, or destination of the edge; -1 for ports of the net itself
 *
 * Returns: whether it is there
 */
gboolean ng_subject_resolve (const NgSubject *self, NgNet *root, NgNet **net, int *layer);

/** ng_subject_source: Returns: whether it is a value that flows (an output, an input of the net, an
 *   edge), and whence */
gboolean ng_subject_source (const NgSubject *self, NgNet *root, NgSource *source);

/** ng_subject_given: Returns: the type of what flows at @self (nullable): out of a layer, its first
 *   output, through an edge, to an input; unknown where nothing does */
NgType ng_subject_given (const NgSubject *self, NgNet *root);

/** ng_subject_inside: Returns: (transfer full) (nullable): path of the net that the layer @subject
 *   (nullable) is; %NULL of anything else */
char *ng_subject_inside (const NgSubject *self, NgNet *root);

/** ng_path_is_within: Returns: whether the net at @path is the one at @outer, or inside it */
gboolean ng_path_is_within (const char *path, const char *outer);
/** ng_path_resolve: Returns: (transfer none) (nullable): the nested net at @path */
NgNet *ng_path_resolve (NgNet *root, const char *path);
/** ng_path_layers: Returns: (transfer full) (nullable) (element-type guint): the layers that lead
 * to the nested net at @path, each by its index in the one before */
GArray *ng_path_layers (NgNet *root, const char *path);
/** ng_path_subject: Returns: (transfer full) (nullable): the layer that a diagnostic's path, such
 * as "decoder/3/Weights", leads to */
NgSubject *ng_path_subject (NgNet *root, const char *path);
/** ng_subject_join: Returns: (transfer full): path of the layer of that name in the net at @net */
char *ng_subject_join (const char *net, const char *name);

G_END_DECLS
