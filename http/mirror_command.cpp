#include "http/mirror_command.hpp"

#include <memory>
#include <mutex>
#include <ostream>
#include <vector>

#include "http/fetch.hpp"
#include "http/page_cache.hpp"
#include "storage/error.hpp"
#include "storage/mirror.hpp"
#include "storage/verify.hpp"

namespace imaginons::http {

namespace {

// Any thread may ask: each question has a connection to itself, kept for the next one.
class Site {
  public:
    explicit Site(std::string url) : url_(std::move(url)) {
        while (url_.ends_with('/')) url_.pop_back();
    }

    // Nothing if what is there is still `known`: the site's tags are digests of the bytes.
    std::optional<std::string> get(const std::string& path,
                                   const std::optional<std::string>& known) {
        Fetcher::Headers headers;
        if (known) headers.emplace_back("If-None-Match", etag_of(*known));
        std::unique_ptr<Fetcher> fetcher = take();
        Fetched fetched = fetcher->get(url_ + path, headers);
        give_back(std::move(fetcher));
        if (!fetched.answered()) throw storage::Error(fetched.failure);
        if (fetched.status == 304 && known) return std::nullopt;
        if (fetched.status == 200) return std::move(fetched.body);
        throw storage::Error(url_ + path + " answers " + std::to_string(fetched.status) +
                             " instead of a part of a log");
    }

  private:
    std::unique_ptr<Fetcher> take() {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) return std::make_unique<Fetcher>();
        std::unique_ptr<Fetcher> fetcher = std::move(idle_.back());
        idle_.pop_back();
        return fetcher;
    }
    void give_back(std::unique_ptr<Fetcher> fetcher) {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(fetcher));
    }

    std::string url_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Fetcher>> idle_;
};

storage::Mirrored mirrored(const MirrorCommand& command, std::ostream& progress,
                           std::ostream& warnings) {
    Site site(command.url);
    storage::MirrorOptions options;
    options.data = command.data;
    if (!command.key.empty()) {
        options.key = storage::VerifierKey::parse(command.key);
        if (!options.key) throw storage::Error(command.key + " is not a verifier key");
    }
    options.source.key = [&] {
        return site.get("/.well-known/imaginons-log-key", std::nullopt).value();
    };
    options.source.get = [&](const std::string& path, const std::optional<std::string>& known) {
        return site.get("/log/" + path, known);
    };
    options.progress = [&](std::uint64_t done, std::uint64_t of) {
        progress << "\rmirrored " << done << " of " << of << " events" << std::flush;
    };
    options.warn = [&](const std::string& sentence) { warnings << sentence << std::endl; };
    storage::Mirrored result = storage::mirror(options);
    if (result.added > 0) progress << '\n';
    return result;
}

}  // namespace

int mirror_command(const MirrorCommand& command, std::ostream& out, std::ostream& progress,
                   std::ostream& warnings) {
    try {
        const storage::Mirrored result = mirrored(command, progress, warnings);
        out << "mirrored " << result.added << " new events of " << result.head.size << ", "
            << result.openings << " openings\n";
    } catch (const storage::Error& error) {
        out << "bad: " << error.what() << '\n';
        return 1;
    }
    return storage::verify_command(command.data, out, &progress);
}

}  // namespace imaginons::http
