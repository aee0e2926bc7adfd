package me.feverdrea.inference;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Draft;
import me.feverdrea.story.FinishReason;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.ModelStore;
import me.feverdrea.story.Prompt;
import me.feverdrea.story.Recipe;
import me.feverdrea.story.SegmentWriter;

/**
 * Writes with the GPT-2 of a model bundle, which is loaded when the first segment is asked for and kept. Callers take
 * turns; one that is still waiting at its deadline gets nothing.
 */
public final class Gpt2SegmentWriter implements SegmentWriter, AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private static final Draft TOO_LATE = new Draft("", FinishReason.DEADLINE, 0, 0, 0, List.of());

    private final ModelStore store;
    private final Sampling sampling;
    private final Engine engine;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock(true);
    private volatile Optional<Gpt2> loaded = Optional.empty();

    public Gpt2SegmentWriter(ModelStore store, Sampling sampling, Engine engine) {
        this(store, sampling, engine, InstantSource.system());
    }

    Gpt2SegmentWriter(ModelStore store, Sampling sampling, Engine engine, InstantSource clock) {
        this.store = store;
        this.sampling = sampling;
        this.engine = engine;
        this.clock = clock;
    }

    @Override
    public Recipe recipe() {
        Manifest manifest = loaded.map(Gpt2::manifest).orElseGet(store::manifest);
        return new Recipe(manifest.id(), manifest.promptVersion(), sampling.text());
    }

    @Override
    public void load(Instant deadline) {
        if (loaded.isEmpty()) {
            inTurn(deadline, model -> model);
        }
    }

    @Override
    public Draft write(Prompt prompt, int tokenLimit, long seed, Instant deadline) {
        return inTurn(deadline, model -> model.write(prompt, tokenLimit, seed, deadline))
                .orElse(TOO_LATE);
    }

    @Override
    public List<Draft> writeAll(List<Wish> wishes, int tokenLimit, Instant deadline, Runnable between) {
        List<Draft> drafts = new ArrayList<>();
        int atOnce = Gpt2.ROWS / sampling.bestOf();
        for (int from = 0; from < wishes.size(); from += atOnce) {
            List<Wish> rows = wishes.subList(from, Math.min(from + atOnce, wishes.size()));
            drafts.addAll(writeRows(rows, tokenLimit, deadline, between));
        }
        return drafts;
    }

    private List<Draft> writeRows(List<Wish> wishes, int tokenLimit, Instant deadline, Runnable between) {
        between.run();
        Optional<Gpt2.Drafting> begun = inTurn(deadline, model -> model.begin(wishes, tokenLimit, deadline));
        if (begun.isEmpty()) {
            return Collections.nCopies(wishes.size(), TOO_LATE);
        }
        Gpt2.Drafting drafting = begun.get();
        // a model that was closed and opened again meanwhile knows nothing of it
        while (inTurn(deadline, model -> drafting.isOf(model) && drafting.step())
                .orElse(false)) {
            between.run();
        }
        drafting.giveUp();
        return drafting.drafts();
    }

    @Override
    public List<String> choices(
            Prompt prompt, String text, int count, Predicate<String> usable, long seed, Instant deadline) {
        return inTurn(deadline, model -> model.choices(prompt, text, count, usable, seed, deadline))
                .orElse(List.of());
    }

    @Override
    public void close() {
        turn.lock();
        try {
            forget();
        } finally {
            turn.unlock();
        }
    }

    private <T> Optional<T> inTurn(Instant deadline, Function<Gpt2, T> work) {
        if (!waitForTurn(Duration.between(clock.instant(), deadline))) {
            return Optional.empty();
        }
        try {
            if (loaded.isEmpty()) {
                loaded = Optional.of(Gpt2.load(store, sampling, engine, clock));
            }
            return Optional.of(work.apply(loaded.get()));
        } catch (BundleException e) {
            forget();
            throw e;
        } finally {
            turn.unlock();
        }
    }

    private boolean waitForTurn(Duration patience) {
        try {
            Duration wait = patience.compareTo(LONGEST_WAIT) < 0 ? patience : LONGEST_WAIT;
            return turn.tryLock(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void forget() {
        loaded.ifPresent(Gpt2::close);
        loaded = Optional.empty();
    }
}
