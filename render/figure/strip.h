/* What is known while a strip of glyphs is drawn, for the files strip*.c. */

#pragma once

#include "render/figure/strip-joint.h"
#include "render/figure/strip-key.h"
#include "render/figure/tensor-look.h"

G_BEGIN_DECLS

/* Points between a figure and words. */
#define NG_STRIP_CLEAR 4.0F
/* Points of a step beside the main one, along the flow, and half of what joins lines. */
#define NG_STRIPE     3.5F
#define NG_STRIP_BALL 6.0F
/* Points that the frame of a group keeps from what is in it. */
#define NG_STRIP_PAD 2.5F
/* Points of arms of glyphs where lines meet. */
#define NG_STRIP_ARM 4.0F
/* In sizes of words, from their middle to their baseline. */
#define NG_STRIP_BASELINE 0.34F

/**
 * NgStripGlyph:
 * @is_end: whether it is the square of an output
 * @left, @right: heights of both sides
 * @n_inputs: lines that come in
 * @entry: of the key, or -1 for the square at an end
 * @arms: where lines come in, if there are several
 * @before: (nullable): the resolution of @from, which it is made of
 */
typedef struct {
  const NgTensorNode *node, *from;
  gboolean is_end;
  float left, right, width;
  int n_inputs, entry;
  NgArms arms;
  char *above, *before;
  NgStepWords name;
} NgStripGlyph;

typedef struct {
  NgTensorLook look;
  NgSpan features;
  NgStripKey *key;
  NgStripGlyph *glyphs;
  NgRailNode *places;
  NgRailEdge *edges;
  guint n_glyphs, n_edges;
  NgRail *rail;
} NgStripPicture;

/* In strip-glyph.c. */
/** ng_strip_features: Returns: what a glyph is as wide as: channels, or numbers in a row */
gint64 ng_strip_features (const NgTensorNode *node);
/** ng_strip_height: Returns: points of a glyph's side where the array is */
float ng_strip_height (const NgStripPicture *self, const NgTensorNode *node);
/** ng_strip_is_meet: Returns: whether it joins lines */
gboolean ng_strip_is_meet (const NgStripGlyph *glyph);
/** ng_strip_joint_of: Returns: the body of a glyph */
NgStripJoint ng_strip_joint_of (const NgStripGlyph *glyph);
/** ng_strip_shift: @reach: of words along the flow. Returns: how far from the middle of the glyph
 *   theirs is, where a line comes from above */
float ng_strip_shift (const NgStripGlyph *glyph, float reach);
/** ng_strip_count_stripes: Returns: steps beside the one that makes the array, or that joins lines
 * ng_strip_count_stripes_before: Returns: those before it */
guint ng_strip_count_stripes (const NgStripGlyph *glyph);
guint ng_strip_count_stripes_before (const NgStripGlyph *glyph);
/** ng_strip_make_glyph: @before: (nullable): what it is made of */
void ng_strip_make_glyph (NgStripPicture *self, guint index, const NgTensorNode *before);
/** ng_strip_size_glyph: sets the reaches of its place */
void ng_strip_size_glyph (const NgStripPicture *self, NgStripGlyph *glyph, NgRailNode *place);
/** ng_strip_add_remarks: tells in the key what numbers and letters at glyphs mean */
void ng_strip_add_remarks (NgStripPicture *self);

/* In strip-draw.c. */
/** ng_strip_find_arms: of what joins lines, once these have places */
void ng_strip_find_arms (NgStripPicture *self);
/** ng_strip_paint: Returns: (transfer full): the scene */
NgScene *ng_strip_paint (gconstpointer picture);

G_END_DECLS
