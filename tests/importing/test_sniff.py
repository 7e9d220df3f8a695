"""Encodings: proposals with evidence, wrong-but-decodable readings caught, doubt said aloud."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.exceptions import UnreadableFile
from toolbox_core.importing.delimiters import sniff_delimiter
from toolbox_core.importing.sniff import CHUNK, LEGACY, sniff_chunks, sniff_encoding

TEXTS = {
    "Spanish": "Gestión de la economía;innovación y empleo;PRESIDENCIA DEL PLENO;Año;señalización;límites;España",
    "Spanish capitals": "TRACCIÓN MECÁNICA;ECONOMÍA;INNOVACIÓN Y EMPLEO;ESPAÑA;PÚBLICA;GESTIÓN",
    "French": "Dépenses de fonctionnement;Sécurité;Collège;Être;Bâtiments;forêts;Intérêts de la dette;où;reçus;Août",
    "German": "Gebäude für öffentliche Zwecke;Straßenbau;Zuschüsse;Löhne und Gehälter;Übertragungen;Größe",
    "Portuguese": "Educação;Administração;Saúde;Informações;Câmara;orçamento do município;Receitas próprias;não;órgãos",
    "Polish": "Wydatki bieżące;Oświata i wychowanie;Rolnictwo i łowiectwo;Działalność usługowa;Różne rozliczenia",
    "Croatian": "Rashodi za zaposlene;Naknade građanima;Općina;Školstvo;poduzeća;Višak;županija;Tekuće donacije",
    "Hungarian": "Személyi juttatások;Működési bevételek;Költségvetési szerv;önkormányzat;Felújítások;főösszeg",
    "Czech": "Daň z příjmů;Rozpočet města;Výdaje;Školství;Veřejné osvětlení;Záležitosti;příspěvky;Údržba",
    "Turkish": "Eğitim harcamaları;Sağlık hizmetleri;Güvenlik;Belediye başkanlığı;İstanbul;şehir;çevre;Gıda",
    "Russian": "Расходы бюджета;Образование;Здравоохранение;Жилищное хозяйство;ИТОГО;Культура",
    "Ukrainian": "Видатки бюджету;Освіта;Охорона здоров'я;Житлово-комунальне господарство;самоврядування",
    "Greek": "Δαπάνες προσωπικού;Έσοδα;Προϋπολογισμός;Υπηρεσίες;Παιδεία και υγεία;ΣΥΝΟΛΟ",
    "Italian": "Attività economiche;Servizi per la città;Opportunità;perché;più;Comunità;Università",
    "Swedish": "Förskola;Äldreomsorg;Åtgärder;Miljö;Gymnasieskola för vuxna;Årets resultat",
    "Danish": "Børn og unge;Ældrepleje;Udgifter på området;København;Århus;Miljø;Løn",
    "English": "The budget of the council for 2013;£5000 for the café;the member’s fund;£200 to Citroën of the",
}
PAGES = [
    *((name, page)
      for name in ("Spanish", "Spanish capitals", "French", "German", "Portuguese", "Italian", "Swedish", "Danish")
      for page in ("cp1252", "cp850", "mac-roman")),
    *((name, page) for name in ("Polish", "Croatian", "Czech", "Hungarian") for page in ("cp1250", "cp852")),
    *((name, "iso8859-2") for name in ("Polish", "Croatian", "Czech")),
    ("Spanish", "cp437"), ("German", "cp437"), ("Turkish", "cp1254"), ("Greek", "cp1253"), ("Ukrainian", "cp1251"),
    *(("Russian", page) for page in ("cp1251", "koi8-r", "cp866")),
    *(("English", page) for page in ("cp1252", "mac-roman")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "page"), PAGES, ids=lambda value: value)
def test_a_legacy_page_is_told_by_its_words(language: str, page: str) -> None:
    data = TEXTS[language].replace(";", "\n").encode(page, "ignore")
    guess = sniff_encoding(data)
    assert data.decode(guess.encoding) == data.decode(page)
    assert not guess.ambiguous, guess.evidence


@pytest.mark.parametrize("page", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("language", ["Spanish", "Polish", "Russian", "Greek"])
def test_unicode_is_recognised_with_and_without_its_mark(language: str, page: str) -> None:
    text = TEXTS[language].replace(";", "\n")
    data = text.encode(page)
    guess = sniff_encoding(data)
    assert data.decode(guess.encoding).removeprefix("\ufeff") == text
    assert not guess.ambiguous


def test_what_decodes_without_error_but_wrongly_is_caught() -> None:
    """Latin-1 reads any bytes; only the words show that these are code page 850."""
    data = "Administración;Educación;España;Año;límites;pública".encode("cp850")
    assert data.decode("latin-1")
    guess = sniff_encoding(data)
    assert guess.encoding == "cp850"
    assert "Administración" in guess.evidence
    assert all(
        candidate.score < guess.candidates[0].score - 0.5
        for candidate in guess.candidates[1:]
        if candidate.encoding == "latin-1"
    )


def test_the_evidence_shows_how_the_next_candidate_would_read() -> None:
    guess = sniff_encoding("Straße;Größe;für;Übung;Gebäude".encode("cp1252"))
    assert "Straße" in guess.evidence
    assert "they would read" in guess.evidence
    assert guess.candidates[0].language == "German"


def test_too_little_text_is_called_ambiguous() -> None:
    assert sniff_encoding(b"a;\xe6\n").ambiguous
    assert sniff_encoding(bytes(range(128, 256)) * 4).ambiguous


def test_plain_ascii_is_utf8() -> None:
    guess = sniff_encoding(b"code;amount\n1;2\n")
    assert (guess.encoding, guess.ambiguous) == ("utf-8", False)


def test_utf8_with_a_few_foreign_bytes_is_called_mixed() -> None:
    data = "gestión;año;economía;información;público;límite\n".encode() + "gestión\n".encode("cp1252")
    guess = sniff_encoding(data)
    assert (guess.encoding, guess.ambiguous) == ("utf-8", True)
    assert "mixed" in guess.damage


def test_letters_lost_before_and_double_conversion_are_noticed() -> None:
    assert "lost" in sniff_encoding(b"ECONOM?A;INNOVACI?N;GESTI?N\n").damage
    for page in ("cp1252", "latin-1"):
        twice = "gestión;año;É;l’État".encode().decode(page, "ignore").encode()
        assert "saved again" in sniff_encoding(twice).damage
    assert not sniff_encoding("ADMINISTRAÇÃO;SÃO PAULO;gestión;l’État".encode()).damage


def test_pieces_give_the_same_guess_as_the_whole() -> None:
    data = ("Administración pública;España;año\n" * 500).encode("cp1252")
    assert (
        sniff_chunks(iter([data[i : i + 7] for i in range(0, len(data), 7)])).encoding == sniff_encoding(data).encoding
    )
    text = ("Administración pública;España;año\n" * 500).encode()
    assert sniff_chunks(iter([text[i : i + 7] for i in range(0, len(text), 7)])).encoding == "utf-8"


def test_a_foreign_byte_at_the_end_of_a_large_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b"code;amount\n" * (CHUNK // 6) + "Gestión pública;España\n".encode("cp1252"))
    assert sniff_encoding(path).encoding == "cp1252"


def test_words_late_in_a_large_file_still_count(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes("Gestión;España;año\n".encode("cp1252") + b"code;amount\n" * 400_000 + "Ñ\n".encode("cp1252"))
    assert sniff_encoding(path).encoding == "cp1252"


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no file"):
        sniff_encoding(tmp_path / "none.csv")
    with pytest.raises(UnreadableFile, match="cannot be read"):
        sniff_encoding(tmp_path)


@given(st.binary(max_size=300))
def test_any_bytes_get_a_proposal_that_decodes_or_none(data: bytes) -> None:
    guess = sniff_encoding(data)
    assert guess.evidence
    if guess.encoding in LEGACY:
        data.decode(guess.encoding)


@pytest.mark.shared_data
def test_real_budget_files_sniff_right(shared_data: Path) -> None:
    madrid = shared_data / "budget" / "es-madrid-2021-2024"
    for path in sorted(madrid.glob("20*/*.csv")):
        guess = sniff_encoding(path)
        ascii_only = path.read_bytes().isascii()
        marked = path.name == "inversiones_principales.csv"
        assert guess.encoding == ("utf-8-sig" if marked else "utf-8" if ascii_only else "cp1252"), path
        assert not guess.ambiguous, guess.evidence
        assert sniff_delimiter(path.read_bytes().decode(guess.encoding)).delimiter == ";"


@pytest.mark.shared_data
def test_every_real_table_gets_an_unambiguous_proposal(shared_data: Path) -> None:
    """All CSV files that public bodies published: none is ambiguous, none reads with a replacement or control sign."""
    paths = sorted(shared_data.rglob("*.csv"))
    assert len(paths) > 100
    for path in paths:
        guess = sniff_encoding(path)
        assert not guess.ambiguous, (path, guess.evidence)
        text = path.read_bytes().decode(guess.encoding)
        assert not any("\x80" <= character <= "\x9f" for character in text), path
