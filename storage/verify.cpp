#include "storage/verify.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "events/codec.hpp"
#include "events/well_formed.hpp"

namespace imaginons::storage {

namespace {

constexpr std::uint64_t progress_step = 1024;
constexpr std::uint64_t nothing_bad = ~std::uint64_t{0};

// The first bad position that any thread has found so far.
class Finding {
  public:
    // Of two defects at one position the first one reported stays.
    void report(std::uint64_t seq, std::string what) {
        std::lock_guard lock(mutex_);
        if (found_ && found_->seq <= seq) return;
        found_ = BadPosition{seq, std::move(what)};
        first_.store(seq, std::memory_order_relaxed);
    }
    // Whether a walk that stands at `seq` can find nothing earlier any more.
    bool settled_before(std::uint64_t seq) const {
        return seq > first_.load(std::memory_order_relaxed);
    }
    std::optional<BadPosition> result() const {
        std::lock_guard lock(mutex_);
        return found_;
    }

  private:
    mutable std::mutex mutex_;
    std::optional<BadPosition> found_;
    std::atomic<std::uint64_t> first_{nothing_bad};
};

// Compares sealed rows with the commitments of their events.
class SealedCheck {
  public:
    explicit SealedCheck(const VerifyOptions& options) : options_(options) {}

    const char* defect_of(const Record& record) {
        const schema::Event& event = events::event_in(record.event);
        if (event.commitment() == nullptr) return "a sealed row belongs to no commitment";
        const auto subject = subject_of(record.sealed_row);
        if (!subject) return "the sealed row has no possible size";
        if (options_.vault == nullptr) return nullptr;
        const std::optional<DataKey>& key = key_of(*subject);
        if (!key) return defect_without_key(*subject);
        if (!open_sealed(*key, *event.id(), *event.commitment(), record.sealed_row)) {
            return "the sealed row is not what the event committed to";
        }
        return nullptr;
    }

  private:
    const char* defect_without_key(const events::PersonId& subject) const {
        const bool is_erased = !options_.erased || options_.erased->contains(subject);
        return is_erased ? nullptr : "the key of the sealed row is not in the vault";
    }

    const std::optional<DataKey>& key_of(const events::PersonId& person) {
        const auto known = keys_.find(person);
        if (known != keys_.end()) return known->second;
        return keys_.emplace(person, options_.vault->read().data_key(person)).first->second;
    }

    const VerifyOptions& options_;
    std::unordered_map<events::PersonId, std::optional<DataKey>, events::IdHash> keys_;
};

void check_inventory(const Log::Inventory& tables, Finding& finding) {
    if (tables.events != tables.size) {
        finding.report(std::min(tables.events, tables.size),
                       "there are " + std::to_string(tables.events) + " records, not " +
                           std::to_string(tables.size));
    }
    if (tables.nodes != tree::stored_count(tables.size)) {
        finding.report(tables.size, "the tree has " + std::to_string(tables.nodes) +
                                        " hashes, not " +
                                        std::to_string(tree::stored_count(tables.size)));
    }
    if (tables.sealed_end > tables.size) {
        finding.report(tables.sealed_end - 1, "a sealed row stands past the end");
    }
}

// Runs `walk`, which keeps `seq` at where it is, and reports what it throws.
template <class Walk>
void guarded(Finding& finding, const std::uint64_t& seq, Walk walk) {
    try {
        walk();
    } catch (const Damaged& damaged) {
        finding.report(damaged.seq, damaged.defect);
    } catch (const Error& error) {
        finding.report(seq, error.what());
    }
}

void check_records(const Log& log, std::uint64_t size, const VerifyOptions& options,
                   const std::atomic<std::uint64_t>& tree_done, Finding& finding) {
    SealedCheck sealed(options);
    std::uint64_t seq = 0;
    guarded(finding, seq, [&] {
        LogReader walk = log.reader(0, size);
        for (Record record; walk.next(record) && !finding.settled_before(record.seq); ++seq) {
            const char* defect = events::defect_of(record.event);
            if (defect == nullptr && !record.sealed_row.empty()) defect = sealed.defect_of(record);
            if (defect == nullptr && options.openings != nullptr) {
                const Opening* opening = options.openings->find(record.seq);
                if (opening != nullptr) defect = defect_of_opening(*opening, record.event);
            }
            if (defect != nullptr) return finding.report(record.seq, defect);
            if (options.progress && seq % progress_step == 0) {
                options.progress(std::min(seq, tree_done.load(std::memory_order_relaxed)), size);
            }
        }
    });
}

void check_tree(const Log& log, std::uint64_t size, const std::optional<Checkpoint>& checkpoint,
                tree::Edge& edge, std::atomic<std::uint64_t>& done, Finding& finding) {
    std::uint64_t seq = 0;
    guarded(finding, seq, [&] {
        LogReader walk = log.reader(0, size);
        const NodeReader nodes = log.nodes();
        std::vector<Digest> computed;
        std::uint64_t index = 0;
        for (Record record; walk.next(record) && !finding.settled_before(record.seq); ++seq) {
            if (seq % progress_step == 0) done.store(seq, std::memory_order_relaxed);
            computed.clear();
            edge.append(tree::leaf_hash(record.event), computed);
            for (const Digest& hash : computed) {
                if (nodes.find(index) != hash) {
                    return finding.report(record.seq, "the tree's hash " + std::to_string(index) +
                                                          " is wrong or missing");
                }
                ++index;
            }
            if (checkpoint && checkpoint->head.size == record.seq + 1 &&
                edge.root() != checkpoint->head.root) {
                return finding.report(record.seq, "the root here is not the one that was signed");
            }
        }
    });
}

}  // namespace

std::variant<tree::Head, BadPosition> verify(const Log& log, const VerifyOptions& options) {
    Finding finding;
    std::uint64_t size = 0;
    guarded(finding, size, [&] {
        const Log::Inventory tables = log.inventory();
        size = tables.size;
        check_inventory(tables, finding);
    });
    const auto& checkpoint = options.checkpoint;
    if (checkpoint && checkpoint->origin != log.origin()) {
        finding.report(0,
                       "the checkpoint is of " + checkpoint->origin + ", not of " + log.origin());
    }
    if (checkpoint && checkpoint->head.size > size) {
        finding.report(size, "the log ends here, but " + std::to_string(checkpoint->head.size) +
                                 " events were signed");
    }
    if (options.openings != nullptr) {
        options.openings->for_each([&](const Opening& opening) {
            if (opening.seq >= size) finding.report(size, "an opening stands past the end");
        });
    }
    tree::Edge edge;
    std::atomic<std::uint64_t> tree_done{0};
    std::thread beside([&] { check_tree(log, size, checkpoint, edge, tree_done, finding); });
    check_records(log, size, options, tree_done, finding);
    beside.join();
    if (auto bad = finding.result()) return *std::move(bad);
    return tree::Head{edge.size(), edge.root()};
}

}  // namespace imaginons::storage
