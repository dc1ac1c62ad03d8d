/* What one can do to a net by hand: each a new net out of an old one, without a widget in sight.
 * Subjects say where; the net at their path, however deep, is edited, and the nets around it are
 * made anew. Layers that stay keep their vertices, so that selection and places outlive an edit.
 *
 * The root may be %NULL wherever it says so: a net without a layer cannot be, and a document begins
 * without one; the first layer makes a named graph. An edit that leaves no layer returns %NULL
 * without an error. */

#pragma once

#include "core/operators/onnx-node.h"
#include "ui/subject.h"

G_BEGIN_DECLS

/**
 * ng_edit_add:
 * @root: (nullable)
 * @path: of the net that the layer comes into, "" for the outermost
 * @name: (nullable): its name in a named net; one is made from its kind where it is taken or %NULL
 * @at: (nullable): %NULL: it stands by itself; a layer or an output: it reads that, and what read
 *   that reads the new layer; an edge: it is put into it; an input of a layer: it feeds that
 * @added: (out) (optional): what the new layer is called from now on
 *
 * Where the new layer's port does not fit, it is connected nevertheless: the net then says why it
 * does not.
 */
NgNet *ng_edit_add (NgNet *root,
                    const char *path,
                    NgLayer *layer,
                    const char *name,
                    const NgSubject *at,
                    NgSubject **added,
                    GError **error);

/**
 * ng_edit_branch:
 * @from: an output of a layer, or an input of the net
 * @added: (out) (optional): what the new layer is called from now on
 *
 * A layer more that reads @from, by its first input that takes what comes from there, or else its
 * first. What reads @from now goes on doing so.
 */
NgNet *ng_edit_branch (
    NgNet *root, const NgSubject *from, NgLayer *layer, NgSubject **added, GError **error);

/**
 * ng_edit_connect:
 * @from: an output of a layer, or an input of the net
 * @to: an input of a layer, or an output of the net; whatever fed it before is disconnected. A
 * layer stands for its first input that nothing feeds, else its first
 *
 * Fails with: "NetGraph::cycle", "NetGraph::thru", "NetGraph::noport".
 */
NgNet *ng_edit_connect (NgNet *root, const NgSubject *from, const NgSubject *to, GError **error);
/** ng_edit_connect_reason: Returns: (transfer full) (nullable): why that connection is no good, a
 *   few words: "would make a cycle", "needs a vector, gets 20×24×24"; %NULL where it is */
char *ng_edit_connect_reason (NgNet *root, const NgSubject *from, const NgSubject *to);
/** ng_edit_disconnect: @edge: an edge or an input of a layer */
NgNet *ng_edit_disconnect (NgNet *root, const NgSubject *edge, GError **error);
/** ng_edit_move_slot: of a layer with numbered inputs: what feeds @from goes in between, so that it
 *   feeds @to; from 0 */
NgNet *
ng_edit_move_slot (NgNet *root, const NgSubject *layer, guint from, guint to, GError **error);

/**
 * ng_edit_delete:
 * @subjects: (element-type NgSubject): layers, edges, ports, all in one net
 * @bridges: whether connections go on where sizes allow (ng_net_delete()), rather than being cut
 * @happened: (out) (optional) (transfer full): what became of the connections, a sentence for a
 *   toast
 *
 * Returns: (transfer full) (nullable): %NULL without an error where no layer is left
 */
NgNet *ng_edit_delete (
    NgNet *root, const GPtrArray *subjects, gboolean bridges, char **happened, GError **error);
/** ng_edit_bypass: takes each layer out whose input goes through it unchanged in shape, and puts it
 *   back where it was bypassed before; fails with "Edit::bypass" where shapes differ */
NgNet *ng_edit_bypass (NgNet *root, const GPtrArray *subjects, GError **error);

/** ng_edit_clean_up: the net at @path without what it can do without: bypassed layers, whose
 *   connections go on, and where layers are connected those that are with none; @n_gone: (out): how
 *   many */
NgNet *ng_edit_clean_up (NgNet *root, const char *path, guint *n_gone, GError **error);

/** ng_edit_rename: a layer, or a port of the net */
NgNet *ng_edit_rename (NgNet *root, const NgSubject *subject, const char *name, GError **error);
/** ng_edit_set_layer: puts @layer in the place of the one at @subject, connections kept */
NgNet *ng_edit_set_layer (NgNet *root, const NgSubject *subject, NgLayer *layer, GError **error);
/**
 * ng_edit_set_param:
 * @param: index of a parameter of the layer's class
 * @text: notation, arithmetic too: "7*7*64", "{3, 3}", "Automatic"; "" for the default
 *
 * Arrays whose shapes the parameter changes lose their values.
 *
 * Fails with: what ng_expr_parse() and the check of the parameter say.
 */
NgNet *ng_edit_set_param (
    NgNet *root, const NgSubject *subject, guint param, const char *text, GError **error);
/**
 * ng_edit_set_attribute:
 * @subject: a layer that is a node of an ONNX model
 * @kind: what the attribute is; %NG_ATTRIBUTE_OTHER for what @text is by itself
 * @text: notation, arithmetic too; "" takes the attribute away
 *
 * Fails with: what ng_notation_read() and ng_attribute_read() say.
 */
NgNet *ng_edit_set_attribute (NgNet *root,
                              const NgSubject *subject,
                              const char *name,
                              NgAttributeKind kind,
                              const char *text,
                              GError **error);
/** ng_edit_give_elements: @before: (nullable): the model before an edit. Returns: (transfer full)
 * (nullable): @net, in which each input that the edit made has an element, as ONNX demands of them:
 *   float32, unless what is known of it, or the operator that reads it, says another one */
NgNet *ng_edit_give_elements (NgNet *net, const NgNet *before, GError **error);
/** ng_edit_set_array: @tensor: (nullable): %NULL takes the values away; fails with
 *   "NetGraph::badarray" where it does not fit */
NgNet *ng_edit_set_array (
    NgNet *root, const NgSubject *subject, guint array, NgTensor *tensor, GError **error);
/** ng_edit_set_port: @subject: a port of the net; @text: its type or its coder, in notation:
 *   "{3, 32, 32}", "NetEncoder[…]"; "" for none */
NgNet *ng_edit_set_port (NgNet *root, const NgSubject *subject, const char *text, GError **error);

/**
 * ng_edit_add_input, ng_edit_add_output:
 * @subject: what shall read the new input: an input of a layer, an edge, a layer, which stands for
 *   its next slot or the first input that has no port of its own; what shall give the new output:
 * an output, an edge, a layer, which stands for its output
 * @added: (out) (optional): the port, called Input or Output, with a number where that is taken
 *
 * Fails with: "Edit::port" where it has such a port already, "NetGraph::noport", "NetGraph::thru".
 */
NgNet *ng_edit_add_input (NgNet *root, const NgSubject *subject, NgSubject **added, GError **error);
NgNet *
ng_edit_add_output (NgNet *root, const NgSubject *subject, NgSubject **added, GError **error);

/** ng_edit_group: @subjects: layers of one net, which become a net in their place; @added: (out)
 *   (optional): the layer that holds them */
NgNet *ng_edit_group (
    NgNet *root, const GPtrArray *subjects, const char *name, NgSubject **added, GError **error);
/** ng_edit_ungroup: puts the layers of a nested net in its place */
NgNet *ng_edit_ungroup (NgNet *root, const NgSubject *subject, GError **error);

/** ng_edit_copy: Returns: (transfer full): the layers, with the connections among them, as a net */
NgNet *ng_edit_copy (NgNet *root, const GPtrArray *subjects, GError **error);
/** ng_edit_paste: @root: (nullable); puts the layers of @net beside those that are there, renamed
 *   where names are taken, or behind @at (nullable) where both have one end; @added: (out)
 *   (optional) (transfer full) (element-type NgSubject) */
NgNet *ng_edit_paste (NgNet *root,
                      const char *path,
                      NgNet *net,
                      const NgSubject *at,
                      GPtrArray **added,
                      GError **error);

/** ng_edit_take: Take[net, {from, to}] of two layers, edges or ports of one net */
NgNet *ng_edit_take (NgNet *root, const NgSubject *from, const NgSubject *to, GError **error);

/** ng_edit_upstream, ng_edit_downstream, ng_edit_between: Returns: (transfer full) (element-type
 *   NgSubject): layers, @subject among them */
GPtrArray *ng_edit_upstream (NgNet *root, const NgSubject *subject);
GPtrArray *ng_edit_downstream (NgNet *root, const NgSubject *subject);
GPtrArray *ng_edit_between (NgNet *root, const NgSubject *a, const NgSubject *b);
/** ng_edit_alike: @layers: (element-type NgSubject): of one net. Returns: (transfer full)
 *   (element-type NgSubject): the layers there that are of the kind of one of them */
GPtrArray *ng_edit_alike (NgNet *root, const GPtrArray *layers);

G_END_DECLS
