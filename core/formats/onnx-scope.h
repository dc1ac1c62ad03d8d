/* What the names of an ONNX graph stand for, while nets are made of it: frames of names, one for
 * each graph and each expanded function, on top of assemblies, one for each net. */

#pragma once

#include "core/formats/onnx-model.h"
#include "core/graph/builder.h"

G_BEGIN_DECLS

typedef struct _NgOnnxFrame NgOnnxFrame;
typedef struct _NgOnnxAssembly NgOnnxAssembly;
typedef struct _NgOnnxMeaning NgOnnxMeaning;

typedef enum {
  NG_MEANING_ABSENT,
  NG_MEANING_CONSTANT,
  NG_MEANING_INPUT, /* input `index` of the net */
  NG_MEANING_NODE,  /* output `port` of instance `index` */
} NgMeaningKind;

/**
 * NgOnnxMeaning:
 * @same: (nullable): the value that this is another name of
 * @assembly: the net it belongs to
 * @tensor: of a constant
 */
struct _NgOnnxMeaning {
  NgMeaningKind kind;
  NgOnnxMeaning *same;
  NgOnnxAssembly *assembly;
  GRefString *name;
  NgTensor *tensor;
  int index, port;
};

/** NgOnnxBound: an attribute of a node with the frame in which names of its graph are looked up. */
typedef struct {
  const char *name;
  const NgOnnxProtoAttribute *attribute;
  NgOnnxFrame *frame;
} NgOnnxBound;

/**
 * NgOnnxFrame:
 * @parent: (nullable): the frame around a subgraph
 * @names: (element-type GRefString NgOnnxMeaning)
 * @declared: (element-type GRefString NgOnnxValue) (nullable): types of inner values
 * @bound: (nullable) (element-type NgOnnxBound): attributes of the expanded function
 * @call: (nullable): in the graph, that brought the function here whose frame it is
 * @prefix: of the names of layers
 */
struct _NgOnnxFrame {
  NgOnnxAssembly *assembly;
  NgOnnxFrame *parent;
  GHashTable *names;
  GHashTable *declared;
  GArray *bound;
  const NgOnnxProtoNode *call;
  const NgOnnxImports *imports;
  char *prefix;
};

/** NgOnnxInstance: a node that becomes a layer, and what feeds the layer's inputs. An Identity that
 *   the file does not have has no @node. */
typedef struct {
  const NgOnnxProtoNode *node;
  NgOnnxFrame *frame;
  GPtrArray *sources; /* of NgOnnxMeaning, one for each input of the layer */
} NgOnnxInstance;

/** NgOnnxReader: one file while it is read; @operators are the records of names met so far. */
typedef struct {
  NgOnnxFile *file;
  NgOnnxModel *model;
  GHashTable *functions; /* of "domain name overload" -> NgOnnxFunction */
  GHashTable *operators;
  gsize n_expanded;
} NgOnnxReader;

/**
 * NgOnnxAssembly:
 * @depth: of subgraphs around it
 * @captures: (element-type NgOnnxMeaning int+1): outer values that are inputs of this net
 * @captured: (element-type NgOnnxMeaning): the same in order
 */
struct _NgOnnxAssembly {
  NgOnnxReader *reader;
  NgOnnxAssembly *parent;
  int depth;
  NgNetBuilder *builder;
  GArray *instances;
  GPtrArray *frames;
  GPtrArray *meanings;
  GHashTable *captures;
  GPtrArray *captured;
  GHashTable *layer_names;
  GHashTable *port_names;
  GHashTable *symbols;
};

NgOnnxAssembly *ng_onnx_assembly_new (NgOnnxReader *reader, NgOnnxAssembly *parent);
void ng_onnx_assembly_free (NgOnnxAssembly *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgOnnxAssembly, ng_onnx_assembly_free)

NgOnnxFrame *ng_onnx_frame_new (NgOnnxAssembly *assembly,
                                NgOnnxFrame *parent,
                                const NgOnnxImports *imports,
                                const char *prefix);

/** ng_onnx_frame_define: Fails with: "ONNX::model" where the frame has the name already */
NgOnnxMeaning *ng_onnx_frame_define (NgOnnxFrame *self, GRefString *name, NgMeaningKind kind);
/** ng_onnx_frame_find: Returns: (nullable): what the name stands for, here or around; the empty one
 *   stands for nothing */
NgOnnxMeaning *ng_onnx_frame_find (NgOnnxFrame *self, const char *name);

/**
 * ng_onnx_frame_add_nodes:
 *
 * Gives every output of the nodes its meaning: nodes become instances, Constant nodes constants,
 * and calls of the model's own functions are expanded in place.
 *
 * Fails with: "ONNX::model", "ONNX::limit".
 */
gboolean ng_onnx_frame_add_nodes (NgOnnxFrame *self, const GPtrArray *nodes);

/**
 * ng_onnx_frame_attributes:
 *
 * Fails with: "ONNX::model" where an attribute refers to one of a function and there is none.
 *
 * Returns: (transfer full) (nullable) (element-type NgOnnxBound): the node's attributes
 */
GArray *ng_onnx_frame_attributes (NgOnnxFrame *self, const NgOnnxProtoNode *node);

/** ng_onnx_frame_version: Returns: the imported version of @domain, 1 where there is none */
gint64 ng_onnx_frame_version (const NgOnnxFrame *self, const char *domain);

/** ng_onnx_unique: Returns: (transfer full): @wish, or @wish with a number that @names lacks; added
 */
char *ng_onnx_unique (GHashTable *names, const char *wish);

G_END_DECLS
