// Digests over all rows: equal at a position wherever it was reached from the same log.
// ARCHITECTURE.md describes the bytes.
//
// A row is its fields in the order below: integers little-endian in their own width, flags and
// enums one byte, ids their 16 bytes (nil if none), strings and lists preceded by a u32 count. Row
// digest = SHA-256(row). Table digest = SHA-256 of the row digests one after the other, in key
// order: ids by their bytes, charter versions and feed lines by seq. The digest is
// SHA-256("imaginons/views/v1\n" || u64 position || the digests of charter, people, projects,
// proposals, arguments, feed). The full digest appends to each row the words that only keys open,
// before hashing it.
#include <algorithm>
#include <numeric>

#include "projections/apply.hpp"
#include "storage/sha256.hpp"

namespace imaginons::projections {

namespace {

using events::Bytes;
using storage::Digest;

class RowBytes {
  public:
    template <class T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
    void add(T value) { append(&value, sizeof value); }
    template <events::IdLike T>
    void add(const T& id) {
        append(&id, 16);
    }
    void add(const std::string& text) {
        count(text.size());
        append(text.data(), text.size());
    }
    template <class T>
    void add(const std::vector<T>& list) {
        count(list.size());
        for (const T& item : list) add(item);
    }
    void add(const events::Phase& phase) {
        add(phase.starts_on());
        add(phase.ends_on());
        add(phase.kind());
    }
    void add(const Tally& tally) {
        add(tally.for_);
        add(tally.neutral);
        add(tally.against);
        add(tally.superseded);
    }
    void count(std::size_t size) { add(static_cast<std::uint32_t>(size)); }
    void append(const void* data, std::size_t size) {
        const auto* bytes = static_cast<const std::uint8_t*>(data);
        bytes_.insert(bytes_.end(), bytes, bytes + size);
    }

    Bytes bytes() const { return bytes_; }
    void clear() { bytes_.clear(); }

  private:
    std::vector<std::uint8_t> bytes_;
};

// Two numbers that are ordered as the token's bytes are: a million of them are sorted.
struct TokenStance {
    std::uint64_t first;
    std::uint64_t second;
    std::uint64_t seq;
    std::uint32_t token;
    events::Stance stance;
};

// Nil if there is no such row.
template <class Row>
auto id_at(const std::vector<Row>& rows, std::uint32_t position) {
    return position == Proposal::none ? decltype(Row::id){} : rows[position].id;
}

class Digester {
  public:
    explicit Digester(const Views& views) : views_(views) {}

    Digests run() {
        charter();
        people();
        projects();
        proposals();
        arguments();
        feed();
        return {views_.position, hex_of(tables_public_), hex_of(tables_full_)};
    }

  private:
    void charter() {
        for (const CharterVersion& row : views_.charter) {
            public_.add(row.version);
            public_.add(row.seq);
            public_.add(row.published_at_ms);
            words(row.words);
            end_row();
        }
        end_table();
    }

    void people() {
        each_by_id(views_.people, [&](const Person& row) {
            public_.add(row.id);
            public_.add(row.name_seq);
            public_.add(row.joined_at_ms);
            public_.add(row.email_confirmed);
            public_.add(row.charter_version);
            public_.add(row.erased);
            public_.add(row.seqs);
            public_.add(row.touched);
            sealed_.add(row.pseudonym);
        });
    }

    void projects() {
        each_by_id(views_.projects, [&](const Project& row) {
            const bool owned = row.owner_kind == events::OwnerKind::person;
            public_.add(row.id);
            public_.add(row.origin);
            public_.add(row.owner_kind);
            public_.add(owned ? views_.people[row.owner].id : events::PersonId{});
            public_.add(row.level);
            public_.add(row.stance_choice);
            public_.add(row.phases);
            public_.add(row.current_phase);
            public_.add(row.opened_at_ms);
            public_.add(row.stances);
            public_.add(row.arguments);
            public_.add(row.seqs);
            public_.add(row.touched);
            words(row.words);
            public_.count(row.milestones.size());
            for (const Milestone& milestone : row.milestones) add(milestone);
            public_.count(row.news.size());
            for (const News& news : row.news) add(news);
        });
    }

    void add(const Milestone& row) {
        public_.add(row.id);
        public_.add(row.due_on);
        public_.add(row.progress_percent);
        public_.add(row.reached);
        public_.add(row.updated_at_ms);
        words(row.words);
    }

    void add(const News& row) {
        public_.add(row.id);
        public_.add(row.published_at_ms);
        words(row.words);
    }

    void proposals() {
        each_by_id(views_.proposals, [&](const Proposal& row) {
            public_.add(row.id);
            public_.add(row.origin);
            public_.add(row.kind);
            public_.add(row.state);
            public_.add(id_at(views_.projects, row.project));
            public_.add(views_.people[row.author].id);
            public_.add(row.amends);
            public_.add(row.version);
            public_.add(row.created_at_ms);
            public_.add(row.edited_at_ms);
            public_.add(row.shown_arguments);
            public_.add(row.reason_seq);
            public_.add(row.touched);
            words(row.words);
            sealed_.add(row.reason);
            stances(row);
        });
    }

    void arguments() {
        each_by_id(views_.arguments, [&](const Argument& row) {
            public_.add(row.id);
            public_.add(row.origin);
            public_.add(row.state);
            public_.add(id_at(views_.proposals, row.proposal));
            public_.add(id_at(views_.arguments, row.parent));
            public_.add(views_.people[row.author].id);
            public_.add(row.side);
            public_.add(row.source);
            public_.add(row.created_at_ms);
            words(row.words);
            stances(row);
        });
    }

    void feed() {
        for (const FeedItem& row : views_.feed) {
            public_.add(row.seq);
            public_.add(row.at_ms);
            public_.add(row.what);
            public_.add(id_at(views_.projects, row.project));
            public_.add(id_at(views_.proposals, row.proposal));
            public_.add(id_at(views_.arguments, row.argument));
            public_.add(id_at(views_.people, row.person));
            public_.add(row.detail);
            end_row();
        }
        end_table();
    }

    // Tally, own stream, and what each token now thinks, by token.
    template <class Row>
    void stances(const Row& row) {
        public_.add(row.tally);
        public_.add(row.seqs);
        stances_.clear();
        row.stances.for_each([&](std::uint32_t number, events::Stance stance, std::uint32_t at) {
            const events::Token& token = views_.tokens.at(number);
            stances_.push_back({__builtin_bswap64(token.hi()), __builtin_bswap64(token.lo()),
                                row.seqs[at], number, stance});
        });
        std::sort(stances_.begin(), stances_.end(), [](const TokenStance& a, const TokenStance& b) {
            return a.first != b.first ? a.first < b.first : a.second < b.second;
        });
        public_.count(stances_.size());
        for (const TokenStance& one : stances_) {
            public_.add(views_.tokens.at(one.token));
            public_.add(one.stance);
            public_.add(one.seq);
        }
    }

    void words(const Words& words) {
        public_.add(words.seq);
        public_.add(words.official);
        RowBytes& row = words.official ? public_ : sealed_;
        row.add(words.title);
        row.add(words.body);
        row.add(words.url);
        row.add(words.phases);
    }

    template <class Row, class F>
    void each_by_id(const std::vector<Row>& rows, F&& f) {
        std::vector<std::uint32_t> order(rows.size());
        std::iota(order.begin(), order.end(), 0U);
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return events::ByBytes{}(rows[a].id, rows[b].id);
        });
        for (const std::uint32_t position : order) {
            f(rows[position]);
            end_row();
        }
        end_table();
    }

    void end_row() {
        const Digest without_words = storage::sha256(public_.bytes());
        const Digest with_words = storage::sha256({public_.bytes(), sealed_.bytes()});
        rows_public_.append(without_words.data(), without_words.size());
        rows_full_.append(with_words.data(), with_words.size());
        public_.clear();
        sealed_.clear();
    }

    void end_table() {
        const Digest without_words = storage::sha256(rows_public_.bytes());
        const Digest with_words = storage::sha256(rows_full_.bytes());
        tables_public_.append(without_words.data(), without_words.size());
        tables_full_.append(with_words.data(), with_words.size());
        rows_public_.clear();
        rows_full_.clear();
    }

    std::string hex_of(const RowBytes& tables) const {
        RowBytes position;
        position.add(views_.position);
        const Digest digest = storage::sha256(
            {storage::as_bytes("imaginons/views/v1\n"), position.bytes(), tables.bytes()});
        constexpr std::string_view digits = "0123456789abcdef";
        std::string hex;
        for (const std::uint8_t byte : digest) {
            hex += digits[byte >> 4];
            hex += digits[byte & 15];
        }
        return hex;
    }

    const Views& views_;
    RowBytes public_;  // the row at hand
    RowBytes sealed_;
    RowBytes rows_public_;  // digests of the table at hand
    RowBytes rows_full_;
    RowBytes tables_public_;
    RowBytes tables_full_;
    std::vector<TokenStance> stances_;
};

}  // namespace

Digests digests(const Views& views) {
    return Digester(views).run();
}

}  // namespace imaginons::projections
