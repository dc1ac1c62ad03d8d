/* What the files that look for fixes share: fixes.c judges, fix-edges.c and fix-params.c guess. */

#pragma once

#include "core/graph/fixes.h"
#include "core/graph/nested.h"
#include "core/graph/net-private.h"

G_BEGIN_DECLS

/**
 * NgFixFinder:
 * @steps: (element-type guint): layers that lead from @root to the net with the problem
 * @prefix: their names, "block/"
 * @net: that net as it was written, whose layers the guesses change
 * @typed: the same net with the types found
 * @is_held: whether it is what a layer holds as its own, a graph that nothing may be added to
 * @layer: the layer that the problem is about, or -1
 * @targets: (element-type NgTarget): the connections that it may be about
 */
typedef struct {
  NgNet *root;
  const NgDiagnostic *problem;
  GCancellable *cancellable;
  GArray *steps;
  GString *prefix;
  NgNet *net;
  const NgNet *typed;
  gboolean is_held;
  int layer;
  GArray *targets;
  GHashTable *wrong; /* keys of all that is wrong before */
  char *key;         /* that of the problem */
  gint64 n_unknown;
  guint n_tries;
  GPtrArray *fixes;
} NgFixFinder;

/** ng_fix_finder_is_done: Returns: whether enough was tried or found */
gboolean ng_fix_finder_is_done (const NgFixFinder *self);

/**
 * ng_fix_finder_try:
 * @net: (transfer full) (nullable): the net with the problem, changed
 * @may_open: whether shapes that were known may be unknown after it
 * @format: what was done
 *
 * Keeps the net if the problem is gone and no other came.
 *
 * Returns: whether it was kept
 */
gboolean
ng_fix_finder_try (NgFixFinder *self, NgNet *net, gboolean may_open, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/** ng_fix_finder_build: Returns: (transfer full) (nullable): the whole net with the changed one in
 *   its place; @net: (transfer full) (nullable) */
NgNet *ng_fix_finder_build (const NgFixFinder *self, NgNet *net);
/** ng_fix_finder_net_in: Returns: (transfer none) (nullable): the net in @root at the place of the
 *   one with the problem, with its types */
const NgNet *ng_fix_finder_net_in (const NgFixFinder *self, const NgNet *root);

/** ng_fix_layer_words: Returns: (transfer full): `"conv1"`, `"block/conv1"` or `layer 3` */
char *ng_fix_layer_words (const NgFixFinder *self, const NgNet *net, gsize layer);

/** ng_fix_find_sides: what both ends of a connection say of it by themselves, without the other */
void ng_fix_find_sides (const NgFixFinder *self, NgTarget target, NgType *given, NgType *needed);

/* Guesses. */
void ng_fix_insert_layers (NgFixFinder *self);
void ng_fix_give_ports (NgFixFinder *self);
void ng_fix_free_ports (NgFixFinder *self);
void ng_fix_remove (NgFixFinder *self);
void ng_fix_change_params (NgFixFinder *self);

G_END_DECLS
