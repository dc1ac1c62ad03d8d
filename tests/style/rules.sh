# shellcheck shell=sh
# The rules that no compiler checks. Each is a function that looks at the tree in the current folder
# and prints a line, "FILE:LINE: what is wrong", for all that breaks it. To be sourced, with the
# folder of this file in $style.

: "${style:?}"

sources ()
{
  for folder in "$@"; do
    [ ! -d "$folder" ] || find "$folder" -name '*.[ch]'
  done | LC_ALL=C sort
}

# Runs awk over the sources of some folders: over_sources PROGRAM FOLDER…
over_sources ()
{
  program=$1
  shift
  sources "$@" | tr '\n' '\0' | xargs -0 -r awk -v style="$style" -f "$style/$program.awk"
}

# What may include what: app -> ui -> render -> core, and the rooms of the core in their order.
rule_directions ()
{
  over_sources directions app ui render core examples tests
}

# A foreign library enters through the files that headers.txt names.
rule_headers ()
{
  over_sources headers app ui render core examples tests
}

# A source file includes its own header first, and a header says #pragma once.
rule_own_header ()
{
  over_sources own-header app ui render core examples tests
}

# A file says what it is, or its header does, or the file that it tests.
rule_opening ()
{
  over_sources opening app ui render core examples tests
}

# The core and the renderer keep nothing between calls and print nothing.
rule_state ()
{
  over_sources state core render
}

# A file beyond 900 lines holds more than one idea.
rule_length ()
{
  over_sources length app ui render core examples tests
}

# Every source file stands in the meson.build of its folder or of one above.
rule_listed ()
{
  over_sources listed app ui render core examples tests
}

# Each message's tag stands in the table of core/base/diagnostic.c, and the table has no others.
rule_tags ()
{
  over_sources tags core render ui app
}

# Of each attribute that standard operators are asked for it is known what it is.
rule_attributes ()
{
  over_sources attributes core/operators
}

# What is read from outside is held to ceilings that all stand in one table.
rule_limits ()
{
  sources core/codec core/expr core/formats core/graph core/language core/media core/notation \
    core/tensor | tr '\n' '\0' |
    xargs -0 -r grep -nE '(#define|enum \{).*\b(NG_)?MAX_[A-Z_]+ .*(<<|[0-9]{4})' |
    sed 's|^\([^:]*:[0-9]*\):.*|\1: a ceiling outside of core/base/limits.h|'
}

# What other programs can call has a docstring, from which docs/doxygen.awk makes pages.
rule_docstrings ()
{
  [ ! -e core/netgraph.h ] || awk -f "$style/docstrings.awk"
}

# Promises, and paths of one machine. The brackets keep this file from finding itself.
rule_words ()
{
  find . -name .git -prune -o -name 'build*' -type d -prune -o -name '__pycache__' -prune -o \
    -type f ! -name COPYING -print |
    LC_ALL=C sort | tr '\n' '\0' |
    xargs -0 -r grep -nIE \
      '\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b|N[o]tImplemented|(^|[^A-Za-z0-9_.}])/(h[o]me|w[o]rk|r[o]ot|U[s]ers)/' |
    sed 's|^\./||; s|^\([^:]*:[0-9]*\):.*|\1: a promise or a path of one machine|'
}

# Scripts are sh or bash that shellcheck has nothing to say about.
rule_scripts ()
{
  command -v shellcheck >/dev/null || { echo SKIP; return; }
  for script in start check .ci/run data/*.sh tests/style/*.sh tests/style/run tests/style/subject \
    tests/examples/run tests/docs/run tests/docs/gallery tests/data/run tests/data/translations tests/package/run po/template po/pseudo po/update; do
    [ ! -e "$script" ] || shellcheck -x -f gcc "$script"
  done | sed 's/: [a-z]*: /: /'
}

# Sources have the shape of .clang-format. Other versions shape otherwise, so only one is asked.
rule_formatting ()
{
  clang-format --version 2>/dev/null | grep -q 'version 14\.' || { echo SKIP; return; }
  sources app ui render core examples tests | tr '\n' '\0' |
    xargs -0 -r clang-format --dry-run 2>&1 |
    sed -n 's/^\([^ ]*:[0-9]*\):[0-9]*: .*/\1: not as clang-format writes it/p' | uniq
}
