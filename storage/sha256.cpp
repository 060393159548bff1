#include "storage/sha256.hpp"

#include <openssl/evp.h>

#include "storage/error.hpp"

namespace imaginons::storage {

namespace {

void require(int success) {
    if (success != 1) throw Error("OpenSSL: SHA-256 failed");
}

// Fetching the algorithm and setting up a context cost more than hashing an event does.
class Context {
  public:
    Context() : ctx_(EVP_MD_CTX_new()) {
        static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
        if (ctx_ == nullptr || algorithm == nullptr) throw Error("OpenSSL: there is no SHA-256");
        require(EVP_DigestInit_ex2(ctx_, algorithm, nullptr));
    }
    ~Context() { EVP_MD_CTX_free(ctx_); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    Digest hash(std::initializer_list<Bytes> parts) {
        begin();
        for (const Bytes part : parts) add(part);
        return end();
    }
    void begin() { require(EVP_DigestInit_ex2(ctx_, nullptr, nullptr)); }
    void add(Bytes part) { require(EVP_DigestUpdate(ctx_, part.data(), part.size())); }
    Digest end() {
        Digest digest;
        require(EVP_DigestFinal_ex(ctx_, digest.data(), nullptr));
        return digest;
    }

  private:
    EVP_MD_CTX* ctx_;
};

Context& context() {
    thread_local Context ours;
    return ours;
}

}  // namespace

Digest sha256(Bytes bytes) {
    return context().hash({bytes});
}

Digest sha256(std::initializer_list<Bytes> parts) {
    return context().hash(parts);
}

HmacKey::HmacKey(Bytes key) {
    if (key.size() > inner_.size()) {
        const Digest digest = sha256(key);
        std::copy(digest.begin(), digest.end(), inner_.begin());
    } else {
        std::copy(key.begin(), key.end(), inner_.begin());
    }
    for (std::size_t i = 0; i < inner_.size(); ++i) {
        outer_[i] = inner_[i] ^ 0x5C;
        inner_[i] ^= 0x36;
    }
}

Digest HmacKey::mac(Bytes message) const {
    return mac({message});
}

Digest HmacKey::mac(std::initializer_list<Bytes> parts) const {
    Context& ctx = context();
    ctx.begin();
    ctx.add(inner_);
    for (const Bytes part : parts) ctx.add(part);
    const Digest digest = ctx.end();
    return ctx.hash({outer_, digest});
}

}  // namespace imaginons::storage
