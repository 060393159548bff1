#include "storage/log.hpp"

#include <atomic>
#include <bit>
#include <cassert>
#include <cstring>
#include <mutex>

#include "events/limits.hpp"
#include "storage/crc32c.hpp"
#include "storage/lmdb.hpp"
#include "storage/lookahead.hpp"
#include "storage/sealed.hpp"

namespace imaginons::storage {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

namespace {

constexpr std::uint64_t format_number = 1;
constexpr std::size_t record_head_bytes = 8;
constexpr std::uint64_t no_seq = ~std::uint64_t{0};

// Names in `meta`: 8 bytes, so that its values are aligned as all others are.
constexpr std::string_view size_name{"size\0\0\0\0", 8};
constexpr std::string_view format_name{"format\0\0", 8};
constexpr std::string_view origin_name{"origin\0\0", 8};

std::size_t padded(std::size_t bytes) {
    return (bytes + 7) & ~std::size_t{7};
}

std::uint64_t number_in(Bytes value, const char* name) {
    std::uint64_t number;
    if (value.size() != sizeof number) {
        throw Error(std::string("the log's meta row is damaged: ") + name);
    }
    std::memcpy(&number, value.data(), sizeof number);
    return number;
}

// u64 length, the name, zeros up to a multiple of 8.
std::string origin_row(const std::string& origin) {
    if (origin.empty() || origin.size() > limits::origin_bytes) {
        throw Error("a log needs an origin of at most " + std::to_string(limits::origin_bytes) +
                    " bytes");
    }
    const std::uint64_t length = origin.size();
    std::string value(reinterpret_cast<const char*>(&length), sizeof length);
    value += origin;
    value.resize(padded(value.size()));
    return value;
}

// u32 length, u32 crc32c, the event, zeros up to a multiple of 8.
void write_record(lmdb::WriteTxn& txn, lmdb::Table table, std::uint64_t seq, Bytes event) {
    const std::size_t size = padded(record_head_bytes + event.size());
    std::uint8_t* out = txn.append(table, seq, size);
    const auto length = static_cast<std::uint32_t>(event.size());
    const std::uint32_t crc = crc32c(event);
    const std::uint64_t zeros = 0;
    std::memcpy(out + size - sizeof zeros, &zeros, sizeof zeros);
    std::memcpy(out, &length, sizeof length);
    std::memcpy(out + 4, &crc, sizeof crc);
    std::memcpy(out + record_head_bytes, event.data(), event.size());
}

// The event in a record, after every check that the record itself allows.
Bytes event_in_record(std::uint64_t seq, Bytes record) {
    if (record.size() < record_head_bytes) throw Damaged(seq, "the record is too short");
    std::uint32_t length;
    std::uint32_t crc;
    std::memcpy(&length, record.data(), sizeof length);
    std::memcpy(&crc, record.data() + 4, sizeof crc);
    if (length > events::limits::event_bytes ||
        record.size() != padded(record_head_bytes + length)) {
        throw Damaged(seq, "the record's length is wrong");
    }
    const Bytes event = record.subspan(record_head_bytes, length);
    if (crc32c(event) != crc) throw Damaged(seq, "the record's CRC is wrong");
    for (std::size_t i = record_head_bytes + length; i < record.size(); ++i) {
        if (record[i] != 0) throw Damaged(seq, "the record's padding is not zero");
    }
    return event;
}

// Says when a read transaction has been open long enough. Asks the clock now and then only.
class Freshness {
  public:
    explicit Freshness(std::uint64_t most) : most_(most) {}
    bool stale() {
        if (++reads_ >= most_) return true;
        return reads_ % 64 == 0 && std::chrono::steady_clock::now() - since_ > limits::read_txn_age;
    }
    void renewed() {
        reads_ = 0;
        since_ = std::chrono::steady_clock::now();
    }

  private:
    std::uint64_t most_;
    std::uint64_t reads_ = 0;
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

void check_entries(std::span<const Entry> entries) {
    assert(entries.size() <= limits::entries_per_append);
    for (const Entry& entry : entries) {
        assert(!entry.event.empty() && entry.event.size() <= events::limits::event_bytes);
        assert(entry.sealed_row.size() % 8 == 0);
    }
}

}  // namespace

struct Log::Impl {
    Impl(const std::filesystem::path& dir, const LogOptions& options, lmdb::Access access)
        : env(dir, {options.map_bytes, access}),
          read_only(access != lmdb::Access::read_write),
          events(env.table("events", lmdb::Keys::numbers)),
          tree(env.table("tree", lmdb::Keys::numbers)),
          sealed(env.table("sealed", lmdb::Keys::numbers)),
          meta(env.table("meta", lmdb::Keys::bytes)) {}

    std::uint64_t size_in(const lmdb::Txn& txn) const {
        const auto value = txn.get(meta, as_bytes(size_name));
        if (!value) throw Error("the log has no size: it is damaged or was never made");
        return number_in(*value, "size");
    }

    Digest node_in(const lmdb::Txn& txn, std::uint64_t index) const {
        const auto node = txn.get(tree, lmdb::key_of(index));
        if (!node || node->size() != sizeof(Digest)) {
            throw Error("the tree's hash " + std::to_string(index) + " is missing");
        }
        Digest digest;
        std::memcpy(digest.data(), node->data(), digest.size());
        return digest;
    }

    void create(const std::string& new_origin) {
        const std::string origin_value = origin_row(new_origin);
        const auto made = env.write([&](lmdb::WriteTxn& txn) {
            const std::uint64_t zero = 0;
            txn.put(meta, as_bytes(format_name), lmdb::key_of(format_number));
            txn.put(meta, as_bytes(size_name), lmdb::key_of(zero));
            txn.put(meta, as_bytes(origin_name), as_bytes(origin_value));
        });
        if (made != lmdb::Commit::durable) throw UnknownOutcome("the log could not be created");
    }

    // Reads what is remembered of the log, and with it the path to its last pages.
    void load(const std::string& expected_origin) {
        lmdb::ReadTxn txn(env);
        const auto format = txn.get(meta, as_bytes(format_name));
        const auto stored_origin = txn.get(meta, as_bytes(origin_name));
        if (!format || !stored_origin || stored_origin->size() < 8) {
            throw Error(env.dir().string() + " holds no log");
        }
        if (number_in(*format, "format") != format_number) {
            throw Error("the log's format is " + std::to_string(number_in(*format, "format")) +
                        ", this program knows " + std::to_string(format_number));
        }
        const std::uint64_t length = number_in(stored_origin->first(8), "origin");
        if (length > stored_origin->size() - 8) throw Error("the log's origin is damaged");
        origin.assign(reinterpret_cast<const char*>(stored_origin->data()) + 8, length);
        if (!expected_origin.empty() && expected_origin != origin) {
            throw Error("the log is " + origin + ", not " + expected_origin);
        }
        if (read_only) return;
        const std::uint64_t stored_size = size_in(txn);
        edge = tree::Edge(stored_size, [&](std::uint64_t i) { return node_in(txn, i); });
        if (txn.count(events) != stored_size ||
            txn.count(tree) != tree::stored_count(stored_size)) {
            throw Error("the log's tables disagree about its size: run verify");
        }
        size.store(stored_size, std::memory_order_release);
    }

    lmdb::Environment env;
    const bool read_only;
    const lmdb::Table events;
    const lmdb::Table tree;
    const lmdb::Table sealed;
    const lmdb::Table meta;
    std::string origin;
    // Of a log that is written; the durable head.
    std::atomic<std::uint64_t> size{0};
    mutable std::mutex edge_mutex;
    tree::Edge edge;
    // Scratch of append().
    std::vector<Digest> new_nodes;
};

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

Log::Log(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

Log Log::open(const std::filesystem::path& dir, const LogOptions& options) {
    assert(!options.offline);
    std::filesystem::create_directories(dir);
    auto impl = std::make_unique<Impl>(dir, options, lmdb::Access::read_write);
    const bool is_new = lmdb::ReadTxn(impl->env).count(impl->meta) == 0;
    if (is_new) impl->create(options.origin);
    impl->load(options.origin);
    return Log(std::move(impl));
}

Log Log::open_read_only(const std::filesystem::path& dir, const LogOptions& options) {
    const auto access = options.offline ? lmdb::Access::offline : lmdb::Access::read_only;
    auto impl = std::make_unique<Impl>(dir, options, access);
    impl->load(options.origin);
    return Log(std::move(impl));
}

const std::string& Log::origin() const {
    return impl_->origin;
}

std::uint64_t Log::size() const {
    if (impl_->read_only) return impl_->size_in(lmdb::ReadTxn(impl_->env));
    return impl_->size.load(std::memory_order_acquire);
}

tree::Head Log::head() const {
    if (impl_->read_only) {
        const lmdb::ReadTxn txn(impl_->env);
        const std::uint64_t size = impl_->size_in(txn);
        return {size, tree::root_at(size, [&](std::uint64_t i) { return impl_->node_in(txn, i); })};
    }
    std::lock_guard lock(impl_->edge_mutex);
    return {impl_->edge.size(), impl_->edge.root()};
}

Log::Append Log::append(std::span<const Entry> entries) {
    Impl& log = *impl_;
    assert(!log.read_only);
    check_entries(entries);
    if (entries.empty()) return Append::durable;
    // Only this thread changes the edge: reading it needs no lock.
    tree::Edge edge = log.edge;
    log.new_nodes.clear();
    for (const Entry& entry : entries) edge.append(tree::leaf_hash(entry.event), log.new_nodes);
    const std::uint64_t first = log.edge.size();
    const std::uint64_t size = edge.size();
    const auto outcome = log.env.write([&](lmdb::WriteTxn& txn) {
        std::uint64_t seq = first;
        for (const Entry& entry : entries) write_record(txn, log.events, seq++, entry.event);
        std::uint64_t index = tree::stored_count(first);
        for (const Digest& node : log.new_nodes) {
            std::memcpy(txn.append(log.tree, index++, node.size()), node.data(), node.size());
        }
        seq = first;
        for (const Entry& entry : entries) {
            const Bytes row = entry.sealed_row;
            if (!row.empty()) {
                std::memcpy(txn.append(log.sealed, seq, row.size()), row.data(), row.size());
            }
            ++seq;
        }
        txn.put(log.meta, as_bytes(size_name), lmdb::key_of(size));
    });
    if (outcome == lmdb::Commit::unknown) return Append::unknown;
    std::lock_guard lock(log.edge_mutex);
    log.edge = std::move(edge);
    log.size.store(size, std::memory_order_release);
    return Append::durable;
}

void Log::erase_sealed(std::span<const std::uint64_t> seqs) {
    const auto outcome = impl_->env.write([&](lmdb::WriteTxn& txn) {
        for (const std::uint64_t seq : seqs) txn.erase(impl_->sealed, lmdb::key_of(seq));
    });
    if (outcome == lmdb::Commit::unknown) {
        throw UnknownOutcome("whether the sealed rows are erased is not known");
    }
}

void Log::replace_sealed(std::span<const SealedRow> rows) {
    const auto outcome = impl_->env.write([&](lmdb::WriteTxn& txn) {
        for (const SealedRow& each : rows) {
            if (!txn.erase(impl_->sealed, lmdb::key_of(each.seq)) || each.row.empty()) continue;
            txn.put(impl_->sealed, lmdb::key_of(each.seq), each.row);
        }
    });
    if (outcome == lmdb::Commit::unknown) {
        throw UnknownOutcome("whether the sealed rows are replaced is not known");
    }
}

std::vector<std::uint64_t> Log::sealed_of(const events::PersonId& subject) const {
    std::vector<std::uint64_t> seqs;
    lmdb::ReadTxn txn(impl_->env);
    lmdb::Cursor cursor(txn, impl_->sealed);
    Freshness freshness(limits::events_per_read_txn);
    for (bool more = cursor.first(); more;) {
        const std::uint64_t seq = cursor.number();
        if (subject_of(cursor.value()) == subject) seqs.push_back(seq);
        if (freshness.stale()) {
            txn.refresh();
            cursor.renew(txn);
            freshness.renewed();
            more = cursor.seek(seq + 1);
        } else {
            more = cursor.next();
        }
    }
    return seqs;
}

void Log::rename(const std::string& origin) {
    const std::string value = origin_row(origin);
    const auto outcome = impl_->env.write(
        [&](lmdb::WriteTxn& txn) { txn.put(impl_->meta, as_bytes(origin_name), as_bytes(value)); });
    if (outcome == lmdb::Commit::unknown) {
        throw UnknownOutcome("whether the log has its new name is not known");
    }
    impl_->origin = origin;
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

Log::Inventory Log::inventory() const {
    const lmdb::ReadTxn txn(impl_->env);
    lmdb::Cursor sealed(txn, impl_->sealed);
    const bool any_sealed = sealed.last();
    return {impl_->size_in(txn), txn.count(impl_->events), txn.count(impl_->tree),
            any_sealed ? sealed.number() + 1 : 0};
}

std::optional<std::vector<std::uint8_t>> Log::event_at(std::uint64_t seq) const {
    const lmdb::ReadTxn txn(impl_->env);
    const auto record = txn.get(impl_->events, lmdb::key_of(seq));
    if (!record) return std::nullopt;
    const Bytes event = event_in_record(seq, *record);
    return std::vector<std::uint8_t>(event.begin(), event.end());
}

std::optional<std::vector<std::uint8_t>> Log::sealed_at(std::uint64_t seq) const {
    const lmdb::ReadTxn txn(impl_->env);
    const auto row = txn.get(impl_->sealed, lmdb::key_of(seq));
    if (!row) return std::nullopt;
    return std::vector<std::uint8_t>(row->begin(), row->end());
}

}  // namespace imaginons::storage
