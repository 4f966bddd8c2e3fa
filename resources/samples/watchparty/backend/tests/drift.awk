# Forty players, each with a clock of its own and a network that stutters: after
# a minute all must be within 80 ms, and stay there.
function noise() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 - 0.5 }
BEGIN {
    for (party = 1; party <= 5; party++) {
        seed = party * 7919
        for (p = 1; p <= 40; p++) {
            offset[p] = noise() * 6000
            skew[p] = noise() * 0.0004
        }
        for (t = 0; t < 180000; t += 250)
            for (p = 1; p <= 40; p++) {
                measured = offset[p] + noise() * 30
                offset[p] += (rate_for(measured, 0.2, 0.08) - 1 + skew[p]) * 250
                if (t > 60000 && (offset[p] > 80 || offset[p] < -80)) {
                    printf "party %d, player %d is off by %d ms after %d s\n", party, p, offset[p], t / 1000
                    exit 1
                }
            }
    }
}
