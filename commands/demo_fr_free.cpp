// The demo's proposals that stand on their own, in French. All invented.
#include "commands/demo_fr.hpp"

namespace imaginons::commands::demo {
namespace {

const std::vector<Proposal> all = {
    {"mediatheque",
     "",
     "Page tournée",
     -43,
     "Ouvrir la médiathèque le dimanche matin",
     "Le dimanche est le seul jour où les familles qui travaillent à Genève peuvent y aller "
     "ensemble. Trois heures suffiraient, de "
     "10 h à 13 h, d’octobre à mars.\n\nJe ne demande pas que tout soit ouvert : la salle des "
     "enfants, les journaux, le retour des "
     "livres.",
     {84, 11, 16},
     {{-42, "Encre verte", Side::for_,
       "Le dimanche il pleut plus que les autres jours, c’est une loi de la nature.", 37},
      {-41,
       "Troisième violon",
       Side::against,
       "Ce sont toujours les mêmes qui travaillent le dimanche, et rarement ceux qui le demandent.",
       34,
       "",
       "",
       {{-40,
         "Page tournée",
         Side::beside,
         "Et si on essayait trois mois, seulement l’hiver, avec des volontaires payés double ?",
         28,
         {{-39, "Troisième violon", Side::beside,
           "Payés double et choisis par eux-mêmes : là, je peux discuter.", 20}}}}},
      {-35, "Parenthèse", Side::beside, "D’autres villes ont mesuré qui vient le dimanche.", 13,
       "Les bibliothèques du dimanche, enquête",
       "https://annemasse.example/mediatheque/enquete.html"}}},
    {"tout-petits",
     "",
     "Mini-Mistral",
     -19,
     "Des jeux pour les tout-petits place de la Mairie-Annexe",
     "Aujourd’hui, rien pour les moins de 4 ans à moins de vingt minutes à pied. Un toboggan bas, "
     "un panneau à toucher, deux bancs "
     "pour les adultes qui attendent. Et de l’ombre.",
     {73, 12, 5},
     {{-18, "Toboggan", Side::for_,
       "Nous sommes une dizaine de parents à nous asseoir sur le bord de la fontaine.", 26},
      {-17, "Bac à sable", Side::beside, "Surtout pas de sable : les chats.", 22}}},
    {"gymnase",
     "",
     "Les 4e du Salève",
     -32,
     "Un gymnase de nuit pour les apprentis",
     "S’entraîner après 21 h, quand on rentre du travail. Deux soirs par semaine, avec un adulte "
     "qui a la clé.",
     {46, 10, 13},
     {{-31, "Trois-huit", Side::for_, "Moi aussi, à 45 ans, je viendrais.", 24},
      {-30,
       "Oreille fine",
       Side::against,
       "Le gymnase est sous mes fenêtres. Les portières à 23 h, non merci.",
       21,
       "",
       "",
       {{-29, "Les 4e du Salève", Side::beside,
         "On peut sortir côté parking, c’est de l’autre côté. On vous invite à venir écouter.",
         27}}}}},
    {"bus-hopital",
     "",
     "Marmotte bleue",
     -111,
     "Des bus plus fréquents vers l’hôpital",
     "Un bus toutes les 40 minutes, c’est trop peu pour un rendez-vous. On arrive une heure avant "
     "ou un quart d’heure après.",
     {97, 6, 2},
     {{-109, "Le 61 en retard", Side::for_,
       "J’ai noté mes attentes pendant un mois : 6 h 20 en tout.", 43},
      {-104, "Rond-point", Side::beside,
       "La ville ne décide pas des bus, c’est l’agglomération. Mais elle peut y parler fort.",
       31}}},
    {"artifice",
     "",
     "Oreille fine",
     -156,
     "Des fêtes sans pétards",
     "Les animaux et les tout-petits ne dorment pas, et chaque été quelqu’un se brûle. Gardons un "
     "grand feu d’artifice, le soir du "
     "14 juillet, et arrêtons le reste.",
     {51, 18, 49},
     {{-155, "Hérisson", Side::for_, "Mon chien passe juillet sous la baignoire.", 32},
      {-154, "Bonnet rouge", Side::against, "Une fête sans bruit, c’est une réunion.", 36},
      {-150, "Point-virgule", Side::beside,
       "Ce qui est interdit est déjà écrit ; ce qui manque, c’est de le rappeler en juin.", 19}}},
    {"rues-ecole",
     "",
     "Craie blanche",
     -87,
     "Des rues d’école sans voitures, vingt minutes le matin",
     "De 8 h 10 à 8 h 30, la rue devant l’école est aux enfants. Une barrière, deux parents, un "
     "café. Les riverains passent au pas.",
     {68, 9, 21},
     {{-85, "Deux fois nounou", Side::for_,
       "Avec une poussette double, le trottoir actuel est un sport.", 35},
      {-84,
       "Boulanger de nuit",
       Side::against,
       "C’est exactement l’heure où je livre.",
       18,
       "",
       "",
       {{-83, "Craie blanche", Side::beside,
         "Et si la barrière vous laissait passer jusqu’à 8 h 15 ?", 16}}}},
     {{-70, "Des rues d’école sans voitures, un quart d’heure le matin",
       "De 8 h 15 à 8 h 30, la rue devant l’école est aux enfants. Une barrière, deux parents, un "
       "café. Les riverains passent au pas, "
       "et les livraisons se font avant."}}},
    {"chorale",
     "",
     "Chorale du jeudi",
     -48,
     "Prêter les salles municipales le soir, sans formulaire de douze pages",
     "Une page, une réponse sous huit jours, une clé. Nous sommes trente à chanter dans un salon "
     "de vingt mètres carrés.",
     {62, 7, 3},
     {{-47, "Contrebasse", Side::for_, "Ma contrebasse ne passe pas la porte dudit salon.", 30},
      {-45, "Bémol", Side::beside,
       "Voici le formulaire d’une autre ville : il tient sur une carte postale.", 17,
       "Demande de salle en une page", "https://annemasse.example/salles/une-page.pdf"}}},
    {"jardins",
     "",
     "Jardin partagé",
     -8,
     "Un compost au pied de chaque immeuble qui le demande",
     "Trois bacs, une personne qui s’y connaît, une fête deux fois par an quand on le vide. Nous "
     "l’avons fait rue des jardins : la "
     "poubelle grise a maigri d’un tiers.",
     {39, 6, 5},
     {{-7,
       "Fenêtre ouverte",
       Side::against,
       "L’été, au premier étage, on connaît le compost par son prénom.",
       12,
       "",
       "",
       {{-6, "Pissenlit", Side::for_,
         "S’il sent, c’est qu’il manque du brun. Une brassée de carton et c’est fini.", 19}}}}},
    {"fontaines",
     "",
     "Thym citron",
     -3,
     "Une carte des fontaines et des toilettes ouvertes",
     "Sur papier à l’accueil de la mairie, et sur ce site. Avec les horaires vrais, pas ceux du "
     "panneau.",
     {27, 2, 0},
     {{-2, "Sac à dos", Side::for_, "J’en connais onze. La douzième est cassée depuis avril.", 9}}},
};

}  // namespace

std::span<const Proposal> proposals_free() {
    return all;
}

}  // namespace imaginons::commands::demo
