/* NgProbe: what a layer gave when its net ran. */

#pragma once

#include "core/graph/layer.h"
#include "core/program/program.h"

G_BEGIN_DECLS

/**
 * NgProbe:
 * @path: of the layer, "outer/inner"
 * @number: of the value in the program that is being written
 * @value: (nullable): the numbers, with the batch axis; %NULL before the program ran
 */
typedef struct {
  NgLayer *layer;
  char *path;
  NgValue number;
  NgTensor *value;
} NgProbe;

/** ng_probes_new: Returns: (transfer full) (element-type NgProbe): an empty list */
GPtrArray *ng_probes_new (void);
/** ng_probes_add: adds one at the end; @value: (transfer full) (nullable): see NgProbe */
void
ng_probes_add (GPtrArray *self, NgLayer *layer, const char *path, NgValue number, NgTensor *value);

G_END_DECLS
