"""Invented people: names of many languages, telephone numbers and birth dates, the same every time."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from random import Random

FIRST = """
Ada Aisha Alejandro Amara Amélie Anna Anton Arjun Astrid Beatriz Bilal Birgit Björn Camille Carlos Chiara
Chloé Daniel Daria David Dmitri Elena Elif Emil Emma Esra Fatima Felix Fiona Francesca Freya Gabriel Giulia
Grace Hana Hannah Henrik Hugo Ibrahim Ines Ingrid Isabel Ivan Jakub James Jana Javier Jin Joanna Johan José
Julia Jun Kamala Karim Katarzyna Kofi Lars Laura Layla Léa Leila Liam Lin Lucía Lukas Łukasz Magda Mai Malik
Mara Marco Maria Marie Marta Mateo Matthias Maya Mei Michael Mina Mohammed Nadia Naomi Nia Nikolai Noah Noor
Olga Olivia Omar Óscar Paolo Petra Pia Priya Rahul Rania Renée Ruth Samuel Sana Sara Sofia Søren Stefan
Svetlana Tamar Thandiwe Theo Thomas Tomasz Umar Valentina Vera Viktor Wei Yara Yasmin Yusuf Zainab Zoë Zuzana
""".split()
LAST = """
Abara Adeyemi Ahmed Ali Alvarez Andersson Bakker Banerjee Bauer Becker Bello Bennett Bianchi Boateng Brown
Carter Castro Çelik Chen Cohen Costa Cruz Dahl Das Demir Dias Dubois Eriksen Fernández Ferrari Fischer
Fontaine García Gomez Green Gupta Haddad Hall Hansen Hassan Hernandez Hoffmann Horváth Hughes Ivanov Jackson
Jensen Johnson Jones Kaplan Kaur Keller Khan Kim Klein Kovač Kowalski Kumar Lam Larsen Laurent Lee Lehmann
Lewis Li Lindqvist Lopez Mäkinen Marino Martin Martinez Mbeki Mehta Mendes Meyer Miller Moreau Morgan Müller
Nakamura Nguyen Nielsen Novák Nowak O’Brien O’Neill Okafor Oliveira Olsen Ortiz Østergaard Park Patel Pereira
Petrov Popescu Quinn Rahman Ramos Rao Reyes Ricci Rivera Robinson Romano Rossi Russo Sánchez Santos Sato
Schmidt Schneider Sharma Silva Singh Smith Sokolov Suzuki Tanaka Taylor Thomas Torres Tran Turner Vargas
Vasquez Vogel Wagner Walker Wang Weber Weiss White Wilson Wójcik Wong Wood Yamamoto Yang Yılmaz Young Zhang
Zimmermann Zulu
""".split()


def invented(how_many: int, until: date) -> Iterator[dict[str, object]]:
    """Give names, telephone numbers and birth dates; one in ten has a second first name."""
    chance = Random(2026)
    pairs = list(product(FIRST, LAST))
    for _ in range(how_many):
        first, last = chance.choice(pairs)
        middle = f"{chance.choice(FIRST)} " if chance.random() < 0.1 else ""
        yield {
            "name": f"{first} {middle}{last}",
            "phone": f"+1 {chance.randint(201, 989)} {chance.randint(200, 999)} {chance.randint(0, 9999):04}",
            "birth_date": until - timedelta(days=chance.randint(19 * 365, 85 * 365)),
        }
