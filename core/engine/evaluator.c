/* Data in, data out. What depends on shapes alone (completing the net, lowering, planning) is done
 * once for each combination of shapes and kept under a key that says all of it. */

#include "core/engine/evaluator-private.h"

#include "core/base/format.h"
#include "core/base/limits.h"
#include "core/base/machine.h"
#include "core/engine/plan-private.h"
#include "core/engine/resume.h"
#include "core/graph/path.h"

#include <string.h>

/* Elements of an input whose values may be part of a plan. */
enum { MAX_VALUES = 64 };
/* Values that a run may ask for before it knows what to do. */
enum { MAX_QUESTIONS = 10000 };
/* Questions of one layer after which it is told more than it asks for, and elements of an array
 * that it is told. */
enum { MAX_AGAIN = 3, MAX_TOLD = 4096 };
/* Texts that are remembered in any case. */
enum { LEAST_TEXTS = 1 << 16 };

typedef struct {
  GList link; /* in the order of use */
  char *key;
  NgNet *net; /* as it was completed from the data */
  NgPlan *plan;
  NgRun *run;
  GPtrArray *arrays;    /* that the program takes as inputs */
  GPtrArray *probes;    /* (nullable): NgProbe, without values */
  gboolean is_question; /* whether it gives a value that decides how to go on */
  NgResume *next;       /* (nullable): where the walk after a question may begin */
} Entry;

/* What questions have told so far, and what was computed for them. */
typedef struct {
  GPtrArray *answers; /* of NgTensor */
  GChecksum *digest;  /* of the first of them, which may be large */
  guint n_digested;
  NgResume *resume; /* (nullable) */
  GPtrArray *kept;  /* of NgTensor: what a program that resumes takes */
  int n_again;      /* questions of the layer at which it resumes */
} Told;

struct _NgEvaluator {
  NgNet *net;
  gboolean *is_by_value; /* by input: plans go by its values, not only by its sizes */
  NgPackPool *pool;      /* constants that all plans share */
  NgTexts *texts;        /* by whose numbers programs carry texts */
  guint most_texts;      /* above which they are forgotten, and all plans with them */
  GHashTable *entries;   /* of Entry, by key */
  GQueue order;          /* of Entry, the one that was used last at the head */
  int n_plans;           /* those of them that are no questions */
  guint64 arenas;        /* bytes of all of them */
  guint64 limit;         /* bytes that those may take that do not run */
  Entry *last;
};

static void
free_entry (gpointer data)
{
  Entry *self = data;

  g_clear_pointer (&self->run, ng_run_free);
  g_clear_pointer (&self->plan, ng_plan_unref);
  ng_net_unref (self->net);
  g_clear_pointer (&self->arrays, g_ptr_array_unref);
  g_clear_pointer (&self->probes, g_ptr_array_unref);
  g_clear_pointer (&self->next, ng_resume_unref);
  g_free (self->key);
  g_free (self);
}

NgEvaluator *
ng_evaluator_new (NgNet *net, GError **error)
{
  NgEvaluator *self;

  g_return_val_if_fail (net != NULL, NULL);

  if (!ng_net_check (net, error) || !ng_net_check_initialized (net, error))
    return NULL;
  self = g_new0 (NgEvaluator, 1);
  self->net = ng_net_ref (net);
  self->is_by_value = g_new0 (gboolean, ng_net_n_inputs (net) + 1);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_entry);
  g_queue_init (&self->order);
  self->pool = ng_pack_pool_new ();
  self->texts = ng_texts_new ();
  self->most_texts = LEAST_TEXTS;
  self->limit = (guint64) (NG_MAX_PLANS_SHARE * (double) ng_machine_memory ());
  return self;
}

void
ng_evaluator_free (NgEvaluator *self)
{
  g_hash_table_unref (self->entries);
  ng_pack_pool_unref (self->pool);
  ng_texts_free (self->texts);
  g_free (self->is_by_value);
  ng_net_unref (self->net);
  g_free (self);
}

/* ---- plans ---- */

static void
append_dims (GString *key, const NgTensor *tensor)
{
  if (tensor == NULL)
    g_string_append_c (key, '-');
  for (gsize i = 0; tensor != NULL && i < ng_tensor_rank (tensor); i++)
    g_string_append_printf (key, "%" G_GINT64_FORMAT ",", ng_tensor_dims (tensor)[i]);
  g_string_append_c (key, ';');
}

/* Inputs of operators that say a size, an axis and the like; an operator may need their values. */
static gboolean
is_small (const NgTensor *tensor)
{
  return tensor != NULL && ng_tensor_count (tensor) <= MAX_VALUES &&
         ng_tensor_data (tensor) != NULL;
}

static void
append_values (GString *key, const NgTensor *tensor)
{
  const guint8 *data = ng_tensor_data (tensor);

  for (gsize i = 0; i < ng_tensor_size (tensor); i++)
    g_string_append_printf (key, "%02x", data[i]);
  g_string_append_c (key, ';');
}

static void
append_group (const NgEvaluator *self, const NgApply *apply, GString *key)
{
  g_string_append_printf (key,
                          "%d %d %d %d:",
                          apply->is_batch,
                          apply->mode,
                          apply->element == NG_ELEMENT_F64,
                          apply->flags);
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++)
    append_dims (key, apply->inputs[i]);
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++)
    if (self->is_by_value[i] && is_small (apply->inputs[i]))
      append_values (key, apply->inputs[i]);
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++)
    g_string_append_c (key, apply->seeds != NULL && apply->seeds[i] != NULL ? '1' : '0');
}

static void
digest_answer (GChecksum *digest, const NgTensor *tensor)
{
  gsize left = ng_tensor_size (tensor);
  const guchar *data = ng_tensor_data (tensor);
  g_autoptr (GString) head = g_string_new (NULL);

  g_string_printf (head, "%d:", ng_tensor_element (tensor));
  append_dims (head, tensor);
  g_checksum_update (digest, (const guchar *) head->str, (gssize) head->len);
  for (gsize n; left > 0; data += n, left -= n) {
    n = MIN (left, 1 << 20);
    g_checksum_update (digest, data, (gssize) n);
  }
}

/* Each answer is read once, however many questions follow. */
static void
digest_answers (Told *self)
{
  for (; self->n_digested < self->answers->len; self->n_digested++)
    digest_answer (self->digest, self->answers->pdata[self->n_digested]);
}

/* Its answers must be digested. */
static char *
make_key (const NgEvaluator *self, const NgApply *groups, gsize n, const Told *told)
{
  GString *key = g_string_new (NULL);

  if (told->n_digested > 0) {
    /* A digest that was read takes no more. */
    g_autoptr (GChecksum) digest = g_checksum_copy (told->digest);

    g_string_append (key, g_checksum_get_string (digest));
  }
  for (gsize g = 0; g < n; g++)
    append_group (self, &groups[g], key);
  if (groups->probes != NULL)
    g_string_append (key, " probes");
  for (gsize i = 0; i < groups->n_wants; i++) {
    const NgWant *want = &groups->wants[i];

    g_string_append_printf (key, " %d", want->kind);
    for (int j = 0; j < want->n_layers; j++)
      g_string_append_printf (key, "/%d", want->layers[j]);
    g_string_append_printf (key, ".%d", want->port);
  }
  return g_string_free (key, FALSE);
}

static NgNet *
complete (const NgEvaluator *self, const NgType *types, GError **error)
{
  g_autoptr (NgNet) net = NULL;

  if (ng_net_is_raw (self->net) || ng_net_check_specified (self->net, NULL))
    return ng_net_ref (self->net);
  net = ng_net_with_input_types (self->net, types, error);
  if (net == NULL || !ng_net_check (net, error) || !ng_net_check_specified (net, error) ||
      !ng_net_check_initialized (net, error))
    return NULL;
  return g_steal_pointer (&net);
}

/* Inputs that are tried one by one: whether the others' values are enough. */
enum { MAX_TRIALS = 16 };

static NgProgram *
lower_with_values (NgNet *net, NgRequest *request, NgTensor *const *values, GError **error)
{
  NgProgram *program;

  request->values = values;
  program = ng_lower (net, request, error);
  request->values = NULL;
  return program;
}

/* Forgets each value without which the program can be written too; but probes are those of the
 * program that was written last. */
static NgProgram *
drop_values (
    const NgEvaluator *self, NgNet *net, NgRequest *request, NgTensor **values, NgProgram *program)
{
  int n_trials = 0;

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    NgTensor *value = values[i];
    NgProgram *smaller = NULL;

    if (value == NULL || self->is_by_value[i] || request->probes != NULL ||
        n_trials++ >= MAX_TRIALS)
      continue;
    values[i] = NULL;
    smaller = lower_with_values (net, request, values, NULL);
    if (smaller == NULL) {
      values[i] = value;
      continue;
    }
    ng_program_unref (program);
    program = smaller;
  }
  return program;
}

/* The program, or that of the next value that operators ask for. */
static NgProgram *
lower_with_answers (
    NgNet *net, NgRequest *request, NgTensor *const *values, const Told *told, GError **error)
{
  guint first = told->resume != NULL ? told->resume->n_answers : 0;
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();
  NgProgram *program;

  for (guint i = first; i < told->answers->len; i++)
    g_ptr_array_add (answers, told->answers->pdata[i]);
  request->answers = answers;
  request->resume = told->resume;
  program = lower_with_values (net, request, values, error);
  request->answers = NULL;
  request->resume = NULL;
  return program;
}

/* The program; where operators need to know values, those of the small inputs that they come from
 * are part of it, and where that does not suffice they are asked for. */
static NgProgram *
lower_net (NgEvaluator *self,
           NgNet *net,
           const NgApply *apply,
           NgRequest *request,
           const Told *told,
           GError **error)
{
  g_autofree NgTensor **values = NULL;
  g_autoptr (GError) reason = NULL;
  gsize n = ng_net_n_inputs (net);
  NgProgram *program;

  values = g_new0 (NgTensor *, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    if (self->is_by_value[i] && is_small (apply->inputs[i]))
      values[i] = apply->inputs[i];
  if (told->answers->len > 0)
    return lower_with_answers (net, request, values, told, error);
  program = lower_with_values (net, request, values, &reason);
  if (program != NULL)
    return program;
  if (!ng_net_is_raw (net) || !ng_error_has_tag (reason, "ONNX::constant")) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return NULL;
  }
  for (gsize i = 0; i < n; i++)
    if (is_small (apply->inputs[i]))
      values[i] = apply->inputs[i];
  g_clear_error (&reason);
  program = lower_with_values (net, request, values, &reason);
  if (program == NULL && ng_error_has_tag (reason, "ONNX::constant")) {
    for (gsize i = 0; i < n; i++)
      if (!self->is_by_value[i])
        values[i] = NULL;
    return lower_with_answers (net, request, values, told, error);
  }
  if (program == NULL) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return NULL;
  }
  program = drop_values (self, net, request, values, program);
  for (gsize i = 0; i < n; i++)
    self->is_by_value[i] = self->is_by_value[i] || values[i] != NULL;
  return program;
}

/* The types of the inputs, from the data of @apply. */
static gboolean
find_types (const NgNet *net, const NgApply *apply, NgType *types, GError **error)
{
  g_autoptr (GHashTable) lengths = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    if (!ng_apply_check_input (net, apply, i, lengths, &types[i], error))
      return FALSE;
  return TRUE;
}

/* What there is in a group: its inputs and seeds, their shapes. */
static NgGroup
describe_group (
    const NgNet *net, const NgApply *apply, gint64 batch, NgShape *shapes, gboolean *flags)
{
  gsize n = ng_net_n_inputs (net);
  gboolean *absent = flags, *seeded = flags + n;

  for (gsize i = 0; i < n; i++) {
    const gint64 *dims;

    absent[i] = apply->inputs[i] == NULL;
    if (absent[i])
      continue;
    shapes[i].element = ng_lower_input_element (ng_net_input_type (net, i), apply->element);
    shapes[i].rank = (int) ng_apply_example_dims (net, apply, i, &dims);
    memcpy (shapes[i].dims, dims, (gsize) shapes[i].rank * sizeof *dims);
  }
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    seeded[i] = apply->seeds != NULL && apply->seeds[i] != NULL;
  return (NgGroup){ .batch = batch, .inputs = shapes, .seeded = seeded, .absent = absent };
}

/* Whether what was computed for a question may be kept: nothing is wanted but outputs. */
static gboolean
may_resume (const NgEvaluator *self, const NgApply *groups, gsize n_groups)
{
  for (gsize i = 0; i < groups->n_wants; i++)
    if (groups->wants[i].kind != NG_WANT_OUTPUT)
      return FALSE;
  return n_groups == 1 && groups->probes == NULL && ng_net_is_raw (self->net);
}

/* Forgets what was used longest ago until another plan may be kept with the rest, which only costs
 * time. What it shares with them is no cost of theirs. */
static void
make_room (NgEvaluator *self, const NgPlan *plan)
{
  while (self->order.length > 0) {
    guint64 packed = ng_pack_pool_size (self->pool) - ng_plan_packed_size (plan);
    Entry *oldest = self->order.tail->data;

    if (self->n_plans < NG_MAX_PLANS && self->order.length < NG_MAX_PLAN_ENTRIES &&
        self->arenas + packed <= self->limit)
      return;
    if (self->last == oldest)
      self->last = NULL;
    self->n_plans -= !oldest->is_question;
    self->arenas -= ng_plan_arena_size (oldest->plan);
    g_queue_unlink (&self->order, &oldest->link);
    g_hash_table_remove (self->entries, oldest->key);
  }
}

static void
keep_entry (NgEvaluator *self, Entry *entry)
{
  entry->link.data = entry;
  g_queue_push_head_link (&self->order, &entry->link);
  g_hash_table_insert (self->entries, entry->key, entry);
  self->n_plans += !entry->is_question;
  self->arenas += ng_plan_arena_size (entry->plan);
}

/* The net is completed from the first group; all must fit then, for a varying length may have met a
 * number. */
static Entry *
make_entry (
    NgEvaluator *self, const NgApply *groups, gsize n_groups, const Told *told, GError **error)
{
  gsize n = ng_net_n_inputs (self->net), n_flags = n + ng_net_n_outputs (self->net);
  g_autofree NgType *types = g_new (NgType, n + 1);
  g_autofree NgShape *shapes = g_new0 (NgShape, n_groups * n + 1);
  g_autofree gboolean *flags = g_new0 (gboolean, n_groups * n_flags + 1);
  g_autofree NgGroup *described = g_new0 (NgGroup, n_groups);
  g_autoptr (GPtrArray) probes = groups->probes != NULL ? ng_probes_new () : NULL;
  g_autoptr (NgNet) net = NULL;
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (NgPlan) plan = NULL;
  g_autoptr (NgResume) reached = NULL;
  gboolean is_question = FALSE;
  NgRequest request = { .groups = described,
                        .n_groups = n_groups,
                        .element =
                            groups->element == NG_ELEMENT_F64 ? NG_ELEMENT_F64 : NG_ELEMENT_F32,
                        .mode = groups->mode,
                        .wants = groups->wants,
                        .n_wants = groups->n_wants,
                        .reached = may_resume (self, groups, n_groups) ? &reached : NULL,
                        .is_question = &is_question,
                        .texts = self->texts,
                        .probes = probes };
  NgRun *run;
  Entry *entry;

  for (gsize g = 0; g < n_groups; g++) {
    gint64 batch;

    if (!ng_apply_find_batch (self->net, &groups[g], &batch, error) ||
        !find_types (net != NULL ? net : self->net, &groups[g], types, error))
      return NULL;
    if (net == NULL) {
      net = complete (self, types, error);
      if (net == NULL || !find_types (net, &groups[g], types, error))
        return NULL;
    }
    described[g] = describe_group (net, &groups[g], batch, shapes + g * n, flags + g * n_flags);
  }
  program = lower_net (self, net, groups, &request, told, error);
  plan = program != NULL ? ng_plan_new_sharing (program, groups->flags, self->pool, error) : NULL;
  if (plan == NULL)
    return NULL;
  make_room (self, plan);
  run = ng_run_new (plan, error);
  if (run == NULL)
    return NULL;
  entry = g_new0 (Entry, 1);
  entry->plan = g_steal_pointer (&plan);
  entry->run = run;
  entry->arrays = ng_lower_arrays (net, &request);
  entry->probes = g_steal_pointer (&probes);
  entry->is_question = is_question;
  if (reached != NULL && reached != told->resume)
    reached->n_answers = told->answers->len;
  entry->next = g_steal_pointer (&reached);
  entry->net = g_steal_pointer (&net);
  return entry;
}

static Entry *
find_entry (NgEvaluator *self, const NgApply *groups, gsize n, const Told *told, GError **error)
{
  g_autofree char *key = make_key (self, groups, n, told);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL) {
    g_queue_unlink (&self->order, &entry->link);
    g_queue_push_head_link (&self->order, &entry->link);
    return entry;
  }
  entry = make_entry (self, groups, n, told, error);
  if (entry == NULL)
    return NULL;
  /* Made again, for now it may be known that plans go by values of more inputs. */
  entry->key = make_key (self, groups, n, told);
  keep_entry (self, entry);
  return entry;
}

/* ---- running ---- */

static gboolean
has_dims (const NgTensor *tensor, const gint64 *dims, gsize rank)
{
  return ng_tensor_rank (tensor) == rank &&
         (rank == 0 || memcmp (ng_tensor_dims (tensor), dims, rank * sizeof *dims) == 0);
}

/* The imposed gradients as the program takes them, each checked against its input. */
static gboolean
add_seeds (NgEvaluator *self,
           const NgApply *apply,
           const NgProgram *program,
           GPtrArray *tensors,
           GError **error)
{
  gsize skip = apply->is_batch || ng_net_is_raw (self->net) ? 0 : 1;

  for (gsize i = 0; i < ng_net_n_outputs (self->net) && apply->seeds != NULL; i++) {
    NgTensor *seed = apply->seeds[i];
    const NgShape *shape;
    const gint64 *dims;
    gsize rank;

    if (seed == NULL)
      continue;
    shape = ng_program_input_shape (program, tensors->len);
    skip = MIN (skip, (gsize) shape->rank);
    dims = shape->dims + skip;
    rank = (gsize) shape->rank - skip;
    if (!has_dims (seed, dims, rank)) {
      g_autofree char *given = ng_format_list (ng_tensor_dims (seed), ng_tensor_rank (seed));
      g_autofree char *needed = ng_format_list (dims, rank);

      ng_error_set_new (error,
                        "NetPortGradient::shape",
                        NULL,
                        "The gradient imposed on \"%s\" is %s; %s is needed%s.",
                        ng_net_output_name (self->net, i),
                        given,
                        needed,
                        apply->is_batch ? ", batch included" : "");
      return FALSE;
    }
    g_ptr_array_add (tensors, ng_tensor_convert (seed, shape->element));
  }
  return TRUE;
}

/* Reals that are declared with few bits are rounded to these before they are computed in more. */
static NgTensor *
as_declared (NgTensor *data, const NgType *type, NgElement element)
{
  gboolean is_narrow = ng_element_is_real (type->element) && ng_element_bits (type->element) < 32;
  g_autoptr (NgTensor) narrow = ng_tensor_convert (data, is_narrow ? type->element : element);

  return ng_tensor_convert (narrow, element);
}

/* The data of one group as the program takes them. */
static gboolean
add_inputs (const Entry *entry, const NgApply *apply, GPtrArray *tensors, GError **error)
{
  for (gsize i = 0; i < ng_net_n_inputs (entry->net); i++) {
    const NgType *type = ng_net_input_type (entry->net, i);
    NgElement element = ng_lower_input_element (type, apply->element);

    if (!ng_apply_check_integers (entry->net, apply, i, error))
      return FALSE;
    if (apply->inputs[i] != NULL)
      g_ptr_array_add (tensors, as_declared (apply->inputs[i], type, element));
  }
  return TRUE;
}

/* Whether what is wanted are texts, as numbers stand for them. */
static gboolean
is_text (const NgNet *net, const NgWant *want)
{
  NgSource source = { NG_SOURCE_LAYER, want->layers[MAX (want->n_layers - 1, 0)], want->port };

  if (want->kind == NG_WANT_OUTPUT)
    return ng_net_output_type (net, (gsize) want->port)->kind == NG_KIND_STRING;
  if (want->kind != NG_WANT_INTERIOR)
    return FALSE;
  for (int i = 0; i + 1 < want->n_layers; i++)
    net = ng_layer_net (ng_net_layer (net, (gsize) want->layers[i]));
  return ng_net_type (net, source)->kind == NG_KIND_STRING;
}

static NgTensor *
take_result (const NgEvaluator *self,
             const NgApply *apply,
             const Entry *entry,
             const NgWant *want,
             gsize index)
{
  NgProgram *program = ng_plan_program (entry->plan);
  const NgShape *shape =
      &ng_program_instruction (program, ng_program_output (program, index))->shape;
  gboolean drops_batch = !apply->is_batch && !ng_net_is_raw (self->net) &&
                         !ng_want_is_of_array (want) && shape->rank > 0;
  NgTensor *result = ng_tensor_new_copy (shape->element,
                                         shape->dims + drops_batch,
                                         (gsize) (shape->rank - drops_batch),
                                         ng_run_output (entry->run, index));

  if (!is_text (entry->net, want))
    return result;
  NgTensor *texts = ng_texts_decode (self->texts, result);
  ng_tensor_unref (result);
  return texts;
}

static NgTensor *
copy_output (const Entry *entry, gsize index)
{
  NgProgram *program = ng_plan_program (entry->plan);
  const NgShape *shape =
      &ng_program_instruction (program, ng_program_output (program, index))->shape;

  return ng_tensor_new_copy (
      shape->element, shape->dims, (gsize) shape->rank, ng_run_output (entry->run, index));
}

static void
add_probes (const Entry *entry, GPtrArray *probes, gsize first)
{
  for (guint i = 0; i < entry->probes->len; i++) {
    const NgProbe *probe = entry->probes->pdata[i];

    ng_probes_add (
        probes, probe->layer, probe->path, probe->number, copy_output (entry, first + i));
  }
}

/* An integer that a layer computed for another may be out of the range of that one: data that does
 * not fit, at a layer. Operators keep what the primitive says. */
static void
name_layer (const NgNet *net, GError **error)
{
  NgDiagnostic *diagnostic = error != NULL ? ng_error_diagnostic (*error) : NULL;
  g_autofree char *who = NULL;
  NgDiagnostic *named;

  if (ng_net_is_raw (net) || diagnostic == NULL || diagnostic->place.path == NULL ||
      !ng_error_has_tag (*error, "Program::index"))
    return;
  who = ng_path_describe (diagnostic->place.path);
  named = ng_diagnostic_new (
      "NetGraph::indata", &diagnostic->place, "%s: %s", who, diagnostic->message);
  g_clear_error (error);
  ng_error_set (error, named);
}

/* Runs the plan on the data of all groups. */
static gboolean
run_entry (NgEvaluator *self,
           const Entry *entry,
           const NgApply *groups,
           gsize n,
           const Told *told,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autoptr (GArray) data = g_array_new (FALSE, FALSE, sizeof (gconstpointer));

  for (gsize g = 0; g < n; g++)
    if (!add_inputs (entry, &groups[g], tensors, error))
      return FALSE;
  for (guint i = 0; i < entry->arrays->len; i++)
    g_ptr_array_add (tensors, ng_tensor_ref (entry->arrays->pdata[i]));
  for (gsize g = 0; g < n && !entry->is_question; g++)
    if (!add_seeds (self, &groups[g], ng_plan_program (entry->plan), tensors, error))
      return FALSE;
  for (guint i = 0; i < told->kept->len; i++)
    g_ptr_array_add (tensors, ng_tensor_ref (told->kept->pdata[i]));
  for (guint i = 0; i < tensors->len; i++) {
    gconstpointer bytes = ng_tensor_data (tensors->pdata[i]);

    g_array_append_val (data, bytes);
  }
  ng_run_set_profiling (entry->run, groups->profile);
  if (ng_run_execute (
          entry->run, (const gconstpointer *) data->data, groups->random_seed, cancellable, error))
    return TRUE;
  name_layer (self->net, error);
  return FALSE;
}

static void
told_init (Told *self)
{
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  self->digest = g_checksum_new (G_CHECKSUM_SHA256);
  self->n_digested = 0;
  self->resume = NULL;
  self->n_again = 0;
}

static void
told_clear (Told *self)
{
  g_ptr_array_unref (self->answers);
  g_checksum_free (self->digest);
  g_ptr_array_unref (self->kept);
  g_clear_pointer (&self->resume, ng_resume_unref);
}

/* A layer that asks again and again, as a loop does, is told all whole numbers that it may read;
 * what it asked by then it has to ask anew, if it still has to. */
static void
tell_all (Told *self)
{
  NgResume *told = ng_resume_tell (self->resume, self->kept, MAX_TOLD, self->answers);

  if (told == NULL)
    return;
  ng_resume_unref (self->resume);
  self->resume = told;
}

/* Takes what a question gave: the answer, and what is kept for the next program. */
static void
hear (Told *self, const Entry *entry)
{
  gsize n = ng_program_n_outputs (ng_plan_program (entry->plan));
  gboolean moves = entry->next != NULL &&
                   (self->resume == NULL || entry->next->position != self->resume->position);

  g_ptr_array_add (self->answers, copy_output (entry, 0));
  if (!moves) {
    if (++self->n_again == MAX_AGAIN && self->resume != NULL)
      tell_all (self);
    return;
  }
  self->n_again = 0;
  g_ptr_array_set_size (self->kept, 0);
  for (gsize i = 1; i < n; i++)
    g_ptr_array_add (self->kept, copy_output (entry, i));
  g_clear_pointer (&self->resume, ng_resume_unref);
  self->resume = ng_resume_ref (entry->next);
}

/* The plan of what is wanted; what decides it is found by running as much as is asked for. */
static Entry *
settle_entry (NgEvaluator *self,
              const NgApply *groups,
              gsize n,
              Told *told,
              GCancellable *cancellable,
              GError **error)
{
  while (told->answers->len <= MAX_QUESTIONS) {
    Entry *entry;

    digest_answers (told);
    entry = find_entry (self, groups, n, told, error);

    if (entry == NULL || !entry->is_question)
      return entry;
    if (!run_entry (self, entry, groups, n, told, cancellable, error))
      return NULL;
    hear (told, entry);
  }
  ng_error_set_new (error,
                    "NetGraph::limit",
                    NULL,
                    "The net decides more than %d times how to go on.",
                    MAX_QUESTIONS);
  return NULL;
}

/* Numbers stand for texts in programs, so a plan is of the numbers that its texts had. */
static void
forget_texts (NgEvaluator *self)
{
  if (ng_texts_count (self->texts) <= self->most_texts &&
      ng_texts_size (self->texts) <= NG_MAX_TEXTS / 2)
    return;
  self->last = NULL;
  self->n_plans = 0;
  self->arenas = 0;
  for (Entry *entry; (entry = g_queue_peek_head (&self->order)) != NULL;) {
    g_queue_unlink (&self->order, &entry->link);
    g_hash_table_remove (self->entries, entry->key);
  }
  ng_texts_free (self->texts);
  self->texts = ng_texts_new ();
}

static gboolean
apply_encoded (NgEvaluator *self,
               const NgApply *groups,
               gsize n,
               GCancellable *cancellable,
               NgTensor **results,
               GError **error)
{
  gsize n_taken = 0;
  Entry *entry;
  Told told;

  told_init (&told);
  entry = settle_entry (self, groups, n, &told, cancellable, error);
  if (entry != NULL) {
    self->last = entry;
    if (!run_entry (self, entry, groups, n, &told, cancellable, error))
      entry = NULL;
  }
  told_clear (&told);
  if (entry == NULL)
    return FALSE;
  for (gsize i = 0; i < n * groups->n_wants; i++) {
    const NgWant *want = &groups->wants[i % groups->n_wants];
    gboolean is_there = i < groups->n_wants || !ng_want_is_of_array (want);

    results[i] = is_there ? take_result (self, groups, entry, want, n_taken++) : NULL;
  }
  if (groups->probes != NULL)
    add_probes (entry, groups->probes, n_taken);
  return TRUE;
}

gboolean
ng_evaluator_apply_groups (NgEvaluator *self,
                           const NgApply *groups,
                           gsize n,
                           GCancellable *cancellable,
                           NgTensor **results,
                           GError **error)
{
  gboolean is_fresh, is_done;
  g_autofree NgApply *encoded = g_new (NgApply, n);
  g_autoptr (GPtrArray) inputs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  forget_texts (self);
  is_fresh = ng_texts_count (self->texts) == 1;
  for (gsize i = 0; i < n; i++) {
    GPtrArray *of_group = ng_apply_encode_inputs (self->net, &groups[i], self->texts, error);

    if (of_group == NULL)
      return FALSE;
    g_ptr_array_add (inputs, of_group);
    encoded[i] = groups[i];
    encoded[i].inputs = (NgTensor *const *) of_group->pdata;
  }
  is_done = apply_encoded (self, encoded, n, cancellable, results, error);
  /* A net that has many texts of its own does not forget them each time. */
  if (is_fresh)
    self->most_texts = MAX (LEAST_TEXTS, 2 * ng_texts_count (self->texts));
  return is_done;
}

gboolean
ng_evaluator_apply (NgEvaluator *self,
                    const NgApply *apply,
                    GCancellable *cancellable,
                    NgTensor **results,
                    GError **error)
{
  g_return_val_if_fail (self != NULL && apply != NULL, FALSE);

  return ng_evaluator_apply_groups (self, apply, 1, cancellable, results, error);
}

guint64
ng_evaluator_memory (const NgEvaluator *self)
{
  return self->arenas + ng_pack_pool_size (self->pool);
}

void
ng_evaluator_set_limit (NgEvaluator *self, guint64 limit)
{
  self->limit = limit;
}

NgNet *
ng_evaluator_net (const NgEvaluator *self)
{
  return self->net;
}

const NgStepTime *
ng_evaluator_times (const NgEvaluator *self, gsize *n)
{
  if (self->last != NULL)
    return ng_run_times (self->last->run, n);
  *n = 0;
  return NULL;
}
