# Takes comments and needless white space out of a style sheet.
{ text = text $0 " " }
END {
    while (match(text, /\/\*/)) {
        head = substr(text, 1, RSTART - 1)
        rest = substr(text, RSTART + 2)
        match(rest, /\*\//)
        text = head substr(rest, RSTART + 2)
    }
    gsub(/[ \t]+/, " ", text)
    gsub(/ ?[{] ?/, "{", text)
    gsub(/ ?; ?/, ";", text)
    gsub(/;?[}] ?/, "}", text)
    gsub(/: /, ":", text)
    gsub(/, /, ",", text)
    sub(/^ /, "", text)
    print text
}
