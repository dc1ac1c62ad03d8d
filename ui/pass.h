/* NgPass: one run of a net as a worker does it: the values that pass, the gradients that come back,
 * and where numbers first are none. All of it values; nothing here knows the window. */

#pragma once

#include "ui/subject.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/** NgEngine: what was worked out for a net and can be used again while it is the same */
typedef struct _NgEngine NgEngine;
void ng_engine_free (NgEngine *self);

/**
 * NgPass:
 * @inputs: (element-type NgTensor): for each input of @net
 * @is_training: whether layers do what they do in training, such as dropping out
 * @seed: of what they draw
 * @wants_gradients: whether gradients are wanted of one number that comes out
 * @output, @element: that number: which output of the net, and which of its elements; -1 for the
 *   largest
 * @engine: (nullable): of the run before; handed on
 */
typedef struct {
  NgNet *net;
  GPtrArray *inputs;
  gboolean is_training;
  guint64 seed;
  gboolean wants_gradients;
  guint output;
  gint64 element;
  NgEngine *engine;
  GCancellable *cancellable;
} NgPass;

void ng_pass_free (gpointer self);

/** NgOrigin: where values are not finite although those that they are made of are */
typedef struct {
  NgDiagnostic *problem;
  NgSubject *subject;
} NgOrigin;

/**
 * NgPassed:
 * @values: ng_pass_key() -> NgTensor: what layers gave
 * @gradients: (nullable): the same keys and those of inputs -> NgTensor
 * @weights: (nullable): the same keys -> the mean absolute gradient, a double
 * @least_weight, @most_weight: of those that are not 0
 * @array_gradients: (nullable): ng_pass_array_key() -> NgTensor
 * @broken: the keys of values that are not all finite
 * @outputs: (element-type NgTensor): of the net
 * @decoded: (element-type NgExpr): for each output what its decoder says, %NULL where there is none
 * @origins: (element-type NgOrigin)
 * @gradient_error: (nullable): why there are no gradients
 * @element: the element of the output that gradients are of
 */
typedef struct {
  GHashTable *values;
  GHashTable *gradients;
  GHashTable *weights;
  double least_weight, most_weight;
  GHashTable *array_gradients;
  GHashTable *broken;
  GPtrArray *outputs;
  GPtrArray *decoded;
  GPtrArray *origins;
  GError *gradient_error;
  gint64 element;
  double milliseconds;
} NgPassed;

void ng_passed_free (NgPassed *self);

/** ng_pass_key: Returns: (transfer full): of output @port of a layer in the net at @path; @vertex
 * is %NG_PICK_NET for input @port of the net */
char *ng_pass_key (const char *path, NgVertexId vertex, int port);
/** ng_pass_array_key: Returns: (transfer full): of array @index of a layer */
char *ng_pass_array_key (const char *path, NgVertexId vertex, gsize index);

/** ng_pass_work: an NgWork: NgPass -> NgPassed */
gpointer ng_pass_work (gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
