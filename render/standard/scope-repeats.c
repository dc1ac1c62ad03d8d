/* What repeats, as scopes among those of names. A repeat lies in the innermost scope that holds all
 * of it. What it holds of that scope's parts it must hold whole, each in one of its copies; so
 * names come first, and where they say nothing, repeats do. */

#include "render/standard/scopes.h"

#include <string.h>

/* A repeat of fewer layers than this is seen at once. */
enum { LEAST = 4 };

/**
 * Work:
 * @starts, @members, @copies: layers of repeat r are members[starts[r]] to members[starts[r + 1]
 * - 1], and in which copy each is
 * @tops: of each of these: the part of the scope around the repeat that holds it, or -1 where that
 * is the layer itself
 * @stamps: of each scope: when it was seen last
 * @seen, @copy: of each scope: members of the repeat in it, and in which copy
 */
typedef struct {
  NgScopes *self;
  const NgNet *net;
  const NgRepeats *repeats;
  int *starts, *members, *copies, *tops;
  GArray *stamps, *seen, *copy;
  int now;
} Work;

static NgScope *
scope_at (const Work *work, int index)
{
  return &g_array_index (work->self->scopes, NgScope, index);
}

/* Lists the layers of each repeat, those of the repeats in it included. */
static void
list_members (Work *work)
{
  const NgRepeats *repeats = work->repeats;
  int n = (int) ng_net_n_layers (work->net), n_members = 0;
  g_autofree int *next = g_new0 (int, repeats->n_repeats + 1);

  work->starts = g_new0 (int, repeats->n_repeats + 1);
  for (int layer = 0; layer < n; layer++)
    for (int r = repeats->repeat[layer]; r >= 0; r = repeats->repeats[r].parent)
      next[r]++;
  for (int r = 0; r < repeats->n_repeats; r++) {
    work->starts[r] = n_members;
    n_members += next[r];
    next[r] = work->starts[r];
  }
  work->starts[repeats->n_repeats] = n_members;
  work->members = g_new (int, n_members + 1);
  work->copies = g_new (int, n_members + 1);
  work->tops = g_new (int, n_members + 1);
  for (int layer = 0; layer < n; layer++) {
    int copy = repeats->copy[layer];

    for (int r = repeats->repeat[layer]; r >= 0; r = repeats->repeats[r].parent) {
      work->members[next[r]] = layer;
      work->copies[next[r]++] = copy;
      copy = repeats->repeats[r].parent_copy;
    }
  }
}

static int *
number_at (GArray *array, int index)
{
  return &g_array_index (array, int, index);
}

/* The innermost scope that holds all layers of a repeat. */
static int
scope_around (Work *work, int repeat)
{
  const int *of_layer = work->self->of_layer;
  int around = of_layer[work->members[work->starts[repeat]]];

  work->now++;
  for (int at = around; at >= 0; at = scope_at (work, at)->parent)
    *number_at (work->stamps, at) = work->now;
  for (int i = work->starts[repeat]; i < work->starts[repeat + 1] && around > 0; i++) {
    int at = of_layer[work->members[i]];

    while (*number_at (work->stamps, at) != work->now)
      at = scope_at (work, at)->parent;
    for (; around != at; around = scope_at (work, around)->parent)
      *number_at (work->stamps, around) = 0;
  }
  return around;
}

/* Finds the parts of @around that the repeat holds. Returns: whether it holds each whole, in one
 * copy */
static gboolean
find_tops (Work *work, int repeat, int around)
{
  work->now++;
  for (int i = work->starts[repeat]; i < work->starts[repeat + 1]; i++) {
    int top = -1;

    for (int at = work->self->of_layer[work->members[i]]; at != around;
         at = scope_at (work, at)->parent)
      top = at;
    work->tops[i] = top;
    if (top < 0)
      continue;
    if (*number_at (work->stamps, top) != work->now) {
      *number_at (work->stamps, top) = work->now;
      *number_at (work->seen, top) = 0;
      *number_at (work->copy, top) = work->copies[i];
    }
    if (*number_at (work->copy, top) != work->copies[i])
      return FALSE;
    (*number_at (work->seen, top))++;
  }
  for (int i = work->starts[repeat]; i < work->starts[repeat + 1]; i++)
    if (work->tops[i] >= 0 &&
        *number_at (work->seen, work->tops[i]) != scope_at (work, work->tops[i])->n_layers)
      return FALSE;
  return TRUE;
}

/* @path, @name: (transfer full) */
static int
add_scope (Work *work, int parent, char *path, char *name)
{
  const NgScope *around = scope_at (work, parent);
  NgScope scope = { .parent = parent,
                    .depth = around->depth + 1,
                    .path = path,
                    .name = name,
                    .names = g_strdup (around->names) };
  int none = 0;

  g_array_append_val (work->self->scopes, scope);
  g_array_append_val (work->stamps, none);
  g_array_append_val (work->seen, none);
  g_array_append_val (work->copy, none);
  return (int) work->self->scopes->len - 1;
}

/* Puts a part of the scope around into another scope. */
static void
move_part (Work *work, int i, int into)
{
  if (work->tops[i] >= 0)
    scope_at (work, work->tops[i])->parent = into;
  else
    work->self->of_layer[work->members[i]] = into;
}

/* Gives each copy of more than one part a scope of its own. */
static void
make_copies (Work *work, int repeat, int scope)
{
  int count = work->repeats->repeats[repeat].count;
  g_autofree int *part = g_new (int, count), *into = g_new (int, count);
  g_autofree gboolean *is_many = g_new0 (gboolean, count);

  for (int c = 0; c < count; c++)
    part[c] = into[c] = -1;
  for (int i = work->starts[repeat]; i < work->starts[repeat + 1]; i++) {
    int c = work->copies[i], first = part[c];

    if (first < 0)
      part[c] = i;
    else if (work->tops[i] < 0 || work->tops[i] != work->tops[first])
      is_many[c] = TRUE;
  }
  for (int i = work->starts[repeat]; i < work->starts[repeat + 1]; i++) {
    int c = work->copies[i];

    if (is_many[c] && into[c] < 0)
      into[c] = add_scope (work,
                           scope,
                           g_strdup_printf ("%s/%d", scope_at (work, scope)->path, c + 1),
                           g_strdup_printf ("%d of %d", c + 1, count));
    if (is_many[c])
      scope_at (work, into[c])->n_layers++;
    move_part (work, i, is_many[c] ? into[c] : scope);
  }
}

gboolean
ng_scope_path_is_repeat (const char *path, char **layer, int *copy)
{
  const char *mark = g_strrstr (path, NG_REPEAT_MARK);
  const char *plus = mark != NULL ? strrchr (mark, '+') : NULL;
  const char *end = plus != NULL ? plus + 1 + strspn (plus + 1, "0123456789") : NULL;
  guint64 number = 0;

  if (end == NULL || end == plus + 1 ||
      (*end != '\0' &&
       (*end != '/' || !g_ascii_string_to_unsigned (end + 1, 10, 1, G_MAXINT, &number, NULL))))
    return FALSE;
  mark += strlen (NG_REPEAT_MARK);
  *layer = g_strndup (mark, (gsize) (plus - mark));
  *copy = (int) number;
  return TRUE;
}

static void
gather (Work *work, int repeat)
{
  const NgRepeat *record = &work->repeats->repeats[repeat];
  int n = work->starts[repeat + 1] - work->starts[repeat];
  g_autofree char *key = n >= LEAST ? ng_repeat_name (work->repeats, work->net, record) : NULL;
  int around, scope;

  if (key == NULL)
    return;
  around = scope = scope_around (work, repeat);
  if (!find_tops (work, repeat, around))
    return;
  if (around == 0 || scope_at (work, around)->n_layers > n || scope_at (work, around)->count > 0) {
    const char *outer = scope_at (work, around)->path;

    scope = add_scope (work,
                       around,
                       g_strconcat (outer, *outer != '\0' ? "/" : "", NG_REPEAT_MARK, key, NULL),
                       g_strdup_printf ("×%d", record->count));
    scope_at (work, scope)->n_layers = n;
    scope_at (work, scope)->repeat = g_steal_pointer (&key);
  }
  scope_at (work, scope)->count = record->count;
  make_copies (work, repeat, scope);
}

/* Numbers scopes anew, so that each comes behind the one it lies in. */
static void
sort_scopes (NgScopes *self, gsize n_layers)
{
  guint n = self->scopes->len;
  g_autofree int *number = g_new (int, n), *way = g_new (int, n);
  GArray *sorted = g_array_sized_new (FALSE, FALSE, sizeof (NgScope), n);

  for (guint i = 0; i < n; i++)
    number[i] = -1;
  for (guint i = 0; i < n; i++) {
    int length = 0;

    for (int at = (int) i; at >= 0 && number[at] < 0;
         at = g_array_index (self->scopes, NgScope, at).parent)
      way[length++] = at;
    while (length > 0) {
      NgScope scope = g_array_index (self->scopes, NgScope, way[--length]);

      if (scope.parent >= 0) {
        scope.parent = number[scope.parent];
        scope.depth = g_array_index (sorted, NgScope, scope.parent).depth + 1;
      }
      number[way[length]] = (int) sorted->len;
      g_array_append_val (sorted, scope);
    }
  }
  /* The records have moved, with what they own. */
  for (guint i = 0; i < n; i++)
    g_array_index (self->scopes, NgScope, i) = g_array_index (sorted, NgScope, i);
  g_array_unref (sorted);
  for (gsize layer = 0; layer < n_layers; layer++)
    self->of_layer[layer] = number[self->of_layer[layer]];
}

void
ng_scopes_gather_repeats (NgScopes *self,
                          const NgNet *net,
                          const char *path,
                          const NgScopeRules *rules)
{
  g_auto (GStrv) apart = ng_positions_apart (rules->positions, rules->apart);
  g_autoptr (NgRepeats) repeats = ng_repeat_store_find (
      rules->repeats, net, path, (const char *const *) apart, rules->cancellable);
  Work work = { .self = self, .net = net, .repeats = repeats };

  if (repeats == NULL)
    return;
  work.stamps = g_array_new (FALSE, TRUE, sizeof (int));
  work.seen = g_array_new (FALSE, TRUE, sizeof (int));
  work.copy = g_array_new (FALSE, TRUE, sizeof (int));
  g_array_set_size (work.stamps, self->scopes->len);
  g_array_set_size (work.seen, self->scopes->len);
  g_array_set_size (work.copy, self->scopes->len);
  list_members (&work);
  for (int r = 0; r < repeats->n_repeats; r++)
    gather (&work, r);
  sort_scopes (self, ng_net_n_layers (net));
  g_array_unref (work.stamps);
  g_array_unref (work.seen);
  g_array_unref (work.copy);
  g_free (work.starts);
  g_free (work.members);
  g_free (work.copies);
  g_free (work.tops);
}
