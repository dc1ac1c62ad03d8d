/* What a function is followed through with, for trace.c and trace-layers.c alone.
 *
 * Values on the way are of three kinds: an expression of numbers, in which Slot[k] stands for value
 * k of the net; a list of values; and named values, what a net of several outputs gives.
 * Expressions grow as far as they can, and become one layer when something else asks for their
 * value. */

#pragma once

#include "core/notation/trace.h"

G_BEGIN_DECLS

typedef enum {
  NG_TRACED_NUMBERS, /* .expr */
  NG_TRACED_LIST,    /* .items */
  NG_TRACED_NAMED,   /* .items, by .names */
} NgTracedKind;

typedef struct _NgTraced NgTraced;

struct _NgTraced {
  NgTracedKind kind;
  NgExpr *expr;
  gint64 atom;      /* the value of the net that it has become, or 0 */
  GPtrArray *items; /* of NgTraced, not owned */
  GPtrArray *names; /* of strings, owned */
};

typedef struct {
  const NgTraceReader *reader;
  NgNetBuilder *builder;
  GPtrArray *traced;      /* all there are, owned */
  GArray *atoms;          /* NgSource: what Slot[k] stands for, by k - 1 */
  gboolean is_positional; /* Slot[k] of the outermost function is input "k" */
  const NgPlace *place;
  int depth;
  GError **error;
} NgTrace;

/** ng_traced_new: Returns: (transfer none): a value without content yet, which @trace owns */
NgTraced *ng_traced_new (NgTrace *trace, NgTracedKind kind);
/** ng_traced_free: (type NgTraced): for the table of all there are */
void ng_traced_free (gpointer self);
/** ng_traced_numbers: Returns: (transfer none): an expression of numbers; @expr (transfer full) */
NgTraced *ng_traced_numbers (NgTrace *trace, NgExpr *expr);
/** ng_traced_source: Returns: (transfer none): a value of the net */
NgTraced *ng_traced_source (NgTrace *trace, NgSource source);

/** ng_trace_refuse: fails with "NetGraph::badarg" at @expr. Returns: %NULL */
NgTraced *ng_trace_refuse (NgTrace *self, const NgExpr *expr, const char *why);
/** ng_trace_slot: Returns: (transfer full): Slot[@index] */
NgExpr *ng_trace_slot (gint64 index);
/** ng_trace_read: Returns: (transfer full) (nullable): the layer that @expr is */
NgLayer *ng_trace_read (NgTrace *self, NgExpr *expr);
/** ng_trace_add: Returns: index of the layer that was added, or -1 */
int ng_trace_add (NgTrace *self, NgLayer *layer);

/**
 * ng_trace_connect:
 * @sources: (array length=n): one for each of the layer's inputs or slots
 * @at: (nullable): for messages
 *
 * Returns: (transfer none) (nullable): what the layer gives
 */
NgTraced *ng_trace_connect (
    NgTrace *self, NgLayer *layer, const NgSource *sources, gsize n, const NgExpr *at);
/** ng_trace_connect_text: the same with a layer in notation, and arguments of any kind */
NgTraced *ng_trace_connect_text (
    NgTrace *self, const char *layer, NgTraced *const *arguments, gsize n, const NgExpr *at);

/** ng_trace_to_source: makes the layers that @traced needs, once. Returns: whether that was
 * possible
 */
gboolean ng_trace_to_source (NgTrace *self, NgTraced *traced, NgSource *source);
/** ng_trace_to_numbers: Returns: (transfer full) (nullable): @traced as an operand of numbers */
NgExpr *ng_trace_to_numbers (NgTrace *self, NgTraced *traced);

G_END_DECLS
