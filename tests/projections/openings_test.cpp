// Which sealed parts are public, and that they lead to what the log committed to.
#include "projections/openings.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <fstream>

#include "storage/base64.hpp"
#include "storage/sealed_reader.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using events::ObjectKind;

namespace {

struct Stored {
    explicit Stored(const Recorder& recorder) : store(dir.path / "data") {
        recorder.store_all(store);
        views = fold(store.log, &store.vault, {});
    }
    std::vector<std::uint64_t> published() const {
        return published_seqs(*views, store.log, 0, store.log.size());
    }
    std::vector<storage::Opening> openings() const {
        storage::SealedReader parts(store.log, store.vault);
        return openings_of(published(), parts);
    }

    TempDir dir;
    storage::Store store;
    std::unique_ptr<Views> views;
};

events::PersonRenamed renamed(const events::PersonId& person) {
    events::PersonRenamed e;
    e.person = person;
    return e;
}

events::ProposalEdited edited(const events::ProposalId& proposal, const events::PersonId& author) {
    events::ProposalEdited e;
    e.proposal = proposal;
    e.author = author;
    e.version = 2;
    return e;
}

events::ProposalWithdrawn withdrawn(const events::ProposalId& proposal,
                                    const events::PersonId& author) {
    events::ProposalWithdrawn e;
    e.proposal = proposal;
    e.author = author;
    return e;
}

// Puts openings where a mirror keeps them.
storage::Openings mirrored(const TempDir& dir, const std::vector<storage::Opening>& openings) {
    const auto folder = dir.path / "openings";
    std::filesystem::create_directory(folder);
    std::string bytes;
    for (const storage::Opening& opening : openings) storage::append_opening(bytes, opening);
    std::ofstream(folder / "000", std::ios::binary) << bytes;
    return storage::Openings::load(folder);
}

}  // namespace

TEST_CASE(
    "public are names in use and all versions of what is shown; not what is hidden or was a name") {
    Recorder recorder;
    const auto anna = id_of<events::PersonId>(1);
    const auto park = id_of<events::ProjectId>(2);
    const auto bench = id_of<events::ProposalId>(3);
    const auto lamp = id_of<events::ProposalId>(4);
    const auto kind = id_of<events::ArgumentId>(5);
    const auto rude = id_of<events::ArgumentId>(6);
    const auto under_lamp = id_of<events::ArgumentId>(7);
    recorder.add(city_project(park, "Le parc"));
    recorder.add_sealed(joined(anna), name("Anna"), anna);
    const auto named = recorder.add_sealed(renamed(anna), name("Annette"), anna);
    const auto first = recorder.add_sealed(submitted(bench, park, anna), words("Banc", ""), anna);
    const auto second = recorder.add_sealed(edited(bench, anna), words("Bancs", ""), anna);
    const auto reason = recorder.add_sealed(withdrawn(bench, anna), words("", "Trop"), anna);
    recorder.add_sealed(submitted(lamp, park, anna), words("Lampe", ""), anna);
    const auto said = recorder.add_sealed(argued(kind, bench, anna), words("", "Oui"), anna);
    recorder.add_sealed(argued(rude, bench, anna), words("", "Non !"), anna);
    recorder.add_sealed(argued(under_lamp, lamp, anna), words("", "La nuit"), anna);
    recorder.add(hid(ObjectKind::proposal, plain(lamp)));
    recorder.add(hid(ObjectKind::argument, plain(rude)));
    const Stored stored(recorder);
    CHECK(stored.published() == std::vector<std::uint64_t>{named, first, second, reason, said});
    CHECK(published_seqs(*stored.views, stored.store.log, second, said) ==
          std::vector<std::uint64_t>{second, reason});
    const auto openings = stored.openings();
    REQUIRE(openings.size() == 5);
    CHECK(events::decode_text(openings[0].opened.plaintext)->name == "Annette");
    CHECK(events::decode_text(openings[2].opened.plaintext)->title == "Bancs");
    for (const storage::Opening& opening : openings) {
        const auto event = stored.store.log.event_at(opening.seq);
        CHECK(storage::defect_of_opening(opening, *event) == nullptr);
    }
}

TEST_CASE("a sealed row that was erased has no opening any more") {
    Recorder recorder;
    const auto anna = id_of<events::PersonId>(1);
    const auto bench = id_of<events::ProposalId>(3);
    recorder.add(city_project(id_of<events::ProjectId>(2), "Le parc"));
    recorder.add_sealed(joined(anna), name("Anna"), anna);
    const auto said = recorder.add_sealed(submitted(bench, {}, anna), words("Banc", ""), anna);
    Stored stored(recorder);
    CHECK(stored.openings().size() == 2);
    stored.store.log.erase_sealed(std::vector<std::uint64_t>{said});
    CHECK(stored.openings().size() == 1);
}

TEST_CASE("who asked to be forgotten has no openings, also before the rows are deleted") {
    for (const auto words_of_erased : {events::ErasedWords::kept, events::ErasedWords::removed}) {
        Recorder recorder;
        const auto anna = id_of<events::PersonId>(1);
        const auto bench = id_of<events::ProposalId>(3);
        const auto garden = id_of<events::ProjectId>(4);
        recorder.add_sealed(joined(anna), name("Anna"), anna);
        events::ProjectOpened opened = city_project(garden, "");
        opened.text.reset();
        opened.owner_kind = events::OwnerKind::person;
        opened.owner = anna;
        recorder.add_sealed(opened, words("Jardin", ""), anna);
        recorder.add_sealed(submitted(bench, {}, anna), words("Banc", ""), anna);
        recorder.add_sealed(argued(id_of<events::ArgumentId>(5), bench, anna), words("", "Oui"),
                            anna);
        events::PersonErased erased;
        erased.person = anna;
        erased.words = words_of_erased;
        recorder.add(erased);
        const Stored stored(recorder);
        // Her name is none of those that people go by; her words stay if she left them.
        CHECK(stored.published().size() ==
              (words_of_erased == events::ErasedWords::kept ? 3U : 0U));
    }
}

TEST_CASE("read models folded from openings show the same words, and have the same public digest") {
    RandomWorld world(seed());
    world.steps(1500);
    Stored stored(world.recorder);
    const storage::Openings openings = mirrored(stored.dir, stored.openings());
    CHECK(openings.size() > 100);
    FoldOptions options;
    options.openings = &openings;
    const auto views = fold(stored.store.log, nullptr, options);
    CHECK(digests(*views).public_hex == digests(*stored.views).public_hex);
    for (std::size_t i = 0; i < views->people.size(); ++i) {
        CHECK(views->people[i].pseudonym == stored.views->people[i].pseudonym);
    }
    for (std::size_t i = 0; i < views->proposals.size(); ++i) {
        const Proposal& here = views->proposals[i];
        const Proposal& there = stored.views->proposals[i];
        const bool hidden = there.state == State::hidden;
        CHECK(here.words.title == (hidden ? std::string() : there.words.title));
        CHECK(here.words.body == (hidden ? std::string() : there.words.body));
        CHECK(here.reason == (hidden ? std::string() : there.reason));
    }
    for (std::size_t i = 0; i < views->arguments.size(); ++i) {
        const Argument& there = stored.views->arguments[i];
        const bool hidden = there.state == State::hidden ||
                            stored.views->proposals[there.proposal].state == State::hidden;
        CHECK(views->arguments[i].words.body == (hidden ? std::string() : there.words.body));
    }
    for (std::size_t i = 0; i < views->projects.size(); ++i) {
        CHECK(views->projects[i].words.title == stored.views->projects[i].words.title);
    }
}

TEST_CASE("an opening that is not the event's opens nothing") {
    Recorder recorder;
    const auto anna = id_of<events::PersonId>(1);
    recorder.add(city_project(id_of<events::ProjectId>(2), "Le parc"));
    recorder.add_sealed(joined(anna), name("Anna"), anna);
    Stored stored(recorder);
    auto forged = stored.openings();
    forged[0].opened.plaintext = events::encode_text(name("Un autre"));
    const storage::Openings openings = mirrored(stored.dir, forged);
    FoldOptions options;
    options.openings = &openings;
    CHECK(fold(stored.store.log, nullptr, options)->people[0].pseudonym.empty());
}

TEST_CASE("an opening as JSON says its bytes and its words") {
    events::Text text = words("Un \"banc\"", "À l'ombre");
    text.phases = {"un", "deux"};
    storage::Opening opening{12, {}};
    opening.opened.r.fill(7);
    opening.opened.plaintext = events::encode_text(text);
    const auto json = boost::json::parse(to_json(opening)).as_object();
    CHECK(json.at("seq").as_int64() == 12);
    CHECK(std::string(json.at("r").as_string()) == storage::base64(opening.opened.r));
    CHECK(std::string(json.at("plaintext").as_string()) ==
          storage::base64(opening.opened.plaintext));
    CHECK(json.at("title").as_string() == "Un \"banc\"");
    CHECK(json.at("body").as_string() == "À l'ombre");
    CHECK(json.at("phases").as_array().size() == 2);
    CHECK_FALSE(json.contains("name"));
}
