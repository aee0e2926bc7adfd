package me.feverdrea.story;

/** What the other tests rest on keeps the same promises. */
class MemoryControlStoreTest extends ControlStoreContract {
    private final MemoryControlStore store = new MemoryControlStore();

    @Override
    protected ControlStore store() {
        return store;
    }
}
