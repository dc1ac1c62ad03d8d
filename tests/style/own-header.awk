# Prints source files whose first include is not their own header, the public or the private one,
# and headers without their guard.

function close_file ()
{
  if (name ~ /\.h$/ && !guarded)
    print name ":1: no #pragma once"
}

BEGIN {
  for (i = 1; i < ARGC; i++)
    there[ARGV[i]] = 1
}

FNR == 1 {
  close_file ()
  name = FILENAME
  guarded = 0
  included = 0
  own = name
  sub (/\.c$/, ".h", own)
  private = name
  sub (/\.c$/, "-private.h", private)
}

/^#pragma once/ {
  guarded = 1
}

/^#[ \t]*include/ && !included {
  included = 1
  if (name ~ /\.c$/ && (own in there) && $2 != "\"" own "\"" &&
      !((private in there) && $2 == "\"" private "\""))
    print name ":" FNR ": its own header does not come first"
}

END {
  close_file ()
}
