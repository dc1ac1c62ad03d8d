# Prints includes that run against the direction of the tree.

BEGIN {
  n = split ("base expr tensor media shape program graph layers engine notation convert formats language",
             room, " ")
  for (i = 1; i <= n; i++)
    rank[room[i]] = i
  # These ignore one another.
  rank["operators"] = rank["kernels"] = rank["codec"] = rank["layers"]
  floor["core"] = 1
  floor["render"] = 2
  floor["ui"] = 3
  floor["app"] = 4
}

function complain (sentence)
{
  print FILENAME ":" FNR ": " sentence
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
  split ($0, quoted, "\"")
  split (quoted[2], to, "/")
  split (FILENAME, from, "/")

  if (!(to[1] in floor) && to[1] != "tests") {
    complain ("\"" quoted[2] "\" is not a path from the root")
    next
  }
  # What a test may include is what the thing it tests may include, and tests.
  here = from[1] == "tests" ? from[2] : from[1]
  if (from[1] == "tests" && (to[1] == "tests" || !(here in floor)))
    next
  if (to[1] == "tests")
    complain (from[1] " includes tests")
  else if (floor[to[1]] > floor[here])
    complain (here " includes " to[1])
  else if (here == "app" && to[1] == "ui" && FILENAME != "app/studio.c")
    complain ("the command line includes ui")
  else if (from[1] == "core" && to[1] == "core" && from[3] != "") {
    if (!(from[2] in rank) || !(to[2] in rank))
      complain ("a room without a place in the order")
    else if (from[2] != to[2] && rank[to[2]] >= rank[from[2]])
      complain ("core/" from[2] " includes core/" to[2])
  }
}
