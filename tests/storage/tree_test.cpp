// The Merkle tree against a naive one, the vectors of RFC 6962 implementations, and a log that
// others wrote.
#include "storage/tree.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <boost/json.hpp>

#include "storage/base64.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using imaginons::storage::testing::shared_data;
using imaginons::storage::testing::slurp;
namespace json = boost::json;

namespace {

// RFC 6962, 2.1, word for word: slow, recursive, without any stored hash.
Digest naive_root(std::span<const Digest> leaves) {
    if (leaves.empty()) return tree::empty_root();
    if (leaves.size() == 1) return leaves[0];
    std::size_t k = 1;
    while (2 * k < leaves.size()) k *= 2;
    return tree::node_hash(naive_root(leaves.first(k)), naive_root(leaves.subspan(k)));
}

std::vector<Digest> naive_path(std::size_t m, std::span<const Digest> leaves) {
    if (leaves.size() == 1) return {};
    std::size_t k = 1;
    while (2 * k < leaves.size()) k *= 2;
    std::vector<Digest> path;
    if (m < k) {
        path = naive_path(m, leaves.first(k));
        path.push_back(naive_root(leaves.subspan(k)));
    } else {
        path = naive_path(m - k, leaves.subspan(k));
        path.push_back(naive_root(leaves.first(k)));
    }
    return path;
}

struct Grown {
    std::vector<Digest> leaves;
    std::vector<Digest> stored;
    tree::Edge edge;

    void add(const Digest& leaf) {
        leaves.push_back(leaf);
        edge.append(leaf, stored);
    }
    tree::ReadHash read() const {
        return [this](std::uint64_t index) { return stored.at(index); };
    }
};

Grown grown(std::uint64_t size) {
    Grown tree;
    for (std::uint64_t i = 0; i < size; ++i) {
        tree.add(tree::leaf_hash(testing::plain_entry(i)));
    }
    return tree;
}

// A hash of a vector; nothing if it does not have 32 bytes, which our types cannot even express.
std::optional<Digest> digest_of(const json::value& value) {
    const auto bytes = parse_base64(std::string_view(value.as_string()));
    if (!bytes || bytes->size() != 32) return std::nullopt;
    Digest digest;
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return digest;
}

std::optional<std::vector<Digest>> proof_of(const json::value& value) {
    std::vector<Digest> proof;
    if (value.is_null()) return proof;
    for (const json::value& item : value.as_array()) {
        const auto digest = digest_of(item);
        if (!digest) return std::nullopt;
        proof.push_back(*digest);
    }
    return proof;
}

bool inclusion_holds(const json::object& vector) {
    const auto root = digest_of(vector.at("root"));
    const auto leaf = digest_of(vector.at("leafHash"));
    const auto proof = proof_of(vector.at("proof"));
    return root && leaf && proof &&
           tree::includes(vector.at("leafIdx").to_number<std::uint64_t>(),
                          vector.at("treeSize").to_number<std::uint64_t>(), *root, *leaf, *proof);
}

bool consistency_holds(const json::object& vector) {
    const auto root1 = digest_of(vector.at("root1"));
    const auto root2 = digest_of(vector.at("root2"));
    const auto proof = proof_of(vector.at("proof"));
    return root1 && root2 && proof &&
           tree::consistent({vector.at("size1").to_number<std::uint64_t>(), *root1},
                            {vector.at("size2").to_number<std::uint64_t>(), *root2}, *proof);
}

}  // namespace

TEST_CASE("stored hashes have the order of Go's sumdb/tlog") {
    // (level, n) in the order in which appending eight leaves completes them.
    const std::vector<std::pair<unsigned, std::uint64_t>> order{
        {0, 0}, {0, 1}, {1, 0}, {0, 2}, {0, 3}, {1, 1}, {2, 0}, {0, 4},
        {0, 5}, {1, 2}, {0, 6}, {0, 7}, {1, 3}, {2, 1}, {3, 0}};
    for (std::uint64_t i = 0; i < order.size(); ++i) {
        CHECK(tree::stored_index(order[i].first, order[i].second) == i);
    }
    CHECK(tree::stored_count(0) == 0);
    CHECK(tree::stored_count(8) == 15);
    const Grown tree = grown(100);
    CHECK(tree.stored.size() == tree::stored_count(100));
}

TEST_CASE("roots, edges and proofs of every small tree agree with RFC 6962 read word for word") {
    Grown tree;
    CHECK(tree.edge.root() == tree::empty_root());
    for (std::uint64_t size = 1; size <= 70; ++size) {
        tree.add(tree::leaf_hash(testing::plain_entry(size)));
        const Digest root = naive_root(tree.leaves);
        REQUIRE(tree.edge.root() == root);
        REQUIRE(tree::root_at(size, tree.read()) == root);
        REQUIRE(tree::Edge(size, tree.read()).root() == root);
        for (std::uint64_t seq = 0; seq < size; ++seq) {
            const auto proof = tree::inclusion_proof(seq, size, tree.read());
            REQUIRE(proof == naive_path(seq, tree.leaves));
            REQUIRE(tree::includes(seq, size, root, tree.leaves[seq], proof));
            const std::uint64_t from = seq + 1;
            const Digest older = naive_root(std::span(tree.leaves).first(from));
            const auto consistency = tree::consistency_proof(from, size, tree.read());
            REQUIRE(tree::consistent({from, older}, {size, root}, consistency));
        }
    }
}

TEST_CASE("a proof that was changed in any way proves nothing") {
    const std::uint64_t start = testing::seed();
    CAPTURE(start);
    std::mt19937_64 random(start);
    const Grown tree = grown(1000);
    for (int round = 0; round < 300; ++round) {
        const std::uint64_t size = 2 + random() % 999;
        const std::uint64_t seq = random() % size;
        const Digest root = tree::root_at(size, tree.read());
        auto proof = tree::inclusion_proof(seq, size, tree.read());
        REQUIRE(tree::includes(seq, size, root, tree.leaves[seq], proof));
        CHECK_FALSE(tree::includes(seq, size, root, tree.leaves[(seq + 1) % size], proof));
        CHECK_FALSE(tree::includes(seq ^ 1, size, root, tree.leaves[seq], proof));
        CHECK_FALSE(tree::includes(size, size, root, tree.leaves[seq], proof));
        const std::uint64_t from = 1 + random() % (size - 1);
        const tree::Head older{from, tree::root_at(from, tree.read())};
        auto step = tree::consistency_proof(from, size, tree.read());
        REQUIRE(tree::consistent(older, {size, root}, step));
        CHECK_FALSE(tree::consistent({from, root}, {size, root}, step));
        CHECK_FALSE(tree::consistent(older, {size, older.root}, step));
        proof[random() % proof.size()][random() % 32] ^= 1;
        CHECK_FALSE(tree::includes(seq, size, root, tree.leaves[seq], proof));
        step[random() % step.size()][random() % 32] ^= 1;
        CHECK_FALSE(tree::consistent(older, {size, root}, step));
    }
}

TEST_CASE("a consistency proof shows the root that the newer tree had, whatever was expected") {
    const Grown tree = grown(40);
    for (std::uint64_t newer = 1; newer <= 40; ++newer) {
        const tree::Head head{newer, tree::root_at(newer, tree.read())};
        for (std::uint64_t older = 1; older <= newer; ++older) {
            CAPTURE(older);
            CAPTURE(newer);
            auto proof = tree::consistency_proof(older, newer, tree.read());
            const auto past = tree::past_root(older, head, proof);
            if (older == newer || std::has_single_bit(older)) {
                CHECK_FALSE(past);
                continue;
            }
            CHECK(past == tree::root_at(older, tree.read()));
            proof.back()[0] ^= 1;
            CHECK_FALSE(tree::past_root(older, head, proof));
            proof.back()[0] ^= 1;
            proof.emplace_back();
            CHECK_FALSE(tree::past_root(older, head, proof));
        }
        CHECK_FALSE(tree::past_root(0, head, std::vector<Digest>(1)));
        CHECK_FALSE(tree::past_root(newer + 1, head, std::vector<Digest>(1)));
    }
}

TEST_CASE("the vectors of transparency-dev are accepted and refused as they say") {
    if (!std::filesystem::exists(shared_data / "merkle")) {
        MESSAGE("skipped: the shared Merkle vectors are not there");
        return;
    }
    int accepted = 0;
    int refused = 0;
    for (const char* kind : {"inclusion", "consistency"}) {
        const bool inclusion = std::string_view(kind) == "inclusion";
        for (const auto& file :
             std::filesystem::recursive_directory_iterator(shared_data / "merkle" / kind)) {
            if (file.path().extension() != ".json") continue;
            CAPTURE(file.path().string());
            const json::value parsed = json::parse(slurp(file.path()));
            const json::object& vector = parsed.as_object();
            const bool wrong = vector.at("wantErr").as_bool();
            CHECK((inclusion ? inclusion_holds(vector) : consistency_holds(vector)) == !wrong);
            ++(wrong ? refused : accepted);
        }
    }
    MESSAGE(accepted << " accepted, " << refused << " refused");
    CHECK(accepted > 0);
    CHECK(refused > 30);
}

TEST_CASE("the tree over Tessera's entries has Tessera's tiles at every size") {
    const auto log = shared_data / "tlog" / "log";
    if (!std::filesystem::exists(log)) {
        MESSAGE("skipped: the shared Tessera log is not there");
        return;
    }
    for (std::uint64_t size = 1; size <= 15; ++size) {
        const std::string name = std::to_string(size);
        const std::string bundle = slurp(log / "tile" / "entries" / "000.p" / name);
        std::string hashes;
        Grown tree;
        for (std::size_t at = 0; at + 2 <= bundle.size();) {
            const auto high = static_cast<std::uint8_t>(bundle[at]);
            const auto low = static_cast<std::uint8_t>(bundle[at + 1]);
            const std::size_t length = static_cast<std::size_t>(high) * 256 + low;
            tree.add(tree::leaf_hash(as_bytes(std::string_view(bundle).substr(at + 2, length))));
            const Digest& leaf = tree.leaves.back();
            hashes.append(reinterpret_cast<const char*>(leaf.data()), leaf.size());
            at += 2 + length;
        }
        CAPTURE(size);
        REQUIRE(tree.leaves.size() == size);
        CHECK(hashes == slurp(log / "tile" / "0" / "000.p" / name));
        if (size == 15) {
            CHECK(base64(tree.edge.root()) == "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=");
        }
    }
}

TEST_CASE("seventy thousand entries have the root that the format names as its check value") {
    Grown tree;
    for (int i = 0; i < 70000; ++i) {
        const std::string entry = "event " + std::to_string(i) + " " +
                                  std::string(static_cast<std::size_t>(i % 300), 'z');
        tree.add(tree::leaf_hash(as_bytes(entry)));
    }
    CHECK(base64(tree.edge.root()) == "sUHPro+Ow5UYcKhpTf13n1x/6Hsd1QrG3kex4546Ut4=");
}
