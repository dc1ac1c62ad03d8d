/* NgRepeats: what a net does again and again, found by structure and parameters.
 *
 * Parts are compared as regions.h cuts the net: an element is a layer with all that branches off
 * and joins again before it. Where a row of elements follows itself, that is a repeat, ×N; the rows
 * in it may hold repeats again, as may the chains inside an element. Names do not matter, nor does
 * the order in which layers were written. */

#pragma once

#include "core/graph/regions.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* How much copies have in common. Each says more than the next. */
typedef enum {
  NG_REPEAT_EXACT,      /* kinds, wiring, parameters, and the shapes of arrays and values */
  NG_REPEAT_PARAMETERS, /* kinds, wiring and parameters, as of what grows in a dense block */
  NG_REPEAT_FORM,       /* kinds and wiring; sizes of outputs and groups differ, as the channels of
                           stages do */
  NG_N_REPEAT_LIKENESSES,
} NgRepeatLikeness;

/**
 * NgRepeat:
 * @likeness: what its copies have in common
 * @count: copies, 2 or more
 * @n_layers: layers of this net in one copy
 * @class: a number that repeats have in common whose copies have @likeness in common; those of all
 *   nets that one finder has looked at
 * @chain, @first, @length: its first copy is elements @first to @first + @length - 1 of that chain
 *   of NgRepeats.regions, and the others follow
 * @parent: the repeat that it is in, or -1
 * @parent_copy: in which copy of that, from 0
 */
typedef struct {
  NgRepeatLikeness likeness;
  int count, n_layers, class;
  int chain, first, length;
  int parent, parent_copy;
} NgRepeat;

/**
 * NgRepeats: a value, shared by references
 * @regions: of the net
 * @repeats: (array length=n_repeats): those around others come first
 * @repeat: of each layer: the innermost repeat it is in, or -1
 * @copy: of each layer: in which copy of that
 * @is_shown: of each layer: whether it stands where it does if only the first copies are shown
 * @twin: of each layer: one that is shown and stands for it, itself where it is; -1 of layers whose
 *   values nothing outside of their copy reads, if they are not shown
 * @kind: of each layer: a number that layers have in common that are equal but for the shapes of
 *   what they read
 * @work: steps taken, for tests of the cost
 */
typedef struct {
  gatomicrefcount references;
  NgRegions *regions;
  NgRepeat *repeats;
  int n_repeats;
  int *repeat, *copy;
  gboolean *is_shown;
  int *twin;
  int *kind;
  guint64 work;
} NgRepeats;

/* What is known of nets that were looked at. One thread at a time. */
typedef struct _NgRepeatFinder NgRepeatFinder;

/**
 * ng_repeat_finder_new:
 * @likeness: what copies must have in common at least
 * @apart: (nullable) (array zero-terminated=1): paths of layers, "blocks/3", that no copy may hold:
 *   they stand for themselves, as does what is in them; and of repeats, "×blocks/conv1+5", that
 *   count as none, whatever is in them
 *
 * Returns: (transfer full): the finder
 */
NgRepeatFinder *ng_repeat_finder_new (NgRepeatLikeness likeness, const char *const *apart);
void ng_repeat_finder_free (NgRepeatFinder *self);
/** ng_repeat_finder_set_cancellable: once that is cancelled, nothing is like anything else: what
 *   the finder looks at ends soon, and is not to be used
 */
void ng_repeat_finder_set_cancellable (NgRepeatFinder *self, GCancellable *cancellable);
/** ng_repeat_finder_size: Returns: bytes that it has come to hold, about */
gsize ng_repeat_finder_size (const NgRepeatFinder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgRepeatFinder, ng_repeat_finder_free)

/**
 * ng_repeats_new:
 * @net: a net; those in it are compared as wholes, and are asked for one by one
 * @path: of @net in the one that paths begin in, "" for that itself
 *
 * Any net will do, also one with errors or of unknown shapes. Cost: n log² n in layers and edges,
 * those of nets inside included, once for each finder.
 *
 * Returns: (transfer full): its repeats
 */
NgRepeats *ng_repeats_new (NgRepeatFinder *finder, const NgNet *net, const char *path);
NgRepeats *ng_repeats_ref (NgRepeats *self);
void ng_repeats_unref (NgRepeats *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgRepeats, ng_repeats_unref)

/** NG_REPEAT_MARK: what stands before the name of a repeat */
#define NG_REPEAT_MARK "×"
/** ng_repeat_name: Returns: (transfer full) (nullable): what a repeat of @net is known by, in it:
 *   "conv1+5" begins with conv1 and has five more layers in a copy; %NULL where it begins with none
 */
char *ng_repeat_name (const NgRepeats *self, const NgNet *net, const NgRepeat *repeat);

G_END_DECLS
