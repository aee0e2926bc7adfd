package me.feverdrea;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the server. */
@QuarkusMain
public final class Main {
    Main() {}

    public static void main(String[] arguments) {
        // Else a path such as /api/stories/%zz gets an empty 400 before our own filter can say what is wrong with it.
        System.setProperty("vertx.disableURIValidation", "true");
        Quarkus.run(arguments);
    }
}
