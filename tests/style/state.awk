# Prints variables that live between calls, and output, where neither belongs. Locks and what is
# computed once are no state that anybody could see.

# The number of threads is a property of the process, as OpenMP's pool is.
FILENAME == "core/kernels/threads.c" {
  next
}

/^[ \t]*(static|_Thread_local) / && !/^[ \t]*static (inline|GMutex|GRecMutex|GOnce|GPrivate|GQuark) / {
  head = $0
  sub (/[=;[].*/, "", head)
  if ($0 ~ /[=;[]/ && head !~ /\(/ && head !~ / once/ &&
      (head !~ /const / || (head ~ /\*/ && head !~ /\*(const|restrict) *[a-z_0-9]*$/ && head !~ /\*const [a-z_0-9]+ *$/)))
    print FILENAME ":" FNR ": a variable that lives between calls"
}

/(^|[^A-Za-z_0-9])(printf|puts|putchar|fprintf|vfprintf|vprintf|perror|g_print|g_printerr) \(/ {
  print FILENAME ":" FNR ": a library does not print"
}
