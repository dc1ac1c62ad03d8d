/* Models of Keras. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_keras_read:
 * @bytes: a .keras archive, or an HDF5 file that holds a model
 *
 * Sequential and functional models. Every layer keeps its name; an activation that a layer has is a
 * layer behind it; a model in a model is a net; a layer that is used several times is as many
 * layers, each with its arrays. Images stay as they are, channels last where they were. A layer
 * that we have no counterpart of, and whatever would be code to run, becomes a PlaceholderLayer of
 * its name and a warning. Nothing in the file is ever run.
 *
 * Fails with: "Keras::model", "Hdf5::…", "Sample::…", "File::limit", "Json::…", and what the net's
 * notation says.
 *
 * Returns: (transfer full) (nullable): the net with its arrays
 */
NgNet *ng_keras_read (GBytes *bytes, GPtrArray *diagnostics, GError **error);

/** ng_keras_is: Returns: whether the bytes begin as a file that Keras writes */
gboolean ng_keras_is (GBytes *bytes);

G_END_DECLS
