#include "storage/witness.hpp"

#include <algorithm>

#include "storage/base64.hpp"
#include "storage/error.hpp"
#include "storage/note_parts.hpp"

namespace imaginons::storage {

namespace {

using Verdict = WitnessAnswer::Verdict;

// Names a witness that nobody named: good for a try at home.
constexpr std::string_view unnamed_witness = "witness.localhost";

// A name that no key may have leaves nothing behind.
DataDir prepared(const std::filesystem::path& data, const std::string& name) {
    if (!name.empty()) note_parts::require_key_name(name);
    if (std::filesystem::exists(DataDir{data}.log())) {
        throw Error(data.string() +
                    " holds a log: a witness keeps its memory apart, best on another machine of "
                    "another owner");
    }
    if (data.has_parent_path()) std::filesystem::create_directories(data.parent_path());
    make_private_directory(data);
    return DataDir{data};
}

// A key without its memory would cosign any history: the directory is made before the key is drawn.
KeyBytes own_seed(const WitnessDir& dir) {
    if (std::filesystem::exists(dir.key()) && !std::filesystem::exists(dir.cosigned())) {
        throw Error(dir.cosigned().string() + " is missing, but " + dir.key().string() +
                    " has cosigned: restore what it remembers, or begin anew with another key");
    }
    make_private_directory(dir.cosigned());
    return read_or_create_key_file(dir.key());
}

Cosigner own_cosigner(const WitnessDir& dir, std::string name) {
    const KeyBytes seed = own_seed(dir);
    const auto text = read_file(dir.verifier_key());
    if (!text) {
        Cosigner drawn(name.empty() ? std::string(unnamed_witness) : std::move(name), seed);
        write_file_durably(dir.verifier_key(), drawn.key().text() + "\n");
        return drawn;
    }
    const auto kept = CosignerKey::parse(std::string_view(*text).substr(0, text->find('\n')));
    if (!kept) throw Error(dir.verifier_key().string() + " is not a witness's verifier key");
    if (!name.empty() && name != kept->name) {
        throw Error("this witness is called " + kept->name +
                    ", and its key is bound to that name: it cannot be called " + name);
    }
    Cosigner cosigner(kept->name, seed);
    if (cosigner.key() != *kept) {
        throw Error(dir.verifier_key().string() + " does not belong to " + dir.key().string());
    }
    return cosigner;
}

std::vector<VerifierKey> without_repeats(std::vector<VerifierKey> keys) {
    std::vector<VerifierKey> once;
    for (VerifierKey& key : keys) {
        const bool known = std::any_of(once.begin(), once.end(), [&](const VerifierKey& other) {
            return other.text() == key.text();
        });
        if (!known) once.push_back(std::move(key));
    }
    return once;
}

WitnessAnswer answer(Verdict verdict, std::string why) {
    return {verdict, std::move(why) + "\n", std::nullopt, false, false};
}

}  // namespace

// A checkpoint that a followed log's key has signed, and what was cosigned of that log before.
struct Witness::Submission {
    const AddCheckpoint& request;
    const Note& note;
    std::string log_signatures;  // lines of that log's keys, and of nobody else
    Checkpoint checkpoint;
    Followed last;
};

std::string origin_hash(std::string_view origin) {
    return hex(sha256(as_bytes(origin)));
}

Witness::Witness(const std::filesystem::path& data, std::string name, std::vector<VerifierKey> logs)
    : dir_{data},
      lock_(prepared(data, name)),
      cosigner_(own_cosigner(dir_, std::move(name))),
      keys_(without_repeats(std::move(logs))),
      forks_(dir_.forks(), keys_) {
    for (const VerifierKey& log : keys_) logs_.try_emplace(log.name, read_cosigned(log.name));
}

Witness::Followed Witness::read_cosigned(const std::string& origin) const {
    Followed log{origin, origin_hash(origin), {}, 0, nullptr};
    const std::filesystem::path file = dir_.cosigned() / log.hash;
    auto bytes = read_file(file);
    if (!bytes) return log;
    const auto note = Note::parse(*bytes);
    const auto checkpoint =
        note ? Checkpoint::parse(note->text, Checkpoint::Extensions::ignored) : std::nullopt;
    const auto time_s = note ? key().cosigned_at(*note) : std::nullopt;
    if (!checkpoint || !time_s || checkpoint->origin != origin) {
        throw Error(file.string() + " is not what this witness cosigned of " + origin +
                    ": restore it; to start without it would be to cosign a fork");
    }
    log.head = checkpoint->head;
    log.cosigned_at_s = *time_s;
    log.note = std::make_shared<const std::string>(*std::move(bytes));
    return log;
}

WitnessAnswer Witness::add_checkpoint(std::string_view request, std::uint64_t now_s) {
    const auto parsed = AddCheckpoint::parse(request);
    const auto note = parsed ? Note::parse(parsed->note) : std::nullopt;
    if (!note) return answer(Verdict::malformed, "this is not a request of tlog-witness");
    const std::lock_guard one_at_a_time(adding_);
    return decide(*parsed, *note, now_s);
}

WitnessAnswer Witness::decide(const AddCheckpoint& request, const Note& note, std::uint64_t now_s) {
    const std::string origin = note.text.substr(0, note.text.find('\n'));
    std::string signatures;
    bool followed_log = false;
    for (const VerifierKey& log : keys_) {
        if (log.name != origin) continue;
        followed_log = true;
        const std::string lines = note.lines_of(log.name, log.id);
        if (!lines.empty() && !note.signed_by(log)) {
            return answer(Verdict::untrusted, "the log's signature is wrong");
        }
        signatures += lines;
    }
    if (!followed_log) return answer(Verdict::unknown_log, "this log is not followed here");
    if (signatures.empty()) return answer(Verdict::untrusted, "the log's key did not sign this");
    auto checkpoint = Checkpoint::parse(note.text, Checkpoint::Extensions::ignored);
    if (!checkpoint) return answer(Verdict::malformed, "what was signed is no checkpoint");
    return judge({request, note, std::move(signatures), *std::move(checkpoint), followed(origin)},
                 now_s);
}

WitnessAnswer Witness::judge(const Submission& submitted, std::uint64_t now_s) {
    const tree::Head& last = submitted.last.head;
    const tree::Head& head = submitted.checkpoint.head;
    const AddCheckpoint& request = submitted.request;
    if (request.old_size > head.size) {
        return answer(Verdict::malformed, "the old size is larger than the checkpoint's");
    }
    if (request.old_size != last.size) {
        return answer(Verdict::conflict, std::to_string(last.size));
    }
    if (head.size == 0 && head.root != tree::empty_root()) {
        return answer(Verdict::rejected, "this is not the root of an empty log");
    }
    if (last.size == 0 && !request.proof.empty()) {
        return answer(Verdict::rejected, "from nothing there is no proof to give");
    }
    if (last.size > 0 && !tree::consistent(last, head, request.proof)) {
        return refuse(submitted, now_s);
    }
    return cosign(submitted, now_s);
}

// The log's key signed what does not follow from what it signed before, or somebody sent it with
// a wrong proof: what was sent is kept either way.
WitnessAnswer Witness::refuse(const Submission& submitted, std::uint64_t now_s) {
    const tree::Head& last = submitted.last.head;
    const tree::Head& head = submitted.checkpoint.head;
    WitnessAnswer refusal =
        answer(Verdict::rejected, "the proof does not lead from the size cosigned last to this");
    if (head == last) return refusal;
    Fork fork{now_s, *submitted.last.note, submitted.request,
              head.size == last.size ? head.root
                                     : tree::past_root(last.size, head, submitted.request.proof)};
    refusal.fork_is_proven = proves_fork(fork, keys_);
    if (refusal.fork_is_proven) {
        refusal.body = "this log has forked: at size " + std::to_string(last.size) +
                       " its key has signed two different roots\n";
    }
    refusal.fork_is_new = forks_.keep(fork);
    refusal.fork = std::move(fork);
    return refusal;
}

WitnessAnswer Witness::cosign(const Submission& submitted, std::uint64_t now_s) {
    const std::string line = cosigner_.cosign(submitted.note.text, now_s);
    Followed log = submitted.last;
    log.head = submitted.checkpoint.head;
    log.cosigned_at_s = now_s;
    log.note = std::make_shared<const std::string>(submitted.note.text + "\n" +
                                                   submitted.log_signatures + line);
    // Stored before anybody sees it: what was cosigned can never be forgotten here.
    write_file_durably(dir_.cosigned() / log.hash, *log.note);
    const std::lock_guard lock(mutex_);
    logs_.at(log.origin) = std::move(log);
    return {Verdict::cosigned, line, std::nullopt, false, false};
}

Witness::Followed Witness::followed(const std::string& origin) const {
    const std::lock_guard lock(mutex_);
    return logs_.at(origin);
}

std::vector<Witness::Followed> Witness::logs() const {
    const std::lock_guard lock(mutex_);
    std::vector<Followed> all;
    for (const auto& [origin, log] : logs_) all.push_back(log);
    return all;
}

std::shared_ptr<const std::string> Witness::cosigned_note(std::string_view hash) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [origin, log] : logs_) {
        if (log.hash == hash) return log.note;
    }
    return nullptr;
}

}  // namespace imaginons::storage
