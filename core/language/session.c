/* A session: names, the values that were found, and the rules by which an expression gets its
 * value.
 *
 * A net that is written stays an expression until something asks for the net itself: an operation,
 * an application, a name, or the end of the evaluation. So a net inside another one is read with
 * it, and not before. From then on an object holds the net, which other nets may hold too. */

#include "core/language/session.h"

#include "core/base/nearest.h"
#include "core/expr/arithmetic.h"
#include "core/expr/infix.h"
#include "core/expr/words.h"
#include "core/graph/coder.h"
#include "core/graph/distribution.h"
#include "core/graph/registry.h"
#include "core/language/apply.h"
#include "core/language/complete.h"
#include "core/language/state-object.h"
#include "core/notation/names.h"
#include "core/notation/read.h"
#include "core/notation/value.h"
#include <string.h>

/* Evaluators that stay, with their plans and arenas: those of the nets applied last. Values that %n
 * names: those found last. */
enum { MAX_EVALUATORS = 8, MAX_HISTORY = 100 };

typedef struct {
  NgNet *net;
  NgEvaluator *evaluator;
} Applied;

struct _NgSession {
  GHashTable *names;
  guint n_values;        /* found so far */
  GQueue applied;        /* of Applied, the one used last in front */
  GPtrArray *operations; /* of NgOperation, added by programs */
  NgSessionRandom random;
  GCancellable *cancellable;
  NgPictureWriter picture_writer;
  GPtrArray *warnings; /* of NgDiagnostic, of the last evaluation */
};

/* Calls that are values though nothing evaluates them, besides layers, distributions and what is
 * written for coders. */
static const char *const data_heads[] = {
  "List",         "Association",  "Rule",
  "RuleDelayed",  "NetGraph",     "NetChain",
  "NetPort",      "NumericArray", "RawArray",
  "SparseArray",  "ByteArray",    "NetPortGradient",
  "NetArray",     "NetEncoder",   "NetDecoder",
  "Restricted",   "Function",     "Slot",
  "SlotSequence", "Plus",         "Times",
  "Power",        "Span",         "Failure",
  "Composition",  "Blank",        "TwoWayRule",
  "Missing",      "Short",        "InputForm",
  "Scaled",       "File",         "RepeatingElement",
  NULL,
};

static void
free_applied (gpointer data)
{
  Applied *self = data;

  ng_evaluator_free (self->evaluator);
  ng_net_unref (self->net);
  g_free (self);
}

NgSession *
ng_session_new (void)
{
  NgSession *self = g_new0 (NgSession, 1);

  self->names =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ng_expr_unref);
  g_queue_init (&self->applied);
  self->operations = g_ptr_array_new ();
  self->random.seed = (guint64) g_random_int () << 32 | g_random_int ();
  self->warnings = ng_diagnostic_list_new ();
  return self;
}

void
ng_session_free (NgSession *self)
{
  g_hash_table_unref (self->names);
  g_queue_clear_full (&self->applied, free_applied);
  g_ptr_array_unref (self->operations);
  g_ptr_array_unref (self->warnings);
  g_free (self);
}

void
ng_session_add_operation (NgSession *self, const NgOperation *operation)
{
  g_ptr_array_add (self->operations, (gpointer) operation);
}

void
ng_session_set_net (NgSession *self, const char *name, NgNet *net)
{
  g_hash_table_insert (self->names, g_strdup (name), ng_expr_new_net (net, FALSE));
}

GHashTable *
ng_session_names (NgSession *self)
{
  return self->names;
}

NgExpr *
ng_session_value (NgSession *self, const char *name)
{
  return g_hash_table_lookup (self->names, name);
}

GPtrArray *
ng_session_added_operations (NgSession *self)
{
  return self->operations;
}

NgSessionRandom *
ng_session_random (NgSession *self)
{
  return &self->random;
}

guint
ng_session_n_values (const NgSession *self)
{
  return self->n_values;
}

void
ng_session_warn (NgSession *self, NgDiagnostic *diagnostic)
{
  g_ptr_array_add (self->warnings, ng_diagnostic_as_warning (diagnostic));
}

const GPtrArray *
ng_session_warnings (const NgSession *self)
{
  return self->warnings;
}

void
ng_session_set_picture_writer (NgSession *self, NgPictureWriter writer)
{
  self->picture_writer = writer;
}

NgPictureWriter
ng_session_picture_writer (NgSession *self)
{
  return self->picture_writer;
}

GCancellable *
ng_session_cancellable (NgSession *self)
{
  return self->cancellable;
}

NgNet *
ng_value_net (const NgExpr *value)
{
  return ng_expr_net (value);
}

NgEvaluator *
ng_session_evaluator (NgSession *self, const NgExpr *value, GError **error)
{
  NgNet *net = ng_expr_net (value);
  Applied *applied = NULL;

  g_return_val_if_fail (net != NULL, NULL);
  for (GList *item = self->applied.head; item != NULL; item = item->next)
    if (((Applied *) item->data)->net == net) {
      applied = item->data;
      g_queue_delete_link (&self->applied, item);
      break;
    }
  if (applied == NULL) {
    NgEvaluator *evaluator = ng_evaluator_new (net, error);

    if (evaluator == NULL)
      return NULL;
    applied = g_new (Applied, 1);
    *applied = (Applied){ .net = ng_net_ref (net), .evaluator = evaluator };
  }
  g_queue_push_head (&self->applied, applied);
  if (self->applied.length > MAX_EVALUATORS)
    free_applied (g_queue_pop_tail (&self->applied));
  return applied->evaluator;
}

/* @layer takes its number of inputs from what is around it, and nothing is. */
static NgExpr *
fail_open (const NgExpr *layer, const NgExpr *at, GError **error)
{
  g_autofree char *shown = ng_print_short (layer, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "NetGraph::novar", ng_expr_place (at), "Nothing tells how many inputs %s has.", shown);

  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          diagnostic, "Write \"Inputs\" -> n in the layer, or give it the list of its inputs."));
  return NULL;
}

NgNet *
ng_value_need_net (const NgExpr *value, const char *operation, GError **error)
{
  NgNet *net = ng_value_net (value);
  g_autofree char *shown = NULL;

  if (net != NULL)
    return net;
  if (ng_expr_kind (value) == NG_EXPR_NORMAL && ng_expr_is_net (value)) {
    fail_open (value, value, error);
    return NULL;
  }
  shown = ng_print_short (value, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "Eval::type",
                    ng_expr_place (value),
                    "%s needs a net, and %s is none.",
                    operation,
                    shown);
  return NULL;
}

/* Whether @failure only says that a layer has to be told how many inputs it has. */
static gboolean
is_open_layer (const NgExpr *expr, const GError *failure)
{
  const NgLayerClass *class = ng_expr_kind (ng_expr_head (expr)) == NG_EXPR_SYMBOL
                                  ? ng_registry_find (ng_expr_text (ng_expr_head (expr)))
                                  : NULL;

  return ng_error_has_tag (failure, "NetGraph::novar") && class != NULL && class->inputs[0].is_many;
}

/* Reads a written net; its first error is a failure. A layer that takes its number of inputs from
 * what is around it stays as it is written. */
static NgExpr *
read_net (NgExpr *expr, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (NgNet) net = ng_net_read (expr, &failure);
  g_autoptr (NgExpr) value = NULL;

  if (net == NULL && is_open_layer (expr, failure))
    return ng_expr_ref (expr);
  if (net == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  if (net == NULL || !ng_net_check (net, error))
    return NULL;
  value = ng_expr_new_net (
      net, !ng_expr_is_call (expr, "NetGraph") && !ng_expr_is_call (expr, "NetChain"));
  return ng_expr_object_at (value, ng_expr_place (expr));
}

const NgOperation *
ng_session_find_operation (NgSession *self, const char *name)
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

/* Data whose elements are values of their own. */
static const char *const containers[] = { "List", "Association", "Short", "InputForm", NULL };

static gboolean
is_known_head (const char *name)
{
  return g_strv_contains (data_heads, name) || ng_registry_find (name) != NULL ||
         ng_distribution_find (name) != NULL || ng_coder_registry_has_head (name);
}

static NgExpr *
fail_undefined (const NgExpr *call, GError **error)
{
  g_autofree char *shown = ng_print_short (call, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "Eval::symbol", ng_expr_place (call), "%s has no finite real value.", shown);

  if (ng_expr_is_call (call, "Sqrt"))
    diagnostic =
        ng_diagnostic_with_hint (diagnostic, "The root of a negative number is no real number.");
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

/* Whether a call is that of a function which is known, with numbers, strings and lists alone. */
static gboolean
takes_values (const NgExpr *call)
{
  for (gsize i = 0; i < ng_expr_n_args (call); i++) {
    const NgExpr *arg = ng_expr_arg (call, i);

    if (ng_expr_kind (arg) != NG_EXPR_STRING && !ng_expr_is_number (arg) &&
        !(ng_expr_is_call (arg, "List") && holds_leaves_only (arg)))
      return FALSE;
  }
  return ng_word_is_function (ng_expr_head (call));
}

/* What is known by name, and does not take what it was given. */
static NgExpr *
fail_arguments (const NgExpr *call, GError **error)
{
  const char *name = ng_expr_text (ng_expr_head (call));
  g_autofree char *shown = ng_print_short (call, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic = ng_diagnostic_new ("Eval::arguments",
                                                ng_expr_place (call),
                                                "%s has no value: %s takes other arguments.",
                                                shown,
                                                name);

  for (const NgWord *word = ng_words (); word->name != NULL; word++)
    if (g_str_equal (word->name, name))
      diagnostic = ng_diagnostic_with_hint (diagnostic, "%s: %s.", word->usage, word->summary);
  ng_error_set (error, diagnostic);
  return NULL;
}

/* What the unknown name of an operation may stand for; a known one stands for itself, f for
 * anything, and NetTrain is no misspelling. */
static char *
suggest (NgSession *self, const char *name)
{
  g_auto (GStrv) names = ng_help_names (self);
  const char *nearest = ng_nearest (name, (const char *const *) names);

  if (name[1] == '\0')
    return NULL;
  if (nearest == NULL || strcmp (name, "NetTrain") == 0)
    return ng_notation_hint (name);
  return strcmp (nearest, name) != 0 ? g_strdup_printf ("Did you mean %s?", nearest) : NULL;
}

static NgExpr *
fail_unknown (NgSession *self, const NgExpr *call, GError **error)
{
  const NgExpr *head = call;
  const NgExpr *at;
  const char *sign = NULL;
  NgDiagnostic *diagnostic;
  g_autofree char *shown = NULL, *hint = NULL;

  while (ng_expr_head (head) != NULL)
    head = ng_expr_head (head);
  if (head == ng_expr_head (call) && takes_values (call))
    return fail_arguments (call, error);
  shown = ng_print_short (head, NG_MAX_SHOWN_NAME);
  /* The head that a sign like /. stands for has no place of its own. */
  at = ng_expr_place (head)->line > 0 ? head : call;
  if (at == call && ng_expr_kind (head) == NG_EXPR_SYMBOL)
    sign = ng_infix_sign (ng_expr_text (head));
  diagnostic = ng_diagnostic_new ("Eval::symbol",
                                  ng_expr_place (at),
                                  sign != NULL ? "%s (%s) is not known here as an operation."
                                               : "%s%s is not known here as an operation.",
                                  shown,
                                  sign != NULL ? sign : "");
  if (ng_expr_kind (head) == NG_EXPR_SYMBOL)
    hint = suggest (self, ng_expr_text (head));
  if (hint != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s", hint);
  ng_error_set (error, diagnostic);
  return NULL;
}

static NgExpr *settle (NgSession *self, NgExpr *value, GError **error);

/* The links of a -> b -> c are settled by a loop: chains may be long. */
static NgExpr *
settle_rules (NgSession *self, NgExpr *value, GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new ();
  g_autoptr (GPtrArray) lefts = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  NgExpr *result;

  for (; ng_expr_is_rule (value); value = ng_expr_arg (value, 1)) {
    NgExpr *left = settle (self, ng_expr_arg (value, 0), error);

    if (left == NULL)
      return NULL;
    g_ptr_array_add (links, value);
    g_ptr_array_add (lefts, left);
  }
  result = settle (self, value, error);
  for (gsize i = links->len; result != NULL && i-- > 0;) {
    NgExpr *args[2] = { ng_expr_ref (lefts->pdata[i]), result };

    result = ng_expr_new_normal (
        ng_expr_ref (ng_expr_head (links->pdata[i])), args, 2, ng_expr_place (links->pdata[i]));
  }
  return result;
}

/* A coder has to be sound; it stays as it is written, but NetEncoder[decoder] is the encoder. */
static NgExpr *
read_coder (NgExpr *expr, GError **error)
{
  g_autoptr (NgCoder) coder = ng_coder_read (expr, ng_coder_side_of (expr), error);

  return coder != NULL ? ng_coder_notation (coder) : NULL;
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
    return read_net (value, error);
  if (ng_coder_is_value (value))
    return read_coder (value, error);
  if (ng_expr_kind (head) != NG_EXPR_SYMBOL || !is_known_head (ng_expr_text (head)))
    return fail_unknown (self, value, error);
  if (ng_expr_is_rule (value))
    return settle_rules (self, value, error);
  if (!g_strv_contains (containers, ng_expr_text (head)) || holds_leaves_only (value))
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
fail_name (const NgExpr *name, GError **error)
{
  g_autofree char *shown = ng_print_short (name, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error,
                    "Eval::symbol",
                    ng_expr_place (name),
                    "Only a name can be given a value, and %s is none.",
                    shown);
  return NULL;
}

static gboolean
is_name (const NgExpr *expr)
{
  return ng_expr_kind (expr) == NG_EXPR_SYMBOL && ng_expr_text (expr)[0] != '%';
}

/* Clear[a, b] forgets the values of names; Clear[All] those of every name. */
static NgExpr *
do_clear (NgSession *self, NgExpr *call, GError **error)
{
  for (gsize i = 0; i < ng_expr_n_args (call); i++) {
    if (!is_name (ng_expr_arg (call, i)))
      return fail_name (ng_expr_arg (call, i), error);
  }
  for (gsize i = 0; i < ng_expr_n_args (call); i++) {
    const char *name = ng_expr_text (ng_expr_arg (call, i));

    if (strcmp (name, "All") == 0)
      g_hash_table_remove_all (self->names);
    else
      g_hash_table_remove (self->names, name);
  }
  return ng_expr_new_symbol ("Null", ng_expr_place (call));
}

/* Whether a name means something here: a constant, a function, an operation, a head of data. */
static gboolean
is_taken (NgSession *self, const char *name)
{
  return ng_name_is_known (name) || is_known_head (name) ||
         ng_session_find_operation (self, name) != NULL;
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
  if (!is_name (name))
    return fail_name (name, error);
  if (is_taken (self, ng_expr_text (name))) {
    ng_name_refuse (name, error);
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

/* A layer whose number of inputs is open, with as many as the data of the call are for. */
static NgExpr *
close_layer (NgExpr *layer, const NgExpr *call, GError **error)
{
  NgExpr *data = ng_expr_n_args (call) > 0 ? ng_expr_arg (call, 0) : NULL;
  gsize n = data != NULL ? ng_apply_count_inputs (data) : 0;
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  g_autoptr (NgExpr) closed = NULL;

  if (n == 0)
    return fail_open (layer, data != NULL ? data : call, error);
  for (gsize i = 0; i < ng_expr_n_args (layer); i++)
    g_ptr_array_add (args, ng_expr_ref (ng_expr_arg (layer, i)));
  g_ptr_array_add (args,
                   ng_expr_new_call ("Rule",
                                     ng_expr_new_string ("Inputs", NULL),
                                     ng_expr_new_integer ((gint64) n, NULL),
                                     NULL));
  closed = ng_expr_new_normal (ng_expr_ref (ng_expr_head (layer)),
                               (NgExpr **) args->pdata,
                               args->len,
                               ng_expr_place (layer));
  return read_net (closed, error);
}

/* net[data, …], where the net may be written out. */
static NgExpr *
do_application (NgSession *self, NgExpr *call, GError **error)
{
  g_autoptr (NgExpr) head = settle (self, ng_expr_head (call), error);
  g_autoptr (NgExpr) net = NULL;

  if (head == NULL)
    return NULL;
  net = ng_expr_net (head) != NULL ? ng_expr_ref (head) : close_layer (head, call, error);
  return net != NULL ? ng_apply_net (self, net, call, error) : NULL;
}

/* Information["LinearLayer"]: of a name, and not of a net. */
static NgExpr *
describe (NgSession *self, const NgExpr *call)
{
  const NgExpr *name = ng_expr_n_args (call) == 1 ? ng_expr_arg (call, 0) : NULL;
  gboolean is_name = name != NULL && (ng_expr_kind (name) == NG_EXPR_STRING ||
                                      ng_expr_kind (name) == NG_EXPR_SYMBOL);

  return is_name ? ng_describe (self, ng_expr_text (name)) : NULL;
}

static NgExpr *
evaluate_call (NgSession *self, NgExpr *call, GError **error)
{
  NgExpr *head = ng_expr_head (call);
  const NgOperation *operation;

  if (ng_expr_is_call (call, "Set"))
    return do_set (self, call, error);
  if (ng_expr_is_call (call, "Clear"))
    return do_clear (self, call, error);
  if (ng_value_net (head) != NULL ||
      (ng_expr_kind (head) == NG_EXPR_NORMAL && ng_expr_is_net (head)))
    return do_application (self, call, error);
  if (ng_state_object_net (head) != NULL)
    return ng_state_object_apply (self, head, call, error);
  if (ng_coder_is_value (head))
    return ng_apply_coder (self, head, call, error);
  if (ng_expr_kind (head) != NG_EXPR_SYMBOL)
    return ng_numbers_apply (call, error);
  if (ng_expr_is_symbol (head, "Information")) {
    NgExpr *description = describe (self, call);

    if (description != NULL)
      return description;
  }
  if (ng_arithmetic_is_undefined (call))
    return fail_undefined (call, error);
  operation = ng_session_find_operation (self, ng_expr_text (head));
  return operation != NULL ? do_operation (self, operation, call, error)
                           : ng_numbers_apply (call, error);
}

/* A failure that has no place stands at the call. */
static void
propagate_at (GError **error, GError *failure, const NgExpr *call)
{
  const NgDiagnostic *diagnostic = ng_error_diagnostic (failure);

  if (diagnostic == NULL || diagnostic->place.line > 0 || diagnostic->place.file != NULL) {
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
  g_autoptr (NgExpr) value = evaluate_call (data, call, &failure);

  if (failure != NULL)
    propagate_at (error, failure, call);
  return value != NULL ? ng_expr_object_at (value, ng_expr_place (call)) : NULL;
}

/* ---- nets that nothing leads to any more ---- */

/* Adds the nets in @expr. Values may be as deep as text is long, and shared. */
static void
find_nets (const NgExpr *expr, GHashTable *seen, GHashTable *live)
{
  g_autoptr (GPtrArray) pending = g_ptr_array_new ();

  g_ptr_array_add (pending, (gpointer) expr);
  while (pending->len > 0) {
    const NgExpr *next = g_ptr_array_steal_index_fast (pending, pending->len - 1);

    if (ng_expr_net (next) != NULL)
      g_hash_table_add (live, ng_expr_net (next));
    if (ng_state_object_opened (next) != NULL)
      g_hash_table_add (live, ng_state_object_opened (next));
    if (ng_expr_kind (next) != NG_EXPR_NORMAL || !g_hash_table_add (seen, (gpointer) next))
      continue;
    g_ptr_array_add (pending, ng_expr_head (next));
    for (gsize i = 0; i < ng_expr_n_args (next); i++) {
      NgExpr *arg = ng_expr_arg (next, i);

      if (ng_expr_kind (arg) == NG_EXPR_NORMAL || ng_expr_kind (arg) == NG_EXPR_OBJECT)
        g_ptr_array_add (pending, arg);
    }
  }
}

/* Forgets the evaluators of nets that neither a name, % among them, nor @expr leads to. */
static void
forget_evaluators (NgSession *self, const NgExpr *expr)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) live = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer value;

  if (self->applied.length == 0)
    return;
  find_nets (expr, seen, live);
  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    find_nets (value, seen, live);
  for (GList *item = self->applied.head, *next; item != NULL; item = next) {
    Applied *applied = item->data;

    next = item->next;
    if (g_hash_table_contains (live, applied->net))
      continue;
    g_queue_delete_link (&self->applied, item);
    free_applied (applied);
  }
}

/* ---- evaluation ---- */

/* Short[x] and InputForm[x] say how x is shown; the value is x. */
static NgExpr *
strip_form (NgExpr *value)
{
  while ((ng_expr_is_call (value, "Short") || ng_expr_is_call (value, "InputForm")) &&
         ng_expr_n_args (value) > 0)
    value = ng_expr_arg (value, 0);
  return value;
}

/* % is the last value, %% the one before, %n the one of that number. */
static void
keep_value (NgSession *self, NgExpr *value)
{
  NgExpr *last = g_hash_table_lookup (self->names, "%");
  g_autofree char *old = NULL;

  self->n_values++;
  if (last != NULL)
    g_hash_table_insert (self->names, g_strdup ("%%"), ng_expr_ref (last));
  g_hash_table_insert (self->names, g_strdup ("%"), ng_expr_ref (value));
  g_hash_table_insert (self->names, g_strdup_printf ("%%%u", self->n_values), ng_expr_ref (value));
  if (self->n_values > MAX_HISTORY) {
    old = g_strdup_printf ("%%%u", self->n_values - MAX_HISTORY);
    g_hash_table_remove (self->names, old);
  }
}

NgExpr *
ng_session_evaluate (NgSession *self, NgExpr *expr, GCancellable *cancellable, GError **error)
{
  g_autoptr (NgExpr) value = NULL;
  NgExpr *result = NULL;

  forget_evaluators (self, expr);
  g_ptr_array_set_size (self->warnings, 0);
  self->cancellable = cancellable;
  value = ng_expr_evaluate_with (expr, self->names, evaluate_call_cb, self, cancellable, error);
  if (value != NULL)
    result = settle (self, value, error);
  self->cancellable = NULL;
  if (result != NULL)
    keep_value (self, strip_form (result));
  return result;
}
