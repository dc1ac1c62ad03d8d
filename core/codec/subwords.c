#include "core/codec/subwords.h"

#include "core/codec/heap.h"
#include <string.h>

gboolean
ng_subwords_next_word (const char **at, GString *word)
{
  const char *p = *at;

  g_string_assign (word, " ");
  while (*p != '\0' && g_unichar_isspace (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  const char *start = p;
  while (*p != '\0' && !g_unichar_isspace (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  g_string_append_len (word, start, p - start);
  *at = p;
  return p > start;
}

/* Bytes of the first piece at @text: a character, with the blank where it begins a word. */
static gsize
first_piece (const char *text, gboolean begins_word)
{
  const char *character = text + begins_word;

  return (gsize) (g_utf8_next_char (character) - text);
}

/* ---- byte-pair encoding ---- */

#define NONE G_MAXUINT32

/* A piece of the word, and its neighbours. */
typedef struct {
  guint32 start, length; /* length 0 once the piece before has taken it in */
  guint32 before, behind;
} Piece;

/* Offers to join the piece with the one behind it. An offer is about the left piece and the length
 * of the union, which only grows, so it shows by itself when it is out of date. */
static void
offer (const NgVocabulary *vocabulary,
       const char *word,
       const GArray *pieces,
       guint32 left,
       GArray *heap)
{
  const Piece *piece = &g_array_index (pieces, Piece, left);

  if (left == NONE || piece->behind == NONE)
    return;
  guint32 length = piece->length + g_array_index (pieces, Piece, piece->behind).length;
  gint64 code = ng_vocabulary_find (vocabulary, word + piece->start, length);
  if (code > 0)
    ng_heap_push (heap, (NgHeapEntry){ code, left, length });
}

void
ng_subwords_merge (
    const NgVocabulary *vocabulary, const char *word, gsize length, gint64 unknown, GArray *codes)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (NgHeapEntry));
  gboolean is_apart = ng_vocabulary_find (vocabulary, " ", 1) != 0;
  NgHeapEntry best;

  for (gsize at = 0; at < length;) {
    gsize n = at == 0 && is_apart ? 1 : first_piece (word + at, at == 0);
    guint32 index = pieces->len;
    Piece piece = { (guint32) at, (guint32) n, index > 0 ? index - 1 : NONE, index + 1 };
    g_array_append_val (pieces, piece);
    at += n;
  }
  if (pieces->len == 0)
    return;
  g_array_index (pieces, Piece, pieces->len - 1).behind = NONE;
  for (guint32 i = 0; i < pieces->len; i++)
    offer (vocabulary, word, pieces, i, heap);
  while (ng_heap_pop (heap, &best)) {
    Piece *left = &g_array_index (pieces, Piece, best.first);
    if (left->length == 0 || left->behind == NONE)
      continue;
    Piece *right = &g_array_index (pieces, Piece, left->behind);
    if (left->length + right->length != best.second)
      continue;
    left->length += right->length;
    left->behind = right->behind;
    right->length = 0;
    if (left->behind != NONE)
      g_array_index (pieces, Piece, left->behind).before = (guint32) best.first;
    if (left->before != NONE)
      offer (vocabulary, word, pieces, left->before, heap);
    offer (vocabulary, word, pieces, (guint32) best.first, heap);
  }
  for (guint32 i = 0; i != NONE; i = g_array_index (pieces, Piece, i).behind) {
    const Piece *piece = &g_array_index (pieces, Piece, i);
    gint64 code = ng_vocabulary_find (vocabulary, word + piece->start, piece->length);
    if (code == 0)
      code = unknown;
    g_array_append_val (codes, code);
  }
}

/* ---- WordPiece ---- */

void
ng_subwords_match (
    const NgVocabulary *vocabulary, const char *word, gsize length, gint64 unknown, GArray *codes)
{
  guint first = codes->len;

  for (gsize at = 0, taken; at < length; at += taken) {
    gint64 code = ng_vocabulary_find_prefix (vocabulary, word + at, length - at, &taken);
    if (code == 0) {
      g_array_set_size (codes, first);
      g_array_append_val (codes, unknown);
      return;
    }
    g_array_append_val (codes, code);
  }
}

/* ---- training ---- */

#define MAX_WORD 100 /* characters */

/* A symbol is the place of a token, or NONE for a character that is none. */
typedef struct {
  guint32 first, n; /* in the symbols of all words */
  gint64 count;
} Word;

typedef struct {
  gint64 count;
  GArray *words; /* of guint32: where it stands or stood */
  gboolean is_changed;
} Pair;

typedef struct {
  GHashTable *counts; /* text of a word -> gint64 */
  GArray *words, *symbols;
  GPtrArray *tokens;
  GHashTable *found; /* text of a token -> its place + 1 */
  GHashTable *pairs; /* guint64 of both symbols -> Pair */
  GArray *heap;      /* rank: minus the count; first: the pair */
  GArray *changed;   /* of guint64: pairs whose counts have changed */
  GArray *seen;      /* of guint32 by word: the last merge that looked at it */
  guint32 n_merges;
} Training;

static void
free_pair (gpointer data)
{
  Pair *self = data;

  g_array_unref (self->words);
  g_free (self);
}

static void
add_count (GHashTable *counts, const char *text, gsize length, gint64 n)
{
  char *key = g_strndup (text, length);
  gint64 *count = g_hash_table_lookup (counts, key);

  if (count != NULL) {
    *count += n;
    g_free (key);
  } else {
    g_hash_table_insert (counts, key, g_memdup2 (&n, sizeof n));
  }
}

static GHashTable *
new_counts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
count_words (Training *self, const char *text)
{
  g_autoptr (GString) word = g_string_new (NULL);

  while (ng_subwords_next_word (&text, word)) {
    const char *at = word->str, *end = word->str + word->len;
    for (gsize n = MAX_WORD + 1; at < end; n = MAX_WORD) {
      const char *start = at;
      for (; n > 0 && at < end; n--)
        at = g_utf8_next_char (at);
      add_count (self->counts, start, (gsize) (at - start), 1);
    }
  }
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The keys in an order that does not depend on the table. */
static GPtrArray *
sort_keys (GHashTable *table)
{
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, compare_words);
  return keys;
}

static guint32
add_token (Training *self, char *text)
{
  gpointer known = g_hash_table_lookup (self->found, text);

  if (known != NULL) {
    g_free (text);
    return GPOINTER_TO_UINT (known) - 1;
  }
  g_ptr_array_add (self->tokens, text);
  g_hash_table_insert (self->found, text, GUINT_TO_POINTER (self->tokens->len));
  return self->tokens->len - 1;
}

typedef struct {
  const char *text;
  gint64 count;
} Character;

static int
compare_characters (gconstpointer a, gconstpointer b)
{
  const Character *left = a, *right = b;

  if (left->count != right->count)
    return left->count > right->count ? -1 : 1;
  return strcmp (left->text, right->text);
}

static void
learn_characters (Training *self, const GPtrArray *words, gsize size)
{
  g_autoptr (GHashTable) counts = new_counts ();
  g_autoptr (GArray) characters = g_array_new (FALSE, FALSE, sizeof (Character));
  GHashTableIter iter;
  gpointer text, count;

  for (guint i = 0; i < words->len; i++) {
    const char *word = words->pdata[i];
    gint64 n = *(gint64 *) g_hash_table_lookup (self->counts, word);
    for (gsize at = 0, length; word[at] != '\0'; at += length) {
      length = first_piece (word + at, at == 0 && *word == ' ');
      add_count (counts, word + at, length, n);
    }
  }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &text, &count)) {
    Character character = { text, *(gint64 *) count };
    g_array_append_val (characters, character);
  }
  g_array_sort (characters, compare_characters);
  for (guint i = 0; i < characters->len && self->tokens->len < size; i++)
    add_token (self, g_strdup (g_array_index (characters, Character, i).text));
}

static void
split_words (Training *self, const GPtrArray *words)
{
  for (guint i = 0; i < words->len; i++) {
    const char *text = words->pdata[i];
    Word word = { .first = self->symbols->len,
                  .count = *(gint64 *) g_hash_table_lookup (self->counts, text) };
    for (gsize at = 0, length; text[at] != '\0'; at += length) {
      length = first_piece (text + at, at == 0 && *text == ' ');
      g_autofree char *piece = g_strndup (text + at, length);
      guint32 symbol = GPOINTER_TO_UINT (g_hash_table_lookup (self->found, piece)) - 1;
      g_array_append_val (self->symbols, symbol);
    }
    word.n = self->symbols->len - word.first;
    g_array_append_val (self->words, word);
  }
}

static void
change_count (Training *self, guint32 index, guint32 left, guint32 right, gint64 by)
{
  guint64 key = (guint64) left << 32 | right;
  Pair *pair = g_hash_table_lookup (self->pairs, &key);

  if (left == NONE || right == NONE)
    return;
  if (pair == NULL) {
    pair = g_new (Pair, 1);
    *pair = (Pair){ .words = g_array_new (FALSE, FALSE, sizeof (guint32)) };
    g_hash_table_insert (self->pairs, g_memdup2 (&key, sizeof key), pair);
  }
  if (by > 0 && (pair->words->len == 0 ||
                 g_array_index (pair->words, guint32, pair->words->len - 1) != index))
    g_array_append_val (pair->words, index);
  pair->count += by;
  if (!pair->is_changed)
    g_array_append_val (self->changed, key);
  pair->is_changed = TRUE;
}

static void
count_pairs (Training *self, guint32 index)
{
  const Word *word = &g_array_index (self->words, Word, index);
  const guint32 *symbols = &g_array_index (self->symbols, guint32, word->first);

  for (guint32 i = 0; i + 1 < word->n; i++)
    change_count (self, index, symbols[i], symbols[i + 1], word->count);
}

/* Offers the pairs whose counts have changed. */
static void
offer_changed (Training *self)
{
  for (guint i = 0; i < self->changed->len; i++) {
    guint64 key = g_array_index (self->changed, guint64, i);
    Pair *pair = g_hash_table_lookup (self->pairs, &key);
    if (pair == NULL)
      continue;
    pair->is_changed = FALSE;
    if (pair->count > 1)
      ng_heap_push (self->heap, (NgHeapEntry){ -pair->count, key, 0 });
  }
  g_array_set_size (self->changed, 0);
}

/* Joins the pair in one word, from the left; what has been joined is left of n, the rest from i on.
 */
static void
join (Training *self, guint32 index, guint32 left, guint32 right, guint32 joined)
{
  Word *word = &g_array_index (self->words, Word, index);
  guint32 *symbols = &g_array_index (self->symbols, guint32, word->first);
  guint32 n = 0;

  for (guint32 i = 0; i < word->n; n++) {
    if (i + 1 == word->n || symbols[i] != left || symbols[i + 1] != right) {
      symbols[n] = symbols[i++];
      continue;
    }
    if (n > 0) {
      change_count (self, index, symbols[n - 1], left, -word->count);
      change_count (self, index, symbols[n - 1], joined, word->count);
    }
    if (i + 2 < word->n) {
      change_count (self, index, right, symbols[i + 2], -word->count);
      change_count (self, index, joined, symbols[i + 2], word->count);
    }
    symbols[n] = joined;
    i += 2;
  }
  word->n = n;
}

/* The next pair that still stands together more than once. */
static Pair *
find_best (Training *self, guint64 *key)
{
  NgHeapEntry best;

  while (ng_heap_pop (self->heap, &best)) {
    Pair *pair = g_hash_table_lookup (self->pairs, &best.first);
    if (pair == NULL)
      continue;
    /* Whenever the count changed, the pair was offered with the new one. */
    if (pair->count == -best.rank) {
      *key = best.first;
      return pair;
    }
  }
  return NULL;
}

static void
learn_pair (Training *self, guint64 key, const Pair *pair)
{
  guint32 left = (guint32) (key >> 32), right = (guint32) key;
  g_autoptr (GArray) words = g_array_ref (pair->words);
  guint32 joined =
      add_token (self, g_strconcat (self->tokens->pdata[left], self->tokens->pdata[right], NULL));

  self->n_merges++;
  for (guint i = 0; i < words->len; i++) {
    guint32 index = g_array_index (words, guint32, i);
    guint32 *seen = &g_array_index (self->seen, guint32, index);
    if (*seen == self->n_merges)
      continue;
    *seen = self->n_merges;
    join (self, index, left, right, joined);
  }
  g_hash_table_remove (self->pairs, &key);
  offer_changed (self);
}

GPtrArray *
ng_subwords_train (const char *const *texts, gsize n, gsize size)
{
  Training self = { .counts = new_counts (),
                    .words = g_array_new (FALSE, FALSE, sizeof (Word)),
                    .symbols = g_array_new (FALSE, FALSE, sizeof (guint32)),
                    .tokens = g_ptr_array_new_with_free_func (g_free),
                    .found = g_hash_table_new (g_str_hash, g_str_equal),
                    .pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_pair),
                    .heap = g_array_new (FALSE, FALSE, sizeof (NgHeapEntry)),
                    .changed = g_array_new (FALSE, FALSE, sizeof (guint64)),
                    .seen = g_array_new (FALSE, TRUE, sizeof (guint32)) };
  guint64 key;
  Pair *pair;

  for (gsize i = 0; i < n; i++)
    count_words (&self, texts[i]);
  g_autoptr (GPtrArray) words = sort_keys (self.counts);
  learn_characters (&self, words, size);
  split_words (&self, words);
  g_array_set_size (self.seen, self.words->len);
  for (guint i = 0; i < self.words->len; i++)
    count_pairs (&self, i);
  offer_changed (&self);
  while (self.tokens->len < size && (pair = find_best (&self, &key)) != NULL)
    learn_pair (&self, key, pair);
  g_hash_table_unref (self.counts);
  g_array_unref (self.words);
  g_array_unref (self.symbols);
  g_hash_table_unref (self.found);
  g_hash_table_unref (self.pairs);
  g_array_unref (self.heap);
  g_array_unref (self.changed);
  g_array_unref (self.seen);
  return self.tokens;
}
