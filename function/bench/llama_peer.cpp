// llama.cpp as a peer of the engine benchmark: says `ready`, then answers each workload's name with milliseconds, or `nan`.
//
//     llama_peer build/bench/124m/q8_0.gguf [threads]
//     llama_peer build/bench/124m/f32.gguf q8_0 build/bench/124m/q8_0.gguf    quantizes, as llama-quantize does
//
// The numbers of tokens are those of Workload.java. Its own batching and prompt cache: what sequences share is read once
// and copied in the KV cache's table (llama_memory_seq_cp), siblings go through llama_decode in one batch. The README of
// this folder says how to build it.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "llama.h"

namespace {

constexpr int CONTEXT = 1024;
constexpr int DECODE_CONTEXT = 100;
constexpr int STEPS = 48;
constexpr int KNOWN = 300;
constexpr int CHOICE = 12;
constexpr int CHOICE_TOKENS = 8;
constexpr int CHILD_CHOICE = 10;
constexpr int SIBLINGS = 3;
constexpr int ROWS = 4;

using Tokens = std::vector<llama_token>;
using Clock = std::chrono::steady_clock;

class Peer {
public:
    Peer(const char *file, int threads) {
        model = llama_model_load_from_file(file, llama_model_default_params());
        if (!model) {
            std::exit(1);
        }
        auto params = llama_context_default_params();
        // one unified cache is what lets sequences share a prefix without a copy
        params.kv_unified = true;
        params.n_ctx = ROWS * CONTEXT;
        params.n_batch = CONTEXT;
        params.n_ubatch = 512;
        params.n_seq_max = ROWS;
        params.n_threads = threads;
        params.n_threads_batch = threads;
        context = llama_init_from_model(model, params);
        if (!context) {
            std::exit(1);
        }
        memory = llama_get_memory(context);
        vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model));
        batch = llama_batch_init(CONTEXT, 0, 1);
    }

    Tokens draw(int count) {
        std::uniform_int_distribution<llama_token> ids(0, vocabulary - 1);
        Tokens tokens(count);
        std::generate(tokens.begin(), tokens.end(), [&] { return ids(random); });
        return tokens;
    }

    void clear() { llama_memory_clear(memory, false); }

    // Forgets all sequences but the first, and of that what stands behind `length`.
    void cut(int length) {
        for (int row = 1; row < ROWS; row++) {
            llama_memory_seq_rm(memory, row, -1, -1);
        }
        llama_memory_seq_rm(memory, 0, length, -1);
    }

    void fork(int rows) {
        for (int row = 1; row < rows; row++) {
            llama_memory_seq_rm(memory, row, -1, -1);
            llama_memory_seq_cp(memory, 0, row, -1, -1);
        }
    }

    // Reads tokens behind `held` ones, a list for each row, all rows in one batch; returns the likeliest next of each.
    Tokens read(const std::vector<Tokens> &rows, int held) {
        batch.n_tokens = 0;
        std::vector<int> last;
        for (size_t row = 0; row < rows.size(); row++) {
            for (size_t i = 0; i < rows[row].size(); i++) {
                const int at = batch.n_tokens++;
                batch.token[at] = rows[row][i];
                batch.pos[at] = held + (int) i;
                batch.n_seq_id[at] = 1;
                batch.seq_id[at][0] = (llama_seq_id) row;
                batch.logits[at] = i + 1 == rows[row].size();
            }
            last.push_back(batch.n_tokens - 1);
        }
        if (llama_decode(context, batch)) {
            std::exit(1);
        }
        Tokens next;
        for (int at : last) {
            const float *logits = llama_get_logits_ith(context, at);
            next.push_back((llama_token) (std::max_element(logits, logits + vocabulary) - logits));
        }
        return next;
    }

    // Writes `count` tokens a row, the first of which are there already; returns how many a row holds then.
    int write(Tokens next, int held, int count) {
        for (int i = 1; i < count; i++) {
            std::vector<Tokens> rows;
            for (llama_token token : next) {
                rows.push_back({token});
            }
            next = read(rows, held++);
        }
        return held;
    }

private:
    llama_model *model;
    llama_context *context;
    llama_memory_t memory;
    llama_batch batch;
    int vocabulary;
    std::mt19937 random{1};
};

double since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double decode(Peer &peer, int rows) {
    peer.clear();
    Tokens next(rows, peer.read({peer.draw(DECODE_CONTEXT)}, 0)[0]);
    peer.fork(rows);
    const auto start = Clock::now();
    peer.write(next, DECODE_CONTEXT, STEPS + 1);
    return since(start) / STEPS;
}

double first(Peer &peer, int known, int count) {
    peer.clear();
    if (known) {
        peer.read({peer.draw(known)}, 0);
    }
    const Tokens tokens = peer.draw(count);
    const auto start = Clock::now();
    peer.read({tokens}, known);
    return since(start);
}

double segment(Peer &peer, bool and_all_that_follows) {
    peer.clear();
    peer.read({peer.draw(KNOWN)}, 0);
    const Tokens choice = peer.draw(CHOICE);
    const auto start = Clock::now();
    int held = KNOWN + CHOICE;
    held = peer.write(peer.read({choice}, KNOWN), held, STEPS);
    if (and_all_that_follows) {
        // the last token written was not read yet; then the line of a choice begins
        Tokens next = peer.read({{1, 1, 2}}, held);
        held += 3;
        peer.fork(SIBLINGS);
        peer.write(Tokens(SIBLINGS, next[0]), held, CHOICE_TOKENS);
        peer.cut(held);
        peer.fork(SIBLINGS);
        std::vector<Tokens> choices;
        for (int row = 0; row < SIBLINGS; row++) {
            choices.push_back(peer.draw(CHILD_CHOICE));
        }
        peer.write(peer.read(choices, held), held + CHILD_CHOICE, STEPS);
    }
    return since(start);
}

int quantize(const char *from, const std::string &kind, const char *to) {
    auto params = llama_model_quantize_default_params();
    params.ftype = kind == "q8_0" ? LLAMA_FTYPE_MOSTLY_Q8_0 : LLAMA_FTYPE_MOSTLY_Q4_0;
    return (int) llama_model_quantize(from, to, &params);
}

}  // namespace

int main(int count, char **arguments) {
    if (count < 2) {
        std::fprintf(stderr, "usage: llama_peer MODEL.gguf [threads]\n");
        return 2;
    }
    llama_log_set(
        [](ggml_log_level level, const char *text, void *) {
            if (level == GGML_LOG_LEVEL_ERROR) {
                std::fputs(text, stderr);
            }
        },
        nullptr);
    if (count == 4) {
        return quantize(arguments[1], arguments[2], arguments[3]);
    }
    Peer peer(arguments[1], count > 2 ? std::atoi(arguments[2]) : (int) std::thread::hardware_concurrency());
    const std::map<std::string, std::function<double()>> workloads = {
        {"decode_1", [&] { return decode(peer, 1); }},
        {"decode_4", [&] { return decode(peer, 4); }},
        {"prefill_64", [&] { return first(peer, 0, 64); }},
        {"prefill_256", [&] { return first(peer, 0, 256); }},
        {"prefill_512", [&] { return first(peer, 0, 512); }},
        {"first_cold", [&] { return first(peer, 0, KNOWN + CHOICE); }},
        {"first_warm", [&] { return first(peer, KNOWN, CHOICE); }},
        {"segment", [&] { return segment(peer, false); }},
        {"story_step", [&] { return segment(peer, true); }},
    };
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        const auto work = workloads.find(line);
        if (work == workloads.end()) {
            std::cout << "nan" << std::endl;
        } else {
            std::cout << work->second() << std::endl;
        }
    }
}
