/* The generated table of layer records, for registry.c alone. */

#pragma once

#include "core/graph/layer-class.h"

/* (array zero-terminated=1): in the order of the list in core/layers/meson.build */
extern const NgLayerClass *const ng_registry_table[];
