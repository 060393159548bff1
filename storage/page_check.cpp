// The layout is that of LMDB 0.9 with 64-bit pointers (mdb.c: MDB_page, MDB_node, MDB_db,
// MDB_meta), little-endian; tests/storage/page_check_test.cpp holds it against files that LMDB
// writes.
#include "storage/page_check.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

#include "storage/error.hpp"

namespace imaginons::storage {

namespace {

constexpr std::uint16_t branch_flag = 0x01;
constexpr std::uint16_t leaf_flag = 0x02;
constexpr std::uint16_t overflow_flag = 0x04;
constexpr std::uint16_t meta_flag = 0x08;
constexpr std::uint16_t node_is_big = 0x01;
constexpr std::uint16_t node_is_table = 0x02;
constexpr std::uint16_t number_keys_flag = 0x08;
// In the heads of an environment whose file was made under a name of its own (MDB_NOSUBDIR).
constexpr std::uint16_t made_as_file_flag = 0x4000;
constexpr std::uint32_t magic = 0xBEEFC0DE;
constexpr std::uint32_t version = 1;
constexpr std::uint64_t no_page = ~std::uint64_t{0};
constexpr std::size_t longest_key = 511;
constexpr unsigned deepest = 32;
// Half of what a process of a 64-bit machine can address.
constexpr std::uint64_t largest_map = std::uint64_t{1} << 46;

struct PageHead {
    std::uint64_t number;
    std::uint16_t pad;
    std::uint16_t flags;
    std::uint16_t lower;
    std::uint16_t upper;
    // Of an overflow run, in the place of lower and upper.
    std::uint32_t run() const { return lower | std::uint32_t{upper} << 16; }
};
static_assert(sizeof(PageHead) == 16);

struct NodeHead {
    std::uint16_t low;
    std::uint16_t high;
    std::uint16_t flags;
    std::uint16_t key_bytes;
    std::size_t value_bytes() const { return low | std::size_t{high} << 16; }
    std::uint64_t child() const { return value_bytes() | std::uint64_t{flags} << 32; }
};
static_assert(sizeof(NodeHead) == 8);

struct Tree {
    std::uint32_t pad;
    std::uint16_t flags;
    std::uint16_t depth;
    std::uint64_t branches;
    std::uint64_t leaves;
    std::uint64_t overflows;
    std::uint64_t entries;
    std::uint64_t root;
};
static_assert(sizeof(Tree) == 48);

struct Meta {
    std::uint32_t magic;
    std::uint32_t version;
    std::uint64_t address;
    std::uint64_t map_bytes;
    Tree free;
    Tree main;
    std::uint64_t last_page;
    std::uint64_t txn;
};
static_assert(sizeof(Meta) == 136);

struct Defect {
    std::string text;
};

[[noreturn]] void found(const std::string& what) {
    throw Defect{what};
}
[[noreturn]] void found(std::uint64_t page, const char* what) {
    throw Defect{"page " + std::to_string(page) + ": " + what};
}

class Mapped {
  public:
    explicit Mapped(const std::filesystem::path& file) {
        const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat about {};
        if (fd < 0 || ::fstat(fd, &about) != 0) {
            if (fd >= 0) ::close(fd);
            throw Error("cannot read " + file.string() + ": " + std::strerror(errno));
        }
        size_ = static_cast<std::size_t>(about.st_size);
        if (size_ > 0) data_ = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd, 0);
        ::close(fd);
        if (data_ == MAP_FAILED) throw Error("cannot map " + file.string());
    }
    ~Mapped() {
        if (size_ > 0) ::munmap(data_, size_);
    }
    Mapped(const Mapped&) = delete;
    Mapped& operator=(const Mapped&) = delete;

    std::size_t size() const { return size_; }
    const std::uint8_t* at(std::size_t offset) const {
        return static_cast<const std::uint8_t*>(data_) + offset;
    }

  private:
    void* data_ = nullptr;
    std::size_t size_ = 0;
};

template <class T>
T copied(const std::uint8_t* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

using Key = std::span<const std::uint8_t>;

bool less(Key a, Key b, bool numbers) {
    if (numbers) return copied<std::uint64_t>(a.data()) < copied<std::uint64_t>(b.data());
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

// Which pages have an owner. A page is owned by one tree, or is free, or was never used.
class Owners {
  public:
    explicit Owners(std::uint64_t pages) : used_(pages), free_(pages) {}
    void use(std::uint64_t page) {
        if (page >= used_.size()) found(page, "it lies beyond the last page");
        if (used_[page] || free_[page]) found(page, "two own it");
        used_[page] = true;
    }
    void release(std::uint64_t page) {
        if (page >= used_.size()) found(page, "it is free, but lies beyond the last page");
        if (used_[page] || free_[page]) found(page, "it is free and in use");
        free_[page] = true;
    }

  private:
    std::vector<bool> used_;
    std::vector<bool> free_;
};

class PageCheck {
  public:
    PageCheck(const std::filesystem::path& file, std::span<const ExpectedTable> tables)
        : file_(file), tables_(tables) {}

    void check() {
        const Meta meta = newest_meta();
        if (meta.last_page >= file_.size()) found(0, "the last page is not in the file");
        Owners owners(meta.last_page + 1);
        owners.use(0);
        owners.use(1);
        owners_ = &owners;
        last_page_ = meta.last_page;
        newest_txn_ = meta.txn;
        if (meta.main.flags != 0 || meta.main.pad != 0) found("the table of tables is damaged");
        walk(meta.main, false,
             [this](Key key, Key value, bool is_table) { check_table(key, value, is_table); });
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            if (!seen_[i] && !tables_[i].came_later) found("a table is missing");
        }
        walk(meta.free, true,
             [this](Key key, Key value, bool is_table) { check_free_list(key, value, is_table); });
    }

  private:
    using Row = std::function<void(Key key, Key value, bool is_table)>;

    // What one walk over a tree has counted and seen.
    struct Walk {
        Tree tree;
        bool numbers;
        const Row& row;
        std::uint64_t branches = 0;
        std::uint64_t leaves = 0;
        std::uint64_t overflows = 0;
        std::uint64_t entries = 0;
        Key last{};       // key of the last row
        Key separator{};  // what the next row must not be below
        bool any = false;
    };

    Meta newest_meta();
    Meta meta_at(std::size_t page, std::size_t page_bytes) const;
    PageHead head_of(std::uint64_t page) const;
    void walk(const Tree& tree, bool numbers, const Row& row);
    void walk_page(Walk& walk, std::uint64_t page, unsigned depth);
    void check_nodes(std::uint64_t page, const PageHead& head, bool is_branch);
    std::size_t node_bytes(std::uint64_t page, const std::uint8_t* node, bool is_branch) const;
    void check_row(Walk& walk, std::uint64_t page, const std::uint8_t* node);
    Key big_value(Walk& walk, std::uint64_t page, const std::uint8_t* node, std::size_t key_bytes);
    void check_table(Key key, Key value, bool is_table);
    void check_free_list(Key key, Key value, bool is_table);

    const std::uint8_t* bytes_of(std::uint64_t page) const { return file_.at(page * page_bytes_); }
    std::uint16_t offset_of_node(std::uint64_t page, std::size_t i) const {
        return copied<std::uint16_t>(bytes_of(page) + sizeof(PageHead) + 2 * i);
    }
    static std::size_t nodes_in(const PageHead& head) {
        return (head.lower - sizeof(PageHead)) / 2;
    }

    const Mapped file_;
    const std::span<const ExpectedTable> tables_;
    std::vector<bool> seen_ = std::vector<bool>(tables_.size());
    std::size_t page_bytes_ = 0;
    std::uint64_t last_page_ = 0;
    std::uint64_t newest_txn_ = 0;
    Owners* owners_ = nullptr;
    std::vector<std::uint16_t> offsets_;  // scratch of check_nodes
};

Meta PageCheck::meta_at(std::size_t page, std::size_t page_bytes) const {
    const std::size_t offset = page * page_bytes;
    if (offset + sizeof(PageHead) + sizeof(Meta) > file_.size())
        found(page, "the file ends before it");
    const auto head = copied<PageHead>(file_.at(offset));
    const auto meta = copied<Meta>(file_.at(offset + sizeof(PageHead)));
    if (head.number != page || head.flags != meta_flag) found(page, "it is no meta page");
    if (meta.magic != magic || meta.version != version) found(page, "it is not of LMDB 0.9");
    return meta;
}

// Transaction n is written to page n & 1, so the two are neighbours. If one was changed, LMDB would
// go back to the other, in silence.
Meta PageCheck::newest_meta() {
    const Meta first = meta_at(0, 0);
    page_bytes_ = first.free.pad;
    const bool plausible =
        page_bytes_ >= 512 && page_bytes_ <= 65536 && (page_bytes_ & (page_bytes_ - 1)) == 0;
    if (!plausible) found(0, "its page size is impossible");
    const Meta second = meta_at(1, page_bytes_);
    const bool is_new = first.txn == 0 && second.txn == 0;
    const bool neighbours = first.txn % 2 == 0 && second.txn % 2 == 1 &&
                            (first.txn + 1 == second.txn || second.txn + 1 == first.txn);
    if (!is_new && !neighbours) found("the meta pages do not follow each other");
    const Meta& newest = first.txn < second.txn ? second : first;
    // Whoever opens the file without naming a size maps as much as this says.
    if (newest.map_bytes > largest_map || newest.map_bytes % page_bytes_ != 0) {
        found(first.txn < second.txn ? 1 : 0, "its map size is impossible");
    }
    const std::uint16_t flags = newest.free.flags;
    const bool flags_known =
        flags == number_keys_flag || flags == (number_keys_flag | made_as_file_flag);
    const bool flags_agree = first.free.flags == second.free.flags;
    if (newest.free.pad != page_bytes_ || !flags_known || !flags_agree) {
        found(first.txn < second.txn ? 1 : 0, "its page size or flags are damaged");
    }
    return newest;
}

PageHead PageCheck::head_of(std::uint64_t page) const {
    if (page > last_page_) found(page, "it lies beyond the last page");
    if ((page + 1) * page_bytes_ > file_.size()) found(page, "the file ends before it");
    const auto head = copied<PageHead>(bytes_of(page));
    if (head.number != page) found(page, "its number is not its place");
    return head;
}

void PageCheck::walk(const Tree& tree, bool numbers, const Row& row) {
    Walk walk{tree, numbers, row};
    if (tree.root == no_page) {
        if (tree.depth != 0) found("a table without rows has a depth");
    } else {
        if (tree.depth == 0 || tree.depth > deepest) found("a table's depth is impossible");
        walk_page(walk, tree.root, 1);
    }
    if (walk.branches != tree.branches || walk.leaves != tree.leaves ||
        walk.overflows != tree.overflows || walk.entries != tree.entries) {
        found("a table does not have as many rows and pages as it says");
    }
}

void PageCheck::walk_page(Walk& walk, std::uint64_t page, unsigned depth) {
    owners_->use(page);
    const PageHead head = head_of(page);
    const bool is_branch = depth < walk.tree.depth;
    if (head.flags != (is_branch ? branch_flag : leaf_flag)) found(page, "its kind is wrong");
    check_nodes(page, head, is_branch);
    const std::size_t nodes = nodes_in(head);
    if (nodes < (is_branch ? 2U : 1U)) found(page, "it has too few nodes");
    ++(is_branch ? walk.branches : walk.leaves);
    for (std::size_t i = 0; i < nodes; ++i) {
        const std::uint8_t* node = bytes_of(page) + offset_of_node(page, i);
        const auto node_head = copied<NodeHead>(node);
        if (!is_branch) {
            check_row(walk, page, node);
            continue;
        }
        if (i > 0) {
            const Key key(node + sizeof(NodeHead), node_head.key_bytes);
            if (key.empty() || (walk.numbers && key.size() != 8))
                found(page, "a key has a wrong size");
            if (!less(walk.last, key, walk.numbers)) found(page, "its keys are out of order");
            walk.separator = key;
        }
        walk_page(walk, node_head.child(), depth + 1);
    }
}

// Nodes fill the page from `upper` to its end without gaps, in any order.
void PageCheck::check_nodes(std::uint64_t page, const PageHead& head, bool is_branch) {
    const bool plausible = head.lower >= sizeof(PageHead) && head.lower % 2 == 0 &&
                           head.lower <= head.upper && head.upper <= page_bytes_;
    if (!plausible) found(page, "its bounds are impossible");
    offsets_.clear();
    for (std::size_t i = 0; i < nodes_in(head); ++i) offsets_.push_back(offset_of_node(page, i));
    std::sort(offsets_.begin(), offsets_.end());
    std::size_t at = head.upper;
    for (const std::uint16_t offset : offsets_) {
        if (offset != at || at + sizeof(NodeHead) > page_bytes_) found(page, "its nodes overlap");
        at += node_bytes(page, bytes_of(page) + offset, is_branch);
        if (at > page_bytes_) found(page, "a node is longer than it");
    }
    if (at != page_bytes_) found(page, "its nodes do not fill it");
}

std::size_t PageCheck::node_bytes(std::uint64_t page, const std::uint8_t* node,
                                  bool is_branch) const {
    const auto head = copied<NodeHead>(node);
    if (head.key_bytes > longest_key) found(page, "a key has a wrong size");
    std::size_t bytes = sizeof(NodeHead) + head.key_bytes;
    if (!is_branch) {
        if ((head.flags & ~(node_is_big | node_is_table)) != 0)
            found(page, "a node's kind is wrong");
        bytes += (head.flags & node_is_big) != 0 ? sizeof(std::uint64_t) : head.value_bytes();
    }
    return bytes + (bytes & 1);
}

void PageCheck::check_row(Walk& walk, std::uint64_t page, const std::uint8_t* node) {
    const auto head = copied<NodeHead>(node);
    const Key key(node + sizeof(NodeHead), head.key_bytes);
    if (key.empty() || (walk.numbers && key.size() != 8)) found(page, "a key has a wrong size");
    const bool in_order = (!walk.any || less(walk.last, key, walk.numbers)) &&
                          (walk.separator.empty() || !less(key, walk.separator, walk.numbers));
    if (!in_order) found(page, "its keys are out of order");
    walk.last = key;
    walk.separator = {};
    walk.any = true;
    ++walk.entries;
    const Key value = (head.flags & node_is_big) != 0
                          ? big_value(walk, page, node, key.size())
                          : Key(node + sizeof(NodeHead) + key.size(), head.value_bytes());
    walk.row(key, value, (head.flags & node_is_table) != 0);
}

// A value that has pages of its own, of which the first has a head.
Key PageCheck::big_value(Walk& walk, std::uint64_t page, const std::uint8_t* node,
                         std::size_t key_bytes) {
    const auto first = copied<std::uint64_t>(node + sizeof(NodeHead) + key_bytes);
    const std::size_t bytes = copied<NodeHead>(node).value_bytes();
    const std::uint64_t run = (sizeof(PageHead) - 1 + bytes) / page_bytes_ + 1;
    const PageHead head = head_of(first);
    if (head.flags != overflow_flag || head.run() != run)
        found(first, "it is no run of a large value");
    if (first + run - 1 > last_page_ || (first + run) * page_bytes_ > file_.size()) {
        found(page, "a large value lies beyond the last page");
    }
    for (std::uint64_t i = 0; i < run; ++i) owners_->use(first + i);
    walk.overflows += run;
    return {bytes_of(first) + sizeof(PageHead), bytes};
}

void PageCheck::check_table(Key key, Key value, bool is_table) {
    const std::string_view name(reinterpret_cast<const char*>(key.data()), key.size());
    const auto expected =
        std::find_if(tables_.begin(), tables_.end(),
                     [&](const ExpectedTable& table) { return table.name == name; });
    if (expected == tables_.end() || !is_table || value.size() != sizeof(Tree)) {
        found("the table of tables is damaged");
    }
    const auto tree = copied<Tree>(value.data());
    if (tree.pad != 0 || tree.flags != (expected->number_keys ? number_keys_flag : 0)) {
        found("the table of tables is damaged");
    }
    seen_[static_cast<std::size_t>(expected - tables_.begin())] = true;
    walk(tree, expected->number_keys, [](Key, Key, bool inner_table) {
        if (inner_table) found("a row is marked as a table");
    });
}

// A count, then so many pages in descending order: those that transaction `key` set free.
void PageCheck::check_free_list(Key key, Key value, bool is_table) {
    const auto txn = copied<std::uint64_t>(key.data());
    if (is_table || txn > newest_txn_ || value.size() < sizeof(std::uint64_t)) {
        found("the free list is damaged");
    }
    const auto count = copied<std::uint64_t>(value.data());
    if (count > value.size() / sizeof(std::uint64_t) - 1) found("the free list is damaged");
    std::uint64_t previous = no_page;
    for (std::uint64_t i = 1; i <= count; ++i) {
        const auto page = copied<std::uint64_t>(value.data() + i * sizeof(std::uint64_t));
        if (page >= previous) found("the free list is damaged");
        owners_->release(page);
        previous = page;
    }
}

constexpr std::array<ExpectedTable, 4> tables_of_the_log{
    {{"events", true}, {"tree", true}, {"sealed", true}, {"meta", false}}};
constexpr std::array<ExpectedTable, 11> tables_of_the_vault{{{"keys", false},
                                                             {"scopes", false},
                                                             {"identities", false},
                                                             {"people", false},
                                                             {"sessions", false},
                                                             {"links", false},
                                                             {"followings", false, true},
                                                             {"drafts", false, true},
                                                             {"passkeys", false, true},
                                                             {"interests", false, true},
                                                             {"meta", false}}};

}  // namespace

std::span<const ExpectedTable> log_tables() {
    return tables_of_the_log;
}

std::span<const ExpectedTable> vault_tables() {
    return tables_of_the_vault;
}

std::optional<std::string> page_defect(const std::filesystem::path& file,
                                       std::span<const ExpectedTable> tables) {
    try {
        PageCheck(file, tables).check();
    } catch (const Defect& defect) {
        return defect.text;
    }
    return std::nullopt;
}

}  // namespace imaginons::storage
