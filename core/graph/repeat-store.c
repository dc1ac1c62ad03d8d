/* What is kept stands under the path of its net, and is right for that net alone. Where the
 * outermost net is another one, what nobody has asked for since the last time is gone. */

#include "core/graph/repeat-store.h"

/* Bytes that what is known of parts may take when it goes on to the next net. */
#define MOST_KNOWN (8 << 20)

/* @asked: the time of the outermost net when somebody asked for it last */
typedef struct {
  const NgNet *net; /* held */
  NgRepeats *repeats;
  guint asked;
} Kept;

static const char *const nothing[] = { NULL };

struct _NgRepeatStore {
  GMutex lock;
  GStrv apart;            /* what @kept and @finder go by */
  GHashTable *kept;       /* path to Kept */
  NgRepeatFinder *finder; /* NULL where somebody has it, or nobody has begun */
  guint now;
};

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  ng_net_unref ((NgNet *) kept->net);
  ng_repeats_unref (kept->repeats);
  g_free (kept);
}

NgRepeatStore *
ng_repeat_store_new (void)
{
  NgRepeatStore *self = g_new0 (NgRepeatStore, 1);

  g_mutex_init (&self->lock);
  self->apart = g_strdupv ((char **) nothing);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_free);
  return self;
}

void
ng_repeat_store_free (NgRepeatStore *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->apart);
  g_hash_table_unref (self->kept);
  ng_repeat_finder_free (self->finder);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Under the lock: whether what is kept goes by @apart; if not, nothing is kept any more. */
static void
settle (NgRepeatStore *self, const char *const *apart)
{
  if (g_strv_equal ((const char *const *) self->apart, apart))
    return;
  g_hash_table_remove_all (self->kept);
  g_clear_pointer (&self->finder, ng_repeat_finder_free);
  g_strfreev (self->apart);
  self->apart = g_strdupv ((char **) apart);
}

static gboolean
is_old (gpointer key, gpointer value, gpointer now)
{
  return ((Kept *) value)->asked < GPOINTER_TO_UINT (now);
}

/* Under the lock. */
static NgRepeats *
look_up (NgRepeatStore *self, const NgNet *net, const char *path)
{
  Kept *kept = g_hash_table_lookup (self->kept, path);

  if (kept == NULL || kept->net != net)
    return NULL;
  kept->asked = self->now;
  return ng_repeats_ref (kept->repeats);
}

static void
keep (NgRepeatStore *self,
      const NgNet *net,
      const char *path,
      const char *const *apart,
      NgRepeats *repeats,
      NgRepeatFinder *finder)
{
  g_autoptr (NgRepeatFinder) old = finder;

  g_mutex_lock (&self->lock);
  if (g_strv_equal ((const char *const *) self->apart, apart)) {
    Kept *kept = g_new (Kept, 1);

    if (*path == '\0') {
      g_hash_table_foreach_remove (self->kept, is_old, GUINT_TO_POINTER (self->now));
      self->now++;
    }
    *kept = (Kept){ ng_net_ref ((NgNet *) net), ng_repeats_ref (repeats), self->now };
    g_hash_table_replace (self->kept, g_strdup (path), kept);
    if (ng_repeat_finder_size (finder) <= MOST_KNOWN) {
      old = self->finder;
      self->finder = finder;
    }
  }
  g_mutex_unlock (&self->lock);
}

NgRepeats *
ng_repeat_store_find (NgRepeatStore *self,
                      const NgNet *net,
                      const char *path,
                      const char *const *apart,
                      GCancellable *cancellable)
{
  g_autoptr (NgRepeats) repeats = NULL;
  NgRepeatFinder *finder;

  if (apart == NULL)
    apart = nothing;
  g_mutex_lock (&self->lock);
  settle (self, apart);
  repeats = look_up (self, net, path);
  finder = repeats == NULL ? g_steal_pointer (&self->finder) : NULL;
  g_mutex_unlock (&self->lock);
  if (repeats != NULL)
    return g_steal_pointer (&repeats);

  if (finder == NULL)
    finder = ng_repeat_finder_new (NG_REPEAT_PARAMETERS, apart);
  ng_repeat_finder_set_cancellable (finder, cancellable);
  repeats = ng_repeats_new (finder, net, path);
  if (g_cancellable_is_cancelled (cancellable)) {
    ng_repeat_finder_free (finder);
    return NULL;
  }
  ng_repeat_finder_set_cancellable (finder, NULL);
  keep (self, net, path, apart, repeats, finder);
  return g_steal_pointer (&repeats);
}
