/* Figures that tests draw. */

#pragma once

#include "render/figure/figure.h"

G_BEGIN_DECLS

/* Two sizes that a third one lies between, each skipped to. */
#define NG_TEST_U                                                                                  \
  "NetGraph[<|\"a\" -> ConvolutionLayer[4, 3, PaddingSize -> 1], \"pool1\" -> PoolingLayer[2, "    \
  "2], "                                                                                           \
  "\"b\" -> ConvolutionLayer[8, 3, PaddingSize -> 1], \"pool2\" -> PoolingLayer[2, 2], \"c\" -> "  \
  "ConvolutionLayer[16, 3, PaddingSize -> 1], \"up2\" -> DeconvolutionLayer[8, 2, \"Stride\" -> "  \
  "2], \"join2\" -> CatenateLayer[], \"d\" -> ConvolutionLayer[8, 3, PaddingSize -> 1], \"up1\" "  \
  "-> DeconvolutionLayer[4, 2, \"Stride\" -> 2], \"join1\" -> CatenateLayer[], \"e\" -> "          \
  "ConvolutionLayer[2, 1]|>, {\"a\" -> \"pool1\" -> \"b\" -> \"pool2\" -> \"c\" -> \"up2\", "      \
  "{\"b\", \"up2\"} -> \"join2\" -> \"d\" -> \"up1\", {\"a\", \"up1\"} -> \"join1\" -> \"e\"}, "   \
  "\"Input\" -> {1, 16, 16}]"

/** ng_test_figure: Returns: the settings that nobody has changed, but of that form and in a font
 * that is the same on every machine */
NgFigure ng_test_figure (const char *form);

/** ng_test_draw: Returns: (transfer full): the net that @notation is as @figure; the test fails if
 *   it can not be drawn */
NgScene *ng_test_draw (const char *notation, const NgFigure *figure);

/** ng_test_texts: Returns: (transfer full): all texts of @role as they are painted: "a|b" */
char *ng_test_texts (const NgScene *scene, NgRole role);
/** ng_test_count_text: Returns: how many texts are @text */
guint ng_test_count_text (const NgScene *scene, const char *text);
gboolean ng_test_has_text (const NgScene *scene, const char *text);

G_END_DECLS
