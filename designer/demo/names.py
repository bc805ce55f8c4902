"""First names, family names and cities that the demo's people are made of.

Common names of France and of the communities that live there; any resemblance of a combination to a living
person is chance. Nothing is said of anyone's gender: the texts of the library do not need it.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_NAMES = (
    "Camille", "Dominique", "Claude", "Marie", "Jean", "Sophie", "Nicolas", "Nathalie", "Thomas",
    "Isabelle", "Philippe", "Catherine", "Laurent", "Valérie", "Stéphane", "Sandrine", "Christophe",
    "Céline", "Frédéric", "Véronique", "Olivier", "Aurélie", "Julien", "Émilie", "Sébastien", "Virginie",
    "David", "Karine", "Vincent", "Delphine", "Alexandre", "Stéphanie", "Guillaume", "Laetitia",
    "Antoine", "Élodie", "Mathieu", "Hélène", "Benoît", "Anne", "Fabrice", "Florence", "Jérôme",
    "Corinne", "Arnaud", "Agnès", "Cédric", "Sylvie", "Bruno", "Martine", "Pascal", "Monique", "Michel",
    "Françoise", "Alain", "Jacqueline", "Patrick", "Nicole", "Gérard", "Annie", "Bernard", "Chantal",
    "Daniel", "Christine", "Éric", "Brigitte", "Thierry", "Patricia", "Rémi", "Lucie", "Maxime", "Manon",
    "Hugo", "Chloé", "Lucas", "Léa", "Louis", "Emma", "Gabriel", "Alice", "Arthur", "Jeanne", "Raphaël",
    "Louise", "Simon", "Clara", "Théo", "Inès", "Yann", "Gwenaëlle", "Loïc", "Maëlle", "Mehdi", "Samira",
    "Karim", "Nadia", "Rachid", "Fatima", "Youssef", "Leïla", "Mohamed", "Amina", "Mamadou", "Aïssatou",
    "Moussa", "Fatou", "Ibrahim", "Awa", "Minh", "Linh", "Thanh", "Mai", "José", "Maria", "Antonio",
    "Carmen", "Paulo", "Rosa", "Giovanni", "Chiara", "Pierrick", "Solène", "Charlie", "Sacha", "Alix",
    "Maxence",
)  # fmt: skip

ENGLISH_FIRST_NAMES = (
    "James", "Sarah", "Robert", "Emily", "William", "Laura", "Alex", "Rachel", "Andrew", "Helen", "Peter",
    "Lucy", "Mark", "Susan", "Oliver", "Grace", "Sam", "Hannah", "George", "Alice", "Daniel", "Megan",
    "Robin", "Jane", "Priya", "Imran", "Kofi", "Mei", "Owen", "Fiona",
)  # fmt: skip

LAST_NAMES = (
    "Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent",
    "Simon", "Michel", "Lefebvre", "Leroy", "Roux", "David", "Bertrand", "Morel", "Fournier", "Girard",
    "Bonnet", "Dupont", "Lambert", "Fontaine", "Rousseau", "Vincent", "Muller", "Lefèvre", "Faure",
    "André", "Mercier", "Blanc", "Guérin", "Boyer", "Garnier", "Chevalier", "François", "Legrand",
    "Gauthier", "Garcia", "Perrin", "Robin", "Clément", "Morin", "Nicolas", "Henry", "Roussel", "Mathieu",
    "Gautier", "Masson", "Marchand", "Duval", "Denis", "Dumont", "Marie", "Lemaire", "Noël", "Meyer",
    "Dufour", "Meunier", "Brun", "Blanchard", "Giraud", "Joly", "Rivière", "Lucas", "Brunet", "Gaillard",
    "Barbier", "Arnaud", "Martinez", "Gérard", "Roche", "Renard", "Schmitt", "Roy", "Leroux", "Colin",
    "Vidal", "Caron", "Picard", "Roger", "Fabre", "Aubert", "Lemoine", "Renaud", "Dumas", "Lacroix",
    "Olivier", "Philippe", "Bourgeois", "Pierre", "Benoît", "Rey", "Leclerc", "Payet", "Rolland",
    "Leclercq", "Guillaume", "Lecomte", "Lopez", "Jean", "Dupuy", "Guillot", "Hubert", "Berger",
    "Carpentier", "Sanchez", "Dupuis", "Moulin", "Louis", "Deschamps", "Huet", "Vasseur", "Perez",
    "Boucher", "Fleury", "Royer", "Klein", "Jacquet", "Adam", "Paris", "Poirier", "Marty", "Aubry",
    "Guyot", "Carré", "Charles", "Renault", "Charpentier", "Ménard", "Maillard", "Baron", "Bertin",
    "Bailly", "Hervé", "Schneider", "Fernandez", "Le Gall", "Collet", "Léger", "Bouvier", "Julien",
    "Prévost", "Millet", "Perrot", "Daniel", "Cousin", "Germain", "Breton", "Besson", "Langlois", "Rémy",
    "Le Goff", "Pelletier", "Lévêque", "Perrier", "Leblanc", "Barré", "Lebrun", "Marchal", "Weber",
    "Mallet", "Hamon", "Boulanger", "Jacob", "Monnier", "Michaud", "Rodriguez", "Guichard", "Gillet",
    "Étienne", "Grondin", "Poulain", "Tessier", "Chevallier", "Collin", "Chauvin", "Bouchet", "Gay",
    "Lemaître", "Benard", "Maréchal", "Humbert", "Reynaud", "Hoarau", "Ben Amar", "Haddad", "Traoré",
    "Diallo", "Nguyen", "Pham", "Da Silva", "Ferreira", "Rossi",
)  # fmt: skip

ENGLISH_LAST_NAMES = (
    "Smith", "Jones", "Taylor", "Brown", "Wilson", "Evans", "Walker", "Wright", "Green", "Hall", "Wood",
    "Clarke", "Hughes", "Edwards", "Turner", "Hill", "Cooper", "Ward", "Bailey", "Bennett", "Shah",
    "Khan", "Mensah", "Chen",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class City:
    """A place people live in."""

    name: str
    #: IANA zone.
    zone: str
    #: Which numbering plan its telephones follow: the first digits of ``generate._LANDLINES``.
    numbering: str
    #: Relative number of inhabitants.
    weight: int


CITIES = tuple(
    City(name=name, zone=zone, numbering=numbering, weight=weight)
    for name, zone, numbering, weight in (
        ("Paris", "Europe/Paris", "01", 170),
        ("Boulogne-Billancourt", "Europe/Paris", "01", 35),
        ("Saint-Denis", "Europe/Paris", "01", 35),
        ("Versailles", "Europe/Paris", "01", 30),
        ("Nantes", "Europe/Paris", "02", 60),
        ("Rennes", "Europe/Paris", "02", 50),
        ("Rouen", "Europe/Paris", "02", 32),
        ("Brest", "Europe/Paris", "02", 28),
        ("Tours", "Europe/Paris", "02", 30),
        ("Lille", "Europe/Paris", "03", 65),
        ("Strasbourg", "Europe/Paris", "03", 55),
        ("Reims", "Europe/Paris", "03", 30),
        ("Dijon", "Europe/Paris", "03", 30),
        ("Nancy", "Europe/Paris", "03", 28),
        ("Lyon", "Europe/Paris", "04", 85),
        ("Marseille", "Europe/Paris", "04", 80),
        ("Grenoble", "Europe/Paris", "04", 40),
        ("Montpellier", "Europe/Paris", "04", 45),
        ("Nice", "Europe/Paris", "04", 45),
        ("Clermont-Ferrand", "Europe/Paris", "04", 25),
        ("Ajaccio", "Europe/Paris", "04", 8),
        ("Bordeaux", "Europe/Paris", "05", 60),
        ("Toulouse", "Europe/Paris", "05", 65),
        ("Limoges", "Europe/Paris", "05", 22),
        ("Pau", "Europe/Paris", "05", 18),
        ("Saint-Denis de La Réunion", "Indian/Reunion", "01", 26),
        ("Fort-de-France", "America/Martinique", "02", 16),
        ("Pointe-à-Pitre", "America/Guadeloupe", "03", 14),
        ("Cayenne", "America/Cayenne", "04", 8),
        ("Nouméa", "Pacific/Noumea", "05", 8),
        ("Montréal", "America/Toronto", "montreal", 16),
        ("London", "Europe/London", "london", 11),
    )
)
