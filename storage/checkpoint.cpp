#include "storage/checkpoint.hpp"

#include <chrono>
#include <fstream>

#include "storage/data_dir.hpp"

namespace imaginons::storage {

namespace {

std::int64_t written_at_ms(const std::filesystem::path& file) {
    const auto written = std::chrono::file_clock::to_sys(std::filesystem::last_write_time(file));
    return std::chrono::duration_cast<std::chrono::milliseconds>(written.time_since_epoch())
        .count();
}

}  // namespace

std::optional<std::string> read_checkpoint_file(const std::filesystem::path& file) {
    return read_file(file);
}

VerifierKey read_verifier_key(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string line;
    std::getline(in, line);
    auto key = VerifierKey::parse(line);
    if (!key) throw Error(file.string() + " is not a verifier key");
    return *std::move(key);
}

std::optional<Checkpoint> check_checkpoint(const std::filesystem::path& file,
                                           const VerifierKey& key, const Log& log) {
    const auto note = read_checkpoint_file(file);
    if (!note) return std::nullopt;
    auto checkpoint = open_checkpoint(*note, key);
    if (!checkpoint) {
        throw ForeignCheckpoint(file.string() + " was not signed by this log's key (" + key.text() +
                                "): the key, the checkpoint or the log belongs elsewhere");
    }
    const std::uint64_t size = log.size();
    if (size < checkpoint->head.size) {
        throw LostTail("the log has " + std::to_string(size) + " events, but " +
                       std::to_string(checkpoint->head.size) +
                       " were signed: its end was lost. Restore the log; to go on without them "
                       "would be a fork that anyone can prove");
    }
    const NodeReader nodes = log.nodes();
    if (tree::root_at(checkpoint->head.size, nodes.function()) != checkpoint->head.root) {
        throw ForeignCheckpoint("the log's first " + std::to_string(checkpoint->head.size) +
                                " events are not those that " + file.string() + " signed");
    }
    return checkpoint;
}

CheckpointKeeper::CheckpointKeeper(std::filesystem::path file, Signer signer, const Log& log)
    : file_(std::move(file)), signer_(std::move(signer)), log_(&log) {
    const auto checkpoint = check_checkpoint(file_, signer_.verifier_key(), log);
    if (!checkpoint) return;
    signed_size_ = checkpoint->head.size;
    published_size_ = checkpoint->head.size;
    signed_ = note_ = std::make_shared<const std::string>(*read_checkpoint_file(file_));
    published_at_ms_ = written_at_ms(file_);
}

bool CheckpointKeeper::sign_if_grown() {
    std::lock_guard one_at_a_time(signing_);
    const tree::Head head = log_->head();
    if (signed_size_ == head.size) return false;
    auto note = std::make_shared<const std::string>(
        signer_.sign(Checkpoint{signer_.verifier_key().name, head}.text()));
    // Stored before anyone sees it: what was published can never be forgotten here.
    write_file_durably(file_, *note);
    const std::int64_t written_at = written_at_ms(file_);
    signed_size_ = head.size;
    {
        std::lock_guard lock(mutex_);
        signed_ = note_ = std::move(note);
        cosignatures_.clear();
        published_size_ = head.size;
        published_at_ms_ = written_at;
    }
    if (tell_) tell_();
    return true;
}

void CheckpointKeeper::when_signed(std::function<void()> tell) {
    std::lock_guard not_while_signing(signing_);
    tell_ = std::move(tell);
}

std::shared_ptr<const std::string> CheckpointKeeper::current() {
    sign_if_grown();
    return last();
}

std::shared_ptr<const std::string> CheckpointKeeper::last() const {
    std::lock_guard lock(mutex_);
    return note_;
}

std::shared_ptr<const std::string> CheckpointKeeper::last_signed() const {
    std::lock_guard lock(mutex_);
    return signed_;
}

void CheckpointKeeper::add_cosignature(std::string_view note, const CosignerKey& witness,
                                       std::string line) {
    std::lock_guard lock(mutex_);
    if (!signed_ || *signed_ != note) return;
    cosignatures_.insert_or_assign(witness.text(), std::move(line));
    std::string published = *signed_;
    for (const auto& [key, cosignature] : cosignatures_) published += cosignature;
    note_ = std::make_shared<const std::string>(std::move(published));
}

std::uint64_t CheckpointKeeper::published_size() const {
    std::lock_guard lock(mutex_);
    return published_size_;
}

std::int64_t CheckpointKeeper::published_at_ms() const {
    std::lock_guard lock(mutex_);
    return published_at_ms_;
}

}  // namespace imaginons::storage
