"""The list of scenarios hands out each one's sheet and kit."""

import re


def test_each_scenario_of_the_list_is_handed_out_in_the_language_of_the_page(lived, pages):
    links = re.findall(r'href="([^"]+/handouts/[^"]+)" download', pages.get("/scenarios").text)
    assert [link.replace("&amp;", "&") for link in links] == [
        "/api/v1/scenarios/relance-devis/handouts/sheet.pdf?language=fr",
        "/api/v1/scenarios/relance-devis/handouts/kit.pdf?language=fr",
    ]
    for link in links:
        assert pages.get(link).data.startswith(b"%PDF-")
