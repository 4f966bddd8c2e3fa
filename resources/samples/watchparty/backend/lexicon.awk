# Makes the table behind "did you mean …?": which words of the lexicon are so
# close that a tired friend may type one for the other.
#
#   awk -f lexicon.awk words.txt   ->   word <tab> neighbour <tab> distance
#
# The distance is optimal string alignment: insertions, deletions, substitutions
# and swapped neighbours count 1 each.

{ word[++count] = $1 }

function min(a, b) { return a < b ? a : b }

# Gives up, with 99, as soon as the distance must exceed limit.
function distance(a, b, limit,    i, j, n, m, cost, best) {
    n = length(a); m = length(b)
    if (n - m > limit || m - n > limit) return 99
    for (j = 0; j <= m; j++) d[0, j] = j
    for (i = 1; i <= n; i++) {
        d[i, 0] = best = i
        ai = substr(a, i, 1)
        for (j = 1; j <= m; j++) {
            bj = substr(b, j, 1)
            cost = ai != bj
            d[i, j] = min(min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost)
            if (i > 1 && j > 1 && ai == substr(b, j - 1, 1) && substr(a, i - 1, 1) == bj)
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
            if (d[i, j] < best) best = d[i, j]
        }
        if (best > limit) return 99
    }
    return d[n, m]
}

END {
    for (x = 1; x <= count; x++)
        for (y = 1; y <= count; y++)
            if (x != y && (near = distance(word[x], word[y], 2)) <= 2)
                print word[x] "\t" word[y] "\t" near
}
