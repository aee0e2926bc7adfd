package me.feverdrea.story;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import me.feverdrea.story.RefusedException.Reason;

/** How much may be dreamed, by everybody and by one client, on a day in UTC. Reading what is stored costs nothing. */
final class Budget {
    private static final Duration SWITCHED_OFF = Duration.ofHours(1);
    private static final int SALT_BYTES = 16;
    private static final int CLIENT_DIGITS = 32;

    /** Spent counters that are remembered, so that a flood of requests costs no writes; more than enough, then forgotten. */
    private static final int REMEMBERED = 10_000;

    private record Salt(LocalDate day, String value) {}

    private final ControlStore control;
    private final InstantSource clock;
    private final Allowance allowance;
    private final SecureRandom random = new SecureRandom();
    private final Set<String> spent = ConcurrentHashMap.newKeySet();
    private volatile Optional<Salt> salt = Optional.empty();

    Budget(ControlStore control, InstantSource clock, Allowance allowance) {
        this.control = control;
        this.clock = clock;
        this.allowance = allowance;
    }

    /**
     * Charges nothing, and asks the store for no more than the day's salt.
     *
     * @throws RefusedException if it is known already that nothing is left
     */
    void check(StoryPath path, Story story, Reader reader) {
        Instant now = clock.instant();
        if (!allowance.enabled()) {
            throw refused(path, story, SWITCHED_OFF);
        }
        if (spent.contains(dayKey(day(now))) || countsAsClient(reader) && spent.contains(clientKey(day(now), reader))) {
            throw refused(path, story, untilMidnight(now));
        }
    }

    /**
     * Charges one branch. The client goes first: else one who has spent his share could spend everybody's.
     *
     * @throws RefusedException if nothing is left
     */
    void charge(StoryPath path, Story story, Reader reader) {
        Instant now = clock.instant();
        LocalDate day = day(now);
        boolean paid = (!countsAsClient(reader)
                        || spend(clientKey(day, reader), allowance.client().getAsInt(), day))
                && (allowance.day().isEmpty()
                        || spend(dayKey(day), allowance.day().getAsInt(), day));
        if (!paid) {
            throw refused(path, story, untilMidnight(now));
        }
    }

    private boolean countsAsClient(Reader reader) {
        return allowance.client().isPresent() && !reader.isWalker();
    }

    private boolean spend(String key, int limit, LocalDate day) {
        if (control.spend(key, limit, expiry(day))) {
            return true;
        }
        if (spent.size() >= REMEMBERED) {
            spent.clear();
        }
        spent.add(key);
        return false;
    }

    private static String dayKey(LocalDate day) {
        return "budget#" + day;
    }

    private String clientKey(LocalDate day, Reader reader) {
        String salted = salt(day) + '\n' + reader.address();
        String hash = Sha256.hex(salted.getBytes(StandardCharsets.UTF_8));
        return "client#" + day + '#' + hash.substring(0, CLIENT_DIGITS);
    }

    /** Random, the same for all processes, and forgotten with the day: then nobody can tell who a hash was. */
    private String salt(LocalDate day) {
        return salt.filter(known -> known.day().equals(day))
                .orElseGet(() -> {
                    byte[] drawn = new byte[SALT_BYTES];
                    random.nextBytes(drawn);
                    String value = HexFormat.of().formatHex(drawn);
                    Salt kept = new Salt(day, control.keep("salt#" + day, value, expiry(day)));
                    salt = Optional.of(kept);
                    return kept;
                })
                .value();
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    private static Instant midnightAfter(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** A while after the day, since clocks differ. */
    private static Instant expiry(LocalDate day) {
        return midnightAfter(day).plus(1, ChronoUnit.HOURS);
    }

    private static Duration untilMidnight(Instant now) {
        return Duration.between(now, midnightAfter(day(now))).plusSeconds(1);
    }

    private static RefusedException refused(StoryPath path, Story story, Duration retryAfter) {
        return new RefusedException(
                Reason.SPENT,
                path.toString(),
                story.withStandIns(story.settings().spent()),
                "read what is dreamed already, or come back later",
                retryAfter);
    }
}
