/* Layers go group by group, the one with the lowest index first, each out of what the ones before
 * it have left. */

#include "core/graph/delete.h"

#include "core/graph/builder-private.h"
#include "core/graph/keep.h"
#include "core/shape/words.h"

typedef struct {
  NgNet *net;
  NgNetBuilder *builder;
  GArray *layers; /* guint: of each layer of the builder, its index in the net */
  GArray *types;  /* NgType, of each input of the builder */
  NgDeletion deletion;
} Deleting;

/* A group, and its edges in the builder. */
typedef struct {
  const gboolean *has; /* by layer of the builder */
  GArray *sources;     /* NgSource, outside, of each edge into it */
  GArray *readers;     /* NgTarget, outside: inputs of layers that read it */
  GArray *outputs;     /* guint: outputs of the net that it feeds */
  GArray *ports;       /* NgSource, its own that are read outside, each once */
} Group;

static guint
get_layer (const Deleting *self, int index)
{
  return g_array_index (self->layers, guint, index);
}

static const NgType *
get_type (const Deleting *self, NgSource source)
{
  if (source.kind == NG_SOURCE_INPUT)
    return &g_array_index (self->types, NgType, source.index);
  source.index = (int) get_layer (self, source.index);
  return ng_net_type (self->net, source);
}

static void
add_once (GArray *sources, NgSource source)
{
  for (guint i = 0; i < sources->len; i++)
    if (ng_source_equal (g_array_index (sources, NgSource, i), source))
      return;
  g_array_append_val (sources, source);
}

static gboolean
is_inside (const Group *self, NgSource source)
{
  return source.kind == NG_SOURCE_LAYER && self->has[source.index];
}

static void
find_edges (const Deleting *self, Group *group)
{
  NgNetBuilder *builder = self->builder;

  group->sources = g_array_new (FALSE, FALSE, sizeof (NgSource));
  group->readers = g_array_new (FALSE, FALSE, sizeof (NgTarget));
  group->outputs = g_array_new (FALSE, FALSE, sizeof (guint));
  group->ports = g_array_new (FALSE, FALSE, sizeof (NgSource));
  for (int l = 0; l < (int) ng_net_builder_n_layers (builder); l++)
    for (gsize i = 0; i < ng_net_builder_n_connections (builder, l); i++) {
      NgSource source = ng_net_builder_source (builder, l, i);
      NgTarget target = { l, (int) i };

      if (group->has[l] && !is_inside (group, source) && source.kind != NG_SOURCE_NONE)
        g_array_append_val (group->sources, source);
      if (group->has[l] || !is_inside (group, source))
        continue;
      g_array_append_val (group->readers, target);
      add_once (group->ports, source);
    }
  for (guint o = 0; o < ng_net_builder_n_outputs (builder); o++) {
    NgSource source = ng_net_builder_output_source (builder, o);

    if (!is_inside (group, source))
      continue;
    g_array_append_val (group->outputs, o);
    add_once (group->ports, source);
  }
}

static void
clear_edges (Group *group)
{
  g_array_unref (group->sources);
  g_array_unref (group->readers);
  g_array_unref (group->outputs);
  g_array_unref (group->ports);
}

/* ---- bridging ---- */

/* Whether a layer gives back what it takes in another form of the same shape. */
static gboolean
keeps_shape (const NgLayer *layer)
{
  NgNet *inner = ng_layer_net (layer);

  for (gsize i = 0; inner != NULL && i < ng_net_n_layers (inner); i++)
    if (!keeps_shape (ng_net_layer (inner, i)))
      return FALSE;
  return inner != NULL || (ng_layer_class (layer)->flags & NG_LAYER_ELIDE) != 0;
}

/* Whether what comes in can go out instead; numbers of any kind can stand for real ones. */
static gboolean
is_same_type (const NgType *source, const NgType *port)
{
  NgType type = *source;

  if (type.kind == NG_KIND_UNKNOWN)
    type.kind = port->kind;
  return ng_type_is_specified (source) && ng_type_equal (&type, port);
}

static gboolean
can_bridge (const Deleting *self, const Group *group)
{
  const NgType *source, *port;

  if (group->sources->len != 1 || group->ports->len != 1)
    return FALSE;
  source = get_type (self, g_array_index (group->sources, NgSource, 0));
  port = get_type (self, g_array_index (group->ports, NgSource, 0));
  if (is_same_type (source, port))
    return TRUE;
  for (int l = 0; l < (int) ng_net_builder_n_layers (self->builder); l++)
    if (group->has[l] && !keeps_shape (ng_net_builder_layer (self->builder, (gsize) l)))
      return FALSE;
  return TRUE;
}

static gboolean
bridge (Deleting *self, const Group *group, GError **error)
{
  NgSource source = g_array_index (group->sources, NgSource, 0);

  if (source.kind == NG_SOURCE_INPUT && group->outputs->len > 0) {
    guint output = g_array_index (group->outputs, guint, 0);
    NgDiagnostic *diagnostic =
        ng_diagnostic_new ("VertexDelete::thru",
                           NULL,
                           "Input \"%s\" would become output \"%s\" directly.",
                           ng_net_builder_input_name (self->builder, (gsize) source.index),
                           ng_net_builder_output_name (self->builder, output));

    ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "leave a layer between the two"));
    return FALSE;
  }
  for (guint i = 0; i < group->readers->len; i++) {
    NgTarget target = g_array_index (group->readers, NgTarget, i);

    ng_net_builder_set_source (self->builder, target.index, (gsize) target.port, source);
  }
  for (guint i = 0; i < group->outputs->len; i++)
    ng_net_builder_set_output_source (
        self->builder, g_array_index (group->outputs, guint, i), source);
  return TRUE;
}

/* ---- cutting ---- */

static char *
describe_types (const Deleting *self, const GArray *sources)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sources->len; i++) {
    g_autofree char *type = ng_type_words (get_type (self, g_array_index (sources, NgSource, i)),
                                           ng_net_length_names (self->net));

    g_string_append_printf (text, "%s%s", i > 0 ? " and " : "", type);
  }
  return g_string_free (text, FALSE);
}

static gboolean
fail_splice (const Deleting *self, const Group *group, GError **error)
{
  g_autofree char *from = describe_types (self, group->sources);
  g_autofree char *to = describe_types (self, group->ports);
  g_autoptr (GString) names = g_string_new (NULL);
  NgDiagnostic *diagnostic;

  for (int l = 0; l < (int) ng_net_builder_n_layers (self->builder); l++) {
    g_autofree char *name = NULL;

    if (!group->has[l])
      continue;
    name = ng_net_shown_name (self->net, get_layer (self, l));
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
  }
  diagnostic =
      ng_diagnostic_new ("NetDelete::splice",
                         NULL,
                         "%s turns %s into %s and cannot be taken out between other layers.",
                         names->str,
                         from,
                         to);
  ng_error_set (error,
                ng_diagnostic_with_hint (diagnostic, "VertexDelete cuts the net there instead"));
  return FALSE;
}

/* Sources of the group that nothing outside it reads: they become outputs, unless they were muted.
 */
static GArray *
find_gained (const Deleting *self, const Group *group)
{
  NgNetBuilder *builder = self->builder;
  GArray *gained = g_array_new (FALSE, FALSE, sizeof (NgSource));

  for (guint i = 0; i < group->sources->len; i++) {
    NgSource source = g_array_index (group->sources, NgSource, i);
    gboolean is_read =
        source.kind != NG_SOURCE_LAYER ||
        ng_layer_output_is_optional (ng_net_builder_layer (builder, (gsize) source.index),
                                     (gsize) source.port) ||
        ng_net_is_muted (self->net, get_layer (self, source.index), (gsize) source.port);

    for (int l = 0; !is_read && l < (int) ng_net_builder_n_layers (builder); l++)
      for (gsize k = 0; !group->has[l] && k < ng_net_builder_n_connections (builder, l); k++)
        is_read |= ng_source_equal (ng_net_builder_source (builder, l, k), source);
    for (gsize o = 0; !is_read && o < ng_net_builder_n_outputs (builder); o++)
      is_read = ng_source_equal (ng_net_builder_output_source (builder, o), source);
    if (!is_read)
      add_once (gained, source);
  }
  return gained;
}

static void
forget_type (NgNetBuilder *builder, const char *name)
{
  NgType unknown = ng_type_unknown ();

  ng_net_builder_set_port_type (builder, name, &unknown, NULL, NULL);
}

/* The outputs that the group fed go. Returns whether others are to be found by the rules of names.
 */
static gboolean
replace_outputs (Deleting *self, const Group *group)
{
  g_autoptr (GArray) gained = find_gained (self, group);
  g_autofree gboolean *is_removed = NULL;

  if (group->outputs->len == 1 && gained->len == 1) {
    guint output = g_array_index (group->outputs, guint, 0);

    ng_net_builder_set_output_source (self->builder, output, g_array_index (gained, NgSource, 0));
    forget_type (self->builder, ng_net_builder_output_name (self->builder, output));
    return FALSE;
  }
  is_removed = g_new0 (gboolean, ng_net_builder_n_outputs (self->builder) + 1);
  for (guint i = 0; i < group->outputs->len; i++)
    is_removed[g_array_index (group->outputs, guint, i)] = TRUE;
  ng_net_builder_remove_outputs (self->builder, is_removed);
  return gained->len > 0;
}

/* What layers read of the group comes from new inputs, one for each port of it. */
static void
replace_inputs (Deleting *self, const Group *group, const gboolean *was_used)
{
  NgNetBuilder *builder = self->builder;
  g_autofree gboolean *is_used = ng_net_builder_find_used (builder);
  g_autoptr (GArray) ports = g_array_new (FALSE, FALSE, sizeof (NgSource));
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  g_autoptr (GArray) types = g_array_new (FALSE, FALSE, sizeof (NgType));
  g_auto (GStrv) names = NULL;
  g_autoptr (GHashTable) taken = NULL;
  gsize n = ng_net_builder_n_inputs (builder);
  int lost = -1;
  guint n_lost = 0;
  int first;

  for (guint i = 0; i < group->readers->len; i++) {
    NgTarget target = g_array_index (group->readers, NgTarget, i);
    NgSource source = ng_net_builder_source (builder, target.index, (gsize) target.port);
    guint before = ports->len;

    add_once (ports, source);
    if (ports->len == before)
      continue;
    g_array_append_val (types, *get_type (self, source));
    g_ptr_array_add (
        own,
        (gpointer) ng_layer_input_word (ng_net_builder_layer (builder, (gsize) target.index),
                                        (gsize) target.port));
  }
  for (gsize i = 0; i < n; i++)
    if (was_used[i] && !is_used[i]) {
      lost = (int) i;
      n_lost++;
    }
  if (n_lost == 1 && ports->len == 1) {
    first = lost;
    g_array_index (self->types, NgType, lost) = g_array_index (types, NgType, 0);
    forget_type (builder, ng_net_builder_input_name (builder, (gsize) lost));
  } else {
    for (gsize i = n; i-- > 0;)
      if (was_used[i] && !is_used[i])
        g_array_remove_index (self->types, (guint) i);
    ng_net_builder_remove_unused (builder, was_used);
    first = (int) ng_net_builder_n_inputs (builder);
    taken = ng_net_builder_port_names (builder);
    names = ng_port_names_of_inputs ((const char *const *) own->pdata, own->len, taken);
    for (guint i = 0; i < own->len; i++)
      ng_net_builder_add_input (builder, names[i]);
    g_array_append_vals (self->types, types->data, types->len);
  }
  for (guint i = 0; i < group->readers->len; i++) {
    NgTarget target = g_array_index (group->readers, NgTarget, i);
    NgSource source = ng_net_builder_source (builder, target.index, (gsize) target.port);

    for (guint p = 0; p < ports->len; p++)
      if (ng_source_equal (g_array_index (ports, NgSource, p), source)) {
        NgSource input = { NG_SOURCE_INPUT, first + (int) p, 0 };

        ng_net_builder_set_source (builder, target.index, (gsize) target.port, input);
        break;
      }
  }
}

static gboolean
has_layer_source (const Group *group)
{
  for (guint i = 0; i < group->sources->len; i++)
    if (g_array_index (group->sources, NgSource, i).kind == NG_SOURCE_LAYER)
      return TRUE;
  return FALSE;
}

/* Takes the layers of a group out of the builder. */
static void
remove_members (Deleting *self, const Group *group)
{
  guint next = 0;

  ng_net_builder_remove_layers (self->builder, group->has);
  for (guint l = 0; l < self->layers->len; l++)
    if (!group->has[l])
      g_array_index (self->layers, guint, next++) = g_array_index (self->layers, guint, l);
  g_array_set_size (self->layers, next);
}

static gboolean
delete_group (Deleting *self, const gboolean *has, GError **error)
{
  Group group = { .has = has };
  g_autofree gboolean *was_used = ng_net_builder_find_used (self->builder);
  gboolean is_done = TRUE, promotes = FALSE;

  find_edges (self, &group);
  if (can_bridge (self, &group)) {
    is_done = bridge (self, &group, error);
  } else if (self->deletion == NG_DELETION_REFUSES && group.readers->len > 0 &&
             has_layer_source (&group)) {
    is_done = fail_splice (self, &group, error);
  } else {
    promotes = replace_outputs (self, &group);
    for (int l = 0; l < (int) self->layers->len; l++)
      for (gsize i = 0; has[l] && i < ng_net_builder_n_connections (self->builder, l); i++)
        ng_net_builder_set_source (self->builder, l, i, (NgSource){ NG_SOURCE_NONE, 0, 0 });
    replace_inputs (self, &group, was_used);
  }
  clear_edges (&group);
  if (!is_done)
    return FALSE;
  remove_members (self, &group);
  if (promotes)
    ng_net_builder_promote_outputs (self->builder);
  return TRUE;
}

/* The layers to be deleted that hang together with @from, in the builder's numbering. */
static void
find_group (const Deleting *self, const gboolean *is_deleted, int from, gboolean *has)
{
  gsize n = ng_net_builder_n_layers (self->builder);
  gboolean moved = TRUE;

  has[from] = TRUE;
  while (moved) {
    moved = FALSE;
    for (int l = 0; l < (int) n; l++)
      for (gsize i = 0;
           is_deleted[get_layer (self, l)] && i < ng_net_builder_n_connections (self->builder, l);
           i++) {
        NgSource source = ng_net_builder_source (self->builder, l, i);

        if (source.kind != NG_SOURCE_LAYER || !is_deleted[get_layer (self, source.index)] ||
            has[l] == has[source.index])
          continue;
        has[l] = has[source.index] = TRUE;
        moved = TRUE;
      }
  }
}

/* @is_alone: whether the net stands alone */
static NgNet *
delete_layers (NgNet *self,
               NgNet *known,
               gboolean is_alone,
               const gboolean *is_deleted,
               NgDeletion deletion,
               GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) types = g_array_new (FALSE, FALSE, sizeof (NgType));
  Deleting deleting = { known, builder, layers, types, deletion };
  g_autofree NgOrigin *origins = NULL;
  gboolean is_all = TRUE;

  for (guint l = 0; l < self->n_layers; l++) {
    g_array_append_val (layers, l);
    is_all = is_all && is_deleted[l];
  }
  if (is_all) {
    ng_error_set_new (error, "VertexDelete::empty", NULL, "No layer would be left.");
    return NULL;
  }
  for (guint i = 0; i < self->inputs->len; i++)
    g_array_append_val (types, *ng_net_input_type (known, i));
  for (guint l = 0; l < layers->len;) {
    g_autofree gboolean *has = NULL;

    if (!is_deleted[g_array_index (layers, guint, l)]) {
      l++;
      continue;
    }
    has = g_new0 (gboolean, layers->len + 1);
    find_group (&deleting, is_deleted, (int) l, has);
    if (!delete_group (&deleting, has, error))
      return NULL;
  }
  if (known != self) {
    /* The nets around know the shapes. A port may have the name of another one before, so nothing
     * is recalled. */
    g_clear_pointer (&builder->base, ng_net_unref);
    return ng_net_builder_end (g_steal_pointer (&builder), error);
  }
  origins = ng_net_builder_find_origins (builder, self);
  return (is_alone ? ng_net_builder_end_near
                   : ng_net_builder_end_kept) (g_steal_pointer (&builder), origins, error);
}

NgNet *
ng_net_delete (NgNet *self, const gboolean *is_deleted, NgDeletion deletion, GError **error)
{
  return delete_layers (self, self, FALSE, is_deleted, deletion, error);
}

NgNet *
ng_net_delete_known (
    NgNet *self, NgNet *known, const gboolean *is_deleted, NgDeletion deletion, GError **error)
{
  return delete_layers (self, known, known == self, is_deleted, deletion, error);
}

NgNet *
ng_net_mute_outputs (NgNet *self, const gboolean *is_muted, GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  g_autofree NgOrigin *origins = ng_net_builder_find_origins (builder, self);

  ng_net_builder_remove_outputs (builder, is_muted);
  ng_net_builder_mute_rest (builder);
  return ng_net_builder_end_kept (g_steal_pointer (&builder), origins, error);
}
