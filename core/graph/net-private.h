/* What NgNet looks like inside, for this folder and its tests.
 *
 * Everything that carries a value is a wire: first the inputs of the net, then the outputs of its
 * layers in order. Tables over inputs, outputs and arrays of all layers are flat; `first_input[l]`
 * is where those of layer l begin. */

#pragma once

#include "core/graph/lengths.h"
#include "core/graph/names.h"
#include "core/graph/net.h"

G_BEGIN_DECLS

typedef struct {
  GRefString *name; /* interned */
  gboolean is_explicit;
  NgType declared;
  NgExpr *option;
  NgCoder *coder;  /* NULL where there is none */
  NgPlace place;   /* of the connection that made it, or of its option */
  NgSource source; /* of an output */
} NgNetPort;

/* @side: of what does not fit, the side that the type of the edge is not, as notation; NULL for
 * others. @is_given: whether that is what is given, and the edge has the type that is needed. */
typedef struct {
  NgDiagnostic *diagnostic;
  gboolean has_target;
  NgTarget target;
  GRefString *side;
  gboolean is_given;
} NgNetDiagnostic;

/* Who made a wire's type more definite: needed to take it back when an edit removes the reason. */
typedef enum {
  NG_CAUSE_SOURCE = 1 << 0,   /* the layer whose output it is */
  NG_CAUSE_CONSUMER = 1 << 1, /* a layer that reads it */
  NG_CAUSE_DEFAULT = 1 << 2,  /* nobody: something was assumed since nothing else was known */
} NgCause;

struct _NgNet {
  gatomicrefcount references;
  gboolean is_named, is_chain, is_raw, is_closed;
  int open_layer; /* with open slots that nothing feeds; -1 for none */
  NgPlace place;

  guint n_layers;
  NgLayer **layers;    /* nested nets as the inference found them here */
  NgLayer **originals; /* the same, nested nets as they were written */
  GRefString **names;  /* interned; NULL in a list-built net */
  NgVertexId *vertices;
  NgVertexId next_vertex;
  GHashTable *index_of_vertex;
  GHashTable *index_of_name;
  guint depth;      /* nets in nets: 1 for a net without any */
  guint64 n_leaves; /* layers that are no nets, nested ones included */

  guint *first_input, *first_output, *first_array; /* n_layers + 1 each */
  NgSource *sources;
  NgPlace *places; /* of the connections, as sources */
  guint8 *muted;   /* by output */

  GArray *inputs, *outputs; /* NgNetPort */
  int *order;
  guint *first_target; /* n_wires + 1 */
  NgTarget *targets;

  GArray *distinct;   /* NgType: those of wires and of arrays, each once */
  guint *types;       /* by wire: which of them */
  guint8 *causes;     /* by wire */
  NgTensor **known;   /* by wire; the table is NULL where there are none */
  guint *array_types; /* by array: which of them */

  char **length_names; /* zero-terminated, by identity - 1 */
  gint64 n_lengths;
  GArray *diagnostics; /* NgNetDiagnostic */
  gsize n_parameters;  /* plus 2; 0 until somebody asks */
  guint n_given;       /* how many diagnostics, the first ones, came with the builder */
  guint64 n_visits;
  gboolean has_settled; /* a varying length turned out to be a number or another length */
  gboolean has_shared;  /* some array is a NetArray */
  gboolean is_tangled;  /* a NetArray, nets that a layer holds, or a coder that fits several ranks:
                           edits infer the whole anew */
};

/** ng_net_wire_type: Returns: (transfer none): the type of a wire */
const NgType *ng_net_wire_type (const NgNet *self, guint wire);
/** ng_net_known_array_type: Returns: (transfer none): the type of an array, by its place in the
 *   table of all of them */
const NgType *ng_net_known_array_type (const NgNet *self, guint array);
/** ng_source_equal: Returns: whether both are the same output, the same input of the net, or none
 */
gboolean ng_source_equal (NgSource a, NgSource b);
/** ng_net_port_copy: Returns: the same with references of its own */
NgNetPort ng_net_port_copy (const NgNetPort *self);
/** ng_net_port_clear: (type NgNetPort): for tables of ports */
void ng_net_port_clear (gpointer self);
/** ng_net_alloc: Returns: (transfer full): an empty net to be filled */
NgNet *ng_net_alloc (void);
/** ng_net_clone: Returns: (transfer full): a net of its own with the same content, not shared yet
 */
NgNet *ng_net_clone (const NgNet *self);
/** ng_net_clone_rest: Returns: (transfer full): the same without layers and all that is counted by
 *   them */
NgNet *ng_net_clone_rest (const NgNet *self);
guint ng_net_n_wires (const NgNet *self);
/** ng_net_wire: Returns: index of the wire that @source stands for, or -1 for none */
int ng_net_wire (const NgNet *self, NgSource source);
/** ng_net_source_of_wire: Returns: the source that wire @wire stands for */
NgSource ng_net_source_of_wire (const NgNet *self, guint wire);
/** ng_net_add_diagnostic: (transfer full) */
void ng_net_add_diagnostic (NgNet *self, NgDiagnostic *diagnostic, const NgTarget *target);
/** ng_net_add_conflict: (transfer full): the same of an edge whose sides do not fit */
void ng_net_add_conflict (NgNet *self,
                          NgDiagnostic *diagnostic,
                          const NgTarget *target,
                          const char *side,
                          gboolean is_given);
/** ng_net_describe_layer: Returns: (transfer full): `Layer "conv1" (ConvolutionLayer)` */
char *ng_net_describe_layer (const NgNet *self, gsize index);
/** ng_net_build_tables: order, targets and indices, once layers, sources and ports are there.
 *   Fails with: "NetGraph::cycle" */
gboolean ng_net_build_tables (NgNet *self, GError **error);
/** ng_net_index_vertices: the table of vertices anew, which may be shared with a clone */
void ng_net_index_vertices (NgNet *self);

/** ng_net_promote_inputs: free inputs of layers become inputs of the net, one for each name */
void ng_net_promote_inputs (NgNet *self);
/** ng_net_promote_outputs: outputs of layers that nothing reads become outputs of the net. A name
 * that several of them share, or that is taken, gives way to Port1, Port2, … */
void ng_net_promote_outputs (NgNet *self);
/** ng_net_share_arrays: gives all uses of a NetArray one value; @self is not shared yet. Returns:
 *   (transfer full) (nullable): what is wrong, where two values differed and the first one stands
 */
NgDiagnostic *ng_net_share_arrays (NgNet *self);
/** ng_net_taken_names: Returns: (transfer full) (element-type utf8): names of ports, which own them
 */
GHashTable *ng_net_taken_names (const GArray *inputs, const GArray *outputs);
/** ng_net_is_in_line: Returns: whether NetChain[layers] would give the same connections and ports
 */
gboolean ng_net_is_in_line (const NgNet *self);
/** ng_net_check_sides: fails with "NetGraph::iodup" where a name is both an input and an output */
gboolean ng_net_check_sides (const NgNet *self, GError **error);

/** ng_net_declares_alike: Returns: whether the same types were written for the ports of the nets
 *   at these two sources */
gboolean ng_net_declares_alike (const NgNet *net, NgSource source, const NgNet *base, NgSource old);

/**
 * ng_net_infer:
 * @self: not shared yet
 * @base: (nullable): a net that @self is an edit of; what the edit does not touch is kept
 *
 * Types of all wires and arrays, nested nets included; conflicts become diagnostics.
 */
void ng_net_infer (NgNet *self, const NgNet *base);

/**
 * NgOuter:
 * @types: (array): one for each input of a net inside, in lengths of the net around it
 * @known: (array): for each input its values, in lengths of the net inside, or %NULL
 * @names: (array zero-terminated=1): what the lengths outside are called, by identity - 1
 * @sizes: (array): what they are in trials
 * @is_computed: (array): whether they are formulas in others
 * @tries: how often ng_relation_may_try() still says yes, there and inside
 *
 * What the inputs of a net inside are, seen from the net around it.
 */
typedef struct {
  const NgType *types;
  NgTensor *const *known;
  const char *const *names;
  const NgLengthSizes *sizes;
  const guint8 *is_computed;
  guint *tries;
} NgOuter;

/** NgOuterNet: a net with types as they are at a place, and what was seen of it there */
typedef struct _NgOuterNet NgOuterNet;

/** ng_outer_net_new: finds the types; what does not fit is a diagnostic of ng_outer_net_typed(). */
NgOuterNet *ng_outer_net_new (NgNet *net, const NgOuter *outer);
void ng_outer_net_free (gpointer self);
/** ng_outer_net_is_seen_from: Returns: whether the types are the same from there */
gboolean ng_outer_net_is_seen_from (const NgOuterNet *self, const NgOuter *outer);
/** ng_outer_net_typed: Returns: (transfer none): the net with its types */
NgNet *ng_outer_net_typed (const NgOuterNet *self);
/** ng_net_refuse_input_type: Returns: (transfer full): says that input @index would have to be both
 *   @before and @type */
NgDiagnostic *
ng_net_refuse_input_type (const NgNet *self, guint index, const NgType *before, const NgType *type);
/** ng_net_infer_inside: finds all types; the last lengths of the net are those outside. */
void ng_net_infer_inside (NgNet *self, const NgOuter *outer);

/* What is known of an edit that is inferred in a piece of a net. */
typedef struct {
  const guint8
      *is_border;      /* of each wire, whether something outside of the piece makes or reads it */
  gboolean is_forward; /* whether all types of the whole follow from what comes before them */
} NgNear;

/**
 * ng_net_infer_piece:
 * @self: not shared yet; the same piece as @base, after an edit
 * @base: a piece of a net, with all that the whole net knows of it
 *
 * The same of a piece. Varying lengths keep their numbers, which are those of the whole.
 *
 * Where types follow from what comes before alone, what leaves the piece is forgotten and found
 * again; else it may not be forgotten.
 *
 * Returns: whether nothing at the border becomes something else, nothing is wrong, and no varying
 * length comes, goes or turns out to be something else. If not, @self is of no use.
 */
gboolean ng_net_infer_piece (NgNet *self, const NgNet *base, const NgNear *near);

G_END_DECLS
