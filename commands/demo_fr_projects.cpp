// The demo's residents, projects and statements, in French. All invented.
#include "commands/demo_fr.hpp"

namespace imaginons::commands::demo {
namespace {

constexpr const char* names[] = {"Mésange",
                                 "Grand Pin",
                                 "Libellule",
                                 "Chouette 7",
                                 "Page tournée",
                                 "Oreille fine",
                                 "Marmotte bleue",
                                 "Mini-Mistral",
                                 "Maîtresse du 9",
                                 "Les 4e du Salève",
                                 "Voisine du Perrier",
                                 "Tilleuls en bande",
                                 "Roue libre",
                                 "Vis et versa",
                                 "Pain perdu",
                                 "Facteur d’orgue",
                                 "Tante Lise",
                                 "Bord de l’Arve",
                                 "Deux fois nounou",
                                 "Le 61 en retard",
                                 "Aubépine",
                                 "Citron pressé",
                                 "Cour des miracles",
                                 "Renard roux",
                                 "Passe-muraille",
                                 "Petite Ourse",
                                 "Sac à dos",
                                 "Bonnet rouge",
                                 "Lune de mai",
                                 "Semelle de vent",
                                 "Pierre qui roule",
                                 "Goutte d’eau",
                                 "Thym citron",
                                 "Rue du Soleil",
                                 "Fenêtre ouverte",
                                 "Quatrième étage",
                                 "Sans ascenseur",
                                 "Papy Gâteau",
                                 "Cerf-volant",
                                 "Tramway nommé",
                                 "Jardin partagé",
                                 "Pissenlit",
                                 "Frontalière",
                                 "Trois-huit",
                                 "Réveil à 5 h",
                                 "Poussette double",
                                 "Ballon prisonnier",
                                 "Colin-maillard",
                                 "Encre verte",
                                 "Stylo rouge",
                                 "Craie blanche",
                                 "Tableau noir",
                                 "Merle moqueur",
                                 "Pie bavarde",
                                 "Hirondelle",
                                 "Rouge-gorge",
                                 "Hérisson",
                                 "Coccinelle",
                                 "Abeille noire",
                                 "Ver luisant",
                                 "Tournesol",
                                 "Lavande",
                                 "Menthe à l’eau",
                                 "Basilic",
                                 "Ortie douce",
                                 "Sureau",
                                 "Noisetier",
                                 "Vieux cerisier",
                                 "Jeune pousse",
                                 "Racine carrée",
                                 "Point-virgule",
                                 "Trait d’union",
                                 "Parenthèse",
                                 "Virgule",
                                 "Majuscule",
                                 "Bémol",
                                 "Contrebasse",
                                 "Accordéon",
                                 "Fanfare",
                                 "Troisième violon",
                                 "Chorale du jeudi",
                                 "Do dièse",
                                 "Boulanger de nuit",
                                 "Levain",
                                 "Croûte dorée",
                                 "Soupe au pistou",
                                 "Confiture",
                                 "Tarte aux noix",
                                 "Café serré",
                                 "Thé à la menthe",
                                 "Cardamome",
                                 "Curcuma",
                                 "Piment doux",
                                 "Safran",
                                 "Nappe à carreaux",
                                 "Fermeture éclair",
                                 "Bouton d’or",
                                 "Fil rouge",
                                 "Aiguille",
                                 "Pelote",
                                 "Tricot",
                                 "Dé à coudre",
                                 "Marteau",
                                 "Clé de douze",
                                 "Tournevis",
                                 "Rustine",
                                 "Pédale douce",
                                 "Guidon",
                                 "Petit plateau",
                                 "Sonnette",
                                 "Garde-boue",
                                 "Feu vert",
                                 "Passage clouté",
                                 "Rond-point",
                                 "Trottoir large",
                                 "Banc public",
                                 "Fontaine",
                                 "Réverbère",
                                 "Kiosque",
                                 "Bac à sable",
                                 "Marelle",
                                 "Toboggan",
                                 "Balançoire"};

const std::vector<Project> all_projects = {
    {"cours",
     "",
     ParticipationLevel::co_build,
     StanceChoice::for_neutral_against,
     -201,
     "Des cours d’école à l’ombre",
     "Trois cours goudronnées deviennent des jardins, ouverts aux familles le week-end. Vous "
     "dessinez les plans avec les "
     "enfants et les enseignants.\n\n"
     "## Votre pouvoir ici\n\n"
     "**Co-construire.** Vos idées changent les plans. Le choix final se fait par un vote des "
     "habitants ; le conseil "
     "municipal s’engage à le suivre.\n\n"
     "## Ce qui est déjà décidé\n\n"
     "- Les trois écoles : Tilleuls, Romagny, Centre.\n"
     "- Le budget : 240 000 € voté, dont 80 000 € demandés à l’agence de l’eau.\n"
     "- Une surface plate reste dans chaque cour, pour courir et pour les fauteuils.",
     {{PhaseKind::inform, "S’informer", -201, -146},
      {PhaseKind::propose, "Dessiner les plans", -83, 19},
      {PhaseKind::decide, "Choisir", 49, 69},
      {PhaseKind::realise, "Construire", 98, 280},
      {PhaseKind::review, "Faire le bilan", 312, 340}},
     {-83},
     {{"goudron", "Retirer le goudron, école des Tilleuls", 30, {{-75, 10}, {-40, 45}, {-4, 70}}},
      {"plans", "Plans dessinés avec les classes", 19, {{-70, 8}, {-30, 25}, {-8, 42}}},
      {"arbres", "Arbres commandés", 60, {{-50, 0}}},
      {"chaleur", "Relevés de chaleur dans les trois cours", -120, {{-190, 0}, {-150, 60}}, -112}},
     {{-112, "Le relevé de chaleur de juillet",
       "52 degrés au sol à 15 h aux Tilleuls, 29 degrés sous le seul arbre de la cour. Le document "
       "fait deux pages et se lit "
       "en trois minutes."},
      {-38, "Premier atelier : quarante enfants, onze parents, un architecte",
       "On a tiré des ficelles pour voir la place qu’il reste quand on plante. Conclusion des "
       "CM1 : il en reste beaucoup."},
      {-6, "Les enfants veulent un coin sans ballon",
       "Atelier n° 2, 38 présents. Quatre groupes sur cinq demandent un endroit calme. Le compte "
       "rendu complet et les dessins "
       "sont à l’accueil des écoles."}}},

    {"marche",
     "",
     ParticipationLevel::consult,
     StanceChoice::for_neutral_against,
     -96,
     "Le marché du mardi, version 2027",
     "Horaires du soir, bancs, toilettes, place des producteurs : tout est sur la table avant le "
     "vote du conseil en "
     "février.\n\n"
     "**Vous êtes consultés.** La ville décide, et publie ce qu’elle a retenu de chaque idée, et "
     "pourquoi.\n\n"
     "Deux manières de participer : donnez votre avis sur les phrases courtes ci-dessous (deux "
     "minutes), ou proposez une "
     "idée (dix minutes).",
     {{PhaseKind::inform, "S’informer", -96, -70},
      {PhaseKind::propose, "Donner son avis", -70, 58},
      {PhaseKind::decide, "Vote du conseil", 80, 80},
      {PhaseKind::realise, "Essai de trois mois", 110, 200}},
     {-69},
     {{"commercants", "Commerçants rencontrés un par un", 10, {{-60, 20}, {-35, 55}, {-10, 80}}},
      {"comptage", "Comptage des passages, quatre mardis", -20, {{-80, 25}, {-50, 75}}, -27}},
     {{-27, "Quatre mardis comptés",
       "Entre 9 h et 13 h, 2 300 personnes en moyenne. Une sur trois vient à pied du Perrier. "
       "Personne, ou presque, après "
       "12 h 30."}}},

    {"voie-verte",
     "",
     ParticipationLevel::co_build,
     StanceChoice::for_neutral_against,
     -228,
     "Des bancs à l’ombre sur la Voie Verte",
     "En janvier, Mésange écrit trois lignes sur la chaleur de la Voie Verte. En septembre, on "
     "s’assoit à l’ombre. Tout est "
     "resté lisible, étape par étape.\n\n"
     "14 bancs posés, 9 arbres plantés, 1 fontaine remise en eau, 148 heures données par 26 "
     "bénévoles.",
     {{PhaseKind::propose, "Choisir les emplacements", -228, -180},
      {PhaseKind::realise, "Poser et planter", -180, -70},
      {PhaseKind::review, "Faire le bilan", -65, 25}},
     {-178, -64},
     {{"bancs", "Bancs posés", -70, {{-170, 0}, {-140, 35}, {-100, 80}}, -72},
      {"fontaine", "Fontaine remise en eau", -80, {{-160, 0}, {-110, 50}}, -84},
      {"bilan", "Bilan rédigé avec les bénévoles", 25, {{-60, 10}, {-12, 60}}}},
     {{-140, "Un samedi, cinq bancs",
       "Onze personnes, deux brouettes, une averse. Le banc du pont a été posé deux fois : la "
       "première, il regardait le "
       "parking."},
      {-72, "Le quatorzième banc",
       "C’est celui de l’arrêt du tram. Mésange l’a essayé en premier. « Il est un peu haut », "
       "dit-elle. On le baissera."}}},

    {"quartiers",
     "",
     ParticipationLevel::decide,
     StanceChoice::support_only,
     -124,
     "Dix mille euros pour votre quartier",
     "Chaque quartier reçoit 10 000 € pour de petits travaux que l’on voit tout de suite : un "
     "éclairage, un arceau, une "
     "marelle.\n\n"
     "**Vous décidez.** Les idées les plus soutenues sont réalisées dans l’ordre, jusqu’à "
     "épuisement de la somme. Ici on "
     "soutient, on ne s’oppose pas : pour les réserves, il y a les arguments.",
     {{PhaseKind::propose, "Proposer", -124, -40},
      {PhaseKind::decide, "Soutenir", -40, 30},
      {PhaseKind::realise, "Réaliser", 45, 150}},
     {-40},
     {{"chiffrage", "Idées chiffrées par les services", -5, {{-38, 20}, {-20, 65}, {-7, 90}}}},
     {{-20, "Ce que coûte une marelle",
       "140 € de peinture, une matinée de travail. C’est la moins chère des idées reçues. La plus "
       "chère, une passerelle, "
       "dépasse la somme à elle seule : nous le disons dès maintenant à son auteur."}}},

    {"velo",
     "Roue libre",
     ParticipationLevel::co_build,
     StanceChoice::for_neutral_against,
     -167,
     "À vélo jusqu’au tram, sans peur",
     "Un projet d’habitants : relier le Perrier au terminus par des rues calmes, sans attendre la "
     "grande piste.\n\n"
     "Nous étions six à nous plaindre au même feu rouge. Nous avons pris une carte, un feutre, et "
     "dessiné trois itinéraires "
     "par des rues où l’on entend les oiseaux. Il reste à choisir, à flécher, et à demander quatre "
     "passages piétons.",
     {{PhaseKind::propose, "Dessiner les itinéraires", -167, -100},
      {PhaseKind::debate, "Essayer ensemble", -100, -20},
      {PhaseKind::realise, "Flécher", -20, 60},
      {PhaseKind::review, "Faire le bilan", 60, 80}},
     {-99, -19},
     {{"essais", "Balades d’essai du dimanche", -20, {{-95, 25}, {-60, 75}}, -22},
      {"fleches", "Flèches posées, sur 46", 60, {{-18, 0}, {-9, 24}, {-2, 41}}}},
     {{-60, "Troisième balade : 31 vélos, un tandem, zéro chute",
       "L’itinéraire du bas gagne. Celui du cimetière est beau mais la côte a fait deux "
       "malheureux."},
      {-9, "Onze flèches un dimanche matin",
       "Pochoir, craie lavable, croissants. La ville a donné son accord pour la peinture "
       "définitive si tout va bien jusqu’à "
       "Noël."}}},

    {"repare",
     "Vis et versa",
     ParticipationLevel::co_build,
     StanceChoice::for_neutral_against,
     -74,
     "Un atelier où l’on répare tout",
     "Grille-pain, vélos, ourlets, lampes : un local, deux soirs par semaine, des outils, et "
     "quelqu’un qui montre. Pas un "
     "magasin : un endroit où l’on apprend.\n\n"
     "Nous cherchons un lieu, des mains, et une machine à coudre qui ne coince pas.",
     {{PhaseKind::propose, "Trouver le lieu et les gens", -74, 15},
      {PhaseKind::realise, "Ouvrir", 30, 90}},
     {},
     {{"outils", "Outils prêtés ou donnés, sur 60", 15, {{-65, 10}, {-30, 40}, {-3, 65}}},
      {"mains", "Personnes prêtes à tenir une soirée, sur 12", 15, {{-60, 25}, {-14, 75}}}},
     {{-14, "Neuf personnes sur douze",
       "Dont une horlogère à la retraite, qui demande une bonne lampe. Il manque surtout quelqu’un "
       "pour le jeudi."}}},
};

const std::vector<Statement> all_statements = {
    {"soir",
     "marche",
     "Trois-huit",
     -68,
     "Le marché devrait aussi ouvrir un soir par semaine.",
     {71, 12, 19}},
    {"toilettes",
     "marche",
     "Papy Gâteau",
     -67,
     "Il faut des toilettes propres et gratuites sur la place.",
     {88, 6, 2}},
    {"bancs",
     "marche",
     "Tante Lise",
     -66,
     "Sans bancs, les personnes âgées ne restent pas.",
     {74, 11, 3}},
    {"voitures",
     "marche",
     "Sans ascenseur",
     -65,
     "Il faut garder quelques places de stationnement à côté du marché.",
     {47, 14, 38}},
    {"local",
     "marche",
     "Basilic",
     -64,
     "La moitié des étals devrait être réservée aux producteurs de Haute-Savoie.",
     {55, 17, 24}},
    {"prix", "marche", "Poussette double", -63, "Le marché est trop cher pour moi.", {33, 20, 39}},
    {"musique",
     "marche",
     "Accordéon",
     -61,
     "Un peu de musique une fois par mois ferait venir du monde.",
     {52, 18, 21}},
    {"bruit",
     "marche",
     "Réveil à 5 h",
     -60,
     "Le montage des étals à 5 h réveille tout l’immeuble.",
     {21, 31, 35}},
    {"plastique",
     "marche",
     "Ortie douce",
     -55,
     "Les sacs en plastique devraient disparaître du marché.",
     {69, 9, 11}},
    {"samedi",
     "marche",
     "Frontalière",
     -50,
     "Un marché le samedi serait plus utile qu’un marché le mardi.",
     {58, 13, 27}},
    {"repas",
     "marche",
     "Cardamome",
     -44,
     "On devrait pouvoir manger sur place, assis.",
     {63, 15, 8}},
    {"invendus",
     "marche",
     "Soupe au pistou",
     -36,
     "Les invendus devraient être donnés à midi, sur la place.",
     {81, 7, 2}},
    {"abri",
     "marche",
     "Le 61 en retard",
     -24,
     "Une partie du marché devrait être couverte.",
     {59, 21, 14}},
    {"rien",
     "marche",
     "Vieux cerisier",
     -12,
     "Le marché est très bien comme il est.",
     {24, 16, 42}},
};

}  // namespace

std::span<const char* const> residents() {
    return names;
}
std::span<const Project> projects() {
    return all_projects;
}
std::span<const Statement> statements() {
    return all_statements;
}

}  // namespace imaginons::commands::demo
