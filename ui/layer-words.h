/* What people type to add a layer, and the layers it may mean: "conv 64 3x3", "linear 10", "relu",
 * "maxpool 2 stride 2", "bn", full names of classes, and notation. No widget in sight. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * NgLayerWord:
 * @class: (nullable): of the layer; %NULL of a port of the net
 * @name: the kind for people: "Convolution", "Ramp"
 * @parameters: as notation, cut where there are many: "64, {3, 3}"; "" for none
 * @layer: (nullable): %NULL where the words behind the kind make no layer
 * @type: (nullable): notation of the type that a port of the net is given; @is_output and @port say
 *   which
 * @is_weak: whether little of its name was typed: a part from its middle, or letters of it
 * @sentence: what the kind does; without a layer what is wrong with the words, or missing
 *
 * One thing that words may mean.
 */
typedef struct {
  const NgLayerClass *class;
  char *name;
  char *parameters;
  NgLayer *layer;
  char *sentence;
  char *type;
  gboolean is_output;
  guint port;
  gboolean is_weak;
} NgLayerWord;

NgLayerWord *ng_layer_word_copy (const NgLayerWord *self);
void ng_layer_word_free (NgLayerWord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgLayerWord, ng_layer_word_free)

/**
 * ng_layer_words:
 * @text: the kind, then values of its parameters in the order of the record, each alone or behind
 *   its name; or notation. "" means every class
 *
 * The kind is found by its name, initials, words and letters, or by one of a few short names of the
 * field. "3x3" is a list. What the words leave out and a layer needs comes from the first example
 * of the record.
 *
 * Returns: (transfer full) (element-type NgLayerWord): what it may mean, the likeliest first
 */
GPtrArray *ng_layer_words (const char *text);

/** ng_words_split: Returns: (transfer full): the words of @text, parted by blanks and commas that
 *   stand outside of brackets and strings */
char **ng_words_split (const char *text);

/**
 * ng_port_word:
 * @text: the name of an input or output of @net and its type: "input 1x28x28", "Output 10",
 *   "input Real"
 *
 * Returns: (transfer full) (nullable): what it means; %NULL where no port is called that
 */
NgLayerWord *ng_port_word (const NgNet *net, const char *text);

/** ng_new_port_word: Returns: (transfer full): a new input or output of the net, without a type */
NgLayerWord *ng_new_port_word (gboolean is_output);

/** ng_layer_word_of: Returns: (transfer full): a class by itself, as ng_layer_words() completes it
 */
NgLayerWord *ng_layer_word_of (const NgLayerClass *class);

G_END_DECLS
