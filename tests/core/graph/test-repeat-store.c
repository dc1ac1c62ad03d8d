#include "core/graph/repeat-store.h"

#include "tests/support/nets.h"
#include "tests/support/test.h"

static NgRepeats *
find (NgRepeatStore *store, const NgNet *net, const char *path)
{
  return ng_repeat_store_find (store, net, path, NULL, NULL);
}

/* Of a net that is there still the same repeats are given, as of one beside or in it. */
static void
test_kept (void)
{
  g_autoptr (NgRepeatStore) store = ng_repeat_store_new ();
  g_autoptr (NgNet) net = ng_test_net ("NetChain[{Tanh, Sin, Tanh, Sin, Cos}, \"Input\" -> 3]");
  g_autoptr (NgNet) inner = ng_test_net ("NetChain[{Tanh, Tanh}, \"Input\" -> 3]");
  g_autoptr (NgNet) next = ng_test_net ("NetChain[{Tanh, Sin, Cos}, \"Input\" -> 3]");
  g_autoptr (NgRepeats) first = find (store, net, "");
  g_autoptr (NgRepeats) inside = find (store, inner, "5");
  g_autoptr (NgRepeats) again = find (store, net, "");

  g_assert_true (again == first);
  g_assert_cmpint (first->n_repeats, ==, 1);
  g_autoptr (NgRepeats) second = find (store, next, "");
  g_autoptr (NgRepeats) same_inside = find (store, inner, "5");
  g_assert_cmpint (second->n_repeats, ==, 0);
  g_assert_true (same_inside == inside);
  g_autoptr (NgRepeats) other = find (store, next, "5");
  g_assert_cmpint (other->n_repeats, ==, 0);
}

/* What nobody asks for while the net becomes another one twice is gone. */
static void
test_gone (void)
{
  g_autoptr (NgRepeatStore) store = ng_repeat_store_new ();
  g_autoptr (NgNet) inner = ng_test_net ("NetChain[{Tanh, Tanh}, \"Input\" -> 3]");
  g_autoptr (NgRepeats) inside = NULL;

  for (int i = 0; i < 4; i++) {
    g_autoptr (NgNet) net = ng_test_net ("NetChain[{Tanh, Sin}, \"Input\" -> 3]");
    g_autoptr (NgRepeats) repeats = find (store, net, "");

    if (i == 0)
      inside = find (store, inner, "1");
  }
  g_autoptr (NgRepeats) anew = find (store, inner, "1");
  g_assert_true (anew != inside);
}

static void
test_apart (void)
{
  static const char *const apart[] = { "×1+1", NULL };
  g_autoptr (NgRepeatStore) store = ng_repeat_store_new ();
  g_autoptr (NgNet) net = ng_test_net ("NetChain[{Tanh, Sin, Tanh, Sin, Cos}, \"Input\" -> 3]");
  g_autoptr (NgRepeats) whole = find (store, net, "");
  g_autoptr (NgRepeats) none = ng_repeat_store_find (store, net, "", apart, NULL);
  g_autoptr (NgRepeats) again = find (store, net, "");

  g_assert_cmpint (whole->n_repeats, ==, 1);
  g_assert_cmpint (none->n_repeats, ==, 0);
  g_assert_cmpint (again->n_repeats, ==, 1);
}

/* What was cancelled is not kept. */
static void
test_cancelled (void)
{
  g_autoptr (NgRepeatStore) store = ng_repeat_store_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NgNet) net = ng_test_net ("NetChain[{Tanh, Sin, Tanh, Sin, Cos}, \"Input\" -> 3]");

  g_cancellable_cancel (cancellable);
  g_assert_null (ng_repeat_store_find (store, net, "", NULL, cancellable));
  g_autoptr (NgRepeats) repeats = find (store, net, "");
  g_assert_cmpint (repeats->n_repeats, ==, 1);
}

static gpointer
ask (gpointer data)
{
  NgRepeatStore *store = data;
  g_autoptr (NgNet) net = ng_test_net ("NetChain[{Tanh, Sin, Tanh, Sin, Cos}, \"Input\" -> 3]");
  int n = 0;

  for (int i = 0; i < 200; i++) {
    g_autoptr (NgRepeats) repeats = find (store, net, "");
    n += repeats->n_repeats;
  }
  return GINT_TO_POINTER (n);
}

static void
test_threads (void)
{
  g_autoptr (NgRepeatStore) store = ng_repeat_store_new ();
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, ask, store);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (threads[i])), ==, 200);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/repeat-store/kept", test_kept);
  g_test_add_func ("/graph/repeat-store/gone", test_gone);
  g_test_add_func ("/graph/repeat-store/apart", test_apart);
  g_test_add_func ("/graph/repeat-store/cancelled", test_cancelled);
  g_test_add_func ("/graph/repeat-store/threads", test_threads);
  return g_test_run ();
}
