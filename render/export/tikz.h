/* A scene as a drawing of TikZ, for papers. */

#pragma once

#include "core/graph/net.h"
#include "render/scene/theme.h"

G_BEGIN_DECLS

/**
 * NgTikzOptions:
 * @net: (nullable): what the scene depicts; its layers give names to nodes
 * @title: (nullable): for the comment at the top
 * @width: points of the picture's width; 0 for the scene's own
 * @share: the picture's width as a share of @share_of, "textwidth" or the like, instead; 0 for none
 * @standalone: whether a whole document is written instead of what documents \input
 * @transparent: whether to leave the background out
 */
typedef struct {
  const NgNet *net;
  const char *title;
  double width, share;
  const char *share_of;
  gboolean standalone, transparent;
} NgTikzOptions;

/**
 * ng_tikz_write:
 *
 * Colours and lines stand in definitions at the top, one for each role, and words in the font of
 * the document, none wider than it was measured. Over each layer lies an invisible node of its
 * path, in which all but letters, digits and _ are -, so that authors can add arrows. It needs
 * amssymb and no library of TikZ; authors are invited to use arrows.meta, calc, fit and
 * positioning.
 *
 * Fails with: "Draw::size" where it is larger than TeX can measure.
 *
 * Returns: (transfer full) (nullable): the file; the same scene gives the same bytes
 */
char *ng_tikz_write (const NgScene *scene,
                     const NgTheme *theme,
                     const NgTikzOptions *options,
                     GError **error);

G_END_DECLS
