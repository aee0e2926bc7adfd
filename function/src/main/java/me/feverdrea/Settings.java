package me.feverdrea;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Every setting, with its default. Each is also an environment variable: {@code feverdream.data} is FEVERDREAM_DATA. */
@ConfigMapping(prefix = "feverdream")
public interface Settings {

    /** Folder of the stories, one {@code .twee} file each. Relative paths start at the working directory. */
    @WithDefault("function/stories")
    Path stories();

    /** Folder of the embedded branch store. Several processes may share it. */
    @WithDefault("function/data")
    Path data();

    /** Where branches are kept. */
    @WithDefault("sqlite")
    Branches branches();

    /** Folder of the model bundles, a folder each. */
    @WithDefault("function/models")
    Path models();

    /** Id of the bundle to use. Unset, the folder must hold exactly one; S3 needs it. */
    Optional<String> bundle();

    /** Id of the bundle that pages fetch to dream by themselves; unset, it is the server's own. */
    Optional<String> browserBundle();

    /** Where the model bundle is kept. */
    @WithDefault("folder")
    Model model();

    S3 s3();

    /** Folder of ONNX Runtime's two native libraries; unset, they are unpacked from its jar. */
    Optional<Path> onnxruntime();

    /** After so long without a sign of life others may write what a process was writing; 0s is no lease at all. */
    @WithDefault("30s")
    Duration lease();

    Budget budget();

    /** Header that holds the client's address, set by the edge; unset, the address is the connection's. */
    Optional<String> clientAddressHeader();

    /** Whether players may type their own way on. */
    @WithDefault("true")
    boolean freeText();

    /** Days that the log of requests in {@code log/} of the data folder is kept; 0 is no log. */
    @Min(0)
    @Max(3650)
    @WithDefault("30")
    int accessLogDays();

    /** Whether the next pages may be dreamed while one is read. */
    @WithDefault("true")
    boolean ahead();

    /** Where readers can report a text: a mail or web address. Unset, the page gives them its link to quote. */
    Optional<@Pattern(regexp = "(mailto:|https?://)\\S+", message = "write mailto:… or https://…") String> report();

    /** Whether readers may download the model, to dream with it in their browser. */
    @WithDefault("true")
    boolean inBrowser();

    /** Whether each request gets a line of JSON on standard output, with CloudWatch's metrics in it. */
    @WithDefault("false")
    boolean requestLines();

    Dynamodb dynamodb();

    Night night();

    Generation generation();

    Sampling sampling();

    enum Branches {
        SQLITE,
        DYNAMODB
    }

    enum Model {
        FOLDER,
        S3
    }

    interface S3 {
        /** Bucket that has the bundle below {@code models/}. */
        Optional<String> bucket();

        /** Address of the service, where it is not the region's own. */
        Optional<URI> endpoint();

        /** SHA-256 of the only manifest that is accepted. */
        Optional<String> manifestSha256();

        /** Folder of this machine that bundles are copied to. */
        @WithDefault("function/data/models")
        Path cache();

        /** Parts of 16 MiB that are fetched at once. */
        @Min(1)
        @Max(32)
        @WithDefault("6")
        int parallel();

        /** Time that one request spends on fetching the bundle; what came is kept for the next. */
        @WithDefault("12s")
        Duration patience();
    }

    /** The rounds that a scheduler asks a function of AWS Lambda for; without one there are none. */
    interface Night {
        /** Branches that the night walker has dreamed in a round; 0 is no night walker. */
        @Min(0)
        @Max(100)
        @WithDefault("0")
        int branches();

        /** Time of a round; with what is being written then, less than the function's own. */
        @WithDefault("8s")
        Duration time();
    }

    interface Dynamodb {
        /** Name of the branch table. */
        @WithDefault("feverdream-branches")
        String table();

        /** Name of the table of free-text branches and what grows below them. */
        @WithDefault("feverdream-private")
        String privateTable();

        /** Name of the table of leases and budgets. */
        @WithDefault("feverdream-control")
        String controlTable();

        /** Address of the service, where it is not the region's own. */
        Optional<URI> endpoint();
    }

    interface Budget {
        /** Branches to dream a day (UTC) for all readers; unset, there is no limit. */
        OptionalInt day();

        /** Branches to dream a day (UTC) for one client; unset, there is no limit. */
        OptionalInt client();
    }

    interface Generation {
        /** Whether anything is dreamed at all; what is stored can be read in any case. */
        @WithDefault("true")
        boolean enabled();

        /** Segments to write at most until one passes the gate. */
        @Min(1)
        @Max(8)
        @WithDefault("5")
        int attempts();

        /** Time for one branch, once it is its turn. */
        @WithDefault("15s")
        Duration deadline();

        /** Time that a request waits for its turn before it is asked to come back. */
        @WithDefault("8s")
        Duration queue();

        /** Requests that may wait for a turn at once; more are asked to come back at once. */
        @Min(0)
        @Max(150)
        @WithDefault("32")
        int waiting();

        /** Threads that one generation computes with; 0 is one for each core. */
        @Min(0)
        @Max(64)
        @WithDefault("0")
        int threads();

        /** MiB of keys and values of recent branches that stay in memory, so that what goes on from one starts sooner. */
        @Min(0)
        @Max(65536)
        @WithDefault("64")
        int keptMib();
    }

    interface Sampling {
        /** Divides the logits; 0 always takes the likeliest token. */
        @DecimalMin("0")
        @DecimalMax("2")
        @WithDefault("0.65")
        double temperature();

        /** Only the k likeliest tokens are drawn from. */
        @Min(1)
        @Max(1000)
        @WithDefault("40")
        int topK();

        /** Only the likeliest tokens that hold this share of the probability are drawn from. */
        @DecimalMin("0.01")
        @DecimalMax("1")
        @WithDefault("0.9")
        double topP();

        /** Divides the positive logits of tokens that the page has lately and multiplies the negative ones; 1 is none. */
        @DecimalMin("1")
        @DecimalMax("2")
        @WithDefault("1.05")
        double repetitionPenalty();

        /** How many tokens of the page are recent. */
        @Min(0)
        @WithDefault("160")
        int penaltyWindow();

        /** No run of so many tokens is written twice on a page, none of thrice as many copied from those before; 0 is no limit. */
        @Min(0)
        @WithDefault("4")
        int noRepeatNgram();

        /** So many drafts of a page are written side by side; the one that the model itself finds likeliest is kept. */
        @Min(1)
        @Max(4)
        @WithDefault("4")
        int bestOf();
    }
}
