// The verb witness: a witness of other people's logs on the network (C2SP tlog-witness), on a small
// machine of its own. What it cosigns is storage/witness.hpp's to decide.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "http/errands.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "storage/witness.hpp"

namespace imaginons::http {

struct WitnessOptions {
    std::filesystem::path data;
    std::string name;               // of its key, for ever; empty: as it was, or witness.localhost
    std::vector<std::string> logs;  // verifier keys of the logs that it follows
    std::string host = "127.0.0.1";
    std::uint16_t port = 8081;  // 0 = any free one
};

// A witness that runs: for the verb, and for tests.
//   POST /add-checkpoint             cosigns, or says why not
//   GET  /{origin hash}/checkpoint   the last cosigned note of a log
//   GET  /                           what it follows and what it refused, for people
//   GET  /vkey                       its verifier key
//   GET  /forks/{id}                 the evidence of a fork
class WitnessServer {
  public:
    // Binds; throws what opening throws, and Error for what is no log's verifier key.
    explicit WitnessServer(const WitnessOptions& options);

    std::uint16_t port() const { return server_.port(); }
    const storage::CosignerKey& key() const { return witness_.key(); }

    // Serves on the calling thread and one of its own until stop() or, with `signals`, SIGTERM or
    // SIGINT; requests in flight are answered.
    void run(bool signals);
    void stop() { server_.stop(); }  // any thread

  private:
    Reply answer(const Request& request);
    Reply add_checkpoint(const Request& request);
    Response read(const Request& request) const;
    std::string status_page() const;

    storage::Witness witness_;
    Errands errands_;  // where it is cosigned: an io thread does not wait for the disk
    Server server_;    // the last: its threads use the others
};

// The verb: exit code.
int run_witness(const WitnessOptions& options);

}  // namespace imaginons::http
