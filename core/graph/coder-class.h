/* NgCoderClass: the record that is all a kind of encoder and decoder takes. One file in core/codec
 * holds one record; the types of ports, application, notation, documentation and tests read it.
 *
 * A record speaks of one item: one label, one text, one picture, and its array. Lists of items,
 * sequences of them ({n, coder}), arrays given in place of items, the numbers of items in messages
 * and the names of properties are seen to by graph/coder-encode.c and graph/coder-apply.c. */

#pragma once

#include "core/graph/param.h"
#include "core/shape/type.h"

G_BEGIN_DECLS

typedef struct _NgCoder NgCoder;

#define NG_MAX_CODER_PARAMS     20
#define NG_MAX_CODER_PROPERTIES 16
#define NG_MAX_CODER_EXAMPLES   8

/**
 * NgCoding:
 * @type: (nullable): what one item's array is, as the net around it knows; %NULL for a coder alone
 * @seed: of the application, for what draws
 * @index: of the item in its batch and its sequence, so that no two draw the same
 * @is_training: whether the net is applied in training, when audio is augmented
 *
 * What surrounds the coding of one item.
 */
typedef struct {
  const NgType *type;
  guint64 seed;
  guint64 index;
  gboolean is_training;
} NgCoding;

/**
 * NgPropertySpec:
 * @name: "TopProbabilities"
 * @least, @most: how many arguments it takes: those of "name" -> a, "name" -> {a -> b, …} and
 *   {"name", a, …}
 * @help: one sentence
 */
typedef struct {
  const char *name;
  gsize least, most;
  const char *help;
} NgPropertySpec;

/**
 * NgProperty:
 * @index: in the record's list
 * @arguments: (array length=n_arguments): as many as the property takes
 * @place: for messages
 *
 * What is asked of a decoder.
 */
typedef struct {
  int index;
  NgExpr *const *arguments;
  gsize n_arguments;
  const NgPlace *place;
} NgProperty;

/**
 * NgCoderClass:
 * @name: "Class"
 * @summary: what it does, without a full stop
 * @params: arguments and options; flags say which belong to encoders or to decoders alone
 * @prepare: (nullable): further checks of parameters, and what is worked out once, such as tables,
 *   for ng_coder_set_state(); adds the levels that parameters ask for with ng_coder_add_level().
 *   Errors as "NetGraph::badarg"
 * @type: fills what the array of one item is, as far as the parameters tell: its kind, range, rank
 *   and dimensions; it comes in as ng_type_unknown(). Lengths that vary are ng_dim_varying (1),
 * (2), …, and become those of the port
 * @has_parts: (nullable): whether a decoder takes one part of a sequence too: an array without the
 *   first level of its type. What the port is decides
 * @heads: (nullable) (array zero-terminated=1): what calls its items and parameters may be, besides
 *   lists, rules and arrays of numbers: "Audio", "Quantity"
 * @is_item: whether an expression can be one item. What is none, and no list of items, is taken for
 *   an array that is encoded already, or refused
 * @is_tried: (nullable): whether only @encode can tell of a list that it is an item: it is one if
 *   its array fits the type. Where it fits neither so nor as a list of items, what @encode says is
 *   told. Such encoders draw nothing
 * @takes_array: (nullable): whether an array of its type, given in place of an item, is one that
 *   @encode could have made
 * @encode: (nullable): the array of one item: float32 or float64 for reals, int64 for integers.
 *   Errors as "NetGraph::indata", at the item's place
 * @decode: (nullable): the value of one array, whose rank and dimensions fit the type; of
 *   @property. Errors as "NetDecoder::prop"
 * @properties: what a decoder can be asked for; the first is meant where nothing is said
 * @is_lossless: whether the decoder gives an item back, where it takes arrays of the same type as
 *   the encoder makes
 * @examples: applications with what they give, "NetEncoder[\"Boolean\"][True] -> 1": they are
 *   documentation and the input of the battery of tests; where the result is too long to be
 * written, the application alone
 */
typedef struct {
  const char *name;
  const char *summary;
  NgParamSpec params[NG_MAX_CODER_PARAMS];
  gboolean (*prepare) (NgCoder *coder, GError **error);
  void (*type) (const NgCoder *coder, NgType *type);
  gboolean (*has_parts) (const NgCoder *coder);
  const char *const *heads;
  gboolean (*is_item) (const NgCoder *coder, const NgExpr *item);
  gboolean (*is_tried) (const NgCoder *coder, const NgExpr *item);
  gboolean (*takes_array) (const NgTensor *array);
  NgTensor *(*encode) (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error);
  NgExpr *(*decode) (const NgCoder *coder,
                     NgTensor *array,
                     const NgProperty *property,
                     const NgCoding *coding,
                     GError **error);
  NgPropertySpec properties[NG_MAX_CODER_PROPERTIES];
  gboolean is_lossless;
  const char *examples[NG_MAX_CODER_EXAMPLES];
} NgCoderClass;

/* The list in core/codec/meson.build. */

/** ng_coder_registry_length: Returns: how many classes there are */
gsize ng_coder_registry_length (void);
/** ng_coder_registry_class: Returns: class @index, in the order of the list */
const NgCoderClass *ng_coder_registry_class (gsize index);
/** ng_coder_registry_find: Returns: (nullable): the class of that name */
const NgCoderClass *ng_coder_registry_find (const char *name);
/** ng_coder_registry_has_head: Returns: whether items or parameters of a class may be such calls */
gboolean ng_coder_registry_has_head (const char *name);

G_END_DECLS
