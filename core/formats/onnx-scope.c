/* Names of an ONNX graph and what they stand for. Nodes need not be sorted: a first pass gives
 * every output a meaning, so that later passes find whatever is used. Functions are expanded into
 * the net that calls them, in a frame of their own, whose formal inputs and outputs are other names
 * of the caller's values. */

#include "core/formats/onnx-scope.h"

#include "core/base/limits.h"

static void
meaning_free (gpointer data)
{
  NgOnnxMeaning *self = data;

  g_clear_pointer (&self->name, g_ref_string_release);
  g_clear_pointer (&self->tensor, ng_tensor_unref);
  g_free (self);
}

static void
frame_free (gpointer data)
{
  NgOnnxFrame *self = data;

  g_hash_table_unref (self->names);
  g_clear_pointer (&self->declared, g_hash_table_unref);
  g_clear_pointer (&self->bound, g_array_unref);
  g_free (self->prefix);
  g_free (self);
}

static void
instance_clear (gpointer data)
{
  NgOnnxInstance *self = data;

  g_clear_pointer (&self->sources, g_ptr_array_unref);
}

NgOnnxAssembly *
ng_onnx_assembly_new (NgOnnxReader *reader, NgOnnxAssembly *parent)
{
  NgOnnxAssembly *self = g_new0 (NgOnnxAssembly, 1);

  self->reader = reader;
  self->parent = parent;
  self->depth = parent != NULL ? parent->depth + 1 : 0;
  self->builder = ng_net_builder_new (TRUE, FALSE);
  self->instances = g_array_new (FALSE, TRUE, sizeof (NgOnnxInstance));
  g_array_set_clear_func (self->instances, instance_clear);
  self->frames = g_ptr_array_new_with_free_func (frame_free);
  self->meanings = g_ptr_array_new_with_free_func (meaning_free);
  self->captures = g_hash_table_new (NULL, NULL);
  self->captured = g_ptr_array_new ();
  self->layer_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->port_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->symbols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
ng_onnx_assembly_free (NgOnnxAssembly *self)
{
  g_clear_pointer (&self->builder, ng_net_builder_free);
  g_array_unref (self->instances);
  g_ptr_array_unref (self->frames);
  g_ptr_array_unref (self->meanings);
  g_hash_table_unref (self->captures);
  g_ptr_array_unref (self->captured);
  g_hash_table_unref (self->layer_names);
  g_hash_table_unref (self->port_names);
  g_hash_table_unref (self->symbols);
  g_free (self);
}

NgOnnxFrame *
ng_onnx_frame_new (NgOnnxAssembly *assembly,
                   NgOnnxFrame *parent,
                   const NgOnnxImports *imports,
                   const char *prefix)
{
  NgOnnxFrame *self = g_new0 (NgOnnxFrame, 1);

  self->assembly = assembly;
  self->parent = parent;
  self->imports = imports;
  self->prefix = g_strdup (prefix);
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (assembly->frames, self);
  return self;
}

static NgOnnxMeaning *
meaning_new (NgOnnxAssembly *assembly, GRefString *name, NgMeaningKind kind)
{
  NgOnnxMeaning *meaning = g_new0 (NgOnnxMeaning, 1);

  meaning->assembly = assembly;
  meaning->kind = kind;
  meaning->name = g_ref_string_acquire (name);
  g_ptr_array_add (assembly->meanings, meaning);
  return meaning;
}

NgOnnxMeaning *
ng_onnx_frame_define (NgOnnxFrame *self, GRefString *name, NgMeaningKind kind)
{
  NgOnnxMeaning *meaning;

  if (g_hash_table_contains (self->names, name)) {
    NgPlace place = { .path = name };
    ng_error_set_new (self->assembly->reader->file->error,
                      "ONNX::model",
                      &place,
                      "The name \"%s\" is given to two values of one graph.",
                      name);
    return NULL;
  }
  meaning = meaning_new (self->assembly, name, kind);
  g_hash_table_insert (self->names, meaning->name, meaning);
  return meaning;
}

/* Follows other names; a function that hands an input through may make a circle of them. */
static NgOnnxMeaning *
follow (NgOnnxMeaning *meaning)
{
  NgOnnxMeaning *slow = meaning;

  for (gboolean odd = FALSE; meaning->same != NULL; odd = !odd) {
    meaning = meaning->same;
    if (odd)
      slow = slow->same;
    if (meaning == slow)
      return NULL;
  }
  return meaning;
}

NgOnnxMeaning *
ng_onnx_frame_find (NgOnnxFrame *self, const char *name)
{
  for (NgOnnxFrame *frame = self; frame != NULL && *name != '\0'; frame = frame->parent) {
    NgOnnxMeaning *meaning = g_hash_table_lookup (frame->names, name);
    if (meaning != NULL)
      return follow (meaning);
  }
  return NULL;
}

gint64
ng_onnx_frame_version (const NgOnnxFrame *self, const char *domain)
{
  const NgOnnxImport *import = ng_onnx_imports_find (self->imports, domain);

  return import != NULL ? MAX (import->version, 1) : 1;
}

char *
ng_onnx_unique (GHashTable *names, const char *wish)
{
  gpointer used;

  if (!g_hash_table_lookup_extended (names, wish, NULL, &used)) {
    g_hash_table_insert (names, g_strdup (wish), GINT_TO_POINTER (1));
    return g_strdup (wish);
  }
  for (int n = GPOINTER_TO_INT (used) + 1;; n++) {
    char *name = g_strdup_printf ("%s_%d", wish, n);
    if (!g_hash_table_contains (names, name)) {
      g_hash_table_insert (names, g_strdup (wish), GINT_TO_POINTER (n));
      g_hash_table_insert (names, g_strdup (name), GINT_TO_POINTER (1));
      return name;
    }
    g_free (name);
  }
}

/* The nearest expanded function around, whose attributes a reference means. */
static const GArray *
find_bound (const NgOnnxFrame *frame)
{
  for (; frame != NULL; frame = frame->parent) {
    if (frame->bound != NULL)
      return frame->bound;
  }
  return NULL;
}

static const NgOnnxBound *
find_attribute (const GArray *bound, const char *name)
{
  for (guint i = 0; i < bound->len; i++) {
    const NgOnnxBound *candidate = &g_array_index (bound, NgOnnxBound, i);
    if (g_str_equal (candidate->name, name))
      return candidate;
  }
  return NULL;
}

GArray *
ng_onnx_frame_attributes (NgOnnxFrame *self, const NgOnnxProtoNode *node)
{
  guint n = node->attributes != NULL ? node->attributes->len : 0;
  g_autoptr (GArray) list = g_array_sized_new (FALSE, FALSE, sizeof (NgOnnxBound), n);

  for (guint i = 0; i < n; i++) {
    const NgOnnxProtoAttribute *attribute =
        &g_array_index (node->attributes, NgOnnxProtoAttribute, i);
    NgOnnxBound bound = { attribute->value.name, attribute, self };

    if (attribute->reference != NULL && *attribute->reference != '\0') {
      const GArray *around = find_bound (self);
      if (around == NULL) {
        NgPlace place = { .path = node->name };
        ng_error_set_new (self->assembly->reader->file->error,
                          "ONNX::model",
                          &place,
                          "Attribute \"%s\" of %s refers to attribute \"%s\" of a function, and it "
                          "does not stand in one.",
                          attribute->value.name,
                          node->op,
                          attribute->reference);
        return NULL;
      }
      const NgOnnxBound *meant = find_attribute (around, attribute->reference);
      if (meant == NULL)
        continue;
      bound.attribute = meant->attribute;
      bound.frame = meant->frame;
    }
    g_array_append_val (list, bound);
  }
  return g_steal_pointer (&list);
}

/* The tensor of a Constant node; NULL where its attribute is none that we know. */
static NgTensor *
constant_of (const NgOnnxBound *bound)
{
  const NgAttribute *value = &bound->attribute->value;
  gint64 n;

  if (value->kind == NG_ATTRIBUTE_TENSOR)
    return ng_tensor_ref (value->tensor);
  if (g_str_equal (bound->name, "value_float") && value->kind == NG_ATTRIBUTE_REAL)
    return ng_tensor_new_scalar (NG_ELEMENT_F32, value->real);
  if (g_str_equal (bound->name, "value_int") && value->kind == NG_ATTRIBUTE_INTEGER)
    return ng_tensor_new_copy (NG_ELEMENT_I64, NULL, 0, &value->integer);
  if (value->kind == NG_ATTRIBUTE_INTEGERS) {
    n = value->numbers->len;
    return ng_tensor_new_copy (NG_ELEMENT_I64, &n, 1, value->numbers->data);
  }
  if (value->kind == NG_ATTRIBUTE_REALS) {
    n = value->numbers->len;
    g_autoptr (NgTensor) wide = ng_tensor_new_copy (NG_ELEMENT_F64, &n, 1, value->numbers->data);
    return ng_tensor_convert (wide, NG_ELEMENT_F32);
  }
  if (value->kind == NG_ATTRIBUTE_TEXT || value->kind == NG_ATTRIBUTE_TEXTS) {
    gboolean is_list = value->kind == NG_ATTRIBUTE_TEXTS;
    GPtrArray *strings = g_ptr_array_new_with_free_func (g_free);
    n = is_list ? value->texts->len : 1;
    for (guint i = 0; i < n; i++)
      g_ptr_array_add (strings, g_strdup (is_list ? value->texts->pdata[i] : value->text));
    return ng_tensor_new_strings (&n, is_list ? 1 : 0, strings);
  }
  return NULL;
}

static NgTensor *
read_constant (NgOnnxFrame *frame, const NgOnnxProtoNode *node)
{
  if (!g_str_equal (node->op, "Constant") || *ng_onnx_domain (node->domain) != '\0' ||
      node->outputs->len != 1)
    return NULL;
  g_autoptr (GArray) attributes = ng_onnx_frame_attributes (frame, node);

  return attributes != NULL && attributes->len == 1
             ? constant_of (&g_array_index (attributes, NgOnnxBound, 0))
             : NULL;
}

static NgOnnxFunction *
find_function (NgOnnxReader *reader, const NgOnnxProtoNode *node)
{
  if (g_hash_table_size (reader->functions) == 0)
    return NULL;
  g_autofree char *key =
      g_strdup_printf ("%s %s %s", ng_onnx_domain (node->domain), node->op, node->overload);

  return g_hash_table_lookup (reader->functions, key);
}

/* One function while it is being expanded: where its nodes go on. */
typedef struct {
  NgOnnxFunction *function; /* NULL for the graph itself */
  NgOnnxFrame *frame;
  const GPtrArray *nodes;
  guint next;
  NgOnnxFrame *caller;
  const NgOnnxProtoNode *call;
} Level;

static gboolean
limit_reached (NgOnnxFrame *frame, const char *message)
{
  ng_error_set_new (frame->assembly->reader->file->error, "ONNX::limit", NULL, "%s", message);
  return FALSE;
}

static gboolean
count_expanded (NgOnnxFrame *frame)
{
  if (++frame->assembly->reader->n_expanded > NG_MAX_EXPANDED)
    return limit_reached (frame, "The functions of the model expand to too many nodes.");
  return TRUE;
}

/* Every output of the nodes gets its name first, so that a later node may be used by an earlier. */
static gboolean
define_outputs (NgOnnxFrame *frame, const GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++) {
    const NgOnnxProtoNode *node = nodes->pdata[i];
    for (guint j = 0; j < node->outputs->len; j++) {
      GRefString *name = node->outputs->pdata[j];
      if (*name != '\0' && ng_onnx_frame_define (frame, name, NG_MEANING_ABSENT) == NULL)
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
open_function (NgOnnxFrame *frame,
               const NgOnnxProtoNode *node,
               NgOnnxFunction *function,
               GArray *stack)
{
  g_autoptr (GArray) bound = ng_onnx_frame_attributes (frame, node);
  g_autofree char *prefix = NULL;
  Level level = { .function = function, .nodes = function->nodes, .caller = frame, .call = node };

  if (bound == NULL)
    return FALSE;
  if (function->is_open) {
    NgPlace place = { .path = node->name };
    ng_error_set_new (frame->assembly->reader->file->error,
                      "ONNX::model",
                      &place,
                      "Function \"%s\" calls itself.",
                      function->name);
    return FALSE;
  }
  if (stack->len >= NG_MAX_CALL_DEPTH)
    return limit_reached (frame, "Functions call each other too deeply.");
  if (!count_expanded (frame))
    return FALSE;
  prefix = g_strdup_printf ("%s%s/", frame->prefix, *node->name != '\0' ? node->name : node->op);
  level.frame = ng_onnx_frame_new (frame->assembly, NULL, &function->imports, prefix);
  for (guint i = 0; i < function->defaults->len; i++) {
    const NgOnnxProtoAttribute *missing =
        &g_array_index (function->defaults, NgOnnxProtoAttribute, i);
    NgOnnxBound entry = { missing->value.name, missing, level.frame };
    if (find_attribute (bound, entry.name) == NULL)
      g_array_append_val (bound, entry);
  }
  level.frame->bound = g_steal_pointer (&bound);
  level.frame->call = frame->call != NULL ? frame->call : node;
  for (guint i = 0; i < function->inputs->len; i++) {
    GRefString *name = function->inputs->pdata[i];
    NgOnnxMeaning *formal = ng_onnx_frame_define (level.frame, name, NG_MEANING_ABSENT);
    if (formal == NULL)
      return FALSE;
    if (i < node->inputs->len && *(char *) node->inputs->pdata[i] != '\0')
      for (NgOnnxFrame *around = frame; around != NULL && formal->same == NULL;
           around = around->parent)
        formal->same = g_hash_table_lookup (around->names, node->inputs->pdata[i]);
  }
  if (!define_outputs (level.frame, function->nodes))
    return FALSE;
  function->is_open = TRUE;
  g_array_append_val (stack, level);
  return TRUE;
}

/* The caller's outputs become other names of the function's. */
static void
close_function (Level *level)
{
  for (guint i = 0; i < level->call->outputs->len && i < level->function->outputs->len; i++) {
    const char *name = level->call->outputs->pdata[i];
    NgOnnxMeaning *outer = g_hash_table_lookup (level->caller->names, name);
    NgOnnxMeaning *inner =
        g_hash_table_lookup (level->frame->names, level->function->outputs->pdata[i]);
    if (*name != '\0' && outer != NULL)
      outer->same = inner;
  }
  level->function->is_open = FALSE;
}

static gboolean
add_instance (NgOnnxFrame *frame, const NgOnnxProtoNode *node)
{
  NgOnnxAssembly *assembly = frame->assembly;
  NgOnnxInstance instance = { .node = node, .frame = frame };
  NgTensor *constant = read_constant (frame, node);
  int port = 0;

  if (*assembly->reader->file->error != NULL) {
    g_clear_pointer (&constant, ng_tensor_unref);
    return FALSE;
  }
  if (frame->bound != NULL && !count_expanded (frame)) {
    g_clear_pointer (&constant, ng_tensor_unref);
    return FALSE;
  }
  for (guint j = 0; j < node->outputs->len; j++) {
    GRefString *name = node->outputs->pdata[j];
    if (*name == '\0')
      continue;
    NgOnnxMeaning *meaning = g_hash_table_lookup (frame->names, name);
    if (constant != NULL) {
      meaning->kind = NG_MEANING_CONSTANT;
      meaning->tensor = constant;
      return TRUE;
    }
    meaning->kind = NG_MEANING_NODE;
    meaning->index = (int) assembly->instances->len;
    meaning->port = port++;
  }
  g_clear_pointer (&constant, ng_tensor_unref);
  g_array_append_val (assembly->instances, instance);
  return TRUE;
}

gboolean
ng_onnx_frame_add_nodes (NgOnnxFrame *self, const GPtrArray *nodes)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, TRUE, sizeof (Level));
  Level first = { .frame = self, .nodes = nodes };
  gboolean ok = define_outputs (self, nodes);

  g_array_append_val (stack, first);
  while (ok && stack->len > 0) {
    Level *level = &g_array_index (stack, Level, stack->len - 1);
    if (level->next == level->nodes->len) {
      if (level->function != NULL)
        close_function (level);
      g_array_set_size (stack, stack->len - 1);
      continue;
    }
    const NgOnnxProtoNode *node = level->nodes->pdata[level->next++];
    NgOnnxFunction *function = find_function (self->assembly->reader, node);
    ok = function != NULL ? open_function (level->frame, node, function, stack)
                          : add_instance (level->frame, node);
  }
  for (guint i = 0; i < stack->len; i++) {
    const Level *level = &g_array_index (stack, Level, i);
    if (level->function != NULL)
      level->function->is_open = FALSE;
  }
  return ok;
}
