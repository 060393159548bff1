#include "http/witness_server.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdio>

#include "events/time.hpp"
#include "http/clock.hpp"
#include "http/page_parts.hpp"
#include "http/serve.hpp"
#include "storage/base64.hpp"
#include "storage/error.hpp"

namespace imaginons::http {

namespace {

using storage::WitnessAnswer;

constexpr std::string_view add_checkpoint_path = "/add-checkpoint";
constexpr std::string_view checkpoint_suffix = "/checkpoint";
constexpr std::string_view forks_prefix = "/forks/";

std::vector<storage::VerifierKey> parsed(const std::vector<std::string>& logs) {
    std::vector<storage::VerifierKey> keys;
    for (const std::string& text : logs) {
        auto key = storage::VerifierKey::parse(text);
        if (!key) throw storage::Error("\"" + text + "\" is not a log's verifier key");
        keys.push_back(*std::move(key));
    }
    return keys;
}

ServerOptions server_options(const WitnessOptions& options) {
    ServerOptions out;
    out.host = options.host;
    out.port = options.port;
    out.threads = 1;
    out.connections = limits::witness_connections;
    out.body_bytes = limits::witness_body_bytes;
    return out;
}

unsigned status_of(WitnessAnswer::Verdict verdict) {
    switch (verdict) {
        case WitnessAnswer::Verdict::malformed: return 400;
        case WitnessAnswer::Verdict::untrusted: return 403;
        case WitnessAnswer::Verdict::unknown_log: return 404;
        case WitnessAnswer::Verdict::conflict: return 409;
        case WitnessAnswer::Verdict::rejected: return 422;
        case WitnessAnswer::Verdict::cosigned: return 200;
    }
    return 500;
}

Response with_status(unsigned status, std::string body) {
    Response response = plain_text(std::move(body));
    response.status = status;
    return response;
}

Response response_to(const WitnessAnswer& answer) {
    Response response = with_status(status_of(answer.verdict), answer.body);
    if (answer.verdict == WitnessAnswer::Verdict::conflict)
        response.content_type = "text/x.tlog.size";
    return response;
}

// Loud, but once for each: anybody may send the same again and again.
void say_refusal(const WitnessAnswer& answer) {
    if (!answer.fork_is_new) return;
    if (answer.fork_is_proven) {
        spdlog::critical("FORK: {}. The evidence is in forks/{}.",
                         std::string_view(answer.body).substr(0, answer.body.find('\n')),
                         answer.fork->id());
    } else {
        spdlog::warn(
            "A checkpoint that the log's key signed came with a proof that does not lead to it. "
            "Anybody can send that; it is in forks/{}.",
            answer.fork->id());
    }
}

std::string when(std::uint64_t time_s) {
    return events::iso_time(static_cast<std::int64_t>(time_s) * 1000);
}

std::string lines_for(const storage::Witness::Followed& log) {
    if (!log.note) return fmt::format("{}\n  nothing cosigned yet\n\n", log.origin);
    return fmt::format("{}\n  size {}\n  root {}\n  cosigned {}\n  /{}{}\n\n", log.origin,
                       log.head.size, storage::base64(log.head.root), when(log.cosigned_at_s),
                       log.hash, checkpoint_suffix);
}

std::string lines_for(const storage::ForkArchive::Kept& kept) {
    const auto sizes = storage::sizes_of(kept.fork).value_or(storage::ForkSizes{});
    return fmt::format(
        "{}\n  seen {}\n  cosigned at size {}, refused at size {}\n  {}{}\n\n",
        kept.proven ? "FORK, PROVEN: the log's key signed two histories."
                    : "Refused: a signed checkpoint came with a proof that does not lead to it. "
                      "Anybody can send that.",
        when(kept.fork.seen_s), sizes.known, sizes.refused, forks_prefix, kept.fork.id());
}

}  // namespace

WitnessServer::WitnessServer(const WitnessOptions& options)
    : witness_(options.data, options.name, parsed(options.logs)),
      server_(server_options(options), [this](const Request& request) { return answer(request); }) {
}

void WitnessServer::run(bool signals) {
    if (signals) {
        server_.run_until_signal();
    } else {
        server_.run();
    }
}

Reply WitnessServer::answer(const Request& request) {
    const bool adding = request.path == add_checkpoint_path;
    const bool reading = request.method == Method::get || request.method == Method::head;
    if (adding && request.method == Method::post) return add_checkpoint(request);
    if (!adding && reading) return read(request);
    Response refusal = with_status(405, "this address takes other methods\n");
    refusal.headers.emplace_back("Allow", adding ? "POST" : "GET, HEAD");
    return refusal;
}

Reply WitnessServer::add_checkpoint(const Request& request) {
    const auto response = std::make_shared<Response>();
    const auto body = std::make_shared<const std::string>(request.body);
    Deferred deferred;
    deferred.start = [this, body, response](std::function<void()> wake) {
        errands_.post([this, body, response, wake = std::move(wake)] {
            try {
                const auto now_s = static_cast<std::uint64_t>(now_ms() / 1000);
                const WitnessAnswer answer = witness_.add_checkpoint(*body, now_s);
                say_refusal(answer);
                *response = response_to(answer);
            } catch (const std::exception& error) {
                spdlog::error("nothing was cosigned: {}", error.what());
                *response = with_status(500, "nothing was cosigned: the disk failed\n");
            }
            wake();
        });
    };
    deferred.finish = [response] { return std::move(*response); };
    return deferred;
}

Response WitnessServer::read(const Request& request) const {
    std::string_view path = request.path;
    if (path == "/") return plain_text(status_page());
    if (path == "/vkey") return plain_text(key().text() + "\n");
    if (path.starts_with(forks_prefix)) {
        const auto evidence = witness_.forks().evidence(path.substr(forks_prefix.size()));
        if (evidence) return plain_text(*evidence);
    } else if (path.ends_with(checkpoint_suffix)) {
        path.remove_suffix(checkpoint_suffix.size());
        const auto note = witness_.cosigned_note(path.substr(path.empty() ? 0 : 1));
        if (note) return plain_text(*note);
    }
    return with_status(404, "there is nothing here\n");
}

std::string WitnessServer::status_page() const {
    std::string out = fmt::format(
        "Witness {}\n{}\n\nIt cosigns what adds to what it saw before, and nothing else: "
        "POST {} (C2SP tlog-witness).\n\n",
        key().name, key().text(), add_checkpoint_path);
    const auto forks = witness_.forks().all();
    const auto proven =
        std::count_if(forks.begin(), forks.end(), [](const auto& kept) { return kept.proven; });
    out += fmt::format("Forks proven: {}\n\n", proven);
    for (const auto& log : witness_.logs()) out += lines_for(log);
    for (const auto& kept : forks) out += lines_for(kept);
    return out;
}

int run_witness(const WitnessOptions& options) {
    WitnessServer server(options);
    const std::string address = local_origin(options.host, server.port());
    fmt::print("Witness {} answers at {}/\n{}\n", server.key().name, address, server.key().text());
    std::fflush(stdout);
    server.run(true);
    return 0;
}

}  // namespace imaginons::http
