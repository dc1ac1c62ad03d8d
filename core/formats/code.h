/* Nets as programs in Python: a module of PyTorch, or functional code of Keras. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

typedef enum {
  NG_CODE_TORCH,
  NG_CODE_KERAS,
  NG_N_CODES,
} NgCodeLanguage;

/** ng_code_language_name: Returns: "PyTorch" or "Keras" */
const char *ng_code_language_name (NgCodeLanguage self);

/**
 * ng_code_save:
 * @path: ends in .py
 *
 * Writes the program, and beside it its arrays in a safetensors file of the same name: both or
 * none. A file of that name is written over only where the program that is written over reads it.
 * The same net gives the same bytes. Layers and ports keep their names, as far as these are
 * identifiers; what is no layer of the other library becomes a small class of its own, made of its
 * operations. In front of every port stands the batch. Encoders and decoders are left out.
 *
 * Fails with: "Code::form" where a layer has no form in the language, "NetGraph::unspec",
 * "NetGraph::notinit", "File::write".
 */
gboolean ng_code_save (NgNet *net, const char *path, NgCodeLanguage language, GError **error);

G_END_DECLS
