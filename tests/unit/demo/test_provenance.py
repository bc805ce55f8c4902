from designer.demo.provenance import PROVENANCE


def test_the_screens_say_what_is_real_in_both_languages():
    assert set(PROVENANCE) == {"fr", "en"}
    assert "69 659" in PROVENANCE["fr"].replace("\u202f", " ")
    assert "69,659" in PROVENANCE["en"]
    assert all("CDNOW" in text for text in PROVENANCE.values())
