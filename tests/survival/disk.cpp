#include "tests/survival/disk.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cassert>
#include <fstream>
#include <stdexcept>

namespace imaginons::survival {

namespace fs = std::filesystem;

namespace {

std::string rubbish(std::size_t bytes, Random& random) {
    std::string out(bytes, '\0');
    for (char& c : out) c = static_cast<char>(random());
    return out;
}

template <class Names, class Renaming>
void carry_out(std::vector<Names>& names, const Renaming& renaming) {
    if (renaming.leaves) {
        Names& from = names[renaming.from.directory];
        const auto there = from.find(renaming.from.name);
        if (there != from.end() && there->second == renaming.node) from.erase(there);
    }
    if (renaming.comes) names[renaming.to.directory][renaming.to.name] = renaming.node;
    if (renaming.other != 0) names[renaming.from.directory][renaming.from.name] = renaming.other;
}

}  // namespace

Disk::Disk(fs::path root) : root_(root.string()), nodes_(1) {
    nodes_[0].is_directory = true;
}

Disk::Place Disk::place_of(const std::string& path) const {
    assert(path.starts_with(root_) && path.size() > root_.size());
    std::size_t directory = 0;
    std::size_t at = root_.size() + 1;
    for (;;) {
        const std::size_t slash = path.find('/', at);
        if (slash == std::string::npos) return {directory, path.substr(at)};
        directory = nodes_[directory].live_names.at(path.substr(at, slash - at));
        at = slash + 1;
    }
}

std::size_t Disk::node_at(const std::string& path) const {
    if (path == root_) return 0;
    const Place place = place_of(path);
    return nodes_[place.directory].live_names.at(place.name);
}

std::size_t Disk::make(const std::string& path, bool is_directory) {
    const std::size_t node = nodes_.size();
    nodes_.emplace_back().is_directory = is_directory;
    change_names({.node = node, .comes = true, .to = place_of(path)});
    return node;
}

void Disk::change_names(Renaming renaming) {
    std::vector<Names> live;
    for (Node& node : nodes_) live.push_back(std::move(node.live_names));
    carry_out(live, renaming);
    for (std::size_t i = 0; i < nodes_.size(); ++i) nodes_[i].live_names = std::move(live[i]);
    renamings_.push_back(std::move(renaming));
}

void Disk::write(Node& node, std::size_t at, std::string_view bytes) {
    if (at + bytes.size() > node.live.size()) {
        node.live.resize(at + bytes.size(), '\0');
        node.sizes.push_back(node.live.size());
    }
    node.live.replace(at, bytes.size(), bytes);
    while (!bytes.empty()) {
        const std::size_t page = at / page_bytes;
        const std::size_t in_page = at % page_bytes;
        const std::size_t size = std::min(bytes.size(), page_bytes - in_page);
        node.pending[page].push_back({in_page, std::string(bytes.substr(0, size))});
        node.dirty.insert(page);
        bytes.remove_prefix(size);
        at += size;
    }
}

void Disk::resize(Node& node, std::size_t size) {
    const std::size_t before = node.live.size();
    if (size < before) write(node, size, std::string(before - size, '\0'));
    node.live.resize(size, '\0');
    node.sizes.push_back(size);
}

// These pages, and the size, are on the disk.
void Disk::settle(Node& node, const std::set<std::size_t>& pages) {
    node.durable.resize(node.live.size(), '\0');
    node.sizes.clear();
    for (const std::size_t page : pages) {
        const std::size_t at = page * page_bytes;
        if (at < node.live.size()) {
            node.durable.replace(at, page_bytes, node.live.substr(at, page_bytes));
        }
        node.pending.erase(page);
        node.dirty.erase(page);
    }
}

void Disk::settle_names(std::size_t directory) {
    std::vector<Renaming> rest;
    std::vector<Names> durable;
    for (Node& node : nodes_) durable.push_back(std::move(node.durable_names));
    for (Renaming& renaming : renamings_) {
        const bool touched = (renaming.leaves && renaming.from.directory == directory) ||
                             (renaming.comes && renaming.to.directory == directory);
        if (touched) {
            carry_out(durable, renaming);
        } else {
            rest.push_back(std::move(renaming));
        }
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) nodes_[i].durable_names = std::move(durable[i]);
    renamings_ = std::move(rest);
}

void Disk::open(const Record& record) {
    const int flags = static_cast<int>(record.number);
    std::size_t node = 0;
    if (record.text != root_) {
        const Place place = place_of(record.text);
        const Names& names = nodes_[place.directory].live_names;
        const auto known = names.find(place.name);
        node = known != names.end() ? known->second : make(record.text, false);
    }
    if ((flags & O_TRUNC) != 0 && !nodes_[node].live.empty()) resize(nodes_[node], 0);
    open_[record.fd] = {node, (flags & (O_DSYNC | O_SYNC)) != 0};
}

void Disk::begin(const Record& record) {
    switch (record.did) {
        case Did::start: open_.clear(); return;
        case Did::open: open(record); return;
        case Did::close: open_.erase(record.fd); return;
        case Did::write:
        case Did::write_failed: {
            write(nodes_[open_.at(record.fd).node], record.number, record.text);
            return;
        }
        case Did::truncate: {
            const std::size_t node =
                record.fd < 0 ? node_at(record.text) : open_.at(record.fd).node;
            resize(nodes_[node], record.number);
            return;
        }
        case Did::rename: {
            change_names({.node = node_at(record.text),
                          .leaves = true,
                          .comes = true,
                          .from = place_of(record.text),
                          .to = place_of(record.other)});
            return;
        }
        case Did::exchange: {
            change_names({.node = node_at(record.text),
                          .leaves = true,
                          .comes = true,
                          .other = node_at(record.other),
                          .from = place_of(record.text),
                          .to = place_of(record.other)});
            return;
        }
        case Did::unlink: {
            change_names(
                {.node = node_at(record.text), .leaves = true, .from = place_of(record.text)});
            return;
        }
        case Did::mkdir: make(record.text, true); return;
        case Did::sync:
        case Did::sync_failed:
        case Did::tell:
        case Did::fault: return;
    }
}

std::set<std::size_t> Disk::pages_of(const Record& write) {
    std::set<std::size_t> pages;
    const std::size_t end = write.number + write.text.size();
    for (std::size_t page = write.number / page_bytes; page * page_bytes < end; ++page) {
        pages.insert(page);
    }
    return pages;
}

void Disk::finish(const Record& record) {
    if (record.did == Did::sync) {
        const std::size_t node = open_.at(record.fd).node;
        settle(nodes_[node], std::set<std::size_t>(nodes_[node].dirty));
        if (nodes_[node].is_directory) settle_names(node);
    } else if (record.did == Did::sync_failed) {
        nodes_[open_.at(record.fd).node].dirty.clear();
    } else if (record.did == Did::write && open_.at(record.fd).syncs_itself) {
        settle(nodes_[open_.at(record.fd).node], pages_of(record));
    } else if (record.did == Did::write_failed) {
        for (const std::size_t page : pages_of(record)) {
            nodes_[open_.at(record.fd).node].dirty.erase(page);
        }
    }
}

bool Disk::holds_unsynced() const {
    return !renamings_.empty() || std::any_of(nodes_.begin(), nodes_.end(), [](const Node& node) {
        return !node.pending.empty() || !node.sizes.empty();
    });
}

std::string Disk::content(const Node& node, Fate fate, Random& random) const {
    if (fate == Fate::dropped) return node.durable;
    if (fate == Fate::kept) return node.live;
    std::size_t size = node.durable.size();
    if (!node.sizes.empty() && random() % 3 != 0) size = node.sizes[random() % node.sizes.size()];
    std::string bytes = node.durable;
    if (size > bytes.size()) {
        const std::size_t more = size - bytes.size();
        bytes += random() % 4 == 0 ? rubbish(more, random) : std::string(more, '\0');
    }
    const std::size_t step = fate == Fate::torn_by_sector ? sector_bytes : page_bytes;
    for (const auto& [page, pieces] : node.pending) {
        for (std::size_t from = 0; from < page_bytes; from += step) {
            const std::size_t versions = random() % (pieces.size() + 1);
            for (std::size_t i = 0; i < versions; ++i) {
                const Piece& piece = pieces[i];
                const std::size_t begin = std::max(from, piece.at);
                const std::size_t end = std::min(from + step, piece.at + piece.bytes.size());
                const std::size_t at = page * page_bytes + begin;
                if (begin >= end || at >= bytes.size()) continue;
                const std::size_t fits = std::min(end - begin, bytes.size() - at);
                bytes.replace(at, fits, piece.bytes, begin - piece.at, fits);
            }
        }
    }
    bytes.resize(size, '\0');
    return bytes;
}

std::vector<Disk::Names> Disk::names(Fate fate, Random& random) const {
    std::vector<Names> names;
    for (const Node& node : nodes_) names.push_back(node.durable_names);
    if (fate == Fate::dropped) return names;
    // A journal keeps their order; POSIX does not ask for one.
    const bool in_order = fate == Fate::kept || random() % 2 == 0;
    std::size_t most = renamings_.size();
    if (in_order && fate != Fate::kept) most = random() % (most + 1);
    for (std::size_t i = 0; i < most; ++i) {
        if (in_order || random() % 2 == 0) carry_out(names, renamings_[i]);
    }
    return names;
}

void Disk::write_image(const fs::path& to, Fate fate, Random& random) const {
    const std::vector<Names> all = names(fate, random);
    std::vector<std::pair<std::size_t, fs::path>> directories{{0, to}};
    while (!directories.empty()) {
        const auto [directory, path] = directories.back();
        directories.pop_back();
        for (const auto& [name, node] : all[directory]) {
            if (nodes_[node].is_directory) {
                fs::create_directory(path / name);
                fs::permissions(path / name, fs::perms::owner_all);
                directories.emplace_back(node, path / name);
                continue;
            }
            std::ofstream out(path / name, std::ios::binary);
            out << content(nodes_[node], fate, random);
            out.close();
            if (!out) throw std::runtime_error("cannot write " + (path / name).string());
            fs::permissions(path / name, fs::perms::owner_read | fs::perms::owner_write);
        }
    }
}

}  // namespace imaginons::survival
