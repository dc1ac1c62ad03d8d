/* What the options of netgraph run say. */

#pragma once

#include "app/commands/support.h"
#include "core/engine/evaluator.h"

G_BEGIN_DECLS

/**
 * NgRunOptions:
 * @in: (nullable): as ng_inputs_read() takes it, as @random
 * @out: (nullable): "NAME=FILE"
 * @dims: (nullable): as ng_dims_bind() takes them
 * @ports: (nullable): as ng_wants_read() takes them, as @gradients
 * @low: what black of a picture becomes
 * @high: what white becomes
 * @precision: %NG_ELEMENT_NONE where it is not said
 * @threads: 0: as many as cores
 * @repeat: 0: nothing is measured
 * @full: every number, also on a terminal
 */
typedef struct {
  char **in, **dims, **random, **out, **ports, **gradients;
  double low, high;
  NgMode mode;
  NgElement precision;
  gint64 seed;
  int threads, repeat;
  gboolean raw, profile, full;
} NgRunOptions;

/**
 * ng_run_options_read:
 * @self: (out caller-allocates): cleared with ng_run_options_clear(), whatever is returned
 * @arguments: (out caller-allocates): what else is given; cleared with ng_arguments_clear()
 * likewise
 *
 * Says on standard error what is wrong.
 *
 * Returns: whether nothing is
 */
gboolean ng_run_options_read (
    NgRunOptions *self, NgArguments *arguments, const NgCommand *command, int argc, char **argv);
void ng_run_options_clear (NgRunOptions *self);

G_END_DECLS
