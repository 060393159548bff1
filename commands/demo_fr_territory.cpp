// The demo's districts and themes, which of its projects and proposals bear them, and at which
// points of the map some of these are. The places are those of a city like this one; nothing that
// is said of them happened.
#include "commands/demo_fr.hpp"

namespace imaginons::commands::demo {

namespace {

const std::vector<NamedCode> all_themes{
    {"mobilites", "Se déplacer", "Getting around"},
    {"nature", "Nature et climat", "Nature and climate"},
    {"ecole", "École et enfance", "School and childhood"},
    {"jeunesse", "Jeunesse", "Young people"},
    {"culture", "Culture et fêtes", "Culture and festivities"},
    {"sport", "Sport et loisirs", "Sport and leisure"},
    {"commerce", "Commerces et marchés", "Shops and markets"},
    {"solidarite", "Entraide et santé", "Mutual help and health"},
    {"tranquillite", "Sécurité et tranquillité", "Safety and quiet"},
    {"espaces", "Rues, places et bâtiments", "Streets, squares and buildings"}};

const std::vector<NamedCode> all_districts{{"centre-ville", "Centre-ville", "Town centre"},
                                           {"gare", "La Gare – Étoile", "Station – Étoile"},
                                           {"chablais", "Chablais", "Chablais"},
                                           {"perrier", "Le Perrier", "Le Perrier"},
                                           {"livron", "Livron", "Livron"},
                                           {"chateau-rouge", "Château-Rouge", "Château-Rouge"},
                                           {"romagny", "Romagny", "Romagny"},
                                           {"bois-livron", "Bois de Livron", "Bois de Livron"}};

const std::vector<Placed> all_projects{{"cours", {"ecole", "nature"}, "livron"},
                                       {"marche", {"commerce"}, "centre-ville"},
                                       {"voie-verte", {"mobilites", "nature"}, "bois-livron"},
                                       {"quartiers", {"espaces"}, ""},
                                       {"velo", {"mobilites"}, ""},
                                       {"repare", {"solidarite"}, "perrier"}};

const std::vector<Placed> all_proposals{
    {"mediatheque", {"culture"}, "centre-ville", events::Point(4'619'330, 623'560)},
    {"tout-petits", {"ecole", "espaces"}, "centre-ville", events::Point(4'619'415, 623'730)},
    {"gymnase", {"jeunesse", "sport"}, "perrier", events::Point(4'618'480, 624'150)},
    {"bus-hopital", {"mobilites", "solidarite"}, ""},
    {"artifice", {"culture", "tranquillite"}, ""},
    {"rues-ecole", {"ecole", "mobilites"}, ""},
    {"chorale", {"culture"}, ""},
    {"jardins", {"nature"}, "romagny"},
    {"fontaines", {"espaces"}, ""},
    {"fontaine", {"ecole", "espaces"}, "livron", events::Point(4'619'620, 624'780)},
    {"foot", {"ecole", "sport"}, "livron"},
    {"terre", {"ecole", "nature"}, "livron"},
    {"calme", {"ecole"}, "livron"},
    {"weekend", {"ecole", "sport"}, "livron"},
    {"marche-soir", {"commerce"}, "centre-ville"},
    {"marche-invendus", {"commerce", "solidarite"}, "centre-ville"},
    {"marche-couvert", {"commerce", "espaces"}, "centre-ville", events::Point(4'619'385, 623'610)},
    {"vv-nuit", {"nature", "mobilites"}, "bois-livron", events::Point(4'619'970, 625'210)},
    {"vv-dossiers", {"mobilites", "espaces"}, "bois-livron"},
    {"vv-bilan", {"nature"}, "bois-livron"},
    {"q-passerelle", {"mobilites", "tranquillite"}, "perrier", events::Point(4'618'610, 623'870)},
    {"q-marelle", {"ecole", "espaces"}, "chateau-rouge"},
    {"q-arceaux", {"mobilites"}, "gare"},
    {"q-boites", {"culture"}, ""},
    {"q-passerelle-neuve", {"mobilites"}, "perrier"},
    {"velo-bas", {"mobilites"}, "romagny"},
    {"velo-ecole", {"mobilites", "ecole"}, "chablais"},
    {"velo-casiers", {"mobilites"}, "gare", events::Point(4'619'930, 623'590)},
    {"repare-lieu", {"solidarite", "espaces"}, "perrier"},
    {"repare-couture", {"solidarite"}, "perrier"}};

}  // namespace

const std::vector<NamedCode>& themes() {
    return all_themes;
}
const std::vector<NamedCode>& districts() {
    return all_districts;
}
std::span<const Placed> placed_projects() {
    return all_projects;
}
std::span<const Placed> placed_proposals() {
    return all_proposals;
}

}  // namespace imaginons::commands::demo
