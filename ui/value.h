/* How a value that passed through a net is shown: as a picture, and in one line. */

#pragma once

#include "render/scene/scene.h"
#include "ui/document.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/** NgValueFlags:
 * @NG_VALUE_RAW: of a net of operators: a batch axis is in front, and indices count from 0
 * @NG_VALUE_SCORES: what comes out of the net: of many numbers the largest matter
 * @NG_VALUE_SIGNED: a gradient, in colours whose middle is 0 */
typedef enum {
  NG_VALUE_PLAIN = 0,
  NG_VALUE_RAW = 1 << 0,
  NG_VALUE_SCORES = 1 << 1,
  NG_VALUE_SIGNED = 1 << 2,
} NgValueFlags;

/** ng_value_flags: Returns: how to show what passes at @subject; NULL for an output of the net */
NgValueFlags ng_value_flags (NgDocument *document, const NgSubject *subject);

/** ng_value_classes: Returns: (transfer full) (nullable): the names of the classes of a decoder
 * that has them */
GStrv ng_value_classes (const NgCoder *decoder);

/** ng_value_classes_at: Returns: (transfer full) (nullable): those of the decoder of an output of
 *   the net that takes what passes at @subject */
GStrv ng_value_classes_at (NgDocument *document, const NgSubject *subject);

/** ng_value_plot:
 * @classes: (nullable): what bars are called, where there is a name for each
 *
 * Returns: (transfer full): the picture of a value */
NgScene *ng_value_plot (const NgTensor *value,
                        const char *const *classes,
                        NgValueFlags flags,
                        float width,
                        float height);

/** ng_value_small_plot: Returns: (transfer full): the same where there is little room: vectors are
 *   curves */
NgScene *ng_value_small_plot (const NgTensor *value, NgValueFlags flags, float width, float height);

/** ng_value_view_new: Returns: (transfer floating): a widget with the picture of a value */
GtkWidget *ng_value_view_new (const NgTensor *value,
                              const char *const *classes,
                              NgValueFlags flags,
                              float width,
                              float height);

/** ng_value_summary: Returns: (transfer full): dimensions, range and mean of a value in one line */
char *ng_value_summary (const NgTensor *value);

/** ng_value_caption: Returns: (transfer full) (nullable): what the numbers beside bars mean; NULL
 *   where the picture has no bars */
char *ng_value_caption (const NgTensor *value, const char *const *classes, NgValueFlags flags);

G_END_DECLS
