/* How big arrays are drawn, and what is written beside them: what figures of maps and of volumes
 * have in common. */

#pragma once

#include "render/figure/rail.h"
#include "render/figure/tensors.h"

G_BEGIN_DECLS

/* Values from the least to the most of one kind in a figure. They span at least a factor, so that
 * nearly equal things look so. */
typedef struct {
  double least, most;
} NgSpan;

#define NG_SPAN_FACTOR 8.0
#define NG_SPAN_NONE   ((NgSpan){ G_MAXDOUBLE, NG_SPAN_FACTOR })

/**
 * NgTensorLook:
 * @sides: of maps and matrices; @channels: of maps; @lengths: of vectors
 * @font: of all words
 * @direction: of the flow
 */
typedef struct {
  const NgTensors *tensors;
  const NgFigure *figure;
  NgSpan sides, channels, lengths;
  NgFont font;
  float scale;
  NgDirection direction;
} NgTensorLook;

/** ng_tensor_look: Returns: the look of a figure whose objects are drawn @scale as big */
NgTensorLook ng_tensor_look (const NgTensors *tensors, const NgFigure *figure, float scale);

/** ng_span_widen: makes the span hold @value too */
void ng_span_widen (NgSpan *self, gint64 value);

/** ng_span_share: Returns: from 0.2 to 1, how long something of @value is beside the longest: along
 * logarithms, where twice as much is never more than a ninth part of all longer; 0.6 for unknown
 * values, which are 0 */
float ng_span_share (NgSpan self, gint64 value);

/**
 * NgStepWords:
 * @lines: (element-type utf8)
 * @n_names: how many of them, the first, are names
 * @mains: bit i: whether line i says what the thing is
 * @is_cut: whether there was too much to say
 *
 * Lines of text under a thing.
 */
typedef struct {
  GPtrArray *lines;
  guint n_names, mains;
  gboolean is_cut;
  float width, height;
} NgStepWords;

/** ng_step_words_new: Returns: no words; cleared by ng_step_words_clear() */
NgStepWords ng_step_words_new (void);
/** NgStepDetail: whether each step has a line of its own, what was done before and after the step
 * that made the array has one line, or only that step is told */
typedef enum {
  NG_STEPS_APART,
  NG_STEPS_JOINED,
  NG_STEPS_MAIN,
  NG_N_STEP_DETAILS,
} NgStepDetail;

/** ng_step_words_add: what was done to get the array, @count times, in short words where objects
 * are small. What is too much is left out */
void ng_step_words_add (NgStepWords *self,
                        const NgTensorLook *look,
                        const NgTensorNode *node,
                        int count,
                        NgStepDetail detail);
void ng_step_words_clear (NgStepWords *self);
/** ng_step_words_draw: @x: of their middle, or of their left or right end; @y: above them */
void ng_step_words_draw (const NgStepWords *self,
                         const NgTensorLook *look,
                         NgSceneBuilder *builder,
                         NgAlign align,
                         float x,
                         float y);

/** ng_tensor_look_line: Returns: points from one line of text to the next */
float ng_tensor_look_line (const NgTensorLook *self);

/** ng_tensor_look_width: Returns: how wide @text is; 0 for %NULL */
float ng_tensor_look_width (const NgTensorLook *self, const char *text);

/** ng_tensor_look_name: adds the name that is to be written at the node, if any, in lines */
void ng_tensor_look_name (const NgTensorLook *self, const NgTensorNode *node, NgStepWords *words);

/** ng_tensor_look_caption: Returns: (nullable): its dimensions, where they are to be written;
 * @before: (nullable): the node that it is made of */
const char *ng_tensor_look_caption (const NgTensorLook *self,
                                    const NgTensorNode *node,
                                    const NgTensorNode *before);

/**
 * ng_tensor_meet_size: sets the reach of a node where lines meet; its words stand beside it
 * ng_tensor_meet_draw: draws it
 */
void ng_tensor_meet_size (const NgTensorLook *self, const NgStepWords *words, NgRailNode *place);
void ng_tensor_meet_draw (const NgTensorLook *self,
                          const NgTensorNode *node,
                          const NgStepWords *words,
                          const NgRailNode *place,
                          NgSceneBuilder *builder);

/** ng_tensor_line_draw: a line by its points, with rounded corners and an arrow head at its end;
 *   @edge: what it depicts */
void ng_tensor_line_draw (const NgTensorEdge *edge,
                          const NgPoint *points,
                          guint n,
                          gboolean is_thick,
                          NgSceneBuilder *builder);

/** ng_tensor_most_width: Returns: how wide something may be so that its words can be read in @width
 */
float ng_tensor_most_width (const NgTensorLook *self, float width);

/** ng_tensor_spot: Returns: where on its map the window of edge @index lies, from 0 to 1: spread
 *   evenly, and the same each time */
NgPoint ng_tensor_spot (guint index);
/** ng_tensor_covered: Returns: which part of @size the @window covers, also where that is not
 * known; 0 for no window */
float ng_tensor_covered (gint64 window, gint64 size);

/* Points round everything. */
#define NG_TENSOR_MARGIN 6.0F

G_END_DECLS
