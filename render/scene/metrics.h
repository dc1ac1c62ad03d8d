/* NgMetrics: how wide a text is. Node sizes need it before layout, and tests need it without fonts.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  NG_FAMILY_SANS,
  NG_FAMILY_SERIF,
  NG_FAMILY_MONO,
} NgFamily;

typedef struct {
  float size; /* points */
  guint8 family;
  guint8 bold, italic;
} NgFont;

/**
 * NgMetrics:
 * @width: points that the first @length bytes of @text take; may be called from any thread
 * @ascent: points above the baseline
 * @descent: points below it
 *
 * An interface; ng_metrics_test() and ng_pango_metrics() make one.
 */
typedef struct _NgMetrics NgMetrics;
struct _NgMetrics {
  float (*width) (const NgMetrics *self, NgFont font, const char *text, gsize length);
  float (*ascent) (const NgMetrics *self, NgFont font);
  float (*descent) (const NgMetrics *self, NgFont font);
};

/** ng_metrics_test: Returns: (transfer none): a font that is the same on every machine: a character
 *   is 0.55 em wide, bold 0.6, of wide scripts 1 */
const NgMetrics *ng_metrics_test (void);

float ng_metrics_width (const NgMetrics *self, NgFont font, const char *text);
/** ng_metrics_line: Returns: (transfer full): @text as valid UTF-8 in one line */
char *ng_metrics_line (const char *text);
/**
 * ng_metrics_ellipsize:
 *
 * Returns: (transfer full): @text, valid UTF-8 in one line, cut with "…" to be no wider than
 * @width; in the middle, so that both ends of a name stay, when @in_middle
 */
char *ng_metrics_ellipsize (
    const NgMetrics *self, NgFont font, const char *text, float width, gboolean in_middle);

G_END_DECLS
