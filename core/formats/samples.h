/* Sample inputs and outputs: CSV, NPY, ONNX tensors, images, text. */

#pragma once

#include "core/graph/coder.h"

G_BEGIN_DECLS

/**
 * ng_sample_read:
 * @path: a file; .npy, .pb, .csv, .json, .wxf, .idx, .png, .jpg, .wav, .txt go by their ending
 * @type: (nullable): the port it is for: images are scaled to its {c, h, w} (grey for c = 1) and to
 *   @low … @high, a table row must have as many numbers as the port;
 *   of a sound with several channels their mean is read
 *
 * Fails with: "Sample::…", "File::…".
 *
 * Returns: (transfer full) (nullable): the tensor
 */
NgTensor *
ng_sample_read (const char *path, const NgType *type, double low, double high, GError **error);

/** ng_sample_read_as: ng_sample_read() of a file whose format is that of files called @name */
NgTensor *ng_sample_read_as (const char *path,
                             const char *name,
                             const NgType *type,
                             double low,
                             double high,
                             GError **error);

/**
 * ng_sample_encode:
 * @coder: (nullable): the encoder of the port
 * @type: of the port
 *
 * ng_sample_read(), but that an encoder, where there is one, makes the array of what is no array
 * yet; then @low and @high mean nothing.
 */
NgTensor *ng_sample_encode (const char *path,
                            const NgCoder *coder,
                            const NgType *type,
                            double low,
                            double high,
                            GError **error);

/**
 * ng_sample_parse:
 * @text: what was typed or pasted
 * @coder: (nullable): the encoder of the port, which takes it as notation or else as it stands
 * @type: (nullable): of the port
 *
 * Without an encoder the text is an array in notation, or numbers with tabs, commas or spaces
 * between them, row by row, as a table.
 *
 * Fails with: "Sample::…", "NetGraph::indata", what notation says.
 *
 * Returns: (transfer full) (nullable): the array
 */
NgTensor *
ng_sample_parse (const char *text, const NgCoder *coder, const NgType *type, GError **error);

/** ng_sample_write: .npy, .pb, .csv, .png or .txt (notation) by ending. Fails with: "File::write"
 */
gboolean ng_sample_write (const NgTensor *tensor, const char *path, GError **error);

G_END_DECLS
