/* What NgNetBuilder looks like inside, for builder.c, builder-edit.c and the
 * files of surgery alone. */

#pragma once

#include "core/graph/builder.h"
#include "core/graph/net-private.h"

G_BEGIN_DECLS

typedef struct {
  NgSource source;
  NgPlace place;
} NgConnection;

typedef struct {
  NgLayer *layer;
  GRefString *name; /* interned */
  NgVertexId vertex;
  GArray *inputs;  /* NgConnection, by input or slot */
  GArray *pending; /* NgConnection, to be given the slots that are left */
  GHashTable *muted;
} NgVertex;

typedef struct {
  GRefString *name;
  NgType type;
  NgExpr *option;
  gboolean is_coder; /* @option is a coder, to be read once its side is known unless @coder is it */
  NgCoder *coder;
  NgPlace place;
} NgPortOption;

struct _NgNetBuilder {
  gboolean is_named, is_chain, is_closed, is_fixed;
  NgPlace place;
  NgNet *base;      /* what is recalled by inference, or NULL */
  GArray *vertices; /* NgVertex */
  GHashTable *index_of_name;
  NgVertexId next_vertex;
  GArray *inputs, *outputs; /* NgNetPort; where ports are fixed, all of them */
  GArray *options;          /* NgPortOption */
  /* Name -> index + 1. The keys belong to the entries. */
  GHashTable *inputs_by_name, *outputs_by_name, *options_by_name;
  GPtrArray *length_names;
  GPtrArray *diagnostics;
  guint64 n_edges;
};

/** ng_net_builder_vertex: Returns: (transfer none): layer @index */
NgVertex *ng_net_builder_vertex (const NgNetBuilder *self, int index);
/** ng_net_builder_describe: Returns: (transfer full): what messages call layer @index */
char *ng_net_builder_describe (const NgNetBuilder *self, int index);
/** ng_net_builder_new_length: (type NgNetBuilder): a varying length without a name, for coders */
NgDim ng_net_builder_new_length (gpointer builder);
/** ng_net_builder_clear_vertex: (type NgVertex): for the table of them */
void ng_net_builder_clear_vertex (gpointer vertex);
/** ng_net_builder_lay_out: Returns: (transfer full): a net of the layers and edges alone; its
 * sources keep the builder's numbering of inputs */
NgNet *ng_net_builder_lay_out (const NgNetBuilder *self);
/** ng_net_builder_build: ng_net_builder_end() that leaves the builder as it is */
NgNet *ng_net_builder_build (NgNetBuilder *self, GError **error);
/** ng_net_builder_mark_explicit: which of the fixed ports of @net, a net with all of them, the
 * rules of names do not give back by themselves: all or none of those that they had given before */
void ng_net_builder_mark_explicit (const NgNetBuilder *self, NgNet *net);
/** ng_net_builder_move_readers: everything that reads @old reads @new from now on */
void ng_net_builder_move_readers (NgNetBuilder *self, NgSource old, NgSource new);

G_END_DECLS
