#include "core/operators/pattern-private.h"

#include <string.h>

/* Where the text may be in the pattern, each place once: steps, and the bytes of the text at which
 * the way to them began; ways that began earlier come first. */
typedef struct {
  guint n;
  guint *steps;
  gsize *starts;
} Ways;

/**
 * NgPattern:
 * @now, @next: ways at this character and at the following one
 * @stack: steps that are to be gone through
 * @reached: by step: the round in which it was reached last
 */
struct _NgPattern {
  GArray *steps;
  GPtrArray *sets;
  Ways now, next;
  guint *stack;
  guint64 *reached, round;
};

/* A text, and the characters around the place in it; 0 beyond its ends. */
typedef struct {
  const char *text;
  gsize length, at;
  gunichar before, after;
} Place;

static void
ways_init (Ways *self, guint n)
{
  self->steps = g_new (guint, n);
  self->starts = g_new (gsize, n);
}

static void
ways_clear (Ways *self)
{
  g_free (self->steps);
  g_free (self->starts);
}

NgPattern *
ng_pattern_new (const char *text, GError **error)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (NgPatternStep));
  g_autoptr (GPtrArray) sets =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ng_pattern_set_free);

  if (!ng_pattern_read (text, steps, sets, error))
    return NULL;
  guint n = steps->len;
  NgPattern *self = g_new0 (NgPattern, 1);
  self->steps = g_steal_pointer (&steps);
  self->sets = g_steal_pointer (&sets);
  ways_init (&self->now, n);
  ways_init (&self->next, n);
  /* Each step that is gone through puts two on the stack at most. */
  self->stack = g_new (guint, 2 * (gsize) n + 1);
  self->reached = g_new0 (guint64, n);
  return self;
}

gsize
ng_pattern_size (const NgPattern *self)
{
  return self->steps->len;
}

void
ng_pattern_free (NgPattern *self)
{
  g_array_unref (self->steps);
  g_ptr_array_unref (self->sets);
  ways_clear (&self->now);
  ways_clear (&self->next);
  g_free (self->stack);
  g_free (self->reached);
  g_free (self);
}

static gboolean
is_word (gunichar letter)
{
  return letter < 128 && (g_ascii_isalnum ((char) letter) || letter == '_');
}

static gboolean
holds (const Place *place, NgPatternCondition condition)
{
  gboolean begins = place->at == 0, ends = place->at == place->length;

  switch (condition) {
  case NG_PATTERN_TEXT_BEGINS:
    return begins;
  case NG_PATTERN_TEXT_ENDS:
    return ends;
  case NG_PATTERN_LINE_BEGINS:
    return begins || place->before == '\n';
  case NG_PATTERN_LINE_ENDS:
    return ends || place->after == '\n';
  case NG_PATTERN_WORD_BOUNDARY:
    return is_word (place->before) != is_word (place->after);
  default:
    return is_word (place->before) == is_word (place->after);
  }
}

/* Adds all steps that take a character, or are the end, to which one comes from @step without one.
 */
static void
reach (NgPattern *self, Ways *ways, guint step, gsize start, const Place *place, gint64 *left)
{
  guint n = 0;

  self->stack[n++] = step;
  while (n > 0) {
    guint at = self->stack[--n];
    const NgPatternStep *now = &g_array_index (self->steps, NgPatternStep, at);
    (*left)--;
    if (self->reached[at] == self->round)
      continue;
    self->reached[at] = self->round;
    if (now->kind == NG_PATTERN_FORK) {
      self->stack[n++] = (guint) ((gint32) at + now->second);
      self->stack[n++] = (guint) ((gint32) at + now->first);
    } else if (now->kind == NG_PATTERN_HOLDS) {
      if (holds (place, (NgPatternCondition) now->index))
        self->stack[n++] = at + 1;
    } else {
      ways->steps[ways->n] = at;
      ways->starts[ways->n++] = start;
    }
  }
}

static void
place_move (Place *self, gsize at)
{
  self->before = self->after;
  self->at = at;
  self->after = at < self->length ? g_utf8_get_char (self->text + at) : 0;
}

/* Takes the character after @place, which is @next bytes on; @place then is behind it. */
static void
step_on (NgPattern *self, Place *place, gsize next, gint64 *left)
{
  gunichar letter = place->after;
  Ways *now = &self->now;

  place_move (place, next);
  self->round++;
  self->next.n = 0;
  for (guint i = 0; i < now->n && *left >= 0; i++) {
    const NgPatternStep *step = &g_array_index (self->steps, NgPatternStep, now->steps[i]);
    if (step->kind != NG_PATTERN_SET)
      continue;
    const NgPatternSet *set = self->sets->pdata[step->index];
    /* Other characters than those of ASCII are looked for among all members. */
    *left -= letter < 128 ? 1 : set->members->len;
    if (ng_pattern_set_has (set, letter))
      reach (self, &self->next, now->steps[i] + 1, now->starts[i], place, left);
  }
  Ways old = self->now;
  self->now = self->next;
  self->next = old;
}

/* Ways that have come to the end. Of these the first one, which begins earliest, is kept; then ways
 * that begin later are given up. */
static gboolean
find_end (NgPattern *self, gsize *start)
{
  for (guint i = 0; i < self->now.n; i++) {
    if (g_array_index (self->steps, NgPatternStep, self->now.steps[i]).kind != NG_PATTERN_END)
      continue;
    *start = self->now.starts[i];
    while (self->now.n > 0 && self->now.starts[self->now.n - 1] > *start)
      self->now.n--;
    return TRUE;
  }
  return FALSE;
}

/* Where there is no way, it has to begin here. */
static void
place_init (Place *self, const char *text, gsize length, gsize from)
{
  *self = (Place){ .text = text, .length = length };
  if (from > 0)
    self->after = g_utf8_get_char (g_utf8_prev_char (text + from));
  place_move (self, from);
}

gboolean
ng_pattern_matches (NgPattern *self, const char *text, gsize length, gint64 *steps)
{
  Place place;
  gsize start;

  place_init (&place, text, length, 0);
  self->round++;
  self->now.n = 0;
  reach (self, &self->now, 0, 0, &place, steps);
  while (place.at < length && self->now.n > 0 && *steps >= 0)
    step_on (self, &place, (gsize) (g_utf8_next_char (text + place.at) - text), steps);
  return *steps >= 0 && place.at == length && find_end (self, &start);
}

gboolean
ng_pattern_find (NgPattern *self,
                 const char *text,
                 gsize length,
                 gsize from,
                 gint64 *steps,
                 gsize *start,
                 gsize *end)
{
  gboolean is_found = FALSE;
  Place place;

  place_init (&place, text, length, from);
  self->round++;
  self->now.n = 0;
  while (*steps >= 0) {
    gsize begun;
    if (!is_found)
      reach (self, &self->now, 0, place.at, &place, steps);
    if (find_end (self, &begun)) {
      is_found = TRUE;
      *start = begun;
      *end = place.at;
    }
    if (place.at == length || (is_found && self->now.n == 0))
      break;
    step_on (self, &place, (gsize) (g_utf8_next_char (text + place.at) - text), steps);
  }
  return is_found && *steps >= 0;
}
