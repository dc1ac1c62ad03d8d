/* RandomReal, RandomInteger, SeedRandom: number n of a session's sequence is a function of seed and
 * n, so that SeedRandom gives the same numbers again. */

#include "core/base/rng.h"
#include "core/expr/items.h"
#include "core/language/operation.h"
#include <math.h>

typedef struct {
  guint64 seed, stream, index;
  gboolean is_whole;
  double low, high;       /* of reals */
  gint64 least, greatest; /* of integers */
  gint64 dims[NG_MAX_RANK];
  gsize rank;
} Draw;

static gboolean
fail (const NgExpr *at, const char *sentence, GError **error)
{
  ng_error_set_new (error, "Eval::type", ng_expr_place (at), "%s", sentence);
  return FALSE;
}

/* A bound from 0 on, or {from, to}. */
static gboolean
read_range (Draw *self, const NgExpr *expr, GError **error)
{
  gboolean is_pair = ng_expr_is_call (expr, "List") && ng_expr_n_args (expr) == 2;
  const NgExpr *from = is_pair ? ng_expr_arg (expr, 0) : NULL;
  const NgExpr *to = is_pair ? ng_expr_arg (expr, 1) : expr;

  if (!ng_expr_is_number (to) || (from != NULL && !ng_expr_is_number (from)))
    return fail (expr, "A range is a number or {from, to}.", error);
  if (!self->is_whole) {
    self->low = from != NULL ? ng_expr_number (from) : 0;
    self->high = ng_expr_number (to);
    return TRUE;
  }
  if (ng_expr_kind (to) != NG_EXPR_INTEGER ||
      (from != NULL && ng_expr_kind (from) != NG_EXPR_INTEGER))
    return fail (expr, "A range of integers has integers as its bounds.", error);
  self->least = from != NULL ? ng_expr_integer (from) : 0;
  self->greatest = ng_expr_integer (to);
  return self->least <= self->greatest || fail (expr, "This range holds no integer.", error);
}

static gboolean
read_dims (Draw *self, const NgExpr *expr, GError **error)
{
  gboolean is_list = ng_expr_is_call (expr, "List");
  gint64 count = 1;

  self->rank = is_list ? ng_expr_n_args (expr) : 1;
  if (self->rank > NG_MAX_RANK)
    return fail (expr, "These are too many dimensions.", error);
  for (gsize i = 0; i < self->rank; i++) {
    const NgExpr *dim = is_list ? ng_expr_arg (expr, i) : expr;

    if (ng_expr_kind (dim) != NG_EXPR_INTEGER || ng_expr_integer (dim) < 0)
      return fail (dim, "A dimension is an integer that is not negative.", error);
    self->dims[i] = ng_expr_integer (dim);
    if (__builtin_mul_overflow (count, MAX (self->dims[i], 1), &count) ||
        count > NG_MAX_RANDOM_NUMBERS) {
      ng_error_set_new (error,
                        "Syntax::size",
                        ng_expr_place (expr),
                        "At most %d random numbers are drawn at once.",
                        NG_MAX_RANDOM_NUMBERS);
      return FALSE;
    }
  }
  return TRUE;
}

guint64
ng_session_next_seed (NgSession *self)
{
  NgSessionRandom *random = ng_session_random (self);

  return ng_rng_bits (random->seed, ng_rng_stream ("RandomSeeding"), random->n_seeds++);
}

gboolean
ng_seed_read (const NgExpr *value, guint64 *seed, GError **error)
{
  if (ng_expr_kind (value) == NG_EXPR_INTEGER)
    *seed = (guint64) ng_expr_integer (value);
  else if (ng_expr_kind (value) == NG_EXPR_STRING)
    *seed = ng_rng_stream (ng_expr_text (value));
  else if (ng_expr_is_symbol (value, "Automatic"))
    *seed = (guint64) g_random_int () << 32 | g_random_int ();
  else {
    ng_error_set_new (error,
                      "NetGraph::badopt",
                      ng_expr_place (value),
                      "A seed is an integer, a string or Automatic.");
    return FALSE;
  }
  return TRUE;
}

/* A multiple of 2^-53. */
static NgExpr *
draw_one (Draw *self)
{
  guint64 bits = ng_rng_bits (self->seed, self->stream, self->index++);
  double unit = (double) (bits >> 11) * 0x1p-53;
  guint64 span = (guint64) self->greatest - (guint64) self->least + 1;

  if (!self->is_whole)
    return ng_expr_new_real (self->low + (self->high - self->low) * unit, NULL);
  if (span == 0)
    return ng_expr_new_integer ((gint64) bits, NULL);
  return ng_expr_new_integer (
      (gint64) ((guint64) self->least + (guint64) (((unsigned __int128) bits * span) >> 64)), NULL);
}

static NgExpr *
draw_level (Draw *self, gsize level)
{
  g_autoptr (GPtrArray) items = NULL;

  if (level == self->rank)
    return draw_one (self);
  items = g_ptr_array_new ();
  for (gint64 i = 0; i < self->dims[level]; i++)
    g_ptr_array_add (items, draw_level (self, level + 1));
  return ng_list_write ("List", items);
}

/* RandomReal[range, dimensions, RandomSeeding -> seed]. */
NgExpr *
ng_do_random (NgSession *session, NgExpr *call, GError **error)
{
  NgSessionRandom *random = ng_session_random (session);
  Draw draw = { .seed = random->seed,
                .index = random->n_drawn,
                .stream = ng_rng_stream ("Random"),
                .is_whole = ng_expr_is_call (call, "RandomInteger"),
                .high = 1,
                .greatest = 1 };
  gboolean is_seeded = FALSE;
  NgExpr *value;
  gsize n = 0;

  for (gsize i = 0; i < ng_expr_n_args (call); i++) {
    const NgExpr *arg = ng_expr_arg (call, i);

    if (ng_expr_is_rule (arg)) {
      const NgExpr *key = ng_expr_arg (arg, 0);

      if ((ng_expr_kind (key) != NG_EXPR_SYMBOL && ng_expr_kind (key) != NG_EXPR_STRING) ||
          !g_str_equal (ng_expr_text (key), "RandomSeeding")) {
        fail (key, "The only option here is RandomSeeding.", error);
        return NULL;
      }
      if (!ng_seed_read (ng_expr_arg (arg, 1), &draw.seed, error))
        return NULL;
      is_seeded = TRUE;
      draw.index = 0;
    } else if (n++ == 0 ? !read_range (&draw, arg, error) : !read_dims (&draw, arg, error)) {
      return NULL;
    }
  }
  if (n > 2) {
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (call),
                      "A range and dimensions are all that %s takes.",
                      ng_expr_text (ng_expr_head (call)));
    return NULL;
  }
  value = draw_level (&draw, 0);
  if (!is_seeded)
    random->n_drawn = draw.index;
  return value;
}

NgExpr *
ng_do_seed_random (NgSession *session, NgExpr *call, GError **error)
{
  NgSessionRandom *random = ng_session_random (session);
  g_autoptr (NgExpr) automatic = ng_expr_new_symbol ("Automatic", NULL);

  if (ng_expr_n_args (call) > 1) {
    ng_error_set_new (
        error, "Eval::arguments", ng_expr_place (call), "SeedRandom takes one seed, or none.");
    return NULL;
  }
  if (!ng_seed_read (
          ng_expr_n_args (call) == 1 ? ng_expr_arg (call, 0) : automatic, &random->seed, error))
    return NULL;
  random->n_drawn = random->n_seeds = 0;
  return ng_expr_new_symbol ("Null", NULL);
}
