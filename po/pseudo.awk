# Makes of a template (.pot) a translation into nothing: every letter with an accent, a third longer,
# in brackets, so that text that is cut or was never offered for translation can be seen. What a
# program looks for in a text stays: %s, <tags>, _mnemonics, escapes.

BEGIN {
  plain = "aceinorsuyACEINORSUYdghjklt"
  n = split ("á ç é í ñ ó ŕ š ú ý Á Ç É Í Ñ Ó Ŕ Š Ú Ý ð ĝ ĥ ĵ ķ ł ţ", fancy, " ")
  for (i = 1; i <= n; i++)
    accent[substr (plain, i, 1)] = fancy[i]
}

# The text between the quotes of a line.
function quoted (line)
{
  sub (/^[^"]*"/, "", line)
  sub (/"$/, "", line)
  return line
}

function translated (text,    result, letters, first, part)
{
  result = ""
  letters = 0
  while (text != "") {
    if (match (text, /^(%[-+ #0-9.*$]*[a-zA-Z%]|<[^>]*>|&[a-z]+;|\\.|_[A-Za-z])/)) {
      part = substr (text, 1, RLENGTH)
      text = substr (text, RLENGTH + 1)
      result = result part
      continue
    }
    first = substr (text, 1, 1)
    text = substr (text, 2)
    letters++
    result = result (first in accent ? accent[first] : first)
  }
  for (part = " "; length (part) <= letters / 3; )
    part = part "~"
  # A newline at the end stays there.
  if (result ~ /\\n$/)
    return "[" substr (result, 1, length (result) - 2) part "]\\n"
  return "[" result part "]"
}

function finish ()
{
  if (state == "")
    return
  if (id == "") {
    print "msgid \"\"\nmsgstr \"\""
    print "\"Content-Type: text/plain; charset=UTF-8\\n\""
    print "\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n"
  } else {
    if (context != "")
      print "msgctxt \"" context "\""
    print "msgid \"" id "\""
    if (plural != "") {
      print "msgid_plural \"" plural "\""
      print "msgstr[0] \"" translated(id) "\""
      print "msgstr[1] \"" translated(plural) "\"\n"
    } else {
      print "msgstr \"" translated(id) "\"\n"
    }
  }
  state = context = id = plural = ""
}

/^#,/ { finish (); print; next }
/^(#|$)/ { next }
/^msgctxt/ { finish (); state = "context"; context = quoted($0); next }
/^msgid_plural/ { state = "plural"; plural = quoted($0); next }
/^msgid/ { if (state != "context") finish (); state = "id"; id = quoted($0); next }
/^msgstr/ { state = "str"; next }
state == "context" { context = context quoted($0) }
state == "id" { id = id quoted($0) }
state == "plural" { plural = plural quoted($0) }
END { finish () }
