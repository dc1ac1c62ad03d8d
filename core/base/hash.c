#include "core/base/hash.h"

#include <string.h>
#include <sys/auxv.h>

/* The four words that SipHash mixes. */
typedef struct {
  guint64 a, b, c, d;
} State;

static guint64
rotate (guint64 x, int bits)
{
  return x << bits | x >> (64 - bits);
}

static void
mix (State *self)
{
  self->a += self->b;
  self->c += self->d;
  self->b = rotate (self->b, 13) ^ self->a;
  self->d = rotate (self->d, 16) ^ self->c;
  self->a = rotate (self->a, 32);
  self->c += self->b;
  self->a += self->d;
  self->b = rotate (self->b, 17) ^ self->c;
  self->d = rotate (self->d, 21) ^ self->a;
  self->c = rotate (self->c, 32);
}

static void
take (State *self, guint64 word)
{
  self->d ^= word;
  mix (self);
  self->a ^= word;
}

guint
ng_hash_bytes (gconstpointer data, gsize size)
{
  const guchar *bytes = data;
  /* The kernel gives each process 16 random bytes. */
  gconstpointer secret = GSIZE_TO_POINTER (getauxval (AT_RANDOM));
  guint64 key[2] = { 0 }, word;
  gsize i = 0;

  if (secret != NULL)
    memcpy (key, secret, sizeof key);
  State state = { key[0] ^ G_GUINT64_CONSTANT (0x736f6d6570736575),
                  key[1] ^ G_GUINT64_CONSTANT (0x646f72616e646f6d),
                  key[0] ^ G_GUINT64_CONSTANT (0x6c7967656e657261),
                  key[1] ^ G_GUINT64_CONSTANT (0x7465646279746573) };
  for (; i + 8 <= size; i += 8) {
    memcpy (&word, bytes + i, 8);
    take (&state, word);
  }
  word = 0;
  memcpy (&word, bytes + i, size - i);
  take (&state, word | (guint64) size << 56);
  state.c ^= 0xff;
  for (int round = 0; round < 3; round++)
    mix (&state);
  return (guint) (state.a ^ state.b ^ state.c ^ state.d);
}

guint
ng_hash_text (gconstpointer text)
{
  return ng_hash_bytes (text, strlen (text));
}

guint
ng_hash_integer (gconstpointer number)
{
  return ng_hash_bytes (number, sizeof (gint64));
}
