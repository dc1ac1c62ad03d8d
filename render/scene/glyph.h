/* SVG path data -> the elements of a path. */

#pragma once

#include "render/scene/scene.h"

G_BEGIN_DECLS

/**
 * ng_glyph_parse:
 * @data: SVG path data: M L H V C S Q T A Z, in capitals or not
 * @ops: letters M, L, C and Z are appended
 * @points: (element-type NgPoint): their points are appended
 *
 * Reads until the first thing that it does not understand.
 */
void ng_glyph_parse (const char *data, GString *ops, GArray *points);

G_END_DECLS
