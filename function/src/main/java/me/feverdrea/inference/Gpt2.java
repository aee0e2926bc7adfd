package me.feverdrea.inference;

import ai.onnxruntime.OrtEnvironment;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Draft;
import me.feverdrea.story.Futures;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.ModelBundle;
import me.feverdrea.story.ModelStore;
import me.feverdrea.story.Prompt;
import me.feverdrea.story.SegmentWriter;

/** A model bundle ready to write: everything that stays in memory between two segments. One caller at a time. */
final class Gpt2 implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Gpt2.class.getName());

    /** Rows of the KV cache: as many choices as a segment can have, and drafts to choose from. */
    static final int ROWS = 4;

    private final Manifest manifest;
    private final LanguageModel model;
    private final PromptWindow window;
    private final SegmentGenerator segments;
    private final ChoiceGenerator choices;
    private final CopyFilter copied;
    private final Lexicon lexicon;
    private final int bestOf;
    private boolean isFresh = true;

    Gpt2(
            Manifest manifest,
            LanguageModel model,
            BytePairTokenizer tokenizer,
            CopyFilter copied,
            Lexicon lexicon,
            Sampling sampling,
            InstantSource clock) {
        this.manifest = manifest;
        this.model = model;
        this.window = new PromptWindow(tokenizer, model.context());
        this.copied = copied;
        this.lexicon = lexicon;
        this.bestOf = sampling.bestOf();
        Sampler sampler = new Sampler(sampling, model.vocabulary());
        EndOfText endOfText = new EndOfText(manifest.tokens(), tokenizer);
        this.segments = new SegmentGenerator(model, tokenizer, sampler, endOfText, clock);
        this.choices = new ChoiceGenerator(model, tokenizer, sampler, endOfText, clock);
    }

    /** What does not wait for the other is done at once: on one core that costs nothing, on two it saves a third. */
    static Gpt2 load(ModelStore store, Sampling sampling, Engine engine, InstantSource clock) {
        long start = System.nanoTime();
        CompletableFuture<Timed<OrtEnvironment>> library =
                CompletableFuture.supplyAsync(() -> Timed.of(() -> library(engine)));
        Timed<ModelBundle> opened = Timed.of(store::open);
        ModelBundle bundle = opened.value();
        Manifest manifest = bundle.manifest();
        requirePromptVersion(manifest);
        CompletableFuture<Timed<Words>> words = CompletableFuture.supplyAsync(() -> Timed.of(() -> Words.of(bundle)));
        Timed<LanguageModel> session =
                Timed.of(() -> new Gpt2Session(Futures.value(library).value(), bundle, engine, ROWS));
        try {
            Words read = Futures.value(words).value();
            Gpt2 loaded = new Gpt2(
                    manifest, session.value(), read.tokenizer(), read.copied(), read.lexicon(), sampling, clock);
            LOG.log(
                    Level.INFO,
                    "Model {0} loaded in {1} ms: bundle {2} ms, library {3} ms, vocabulary {4} ms, session with what it"
                            + " waited {5} ms, {6} threads",
                    manifest.id(),
                    (System.nanoTime() - start) / 1_000_000,
                    opened.millis(),
                    Futures.value(library).millis(),
                    Futures.value(words).millis(),
                    session.millis(),
                    engine.threads());
            return loaded;
        } catch (RuntimeException e) {
            session.value().close();
            throw e;
        }
    }

    /** What is read beside the graph. */
    private record Words(BytePairTokenizer tokenizer, CopyFilter copied, Lexicon lexicon) {
        static Words of(ModelBundle bundle) {
            Manifest manifest = bundle.manifest();
            return new Words(
                    Gpt2.tokenizer(bundle),
                    new CopyFilter(BloomFilter.read(bundle, manifest.copiedRuns())),
                    new Lexicon(BloomFilter.read(bundle, manifest.lexicon())));
        }
    }

    Manifest manifest() {
        return manifest;
    }

    Draft write(Prompt prompt, int tokenLimit, long seed, Instant deadline) {
        Drafting drafting = begin(List.of(new SegmentWriter.Wish(prompt, seed)), tokenLimit, deadline);
        while (drafting.step()) {
            // all happens in the condition
        }
        return drafting.drafts().get(0);
    }

    private List<RandomGenerator> randoms(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.<RandomGenerator>iterate(random, one -> random.split())
                .limit(bestOf)
                .toList();
    }

    /** @param wishes with as many drafts as there are rows, at most */
    Drafting begin(List<SegmentWriter.Wish> wishes, int tokenLimit, Instant deadline) {
        return new Drafting(wishes, tokenLimit, deadline);
    }

    /** Drafts that are being written side by side, in steps between which others may use the model. */
    final class Drafting {
        private final List<SegmentWriter.Wish> wishes;
        private final List<int[]> prompts;
        private final SegmentBatch batch;
        private long nanos;

        private Drafting(List<SegmentWriter.Wish> wishes, int tokenLimit, Instant deadline) {
            this.wishes = wishes;
            this.prompts = wishes.stream()
                    .map(wish -> window.beforeSegment(wish.prompt(), tokenLimit))
                    .toList();
            List<SegmentGenerator.Wanted> wanted = new ArrayList<>();
            for (int i = 0; i < wishes.size(); i++) {
                wanted.add(new SegmentGenerator.Wanted(
                        prompts.get(i), randoms(wishes.get(i).seed())));
            }
            this.batch = segments.begin(wanted, window.writable(tokenLimit), deadline);
        }

        boolean isOf(Gpt2 model) {
            return model == Gpt2.this;
        }

        /** Returns whether there is more to write. */
        boolean step() {
            long start = System.nanoTime();
            boolean more = batch.step();
            nanos += System.nanoTime() - start;
            if (isFresh) {
                isFresh = false;
                LOG.log(
                        Level.INFO,
                        "First token after a prefill of {0} tokens in {1} ms",
                        prompts.stream().mapToInt(prompt -> prompt.length).sum(),
                        batch.prefillNanos() / 1_000_000);
            }
            return more;
        }

        void giveUp() {
            batch.giveUp();
        }

        List<Draft> drafts() {
            List<Draft> drafts = new ArrayList<>();
            for (List<SegmentGenerator.Segment> rivals : batch.drafts()) {
                int promptTokens = prompts.get(drafts.size()).length;
                String read = read(wishes.get(drafts.size()).prompt());
                List<Draft> likeliestFirst = rivals.stream()
                        .map(segment -> draft(segment, promptTokens, read))
                        .toList();
                Draft draft = likeliestFirst.stream()
                        .filter(Drafting::isClean)
                        .findFirst()
                        .orElse(likeliestFirst.get(0));
                LOG.log(
                        Level.DEBUG,
                        "Segment {0} of {1}: {2} tokens after {3}, {4}; {5} ms for all",
                        drafts.size() + 1,
                        prompts.size(),
                        draft.tokens(),
                        promptTokens,
                        draft.finish(),
                        nanos / 1_000_000);
                drafts.add(draft);
            }
            return drafts;
        }

        private Draft draft(SegmentGenerator.Segment segment, int promptTokens, String read) {
            return new Draft(
                    segment.text(),
                    segment.finish(),
                    promptTokens,
                    segment.tokens(),
                    copied.longestCopiedRun(segment.text()),
                    lexicon.madeUp(segment.text(), read));
        }

        /** Whether it is free of what every gate turns away, and what only the bundle can tell. */
        private static boolean isClean(Draft draft) {
            return draft.copiedWords() == 0 && draft.madeUpWords().isEmpty();
        }
    }

    List<String> choices(Prompt prompt, String text, int count, Predicate<String> usable, long seed, Instant deadline) {
        int[] before = window.beforeChoices(prompt, text);
        String read = text + '\n' + read(prompt);
        Predicate<String> known = label -> lexicon.madeUp(label, read).isEmpty();
        Timed<List<String>> timed = Timed.of(() -> choices.write(before, usable.and(known), count, seed, deadline));
        LOG.log(
                Level.DEBUG,
                "Choices: {0} of {1} after {2} tokens in {3} ms",
                timed.value().size(),
                count,
                before.length,
                timed.millis());
        return timed.value();
    }

    private static String read(Prompt prompt) {
        StringBuilder read = new StringBuilder(prompt.premise()).append('\n').append(prompt.choice());
        prompt.turns()
                .forEach(turn ->
                        read.append('\n').append(turn.text()).append('\n').append(turn.choice()));
        return read.toString();
    }

    @Override
    public void close() {
        model.close();
    }

    private static OrtEnvironment library(Engine engine) {
        engine.libraries().ifPresent(NativeLibrary::unpackOnce);
        try {
            return LastingEnvironment.get();
        } catch (LinkageError e) {
            throw new BundleException(
                    "ONNX Runtime's native library does not load on this machine (" + e
                            + "); use Linux, Windows or macOS on Apple silicon, or point onnxruntime.native.path at"
                            + " one",
                    e);
        }
    }

    private static void requirePromptVersion(Manifest manifest) {
        if (manifest.promptVersion() != PromptFormat.VERSION) {
            throw new BundleException("%s: prompt_version: expected %d, found %d; export the bundle with this version"
                    .formatted(manifest.id(), PromptFormat.VERSION, manifest.promptVersion()));
        }
    }

    private static BytePairTokenizer tokenizer(ModelBundle bundle) {
        BytePairTokenizer tokenizer = BytePairTokenizer.read(bundle.tokenizer());
        Manifest manifest = bundle.manifest();
        int vocabulary = manifest.architecture().vocabulary();
        int largest =
                manifest.tokens().endOfText().stream().mapToInt(id -> id).max().orElse(0);
        if (tokenizer.vocabulary() > vocabulary || largest >= tokenizer.vocabulary()) {
            throw new BundleException("%s: has %d tokens, manifest says %d with end of text %s; export the bundle again"
                    .formatted(
                            bundle.tokenizer(),
                            tokenizer.vocabulary(),
                            vocabulary,
                            manifest.tokens().endOfText()));
        }
        return tokenizer;
    }

    private record Timed<T>(T value, long millis) {
        static <T> Timed<T> of(Supplier<T> phase) {
            long start = System.nanoTime();
            T value = phase.get();
            return new Timed<>(
                    value, Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
    }
}
