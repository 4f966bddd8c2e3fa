# Room codes: two words and two check digits, as in "brave-otter-42".

BEGIN {
    for (i = 1; i <= 26; i++) letter[substr("abcdefghijklmnopqrstuvwxyz", i, 1)] = i
    letter["-"] = 27
}

# Two digits that no single wrong letter, and no swap of neighbours, leaves right.
function check_digits(stem,    i, sum) {
    sum = 0
    for (i = 1; i <= length(stem); i++)
        sum = (sum * 34 + letter[substr(stem, i, 1)]) % 97
    return sprintf("%02d", sum)
}

function make_code(stem) { return stem check_digits(stem) }

function code_is_valid(code,    stem) {
    if (code !~ /^[a-z]+-[a-z]+-[0-9][0-9]$/) return 0
    stem = substr(code, 1, length(code) - 2)
    return substr(code, length(code) - 1) == check_digits(stem)
}
