/* The gallery: nets in files that go by a name. Some come with the program, in the folder "gallery"
 * of its data; those that a user keeps in netgraph/gallery of the data of the user
 * ($XDG_DATA_HOME) stand beside them, or in place of those of the same name. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

/**
 * NgGalleryNet:
 * @name: what the file says it is, "ResNet-18", else the name of the file without its ending
 * @path: the file
 * @about: (nullable): what the file says about its net
 *
 * A file of notation says more by a definition in front of all others,
 * `about = <|"Name" -> "ResNet-18", "TaskType" -> …, …|>`; "Parameters" lists those of the names
 * defined below that may get other values, such as the number of layers.
 */
typedef struct {
  char *name;
  char *path;
  NgExpr *about;
} NgGalleryNet;

/**
 * ng_gallery_new:
 *
 * Only names are read; what is wrong with the net in a file comes out when it is opened.
 *
 * Returns: (transfer full) (element-type NgGalleryNet): what there is now, by name
 */
GPtrArray *ng_gallery_new (void);

/**
 * ng_gallery_find:
 * @gallery: of ng_gallery_new ()
 *
 * Fails with: "NetModel::name", hinting at names that are alike.
 *
 * Returns: (transfer none) (nullable): the net of that name
 */
const NgGalleryNet *ng_gallery_find (const GPtrArray *gallery, const char *name, GError **error);

/** ng_gallery_name: Returns: (transfer full): what a file says that its net is, "ResNet-18",
 * whether it is in the gallery or not; else the file's name without its ending, as it is spelt */
char *ng_gallery_name (const char *path);

G_END_DECLS
