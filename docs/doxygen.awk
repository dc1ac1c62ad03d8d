# Turns our docstrings into Doxygen's, for one header.
#
#   /** ng_net_find: Returns: index of the layer of that name, or -1 */
#   /**
#    * ng_x:
#    * @name: what it is; (annotations): come first
#    *
#    * Text.
#    *
#    * Fails with: "Tag::word".
#    *
#    * Returns: what it gives
#    */
#
# A docstring is about what it names, wherever that is declared: what stands in front of something
# else waits. The comment that opens a file is about the file, that of netgraph.h about the library,
# one behind a member about the member.
# What a docstring names and the header lacks is said on standard error.

function escape (text)
{
  gsub (/\\/, "\\\\", text)
  gsub (/&/, "\\&amp;", text)
  gsub (/</, "\\&lt;", text)
  gsub (/>/, "\\&gt;", text)
  gsub (/#/, "\\#", text)
  gsub (/%NG_/, "NG_", text)
  gsub (/%NULL/, "NULL", text)
  gsub (/%/, "%%", text)
  text = mark(text, "`[^`]+`", 1, 1)
  text = mark(text, "@[a-z][a-z_0-9]*", 1, 0)
  return text
}

# Sets what matches in the type of code, without so many characters at either end.
function mark (text, pattern, before, after,   done)
{
  done = ""
  while (match (text, pattern)) {
    done = done substr (text, 1, RSTART - 1) "<code>" \
      substr (text, RSTART + before, RLENGTH - before - after) "</code>"
    text = substr (text, RSTART + RLENGTH)
  }
  return done text
}

# "(nullable) (array): the names" -> "the names <em>(nullable) (array)</em>"
function annotate (text,   notes)
{
  if (!match (text, /^(\([a-z][^)]*\) *)+(:|$)/))
    return escape(text)
  notes = substr (text, 1, RLENGTH)
  text = substr (text, RLENGTH + 1)
  sub (/^ */, "", text)
  sub (/ *:$/, "", notes)
  return escape(text) " <em>" escape(notes) "</em>"
}

# One paragraph, or one @name, of the docstring that is being read.
function close_part (   names, n, i)
{
  if (part == "")
    return
  if (part ~ /^@[a-zA-Z_.0-9]+(, @[a-zA-Z_0-9]+)*:/) {
    names = part
    sub (/:.*/, "", names)
    sub (/^[^:]*: */, "", part)
    n = split (names, list, /, */)
    for (i = 1; i <= n; i++) {
      sub (/^@/, "", list[i])
      if (is_type)
        member[list[i]] = annotate(part)
      else
        params = params "\\param " list[i] " " annotate(part) "\n"
    }
  } else if (sub (/^Returns: */, "", part)) {
    returns = annotate(part)
  } else if (match (part, /^(Fails with|Cost): */)) {
    notes = notes "\\par " (part ~ /^F/ ? "Fails with" : "Cost") "\n" \
      escape(substr (part, RLENGTH + 1)) "\n\n"
  } else {
    text = text annotate(part) "\n\n"
  }
  part = ""
}

function add_line (line,   rest)
{
  if (line == "" || line ~ /^@[a-zA-Z_.0-9]+(, @[a-zA-Z_0-9]+)*:/ || line ~ /^(Returns|Fails with|Cost):/)
    close_part()
  # What a short docstring says in one line.
  if (match (line, /[.] (Returns|Fails with|Cost):/)) {
    rest = substr (line, RSTART + 2)
    add_line(substr (line, 1, RSTART))
    add_line(rest)
    return
  }
  part = part (part == "" || line == "" ? "" : " ") line
}

# The docstring in Doxygen's form.
function form (   whole)
{
  if (returns != "" && text == "") {
    text = "→ " returns "\n\n"
    returns = ""
  }
  whole = text params notes
  return whole (returns != "" ? "\\return " returns "\n" : "")
}

function complain (sentence)
{
  print FILENAME ": " sentence >"/dev/stderr"
}

function open_doc ()
{
  is_doc = 1
  part = text = params = returns = notes = subject = ""
  is_first = 1
  is_type = 0
}

function doc_line (line)
{
  sub (/^[ \t]*\*? ?/, "", line)
  gsub (/[ \t]+$/, "", line)
  sub (/^ +/, "", line)
  if (is_first && line != "") {
    is_first = 0
    if (match (line, /^[A-Za-z_][A-Za-z_0-9]*(, [A-Za-z_][A-Za-z_0-9]*)*:( |$)/)) {
      subject = substr (line, 1, RLENGTH)
      sub (/: *$/, "", subject)
      is_type = subject ~ /^Ng/
      line = substr (line, RLENGTH + 1)
    }
  }
  add_line(line)
}

# Forgets members that the docstring of a type named and no declaration had.
function close_members (   name)
{
  for (name in member) {
    complain("@" name " is no member of " member_of)
    delete member[name]
  }
}

function close_doc (   n, i, names, whole)
{
  close_part()
  is_doc = 0
  whole = form()
  if (subject == "") {
    ready = whole
    return
  }
  n = split (subject, names, /, /)
  member_of = names[1]
  for (i = 1; i <= n; i++)
    waiting[names[i]] = whole
}

# Puts docstrings in front of the code that they are about.
function code (line,   name, other, is_here, before)
{
  before = ""
  for (name in waiting) {
    if (name !~ /^Ng/) {
      is_here = line ~ "(^|[ *])" name " \\("
    } else if (line ~ "^typedef .*\\(\\*" name "\\)") {
      is_here = 1
      for (other in member) {
        waiting[name] = waiting[name] "\\param " other " " member[other] "\n"
        delete member[other]
      }
    } else {
      is_here = line ~ "^typedef .*[ *]" name ";" ||
        (name == member_of && line ~ /^(typedef (struct|enum|union) \{|struct _Ng)/)
    }
    if (is_here) {
      before = before "/** " waiting[name] " */\n"
      delete waiting[name]
    }
  }
  if (ready != "") {
    before = before "/** " ready " */\n"
    ready = ""
  }
  if (line ~ /^}/)
    close_members()
  # A member by its last word; of a pointer to a function, by the word in parentheses.
  for (name in member)
    if (line ~ "^  .*[ *]" name "(\\[[^]]*\\])*[;,]" || line ~ "\\(\\*" name "\\)" ||
        line ~ "^  " name "(,| *=|$)") {
      before = before "/** " member[name] " */ "
      delete member[name]
    }
  return before line
}

# Types that only their docstring tells of: an opaque one, declared elsewhere.
function close_file (   name)
{
  for (name in waiting) {
    if (name ~ /^Ng/)
      printf "/** \\typedef struct _%s %s\n%s */\n", name, name, waiting[name]
    else
      complain("nothing is called " name)
  }
  close_members()
}

is_doc {
  line = $0
  if (sub (/[ \t]*\*\/.*/, "", line)) {
    doc_line(line)
    close_doc()
  } else {
    doc_line(line)
  }
  print ""
  next
}

is_plain {
  line = $0
  if (sub (/\*\/.*/, "", line)) {
    is_plain = 0
    print is_behind ? escape(line) " */" : is_file ? escape(line) " */" : ""
    is_behind = is_file = 0
  } else {
    sub (/^ \* ?/, "", line)
    print is_behind || is_file ? escape(line) : ""
  }
  next
}

/^[ \t]*\/\*\*/ {
  line = $0
  sub (/^[ \t]*\/\*\*/, "", line)
  open_doc()
  if (sub (/[ \t]*\*\/.*/, "", line)) {
    doc_line(line)
    close_doc()
  } else {
    doc_line(line)
  }
  print ""
  next
}

/\/\*/ {
  line = $0
  head = line
  sub (/\/\*.*/, "", head)
  sub (/.*\/\* ?/, "", line)
  is_file = FNR == 1
  is_behind = head ~ /[^ ]/ && head !~ /^#/
  is_plain = !sub (/ *\*\/.*/, "", line)
  opening = is_file ? (FILENAME ~ /\/netgraph\.h$/ ? "/** \\mainpage\n" : "/** \\file\n") : is_behind ? "/**< " : ""
  if (opening != "")
    print (is_behind ? code(head) : "") opening escape(line) (is_plain ? "" : " */")
  else
    print head
  if (!is_plain)
    is_behind = is_file = 0
  next
}

{
  print /[^ \t]/ ? code($0) : $0
}

END {
  close_file()
}
