# Counts the tests in Meson's testlog.json, one JSON object a line, and prints the sum. A program
# that speaks TAP counts once for each of its lines; any other once; and a program that failed
# although each of its lines passed (a crash, a leak, too few tests) is one failure more.

BEGIN {
  passed = failed = skipped = 0
}

{
  result = stdout = ""
  # A quote inside a JSON string has a backslash before it, so these cannot be met inside one.
  if (match ($0, /[{ ]"result": "[A-Z]*"/))
    result = substr ($0, RSTART + 12, RLENGTH - 13)
  if (match ($0, /[{ ]"stdout": "/)) {
    stdout = substr ($0, RSTART + RLENGTH)
    sub (/", "[a-z]+": .*/, "", stdout)
  }

  tap = bad = 0
  n = split (stdout, line, /\\n/)
  for (i = 1; i <= n; i++) {
    if (line[i] !~ /^(not )?ok([ \t]|$)/)
      continue
    tap++
    if (line[i] ~ /# *[Ss][Kk][Ii][Pp]/)
      skipped++
    else if (line[i] ~ /^not ok/)
      bad++
    else
      passed++
  }
  failed += bad

  if (result == "OK" || result == "EXPECTEDFAIL")
    passed += tap == 0
  else if (result == "SKIP")
    skipped += tap == 0
  else
    failed += bad == 0
}

END {
  printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
  exit failed > 0
}
