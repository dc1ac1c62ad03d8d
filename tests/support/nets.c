#include "tests/support/nets.h"

#include "core/formats/document.h"
#include "core/notation/read.h"
#include "tests/support/test.h"

NgNet *
ng_test_net (const char *notation)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_net_read_text (notation, -1, NULL, &error);

  g_assert_no_error (error);
  return net;
}

NgNet *
ng_test_gallery (const char *name)
{
  g_autofree char *file = g_strconcat ("data/gallery/", name, ".wl", NULL);
  g_autofree char *path = ng_test_source (file);
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_document_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return net;
}
