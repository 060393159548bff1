// The search index following a log: what is found, what is suggested, and that nothing of what was
// hidden or erased stays, also not on the disk.
#include "projections/search.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;

namespace {

const auto anna = id_of<events::PersonId>(1);
const auto bruno = id_of<events::PersonId>(2);
const auto schools = id_of<events::ProjectId>(10);

// A log that grows, its read models and the search over them, as the server has them.
class Town {
  public:
    // Two people and a project; or nothing.
    explicit Town(bool settled = true)
        : store_(dir_.path / "data", {.origin = "ville.example/log/1"}),
          live_(std::make_unique<Views>()) {
        if (settled) {
            recorder.add_sealed(joined(anna), name("Hirondelle"), anna);
            recorder.add_sealed(joined(bruno), name("Zéphyr du Perrier"), bruno);
            recorder.add(city_project(schools, "Des cours d’école plus fraîches"));
        }
        open();
    }

    Recorder recorder;

    std::uint32_t propose(std::uint64_t number, std::string title, std::string body,
                          const events::PersonId& author = anna,
                          const events::ProjectId& project = {}) {
        recorder.add_sealed(submitted(id_of<events::ProposalId>(number), project, author),
                            words(std::move(title), std::move(body)), author);
        return proposals_++;
    }

    // What was recorded is written, applied and followed.
    void go_on() {
        std::vector<Applied> batch;
        for (std::uint64_t seq = store_.log.size(); seq < recorder.events.size(); ++seq)
            batch.push_back(recorder.applied(seq));
        recorder.store_all(store_);
        live_.apply(batch);
        search_->follow(recorder.events.size());
        search_->wait_for(recorder.events.size());
    }

    void open() {
        search_ = std::make_unique<Search>(live_, store_.log, store_.dir.search());
        search_->start();
    }
    // What happens to the index's files while the program is not running.
    template <class F>
    void restart(F&& meanwhile) {
        search_.reset();
        meanwhile();
        open();
        search_->wait_for(recorder.events.size());
    }

    Search& search() { return *search_; }
    std::filesystem::path index() const { return store_.dir.search(); }

    std::vector<SearchKey> find(std::string text) {
        SearchRequest request;
        request.text = std::move(text);
        return find(request);
    }
    std::vector<SearchKey> find(const SearchRequest& request) {
        const auto answer = search_->find(request);
        REQUIRE(answer.has_value());
        return answer->keys;
    }
    bool finds(const std::string& text, std::uint32_t proposal) {
        const auto keys = find(text);
        return std::find(keys.begin(), keys.end(), SearchKey{SearchKind::proposal, proposal}) !=
               keys.end();
    }
    std::string suggestion(const std::string& text) {
        SearchRequest request;
        request.text = text;
        const auto answer = search_->find(request);
        REQUIRE(answer.has_value());
        return search_->corrected(text, *answer);
    }

  private:
    TempDir dir_;
    storage::Store store_;
    LiveViews live_;
    std::unique_ptr<Search> search_;
    std::uint32_t proposals_ = 0;
};

// Files below a directory that hold a text.
int files_with(const std::filesystem::path& dir, const std::string& text) {
    int found = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string all{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        found += all.find(text) != std::string::npos ? 1 : 0;
    }
    return found;
}

events::PersonErased erased(const events::PersonId& person, events::ErasedWords what) {
    events::PersonErased e;
    e.person = person;
    e.words = what;
    e.by = events::ErasedBy::person;
    return e;
}

}  // namespace

TEST_CASE("words are found without accents, case, plural, elision and hyphens") {
    Town town;
    const auto bikes = town.propose(20, "Des vélos pour l’école", "Réparer les vélos abîmés.");
    const auto share = town.propose(21, "Le covoiturage à Annemasse", "Des chevaux, des travaux.");
    town.go_on();
    for (const char* text : {"velo", "Vélos", "VÉLO", "vélo", "ve\xCC\x81los", "l'ecole", "l’école",
                             "ecoles", "reparation des velos", "répare", "reparer", "abime"}) {
        CAPTURE(text);
        CHECK(town.finds(text, bikes));
        CHECK_FALSE(town.finds(text, share));
    }
    for (const char* text : {"co-voiturage", "covoiturages", "annemasse", "d'Annemasse", "cheval",
                             "travail", "ANNEMASSE !"}) {
        CAPTURE(text);
        CHECK(town.finds(text, share));
    }
    const auto hyphen = town.propose(22, "Un mini-bus de nuit", "Après le week-end.");
    town.go_on();
    for (const char* text : {"minibus", "mini-bus", "mini bus", "weekend"}) {
        CAPTURE(text);
        CHECK(town.finds(text, hyphen));
    }
}

TEST_CASE("a word that stands nowhere is corrected to one that does, as people write it") {
    Town town;
    town.propose(20, "L’École d’Annemasse", "Une médiathèque ouverte.");
    town.go_on();
    CHECK(town.suggestion("anemasse") == "annemasse");
    CHECK(town.suggestion("l'ecoel") == "l'école");
    CHECK(town.suggestion("la mediateque ouverte") == "la médiathèque ouverte");
    CHECK(town.suggestion("annemasse") == "");
    CHECK(town.suggestion("xyzxyz") == "");
}

TEST_CASE("all words are asked for, and some of them only if nothing has all") {
    Town town;
    const auto both = town.propose(20, "Un banc sous le tilleul", "");
    const auto one = town.propose(21, "Un banc public", "");
    town.go_on();
    CHECK(town.finds("banc tilleul", both));
    CHECK_FALSE(town.finds("banc tilleul", one));
    SearchRequest request;
    request.text = "banc fontaine";
    auto answer = town.search().find(request);
    REQUIRE(answer);
    CHECK(answer->some_words);
    CHECK(answer->matching == 2);
    request.all_words = true;
    answer = town.search().find(request);
    REQUIRE(answer);
    CHECK(answer->keys.empty());
}

TEST_CASE("quotes make a phrase; one that is left over is nothing") {
    Town town;
    const auto phrase = town.propose(20, "Un jardin partagé près du lavoir", "");
    const auto words_only = town.propose(21, "Un lavoir dans un jardin, partagé", "");
    town.go_on();
    CHECK(town.finds("\"jardin partagé\"", phrase));
    CHECK(town.finds("« jardin partage »", phrase));
    CHECK_FALSE(town.finds("\"partagé près\"", words_only));
    CHECK(town.finds("\"jardin", words_only));
}

TEST_CASE("kinds, project, state, dates and order narrow what is found") {
    Town town;
    const auto free = town.propose(20, "Un arbre", "");
    const auto inside = town.propose(21, "Un arbre dans la cour", "", bruno, schools);
    town.recorder.add_sealed(
        argued(id_of<events::ArgumentId>(30), id_of<events::ProposalId>(21), anna),
        words("", "Un arbre fait de l’ombre."), anna);
    events::ProposalWithdrawn withdrawn;
    withdrawn.proposal = id_of<events::ProposalId>(20);
    withdrawn.author = anna;
    town.recorder.add_sealed(withdrawn, words("", "Déjà fait."), anna);
    town.go_on();
    SearchRequest request;
    request.text = "arbre";
    CHECK(town.find(request).size() == 3);
    request.kinds = {SearchKind::argument};
    CHECK(town.find(request) == std::vector<SearchKey>{{SearchKind::argument, 0}});
    request.kinds = {SearchKind::proposal};
    request.project = 0;
    CHECK(town.find(request) == std::vector<SearchKey>{{SearchKind::proposal, inside}});
    request.project.reset();
    request.state = State::withdrawn;
    CHECK(town.find(request) == std::vector<SearchKey>{{SearchKind::proposal, free}});
    request.state.reset();
    request.sort = SearchRequest::Sort::recent;
    CHECK(town.find(request) ==
          std::vector<SearchKey>{{SearchKind::proposal, inside}, {SearchKind::proposal, free}});
    request.offset = 1;
    CHECK(town.find(request) == std::vector<SearchKey>{{SearchKind::proposal, free}});
    request.offset = 0;
    request.from_ms = std::int64_t{1} << 50;
    CHECK(town.find(request).empty());
    request.from_ms = 0;
    request.until_ms = 1;
    CHECK(town.find(request).empty());
}

TEST_CASE("projects, news and people are found too") {
    Town town;
    events::NewsPublished news;
    news.project = schools;
    news.news = id_of<events::NewsId>(50);
    events::Text text = words("Les arbres sont plantés", "Dix-huit micocouliers.");
    news.text = std::make_unique<events::Text>(text);
    town.recorder.add(news);
    town.go_on();
    CHECK(town.find("fraiches") == std::vector<SearchKey>{{SearchKind::project, 0}});
    CHECK(town.find("zephyr") == std::vector<SearchKey>{{SearchKind::person, 1}});
    const auto found = town.find("micocoulier");
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == SearchKind::news);
}

TEST_CASE("a text that changes is found by its new words") {
    Town town;
    const auto row = town.propose(20, "Un platane", "");
    town.go_on();
    CHECK(town.finds("platane", row));
    events::ProposalEdited edited;
    edited.proposal = id_of<events::ProposalId>(20);
    edited.author = anna;
    edited.version = 2;
    town.recorder.add_sealed(edited, words("Un érable", ""), anna);
    town.go_on();
    CHECK(town.finds("erable", row));
    CHECK_FALSE(town.finds("platane", row));
    CHECK(town.suggestion("platan") == "");
}

TEST_CASE("what is hidden is gone from the index with what is below it, and from its files") {
    Town town;
    town.propose(20, "Un zyzomys au parc", "Phrase aardvarkienne.");
    town.recorder.add_sealed(
        argued(id_of<events::ArgumentId>(30), id_of<events::ProposalId>(20), bruno),
        words("", "Les palmipèdes d’abord."), bruno);
    const auto kept = town.propose(21, "Un banc au parc", "");
    town.go_on();
    CHECK(files_with(town.index(), "zyzomy") > 0);
    town.recorder.add(hid(events::ObjectKind::proposal, plain(id_of<events::ProposalId>(20))));
    town.go_on();
    CHECK(town.find("zyzomys").empty());
    CHECK(town.find("palmipede").empty());
    CHECK(town.suggestion("zyzomis") == "");
    CHECK(town.finds("parc", kept));
    town.search().forget();
    for (const char* word : {"zyzomy", "aardvark", "palmiped"})
        CHECK(files_with(town.index(), word) == 0);
    CHECK(town.finds("parc", kept));
}

TEST_CASE("of somebody erased no word is left in the index's files") {
    Town town;
    for (std::uint64_t number = 0; number < 200; ++number) {
        const std::string n = std::to_string(number);
        town.propose(100 + number, "Le quokkaïsme numéro " + n, "Un wombatier " + n, anna);
        town.propose(500 + number, "Un banc numéro " + n, "Des planches " + n, bruno);
        if (number % 40 == 0) town.go_on();
    }
    town.go_on();
    CHECK(files_with(town.index(), "quokka") > 0);
    CHECK(files_with(town.index(), "hirondel") > 0);
    town.recorder.add(erased(anna, events::ErasedWords::removed));
    town.go_on();
    CHECK(town.find("quokkaisme").empty());
    CHECK(town.find("hirondelle").empty());
    town.search().forget();
    for (const char* word : {"quokka", "wombat", "hirondel"})
        CHECK(files_with(town.index(), word) == 0);
    SearchRequest request;
    request.text = "banc";
    CHECK(town.search().find(request)->matching == 200);
}

TEST_CASE("who is erased with their words kept is not found by name, their words are") {
    Town town;
    const auto row = town.propose(20, "Un quokka", "");
    town.go_on();
    town.recorder.add(erased(anna, events::ErasedWords::kept));
    town.go_on();
    town.search().forget();
    CHECK(town.find("hirondelle").empty());
    CHECK(files_with(town.index(), "hirondel") == 0);
    CHECK(town.finds("quokka", row));
}

TEST_CASE("a former name is not found, and not on the disk") {
    Town town;
    town.go_on();
    CHECK(town.find("hirondelle").size() == 1);
    events::PersonRenamed renamed;
    renamed.person = anna;
    town.recorder.add_sealed(renamed, name("Martinet"), anna);
    town.go_on();
    town.search().forget();
    CHECK(town.find("martinet").size() == 1);
    CHECK(town.find("hirondelle").empty());
    CHECK(files_with(town.index(), "hirondel") == 0);
}

TEST_CASE("an index that can be believed is taken over, any other is made anew") {
    Town town;
    const auto row = town.propose(20, "Un banc", "");
    town.go_on();
    town.restart([] {});
    CHECK(town.search().progress().of == 0);  // no row was read again
    CHECK(town.finds("banc", row));
    const auto next = town.propose(21, "Un lampadaire", "");
    town.go_on();
    CHECK(town.finds("lampadaire", next));

    town.restart([&] {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(town.index())) {
            if (entry.is_regular_file()) std::ofstream(entry.path()) << "not an index";
        }
    });
    CHECK(town.finds("banc", row));
    town.restart([&] { std::filesystem::remove_all(town.index()); });
    CHECK(town.search().progress().of > 0);
    CHECK(town.finds("lampadaire", next));
    Town other;
    other.propose(20, "Une fontaine", "");
    other.propose(21, "Un lavoir", "");
    other.go_on();
    town.restart([&] {
        std::filesystem::remove_all(town.index());
        std::filesystem::copy(other.index(), town.index(),
                              std::filesystem::copy_options::recursive);
    });
    CHECK(town.find("fontaine").empty());
    CHECK(town.finds("banc", row));
}

TEST_CASE("whatever is typed, there is an answer") {
    Town town;
    town.propose(20, "Le la les", "Où et quand ?");
    town.go_on();
    CHECK(town.find("").empty());
    CHECK(town.find("   ").empty());
    CHECK(town.find("?!").empty());
    CHECK(town.find("le la les").size() == 1);
    CHECK(town.find("où") == town.find("ou"));
    std::string zero("banc\0banc", 9);
    for (const std::string& text :
         {std::string("a"), std::string(10'000, 'e'), std::string(10'000, '"'), zero,
          std::string("\xff\xfe\xc3"), std::string("title:x AND (OR NOT"), std::string("*"),
          std::string("W* ~ ^ + - NEAR/3 [a-z] {1}"), std::string("« \" » “"),
          std::string("e\xCC\x81\xCC\x81\xCC\x81"), std::string("<script>alert(1)</script>"),
          std::string(400, '-'),
          std::string("a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z")}) {
        CAPTURE(text);
        SearchRequest request;
        request.text = text;
        CHECK(town.search().find(request).has_value());
        request.beginnings = true;
        CHECK(town.search().find(request).has_value());
        town.search().proposals_with(text);
        CHECK(town.search().similar_to(text, text, 3).has_value());
    }
}

TEST_CASE("proposals about the same are similar, a word in common is not enough") {
    Town town;
    const auto pumps = town.propose(20, "Des pompes à vélo aux arrêts de tram", "Pour regonfler.");
    const auto cafe =
        town.propose(21, "Un café où l’on répare tout", "Grille-pain, vélos, lampes.");
    town.propose(22, "Ouvrir la médiathèque le dimanche", "Trois heures suffiraient.");
    town.propose(23, "Un marché de nuit", "À l’arrêt du tram.");
    town.go_on();
    const auto similar = [&](const char* title, const char* body) {
        return *town.search().similar_to(title, body, 3);
    };
    CHECK(similar("Une pompe à vélos près du tram", "") == std::vector<std::uint32_t>{pumps});
    CHECK(similar("Réparer les vélos au café", "") == std::vector<std::uint32_t>{cafe});
    CHECK(similar("Planter des arbres", "Près du tram.").empty());
    CHECK(similar("", "vélo tram pompe").empty());
}

TEST_CASE("an index that followed a random world is the one that is made anew from it") {
    RandomWorld world(seed());
    world.with_erasures = true;
    Town town(false);
    const auto found = [&] {
        std::vector<std::vector<SearchKey>> all;
        for (const char* word :
             {"jardin", "forêt", "école", "œuvre", "vélo", "gare", "marché", "bâtir", "x", "a"}) {
            SearchRequest request;
            request.text = word;
            request.limit = 10'000;
            all.push_back(town.find(request));
            std::sort(all.back().begin(), all.back().end(), [](const auto& a, const auto& b) {
                return std::pair(a.kind, a.row) < std::pair(b.kind, b.row);
            });
        }
        return all;
    };
    for (int round = 0; round < 20; ++round) {
        world.steps(40);
        town.recorder.events = world.recorder.events;
        town.go_on();
    }
    const auto followed = found();
    const std::size_t documents = town.search().progress().documents;
    town.restart([&] { std::filesystem::remove_all(town.index()); });
    CHECK(found() == followed);
    CHECK(town.search().progress().documents == documents);
}
