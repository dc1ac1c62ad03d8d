/* The generated table of coder records, for coder.c alone. */

#pragma once

#include "core/graph/coder-class.h"

/* (array zero-terminated=1): in the order of the list in core/codec/meson.build */
extern const NgCoderClass *const ng_coder_table[];
