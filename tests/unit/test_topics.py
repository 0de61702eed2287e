import tomllib
from importlib import resources

import pytest

from dimscore.lang import languages, load_pack
from dimscore.lang.topics import Topic, topic


@pytest.mark.parametrize(
    ("language", "text", "about"),
    [
        ("en", "where is my parcel", Topic.ORDER_DELIVERY),
        ("en", "my internet isnt working again", Topic.FAULT_OUTAGE),
        ("en", "I’ve been charged twice", Topic.BILLING_PAYMENT),
        ("en", "I've locked myself out of the app", Topic.ACCOUNT_ACCESS),
        ("en", "I want to cancel my membership", Topic.CONTRACT_SUBSCRIPTION),
        ("pl", "dostałam podwójny rachunek", Topic.BILLING_PAYMENT),
        ("pl", "chce zwrocic buty", Topic.REFUND_RETURN),
        ("pl", "czy są już moje wyniki", Topic.HEALTH),
        ("hu", "nem jött meg a csomagom", Topic.ORDER_DELIVERY),
        ("hu", "idopontot szeretnek kerni", Topic.BOOKING_VISIT),
        ("hu", "letiltották a bankkártyámat", Topic.ACCOUNT_ACCESS),
        ("el", "δεν έχουμε ρεύμα από το πρωί", Topic.FAULT_OUTAGE),
        ("el", "pote tha erthei to dema mou", Topic.ORDER_DELIVERY),
        ("el", "θέλω μια βεβαίωση σπουδών", Topic.DOCUMENTS_DATA),
        ("uk", "повернути гроші за чоботи", Topic.REFUND_RETURN),
        ("uk", "хочу записатися до лікаря", Topic.BOOKING_VISIT),
        ("uk", "зв’язку нема з ранку", Topic.FAULT_OUTAGE),
        ("lv", "gribu lauzt līgumu", Topic.CONTRACT_SUBSCRIPTION),
        ("lv", "divreiz novilka par rekinu", Topic.BILLING_PAYMENT),
        ("lv", "cikos jūs sestdien esat vaļā", Topic.INFORMATION),
        ("lv", "es par to pašu", Topic.OTHER),
    ],
)
def test_a_need_has_a_topic(language: str, text: str, about: Topic):
    assert topic(text, language) is about


def test_the_longer_phrase_counts_more():
    assert topic("a ticket", "en") is Topic.BOOKING_VISIT
    assert topic("the wrong name on the ticket", "en") is Topic.DOCUMENTS_DATA
    assert topic("the return ticket", "en") is Topic.BOOKING_VISIT


def test_where_two_are_named_equally_often_the_first_topic_stands():
    assert topic("my prescription and my invoice", "en") is Topic.HEALTH
    assert topic("my invoice and my prescription", "en") is Topic.HEALTH


def test_a_question_is_about_the_matter_that_it_names():
    assert topic("how much, and what time", "en") is Topic.INFORMATION
    assert topic("how much, and what time is the parcel", "en") is Topic.ORDER_DELIVERY


def test_masked_data_names_nothing():
    assert topic("[card] [address]", "en") is Topic.OTHER


@pytest.mark.parametrize("language", languages())
def test_no_phrase_stands_for_two_topics(language: str):
    text = (resources.files("dimscore.lang") / language / "topics.toml").read_text("utf-8")
    fold = load_pack(language).folder()
    seen: dict[str, str] = {}
    for about, phrases in tomllib.loads(text).items():
        assert len(phrases) >= 20, about
        for phrase in phrases:
            assert fold(phrase).text not in seen, (phrase, about, seen[fold(phrase).text])
            seen[fold(phrase).text] = about
            words = phrase.replace("*", "").replace("-", "").replace("'", "").split(" ")
            assert all(word.isalpha() for word in words), phrase
