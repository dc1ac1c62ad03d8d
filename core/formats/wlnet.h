/* Nets that Export wrote as .wlnet. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_wlnet_read:
 * @bytes: an HDF5 file with the data sets "Network", a text or WXF, and "Arrays/1", …
 * @diagnostics: (nullable) (element-type NgDiagnostic): where to add warnings, and that the form is
 *   not documented where a layer could not be read
 *
 * Fails with: "Wlnet::net", "Wlnet::compressed", "Wlnet::limit", "File::limit", "Hdf5::…",
 * "Wxf::…", "Syntax::…", and what the net's notation says.
 *
 * Returns: (transfer full) (nullable): the net with its arrays
 */
NgNet *ng_wlnet_read (GBytes *bytes, GPtrArray *diagnostics, GError **error);

G_END_DECLS
