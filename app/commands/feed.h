/* Data for the inputs of a net, from files, from notation, or drawn at random. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_feed_find:
 * @word: the name of an input, or its number from 0 unless an input has that name
 *
 * Fails with: "NetGraph::noiport".
 *
 * Returns: index of the input, or -1
 */
int ng_feed_find (const NgNet *net, const char *word, GError **error);

/**
 * ng_feed_split:
 * @text: "NAME=REST", or "REST" where there is but one input
 * @rest: (out): points into @text
 *
 * Returns: index of the input, or -1 with an error
 */
int ng_feed_split (const NgNet *net, const char *text, const char **rest, GError **error);

/**
 * NgFeedOptions:
 * @is_raw: whether encoders are left out
 * @low, @high: what black and white of a picture become where there is no encoder
 * @seed: for encoders that draw
 * @is_training: whether sounds are augmented
 *
 * How data are read.
 */
typedef struct {
  gboolean is_raw;
  double low, high;
  guint64 seed;
  gboolean is_training;
} NgFeedOptions;

/**
 * ng_feed_read:
 * @data: a file, by its ending, or notation; for an input with an encoder what that takes. Of a
 *   .npz file the array of the input's name, or the only one
 * @examples: (element-type NgTensor): takes the examples of a batch that differ in shape
 *
 * Errors name the input, and the file.
 *
 * Returns: (transfer full) (nullable): the tensor; %NULL without an error where @examples hold what
 *   was read
 */
NgTensor *ng_feed_read (const NgNet *net,
                        int input,
                        const char *data,
                        const NgFeedOptions *how,
                        GPtrArray *examples,
                        GError **error);

/** ng_feed_is_archive: Returns: whether a file of that name holds arrays by name, .npz */
gboolean ng_feed_is_archive (const char *path);

/** ng_feed_stack: Returns: (transfer full) (nullable): the examples as one batch; %NULL where they
 *   differ in shape. They may become float64 */
NgTensor *ng_feed_stack (GPtrArray *examples);

/**
 * ng_feed_random:
 * @shape: "1x3x224x224", or "" for a single number
 *
 * Reals are uniform in [0, 1), integers in the range of the input, from 0 to 9 where that is not
 * bounded.
 *
 * Returns: (transfer full) (nullable): the tensor
 */
NgTensor *
ng_feed_random (const NgNet *net, int input, const char *shape, guint64 seed, GError **error);

/** ng_feed_is_batch: Returns: whether @tensor has one level more than the input */
gboolean ng_feed_is_batch (const NgNet *net, int input, const NgTensor *tensor);

G_END_DECLS
