// What log.cpp and log_readers.cpp share, and nobody else sees: the tables of an open log, and how
// a record is read.
#pragma once

#include <atomic>
#include <chrono>
#include <cstring>
#include <mutex>

#include "events/limits.hpp"
#include "storage/crc32c.hpp"
#include "storage/limits.hpp"
#include "storage/lmdb.hpp"
#include "storage/log.hpp"

namespace imaginons::storage {

inline constexpr std::size_t record_head_bytes = 8;

inline std::size_t padded(std::size_t bytes) {
    return (bytes + 7) & ~std::size_t{7};
}

// The event in a record, after every check that the record itself allows.
inline Bytes event_in_record(std::uint64_t seq, Bytes record) {
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

struct Log::Impl {
    Impl(const std::filesystem::path& dir, const LogOptions& options, lmdb::Access access)
        : env(dir, {options.map_bytes, access}),
          read_only(access != lmdb::Access::read_write),
          events(env.table("events", lmdb::Keys::numbers)),
          tree(env.table("tree", lmdb::Keys::numbers)),
          sealed(env.table("sealed", lmdb::Keys::numbers)),
          meta(env.table("meta", lmdb::Keys::bytes)) {}

    std::uint64_t size_in(const lmdb::Txn& txn) const;

    Digest node_in(const lmdb::Txn& txn, std::uint64_t index) const {
        const auto node = txn.get(tree, lmdb::key_of(index));
        if (!node || node->size() != sizeof(Digest)) {
            throw Error("the tree's hash " + std::to_string(index) + " is missing");
        }
        Digest digest;
        std::memcpy(digest.data(), node->data(), digest.size());
        return digest;
    }

    void create(const std::string& new_origin);
    // Reads what is remembered of the log, and with it the path to its last pages.
    void load(const std::string& expected_origin);

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

}  // namespace imaginons::storage
