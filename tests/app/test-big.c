/* Files that are larger than what a program may take for them: opening one takes the memory and the
 * time of its graph. The weights are holes of the files, so they take no room on the disk. */

#include "tests/support/big.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of matrices of 64 MiB. */
#define SIDE   NG_TEST_BIG_SIDE
#define MATRIX NG_TEST_BIG_BYTES

/* What a process may take above one that does nothing, and for how long it may compute. */
#define MEMORY_ALLOWED  (64 << 10) /* KiB */
#define SECONDS_ALLOWED 2

static const char *program;

typedef struct {
  int status;
  long memory; /* peak, KiB */
  double seconds;
} Cost;

/* Runs the program with these words; what it prints is lost. */
static Cost
cost_of (const char *const *words)
{
  struct rusage usage = { 0 };
  int status = 0;
  pid_t child = fork ();

  if (child == 0) {
    const char *argv[16] = { program };
    int nowhere = open ("/dev/null", O_RDWR);

    for (int i = 0; words[i] != NULL; i++)
      argv[i + 1] = words[i];
    dup2 (nowhere, STDOUT_FILENO);
    execv (program, (char *const *) argv);
    _exit (127);
  }
  g_assert_cmpint (wait4 (child, &status, 0, &usage), ==, child);
  g_assert_true (WIFEXITED (status));
  return (Cost){ WEXITSTATUS (status),
                 usage.ru_maxrss,
                 (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                     (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC };
}

static long
base_memory (void)
{
  const char *words[] = { "--version", NULL };

  return cost_of (words).memory;
}

/* Sanitizers keep books about memory, which take memory. */
static gboolean
is_measured (void)
{
  return g_getenv ("ASAN_OPTIONS") == NULL;
}

static void
assert_cheap (const char *const *words)
{
  Cost cost = cost_of (words);
  long memory = cost.memory - base_memory ();

  g_test_message ("%s %s: %ld KiB, %.2f s", words[0], words[1], memory, cost.seconds);
  g_assert_cmpint (cost.status, ==, 0);
  if (is_measured ()) {
    g_assert_cmpint (memory, <, MEMORY_ALLOWED);
    g_assert_cmpfloat (cost.seconds, <, SECONDS_ALLOWED);
  }
}

/* What is done with a file to look at it. */
static void
assert_opens (const char *folder, const char *path)
{
  g_autofree char *picture = g_build_filename (folder, "picture.svg", NULL);

  assert_cheap ((const char *const[]){ "info", path, NULL });
#ifdef NG_HAVE_RENDER
  assert_cheap ((const char *const[]){ "draw", path, "-o", picture, NULL });
#endif
}

/* ---- files with holes ---- */

/* Begins a file with @head. */
static int
begin (const char *path, const GString *head)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, head->str, head->len), ==, (gssize) head->len);
  return fd;
}

static void
skip (int fd, guint64 n)
{
  g_assert_cmpint (lseek (fd, (off_t) n, SEEK_CUR), >, 0);
}

static void
add (int fd, const GString *part)
{
  g_assert_cmpint (write (fd, part->str, part->len), ==, (gssize) part->len);
}

/* All of a TensorProto but the numbers, or the file that they are in. */
static GString *
tensor_head (int index)
{
  g_autofree char *name = g_strdup_printf ("weights%d", index);
  GString *tensor = g_string_new (NULL);

  ng_proto_integer (tensor, 1, SIDE);
  ng_proto_integer (tensor, 1, SIDE);
  ng_proto_integer (tensor, 2, 1);
  ng_proto_text (tensor, 8, name);
  return tensor;
}

/* x -> MatMul -> … -> y, and the ports, without the matrices. */
static GString *
chain (int n)
{
  GString *graph = g_string_new (NULL);

  for (int i = 0; i < n; i++) {
    g_autofree char *inputs = g_strdup_printf ("x%d weights%d", i, i);
    g_autofree char *output = i + 1 < n ? g_strdup_printf ("x%d", i + 1) : g_strdup ("y");

    ng_proto_message (graph, 1, ng_proto_node ("MatMul", inputs, output));
  }
  ng_proto_message (graph, 11, ng_proto_value ("x0", 1, (gint64[]){ 1, SIDE }, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, (gint64[]){ 1, SIDE }, 2));
  return graph;
}

/* What stands in front of a graph of @size bytes. */
static GString *
model_head (guint64 size)
{
  GString *model = g_string_new (NULL);
  GString *import = g_string_new (NULL);

  ng_proto_integer (model, 1, 8);
  ng_proto_text (import, 1, "");
  ng_proto_integer (import, 2, 17);
  ng_proto_message (model, 8, import);
  ng_proto_varint (model, 7 << 3 | 2);
  ng_proto_varint (model, size);
  return model;
}

static void
write_inside (const char *path, int n)
{
  g_autoptr (GPtrArray) heads = g_ptr_array_new ();
  GString *graph = chain (n);
  guint64 size = graph->len;
  GString *head;
  int fd;

  for (int i = 0; i < n; i++) {
    GString *tensor = tensor_head (i);
    GString *field = g_string_new (NULL);

    ng_proto_varint (tensor, 9 << 3 | 2);
    ng_proto_varint (tensor, MATRIX);
    ng_proto_varint (field, 5 << 3 | 2);
    ng_proto_varint (field, tensor->len + MATRIX);
    g_string_append_len (field, tensor->str, (gssize) tensor->len);
    size += field->len + MATRIX;
    g_ptr_array_add (heads, field);
    g_string_free (tensor, TRUE);
  }
  head = model_head (size);
  fd = begin (path, head);
  for (guint i = 0; i < heads->len; i++) {
    add (fd, heads->pdata[i]);
    skip (fd, MATRIX);
    g_string_free (heads->pdata[i], TRUE);
  }
  add (fd, graph);
  close (fd);
  g_string_free (head, TRUE);
  g_string_free (graph, TRUE);
}

static void
add_entry (GString *tensor, const char *key, const char *value)
{
  GString *entry = g_string_new (NULL);

  ng_proto_text (entry, 1, key);
  ng_proto_text (entry, 2, value);
  ng_proto_message (tensor, 13, entry);
}

static void
write_outside (const char *path, int n)
{
  g_autofree char *data = g_strconcat (path, ".data", NULL);
  g_autofree char *location = g_path_get_basename (data);
  GString *graph = chain (n);
  GString *head, *nothing = g_string_new (NULL);
  int fd;

  for (int i = 0; i < n; i++) {
    GString *tensor = tensor_head (i);
    g_autofree char *offset = g_strdup_printf ("%" G_GUINT64_FORMAT, i * MATRIX + 1);

    add_entry (tensor, "location", location);
    add_entry (tensor, "offset", offset);
    ng_proto_integer (tensor, 14, 1);
    ng_proto_message (graph, 5, tensor);
  }
  head = model_head (graph->len);
  g_string_append_len (head, graph->str, (gssize) graph->len);
  close (begin (path, head));
  fd = begin (data, nothing);
  g_assert_cmpint (ftruncate (fd, (off_t) ((guint64) n * MATRIX + 1)), ==, 0);
  close (fd);
  g_string_free (head, TRUE);
  g_string_free (graph, TRUE);
  g_string_free (nothing, TRUE);
}

/* ---- tests ---- */

typedef struct {
  char *folder;
} Fixture;

static void
set_up (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  self->folder = ng_test_folder ();
}

static void
tear_down (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  ng_test_remove (self->folder);
  g_free (self->folder);
}

static char *
at (const Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

/* More than the two gigabytes that a message may have, which are no limit of ours. */
static void
test_inside (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = at (self, "inside.onnx");

  write_inside (path, 64);
  assert_opens (self->folder, path);
}

static void
test_outside (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = at (self, "outside.onnx");

  write_outside (path, 64);
  assert_opens (self->folder, path);
}

static void
test_own (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = at (self, "own.netgraph");
  g_autofree char *net = ng_test_big_notation (64);

  ng_test_big_arrays (path, 64, net);
  assert_opens (self->folder, path);
}

/* A quarter of a gigabyte goes from one file to another. */
static void
test_saving (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = at (self, "own.netgraph");
  g_autofree char *copy = at (self, "copy.netgraph");
  g_autofree char *net = ng_test_big_notation (4);
  Cost cost;

  ng_test_big_arrays (path, 4, net);
  cost = cost_of ((const char *const[]){ "convert", path, copy, NULL });
  g_test_message ("saving: %ld KiB", cost.memory - base_memory ());
  g_assert_cmpint (cost.status, ==, 0);
  if (is_measured ())
    g_assert_cmpint (cost.memory - base_memory (), <, 2 * MEMORY_ALLOWED);
}

/* Weights of more than two gigabytes go to a file beside the model, and come back from there. */
static void
test_exported (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  enum { N = 33 };
  g_autofree char *path = at (self, "own.netgraph");
  g_autofree char *model = at (self, "out.onnx");
  g_autofree char *beside = at (self, "out.onnx.data");
  g_autofree char *net = ng_test_big_notation (N);
  struct stat here, there;
  Cost cost;

  ng_test_big_arrays (path, N, net);
  cost = cost_of ((const char *const[]){ "convert", path, model, NULL });
  g_test_message ("exporting: %ld KiB", cost.memory - base_memory ());
  g_assert_cmpint (cost.status, ==, 0);
  if (is_measured ())
    g_assert_cmpint (cost.memory - base_memory (), <, 2 * MEMORY_ALLOWED);
  g_assert_cmpint (stat (model, &here), ==, 0);
  g_assert_cmpint (stat (beside, &there), ==, 0);
  g_assert_cmpint (here.st_size, <, 1 << 20);
  g_assert_cmpuint ((guint64) there.st_size, >=, N * MATRIX);
  assert_opens (self->folder, model);
}

/* Arrays of a file become those of a net, which is saved without looking at a number. */
static void
test_arrays (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = at (self, "arrays.safetensors");
  g_autofree char *net_path = at (self, "net.wl");
  g_autofree char *table = at (self, "table.json");
  g_autofree char *net = ng_test_big_notation (64);

  ng_test_big_arrays (path, 64, NULL);
  g_assert_true (g_file_set_contents (net_path, net, -1, NULL));
  assert_cheap ((const char *const[]){ "convert", net_path, table, "--weights", path, NULL });
}

/* Packed weights are there once: what they were packed from is given back, aligned or not, so that
 * of four matrices two more are there at most. */
static void
test_run (Fixture *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = at (self, "run.onnx");
  const char *words[] = { "run", path, "--random", "1x4096", "--threads", "1", NULL };
  long weights = (long) (4 * MATRIX / 1024);
  Cost cost;

  write_inside (path, 4);
  cost = cost_of (words);
  g_test_message ("run: %ld KiB for weights of %ld", cost.memory - base_memory (), weights);
  g_assert_cmpint (cost.status, ==, 0);
  if (is_measured ())
    g_assert_cmpint (cost.memory - base_memory (), <, weights + weights / 2 + MEMORY_ALLOWED);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  program = argv[1];
  if (argc > 2) { /* takes room on the disk */
    g_test_add ("/app/big/exported", Fixture, NULL, set_up, test_exported, tear_down);
    return g_test_run ();
  }
  g_test_add ("/app/big/inside", Fixture, NULL, set_up, test_inside, tear_down);
  g_test_add ("/app/big/outside", Fixture, NULL, set_up, test_outside, tear_down);
  g_test_add ("/app/big/own", Fixture, NULL, set_up, test_own, tear_down);
  g_test_add ("/app/big/saving", Fixture, NULL, set_up, test_saving, tear_down);
  g_test_add ("/app/big/arrays", Fixture, NULL, set_up, test_arrays, tear_down);
  g_test_add ("/app/big/run", Fixture, NULL, set_up, test_run, tear_down);
  return g_test_run ();
}
