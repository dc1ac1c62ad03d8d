/* Random nets, as notation. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** NgDraws: a row of draws */
typedef struct {
  guint64 seed, next;
} NgDraws;

/** ng_draw: Returns: a number from 0, below @below */
int ng_draw (NgDraws *self, int below);

enum { NG_MAX_PLANNED = 12 };

/* A net over vectors of length 3 as notation: layer i, called by @names[i], reads layers before it
 * or ports of the net; some outputs have names, some are muted, some are left alone. */
typedef struct {
  int n;
  char *layers[NG_MAX_PLANNED];
  char *names[NG_MAX_PLANNED];
  GPtrArray *rules;
} NgNetPlan;

void ng_net_plan_draw (NgNetPlan *self, NgDraws *draws);
void ng_net_plan_clear (NgNetPlan *self);
/** ng_net_plan_read: Returns: (transfer full): the net with its layers in that order; its shapes
 * may be in conflict */
NgNet *ng_net_plan_read (const NgNetPlan *self, const int *order);
/** ng_net_draw: Returns: (transfer full): the net that @seed draws, in order */
NgNet *ng_net_draw (guint64 seed);

G_END_DECLS
