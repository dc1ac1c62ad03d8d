/* What the files of edits share: where an edit takes place, and the way back out of nested nets. */

#pragma once

#include "core/graph/wire.h"
#include "ui/edits.h"

G_BEGIN_DECLS

typedef struct {
  NgNet *root;
  const char *path;
  GArray *layers; /* guint: of the nets around, from the outside inwards */
  NgNet *net;     /* the one to be edited, as it was written */
} NgEditPlace;

/** ng_edit_find_place: fails with "NetGraph::nolayer" where @path leads nowhere; ends with
 *   ng_edit_leave_place(). */
gboolean ng_edit_find_place (NgEditPlace *self, NgNet *root, const char *path, GError **error);
/** ng_edit_open_place: the same where connections, names and the number of layers are changed: also
 *   fails with "NetGraph::fixed" */
gboolean ng_edit_open_place (NgEditPlace *self, NgNet *root, const char *path, GError **error);
void ng_edit_leave_place (NgEditPlace *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NgEditPlace, ng_edit_leave_place)

/** ng_edit_put_back: @net: (transfer full) (nullable): what the net at the place becomes; %NULL if
 *   that failed. Returns: (transfer full) (nullable): the outermost net */
NgNet *ng_edit_put_back (const NgEditPlace *self, NgNet *net, GError **error);

/** ng_edit_find_layer: Returns: index of the layer that @subject is, or is a port of, in the net at
 *   the place; -1, with "NetGraph::nolayer", for none */
int ng_edit_find_layer (const NgEditPlace *self, const NgSubject *subject, GError **error);
/** ng_edit_find_written: Returns: (transfer full) (nullable): that layer as it was written, without
 *   what its context tells */
NgLayer *ng_edit_find_written (const NgEditPlace *self, const NgSubject *subject, GError **error);
/** ng_edit_find_target: Returns: whether @subject is an input of a layer, an edge or an output of
 *   the net, and what it leads to */
gboolean ng_edit_find_target (const NgEditPlace *self, const NgSubject *subject, NgTarget *target);
/** ng_edit_find_source: Returns: whether @subject is a layer, one of its outputs or an input of the
 *   net, and what it gives */
gboolean ng_edit_find_source (const NgEditPlace *self, const NgSubject *subject, NgSource *source);
/** ng_edit_find_need: Returns: whether something is known of what the input would take from
 *   anywhere. Cost: that of an edit */
gboolean ng_edit_find_need (const NgEditPlace *self, NgTarget target, NgType *type);
/** ng_edit_find_reached: Returns: (transfer full) (array): by layer, whether layer @index reaches
 *   it, or with @is_downstream %FALSE whether it is reached from there; the layer itself is */
gboolean *ng_edit_find_reached (const NgNet *net, int index, gboolean is_downstream);
/** ng_edit_is_bypassed: Returns: whether @layer stands for one that ng_edit_bypass() took out */
gboolean ng_edit_is_bypassed (const NgLayer *layer);
/** ng_edit_put_back_open: ng_edit_put_back() of @net, where layer @index is new; @given: what flows
 *   into it. Among operators each input of the layer that nothing feeds gets an input of the net,
 *   named after both, "add_B"; so does that of the layer around, as far as the outermost net */
NgNet *ng_edit_put_back_open (
    const NgEditPlace *self, NgNet *net, gsize index, const NgType *given, GError **error);
/** ng_edit_close_input: @net: where @target has just been given another source than @old, in
 *   @before. Returns: (transfer full) (nullable): the net without the input that was made for the
 *   target and that nothing reads now */
NgNet *ng_edit_close_input (
    NgNet *net, const NgNet *before, NgTarget target, NgSource old, GError **error);
/** ng_edit_fail_subject: fails with "NetGraph::noport": @subject is not what can be meant here */
gboolean ng_edit_fail_subject (const NgSubject *subject, GError **error);
/** ng_edit_fail_apart: fails with "NetGraph::deepport": two subjects are in different nets */
gboolean ng_edit_fail_apart (GError **error);

G_END_DECLS
