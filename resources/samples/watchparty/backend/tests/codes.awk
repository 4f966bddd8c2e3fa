# No single typing mistake turns one code into another that is valid.
BEGIN {
    while ((getline stem < "dist/share/codes.tsv") > 0) {
        code = make_code(stem)
        if (!code_is_valid(code)) { print "not valid: " code; exit 1 }
        if (++count % 24) continue
        for (i = 1; i < length(stem); i++) {
            head = substr(code, 1, i - 1); here = substr(code, i, 1); rest = substr(code, i + 1)
            if (here == "-") continue
            for (k = 1; k <= 26; k++) {
                other = substr("abcdefghijklmnopqrstuvwxyz", k, 1)
                if (other != here && code_is_valid(head other rest)) { print "one letter off: " code " " head other rest; exit 1 }
            }
            next_one = substr(rest, 1, 1)
            if (next_one != here && next_one != "-" && code_is_valid(head next_one here substr(rest, 2))) { print "swapped: " code; exit 1 }
        }
    }
    if (count < 10000) { print "only " count " codes"; exit 1 }
}
