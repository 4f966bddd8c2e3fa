# Fills a page: {{> name}} is a partial, {{key}} a text of the locale.
#
#   awk -v lang=de -f page.awk src/locales/de.properties src/index.html
FNR == NR { at = index($0, "="); text[substr($0, 1, at - 1)] = substr($0, at + 1); next }
/^[ \t]*<!--.*-->[ \t]*$/ { next }
{
    while (match($0, /[{][{][^}]*[}][}]/)) {
        key = substr($0, RSTART + 2, RLENGTH - 4)
        if (key ~ /^> /) {
            path = "src/partials/" substr(key, 3) ".html"
            value = ""
            while ((getline line < path) > 0) value = value (value ? "\n  " : "") line
            close(path)
        } else if (key == "lang") value = lang
        else if (key in text) value = text[key]
        else { print lang ": no text for " key > "/dev/stderr"; exit 1 }
        $0 = substr($0, 1, RSTART - 1) value substr($0, RSTART + RLENGTH)
    }
    print
}
