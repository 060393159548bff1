#include "events/well_formed.hpp"

#include <algorithm>
#include <bit>

#include "events/fact.hpp"
#include "events/layout.hpp"
#include "events/limits.hpp"

namespace imaginons::events {

namespace {

using flatbuffers::ReadScalar;
using flatbuffers::soffset_t;
using flatbuffers::uoffset_t;
using flatbuffers::voffset_t;
using layout::Check;
using layout::Slot;

// The file's root offset and its identifier.
constexpr std::size_t header_bytes = 8;
// FlatBuffers aligns to 8 at most, so its padding is shorter.
constexpr std::size_t most_padding = 7;

bool all_zero(const std::uint8_t* from, const std::uint8_t* to) {
    return std::all_of(from, to, [](std::uint8_t byte) { return byte == 0; });
}

// Which bytes of one table its fields own.
class Owned {
  public:
    // False if somebody else owns one of them. size <= 64.
    bool take(std::size_t offset, std::size_t size) {
        const std::uint64_t ones = size == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << size) - 1;
        const std::size_t word = offset / 64;
        const std::size_t bit = offset % 64;
        const std::uint64_t low = ones << bit;
        const std::uint64_t high = bit == 0 ? 0 : ones >> (64 - bit);
        const bool free = (words_[word] & low) == 0 && (words_[word + 1] & high) == 0;
        words_[word] |= low;
        words_[word + 1] |= high;
        return free;
    }

    // True if every byte of the first `size` that nobody owns is zero.
    bool rest_is_zero(const std::uint8_t* bytes, std::size_t size) const {
        for (std::size_t word = 0; word * 64 < size; ++word) {
            const std::size_t left = size - word * 64;
            std::uint64_t rest = ~words_[word];
            if (left < 64) rest &= (std::uint64_t{1} << left) - 1;
            for (; rest != 0; rest &= rest - 1) {
                if (bytes[word * 64 + static_cast<std::size_t>(std::countr_zero(rest))] != 0)
                    return false;
            }
        }
        return true;
    }

  private:
    std::array<std::uint64_t, layout::table_bytes / 64 + 1> words_{};
};

// Walks bytes that the FlatBuffers verifier has found safe to read, and keeps the place of every
// part that it reaches: at the end no byte may be left over that is neither reached nor padding.
// Each function returns what is wrong, or null.
class Walk {
  public:
    explicit Walk(Bytes bytes) : bytes_(bytes) {}

    const char* root(const layout::Table& type) {
        reached(bytes_.data(), header_bytes);
        if (const char* defect = table(bytes_.data() + ReadScalar<uoffset_t>(bytes_.data()), type))
            return defect;
        return defect_between_parts();
    }

  private:
    void reached(const std::uint8_t* from, std::size_t size) {
        const auto begin = static_cast<std::uint64_t>(from - bytes_.data());
        if (count_ < parts_.size()) parts_[count_] = begin << 32 | (begin + size);
        ++count_;
    }

    const char* table(const std::uint8_t* table, const layout::Table& type) {
        const std::uint8_t* vtable = table - ReadScalar<soffset_t>(table);
        const std::size_t vtable_size = ReadScalar<voffset_t>(vtable);
        if (vtable_size < 2 * sizeof(voffset_t)) return "its FlatBuffer is damaged";
        const std::size_t size = ReadScalar<voffset_t>(vtable + sizeof(voffset_t));
        if (size < sizeof(soffset_t) || size > layout::table_bytes || size > room_after(table)) {
            return "its FlatBuffer is damaged";
        }
        reached(vtable, vtable_size);
        reached(table, size);

        const std::size_t fields = vtable_size / sizeof(voffset_t) - 2;
        if (fields > type.slots.size()) return "it has a field that this schema does not know";
        Owned owned;
        owned.take(0, sizeof(soffset_t));
        const std::uint8_t* previous = nullptr;
        for (std::size_t i = 0; i < fields; ++i) {
            const std::size_t at = ReadScalar<voffset_t>(vtable + (i + 2) * sizeof(voffset_t));
            const Slot& slot = type.slots[i];
            const std::uint8_t* value = at == 0 ? nullptr : table + at;
            if (value != nullptr) {
                const std::size_t value_size = slot.repeated ? sizeof(uoffset_t) : slot.size;
                if (at + value_size > size || !owned.take(at, value_size))
                    return "its parts overlap";
                const char* defect =
                    slot.repeated ? list(value, slot) : field(value, previous, slot);
                if (defect != nullptr) return defect;
            }
            previous = value;
        }
        return owned.rest_is_zero(table, size) ? nullptr : "its padding is not zero";
    }

    const char* field(const std::uint8_t* value, const std::uint8_t* previous, const Slot& slot) {
        if (slot.check == Check::any) return nullptr;
        if (slot.check == Check::union_value) {
            const layout::Table* member =
                previous == nullptr ? nullptr : (*slot.members)[*previous];
            return member == nullptr ? "its kind is unknown" : table(follow(value), *member);
        }
        return element(value, slot);
    }

    const char* element(const std::uint8_t* value, const Slot& slot) {
        switch (slot.check) {
            case Check::any:
            case Check::union_number:
            case Check::union_value: return nullptr;
            case Check::flag: return *value <= 1 ? nullptr : "a flag is neither true nor false";
            case Check::enumeration:
                return *value < 64 && (slot.numbers >> *value & 1) != 0 ? nullptr
                                                                        : "an enum is out of range";
            case Check::time:
                return in_calendar(ReadScalar<std::int64_t>(value), 86'400'000)
                           ? nullptr
                           : "a time is out of range";
            case Check::date:
                return in_calendar(ReadScalar<std::int32_t>(value), 1) ? nullptr
                                                                       : "a date is out of range";
            case Check::structure: return structure(value, *slot.type);
            case Check::string: return string(follow(value));
            case Check::table: return table(follow(value), *slot.type);
        }
        return nullptr;
    }

    const char* structure(const std::uint8_t* value, const layout::Table& type) {
        for (const Slot& slot : type.slots) {
            if (const char* defect = element(value + slot.offset, slot)) return defect;
        }
        const bool clean = std::all_of(type.padding.begin(), type.padding.end(),
                                       [value](std::uint8_t offset) { return value[offset] == 0; });
        return clean ? nullptr : "its padding is not zero";
    }

    const char* string(const std::uint8_t* string) {
        const std::size_t size = ReadScalar<uoffset_t>(string);
        reached(string, sizeof(uoffset_t) + size + 1);
        const auto* text = reinterpret_cast<const char*>(string + sizeof(uoffset_t));
        return valid_utf8({text, size}) ? nullptr : "a string is not UTF-8";
    }

    const char* list(const std::uint8_t* value, const Slot& slot) {
        const std::uint8_t* vector = follow(value);
        const std::size_t size = ReadScalar<uoffset_t>(vector);
        if (size > limits::phases) return "a list is too long";
        reached(vector, sizeof(uoffset_t) + size * slot.size);
        for (std::size_t i = 0; i < size; ++i) {
            const std::uint8_t* at = vector + sizeof(uoffset_t) + i * slot.size;
            if (const char* defect = element(at, slot)) return defect;
        }
        return nullptr;
    }

    // FlatBuffers lets two tables share a vtable; nothing else may lie over anything.
    const char* defect_between_parts() {
        if (count_ > parts_.size()) return "it has too many parts";
        sort_parts();
        std::size_t end = 0;
        for (std::size_t i = 0; i < count_; ++i) {
            const std::size_t from = parts_[i] >> 32;
            const std::size_t to = parts_[i] & 0xFFFFFFFF;
            if (i != 0 && parts_[i] == parts_[i - 1]) continue;
            if (from < end) return "its parts overlap";
            if (const char* defect = defect_in_gap(end, from)) return defect;
            end = to;
        }
        return defect_in_gap(end, bytes_.size());
    }

    // By insertion: there are few, and most are met in order.
    void sort_parts() {
        for (std::size_t i = 1; i < count_; ++i) {
            const std::uint64_t part = parts_[i];
            std::size_t at = i;
            for (; at > 0 && parts_[at - 1] > part; --at) parts_[at] = parts_[at - 1];
            parts_[at] = part;
        }
    }

    const char* defect_in_gap(std::size_t from, std::size_t to) const {
        if (to - from > most_padding) return "it holds bytes that belong to nothing";
        return all_zero(bytes_.data() + from, bytes_.data() + to) ? nullptr
                                                                  : "its padding is not zero";
    }

    std::size_t room_after(const std::uint8_t* from) const {
        return bytes_.size() - static_cast<std::size_t>(from - bytes_.data());
    }

    static const std::uint8_t* follow(const std::uint8_t* offset) {
        return offset + ReadScalar<uoffset_t>(offset);
    }

    // From 0000-01-01 to 9999-12-31, in units of which there are so many a day.
    static bool in_calendar(std::int64_t value, std::int64_t units_a_day) {
        constexpr std::int64_t first_day = -719'528;
        constexpr std::int64_t day_after_last = 2'932'897;
        return value >= first_day * units_a_day && value < day_after_last * units_a_day;
    }

    Bytes bytes_;
    std::size_t count_ = 0;
    // Begin and end of each part, as begin << 32 | end: quick to sort. Left as they are until
    // written.
    std::array<std::uint64_t, limits::parts> parts_;
};

const char* defect_of_frame(Bytes bytes, const char* identifier, std::size_t most) {
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 != 0) return "its bytes are not aligned";
    if (bytes.size() < header_bytes + sizeof(soffset_t)) return "it is too short";
    if (bytes.size() > most) return "it is too long";
    if (!flatbuffers::BufferHasIdentifier(bytes.data(), identifier))
        return "its identifier is wrong";
    return nullptr;
}

const char* defect_of_envelope(const schema::Event& event) {
    if (event.id() == nullptr || is_nil(*event.id())) return "it has no id";
    if (event.request() == nullptr || event.request_hash() == nullptr) return "it has no request";
    if (event.payload() == nullptr) return "it has no payload";
    if (event.schema() == 0) return "it has no schema number";
    if (event.origin() != nullptr && event.origin()->size() > limits::origin_bytes)
        return "its origin is too long";
    return nullptr;
}

}  // namespace

const char* defect_of(Bytes bytes) {
    if (const char* defect = defect_of_frame(bytes, schema::EventIdentifier(), limits::event_bytes))
        return defect;
    flatbuffers::Verifier verifier(bytes.data(), bytes.size(), limits::verifier_depth,
                                   limits::verifier_tables);
    if (!schema::VerifyEventBuffer(verifier)) return "its FlatBuffer is damaged";
    if (const char* defect = defect_of_envelope(*schema::GetEvent(bytes.data()))) return defect;
    return Walk(bytes).root(layout::of_event());
}

const char* defect_of_text(Bytes bytes) {
    if (const char* defect = defect_of_frame(bytes, text_identifier, limits::sealed_bytes))
        return defect;
    flatbuffers::Verifier verifier(bytes.data(), bytes.size(), limits::verifier_depth,
                                   limits::verifier_tables);
    if (!verifier.VerifyBuffer<schema::Text>(text_identifier)) return "its FlatBuffer is damaged";
    return Walk(bytes).root(layout::of_text());
}

bool valid_utf8(std::string_view text) {
    const auto* p = reinterpret_cast<const unsigned char*>(text.data());
    const auto* end = p + text.size();
    auto tail = [&](int n) {
        for (int i = 1; i <= n; ++i) {
            if ((p[i] & 0xC0) != 0x80) return false;
        }
        return true;
    };
    while (p != end) {
        std::uint64_t eight;
        while (end - p >= 8 && (std::memcpy(&eight, p, 8), (eight & 0x8080808080808080) == 0))
            p += 8;
        if (p == end) return true;
        if (*p < 0x80) {
            ++p;
            continue;
        }
        const int n = *p >= 0xF0 ? 3 : *p >= 0xE0 ? 2 : 1;
        if (*p < 0xC2 || *p > 0xF4 || end - p <= n || !tail(n)) return false;
        if (*p == 0xE0 && p[1] < 0xA0) return false;
        if (*p == 0xED && p[1] > 0x9F) return false;
        if (*p == 0xF0 && p[1] < 0x90) return false;
        if (*p == 0xF4 && p[1] > 0x8F) return false;
        p += n + 1;
    }
    return true;
}

}  // namespace imaginons::events
