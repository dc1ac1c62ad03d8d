/* Fixes are guessed, made and judged: whatever mends the net without doing harm is one. */

#include "core/graph/fixes-private.h"
#include "core/graph/wire.h"

#include <string.h>

/* Nets that are made for one problem, and fixes that are offered. */
#define MOST_TRIES       100
#define MOST_TRIES_LARGE 25
#define MOST_FIXES       8
/* Nets of more layers than this are large. */
#define LARGE 2000
/* How often arrays that do not fit are dropped before a guess is given up. */
#define MOST_DROPS 3

void
ng_fix_free (NgFix *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->result);
  ng_net_unref (self->net);
  g_free (self);
}

static void
add_warning (GPtrArray *problems, const GError *error)
{
  const NgDiagnostic *diagnostic = ng_error_diagnostic (error);

  if (diagnostic != NULL)
    g_ptr_array_add (problems,
                     ng_diagnostic_as_warning (ng_diagnostic_at (diagnostic, &diagnostic->place)));
}

GPtrArray *
ng_net_problems (const NgNet *self)
{
  GPtrArray *problems = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < ng_net_n_diagnostics (self); i++)
    g_ptr_array_add (problems, ng_diagnostic_ref (ng_net_diagnostic (self, i)));
  if (!ng_net_check (self, NULL))
    return problems;
  if (!ng_net_check_specified (self, &error) || !ng_net_check_initialized (self, &error))
    add_warning (problems, error);
  return problems;
}

/* ---- places ---- */

/* What stays the same while layers come and go: the message's tag, the vertices on its way, its
 * port. */
static char *
key_of (const NgNet *root, const NgDiagnostic *diagnostic, const NgTarget *target)
{
  GString *key = g_string_new (diagnostic->tag);
  const char *path = diagnostic->place.path != NULL ? diagnostic->place.path : "";
  const NgNet *net = root;
  int layer = -1;

  while (net != NULL && *path != '\0' && (layer = ng_net_find_on_path (net, path, &path)) >= 0) {
    g_string_append_printf (key, "/%u", ng_net_vertex (net, (gsize) layer));
    net = ng_layer_net (ng_net_layer (net, (gsize) layer));
  }
  g_string_append_printf (key, "|%s|%d", path, target != NULL ? target->port : -1);
  if (layer < 0)
    g_string_append (key, diagnostic->message);
  return g_string_free (key, FALSE);
}

static char *
key_at (const NgNet *root, gsize index)
{
  NgTarget target;
  gboolean has_target = ng_net_diagnostic_target (root, index, &target);

  return key_of (root, ng_net_diagnostic (root, index), has_target ? &target : NULL);
}

/* Shapes that are not known, of values and arrays. Recursion goes as deep as nets are nested. */
static gint64
count_unknown (const NgNet *net)
{
  gint64 n = 0;

  for (guint w = 0; w < ng_net_n_wires (net); w++)
    n += !ng_type_is_specified (ng_net_wire_type (net, w));
  for (guint l = 0; l < net->n_layers; l++) {
    for (guint a = net->first_array[l]; a < net->first_array[l + 1]; a++)
      n += !ng_layer_array_is_absent (net->layers[l], a - net->first_array[l]) &&
           !ng_type_is_fixed (ng_net_known_array_type (net, a));
    if (ng_layer_net (net->layers[l]) != NULL)
      n += count_unknown (ng_layer_net (net->layers[l]));
  }
  return n;
}

char *
ng_fix_layer_words (const NgFixFinder *self, const NgNet *net, gsize layer)
{
  g_autofree char *name = ng_net_shown_name (net, layer);

  if (self->prefix->len > 0)
    return g_strdup_printf ("\"%s%s\"", self->prefix->str, name);
  return g_strdup_printf (ng_net_is_named (net) ? "\"%s\"" : "layer %s", name);
}

const NgNet *
ng_fix_finder_net_in (const NgFixFinder *self, const NgNet *root)
{
  const NgNet *net = root;

  for (guint i = 0; i < self->steps->len && net != NULL; i++) {
    gsize layer = g_array_index (self->steps, guint, i);

    net = layer < ng_net_n_layers (net) ? ng_layer_net (ng_net_layer (net, layer)) : NULL;
  }
  return net;
}

/* ---- making ---- */

NgNet *
ng_fix_finder_build (const NgFixFinder *self, NgNet *net)
{
  g_autoptr (NgNet) changed = net;

  return changed != NULL
             ? ng_net_with_nested (
                   self->root, (const guint *) self->steps->data, self->steps->len, changed, NULL)
             : NULL;
}

/* The net without values of the layer that @path leads to. Recursion goes along the path. */
static NgNet *
drop_arrays (NgNet *net, const char *path, guint *n_dropped)
{
  const char *rest;
  int index = ng_net_find_on_path (net, path, &rest);
  g_autoptr (NgLayer) layer = NULL;

  if (index < 0)
    return NULL;
  layer = ng_layer_ref (net->originals[index]);
  if (*rest != '\0' && ng_layer_net (layer) != NULL) {
    g_autoptr (NgNet) inner = drop_arrays (ng_layer_net (layer), rest, n_dropped);

    if (inner == NULL)
      return NULL;
    ng_layer_unref (layer);
    layer = ng_layer_with_net (net->originals[index], inner);
  }
  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
    NgLayer *next;

    if (ng_layer_array (layer, a) == NULL)
      continue;
    next = ng_layer_with_array (layer, a, NULL);
    ng_layer_unref (layer);
    layer = next;
    ++*n_dropped;
  }
  return ng_net_exchange_layer (net, (gsize) index, layer, NULL);
}

/* Values that fit no longer go, but not those that did not fit before. @net: (transfer full) */
static NgNet *
drop_misfits (const NgFixFinder *self, NgNet *net, guint *n_dropped)
{
  for (int round = 0; net != NULL && round < MOST_DROPS; round++) {
    NgNet *without = NULL;

    for (gsize i = 0; i < ng_net_n_diagnostics (net) && without == NULL; i++) {
      const NgDiagnostic *diagnostic = ng_net_diagnostic (net, i);
      g_autofree char *key = key_at (net, i);

      if (strcmp (diagnostic->tag, "NetGraph::arrdims") == 0 && diagnostic->place.path != NULL &&
          !g_hash_table_contains (self->wrong, key))
        without = drop_arrays (net, diagnostic->place.path, n_dropped);
    }
    if (without == NULL)
      return net;
    ng_net_unref (net);
    net = without;
  }
  return net;
}

/* ---- judging ---- */

static gboolean
is_about (const NgFixFinder *self, const char *tag)
{
  return strcmp (self->problem->tag, tag) == 0;
}

static gboolean
is_better (const NgFixFinder *self, const NgNet *net, gboolean may_open)
{
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++) {
    g_autofree char *key = key_at (net, i);

    if (strcmp (key, self->key) == 0 || !g_hash_table_contains (self->wrong, key))
      return FALSE;
  }
  if (is_about (self, "NetGraph::notinit"))
    return ng_net_check_initialized (net, NULL);
  if (is_about (self, "NetGraph::unspec"))
    return count_unknown (net) < self->n_unknown;
  return may_open || count_unknown (net) <= self->n_unknown;
}

static guint
count_errors (const NgNet *net)
{
  guint n = 0;

  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++)
    n += ng_net_diagnostic (net, i)->severity == NG_SEVERITY_ERROR;
  return n;
}

/* What the connection carries now; else what the net gives. */
static void
say_shape (const NgFixFinder *self, const NgNet *root, GString *text)
{
  const NgNet *net = ng_fix_finder_net_in (self, root);
  const NgTarget *target =
      self->targets->len > 0 ? &g_array_index (self->targets, NgTarget, 0) : NULL;
  int layer = -1;
  g_autofree char *label = NULL;

  if (net != NULL && target != NULL && target->index >= 0)
    layer = ng_net_index_of_vertex (net, ng_net_vertex (self->net, (gsize) target->index));
  if (layer >= 0 && (gsize) target->port < ng_layer_n_inputs (ng_net_layer (net, (gsize) layer))) {
    NgSource source = ng_net_source (net, (gsize) layer, (gsize) target->port);
    g_autofree char *who = ng_fix_layer_words (self, net, (gsize) layer);

    if (source.kind == NG_SOURCE_NONE)
      return;
    label = ng_type_label (ng_net_type (net, source), ng_net_length_names (net));
    g_string_append_printf (text, "%s gets %s", who, label);
  } else if (ng_net_n_outputs (root) > 0) {
    label = ng_type_label (ng_net_output_type (root, 0), ng_net_length_names (root));
    g_string_append_printf (text, "\"%s\" is %s", ng_net_output_name (root, 0), label);
  }
}

static gboolean
is_offered (const NgFixFinder *self, const char *text)
{
  for (guint i = 0; i < self->fixes->len; i++)
    if (strcmp (((const NgFix *) self->fixes->pdata[i])->text, text) == 0)
      return TRUE;
  return FALSE;
}

/* @net: (transfer full), @text: (transfer full) */
static void
keep (NgFixFinder *self, NgNet *net, char *text, guint n_dropped)
{
  NgFix *fix = g_new0 (NgFix, 1);
  g_autoptr (GString) result = g_string_new (NULL);

  say_shape (self, net, result);
  if (n_dropped > 0)
    g_string_append_printf (result,
                            n_dropped == 1 ? "%s%u array loses its values"
                                           : "%s%u arrays lose their values",
                            result->len > 0 ? "; " : "",
                            n_dropped);
  fix->text = text;
  fix->result = result->len > 0 ? g_strdup (result->str) : NULL;
  fix->n_left = count_errors (net);
  fix->net = net;
  g_ptr_array_add (self->fixes, fix);
}

gboolean
ng_fix_finder_is_done (const NgFixFinder *self)
{
  guint most = ng_net_n_layers (self->root) > LARGE ? MOST_TRIES_LARGE : MOST_TRIES;

  return self->n_tries >= most || self->fixes->len >= MOST_FIXES ||
         g_cancellable_is_cancelled (self->cancellable);
}

gboolean
ng_fix_finder_try (NgFixFinder *self, NgNet *changed, gboolean may_open, const char *format, ...)
{
  g_autoptr (NgNet) owned = changed;
  g_autoptr (NgNet) net = NULL;
  g_autofree char *text = NULL;
  guint n_dropped = 0;
  va_list arguments;

  if (changed == NULL || ng_fix_finder_is_done (self))
    return FALSE;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (is_offered (self, text))
    return FALSE;
  self->n_tries++;
  net = drop_misfits (self, ng_fix_finder_build (self, g_steal_pointer (&owned)), &n_dropped);
  if (net == NULL || !is_better (self, net, may_open))
    return FALSE;
  keep (self, g_steal_pointer (&net), g_steal_pointer (&text), n_dropped);
  return TRUE;
}

/* ---- finding ---- */

static void
initialize (NgFixFinder *self)
{
  NgNet *net = ng_net_initialize (self->root, FALSE, 1234, "Kaiming", NULL);

  if (net == NULL)
    return;
  if (is_better (self, net, FALSE))
    keep (self, net, g_strdup ("Give all arrays values by NetInitialize"), 0);
  else
    ng_net_unref (net);
}

/* Arrays that do not fit. */
static void
drop_values (NgFixFinder *self)
{
  g_autofree char *who = NULL;
  g_autoptr (NgLayer) layer = NULL;

  if (!is_about (self, "NetGraph::arrdims") || self->layer < 0)
    return;
  who = ng_fix_layer_words (self, self->net, (gsize) self->layer);
  layer = ng_layer_ref (self->net->originals[self->layer]);
  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
    NgLayer *next = ng_layer_with_array (layer, a, NULL);

    if (ng_layer_array_is_absent (layer, a)) {
      ng_layer_unref (next);
      continue;
    }
    ng_layer_unref (layer);
    layer = next;
  }
  ng_fix_finder_try (self,
                     ng_net_exchange_layer (self->net, (gsize) self->layer, layer, NULL),
                     TRUE,
                     "Take the values of %s away",
                     who);
}

/* All inputs of the layer that something feeds. */
static void
add_targets (NgFixFinder *self)
{
  for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (self->net, (gsize) self->layer)); i++) {
    NgTarget target = { self->layer, (int) i };

    if (ng_net_source (self->net, (gsize) self->layer, i).kind != NG_SOURCE_NONE)
      g_array_append_val (self->targets, target);
  }
}

/* Where the problem is. */
static void
locate (NgFixFinder *self)
{
  const char *path = self->problem->place.path != NULL ? self->problem->place.path : "";
  gboolean has_target = FALSE;
  NgTarget target;

  self->net = self->root;
  self->typed = self->root;
  self->layer = -1;
  while (*path != '\0') {
    int layer = ng_net_find_on_path (self->net, path, &path);
    NgLayer *original = layer >= 0 ? self->net->originals[layer] : NULL;
    g_autofree char *name = NULL;
    guint step;

    if (original == NULL)
      break;
    if (*path == '\0' || ng_layer_net (original) == NULL) {
      self->layer = layer;
      break;
    }
    step = (guint) layer;
    g_array_append_val (self->steps, step);
    name = ng_net_shown_name (self->net, (gsize) layer);
    g_string_append_printf (self->prefix, "%s/", name);
    self->typed = ng_layer_net (ng_net_layer (self->typed, (gsize) layer));
    self->net = ng_layer_net (original);
    self->is_held = ng_layer_wraps (original);
  }
  for (gsize i = 0; i < ng_net_n_diagnostics (self->root) && !has_target; i++)
    if (ng_net_diagnostic (self->root, i) == self->problem)
      has_target = ng_net_diagnostic_target (self->root, i, &target);
  self->key = key_of (self->root, self->problem, has_target ? &target : NULL);
  if (has_target)
    g_array_append_val (self->targets, target);
  if (has_target && self->layer < 0)
    self->layer = target.index;
  if (!has_target && self->layer >= 0)
    add_targets (self);
}

GPtrArray *
ng_net_find_fixes (NgNet *self, const NgDiagnostic *problem, GCancellable *cancellable)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (NgTarget));
  g_autoptr (GHashTable) wrong = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) prefix = g_string_new (NULL);
  NgFixFinder finder = { .root = self,
                         .problem = problem,
                         .cancellable = cancellable,
                         .steps = steps,
                         .prefix = prefix,
                         .targets = targets,
                         .wrong = wrong,
                         .n_unknown = count_unknown (self) };

  finder.fixes = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_fix_free);
  for (gsize i = 0; i < ng_net_n_diagnostics (self); i++)
    g_hash_table_add (wrong, key_at (self, i));
  locate (&finder);
  if (is_about (&finder, "NetGraph::notinit")) {
    initialize (&finder);
  } else {
    drop_values (&finder);
    if (!is_about (&finder, "NetGraph::unspec"))
      ng_fix_insert_layers (&finder);
    ng_fix_give_ports (&finder);
    ng_fix_change_params (&finder);
    ng_fix_free_ports (&finder);
    ng_fix_remove (&finder);
  }
  g_free (finder.key);
  return finder.fixes;
}
