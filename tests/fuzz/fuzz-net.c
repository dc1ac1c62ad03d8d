/* Text read as a net. What is read is written and read again; what is small and complete is
 * initialized and lowered too. */

#include "core/engine/lower.h"
#include "core/notation/read.h"
#include "core/notation/write.h"

enum { MAX_SIZE = 10000 };

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
is_small (const NgNet *net)
{
  gint64 count = ng_net_n_parameters (net);

  if (count < 0 || count > MAX_SIZE || !ng_net_check (net, NULL) ||
      !ng_net_check_specified (net, NULL))
    return FALSE;
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    if (!ng_type_count (ng_net_input_type (net, i), &count) || count > MAX_SIZE)
      return FALSE;
  return TRUE;
}

static void
lower (NgNet *net)
{
  g_autoptr (NgNet) ready = ng_net_initialize (net, FALSE, 1, "Kaiming", NULL);
  g_autofree NgShape *shapes = g_new0 (NgShape, ng_net_n_inputs (net) + 1);
  g_autoptr (NgProgram) program = NULL;
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgGroup group = { .batch = 1, .inputs = shapes };
  NgRequest request = {
    .groups = &group, .n_groups = 1, .element = NG_ELEMENT_F32, .wants = &want, .n_wants = 1
  };

  if (ready == NULL)
    return;
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    const NgType *type = ng_net_input_type (net, i);

    shapes[i].element = type->kind == NG_KIND_INTEGER ? NG_ELEMENT_I64 : NG_ELEMENT_F32;
    shapes[i].rank = type->rank;
    for (int j = 0; j < type->rank; j++)
      shapes[i].dims[j] = type->dims[j].value;
  }
  program = ng_lower (ready, &request, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (NgNet) net = ng_net_read_text ((const char *) data, (gssize) size, NULL, NULL);
  g_autoptr (NgExpr) written = NULL;
  g_autofree char *text = NULL;
  g_autoptr (NgNet) again = NULL;

  if (net == NULL)
    return 0;
  written = ng_net_write (net, TRUE);
  text = ng_print (written, 80);
  again = ng_net_read_text (text, -1, NULL, NULL);
  if (again == NULL)
    g_error ("what was written is not read: %s", text);
  if (is_small (net))
    lower (net);
  return 0;
}
