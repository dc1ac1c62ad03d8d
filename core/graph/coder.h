/* NgCoder: an encoder or a decoder, NetEncoder[…] or NetDecoder[…], with its parameters read and
 * its tables made. A value: nothing changes it once it exists. Ports of nets hold them. */

#pragma once

#include "core/graph/coder-class.h"

G_BEGIN_DECLS

typedef enum {
  NG_ENCODER, /* of inputs: what people have -> array */
  NG_DECODER, /* of outputs: array -> what people want */
} NgCoderSide;

/** ng_coder_is_written: Returns: whether the type of a port is written as a coder: NetEncoder[…],
 *   NetDecoder[…], {n, …, coder}, or a string that names no plain type, alone or as such a coder.
 * Of a string it does not say whether there is a coder of that name */
gboolean ng_coder_is_written (const NgExpr *expr);

/** ng_coder_is_value: Returns: whether it is a coder whose side can be seen: NetEncoder[…],
 *   NetDecoder[…] or {n, …, coder} */
gboolean ng_coder_is_value (const NgExpr *expr);
/** ng_coder_side_of: Returns: the side of such a coder */
NgCoderSide ng_coder_side_of (const NgExpr *expr);

/**
 * ng_coder_read:
 * @expr: "name", NetEncoder["name"], NetEncoder[{"name", arguments, options}], NetEncoder[decoder],
 *   which is the encoder with the parameters of the decoder, the same with NetDecoder, and
 *   {n, …, coder}, the coder or the one of that name mapped over sequences, with n a number,
 *   "Varying" or Automatic
 * @side: what it has to be; of a string it decides
 *
 * Fails with: "NetEncoder::type" and "NetDecoder::type" where there is no such coder,
 * "NetGraph::badshape" where it is of the other side, "NetGraph::badarg" and "NetGraph::badopt" of
 * its parameters.
 *
 * Returns: (transfer full) (nullable): the coder
 */
NgCoder *ng_coder_read (NgExpr *expr, NgCoderSide side, GError **error);

/** ng_coder_ref: Returns: (transfer full): @self, held once more */
NgCoder *ng_coder_ref (NgCoder *self);
/** ng_coder_unref: lets go of @self, which is freed with its last holder */
void ng_coder_unref (NgCoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgCoder, ng_coder_unref)

/** ng_coder_notation: Returns: (transfer full): what reads back to the same coder */
NgExpr *ng_coder_notation (const NgCoder *self);
/** ng_coder_equal: Returns: whether both have the same notation */
gboolean ng_coder_equal (const NgCoder *a, const NgCoder *b);
/** ng_coder_class: Returns: (transfer none): its record */
const NgCoderClass *ng_coder_class (const NgCoder *self);
/** ng_coder_side: Returns: whether it encodes or decodes */
NgCoderSide ng_coder_side (const NgCoder *self);

/**
 * ng_coder_type:
 * @fresh: (nullable): gives a new varying length for each that the coder has; without it they are
 * 1, 2, …
 *
 * Returns: what it asks of the port: the type of an item's array behind the levels of sequences
 */
NgType ng_coder_type (const NgCoder *self, NgDim (*fresh) (gpointer), gpointer user_data);

/** ng_coder_has_parts: Returns: whether it also takes arrays without the first level of the item,
 *   so that the rank of the port decides */
gboolean ng_coder_has_parts (const NgCoder *self);
/** ng_coder_fit_rank: @type: of ng_coder_type(), becomes what the coder asks of a port of @rank,
 *   where that is another one */
void ng_coder_fit_rank (const NgCoder *self, int rank, NgType *type);

/* ---- for the records ---- */

/** ng_coder_param: Returns: (transfer none): parameter @index of the record */
const NgParam *ng_coder_param (const NgCoder *self, gsize index);
/** ng_coder_replace_param: in `prepare`: what the notation has from then on in place of what it
 * had;
 *   @expr %NULL for the default */
void ng_coder_replace_param (NgCoder *self, gsize index, NgExpr *expr);
/** ng_coder_set_state: what `prepare` worked out; @state is freed with the coder */
void ng_coder_set_state (NgCoder *self, gpointer state, GDestroyNotify free_state);
/** ng_coder_state: Returns: (transfer none) (nullable): what `prepare` set */
gconstpointer ng_coder_state (const NgCoder *self);
/** ng_coder_add_level: in `prepare`: another level of sequence around the item, the innermost so
 * far
 */
void ng_coder_add_level (NgCoder *self, NgDim dim);
/** ng_coder_refuse_item: sets "NetGraph::indata" at @item; @what is the rest of the sentence that
 *   begins with the item, "is no label" */
void ng_coder_refuse_item (const NgExpr *item, GError **error, const char *what);

/* ---- application ---- */

/**
 * ng_coder_encode:
 * @data: one item, or a sequence of items where the coder has levels, or an array that is encoded
 *   already and fits @type, which comes back as it is
 * @name: (nullable): the port it is for, for messages
 * @coding: its type is that of the whole port, or %NULL
 *
 * Fails with: "NetGraph::indata", and what the class says.
 *
 * Returns: (transfer full) (nullable): the array
 */
NgTensor *ng_coder_encode (
    const NgCoder *self, NgExpr *data, const char *name, const NgCoding *coding, GError **error);

/**
 * ng_coder_encode_data:
 * @data: what ng_coder_encode() takes, or a list of that
 * @examples: (element-type NgTensor): the arrays of all examples are added
 * @is_batch: (out): whether it was a list
 *
 * What can be one item, or one sequence of them, is one example; a list of such is a batch; an
 * array has the rank of the port, or one more. Messages count the examples.
 */
gboolean ng_coder_encode_data (const NgCoder *self,
                               NgExpr *data,
                               const char *name,
                               const NgCoding *coding,
                               GPtrArray *examples,
                               gboolean *is_batch,
                               GError **error);

/**
 * ng_coder_has_property:
 * @property: "name", "name" -> value, {"name", values}
 *
 * Returns: whether it asks for a property that the decoder has, well or badly; "Properties" too
 */
gboolean ng_coder_has_property (const NgCoder *self, const NgExpr *property);

/** ng_coder_add_property_names: (element-type utf8): adds the names of what it can be asked for,
 * which are static */
void ng_coder_add_property_names (const NgCoder *self, GPtrArray *names);

/**
 * ng_coder_decode:
 * @array: what the decoder takes, one example
 * @property: (nullable): what to tell of it; none or Automatic for the usual; None gives the array
 *   as numbers; "Properties" gives their names
 *
 * Fails with: "NetDecoder::prop" where there is no such property or it cannot be told,
 * "NetGraph::indata" where the array does not fit.
 *
 * Returns: (transfer full) (nullable): the value; lists of values where the coder has levels
 */
NgExpr *ng_coder_decode (
    const NgCoder *self, NgTensor *array, NgExpr *property, const NgCoding *coding, GError **error);

/**
 * ng_coder_apply:
 * @data: what the coder takes, or a list of that
 * @property: (nullable): of a decoder
 *
 * A coder by itself: NetEncoder["Boolean"][True], decoder[array, property].
 *
 * Returns: (transfer full) (nullable): arrays as numbers in lists, or what the decoder tells
 */
NgExpr *ng_coder_apply (
    const NgCoder *self, NgExpr *data, NgExpr *property, const NgCoding *coding, GError **error);

G_END_DECLS
