/* Operators that become layers, and layers that become operators, in the window. */

#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/** ng_studio_window_to_layers: the selected operators of the outermost net, or all of them, become
 *   layers, as one revision; says what became of them, and why some stay. Where all that are
 *   selected are in bodies of others, nothing happens but that it says so */
void ng_studio_window_to_layers (NgStudioWindow *self);
/** ng_studio_window_to_operators: every layer of the net becomes the operators that it is in an
 *   ONNX file, as one revision */
void ng_studio_window_to_operators (NgStudioWindow *self);

G_END_DECLS
