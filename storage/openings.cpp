#include "storage/openings.hpp"

#include <cstring>
#include <fstream>
#include <sstream>

#include "events/codec.hpp"
#include "events/limits.hpp"
#include "events/well_formed.hpp"
#include "storage/error.hpp"

namespace imaginons::storage {

namespace {

constexpr std::size_t head_bytes = 8 + 32 + 4;

// One opening from the front of `left`, which it shortens.
std::optional<Opening> take_opening(Bytes& left) {
    if (left.size() < head_bytes) return std::nullopt;
    Opening opening;
    std::uint32_t length = 0;
    std::memcpy(&opening.seq, left.data(), 8);
    std::memcpy(opening.opened.r.data(), left.data() + 8, 32);
    std::memcpy(&length, left.data() + 40, 4);
    left = left.subspan(head_bytes);
    if (length > events::limits::sealed_bytes || length > left.size()) return std::nullopt;
    opening.opened.plaintext.assign(left.begin(), left.begin() + length);
    left = left.subspan(length);
    return opening;
}

std::string bytes_of_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    if (!in) throw Error("cannot read " + file.string());
    return std::move(bytes).str();
}

}  // namespace

void append_opening(std::string& out, const Opening& opening) {
    const auto length = static_cast<std::uint32_t>(opening.opened.plaintext.size());
    std::array<char, head_bytes> head;
    std::memcpy(head.data(), &opening.seq, 8);
    std::memcpy(head.data() + 8, opening.opened.r.data(), 32);
    std::memcpy(head.data() + 40, &length, 4);
    out.append(head.data(), head.size());
    out.append(reinterpret_cast<const char*>(opening.opened.plaintext.data()), length);
}

std::optional<std::vector<Opening>> openings_in(std::string_view bytes) {
    std::vector<Opening> out;
    for (Bytes left = as_bytes(bytes); !left.empty();) {
        auto opening = take_opening(left);
        if (!opening || (!out.empty() && opening->seq <= out.back().seq)) return std::nullopt;
        out.push_back(std::move(*opening));
    }
    return out;
}

const char* defect_of_opening(const Opening& opening, Bytes event) {
    const schema::Event& stored = events::event_in(event);
    if (stored.commitment() == nullptr || stored.id() == nullptr) {
        return "an opening belongs to no commitment";
    }
    const Opened& opened = opening.opened;
    if (!(commitment_of(opened.r, *stored.id(), opened.plaintext) == *stored.commitment())) {
        return "the opening is not what the event committed to";
    }
    return events::defect_of_text(opened.plaintext);
}

Openings Openings::load(const std::filesystem::path& dir) {
    Openings all;
    if (!std::filesystem::exists(dir)) return all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
        if (!entry.is_regular_file() || entry.path().extension() == ".new") continue;
        auto openings = openings_in(bytes_of_file(entry.path()));
        if (!openings) throw Error(entry.path().string() + " is damaged: mirror the log again");
        for (Opening& opening : *openings) {
            const std::uint64_t seq = opening.seq;
            all.by_seq_.emplace(seq, std::move(opening));
        }
    }
    return all;
}

const Opening* Openings::find(std::uint64_t seq) const {
    const auto found = by_seq_.find(seq);
    return found == by_seq_.end() ? nullptr : &found->second;
}

}  // namespace imaginons::storage
