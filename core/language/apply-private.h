/* What the files of net[data, selector, options] share. */

#pragma once

#include "core/engine/lower.h"
#include "core/language/apply.h"

G_BEGIN_DECLS

typedef struct {
  NgSession *session;
  NgNet *net;
  const NgExpr *call;
  gboolean is_layer; /* a layer that stands alone */
  NgExpr *data;
  NgExpr *selector;
  NgMode mode;
  NgElement element;
  guint64 seed;

  NgExpr **inputs; /* of one example, or of the whole batch, by input */
  NgExpr **seeds;  /* imposed gradients by output; NULL entries where there is none */
  gboolean has_seeds;
  gboolean is_numeric_array; /* data came as NumericArray, and so do the results */

  NgMemory *memory; /* nullable */
  gboolean is_step; /* an element was given where a sequence is needed */

  gboolean is_batch;
  gsize n_examples;
  GPtrArray *tensors;      /* example by example, input by input */
  GPtrArray *seed_tensors; /* example by example, output by output; NULL for ones */
  GPtrArray *wrapped;      /* NgExpr: steps that were made sequences of one */
} NgApplication;

/** ng_application_read_arguments: tells data, selector and options of the call apart */
gboolean ng_application_read_arguments (NgApplication *self, GError **error);
/** ng_application_read_data: fills the tensors with the examples that the data are */
gboolean ng_application_read_data (NgApplication *self, GError **error);
/** ng_application_coding: Returns: what surrounds the coding of one example at a port of @type */
NgCoding ng_application_coding (const NgApplication *self, const NgType *type, gsize example);
/** ng_application_unref_tensor: @tensor: (nullable) */
void ng_application_unref_tensor (gpointer tensor);

G_END_DECLS
