/* The state of one inference, for the files of this folder that share it: inference.c (tables and
 * lists), unfold.c (from a net and back), relation.c (what records see), infer.c (the fixed point).
 */

#pragma once

#include "core/graph/net-private.h"
#include "core/graph/relation.h"
#include "core/shape/pattern.h"

G_BEGIN_DECLS

/* What of a leaf may be in conflict. */
typedef enum {
  NG_PLACE_INPUT,
  NG_PLACE_OUTPUT,
  NG_PLACE_ARRAY,
} NgPlaceKind;

/* A class's patterns, read once for each inference. */
typedef struct {
  NgWords words;
  NgPattern params[NG_MAX_CLASS_PARAMS];
  NgPattern inputs[NG_MAX_CLASS_PORTS];
  NgPattern outputs[NG_MAX_CLASS_PORTS];
  NgPattern arrays[NG_MAX_CLASS_ARRAYS];
  gboolean is_patterned;
} NgLaw;

typedef struct {
  NgType type;
  guint8 cause;
  NgTensor *known; /* owned by the inference's list */
  gboolean is_forgotten;
} NgWire;

/* The leaves that use one NetArray. */
typedef struct {
  guint array; /* which of the array types */
  GArray *leaves;
} NgSharers;

/* What was written for a port. */
typedef struct {
  guint wire; /* or G_MAXUINT for none */
  NgType type;
  NgCause cause;
  const char *name;
  const NgPlace *place;
  gboolean has_target;
  NgTarget target;
  const NgCoder *coder; /* that asks for the type, or NULL */
} NgDeclaration;

/* Which of the lengths that leaves make: the place of an output, or one of @sort there. */
typedef struct {
  guint leaf;
  int sort;
  gsize output;
  int axis;
} NgFreshKey;

/* A net in the unfolded whole. */
typedef struct {
  const NgNet *net;
  const NgNet *typed; /* the same net with types found earlier, or NULL */
  int parent;         /* index of the instance around it, -1 for the outermost */
  guint layer;        /* its place in the parent */
  guint *wires;       /* by the net's own wires */
  int *children;      /* by layer: index of the instance of its body, or of the leaf */
} NgInstance;

typedef struct {
  const NgLayer *layer;
  const NgLaw *law;
  guint instance, index; /* which layer of which net */
  guint first_input, first_output, first_array;
  guint first_broken; /* of its flags: inputs, outputs, arrays */
  int inner;          /* instance of the nets that it holds as its own, or -1 */
  gboolean queued[2];
} NgLeaf;

typedef struct {
  NgNet *net;
  GArray *wires;        /* NgWire */
  GArray *instances;    /* NgInstance */
  GArray *leaves;       /* NgLeaf */
  GArray *leaf_inputs;  /* guint: wire, or G_MAXUINT for none */
  GArray *leaf_outputs; /* guint */
  GArray *leaf_arrays;  /* guint: which of the array types; one for all uses of a NetArray */
  GArray *array_types;  /* NgType */
  GHashTable *shared;   /* name of a NetArray -> NgSharers */
  GByteArray *broken;   /* of each port and array whether it is in conflict, and left alone */
  guint *first_reader;  /* by wire: leaves at it, its own source included */
  guint *readers;
  GHashTable *laws;
  GArray *waiting;    /* NgDeclaration: of coders that need to know the rank of their port */
  GQueue list;        /* leaf + 1 */
  guint n_second;     /* leaves that may assume something, the first of which comes first: */
  guint first_second; /* none of them stands before this one */
  GArray *lengths;    /* NgDim: what each varying length turned out to be; itself while it varies */
  GPtrArray *holders; /* by length: GArray of the wires that hold it */
  GArray *settled;    /* lengths that turned out to be something else, still to be substituted */
  gboolean is_trial;  /* nothing is put on lists or reported */
  gboolean
      is_tangled; /* more is related than what meets at ports: an edit cannot tell what follows */
  guint64 n_visits;
  guint own_tries; /* where no net is around this one */
  guint *tries;
  GPtrArray *length_names;
  GArray *sizes;           /* NgLengthSizes: what each length is in the trials */
  GByteArray *is_computed; /* of each length, whether it is a formula in others */
  GHashTable *by_sizes;    /* NgLengthSizes -> identity */
  GHashTable *fresh;       /* NgFreshKey -> identity */
  GHashTable *shown;       /* leaf -> NgLayer: with the types of the nets that it keeps */
  GHashTable *seen;        /* NgNet -> NgOuterNet: a net that a layer keeps, as seen last */
  GPtrArray *tensors;      /* known values made on the way */
  GHashTable *reported;    /* leaf and tag of what was said already */
} NgInference;

struct _NgRelation {
  NgInference *inference;
  guint leaf;
  gboolean is_second;
  gboolean moved;
  gboolean is_final;
  NgDiagnostic *last;
};

/* inference.c: laws, lists of leaves to visit, varying lengths */
void ng_inference_init (NgInference *self, NgNet *net);
void ng_inference_clear (NgInference *self);
const NgLaw *ng_inference_law (NgInference *self, const NgLayerClass *class);
/** ng_inference_length: Returns: what a varying length turned out to be */
NgDim ng_inference_length (const NgInference *self, NgDim dim);
NgLeaf *ng_inference_leaf (const NgInference *self, guint index);
NgWire *ng_inference_wire (const NgInference *self, guint index);
guint ng_inference_input (const NgInference *self, const NgLeaf *leaf, gsize index);
guint ng_inference_output (const NgInference *self, const NgLeaf *leaf, gsize index);
/** ng_inference_array: Returns: the type of array @index of a leaf */
NgType *ng_inference_array (const NgInference *self, const NgLeaf *leaf, gsize index);
/** ng_inference_enqueue_sharers: puts the other users of an array that moved on the list */
void ng_inference_enqueue_sharers (NgInference *self, const NgLeaf *leaf, gsize index);
/** ng_inference_inner: Returns: the wire at a port of net @index of those that a leaf holds */
guint ng_inference_inner (
    const NgInference *self, const NgLeaf *leaf, gsize index, gboolean is_output, gsize port);
/** ng_inference_wires: adds the wires at a leaf to @wires (element-type guint) */
void ng_inference_wires (const NgInference *self, const NgLeaf *leaf, GArray *wires);
void ng_inference_enqueue (NgInference *self, guint index);
void ng_inference_enqueue_readers (NgInference *self, guint wire);
NgDim ng_inference_new_length (NgInference *self, const char *name);
/* inference-lengths.c: lengths that are computed from others */
void ng_inference_init_sizes (NgInference *self);
void ng_inference_clear_sizes (NgInference *self);
/** ng_inference_add_sizes: of the length that was just made */
void ng_inference_add_sizes (NgInference *self);
/** ng_inference_read_names: lengths that are called by formulas in others are computed */
void ng_inference_read_names (NgInference *self);
/** ng_inference_take_sizes: the last lengths of the net are those outside */
void ng_inference_take_sizes (NgInference *self, const NgOuter *outer);
/** ng_inference_size: Returns: the size that a dimension has in a trial, or %NG_NO_SIZE */
double ng_inference_size (const NgInference *self, NgDim dim, int trial);
/** ng_inference_computed: Returns: the number or the length of these sizes; unknown where no
 *   length can be of them */
NgDim ng_inference_computed (NgInference *self, const NgLengthSizes *sizes);
/** ng_inference_join_sizes: @new takes the place of @old */
void ng_inference_join_sizes (NgInference *self, gint64 old, gint64 new);
/** ng_inference_settle_sizes: length @old is @number, and what is computed of it alone is too */
void ng_inference_settle_sizes (NgInference *self, gint64 old, gint64 number);
/**
 * ng_inference_name_lengths:
 * @ids: (array length=n): lengths, in the order of their new identities
 *
 * Returns: (transfer full) (array zero-terminated=1): what each is called
 */
char **ng_inference_name_lengths (const NgInference *self, const gint64 *ids, gsize n);
/** ng_inference_names_at: Returns: (transfer full) (array zero-terminated=1): what lengths are
 *   called, by identity - 1, with formulas for those at the inputs of a leaf; "" for no name */
char **ng_inference_names_at (const NgInference *self, const NgLeaf *leaf);
/** ng_inference_names_of: the same with formulas for those of a type */
char **ng_inference_names_of (const NgInference *self, const NgType *type);
/** ng_inference_describe: Returns: (transfer full): a type as ng_type_words() writes it */
char *ng_inference_describe (const NgInference *self, const NgType *type);
/** ng_inference_length_called: Returns: the length that is called so among @names, by identity - 1,
 *   or that of the formula @text in them; unknown where there is none */
NgDim ng_inference_length_called (NgInference *self, const char *text, const char *const *names);

/** ng_inference_hold: notes which varying lengths a wire holds */
void ng_inference_hold (NgInference *self, guint wire);
void ng_inference_note_lengths (NgInference *self, const NgType *before, const NgType *after);
void ng_inference_resolve (const NgInference *self, NgType *type);

/* unfold.c: from nets to leaves and wires, and types back */
guint ng_instance_wire (const NgInstance *instance, NgSource source);
NgType ng_inference_array_type (const NgLayer *layer, gsize index);
guint ng_inference_unfold (NgInference *self,
                           const NgNet *net,
                           const NgNet *typed,
                           int parent,
                           guint layer,
                           const guint *inputs);
void ng_inference_build_readers (NgInference *self);
void ng_inference_declare_layer (NgInference *self, const NgLeaf *leaf);
void ng_inference_declare_net (NgInference *self, const NgInstance *instance);
/** ng_inference_declare_waiting: declares what coders ask whose ports have a rank by now; with
 *   @is_second the first of the others, as if nothing could be known. Returns: whether any */
gboolean ng_inference_declare_waiting (NgInference *self, gboolean is_second);
void ng_inference_renumber (NgInference *self);
void ng_inference_fold (const NgInference *self, guint index, NgNet *net);

/* relation-report.c: what is said of conflicts */
/** ng_leaf_path: Returns: (transfer full): "head/2", the names from the outermost net inwards */
char *ng_leaf_path (const NgInference *self, const NgLeaf *leaf);
/** ng_leaf_describe: Returns: (transfer full): `Layer "head/2" (LinearLayer)` */
char *ng_leaf_describe (const NgInference *self, const NgLeaf *leaf);
/** ng_relation_report: @diagnostic: (transfer full): becomes one of the net, unless it is a trial
 */
void ng_relation_report (NgInference *self, const NgLeaf *leaf, NgDiagnostic *diagnostic);
char *ng_relation_describe_pattern (const NgInference *self,
                                    const NgLaw *law,
                                    const NgPattern *pattern,
                                    const NgBinding *bindings);
void ng_relation_report_input (
    NgInference *self, const NgLeaf *leaf, gsize input, const char *needed, const char *given);
/** ng_relation_report_output: @type, which is @made in words: what the layer gives */
void ng_relation_report_output (
    NgInference *self, const NgLeaf *leaf, gsize output, const NgType *type, const char *made);
void
ng_relation_report_array (NgInference *self, const NgLeaf *leaf, gsize index, const NgType *bound);

/* relation.c: meets on wires */
/** ng_relation_meet: Returns: whether the two can meet */
gboolean ng_relation_meet (NgRelation *relation, guint index, const NgType *type, NgCause cause);
/** ng_inference_broken: Returns: the flag of an input, output or array of a leaf */
guint8 *ng_inference_broken (NgInference *self, const NgLeaf *leaf, NgPlaceKind kind, gsize index);

/* infer.c */

/** ng_inference_asserts_alone: Returns: whether a leaf gives a wire the type that it has even when
 * it knows nothing of its other wires */
gboolean ng_inference_asserts_alone (NgInference *self, guint leaf, guint wire);

G_END_DECLS
