/* What the kernels by oneDNN share: a step as a list of its primitives. */

#pragma once

#include "core/kernels/epilogue.h"
#include "core/kernels/onednn.h"

#include <oneapi/dnnl/dnnl.h>

G_BEGIN_DECLS

#define NG_DNN_ARGUMENTS 6

/**
 * NgDnnDesc:
 * @ndims: 0 for no description
 *
 * How elements lie in memory, a value.
 */
#if DNNL_VERSION_MAJOR >= 3
typedef struct {
  int ndims;
  dnnl_dims_t dims;
  guint8 blob[1024];
} NgDnnDesc;
#else
typedef dnnl_memory_desc_t NgDnnDesc;
#endif

typedef enum {
  NG_DNN_INPUT,  /* number @where */
  NG_DNN_OUTPUT, /* the only one */
  NG_DNN_SCRATCH,
  NG_DNN_PACKED,
} NgDnnSlotKind;

typedef struct {
  NgDnnSlotKind kind;
  gsize where;
  gpointer packed;
  NgDnnDesc desc;
} NgDnnSlot;

/* Computes the elements of one slot from those of another. */
typedef void (*NgDnnRun) (gconstpointer what, gconstpointer from, gpointer to);

/* A primitive of the library, or a function of ours. */
typedef struct {
  dnnl_primitive_t primitive;
  NgDnnRun run;
  gpointer what; /* owned; for @run */
  int n_arguments;
  int names[NG_DNN_ARGUMENTS]; /* DNNL_ARG_… */
  int slots[NG_DNN_ARGUMENTS];
  gboolean is_copy; /* nothing to do where source and destination are the same memory */
} NgDnnCall;

/* What is not in blocks is in a layout of the library's own. */
typedef struct {
  NgLayout base;
  NgDnnDesc desc;
} NgDnnLayout;

typedef struct _NgDnn NgDnn;

struct _NgDnn {
  NgPacks *packs; /* for building */
  dnnl_engine_t engine;
  NgDnnSlot *slots;
  int n_slots;
  NgDnnCall *calls;
  int n_calls;
  gsize scratch;
  NgDnnLayout layout;  /* of the result, where it is chosen */
  float low, high;     /* of the result */
  gboolean is_bounded; /* whether the main primitive sees to that */
  gsize n_elements;    /* of the result, padding included */
  NgDnn *careful;      /* what runs in its place where the first input is not tame; or %NULL */
};

/* Geometry as oneDNN has it: rank axes, distance of taps less one, padding behind as it is needed.
 */
typedef struct {
  dnnl_dims_t size, stride, dilation, before, after;
} NgDnnGeometry;

NgDnnGeometry ng_dnn_geometry (const NgWindow *window, const gint64 *input, const gint64 *output);

/**
 * NgDnnWindow:
 * @w: (nullable): weights
 * @bias: (nullable)
 *
 * A convolution or pooling, for describing it.
 */
typedef struct {
  const NgDnnDesc *x, *w, *bias, *y;
  const NgDnnGeometry *geometry;
} NgDnnWindow;

/** ng_dnn_desc_by_tag: sets @self, of float; ndims is 0 afterwards where that is impossible */
void ng_dnn_desc_by_tag (NgDnnDesc *self, int rank, const dnnl_dims_t dims, dnnl_format_tag_t tag);
void ng_dnn_desc_by_strides (NgDnnDesc *self,
                             int rank,
                             const dnnl_dims_t dims,
                             const dnnl_dims_t strides);
/** ng_dnn_desc_part: sets @self to the part of @whole that begins at @start. Returns: whether it
 * can be told */
gboolean ng_dnn_desc_part (NgDnnDesc *self,
                           const NgDnnDesc *whole,
                           const dnnl_dims_t dims,
                           const dnnl_dims_t start);
gboolean ng_dnn_desc_equal (const NgDnnDesc *a, const NgDnnDesc *b);
/** ng_dnn_desc_size: Returns: bytes */
gsize ng_dnn_desc_size (const NgDnnDesc *self);

/** ng_dnn_memory_new: Returns: (transfer full) (nullable): for dnnl_memory_destroy() */
dnnl_memory_t ng_dnn_memory_new (const NgDnnDesc *desc, dnnl_engine_t engine, gpointer data);
gboolean ng_dnn_memory_point (dnnl_memory_t self, gpointer data, dnnl_stream_t stream);

/* What can be computed so, for dnnl_primitive_desc_destroy(), or %NULL. */
dnnl_primitive_desc_t ng_dnn_describe_reorder (dnnl_engine_t engine,
                                               const NgDnnDesc *from,
                                               const NgDnnDesc *to,
                                               const_dnnl_primitive_attr_t attributes);
dnnl_primitive_desc_t ng_dnn_describe_convolution (dnnl_engine_t engine,
                                                   const NgDnnWindow *window,
                                                   const_dnnl_primitive_attr_t attributes);
/** ng_dnn_describe_gradient: that of the image if @is_data, else of the weights */
dnnl_primitive_desc_t ng_dnn_describe_gradient (dnnl_engine_t engine,
                                                const NgDnnWindow *window,
                                                gboolean is_data,
                                                const_dnnl_primitive_attr_t attributes);
/** ng_dnn_describe_average: over windows, padding included */
dnnl_primitive_desc_t ng_dnn_describe_average (dnnl_engine_t engine,
                                               const NgDnnWindow *window,
                                               const_dnnl_primitive_attr_t attributes);
/** ng_dnn_describe_product: c = a b + bias, which may be %NULL */
dnnl_primitive_desc_t ng_dnn_describe_product (dnnl_engine_t engine,
                                               const NgDnnDesc *a,
                                               const NgDnnDesc *b,
                                               const NgDnnDesc *bias,
                                               const NgDnnDesc *c,
                                               const_dnnl_primitive_attr_t attributes);

gboolean
ng_dnn_append_function (dnnl_post_ops_t operations, dnnl_alg_kind_t kind, float alpha, float beta);
/** ng_dnn_append_sum: adds what is in the place of the result */
gboolean ng_dnn_append_sum (dnnl_post_ops_t operations);

NgDnn *ng_dnn_new (NgPacks *packs);
void ng_dnn_free (gpointer self);
gboolean ng_dnn_execute (gconstpointer self, const NgCall *call, GError **error);
gpointer ng_dnn_open (gconstpointer self, GError **error);
void ng_dnn_close (gpointer instance);

/** ng_dnn_is_tame: Returns: whether all of @n numbers are finite, and far from being not */
gboolean ng_dnn_is_tame (const float *x, gsize n);

int ng_dnn_add_slot (NgDnn *self, NgDnnSlotKind kind, gsize where, const NgDnnDesc *desc);
/** ng_dnn_add_call: appends the primitive that @desc describes; arguments are NAME, SLOT, …, 0 */
gboolean ng_dnn_add_call (NgDnn *self, const_dnnl_primitive_desc_t desc, ...);
gboolean ng_dnn_add_reorder (NgDnn *self, int from, int to);
/** ng_dnn_add_run: appends a call of our own; @what (transfer full) comes from g_malloc() */
void ng_dnn_add_run (NgDnn *self, NgDnnRun run, gpointer what, int from, int to);
/** ng_dnn_bring: Returns: the slot with the elements of @slot as @desc wants them, or -1 */
int ng_dnn_bring (NgDnn *self, int slot, const NgDnnDesc *desc);
/** ng_dnn_pack: Returns: a slot with @data, lying as @from says, packed as @to wants it, or -1.
 * Steps that give the same @key, which may be %NULL, share it, if its numbers were multiplied by
 * the same scale: that of @scaled, if any. */
int ng_dnn_pack (NgDnn *self,
                 const NgDnnDesc *from,
                 const float *data,
                 gconstpointer key,
                 const NgEpilogue *scaled,
                 const NgDnnDesc *to);

void ng_dnn_ordered (NgDnnDesc *desc, const gint64 *dims, int rank);
/** ng_dnn_blocked: Returns: images of @shape whose channels lie in blocks of sixteen, (n, c / 16,
 * …, 16) */
NgDnnDesc ng_dnn_blocked (const NgShape *shape);
NgDnnDesc ng_dnn_any (const NgDnnDesc *desc);
/** ng_dnn_desc_of: Returns: how @value lies in memory when the step runs */
NgDnnDesc ng_dnn_desc_of (const NgTask *task, NgValue value);
NgDnnDesc ng_dnn_query (const_dnnl_primitive_desc_t desc, dnnl_query_t what, int index);

/** ng_dnn_result: Returns: the slot that the main primitive writes: the output itself if it may lie
 * as @desc says, else scratch memory */
int ng_dnn_result (NgDnn *self, const NgTask *task, const NgDnnDesc *desc);
/** ng_dnn_deliver: brings what the main primitive wrote into slot @result to the output */
gboolean ng_dnn_deliver (NgDnn *self, const NgTask *task, int result);
/** ng_dnn_finish: completes a step that delivers */
void ng_dnn_finish (NgDnn *self, const NgTask *task, const NgValue *inputs, guint n, NgStep *step);

gboolean ng_dnn_is_float (const NgInstruction *instruction);
/** ng_dnn_attributes: Returns: (nullable): attributes that leave scratch memory to us */
dnnl_primitive_attr_t ng_dnn_attributes (void);
/** ng_dnn_can_bound: Returns: whether the library has bounds like those of the epilogue; it loses
 * NaN by them */
gboolean ng_dnn_can_bound (const NgEpilogue *epilogue);
/** ng_dnn_epilogue_attributes: Returns: (nullable): those that add the summand of the epilogue too,
 * and apply its bounds where @bounds says so; else they are applied afterwards, ng_dnn_bound() */
dnnl_primitive_attr_t ng_dnn_epilogue_attributes (const NgEpilogue *epilogue, gboolean bounds);
/** ng_dnn_can_express: Returns: whether the library can compute the epilogue; factors only go into
 * weights that are known */
gboolean ng_dnn_can_express (const NgEpilogue *epilogue, gboolean is_known);
void ng_dnn_bound (NgDnn *self, const NgEpilogue *epilogue);
gboolean ng_dnn_has_bias (const NgEpilogue *epilogue);
/** ng_dnn_add_main: appends the convolution or product that @desc describes, of slots @x and
 * @weights into @result, with the bias of the epilogue if it has one. Returns: FALSE too where a
 * slot is -1 or the bias cannot be packed */
gboolean ng_dnn_add_main (NgDnn *self,
                          const NgEpilogue *epilogue,
                          const_dnnl_primitive_desc_t desc,
                          int x,
                          int weights,
                          int result);
/** ng_dnn_add_summand: puts the summand where the result will be; the library adds to it. @input is
 * set to its slot. */
gboolean ng_dnn_add_summand (
    NgDnn *self, const NgTask *task, const NgEpilogue *epilogue, int result, int *input);
/** ng_dnn_allow_reuse: lets the result take over the memory of the summand, where it can */
void ng_dnn_allow_reuse (const NgDnn *self, int result, int summand, NgStep *step);

G_END_DECLS
