/* NgPad: a small picture that one draws on: pen and eraser, in the pixels that the net sees. */

#pragma once

#include "ui/sample.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_PAD (ng_pad_get_type ())
G_DECLARE_FINAL_TYPE (NgPad, ng_pad, NG, PAD, GtkWidget)

/* Signals: "drawn": the picture was changed by hand */

GtkWidget *ng_pad_new (const NgPictureSize *size);
/** ng_pad_tools_new: Returns: (transfer floating): the buttons that belong to @self */
GtkWidget *ng_pad_tools_new (NgPad *self);

/** ng_pad_picture: Returns: (transfer full): float32 from 0 to 1, {channels, height, width} */
NgTensor *ng_pad_picture (NgPad *self);
/** ng_pad_set_picture: (nullable): shows such a picture; %NULL for an empty one */
void ng_pad_set_picture (NgPad *self, const NgTensor *picture);

/** ng_pad_show_sample: the same of a picture that nobody has chosen to draw on: the pen begins on
 * an empty pad; the eraser takes from it, and inverting inverts it */
void ng_pad_show_sample (NgPad *self, const NgTensor *picture);

void ng_pad_set_erases (NgPad *self, gboolean erases);
void ng_pad_clear (NgPad *self);
/** ng_pad_invert: makes white black and black white, the paper too */
void ng_pad_invert (NgPad *self);

G_END_DECLS
