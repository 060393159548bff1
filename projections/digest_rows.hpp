// A row of the read models on its way into a digest: copied while the views stand still, hashed
// when they need not. digest.cpp and ARCHITECTURE.md say what a digest is. Not for use outside
// projections/.
#pragma once

#include "projections/apply.hpp"
#include "storage/sha256.hpp"

namespace imaginons::projections {

// Without and with the words that only keys open.
struct RowDigests {
    storage::Digest public_part{};
    storage::Digest full{};
};

class RowBytes {
  public:
    template <class T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
    void add(T value) { append(&value, sizeof value); }
    template <events::IdLike T>
    void add(const T& id) {
        append(&id, 16);
    }
    void add(const std::string& text);
    template <class T>
    void add(const std::vector<T>& list) {
        count(list.size());
        for (const T& item : list) add(item);
    }
    void add(const std::vector<std::uint64_t>& seqs);
    void add(const events::Phase& phase);
    void add(const Tally& tally);
    void add(const events::Answer& answer);
    void add(const std::unique_ptr<events::Criterion>& criterion);
    void count(std::size_t size) { add(static_cast<std::uint32_t>(size)); }
    void append(const void* data, std::size_t size) {
        const auto* bytes = static_cast<const std::uint8_t*>(data);
        bytes_.insert(bytes_.end(), bytes, bytes + size);
    }

    events::Bytes bytes() const { return bytes_; }
    void clear() { bytes_.clear(); }

  private:
    std::vector<std::uint8_t> bytes_;
};

// First copy(), then name_tokens() until all are named, then digest(). Copying a stance is a move
// of 8 bytes or two; to name its token is a look at far memory, to sort and hash it takes longer
// still.
class RowCopy {
  public:
    void copy(const Views& views, const CharterVersion& row);
    void copy(const Views& views, const Person& row);
    void copy(const Views& views, const Project& row);
    void copy(const Views& views, const Proposal& row);
    void copy(const Views& views, const Argument& row);
    void copy(const Views& views, const FeedItem& row);
    void copy(const Views& views, const Vocabulary& row);

    std::size_t bytes() const;
    // Of the views that it was copied from, then or later: tokens keep their numbers. Names at most
    // `most` and returns how many.
    std::size_t name_tokens(const events::TokenTable& tokens, std::size_t most);
    bool all_named() const { return named_.size() == standing_.size(); }
    RowDigests digest();

  private:
    // What a token now thinks, as the row's table has it.
    struct Standing {
        std::uint32_t token;
        std::uint32_t stream_position;
        events::Stance stance;
    };
    // Two numbers that are ordered as the token's bytes are: a million of them are sorted.
    struct Named {
        std::uint64_t first;
        std::uint64_t second;
        std::uint64_t seq;
        events::Stance stance;
    };

    void add(const Words& words);
    void add(const events::Labels& labels);
    void add(const std::optional<events::Point>& point);
    void add(const Views& views, const Answering& row);
    void add(const Views& views, const Writing& row);
    void add(const Views& views, const Amending& row);
    void add(const Views& views, const Question& row);
    void add(const Views& views, const Conclusion& row);
    void add(const Milestone& milestone);
    void add(const News& news);
    void add(const Meeting& meeting);
    template <class Row>
    void add_stances(const Row& row);
    std::uint64_t seq_at(std::uint32_t stream_position) const;

    RowBytes public_;
    RowBytes sealed_;
    std::size_t seqs_offset_ = 0;  // in public_
    std::vector<Standing> standing_;
    std::vector<Named> named_;
};

// Rows in key order, table after table, to the digest of everything.
class DigestSum {
  public:
    void add(const RowDigests& row);
    void end_table();
    Digests at(std::uint64_t position) const;

  private:
    RowBytes rows_public_;  // of the table at hand
    RowBytes rows_full_;
    RowBytes tables_public_;
    RowBytes tables_full_;
};

}  // namespace imaginons::projections
