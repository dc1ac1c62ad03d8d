/* A session: names, the nets that values refer to, and the rules by which an expression gets its
 * value.
 *
 * A net that is written stays an expression until something asks for the net itself: an operation,
 * an application, a name, or the end of the evaluation. So a net inside another one is read with
 * it, and not before. From then on NetReference[i] stands for it. */

#include "core/language/session.h"

#include "core/graph/registry.h"
#include "core/language/apply.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include <string.h>

typedef struct {
  NgNet *net;
  NgEvaluator *evaluator; /* made when it is first applied */
  gboolean is_layer;      /* prints as its one layer */
} Entry;

/* Evaluators that stay, with their plans and arenas; those of the nets applied last. */
enum { MAX_EVALUATORS = 8 };

struct _NgSession {
  GHashTable *names;
  GHashTable *nets;      /* of Entry, by the number in its reference */
  gsize n_references;    /* given so far; none is given twice */
  GQueue applied;        /* entries that have an evaluator, the one used last in front */
  GPtrArray *operations; /* of NgOperation, added by programs */
  GCancellable *cancellable;
};

/* Calls that are values though nothing evaluates them. */
static const char *const data_heads[] = {
  "List",        "Association", "Rule",      "RuleDelayed",  "NetReference",
  "NetGraph",    "NetChain",    "NetPort",   "NumericArray", "NetPortGradient",
  "RawArray",    "SparseArray", "ByteArray", "NetArray",     "NetEncoder",
  "NetDecoder",  "Restricted",  "Function",  "Slot",         "SlotSequence",
  "Plus",        "Times",       "Power",     "Span",         "Failure",
  "Composition", "TwoWayRule",  NULL,
};

static void
free_entry (gpointer data)
{
  Entry *self = data;

  g_clear_pointer (&self->evaluator, ng_evaluator_free);
  ng_net_unref (self->net);
  g_free (self);
}

NgSession *
ng_session_new (void)
{
  NgSession *self = g_new0 (NgSession, 1);

  self->names =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ng_expr_unref);
  self->nets = g_hash_table_new_full (NULL, NULL, NULL, free_entry);
  g_queue_init (&self->applied);
  self->operations = g_ptr_array_new ();
  return self;
}

void
ng_session_free (NgSession *self)
{
  g_hash_table_unref (self->names);
  g_queue_clear (&self->applied);
  g_hash_table_unref (self->nets);
  g_ptr_array_unref (self->operations);
  g_free (self);
}

void
ng_session_add_operation (NgSession *self, const NgOperation *operation)
{
  g_ptr_array_add (self->operations, (gpointer) operation);
}

NgExpr *
ng_session_add_net (NgSession *self, NgNet *net)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->net = ng_net_ref (net);
  self->n_references++;
  g_hash_table_insert (self->nets, GSIZE_TO_POINTER (self->n_references), entry);
  return ng_expr_new_call (
      "NetReference", ng_expr_new_integer ((gint64) self->n_references, NULL), NULL);
}

NgExpr *
ng_session_add_layer (NgSession *self, NgNet *net)
{
  NgExpr *reference = ng_session_add_net (self, net);
  Entry *entry = g_hash_table_lookup (self->nets, GSIZE_TO_POINTER (self->n_references));

  entry->is_layer = TRUE;
  return reference;
}

void
ng_session_set_net (NgSession *self, const char *name, NgNet *net)
{
  g_hash_table_insert (self->names, g_strdup (name), ng_session_add_net (self, net));
}

GCancellable *
ng_session_cancellable (NgSession *self)
{
  return self->cancellable;
}

static Entry *
find_entry (NgSession *self, const NgExpr *value)
{
  gint64 index;

  if (!ng_expr_is_call (value, "NetReference") || ng_expr_n_args (value) != 1 ||
      ng_expr_kind (ng_expr_arg (value, 0)) != NG_EXPR_INTEGER)
    return NULL;
  index = ng_expr_integer (ng_expr_arg (value, 0));
  return index > 0 ? g_hash_table_lookup (self->nets, GSIZE_TO_POINTER (index)) : NULL;
}

NgNet *
ng_session_net (NgSession *self, const NgExpr *value)
{
  Entry *entry = find_entry (self, value);

  return entry != NULL ? entry->net : NULL;
}

/* The notation of an entry: NetGraph[{layer}, {}, options] of a layer is layer[…, options]. */
static NgExpr *
write_entry (const Entry *self)
{
  g_autoptr (NgExpr) notation = ng_net_write (self->net, TRUE);
  g_autoptr (GPtrArray) args = NULL;
  const NgExpr *layer;

  if (!self->is_layer || ng_expr_n_args (notation) < 2 ||
      ng_expr_n_args (ng_expr_arg (notation, 0)) != 1)
    return g_steal_pointer (&notation);
  layer = ng_expr_arg (ng_expr_arg (notation, 0), 0);
  if (ng_expr_kind (layer) != NG_EXPR_NORMAL)
    return g_steal_pointer (&notation);
  args = g_ptr_array_new ();
  for (gsize i = 0; i < ng_expr_n_args (layer); i++)
    g_ptr_array_add (args, ng_expr_ref (ng_expr_arg (layer, i)));
  for (gsize i = 2; i < ng_expr_n_args (notation); i++)
    g_ptr_array_add (args, ng_expr_ref (ng_expr_arg (notation, i)));
  return ng_expr_new_normal (
      ng_expr_ref (ng_expr_head (layer)), (NgExpr **) args->pdata, args->len, NULL);
}

NgEvaluator *
ng_session_evaluator (NgSession *self, const NgExpr *reference, GError **error)
{
  Entry *entry = find_entry (self, reference);

  g_return_val_if_fail (entry != NULL, NULL);
  if (entry->evaluator == NULL)
    entry->evaluator = ng_evaluator_new (entry->net, error);
  if (entry->evaluator == NULL)
    return NULL;
  g_queue_remove (&self->applied, entry);
  g_queue_push_head (&self->applied, entry);
  if (self->applied.length > MAX_EVALUATORS) {
    Entry *oldest = g_queue_pop_tail (&self->applied);

    g_clear_pointer (&oldest->evaluator, ng_evaluator_free);
  }
  return entry->evaluator;
}

NgNet *
ng_session_need_net (NgSession *self, const NgExpr *value, const char *operation, GError **error)
{
  NgNet *net = ng_session_net (self, value);
  g_autofree char *shown = NULL;

  if (net != NULL)
    return net;
  shown = ng_print_short (value, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "Eval::type",
                    ng_expr_place (value),
                    "%s needs a net, and %s is none.",
                    operation,
                    shown);
  return NULL;
}

/* Replaces references inside a written net by the notation of what they refer to. */
static NgExpr *
expand_references (NgSession *self, NgExpr *expr)
{
  Entry *entry = find_entry (self, expr);
  gsize n = ng_expr_n_args (expr);
  g_autofree NgExpr **args = NULL;
  gboolean is_same = TRUE;

  if (entry != NULL)
    return write_entry (entry);
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    return ng_expr_ref (expr);
  args = g_new (NgExpr *, n + 1);
  for (gsize i = 0; i < n; i++) {
    args[i] = expand_references (self, ng_expr_arg (expr, i));
    is_same = is_same && args[i] == ng_expr_arg (expr, i);
  }
  if (is_same) {
    for (gsize i = 0; i < n; i++)
      ng_expr_unref (args[i]);
    return ng_expr_ref (expr);
  }
  return ng_expr_new_normal (ng_expr_ref (ng_expr_head (expr)), args, n, ng_expr_place (expr));
}

/* Reads a written net; its first error is a failure. */
static NgExpr *
read_net (NgSession *self, NgExpr *expr, GError **error)
{
  g_autoptr (NgExpr) whole = expand_references (self, expr);
  g_autoptr (NgNet) net = ng_net_read (whole, error);

  if (net == NULL || !ng_net_check (net, error))
    return NULL;
  return ng_session_add_net (self, net);
}

static const NgOperation *
find_operation (NgSession *self, const char *name)
{
  for (const NgOperation *operation = ng_operations (); operation->name != NULL; operation++) {
    if (strcmp (operation->name, name) == 0)
      return operation;
  }
  for (guint i = 0; i < self->operations->len; i++) {
    const NgOperation *operation = self->operations->pdata[i];

    if (strcmp (operation->name, name) == 0)
      return operation;
  }
  return NULL;
}

static gboolean
is_known_head (const char *name)
{
  return g_strv_contains (data_heads, name) || ng_registry_find (name) != NULL;
}

static NgExpr *
fail_unknown (const NgExpr *call, GError **error)
{
  const NgExpr *head = call;
  NgDiagnostic *diagnostic;
  g_autofree char *shown = NULL, *hint = NULL;

  while (ng_expr_head (head) != NULL)
    head = ng_expr_head (head);
  shown = ng_print_short (head, NG_MAX_SHOWN_NAME);
  diagnostic = ng_diagnostic_new (
      "Eval::symbol", ng_expr_place (head), "%s is not known here as an operation.", shown);
  if (ng_expr_kind (head) == NG_EXPR_SYMBOL)
    hint = ng_notation_hint (ng_expr_text (head));
  if (hint != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s", hint);
  ng_error_set (error, diagnostic);
  return NULL;
}

/* Lists of numbers are by far the most that there is. */
static gboolean
holds_leaves_only (const NgExpr *value)
{
  for (gsize i = 0; i < ng_expr_n_args (value); i++) {
    if (ng_expr_kind (ng_expr_arg (value, i)) == NG_EXPR_NORMAL)
      return FALSE;
  }
  return TRUE;
}

/* Turns what an evaluation left into a value: nets that are written become nets, and calls of
 * unknown heads are refused. */
static NgExpr *
settle (NgSession *self, NgExpr *value, GError **error)
{
  const NgExpr *head = ng_expr_head (value);
  gsize n = ng_expr_n_args (value);
  g_autoptr (GPtrArray) args = NULL;

  if (head == NULL)
    return ng_expr_ref (value);
  if (ng_expr_is_net (value))
    return read_net (self, value, error);
  if (ng_expr_kind (head) != NG_EXPR_SYMBOL || !is_known_head (ng_expr_text (head)))
    return fail_unknown (value, error);
  if (!ng_expr_is_call (value, "List") && !ng_expr_is_call (value, "Association") &&
      !ng_expr_is_rule (value))
    return ng_expr_ref (value);
  if (holds_leaves_only (value))
    return ng_expr_ref (value);
  args = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  for (gsize i = 0; i < n; i++) {
    NgExpr *arg = settle (self, ng_expr_arg (value, i), error);

    if (arg == NULL)
      return NULL;
    g_ptr_array_add (args, arg);
  }
  g_ptr_array_set_free_func (args, NULL);
  return ng_expr_new_normal (
      ng_expr_ref (ng_expr_head (value)), (NgExpr **) args->pdata, n, ng_expr_place (value));
}

static NgExpr *
do_set (NgSession *self, NgExpr *call, GError **error)
{
  NgExpr *name;
  NgExpr *value;

  if (ng_expr_n_args (call) != 2) {
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (call),
                      "Set takes a name and a value, and not %" G_GSIZE_FORMAT " arguments.",
                      ng_expr_n_args (call));
    return NULL;
  }
  name = ng_expr_arg (call, 0);
  if (ng_expr_kind (name) != NG_EXPR_SYMBOL || ng_expr_is_symbol (name, "%")) {
    g_autofree char *shown = ng_print_short (name, NG_MAX_SHOWN_NAME);

    ng_error_set_new (error,
                      "Eval::symbol",
                      ng_expr_place (name),
                      "Only a name can be given a value, and %s is none.",
                      shown);
    return NULL;
  }
  value = settle (self, ng_expr_arg (call, 1), error);
  if (value == NULL)
    return NULL;
  g_hash_table_insert (self->names, g_strdup (ng_expr_text (name)), ng_expr_ref (value));
  return value;
}

/* The call with its arguments settled, as operations expect them. */
static NgExpr *
do_operation (NgSession *self, const NgOperation *operation, NgExpr *call, GError **error)
{
  gsize n = ng_expr_n_args (call);
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  g_autoptr (NgExpr) settled = NULL;

  for (gsize i = 0; i < n; i++) {
    NgExpr *arg = settle (self, ng_expr_arg (call, i), error);

    if (arg == NULL)
      return NULL;
    g_ptr_array_add (args, arg);
  }
  g_ptr_array_set_free_func (args, NULL);
  settled = ng_expr_new_normal (
      ng_expr_ref (ng_expr_head (call)), (NgExpr **) args->pdata, n, ng_expr_place (call));
  return operation->apply (self, settled, error);
}

/* net[data, …], where the net may be written out. */
static NgExpr *
do_application (NgSession *self, NgExpr *call, GError **error)
{
  g_autoptr (NgExpr) net = settle (self, ng_expr_head (call), error);

  return net != NULL ? ng_apply_net (self, net, call, error) : NULL;
}

static NgExpr *
evaluate_call (NgSession *self, NgExpr *call, GError **error)
{
  NgExpr *head = ng_expr_head (call);
  const NgOperation *operation;

  if (ng_expr_is_call (call, "Set"))
    return do_set (self, call, error);
  if (ng_session_net (self, head) != NULL ||
      (ng_expr_kind (head) == NG_EXPR_NORMAL && ng_expr_is_net (head)))
    return do_application (self, call, error);
  if (ng_expr_kind (head) != NG_EXPR_SYMBOL)
    return NULL;
  operation = find_operation (self, ng_expr_text (head));
  return operation != NULL ? do_operation (self, operation, call, error) : NULL;
}

/* A failure that has no place stands at the call. */
static void
propagate_at (GError **error, GError *failure, const NgExpr *call)
{
  const NgDiagnostic *diagnostic = ng_error_diagnostic (failure);

  if (diagnostic == NULL || diagnostic->place.line > 0) {
    g_propagate_error (error, failure);
    return;
  }

  NgPlace place = *ng_expr_place (call);

  place.path = diagnostic->place.path;
  ng_error_set (error, ng_diagnostic_at (diagnostic, &place));
  g_error_free (failure);
}

static NgExpr *
evaluate_call_cb (NgExpr *call, gpointer data, GError **error)
{
  GError *failure = NULL;
  NgExpr *value = evaluate_call (data, call, &failure);

  if (failure != NULL)
    propagate_at (error, failure, call);
  return value;
}

/* ---- nets that nothing refers to any more ---- */

/* Adds the entries that @expr refers to. Values may be as deep as text is long, and shared. */
static void
find_references (NgSession *self, const NgExpr *expr, GHashTable *seen, GHashTable *live)
{
  g_autoptr (GPtrArray) pending = g_ptr_array_new ();

  g_ptr_array_add (pending, (gpointer) expr);
  while (pending->len > 0) {
    const NgExpr *next = g_ptr_array_steal_index_fast (pending, pending->len - 1);
    Entry *entry;

    if (ng_expr_kind (next) != NG_EXPR_NORMAL || !g_hash_table_add (seen, (gpointer) next))
      continue;
    entry = find_entry (self, next);
    if (entry != NULL)
      g_hash_table_add (live, entry);
    g_ptr_array_add (pending, ng_expr_head (next));
    for (gsize i = 0; i < ng_expr_n_args (next); i++) {
      if (ng_expr_kind (ng_expr_arg (next, i)) == NG_EXPR_NORMAL)
        g_ptr_array_add (pending, ng_expr_arg (next, i));
    }
  }
}

/* Forgets the nets that neither a name, % among them, nor @expr refers to. */
static void
forget_nets (NgSession *self, const NgExpr *expr)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) live = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (self->nets) == 0)
    return;
  find_references (self, expr, seen, live);
  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    find_references (self, value, seen, live);
  g_hash_table_iter_init (&iter, self->nets);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    if (g_hash_table_contains (live, value))
      continue;
    g_queue_remove (&self->applied, value);
    g_hash_table_iter_remove (&iter);
  }
}

NgExpr *
ng_session_evaluate (NgSession *self, NgExpr *expr, GCancellable *cancellable, GError **error)
{
  g_autoptr (NgExpr) value = NULL;
  NgExpr *result = NULL;

  forget_nets (self, expr);
  self->cancellable = cancellable;
  value = ng_expr_evaluate_with (expr, self->names, evaluate_call_cb, self, cancellable, error);
  if (value != NULL)
    result = settle (self, value, error);
  self->cancellable = NULL;
  if (result != NULL)
    g_hash_table_insert (self->names, g_strdup ("%"), ng_expr_ref (result));
  return result;
}

/* Replaces references by symbols that print as the nets' notation, every digit kept. */
static NgExpr *
spell_references (NgSession *self, const NgExpr *value)
{
  Entry *entry = find_entry (self, value);
  gsize n = ng_expr_n_args (value);
  g_autofree NgExpr **args = NULL;

  if (entry != NULL) {
    g_autoptr (NgExpr) notation = write_entry (entry);
    g_autofree char *text = ng_print (notation, 0);

    return ng_expr_new_symbol (text, NULL);
  }
  if (!ng_expr_is_call (value, "List") && !ng_expr_is_call (value, "Association") &&
      !ng_expr_is_rule (value))
    return ng_expr_ref ((NgExpr *) value);
  args = g_new (NgExpr *, n + 1);
  for (gsize i = 0; i < n; i++)
    args[i] = spell_references (self, ng_expr_arg (value, i));
  return ng_expr_new_normal (ng_expr_ref (ng_expr_head (value)), args, n, ng_expr_place (value));
}

char *
ng_session_print (NgSession *self, const NgExpr *value, guint width)
{
  Entry *entry = find_entry (self, value);
  g_autoptr (NgExpr) spelled = NULL;

  if (entry != NULL) {
    spelled = write_entry (entry);
    return ng_print (spelled, width);
  }
  spelled = spell_references (self, value);
  return ng_print_rounded (spelled, width, 6);
}
