# Reading a query string: fills query[] with its decoded fields.

function hex_value(digit) { return index("0123456789abcdef", tolower(digit)) - 1 }

function url_decode(text,    out, i, c) {
    gsub(/\+/, " ", text)
    out = ""
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "%" && substr(text, i + 1, 2) ~ /^[0-9A-Fa-f][0-9A-Fa-f]$/) {
            out = out sprintf("%c", hex_value(substr(text, i + 1, 1)) * 16 + hex_value(substr(text, i + 2, 1)))
            i += 2
        } else out = out c
    }
    return out
}

function parse_query(text,    n, i, at, pairs) {
    n = split(text, pairs, "&")
    for (i = 1; i <= n; i++) {
        at = index(pairs[i], "=")
        if (at) query[url_decode(substr(pairs[i], 1, at - 1))] = url_decode(substr(pairs[i], at + 1))
    }
}
