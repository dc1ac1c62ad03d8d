/* What the files that lower nets share: lower.c (the walk), lower-frame.c (arrays), lower-lengths.c
 * and lower-arrays.c (which arrays are inputs). Private to this room. */

#pragma once

#include "core/engine/joint.h"
#include "core/engine/lower.h"

G_BEGIN_DECLS

typedef struct _NgLowerFrame NgLowerFrame;

struct _NgLowerFrame {
  const NgNet *net;
  NgValue **arrays;        /* by layer, by array */
  NgValue **updates;       /* of statistics, by layer, by array */
  NgLowerFrame **children; /* by layer, NULL where it holds no net */
  char **paths;            /* by layer */
};

typedef struct {
  const NgRequest *request;
  const NgNet *net; /* the outermost */
  NgProgramBuilder *builder;
  NgTexts *texts;
  NgJoint *joint;             /* NULL while the batch is one group */
  NgValue *wanted;            /* by want, of the group being lowered */
  int path[NG_MAX_NET_DEPTH]; /* layers that lead to the net being lowered */
  int depth;
  gint64 batch;              /* examples in the net being lowered */
  GHashTable *wanted_shared; /* names of NetArrays that are differentiated by */
  GHashTable *shared;        /* name of a NetArray -> its value */
  GHashTable
      *bodies; /* NgNet -> NgLowerFrame: nets that operators keep, such as the body of a loop */
  gsize n_unrolled;     /* layers of such nets that were lowered, each time anew */
  GPtrArray *probes;    /* NgProbe, or NULL: of the net being lowered nothing is to be known */
  GPtrArray *lists;     /* GArray of NgValue: see ng_lowering_list() */
  GHashTable *asked;    /* value -> number of its answer + 1 */
  GHashTable *told;     /* value -> NgTensor: what runs have told of it */
  NgValue pending;      /* asked for and not answered yet */
  gboolean has_reached; /* the layer that asks */
  GArray *held;         /* of NgValue, or NULL: what a question's program gives to be kept */
} NgLower;

/** ng_lower_fail: the first failure of the program: of the layer or array at @path */
void ng_lower_fail (NgLower *self, const char *tag, const char *path, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/** ng_lower_frame_new: @prefix: path of @net. Returns: (transfer full): with all its arrays */
NgLowerFrame *ng_lower_frame_new (NgLower *self, const NgNet *net, const char *prefix);
void ng_lower_frame_free (NgLowerFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgLowerFrame, ng_lower_frame_free)
/** ng_lower_find_array: Returns: the array that is wanted, or what becomes of it */
NgValue ng_lower_find_array (NgLowerFrame *frame, const NgWant *want);

/** ng_lower_learn_lengths: @first: axes of @value in front of those of @type. Adds to @lengths what
 *   the value tells of them */
void ng_lower_learn_lengths (
    NgLower *self, GArray *lengths, const NgType *type, NgValue value, int first);
/** ng_lower_replace_lengths: Returns: the type with numbers where they are known */
NgType ng_lower_replace_lengths (const GArray *lengths, const NgType *type);
/** ng_lower_check_lengths: fails with "NetGraph::lenmis" where a length that a layer makes is not
 *   the one that it is elsewhere */
void ng_lower_check_lengths (NgLower *self,
                             const NgLowerFrame *frame,
                             int index,
                             int output,
                             const GArray *lengths,
                             NgValue value);

/** ng_lower_find_shared: Returns: (transfer full) (element-type utf8): the names of the NetArrays
 *   that the request differentiates by, which the layers own */
GHashTable *ng_lower_find_shared (const NgNet *root, const NgRequest *request);
/**
 * ng_lower_is_input:
 * @path: (array length=length): of @layer
 * @index: of the array
 *
 * Constants are folded into what is made of them, and nothing could be differentiated by them then.
 * Texts are constants.
 *
 * Returns: whether the array comes from outside
 */
gboolean ng_lower_is_input (const NgRequest *request,
                            GHashTable *wanted_shared,
                            const NgLayer *layer,
                            const int *path,
                            int length,
                            gsize index);
/** ng_lower_array_element: Returns: the element that an array has in the program */
NgElement ng_lower_array_element (const NgRequest *request, const NgTensor *tensor);

G_END_DECLS
