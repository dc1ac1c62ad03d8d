/* NgPicture: a scene about to become a file, or the content of another program. */

#pragma once

#include "core/graph/net.h"
#include "render/figure/figure-text.h"
#include "render/scene/theme.h"
#include "ui/tasks.h"

G_BEGIN_DECLS

/**
 * NgPicture:
 * @scene: what is drawn
 * @theme: what paints it and its ground
 * @net: (nullable): what it shows, whose layers name the nodes of TeX; DOT is made of it
 * @settings: (nullable): of the figure that it is
 * @direction: of the flow, where it is no figure
 * @title: of what it shows
 * @description, @author: (nullable): as in NgAbout
 * @width: points in print; 0 for the scene's own
 * @outlines: whether words are shapes in SVG and PDF
 */
typedef struct {
  NgScene *scene;
  const NgTheme *theme;
  NgNet *net;
  const NgFigureSettings *settings;
  NgDirection direction;
  char *title, *description, *author;
  double width;
  gboolean outlines;
} NgPicture;

/** ng_picture_copy: @self: not initialized; owns what it holds until ng_picture_clear() */
void ng_picture_copy (NgPicture *self, const NgPicture *picture);
void ng_picture_clear (NgPicture *self);

/**
 * ng_picture_bytes:
 * @path: ends in .svg, .pdf, .png, .tex or, where there is a net, .dot
 * @percent: (out) (optional): the resolution in percent of the usual one: a PNG has a largest size
 *
 * Fails with: "File::format" for another ending.
 *
 * Returns: (transfer full) (nullable): the file
 */
GBytes *ng_picture_bytes (const NgPicture *self, const char *path, int *percent, GError **error);

/**
 * ng_picture_save:
 * @done: gets the percent of ng_picture_bytes() as an integer; @owner is kept until then
 *
 * Writes the picture in the worker.
 */
void ng_picture_save (
    const NgPicture *self, NgTasks *tasks, GObject *owner, const char *path, NgDone done);

G_END_DECLS
