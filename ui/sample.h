/* NgSample: what goes into an input of a net: where it is from, and the numbers that it becomes. */

#pragma once

#include "core/formats/dataset.h"
#include "core/graph/net.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  NG_SAMPLE_NONE,
  NG_SAMPLE_FILE,
  NG_SAMPLE_RANDOM,  /* uniform in the range */
  NG_SAMPLE_NUMBER,  /* one number, typed in */
  NG_SAMPLE_DIGIT,   /* a handwritten digit that comes with the program */
  NG_SAMPLE_DRAWN,   /* a picture drawn by hand */
  NG_SAMPLE_TEXT,    /* what an encoder takes, or an array in notation */
  NG_SAMPLE_EXAMPLE, /* one of a data set */
} NgSampleKind;

/**
 * NgSample:
 * @name: (nullable): for people: the file's name, "Digit 3"
 * @low, @high: what black and white, or the least and greatest number, become
 * @lengths: of a generated sample, along dimensions that vary
 * @value: of an input that is one number
 * @text: (nullable): what was typed or pasted
 * @drawing: (nullable): float32 from 0 to 1, {channels, height, width}
 * @dataset: (nullable): whose example @number it is
 * @has_range: whether the range matters for it; an encoder has its own
 * @tensor: (nullable): the numbers, once they have been read
 * @picture: (nullable): the same as a picture, float32 from 0 to 1, {channels, height, width},
 * where the input takes pictures
 * @problem: (nullable): why they could not be
 * @is_filling: whether a worker reads it
 * @serial: changes whenever the sample does
 */
typedef struct {
  NgSampleKind kind;
  char *name;
  GFile *file;
  guint number; /* of the digit; of the random numbers; of the example, from 0 */
  double low, high;
  gint64 lengths[NG_MAX_RANK];
  double value;
  char *text;
  NgTensor *drawing;
  NgDataset *dataset;
  gboolean has_range;
  NgTensor *tensor;
  NgTensor *picture;
  char *problem;
  gboolean is_filling;
  guint serial;
} NgSample;

/** ng_sample_new: Returns: (transfer full): an empty one for an input of this type */
NgSample *ng_sample_new (const NgType *type);
void ng_sample_free (gpointer self);
/** ng_sample_copy: Returns: (transfer full): what it says of itself, without what it became */
NgSample *ng_sample_copy (const NgSample *self);
/** ng_sample_take: takes what @from became, which says the same of itself */
void ng_sample_take (NgSample *self, NgSample *from);
/** ng_sample_clear: makes it empty, but for its range and lengths */
void ng_sample_clear (NgSample *self);
/** ng_sample_label: Returns: (transfer none) (nullable): what a data set says that it is */
const char *ng_sample_label (const NgSample *self);
/** ng_sample_is_quick: Returns: whether ng_sample_make() reads and encodes nothing */
gboolean ng_sample_is_quick (const NgSample *self, NgNet *net, guint input);

/**
 * ng_sample_make:
 * @input: of @net, that it is for
 * @picture: (out) (transfer full) (nullable): see NgSample
 *
 * Fails with: "Sample::…", "File::…", "NetGraph::indata".
 *
 * Returns: (transfer full) (nullable): the numbers
 */
NgTensor *
ng_sample_make (const NgSample *self, NgNet *net, guint input, NgTensor **picture, GError **error);

/** NgPictureSize: what pictures an input takes */
typedef struct {
  int channels, width, height;
} NgPictureSize;

/** ng_input_takes_pictures: Returns: whether the input looks like a small picture, grey or in
 * colours, or has an encoder of pictures */
gboolean ng_input_takes_pictures (NgNet *net, guint input, NgPictureSize *size);
/** ng_input_takes_digits: Returns: whether it looks like a small grey square */
gboolean ng_input_takes_digits (NgNet *net, guint input);
/** ng_input_takes_text: Returns: whether it has an encoder that a text can be for */
gboolean ng_input_takes_text (NgNet *net, guint input);

G_END_DECLS
