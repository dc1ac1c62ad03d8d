/* malformed DIR… [--program PATH]: opens every file of folders with an index.tsv, each in a process
 * of its own with limits on time and memory, and compares with what the index expects:
 *
 *   reject   opening fails with one clear message
 *   view     opens
 *   accept   opens
 *   run-err  opens, and running reports what is wrong
 *   bounded  any answer
 *
 * Whatever is expected: no crash, at most 2 seconds of computing, at most 256 MiB of memory at any
 * time, and no control characters in messages. The worst of all is printed in the end. With
 * --program the command line tool is tried in the same way, `info FILE` and, where the file opens,
 * `draw FILE -o OUT`; of a model of ONNX also `convert --layers FILE OUT`, whatever comes of it.
 *
 * `malformed --open FILE` and `malformed --run FILE` are what the processes execute. */

#include "core/formats/dataset.h"
#include "core/formats/document.h"
#include "core/formats/weights.h"
#include "tests/app/onnx-run.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS_ALLOWED   2
#define MEMORY_ALLOWED    (256 * 1024) /* KiB */
#define ADDRESSES_ALLOWED (G_GUINT64_CONSTANT (8) << 30)
/* Elements of an input that running makes up. */
#define MAX_INPUT_ELEMENTS (1 << 24)

/* ---- the child: opens or runs one file ---- */

static int
complain (const GError *error, const char *path)
{
  g_autofree char *text = ng_error_format (error, path);

  fprintf (stderr, "%s\n", text);
  return 1;
}

/* Files of arrays, which are no nets. */
static gboolean
is_of_arrays (const char *path)
{
  return g_str_has_suffix (path, ".safetensors") || g_str_has_suffix (path, ".npz") ||
         g_str_has_suffix (path, ".json") || g_str_has_suffix (path, ".weights.h5");
}

static gboolean
is_of_data (const char *path)
{
  return g_str_has_suffix (path, ".gz") || g_str_has_suffix (path, ".npy");
}

static int
open_arrays (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (NgWeights) weights = ng_weights_load (path, warnings, &error);

  return weights != NULL ? 0 : complain (error, path);
}

static int
open_data (const char *path)
{
  NgType type = ng_type_unknown ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgDataset) set = ng_dataset_open (path, &type, &error);

  return set != NULL ? 0 : complain (error, path);
}

/* Zeros of the input's type, each varying length 2. */
static NgTensor *
make_input (const NgType *type)
{
  gint64 dims[NG_MAX_RANK], count;
  NgElement element = type->element != NG_ELEMENT_NONE ? type->element : NG_ELEMENT_F32;
  gsize rank = type->rank > 0 ? (gsize) type->rank : 0;

  for (gsize i = 0; i < rank; i++)
    dims[i] = type->dims[i].state == NG_DIM_NUMBER ? type->dims[i].value : 2;
  if (!ng_dims_count (dims, rank, &count) || count > MAX_INPUT_ELEMENTS ||
      ng_element_bits (element) == 0)
    return NULL;
  gsize size = ((gsize) count * ng_element_bits (element) + 7) / 8;

  return ng_tensor_new_take (element, dims, rank, g_malloc0 (MAX (size, 1)));
}

static int
run_net (NgNet *net, const char *path)
{
  gsize n = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  g_autofree NgTensor **inputs = g_new0 (NgTensor *, n + 1);
  g_autofree NgTensor **outputs = g_new0 (NgTensor *, n_outputs + 1);
  g_autoptr (GError) error = NULL;
  int status = 0;

  for (gsize i = 0; i < n && status == 0; i++) {
    inputs[i] = make_input (ng_net_input_type (net, i));
    if (inputs[i] == NULL) {
      fprintf (stderr, "no data can be made for input %zu\n", i + 1);
      status = 1;
    }
  }
  if (status == 0 && !ng_test_run_net (net, inputs, outputs, &error))
    status = complain (error, path);
  for (gsize i = 0; i < n; i++)
    g_clear_pointer (&inputs[i], ng_tensor_unref);
  for (gsize i = 0; i < n_outputs; i++)
    g_clear_pointer (&outputs[i], ng_tensor_unref);
  return status;
}

static int
open_file (const char *path, gboolean runs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) diagnostics = ng_diagnostic_list_new ();

  if (is_of_arrays (path))
    return open_arrays (path);
  if (is_of_data (path))
    return open_data (path);
  g_autoptr (NgNet) net = ng_document_load (path, diagnostics, NULL, &error);
  if (net == NULL)
    return complain (error, path);
  return runs ? run_net (net, path) : 0;
}

/* ---- the parent: watches children ---- */

typedef struct {
  gboolean is_normal; /* ended by itself */
  int status;
  long memory; /* peak, KiB */
  double seconds;
  char *message;
} Outcome;

static void
prepare_child (int output, gboolean is_bounded)
{
  struct rlimit addresses = { ADDRESSES_ALLOWED, ADDRESSES_ALLOWED };
  struct rlimit no_core = { 0, 0 };

  int nowhere = open ("/dev/null", O_WRONLY);

  dup2 (nowhere, STDOUT_FILENO);
  dup2 (output, STDERR_FILENO);
  setrlimit (RLIMIT_CORE, &no_core);
  if (is_bounded)
    setrlimit (RLIMIT_AS, &addresses);
}

/* Sanitizers take forty times what the program does where it allocates much. */
static int
seconds_allowed (void)
{
  return g_getenv ("ASAN_OPTIONS") == NULL ? SECONDS_ALLOWED : 60 * SECONDS_ALLOWED;
}

static Outcome
execute (char *const *command)
{
  Outcome outcome = { 0 };
  g_autofree char *path = NULL;
  int output = g_file_open_tmp (NULL, &path, NULL);
  gint64 start = g_get_monotonic_time ();
  struct rusage usage = { 0 };
  int status = 0;

  unlink (path);
  pid_t child = fork ();
  if (child == 0) {
    prepare_child (output, g_getenv ("ASAN_OPTIONS") == NULL);
    execv (command[0], command);
    _exit (127);
  }
  pid_t ended = 0;
  while (ended == 0) {
    ended = wait4 (child, &status, WNOHANG, &usage);
    if (ended == 0 && g_get_monotonic_time () - start > 5 * seconds_allowed () * G_USEC_PER_SEC) {
      kill (child, SIGKILL);
      ended = wait4 (child, &status, 0, &usage);
    } else if (ended == 0) {
      g_usleep (500);
    }
  }
  outcome.is_normal = WIFEXITED (status);
  outcome.status = WIFEXITED (status) ? WEXITSTATUS (status) : WTERMSIG (status);
  outcome.memory = usage.ru_maxrss;
  /* What the process itself took, so that a busy machine does not count. */
  outcome.seconds = (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                    (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
  gsize length = (gsize) lseek (output, 0, SEEK_END);
  outcome.message = g_malloc0 (length + 1);
  if (pread (output, outcome.message, length, 0) != (gssize) length)
    outcome.message[0] = '\0';
  close (output);
  return outcome;
}

static gboolean
has_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p) && *p != '\n')
      return TRUE;
  }
  return FALSE;
}

/* Lines that say an error. */
static guint
count_errors (const char *message)
{
  g_auto (GStrv) lines = g_strsplit (message, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    n += strstr (lines[i], "error: ") != NULL;
  return n;
}

/* What is wrong with any outcome, whatever was expected. */
static gboolean
is_civil (const Outcome *outcome, GString *why)
{
  if (!outcome->is_normal)
    g_string_append_printf (why, "ended by signal %d", outcome->status);
  else if (outcome->status > 1)
    g_string_append_printf (why, "ended with status %d", outcome->status);
  else if (outcome->seconds > seconds_allowed ())
    g_string_append_printf (why, "took %.1f s", outcome->seconds);
  else if (outcome->memory > MEMORY_ALLOWED && g_getenv ("ASAN_OPTIONS") == NULL)
    g_string_append_printf (why, "took %ld MiB", outcome->memory / 1024);
  else if (has_control (outcome->message))
    g_string_append (why, "has control characters in its message");
  else if (!g_utf8_validate (outcome->message, -1, NULL))
    g_string_append (why, "has a message that is not UTF-8");
  else
    return TRUE;
  return FALSE;
}

/* @worst_seconds, @worst_memory: of any process so far, and the file that it had */
typedef struct {
  const char *self, *program;
  double worst_seconds;
  long worst_memory;
  char *slowest, *largest;
} Tools;

static void
keep_worst (Tools *tools, const Outcome *outcome, const char *path)
{
  if (outcome->seconds > tools->worst_seconds) {
    tools->worst_seconds = outcome->seconds;
    g_free (tools->slowest);
    tools->slowest = g_path_get_basename (path);
  }
  if (outcome->memory > tools->worst_memory) {
    tools->worst_memory = outcome->memory;
    g_free (tools->largest);
    tools->largest = g_path_get_basename (path);
  }
}

static gboolean
try_command (Tools *tools, const char *const *command, int *status, GString *why)
{
  Outcome outcome = execute ((char *const *) command);
  gboolean ok = is_civil (&outcome, why);

  keep_worst (tools, &outcome, command[2]);
  *status = outcome.status;
  if (ok && outcome.status == 1 && count_errors (outcome.message) == 0 &&
      strlen (outcome.message) < 3) {
    g_string_append (why, "fails without a message");
    ok = FALSE;
  }
  if (!ok)
    g_string_append_printf (why, " (%s)", command[1]);
  g_free (outcome.message);
  return ok;
}

static gboolean
expect_status (int status, int wanted, const char *what, GString *why)
{
  if (status == wanted)
    return TRUE;
  g_string_append_printf (why, "%s %s", what, status == 0 ? "succeeds" : "fails");
  return FALSE;
}

static gboolean
try_program (Tools *tools, const char *path, const char *expect, GString *why)
{
  g_autofree char *picture =
      g_strdup_printf ("%s/malformed-%d.svg", g_get_tmp_dir (), (int) getpid ());
  g_autofree char *notation = g_strconcat (picture, ".wl", NULL);
  const char *convert[] = { tools->program, "convert", path, "--layers", notation, NULL };
  const char *info[] = { tools->program, "info", path, NULL };
  const char *draw[] = { tools->program, "draw", path, "-o", picture, NULL };
  int status;
  gboolean ok = try_command (tools, info, &status, why);

  if (ok && g_str_equal (expect, "reject"))
    return expect_status (status, 1, "info", why);
  if (ok && !g_str_equal (expect, "bounded"))
    ok = expect_status (status, 0, "info", why);
  ok = ok && try_command (tools, draw, &status, why);
  if (ok && !g_str_equal (expect, "bounded"))
    ok = expect_status (status, 0, "draw", why);
  if (ok && g_str_has_suffix (path, ".onnx"))
    ok = try_command (tools, convert, &status, why);
  unlink (picture);
  unlink (notation);
  return ok;
}

static gboolean
try_file (Tools *tools, const char *path, const char *expect, GString *why)
{
  const char *open[] = { tools->self, "--open", path, NULL };
  const char *run[] = { tools->self, "--run", path, NULL };
  int opened, ran;

  if (!try_command (tools, open, &opened, why) || !try_command (tools, run, &ran, why))
    return FALSE;
  if (!g_str_equal (expect, "bounded") &&
      !expect_status (opened, g_str_equal (expect, "reject"), "opening", why))
    return FALSE;
  if (g_str_equal (expect, "run-err") && !expect_status (ran, 1, "running", why))
    return FALSE;
  return tools->program == NULL || is_of_arrays (path) || is_of_data (path) ||
         try_program (tools, path, expect, why);
}

static void
check_folder (Tools *tools, const char *folder, NgTally *tally)
{
  g_autofree char *index = g_build_filename (folder, "index.tsv", NULL);
  g_auto (GStrv) lines = ng_test_lines (index);

  tally->failed += lines == NULL;
  for (guint i = 1; lines != NULL && lines[i] != NULL; i++) {
    g_auto (GStrv) row = g_strsplit (lines[i], "\t", -1);
    if (g_strv_length (row) < 3)
      continue;
    g_autofree char *path = g_build_filename (folder, row[0], NULL);
    g_autoptr (GString) why = g_string_new (NULL);
    gboolean ok = try_file (tools, path, row[2], why);
    tally->passed += ok;
    tally->failed += !ok;
    printf ("%s %s (%s)%s%s\n", ok ? "ok" : "not ok", row[0], row[2], ok ? "" : ": ", why->str);
    fflush (stdout);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  Tools tools = { .self = self };
  NgTally tally = { 0 };
  int first = 1;

  if (argc == 3 && g_str_equal (argv[1], "--open"))
    return open_file (argv[2], FALSE);
  if (argc == 3 && g_str_equal (argv[1], "--run"))
    return open_file (argv[2], TRUE);
  if (argc > 2 && g_str_equal (argv[1], "--program")) {
    tools.program = argv[2];
    first = 3;
  }
  if (argc <= first) {
    fprintf (stderr, "usage: malformed [--program NETGRAPH] DIR…\n");
    return 2;
  }
  for (int i = first; i < argc; i++)
    check_folder (&tools, argv[i], &tally);
  if (tools.slowest != NULL && tools.largest != NULL)
    printf ("# slowest: %s, %.2f s; largest: %s, %ld MiB\n",
            tools.slowest,
            tools.worst_seconds,
            tools.largest,
            tools.worst_memory / 1024);
  g_free (tools.slowest);
  g_free (tools.largest);
  return ng_tally_close (&tally);
}
