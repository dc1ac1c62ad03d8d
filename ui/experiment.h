/* NgExperiment: a sample for every input of a document's net, and what the net made of them. It
 * runs by itself whenever a sample or the net changes, once at a time: what has been overtaken
 * meanwhile is never run. */

#pragma once

#include "ui/document.h"
#include "ui/sample.h"

G_BEGIN_DECLS

#define NG_TYPE_EXPERIMENT (ng_experiment_get_type ())
G_DECLARE_FINAL_TYPE (NgExperiment, ng_experiment, NG, EXPERIMENT, GObject)

/* Signals: "changed": samples, modes, results, or whether it runs */

NgExperiment *ng_experiment_new (NgDocument *document);

/** ng_experiment_net: Returns: (transfer none) (nullable): what the samples are for */
NgNet *ng_experiment_net (NgExperiment *self);
/** ng_experiment_sample: Returns: (transfer none): of input @index of the net */
const NgSample *ng_experiment_sample (NgExperiment *self, guint index);
/** ng_experiment_set_file: takes the sample from a picture, a table row, an array; a folder and
 *   what can be nothing else is a data set */
void ng_experiment_set_file (NgExperiment *self, guint index, GFile *file);
/** ng_experiment_set_random: a new generated sample */
void ng_experiment_set_random (NgExperiment *self, guint index);
/** ng_experiment_set_digit: the digit that comes with the program, another one each time */
void ng_experiment_set_digit (NgExperiment *self, guint index);
void ng_experiment_set_range (NgExperiment *self, guint index, double low, double high);
/** ng_experiment_set_length: how long random numbers are along dimension @dim; generates anew */
void ng_experiment_set_length (NgExperiment *self, guint index, int dim, gint64 length);
/** ng_experiment_set_number: the value of an input that is one number */
void ng_experiment_set_number (NgExperiment *self, guint index, double value);
/** ng_experiment_set_text: what an encoder takes, or an array in notation or as a table; @name for
 *   people */
void ng_experiment_set_text (NgExperiment *self, guint index, const char *text, const char *name);
/** ng_experiment_set_drawing: float32 from 0 to 1, {channels, height, width}; @name for people */
void
ng_experiment_set_drawing (NgExperiment *self, guint index, NgTensor *drawing, const char *name);

/** ng_experiment_set_dataset: takes the sample from a data set: its first example, once it has been
 *   opened */
void ng_experiment_set_dataset (NgExperiment *self, guint index, GFile *file);
/** ng_experiment_set_example: another example of the data set, counted from 0 */
void ng_experiment_set_example (NgExperiment *self, guint index, guint example);

/* How it runs. */
/** ng_experiment_set_training: whether layers do what they do in training, such as dropping out */
void ng_experiment_set_training (NgExperiment *self, gboolean is_training);
gboolean ng_experiment_is_training (NgExperiment *self);
/** ng_experiment_set_seed: of what layers draw */
void ng_experiment_set_seed (NgExperiment *self, guint seed);
guint ng_experiment_seed (NgExperiment *self);

/* Gradients, of one number that comes out. */
void ng_experiment_set_shows_gradients (NgExperiment *self, gboolean shows_gradients);
gboolean ng_experiment_shows_gradients (NgExperiment *self);
/** ng_experiment_set_target: that number: output @output of the net, and its element, counted from
 *   0; -1 for the largest */
void ng_experiment_set_target (NgExperiment *self, guint output, gint64 element);
guint ng_experiment_target_output (NgExperiment *self);
gint64 ng_experiment_target_element (NgExperiment *self);
/** ng_experiment_target: Returns: the element that the gradients are of; -1 while there are none */
gint64 ng_experiment_target (NgExperiment *self);
/** ng_experiment_gradient: Returns: (transfer none) (nullable): the gradient with respect to what
 *   ng_experiment_value() tells */
NgTensor *ng_experiment_gradient (NgExperiment *self, const NgSubject *subject);
/** ng_experiment_weight: Returns: how large that is in the mean, absolutely; -1 where there is none
 */
double ng_experiment_weight (NgExperiment *self, const NgSubject *subject);
/** ng_experiment_weight_range: Returns: whether there are such that are not 0: the @least and the
 *   @most of them */
gboolean ng_experiment_weight_range (NgExperiment *self, double *least, double *most);
/** ng_experiment_array_gradient: Returns: (transfer none) (nullable): that with respect to array
 *   @array of the layer @subject */
NgTensor *ng_experiment_array_gradient (NgExperiment *self, const NgSubject *subject, gsize array);
/** ng_experiment_gradient_error: Returns: (transfer none) (nullable): why there are none */
const GError *ng_experiment_gradient_error (NgExperiment *self);

/** ng_experiment_run: runs once more, with a sample wherever there is none yet */
void ng_experiment_run (NgExperiment *self);
gboolean ng_experiment_is_running (NgExperiment *self);
/** ng_experiment_n_runs: Returns: how many runs have been started so far */
guint ng_experiment_n_runs (NgExperiment *self);
gboolean ng_experiment_has_values (NgExperiment *self);
/** ng_experiment_error: Returns: (transfer none) (nullable): why the last run failed */
const GError *ng_experiment_error (NgExperiment *self);
/** ng_experiment_milliseconds: Returns: how long the last run took */
double ng_experiment_milliseconds (NgExperiment *self);

/** ng_experiment_value: Returns: (transfer none) (nullable): the value that flowed there: @subject
 * is an edge, a port, or a layer, which stands for its first output */
NgTensor *ng_experiment_value (NgExperiment *self, const NgSubject *subject);
/** ng_experiment_greatest: Returns: (transfer full) (nullable) (element-type utf8 double): the
 *   greatest absolute value of what each layer gave, by its path; %NULL where nothing was run */
GHashTable *ng_experiment_greatest (NgExperiment *self);
/** ng_experiment_has_broken: Returns: whether any number of the last run is not finite */
gboolean ng_experiment_has_broken (NgExperiment *self);
/** ng_experiment_is_broken: Returns: whether numbers of that value are not finite */
gboolean ng_experiment_is_broken (NgExperiment *self, const NgSubject *subject);
/** ng_experiment_output: Returns: (transfer none) (nullable): output @index of the net */
NgTensor *ng_experiment_output (NgExperiment *self, guint index);
/** ng_experiment_decoded: Returns: (transfer none) (nullable): what the decoder of that output says
 */
NgExpr *ng_experiment_decoded (NgExperiment *self, guint index);

/** ng_experiment_n_problems: Returns: how many places there are where numbers first are not finite
 */
guint ng_experiment_n_problems (NgExperiment *self);
/** ng_experiment_problem: Returns: (transfer none): which, and @subject (out) (transfer none):
 * where
 */
NgDiagnostic *ng_experiment_problem (NgExperiment *self, guint index, const NgSubject **subject);

G_END_DECLS
