// What each verb takes from the command line, and the call that carries it out. What a verb does
// lives where its knowledge is; here is only how it is asked.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace imaginons::http::verbs {

// Each adds its options and gives what runs once they are read: an exit code.
std::function<int()> serve(CLI::App& app);
std::function<int()> import(CLI::App& app);
std::function<int()> token(CLI::App& app);
std::function<int()> erase(CLI::App& app);
std::function<int()> role(CLI::App& app);
std::function<int()> territory(CLI::App& app);
std::function<int()> replay(CLI::App& app);
std::function<int()> audit(CLI::App& app);
std::function<int()> verify(CLI::App& app);
std::function<int()> witness(CLI::App& app);
std::function<int()> backup(CLI::App& app);
std::function<int()> restore(CLI::App& app);
std::function<int()> export_data(CLI::App& app);

}  // namespace imaginons::http::verbs
