/* Whether an hour of editing costs memory beyond what can be undone: rounds of edits drawn at
 * random in a chain of 1,000 layers, each as long as the picture takes to follow now and then.
 * After each round it prints what the program holds, how much of that an edit takes, and what is
 * left when the net is opened anew, so that nothing can be undone; the last has to stay as it is.
 * Needs a display. */

#include "core/notation/read.h"
#include "tests/ui/ui-test.h"
#include "ui/edits.h"

#include <malloc.h>
#include <stdlib.h>

enum { N_LAYERS = 1000, N_ROUNDS = 10, N_EDITS = 2000, SETTLED = 50 };

static char *
write_chain (void)
{
  g_autoptr (GString) text = g_string_new ("NetChain[{");

  for (int i = 0; i < N_LAYERS; i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? ", " : "", i % 2 == 0 ? "LinearLayer[8]" : "Ramp");
  g_string_append (text, "}, \"Input\" -> 8]");
  return ng_ui_write ("chain.wl", text->str);
}

static double
get_memory (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double) (info.uordblks + info.hblkhd) / 1024;
}

/* A parameter, a layer more or less, or a step back or forth. */
static void
edit (NgDocument *document, GRand *rand)
{
  NgNet *net = ng_document_net (document);
  guint at = (guint) g_rand_int_range (rand, 0, (int) ng_net_n_layers (net));
  g_autoptr (NgSubject) layer = ng_subject_of_layer (net, "", at);
  g_autoptr (NgNet) edited = NULL;

  switch (g_rand_int_range (rand, 0, 8)) {
  case 0:
    ng_document_undo (document);
    return;
  case 1:
    ng_document_redo (document);
    return;
  case 2: {
    g_autoptr (NgExpr) expr = ng_expr_new_symbol ("Tanh", NULL);
    g_autoptr (NgLayer) tanh = ng_layer_read (expr, NULL);

    edited = ng_edit_add (net, "", tanh, NULL, layer, NULL, NULL);
    break;
  }
  case 3: {
    g_autoptr (GPtrArray) layers = g_ptr_array_new ();

    g_ptr_array_add (layers, layer);
    if (ng_net_n_layers (net) > N_LAYERS)
      edited = ng_edit_delete (net, layers, TRUE, NULL, NULL);
    break;
  }
  default: {
    g_autofree char *size = g_strdup_printf ("%d", g_rand_int_range (rand, 8, 16));

    edited = ng_edit_set_param (net, layer, 0, size, NULL);
    break;
  }
  }
  if (edited == NULL)
    return;
  ng_document_select (document, layer);
  ng_document_push (document, edited, "Edit");
}

int
main (int argc, char **argv)
{
  NgUiTest test = { 0 };
  g_autofree char *path = write_chain ();
  g_autoptr (NgNet) net = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  NgDocument *document;
  double begin;

  ng_ui_init (&test, &argc, &argv);
  ng_ui_start (&test, path);
  ng_ui_settle (&test);
  document = ng_ui_document (&test);
  net = ng_net_ref (ng_document_net (document));
  g_print ("%8s %12s %12s %12s\n", "edits", "all, KiB", "an edit", "left, KiB");
  for (int round = 1; round <= N_ROUNDS; round++) {
    begin = get_memory ();
    for (int i = 0; i < N_EDITS; i++) {
      edit (document, rand);
      if (i % SETTLED == SETTLED - 1)
        ng_ui_settle (&test);
    }
    double all = get_memory ();
    ng_document_set_net (document, net, "Chain");
    ng_ui_settle (&test);
    malloc_trim (0);
    g_print (
        "%8d %12.0f %12.2f %12.0f\n", round * N_EDITS, all, (all - begin) / N_EDITS, get_memory ());
  }
  ng_ui_stop (&test);
  return EXIT_SUCCESS;
}
