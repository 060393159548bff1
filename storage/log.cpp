#include "storage/log.hpp"

#include <bit>
#include <cassert>
#include <cstring>

#include "storage/log_impl.hpp"
#include "storage/sealed.hpp"

namespace imaginons::storage {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

namespace {

constexpr std::uint64_t format_number = 1;

// Names in `meta`: 8 bytes, so that its values are aligned as all others are.
constexpr std::string_view size_name{"size\0\0\0\0", 8};
constexpr std::string_view format_name{"format\0\0", 8};
constexpr std::string_view origin_name{"origin\0\0", 8};

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

void check_entries(std::span<const Entry> entries) {
    assert(entries.size() <= limits::entries_per_append);
    for (const Entry& entry : entries) {
        assert(!entry.event.empty() && entry.event.size() <= events::limits::event_bytes);
        assert(entry.sealed_row.size() % 8 == 0);
    }
}

}  // namespace

std::uint64_t Log::Impl::size_in(const lmdb::Txn& txn) const {
    const auto value = txn.get(meta, as_bytes(size_name));
    if (!value) throw Error("the log has no size: it is damaged or was never made");
    return number_in(*value, "size");
}

void Log::Impl::create(const std::string& new_origin) {
    const std::string origin_value = origin_row(new_origin);
    const auto made = env.write([&](lmdb::WriteTxn& txn) {
        const std::uint64_t zero = 0;
        txn.put(meta, as_bytes(format_name), lmdb::key_of(format_number));
        txn.put(meta, as_bytes(size_name), lmdb::key_of(zero));
        txn.put(meta, as_bytes(origin_name), as_bytes(origin_value));
    });
    if (made != lmdb::Commit::durable) throw UnknownOutcome("the log could not be created");
}

void Log::Impl::load(const std::string& expected_origin) {
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
    if (txn.count(events) != stored_size || txn.count(tree) != tree::stored_count(stored_size)) {
        throw Error("the log's tables disagree about its size: run verify");
    }
    size.store(stored_size, std::memory_order_release);
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
