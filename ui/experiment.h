/* NgExperiment: a sample for every input of a document's net, and what the net made of them. It
 * runs by itself whenever a sample changes. */

#pragma once

#include "ui/document.h"

G_BEGIN_DECLS

#define NG_TYPE_EXPERIMENT (ng_experiment_get_type ())
G_DECLARE_FINAL_TYPE (NgExperiment, ng_experiment, NG, EXPERIMENT, GObject)

/* Signals: "changed": samples, results, or whether it runs */

NgExperiment *ng_experiment_new (NgDocument *document);

typedef enum {
  NG_SAMPLE_NONE,
  NG_SAMPLE_FILE,
  NG_SAMPLE_RANDOM, /* uniform in the range */
  NG_SAMPLE_NUMBER, /* one number, typed in */
  NG_SAMPLE_DIGIT,  /* a handwritten digit that comes with the program */
} NgSampleKind;

/**
 * NgSample:
 * @name: (nullable): for people: the file's name, "Digit 3"
 * @low, @high: what black and white, or the least and greatest number, become
 * @lengths: of a generated sample, along dimensions that vary
 * @value: of an input that is one number
 * @has_range: whether the range matters for it; an encoder has its own
 * @tensor: (nullable): the numbers, once they have been read
 * @problem: (nullable): why they could not be
 * @serial: changes whenever the sample does
 */
typedef struct {
  NgSampleKind kind;
  char *name;
  GFile *file;
  guint number; /* of the digit; of the random numbers */
  double low, high;
  gint64 lengths[NG_MAX_RANK];
  double value;
  gboolean has_range;
  NgTensor *tensor;
  char *problem;
  guint serial;
} NgSample;

/** ng_experiment_sample: Returns: (transfer none): of input @index of the net */
const NgSample *ng_experiment_sample (NgExperiment *self, guint index);
/** ng_experiment_set_file: takes the sample from a picture, a table row, an array */
void ng_experiment_set_file (NgExperiment *self, guint index, GFile *file);
/** ng_experiment_set_random: a new generated sample */
void ng_experiment_set_random (NgExperiment *self, guint index);
/** ng_experiment_set_digit: the digit that comes with the program, another one each time */
void ng_experiment_set_digit (NgExperiment *self, guint index);
/** ng_experiment_takes_digit: Returns: whether the input looks like a small grey picture */
gboolean ng_experiment_takes_digit (NgExperiment *self, guint index);
void ng_experiment_set_range (NgExperiment *self, guint index, double low, double high);

/** ng_experiment_set_length: how long random numbers are along dimension @dim; generates anew */
void ng_experiment_set_length (NgExperiment *self, guint index, int dim, gint64 length);
/** ng_experiment_set_number: the value of an input that is one number */
void ng_experiment_set_number (NgExperiment *self, guint index, double value);

/** ng_experiment_run: runs once more, with a sample wherever there is none yet */
void ng_experiment_run (NgExperiment *self);
gboolean ng_experiment_is_running (NgExperiment *self);
gboolean ng_experiment_has_values (NgExperiment *self);
/** ng_experiment_error: Returns: (transfer none) (nullable): why the last run failed */
const GError *ng_experiment_error (NgExperiment *self);
/** ng_experiment_milliseconds: Returns: how long the last run took */
double ng_experiment_milliseconds (NgExperiment *self);

/** ng_experiment_value: Returns: (transfer none) (nullable): the value that flowed there: @subject
 * is an edge, a port, or a layer, which stands for its first output */
NgTensor *ng_experiment_value (NgExperiment *self, const NgSubject *subject);
/** ng_experiment_output: Returns: (transfer none) (nullable): output @index of the net */
NgTensor *ng_experiment_output (NgExperiment *self, guint index);

G_END_DECLS
