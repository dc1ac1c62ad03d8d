/* A display with a touch screen, in this process: it speaks the protocol of Broadway, so that what
 * fingers do reaches GTK as events of GDK, through all that stands between. Nothing is seen. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { NG_TOUCH_BEGIN, NG_TOUCH_UPDATE, NG_TOUCH_END } NgTouchKind;

/** ng_touch_display_start: opens the display, for GTK to be begun with; before anything of GTK.
 *   Returns: whether that can be */
gboolean ng_touch_display_start (void);
/** ng_touch_display_send: @finger: from 1, the first one down moves the pointer too; @x, @y: on the
 *   surface that was made last and is shown */
void ng_touch_display_send (NgTouchKind kind, guint32 finger, int x, int y);

G_END_DECLS
