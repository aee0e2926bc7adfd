package me.feverdrea.story;

/** What the other tests rest on keeps the same promises. */
class MemoryBranchStoreTest extends PublicBranchStoreContract {
    private final MemoryBranchStore store = new MemoryBranchStore();

    @Override
    protected BranchStore store() {
        return store;
    }
}
