"""When an article is out: whatever authors write for a date is read, or said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import cases
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats.moments import read
from toolkit.formats.timing import stamp, timing, withheld
from toolkit.languages.language import language

BERLIN = ZoneInfo("Europe/Berlin")
GERMAN = language("de")
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
CASES = cases.read(Path(__file__).parent / "timing/dates.md", "written", "is")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_dates(case: cases.Case) -> None:
    """What is written is that moment, as a text and as YAML reads it."""
    expected = case["is"].replace("nobody knows", "")
    assert read(case["written"], GERMAN, BERLIN).moment == expected
    if expected:
        value = yaml.safe_load(f"date: {case['written']}")["date"]
        assert read(value, GERMAN, BERLIN).moment == expected


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)))
def test_what_is_read_is_what_was_written(moment: datetime) -> None:
    """Any moment in ISO 8601 comes back; without a project's zone it stays in its own."""
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert datetime.fromisoformat(read(moment.isoformat(), GERMAN, BERLIN).moment) == moment
    assert read(moment.isoformat(), GERMAN, None).moment == moment.isoformat()


@given(st.text(st.sampled_from("0123456789.-/:T Z+aMärzUhr年月日pm"), max_size=30))
def test_no_text_is_an_error(text: str) -> None:
    """Whatever is written, the answer is a moment or nothing."""
    for found in read(text, GERMAN, BERLIN):
        assert not found or datetime.fromisoformat(found)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, ""),
        ({"date": "2026-11-27"}, ""),
        ({"date": "2026-11-28"}, "not out before 2026-11-28 00:00 CET"),
        ({"date": "2026-11-27 mittags"}, "not out before 2026-11-27 23:59 CET"),
        ({"date": "2026-11-27 mittags", "publish": "2026-11-27 13:00"}, ""),
        ({"date": "2026-11-26 mittags"}, ""),
        ({"date": "26. November 2026, ergänzt am Tag danach"}, ""),
        ({"publish": "2026-11-26 mittags"}, "corrects what it says"),
        ({"expires": "2026-11-28 mittags"}, "corrects what it says"),
        ({"date": "2026-11-01", "publish": "2026-11-27 14:00"}, "not out before 2026-11-27 14:00"),
        ({"date": "2026-12-24", "publish": "2026-11-27 13:00"}, ""),
        ({"publish": "irgendwann"}, "corrects what it says"),
        ({"publish": True}, "corrects what it says"),
        ({"publish": "nein"}, "corrects what it says"),
        ({"expires": "irgendwann"}, "corrects what it says"),
        ({"publish": "2026-11-27 13:00", "embargo": "2026-12-01"}, "not out before 2026-12-01"),
        ({"Publish-Date": "2026-12-01"}, "not out before 2026-12-01"),
        ({"sperrfrist": "1. Dezember 2026, 10 Uhr"}, "not out before 2026-12-01 10:00 CET"),
        ({"embargo": True}, "corrects what it says"),
        ({"pubish": "2026-12-01"}, "corrects what it says"),
        ({"publisher": "Verlag"}, ""),
        ({"drafft": True}, "corrects what it says"),
        ({"drafft": False}, ""),
        ({"publishd": "no"}, "corrects what it says"),
        ({"embragos": "keine"}, ""),
        ({"published": "nein"}, "a draft"),
        ({"published": ""}, ""),
        ({"status": "Entwurf"}, "a draft"),
        ({"status": "fertig"}, ""),
        ({"status": "geloescht"}, "a draft"),
        ({"status": "gelo\u0308scht"}, "a draft"),
        ({"status": "veroeffentlicht"}, ""),
        ({"oeffentlich": False}, "a draft"),
        ({"veroeffentlichen_ab": "2027-01-01"}, "not out before 2027-01-01 00:00 CET"),
        ({"gueltig_bis": "2026-01-01"}, "expired on 2026-01-01 00:00 CET"),
        ({"status": "lektoriert"}, ""),
        ({"status": "In review"}, "a draft"),
        ({"status": ["draft"]}, "a draft"),
        ({"status": []}, ""),
        ({"visibility": "members"}, "a draft"),
        ({"visibility": "unlisted"}, ""),
        ({"status": "scheduled"}, "corrects what it says"),
        ({"status": "future", "date": "2026-11-28"}, "not out before 2026-11-28 00:00 CET"),
        ({"status": "geplant", "publish": "2026-11-26"}, ""),
        ({"status": "In Bearbeitung"}, "a draft"),
        ({"status": "planned"}, "corrects what it says"),
        ({"post_status": "draft"}, "a draft"),
        ({"gesperrt": "ja"}, "a draft"),
        ({"hidden": True}, "a draft"),
        ({"hidden": False}, ""),
        ({"visible": False}, "a draft"),
        ({"online": "nein"}, "a draft"),
        ({"online": True}, ""),
        ({"öffentlich": "ab Montag"}, "corrects what it says"),
        ({"scheduled": "2026-11-28"}, "not out before 2026-11-28 00:00 CET"),
        ({"scheduled": True}, "corrects what it says"),
        ({"scheduled_at": "28.11.2026 mittags"}, "corrects what it says"),
        ({"release": "28.11.2026, 9 Uhr"}, "not out before 2026-11-28 09:00 CET"),
        ({"release": "2.0"}, ""),
        ({"published_on": "2026-11-28"}, "not out before 2026-11-28 00:00 CET"),
        ({"unpublish": "2026-11-01"}, "expired on 2026-11-01 00:00 CET"),
        ({"unpublish": "bald"}, "corrects what it says"),
        ({"valid_until": "2026-11-01"}, "expired on 2026-11-01 00:00 CET"),
        ({"valid_until": "auf Widerruf"}, ""),
        ({"": "ein <meta> ohne Namen"}, ""),
        ({"entwurf": "ja"}, "a draft"),
        ({"unpublished": True}, "a draft"),
        ({"expires": "2026-11-27T13:00+01:00"}, "expired on 2026-11-27 13:00 CET"),
        ({"expires": "2026-11-28"}, ""),
        ({"draft": True}, "a draft"),
        ({"draft": "ja"}, "a draft"),
        ({"draft": "vielleicht"}, "corrects what it says"),
        ({"draft": "false"}, ""),
        ({"published": False}, "a draft"),
        ({"unlisted": True}, ""),
        ({"withdrawn": "en, zh_CN"}, ""),
        ({"withdrawn": []}, ""),
        ({"withdrawn": [False]}, ""),  # [no]: Norwegian
        ({"withdrawn": False}, "corrects what it says"),
        ({"withdrawn": True}, "corrects what it says"),
        ({"withdrawn": ["en", "englisch"]}, "corrects what it says"),
        ({"withdrawn": {"en": True}}, "corrects what it says"),
        ({"withdrawn": "de"}, "corrects what it says"),
        ({"withdrawen": ["en"]}, "corrects what it says"),
    ],
)
def test_what_is_out(fields: dict[str, Any], why: str) -> None:
    """At noon of 27 November in Greenwich; what cannot be read is held back."""
    reason = withheld(timing("a.md", fields, GERMAN, BERLIN), NOW, BERLIN)
    assert why in reason
    assert bool(why) == bool(reason)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"date": "22.11.26"}, "date: '22.11.26' is no date that can be read"),
        ({"date": [1, 2]}, "date: a list or table is no date that can be read; write it"),
        (
            {"date": "21.11.2026 mittags"},
            "date: '21.11.2026 mittags' is no date that can be read as a whole",
        ),
        ({"Status": "naja"}, "Status: 'naja' keeps nothing back; write draft or published"),
        ({"expires": False}, "expires: true or false is no moment"),
        ({"unlisted": "naja"}, "unlisted: 'naja' is neither true nor false"),
        ({"pubish": "2026-12-01"}, "pubish: there is no such field; did you mean `publish`?"),
        ({"withdrawn": "alle"}, "withdrawn: 'alle' is no language of a translation; write codes"),
        ({"withdrawn": "de"}, "or `draft: true` to withdraw all"),
        ({"date": "2026-11-22"}, "date: 2026-11-22 is not the day in the file name"),
    ],
)
def test_what_cannot_be_read_is_said(fields: dict[str, Any], said: str) -> None:
    """One sentence with the remedy."""
    assert said in timing("2026-11-21-a.md", fields, GERMAN, BERLIN).faults[0]


def test_the_day_begins_where_the_newsroom_is() -> None:
    """A day is midnight there; a time without a zone is one there."""
    found = timing("2026-11-22-a.md", {"date": "2026-11-22 18:45"}, GERMAN, BERLIN)
    assert found.moment == "2026-11-22T18:45:00+01:00"
    assert stamp("2026-07-22", BERLIN) == "2026-07-22T00:00:00+02:00"


@pytest.mark.parametrize("value", ["en, zh_CN", ["en", "zh-Hans"], ("EN", "zh")])
def test_withdrawn_in_a_language(value: object) -> None:
    """In it nobody may have the article, in all others everybody."""
    found = timing("a.md", {"Withdrawn": value}, GERMAN, BERLIN)
    assert found.withdrawn == ("en", "zh-Hans")
    assert withheld(found, NOW, BERLIN, "en") == "withdrawn in English"
    assert not withheld(found, NOW, BERLIN, "ru") and not withheld(found, NOW, BERLIN)
