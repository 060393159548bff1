// Reading a log while it grows: front to back, by place, and its tree. Each reader holds a snapshot
// that it renews in time.
#include "storage/log_impl.hpp"
#include "storage/lookahead.hpp"

namespace imaginons::storage {

namespace {

constexpr std::uint64_t no_seq = ~std::uint64_t{0};

}  // namespace

struct LogReader::Impl {
    Impl(Log::Impl& of, std::uint64_t from, std::uint64_t to)
        : log(of),
          txn(of.env),
          events(txn, of.events),
          sealed(txn, of.sealed),
          lookahead(txn, of.events),
          seq(from),
          end(to) {
        place();
    }

    // Puts both cursors before `seq`. Rows may have been erased in the meantime.
    void place() {
        placed = false;
        sealed_seq = sealed.seek(seq) ? sealed.number() : no_seq;
    }

    void renew() {
        txn.refresh();
        events.renew(txn);
        sealed.renew(txn);
        lookahead.renew(txn);
        freshness.renewed();
        place();
    }

    Bytes record_at_seq() {
        const bool found = placed ? events.next() : events.seek(seq);
        placed = true;
        if (!found || events.number() != seq) throw Damaged(seq, "the record is missing");
        lookahead.at(seq, events.value());
        return events.value();
    }

    Bytes sealed_at_seq() {
        if (sealed_seq != seq) return {};
        const Bytes row = sealed.value();
        sealed_seq = sealed.next() ? sealed.number() : no_seq;
        if (sealed_seq <= seq) {
            throw Damaged(seq, "the sealed rows after this one are out of order");
        }
        return row;
    }

    Log::Impl& log;
    lmdb::ReadTxn txn;
    lmdb::Cursor events;
    lmdb::Cursor sealed;
    Lookahead lookahead;
    std::uint64_t seq;
    std::uint64_t end;
    std::uint64_t sealed_seq = no_seq;
    bool placed = false;
    Freshness freshness{limits::events_per_read_txn};
};

LogReader::LogReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LogReader::LogReader(LogReader&&) noexcept = default;
LogReader& LogReader::operator=(LogReader&&) noexcept = default;
LogReader::~LogReader() = default;

bool LogReader::next(Record& record) {
    Impl& at = *impl_;
    if (at.seq >= at.end) return false;
    if (at.freshness.stale()) at.renew();
    record.seq = at.seq;
    record.event = event_in_record(at.seq, at.record_at_seq());
    record.sealed_row = at.sealed_at_seq();
    ++at.seq;
    return true;
}

struct NodeReader::Impl {
    explicit Impl(Log::Impl& log) : txn(log.env), cursor(txn, log.tree) {}

    // Neighbours are mostly asked for one after the other: then a step is enough.
    bool go_to(std::uint64_t index) {
        const bool found = index == following ? cursor.next() : cursor.seek(index);
        following = found ? cursor.number() + 1 : no_seq;
        return found && cursor.number() == index;
    }

    void renew() {
        txn.refresh();
        cursor.renew(txn);
        freshness.renewed();
        following = no_seq;
    }

    lmdb::ReadTxn txn;
    lmdb::Cursor cursor;
    std::uint64_t following = no_seq;
    Freshness freshness{2 * limits::events_per_read_txn};
};

NodeReader::NodeReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
NodeReader::NodeReader(NodeReader&&) noexcept = default;
NodeReader& NodeReader::operator=(NodeReader&&) noexcept = default;
NodeReader::~NodeReader() = default;

std::optional<Digest> NodeReader::find(std::uint64_t stored_index) const {
    if (impl_->freshness.stale()) impl_->renew();
    if (!impl_->go_to(stored_index)) return std::nullopt;
    const Bytes value = impl_->cursor.value();
    Digest digest;
    if (value.size() != digest.size()) return std::nullopt;
    std::memcpy(digest.data(), value.data(), digest.size());
    return digest;
}

tree::ReadHash NodeReader::function() const {
    return [this](std::uint64_t index) {
        const auto found = find(index);
        if (!found) throw Error("the tree's hash " + std::to_string(index) + " is missing");
        return *found;
    };
}

struct RecordReader::Impl {
    explicit Impl(Log::Impl& log)
        : txn(log.env),
          events(txn, log.events),
          sealed(txn, log.sealed),
          sealed_ahead(txn, log.sealed) {}

    void renew() {
        txn.refresh();
        events.renew(txn);
        sealed.renew(txn);
        sealed_ahead.renew(txn);
        freshness.renewed();
        sealed_placed = false;
    }

    // Rows that are asked for one after the other mostly are so in the table too.
    Bytes sealed_at(std::uint64_t seq) {
        const bool near = sealed_placed && sealed.next() && sealed.number() == seq;
        sealed_placed = near || (sealed.seek(seq) && sealed.number() == seq);
        if (!sealed_placed) return {};
        sealed_ahead.at(seq, sealed.value());
        return sealed.value();
    }

    lmdb::ReadTxn txn;
    lmdb::Cursor events;
    lmdb::Cursor sealed;
    Lookahead sealed_ahead;
    bool sealed_placed = false;
    Freshness freshness{limits::events_per_read_txn};
};

RecordReader::RecordReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordReader::RecordReader(RecordReader&&) noexcept = default;
RecordReader& RecordReader::operator=(RecordReader&&) noexcept = default;
RecordReader::~RecordReader() = default;

std::optional<Record> RecordReader::find(std::uint64_t seq) {
    Impl& at = *impl_;
    if (at.freshness.stale()) at.renew();
    if (!at.events.seek(seq) || at.events.number() != seq) return std::nullopt;
    return Record{seq, event_in_record(seq, at.events.value()), at.sealed_at(seq)};
}

LogReader Log::reader(std::uint64_t from, std::uint64_t to) const {
    // The head first, then the snapshot: it holds at least that much.
    const std::uint64_t end = std::min(to, size());
    return LogReader(std::make_unique<LogReader::Impl>(*impl_, from, end));
}

NodeReader Log::nodes() const {
    return NodeReader(std::make_unique<NodeReader::Impl>(*impl_));
}

RecordReader Log::records() const {
    return RecordReader(std::make_unique<RecordReader::Impl>(*impl_));
}

}  // namespace imaginons::storage
